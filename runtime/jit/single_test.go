package jit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

// twin computes a block of Single with the states x, operation by operation, without
// machine code: all values are constants, which the builder computes itself.
func twin(t *testing.T, block *program.Block, time float32, x func(state int) float32) func(r program.Ref) float32 {
	t.Helper()
	b := Single.NewBuilder(elements, 0)
	values := *block
	values.Instrs = append([]program.Instr(nil), block.Instrs...)
	for i := range values.Instrs {
		if in := &values.Instrs[i]; in.Op == program.LoadTime {
			*in = program.Instr{Op: program.Const, Value: float64(time)}
		}
	}
	v, err := b.Block(&values, Loads{State: func(i int) Ref { return b.Const(float64(x(i))) }})
	if err != nil {
		t.Fatal(err)
	}
	return func(r program.Ref) float32 {
		bits, ok := b.constant(v[r])
		if !ok {
			t.Fatalf("value %d is not computed by the builder", r)
		}
		return math.Float32frombits(uint32(bits))
	}
}

func same32(a, b float32) bool {
	return math.Float32bits(a) == math.Float32bits(b) || a != a && b != b
}

// TestSingleBlocks compares machine code of random blocks of binary32 with their twin,
// bit by bit, over several steps, with both sizes of vectors. Numbers that are only moved may
// stay below the smallest one; they count as 0.
func TestSingleBlocks(t *testing.T) {
	need(t)
	rounds := 400
	if testing.Short() {
		rounds = 40
	}
	for round := range rounds {
		r := rand.New(rand.NewPCG(7, uint64(round)))
		states := 1 + r.IntN(6)
		block := randomBlock(r, states, 5+r.IntN(150))
		b := Single.NewBuilder(elements, 0)
		b.narrow = round%2 == 0
		v, err := b.Block(block, Loads{State: b.Column})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range block.Stores {
			b.Store(s.State, v[s.Value])
		}
		code, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		slab := Column(states * elements / 2)
		column := func(s int) []float32 { return Singles(slab)[s*elements : (s+1)*elements] }
		for i := range Singles(slab) {
			Singles(slab)[i] = float32(math.Ldexp(r.NormFloat64()*3, []int{0, 0, 0, -60, -124}[r.IntN(5)]))
		}
		want := append([]float32(nil), Singles(slab)...)
		f := code.NewFrame()
		lo, hi := 16*r.IntN(2), 21+r.IntN(elements-20)
		for k := range int64(3) {
			f.Run(slab, k, 0.1, lo, hi, nil, nil)
			for i := lo; i < (hi+Single.Lanes()-1)/Single.Lanes()*Single.Lanes(); i++ {
				value := twin(t, block, float32((float64(k)+0.5)*0.1), func(s int) float32 { return want[s*elements+i] })
				for _, s := range block.Stores {
					want[s.State*elements+i] = value(s.Value)
				}
			}
			for s := range states {
				for i, got := range column(s) {
					w := want[s*elements+i]
					if !same32(flushed(w), flushed(got)) {
						t.Fatalf("round %d, step %d: number %d of state %d is %v instead of %v", round, k, i, s, got, w)
					}
				}
			}
			copy(want, Singles(slab))
		}
	}
}

// flushed is a number as operations of Single see it.
func flushed(x float32) float32 {
	return float32(Single.number(uint64(math.Float32bits(x))))
}

// TestSingleFunctions compares every operation of binary32 with its twin, bit by bit, and
// with the same one of binary64 of the same arguments, within the distance named below,
// in units of the last place.
func TestSingleFunctions(t *testing.T) {
	need(t)
	const rounded = 0.5000001
	type operation struct {
		op    program.Op
		fn    string
		arity int
		ulps  float64
	}
	list := []operation{{program.Call, "exp", 1, 1}, {program.Call, "expm1", 1, 2}, {program.Call, "exprel", 1, 2}, {program.Call, "linoid", 2, 2}}
	for _, fn := range []string{"log", "tanh", "sin", "erf"} {
		list = append(list, operation{program.Call, fn, 1, rounded})
	}
	list = append(list, operation{program.Call, "pow", 2, rounded})
	for _, op := range []program.Op{program.Add, program.Sub, program.Mul, program.Div, program.Min, program.Max} {
		list = append(list, operation{op, "", 2, rounded})
	}
	for _, op := range []program.Op{program.Neg, program.Abs, program.Sqrt, program.Floor, program.Ceil, program.Round} {
		list = append(list, operation{op, "", 1, rounded})
	}
	for _, narrow := range []bool{true, false} {
		for _, o := range list {
			r := rand.New(rand.NewPCG(5, 6))
			in := program.Instr{Op: o.op, Fn: o.fn, A: 0, B: program.None, C: program.None}
			if o.arity == 2 {
				in.B = 1
			}
			block := &program.Block{Instrs: []program.Instr{{Op: program.LoadState, Index: 0}, {Op: program.LoadState, Index: 1}, in}}
			b := Single.NewBuilder(elements, 0)
			b.narrow = narrow
			v, err := b.Block(block, Loads{State: b.Column})
			if err != nil {
				t.Fatal(err)
			}
			b.Store(2, v[2])
			code, err := b.Compile()
			if err != nil {
				t.Fatal(err)
			}
			f, slab, worst := code.NewFrame(), Column(3*elements/2), 0.0
			numbers := Singles(slab)
			for range 100 {
				for i := range 2 * elements {
					switch r.IntN(4) {
					case 0:
						numbers[i] = float32(odd[r.IntN(len(odd))])
					case 1:
						numbers[i] = float32(r.NormFloat64() * 20)
					case 2:
						numbers[i] = float32(math.Ldexp(r.NormFloat64(), r.IntN(200)-100))
					default:
						numbers[i] = float32(r.NormFloat64() * 400)
					}
				}
				f.Run(slab, 0, 0.1, 0, elements, nil, nil)
				for i := range elements {
					x, y, got := numbers[i], numbers[elements+i], numbers[2*elements+i]
					if want := twin(t, block, 0, func(s int) float32 { return numbers[s*elements+i] })(2); !same32(want, got) {
						t.Fatalf("%v %s of %v and %v is %v instead of %v", o.op, o.fn, x, y, got, want)
					}
					exact := program.Apply(o.op, o.fn, float64(flushed(x)), float64(flushed(y)), 0)
					if d := ulps(got, exact); d > o.ulps {
						t.Fatalf("%v %s of %v and %v is %v, %v is %g units of the last place away", o.op, o.fn, x, y, got, exact, d)
					} else {
						worst = max(worst, d)
					}
				}
			}
			t.Logf("%v %s: %.2f", o.op, o.fn, worst)
		}
	}
}

