package derive

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

const h = 0.1 // ms

func instr(op program.Op, a, b program.Ref) program.Instr {
	return program.Instr{Op: op, A: a, B: b, C: program.None}
}

func number(b *program.Block, x float64) program.Ref {
	in := instr(program.Const, program.None, program.None)
	in.Value = x
	return b.Add(in)
}

func quantity(b *program.Block, i int32) program.Ref {
	in := instr(program.LoadQuant, program.None, program.None)
	in.Index = i
	return b.Add(in)
}

// Quantities of synapse.
const (
	capacity = iota // C_m, pF
	tauM
	tauS
	refractory
	pVV // propagators
	pVI
	pII
	steps // round(refractory/h)
	seven // derived and literal
)

// synapse is a leaky membrane with an exponential current:
// V' = -V/tau_m + I/C_m, I' = -I/tau_s.
func synapse() *program.Program {
	p := &program.Program{Name: "synapse", Step: h, Quantities: []program.Quantity{
		{Name: "C_m", Value: 250}, {Name: "tau_m", Binding: program.Column}, {Name: "tau_s", Binding: program.Column}, {Name: "t_ref", Binding: program.Column},
		{Name: "P.V.V", Derived: true, Binding: program.Column}, {Name: "P.V.I", Derived: true, Binding: program.Column}, {Name: "P.I.I", Derived: true, Binding: program.Column},
		{Name: "steps", Type: program.Int, Derived: true, Binding: program.Column},
		{Name: "seven", Derived: true, Value: 7},
	}}
	var b program.Block
	minus, one := number(&b, -1), number(&b, 1)
	leak := b.Add(instr(program.Div, minus, quantity(&b, tauM)))
	drive := b.Add(instr(program.Div, one, quantity(&b, capacity)))
	decay := b.Add(instr(program.Div, minus, quantity(&b, tauS)))
	p.Derive.Exponentials = []program.Exponential{{N: 2, Block: b,
		Matrix:  []program.Ref{leak, drive, program.None, decay},
		Entries: []program.Entry{{Row: 0, Col: 0, Quantity: pVV}, {Row: 0, Col: 1, Quantity: pVI}, {Row: 1, Col: 1, Quantity: pII}}}}
	d := &p.Derive.Direct
	n := d.Add(instr(program.Div, quantity(d, refractory), number(d, h)))
	p.Derive.Values = []program.Direct{{Quantity: steps, Value: d.Add(instr(program.Round, n, program.None))}}
	return p
}

func given(tm, ts, ref float64) func(int) float64 {
	return func(q int) float64 { return [...]float64{250, tm, ts, ref}[q] }
}

// The propagators are those of Rotter & Diesmann 1999
// (doi:10.1007/s004220050570), equal time constants included.
func TestPropagators(t *testing.T) {
	p := synapse()
	for _, c := range []struct{ tm, ts float64 }{{10, 2}, {10, 10}, {20, 0.33}, {5, 5 * (1 + 1e-12)}, {1e9, 3}} {
		out := make([]float64, len(p.Quantities))
		if err := Derive(p, given(c.tm, c.ts, 2), out); err != nil {
			t.Fatal(err)
		}
		// exp(-h/tau_m)/C times the integral of exp(-u*d) from 0 to h, in
		// which equal time constants are no special case.
		d := 1/c.ts - 1/c.tm
		integral, term := 0.0, h
		for k := 1.0; k < 40; k++ {
			integral += term
			term *= -d * h / (k + 1)
		}
		for q, want := range map[int]float64{
			capacity: 250, tauM: c.tm, tauS: c.ts, steps: 20, seven: 7,
			pVV: math.Exp(-h / c.tm), pII: math.Exp(-h / c.ts), pVI: math.Exp(-h/c.tm) / 250 * integral,
		} {
			if math.Abs(out[q]-want) > 4e-16*math.Abs(want) {
				t.Errorf("tau %v and %v: %s is %v instead of %v", c.tm, c.ts, p.Quantities[q].Name, out[q], want)
			}
		}
	}
}

// A Derivation that has worked for other neurons, or failed for them, gives the
// same bits as a new one.
func TestReuse(t *testing.T) {
	p := synapse()
	d := New(p)
	for _, tm := range []float64{10, 10, 0, 10, 12, math.NaN(), 12, 12, 1e-300, 10} {
		fresh, reused := make([]float64, len(p.Quantities)), make([]float64, len(p.Quantities))
		err := Derive(p, given(tm, 2, 2), fresh)
		copy(reused, []float64{250, tm, 2, 2})
		reused[seven] = 7
		err2 := d.Quantities(reused)
		if (err == nil) != (err2 == nil) || err == nil && !reflect.DeepEqual(fresh, reused) {
			t.Errorf("tau_m = %v: %v and %v (%v, %v)", tm, fresh, reused, err, err2)
		}
		if bad := tm == 0 || math.IsNaN(tm); bad != (err != nil) {
			t.Errorf("tau_m = %v: %v", tm, err)
		}
	}
}

func TestErrors(t *testing.T) {
	p := synapse()
	out := make([]float64, len(p.Quantities))
	for _, c := range []struct {
		name, say   string
		tm, ts, ref float64
		out         []float64
	}{
		{"short", "room for 3 of the 9", 10, 2, 2, out[:3]},
		{"undefined value", "steps of synapse is NaN", 10, 2, math.NaN(), out},
		{"infinite value", "steps of synapse is -Inf", 10, 2, math.Inf(-1), out},
		{"tau 0", "the propagator of synapse", 0, 2, 2, out},
		{"overflow", "the propagator of synapse", -1e-4, 2, 2, out},
	} {
		if err := Derive(p, given(c.tm, c.ts, c.ref), c.out); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Propagators over 2h are the product of two over h.
func TestSemigroup(t *testing.T) {
	p, twice := synapse(), synapse()
	twice.Step = 2 * h
	for tm := 0.5; tm < 50; tm *= 1.37 {
		for ts := 0.2; ts < 60; ts *= 1.71 {
			a, b := make([]float64, 9), make([]float64, 9)
			if err := Derive(p, given(tm, ts, 2), a); err != nil {
				t.Fatal(err)
			}
			if err := Derive(twice, given(tm, ts, 2), b); err != nil {
				t.Fatal(err)
			}
			for q, want := range map[int]float64{pVV: a[pVV] * a[pVV], pII: a[pII] * a[pII], pVI: a[pVV]*a[pVI] + a[pVI]*a[pII]} {
				if math.Abs(b[q]-want) > 6e-16*math.Abs(want) {
					t.Errorf("tau %v, %v: %s is %v instead of %v", tm, ts, p.Quantities[q].Name, b[q], want)
				}
			}
		}
	}
}

// One more neuron with other parameters than the one before, and with the same.
func BenchmarkQuantities(b *testing.B) {
	p := synapse()
	for name, change := range map[string]float64{"different": 1e-6, "same": 0} {
		b.Run(name, func(b *testing.B) {
			d, quants := New(p), []float64{250, 10, 2, 2, 0, 0, 0, 0, 7}
			for b.Loop() {
				quants[tauM] += change
				if err := d.Quantities(quants); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
