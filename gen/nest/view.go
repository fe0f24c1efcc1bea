package nest

import (
	"sort"
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// view is what the module and the scripts are made of.
type view struct {
	Header      string // for Python
	Title       string
	Module      string // base name of the module
	Source      string // class of the source node
	Step        string
	CppHeader   string
	Elementary  bool
	Neurons     []neuron
	Rules       []rule
	Populations []string // per population: the number of its class, or None
}

// neuron is what a node class is made of. All strings are final.
type neuron struct {
	Header, Name, Model string
	Title, Equations    []string
	Method, Why         string
	Unused              []string
	Constants           []member
	Parameters          []member // columns and drives: keys of the status, as states are
	States              []member
	Counters            []string
	Was                 []string
	Ports               []port
	Recordables         []recordable
	Update              []string
	InitialTests        []string // what the rising conditions were at t = 0
	Timed               bool
	StepName, H         string
	Elementary          bool
	Plastic             bool // its spikes are kept for connections onto it
	tables              tables
}

type member struct{ Name, Value, Comment string }

type port struct {
	Index, Number int
	Doc           string
}

type recordable struct {
	Name  string
	Lines []string
	Value string
	Doc   string
}

// tables translate the names of the model into keys of the status.
type tables struct{ quantities, init, drive, observables, ports []pair }

type pair struct{ model, key string }

// Tables are the translations as Python dictionaries.
func (n *neuron) Tables() []table {
	var t []table
	for _, x := range []struct {
		key   string
		pairs []pair
	}{{"quantities", n.tables.quantities}, {"init", n.tables.init}, {"drive", n.tables.drive}, {"observables", n.tables.observables}} {
		entries := make([]string, len(x.pairs))
		for i, p := range x.pairs {
			entries[i] = gen.PyString(p.model) + ": " + gen.PyString(p.key)
		}
		t = append(t, table{x.key, "{" + strings.Join(entries, ", ") + "}"})
	}
	entries := make([]string, len(n.tables.ports))
	for i, p := range n.tables.ports {
		entries[i] = gen.PyString(p.model) + ": " + p.key
	}
	return append(t, table{"ports", "{" + strings.Join(entries, ", ") + "}"})
}

type table struct{ Key, Value string }

func newView(s *ir.Study) (*view, error) {
	v := &view{Header: gen.Header("# ", s), CppHeader: gen.Header("// ", s), Title: title(s), Step: exprfmt.Literal(s.Timeline.Step)}
	classes := names.New(true, reservedClasses()...)
	v.Module, v.Source = classes.Fresh("nngen_module"), classes.Fresh("stamped_source")
	number := map[*program.Program]int{}
	for i, p := range s.Programs {
		n, err := newNeuron(p, classes.Fresh(p.Name), gen.Header("// ", s), gen.Observed(s, p))
		if err != nil {
			return nil, err
		}
		v.Elementary = v.Elementary || n.Elementary
		v.Neurons = append(v.Neurons, n)
		number[p] = i
	}
	for _, r := range s.Rules {
		x, err := newRule(r, classes.Fresh(r.Name), gen.Header("// ", s))
		if err != nil {
			return nil, err
		}
		v.Elementary = v.Elementary || x.Elementary
		v.Rules = append(v.Rules, x)
	}
	for i := range v.Neurons {
		v.Neurons[i].Plastic = len(v.Rules) > 0
	}
	for i := range s.Network.Populations {
		class := "None"
		if p := s.Network.Populations[i].Program; p != nil {
			class = strconv.Itoa(number[p])
		}
		v.Populations = append(v.Populations, class)
	}
	return v, nil
}

// title is the first line of the docstring of the scripts.
func title(s *ir.Study) string {
	t := gen.OneLine(s.Doc)
	if t == "" {
		t = gen.OneLine(s.Name)
	}
	return strings.ReplaceAll(t, "%", "%%") // argparse reads it
}

// sortedPairs is for output that does not depend on the order of making.
func sortedPairs(p []pair) []pair {
	sort.Slice(p, func(i, j int) bool { return p[i].model < p[j].model })
	return p
}
