package spinnaker

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
)

// cases are the networks that are run in Go, on x86 and on an ARM. STEPS stands for
// the duration.
var cases = []struct {
	name  string
	steps int
	text  string
	slots int // populations whose plastic connections have a place in the framework
}{
	{"kinds of neurons", 3000, zoo(), 0},
	{"integrate and fire in a recurrent network", 3000, `
import "std/neurons"
network n {
  population E[80] = LIF_exp() { init V = uniform(-65 mV, -50 mV) }
  population I[20] = LIF_exp()
  group all = E + I
  population drive[100] = poisson(rate = 4 kHz)
  connect drive -> all.exc by one_to_one() { weight = 60 pA; delay = 0.1 ms }
  connect E -> all.exc by fixed_probability(0.2) { weight = normal(40 pA, 10 pA); delay = uniform(0.1 ms, 3 ms) }
  connect I -> all.inh by fixed_probability(0.2) { weight = -150 pA; delay = 1.5 ms }
  record spikes of E
  record spikes of I
  record V of E[0:3] every 1 ms
  record exc.I of I[0:2] every 1 ms
}
experiment default { step 0.1 ms; run STEPS ms }
`, 0},
	{"conductances in a recurrent network", 2000, `
import "std/neurons"
network n {
  population E[60] = LIF_cond_exp(V_th = -50 mV, I_e = 210 pA + i*1 pA)
  population I[15] = LIF_cond_exp(I_e = 220 pA)
  group all = E + I
  connect E -> all.exc by fixed_probability(0.2) { weight = 2 nS; delay = 0.5 ms }
  connect I -> all.inh by fixed_probability(0.2) { weight = lognormal(3, 0.3)*1 nS; delay = uniform(0.5 ms, 2 ms) }
  record spikes of E
  record spikes of I
  record V of E[0:3] every 1 ms
}
experiment default { step 0.1 ms; run STEPS ms }
`, 0},
	{"short-term plasticity", 3000, `
import "std/neurons"
import "std/plasticity"
network n {
  population source[10] = poisson(rate = 60 Hz)
  population depressing[5] = LIF_exp(I_e = 300 pA)
  population facilitating[5] = LIF_exp(I_e = 300 pA)
  connect d = source -> depressing.exc by all_to_all() { weight = 400 pA; delay = 1 ms; plasticity = tsodyks_markram(U = 0.5, tau_rec = 200 ms) }
  connect f = source -> facilitating.exc by all_to_all() { weight = 900 pA; delay = 1.5 ms; plasticity = tsodyks_markram(U = 0.1, tau_rec = 50 ms, tau_facil = 300 ms) }
  record spikes of depressing
  record spikes of facilitating
  record V of depressing[0] every 0.5 ms
  record u, R of d every 50 ms
}
experiment default { step 0.1 ms; run STEPS ms }
`, 2},
	{"spike-timing dependent plasticity", 3000, `
import "std/neurons"
import "std/plasticity"
network n {
  population source[40] = poisson(rate = 30 Hz)
  population p[10] = LIF_cond_exp(I_e = 150 pA)
  population q[5] = LIF_exp(I_e = 200 pA)
  connect a = source -> p.exc by fixed_probability(0.5) { weight = uniform(1 nS, 4 nS); delay = uniform(0.5 ms, 2 ms); plasticity = stdp(w_max = 5 nS, lambda = 0.02, alpha = 1.05) }
  connect b = p -> q.exc by all_to_all() { weight = 100 pA; delay = 1 ms; plasticity = stdp_multiplicative(w_max = 300 pA) }
  connect c = p -> p.inh by fixed_probability(0.3) { weight = 1 nS; delay = 0.1 ms; plasticity = vogels_sprekeler(eta = 0.05 nS, w_min = 0 nS, w_max = 10 nS) }
  record spikes of p
  record spikes of q
  record V of p[0:2] every 1 ms
  record w of a every 50 ms
}
experiment default { step 0.1 ms; run STEPS ms }
`, 1},
	{"rules in the slots of the framework", 3000, slots(), 7},
	{"currents and parameters that change", 3000, `
import "std/neurons"
import "std/pynn"
neuron two {
  state V = 0 mV
  input I : pA
  input J : pA
  V' = -V/(10 ms) + (I - J)/(100 pF)
  on rising(V > 10 mV) { spike; V = -5 mV; hold V for 1.5 ms }
}
network n {
  population a[6] = LIF_exp(I_e = 100 pA + i*20 pA)
  population b[4] = two()
  population c[2] = Izhikevich()
  inject ac_current(amplitude = 250 pA, frequency = 30 Hz, start = 20 ms, stop = 250 ms) -> a[0:4].I
  inject step_current(times = [10 ms, 50 ms, 90 ms], values = [150 pA, -50 pA, 200 pA]) -> b.I
  inject step_current(times = [30 ms, 120 ms], values = [20 pA, 60 pA]) -> b[1:3].J
  inject dc_current(amplitude = 0.006 nA, start = 5 ms) -> c.i_inj
  record spikes of a
  record spikes of b
  record spikes of c
  record V of a every 1 ms
  record V, I, J of b every 0.1 ms
}
experiment default {
  step 0.1 ms
  at 40 ms { set a.I_e = 300 pA + i*5 pA }
  at 130 ms { set a.I_e = 420 pA }
  run STEPS ms
}
`, 0},
	{"noise, hazards and draws", 3000, `
neuron noisy {
  param D = 0.2 mV^2/ms
  param I : pA = 0 pA
  state V = -60 mV, w = 0 mV
  V' = (-60 mV - V)/(20 ms) + I/(200 pF) + noise(0.8 mV/ms^(1/2))
  w' = -w/(5 ms)
  method euler
  on V > -52 mV { spike; V = -60 mV + 2*normal(0, 1)*1 mV; w += uniform(1 mV, 2 mV); hold V for 2 ms }
}
neuron escape {
  state V = 0 mV, a = 0
  V' = (14 mV - V)/(10 ms)
  a' = -a/(30 ms)
  on hazard(1/ms*exp((V - 15 mV)/(2 mV))) { spike; V = 0 mV; a += exponential(0.5); hold V for 4 ms }
}
network n {
  population p[10] = noisy(I = 10 pA*i)
  population q[10] = escape()
  record spikes of p
  record spikes of q
  record V, w of p[0:2] every 1 ms
  record V, a of q[0:2] every 1 ms
}
experiment default { step 0.1 ms; seed 5; run STEPS ms }
`, 0},
	{"a condition that is true in every step", 1000, `
import "std/nest"
network n {
  population p[2] = hh_cond_exp_traub(I_e = 400 pA + i*200 pA)
  record spikes of p
  record V_m of p every 1 ms
}
experiment default { step 0.05 ms; run STEPS ms }
`, 0},
	{"operations", 500, `
fn ramp(x : ms) -> 1 = min(x/(100 ms), 0.5) - max(-1, -x/(100 ms))
neuron F {
  param scale = 1
  state a = 0.3, b = -1.7, c = 10
  a' = (tanh(b) - a + 0.2*ramp(t))/(5 ms)
  b' = (exp(-a^2) - b)/(7 ms)
  c' = (log(1 + c^2)/(3 + sqrt(abs(b))) - c/(1 + scale))/(10 ms)
  let d = floor(3*a) + ceil(b) + round(10*c)
  let e = c^1.5 + expm1(a) - log10(1 + c)
  let small = expm1(-a/1000) + sinh(a/1000) + cosh(a/10) - 1
  let g = a > 0.5 and not b > 1 or c >= 11 ? exprel(a) : 2*cosh(b/2)
  on rising(a > 0.45) { spike; c = c/3; hold c for 2 ms }
  on c < 0.5 { c = 10 + scale }
}
network n {
  population p[4] = F(scale = 0.5 + i)
  record spikes of p
  record a, b, c, d, e, g, small of p every 1 ms
}
experiment default { step 0.1 ms; run STEPS ms }
`, 0},
}

