package network

import (
	"math"
	"sort"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

// played are the spikes of a source of n elements over some steps, per element.
func played(t *testing.T, src *Source, n int, steps int64, h float64) [][]int64 {
	t.Helper()
	spec := &Spec{Populations: []Population{{Name: "s", N: n, Source: src}}, Seed: 5, Step: h}
	e, err := SourceCounts(spec, 0, 0, steps)
	if err != nil {
		t.Fatal(err)
	}
	out := make([][]int64, n)
	for i, k := range e.Step {
		for range e.Count[i] {
			out[e.Index[i]] = append(out[e.Index[i]], int64(k))
		}
	}
	return out
}

// timeline is a value that is one number before a step and another from then on.
func timeline(step int64, before, after float64) Value {
	var v Value
	add := func(in program.Instr) program.Ref {
		if in.Op < program.Draw {
			in.A, in.B = program.None, program.None
		}
		if in.Op != program.Select {
			in.C = program.None
		}
		return v.Block.Add(in)
	}
	now := add(program.Instr{Op: program.LoadTime, Value: 0.5})
	at := add(program.Instr{Op: program.Const, Value: float64(step)})
	first := add(program.Instr{Op: program.Const, Value: before})
	second := add(program.Instr{Op: program.Const, Value: after})
	h := add(program.Instr{Op: program.Const, Value: 0.1})
	when := add(program.Instr{Op: program.Mul, A: at, B: h})
	test := add(program.Instr{Op: program.Ge, Type: program.Bool, A: now, B: when})
	v.Result = add(program.Instr{Op: program.Select, A: test, B: second, C: first})
	return v
}

// kolmogorov is the largest distance of a sample from a distribution, times the
// square root of its size: above 1.95 with a probability of 0.001 (Kolmogorov 1933).
func kolmogorov(sample []float64, cdf func(float64) float64) float64 {
	sort.Float64s(sample)
	n, d := float64(len(sample)), 0.0
	for i, x := range sample {
		d = math.Max(d, math.Max(math.Abs(cdf(x)-float64(i)/n), math.Abs(cdf(x)-float64(i+1)/n)))
	}
	return d * math.Sqrt(n)
}

// erlang is the gamma distribution of a whole shape.
func erlang(shape int, scale float64) func(float64) float64 {
	return func(x float64) float64 {
		term, sum := 1.0, 0.0
		for k := range shape {
			if k > 0 {
				term *= x / scale / float64(k)
			}
			sum += term
		}
		return 1 - math.Exp(-x/scale)*sum
	}
}

// intervals of all elements in ms, moved to the middle of a step.
func intervals(spikes [][]int64, h float64) []float64 {
	var list []float64
	for _, s := range spikes {
		for i := 1; i < len(s); i++ {
			list = append(list, float64(s[i]-s[i-1])*h)
		}
	}
	return list
}

// Intervals of a gamma source have that distribution, those of a refractory one are
// the dead time and an exponential; the step, 1/500 of the mean, does not show.
func TestIntervalsOfRenewalSources(t *testing.T) {
	const h = 0.02
	for _, c := range []struct {
		name string
		src  Source
		cdf  func(float64) float64
	}{
		{"gamma 3", Source{Kind: Gamma, Rate: Const(0.1), Shape: Const(3)}, erlang(3, 10.0/3)},
		{"gamma 1", Source{Kind: Gamma, Rate: Const(0.1), Shape: Const(1)}, erlang(1, 10)},
		{"gamma 3 by its hazard", Source{Kind: Gamma, Rate: Const(0.1), Shape: timeline(0, 3, 3)}, erlang(3, 10.0/3)},
		{"refractory", Source{Kind: Refractory, Rate: Const(0.1), Dead: Const(4)}, func(x float64) float64 { return 1 - math.Exp(-math.Max(0, x-4)/6) }},
		{"not refractory", Source{Kind: Refractory, Rate: Const(0.1), Dead: Const(0)}, erlang(1, 10)},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := intervals(played(t, &c.src, 20, 25000, h), h)
			if len(list) < 800 {
				t.Fatalf("%d intervals", len(list))
			}
			for i := range list { // intervals on the grid are spread over a step either way
				list[i] += h * (float64(i%7)/7 - 0.5)
			}
			if d := kolmogorov(list, c.cdf); d > 1.95 {
				t.Errorf("distance %.2f of %d intervals", d, len(list))
			}
		})
	}
}

// Renewal sources begin in equilibrium: the rate is the same in every stretch, and
// the first spike comes as late as the forward recurrence time, of which the mean
// is (1 + CV²)/2 of the interval.
func TestRenewalSourcesBeginInEquilibrium(t *testing.T) {
	const h, n, steps = 0.1, 4000, 200
	for _, c := range []struct {
		name string
		src  Source
		cv2  float64
	}{
		{"gamma", Source{Kind: Gamma, Rate: Const(0.1), Shape: Const(4)}, 1.0 / 4},
		{"by its hazard", Source{Kind: Gamma, Rate: Const(0.1), Shape: timeline(0, 4, 4)}, 1.0 / 4},
		{"refractory", Source{Kind: Refractory, Rate: Const(0.1), Dead: Const(8)}, 0.04},
	} {
		t.Run(c.name, func(t *testing.T) {
			spikes := played(t, &c.src, n, 1000, h)
			parts := make([]float64, 5)
			first, square := 0.0, 0.0
			for _, s := range spikes {
				x := float64(s[0]) * h
				first, square = first+x/n, square+x*x/n
				for _, k := range s {
					if at := (k - 1) / steps; int(at) < len(parts) {
						parts[at]++
					}
				}
			}
			for i, count := range parts {
				if want := 0.1 * h * steps * n; math.Abs(count-want) > 4*math.Sqrt(want) {
					t.Errorf("%v spikes in part %d, not %v", count, i, want)
				}
			}
			want := 10*(1+c.cv2)/2 + h/2 // stamps are rounded up
			if sigma := math.Sqrt((square - first*first) / n); math.Abs(first-want) > 4*sigma {
				t.Errorf("the first spike comes after %.3f ms, not %.3f", first, want)
			}
		})
	}
}

