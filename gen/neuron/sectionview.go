package neuron

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// sectionView is what the script and the page of the section form are made of.
type sectionView struct {
	Header      string
	Title       string
	Step        string
	Cells       []*cell
	Populations []string
}

// generateSections writes a study in the section form.
func generateSections(s *ir.Study, modulesOnly bool) ([]gen.File, diag.List) {
	set, err := parsed()
	if err != nil {
		return nil, refused(err)
	}
	v, err := newSections(s)
	if err != nil {
		var e *unfit
		if errors.As(err, &e) {
			return nil, diag.List{e.diagnostic()}
		}
		return nil, refused(err)
	}
	list := []gen.Rendered{
		{Path: "run.py", Template: "section.py.tmpl", View: v, Mode: 0o755},
		{Path: "nngen_io.py", Template: "nngen_io.py.tmpl", View: v},
	}
	if modulesOnly {
		list = []gen.Rendered{{Path: "README.md", Template: "section.md.tmpl", View: v}}
	}
	for _, c := range v.Cells {
		for _, p := range append([]*part{c.Membrane}, c.Receptors...) {
			list = append(list, gen.Rendered{Path: "mod/" + p.Name + ".mod", Template: "section.mod.tmpl", View: p})
		}
	}
	files, err := gen.Render(set, list)
	if err != nil {
		return nil, refused(err)
	}
	return files, nil
}

func newSections(s *ir.Study) (*sectionView, error) {
	if s.Model == nil {
		return nil, errors.New("a section is written from equations, and this study has none")
	}
	needs := s.Needs()
	for _, f := range slices.Sorted(maps.Keys(notInSections)) {
		if needs[f] {
			return nil, &unfit{s.Needer(f), string(f) + ": " + notInSections[f]}
		}
	}
	v := &sectionView{Header: gen.Header("# ", s), Title: gen.Title(s), Step: exprfmt.Literal(s.Timeline.Step), Populations: gen.Models(s)}
	files := names.New(true, reserved()...)
	for i, p := range s.Programs {
		c, err := newCell(s, s.Model.Dynamics[i], p, files)
		if err != nil {
			return nil, err
		}
		v.Cells = append(v.Cells, c)
	}
	return v, nil
}

func newCell(s *ir.Study, d *ir.Dynamics, p *program.Program, files *names.Table) (*cell, error) {
	x, err := newSplit(d, p)
	if err != nil {
		return nil, err
	}
	current, synaptic, err := x.currents()
	if err != nil {
		return nil, err
	}
	capacity, _ := literalOf(d, x.capacity)
	c := &cell{Area: areaPerCapacitance * capacity, Potential: d.Symbols[x.v].Name}
	if x.spike != nil {
		level, ok := literalOf(d, x.spikeAt)
		if !ok {
			return nil, &unfit{x.spike.Span, "the threshold of a section is the same for all neurons of a kind"}
		}
		c.Threshold = exprfmt.Literal(level)
	}
	columns := map[string]bool{}
	for _, q := range p.Quantities {
		columns[q.Name] = q.Binding == program.Column && !q.Derived
	}
	header := gen.Header(": ", s)
	b := newPart(x, files.Fresh(p.Name), header, paragraph(p.Doc), equations(p))
	b.part.Current = wrap("  i = -(0.001)*(" + b.text(current) + ")")
	var own []ir.State
	for _, st := range d.States {
		if st.Sym == x.v {
			if start, ok := literalOf(d, st.Init); ok {
				c.Start = exprfmt.Literal(start)
			} else {
				c.Start = "-65.0"
			}
			continue
		}
		if x.member[st.Sym] == 0 {
			own = append(own, st)
		}
	}
	b.addStates(own)
	if c.Membrane, err = b.finish(columns); err != nil {
		return nil, err
	}
	for k, ports := range x.ports {
		name := p.Name
		for _, i := range ports {
			name += "_" + d.Ports[i].Name
		}
		r := newPart(x, files.Fresh(name), header, []string{"Receptors of " + c.Membrane.Name + "."}, ofPort(equations(p), d, ports))
		r.part.Point = true
		r.part.Current = wrap("  i = -(0.001)*(" + r.text(synaptic[k]) + ")")
		var states []ir.State
		for _, st := range d.States {
			if x.member[st.Sym] == k+1 {
				states = append(states, st)
			}
		}
		r.addStates(states)
		if err := r.receive(ports); err != nil {
			return nil, err
		}
		done, err := r.finish(columns)
		if err != nil {
			return nil, err
		}
		c.Receptors = append(c.Receptors, done)
	}
	return c, c.tables(s, x, columns)
}

