package nest

import (
	"slices"
	"sort"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
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
	Random      bool     // some neurons or connections draw random numbers
	Modulated   bool     // some rules have modulators
	Changes     bool     // inputs or quantities change in the run
	RulesChange bool     // parameters of rules change in the run
	Axonal      bool     // some plastic connections have axonal delays
	Coupled     bool     // nodes read variables of others
	Externs     bool     // some neurons are models of NEST itself
}

// neuron is what a node class is made of. All strings are final.
type neuron struct {
	Header, Name, Model string
	Extern              bool // a model of NEST itself
	Docs                userdoc
	status                   // of parameters that are no members
	Smaller, Larger     bool // it calls them
	Constants           []member
	Parameters          []member // columns and drives: keys of the status, as states are
	States              []member
	Counters            []string
	Was                 []string
	Ports               []port
	Arrivals            bool // something may arrive at some of them
	Recordables         []recordable
	Update              []string
	InitialTests        []string // what the rising conditions were at t = 0
	Timed               bool
	StepName, H         string
	Elementary          bool
	Random              bool
	Element             string   // parameter that holds which element of its population a node is
	Plastic             bool     // its spikes are kept for connections onto it
	Followed            []string // the getters of what is kept for them too, "" for what it has not
	Changing            []member // parameters that change in the run
	Coupled             bool     // it reads variables of others, or shows some
	Shown               []shown
	Variables           int // how many variables all nodes show
	Couplings           []member
	Sums                []sum
	Begin               []string     // of a step: the sums of it
	Kept                []recordable // samples that the node keeps itself
	tables              tables
	bodies              []*body           // the code, with its places
	origin              map[string]string // own names to those of the model
}

// member is a number that a class has; Range is that of values from outside, a name in
// status.h.
type member struct{ Name, Value, Comment, Unit, Range string }

type port struct {
	Index, Number int
	Doc           string
}

type recordable struct {
	Name  string
	State bool // it is a state, which is in the status already
	Lines []string
	Value string
	Doc   string
}

// shown is a variable that other nodes read: its number among all, and its getter.
type shown struct {
	Index  int
	Getter string
}

// sum is a function over the connections onto a continuous port.
type sum struct {
	Name, Couplings, Doc string
	Lines                []string
	Value                string
}

// tables translate the names of the model into keys of the status.
type tables struct {
	quantities, init, drive, observables []gen.Renamed
	ports                                []string
	receptors, fixed                     []gen.Renamed // of a model of NEST itself: numbers of its ports, and parameters
	streams                              []gen.Renamed // names to pairs of keys
	kept                                 []gen.Renamed // observables to keys of samples
	couplings                            []gen.Renamed // names of continuous ports to the first part of keys
}

// Tables are the translations as Python dictionaries. Receptors of NEST count from 1.
func (n *neuron) Tables() []gen.PyTable {
	list := []gen.PyTable{
		{Key: "quantities", Value: gen.PyDict(n.tables.quantities)},
		{Key: "init", Value: gen.PyDict(n.tables.init)},
		{Key: "drive", Value: gen.PyDict(n.tables.drive)},
		{Key: "observables", Value: gen.PyDict(n.tables.observables)},
		{Key: "ports", Value: gen.PyIndex(n.tables.ports, 1)},
	}
	if n.Extern {
		list[len(list)-1].Value = gen.PyValues(n.tables.receptors)
		list = append(list, gen.PyTable{Key: "fixed", Value: gen.PyValues(n.tables.fixed)})
	}
	if n.Random {
		list = append(list, gen.PyTable{Key: "element", Value: gen.PyString(n.Element)}, gen.PyTable{Key: "streams", Value: gen.PyValues(n.tables.streams)})
	}
	if len(n.Couplings) > 0 {
		list = append(list, gen.PyTable{Key: "couplings", Value: gen.PyDict(n.tables.couplings)}, gen.PyTable{Key: "kept", Value: gen.PyDict(n.tables.kept)})
	}
	if names := n.changing(); len(names) > 0 {
		list = append(list, gen.PyTable{Key: "changing", Value: gen.PyIndex(names, 0)})
	}
	return list
}

// changing are the keys of parameters that change, in order.
func (n *neuron) changing() []string {
	var list []string
	for _, m := range n.Changing {
		list = append(list, m.Name)
	}
	return list
}

