package bench

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// drawn is a network whose populations have Poisson trains of scattered rates, times
// a factor.
func drawn(seed uint64, factor float64) Sample {
	r := rand.New(rand.NewPCG(seed, 1))
	s := Sample{Seed: seed, Populations: map[string]Distribution{}}
	for _, name := range []string{"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"} {
		trains := make([][]int64, 400)
		for i := range trains {
			mean := 10 / (factor * 5 * math.Exp(0.4*r.NormFloat64())) * 1000 // steps of 0.1 ms
			for t := r.ExpFloat64() * mean; t < 40000; t += r.ExpFloat64() * mean {
				trains[i] = append(trains[i], int64(t)+1)
			}
		}
		s.Populations[name] = distribution(trains, 0.1, 4000)
	}
	return s
}

// TestCompare: realisations of one network are accepted, those of another are not.
func TestCompare(t *testing.T) {
	ref := &Reference{Simulator: "x", Runs: []Sample{drawn(1, 1), drawn(2, 1), drawn(3, 1)}}
	same := Compare(ref, []Sample{drawn(4, 1), drawn(5, 1), drawn(6, 1)})
	if !same.OK() || len(same.Comparisons) != 24 {
		t.Errorf("realisations of one network: %s", same.Text())
	}
	for _, c := range same.Comparisons {
		if c.Statistic == "CV of intervals" && math.Abs(c.Ours-1) > 0.15 {
			t.Errorf("the CV of a Poisson process is %v", c.Ours)
		}
		if c.Statistic == "correlation" && math.Abs(c.Ours) > 0.02 {
			t.Errorf("the correlation of independent trains is %v", c.Ours)
		}
	}
	other := Compare(ref, []Sample{drawn(4, 1.15), drawn(5, 1.15), drawn(6, 1.15)})
	if other.OK() || !strings.Contains(other.Text(), "rejected") {
		t.Errorf("rates that are 15 %% higher: %s", other.Text())
	}
}

func TestStatistics(t *testing.T) {
	clock := distribution([][]int64{{10, 20, 30, 40}, {10, 20, 30, 40}, {5}, nil}, 0.1, 100)
	if clock.CV[0] != 0 || clock.CV[100] != 0 || clock.Mean != (40+40+10)/4.0 || clock.Rate[0] != 0 || clock.Rate[100] != 40 || math.Abs(clock.CC[100]-1) > 1e-12 {
		t.Errorf("%+v", clock)
	}
	a, b := make([]float64, 101), make([]float64, 101)
	for k := range a {
		a[k], b[k] = float64(k), float64(k+10)
	}
	if d := distance(a, b); math.Abs(d-10.0/101) > 1e-12 || distance(a, a) != 0 {
		t.Errorf("the distance of shifted distributions is %v", d)
	}
}

// TestReference: the reference has what it should have.
func TestReference(t *testing.T) {
	r, err := PD14Reference()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Runs) != 3 || r.Scale != 0.1 || r.TimeMS < 1000 {
		t.Fatalf("%d runs", len(r.Runs))
	}
	for _, x := range r.Runs {
		for name, d := range x.Populations {
			if len(d.Rate) != 101 || len(d.CV) != 101 || len(d.CC) != 101 || !(d.Mean > 0.2 && d.Mean < 20) {
				t.Errorf("%s of seed %d: %+v", name, x.Seed, d)
			}
		}
	}
}
