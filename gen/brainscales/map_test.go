package brainscales

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// network is a model with a population p and sources s; lines go between.
func network1(neurons, lines string) string {
	return `import "std/neurons"
network n {
  population p[` + neurons + `] = LIF_exp(exc.tau = 5 ms, inh.tau = 5 ms)
  ` + lines + `
  record spikes of p
}
experiment default { step 0.1 ms; run 20 ms }
`
}

// codes are those of the errors of a mapping, and all of its findings as text.
func codes(t *testing.T, text string, allow ...string) (errors []string, said string) {
	t.Helper()
	m := Map(irtest.Study(t, text, lower.Options{}), allow)
	for _, d := range m.Findings {
		said += d.Code + " " + d.Message + " " + strings.Join(d.Help, " ") + "\n"
		if d.Severity == diag.Error && !slices.Contains(errors, d.Code) {
			errors = append(errors, d.Code)
		}
	}
	return errors, said
}

// TestRefusals: whatever the chip cannot do is said with a code of its own, and
// what is only lossy can be allowed.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, text, code, says, allow string
	}{
		{"512 neurons", network1("512", ""), "", "", ""},
		{"513 neurons", network1("513", ""), "NN7102", "513 neuron circuits of 512", ""},
		{"256 inputs", network1("1", `population s[256] = spikes_at([1 ms]); connect s -> p.exc by all_to_all() { weight = 1 pA; delay = 0.1 ms }`), "", "", ""},
		{"257 inputs", network1("1", `population s[257] = spikes_at([1 ms]); connect s -> p.exc by all_to_all() { weight = 1 pA; delay = 0.1 ms }`), "NN7103", "p[0] needs 257 rows of excitatory and 0 of inhibitory", JoinCircuits},
		{"128 signed inputs", network1("2", `population s[128] = spikes_at([1 ms]); connect s -> p.exc by all_to_all() { weight = (j < 1 ? 1 : -1)*1 pA; delay = 0.1 ms }`), "", "", ""},
		{"129 signed inputs", network1("2", `population s[129] = spikes_at([1 ms]); connect s -> p.exc by all_to_all() { weight = (j < 1 ? 1 : -1)*1 pA; delay = 0.1 ms }`), "NN7103", "129 rows of excitatory and 129 of inhibitory", JoinCircuits},
		{"delays", network1("2", `connect p -> p.exc by all_to_all() { weight = 1 pA; delay = 1.5 ms }`), "NN7104", "delays of 1.5 ms", DropDelays},
		{"weights", network1("2", `population s[3] = spikes_at([1 ms]); connect s -> p.exc by all_to_all() { weight = 1 pA + i*100 pA; delay = 0.1 ms }`), "NN7108", "2 become 0", CoarseWeights},
		{"time constant", strings.Replace(network1("2", ""), "exc.tau = 5 ms", "exc.tau = 0.2 ms", 1), "NN7106", "0.2 ms; circuits have 0.3 to 30 ms", ""},
		{"refractory period", strings.Replace(network1("2", ""), "exc.tau = 5 ms", "t_ref = 40 ms", 1), "NN7106", "the refractory period", ""},
		{"sign", `import "std/neurons"
network n { population p[2] = LIF_exp(exc.tau = 3 ms, inh.tau = 5 ms)
  connect p -> p.exc by all_to_all() { weight = 1 pA; delay = 0.1 ms }
  connect p -> p.inh by all_to_all() { weight = 2 pA; delay = 0.1 ms } }
experiment default { step 0.1 ms; run 20 ms }`, "NN7107", "positive ones arrive at two ports that decay differently", ""},
		{"negative conductances", `import "std/neurons"
network n { population p[2] = LIF_cond_exp()
  connect p -> p.exc by all_to_all() { weight = -1 nS; delay = 0.1 ms } }
experiment default { step 0.1 ms; run 20 ms }`, "NN7107", "cannot be negative", ""},
		{"potentials", `import "std/neurons"
network n { population p[2] = LIF_exp(V_th = 400 mV) }
experiment default { step 0.1 ms; run 20 ms }`, "NN7105", "lie too far apart", ""},
		{"recording", strings.Replace(network1("2", "record V of p"), "20 ms }", "20 ms }", 1), "NN7110", "a sample every 0.1 ms", CoarseRecording},
		{"recording of currents", network1("2", "record exc.I of p every 2 ms"), "NN7110", "only V is read out", ""},
		{"two kinds of inputs", `import "std/neurons"
network n { population p[2] = LIF_exp(); population q[2] = LIF_cond_exp() }
experiment default { step 0.1 ms; run 20 ms }`, "NN7101", "conductances", ""},
		{"Izhikevich", `neuron Q { state v = -65 mV, u = 0 mV; v' = 0.04/mV/ms*v^2 + (5*v + 140 mV - u)/(1 ms); u' = (v - u)/(50 ms); on v >= 30 mV { spike; v = -65 mV; u += 8 mV } }
network n { population p[2] = Q() }
experiment default { step 0.1 ms; run 20 ms }`, "NN7112", "adaptation (u)", ""},
		{"quadratic leak", `neuron Q { state v = -65 mV; v' = 0.04/mV/ms*v^2; on v >= 30 mV { spike; v = -65 mV } }
network n { population p[2] = Q() }
experiment default { step 0.1 ms; run 20 ms }`, "NN7101", "the leak in v' is not linear", ""},
		{"exponential term alone", `neuron E { state V = -65 mV; V' = (-65 mV - V + 2 mV*exp((V + 50 mV)/(2 mV)))/(10 ms); on V >= -30 mV { spike; V = -65 mV; hold V for 2 ms } }
network n { population p[2] = E() }
experiment default { step 0.1 ms; run 20 ms }`, "NN7112", "an exponential term", ""},
		{"adaptation", `neuron A { state V = -65 mV, w = 0 pA; V' = (-65 mV - V)/(10 ms) - w/(200 pF); w' = -w/(100 ms); on V >= -50 mV { spike; V = -65 mV; w += 5 pA; hold V for 2 ms } }
network n { population p[2] = A() }
experiment default { step 0.1 ms; run 20 ms }`, "NN7112", "w", ""},
		{"a step below the grid of events", strings.Replace(network1("2", ""), "step 0.1 ms", "step 0.004 ms", 1), "NN7002", "grid of 0.008 ms", ""},
		{"delta synapses", `import "std/neurons"
network n { population p[2] = LIF_delta() }
experiment default { step 0.1 ms; run 20 ms }`, "NN7101", "at once", ""},
		{"alpha functions", `import "std/pynn"
network n { population p[2] = IF_curr_alpha() }
experiment default { step 0.1 ms; run 20 ms }`, "NN7101", "", ""},
		{"membranes of different size", `import "std/neurons"
network n { population p[2] = LIF_exp(); population q[2] = LIF_exp(C_m = 25 nF); connect p -> q.exc by all_to_all() { weight = 1 pA; delay = 0.1 ms } }
experiment default { step 0.1 ms; run 20 ms }`, "", "NN7109 a step of weight has 1.59 times the effect in p", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, said := codes(t, c.text)
			switch {
			case c.code == "" && len(got) > 0, c.code != "" && !slices.Contains(got, c.code):
				t.Fatalf("errors %v instead of %q:\n%s", got, c.code, said)
			case !strings.Contains(said, c.says):
				t.Errorf("it does not say %q:\n%s", c.says, said)
			}
			if c.allow == "" {
				return
			}
			if !strings.Contains(said, "--allow "+c.allow) {
				t.Errorf("it does not say how to accept it:\n%s", said)
			}
			if got, said := codes(t, c.text, c.allow); len(got) > 0 {
				t.Errorf("with --allow %s it is still refused:\n%s", c.allow, said)
			}
		})
	}
}

