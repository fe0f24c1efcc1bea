package solve_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/ir/solve"
	"github.com/nngen/nngen/runtime/program"
)

// withNetwork puts one neuron of the kind X into a network.
func withNetwork(neuron string) string {
	inject := ""
	if strings.Contains(neuron, "input J") { // or it would be taken out
		inject = "; inject 1 pA -> p.J"
	}
	return neuron + `
network n { population p[1] = X()` + inject + `
  record spikes of p }
experiment default { step 0.1 ms; run 10 ms }
`
}

func programOf(t *testing.T, neuron string) *program.Program {
	t.Helper()
	return irtest.Study(t, withNetwork(neuron), lower.Options{}).Programs[0]
}

func quantity(t *testing.T, p *program.Program, name string) float64 {
	t.Helper()
	for _, q := range p.Quantities {
		if q.Name == name {
			return q.Value
		}
	}
	t.Fatalf("%s has no quantity %s", p.Name, name)
	return 0
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)) {
		t.Errorf("%s is %.17g, not %.17g", what, got, want)
	}
}

// The propagators of a leaky neuron with an exponential current are known in
// closed form (Rotter & Diesmann 1999, section 3.2).
func TestPropagatorsOfExponentialCurrent(t *testing.T) {
	const h, tauM, tauS, c = 0.1, 10.0, 2.0, 250.0
	p := programOf(t, `
neuron X {
  param tau_m = 10 ms
  param tau_s = 2 ms
  param C_m = 250 pF
  state V = 0 mV
  state I = 0 pA
  input J : pA
  V' = -V/tau_m + (I + J)/C_m
  I' = -I/tau_s
  on V >= 15 mV { spike; V = 0 mV }
}`)
	if p.Method != "exact" {
		t.Fatalf("method %s: %s", p.Method, p.Why)
	}
	near(t, "P.V.V", quantity(t, p, "P.V.V"), math.Exp(-h/tauM), 1e-15)
	near(t, "P.I.I", quantity(t, p, "P.I.I"), math.Exp(-h/tauS), 1e-15)
	near(t, "P.V.I", quantity(t, p, "P.V.I"), tauS*tauM/(c*(tauM-tauS))*(math.Exp(-h/tauM)-math.Exp(-h/tauS)), 1e-13)
	near(t, "P.V.J", quantity(t, p, "P.V.J"), -tauM/c*math.Expm1(-h/tauM), 1e-14)
}

// Equal time constants are a removable singularity of that formula: h*exp(-h/tau)/C.
func TestEqualTimeConstants(t *testing.T) {
	p := programOf(t, `
neuron X {
  param tau = 5 ms
  state V = 0 mV
  state I = 0 pA
  V' = -V/tau + I/(100 pF)
  I' = -I/tau
  on V >= 15 mV { spike; V = 0 mV }
}`)
	near(t, "P.V.I", quantity(t, p, "P.V.I"), 0.1*math.Exp(-0.1/5)/100, 1e-14)
}

// However a model spells its units and orders its terms, the numbers agree to
// rounding: the propagator to an ulp or two.
func TestSpellingChangesNoNumber(t *testing.T) {
	form := func(c, tau, rate string) string {
		return fmt.Sprintf(`
neuron X {
  param C_m = %s
  param tau_m = %s
  param E_L = -65 mV
  state V = E_L
  state I = 0 pA
  V' = %s
  I' = -I/(2 ms)
  on V >= -50 mV { spike; V = E_L; hold V for 2 ms }
}`, c, tau, rate)
	}
	want := programOf(t, form("250 pF", "10 ms", "(E_L - V)/tau_m + I/C_m"))
	for _, text := range []string{
		form("0.25 nF", "10 ms", "(E_L - V)/tau_m + I/C_m"),
		form("250 pF", "0.01 s", "I/C_m + (E_L - V)/tau_m"),
		form("2.5e-4 uF", "10000 us", "I/C_m - (V - E_L)/tau_m"),
		form("250 pA*ms/mV", "10 ms", "-V/tau_m + E_L/tau_m + I/C_m"),
		form("250 pF", "1/(100 Hz)", "(I*tau_m + C_m*(E_L - V))/(C_m*tau_m)"),
	} {
		p := programOf(t, text)
		for _, q := range want.Quantities {
			if strings.HasPrefix(q.Name, "P.") {
				near(t, q.Name, quantity(t, p, q.Name), q.Value, 1e-15)
			}
		}
		if len(p.Integrate.Variants) != len(want.Integrate.Variants) {
			t.Errorf("%d variants instead of %d", len(p.Integrate.Variants), len(want.Integrate.Variants))
		}
	}
}

