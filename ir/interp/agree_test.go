package interp_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/engine"
	"github.com/nngen/nngen/runtime/network"
)

// example compiles an example of the repository, small and short.
func example(t testing.TB, name, sizes string, ms float64) *ir.Study {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", name, "model.nn"))
	if err != nil {
		t.Fatal(err)
	}
	opt := lower.Options{Experiment: "default", Duration: ms}
	if sizes != "" {
		opt.Set = []lower.Override{irtest.Override(t, sizes)}
	}
	return irtest.Study(t, string(text), opt)
}

// interpreted compiles a text and runs it.
func interpreted(t testing.TB, text string) (*ir.Study, *network.Network, *interp.Result) {
	t.Helper()
	s := irtest.Study(t, text, lower.Options{})
	net, r := run(t, s)
	return s, net, r
}

// run expands the network of a study and interprets it.
func run(t testing.TB, s *ir.Study) (*network.Network, *interp.Result) {
	t.Helper()
	net, err := network.Expand(context.Background(), s.Network, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := interp.Run(context.Background(), s, net)
	if err != nil {
		t.Fatal(err)
	}
	return net, r
}

// sameSpikes wants those of the interpreter from the engine.
func sameSpikes(t testing.TB, workers int, got []engine.Spike, want []interp.Spike) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d workers: %d spikes instead of %d", workers, len(got), len(want))
	}
	for i, w := range want {
		if g := got[i]; int(g.Population) != w.Population || int(g.Index) != w.Index || g.Step != w.Step {
			t.Fatalf("%d workers: spike %d is %+v instead of %+v", workers, i, g, w)
		}
	}
}

func native(t testing.TB, s *ir.Study, net *network.Network, workers int) *engine.Result {
	t.Helper()
	return nativeOn(t, s, net, workers, nil)
}

// nativeOn runs on kernels of one kind.
func nativeOn(t testing.TB, s *ir.Study, net *network.Network, workers int, kernel engine.Maker) *engine.Result {
	t.Helper()
	c := engine.Config{Net: net, Steps: s.Timeline.Segments[0].Steps, Workers: workers, Kernel: kernel, Spikes: make([]bool, len(net.Spec.Populations))}
	for _, r := range s.Records {
		if r.Observable == ir.Spikes {
			c.Spikes[r.Population] = true
		} else {
			c.Records = append(c.Records, engine.Record{Population: r.Population, Observable: r.Observable, Elements: r.Elements, Every: r.Every})
		}
	}
	for _, r := range s.Weights {
		for j, syn := range net.Synapses {
			if syn.Projection == r.Projection {
				c.Weights = append(c.Weights, engine.WeightRecord{Synapses: j, Observable: r.Observable, Every: r.Every})
			}
		}
	}
	r, err := engine.Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The engine gives exactly the spikes and samples of the interpreter, for any
// number of workers.
func TestEngineAgreesWithInterpreter(t *testing.T) {
	for _, c := range []struct {
		name, sizes string
		ms          float64
	}{{"lif", "", 100}, {"brunel", "order=100", 150}, {"cuba", "size=500", 150}, {"coba", "size=500", 60}} {
		t.Run(c.name, func(t *testing.T) {
			s := example(t, c.name, c.sizes, c.ms)
			net, want := run(t, s)
			if want.Coverage.Spikes == 0 || c.name != "lif" && want.Coverage.Arrivals == 0 {
				t.Fatalf("nothing happened: %+v", want.Coverage)
			}
			for _, workers := range []int{0, 1, 2, 4, 8} {
				var kernel engine.Maker // machine code where there is any
				if workers == 0 {
					kernel = engine.Blocks // interpreted
				}
				got := nativeOn(t, s, net, workers, kernel)
				sameSpikes(t, workers, got.Spikes, want.Spikes)
				at := 0
				for r, rec := range s.Records {
					if rec.Observable == ir.Spikes {
						continue
					}
					for e := range rec.Elements {
						for k, w := range want.Traces[r][e] {
							if g := got.Traces[at][e][k]; math.Float64bits(g) != math.Float64bits(w) {
								t.Fatalf("%d workers: %s[%d] at sample %d is %v instead of %v", workers, rec.Variable, e, k, g, w)
							}
						}
					}
					at++
				}
			}
		})
	}
}

// Between two spikes V relaxes to V_inf; the times of spikes follow in closed
// form, rounded up to the grid, plus the refractory time.
func TestAnalyticSpikeTimes(t *testing.T) {
	_, r := run(t, example(t, "lif", "", 100))
	const tau, reset, threshold, limit, h, refractory = 10.0, -65.0, -50.0, -65.0 + 500*10.0/250, 0.1, 20
	interval := int64(math.Ceil(tau * math.Log((limit-reset)/(limit-threshold)) / h))
	stamp := interval
	for i, x := range r.Spikes {
		if x.Step != stamp {
			t.Errorf("spike %d comes at step %d instead of %d", i, x.Step, stamp)
		}
		stamp += interval + refractory
	}
	if len(r.Spikes) != 6 {
		t.Errorf("%d spikes in 100 ms instead of 6", len(r.Spikes))
	}
	for k, v := range r.Traces[1][0][:interval] {
		want := limit + (reset-limit)*math.Exp(-float64(k)*h/tau)
		if math.Abs(v-want) > 1e-12*math.Abs(want) {
			t.Fatalf("V at step %d is %v instead of %v", k, v, want)
		}
	}
}
