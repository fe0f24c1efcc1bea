package interp_test

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// cell is a standard cell as its authors write it: plain numbers in ms, mV, nA,
// nF, uS, integrated here to 1e-11 between the ends of steps.
type cell struct {
	name   string
	lib    string // "" for std/pynn
	to     string // names of the ports of excitation and inhibition, "" for those of the library
	args   string // of the model, beside the defaults
	attach string // ports at the population
	// weights of an excitatory and an inhibitory spike, as in the model
	exc, inh string
	start    []float64
	rate     func(y []float64) []float64
	excite   func(y []float64)
	inhibit  func(y []float64)
	// test runs at the end of a step and reports a spike; before is the state at
	// the end of the step before.
	test  func(y, before []float64) bool
	hold  int // steps of refractoriness, in which y[0] stays
	quiet int // steps without a test, in which y[0] moves
	exact bool
	ms    float64
	// bound on the difference of v at any time, in mV, for steps of 0.05 ms; 0 for
	// a method of first order, whose times of spikes are compared instead
	tolerance float64
	// step in ms, where it is not 0.05, or 0.01 for a method of first order
	step float64
}

func expSyn(tau float64) func(g float64) float64 { return func(g float64) float64 { return -g / tau } }

var cells = []cell{
	{name: "IF_curr_exp", args: "i_offset = 0.7 nA", exc: "1.5 nA", inh: "-1 nA", start: []float64{-65, 0, 0}, exact: true, ms: 150, tolerance: 1e-8,
		rate: func(y []float64) []float64 {
			return []float64{(-65-y[0])/20 + (y[1]+y[2]+0.7)/1, -y[1] / 5, -y[2] / 5}
		},
		excite: func(y []float64) { y[1] += 1.5 }, inhibit: func(y []float64) { y[2] -= 1 },
		test: reset(-50, -65), hold: 2},
	{name: "IF_curr_alpha", args: "i_offset = 0.7 nA", exc: "8 nA", inh: "-4 nA", start: []float64{-65, 0, 0, 0, 0}, exact: true, ms: 150, tolerance: 1e-8,
		rate: func(y []float64) []float64 {
			return []float64{(-65-y[0])/20 + (y[1] + y[3] + 0.7), y[2] - y[1]/0.5, -y[2] / 0.5, y[4] - y[3]/0.5, -y[4] / 0.5}
		},
		excite: func(y []float64) { y[2] += 8 * math.E / 0.5 }, inhibit: func(y []float64) { y[4] -= 4 * math.E / 0.5 },
		test: reset(-50, -65), hold: 2},
	{name: "IF_curr_delta", args: "i_offset = 0.7 nA", exc: "4 mV", inh: "-2 mV", start: []float64{-65}, exact: true, ms: 150, tolerance: 1e-9,
		rate:   func(y []float64) []float64 { return []float64{(-65-y[0])/20 + 0.7} },
		excite: func(y []float64) { y[0] += 4 }, inhibit: func(y []float64) { y[0] -= 2 },
		test: reset(-50, -65), hold: 2},
	{name: "IF_cond_exp", args: "i_offset = 0.7 nA", exc: "20 nS", inh: "15 nS", start: []float64{-65, 0, 0}, ms: 150, tolerance: 1e-5,
		rate:   func(y []float64) []float64 { return condExp(y, 0.7, 0) },
		excite: func(y []float64) { y[1] += 0.020 }, inhibit: func(y []float64) { y[2] += 0.015 },
		test: reset(-50, -65), hold: 2},
	{name: "IF_cond_alpha", args: "i_offset = 0.7 nA", exc: "0.2 uS", inh: "0.1 uS", start: []float64{-65, 0, 0, 0, 0}, ms: 150, tolerance: 2e-4,
		rate: func(y []float64) []float64 {
			return []float64{(-65-y[0])/20 + (y[1]*(0-y[0]) + y[3]*(-70-y[0]) + 0.7), y[2] - y[1]/0.3, -y[2] / 0.3, y[4] - y[3]/0.5, -y[4] / 0.5}
		},
		excite: func(y []float64) { y[2] += 0.2 * math.E / 0.3 }, inhibit: func(y []float64) { y[4] += 0.1 * math.E / 0.5 },
		test: reset(-50, -65), hold: 2},
	{name: "IF_cond_exp_gsfa_grr", args: "i_offset = 1.2 nA", exc: "20 nS", inh: "15 nS", start: []float64{-65, 0, 0, 0, 0}, ms: 200, tolerance: 1e-3,
		rate: func(y []float64) []float64 {
			d := condExp(y, 1.2, y[3]*(-75-y[0])+y[4]*(-75-y[0]))
			return append(d, -y[3]/100, -y[4]/2)
		},
		excite: func(y []float64) { y[1] += 0.020 }, inhibit: func(y []float64) { y[2] += 0.015 },
		test: func(y, _ []float64) bool {
			if y[0] < -50 {
				return false
			}
			y[0] = -65
			y[3] += 0.015
			y[4] += 3
			return true
		}, hold: 2},
	{name: "IF_facets_hardware1", exc: "3 nS", inh: "2 nS", start: []float64{-65, 0, 0}, ms: 150, tolerance: 1e-5,
		rate: func(y []float64) []float64 {
			return []float64{(0.040*(-65-y[0]) + y[1]*(0-y[0]) + y[2]*(-80-y[0])) / 0.2, -y[1] / 30, -y[2] / 30}
		},
		excite: func(y []float64) { y[1] += 0.003 }, inhibit: func(y []float64) { y[2] += 0.002 },
		test: reset(-55, -80), hold: 20},
	{name: "HH_cond_exp", args: "i_offset = 0.5 nA", exc: "50 nS", inh: "20 nS", start: []float64{-65, 0, 0, 0, 1, 0}, ms: 80,
		rate: func(y []float64) []float64 {
			u := y[0] + 63
			am, bm := 0.32*(13-u)/(math.Exp((13-u)/4)-1), 0.28*(u-40)/(math.Exp((u-40)/5)-1)
			ah, bh := 0.128*math.Exp((17-u)/18), 4/(1+math.Exp((40-u)/5))
			an, bn := 0.032*(15-u)/(math.Exp((15-u)/5)-1), 0.5*math.Exp((10-u)/40)
			i := 20*y[3]*y[3]*y[3]*y[4]*(50-y[0]) + 6*y[5]*y[5]*y[5]*y[5]*(-90-y[0]) + 0.01*(-65-y[0]) + y[1]*(0-y[0]) + y[2]*(-80-y[0]) + 0.5
			return []float64{i / 0.2, -y[1] / 0.2, -y[2] / 2, am*(1-y[3]) - bm*y[3], ah*(1-y[4]) - bh*y[4], an*(1-y[5]) - bn*y[5]}
		},
		excite: func(y []float64) { y[1] += 0.05 }, inhibit: func(y []float64) { y[2] += 0.02 },
		test: func(y, before []float64) bool { return y[0] > 0 && before[0] <= 0 }},
	{name: "EIF_cond_exp_isfa_ista", args: "i_offset = 1 nA", exc: "10 nS", inh: "5 nS", start: []float64{-70.6, 0, 0, 0}, ms: 200, tolerance: 2e-2,
		rate:   func(y []float64) []float64 { return adex(y[0], y[3], y[1]*(0-y[0])+y[2]*(-80-y[0]), -y[1]/5, -y[2]/5) },
		excite: func(y []float64) { y[1] += 0.01 }, inhibit: func(y []float64) { y[2] += 0.005 },
		test: adexReset(3), hold: 2},
	{name: "EIF_cond_alpha_isfa_ista", args: "i_offset = 1 nA", exc: "10 nS", inh: "5 nS", start: []float64{-70.6, 0, 0, 0, 0, 0}, ms: 200, tolerance: 2e-2,
		rate: func(y []float64) []float64 {
			d := adex(y[0], y[3], y[1]*(0-y[0])+y[2]*(-80-y[0]), y[4]-y[1]/5, y[5]-y[2]/5)
			return append(d, -y[4]/5, -y[5]/5)
		},
		excite: func(y []float64) { y[4] += 0.01 * math.E / 5 }, inhibit: func(y []float64) { y[5] += 0.005 * math.E / 5 },
		test: adexReset(3), hold: 2},
	// With a threshold this sharp its hazard is none below and certain above.
	{name: "GIF_cond_exp", args: "delta_v = 1e-9 mV, i_offset = 1 nA", exc: "20 nS", inh: "15 nS", start: []float64{-65, 0, 0, 0, 0, 0, 0, 0, 0}, ms: 400, tolerance: 1e-4,
		rate: func(y []float64) []float64 {
			d := condExp(y, 1, -y[3]-y[4]-y[5])
			for i, tau := range []float64{1, 10, 100, 1, 10, 100} {
				d = append(d, -y[3+i]/tau)
			}
			return d
		},
		excite: func(y []float64) { y[1] += 0.020 }, inhibit: func(y []float64) { y[2] += 0.015 },
		test: func(y, _ []float64) bool {
			if y[0] < -48+y[6]+y[7]+y[8] {
				return false
			}
			y[0] = -65
			for i := 3; i < 9; i++ {
				y[i]++
			}
			return true
		}, hold: 80},
	{name: "Izhikevich", args: "i_offset = 0.01 nA", exc: "3 mV", inh: "-2 mV", start: []float64{-70, -14}, ms: 150, tolerance: 5e-2,
		rate: func(y []float64) []float64 {
			return []float64{0.04*y[0]*y[0] + 5*y[0] + 140 - y[1] + 10, 0.02 * (0.2*y[0] - y[1])}
		},
		excite: func(y []float64) { y[0] += 3 }, inhibit: func(y []float64) { y[0] -= 2 },
		test: func(y, _ []float64) bool {
			if y[0] < 30 {
				return false
			}
			y[0], y[1] = -65, y[1]+2
			return true
		}},
}

