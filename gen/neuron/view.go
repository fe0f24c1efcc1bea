package neuron

import (
	"sort"
	"strconv"
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
	Quantities, Init, Drive, Observables []pair
	Ports                                []string
}

type pair struct{ model, mechanism string }

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
func (m *mechanism) Tables() []table {
	ports := make([]string, len(m.names.Ports))
	for i, p := range m.names.Ports {
		ports[i] = gen.PyString(p) + ": " + strconv.Itoa(i)
	}
	return []table{
		{"quantities", dictionary(m.names.Quantities)},
		{"init", dictionary(m.names.Init)},
		{"drive", dictionary(m.names.Drive)},
		{"observables", dictionary(m.names.Observables)},
		{"ports", "{" + strings.Join(ports, ", ") + "}"},
	}
}

type table struct{ Key, Value string }

func dictionary(pairs []pair) string {
	entries := make([]string, len(pairs))
	for i, p := range pairs {
		entries[i] = gen.PyString(p.model) + ": " + gen.PyString(p.mechanism)
	}
	return "{" + strings.Join(entries, ", ") + "}"
}

func newView(s *ir.Study) (*view, error) {
	v := &view{Header: gen.Header("# ", s), Title: docstring(s), Step: exprfmt.Literal(s.Timeline.Step)}
	files := names.New(true, reserved()...)
	number := map[*program.Program]int{}
	for i, p := range s.Programs {
		m, err := newMechanism(p, files.Fresh(p.Name), gen.Header(": ", s), gen.Observed(s, p))
		if err != nil {
			return nil, err
		}
		v.Mechanisms = append(v.Mechanisms, m)
		number[p] = i
	}
	for i := range s.Network.Populations {
		mech := "None"
		if p := s.Network.Populations[i].Program; p != nil {
			mech = strconv.Itoa(number[p])
		}
		v.Populations = append(v.Populations, mech)
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

// docstring is the title of the script.
func docstring(s *ir.Study) string {
	title := oneLine(s.Doc)
	if title == "" {
		title = oneLine(s.Name)
	}
	return strings.ReplaceAll(title, "'", "`")
}

// describe is the comment behind a quantity.
func describe(q program.Quantity) string {
	if q.Doc != "" {
		return q.Doc
	}
	if q.Derived {
		return "derived: " + q.Name
	}
	return q.Name
}

func arrives(p program.Port) string {
	text := "sum of what arrives at " + p.Name
	if p.Doc != "" {
		text += ": " + p.Doc
	}
	return text
}

func unitList(used map[string]bool) []unit {
	var list []unit
	for n := range used {
		list = append(list, unit{n, unitNames[n]})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}