// Where the parameters of a gamma source change, the interval that is under way
// goes on with the hazard of the new ones at its age: the survival from the change
// on, for elements that spiked at a known time before it, is a ratio of survivals.
func TestHazardAfterAChange(t *testing.T) {
	const h, change = 0.1, 300
	src := Source{Kind: Gamma, Rate: timeline(change, 0.05, 0.2), Shape: timeline(change, 2, 5)}
	spikes := played(t, &src, 6000, change+800, h)
	survival := func(x float64) float64 { return 1 - erlang(5, 1)(x) } // scale 1/(5*0.2)
	var sample []float64
	for _, s := range spikes {
		last := sort.Search(len(s), func(i int) bool { return s[i] > change }) - 1
		if last < 0 || last+1 == len(s) {
			continue
		}
		age := float64(change-s[last])*h + h/2
		wait := float64(s[last+1]-change)*h - h/2
		// Uniform if the wait has the conditional distribution.
		sample = append(sample, survival(age+wait)/survival(age))
	}
	if d := kolmogorov(sample, func(x float64) float64 { return math.Min(1, math.Max(0, x)) }); d > 1.95 || len(sample) < 5000 {
		t.Errorf("distance %.2f of %d waits", d, len(sample))
	}
}

// Counts of a Poisson source whose rate changes have the mean of the moment, and are
// those of a constant source of the same seed where the rates agree.
func TestChangingPoisson(t *testing.T) {
	const h, n = 0.1, 500
	src := Source{Kind: Poisson, Rate: timeline(100, 0.5, 2)}
	spikes, same := played(t, &src, n, 200, h), played(t, &Source{Kind: Poisson, Rate: Const(2)}, n, 200, h)
	before, after := 0.0, 0.0
	for i, s := range spikes {
		var late, expected []int64
		for _, k := range s {
			if k > 100 {
				after++
				late = append(late, k)
			} else {
				before++
			}
		}
		for _, k := range same[i] {
			if k > 100 {
				expected = append(expected, k)
			}
		}
		if len(late) != len(expected) {
			t.Fatalf("element %d has %d spikes after the change, %d at the same constant rate", i, len(late), len(expected))
		}
	}
	for what, x := range map[string][2]float64{"before": {before, 0.5 * 10 * n}, "after": {after, 2 * 10 * n}} {
		if math.Abs(x[0]-x[1]) > 4*math.Sqrt(x[1]) {
			t.Errorf("%v spikes %s, not %v", x[0], what, x[1])
		}
	}
}

// Whatever range is asked for, and from whichever step on, a source gives the same.
func TestRangesOfChangingSources(t *testing.T) {
	for name, src := range map[string]*Source{
		"poisson":    {Kind: Poisson, Rate: timeline(40, 3, 0.1)},
		"gamma":      {Kind: Gamma, Rate: Const(1), Shape: Const(0.5)},
		"hazard":     {Kind: Gamma, Rate: timeline(40, 1, 3), Shape: Const(2)},
		"refractory": {Kind: Refractory, Rate: timeline(40, 1, 0.5), Dead: Const(0.3)},
	} {
		t.Run(name, func(t *testing.T) {
			const n, steps = 200, 100
			all := played(t, src, n, steps, 0.1)
			spec := &Spec{Populations: []Population{{Name: "s", N: n, Source: src}}, Seed: 5, Step: 0.1}
			x := NewSourceState(spec, 0)
			counts := make([]uint16, n)
			for _, r := range [][2]int{{0, n}, {70, 130}, {199, 200}} {
				for _, k := range []int64{0, 1, 2, 50, 51, 3, 99} {
					x.NextRange(k, r[0], r[1], counts)
					for i := r[0]; i < r[1]; i++ {
						want := 0
						for _, stamp := range all[i] {
							if stamp == k+1 {
								want++
							}
						}
						if int(counts[i-r[0]]) != want {
							t.Fatalf("element %d in step %d: %d, not %d", i, k, counts[i-r[0]], want)
						}
					}
				}
			}
			if err := x.Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Parameters that are none are errors, also when they come later.
func TestParametersOfChangingSources(t *testing.T) {
	for name, src := range map[string]*Source{
		"negative later":        {Kind: Poisson, Rate: timeline(10, 1, -1)},
		"too high later":        {Kind: Poisson, Rate: timeline(10, 1, 1e7)},
		"no time between":       {Kind: Refractory, Rate: Const(0.5), Dead: Const(2)},
		"negative dead time":    {Kind: Refractory, Rate: Const(0.5), Dead: Const(-1)},
		"no shape":              {Kind: Gamma, Rate: Const(0.5), Shape: Const(0)},
		"a changing low shape":  {Kind: Gamma, Rate: timeline(10, 1, 2), Shape: Const(0.5)},
		"a shape without bound": {Kind: Gamma, Rate: Const(1), Shape: Const(math.Inf(1))},
	} {
		spec := &Spec{Populations: []Population{{Name: "s", N: 2, Source: src}}, Seed: 5, Step: 0.1}
		if _, err := SourceCounts(spec, 0, 0, 20); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