// rules are those of the standard library with what they take, and a weight.
var rules = []struct{ name, args, port, weight string }{
	{"stdp", "w_max = 100 pA", "exc", "uniform(20 pA, 80 pA)"},
	{"stdp_multiplicative", "w_max = 100 pA", "exc", "60 pA"},
	{"stdp_mixed", "w_max = 100 pA", "exc", "60 pA"},
	{"stdp_nearest", "w_max = 100 pA", "exc", "60 pA"},
	{"stdp_triplet", "w_max = 100 pA", "exc", "60 pA"},
	{"vogels_sprekeler", "eta = -1 pA, w_min = -200 pA, w_max = 0 pA", "inh", "-50 pA"},
	{"tsodyks_markram", "U = 0.5, tau_rec = 200 ms", "exc", "300 pA"},
}

// slots is a network with a population for each rule.
func slots() string {
	var b strings.Builder
	b.WriteString("import \"std/neurons\"\nimport \"std/plasticity\"\nnetwork n {\n  population noise[8] = poisson(rate = 4 kHz)\n  population relay[20] = LIF_exp(I_e = 380 pA + i*3 pA) { init V = uniform(-65 mV, -50 mV) }\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "  population p_%s[8] = LIF_exp(I_e = 250 pA)\n  connect noise -> p_%s.exc by one_to_one() { weight = 50 pA; delay = 1 ms }\n", r.name, r.name)
		fmt.Fprintf(&b, "  connect %s = relay -> p_%s.%s by fixed_probability(0.7) { weight = %s; delay = uniform(0.1 ms, 3 ms); plasticity = %s(%s) }\n  record spikes of p_%s\n", "c_"+r.name, r.name, r.port, r.weight, r.name, r.args, r.name)
	}
	b.WriteString("}\nexperiment default { step 0.1 ms; run STEPS ms }\n")
	return b.String()
}