// followedBy are the variables that rules read of their targets, each once.
func followedBy(s *ir.Study) []string {
	var list []string
	for _, r := range s.Rules {
		for _, name := range r.Follow.Variables {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// shownBy are the variables that nodes read of others, each once.
func shownBy(s *ir.Study) []string {
	var list []string
	for _, p := range s.Programs {
		for _, port := range p.Ports {
			for _, name := range port.Sources {
				if !slices.Contains(list, name) {
					list = append(list, name)
				}
			}
		}
	}
	return list
}

func newView(s *ir.Study) (*view, error) {
	v := &view{Header: gen.Header("# ", s), CppHeader: gen.Header("// ", s), Title: gen.Title(s), Step: exprfmt.Literal(s.Timeline.Step), Populations: gen.Models(s), Changes: gen.Changes(s)}
	classes := names.New(true, reservedClasses()...)
	followed, shows := followedBy(s), shownBy(s)
	v.Coupled = len(shows) > 0
	v.Module, v.Source = classes.Fresh("nngen_module"), classes.Fresh("stamped_source")
	for _, p := range s.Programs {
		if p.Extern != "" {
			v.Neurons, v.Externs = append(v.Neurons, externNeuron(p)), true
			continue
		}
		read := gen.Observed(s, p)
		for _, name := range append(slices.Clone(followed), shows...) {
			if o := p.ObservableIndex(name); o >= 0 && !slices.Contains(read, o) {
				read = append(read, o)
			}
		}
		slices.Sort(read)
		n, err := newNeuron(p, classes.Fresh(p.Name), gen.Header("// ", s), read, shows, gen.Waves(s, p), gen.Switches(s, p))
		if err != nil {
			return nil, err
		}
		getter := func(name string) string {
			for _, o := range n.tables.observables {
				if o.Model == name {
					return "get_" + o.Own + "_"
				}
			}
			return ""
		}
		for _, name := range followed {
			n.Followed = append(n.Followed, getter(name))
		}
		for i, name := range shows {
			if g := getter(name); g != "" {
				n.Shown = append(n.Shown, shown{i, g})
			}
		}
		n.Coupled, n.Variables = v.Coupled, len(shows)
		v.Elementary, v.Random = v.Elementary || n.Elementary, v.Random || n.Random
		v.Neurons = append(v.Neurons, n)
	}
	for _, p := range s.Network.Projections {
		v.Axonal = v.Axonal || p.Plasticity != nil && len(p.Axonal.Block.Instrs) > 0
	}
	for i, r := range s.Rules {
		var records []ir.WeightRecord
		for _, rec := range s.Weights {
			if s.Network.Projections[rec.Projection].Plasticity == r {
				records = append(records, rec)
			}
		}
		x, err := newRule(r, classes.Fresh(r.Name), gen.Header("// ", s), records, followed, changesIn(s, r))
		if err != nil {
			return nil, err
		}
		v.Elementary, v.Random = v.Elementary || x.Elementary, v.Random || x.Random
		v.Modulated = v.Modulated || len(x.Modulators) > 0
		v.RulesChange = v.RulesChange || len(x.Changing) > 0
		if s.Model != nil {
			x.clips(s.Model.Rules[i])
		}
		v.Rules = append(v.Rules, x)
	}
	pages, order := map[string]*userdoc{}, []string(nil)
	for i := range v.Neurons {
		v.Neurons[i].Plastic = len(v.Rules) > 0
		if !v.Neurons[i].Extern {
			pages[v.Neurons[i].Model] = &v.Neurons[i].Docs
			order = append(order, v.Neurons[i].Model)
		}
	}
	for i := range v.Rules {
		pages[v.Rules[i].Model] = &v.Rules[i].Docs
		order = append(order, v.Rules[i].Model)
	}
	seeAlso(pages, order)
	return v, nil
}

// changesIn reports whether parameters of a rule are set within the run.
func changesIn(s *ir.Study, r *program.Plasticity) bool {
	return slices.ContainsFunc(s.Network.Projections, func(p network.Projection) bool { return p.Plasticity == r && len(p.Settings) > 0 })
}

// sortedPairs is for output that does not depend on the order of making.
func sortedPairs(p []gen.Renamed) []gen.Renamed {
	sort.Slice(p, func(i, j int) bool { return p[i].Model < p[j].Model })
	return p
}
