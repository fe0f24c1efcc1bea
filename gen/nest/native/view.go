package native

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// view is what the script is made of.
type view struct {
	Header      string
	Title       string
	Step        string
	Class       string
	Models      []kind
	Populations []string // per population: the number of its kind, or None
	Currents    bool     // some inputs vary in time
	Switches    bool     // some parameters are set within the run
	Receptors   bool     // some kinds have any number of receptors
	Records     bool     // variables are recorded
	Rules       []synapse
	Drawn       *drawing      // what NEST draws; nil where all comes from the data
	Seed        uint64        // of it
	Depression  []gen.PyTable // populations: time constants of depression by plastic synapses
}

// synapse is a plasticity rule of the model as NEST's.
type synapse struct {
	Name, Own  string
	Parameters []entry
	Init       []synapseStart
	Scaled     string // parameters in the unit of the weight, as a Python list
	Unsigned   string // of these, those without a sign
}

// synapseStart is a state that begins with a value, or with one for each connection.
type synapseStart struct{ Key, Model, Value string }

// kind is one of the model's kinds of neurons as NEST's.
type kind struct {
	Name, Own  string
	Parameters []entry
	Taus       []string // of any number of receptors
	Init       []gen.Renamed
	Currents   []gen.Renamed // inputs, quoted: factors
	Receptors  []entry
	Recorded   []entry
}

// entry is a line of a dictionary.
type entry struct{ Key, Value, Comment string }

func newView(p *plan, o gen.Options) (*view, error) {
	s := p.study
	v := &view{Header: gen.Header("# ", s), Title: gen.Title(s), Step: exprfmt.Literal(s.Timeline.Step), Populations: gen.Models(s), Class: "tolerance"}
	if p.identical() {
		v.Class = "identical"
	}
	for i := range s.Network.Populations {
		v.Currents = v.Currents || len(s.Network.Populations[i].Currents) > 0
		v.Switches = v.Switches || len(s.Network.Populations[i].Settings) > 0
	}
	for _, r := range s.Records {
		v.Records = v.Records || r.Observable != ir.Spikes
	}
	if o.Network == gen.Native {
		v.Drawn, v.Class = p.draw(), statistics
		v.Seed = s.Timeline.Seed%(1<<32-1) + 1
	}
	for k, n := range p.neurons {
		x, err := p.kind(k, n)
		if err != nil {
			return nil, err
		}
		v.Receptors = v.Receptors || n.model.many
		v.Models = append(v.Models, x)
	}
	for k, r := range p.rules {
		x, err := p.synapse(k, r)
		if err != nil {
			return nil, err
		}
		v.Rules = append(v.Rules, x)
	}
	done := map[int]bool{}
	for j := range s.Network.Projections {
		if s.Network.Projections[j].Plasticity == nil {
			continue
		}
		r := p.rules[s.Model.Rule[j]]
		for _, pop := range s.Network.Reached(j) {
			if tau, ok := r.params["tau_minus"]; ok && !done[pop] {
				text, _ := r.inScript(tau)
				v.Depression, done[pop] = append(v.Depression, gen.PyTable{Key: strconv.Itoa(pop), Value: text}), true
			}
		}
	}
	return v, nil
}

// parameterText is a parameter of NEST's as the script computes it.
func (p *plan) parameterText(k int, name string, e expr.Expr) (string, error) {
	n := p.neurons[k]
	if name == "t_ref" && n.literal(e) {
		return exprfmt.Literal(roundTo13(p.steps(e, n) * p.study.Timeline.Step)), nil
	}
	text, ok := n.inScript(e)
	if !ok || !p.has(k, e) {
		return "", fmt.Errorf("%s of %s is %s, for which the script has no form", name, n.d.Name, n.text(e))
	}
	if name == "t_ref" {
		text = "np.floor(" + text + "/STEP + 0.5)*STEP"
	}
	return text, nil
}

// has reports whether the data have the parameters that an expression needs and that
// differ per neuron.
func (p *plan) has(k int, e expr.Expr) bool {
	n := p.neurons[k]
	for _, s := range e.Symbols() {
		for _, x := range n.d.Params {
			if x.Sym != s || n.literal(n.p.Sym(s)) {
				continue
			}
			if x.Derived.IsValid() {
				if !p.has(k, x.Derived) {
					return false
				}
				continue
			}
			if !slices.ContainsFunc(p.study.Programs[k].Quantities, func(q program.Quantity) bool { return q.Name == n.name(s) && q.Binding == program.Column }) {
				return false
			}
		}
	}
	return true
}

