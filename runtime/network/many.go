package network

import (
	"math"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// batchSize is the number of blocks of random words that are drawn together, in
// columns that stay in the first-level cache.
const batchSize = 256

// counter are the places of the numbers of a stream in the frame of code that draws
// from it: the number of the first block, and the three that name the stream.
type counter struct{ first, id1, id2, id3 jit.Temp }

// drawing begins code that draws: element e of column 0, which [ascending] makes,
// has block e behind the first, and thereby two draws of 64 bits.
func drawing() (b *jit.Builder, c counter, bits [2]jit.Ref) {
	b = jit.NewBuilder(batchSize, 0)
	c = counter{b.NewTemp(), b.NewTemp(), b.NewTemp(), b.NewTemp()}
	w := b.Philox(b.AddWhole(b.Column(0), b.Get(c.first)), b.Get(c.id3), b.Get(c.id1), b.Get(c.id2))
	return b, c, [2]jit.Ref{b.Bits64(w[0], w[1]), b.Bits64(w[2], w[3])}
}

// ascending makes the columns of such code, of which the first has the numbers of
// the blocks.
func ascending(columns int) []float64 {
	slab := jit.Column(columns * batchSize)
	for i := range batchSize {
		slab[i] = math.Float64frombits(uint64(i))
	}
	return slab
}

// begin prepares a frame for blocks from first on.
func (c *counter) begin(f *jit.Frame, s rng.Stream, first uint64) {
	f.Put(c.first, first)
	f.Put(c.id1, uint64(s.ID1))
	f.Put(c.id2, uint64(s.ID2))
	f.Put(c.id3, uint64(s.ID3))
}

// batch is machine code for a Value that needs nothing but one or two draws of one
// uniform number each. It may be used by several goroutines; see [batcher].
//
// It works in steps over columns: random numbers of blocks, their probits where
// they are normal, and the values. Most probits come from a rational function; the
// tails, a seventh of all, need a logarithm and are computed apart, so that the
// others do not wait for it.
type batch struct {
	uniform *jit.Code
	counter counter
	centre  *jit.Code // nil without normal draws
	tail    *jit.Code
	value   *jit.Code
	draws   int // of an evaluation
	kinds   [2]string
}

// finish, if not nil, is what becomes of the values of a batch.
type finish func(b *jit.Builder, x jit.Ref) jit.Ref

// newBatch makes the code for v, nil where there is none.
func newBatch(v *Value, end finish) *batch {
	x := &batch{}
	var ok bool
	if x.draws, x.kinds, ok = v.uniforms(); !ok {
		return nil
	}
	b, c, bits := drawing()
	x.counter = c
	normal := false
	for n := range bits {
		kind := x.kinds[n%x.draws]
		normal = normal || kind == "normal"
		if kind == "normal" || kind == "open" {
			b.Store(1+n, b.Open(bits[n]))
		} else {
			b.Store(1+n, b.Unit(bits[n]))
		}
	}
	compile := func(b *jit.Builder) (code *jit.Code) {
		var err error
		if code, err = b.Compile(); err != nil {
			return nil
		}
		return code
	}
	if x.uniform = compile(b); x.uniform == nil {
		return nil
	}
	if normal {
		b = jit.NewBuilder(2*batchSize, 0)
		z, near := b.ProbitCentre(b.Column(0))
		b.Store(1, z)
		b.Emit(b.Not(near))
		x.centre = compile(b)
		b = jit.NewBuilder(2*batchSize, 0)
		b.Store(0, b.ProbitTail(b.Column(0)))
		if x.tail = compile(b); x.centre == nil || x.tail == nil {
			return nil
		}
	}
	// Columns: uniform numbers of each draw, probits of each, the value.
	b = jit.NewBuilder(2*batchSize/x.draws, 0)
	values, err := b.Block(&v.Block, jit.Loads{Draw: func(fn string, n int, p, q jit.Ref) (jit.Ref, bool) {
		switch fn {
		case "uniform":
			return b.Add(p, b.Mul(b.Sub(q, p), b.Column(n))), true
		case "normal":
			return b.Add(p, b.Mul(q, b.Column(x.draws+n))), true
		}
		return b.Column(n), true
	}})
	if err != nil {
		return nil
	}
	result := values[v.Result]
	if end != nil {
		result = end(b, result)
	}
	b.Store(2*x.draws, result)
	if x.value = compile(b); x.value == nil {
		return nil
	}
	return x
}

// uniforms gives the number of draws of v and the distribution of each, if v needs
// one or two, of one uniform number each, and nothing else.
func (v *Value) uniforms() (n int, kinds [2]string, ok bool) {
	if _, constant := v.Constant(); constant {
		return 0, kinds, false
	}
	for _, in := range v.Block.Instrs {
		switch in.Op {
		case program.LoadTime, program.LoadState, program.LoadQuant, program.LoadInput, program.LoadSum, program.LoadAcc, program.LoadIndex, program.LoadCount, program.LoadPair, program.Redraw:
			return 0, kinds, false
		case program.Draw:
			switch in.Fn {
			case "unit", "open", "uniform", "normal":
			default:
				return 0, kinds, false
			}
			if in.Index > 1 || kinds[in.Index] != "" && kinds[in.Index] != in.Fn {
				return 0, kinds, false
			}
			kinds[in.Index] = in.Fn
			n = max(n, int(in.Index)+1)
		}
	}
	return n, kinds, n > 0
}

// batcher is the memory in which one goroutine runs a batch.
type batcher struct {
	*batch
	uniforms, centres, tails, values *jit.Frame
	// Columns: numbers of blocks; uniform numbers of two draws, probits of two, values.
	slab  []float64
	far   []int32   // draws in the tails
	none  []int32   // room for such a list
	aside []float64 // their numbers
}

func newBatcher(b *batch) *batcher {
	if b == nil {
		return nil
	}
	x := &batcher{batch: b, uniforms: b.uniform.NewFrame(), values: b.value.NewFrame(), slab: ascending(7), far: make([]int32, 0, 2*batchSize)}
	if b.centre != nil {
		x.centres, x.tails, x.aside, x.none = b.centre.NewFrame(), b.tail.NewFrame(), jit.Column(2*batchSize), make([]int32, 0, 2*batchSize)
	}
	return x
}

// fill computes evaluations from, from+1, … of a stream, from being even.
func (b *batcher) fill(stream rng.Stream, from uint64, dst []float64) {
	each := 2 / b.draws // evaluations of a block
	columns := b.slab[batchSize:]
	for first := from / uint64(each); len(dst) > 0; first += batchSize {
		n := min(batchSize*each, len(dst))
		blocks := (n + each - 1) / each
		b.counter.begin(b.uniforms, stream, first)
		b.uniforms.Run(b.slab, 0, 0, 0, blocks, nil, b.far[:0])
		for k := range 2 {
			if b.kinds[k%b.draws] == "normal" {
				b.probits(columns, k*batchSize, k*batchSize+blocks)
			}
		}
		if b.draws == 2 {
			b.values.Run(columns, 0, 0, 0, blocks, nil, b.far[:0])
			copy(dst[:n], columns[4*batchSize:])
		} else {
			b.values.Run(columns, 0, 0, 0, blocks, nil, b.far[:0])
			b.values.Run(columns, 0, 0, batchSize, batchSize+blocks, nil, b.far[:0])
			interleave(dst[:n], columns[4*batchSize:])
		}
		dst = dst[n:]
	}
}

// probits computes those of uniform numbers lo <= i < hi.
func (b *batcher) probits(columns []float64, lo, hi int) {
	b.far = b.centres.Run(columns, 0, 0, lo, hi, nil, b.far[:0])
	for k, i := range b.far {
		b.aside[k] = columns[i]
	}
	for k := len(b.far); k%jit.Lanes != 0; k++ {
		b.aside[k] = 0.5 // fills the last group
	}
	b.tails.Run(b.aside, 0, 0, 0, len(b.far), nil, b.none[:0])
	z := columns[2*batchSize:]
	for k, i := range b.far {
		z[i] = b.aside[k]
	}
}

// interleave takes values from two columns by turns.
func interleave(dst, columns []float64) {
	even, odd := columns[:batchSize], columns[batchSize:2*batchSize]
	half := len(dst) / 2
	for i, x := range even[:half] {
		dst[2*i], dst[2*i+1] = x, odd[i]
	}
	if len(dst)%2 == 1 {
		dst[2*half] = even[half]
	}
}

// bits draws many numbers of 64 bits for one goroutine.
type bits struct {
	code    *jit.Code // nil where there is none
	counter counter
	frame   *jit.Frame
	slab    []float64
	list    []uint64
	none    []int32 // room that code wants
}

// manyBits is the number of draws from which on code for them is worth while.
const manyBits = 1 << 14

// newBits prepares for about so many draws.
func newBits(likely float64) *bits {
	if likely < manyBits {
		return &bits{}
	}
	b, c, x := drawing()
	b.Store(1, x[0])
	b.Store(2, x[1])
	code, err := b.Compile()
	if err != nil {
		return &bits{}
	}
	return &bits{code: code, counter: c}
}

// fork is for another goroutine.
func (b *bits) fork() *bits {
	if b == nil || b.code == nil {
		return &bits{}
	}
	return &bits{code: b.code, counter: b.counter, frame: b.code.NewFrame(), slab: ascending(3), none: make([]int32, 0, batchSize)}
}

// fewBits is the number of draws below which a call of code does not pay.
const fewBits = 16

// draws gives draws from, from+1, … of a stream, from being even, until the next
// call.
func (b *bits) draws(stream rng.Stream, from uint64, n int) []uint64 {
	if cap(b.list) < n {
		b.list = make([]uint64, n)
	}
	list := b.list[:n]
	if b.code == nil || n < fewBits {
		stream.EachBits64(from, n, func(i int, x uint64) { list[i] = x })
		return list
	}
	even, odd := b.slab[batchSize:2*batchSize], b.slab[2*batchSize:]
	for at := 0; at < n; at += 2 * batchSize {
		part := list[at:min(n, at+2*batchSize)]
		b.counter.begin(b.frame, stream, from/2+uint64(at)/2)
		b.frame.Run(b.slab, 0, 0, 0, (len(part)+1)/2, nil, b.none)
		half := len(part) / 2
		for i, x := range even[:half] {
			part[2*i], part[2*i+1] = math.Float64bits(x), math.Float64bits(odd[i])
		}
		if len(part)%2 == 1 {
			part[2*half] = math.Float64bits(even[half])
		}
	}
	return list
}