// TestScale: the slope is the largest with which everything is in range.
func TestScale(t *testing.T) {
	v, _, _ := scaleOf([]bounded{{"rest", -65, leakRange}, {"reset", -70, resetRange}, {"threshold", -50, thresholdRange}})
	if want := (190.0 - 60) / 20; math.Abs(v.slope-want) > 1e-12 { // threshold at its top, reset at its bottom
		t.Errorf("the slope is %v instead of %v", v.slope, want)
	}
	for _, x := range []struct {
		mV float64
		limits
	}{{-65, leakRange}, {-70, resetRange}, {-50, thresholdRange}} {
		if c := v.chip(x.mV); c < x.low-1e-9 || c > x.high+1e-9 || math.Abs(v.bio(c)-x.mV) > 1e-9 {
			t.Errorf("%v mV is %v LSB, back %v", x.mV, c, v.bio(c))
		}
	}
}

// TestPlaceFillsHemispheres: neurons never share circuits, and none has circuits in
// both hemispheres.
func TestPlaceFillsHemispheres(t *testing.T) {
	list := make([]demand, 300)
	for i := range list {
		list[i] = demand{excitatory: 100 + 200*(i%3/2)} // every third needs two circuits
	}
	p, crowded := place(list)
	if crowded >= 0 || p.circuits != 400 || p.joined != 100 {
		t.Fatalf("crowded %d, %d circuits, %d joined", crowded, p.circuits, p.joined)
	}
	taken := map[[2]int]bool{}
	for i, s := range p.seats {
		for c := s.Column; c < s.Column+s.Circuits; c++ {
			if c >= columns || taken[[2]int{s.Hemisphere, c}] {
				t.Fatalf("neuron %d sits on circuit %d of hemisphere %d", i, c, s.Hemisphere)
			}
			taken[[2]int{s.Hemisphere, c}] = true
		}
	}
	if p.excitatory[0] != 150 {
		t.Errorf("%d rows of excitatory synapses instead of 150", p.excitatory[0])
	}
}

