package neuron

import (
	"cmp"
	"sort"
	"strings"
	"unicode"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// view is what run.py is made of.
type view struct {
	Header      string
	Title       string // one line, safe inside a docstring
	Step        string
	Mechanisms  []mechanism
	Populations []string // per population: the number of its mechanism, or None
}

// mechanism is what a .mod file is made of. All strings are final.
type mechanism struct {
	Header, Name   string
	Title          []string // comment lines
	Equations      []string
	Method, Why    string
	Unused         []string // quantities that no equation of the step mentions
	Units          []unit
	Constants      []declaration // the same for every neuron
	Columns        []declaration // differ per neuron
	Inputs         []declaration
	InitialValues  []declaration
	States         []declaration
	Counters, Sums []declaration
	Hidden         []declaration
	Recorded       []declaration
	Initial        []string
	Advance        []string
	Record         []string
	RecordName     string
	Receive        []string
	Functions      []function
	Spike          string
	names          scriptNames
}

// scriptNames translate the names of the model into those of the mechanism.
type scriptNames struct {
	Quantities, Init, Drive, Observables []gen.Renamed
	Ports                                []string
}

type declaration struct{ Name, Value, Unit, Doc string }

type unit struct{ Name, Means string }

type function struct {
	Name, Args, Doc string
	Lines           []string
}

// Range lists the variables that differ between neurons and can be seen from
// outside.
func (m *mechanism) Range() []declaration {
	var r []declaration
	for _, l := range [][]declaration{m.States, m.Recorded, m.Columns, m.Inputs, m.InitialValues, m.Counters} {
		r = append(r, l...)
	}
	return r
}

// Assigned lists the variables that the mechanism computes.
func (m *mechanism) Assigned() []declaration {
	var r []declaration
	for _, l := range [][]declaration{m.States, m.Recorded, m.Counters, m.Sums, m.Hidden} {
		r = append(r, l...)
	}
	return r
}

// PerNeuron lists the parameters that the script sets for every neuron.
func (m *mechanism) PerNeuron() []declaration {
	var r []declaration
	for _, l := range [][]declaration{m.Columns, m.Inputs, m.InitialValues} {
		r = append(r, l...)
	}
	return r
}

// Tables are the translations of names as Python dictionaries.
func (m *mechanism) Tables() []gen.PyTable {
	return []gen.PyTable{
		{Key: "quantities", Value: gen.PyDict(m.names.Quantities)},
		{Key: "init", Value: gen.PyDict(m.names.Init)},
		{Key: "drive", Value: gen.PyDict(m.names.Drive)},
		{Key: "observables", Value: gen.PyDict(m.names.Observables)},
		{Key: "ports", Value: gen.PyIndex(m.names.Ports, 0)},
	}
}

func newView(s *ir.Study) (*view, error) {
	v := &view{Header: gen.Header("# ", s), Title: gen.Title(s), Step: exprfmt.Literal(s.Timeline.Step), Populations: gen.Models(s)}
	files := names.New(true, reserved()...)
	for _, p := range s.Programs {
		m, err := newMechanism(p, files.Fresh(p.Name), gen.Header(": ", s), gen.Observed(s, p))
		if err != nil {
			return nil, err
		}
		v.Mechanisms = append(v.Mechanisms, m)
	}
	return v, nil
}

// oneLine is text for NMODL, whose translators know ASCII only.
func oneLine(text string) string { return ascii(gen.OneLine(text)) }

func ascii(text string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '?'
		}
		return r
	}, text)
}

// paragraph is text as comment lines of moderate length.
func paragraph(text string) []string {
	lines := gen.Paragraph(text)
	for i, l := range lines {
		lines[i] = ascii(l)
	}
	return lines
}

func equations(p *program.Program) []string {
	var out []string
	for _, e := range p.Equations {
		out = append(out, paragraph(e)...)
	}
	return out
}

// describe is the comment behind a quantity: its name, where it has no other.
func describe(q program.Quantity) string { return cmp.Or(gen.DescribeQuantity(q), q.Name) }

func unitList(used map[string]bool) []unit {
	var list []unit
	for n := range used {
		list = append(list, unit{n, unitNames[n]})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}
