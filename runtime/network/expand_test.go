package network

import (
	"context"
	"errors"
	"math"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/runtime/program"
)

// The number of workers changes nothing.
func TestWorkers(t *testing.T) {
	want := expand(t, everything(), 1)
	for _, workers := range []int{2, 3, 16, 0} {
		got := expand(t, everything(), workers)
		for i := range want.Populations {
			if !reflect.DeepEqual(got.Populations[i], want.Populations[i]) {
				t.Errorf("%d workers: columns of %s differ", workers, want.Spec.Populations[i].Name)
			}
		}
		for i := range want.Synapses {
			if !reflect.DeepEqual(got.Synapses[i], want.Synapses[i]) {
				t.Errorf("%d workers: synapses %s differ", workers, want.Synapses[i].Name)
			}
		}
		a, err := Digests(want, Protocol{Segments: []Segment{{Steps: 1500}}})
		b, err2 := Digests(got, Protocol{Segments: []Segment{{Steps: 1500}}})
		if err != nil || err2 != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("%d workers: files differ (%v, %v)", workers, err, err2)
		}
	}
}

// local are the synapses of a projection with indices instead of global ids.
func local(net *Network, name string) map[string]Synapses {
	m := map[string]Synapses{}
	for _, s := range net.Synapses {
		if net.Spec.Projections[s.Projection].Name != name {
			continue
		}
		pre, post := make([]uint32, len(s.Pre)), make([]uint32, len(s.Post))
		for k := range s.Pre {
			pre[k] = s.Pre[k] - uint32(net.Spec.Populations[net.Spec.PopulationOf(s.Pre[k])].First)
			post[k] = s.Post[k] - uint32(net.Spec.Populations[s.Population].First)
		}
		m[s.Name] = Synapses{Name: s.Name, Pre: pre, Post: post, Weight: s.Weight, Delay: s.Delay, Zeroed: s.Zeroed}
	}
	return m
}

// The order in which populations and projections are declared changes the
// numbering and nothing else.
func TestOrderOfDeclaration(t *testing.T) {
	a, b := everything(), everything()
	n := len(b.Populations)
	first := 0
	for i := range n { // in reverse
		b.Populations[i] = a.Populations[n-1-i]
		b.Populations[i].First = first
		first += b.Populations[i].N
	}
	move := func(v View) View {
		var w View
		for _, r := range v.Runs {
			r.First += b.Populations[n-1-r.Population].First - a.Populations[r.Population].First
			r.Population = n - 1 - r.Population
			w.Runs = append(w.Runs, r)
		}
		return w
	}
	for j := range b.Projections {
		p := a.Projections[len(a.Projections)-1-j]
		p.Pre, p.Post = move(p.Pre), move(p.Post)
		b.Projections[j] = p
	}
	for i := range b.Populations {
		set := append([]Override{}, b.Populations[i].Set...)
		for k := range set {
			set[k].Elements = move(set[k].Elements)
		}
		b.Populations[i].Set = set
	}
	x, y := expand(t, a, 0), expand(t, b, 0)
	for i := range x.Populations {
		if !reflect.DeepEqual(x.Populations[i], y.Populations[n-1-i]) {
			t.Errorf("columns of %s differ", a.Populations[i].Name)
		}
	}
	for _, p := range a.Projections {
		if !reflect.DeepEqual(local(x, p.Name), local(y, p.Name)) {
			t.Errorf("synapses of %s differ", p.Name)
		}
	}
}

func TestSeed(t *testing.T) {
	a, b := everything(), everything()
	b.Seed++
	x, y := expand(t, a, 0), expand(t, b, 0)
	for _, name := range []string{"exc->both", "few", "total", "once", "noise->exc"} {
		if reflect.DeepEqual(local(x, name), local(y, name)) {
			t.Errorf("%s does not depend on the seed", name)
		}
	}
}

