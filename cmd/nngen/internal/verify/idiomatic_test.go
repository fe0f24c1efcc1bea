package verify_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir/interp"
)

// notIdiomatic are the examples that equations of Brian2 do not say, with a part of the
// reason.
var notIdiomatic = map[string]string{
	"brunel_wang2001": "continuous connections",
	"escape_noise":    "random numbers",
	"izhikevich2003":  "random numbers",
	"izhikevich2007":  "a third factor",
	"pynn_talk":       "plastic connections with different delays",
	"triplet":         "plastic connections with axonal delays",
	"tsodyks2000":     "parameters of a rule that differ between connections",
}

// shorter are the times in ms for which examples run here, where the interpreter takes
// long.
var shorter = map[string]float64{"brunel": 100, "cuba": 100, "coba": 40, "vogels2011": 100, "stdp_song_abbott2000": 200, "potjans_diesmann2014": 30}

// TestIdiomaticExamples: every example has the spikes of the interpreter in the form
// that users of Brian2 read, without a warning of Brian2 or Python, or is refused for a
// declared reason.
func TestIdiomaticExamples(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "brian2")
	paths, err := filepath.Glob("../../../../examples/*/model.nn")
	if err != nil || len(paths) < 19 {
		t.Fatalf("%d examples, %v", len(paths), err)
	}
	f := forks(t, "brian2", true)
	list, err := engines.Find([]string{"interp", "brian2-idiomatic"})
	if err != nil {
		t.Fatal(err)
	}
	spikes := 0
	for _, path := range paths {
		name := filepath.Base(filepath.Dir(path))
		t.Run(name, func(t *testing.T) {
			j := job(t, path, verifying(t, path), shorter[name])
			j.Start = f.Run
			if why := notIdiomatic[name]; why != "" {
				if _, err := list[1].Run(t.Context(), j); err == nil || !strings.Contains(err.Error(), why) {
					t.Errorf("it should be refused for %q: %v", why, err)
				}
				return
			}
			r, err := verify.Run(t.Context(), j, list)
			if err != nil {
				t.Fatal(err)
			}
			if !r.Rows[1].Identical {
				t.Errorf("%s%s", r.Rows[1].Error, r.Table())
			}
			spikes += r.Rows[1].Spikes
		})
	}
	if spikes < 3000 {
		t.Errorf("only %d spikes", spikes)
	}
}

// verifying is the experiment of an example that simulators are compared in: the one
// called verify, if there is one.
func verifying(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "experiment verify") {
		return "verify"
	}
	return ""
}

// TestIdiomaticReceptors: equal receptors, which the program of the neuron has as one, are
// all felt, and neurons begin with the values of the model.
func TestIdiomaticReceptors(t *testing.T) {
	need(t, "brian2")
	if r := run(t, job(t, "testdata/receptors.nn", "", 0), "interp", "brian2-idiomatic"); !r.OK() || r.Rows[1].Spikes < 500 {
		t.Error(r.Table())
	}
}

// statistics are those of the spikes of one population: the mean rate in Hz, and the
// mean coefficient of variation of the intervals of neurons with five or more.
func statistics(spikes []interp.Spike, population, n int, ms, h float64) (rate, cv float64) {
	trains := map[int][]float64{}
	count := 0
	for _, s := range spikes {
		if s.Population == population && float64(s.Step)*h > ms/5 {
			trains[s.Index] = append(trains[s.Index], float64(s.Step)*h)
			count++
		}
	}
	sum, many := 0.0, 0
	for _, train := range trains {
		slices.Sort(train)
		if len(train) < 6 {
			continue
		}
		mean, square := 0.0, 0.0
		for i := 1; i < len(train); i++ {
			d := train[i] - train[i-1]
			mean += d
			square += d * d
		}
		k := float64(len(train) - 1)
		mean, square = mean/k, square/k
		sum, many = sum+math.Sqrt(max(0, square-mean*mean))/mean, many+1
	}
	return float64(count) / float64(n) / (0.8 * ms / 1000), sum / float64(max(1, many))
}

