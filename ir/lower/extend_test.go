package lower_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/program"
)

const base = `
import "std/synapses"
neuron LIF {
  param C_m = 250 pF; param tau_m = 10 ms; param V_th = -50 mV
  synapse exc = exp_current(tau = 2 ms)
  state V = -65 mV
  V' = (-65 mV - V)/tau_m + exc/C_m
  on V >= V_th { spike; V = -65 mV; hold V for 2 ms }
  on V < -90 mV { V = -90 mV }
}
`

// programOf compiles definitions and returns the program of the neuron X, without
// what names it and quotes its text.
func programOf(t *testing.T, text string) program.Program {
	t.Helper()
	s := irtest.Study(t, text+"\nnetwork n { population p[1] = X(); record spikes of p }\nexperiment default { step 0.1 ms; run 1 ms }\n", lower.Options{})
	p := *s.Programs[0]
	p.Name, p.Doc, p.Equations, p.Definitions = "", "", nil, nil
	for i := range p.Conditions {
		p.Conditions[i].Doc = ""
	}
	return p
}

// A neuron that extends another is the one that could have been written out.
func TestExtends(t *testing.T) {
	for name, c := range map[string]struct{ short, long string }{
		"adds": {`neuron X extends LIF {
			state w = 0 pA
			w' = -w/(100 ms)
			V' += -w/C_m
			after spike { w += 10 pA }
		}`, `neuron X {
			param C_m = 250 pF; param tau_m = 10 ms; param V_th = -50 mV
			synapse exc = exp_current(tau = 2 ms)
			state V = -65 mV
			V' = (-65 mV - V)/tau_m + exc/C_m + -w/C_m
			on V >= V_th { spike; V = -65 mV; hold V for 2 ms; w += 10 pA }
			on V < -90 mV { V = -90 mV }
			state w = 0 pA
			w' = -w/(100 ms)
		}`},
		"replaces": {`neuron X extends LIF {
			param I = 5 pA
			replace V' = I/C_m
			replace on V >= V_th { spike; V = -70 mV }
			method rk4
		}`, `neuron X {
			param C_m = 250 pF; param tau_m = 10 ms; param V_th = -50 mV
			synapse exc = exp_current(tau = 2 ms)
			state V = -65 mV
			V' = I/C_m
			on V >= V_th { spike; V = -70 mV }
			on V < -90 mV { V = -90 mV }
			param I = 5 pA
			method rk4
		}`},
		"in two steps, over a variant": {`neuron Fast = LIF(tau_m = 5 ms, exc.tau = 1 ms)
		neuron Y extends Fast { V' -= 2 mV/ms }
		neuron X extends Y { V' *= 3 }`, `neuron X {
			param C_m = 250 pF; param tau_m = 5 ms; param V_th = -50 mV
			synapse exc = exp_current(tau = 1 ms)
			state V = -65 mV
			V' = ((-65 mV - V)/tau_m + exc/C_m - 2 mV/ms)*3
			on V >= V_th { spike; V = -65 mV; hold V for 2 ms }
			on V < -90 mV { V = -90 mV }
		}`},
		"behind a spike in an if": {`neuron Base {
			state V = 0 mV, n = 0
			V' = 1 mV/ms
			on V >= 1 mV { if n < 3 { spike; V = 0 mV } else { V = -1 mV } }
		}
		neuron X extends Base { after spike { n += 1 } }`, `neuron X {
			state V = 0 mV, n = 0
			V' = 1 mV/ms
			on V >= 1 mV { if n < 3 { spike; V = 0 mV; n += 1 } else { V = -1 mV } }
		}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, want := programOf(t, base+c.short), programOf(t, base+c.long)
			// Parameters may stand in another order.
			if len(got.Quantities) != len(want.Quantities) {
				t.Fatalf("%d quantities instead of %d", len(got.Quantities), len(want.Quantities))
			}
			got.Quantities, want.Quantities = nil, nil
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%+v\ninstead of\n%+v", got, want)
			}
		})
	}
}

func TestExtendsMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"neuron X extends LIFE {}":                                                                     "there is no neuron LIFE",
		"neuron X extends LIF { w' += 1 mV/ms }":                                                       "LIF lacks an equation of w",
		"neuron X extends LIF { replace on V > V_th { spike } }":                                       "LIF lacks a handler for this",
		"neuron Y { state V = 0 mV; V' = -V/(1 ms) }\nneuron X extends Y { after spike { V = 0 mV } }": "Y lacks a handler that spikes",
		"neuron X { state V = 0 mV; V' = -V/(1 ms); after spike { V = 0 mV } }":                        "this changes a handler of another neuron",
		"neuron X extends X { V' += 1 mV/ms }":                                                         "X",
		"neuron X extends LIF { state V = 0 mV }":                                                      "V",
	} {
		_, list := irtest.TryStudy(t, base+text+"\nnetwork n { population p[1] = X() }\nexperiment default { step 0.1 ms; run 1 ms }\n", lower.Options{})
		found := false
		for _, d := range list {
			found = found || strings.Contains(d.Message, want) && d.Primary.Valid()
		}
		if !list.HasErrors() || !found {
			t.Errorf("%s\ngives %v, want %q", text, list, want)
		}
	}
}
