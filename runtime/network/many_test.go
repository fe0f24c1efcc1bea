package network

import (
	"math"
	"testing"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// TestBatch compares values that are computed together with those computed one by
// one, tails of the normal distribution included.
func TestBatch(t *testing.T) {
	clipped := draw("normal", 1.5, 0.75)
	low := clipped.Block.Add(program.Instr{Op: program.Const, Value: 0.1})
	clipped.Result = clipped.Block.Add(program.Instr{Op: program.Max, A: clipped.Result, B: low, C: program.None})
	two := draw("normal", 0, 1)
	other := two.Block.Add(program.Instr{Op: program.Draw, Fn: "uniform", Index: 1, A: 0, B: 1, C: program.None})
	two.Result = two.Block.Add(program.Instr{Op: program.Mul, A: two.Result, B: other, C: program.None})
	for name, v := range map[string]Value{"normal": draw("normal", 20, 2), "uniform": draw("uniform", -1, 3), "clipped": clipped, "two": two} {
		b := newBatcher(newBatch(&v, nil))
		if b == nil {
			t.Skip("no machine code here")
		}
		e := newEvaluator(&v, 0.1)
		for _, n := range []int{1, 7, batchSize, 3*batchSize + 5} {
			stream := rng.NewStream(7, rng.Weight, name, uint32(n))
			got := make([]float64, n)
			b.fill(stream, 0, got)
			for k, x := range got {
				if want := e.at(stream, uint64(k), 0, 0); math.Float64bits(x) != math.Float64bits(want) {
					t.Fatalf("%s: value %d of %d is %v instead of %v", name, k, n, x, want)
				}
			}
		}
	}
	if v := draw("gamma", 2, 1); newBatch(&v, nil) != nil {
		t.Error("a gamma distribution needs more than one number")
	}
}

// TestBits compares draws that are made together with those made one by one.
func TestBits(t *testing.T) {
	b := newBits(1e6).fork()
	if b.code == nil {
		t.Skip("no machine code here")
	}
	for _, n := range []int{0, 1, fewBits, fewBits + 1, 2*batchSize - 1, 5*batchSize + 3} {
		for _, from := range []uint64{0, 2, 1 << 20} {
			stream := rng.NewStream(9, rng.Connect, "x", uint32(n))
			for k, x := range b.draws(stream, from, n) {
				if want := stream.Bits64(from + uint64(k)); x != want {
					t.Fatalf("draw %d of %d from %d on is %#x instead of %#x", k, n, from, x, want)
				}
			}
		}
	}
}