func TestColumns(t *testing.T) {
	b := newBuilder()
	v := b.neurons("n", 6)
	pop := &b.Populations[0]
	pop.Given[1] = linear(10, 2)
	// V = E_L + 2*E_L: reads a given and a derived quantity.
	var init Value
	rest := init.Block.Add(program.Instr{Op: program.LoadQuant, Index: 2})
	twice := init.Block.Add(program.Instr{Op: program.LoadQuant, Index: 4})
	init.Result = init.Block.Add(program.Instr{Op: program.Add, A: rest, B: twice, C: program.None})
	pop.Init[0] = init
	pop.Drive[0] = Const(100)
	pop.Set = []Override{
		{View{[]Run{{0, 1, 2, 2}}}, SetInit, 0, linear(6, 1)}, // of their indices 1 and 3
		{v, AddDrive, 0, Const(5)},
		{View{[]Run{{0, 5, -5, 2}}}, AddDrive, 0, Const(1)},
	}
	c := expand(t, &b.Spec, 1).Populations[0]
	want := Columns{
		Quants:  [][]float64{{250}, {10, 12, 14, 16, 18, 20}, {-65}, make([]float64, 6), {-130}},
		Init:    [][]float64{{-195, 7, -195, 9, -195, -195}, {0}},
		Drive:   [][]float64{{106, 105, 105, 105, 105, 106}},
		Quantum: []float64{0, 0},
	}
	for i, tau := range want.Quants[1] {
		want.Quants[3][i] = math.Exp(-h / tau)
		if got := c.Quants[3][i]; math.Abs(got-want.Quants[3][i]) > 2e-16 {
			t.Errorf("P of neuron %d is %v instead of %v", i, got, want.Quants[3][i])
		}
	}
	copy(want.Quants[3], c.Quants[3])
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got  %v\nwant %v", c, want)
	}
}

// What is set on all elements stays one number.
func TestEqualColumns(t *testing.T) {
	b := newBuilder()
	v := b.neurons("n", 5)
	b.Populations[0].Set = []Override{{v, AddDrive, 0, Const(5)}, {v, SetInit, 1, Const(3)}}
	c := expand(t, &b.Spec, 1).Populations[0]
	if !reflect.DeepEqual(c.Drive, [][]float64{{5}}) || !reflect.DeepEqual(c.Init, [][]float64{{-65}, {3}}) {
		t.Errorf("got %v and %v", c.Drive, c.Init)
	}
	if len(c.Quants[3]) != 1 {
		t.Errorf("P is computed for %d neurons", len(c.Quants[3]))
	}
}

// Two currents drawn for the same input are independent.
func TestIndependentOverrides(t *testing.T) {
	b := newBuilder()
	v := b.neurons("n", 10000)
	current := func(n int) []float64 {
		b.Populations[0].Set = nil
		for range n {
			b.Populations[0].Set = append(b.Populations[0].Set, Override{v, AddDrive, 0, draw("normal", 0, 1)})
		}
		return expand(t, &b.Spec, 0).Populations[0].Drive[0]
	}
	one, two := current(1), current(2)
	covariance := 0.0
	for i := range one {
		covariance += one[i] * (two[i] - one[i]) / float64(len(one))
	}
	if math.Abs(covariance) > 0.05 {
		t.Errorf("the covariance of two currents is %v", covariance)
	}
}

func TestDelays(t *testing.T) {
	for _, c := range []struct {
		ms   float64
		want uint16
	}{{1.5, 15}, {0, 1}, {0.04, 1}, {0.149, 1}, {0.151, 2}, {0.36, 4}, {6553.5, 65535}, {1e-300, 1}} {
		b := newBuilder()
		v := b.neurons("n", 2)
		b.connect("x", v, v, Rule{Kind: AllToAll, Self: true}).Delay = Const(c.ms)
		for _, got := range expand(t, &b.Spec, 1).Synapses[0].Delay {
			if got != c.want {
				t.Errorf("%v ms are %d steps instead of %d", c.ms, got, c.want)
			}
		}
	}
}

func TestQuantum(t *testing.T) {
	for _, c := range []struct{ w, want float64 }{
		{0, 0}, {1, 0x1p-40}, {1.5, 0x1p-39}, {2, 0x1p-39}, {0.75, 0x1p-40}, {45.61, 0x1p-34},
		{math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat64}, {0x1p1000, 0x1p960},
	} {
		if got := Quantum(c.w); got != c.want {
			t.Errorf("Quantum(%v) = %v instead of %v", c.w, got, c.want)
		}
	}
}

