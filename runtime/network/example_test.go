package network

import (
	"context"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

const h = 0.1 // ms, of all tests

// lif is a leaky neuron with two exponential ports: tau_m and E_L differ per
// neuron, so P = exp(-h/tau_m) and twice = 2*E_L do, too.
func lif() *program.Program {
	leaf := func(op program.Op, i int32, x float64) program.Instr {
		return program.Instr{Op: op, A: program.None, B: program.None, C: program.None, Index: i, Value: x}
	}
	p := &program.Program{
		Name: "lif", Step: h,
		Quantities: []program.Quantity{
			{Name: "C_m", Value: 250},
			{Name: "tau_m", Unit: "ms", Binding: program.Column},
			{Name: "E_L", Unit: "mV", Binding: program.Column},
			{Name: "P", Derived: true, Binding: program.Column},
			{Name: "twice", Unit: "mV", Derived: true, Binding: program.Column},
		},
		States: []program.State{{Name: "V"}, {Name: "exc.I"}},
		Inputs: []program.Input{{Name: "I"}},
		Ports:  []program.Port{{Name: "exc"}, {Name: "inh"}},
	}
	var rate program.Block // -1/tau_m
	tau, minus := rate.Add(leaf(program.LoadQuant, 1, 0)), rate.Add(leaf(program.Const, 0, -1))
	x := rate.Add(program.Instr{Op: program.Div, A: minus, B: tau, C: program.None})
	p.Derive.Exponentials = []program.Exponential{{N: 1, Block: rate, Matrix: []program.Ref{x}, Entries: []program.Entry{{Quantity: 3}}}}
	d := &p.Derive.Direct
	rest := d.Add(leaf(program.LoadQuant, 2, 0))
	p.Derive.Values = []program.Direct{{Quantity: 4, Value: d.Add(program.Instr{Op: program.Add, A: rest, B: rest, C: program.None})}}
	return p
}

// draw is the value of one draw.
func draw(fn string, a, b float64) Value {
	var v Value
	x, y := v.constant(a), v.constant(b)
	v.Result = v.Block.Add(program.Instr{Op: program.Draw, Fn: fn, A: x, B: y, C: program.None})
	return v
}

func (v *Value) constant(x float64) program.Ref {
	return v.Block.Add(program.Instr{Op: program.Const, A: program.None, B: program.None, C: program.None, Value: x})
}

// linear is a + b*i.
func linear(a, b float64) Value {
	var v Value
	x, y := v.constant(a), v.constant(b)
	i := v.Block.Add(program.Instr{Op: program.LoadIndex, A: program.None, B: program.None, C: program.None})
	y = v.Block.Add(program.Instr{Op: program.Mul, A: y, B: i, C: program.None})
	v.Result = v.Block.Add(program.Instr{Op: program.Add, A: x, B: y, C: program.None})
	return v
}

// builder makes descriptions with consecutive ids.
type builder struct{ Spec }

func newBuilder() *builder { return &builder{Spec{Seed: 7, Step: h}} }

func (b *builder) neurons(name string, n int) View {
	return b.population(Population{Name: name, N: n, Program: lif(),
		Given: map[int]Value{1: Const(10), 2: Const(-65)}, Init: []Value{Const(-65), {}}, Drive: []Value{{}}})
}

func (b *builder) source(name string, n int, s Source) View {
	return b.population(Population{Name: name, N: n, Source: &s})
}

func (b *builder) population(p Population) View {
	p.First = b.Size()
	b.Populations = append(b.Populations, p)
	return View{[]Run{{Population: len(b.Populations) - 1, First: p.First, Stride: 1, N: p.N}}}
}

// connect adds a projection to port exc with constant weight and delay.
func (b *builder) connect(name string, pre, post View, r Rule) *Projection {
	b.Projections = append(b.Projections, Projection{Name: name, Pre: pre, Post: post, Port: "exc", Rule: r, Weight: Const(20), Delay: Const(1.5)})
	return &b.Projections[len(b.Projections)-1]
}

func expand(t testing.TB, s *Spec, workers int) *Network {
	t.Helper()
	net, err := Expand(context.Background(), s, workers)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// everything is a network with all kinds of populations, rules and draws. The
// populations and projections are declared in the given orders.
func everything() *Spec {
	b := newBuilder()
	exc, inh := b.neurons("exc", 300), b.neurons("inh", 90)
	noise := b.source("noise", 50, Source{Kind: Poisson, Rate: draw("uniform", 0, 4)})
	kick := b.source("kick", 2, Source{Kind: SpikesAt, Stamps: []int64{1, 7, 7, 30}})
	clock := b.source("clock", 3, Source{Kind: Regular, Rate: Const(0.5), Start: linear(1, 0.3)})
	e := &b.Populations[0]
	e.Given[1] = draw("uniform", 5, 20)
	e.Init[0] = draw("normal", -60, 5)
	e.Drive[0] = draw("lognormal", 0, 1)
	half := View{[]Run{{Population: 0, First: 1, Stride: 2, N: 150}}}
	e.Set = []Override{{half, SetInit, 0, draw("uniform", -70, -50)}, {half, AddDrive, 0, draw("normal", 0, 1)}, {half, AddDrive, 0, draw("normal", 0, 1)}}
	both := View{append(append([]Run{}, exc.Runs...), inh.Runs...)}
	p := b.connect("exc->both", exc, both, Rule{Kind: FixedProbability, P: 0.1})
	p.Weight, p.Delay = draw("lognormal", 1, 0.5), draw("uniform", 0, 3)
	p = b.connect("inh->both", inh, both, Rule{Kind: FixedIndegree, K: 20, Replace: true})
	p.Port, p.Weight, p.Delay = "inh", draw("normal", -30, 3), draw("exponential", 1, 0)
	b.connect("few", inh, exc, Rule{Kind: FixedIndegree, K: 7, Self: true}).Weight = draw("gamma", 2, 1)
	b.connect("noise->exc", noise, exc, Rule{Kind: FixedOutdegree, K: 30})
	b.connect("total", exc, inh, Rule{Kind: FixedTotal, K: 9000, Replace: true}).Weight = draw("normal", 1, 0.1)
	b.connect("once", exc, inh, Rule{Kind: FixedTotal, K: 5000}).Delay = draw("normal", 5, 0.5)
	b.connect("all", kick, inh, Rule{Kind: AllToAll})
	b.connect("pairs", View{[]Run{{Population: 0, First: 89, Stride: -1, N: 90}}}, inh, Rule{Kind: OneToOne})
	p = b.connect("list", clock, exc, Rule{Kind: FromList, List: []Pair{{0, 5, 3, 0.7}, {2, 299, -4, 0.1}, {0, 5, 3, 9}}})
	p.ListedWeight, p.ListedDelay = true, true
	return &b.Spec
}
