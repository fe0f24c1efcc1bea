package pass_test

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/ir/pass"
)

const text = `
import "std/plasticity"
neuron N {
  param tau = 10 ms
  state V = 0 mV, u = 0 mV
  V' = (u - V)/tau + 0*(1 mV/ms)
  u' = -u/tau
  on spike from in(w : mV) { V += 2*w - w }
  on V >= 1 mV { spike; V = V + u - u; u = u; hold V for 1 ms }
  on 1 > 2 { spike }
  on V >= 5 mV { if 2 < 1 { hold u for 1 ms } else { u += 1 mV } }
}
network n {
  population p[2] = N()
  connect p -> p.in by all_to_all() { weight = 1 mV; delay = 1 ms; plasticity = stdp(w_max = 3 mV) }
}
experiment default { step 0.1 ms; run 1 ms }
`

// dump is the model as text.
func dump(m *ir.Model) string {
	var b strings.Builder
	ir.Dump(&b, m)
	return b.String()
}

func lowered(t *testing.T) *ir.Model { return loweredFrom(t, text) }

func loweredFrom(t *testing.T, text string) *ir.Model {
	t.Helper()
	in, list := irtest.Input(text)
	m, more := lower.Lower(in, lower.Options{})
	if list.HasErrors() || more.HasErrors() {
		t.Fatal(list, more)
	}
	return m
}

// A second round changes nothing, and every pass leaves its input alone.
func TestPassesSettle(t *testing.T) {
	m := lowered(t)
	before := dump(m)
	once := pass.Run(m, pass.Common, nil)
	if dump(m) != before {
		t.Error("a pass changed its input")
	}
	if twice := pass.Run(once, pass.Common, nil); dump(twice) != dump(once) {
		t.Errorf("a second round changes\n%s\ninto\n%s", dump(once), dump(twice))
	}
	if dump(once) == before {
		t.Error("the passes do nothing to a model that has something to settle")
	}
}

// What can have no effect is gone, and nothing else.
func TestSettle(t *testing.T) {
	m := pass.Run(lowered(t), pass.Common, nil)
	d := m.Dynamics[0]
	if len(d.Handlers) != 2 {
		t.Fatalf("%d handlers are left instead of 2", len(d.Handlers))
	}
	if n := len(d.Handlers[0].Body); n != 0 {
		t.Errorf("%d assignments of states to themselves are left", n)
	}
	if len(d.Handlers[0].Holds) != 1 || len(d.Handlers[1].Holds) != 0 || len(d.Handlers[1].Body) != 1 {
		t.Errorf("%+v", d.Handlers)
	}
	if len(m.Rules) != 1 || len(m.Rules[0].Events) != 2 {
		t.Errorf("the plasticity rule was lost: %+v", m.Rules)
	}
}

// Names of passes are given once and described: `nngen dump --stage` uses them.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range pass.Common {
		if p.Name == "" || p.Doc == "" || seen[p.Name] {
			t.Errorf("%+v", p)
		}
		seen[p.Name] = true
	}
}
