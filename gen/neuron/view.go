package neuron

import (
	"cmp"
	"errors"
	"slices"
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
	Plastic     bool     // some connections have a rule
	Releases    bool     // some rules draw random numbers
	Signals     bool     // some rules hear modulators
	Coupled     bool     // some connections are continuous
	Random      bool     // some neurons draw random numbers
	Named       bool     // some have the generator in their mechanism
	Changes     bool     // inputs or quantities change in the run
	Adjusts     bool     // parameters of rules change in the run
}

// OwnSpikes is how many of its own spikes a neuron keeps, Settle after how many
// steps the script looks for connections that have not asked for some of them.
func (*view) OwnSpikes() int { return ownSpikes }
func (*view) Settle() int    { return ownSpikes / 4 }

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
	Arrays         []declaration // of continuous connections; Value is the dimension
	Coupled        []declaration // how many there are
	Couple         []string      // what is summed over them when a step begins
	Settings       []declaration // parameters with a default
	Scratch        []declaration // what a plastic connection keeps, while one is dealt with
	OwnSize        string        // name of the number of spikes that are kept; "" when none are
	plastic        bool          // some connections of the study have a rule
	Slots          []string      // arguments of a connection behind its weight, port, rule and delay
	Rules          []ruleView
	Procedures     []procedure // that several rules use
	Begin          []string    // of the states of a plastic connection
	Recorded       []declaration
	Initial        []string
	Advance        []string
	Record         []string
	RecordName     string
	CoupleName     string
	Receive        []string
	Functions      []function
	origin         map[string]string // own names to those of the model
	Random         []string          // streams of random numbers
	Draws          []function        // from them
	Spike          string
	Apart          bool // it never spikes in two steps in a row
	names          scriptNames
}

// scriptNames translate the names of the model into those of the mechanism.
type scriptNames struct {
	Quantities, Init, Drive, Observables []gen.Renamed
	Ports                                []string
	Until, Count, Lost                   string // of plastic connections
	Quanta                               []gen.Renamed
	Streams                              []gen.Renamed // of random numbers
	Named                                []gen.PyTable // the three parameters that name one of them
	Couplings                            []couplingNames
	Sends                                []gen.Renamed // arrays that others read, by variable
	Late                                 []string      // observables that are known one step later
}

type declaration struct{ Name, Value, Unit, Doc string }

type unit struct{ Name, Means string }

type function struct {
	Name, Args, Doc string
	Lines           []string
}

// Range declares the variables that differ between neurons and can be seen from
// outside: a statement for each kind.
func (m *mechanism) Range() []string {
	var lines []string
	list := func(names []string) {
		if len(names) > 0 {
			lines = append(lines, wrap("  RANGE "+strings.Join(names, ", "))...)
		}
	}
	if m.Apart {
		list([]string{m.Spike})
	}
	for _, kind := range [][]declaration{m.States, m.Recorded, m.Columns, m.Inputs, m.InitialValues, m.Counters, m.Settings, m.Scratch, m.Arrays, m.Coupled} {
		var names []string
		for _, d := range kind {
			names = append(names, d.Name)
		}
		list(names)
	}
	return lines
}