// TestNative: networks that Brian2 draws itself have the statistics of the model:
// rates within 10 %, coefficients of variation within 0.1, over three seeds of Brian2 and
// five of the model, whose networks differ as much; and the number of connections that their rules say, within five standard deviations.
func TestNative(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "brian2")
	f := forks(t, "brian2", true)
	list, err := engines.Find([]string{"go", "brian2-native"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		ms   float64
		sets []string
	}{
		{"balanced", 400, nil},
		{"brunel", 200, []string{"order=250"}},
		{"cuba", 200, []string{"size=1000"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rates, cvs [2]map[int]float64
			for i := range rates {
				rates[i], cvs[i] = map[int]float64{}, map[int]float64{}
			}
			j := job(t, example(c.name), "default", c.ms, c.sets...)
			connections := 0
			for _, s := range j.Network.Synapses {
				connections += len(s.Pre)
			}
			for i, seeds := range []int{5, 3} { // networks of the model, and of Brian2
				for seed := range seeds {
					if i == 0 {
						number := uint64(seed + 1)
						j = seeded(t, example(c.name), "default", c.ms, &number, c.sets...)
					}
					j.Start = f.Run
					j.Edit = func(files []gen.File) []gen.File { return counting(t, files, seed, connections) }
					o, err := list[i].Run(t.Context(), j)
					if err != nil {
						t.Fatal(err)
					}
					for p := range j.Study.Network.Populations {
						if pop := &j.Study.Network.Populations[p]; pop.Program != nil {
							rate, cv := statistics(o.Spikes, p, pop.N, c.ms, j.Study.Timeline.Step)
							rates[i][p] += rate / float64(seeds)
							cvs[i][p] += cv / float64(seeds)
						}
					}
				}
			}
			for p, want := range rates[0] {
				if got := rates[1][p]; want < 1 || math.Abs(got-want) > 0.1*want+0.3 {
					t.Errorf("%s: %.2f Hz, the model has %.2f", j.Study.Network.Populations[p].Name, got, want)
				}
				if got := cvs[1][p]; math.Abs(got-cvs[0][p]) > 0.1 {
					t.Errorf("%s: CV %.3f, the model has %.3f", j.Study.Network.Populations[p].Name, got, cvs[0][p])
				}
				t.Logf("%s: %.2f and %.2f Hz, CV %.3f and %.3f", j.Study.Network.Populations[p].Name, want, rates[1][p], cvs[0][p], cvs[1][p])
			}
		})
	}
}

// counting lets a script seed Brian2's random numbers and count its connections, of
// which there should be about so many.
func counting(t *testing.T, files []gen.File, number, connections int) []gen.File {
	t.Helper()
	list := slices.Clone(files)
	for i := range list {
		if list[i].Path != "run.py" {
			continue
		}
		text := string(list[i].Data)
		if !strings.Contains(text, ".connect(") || strings.Contains(text, "data.connect(") {
			t.Error("it is not Brian2 that draws the connections")
		}
		text = strings.Replace(text, "defaultclock.dt = ", "seed("+strconv.Itoa(1+number)+")\ndefaultclock.dt = ", 1)
		text = strings.Replace(text, "\nresults = data.results()", `
made = sum([len(x) for x in list(globals().values()) if isinstance(x, Synapses)])
drawn = data.net.populations and `+strconv.Itoa(connections)+` - sum([s.count for s in data.net.synapses if "drive" in s.name])
assert abs(made - drawn) < 5*sqrt(drawn) + 1, (made, drawn)
results = data.results()`, 1)
		list[i].Data = []byte(text)
	}
	return list
}

// TestFailuresNameTheModel: what Brian2 says of emitted code comes with the place in the
// model that it was made from.
func TestFailuresNameTheModel(t *testing.T) {
	need(t, "brian2")
	path := filepath.Join(t.TempDir(), "model.nn")
	text := `
neuron Cell {
    state V = 0 mV
    state a = 0 mV, n = 0
    V' = (a - V)/(10 ms)
    on spike from syn(w : mV) { a += w }
    on V > 15 mV { spike; V = 0 mV; n = floor(n + 1.5) }
}
network n {
    population first[2] = Cell() { init V = 14.9 mV; init a = 20 mV }
    connect first -> first.syn by all_to_all() { weight = 1 mV; delay = 1 ms }
    record spikes of first
}
experiment default { step 0.1 ms; seed 1; run 5 ms }
`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	f := forks(t, "brian2", false)
	for _, c := range []struct{ engine, old, new, says string }{
		// A mistake that the compiler of C++ finds, and Brian2 does not.
		{"brian2-cpp", "return std::floor(x);", "return std::floor(nowhere);", "model.nn:2"},
		{"brian2", "new_V = ", "new_V = nowhere*", "model.nn:5"},
		{"brian2-idiomatic", "dV/dt = ", "dV/dt = nowhere*", "model.nn:5"},
		{"brian2-idiomatic", "a_post += ", "a_post += nowhere*", "model.nn:2"},
	} {
		list, err := engines.Find([]string{c.engine})
		if err != nil {
			t.Fatal(err)
		}
		j := job(t, path, "", 0)
		j.Start, j.Cache = f.Run, &engines.Cache{Root: t.TempDir(), Keep: 1}
		if c.engine == "brian2-cpp" { // its compiler says it to the process
			j.Start = nil
		}
		changed := false
		j.Edit = func(files []gen.File) []gen.File {
			files = slices.Clone(files)
			for i := range files {
				if files[i].Path == "run.py" {
					text := strings.ReplaceAll(string(files[i].Data), c.old, c.new)
					changed = text != string(files[i].Data)
					files[i].Data = []byte(text)
				}
			}
			return files
		}
		_, err = list[0].Run(t.Context(), j)
		if err == nil || !changed || !strings.Contains(err.Error(), "what it got for Cell, ") || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "nowhere") {
			t.Errorf("%s, changed %t: %v", c.engine, changed, err)
		}
	}
}
