package nestml

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// view is what the models and the scripts are made of.
type view struct {
	Header      string // for Python
	Title       string
	Step        string
	Module      string
	Solver      string // pynestml's numeric_solver
	Neurons     []class
	Rules       []class
	Models      []*model
	Populations []string // per population: the number of its class, or None
	Pairs       []pair
	Weights     string // of the rules, as a Python dictionary
	Kept        string
	Functions   bool // first samples need some
	Currents    bool
}

// class is a kind of neuron, or a rule, as the run script knows it.
type class struct{ Tables []gen.PyTable }

// pair names rules that are generated together with a neuron.
type pair struct {
	Neuron string
	Rules  []string
}

// newView writes the models of a study; the error says why it has no form in NESTML.
func newView(s *ir.Study) (*view, error) {
	if s.Model == nil {
		return nil, fmt.Errorf("the equations of the model are not at hand")
	}
	v := &view{Header: gen.Header("# ", s), Title: gen.Title(s), Step: exprfmt.Literal(s.Timeline.Step), Module: "nngen_nestml_module", Solver: "rk45", Populations: gen.Models(s)}
	names := newClasses()
	neurons, texts, err := v.neurons(s, names)
	if err != nil {
		return nil, err
	}
	rules, err := v.rules(s, names)
	if err != nil {
		return nil, err
	}
	pairs := pairsOf(s, texts, neurons, rules)
	for i, n := range neurons {
		own := texts[i]
		v.Neurons = append(v.Neurons, class{neuronTables(n, own, pairs)})
		v.Functions = v.Functions || len(n.first) > 0
		v.Currents = v.Currents || len(n.currents) > 0
	}
	for _, r := range rules {
		v.Rules = append(v.Rules, class{ruleTables(r)})
	}
	v.Pairs = pairs
	var weights, kept []gen.PyTable
	for i, r := range rules {
		if slices.ContainsFunc(rules[:i], func(x *rule) bool { return x.Name == r.Name }) {
			continue
		}
		weights = append(weights, gen.PyTable{Key: r.Name, Value: gen.PyString(r.weight)})
		if r.post {
			kept = append(kept, gen.PyTable{Key: r.Name, Value: gen.PyList(r.kept)})
		}
	}
	v.Weights, v.Kept = gen.PyTables(weights), gen.PyTables(kept)
	return v, nil
}

// neurons writes every kind of neuron, those of the same text once. Kinds that differ
// in values of parameters share one: texts names the one of each.
func (v *view) neurons(s *ir.Study, names classes) (list []*neuron, texts []*neuron, err error) {
	euler, other := "", ""
	shared := map[string]*neuron{}
	for i, p := range s.Programs {
		d := s.Model.Dynamics[i]
		for _, c := range clashes(d) {
			if c.digits == 0 {
				return nil, nil, clash{diag.EqualConstants(d.Name, c.a, c.b)}
			}
		}
		n, err := newNeuron(d, p, recorded(s, i), injected(s, i), gen.Waves(s, p))
		if err != nil {
			return nil, nil, err
		}
		if n.euler {
			euler = d.Name
		} else if p.Method != "exact" {
			other = d.Name
		}
		n.Header = gen.Header("# ", s, "method: "+p.Method+" in nngen; in NESTML that of pynestml")
		key := d.Doc + n.shape
		if first := shared[key]; first != nil {
			n.Name = first.Name
			list, texts = append(list, &n), append(texts, first)
			continue
		}
		n.Name = names.fresh(p.Name, "neuron")
		shared[key] = &n
		list, texts = append(list, &n), append(texts, &n)
		v.Models = append(v.Models, &n.model)
	}
	switch {
	case euler != "" && other != "":
		return nil, nil, fmt.Errorf("pynestml has one method for all neurons of a module, and %s is integrated by Euler's method, %s is not", euler, other)
	case euler != "":
		v.Solver = "forward-Euler"
	}
	return list, texts, nil
}

// rules writes the plasticity rules, those of the same text once: the run script sets
// what differs between connections.
func (v *view) rules(s *ir.Study, names classes) ([]*rule, error) {
	var list []*rule
	shared := map[string]string{} // names by text
	for i, p := range s.Rules {
		r, err := newRule(s.Model.Rules[i], p)
		if err != nil {
			return nil, err
		}
		r.Header = gen.Header("# ", s, r.hints()...)
		list = append(list, &r)
		text := fmt.Sprintf("%q %q %q %s", r.Title, r.Blocks, r.kept, r.weight)
		if r.Name = shared[text]; r.Name != "" {
			continue
		}
		r.Name = names.fresh(p.Name, "synapse")
		shared[text] = r.Name
		v.Models = append(v.Models, &r.model)
	}
	return list, nil
}

// hints are what pynestml must be told of a rule, as build.py does.
func (r *rule) hints() []string {
	list := []string{"options of pynestml: weight_variable " + gen.PyString(r.weight)}
	if r.post {
		list = append(list, "to be generated together with its target: post_ports "+gen.PyList([]string{postPort})+", strictly_synaptic_vars "+gen.PyList(r.kept))
	}
	return list
}

