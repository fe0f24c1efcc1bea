package jit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

const elements = 48

// bench holds columns and runs code over them.
type workbench struct {
	columns int
	slab    []float64
}

func newWorkbench(columns int, r *rand.Rand, draw func() float64) *workbench {
	w := &workbench{columns: columns, slab: Column(columns * elements)}
	for i := range w.slab {
		w.slab[i] = draw()
	}
	_ = r
	return w
}

func (w *workbench) column(c int) []float64 { return w.slab[c*elements : (c+1)*elements] }

func need(t testing.TB) {
	t.Helper()
	if err := Available(); err != nil {
		t.Skip(err)
	}
}

// odd numbers are those at which functions change their ways.
var odd = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 0.49999999999999994, 1.5, 2.5, -2.5, 1e-300, -1e-300, 0x1p-54, -0x1p-54, 0x1p-55, 60, -60, 61, -61,
	709.7, 710, 711, -745, -746, -747, 730, 731, 1400, -1401, 1e308, -1e308, math.Inf(1), math.Inf(-1), math.NaN(), 0x1p-1074, 4503599627370497.5}

func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

// TestFunctions compares every operation with its definition.
func TestFunctions(t *testing.T) {
	need(t)
	type operation struct {
		op    program.Op
		fn    string
		arity int
	}
	ops := []operation{{program.Add, "", 2}, {program.Sub, "", 2}, {program.Mul, "", 2}, {program.Div, "", 2}, {program.Neg, "", 1}, {program.Abs, "", 1},
		{program.Sqrt, "", 1}, {program.Floor, "", 1}, {program.Ceil, "", 1}, {program.Round, "", 1}, {program.Min, "", 2}, {program.Max, "", 2}}
	for _, fn := range []string{"exp", "expm1", "exprel", "log", "log1p", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "sign"} {
		ops = append(ops, operation{program.Call, fn, 1})
	}
	for _, fn := range []string{"pow", "linoid"} {
		ops = append(ops, operation{program.Call, fn, 2})
	}
	for at := range 2 * len(ops) {
		op, narrow := ops[at/2], at%2 == 0
		r := rand.New(rand.NewPCG(1, 2))
		b := NewBuilder(elements, 0)
		b.narrow = narrow
		in := program.Instr{Op: op.op, Fn: op.fn, A: 0, B: program.None, C: program.None}
		block := &program.Block{Instrs: []program.Instr{{Op: program.LoadState, Index: 0}, {Op: program.LoadState, Index: 1}}}
		if op.arity == 2 {
			in.B = 1
		}
		block.Instrs = append(block.Instrs, in)
		v, err := b.Block(block, Loads{State: b.Column})
		if err != nil {
			t.Fatal(err)
		}
		b.Store(2, v[2])
		code, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		f := code.NewFrame()
		for round := range 300 {
			w := newWorkbench(3, r, func() float64 {
				switch r.IntN(4) {
				case 0:
					return odd[r.IntN(len(odd))]
				case 1:
					return r.NormFloat64() * 20
				case 2:
					return math.Ldexp(r.NormFloat64(), r.IntN(200)-100)
				}
				return r.NormFloat64() * 400
			})
			f.Run(w.slab, int64(round), 0.1, 0, elements, nil, nil)
			for i := range elements {
				x, y := w.column(0)[i], w.column(1)[i]
				if want, got := program.Apply(op.op, op.fn, x, y, 0), w.column(2)[i]; !same(want, got) {
					t.Fatalf("%v %s of %v and %v is %v instead of %v", op.op, op.fn, x, y, got, want)
				}
			}
		}
	}
}

