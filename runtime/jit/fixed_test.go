package jit

import (
	"math"
	"slices"
	"testing"
)

// TestFixed: constants that are read most often have registers of their own, also
// after Go was called, which leaves nothing in them; those of branches have none.
func TestFixed(t *testing.T) {
	need(t)
	for _, narrow := range []bool{true, false} {
		b := NewBuilder(elements, 0)
		b.narrow = narrow
		x, three, ten, rare := b.Column(0), b.Const(3), b.Const(10), b.Const(7)
		y := b.Mul(b.Add(x, three), three)
		z := b.Call(func(args [3]float64) float64 { return math.Cbrt(args[0]) }, b.Gt(x, ten), x, x)
		b.Store(1, b.Sub(b.Add(z, three), b.Mul(y, ten)))
		b.IfAny(b.Gt(x, three), func() { b.Store(2, b.Mul(b.Column(0), rare)) })
		if list := b.fixed(5); !slices.Equal(list, []Ref{three, ten}) {
			t.Errorf("constants %v instead of %v and %v", list, three, ten)
		}
		if list := b.fixed(1); !slices.Equal(list, []Ref{three}) {
			t.Errorf("constants %v instead of %v", list, three)
		}
		code, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		w := newWorkbench(3, nil, func() float64 { return 0 })
		for i := range elements {
			w.column(0)[i] = float64(i) / 2
		}
		code.NewFrame().Run(w.slab, 0, 0, 0, elements, nil, nil)
		for i, x := range w.column(0) {
			z := x
			if x > 10 {
				z = math.Cbrt(x)
			}
			want := z + 3 - float64((x+3)*3)*10
			if got := w.column(1)[i]; got != want {
				t.Errorf("%v gives %v instead of %v", x, got, want)
			}
			if got := w.column(2)[i]; x > 3 && got != x*7 {
				t.Errorf("%v times 7 is %v", x, got)
			}
		}
	}
}
