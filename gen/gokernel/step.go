package gokernel

import (
	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/program"
)

// step is the loop over the elements: every state is read into a local, goes
// through the phases, and is written back.
func (k *kernel) step(f *jen.File) {
	f.Comment("Step carries the elements lo <= i < hi over step k.")
	f.Func().Params(jen.Id("x").Op("*").Id(k.name)).Id("Step").Params(
		jen.Id("k").Int64(), jen.List(jen.Id("lo"), jen.Id("hi")).Int(), jen.Id("arrived").Index().Index().Float64(), jen.Id("fired").Index().Int32(),
	).Index().Int32().BlockFunc(func(g *jen.Group) {
		k.local = names.New(false, reserved, []string{"k", "lo", "hi", "i", "x", "arrived", "fired", "held", "spiked"})
		// Slices of one length let the compiler drop the bounds checks.
		arrays := map[string]string{}
		slice := func(field string) {
			id := k.local.Fresh(field + "s")
			arrays[field] = id
			g.Id(id).Op(":=").Id("x").Dot(field).Index(jen.Id("lo"), jen.Id("hi"))
		}
		named := map[int]string{}
		used := k.used()
		for i, q := range k.p.Quantities {
			if !used[i] || k.column[i] {
				continue
			}
			named[i] = k.local.Fresh(q.Name)
			g.Id(named[i]).Op(":=").Add(literal(q.Value)).Comment(comment(q.Unit + describe(q.Doc)))
		}
		for _, id := range k.states {
			slice(id)
		}
		for i, id := range k.quants {
			if k.column[i] && used[i] {
				slice(id)
			}
		}
		for _, list := range [][]string{k.inputs, k.sums, k.holds, k.rising} {
			for _, id := range list {
				if id != "" {
					slice(id)
				}
			}
		}
		acc := make([]string, len(k.p.Ports))
		for i, port := range k.p.Ports {
			if port.Continuous {
				continue
			}
			acc[i] = k.local.Fresh(port.Name + ".arrived")
			g.Id(acc[i]).Op(":=").Id("arrived").Index(jen.Lit(i)).Index(jen.Id("lo"), jen.Id("hi"))
		}
		g.For(jen.Id("i").Op(":=").Range().Id("hi").Op("-").Id("lo")).BlockFunc(func(g *jen.Group) {
			p := k.printer(func(id string) *jen.Statement { return jen.Id(arrays[id]).Index(jen.Id("i")) })
			p.acc = func(i int) *jen.Statement { return jen.Id(acc[i]).Index(jen.Id("i")) }
			p.named = named
			p.at = jen.Id("lo").Op("+").Id("i")
			k.body(g, p, arrays)
		})
		g.Return(jen.Id("fired"))
	})
}

// used tells which quantities Step reads.
func (k *kernel) used() []bool {
	used := make([]bool, len(k.p.Quantities))
	read := func(b *program.Block, outputs ...program.Ref) {
		uses := b.Uses()
		for _, r := range outputs {
			if r >= 0 {
				uses[r]++
			}
		}
		for i := len(b.Instrs) - 1; i >= 0; i-- {
			in := b.Instrs[i]
			switch {
			case uses[i] > 0 && in.Op == program.LoadQuant:
				used[in.Index] = true
			case uses[i] == 0 && in.Op >= program.Draw: // it is not written, and does not read
				for _, r := range [...]program.Ref{in.A, in.B, in.C} {
					if r >= 0 {
						uses[r]--
					}
				}
			}
		}
	}
	read(&k.p.Integrate.Common)
	for i := range k.p.Integrate.Variants {
		read(&k.p.Integrate.Variants[i].Block)
	}
	for i := range k.p.Arrive {
		read(&k.p.Arrive[i])
	}
	for i := range k.p.Conditions {
		c := &k.p.Conditions[i]
		read(&c.Test, c.Fires)
		read(&c.Action, actionOutputs(c)...)
	}
	return used
}

// actionOutputs are the values of a condition's action that are not stores.
func actionOutputs(c *program.Condition) []program.Ref {
	outputs := []program.Ref{c.Spike}
	for _, s := range c.Starts {
		outputs = append(outputs, s.Steps, s.When)
	}
	return outputs
}