func (p *plan) kind(k int, n *neuron) (kind, error) {
	x := kind{Name: gen.OneLine(n.d.Name), Own: n.model.name}
	for _, q := range n.model.params {
		e, ok := n.params[q.name]
		if !ok {
			continue
		}
		text, err := p.parameterText(k, q.name, e)
		if err != nil {
			return x, err
		}
		comment := q.unit
		if from := n.text(e); e.Kind() != expr.Const && from != q.name {
			comment += ", " + from
		}
		x.Parameters = append(x.Parameters, entry{gen.PyString(q.name), text, gen.OneLine(comment)})
	}
	for i, e := range n.taus {
		text, err := p.parameterText(k, "tau_syn_"+strconv.Itoa(i+1), e)
		if err != nil {
			return x, err
		}
		x.Taus = append(x.Taus, text)
	}
	if n.model.many && len(n.taus) == 0 {
		x.Taus = []string{"2.0"}
	}
	for _, name := range n.stateNames() {
		if name == "V_m" || n.model.settable[name] {
			init, err := p.initial(k, name)
			if err != nil {
				return x, err
			}
			if init != "" {
				x.Init = append(x.Init, gen.Renamed{Model: name, Own: init})
			}
		}
	}
	for i, s := range n.d.Inputs {
		if !slices.ContainsFunc(p.study.Programs[k].Inputs, func(in program.Input) bool { return in.Name == n.name(s) }) {
			continue // nothing is injected
		}
		text, ok := n.inScript(n.currents[i])
		if !ok || !p.has(k, n.currents[i]) {
			return x, fmt.Errorf("what %s of %s adds to the current, %s, has no form in the script", n.name(s), n.d.Name, n.text(n.currents[i]))
		}
		x.Currents = append(x.Currents, gen.Renamed{Model: gen.PyString(n.name(s)), Own: text})
	}
	for i, port := range n.d.Ports {
		r := n.receptors[i]
		text, _ := n.inScript(r.factor)
		x.Receptors = append(x.Receptors, entry{gen.PyString(port.Name), fmt.Sprintf("(%d, %s, %d)", r.number, text, r.sign), gen.OneLine(p.receptorName(n, r))})
	}
	return x, p.recorded(k, n, &x)
}

// hasOfRule reports whether the data have what differs per connection in an expression.
func (p *plan) hasOfRule(k int, r *rule, e expr.Expr) bool {
	for _, s := range e.Symbols() {
		for _, x := range r.d.Params {
			switch {
			case x.Sym != s || r.literal(r.p.Sym(s)):
			case x.Derived.IsValid():
				if !p.hasOfRule(k, r, x.Derived) {
					return false
				}
			case !slices.ContainsFunc(p.study.Rules[k].Quantities, func(q program.Quantity) bool { return q.Name == r.name(s) && q.Binding == program.Column }):
				return false
			}
		}
	}
	return true
}

