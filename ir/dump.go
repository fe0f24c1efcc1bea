package ir

import (
	"fmt"
	"io"
	"strings"

	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Dump writes a model for people.
func Dump(w io.Writer, m *Model) {
	fmt.Fprintf(w, "model %s\n", m.Name)
	for _, d := range m.Dynamics {
		dumpDynamics(w, "neuron", d)
	}
	for _, d := range m.Rules {
		dumpDynamics(w, "plasticity", d)
	}
	dumpNetwork(w, m.Network, func(i int) string {
		if at := m.Of[i]; at >= 0 {
			return m.Dynamics[at].Name
		}
		return ""
	})
	dumpProtocol(w, m.Network, m.Records, m.Timeline)
}

func dumpDynamics(w io.Writer, kind string, d *Dynamics) {
	show := func(e expr.Expr) string {
		return expr.Print(e, func(x expr.Sym) string {
			if int(x) < len(d.Symbols) {
				return d.Symbols[x].Name
			}
			return fmt.Sprintf("#%d", x)
		})
	}
	name := func(x expr.Sym) string { return d.Symbols[x].Name }
	fmt.Fprintf(w, "\n%s %s\n", kind, d.Name)
	for _, text := range d.Lumped {
		fmt.Fprintf(w, "  // %s\n", text)
	}
	for _, p := range d.Params {
		switch {
		case p.Literal:
			fmt.Fprintf(w, "  param %s : %s = %s\n", name(p.Sym), d.Symbols[p.Sym].Unit, show(p.Exact))
		case p.Derived.IsValid():
			fmt.Fprintf(w, "  param %s : %s = %s (differs per %s)\n", name(p.Sym), d.Symbols[p.Sym].Unit, show(p.Derived), map[bool]string{true: "neuron", false: "connection"}[kind == "neuron"])
		default:
			fmt.Fprintf(w, "  param %s : %s (column)\n", name(p.Sym), d.Symbols[p.Sym].Unit)
		}
	}
	for _, x := range d.Inputs {
		fmt.Fprintf(w, "  input %s : %s\n", name(x), d.Symbols[x].Unit)
	}
	for _, s := range d.States {
		bounds := ""
		if s.Low.IsValid() {
			bounds = fmt.Sprintf(" clip(%s, %s)", show(s.Low), show(s.High))
		}
		site := ""
		if s.Site != program.AtConnection {
			site = s.Site.String() + " "
		}
		fmt.Fprintf(w, "  %sstate %s : %s = %s%s\n", site, name(s.Sym), d.Symbols[s.Sym].Unit, show(s.Init), bounds)
	}
	for _, s := range d.States {
		if s.Rate.IsValid() {
			fmt.Fprintf(w, "  %s' = %s\n", name(s.Sym), show(s.Rate))
		}
	}
	assigns := func(indent string, list []Assign) {
		for _, a := range list {
			fmt.Fprintf(w, "%s%s = %s\n", indent, name(a.State), show(a.Value))
		}
	}
	for i, p := range d.Ports {
		fmt.Fprintf(w, "  port %s : %s\n", p.Name, p.Unit)
		assigns("    ", p.Body)
		for _, x := range p.Sources {
			fmt.Fprintf(w, "    source %s : %s = %s of the sender\n", name(x.Sym), d.Symbols[x.Sym].Unit, x.Variable)
		}
		for _, x := range d.Sums {
			if x.Port == i {
				fmt.Fprintf(w, "    sum %s : %s = %s\n", name(x.Sym), d.Symbols[x.Sym].Unit, show(x.Value))
			}
		}
	}
	for _, h := range d.Handlers {
		rising := ""
		if h.Rising {
			rising = "rising "
		}
		fmt.Fprintf(w, "  on %s%s\n", rising, show(h.Cond))
		if h.Spike.IsValid() {
			fmt.Fprintf(w, "    spike when %s\n", show(h.Spike))
		}
		assigns("    ", h.Body)
		for _, hold := range h.Holds {
			var states []string
			for _, x := range hold.States {
				states = append(states, name(x))
			}
			fmt.Fprintf(w, "    hold %s for %s\n", strings.Join(states, ", "), show(hold.Time))
		}
	}
	for _, e := range d.Events {
		if e.Port != "" {
			fmt.Fprintf(w, "  on %s(%s)\n", e.Port, name(e.Amount))
		} else {
			fmt.Fprintf(w, "  on %s\n", e.Site)
		}
		assigns("    ", e.Body)
		for _, x := range e.Deliver {
			fmt.Fprintf(w, "    deliver %s when %s\n", show(x.Value), show(x.When))
		}
	}
	for _, o := range d.Observe {
		fmt.Fprintf(w, "  observe %s : %s = %s\n", o.Name, o.Unit, show(o.Value))
	}
}

// DumpStudy writes a solved model for people.
func DumpStudy(w io.Writer, s *Study) {
	fmt.Fprintf(w, "study %s\n", s.Name)
	for _, p := range s.Programs {
		dumpProgram(w, p)
	}
	for _, r := range s.Rules {
		dumpRule(w, r)
	}
	dumpNetwork(w, s.Network, func(i int) string {
		if p := s.ProgramOf(i); p != nil {
			return p.Name
		}
		return ""
	})
	dumpProtocol(w, s.Network, s.Records, s.Timeline)
}

func dumpProgram(w io.Writer, p *program.Program) {
	fmt.Fprintf(w, "\nprogram %s\n  method %s: %s\n", p.Name, p.Method, p.Why)
	for _, q := range p.Quantities {
		switch {
		case q.Binding == program.Literal:
			fmt.Fprintf(w, "  quantity %s : %s = %v\n", q.Name, q.Unit, q.Value)
		case q.Derived:
			fmt.Fprintf(w, "  quantity %s : %s (derived column)\n", q.Name, q.Unit)
		default:
			fmt.Fprintf(w, "  quantity %s : %s (column)\n", q.Name, q.Unit)
		}
	}
	for _, s := range p.States {
		fmt.Fprintf(w, "  state %s : %s, held by %b\n", s.Name, s.Unit, s.HeldBy)
	}
	block := func(title string, b *program.Block, results ...program.Ref) { dumpBlock(w, p, title, b, results...) }
	block("integrate", &p.Integrate.Common)
	for i := range p.Integrate.Variants {
		v := &p.Integrate.Variants[i]
		block(fmt.Sprintf("integrate held %b", v.Held), &v.Block)
	}
	for i := range p.Sums {
		block("sum "+p.Sums[i].Name+" over "+p.Ports[p.Sums[i].Port].Name, &p.Sums[i].Block, p.Sums[i].Value)
	}
	for i := range p.Arrive {
		block("arrive "+p.Ports[i].Name, &p.Arrive[i])
	}
	for i := range p.Conditions {
		c := &p.Conditions[i]
		block("test "+c.Doc, &c.Test, c.Fires)
		block("action", &c.Action)
		for _, s := range c.Starts {
			fmt.Fprintf(w, "    hold %s for %%%d steps\n", p.Holds[s.Hold].Name, s.Steps)
		}
		if c.Spike != program.None {
			fmt.Fprintln(w, "    spike")
		}
	}
	for i := range p.Observe {
		block("observe "+p.Observe[i].Name, &p.Observe[i].Block, p.Observe[i].Result)
	}
}

// dumpBlock writes the operations of a block of p.
func dumpBlock(w io.Writer, p *program.Program, title string, b *program.Block, results ...program.Ref) {
	fmt.Fprintf(w, "  %s\n", title)
	for i, in := range b.Instrs {
		fmt.Fprintf(w, "    %%%d = %s\n", i, instruction(p, in))
	}
	for _, s := range b.Stores {
		fmt.Fprintf(w, "    %s <- %%%d\n", p.States[s.State].Name, s.Value)
	}
	for _, r := range results {
		if r >= 0 {
			fmt.Fprintf(w, "    result %%%d\n", r)
		}
	}
}

// dumpRule writes a solved plasticity rule.
func dumpRule(w io.Writer, r *program.Plasticity) {
	fmt.Fprintf(w, "\nplasticity %s\n", r.Name)
	p := &program.Program{Quantities: r.Quantities}
	for _, q := range r.Quantities {
		if q.Binding == program.Column {
			fmt.Fprintf(w, "  quantity %s : %s (per connection)\n", q.Name, q.Unit)
			continue
		}
		fmt.Fprintf(w, "  quantity %s : %s = %v\n", q.Name, q.Unit, q.Value)
	}
	for _, s := range r.States {
		p.States = append(p.States, s.State)
		fmt.Fprintf(w, "  state %s : %s, at %s\n", s.Name, s.Unit, s.Site)
	}
	type event struct {
		title string
		event *program.PlasticEvent
	}
	events := []event{{"on post", &r.Post}, {"on pre", &r.Pre}}
	for i := range r.Modulators {
		events = append(events, event{"on " + r.Modulators[i].Name, &r.Modulators[i].Event})
		p.Ports = append(p.Ports, program.Port{Name: r.Modulators[i].Name})
	}
	for _, v := range r.Follow.Variables {
		fmt.Fprintf(w, "  follows %s of the target\n", v)
	}
	for _, s := range r.Follow.States {
		fmt.Fprintf(w, "  follows %s : %s\n", s.Name, s.Unit)
	}
	if len(r.Follow.States) > 0 {
		driven := &program.Program{Quantities: r.Quantities, States: r.Follow.States}
		dumpBlock(w, driven, "from step to step at the target", &r.Follow.Advance)
	}
	if r.Carried() {
		dumpBlock(w, p, "from step to step at the connection", &r.Carry)
	}
	if len(r.Rebound.Stores) > 0 {
		dumpBlock(w, p, "when bounds become others", &r.Rebound)
	}
	for _, e := range events {
		dumpBlock(w, p, e.title, &e.event.Block)
		for _, d := range e.event.Deliver {
			fmt.Fprintf(w, "    deliver %%%d\n", d.Amount)
		}
	}
}

// instruction is one operation in words.
func instruction(p *program.Program, in program.Instr) string {
	switch in.Op {
	case program.Const:
		return fmt.Sprint(in.Value)
	case program.LoadState:
		return p.States[in.Index].Name
	case program.LoadQuant:
		return p.Quantities[in.Index].Name
	case program.LoadInput:
		return p.Inputs[in.Index].Name
	case program.LoadAcc:
		return p.Ports[in.Index].Name + ".arrived"
	case program.LoadTarget:
		return fmt.Sprintf("followed %d", in.Index)
	case program.LoadTime:
		return fmt.Sprintf("t + %v*h", in.Value)
	case program.LoadSum:
		return p.Sums[in.Index].Name
	case program.LoadSource:
		return fmt.Sprintf("source %d", in.Index)
	case program.LoadWeight:
		return "weight"
	case program.LoadElapsed:
		return "steps since " + program.Site(in.Index).String()
	}
	text := in.Op.String()
	if in.Fn != "" {
		text = in.Fn
	}
	for _, r := range []program.Ref{in.A, in.B, in.C} {
		if r >= 0 {
			text += fmt.Sprintf(" %%%d", r)
		}
	}
	return text
}

// ruleNames are the words for the rules.
var ruleNames = map[network.RuleKind]string{
	network.OneToOne: "one_to_one", network.AllToAll: "all_to_all", network.FixedProbability: "fixed_probability",
	network.FixedIndegree: "fixed_indegree", network.FixedOutdegree: "fixed_outdegree", network.FixedTotal: "fixed_total", network.FromList: "from_list",
	network.Probable: "probability", network.SmallWorld: "small_world", network.Clone: "clone",
}

// setSigns are the operators of rules that are made of two others.
var setSigns = map[network.RuleKind]string{network.Union: " + ", network.Intersection: "*", network.Difference: " - "}

// RuleText describes a rule with its parameters and choices.
func RuleText(r network.Rule) string {
	if sign := setSigns[r.Kind]; sign != "" {
		text := "(" + RuleText(r.Parts[0]) + sign + RuleText(r.Parts[1]) + ")"
		if r.OneWay {
			text += " without mutual connections"
		}
		return text
	}
	text := ruleNames[r.Kind]
	switch r.Kind {
	case network.Clone:
		return text
	case network.SmallWorld:
		return text + fmt.Sprintf("(%d neighbours, rewiring = %v)", r.K, r.P)
	case network.Probable:
		text += "(" + ValueText(r.Chance)
	case network.FixedProbability:
		text += fmt.Sprintf("(%v", r.P)
	case network.FixedIndegree, network.FixedOutdegree, network.FixedTotal:
		text += fmt.Sprintf("(%d, replace = %t", r.K, r.Replace)
	case network.FromList:
		text += fmt.Sprintf("(%d entries", len(r.List))
	default:
		return text + fmt.Sprintf("(self = %t)", r.Self)
	}
	if r.OneWay {
		text += ", mutual = false"
	}
	return text + fmt.Sprintf(", self = %t)", r.Self)
}

func dumpNetwork(w io.Writer, spec *network.Spec, kind func(int) string) {
	fmt.Fprintln(w, "\nnetwork")
	for i, p := range spec.Populations {
		what := kind(i)
		if p.Source != nil {
			what = SourceText(p.Source)
		}
		fmt.Fprintf(w, "  population %s[%d] = %s, ids from %d\n", p.Name, p.N, what, p.First)
	}
	for _, m := range spec.Modulations {
		fmt.Fprintf(w, "  connect %s: %d sources to %s of %s, weight %s, delay %s ms\n", m.Name, m.Pre.Len(), m.Modulator, spec.Projections[m.Of].Name, ValueText(m.Weight), ValueText(m.Delay))
	}
	for _, p := range spec.Projections {
		fmt.Fprintf(w, "  connect %s: %d -> %d by %s, weight %s, delay %s ms", p.Name, p.Pre.Len(), p.Post.Len(), RuleText(p.Rule), ValueText(p.Weight), ValueText(p.Delay))
		if len(p.Axonal.Block.Instrs) > 0 {
			fmt.Fprintf(w, ", axonal delay %s ms", ValueText(p.Axonal))
		}
		fmt.Fprintln(w)
	}
}

// SourceText describes a source of spikes.
func SourceText(s *network.Source) string {
	var names []string
	for _, g := range s.Given {
		names = append(names, g.Name)
	}
	rate := func(v network.Value) string { return valueTimes(v, "Hz", 1000, names) }
	switch s.Kind {
	case network.Poisson:
		return "poisson(rate = " + rate(s.Rate) + ")"
	case network.Regular:
		return "regular(rate = " + rate(s.Rate) + ", start = " + ValueIn(s.Start, "ms", names...) + ")"
	case network.Refractory:
		return "poisson(rate = " + rate(s.Rate) + ", refractory = " + ValueIn(s.Dead, "ms", names...) + ")"
	case network.Gamma:
		return "gamma(shape = " + ValueIn(s.Shape, "1", names...) + ", rate = " + rate(s.Rate) + ")"
	case network.SpikesAt:
		if s.Each != nil {
			return fmt.Sprintf("spikes_at(times of %d elements)", len(s.Each))
		}
		if n := len(s.Stamps) + len(s.Times); n != 1 {
			return fmt.Sprintf("spikes_at(%d times)", n)
		}
		return "spikes_at(1 time)"
	}
	return "listed spikes"
}

func dumpProtocol(w io.Writer, spec *network.Spec, records []Record, t Timeline) {
	for _, r := range records {
		what := r.Variable
		if r.Observable == Spikes {
			what = "spikes"
		}
		fmt.Fprintf(w, "  record %s of %d elements of %s every %d steps\n", what, len(r.Elements), spec.Populations[r.Population].Name, r.Every)
	}
	fmt.Fprintf(w, "\nexperiment %s, step %v ms, seed %d\n", t.Name, t.Step, t.Seed)
	if t.Count > 1 {
		fmt.Fprintf(w, "  segment %d of %d\n", t.Index+1, t.Count)
	}
	for _, s := range t.Segments {
		if s.Name != "" {
			fmt.Fprintf(w, "  with %s\n", s.Name)
		}
		fmt.Fprintf(w, "  run %d steps, discard %d\n", s.Steps, s.Discard)
		for _, x := range s.Left {
			fmt.Fprintf(w, "  discard steps %d to %d\n", x[0], x[1])
		}
		for i, a := range s.Actions {
			if i == 20 {
				fmt.Fprintf(w, "  … %d more\n", len(s.Actions)-i)
				break
			}
			fmt.Fprintf(w, "  before step %d set %s = %s\n", a.Step, a.Path, a.Text)
		}
	}
}