// pointCells are the neurons of std/pynn/point with receptors of each kind.
var pointCells = []cell{
	{name: "LIF", args: "i_offset = 0.7 nA, tau_refrac = 0.2 ms", attach: " synapse excitatory = CondBeta() -> i_inj; synapse inhibitory = CurrExp(tau_syn = 3 ms) -> i_inj ",
		exc: "0.2 uS", inh: "-1 nA", start: []float64{-65, 0, 0, 0}, ms: 150, tolerance: 2e-4,
		rate: func(y []float64) []float64 {
			return []float64{(-65-y[0])/20 + y[1]*(0-y[0]) + y[3] + 0.7, y[2] - y[1]/0.2, -y[2] / 1.7, -y[3] / 3}
		},
		excite: func(y []float64) { y[2] += 0.2 / 0.2 / riseAt(0.2, 1.7) }, inhibit: func(y []float64) { y[3]-- },
		test: reset(-50, -65), hold: 4},
	{name: "AdExp", args: "i_offset = 1 nA", attach: " synapse excitatory = CondAlpha(tau_syn = 2 ms) -> i_inj; synapse inhibitory = CondExp(e_syn = -80 mV, tau_syn = 4 ms) -> i_inj ",
		exc: "20 nS", inh: "5 nS", start: []float64{-70.6, 0, 0, 0, 0}, ms: 200, tolerance: 2e-2,
		rate: func(y []float64) []float64 {
			return append(adex(y[0], y[3], y[1]*(0-y[0])+y[2]*(-80-y[0]), y[4]-y[1]/2, -y[2]/4), -y[4]/2)
		},
		excite: func(y []float64) { y[4] += 0.02 * math.E / 2 }, inhibit: func(y []float64) { y[2] += 0.005 },
		test: adexReset(3), hold: 2},
}