// randomBlock makes a block of n operations on states.
func randomBlock(r *rand.Rand, states, n int) *program.Block {
	b := &program.Block{}
	var numbers, truths []program.Ref
	for i := range states {
		numbers = append(numbers, b.Add(program.Instr{Op: program.LoadState, Index: int32(i), A: program.None, B: program.None, C: program.None}))
	}
	numbers = append(numbers, b.Add(program.Instr{Op: program.Const, Value: r.NormFloat64()}), b.Add(program.Instr{Op: program.LoadTime, Value: 0.5}))
	number := func() program.Ref { return numbers[r.IntN(len(numbers))] }
	truths = append(truths, b.Add(program.Instr{Op: program.Lt, Type: program.Bool, A: number(), B: number(), C: program.None}))
	truth := func() program.Ref { return truths[r.IntN(len(truths))] }
	functions := []string{"exp", "expm1", "exprel", "tanh", "log"}
	for range n {
		switch k := r.IntN(24); {
		case k < 12:
			op := []program.Op{program.Add, program.Sub, program.Mul, program.Div, program.Min, program.Max}[k/2]
			numbers = append(numbers, b.Add(program.Instr{Op: op, A: number(), B: number(), C: program.None}))
		case k < 15:
			op := []program.Op{program.Neg, program.Abs, program.Round}[k-12]
			numbers = append(numbers, b.Add(program.Instr{Op: op, A: number(), B: program.None, C: program.None}))
		case k < 18:
			op := []program.Op{program.Le, program.Ne, program.Ge}[k-15]
			truths = append(truths, b.Add(program.Instr{Op: op, Type: program.Bool, A: number(), B: number(), C: program.None}))
		case k < 20:
			op := []program.Op{program.And, program.Or}[k-18]
			truths = append(truths, b.Add(program.Instr{Op: op, Type: program.Bool, A: truth(), B: truth(), C: program.None}))
		case k < 21:
			truths = append(truths, b.Add(program.Instr{Op: program.Not, Type: program.Bool, A: truth(), B: program.None, C: program.None}))
		case k < 23:
			numbers = append(numbers, b.Add(program.Instr{Op: program.Select, A: truth(), B: number(), C: number()}))
		default:
			numbers = append(numbers, b.Add(program.Instr{Op: program.Call, Fn: functions[r.IntN(len(functions))], A: number(), B: program.None, C: program.None}))
		}
	}
	for s := range states {
		b.Stores = append(b.Stores, program.Store{State: s, Value: number()})
	}
	return b
}

// TestBlocks compares random blocks, with far more values than registers, with
// their evaluation one by one, over several steps.
func TestBlocks(t *testing.T) {
	need(t)
	rounds := 300
	if testing.Short() {
		rounds = 30
	}
	for round := range rounds {
		r := rand.New(rand.NewPCG(3, uint64(round)))
		states := 1 + r.IntN(6)
		block := randomBlock(r, states, 5+r.IntN(150))
		b := NewBuilder(elements, 0)
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
		w := newWorkbench(states, r, func() float64 { return r.NormFloat64() * 3 })
		want := append([]float64(nil), w.slab...)
		f := code.NewFrame()
		lo, hi := 8*r.IntN(3), 21+r.IntN(elements-20)
		for k := range int64(3) {
			f.Run(w.slab, k, 0.1, lo, hi, nil, nil)
			for i := lo; i < (hi+Lanes-1)/Lanes*Lanes; i++ {
				env := program.Env{Step: k, H: 0.1}
				for s := range states {
					env.States = append(env.States, want[s*elements+i])
				}
				values := program.Eval(block, &env, nil)
				for _, s := range block.Stores {
					want[s.State*elements+i] = values[s.Value]
				}
			}
			for i := range want {
				if !same(want[i], w.slab[i]) {
					t.Fatalf("round %d, step %d: number %d of state %d is %v instead of %v", round, k, i%elements, i/elements, w.slab[i], want[i])
				}
			}
		}
	}
}

// TestBranchesAndFiring runs a counter that fires and starts anew.
func TestBranchesAndFiring(t *testing.T) {
	need(t)
	for _, narrow := range []bool{true, false} {
		testBranchesAndFiring(t, narrow)
	}
}