func TestPackedQuantum(t *testing.T) {
	for _, c := range []struct{ w, want float64 }{
		{0, 0}, {1, 0x1p-14}, {0.9999, 0x1p-15}, {32767.0 / 32768, 0x1p-15}, {32767.4 / 32768, 0x1p-15}, {32767.5 / 32768, 0x1p-14}, {2, 0x1p-13}, {545, 0x1p-5},
		{math.SmallestNonzeroFloat64, math.SmallestNonzeroFloat64}, {0x1p1000, 0x1p986}, {math.MaxFloat64, 0x1p1010},
	} {
		if got := PackedQuantum(c.w); got != c.want {
			t.Errorf("PackedQuantum(%v) = %v instead of %v", c.w, got, c.want)
		}
		if n := math.Round(c.w / c.want); c.w > 0 && (n < 1 || n >= 1<<PackedBits) {
			t.Errorf("%v has %v quanta", c.w, n)
		}
	}
}

// All weights of a port, of whatever projection, are whole multiples of one
// quantum, and nothing moves by more than half of it.
func TestQuantisation(t *testing.T) {
	b := newBuilder()
	v := b.neurons("n", 100)
	b.connect("large", v, v, Rule{Kind: FixedTotal, K: 50, Replace: true}).Weight = draw("uniform", -2e5, 1e5)
	b.connect("small", v, v, Rule{Kind: FixedTotal, K: 500, Replace: true}).Weight = draw("lognormal", -10, 4)
	b.connect("other", v, v, Rule{Kind: OneToOne, Self: true}).Port = "inh"
	net := expand(t, &b.Spec, 0)
	q := net.Populations[0].Quantum
	if largest := 0x1p18; q[0] != largest*0x1p-40 || q[1] != 0x1p-35 {
		t.Fatalf("quanta are %v", q)
	}
	b.Projections = b.Projections[1:2]
	fine := expand(t, &b.Spec, 0) // with a smaller quantum
	zeroed := 0
	for k, w := range net.Synapses[1].Weight {
		if n := w / q[0]; n != math.Trunc(n) {
			t.Errorf("%v is no multiple of %v", w, q[0])
		}
		if d := math.Abs(w - fine.Synapses[0].Weight[k]); d > q[0]/2*1.0001 {
			t.Errorf("%v moved by %v", w, d)
		}
		if w == 0 {
			zeroed++
		}
	}
	if zeroed == 0 || net.Synapses[1].Zeroed != zeroed {
		t.Errorf("%d weights became 0, %d are counted", zeroed, net.Synapses[1].Zeroed)
	}
}

// A view may reach over several populations: their synapses are apart.
func TestSeveralTargets(t *testing.T) {
	b := newBuilder()
	x, y, z := b.neurons("x", 4), b.neurons("y", 0), b.neurons("z", 3)
	all := View{append(append(append([]Run{}, z.Runs...), x.Runs...), y.Runs...)}
	b.connect("p", x, all, Rule{Kind: AllToAll, Self: true})
	net := expand(t, &b.Spec, 2)
	var names []string
	for _, s := range net.Synapses {
		names = append(names, s.Name)
		pop := b.Populations[s.Population]
		if len(s.Pre) != 4*pop.N {
			t.Errorf("%s has %d synapses", s.Name, len(s.Pre))
		}
		for _, post := range s.Post {
			if int(post) < pop.First || int(post) >= pop.First+pop.N {
				t.Errorf("%s reaches %d", s.Name, post)
			}
		}
	}
	if strings.Join(names, " ") != "p@z p@x p@y" {
		t.Errorf("synapses %v", names)
	}
}

func TestEmpty(t *testing.T) {
	b := newBuilder()
	none := b.neurons("none", 0)
	some := b.neurons("some", 3)
	b.Populations[0].Given[1] = draw("uniform", 1, 2)
	b.source("silent", 0, Source{Rate: draw("uniform", 1, 2)})
	for i, r := range []Rule{{Kind: AllToAll}, {Kind: FixedProbability, P: 1}, {Kind: FixedTotal}, {Kind: FixedIndegree}, {Kind: FixedOutdegree, K: 2}, {Kind: FromList}} {
		b.connect(string(rune('a'+i)), none, some, r)
	}
	net := expand(t, &b.Spec, 0)
	for _, s := range net.Synapses {
		if len(s.Pre) != 0 {
			t.Errorf("%s has %d synapses", s.Name, len(s.Pre))
		}
	}
}