// riseAt is the peak of the solution of g' = x - g/a, x' = -x/b that begins with x = 1/a.
func riseAt(a, b float64) float64 {
	peak := a * b / (b - a) * math.Log(b/a)
	return b / (b - a) * (math.Exp(-peak/b) - math.Exp(-peak/a))
}

func reset(threshold, to float64) func(y, _ []float64) bool {
	return func(y, _ []float64) bool {
		if y[0] < threshold {
			return false
		}
		y[0] = to
		return true
	}
}

func condExp(y []float64, offset, more float64) []float64 {
	return []float64{(-65-y[0])/20 + y[1]*(0-y[0]) + y[2]*(-70-y[0]) + offset + more, -y[1] / 5, -y[2] / 5}
}

func adex(v, w, synaptic, dg, di float64) []float64 {
	return []float64{(-70.6-v+2*math.Exp((v+50.4)/2))/9.3667 + (synaptic+1-w)/0.281, dg, di, (0.004*(v+70.6) - w) / 144}
}

func adexReset(w int) func(y, _ []float64) bool {
	return func(y, _ []float64) bool {
		if y[0] < -40 {
			return false
		}
		y[0] = -70.6
		y[w] += 0.0805
		return true
	}
}

// The steps in which spikes arrive: some coincide, some fall into refractoriness.
var excitatory, inhibitory = []float64{5, 12, 12.5, 13, 30, 31, 32, 33, 34, 60, 60.4, 75}, []float64{8, 31, 45, 60, 100}