// kind is a kind of neuron with something that it does.
type kind struct{ kind, args, exc, inh, wexc, winh, state string }

// kinds are those of the standard library.
var kinds = []kind{
	{"LIF_exp", "I_e = 300 pA + i*20 pA", "exc", "inh", "60 pA", "-60 pA", "V"},
	{"LIF_cond_exp", "I_e = 90 pA", "exc", "inh", "1 nS", "1 nS", "V"},
	{"LIF_delta", "I_e = 300 pA", "exc", "inh", "1 mV", "-1 mV", "V"},
	{"IF_curr_exp", "i_offset = 0.7 nA", "excitatory", "inhibitory", "0.1 nA", "-0.1 nA", "v"},
	{"IF_curr_alpha", "i_offset = 0.7 nA", "excitatory", "inhibitory", "0.1 nA", "-0.1 nA", "v"},
	{"IF_cond_exp", "i_offset = 0.5 nA", "excitatory", "inhibitory", "0.004 uS", "0.004 uS", "v"},
	{"IF_cond_alpha", "i_offset = 0.8 nA", "excitatory", "inhibitory", "0.004 uS", "0.004 uS", "v"},
	{"IF_cond_exp_gsfa_grr", "i_offset = 1 nA", "excitatory", "inhibitory", "0.004 uS", "0.004 uS", "v"},
	{"IF_facets_hardware1", "", "excitatory", "inhibitory", "0.002 uS", "0.001 uS", "v"},
	{"Izhikevich", "i_offset = 0.006 nA", "excitatory", "inhibitory", "1 mV", "-1 mV", "v"},
	{"EIF_cond_exp_isfa_ista", "i_offset = 0.6 nA", "excitatory", "inhibitory", "0.005 uS", "0.005 uS", "v"},
	{"EIF_cond_alpha_isfa_ista", "i_offset = 0.6 nA", "excitatory", "inhibitory", "0.005 uS", "0.005 uS", "v"},
	{"HH_cond_exp", "i_offset = 0.3 nA", "excitatory", "inhibitory", "0.004 uS", "0.004 uS", "v"},
	{"iaf_psc_alpha", "I_e = 300 pA", "ex", "in", "60 pA", "-60 pA", "V_m"},
}

// alone is a network with n neurons of a kind.
func alone(k kind, n int) string {
	return fmt.Sprintf("import \"std/neurons\"\nimport \"std/pynn\"\nimport \"std/nest\"\nnetwork n {\n  population p[%d] = %s(%s)\n  record spikes of p\n  record %s of p\n}\nexperiment default { step 0.1 ms; run 10 ms }\n", n, k.kind, strings.ReplaceAll(k.args, " + i*20 pA", ""), k.state)
}

// zoo is a network with neurons of every kind, each driven by sources of its own.
func zoo() string {
	var b strings.Builder
	b.WriteString("import \"std/neurons\"\nimport \"std/pynn\"\nimport \"std/nest\"\nnetwork n {\n")
	for _, x := range kinds {
		fmt.Fprintf(&b, "  population %s[3] = %s(%s)\n", "p_"+x.kind, x.kind, x.args)
		fmt.Fprintf(&b, "  connect poisson(rate = 700 Hz) -> p_%s.%s by one_to_one() { weight = %s; delay = 1 ms }\n", x.kind, x.exc, x.wexc)
		fmt.Fprintf(&b, "  connect poisson(rate = 300 Hz) -> p_%s.%s by one_to_one() { weight = %s; delay = 0.3 ms }\n", x.kind, x.inh, x.winh)
		fmt.Fprintf(&b, "  record spikes of p_%s\n  record %s of p_%s[0] every 0.5 ms\n", x.kind, x.state, x.kind)
	}
	b.WriteString("}\nexperiment default { step 0.1 ms; run STEPS ms }\n")
	return b.String()
}

