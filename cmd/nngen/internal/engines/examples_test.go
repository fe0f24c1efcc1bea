package engines

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// longest is the biological time, in ms, that the interpreter gets for an example,
// short that for one with more synapses than many, long for one with fewer than few,
// and least the number of spikes below which agreement would mean little.
const (
	longest = 100
	short   = 10
	long    = 2000
	few     = 200
	many    = 400_000
	least   = 5
)

// TestExamplesForAnyThreads: for every example the native engine has the spikes,
// recorded values and final weights of the interpreter, to the last bit, with 1, 2, 4
// and 8 threads.
func TestExamplesForAnyThreads(t *testing.T) {
	paths, err := filepath.Glob("../../../../examples/*/model.nn")
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			m, err := pipeline.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			opt := lower.Options{Experiment: m.Experiment()}
			s, net := expanded(t, m, opt)
			synapses := 0
			for _, x := range net.Synapses {
				synapses += len(x.Pre)
			}
			limit := float64(longest)
			switch {
			case synapses > many:
				limit = short
			case synapses < few:
				limit = long
			}
			if x := s.Study.Timeline; float64(x.Segments[0].Steps)*x.Step > limit {
				opt.Duration = limit
				s, net = expanded(t, m, opt)
			}
			job := &Job{Study: s.Study.Alone(), Network: net, Spread: true}
			want, err := interpreter(t.Context(), job)
			if err != nil {
				t.Fatal(err)
			}
			if len(want.Spikes) < least {
				t.Fatalf("only %d spikes", len(want.Spikes))
			}
			for _, threads := range []int{1, 2, 4, 8} {
				job.Threads = threads
				got, err := native(t.Context(), job)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, threads, want, got)
			}
		})
	}
}

func expanded(t *testing.T, m *pipeline.Model, opt lower.Options) (pipeline.Stages, *network.Network) {
	t.Helper()
	s, list := m.Compile(opt)
	if list.HasErrors() {
		t.Fatal(list)
	}
	net, list, err := pipeline.Expand(t.Context(), &s, 0)
	if err != nil || list.HasErrors() {
		t.Fatal(err, list)
	}
	return s, net
}

// equal compares two outcomes bit by bit.
func equal(t *testing.T, threads int, want, got *Outcome) {
	t.Helper()
	if len(got.Spikes) != len(want.Spikes) {
		t.Fatalf("%d threads: %d spikes instead of %d", threads, len(got.Spikes), len(want.Spikes))
	}
	seen := map[[3]int64]int{}
	for _, s := range want.Spikes {
		seen[[3]int64{int64(s.Population), int64(s.Index), s.Step}]++
	}
	for _, s := range got.Spikes {
		if seen[[3]int64{int64(s.Population), int64(s.Index), s.Step}]--; seen[[3]int64{int64(s.Population), int64(s.Index), s.Step}] < 0 {
			t.Fatalf("%d threads: spike %+v is not in the interpreter's", threads, s)
		}
	}
	same := func(what string, a, b []float64) {
		if len(a) != len(b) {
			t.Fatalf("%d threads: %d numbers of %s instead of %d", threads, len(b), what, len(a))
		}
		for k := range a {
			if math.Float64bits(a[k]) != math.Float64bits(b[k]) {
				t.Fatalf("%d threads: number %d of %s is %v instead of %v", threads, k, what, b[k], a[k])
			}
		}
	}
	for r := range want.Traces {
		for e := range want.Traces[r] {
			same("a trace", want.Traces[r][e], got.Traces[r][e])
		}
	}
	for j := range want.Weights {
		same("the final weights", want.Weights[j], got.Weights[j])
	}
}

// TestPacked: with weights of 15 bits, too, the native engine has what the interpreter
// has, also when it makes the synapses itself.
func TestPacked(t *testing.T) {
	for name, opt := range map[string]lower.Options{
		"potjans_diesmann2014": {Experiment: "verify"},
		"stdp_song_abbott2000": {Duration: 200},
		"vogels2011":           {Duration: 100},
	} {
		m, err := pipeline.Load("../../../../examples/" + name + "/model.nn")
		if err != nil {
			t.Fatal(err)
		}
		opt.Packed = true
		s, net := expanded(t, m, opt)
		outline, list, err := pipeline.Outline(t.Context(), &s, 0)
		if err != nil || list.HasErrors() {
			t.Fatal(err, list)
		}
		for p := range net.Populations {
			for k, q := range net.Populations[p].Quantum {
				if outline.Populations[p].Quantum[k] != q {
					t.Errorf("%s: a quantum is %v instead of %v", name, outline.Populations[p].Quantum[k], q)
				}
			}
		}
		for _, x := range net.Synapses {
			q := net.Populations[x.Population].Quantum[x.Port]
			for _, w := range x.Weight {
				if n := w / q; x.Plasticity == nil && (n != math.Trunc(n) || math.Abs(n) >= 1<<network.PackedBits) {
					t.Fatalf("%s: the weight %v is %v times %v", name, w, n, q)
				}
			}
		}
		job := &Job{Study: s.Study.Alone(), Network: net, Spread: true}
		want, err := interpreter(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		if len(want.Spikes) < least {
			t.Errorf("%s: only %d spikes", name, len(want.Spikes))
		}
		for _, n := range []*network.Network{net, outline} {
			for _, threads := range []int{1, 3} {
				job.Network, job.Threads = n, threads
				got, err := native(t.Context(), job)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, threads, want, got)
			}
		}
	}
}

// TestStopped: what a run has that is ended before is what a run of so many steps has,
// final weights and their samples too.
func TestStopped(t *testing.T) {
	for _, name := range []string{"stdp_song_abbott2000", "vogels2011", "hh_coba"} {
		m, err := pipeline.Load("../../../../examples/" + name + "/model.nn")
		if err != nil {
			t.Fatal(err)
		}
		opt := lower.Options{Experiment: m.Experiment(), Duration: 60}
		s, net := expanded(t, m, opt)
		ctx, cancel := context.WithCancel(t.Context())
		job := &Job{Study: s.Study.Alone(), Network: net, Threads: 2, Progress: func(what string, done, total int64) {
			if what == "simulating" && 3*done > total {
				cancel()
			}
		}}
		got, err := native(ctx, job)
		steps := s.Study.Timeline.Segments[0].Steps
		if !errors.Is(err, context.Canceled) || got == nil || got.Steps <= steps/3 || got.Steps >= steps {
			t.Fatalf("%s: %v after %+v", name, err, got)
		}
		opt.Duration = float64(got.Steps) * s.Study.Timeline.Step
		s, net = expanded(t, m, opt)
		if n := s.Study.Timeline.Segments[0].Steps; n != got.Steps {
			t.Fatalf("%d steps instead of %d", n, got.Steps)
		}
		want, err := native(t.Context(), &Job{Study: s.Study.Alone(), Network: net, Threads: 2})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got.Spikes, want.Spikes) || !reflect.DeepEqual(got.Traces, want.Traces) || !reflect.DeepEqual(got.Weights, want.Weights) || !reflect.DeepEqual(got.WeightSamples, want.WeightSamples) || got.Events != want.Events {
			t.Errorf("%s: %d spikes and %d events, in %d steps %d and %d, or other values", name, len(got.Spikes), got.Events, got.Steps, len(want.Spikes), want.Events)
		}
	}
}
