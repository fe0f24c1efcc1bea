package network

import (
	"context"
	"math"
	"math/bits"
	"sort"

	el "github.com/nngen/nngen/runtime/elementary"
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
	sets [][]uint32
	made int // number of pairs in sets
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

// self lists the positions in view v that hold the element id when connections
// of a neuron to itself are not wanted.
func (w *wires) self(v *positions, id uint32, list []int) []int {
	if w.rule.Self {
		return list[:0]
	}
	return v.of(id, list[:0])
}

// row calls add with the positions of source and target of every pair of a row,
// in order. It needs seen as working memory.
func (w *wires) row(j int, seen *numbers, add func(pre, post int)) {
	if w.sets != nil {
		for _, k := range w.sets[j] {
			add(int(k), j)
		}
		return
	}
	switch w.rule.Kind {
	case OneToOne:
		if w.rule.Self || w.pre.id(j) != w.post.id(j) {
			add(j, j)
		}
	case AllToAll:
		taken := w.self(w.pre, w.post.id(j), nil)
		for k := range w.pre.len() - len(taken) {
			add(without(k, taken), j)
		}
	case FixedProbability:
		w.bernoulli(j, func(k int) { add(k, j) })
	case FixedIndegree:
		w.degree(j, w.pre, w.self(w.pre, w.post.id(j), nil), seen, func(k int) { add(k, j) })
	case FixedOutdegree:
		w.degree(j, w.post, w.self(w.post, w.pre.id(j), nil), seen, func(k int) { add(j, k) })
	case FixedTotal:
		w.total(j, add)
	case FromList:
		add(w.rule.List[j].Pre, w.rule.List[j].Post)
	case Probable:
		w.probable(j, func(k int) { add(k, j) })
	case SmallWorld:
		w.ring(j, seen, func(k int) { add(k, j) })
	}
}

// bernoulli visits each source with probability P: gaps are geometric.
func (w *wires) bernoulli(j int, add func(k int)) {
	n := w.pre.len()
	taken := w.self(w.pre, w.post.id(j), nil)
	n -= len(taken)
	if !(w.rule.P > 0) {
		return
	}
	stream := rng.NewStream(w.seed, rng.Connect, w.name, uint32(j))
	scale := 0.0 // 1/log(1 - P), 0 for P = 1
	if w.rule.P < 1 {
		scale = 1 / el.Log1p(-w.rule.P)
	}
	for k, draw := 0, uint64(0); ; k, draw = k+1, draw+1 {
		if scale != 0 {
			gap := math.Floor(float64(el.Log(stream.UniformOpen(draw)) * scale))
			if !(gap < float64(n-k)) {
				return
			}
			k += int(gap)
		}
		if k >= n {
			return
		}
		add(without(k, taken))
	}
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

// degree draws K elements of a view that may not stand at the positions taken.
func (w *wires) degree(j int, v *positions, taken []int, seen *numbers, add func(k int)) {
	n := int64(v.len() - len(taken))
	stream := rng.NewStream(w.seed, rng.Connect, w.name, uint32(j))
	if w.rule.Replace {
		for k := range w.rule.K {
			add(without(int(stream.UniformInt(uint64(k), 0, n-1)), taken))
		}
		return
	}
	seen.distinct(stream, w.rule.K, n, func(x int64) bool {
		add(without(int(x), taken))
		return true
	})
}

// allowed counts the pairs before each target.
func (w *wires) allowed() {
	w.prefix = make([]int64, w.post.len()+1)
	var taken []int
	for j := range w.post.len() {
		taken = w.self(w.pre, w.post.id(j), taken)
		w.prefix[j+1] = w.prefix[j] + int64(w.pre.len()-len(taken))
	}
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
func (w *wires) total(j int, add func(pre, post int)) {
	stream := rng.NewStream(w.seed, rng.Connect, w.name, uint32(j))
	var taken []int
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
			taken = w.self(w.pre, w.post.id(post), taken)
			pre = without(pre, taken)
		}
		add(pre, post)
	}
	if !w.rule.Replace {
		for k := from; k < to; k++ {
			pair(w.chosen[k])
		}
		return
	}
	n := uint64(w.pairs())
	stream.EachBits64(0, int(to-from), func(_ int, x uint64) {
		hi, _ := bits.Mul64(x, n) // as rng.Stream.UniformInt
		pair(int64(hi))
	})
}