// Assigned lists the variables that the mechanism computes.
func (m *mechanism) Assigned() []declaration {
	var r []declaration
	for _, l := range [][]declaration{m.States, m.Recorded, m.Counters, m.Sums, m.Hidden, m.Scratch} {
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
	list := []gen.PyTable{
		{Key: "quantities", Value: gen.PyDict(m.names.Quantities)},
		{Key: "init", Value: gen.PyDict(m.names.Init)},
		{Key: "drive", Value: gen.PyDict(m.names.Drive)},
		{Key: "observables", Value: gen.PyDict(m.names.Observables)},
		{Key: "ports", Value: gen.PyIndex(m.names.Ports, 0)},
	}
	if m.Apart {
		list = append(list, gen.PyTable{Key: "spike", Value: gen.PyString(m.Spike)})
	}
	if len(m.names.Streams) > 0 {
		list = append(list, gen.PyTable{Key: "streams", Value: gen.PyDict(m.names.Streams)})
	}
	if len(m.names.Named) > 0 {
		list = append(list, gen.PyTable{Key: "named", Value: gen.PyTables(m.names.Named)})
	}
	if len(m.names.Couplings) > 0 {
		var tables []gen.PyTable
		for _, c := range m.names.Couplings {
			tables = append(tables, gen.PyTable{Key: c.port, Value: c.table()})
		}
		list = append(list, gen.PyTable{Key: "couplings", Value: gen.PyTables(tables)})
	}
	if len(m.names.Sends) > 0 {
		list = append(list, gen.PyTable{Key: "sends", Value: gen.PyDict(m.names.Sends)})
	}
	if len(m.names.Late) > 0 {
		list = append(list, gen.PyTable{Key: "late", Value: gen.PyIndex(m.names.Late, 0)})
	}
	if !m.plastic {
		return list
	}
	rules := make([]gen.PyTable, len(m.Rules))
	for i, r := range m.Rules {
		rules[i] = gen.PyTable{Key: strconv.Itoa(r.number), Value: r.table(i + 1)}
	}
	return append(list,
		gen.PyTable{Key: "until", Value: gen.PyString(m.names.Until)},
		gen.PyTable{Key: "quanta", Value: gen.PyDict(m.names.Quanta)},
		gen.PyTable{Key: "count", Value: gen.PyString(m.names.Count)},
		gen.PyTable{Key: "lost", Value: gen.PyString(m.names.Lost)},
		gen.PyTable{Key: "rules", Value: gen.PyNumbered(rules)},
	)
}

// table is a rule as a Python dictionary.
func (r *ruleView) table(number int) string {
	list := []gen.PyTable{
		{Key: "number", Value: strconv.Itoa(number)},
		{Key: "slots", Value: gen.PyList(r.slots)},
		{Key: "states", Value: gen.PyValues(r.states)},
		{Key: "columns", Value: gen.PyValues(r.columns)},
		{Key: "weight", Value: gen.PyString(r.weight)},
		{Key: "next", Value: strconv.Itoa(slices.Index(r.slots, r.next))},
		{Key: "settle", Value: gen.PyString(r.settle)},
		{Key: "observe", Value: gen.PyString(r.observe)},
		{Key: "observables", Value: gen.PyDict(r.observables)},
	}
	if r.row != "" {
		at := func(slot string) string { return strconv.Itoa(slices.Index(r.slots, slot)) }
		var streams []gen.Renamed
		for _, s := range r.streams {
			streams = append(streams, gen.Renamed{Model: s.Model, Own: at(s.Own)})
		}
		list = append(list, gen.PyTable{Key: "row", Value: at(r.row)}, gen.PyTable{Key: "streams", Value: gen.PyValues(streams)})
	}
	if r.group != "" {
		list = append(list, gen.PyTable{Key: "group", Value: strconv.Itoa(slices.Index(r.slots, r.group))}, gen.PyTable{Key: "modulators", Value: gen.PyIndex(r.modulators, 0)})
	}
	if r.change != "" {
		list = append(list, gen.PyTable{Key: "change", Value: gen.PyString(r.change)}, gen.PyTable{Key: "rebound", Value: gen.PyString(r.rebound)})
	}
	if r.always {
		list = append(list, gen.PyTable{Key: "always", Value: "True"})
	}
	return gen.PyTables(list)
}

func newView(s *ir.Study) (*view, error) {
	v := &view{Plastic: len(s.Rules) > 0, Header: gen.Header("# ", s), Title: gen.Title(s), Step: exprfmt.Literal(s.Timeline.Step), Populations: gen.Models(s), Changes: gen.Changes(s), Adjusts: adjusts(s)}
	for _, r := range s.Rules {
		v.Releases = v.Releases || len(r.Random) > 0
		v.Signals = v.Signals || len(r.Modulators) > 0
	}
	files := names.New(true, reserved()...)
	couplings, err := coupledOf(s)
	if err != nil {
		return nil, err
	}
	for i, p := range s.Programs {
		v.Coupled = v.Coupled || couplings[p] != nil
		m, err := newMechanism(p, plasticOf(s, p), couplings[p], files.Fresh(p.Name), gen.Header(": ", s), gen.Observed(s, p))
		if err != nil {
			var e *misfit
			if errors.As(err, &e) {
				e.find(s, i)
			}
			return nil, err
		}
		m.plastic = v.Plastic
		v.Random = v.Random || len(m.names.Streams) > 0
		v.Named = v.Named || len(m.names.Named) > 0
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
