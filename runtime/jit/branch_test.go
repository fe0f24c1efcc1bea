package jit

import "testing"

// TestJoin: values that are needed after a branch are the same for groups of elements
// that enter it and for those that do not, where there are more values than registers,
// before the branch, in it and after it.
func TestJoin(t *testing.T) {
	need(t)
	const many = 40
	for _, live := range []int{1, 10, many} {
		for _, narrow := range []bool{true, false} {
			b := NewBuilder(elements, 0)
			b.narrow = narrow
			var before []Ref
			for k := range live {
				before = append(before, b.Mul(b.Column(0), b.Const(float64(k+1))))
			}
			b.IfAny(b.Gt(b.Column(0), b.Const(15)), func() {
				var inside []Ref
				for k := range many {
					inside = append(inside, b.Add(b.Column(0), b.Const(float64(k))))
				}
				sum := b.Column(1)
				for k := range many {
					sum = b.Add(b.Mul(sum, b.Const(0.5)), inside[many-1-k])
				}
				b.Store(1, b.Add(sum, before[live-1]))
			})
			var after []Ref
			for k := range many {
				after = append(after, b.Add(b.Column(0), b.Const(float64(100+k))))
			}
			sum := b.Const(0)
			for k := range many {
				sum = b.Add(sum, after[many-1-k])
			}
			for k := range live {
				sum = b.Add(b.Mul(sum, b.Const(3)), before[live-1-k])
			}
			b.Store(2, b.Add(sum, b.Column(1)))
			code, err := b.Compile()
			if err != nil {
				t.Fatal(err)
			}
			w := newWorkbench(3, nil, func() float64 { return 0 })
			for i := range elements {
				w.column(0)[i] = float64(i * i % 23)
				if i >= elements/2 {
					w.column(0)[i] = float64(i % 7) // groups that do not enter
				}
			}
			code.NewFrame().Run(w.slab, 0, 0, 0, elements, nil, nil)
			entered, passed := 0, 0
			for i, x := range w.column(0) {
				inside := 0.0
				for k := range many {
					inside = float64(inside*0.5) + (x + float64(many-1-k))
				}
				want := 0.0
				for k := range many {
					want += x + float64(100+many-1-k)
				}
				for k := range live {
					want = float64(want*3) + float64(x*float64(live-k))
				}
				got := w.column(1)[i]
				switch inside += float64(x * float64(live)); got {
				case 0:
					passed++
				case inside:
					entered++
				default:
					t.Errorf("%d values, element %d: %v in the branch instead of %v", live, i, got, inside)
				}
				if sum := w.column(2)[i]; sum != want+got {
					t.Errorf("%d values, element %d: %v after the branch instead of %v", live, i, sum, want+got)
				}
			}
			if entered < elements/8 || passed < elements/2 {
				t.Errorf("%d elements entered the branch, %d did not", entered, passed)
			}
		}
	}
}