func TestErrors(t *testing.T) {
	mistake := func(change func(*builder, *Projection)) *Spec {
		b := newBuilder()
		exc := b.neurons("exc", 20)
		b.source("noise", 10, Source{Rate: Const(1)})
		change(b, b.connect("exc->exc", exc, exc, Rule{Kind: AllToAll, Self: true}))
		return &b.Spec
	}
	rule := func(r Rule) func(*builder, *Projection) { return func(_ *builder, p *Projection) { p.Rule = r } }
	weight := func(v Value) func(*builder, *Projection) { return func(_ *builder, p *Projection) { p.Weight = v } }
	delay := func(v Value) func(*builder, *Projection) { return func(_ *builder, p *Projection) { p.Delay = v } }
	source := func(s Source) func(*builder, *Projection) {
		return func(b *builder, _ *Projection) { b.Populations[1].Source = &s }
	}
	population := func(f func(*Population)) func(*builder, *Projection) {
		return func(b *builder, _ *Projection) { f(&b.Populations[0]) }
	}
	view := func(r Run) func(*builder, *Projection) {
		return func(_ *builder, p *Projection) { p.Pre = View{[]Run{r}} }
	}
	bad := Value{Result: 5}
	bad.constant(1)
	late := Value{Result: 1}
	late.constant(1)
	late.Block.Add(program.Instr{Op: program.Neg, A: 1, B: program.None, C: program.None})
	reads := func(op program.Op, i int32) Value {
		return Value{Block: program.Block{Instrs: []program.Instr{{Op: op, Index: i}}}}
	}
	for _, c := range []struct {
		name, say string
		where     string // the name that the message must begin with
		change    func(*builder, *Projection)
	}{
		{"step", "step is NaN", "", func(b *builder, _ *Projection) { b.Step = math.NaN() }},
		{"NaN weight", "weight is NaN", "projection exc->exc", weight(draw("gamma", -1, 1))},
		{"constant NaN weight", "weight is NaN", "projection exc->exc", weight(Const(math.NaN()))},
		{"infinite weight", "weight is +Inf", "projection exc->exc", weight(draw("lognormal", 1e6, 1))},
		{"enormous weight", "weight is -1e+305", "projection exc->exc", weight(Const(-1e305))},
		{"negative delay", "delays are positive", "projection exc->exc", delay(draw("normal", 0, 3))},
		{"NaN delay", "delay is NaN", "projection exc->exc", delay(Const(math.NaN()))},
		{"long delay", "longer than 65535 steps", "projection exc->exc", delay(Const(1e9))},
		{"infinite delay", "delay is +Inf", "projection exc->exc", delay(Const(math.Inf(1)))},
		{"no code", "not computed by its code", "projection exc->exc", weight(bad)},
		{"order of code", "before it is computed", "projection exc->exc", weight(late)},
		{"no distribution", `draws from "cauchy"`, "projection exc->exc", weight(draw("cauchy", 0, 1))},
		{"state in weight", "reads a state", "projection exc->exc", weight(reads(program.LoadState, 0))},
		{"quantity in weight", "reads a quantity", "projection exc->exc", weight(reads(program.LoadQuant, 0))},
		{"unknown quantity", "reads a quantity", "population exc", population(func(p *Population) { p.Init[0] = reads(program.LoadQuant, 5) })},
		{"probability", "probability is 1.5", "projection exc->exc", rule(Rule{Kind: FixedProbability, P: 1.5})},
		{"NaN probability", "probability is NaN", "projection exc->exc", rule(Rule{Kind: FixedProbability, P: math.NaN()})},
		{"in-degree", "only 19 possible sources", "projection exc->exc", rule(Rule{Kind: FixedIndegree, K: 20})},
		{"out-degree", "only 20 possible targets", "projection exc->exc", rule(Rule{Kind: FixedOutdegree, K: 21, Self: true})},
		{"negative degree", "-1 connections", "projection exc->exc", rule(Rule{Kind: FixedIndegree, K: -1})},
		{"large degree", "connections of each", "projection exc->exc", rule(Rule{Kind: FixedOutdegree, K: math.MaxInt64, Replace: true})},
		{"total", "only 380 pairs", "projection exc->exc", rule(Rule{Kind: FixedTotal, K: 381})},
		{"negative total", "-5 connections", "projection exc->exc", rule(Rule{Kind: FixedTotal, K: -5})},
		{"enormous total", "GB of memory", "", rule(Rule{Kind: FixedTotal, K: math.MaxInt64, Replace: true, Self: true})},
		{"unknown rule", "rule 99", "projection exc->exc", rule(Rule{Kind: 99})},
		{"list", "entry 1 of the list is (20, 0)", "projection exc->exc", rule(Rule{Kind: FromList, List: []Pair{{}, {Pre: 20}}})},
		{"no list", "only a list", "projection exc->exc", func(_ *builder, p *Projection) { p.ListedWeight = true }},
		{"sizes", "not 20 and 10", "projection exc->exc", func(_ *builder, p *Projection) { p.Rule.Kind = OneToOne; p.Post = View{[]Run{{0, 0, 2, 10}}} }},
		{"port", "no port gaba", "projection exc->exc", func(_ *builder, p *Projection) { p.Port = "gaba" }},
		{"to a source", "receive nothing", "projection exc->exc", func(_ *builder, p *Projection) { p.Post = View{[]Run{{1, 20, 1, 10}}} }},
		{"long view", "beyond population exc", "projection exc->exc", view(Run{0, 1, 1, 20})},
		{"shifted view", "beyond population exc", "projection exc->exc", view(Run{0, 19, 1, 2})},
		{"negative view", "beyond population exc", "projection exc->exc", view(Run{0, 3, -2, 3})},
		{"wide view", "beyond population exc", "projection exc->exc", view(Run{0, 0, math.MaxInt64, 3})},
		{"view of nothing", "population 7", "projection exc->exc", view(Run{7, 0, 1, 1})},
		{"names of projections", "two projections", "projection exc->exc", func(b *builder, p *Projection) { b.Projections = append(b.Projections, *p) }},
		{"names of populations", "two populations", "population exc", func(b *builder, _ *Projection) { b.Populations[1].Name = "exc" }},
		{"ids", "number 3", "population exc", population(func(p *Population) { p.First = 3 })},
		{"size", "-1 elements", "population exc", population(func(p *Population) { p.N = -1 })},
		{"neither", "neither neurons nor sources", "population exc", population(func(p *Population) { p.Program = nil })},
		{"both", "both neurons and sources", "population exc", population(func(p *Population) { p.Source = &Source{} })},
		{"initial values", "1 initial values for 2 states", "population exc", population(func(p *Population) { p.Init = p.Init[:1] })},
		{"infinite parameter", "tau_m is +Inf", "population exc", population(func(p *Population) { p.Given[1] = Const(math.Inf(1)) })},
		{"undefined parameter", "tau_m is NaN at element 0", "population exc", population(func(p *Population) { p.Given[1] = draw("gamma", -1, 1) })},
		{"tau 0", "the propagator of lif", "population exc", population(func(p *Population) { p.Given[1] = linear(0, 1) })},
		{"override", "does not exist", "population exc", population(func(p *Population) { p.Set = []Override{{Kind: AddDrive, Index: 1}} })},
		{"override elsewhere", "does not have", "population exc", population(func(p *Population) { p.Set = []Override{{Elements: View{[]Run{{0, 19, 1, 2}}}}} })},
		{"negative rate", "rate of element 0 is -1", "population noise", source(Source{Rate: Const(-1)})},
		{"undefined rate", "rate is NaN", "population noise", source(Source{Rate: Const(math.NaN())})},
		{"enormous rate", "lower the rate", "population noise", source(Source{Rate: Const(1e9)})},
		{"high rate", "more than 65535 spikes", "population noise", source(Source{Rate: Const(7e5)})},
		{"fast clock", "shorter than a step", "population noise", source(Source{Kind: Regular, Rate: Const(11), Start: Const(1)})},
		{"early clock", "first spike of element 0 comes at 0 ms", "population noise", source(Source{Kind: Regular, Rate: Const(1)})},
		{"spike at 0", "step 0", "population noise", source(Source{Kind: SpikesAt, Stamps: []int64{0, 1}})},
		{"unsorted spikes", "ascending", "population noise", source(Source{Kind: SpikesAt, Stamps: []int64{4, 2}})},
		{"crowded spikes", "more than 65535 spikes", "population noise", source(Source{Kind: SpikesAt, Stamps: crowd(65536)})},
		{"no list of spikes", "no list", "population noise", source(Source{Kind: Listed})},
		{"unknown source", "kind 77", "population noise", source(Source{Kind: 77})},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Expand(context.Background(), mistake(c.change), 0)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("the error is %v", err)
			}
			if !strings.Contains(err.Error(), c.say) || !strings.HasPrefix(e.Msg, c.where) {
				t.Errorf("the error is %q", err)
			}
			if strings.HasPrefix(c.where, "projection") != (e.Projection >= 0) || strings.HasPrefix(c.where, "population") != (e.Population >= 0) {
				t.Errorf("the place is %d, %d", e.Projection, e.Population)
			}
		})
	}
}

