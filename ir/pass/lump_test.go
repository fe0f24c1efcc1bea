package pass_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/ir/pass"
	"github.com/nngen/nngen/runtime/network"
)

// equal has four synapses of one kind, of which a, b and c can share their states:
// d has another reversal potential.
const equal = `
import "std/synapses"
neuron N {
  param tau = 5 ms, E = 0 mV, factor = 1
  synapse a = alpha_cond(tau = tau)
  synapse b = alpha_cond(tau = 5 ms, E_rev = E)
  synapse c = alpha_cond()
  synapse d = alpha_cond(tau = 5 ms, E_rev = -80 mV)
  state V = -65 mV
  let I = a + b + factor*c + d
  V' = (-65 mV - V)/(10 ms) + I/(250 pF)
  on V > -50 mV { spike; V = -65 mV; hold V for 2 ms }
}
network n {
  population p[20] = N(ARGUMENTS) { INIT }
  connect poisson(rate = 5 kHz) -> p.a by one_to_one() { weight = 1 nS; delay = 1 ms }
  connect poisson(rate = 1 kHz) -> p.b by one_to_one() { weight = 3 nS; delay = 2 ms }
  connect poisson(rate = 1 kHz) -> p.c by one_to_one() { weight = 2 nS; delay = 1 ms }
  connect poisson(rate = 2 kHz) -> p.d by one_to_one() { weight = 1 nS; delay = 1 ms }
  record V, I of p
  record spikes of p
  RECORD
}
experiment default { step 0.1 ms; seed 1; run 100 ms }
`

func equalWith(arguments, init, record string) string {
	text := strings.NewReplacer("ARGUMENTS", arguments, "INIT", init, "RECORD", record).Replace(equal)
	return strings.Replace(text, "alpha_cond()", "alpha_cond(tau = 5 ms)", 1)
}

func TestLump(t *testing.T) {
	for _, c := range []struct {
		arguments, init, record string
		states, notes           int
	}{
		{"", "", "", 1 + 2*2, 2},
		{"", "", "record d.g of p", 1 + 2*2, 2},
		{"", "", "record b.g of p", 1 + 3*2, 2},           // a and c
		{"", "", "record b of p", 1 + 3*2, 2},             // its output alone
		{"", "init b.g = 1 nS", "", 1 + 3*2, 1},           // begins elsewhere
		{"tau = 4 ms", "", "", 1 + 3*2, 1},                // b and c
		{"b.E_rev = -1 mV", "", "", 1 + 3*2, 1},           // a and c
		{"factor = 2", "", "", 1 + 3*2, 1},                // a and b
		{"tau = uniform(4 ms, 5 ms)", "", "", 1 + 3*2, 1}, // b and c
	} {
		m := pass.Run(loweredFrom(t, equalWith(c.arguments, c.init, c.record)), pass.Common, nil)
		d := m.Dynamics[0]
		if len(d.States) != c.states || len(d.Lumped) != c.notes {
			t.Errorf("%+v: %d states, %q", c, len(d.States), d.Lumped)
		}
		for _, r := range m.Records {
			if r.Variable != "" && d.Observe[r.Observable].Name != r.Variable {
				t.Errorf("%+v: a record of %s reads %s", c, r.Variable, d.Observe[r.Observable].Name)
			}
		}
	}
}

// Traces are the same whether ports share states or not, but for rounding.
func TestLumpingChangesNothing(t *testing.T) {
	run := func(record string) *interp.Result {
		s := irtest.Study(t, equalWith("", "", record), lower.Options{})
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
	together, apart := run(""), run("record a.g, b.g, c.g of p[:1]")
	if len(together.Spikes) < 20 || len(together.Spikes) != len(apart.Spikes) {
		t.Fatalf("%d and %d spikes", len(together.Spikes), len(apart.Spikes))
	}
	different := false
	for r := range 2 {
		for e := range together.Traces[r] {
			for k, x := range together.Traces[r][e] {
				y := apart.Traces[r][e][k]
				different = different || x != y
				if math.Abs(x-y) > 1e-9*math.Max(1, math.Abs(y)) {
					t.Fatalf("record %d of %d at sample %d: %v and %v", r, e, k, x, y)
				}
			}
		}
	}
	if !different {
		t.Error("not even roundings differ: nothing was lumped")
	}
}