// replay integrates a cell over steps of h with an adaptive method (Dormand &
// Prince 1980, doi:10.1016/0771-050X(80)90013-3) and applies events at their ends.
func (c *cell) replay(h float64) (spikes []int, v []float64) {
	at := func(list []float64) map[int]bool {
		m := map[int]bool{}
		for _, t := range list {
			m[int(math.Round(t/h))+1] = true // a delay of one step, see the model
		}
		return m
	}
	exc, inh := at(excitatory), at(inhibitory)
	y := append([]float64(nil), c.start...)
	v = append(v, y[0])
	held, silent := 0, 0
	for k := 1; k <= int(math.Round(c.ms/h)); k++ {
		before := append([]float64(nil), y...)
		stopped := held > 0
		if stopped {
			held--
		}
		y = integrate(func(y []float64) []float64 {
			d := c.rate(y)
			if stopped {
				d[0] = 0
			}
			return d
		}, y, h)
		mute := silent > 0
		if mute {
			silent--
		}
		keep := y[0]
		if exc[k] {
			c.excite(y)
		}
		if inh[k] {
			c.inhibit(y)
		}
		if stopped {
			y[0] = keep
		} else if !mute && c.test(y, before) {
			spikes = append(spikes, k)
			silent = int(math.Round(float64(c.quiet) * 0.05 / h))
			held = int(math.Round(float64(c.hold) * 0.05 / h))
		}
		v = append(v, y[0])
	}
	return spikes, v
}

// integrate carries y over a time with an error below 1e-11 per step of its own.
func integrate(f func([]float64) []float64, y []float64, span float64) []float64 {
	a := [][]float64{{}, {1. / 5}, {3. / 40, 9. / 40}, {44. / 45, -56. / 15, 32. / 9}, {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656}, {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84}}
	e := []float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}
	t, dt := 0.0, span
	for t < span*(1-1e-14) {
		dt = math.Min(dt, span-t)
		k := make([][]float64, 7)
		var next []float64
		for s := range k {
			z := append([]float64(nil), y...)
			for j, c := range a[s] {
				for i := range z {
					z[i] += dt * c * k[j][i]
				}
			}
			k[s], next = f(z), z
		}
		worst := 0.0
		for i := range y {
			x := 0.0
			for s := range k {
				x += e[s] * k[s][i]
			}
			worst = math.Max(worst, math.Abs(dt*x)/(1+math.Abs(y[i])))
		}
		if worst <= 1e-11 {
			t += dt
			y = next
		}
		dt *= math.Min(4, math.Max(0.1, 0.9*math.Pow(1e-11/math.Max(worst, 1e-30), 0.2)))
	}
	return y
}