func crowd(n int) []int64 {
	stamps := make([]int64, n)
	for i := range stamps {
		stamps[i] = 3
	}
	return stamps
}

// The same error is reported whatever the number of workers.
func TestFirstError(t *testing.T) {
	b := newBuilder()
	v := b.neurons("n", 3000)
	b.connect("x", v, v, Rule{Kind: FixedIndegree, K: 100}).Delay = draw("normal", 3, 1)
	_, want := Expand(context.Background(), &b.Spec, 1)
	for range 5 {
		if _, err := Expand(context.Background(), &b.Spec, 8); err == nil || err.Error() != want.Error() {
			t.Errorf("%v instead of %v", err, want)
		}
	}
}

func TestCancel(t *testing.T) {
	b := newBuilder()
	v := b.neurons("n", 20000)
	for _, r := range []Rule{{Kind: FixedProbability, P: 0.2}, {Kind: FixedTotal, K: 4e7}, {Kind: AllToAll}} {
		b.Projections = nil
		b.connect("x", v, v, r)
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		begin := time.Now()
		_, err := Expand(ctx, &b.Spec, 2)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("rule %d: %v", r.Kind, err)
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("rule %d: stopped after %v", r.Kind, took)
		}
	}
}

func TestEstimate(t *testing.T) {
	net := expand(t, everything(), 0)
	have := 0
	for _, s := range net.Synapses {
		have += len(s.Pre)
	}
	synapses, bytes := Estimate(net.Spec)
	if int(synapses) < have || float64(synapses) > 1.05*float64(have) || bytes < 18*synapses {
		t.Errorf("estimated %d synapses and %d bytes for %d synapses", synapses, bytes, have)
	}
	err := Check(net.Spec, bytes-1)
	if err == nil || !strings.Contains(err.Error(), "MB of memory, more than the") {
		t.Errorf("the error is %v", err)
	}
	if err := Check(net.Spec, bytes); err != nil {
		t.Error(err)
	}
}

