package cli

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// describePopulation says what elements have of their own, and how they begin.
func describePopulation(p *network.Population) population {
	if p.Source != nil {
		return population{Name: p.Name, Size: p.N, Kind: ir.SourceText(p.Source), Places: ir.LayoutText(p.Layout)}
	}
	x := population{Name: p.Name, Size: p.N, Kind: p.Program.Name, Places: ir.LayoutText(p.Layout)}
	names := quantityNames(p.Program.Quantities)
	x.Parameters = givenTexts(p.Given, p.Program.Quantities)
	for k, v := range p.Init {
		if c, ok := v.Constant(); len(v.Block.Instrs) == 0 || ok && c == 0 {
			continue
		}
		s := p.Program.States[k]
		x.Initial = append(x.Initial, s.Name+" = "+ir.ValueIn(v, s.Unit, names...))
	}
	for k, v := range p.Drive {
		if c, ok := v.Constant(); len(v.Block.Instrs) > 0 && (!ok || c != 0) {
			in := p.Program.Inputs[k]
			x.Parameters = append(x.Parameters, in.Name+" = "+ir.ValueIn(v, in.Unit, names...)+" (injected)")
		}
	}
	for _, o := range p.Set {
		part := ""
		if o.Elements.Len() < p.N {
			part = " of " + elements(o.Elements.Len())
		}
		switch o.Kind {
		case network.SetInit:
			s := p.Program.States[o.Index]
			x.Initial = append(x.Initial, s.Name+" = "+ir.ValueIn(o.Value, s.Unit, names...)+part)
		case network.AddDrive:
			in := p.Program.Inputs[o.Index]
			x.Parameters = append(x.Parameters, in.Name+" += "+ir.ValueIn(o.Value, in.Unit, names...)+part+" (injected)")
		case network.SetGiven:
			q := p.Program.Quantities[o.Index]
			x.Parameters = append(x.Parameters, q.Name+" = "+ir.ValueIn(o.Value, q.Unit, names...)+part)
		}
	}
	return x
}

// elements counts elements in words.
func elements(n int) string {
	if n == 1 {
		return "1 element"
	}
	return fmt.Sprintf("%d elements", n)
}

// share is how many of all elements.
func share(n, all int) string {
	if n == all {
		return "all " + elements(n)
	}
	return fmt.Sprintf("%d of %s", n, elements(all))
}

// quantityNames are the names by which values read quantities.
func quantityNames(list []program.Quantity) []string {
	var names []string
	for _, q := range list {
		names = append(names, q.Name)
	}
	return names
}

// givenTexts are the values of quantities that differ, in the order of quantities.
func givenTexts(given map[int]network.Value, list []program.Quantity) []string {
	var at []int
	for k := range given {
		at = append(at, k)
	}
	sort.Ints(at)
	names := quantityNames(list)
	var texts []string
	for _, k := range at {
		texts = append(texts, list[k].Name+" = "+ir.ValueIn(given[k], list[k].Unit, names...))
	}
	return texts
}

// describeProjection is a row of the table of connections.
func describeProjection(spec *network.Spec, p *network.Projection) projection {
	x := projection{Name: p.Name, Sources: ir.ViewText(spec, p.Pre), Targets: ir.ViewText(spec, p.Post), Pre: p.Pre.Len(), Post: p.Post.Len(),
		Rule: ir.RuleText(p.Rule), Weight: ir.ValueIn(p.Weight, weightUnit(spec, p)), Delay: ir.ValueIn(p.Delay, "ms")}
	if p.ListedWeight {
		x.Weight = "listed"
	}
	if p.ListedDelay {
		x.Delay = "listed"
	}
	if strings.Contains(x.Targets, " + ") {
		x.Targets = "(" + x.Targets + ")"
	}
	x.Targets += "." + p.Port
	if p.Mirror > 0 {
		x.Rule = "the same the other way round"
	}
	if p.Plasticity != nil {
		x.Plasticity = p.Plasticity.Name
		own := givenTexts(p.Given, p.Plasticity.Quantities)
		for _, a := range p.Set {
			q := p.Plasticity.Quantities[a.Quantity]
			text := q.Name + " = " + ir.ValueIn(a.Value, q.Unit, quantityNames(p.Plasticity.Quantities)...)
			if len(a.Only) > 0 {
				text += " for some"
			}
			own = append(own, text)
		}
		if len(own) > 0 {
			x.Plasticity += " (" + strings.Join(own, ", ") + ")"
		}
	}
	if len(p.Axonal.Block.Instrs) > 0 {
		x.Axonal = ir.ValueIn(p.Axonal, "ms")
	}
	return x
}

// weightUnit is the unit of the port that a projection reaches.
func weightUnit(spec *network.Spec, p *network.Projection) string {
	for _, r := range p.Post.Runs {
		if prog := spec.Populations[r.Population].Program; prog != nil {
			if k := prog.PortIndex(p.Port); k >= 0 {
				return prog.Ports[k].Unit
			}
		}
	}
	return ""
}

// currents are those that vary in time, with the elements that get them.
func currents(spec *network.Spec) []string {
	var out []string
	for i := range spec.Populations {
		p := &spec.Populations[i]
		for _, c := range p.Currents {
			w, in := spec.Waveforms[c.Waveform], p.Program.Inputs[c.Input]
			var steps []string
			for k, x := range w.Values {
				if k == 4 {
					steps = []string{fmt.Sprintf("%d values from %.7g to %.7g %s, the first at %v ms", len(w.Values), slices.Min(w.Values), slices.Max(w.Values), in.Unit, float64(w.Steps[0])*spec.Step)}
					break
				}
				steps = append(steps, fmt.Sprintf("%.7g %s from %v ms", x, in.Unit, float64(w.Steps[k])*spec.Step))
			}
			out = append(out, fmt.Sprintf("%s into %s of %s: %s", w.Name, in.Name, ir.ViewText(spec, c.Elements), strings.Join(steps, ", ")))
		}
	}
	return out
}
