package network

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// drawn expands one projection of a rule from n sources to m neurons, which are
// the same neurons if n is 0, and returns in-degrees, out-degrees and how often
// each pair occurs.
func drawn(t testing.TB, n, m int, r Rule) (in, out []int, pairs map[[2]int]int) {
	t.Helper()
	b := newBuilder()
	post := b.neurons("post", m)
	pre := post
	if n > 0 {
		pre = b.source("pre", n, Source{})
	}
	b.connect("pre->post", pre, post, r)
	s := expand(t, &b.Spec, 0).Synapses[0]
	in, out, pairs = make([]int, m), make([]int, pre.Len()), map[[2]int]int{}
	for k := range s.Pre {
		i, j := int(s.Pre[k])-pre.Runs[0].First, int(s.Post[k])
		in[j]++
		out[i]++
		pairs[[2]int{i, j}]++
	}
	return in, out, pairs
}

func logChoose(n, k float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(n - k + 1)
	return a - b - c
}

func binomial(n int, p float64) func(k int) float64 {
	return func(k int) float64 {
		return math.Exp(logChoose(float64(n), float64(k)) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	}
}

// hypergeometric is the distribution of good ones among k drawn from all.
func hypergeometric(good, all, k int) func(int) float64 {
	return func(x int) float64 {
		if x > good || k-x > all-good {
			return 0
		}
		return math.Exp(logChoose(float64(good), float64(x)) + logChoose(float64(all-good), float64(k-x)) - logChoose(float64(all), float64(k)))
	}
}

// checkDistribution compares numbers with a distribution by Pearson's chi-square
// test, at five standard deviations.
func checkDistribution(t *testing.T, what string, numbers []int, pmf func(k int) float64) {
	t.Helper()
	largest := 0
	for _, x := range numbers {
		largest = max(largest, x)
	}
	have := make([]float64, largest+2)
	for _, x := range numbers {
		have[x]++
	}
	n, left := float64(len(numbers)), 1.0
	var chi2, expected, seen float64
	bins := -1.0
	for k := range have {
		p := pmf(k)
		if k == len(have)-1 {
			p = left // everything above
		}
		left -= p
		expected, seen = expected+n*p, seen+have[k]
		if expected >= 8 && (n*left >= 8 || k == len(have)-1) {
			chi2 += (seen - expected) * (seen - expected) / expected
			bins++
			expected, seen = 0, 0
		}
	}
	if expected > 0 {
		chi2 += (seen - expected) * (seen - expected) / max(expected, 8)
		bins++
	}
	if bins < 1 || chi2 > bins+5*math.Sqrt(2*bins) {
		t.Errorf("%s: chi-square %.1f with %v degrees of freedom", what, chi2, bins)
	}
}

func TestFixedProbability(t *testing.T) {
	for _, p := range []float64{0.004, 0.1, 0.5, 0.97} {
		in, out, pairs := drawn(t, 400, 3000, Rule{Kind: FixedProbability, P: p})
		checkDistribution(t, fmt.Sprintf("in-degree, p = %v", p), in, binomial(400, p))
		checkDistribution(t, fmt.Sprintf("out-degree, p = %v", p), out, binomial(3000, p))
		for pair, n := range pairs {
			if n != 1 {
				t.Fatalf("%v is connected %d times", pair, n)
			}
		}
	}
	in, _, pairs := drawn(t, 0, 1500, Rule{Kind: FixedProbability, P: 0.03})
	checkDistribution(t, "in-degree without self", in, binomial(1499, 0.03))
	checkSelf(t, pairs, 1500, false)
	in, _, pairs = drawn(t, 0, 1500, Rule{Kind: FixedProbability, P: 0.03, Self: true})
	checkDistribution(t, "in-degree with self", in, binomial(1500, 0.03))
	checkSelf(t, pairs, 1500, true)
	for p, want := range map[float64]int{0: 0, 5e-324: 0, 1e-310: 0, 1e-17: 0, 1: 380, 1 - 0x1p-53: 380} {
		if _, _, pairs := drawn(t, 0, 20, Rule{Kind: FixedProbability, P: p}); len(pairs) != want {
			t.Errorf("p = %v gives %d pairs instead of %d", p, len(pairs), want)
		}
	}
}

func checkSelf(t *testing.T, pairs map[[2]int]int, n int, want bool) {
	t.Helper()
	found := false
	for i := range n {
		found = found || pairs[[2]int{i, i}] > 0
	}
	if found != want {
		t.Errorf("there are connections of a neuron to itself: %v", found)
	}
}

func TestFixedDegree(t *testing.T) {
	const n, m, k = 800, 2000, 60
	for _, kind := range []RuleKind{FixedIndegree, FixedOutdegree} {
		for _, replace := range []bool{false, true} {
			name := fmt.Sprintf("kind %d, replace %v", kind, replace)
			fixed, free, pairs := drawn(t, n, m, Rule{Kind: kind, K: k, Replace: replace})
			rows, others := m, n
			if kind == FixedOutdegree {
				fixed, free, rows, others = free, fixed, n, m
			}
			for _, d := range fixed {
				if d != k {
					t.Fatalf("%s: a degree is %d", name, d)
				}
			}
			if replace {
				checkDistribution(t, name, free, binomial(rows*k, 1/float64(others)))
			} else {
				checkDistribution(t, name, free, binomial(rows, float64(k)/float64(others)))
			}
			twice := 0
			for _, c := range pairs {
				twice += c - 1
			}
			// Of k draws, those that hit an earlier one.
			mean := float64(rows) * (k - float64(others)*(1-math.Pow(1-1/float64(others), k)))
			if !replace {
				mean = 0
			}
			if math.Abs(float64(twice)-mean) > 5*math.Sqrt(mean) {
				t.Errorf("%s: %d pairs more than once, expected about %v", name, twice, mean)
			}
		}
	}
	_, _, pairs := drawn(t, 0, 30, Rule{Kind: FixedIndegree, K: 29})
	checkSelf(t, pairs, 30, false)
	if len(pairs) != 30*29 {
		t.Errorf("29 of 29 sources are %d pairs", len(pairs))
	}
	_, _, pairs = drawn(t, 0, 200, Rule{Kind: FixedOutdegree, K: 300, Replace: true})
	checkSelf(t, pairs, 200, false)
	_, _, pairs = drawn(t, 0, 200, Rule{Kind: FixedIndegree, K: 50, Self: true})
	checkSelf(t, pairs, 200, true)
}

// Drawing without replacement gives every subset with the same probability.
func TestSubsets(t *testing.T) {
	const rows = 30000
	in := make([]int, 0, rows)
	index := map[[2]int]int{}
	var seen numbers
	stream := rng.NewStream(3, rng.Connect, "x", 0)
	for row := range rows {
		var got []int
		seen.distinct(stream.At(uint32(row)), 2, 6, func(x int64) bool { got = append(got, int(x)); return true })
		pair := [2]int{min(got[0], got[1]), max(got[0], got[1])}
		if pair[0] == pair[1] || pair[0] < 0 || pair[1] > 5 {
			t.Fatalf("drawn %v", got)
		}
		if _, ok := index[pair]; !ok {
			index[pair] = len(index)
		}
		in = append(in, index[pair])
	}
	if len(index) != 15 {
		t.Fatalf("%d subsets", len(index))
	}
	checkDistribution(t, "subsets", in, func(int) float64 { return 1.0 / 15 })
}

func TestNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s numbers
	for _, k := range []int64{0, 1, 2, 3, 500, 7, 4096} {
		s.reset(k)
		want := map[int64]bool{}
		for range k {
			x := r.Int64N(2 * k)
			if r.IntN(3) == 0 {
				x = math.MaxInt64 - 1 - x
			}
			if s.add(x) == want[x] {
				t.Fatalf("%d is new: %v", x, want[x])
			}
			want[x] = true
		}
	}
}