// ulps is how far x is from y in units of the last place of binary32; numbers below the
// smallest one are 0.
func ulps(x float32, y float64) float64 {
	switch {
	case float64(x) == y || x != x && y != y || float64(x) == float64(float32(y)):
		return 0
	case math.Abs(y) <= leastSingle && math.Abs(float64(x)) <= leastSingle:
		return 0
	case math.Abs(y) > math.MaxFloat32 && math.Abs(float64(x)) > math.MaxFloat32*(1-1e-6) && (y > 0) == (x > 0):
		return 0
	}
	_, e := math.Frexp(y)
	return math.Abs(float64(x)-y) / math.Ldexp(1, e-24)
}

// TestSingleArrivals: sums of both kinds are read, rounded and cleared, and a number
// that is too small is 0, also after Go was called, whose own arithmetic has such
// numbers.
func TestSingleArrivals(t *testing.T) {
	need(t)
	for _, narrow := range []bool{true, false} {
		for _, whole := range []bool{true, false} {
			t.Run(fmt.Sprintf("narrow=%v,whole=%v", narrow, whole), func(t *testing.T) {
				b := Single.NewBuilder(elements, 2)
				b.narrow = narrow
				x := b.Sum(1, whole, 0x1p-10)
				least := 0.0
				again := b.Call(func(args [3]float64) float64 {
					tiny := math.Float32frombits(1)
					least = float64(tiny * float32(args[0]))
					return args[0]
				}, b.Gt(x, b.Const(0)), b.Const(0), x)
				b.Store(0, b.Add(x, again))
				b.Store(1, b.Mul(b.Add(x, b.Const(1)), b.Mul(b.Const(0x1p-100), b.Column(2))))
				b.ClearArrived(0)
				b.ClearArrived(1)
				fires := b.Gt(x, b.Const(0))
				b.IfAny(fires, func() { b.Emit(fires) })
				code, err := b.Compile()
				if err != nil {
					t.Fatal(err)
				}
				slab, arrived := Column(3*elements/2), [][]float64{Column(elements), Column(elements)}
				const n = elements - 3
				var want []float32
				var fired []int32
				for i := range elements {
					Singles(slab)[2*elements+i] = 0x1p-40
					sum := int64(i-20) * (1<<40 + 12345)
					arrived[0][i] = 1
					if whole {
						arrived[1][i] = math.Float64frombits(uint64(sum))
					} else {
						arrived[1][i] = float64(sum)
					}
					y := float32(sum)
					if whole {
						y *= 0x1p-10
					}
					want = append(want, y+max(y, 0))
					if y > 0 && i < n {
						fired = append(fired, int32(i))
					}
				}
				got := code.NewFrame().Run(slab, 0, 1, 0, n, arrived, nil)
				if fmt.Sprint(got) != fmt.Sprint(fired) {
					t.Errorf("%v fired instead of %v", got, fired)
				}
				for i, y := range want {
					if got := Singles(slab)[i]; got != y {
						t.Errorf("element %d got %v instead of %v", i, got, y)
					}
					if arrived[0][i] != 0 || arrived[1][i] != 0 {
						t.Errorf("what arrived at %d is still there", i)
					}
					if z := Singles(slab)[elements+i]; math.Abs(float64(z)) < leastSingle && z != 0 {
						t.Errorf("element %d has %v, which is too small", i, z)
					}
				}
				if least == 0 {
					t.Error("Go has no small numbers while code runs")
				}
				if x := code.Inspect(); x.Dirty != 0 {
					t.Errorf("%d returns leave upper halves", x.Dirty)
				}
			})
		}
	}
}