func TestHash(t *testing.T) {
	x := Protocol{Segments: []Segment{{Steps: 10}}}
	want := Hash(everything(), x)
	if len(want) != 64 || Hash(everything(), x) != want {
		t.Fatalf("hash %s and %s", want, Hash(everything(), x))
	}
	seen := []string{want}
	for _, change := range []func(*Spec, *Protocol){
		func(s *Spec, _ *Protocol) { s.Seed++ },
		func(s *Spec, _ *Protocol) { s.Step = math.Nextafter(h, 1) },
		func(s *Spec, _ *Protocol) { s.Populations[0].Given[1] = Const(10) },
		func(s *Spec, _ *Protocol) { s.Populations[3].Source.Stamps[0]++ },
		func(s *Spec, _ *Protocol) { s.Projections[0].Rule.P = 0.2 },
		func(s *Spec, _ *Protocol) { s.Projections[0].Name += "'" },
		func(s *Spec, _ *Protocol) { s.Populations[0].Program.Quantities[0].Value++ },
		func(_ *Spec, x *Protocol) { x.Segments[0].Steps++ },
		func(_ *Spec, x *Protocol) { x.Records = []Record{{}} },
		func(_ *Spec, x *Protocol) { x.Records = []Record{{Elements: []uint32{}}} }, // none, where nil means all
		func(_ *Spec, x *Protocol) { x.Records = []Record{{Elements: []uint32{0}}} },
	} {
		s, y := everything(), Protocol{Segments: []Segment{{Steps: 10}}}
		change(s, &y)
		seen = append(seen, Hash(s, y))
	}
	s := everything()
	s.Populations[0].Doc = "words"
	s.Populations[0].Program.Equations = []string{"V' = -V/tau_m"}
	if Hash(s, x) != want {
		t.Error("words change the hash")
	}
	sort.Strings(seen)
	for i := 1; i < len(seen); i++ {
		if seen[i] == seen[i-1] {
			t.Errorf("two descriptions have the hash %s", seen[i])
		}
	}
}