func (p *plan) synapse(k int, r *rule) (synapse, error) {
	x := synapse{Name: gen.OneLine(r.d.Name), Own: r.model.name}
	var scaled, unsigned []string
	for _, q := range r.model.params {
		e, ok := r.params[q.name]
		if !ok || q.name == "tau_minus" {
			continue
		}
		text, ok := r.inScript(e)
		if !ok || !p.hasOfRule(k, r, e) {
			return x, fmt.Errorf("%s of %s is %s, for which the script has no form", q.name, r.d.Name, r.text(e))
		}
		comment := strings.TrimPrefix(q.unit, "1")
		if q.unit == "" {
			comment = gen.OneLine(r.d.Symbols[r.d.Weight].Unit.String())
		}
		if from := r.text(e); e.Kind() != expr.Const && from != q.name {
			comment = strings.TrimPrefix(comment+", "+from, ", ")
		}
		x.Parameters = append(x.Parameters, entry{gen.PyString(q.name), text, gen.OneLine(comment)})
		if r.model.weighted[q.name] {
			scaled = append(scaled, q.name)
		}
		if r.model.unsigned[q.name] {
			unsigned = append(unsigned, q.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.model.start)) {
		s := r.states[name].state
		init := r.state(s).Init
		text, ok := r.inScript(init)
		if !ok || !p.hasOfRule(k, r, init) {
			return x, fmt.Errorf("%s of %s begins with %s, for which the script has no form", r.name(s), r.d.Name, r.text(init))
		}
		x.Init = append(x.Init, synapseStart{gen.PyString(r.model.start[name]), gen.PyString(r.name(s)), text})
	}
	x.Scaled, x.Unsigned = gen.PyList(scaled), gen.PyList(unsigned)
	return x, nil
}

// Taus are the time constants of depression as a Python dictionary.
func (v *view) Taus() string { return gen.PyNumbered(v.Depression) }

func (p *plan) receptorName(n *neuron, r receptor) string {
	switch {
	case n.model.shape == jump:
		return "jumps of V_m"
	case n.model.many:
		return "receptor " + r.event
	}
	return map[string]string{"ex": "excitation", "in": "inhibition"}[r.event]
}

func (n *neuron) stateNames() []string {
	var list []string
	for name := range n.states {
		list = append(list, name)
	}
	sort.Strings(list)
	return list
}

// initial is what a state of NEST's begins with, as the script computes it from the
// values of the model; "" where all begin with 0.
func (p *plan) initial(k int, name string) (string, error) {
	n := p.neurons[k]
	s := n.states[name]
	i := p.study.Programs[k].StateIndex(n.name(s.state))
	if i < 0 {
		return "", nil // lumped with others, which is only done where all begin with 0
	}
	if name != "V_m" {
		zero := true
		for j := range p.study.Network.Populations {
			pop := &p.study.Network.Populations[j]
			zero = zero && (pop.Program != p.study.Programs[k] || isZero(pop.Init[i]) && len(pop.Set) == 0)
		}
		if zero {
			return "", nil
		}
	}
	text := "s[" + gen.PyString(n.name(s.state)) + "]"
	if s.scale.IsOne() {
		return text, nil
	}
	scale, ok := n.inScript(s.scale)
	if !ok || !p.has(k, s.scale) {
		return "", fmt.Errorf("the scale of %s, %s, has no form in the script", name, n.text(s.scale))
	}
	return "(" + scale + ")*" + text, nil
}

// recorded says how what is recorded follows from NEST's recordables.
func (p *plan) recorded(k int, n *neuron, x *kind) error {
	var names []string
	for _, r := range p.study.Records {
		if r.Observable != ir.Spikes && p.study.Model.Of[r.Population] == k && !slices.Contains(names, r.Variable) {
			names = append(names, r.Variable)
		}
	}
	for _, name := range names {
		i := slices.IndexFunc(n.d.Observe, func(o ir.Named) bool { return o.Name == name })
		if i < 0 {
			return fmt.Errorf("%s of %s is not known", name, n.d.Name)
		}
		var keys []string
		missing := ""
		text, ok := inPython(n.d, n.d.Observe[i].Value, func(s expr.Sym) (string, bool) {
			if n.d.Symbols[s].Kind == ir.SymParam {
				return column(n.d)(s)
			}
			own := n.nestName(s)
			key, known := n.recordable(own)
			if !known {
				missing = n.name(s)
				return "", false
			}
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
			text := "s[" + gen.PyString(key) + "]"
			if scale := n.states[own].scale; !scale.IsOne() {
				by, ok := n.inScript(scale)
				if !ok {
					return "", false
				}
				text = "(" + text + "/(" + by + "))"
			}
			return text, true
		})
		if !ok || !p.has(k, n.d.Observe[i].Value) {
			if missing != "" && missing != name {
				missing = " (it reads " + missing + ")"
			} else {
				missing = ""
			}
			return fmt.Errorf("%s of %s is recorded%s, and %s has no such recordable", name, n.d.Name, missing, n.model.name)
		}
		x.Recorded = append(x.Recorded, entry{Key: gen.PyString(name), Value: "(" + gen.PyList(keys) + ", lambda s, q: " + text + ")"})
	}
	return nil
}

// nestName is what NEST calls a state of the model, "" if it has no name.
func (n *neuron) nestName(s expr.Sym) string {
	for name, x := range n.states {
		if x.state == s {
			return name
		}
	}
	return ""
}

// recordable is the name under which NEST records a state.
func (n *neuron) recordable(own string) (string, bool) {
	if n.model.many && len(own) > len("I_syn_") && own[:len("I_syn_")] == "I_syn_" {
		return own, true
	}
	key, ok := n.model.record[own]
	return key, ok
}