// during puts the duration into a text.
func during(text string, n int) string {
	return strings.ReplaceAll(text, "STEPS", fmt.Sprintf("%d.%d", n/10, n%10))
}

// TestIdentical: Go, the C compiled for this machine and the C on an emulated ARM
// have the same words: spikes, traces, states after every tick, weights.
func TestIdentical(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			n := c.steps
			if *steps > 0 {
				n = *steps
			}
			p := prepare(t, during(c.text, n))
			want := p.form.Twin(p.image, true, nil)
			if !spiked(p, want) {
				t.Error("no neuron spiked")
			}
			for k, tool := range tools {
				t.Run(tool.name, func(t *testing.T) {
					got := p.harness(t, k)
					same(t, tool.name, got, want)
					p.comparedRules(t, got, c.slots)
				})
			}
		})
	}
}

// TestNear: in fixed point, models do what they do in double precision: up to the
// first spike of a population states differ by less than 1/100 of their unit, the
// first spike comes within 2 steps, and the number of spikes is the same but for what
// small differences do to irregular networks.
func TestNear(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := prepare(t, during(c.text, c.steps))
			s := p.form.Study
			got := p.form.Twin(p.image, false, nil)
			want, err := interp.Run(t.Context(), s, p.net)
			if err != nil {
				t.Fatal(err)
			}
			first := make([][2]int64, len(s.Network.Populations))
			count := make([][2]int, len(first))
			for i := range first {
				first[i] = [2]int64{math.MaxInt64, math.MaxInt64}
			}
			for _, x := range got.Spikes {
				first[x.Population][0] = min(first[x.Population][0], x.Step)
				count[x.Population][0] += x.Count
			}
			for _, x := range want.Spikes {
				first[x.Population][1] = min(first[x.Population][1], x.Step)
				count[x.Population][1]++
			}
			for i, pop := range s.Network.Populations {
				if pop.Program == nil || count[i][1] == 0 {
					continue
				}
				if d := first[i][0] - first[i][1]; d < -2 || d > 2 {
					t.Errorf("%s: the first spike is at step %d instead of %d", pop.Name, first[i][0], first[i][1])
				}
				if a, b := float64(count[i][0]), float64(count[i][1]); math.Abs(a-b) > 2+0.1*b+math.Sqrt(b) {
					t.Errorf("%s: %v spikes instead of %v", pop.Name, a, b)
				}
				if got.Saturated[i] > 0 {
					t.Errorf("%s: %d operations saturated while no condition fired", pop.Name, got.Saturated[i])
				}
			}
			traces(t, p, got, want, first)
			weights(t, p, got, want)
			if got.RingSaturated > 0 {
				t.Errorf("%d saturations of ring buffers", got.RingSaturated)
			}
		})
	}
}

// traces compares samples before the first spike of their population.
func traces(t *testing.T, p *prepared, got *Result, want *interp.Result, first [][2]int64) {
	n := 0
	for i, r := range p.form.Study.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		list := got.Traces[n]
		n++
		format := p.form.ProgramOf(r.Population).Observe[r.Observable].Format
		worst := 0.0
		for at, w := range list {
			e, k := at%len(r.Elements), at/len(r.Elements)
			if int64(k)*r.Every >= min(first[r.Population][0], first[r.Population][1]) {
				break
			}
			x := want.Traces[i][e][k]
			worst = max(worst, math.Abs(format.Float(w)-x)/max(1, math.Abs(x)/10))
		}
		if worst > 0.01 {
			t.Errorf("%s of %s differs by %v", r.Variable, p.form.Study.Network.Populations[r.Population].Name, worst)
		}
	}
}

// weights compares the mean of final weights, to 5 parts in 100 of the largest.
func weights(t *testing.T, p *prepared, got *Result, want *interp.Result) {
	for j, list := range got.Weights {
		if list == nil {
			continue
		}
		rule := p.image.Rules[p.image.Synapses[j].Rule]
		a, b, most := 0.0, 0.0, 0.0
		for row, w := range list {
			a += rule.States[rule.Weight].Format.Float(w)
			b += want.Weights[j][row]
			most = max(most, math.Abs(want.Weights[j][row]))
		}
		if n := float64(len(list)); math.Abs(a-b) > 0.05*n*most {
			t.Errorf("%s: the mean weight is %v instead of %v", p.net.Synapses[j].Name, a/n, b/n)
		}
	}
}