func TestFixedTotal(t *testing.T) {
	const n, m, k = 700, 1100, 60000
	in, out, pairs := drawn(t, n, m, Rule{Kind: FixedTotal, K: k, Replace: true})
	checkDistribution(t, "in-degree", in, binomial(k, 1.0/m))
	checkDistribution(t, "out-degree", out, binomial(k, 1.0/n))
	if math.Abs(float64(k-len(pairs))-k*k/(2.0*n*m)) > 5*math.Sqrt(k*k/(2.0*n*m)) {
		t.Errorf("%d pairs more than once", k-len(pairs))
	}
	in, out, pairs = drawn(t, n, m, Rule{Kind: FixedTotal, K: k})
	checkDistribution(t, "in-degree without replacement", in, hypergeometric(n, n*m, k))
	checkDistribution(t, "out-degree without replacement", out, hypergeometric(m, n*m, k))
	if len(pairs) != k {
		t.Errorf("%d pairs instead of %d", len(pairs), k)
	}
	_, _, pairs = drawn(t, 0, 40, Rule{Kind: FixedTotal, K: 40 * 39})
	checkSelf(t, pairs, 40, false)
	if len(pairs) != 40*39 {
		t.Errorf("all pairs are %d", len(pairs))
	}
	_, _, pairs = drawn(t, 0, 40, Rule{Kind: FixedTotal, K: 5000, Replace: true, Self: true})
	checkSelf(t, pairs, 40, true)
}

