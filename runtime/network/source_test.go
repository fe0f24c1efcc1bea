package network

import (
	"math"
	"reflect"
	"testing"

	"github.com/nngen/nngen/runtime/rng"
)

func poissonPMF(mean float64) func(int) float64 {
	return func(k int) float64 {
		l, _ := math.Lgamma(float64(k) + 1)
		return math.Exp(float64(k)*math.Log(mean) - mean - l)
	}
}

// play returns all counts of source population p, by step, then element.
func play(s *Spec, p int, steps int64) [][]uint16 {
	state := NewSourceState(s, p)
	var all [][]uint16
	for k := range steps {
		counts := make([]uint16, s.Populations[p].N)
		state.Next(k, counts)
		all = append(all, counts)
	}
	return all
}

func TestPoisson(t *testing.T) {
	for _, rate := range []float64{0.02, 0.8, 8, 73} { // per ms
		b := newBuilder()
		b.source("noise", 200, Source{Rate: Const(rate)})
		const steps = 400
		mean, n := rate*h, 200.0*steps
		var numbers []int
		sum, square, last, together := 0.0, 0.0, 0.0, 0.0
		for _, counts := range play(&b.Spec, 0, steps) {
			for _, c := range counts {
				x := float64(c) - mean
				sum, square, together, last = sum+x, square+x*x, together+x*last, x
				numbers = append(numbers, int(c))
			}
		}
		checkDistribution(t, "counts", numbers, poissonPMF(mean))
		if math.Abs(sum/n) > 5*math.Sqrt(mean/n) {
			t.Errorf("rate %v: the mean is off by %v", rate, sum/n)
		}
		if sd := math.Sqrt((mean + 2*mean*mean) / n); math.Abs(square/n-mean) > 5*sd {
			t.Errorf("rate %v: variance %v instead of %v", rate, square/n, mean)
		}
		if math.Abs(together/n) > 5*mean/math.Sqrt(n) {
			t.Errorf("rate %v: neighbours covary by %v", rate, together/n)
		}
	}
}

// Element i of step k counts by word k of the stream of element i.
func TestPoissonWords(t *testing.T) {
	b := newBuilder()
	b.source("noise", 3, Source{Rate: linear(5, 10)})
	for k, counts := range play(&b.Spec, 0, 50) {
		for i, c := range counts {
			want := rng.NewStream(b.Seed, rng.Source, "noise", uint32(i)).Poisson(uint64(k), (5+10*float64(i))*h)
			if int(c) != want {
				t.Fatalf("step %d, element %d: %d instead of %d", k, i, c, want)
			}
		}
	}
}

func TestRegular(t *testing.T) {
	b := newBuilder()
	b.source("clock", 3, Source{Kind: Regular, Rate: linear(0, 0.4), Start: Const(0.5)})
	var got [3][]int
	for k, counts := range play(&b.Spec, 0, 120) {
		for i, c := range counts {
			for range c {
				got[i] = append(got[i], k+1)
			}
		}
	}
	// Rates 0, 0.4 and 0.8 per ms from 0.5 ms on: every 25 and every 12.5 steps.
	want := [3][]int{nil, {5, 30, 55, 80, 105}, {5, 18, 30, 43, 55, 68, 80, 93, 105, 118}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v instead of %v", got, want)
	}
}

// A clock never loses nor doubles a spike, down to one spike per step.
func TestRegularCounts(t *testing.T) {
	for _, rate := range []float64{1 / h, 9.99, 3.3333, 1.0 / 7, 0.037} {
		b := newBuilder()
		b.source("clock", 1, Source{Kind: Regular, Rate: Const(rate), Start: Const(h)})
		const steps = 20000
		n := 0
		for _, counts := range play(&b.Spec, 0, steps) {
			n += int(counts[0])
		}
		want := 0
		for m := 0.0; math.Round((h+m/rate)/h) <= steps; m++ {
			want++
		}
		if n != want {
			t.Errorf("rate %v: %d spikes instead of %d", rate, n, want)
		}
	}
}

func TestSpikesAt(t *testing.T) {
	b := newBuilder()
	b.source("kick", 2, Source{Kind: SpikesAt, Stamps: []int64{1, 7, 7, 7, 9}})
	want := []uint16{1, 0, 0, 0, 0, 0, 3, 0, 1, 0}
	for k, counts := range play(&b.Spec, 0, 10) {
		if counts[0] != want[k] || counts[1] != want[k] {
			t.Errorf("step %d: %v instead of %d", k, counts, want[k])
		}
	}
}

// Any step and any range may be asked for, in any order.
func TestNextRange(t *testing.T) {
	s := everything()
	for p := 2; p <= 4; p++ {
		all := play(s, p, 40)
		n := s.Populations[p].N
		state := NewSourceState(s, p)
		for _, k := range []int64{0, 3, 4, 39, 5, 5, 17, 0} {
			for _, r := range [][2]int{{0, n}, {1, n}, {0, 1}, {n - 1, n}, {1, 1}} {
				got := make([]uint16, r[1]-r[0]+1)
				state.NextRange(k, r[0], r[1], got)
				for i, c := range got[:r[1]-r[0]] {
					if c != all[k][r[0]+i] {
						t.Fatalf("source %d, step %d, element %d: %d instead of %d", p, k, r[0]+i, c, all[k][r[0]+i])
					}
				}
			}
		}
	}
}

func TestSourceCounts(t *testing.T) {
	s := everything()
	for p := 2; p <= 4; p++ {
		e, err := SourceCounts(s, p, 0, 1300)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for k, counts := range play(s, p, 1300) {
			for i, c := range counts {
				if c == 0 {
					continue
				}
				if at >= len(e.Step) || int(e.Step[at]) != k+1 || int(e.Index[at]) != i || e.Count[at] != c {
					t.Fatalf("source %d: entry %d is wrong", p, at)
				}
				at++
			}
		}
		if at != len(e.Step) || at == 0 {
			t.Errorf("source %d: %d entries instead of %d", p, len(e.Step), at)
		}
		// The same spikes, played from the list.
		b := newBuilder()
		b.source("list", s.Populations[p].N, Source{Kind: Listed, List: e})
		if !reflect.DeepEqual(play(&b.Spec, 0, 1300), play(s, p, 1300)) {
			t.Errorf("source %d: the list plays other spikes", p)
		}
	}
}