func (k *kernel) body(g *jen.Group, p *printer, arrays map[string]string) {
	element := func(id string) *jen.Statement { return jen.Id(arrays[id]).Index(jen.Id("i")) }
	// Locals for the states.
	local := make([]string, len(k.states))
	for i, id := range k.states {
		local[i] = k.local.Fresh(k.p.States[i].Name)
		g.Id(local[i]).Op(":=").Add(element(id))
	}
	p.state = func(i int) *jen.Statement { return jen.Id(local[i]) }
	if len(k.holds) > 0 {
		g.Id("held").Op(":=").Uint32().Call(jen.Lit(0))
		for c, id := range k.holds {
			g.If(element(id).Op(">").Lit(0)).Block(
				jen.Id("held").Op("|=").Lit(1<<c),
				element(id).Op("--"),
			)
		}
	}
	g.Comment("Integrate.")
	k.integrate(g, p, local)
	for i := range k.p.Arrive {
		if k.p.Ports[i].Continuous {
			continue
		}
		g.Comment(comment("Arrivals at " + k.p.Ports[i].Name + "."))
		v := p.block(g, &k.p.Arrive[i])
		k.storeTogether(g, v, local, true)
	}
	if len(k.p.Conditions) > 0 {
		g.Id("spiked").Op(":=").False()
	}
	for i := range k.p.Conditions {
		k.condition(g, p, local, i, element)
	}
	for i, id := range k.states {
		g.Add(element(id)).Op("=").Id(local[i])
	}
	if len(k.p.Conditions) > 0 {
		g.If(jen.Id("spiked")).Block(jen.Id("fired").Op("=").Append(jen.Id("fired"), jen.Int32().Call(jen.Id("lo").Op("+").Id("i"))))
	}
}

func (k *kernel) integrate(g *jen.Group, p *printer, local []string) {
	common := p.block(g, &k.p.Integrate.Common)
	pending := k.compute(g, common)
	if len(k.p.Integrate.Variants) == 1 {
		v := p.block(g, &k.p.Integrate.Variants[0].Block)
		k.storeTogether(g, v, local, false)
	} else {
		g.Switch(jen.Id("held")).BlockFunc(func(g *jen.Group) {
			for i := range k.p.Integrate.Variants {
				variant := &k.p.Integrate.Variants[i]
				if len(variant.Block.Stores) == 0 {
					continue
				}
				g.Case(jen.Lit(int(variant.Held))).BlockFunc(func(g *jen.Group) {
					v := p.block(g, &variant.Block)
					k.storeTogether(g, v, local, false)
				})
			}
		})
	}
	for _, s := range pending {
		g.Id(local[s.state]).Op("=").Id(s.id)
	}
}

func (k *kernel) condition(g *jen.Group, p *printer, local []string, n int, element func(string) *jen.Statement) {
	c := &k.p.Conditions[n]
	if c.Doc != "" {
		g.Comment(comment("on " + c.Doc))
	}
	inner := func(g *jen.Group) {
		t := p.block(g, &c.Test, c.Fires)
		test := t.of(c.Fires)
		if c.Rising {
			now := k.local.Fresh("now")
			g.Id(now).Op(":=").Add(test)
			was := k.local.Fresh("was")
			g.Id(was).Op(":=").Add(element(k.rising[n]))
			g.Add(element(k.rising[n])).Op("=").Id(now)
			test = jen.Id(now).Op("&&").Op("!").Id(was)
		}
		g.If(test).BlockFunc(func(g *jen.Group) {
			v := p.block(g, &c.Action, actionOutputs(c)...)
			for _, s := range c.Starts {
				set := element(k.holds[s.Hold]).Op("=").Int32().Call(v.of(s.Steps))
				if s.When >= 0 {
					g.If(v.of(s.When)).Block(set)
				} else {
					g.Add(set)
				}
			}
			switch {
			case c.Spike == program.Always:
				g.Id("spiked").Op("=").True()
			case c.Spike >= 0:
				g.Id("spiked").Op("=").Id("spiked").Op("||").Add(v.of(c.Spike))
			}
			k.storeTogether(g, v, local, false)
		})
	}
	if c.Blocked != 0 {
		g.If(jen.Id("held").Op("&").Lit(int(c.Blocked)).Op("==").Lit(0)).BlockFunc(inner)
	} else {
		g.BlockFunc(inner)
	}
}