// Rules without draws connect exactly these pairs.
func TestExactRules(t *testing.T) {
	b := newBuilder()
	b.neurons("a", 4)
	b.neurons("b", 4)
	a := func(first, stride, n int) View { return View{[]Run{{0, first, stride, n}}} }
	twice := View{[]Run{{0, 0, 1, 3}, {0, 1, 1, 1}}} // 0 1 2 1
	for i, c := range []struct {
		pre, post View
		rule      Rule
		want      [][2]uint32
	}{
		{a(0, 1, 3), a(3, -1, 3), Rule{Kind: OneToOne, Self: true}, [][2]uint32{{0, 3}, {1, 2}, {2, 1}}},
		{a(0, 1, 3), a(2, -1, 3), Rule{Kind: OneToOne}, [][2]uint32{{0, 2}, {2, 0}}},
		{a(1, 2, 2), a(0, 1, 2), Rule{Kind: AllToAll, Self: true}, [][2]uint32{{1, 0}, {3, 0}, {1, 1}, {3, 1}}},
		{a(1, 2, 2), a(0, 1, 2), Rule{Kind: AllToAll}, [][2]uint32{{1, 0}, {3, 0}, {3, 1}}},
		{twice, a(1, 1, 1), Rule{Kind: AllToAll}, [][2]uint32{{0, 1}, {2, 1}}},
		{twice, a(1, 1, 1), Rule{Kind: FixedProbability, P: 1}, [][2]uint32{{0, 1}, {2, 1}}},
		{twice, a(2, 1, 1), Rule{Kind: FixedProbability, P: 1}, [][2]uint32{{0, 2}, {1, 2}, {1, 2}}},
		{a(3, -1, 4), a(0, 1, 4), Rule{Kind: FromList, List: []Pair{{Pre: 0, Post: 3}, {Pre: 3, Post: 0}, {Pre: 0, Post: 3}}}, [][2]uint32{{3, 3}, {0, 0}, {3, 3}}},
	} {
		b.Projections = nil
		b.connect("x", c.pre, c.post, c.rule)
		s := expand(t, &b.Spec, 0).Synapses[0]
		var got [][2]uint32
		for k := range s.Pre {
			got = append(got, [2]uint32{s.Pre[k], s.Post[k]})
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%d: %v instead of %v", i, got, c.want)
		}
	}
}

// Synapse k of row j takes draws k*d … of stream (seed, purpose, projection, j),
// d being the number of draws of the value.
func TestDrawsOfSynapses(t *testing.T) {
	b := newBuilder()
	v := b.neurons("n", 300)
	p := b.connect("rec", v, v, Rule{Kind: FixedIndegree, K: 5})
	p.Weight = draw("normal", 3, 2)
	second := draw("uniform", 0, 1)
	second.Block.Instrs[second.Result].Index = 1
	first := len(p.Weight.Block.Instrs)
	for _, in := range second.Block.Instrs { // normal + uniform
		in.A, in.B = shift(in.A, first), shift(in.B, first)
		p.Weight.Block.Add(in)
	}
	p.Weight.Result = p.Weight.Block.Add(program.Instr{Op: program.Add, A: p.Weight.Result, B: program.Ref(first) + second.Result, C: program.None})
	p.Delay = draw("uniform", 1, 5)
	net := expand(t, &b.Spec, 0)
	s, q := net.Synapses[0], net.Populations[0].Quantum[0]
	for k := range s.Pre {
		j, slot := uint32(k/5), uint64(k%5)
		w := rng.NewStream(b.Seed, rng.Weight, "rec", j)
		want := 3 + 2*w.Normal(2*slot) + w.Uniform(2*slot+1)
		if math.Abs(s.Weight[k]-want) > q {
			t.Fatalf("weight %d is %v instead of %v", k, s.Weight[k], want)
		}
		d := 1 + 4*rng.NewStream(b.Seed, rng.Delay, "rec", j).Uniform(slot)
		if float64(s.Delay[k]) != math.Round(d/h) {
			t.Fatalf("delay %d is %d steps instead of %v ms", k, s.Delay[k], d)
		}
	}
}

