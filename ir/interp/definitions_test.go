package interp_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// outcome runs a model on the interpreter.
func outcome(t *testing.T, text string) *interp.Result {
	t.Helper()
	s := irtest.Study(t, text, lower.Options{})
	net, err := network.Expand(context.Background(), s.Network, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := interp.Run(context.Background(), s, net)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// channelFunctions are the functions of std/channels, as their papers write them, of a
// potential in mV and in 1/ms.
var channelFunctions = map[string]func(v float64) float64{
	"hh_alpha_m": func(v float64) float64 { return 0.1 * (v + 40) / -math.Expm1(-(v+40)/10) },
	"hh_beta_m":  func(v float64) float64 { return 4 * math.Exp(-(v+65)/18) },
	"hh_alpha_h": func(v float64) float64 { return 0.07 * math.Exp(-(v+65)/20) },
	"hh_beta_h":  func(v float64) float64 { return 1 / (1 + math.Exp(-(v+35)/10)) },
	"hh_alpha_n": func(v float64) float64 { return 0.01 * (v + 55) / -math.Expm1(-(v+55)/10) },
	"hh_beta_n":  func(v float64) float64 { return 0.125 * math.Exp(-(v+65)/80) },

	"traub_alpha_m": func(u float64) float64 { return 0.32 * (13 - u) / math.Expm1((13-u)/4) },
	"traub_beta_m":  func(u float64) float64 { return 0.28 * (u - 40) / math.Expm1((u-40)/5) },
	"traub_alpha_h": func(u float64) float64 { return 0.128 * math.Exp((17-u)/18) },
	"traub_beta_h":  func(u float64) float64 { return 4 / (1 + math.Exp((40-u)/5)) },
	"traub_alpha_n": func(u float64) float64 { return 0.032 * (15 - u) / math.Expm1((15-u)/5) },
	"traub_beta_n":  func(u float64) float64 { return 0.5 * math.Exp((10-u)/40) },

	"wb_alpha_m": func(v float64) float64 { return 0.1 * (v + 35) / -math.Expm1(-(v+35)/10) },
	"wb_beta_m":  func(v float64) float64 { return 4 * math.Exp(-(v+60)/18) },
	"wb_alpha_h": func(v float64) float64 { return 0.35 * math.Exp(-(v+58)/20) },
	"wb_beta_h":  func(v float64) float64 { return 5 / (1 + math.Exp(-(v+28)/10)) },
	"wb_alpha_n": func(v float64) float64 { return 0.05 * (v + 34) / -math.Expm1(-(v+34)/10) },
	"wb_beta_n":  func(v float64) float64 { return 0.625 * math.Exp(-(v+44)/80) },

	"steady":  func(v float64) float64 { return (v + 200) / (v + 200 + 3) },
	"sigmoid": func(v float64) float64 { return 1 / (1 + math.Exp((-35-v)/7)) },
}

// callOf is how a function of std/channels is called with the potential V.
var callOf = map[string]string{"steady": "steady((V + 200 mV)/mV/ms, 3/ms)", "sigmoid": "sigmoid(V, -35 mV, 7 mV)"}

// TestChannelFunctions: every function of std/channels at potentials from -120 to
// 80 mV, to 1e-13 of its value; in the limits of the fractions, too.
func TestChannelFunctions(t *testing.T) {
	var lets, names []string
	for name := range channelFunctions {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		call := callOf[name]
		if call == "" {
			call = name + "(V)"
		}
		lets = append(lets, fmt.Sprintf("  let %s_ = %s", name, call))
	}
	r := outcome(t, fmt.Sprintf(`import "std/channels"
neuron N {
  param V = 0 mV
  state x = 0
%s
}
network n { population p[201] = N(V = (i - 120)*1 mV); record %s_ of p }
experiment default { step 0.1 ms; run 0.1 ms }
`, strings.Join(lets, "\n"), strings.Join(names, "_, ")))
	for k, name := range names {
		limits := 0
		for i := range 201 {
			v := float64(i - 120)
			want, got := channelFunctions[name](v), r.Traces[k][i][0]
			if math.IsNaN(want) { // 0/0: between its neighbours
				want = (channelFunctions[name](v-1e-4) + channelFunctions[name](v+1e-4)) / 2
				if limits++; math.Abs(got/want-1) > 1e-8 {
					t.Errorf("%s of %v mV is %v instead of %v", name, v, got, want)
				}
				continue
			}
			if !(math.Abs(got/want-1) < 1e-13) {
				t.Errorf("%s of %v mV is %v instead of %v", name, v, got, want)
			}
		}
		if limits > 1 {
			t.Errorf("%s has %d limits", name, limits)
		}
	}
}

// receptor is a synapse with what it gives to a neuron at -50 mV, t ms after a spike
// of the weight.
type receptor struct {
	args, weight string
	output       func(t float64) float64
	tolerance    float64
}

// beta rises with a, falls with b and has its peak of 1 in between.
func beta(t, a, b float64) float64 {
	peak := a * b / (b - a) * math.Log(b/a)
	return (math.Exp(-t/b) - math.Exp(-t/a)) / (math.Exp(-peak/b) - math.Exp(-peak/a))
}

func open(v, middle, slope float64) float64 { return 1 / (1 + math.Exp((middle-v)/slope)) }

var receptors = map[string]receptor{
	"exp_current":    {"tau = 3 ms", "20 pA", func(t float64) float64 { return 20 * math.Exp(-t/3) }, 1e-11},
	"exp_cond":       {"V = v, tau = 3 ms, E_rev = -70 mV", "2 nS", func(t float64) float64 { return -40 * math.Exp(-t/3) }, 1e-11},
	"alpha_current":  {"tau = 3 ms", "20 pA", func(t float64) float64 { return 20 * t / 3 * math.Exp(1-t/3) }, 1e-11},
	"alpha_cond":     {"V = v, tau = 3 ms, E_rev = -70 mV", "2 nS", func(t float64) float64 { return -40 * t / 3 * math.Exp(1-t/3) }, 1e-11},
	"beta_cond":      {"V = v, tau_rise = 1 ms, tau_decay = 4 ms", "2 nS", func(t float64) float64 { return 100 * beta(t, 1, 4) }, 1e-11},
	"beta_current":   {"tau_rise = 1 ms, tau_decay = 4 ms", "20 pA", func(t float64) float64 { return 20 * beta(t, 1, 4) }, 1e-11},
	"peak_cond":      {"V = v, g_peak = 2 nS, tau_rise = 1 ms, tau_decay = 4 ms", "1.5", func(t float64) float64 { return 150 * beta(t, 1, 4) }, 1e-11},
	"peak_cond_nmda": {"V = v, g_peak = 2 nS, tau_rise = 1 ms, tau_decay = 4 ms", "1.5", func(t float64) float64 { return 150 * beta(t, 1, 4) * open(-50, -58, 2.5) }, 1e-11},
	"ht_receptor":    {"V = v, g_peak = 2, tau_rise = 1 ms, tau_decay = 4 ms", "1.5", func(t float64) float64 { return 150 * beta(t, 1, 4) }, 1e-11},
	"ht_receptor_NMDA": {"V = v, m = 0.25, g_peak = 2, tau_rise = 1 ms, tau_decay = 4 ms", "1.5",
		func(t float64) float64 { return 150 * 0.25 * beta(t, 1, 4) }, 1e-11},
	"CurrExp":   {"tau_syn = 3 ms", "0.02 nA", func(t float64) float64 { return 20 * math.Exp(-t/3) }, 1e-11},
	"CondExp":   {"tau_syn = 3 ms, e_syn = -70 mV", "0.002 uS", func(t float64) float64 { return -40 * math.Exp(-t/3) }, 1e-11},
	"CondAlpha": {"tau_syn = 3 ms, e_syn = -70 mV", "0.002 uS", func(t float64) float64 { return -40 * t / 3 * math.Exp(1-t/3) }, 1e-11},
	"CondBeta":  {"", "0.002 uS", func(t float64) float64 { return 100 * beta(t, 0.2, 1.7) }, 1e-11},
	// Two senders with s = 0.25 and 0.5 and potentials of -60 and -65 mV.
	"graded_current":     {"s = s", "20 pA", func(float64) float64 { return 15 }, 1e-12},
	"nmda_saturating":    {"V = v, s = s, Mg = 2", "2 nS", func(float64) float64 { return 1.5 * 50 / (1 + 2*math.Exp(3.1)/3.57) }, 1e-12},
	"electrical":         {"V = v, V_sender = v", "2 nS", func(float64) float64 { return 2 * (-10 - 15) }, 1e-12},
	"electrical_synapse": {"", "2 nS", func(float64) float64 { return 2 * (-10 - 15) }, 1e-12},
}

// TestReceptors: every synapse of the library gives what its formula says, for a
// potential that does not move.
func TestReceptors(t *testing.T) {
	for name, c := range receptors {
		t.Run(name, func(t *testing.T) {
			u := map[bool]string{true: "mV", false: "pA"}[strings.HasPrefix(name, "ht_")]
			r := outcome(t, fmt.Sprintf(`import "std/nest"
import "std/synapses"
import "std/pynn"
import "std/pynn/point"
neuron Clamp {
  input I : %s
  state v = -50 mV, s = 0
  let current = I
}
network n {
  population a = spikes_at([1 ms])
  population b[2] = Clamp() { init v = -60 mV - 5 mV*i; init s = 0.25*(i + 1) }
  population p[1] = Clamp() { synapse r = %s(%s) -> I }
  connect %s -> p.r by all_to_all() { weight = %s; delay = 0.5 ms }
  record r of p
}
experiment default { step 0.5 ms; run 20 ms }
`, u, name, c.args, map[bool]string{true: "b", false: "a"}[graded[name]], c.weight))
			for k, got := range r.Traces[0][0] {
				want := 0.0
				if at := 0.5*float64(k) - 1.5; at >= 0 || graded[name] && k > 0 {
					want = c.output(at)
				}
				if graded[name] && k == 0 {
					continue // sums are taken at the beginning of a step
				}
				if !(math.Abs(got-want) <= c.tolerance*(1+math.Abs(want))) {
					t.Fatalf("%v at %v ms instead of %v", got, 0.5*float64(k), want)
				}
			}
		})
	}
}

// graded are those that read their senders.
var graded = map[string]bool{"graded_current": true, "nmda_saturating": true, "electrical": true, "electrical_synapse": true}

// train of a source of std/pynn: its rate in Hz and the coefficient of variation of its
// intervals, within five standard errors of 400 elements in ten seconds.
var trains = map[string]struct {
	args     string
	rate, cv float64
}{
	"SpikeSourcePoisson": {"rate = 20 Hz, start = 500 ms, duration = 9 s", 18, 1},
	// The rate is that of all spikes: the interval is 10 ms and an exponential of 40.
	"SpikeSourcePoissonRefractory": {"rate = 20 Hz, tau_refrac = 10 ms", 20, 0.8},
	// alpha/beta = 50 ms, 1/sqrt(alpha)
	"SpikeSourceGamma": {"alpha = 4, beta = 80 Hz", 20, 0.5},
	// a*b = 50 ms and nothing before 1 s
	"SpikeSourceInhGamma": {"a = [4], b = [12.5 ms], tbins = [1 s]", 18, 0.5},
	"SpikeSourceArray":    {"spike_times = [10 ms, 20 ms, 30 ms, 40 ms]", 0.4, 0},
}

func TestSourcesOfPyNN(t *testing.T) {
	for name, c := range trains {
		t.Run(name, func(t *testing.T) {
			const n, seconds = 400, 10
			r := outcome(t, fmt.Sprintf(`import "std/pynn"
network n { population p[%d] = %s(%s); record spikes of p }
experiment default { step 1 ms; seed 11; run %d s }
`, n, name, c.args, seconds))
			last := make([]float64, n)
			count, m, sum, square := 0, 0.0, 0.0, 0.0
			for _, x := range r.Spikes {
				at := float64(x.Step)
				if count++; last[x.Index] > 0 {
					d := at - last[x.Index]
					m, sum, square = m+1, sum+d, square+d*d
				}
				last[x.Index] = at
			}
			rate, mean := float64(count)/n/seconds, sum/m
			cv := math.Sqrt(max(0, square/m-mean*mean)) / mean
			t.Logf("%.3f Hz, CV %.3f", rate, cv)
			// The count of a renewal process varies as CV^2 times its mean; long intervals
			// are lost at the end of ten seconds, which biases their CV by less than 2 %.
			if d := 5 * c.cv * math.Sqrt(c.rate/n/seconds); !(math.Abs(rate-c.rate) <= d+1e-9) {
				t.Errorf("%v Hz instead of %v +- %.2g", rate, c.rate, d)
			}
			if !(math.Abs(cv-c.cv) <= 0.02+1e-9) && c.cv > 0 {
				t.Errorf("the intervals vary by %v instead of %v", cv, c.cv)
			}
		})
	}
}

// waveforms are the current sources of PyNN: the current in nA in the step that begins
// at t ms, of one with the arguments and the defaults of PyNN.
var waveforms = map[string]struct {
	args string
	at   func(t float64) float64
}{
	"DCSource": {"amplitude = 2 nA, start = 2 ms, stop = 5 ms", func(t float64) float64 {
		if t >= 2 && t < 5 {
			return 2
		}
		return 0
	}},
	"ACSource": {"amplitude = 2 nA, offset = 1 nA, frequency = 100 Hz, phase = 90 deg, start = 2 ms", func(t float64) float64 {
		if t < 2 {
			return 0
		}
		return 1 + 2*math.Sin(2*math.Pi*0.1*(t-2)+math.Pi/2)
	}},
	// PyNN's phase is a number of degrees.
	"ACSource in degrees": {"amplitude = 2 nA, frequency = 100 Hz, phase = 30", func(t float64) float64 { return 2 * math.Sin(2*math.Pi*0.1*t+math.Pi/6) }},
	"StepCurrentSource": {"times = [1 ms, 4 ms, 6 ms], amplitudes = [1 nA, -2 nA, 0 nA]", func(t float64) float64 {
		return map[bool]float64{true: 1}[t >= 1 && t < 4] - map[bool]float64{true: 2}[t >= 4 && t < 6]
	}},
}

// integrating is a neuron that adds up its current, in nA*ms.
const integrating = `import "std/pynn"
neuron Sum {
  input I : nA
  state q = 0 nA*ms
  q' = I
}
`

func TestCurrentSourcesOfPyNN(t *testing.T) {
	for name, c := range waveforms {
		t.Run(name, func(t *testing.T) {
			r := outcome(t, fmt.Sprintf(`%snetwork n { population p[1] = Sum(); inject %s(%s) -> p; record q of p }
experiment default { step 0.5 ms; run 10 ms }
`, integrating, strings.Fields(name)[0], c.args))
			want := 0.0
			for k, got := range r.Traces[0][0] {
				got /= 1000 // in pA ms
				if math.Abs(got-want) > 1e-12 {
					t.Fatalf("%v nA ms at %v ms instead of %v", got, 0.5*float64(k), want)
				}
				want += 0.5 * c.at(0.5*float64(k))
			}
		})
	}
	// A number of mean 0.5 and deviation 2 nA every 1 ms: over 10 s the charge is 5000
	// nA ms with a deviation of 2*sqrt(10000), and the steps between are constant.
	t.Run("NoisyCurrentSource", func(t *testing.T) {
		r := outcome(t, integrating+`network n { population p[1] = Sum(); inject NoisyCurrentSource(mean = 0.5 nA, stdev = 2 nA, dt = 1 ms) -> p; record q of p }
experiment default { step 0.5 ms; seed 5; run 10 s }
`)
		q := r.Traces[0][0]
		for k := range q {
			q[k] /= 1000 // in pA ms
		}
		if sum := q[len(q)-1]; math.Abs(sum-5000) > 5*200 || sum == 5000 {
			t.Errorf("%v nA ms in 10 s", sum)
		}
		square := 0.0
		for k := 0; k+2 < len(q); k += 2 {
			first, second := q[k+1]-q[k], q[k+2]-q[k+1]
			if math.Abs(first-second) > 1e-9 {
				t.Fatalf("the current changes within the millisecond that begins at %v ms", 0.5*float64(k))
			}
			square += (2*first - 0.5) * (2*first - 0.5) / 1e4
		}
		if math.Abs(square-4) > 5*4*math.Sqrt(2/1e4) {
			t.Errorf("the variance is %v nA^2", square)
		}
	})
}

// TestEveryDefinition: everything that the standard library defines is a row of a
// table with an independent reference, and no table has a row for something else. The
// tables: cells, pointCells, nestCells and ownCells (neurons), receptors (synapses),
// trains (sources), channelFunctions (functions), changes and comparedIn (rules).
func TestEveryDefinition(t *testing.T) {
	rows := map[string]map[string]bool{}
	row := func(kind, name string) {
		if rows[kind] == nil {
			rows[kind] = map[string]bool{}
		}
		rows[kind][name] = true
	}
	for _, c := range slices.Concat(cells, pointCells, nestCells, ownCells) {
		row("neuron", c.name)
	}
	for name := range receptors {
		row("synapse", name)
	}
	for name := range trains {
		row("source", name)
	}
	for name := range channelFunctions {
		row("function", name)
	}
	for _, c := range changes() {
		name, _, _ := strings.Cut(c.rule, "(")
		row("plasticity", name)
	}
	for name := range comparedIn {
		row("plasticity", name)
	}
	defined := map[string]map[string]bool{"neuron": {}, "synapse": {}, "source": {}, "function": {}, "plasticity": {}}
	for _, path := range std.Names() {
		file, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(file, string(text)))
		for _, it := range f.Items {
			kind, name := "", ""
			switch it := it.(type) {
			case *ast.Neuron:
				kind, name = "neuron", it.Name.Text
			case *ast.Synapse:
				kind, name = "synapse", it.Name.Text
			case *ast.Source:
				kind, name = "source", it.Name.Text
			case *ast.Func:
				kind, name = "function", it.Name.Text
			case *ast.Plasticity:
				kind, name = "plasticity", it.Name.Text
			case *ast.Import:
				continue
			default:
				t.Errorf("%v: there is no table for a %T", it.Span(), it)
				continue
			}
			defined[kind][name] = true
			if !rows[kind][name] {
				t.Errorf("%s of %s, a %s, is in no table", name, path, kind)
			}
		}
	}
	for kind, names := range rows {
		for name := range names {
			if !defined[kind][name] {
				t.Errorf("the library has no %s %s", kind, name)
			}
		}
	}
}

// TestNamedTestsExist: the tests that comparedIn speaks of are there.
func TestNamedTestsExist(t *testing.T) {
	text := ""
	for _, file := range []string{"plastic_test.go", "rules_test.go", "library_test.go", "../../cmd/nngen/internal/verify/builtin_test.go", "../../cmd/nngen/internal/verify/synapses_test.go"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text += string(content)
	}
	for name, says := range comparedIn {
		test := regexp.MustCompile(`Test\w+`).FindString(says)
		if test == "" || !strings.Contains(text, "func "+test+"(t *testing.T)") {
			t.Errorf("%s: there is no test of %q", name, says)
		}
	}
}
