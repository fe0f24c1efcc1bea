package native

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// With the network native NEST draws connections by rules of its own, weights and delays
// by its distributions, and the spikes of Poisson sources by its generators. What it has
// no form for comes from the data as ever: plastic connections, lists, parts of
// populations, values that depend on the pair.

// drawing is what NEST draws of a network.
type drawing struct {
	Connections []drawnConnections
	Poisson     []gen.PyTable // populations of sources: rates in Hz
	Direct      []string      // of these, those whose generator drives its targets itself
	Sets        []string      // sets of synapses in the data that are drawn instead
}

// drawnConnections are the connections of a projection onto one population. All strings
// are Python.
type drawnConnections struct {
	Comment, Sources, Target, Port, Rule, Weight, Delay string
}

// draw finds what NEST can draw.
func (p *plan) draw() *drawing {
	s, d := p.study, &drawing{}
	var poisson []int
	for i := range s.Network.Populations {
		if hertz, ok := p.hertz(i); ok {
			poisson = append(poisson, i)
			d.Poisson = append(d.Poisson, gen.PyTable{Key: strconv.Itoa(i), Value: exprfmt.Literal(hertz)})
		}
	}
	from := make([][]drawnConnections, len(s.Network.Projections))
	direct := map[int]bool{}
	for _, i := range poisson {
		direct[i] = !slices.ContainsFunc(s.Records, func(r ir.Record) bool { return r.Population == i })
	}
	for j := range s.Network.Projections {
		x := &s.Network.Projections[j]
		from[j] = p.drawn(j, false)
		for _, r := range x.Pre.Runs {
			if direct[r.Population] && (x.Rule.Kind != network.OneToOne || p.drawn(j, true) == nil) {
				direct[r.Population] = false
			}
		}
	}
	for j := range s.Network.Projections {
		if runs := s.Network.Projections[j].Pre.Runs; len(runs) == 1 && direct[runs[0].Population] {
			from[j] = p.drawn(j, true)
		}
		if from[j] == nil {
			continue
		}
		d.Connections = append(d.Connections, from[j]...)
		for _, set := range s.Network.Sets(j) {
			d.Sets = append(d.Sets, strconv.Itoa(set))
		}
	}
	for _, i := range poisson {
		if direct[i] {
			d.Direct = append(d.Direct, strconv.Itoa(i))
		}
	}
	return d
}

// Rates are the rates of Poisson sources as a Python dictionary.
func (d *drawing) Rates() string { return gen.PyNumbered(d.Poisson) }

// SetList and DirectList are sets in Python.
func (d *drawing) SetList() string    { return pythonSet(d.Sets) }
func (d *drawing) DirectList() string { return pythonSet(d.Direct) }