func shift(r program.Ref, by int) program.Ref {
	if r < 0 {
		return r
	}
	return r + program.Ref(by)
}

// The moments of every distribution that a value may name.
func TestDistributions(t *testing.T) {
	const n = 40000
	for _, c := range []struct {
		fn             string
		a, b           float64
		mean, variance float64
	}{
		{"uniform", -1, 3, 1, 16.0 / 12},
		{"normal", -65, 5, -65, 25},
		{"lognormal", 0.5, 0.25, math.Exp(0.5 + 0.25*0.25/2), (math.Exp(0.0625) - 1) * math.Exp(1+0.0625)},
		{"exponential", 4, 0, 4, 16},
		{"gamma", 3, 2, 6, 12},
		{"uniform_int", 1, 6, 3.5, 35.0 / 12},
		{"poisson", 2.5, 0, 2.5, 2.5},
		{"binomial", 20, 0.3, 6, 4.2},
		{"vonmises", 0, 0, 0, math.Pi * math.Pi / 3},
	} {
		b := newBuilder()
		b.neurons("n", n)
		b.Populations[0].Init[0] = draw(c.fn, c.a, c.b)
		x := expand(t, &b.Spec, 0).Populations[0].Init[0]
		mean, square, fourth := 0.0, 0.0, 0.0
		for _, v := range x {
			mean += v / n
			square += (v - c.mean) * (v - c.mean) / n
			fourth += math.Pow(v-c.mean, 4) / n
		}
		if math.Abs(mean-c.mean) > 5*math.Sqrt(c.variance/n) {
			t.Errorf("%s: mean %v instead of %v", c.fn, mean, c.mean)
		}
		if math.Abs(square-c.variance) > 5*math.Sqrt(fourth/n) {
			t.Errorf("%s: variance %v instead of %v", c.fn, square, c.variance)
		}
	}
}

// Whatever the views and the rule: numbers are in range, delays at least 1, and
// workers change nothing.
func TestRandomNetworks(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		b := newBuilder()
		b.Seed = r.Uint64()
		for i := range 1 + r.IntN(3) {
			b.neurons(fmt.Sprint("p", i), 1+r.IntN(40))
		}
		view := func() View {
			var v View
			for range 1 + r.IntN(3) {
				p := r.IntN(len(b.Populations))
				pop := b.Populations[p]
				run := Run{Population: p, First: pop.First, Stride: 1 + r.IntN(3)}
				run.N = 1 + r.IntN((pop.N-1)/run.Stride+1)
				if r.IntN(2) == 0 {
					run.First, run.Stride = run.First+(run.N-1)*run.Stride, -run.Stride
				}
				v.Runs = append(v.Runs, run)
			}
			return v
		}
		p := b.connect("x", view(), view(), Rule{Kind: RuleKind(r.IntN(6)), P: r.Float64(), K: int64(r.IntN(9)), Self: r.IntN(2) == 0, Replace: r.IntN(2) == 0})
		p.Delay, p.Weight = draw("exponential", 0.5, 0), draw("normal", 0, 1)
		a, err := Expand(context.Background(), &b.Spec, 1)
		c, err2 := Expand(context.Background(), &b.Spec, 4)
		if (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() {
			t.Fatalf("%v and %v", err, err2)
		}
		if err != nil {
			continue
		}
		if !reflect.DeepEqual(a.Synapses, c.Synapses) {
			t.Fatal("workers change the synapses")
		}
		for _, s := range a.Synapses {
			pop := b.Populations[s.Population]
			for k := range s.Pre {
				if int(s.Post[k]) < pop.First || int(s.Post[k]) >= pop.First+pop.N || int(s.Pre[k]) >= b.Size() || s.Delay[k] < 1 {
					t.Fatalf("synapse %d -> %d with delay %d", s.Pre[k], s.Post[k], s.Delay[k])
				}
				if !p.Rule.Self && s.Pre[k] == s.Post[k] {
					t.Fatalf("%d is connected to itself", s.Pre[k])
				}
			}
		}
	}
}
