package network

import (
	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// batchSize is the number of values that are computed together, in columns that
// stay in the first-level cache.
const batchSize = 512

// batch is machine code for a Value that needs nothing but draws of one uniform
// number each. It may be used by several goroutines; see [batcher].
type batch struct {
	code   *jit.Code
	open   []bool // per draw: from (0, 1), else from [0, 1)
	result int    // column
}

// newBatch makes the code for v, nil where there is none.
func newBatch(v *Value) *batch {
	if _, constant := v.Constant(); constant || len(v.Block.Instrs) == 0 {
		return nil
	}
	x := &batch{}
	for _, in := range v.Block.Instrs {
		switch in.Op {
		case program.LoadTime, program.LoadState, program.LoadQuant, program.LoadInput, program.LoadSum, program.LoadAcc:
			return nil
		case program.Draw:
			for len(x.open) <= int(in.Index) {
				x.open = append(x.open, false)
			}
			x.open[in.Index] = in.Fn == "normal" || in.Fn == "open"
		}
	}
	x.result = len(x.open)
	b := jit.NewBuilder(batchSize, 0)
	values, err := b.Block(&v.Block, jit.Loads{Draw: func(fn string, n int, p, q jit.Ref) (jit.Ref, bool) {
		u := b.Column(n)
		switch fn {
		case "unit", "open":
			return u, true
		case "uniform":
			return b.Add(p, b.Mul(b.Sub(q, p), u)), true
		case "normal":
			return b.Add(p, b.Mul(q, b.Probit(u))), true
		}
		return 0, false
	}})
	if err != nil {
		return nil
	}
	b.Store(x.result, values[v.Result])
	if x.code, err = b.Compile(); err != nil {
		return nil
	}
	return x
}

// batcher is the memory in which one goroutine runs a batch.
type batcher struct {
	*batch
	frame *jit.Frame
	slab  []float64
}

func newBatcher(b *batch) *batcher {
	if b == nil {
		return nil
	}
	return &batcher{b, b.code.NewFrame(), jit.Column((b.result + 1) * batchSize)}
}

// fill computes evaluations 0 … len(dst)-1 of a stream.
func (b *batcher) fill(stream rng.Stream, dst []float64) {
	d := len(b.open)
	number := uint64(0) // of the draw
	for len(dst) > 0 {
		n := min(batchSize, len(dst))
		stream.EachBits64(number, n*d, func(i int, bits uint64) {
			column := i % d
			u := rng.Unit(bits)
			if b.open[column] {
				u = rng.OpenUnit(bits)
			}
			b.slab[column*batchSize+i/d] = u
		})
		b.frame.Run(b.slab, 0, 0, 0, n, nil, nil)
		copy(dst, b.slab[b.result*batchSize:])
		dst, number = dst[n:], number+uint64(n*d)
	}
}