func pythonSet(list []string) string {
	if len(list) == 0 {
		return "set()"
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// hertz is the rate of a population of Poisson sources that are all alike.
func (p *plan) hertz(population int) (float64, bool) {
	src := p.study.Network.Populations[population].Source
	if src == nil || src.Kind != network.Poisson || len(src.Later) > 0 {
		return 0, false
	}
	at := bounds(src.Rate)
	return roundTo13(at.low * 1000), at.low == at.high && at.low > 0
}

// whole lists the populations of a view that is made of whole ones; nil if it is not.
func (p *plan) whole(v network.View) []string {
	var list []string
	for _, r := range v.Runs {
		pop := &p.study.Network.Populations[r.Population]
		name := strconv.Itoa(r.Population)
		if r.Stride != 1 && r.N > 1 || r.First != pop.First || r.N != pop.N || slices.Contains(list, name) {
			return nil
		}
		list = append(list, name)
	}
	return list
}

// drawn are the connections of a projection; nil where NEST has no form for them. With
// direct, the generator of its Poisson sources drives each target by a train of its own.
func (p *plan) drawn(j int, direct bool) []drawnConnections {
	x := &p.study.Network.Projections[j]
	r := &x.Rule
	sources, targets := p.whole(x.Pre), p.whole(x.Post)
	if sources == nil || targets == nil || x.Plasticity != nil || r.OneWay || x.Mirror > 0 || x.ListedWeight || x.ListedDelay || len(x.Axonal.Block.Instrs) > 0 {
		return nil
	}
	one := len(targets) == 1
	text := map[bool]string{true: "True", false: "False"}
	autapses, multapses := `, "allow_autapses": `+text[r.Self], `, "allow_multapses": `+text[r.Replace]
	rule := ""
	switch {
	case direct && r.Kind == network.OneToOne:
		rule = `{"rule": "all_to_all"}`
	case r.Kind == network.OneToOne && one && len(sources) == 1 && (r.Self || sources[0] != targets[0]):
		rule = `{"rule": "one_to_one"}`
	case r.Kind == network.AllToAll:
		rule = `{"rule": "all_to_all"` + autapses + "}"
	case r.Kind == network.FixedProbability:
		rule = fmt.Sprintf(`{"rule": "pairwise_bernoulli", "p": %s%s}`, exprfmt.Literal(r.P), autapses)
	case r.Kind == network.FixedIndegree:
		rule = fmt.Sprintf(`{"rule": "fixed_indegree", "indegree": %d%s%s}`, r.K, autapses, multapses)
	case r.Kind == network.FixedOutdegree && one:
		rule = fmt.Sprintf(`{"rule": "fixed_outdegree", "outdegree": %d%s%s}`, r.K, autapses, multapses)
	case r.Kind == network.FixedTotal && one && r.Replace: // NEST has it with multapses only
		rule = fmt.Sprintf(`{"rule": "fixed_total_number", "N": %d%s%s}`, r.K, autapses, multapses)
	default:
		return nil
	}
	weight, ok := distribution(x.Weight)
	delay, also := distribution(x.Delay)
	if !ok || !also {
		return nil
	}
	h := p.study.Timeline.Step
	if at := bounds(x.Delay); at.low == at.high {
		delay = exprfmt.Literal(roundTo13(max(1, math.Round(at.low/h)) * h))
	} else if len(p.rules) > 0 {
		return nil // slices are cut by the delays of the data
	} else if at.low < h {
		delay = "nest.math.max(" + delay + ", STEP)"
	}
	var list []drawnConnections
	for _, t := range targets {
		list = append(list, drawnConnections{gen.OneLine(x.Name), "[" + strings.Join(sources, ", ") + "]", t, gen.PyString(x.Port), rule, weight, delay})
	}
	return list
}

// distribution is a value as NEST draws it; ok is false where NEST has no form for it.
func distribution(v network.Value) (text string, ok bool) {
	if v.Result < 0 || int(v.Result) >= len(v.Block.Instrs) {
		return "0.0", len(v.Block.Instrs) == 0
	}
	constant := func(r program.Ref) (float64, bool) {
		at := bounds(network.Value{Block: v.Block, Result: r})
		return roundTo13(at.low), r >= 0 && at.low == at.high
	}
	var of func(r program.Ref) (string, bool)
	of = func(r program.Ref) (string, bool) {
		if r < 0 {
			return "", false
		}
		if x, known := constant(r); known {
			return exprfmt.Literal(x), true
		}
		in := v.Block.Instrs[r]
		a, known := of(in.A)
		b, also := of(in.B)
		switch in.Op {
		case program.Add:
			return "(" + a + " + " + b + ")", known && also
		case program.Sub:
			return "(" + a + " - " + b + ")", known && also
		case program.Mul:
			return "(" + a + "*" + b + ")", known && also
		case program.Div:
			_, fixed := constant(in.B)
			return "(" + a + "/" + b + ")", known && fixed
		case program.Neg:
			return "(-1.0*" + a + ")", known
		case program.Min, program.Max:
			_, fixed := constant(in.B)
			return map[program.Op]string{program.Min: "nest.math.min(", program.Max: "nest.math.max("}[in.Op] + a + ", " + b + ")", known && fixed
		case program.Draw:
			return draw(in.Fn, a, known, b, also)
		}
		return "", false
	}
	return of(v.Result)
}

// draw is a distribution of NEST's with arguments that are numbers.
func draw(name, a string, known bool, b string, also bool) (string, bool) {
	switch name {
	case "uniform":
		return "nest.random.uniform(min=" + a + ", max=" + b + ")", known && also
	case "normal":
		return "nest.random.normal(mean=" + a + ", std=" + b + ")", known && also
	case "lognormal":
		return "nest.random.lognormal(mean=" + a + ", std=" + b + ")", known && also
	case "exponential":
		return "nest.random.exponential(beta=" + a + ")", known
	}
	return "", false
}