// Held states do not move, and the states that drive them go on.
func TestHoldVariants(t *testing.T) {
	p := programOf(t, `
neuron X {
  state V = 0 mV
  state a = 1
  state b = 1
  V' = -V/(10 ms) + a*(1 mV/ms)
  a' = -a/(5 ms)
  b' = -b/(3 ms) + V*(1/(1 mV*ms))
  on V >= 15 mV { spike; V = 0 mV; hold V for 2 ms }
}`)
	if len(p.Integrate.Variants) != 2 || p.States[0].HeldBy != 1 {
		t.Fatalf("%d variants, V held by %b", len(p.Integrate.Variants), p.States[0].HeldBy)
	}
	stored := func(b *program.Block) string {
		var names []string
		for _, s := range b.Stores {
			names = append(names, p.States[s.State].Name)
		}
		return strings.Join(names, " ")
	}
	for _, c := range []struct{ what, got, want string }{
		{"common", stored(&p.Integrate.Common), "a"},
		{"free", stored(&p.Integrate.Variants[0].Block), "V b"},
		{"held", stored(&p.Integrate.Variants[1].Block), "b"},
	} {
		if c.got != c.want {
			t.Errorf("%s advances %q, not %q", c.what, c.got, c.want)
		}
	}
	if got := p.Conditions[0].Blocked; got != 1 {
		t.Errorf("the threshold is blocked by %b, not by the hold of V", got)
	}
}

// Parameters that differ per neuron and enter linearly need one propagator for
// all neurons; those inside of coefficients make derived columns.
func TestColumns(t *testing.T) {
	text := `
neuron X {
  param I_e = 0 pA
  param tau_m = 10 ms
  state V = 0 mV
  V' = -V/tau_m + I_e/(100 pF)
  on V >= 15 mV { spike; V = 0 mV }
}
network n { population p[3] = X(%s)
  record spikes of p }
experiment default { step 0.1 ms; run 10 ms }
`
	p := irtest.Study(t, fmt.Sprintf(text, "I_e = uniform(0 pA, 1 pA)"), lower.Options{}).Programs[0]
	if len(p.Derive.Exponentials) != 0 || p.Method != "exact" {
		t.Errorf("a current that differs per neuron needs %d exponentials per neuron", len(p.Derive.Exponentials))
	}
	near(t, "P.V.I_e", quantity(t, p, "P.V.I_e"), -10.0/100*math.Expm1(-0.01), 1e-14)
	p = irtest.Study(t, fmt.Sprintf(text, "tau_m = uniform(5 ms, 10 ms)"), lower.Options{}).Programs[0]
	if len(p.Derive.Exponentials) != 1 {
		t.Fatalf("%d exponentials", len(p.Derive.Exponentials))
	}
	for _, e := range p.Derive.Exponentials[0].Entries {
		if q := p.Quantities[e.Quantity]; q.Binding != program.Column || !q.Derived {
			t.Errorf("entry %s is no derived column", q.Name)
		}
	}
}

// Each method integrates x' = -x/tau + cos-free polynomial forcing with its order:
// halving the step divides the error after a fixed time by 2^order.
func TestOrders(t *testing.T) {
	for _, c := range []struct {
		method string
		order  float64
	}{{"euler", 1}, {"heun", 2}, {"rk4", 4}} {
		t.Run(c.method, func(t *testing.T) {
			errorAt := func(steps int) float64 {
				h := 1.0 / float64(steps)
				s := irtest.Study(t, fmt.Sprintf(`
neuron X {
  state x = 1
  state y = 0
  x' = -x*y/(1 ms)
  y' = x*x/(1 ms)
  method %s
}
network n { population p[1] = X()
  record x of p }
experiment default { step %v ms; run 1 ms }`, c.method, h), lower.Options{})
				x, y := run(s, steps)
				// x^2 + y^2 = 1 and y = tanh(t).
				return math.Hypot(y-math.Tanh(1), x-1/math.Cosh(1))
			}
			order := math.Log2(errorAt(32) / errorAt(64))
			if math.Abs(order-c.order) > 0.15 {
				t.Errorf("order %.3f instead of %v", order, c.order)
			}
		})
	}
}