// recorded are the names that are recorded of the neurons of a kind.
func recorded(s *ir.Study, program int) map[string]bool {
	m := map[string]bool{}
	for _, r := range s.Records {
		if p := s.ProgramOf(r.Population); p != nil && p == s.Programs[program] && r.Observable >= 0 {
			m[p.Observe[r.Observable].Name] = true
		}
	}
	return m
}

// targets are the programs of the populations that a projection leads to.
func targets(s *ir.Study, p network.Projection) []*ir.Program {
	var list []*ir.Program
	for _, r := range p.Post.Runs {
		if t := s.ProgramOf(r.Population); t != nil && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

// injected are the inputs of the neurons of a kind that get a current at the
// beginning.
func injected(s *ir.Study, program int) map[string]bool {
	m := map[string]bool{}
	p := s.Programs[program]
	for i := range s.Network.Populations {
		pop := &s.Network.Populations[i]
		if pop.Program != p {
			continue
		}
		for k, in := range p.Inputs {
			if k < len(pop.Drive) {
				if x, constant := pop.Drive[k].Constant(); !constant || x != 0 {
					m[in.Name] = true
				}
			}
		}
		for _, o := range pop.Set {
			if o.Kind == network.AddDrive {
				m[p.Inputs[o.Index].Name] = true
			}
		}
		for _, c := range pop.Currents {
			m[p.Inputs[c.Input].Name] = true
		}
	}
	return m
}

// pairsOf lists the rules that hear the spikes of each neuron.
func pairsOf(s *ir.Study, texts []*neuron, neurons []*neuron, rules []*rule) []pair {
	var list []pair
	for _, p := range s.Network.Projections {
		if p.Plasticity == nil {
			continue
		}
		r := rules[slices.Index(s.Rules, p.Plasticity)]
		if !r.post {
			continue
		}
		for _, target := range targets(s, p) {
			at := slices.Index(s.Programs, target)
			if at < 0 {
				continue
			}
			name := texts[at].Name
			k := slices.IndexFunc(list, func(x pair) bool { return x.Neuron == name })
			if k < 0 {
				k, list = len(list), append(list, pair{Neuron: name})
			}
			if !slices.Contains(list[k].Rules, r.Name) {
				list[k].Rules = append(list[k].Rules, r.Name)
			}
		}
	}
	return list
}

// loaded is the name of a neuron in NEST: pynestml calls a neuron after the synapses
// that it is generated with.
func loaded(name string, pairs []pair) string {
	for _, p := range pairs {
		if p.Neuron == name {
			return name + "__with_" + strings.Join(p.Rules, "_and_")
		}
	}
	return name
}

// neuronTables are what the run script needs to know of a kind of neuron. own is the
// one whose text it shares.
func neuronTables(n, own *neuron, pairs []pair) []gen.PyTable {
	var values []gen.Renamed
	for _, p := range n.parameters {
		if own != n && !slices.Contains(own.parameters, p) {
			values = append(values, gen.Renamed{Model: p.name, Own: pyFloat(p.value)})
		}
	}
	list := []gen.PyTable{
		{Key: "model", Value: gen.PyString(loaded(own.Name, pairs))},
		{Key: "unpaired", Value: gen.PyString(own.Name)},
		{Key: "quantities", Value: gen.PyDict(n.quantities)},
		{Key: "init", Value: gen.PyDict(n.init)},
		{Key: "drive", Value: gen.PyDict(n.drive)},
		{Key: "observables", Value: gen.PyDict(n.observables)},
		{Key: "ports", Value: gen.PyDict(n.ports)},
		{Key: "moves", Value: gen.PyList(n.moves)},
	}
	if len(values) > 0 {
		list = append(list, gen.PyTable{Key: "values", Value: gen.PyValues(values)})
	}
	if len(n.first) > 0 {
		list = append(list, gen.PyTable{Key: "first", Value: gen.PyValues(n.first)})
	}
	if len(n.currents) > 0 {
		list = append(list, gen.PyTable{Key: "currents", Value: gen.PyDict(n.currents)})
	}
	return list
}

func ruleTables(r *rule) []gen.PyTable {
	paired := "False"
	if r.post {
		paired = "True"
	}
	return []gen.PyTable{
		{Key: "model", Value: gen.PyString(r.Name)},
		{Key: "paired", Value: paired},
		{Key: "weight", Value: gen.PyString(r.weight)},
		{Key: "quantities", Value: gen.PyDict(r.quantities)},
		{Key: "init", Value: gen.PyDict(r.init)},
	}
}

// pyFloat is a number in Python.
func pyFloat(x float64) string {
	s := exprfmt.Literal(x)
	if s == "inf" || s == "-inf" || s == "nan" {
		return "float(" + gen.PyString(s) + ")"
	}
	return s
}
