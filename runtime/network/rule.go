package network

import (
	"context"
	"math"
	bits64 "math/bits"
	"slices"
	"sort"

	el "github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// wires makes the pairs of a projection. Rows are independent of each other:
// one per target, or per source, per entry of a list, or per chunk of a total.
type wires struct {
	rule     Rule
	pre      *positions
	post     *positions
	seed     uint64
	name     string
	rows     int
	prefix   []int64   // of FixedTotal: allowed pairs before each target
	even     int64     // of FixedTotal: allowed pairs of each target, 0 when they differ
	chosen   []int64   // of FixedTotal without replacement: all pairs
	geometry *geometry // nil where nothing depends on the pair
	// sets are the sources of each target, of rules that are made as a whole;
	// ascending unless it is a Clone.
	sets  [][]uint32
	made  int  // number of pairs in sets
	whole bool // of FixedTotal: all pairs of the views are allowed
	bits  *bits
	gaps  *batch // of FixedProbability
}

// chunk is the number of synapses of a row of FixedTotal.
const chunk = 1 << 12

// wires prepares the rows of p; it returns ctx.Err() when ctx is done.
func (s *Spec) wires(ctx context.Context, p *Projection) (*wires, error) {
	var x *geometry
	if p.needsPairs() {
		x = s.newGeometry(p)
	}
	return s.wiresOf(ctx, &p.Rule, newPositions(p.Pre), newPositions(p.Post), p.Name, x)
}

// wiresOf prepares a rule, which may be a part of another.
func (s *Spec) wiresOf(ctx context.Context, rule *Rule, pre, post *positions, name string, x *geometry) (*wires, error) {
	var err error
	w := &wires{rule: *rule, pre: pre, post: post, seed: s.Seed, name: name, geometry: x}
	switch rule.Kind {
	case FixedOutdegree:
		w.rows = w.pre.len()
	case FromList:
		w.rows = len(rule.List)
	case FixedTotal:
		w.rows = int((rule.K + chunk - 1) / chunk)
		w.allowed()
		if !rule.Replace {
			err = w.choose(ctx)
		}
	case Clone, Union, Intersection, Difference:
		w.rows = w.post.len()
		w.sets, err = s.sets(ctx, w)
	default:
		w.rows = w.post.len()
	}
	if err == nil && rule.OneWay {
		err = w.oneWay(ctx)
	}
	for _, row := range w.sets {
		w.made += len(row)
	}
	if w.sets == nil {
		switch w.rule.Kind {
		case FixedProbability:
			w.gaps = w.gapsOf()
		case FixedIndegree, FixedOutdegree:
			w.bits = newBits(w.mean() * float64(w.rows))
		case FixedTotal:
			if rule.Replace {
				w.bits = newBits(float64(rule.K))
			}
		}
	}
	return w, err
}

// mean is about the number of pairs of a row.
func (w *wires) mean() float64 {
	if w.sets != nil {
		return float64(w.made) / float64(max(1, w.rows))
	}
	switch w.rule.Kind {
	case AllToAll, Probable:
		return float64(w.pre.len())
	case FixedProbability:
		return float64(w.pre.len()) * w.rule.P
	case FixedIndegree, FixedOutdegree, SmallWorld:
		return float64(w.rule.K)
	case FixedTotal:
		return chunk
	}
	return 1
}

// length is the number of pairs of row j, where that is known without drawing them.
func (w *wires) length(j int) (n int, known bool) {
	switch {
	case w.sets != nil:
		return len(w.sets[j]), true
	case w.rule.Kind == FixedIndegree || w.rule.Kind == FixedOutdegree:
		return int(w.rule.K), true
	case w.rule.Kind == FixedTotal:
		return int(min(chunk, w.rule.K-int64(j)*chunk)), true
	}
	return 0, false
}

// self lists the positions in view v that hold the element id when connections
// of a neuron to itself are not wanted.
func (w *wires) self(v *positions, id uint32, list []int) []int {
	if w.rule.Self {
		return list[:0]
	}
	return v.of(id, list[:0])
}

// hand is what one goroutine needs to make rows.
type hand struct {
	// Positions of the sources and targets of the pairs of a row, in order.
	pre, post []uint32
	seen      numbers
	bits      *bits
	gaps      *batcher // nil where there is no code
	gap       []float64
	taken     []int
}

// hand makes one.
func (w *wires) hand() *hand { return &hand{bits: w.bits.fork(), gaps: newBatcher(w.gaps)} }

// row puts the positions of source and target of every pair of a row, in order,
// into h.
func (w *wires) row(j int, h *hand) {
	h.pre, h.post = h.pre[:0], h.post[:0]
	if w.sets != nil {
		h.pre = append(h.pre, w.sets[j]...)
		h.post = repeat(h.post, j, len(h.pre))
		return
	}
	switch w.rule.Kind {
	case OneToOne:
		if w.rule.Self || w.pre.id(j) != w.post.id(j) {
			h.pre, h.post = append(h.pre, uint32(j)), append(h.post, uint32(j))
		}
		return
	case AllToAll:
		h.taken = w.self(w.pre, w.post.id(j), h.taken)
		for k := range w.pre.len() - len(h.taken) {
			h.pre = append(h.pre, uint32(without(k, h.taken)))
		}
	case FixedProbability:
		w.bernoulli(j, h)
	case FixedIndegree:
		h.taken = w.self(w.pre, w.post.id(j), h.taken)
		h.pre = w.degree(j, w.pre.len(), h, h.pre)
	case FixedOutdegree:
		h.taken = w.self(w.post, w.pre.id(j), h.taken)
		h.post = w.degree(j, w.post.len(), h, h.post)
		h.pre = repeat(h.pre, j, len(h.post))
		return
	case FixedTotal:
		w.total(j, h)
		return
	case FromList:
		h.pre, h.post = append(h.pre, uint32(w.rule.List[j].Pre)), append(h.post, uint32(w.rule.List[j].Post))
		return
	case Probable:
		w.probable(j, func(k int) { h.pre = append(h.pre, uint32(k)) })
	case SmallWorld:
		w.ring(j, &h.seen, func(k int) { h.pre = append(h.pre, uint32(k)) })
	}
	h.post = repeat(h.post, j, len(h.pre))
}

// repeat appends a position n times.
func repeat(list []uint32, j, n int) []uint32 {
	for range n {
		list = append(list, uint32(j))
	}
	return list
}

// bernoulli visits each source with probability P: gaps are geometric.
func (w *wires) bernoulli(j int, h *hand) {
	h.taken = w.self(w.pre, w.post.id(j), h.taken)
	n := w.pre.len() - len(h.taken)
	switch {
	case !(w.rule.P > 0):
		return
	case w.rule.P >= 1:
		for k := range n {
			h.pre = append(h.pre, uint32(without(k, h.taken)))
		}
		return
	}
	stream := rng.NewStream(w.seed, rng.Connect, w.name, uint32(j))
	scale := 1 / el.Log1p(-w.rule.P)
	if h.gaps == nil {
		for k, draw := 0, uint64(0); ; k, draw = k+1, draw+1 {
			gap := math.Floor(float64(el.Log(stream.UniformOpen(draw)) * scale))
			if !(gap < float64(n-k)) {
				return
			}
			k += int(gap)
			h.pre = append(h.pre, uint32(without(k, h.taken)))
		}
	}
	k := 0
	for from := uint64(0); ; from += uint64(len(h.gap)) {
		likely := min(2*batchSize, 16+int(float64(n-k)*w.rule.P*1.1)) &^ 1
		h.gap = slices.Grow(h.gap[:0], likely)[:likely]
		h.gaps.fill(stream, from, h.gap)
		for _, gap := range h.gap {
			if !(gap < float64(n-k)) {
				return
			}
			k += int(gap)
			h.pre = append(h.pre, uint32(without(k, h.taken)))
			k++
		}
	}
}

// gapsOf is code for the gaps of bernoulli, nil where it does not pay.
func (w *wires) gapsOf() *batch {
	if !(w.rule.P > 0 && w.rule.P < 1) || float64(w.pre.len())*float64(w.post.len())*w.rule.P < manyBits {
		return nil
	}
	var v Value
	v.Result = v.Block.Add(program.Instr{Op: program.Draw, Fn: "open", A: program.None, B: program.None, C: program.None})
	scale := 1 / el.Log1p(-w.rule.P)
	return newBatch(&v, func(b *jit.Builder, u jit.Ref) jit.Ref { return b.Floor(b.Mul(b.LogPositive(u), b.Const(scale))) })
}

// probable visits each source with its own probability: the draw of source k is
// number k of the row.
func (w *wires) probable(j int, add func(k int)) {
	chance := newEvaluator(&w.rule.Chance, 0)
	x := w.geometry.fork()
	stream := rng.NewStream(w.seed, rng.Connect, w.name, uint32(j))
	id := w.post.id(j)
	for k := range w.pre.len() {
		if !w.rule.Self && w.pre.id(k) == id {
			continue
		}
		chance.env.Pair = x.at(k, j)
		if stream.Uniform(uint64(k)) < chance.at(stream, 0, 0, 0) {
			add(k)
		}
	}
}

// ring visits the K nearest neighbours of j on a ring of sources, half of them on
// each side; each is replaced with probability P by a source that is not j
// itself nor one that j has already (Watts & Strogatz 1998,
// doi:10.1038/30918).
func (w *wires) ring(j int, seen *numbers, add func(k int)) {
	n, half := w.pre.len(), int(w.rule.K)/2
	stream := rng.NewStream(w.seed, rng.Connect, w.name, uint32(j))
	seen.reset(w.rule.K + 1)
	seen.add(int64(j))
	var sources []int
	for d := 1; d <= half; d++ {
		for _, k := range [2]int{(j + d) % n, (j - d + n) % n} {
			sources = append(sources, k)
			seen.add(int64(k))
		}
	}
	draw := uint64(len(sources))
	for at, k := range sources {
		if stream.Uniform(uint64(at)) < w.rule.P {
			for {
				x := stream.UniformInt(draw, 0, int64(n-1))
				draw++
				if seen.add(x) {
					k = int(x)
					break
				}
			}
		}
		add(k)
	}
}

// degree draws K elements of a view of size elements that do not stand at the
// positions h.taken.
func (w *wires) degree(j, size int, h *hand, list []uint32) []uint32 {
	n := uint64(size - len(h.taken))
	draws := h.bits.draws(rng.NewStream(w.seed, rng.Connect, w.name, uint32(j)), 0, int(w.rule.K))
	if w.rule.Replace {
		for _, x := range draws {
			hi, _ := bits64.Mul64(x, n) // as rng.Stream.UniformInt
			list = append(list, uint32(without(int(hi), h.taken)))
		}
		return list
	}
	h.seen.distinctOf(draws, int64(n), func(x int64) { list = append(list, uint32(without(int(x), h.taken))) })
	return list
}

// allowed counts the pairs before each target.
func (w *wires) allowed() {
	w.prefix = make([]int64, w.post.len()+1)
	var taken []int
	for j := range w.post.len() {
		taken = w.self(w.pre, w.post.id(j), taken)
		w.prefix[j+1] = w.prefix[j] + int64(w.pre.len()-len(taken))
	}
	w.whole = w.pairs() == int64(w.pre.len())*int64(w.post.len())
	w.even = w.prefix[min(1, len(w.prefix)-1)]
	for j := range w.post.len() {
		if w.prefix[j+1]-w.prefix[j] != w.even {
			w.even = 0
			break
		}
	}
}

// straight gives the views of sources and targets when each is one run.
func (w *wires) straight() (pre, post Run, ok bool) {
	a, b := w.pre.view.Runs, w.post.view.Runs
	if len(a) != 1 || len(b) != 1 {
		return pre, post, false
	}
	return a[0], b[0], true
}

func (w *wires) pairs() int64 { return w.prefix[len(w.prefix)-1] }

// choose draws all pairs of a total without replacement: they depend on each
// other.
func (w *wires) choose(ctx context.Context) error {
	w.chosen = make([]int64, 0, w.rule.K)
	var seen numbers
	seen.distinct(rng.NewStream(w.seed, rng.Connect, w.name, 0), w.rule.K, w.pairs(), func(x int64) bool {
		w.chosen = append(w.chosen, x)
		return len(w.chosen)%chunk != 0 || ctx.Err() == nil
	})
	return ctx.Err()
}

// total draws the pairs of chunk j.
func (w *wires) total(j int, h *hand) {
	from, to := int64(j)*chunk, min(w.rule.K, int64(j+1)*chunk)
	pair := func(x int64) {
		var post int
		if w.even > 0 {
			post = int(x / w.even)
		} else {
			post = sort.Search(len(w.prefix), func(i int) bool { return w.prefix[i] > x }) - 1
		}
		pre := int(x - w.prefix[post])
		if !w.rule.Self {
			h.taken = w.self(w.pre, w.post.id(post), h.taken)
			pre = without(pre, h.taken)
		}
		h.pre, h.post = append(h.pre, uint32(pre)), append(h.post, uint32(post))
	}
	if !w.rule.Replace {
		for k := from; k < to; k++ {
			pair(w.chosen[k])
		}
		return
	}
	draws := h.bits.draws(rng.NewStream(w.seed, rng.Connect, w.name, uint32(j)), 0, int(to-from))
	n := uint64(w.pairs())
	if !w.whole || n > math.MaxUint32 || w.even < 2 {
		for _, x := range draws {
			hi, _ := bits64.Mul64(x, n) // as rng.Stream.UniformInt
			pair(int64(hi))
		}
		return
	}
	// Quotients of numbers of 32 bits are upper halves of products with the
	// reciprocal (Lemire, Kaser & Kurz 2019, doi:10.1002/spe.2689).
	even := uint32(w.even)
	reciprocal := math.MaxUint64/uint64(even) + 1
	h.pre, h.post = slices.Grow(h.pre, len(draws))[:len(draws)], slices.Grow(h.post, len(draws))[:len(draws)]
	pres, posts := h.pre, h.post[:len(h.pre)]
	for k, x := range draws[:len(pres)] {
		at, _ := bits64.Mul64(x, n)
		post, _ := bits64.Mul64(reciprocal, at)
		pres[k], posts[k] = uint32(at)-uint32(post)*even, uint32(post)
	}
}