// run integrates the only program of a study and returns its first two states.
func run(s *ir.Study, steps int) (float64, float64) {
	p := s.Programs[0]
	states := []float64{1, 0}
	quants := make([]float64, len(p.Quantities))
	for i, q := range p.Quantities {
		quants[i] = q.Value
	}
	for k := range steps {
		env := &program.Env{States: states, Quants: quants, Step: int64(k), H: p.Step}
		b := &p.Integrate.Variants[0].Block
		b.Store(states, program.Eval(b, env, nil), nil)
	}
	return states[0], states[1]
}

// Exponential Euler is exact for one linear equation, also at rate zero.
func TestExponentialEuler(t *testing.T) {
	s := irtest.Study(t, `
neuron X {
  state x = 1
  state y = 0
  x' = (0.5 - x)/(2 ms)
  y' = 0.25/(1 ms)
  method exponential_euler
}
network n { population p[1] = X()
  record x of p }
experiment default { step 0.5 ms; run 4 ms }`, lower.Options{})
	x, y := run(s, 8)
	near(t, "x", x, 0.5+0.5*math.Exp(-2), 1e-14)
	near(t, "y", y, 1, 1e-15)
}

func TestMethodsAreNamed(t *testing.T) {
	for _, m := range solve.Methods() {
		p := programOf(t, "neuron X { state V = 0 mV\n V' = -V/(10 ms)\n on V >= 15 mV { spike }\n method "+m+" }")
		if p.Method != m || p.Why == "" {
			t.Errorf("method %s became %s (%s)", m, p.Method, p.Why)
		}
	}
}

// Rates are multiplied by the reciprocals of parameters, which are computed once; what
// is no parameter is divided by in every step, and so is zero.
func TestReciprocals(t *testing.T) {
	for _, c := range []struct {
		rate      string
		divisions bool
	}{{"x*x/(7 ms)", false}, {"x*x/tau", false}, {"x*x/(tau*k)", false}, {"x*x/(tau*(1 + x*x))", true}} {
		p := programOf(t, "neuron X {\n  param tau = 7 ms, k = 3\n  state x = 1\n  x' = "+c.rate+"\n  method rk4\n  on x > 2 { spike; x = 1 }\n}")
		found := false
		for _, b := range []program.Block{p.Integrate.Common, p.Integrate.Variants[0].Block} {
			for _, in := range b.Instrs {
				found = found || in.Op == program.Div
			}
		}
		if found != c.divisions {
			t.Errorf("x' = %s divides in every step: %v", c.rate, found)
		}
	}
}

// A hold of whole steps is taken without a word; the nearest steps of another are
// told, and a negative one is refused.
func TestHoldTimes(t *testing.T) {
	for time, want := range map[string]struct {
		steps float64
		said  int
	}{"2 ms": {20, 0}, "0.3 ms": {3, 0}, "2.03 ms": {20, 1}, "0.06 ms": {1, 1}, "0 ms": {0, 0}} {
		s, list := irtest.TryStudy(t, withNetwork("neuron X {\n  state x = 0\n  x' = 1/ms\n  on x > 2 { spike; x = 0; hold x for "+time+" }\n}"), lower.Options{})
		if s == nil {
			t.Fatal(time, list)
		}
		if len(list) != want.said {
			t.Errorf("%s: %v", time, list)
		}
		c := s.Programs[0].Conditions[0]
		if in := c.Action.Instrs[c.Starts[0].Steps]; in.Op != program.Const || in.Value != want.steps {
			t.Errorf("%s: %v %v", time, in.Op, in.Value)
		}
	}
	if s, _ := irtest.TryStudy(t, withNetwork("neuron X {\n  state x = 0\n  x' = 1/ms\n  on x > 2 { spike; x = 0; hold x for -1 ms }\n}"), lower.Options{}); s != nil {
		t.Error("a negative time is taken")
	}
}