// model is the same cell in nngen, with steps of h.
func (c *cell) model(h float64) string {
	times := func(list []float64) string {
		var parts []string
		for _, t := range list {
			parts = append(parts, formatMS(t))
		}
		return strings.Join(parts, ", ")
	}
	lib, exc, inh, v := "std/pynn", "excitatory", "inhibitory", "v"
	switch c.lib {
	case "std/nest":
		lib, exc, inh, v = c.lib, "ex", "in", "V_m"
	case "std/pynn/point":
		lib = c.lib
	case "std/neurons":
		lib, exc, inh, v = c.lib, "exc", "inh", "V"
	}
	if c.to != "" {
		exc, inh, _ = strings.Cut(c.to, " ")
	}
	return fmt.Sprintf(`import "%s"
network n {
  population e = spikes_at([%s])
  population i = spikes_at([%s])
  population p[1] = %s(%s) {%s}
  connect e -> p.%s by all_to_all() { weight = %s; delay = %v ms }
  connect i -> p.%s by all_to_all() { weight = %s; delay = %v ms }
  record spikes of p
  record %s of p
}
experiment default { step %v ms; run %v ms }
`, lib, times(excitatory), times(inhibitory), c.name, c.args, c.attach, exc, c.exc, h, inh, c.inh, h, v, h, c.ms)
}

func (c *cell) run(t *testing.T, h float64) (spikes []int, v []float64) {
	t.Helper()
	s := irtest.Study(t, c.model(h), lower.Options{})
	if exact := s.Programs[0].Method == "exact"; exact != c.exact {
		t.Errorf("the method is %s", s.Programs[0].Method)
	}
	_, r := run(t, s)
	for _, x := range r.Spikes {
		spikes = append(spikes, int(x.Step))
	}
	sort.Ints(spikes)
	return spikes, r.Traces[1][0]
}

// Every cell of std/pynn against an independent integration of the equations as
// PyNN documents them: the same steps of spikes, and the same v to the tolerance
// of the cell.
func TestPyNNCells(t *testing.T) {
	for _, c := range cells {
		t.Run(c.name, c.compare)
	}
	for _, c := range pointCells {
		c.lib = "std/pynn/point"
		t.Run(c.name, c.compare)
	}
}

// compare runs a cell and its reference.
func (c *cell) compare(t *testing.T) {
	if c.tolerance == 0 {
		c.firstOrder(t)
		return
	}
	h := 0.05
	if c.step > 0 {
		h = c.step
	}
	wantSpikes, want := c.replay(h)
	gotSpikes, got := c.run(t, h)
	if len(wantSpikes) < 2 {
		t.Fatalf("only %d spikes", len(wantSpikes))
	}
	if fmt.Sprint(gotSpikes) != fmt.Sprint(wantSpikes) {
		t.Fatalf("spikes at steps %v instead of %v", gotSpikes, wantSpikes)
	}
	worst, at := 0.0, 0
	for k := range want {
		if d := math.Abs(got[k] - want[k]); !(d <= worst) {
			worst, at = d, k
		}
	}
	t.Logf("largest difference %.2g mV at %v ms", worst, float64(at)*h)
	if !(worst <= c.tolerance) {
		t.Errorf("v differs by %.3g mV at %v ms", worst, float64(at)*h)
	}
}

// firstOrder checks that the times of spikes converge to those of the reference,
// and that half the step makes half the error.
func (c *cell) firstOrder(t *testing.T) {
	errorOf := func(h float64) float64 {
		want, _ := c.replay(h)
		got, _ := c.run(t, h)
		if len(want) < 3 || len(got) != len(want) {
			t.Fatalf("steps of %v ms: %d spikes instead of %d", h, len(got), len(want))
		}
		sum := 0.0
		for i := range want {
			sum += math.Abs(float64(got[i]-want[i])) * h
		}
		return sum / float64(len(want))
	}
	h := 0.01
	if c.step > 0 {
		h = c.step
	}
	coarse, fine := errorOf(2*h), errorOf(h)
	t.Logf("spikes are off by %.3g ms with steps of %v ms, by %.3g ms with %v ms", coarse, 2*h, fine, h)
	if !(fine < 0.2) || !(coarse/fine > 1.6 && coarse/fine < 2.6) {
		t.Errorf("spikes are off by %v and %v ms", coarse, fine)
	}
}
