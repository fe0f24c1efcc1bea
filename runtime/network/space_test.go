package network

import (
	"math"
	"slices"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

// pairValue is a Value that is one number of a pair.
func pairValue(number int32) Value {
	var v Value
	v.Result = v.Block.Add(program.Instr{Op: program.LoadPair, Index: number, A: program.None, B: program.None, C: program.None})
	return v
}

// within is 1 for pairs whose number is below a bound, else 0.
func within(number int32, bound float64) Value {
	v := pairValue(number)
	limit := v.Block.Add(program.Instr{Op: program.Const, Value: bound, A: program.None, B: program.None, C: program.None})
	v.Result = v.Block.Add(program.Instr{Op: program.Lt, Type: program.Bool, A: v.Result, B: limit, C: program.None})
	return v
}

func TestGridCountsTheLastIndexFastest(t *testing.T) {
	b := newBuilder()
	b.neurons("sheet", 6)
	b.Spec.Populations[0].Layout = &Layout{Kind: Grid, Shape: [3]int{2, 3, 1}, Spacing: Point{10, 1, 5}, Origin: Point{100, 0, 7}}
	want := []Point{{100, 0, 7}, {100, 1, 7}, {100, 2, 7}, {110, 0, 7}, {110, 1, 7}, {110, 2, 7}}
	if got := b.Spec.Points(0); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Moments of the uniform distribution in a cuboid and in a ball, at five
// standard errors: E x = size/2; E r^2 = 3/5 R^2, E x = 0, E x^2 = R^2/5.
func TestDrawnPlaces(t *testing.T) {
	const n = 20000
	b := newBuilder()
	b.neurons("box", n)
	b.neurons("ball", n)
	b.Spec.Populations[0].Layout = &Layout{Kind: Box, Size: Point{100, 50, 0}, Origin: Point{1, 2, 3}}
	b.Spec.Populations[1].Layout = &Layout{Kind: Ball, Radius: 10}
	var mean, square Point
	for _, x := range b.Spec.Points(0) {
		if x[0] < 1 || x[0] >= 101 || x[1] < 2 || x[1] >= 52 || x[2] != 3 {
			t.Fatalf("%v is outside", x)
		}
		mean[0] += x[0] / n
	}
	if d := math.Abs(mean[0] - 51); d > 5*100/math.Sqrt(12*n) {
		t.Errorf("mean of x %v", mean[0])
	}
	mean = Point{}
	for _, x := range b.Spec.Points(1) {
		if r := math.Hypot(math.Hypot(x[0], x[1]), x[2]); r > 10 {
			t.Fatalf("%v is outside", x)
		}
		for a := range x {
			mean[a] += x[a] / n
			square[a] += x[a] * x[a] / n
		}
	}
	for a := range mean {
		// Var x^2 = E x^4 - (E x^2)^2 = R^4 (3/35 - 1/25)
		if math.Abs(mean[a]) > 5*10/math.Sqrt(5*n) || math.Abs(square[a]-20) > 5*100*math.Sqrt((3./35-1./25)/n) {
			t.Errorf("axis %d: mean %v, mean square %v", a, mean[a], square[a])
		}
	}
}

func TestDistances(t *testing.T) {
	for _, c := range []struct {
		space     Space
		pre, post Point
		d         Point
		length    float64
	}{
		{Space{}, Point{0, 0, 0}, Point{3, 4, 12}, Point{3, 4, 12}, 13},
		{Space{Out: [3]bool{false, false, true}}, Point{0, 0, 0}, Point{3, 4, 12}, Point{3, 4, 12}, 5},
		{Space{Scale: 2}, Point{1, 1, 0}, Point{4, 5, 0}, Point{3, 4, 0}, 10},
		{Space{Period: Point{100, 0, 0}}, Point{95, 0, 0}, Point{5, 30, 0}, Point{10, 30, 0}, math.Sqrt(1000)},
		{Space{Period: Point{100, 0, 0}}, Point{5, 0, 0}, Point{95, 0, 0}, Point{-10, 0, 0}, 10},
		{Space{Period: Point{100, 0, 0}}, Point{5, 0, 0}, Point{305, 0, 0}, Point{0, 0, 0}, 0},
	} {
		if d := c.space.difference(c.pre, c.post); d != c.d || c.space.distance(d) != c.length {
			t.Errorf("%v: %v, %v", c, d, c.space.distance(d))
		}
	}
}

// On a ring every neuron reaches the neighbours within the radius, weights are
// distances, delays grow with them.
func TestDistanceDependentConnections(t *testing.T) {
	b := newBuilder()
	v := b.neurons("ring", 10)
	b.Spec.Populations[0].Layout = &Layout{Kind: Grid, Shape: [3]int{10, 1, 1}, Spacing: Point{10}}
	b.Spec.Space.Period = Point{100}
	b.connect("ring->ring", v, v, Rule{Kind: Probable, Chance: within(program.PairDistance, 25)})
	b.Spec.Projections[0].Weight, b.Spec.Projections[0].Delay = pairValue(program.PairX), pairValue(program.PairDistance)
	s := expand(t, &b.Spec, 0).Synapses[0]
	if len(s.Pre) != 40 {
		t.Fatalf("%d synapses, want 40", len(s.Pre))
	}
	for k := range s.Pre {
		turns := (int(s.Post[k])-int(s.Pre[k])+15)%10 - 5
		if s.Weight[k] != float64(10*turns) || float64(s.Delay[k]) != math.Abs(float64(10*turns))/b.Spec.Step {
			t.Errorf("%d -> %d: weight %v, delay %v", s.Pre[k], s.Post[k], s.Weight[k], s.Delay[k])
		}
	}
}

// A probability of p everywhere gives binomial in-degrees.
func TestProbableIsBinomial(t *testing.T) {
	in, _, _ := drawn(t, 50, 2000, Rule{Kind: Probable, Chance: Const(0.3), Self: true})
	checkDistribution(t, "in-degree", in, binomial(50, 0.3))
}

func TestSmallWorld(t *testing.T) {
	in, _, pairs := drawn(t, 0, 100, Rule{Kind: SmallWorld, K: 10, P: 0})
	for j, n := range in {
		if n != 10 || pairs[[2]int{(j + 5) % 100, j}] != 1 || pairs[[2]int{j, j}] != 0 || pairs[[2]int{(j + 6) % 100, j}] != 0 {
			t.Errorf("neuron %d has %d neighbours", j, n)
		}
	}
	const n, k, p = 1000, 10, 0.25
	in, _, pairs = drawn(t, 0, n, Rule{Kind: SmallWorld, K: k, P: p})
	far := 0
	for pair, count := range pairs {
		if count != 1 || pair[0] == pair[1] {
			t.Errorf("%v occurs %d times", pair, count)
		}
		if turns := (pair[1] - pair[0] + n) % n; min(turns, n-turns) > k/2 {
			far++
		}
	}
	if mean, sd := n*k*p, math.Sqrt(n*k*p*(1-p)); math.Abs(float64(far)-mean) > 5*sd {
		t.Errorf("%d connections are far, want %v +- %v", far, mean, sd)
	}
	for j, x := range in {
		if x != k {
			t.Errorf("neuron %d has %d sources", j, x)
		}
	}
}

// Sets as in the connection-set algebra: each is made of pairs that its parts
// really have.
func TestSetsOfPairs(t *testing.T) {
	near := Rule{Kind: Probable, Chance: Const(0.5), Self: true}
	one := Rule{Kind: OneToOne, Self: true}
	all := Rule{Kind: AllToAll, Self: true}
	_, _, pairs := drawn(t, 0, 30, Rule{Kind: Difference, Parts: []Rule{all, one}})
	if len(pairs) != 30*29 || pairs[[2]int{3, 3}] != 0 {
		t.Errorf("all - one has %d pairs", len(pairs))
	}
	_, _, pairs = drawn(t, 0, 30, Rule{Kind: Intersection, Parts: []Rule{all, one}})
	if len(pairs) != 30 || pairs[[2]int{3, 3}] != 1 {
		t.Errorf("all * one has %d pairs", len(pairs))
	}
	_, _, union := drawn(t, 0, 30, Rule{Kind: Union, Parts: []Rule{near, one}})
	_, _, both := drawn(t, 0, 30, Rule{Kind: Intersection, Parts: []Rule{near, one}})
	_, _, only := drawn(t, 0, 30, Rule{Kind: Difference, Parts: []Rule{near, one}})
	if len(union) != len(only)+30 || len(both) == 0 || len(both) == 30 {
		t.Errorf("union %d, intersection %d, difference %d", len(union), len(both), len(only))
	}
	for pair := range only {
		if union[pair] != 1 || pair[0] == pair[1] {
			t.Errorf("%v is in the difference, %d times in the union", pair, union[pair])
		}
	}
}

// Of two neurons that would connect to each other one does; others keep what
// they have.
func TestOneWay(t *testing.T) {
	r := Rule{Kind: FixedProbability, P: 0.4}
	_, _, free := drawn(t, 0, 200, r)
	r.OneWay = true
	_, _, pairs := drawn(t, 0, 200, r)
	kept := 0
	for pair := range free {
		back := [2]int{pair[1], pair[0]}
		switch {
		case free[back] == 0 && pairs[pair] != 1:
			t.Errorf("%v is lost", pair)
		case free[back] == 1 && pairs[pair]+pairs[back] != 1:
			t.Errorf("%v and back: %d and %d", pair, pairs[pair], pairs[back])
		}
		if free[back] == 1 && pair[0] < pair[1] {
			kept += pairs[pair]*2 - 1
		}
	}
	if math.Abs(float64(kept)) > 5*math.Sqrt(200*199/2*0.16) {
		t.Errorf("one direction was kept %d times more often", kept)
	}
}

func TestClone(t *testing.T) {
	b := newBuilder()
	v := b.neurons("a", 50)
	b.connect("first", v, v, Rule{Kind: FixedIndegree, K: 7, Self: true, Replace: true})
	b.connect("second", v, v, Rule{Kind: Clone, Of: 0, Self: true})
	net := expand(t, &b.Spec, 0)
	if !slices.Equal(net.Synapses[0].Pre, net.Synapses[1].Pre) || !slices.Equal(net.Synapses[0].Post, net.Synapses[1].Post) || len(net.Synapses[1].Pre) != 350 {
		t.Error("a clone has other pairs")
	}
}

func TestRefusesSpaces(t *testing.T) {
	for name, change := range map[string]func(*builder){
		"period":    func(b *builder) { b.Spec.Space.Period[1] = -1 },
		"scale":     func(b *builder) { b.Spec.Space.Scale = math.NaN() },
		"grid":      func(b *builder) { b.Spec.Populations[0].Layout = &Layout{Shape: [3]int{3, 3, 1}} },
		"places":    func(b *builder) { b.Spec.Populations[0].Layout = &Layout{Kind: Places, List: make([]Point, 9)} },
		"radius":    func(b *builder) { b.Spec.Populations[0].Layout = &Layout{Kind: Ball, Radius: math.Inf(1)} },
		"ring":      func(b *builder) { b.Spec.Projections[0].Rule = Rule{Kind: SmallWorld, K: 6} },
		"clone":     func(b *builder) { b.Spec.Projections[0].Rule = Rule{Kind: Clone} },
		"parts":     func(b *builder) { b.Spec.Projections[0].Rule = Rule{Kind: Union, Parts: make([]Rule, 3)} },
		"no chance": func(b *builder) { b.Spec.Projections[0].Rule = Rule{Kind: Probable, Chance: pairValue(99)} },
		"initial":   func(b *builder) { b.Spec.Populations[0].Init[0] = pairValue(0) },
	} {
		b := newBuilder()
		v := b.neurons("a", 10)
		b.connect("a->a", v, v, Rule{Kind: AllToAll})
		change(b)
		if err := Check(&b.Spec, 0); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