// TestRounding: the largest weight gets the largest step, others the nearest.
func TestRounding(t *testing.T) {
	m := Map(irtest.Study(t, network1("1", `population s[3] = spikes_at([1 ms]); connect s -> p.exc by all_to_all() { weight = 10 pA*(i + 1) + 3 pA; delay = 0.1 ms }`), lower.Options{}), nil)
	if m.Findings.HasErrors() || len(m.Projections) != 1 {
		t.Fatal(m.Findings)
	}
	x := m.Projections[0]
	for _, s := range x.Synapses {
		want := int(math.Round(s.Bio / 33 * 63))
		if s.Weight != want || math.Abs(float64(s.Weight)*x.Unit-s.Bio) > x.Unit/2+1e-9 {
			t.Errorf("%v pA is %d steps of %v pA instead of %d", s.Bio, s.Weight, x.Unit, want)
		}
	}
	if math.Abs(x.Unit-33.0/63) > 1e-12 {
		t.Errorf("a step is %v pA", x.Unit)
	}
}

// TestTrains: equal trains have no distance, distant ones 1, and one pair of spikes
// a known one.
func TestTrains(t *testing.T) {
	a := Train{10, 500, 900}
	if d := a.Distance(a); d > 1e-12 {
		t.Errorf("a train is %v from itself", d)
	}
	if d := (Train{10}).Distance(Train{2000}); math.Abs(d-1) > 1e-12 {
		t.Errorf("unrelated spikes are %v apart", d)
	}
	if d, want := (Train{100}).Distance(Train{105}), 1-math.Exp(-0.5); math.Abs(d-want) > 1e-12 {
		t.Errorf("spikes 5 ms apart have %v instead of %v", d, want)
	}
}

// TestPairRule: a pair rule becomes a kernel, others are refused.
func TestPairRule(t *testing.T) {
	text := func(rule string) string {
		return `import "std/neurons"
import "std/plasticity"
network n {
  population p[2] = LIF_exp(exc.tau = 5 ms, inh.tau = 5 ms); population s[3] = spikes_at([1 ms])
  connect s -> p.exc by all_to_all() { weight = 31.5 pA; delay = 0.1 ms; plasticity = ` + rule + ` }
  record spikes of p
}
experiment default { step 0.1 ms; run 1 s }
`
	}
	errors, said := codes(t, text("stdp(w_max = 63 pA, lambda = 0.1)"))
	if !slices.Contains(errors, "NN7111") || !strings.Contains(said, PeriodicRule) {
		t.Errorf("%v\n%s", errors, said)
	}
	m := Map(irtest.Study(t, text("stdp(w_max = 31.5 pA, lambda = 0.1, alpha = 1.5)"), lower.Options{}), []string{PeriodicRule})
	if m.Findings.HasErrors() || len(m.Rules) != 1 {
		t.Fatal(m.Findings)
	}
	// A step is 31.5/63 = 0.5 pA, so w_max is 63 steps and lambda*w_max 6.3.
	r := m.Rules[0]
	if math.Abs(r.Plus[0]-6.3) > 1e-9 || math.Abs(r.Minus[0]-1.5*6.3) > 1e-9 || r.Plus[1] != 0 || r.Minus[1] != 0 || r.Most != 63 || r.TauPlus != 20 || r.TauMinus != 20 {
		t.Errorf("%+v", r)
	}
	files, list := Target{}.Generate(m.Study, gen.Options{Allow: []string{PeriodicRule}})
	if list.HasErrors() || !slices.ContainsFunc(files, func(f gen.File) bool { return f.Path == "plasticity/stdp.py" }) {
		t.Errorf("no kernel: %v", list)
	}
	if errors, said := codes(t, text("stdp_triplet(w_max = 63 pA)"), PeriodicRule); !slices.Contains(errors, "NN7111") {
		t.Errorf("a triplet rule is no pair rule: %v\n%s", errors, said)
	}
}

// TestCapacitance: the population with the largest capacity has all steps, one with
// half of it half of them, and what is rounded there weights make up for.
func TestCapacitance(t *testing.T) {
	m := Map(irtest.Study(t, `import "std/neurons"
network n { population p[2] = LIF_exp(C_m = 250 pF); population q[2] = LIF_exp(C_m = 500 pF)
  population s[1] = spikes_at([1 ms])
  connect s -> p.exc by all_to_all() { weight = 10 pA; delay = 0.1 ms }
  connect s -> q.exc by all_to_all() { weight = 20 pA; delay = 0.1 ms }
  record spikes of p + q }
experiment default { step 0.1 ms; run 20 ms }`, lower.Options{}), nil)
	if len(m.Findings) > 0 {
		t.Fatal(m.Findings)
	}
	if p, q := m.Populations[0].capacitance, m.Populations[1].capacitance; p != 32 || q != 63 {
		t.Errorf("capacitances are %v and %v steps instead of 32 and 63", p, q)
	}
	for _, x := range m.Projections {
		for _, s := range x.Synapses {
			if math.Abs(float64(s.Weight)*x.Unit/s.Bio-1) > 0.02 {
				t.Errorf("%s: %d steps of %v for %v pA", x.Name, s.Weight, x.Unit, s.Bio)
			}
		}
	}
}