func testBranchesAndFiring(t *testing.T, narrow bool) {
	b := NewBuilder(elements, 1)
	b.narrow = narrow
	x := b.Add(b.Column(0), b.Arrived(0))
	b.ClearArrived(0)
	b.Store(0, x)
	fires := b.Ge(x, b.Column(1))
	b.IfAny(fires, func() {
		b.Store(0, b.Select(fires, b.Const(-1), b.Column(0)))
		b.Emit(fires)
	})
	b.Store(2, b.Add(b.Column(0), b.Const(1)))
	code, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	slab := Column(3 * elements)
	arrived := Column(elements)
	const n = elements - 3 // the last group is not full
	for i := range n {
		slab[elements+i] = float64(5 + i%7)
	}
	f := code.NewFrame()
	level := make([]float64, n)
	for k := range int64(40) {
		for i := range arrived {
			arrived[i] = 1
		}
		got := f.Run(slab, k, 1, 0, n, [][]float64{arrived}, []int32{77})
		want := []int32{77}
		for i := range n {
			if level[i]++; level[i] >= float64(5+i%7) {
				level[i] = -1
				want = append(want, int32(i))
			}
			if slab[i] != level[i] || slab[2*elements+i] != level[i]+1 || arrived[i] != 0 {
				t.Fatalf("step %d: element %d is at %v, %v instead of %v", k, i, slab[i], slab[2*elements+i], level[i])
			}
		}
		if len(got) != len(want) {
			t.Fatalf("step %d: %v fired instead of %v", k, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("step %d: %v fired instead of %v", k, got, want)
			}
		}
	}
}

// TestMisuse looks for an error where the code would read what a branch made.
func TestMisuse(t *testing.T) {
	need(t)
	b := NewBuilder(elements, 0)
	var inside Ref
	b.IfAny(b.Truth(true), func() { inside = b.Add(b.Column(0), b.Const(1)) })
	b.Store(0, inside)
	if _, err := b.Compile(); err == nil {
		t.Error("a value of a branch was used after it")
	}
	b = NewBuilder(elements, 0)
	before := b.Column(0)
	b.IfAny(b.Truth(true), func() { b.Store(0, b.Const(1)) })
	b.Store(1, before)
	if _, err := b.Compile(); err == nil {
		t.Error("a column that a branch overwrites was used after it")
	}
}

// formats runs a benchmark for both formats and both sizes of vectors.
func formats(b *testing.B, f func(b *testing.B, c *Builder, n int)) {
	need(b)
	const n = 4096
	for name, format := range map[string]Format{"float64": Double, "float32": Single} {
		for _, narrow := range []bool{true, false} {
			c := format.NewBuilder(format.Stride(n), 2)
			c.narrow = narrow
			b.Run(fmt.Sprintf("%s/lanes=%d", name, c.width()), func(b *testing.B) { f(b, c, n) })
		}
	}
}

func BenchmarkLIF(b *testing.B) {
	formats(b, func(b *testing.B, c *Builder, n int) {
		v := c.Add(c.Add(c.Mul(c.Const(0.99), c.Column(0)), c.Mul(c.Const(0.1), c.Column(1))), c.Mul(c.Const(0.2), c.Column(2)))
		c.Store(0, v)
		c.Store(1, c.Add(c.Add(c.Mul(c.Const(0.98), c.Column(1)), c.Sum(0, true, 0x1p-10)), c.Const(0.01)))
		c.Store(2, c.Add(c.Add(c.Mul(c.Const(0.97), c.Column(2)), c.Sum(1, true, 0x1p-10)), c.Const(-0.01)))
		c.ClearArrived(0)
		c.ClearArrived(1)
		fires := c.Ge(v, c.Const(1))
		c.IfAny(fires, func() { c.Emit(fires) })
		measure(b, c, 3, n, "ns/neuron")
	})
}

func BenchmarkExp(b *testing.B) {
	formats(b, func(b *testing.B, c *Builder, n int) {
		c.Store(1, c.Exp(c.Column(0)))
		measure(b, c, 2, n, "ns/exp")
	})
}

// measure times code for n elements with so many columns.
func measure(b *testing.B, c *Builder, columns, n int, unit string) {
	code, err := c.Compile()
	if err != nil {
		b.Fatal(err)
	}
	f := code.NewFrame()
	slab := Column(columns * c.stride)
	arrived := [][]float64{Column(n), Column(n)}
	var fired []int32
	for b.Loop() {
		fired = f.Run(slab, 1, 0.1, 0, n, arrived, fired[:0])
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), unit)
}