// tables tell the script where the names of the model are.
func (c *cell) tables(s *ir.Study, x *split, columns map[string]bool) error {
	parts := append([]*part{c.Membrane}, c.Receptors...)
	place := func(p *part, id string) string { return "(" + gen.PyString(p.Name) + ", " + gen.PyString(id) + ")" }
	var receptors []string
	var quantities, init, states, ports []gen.Renamed
	for _, q := range x.p.Quantities {
		var places []string
		for _, p := range parts {
			if id := p.params[q.Name]; id != "" {
				places = append(places, place(p, id))
			}
		}
		if columns[q.Name] {
			quantities = append(quantities, gen.Renamed{Model: q.Name, Own: "[" + strings.Join(places, ", ") + "]"})
		}
	}
	for _, st := range x.p.States {
		for _, p := range parts {
			if id := p.init[st.Name]; id != "" {
				init = append(init, gen.Renamed{Model: st.Name, Own: place(p, id)})
				states = append(states, gen.Renamed{Model: st.Name, Own: place(p, p.states[st.Name])})
			}
		}
	}
	for _, p := range c.Receptors {
		receptors = append(receptors, p.Name)
		for k, name := range p.Ports {
			number := "None"
			if len(p.Ports) > 1 {
				number = strconv.Itoa(k)
			}
			ports = append(ports, gen.Renamed{Model: name, Own: "(" + gen.PyString(p.Name) + ", " + number + ")"})
		}
	}
	for _, o := range gen.Observed(s, x.p) {
		name := x.p.Observe[o].Name
		if name == c.Potential {
			continue
		}
		known := false
		for _, st := range states {
			known = known || st.Model == name
		}
		if !known {
			return &unfit{x.d.Span, fmt.Sprintf("%s is recorded, which is no variable of the neuron but an expression: record the variables that it is made of", name)}
		}
	}
	threshold := "None"
	if c.Threshold != "" {
		threshold = c.Threshold
	}
	c.Tables = []gen.PyTable{
		{Key: "membrane", Value: gen.PyString(c.Membrane.Name)}, {Key: "receptors", Value: gen.PyList(receptors)}, {Key: "area", Value: exprfmt.Literal(c.Area)},
		{Key: "threshold", Value: threshold}, {Key: "potential", Value: gen.PyString(c.Potential)}, {Key: "quantities", Value: gen.PyValues(quantities)},
		{Key: "init", Value: gen.PyValues(init)}, {Key: "states", Value: gen.PyValues(states)}, {Key: "ports", Value: gen.PyValues(ports)},
	}
	return nil
}

// Diameter is that of a section as long as it is wide, with the area, in um.
func (c *cell) Diameter() string { return exprfmt.Literal(math.Sqrt(c.Area / math.Pi)) }

// Stimulus is 10 uA/cm2 for the area, in nA.
func (c *cell) Stimulus() string { return strconv.FormatFloat(c.Area*1e-4, 'g', 6, 64) }

// Range lists what can be seen from outside.
func (p *part) Range() []declaration {
	var list []declaration
	for _, l := range [][]declaration{p.Parameters, p.InitialValues, p.Assigned, p.Derived, p.States} {
		list = append(list, l...)
	}
	return list
}

// Start sets what has an initial value.
func (p *part) Start() []string {
	var lines []string
	for _, list := range [][]declaration{p.States, p.Assigned} {
		for _, d := range list {
			for name, id := range p.states {
				if id == d.Name {
					lines = append(lines, id+" = "+p.init[name])
				}
			}
		}
	}
	return lines
}

// Several reports whether connections have to name a port.
func (p *part) Several() bool { return len(p.Ports) > 1 }
