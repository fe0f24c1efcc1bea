package network

import (
	"context"
	"math"
	"sort"

	el "github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/rng"
)

// wires makes the pairs of a projection. Rows are independent of each other:
// one per target, or per source, per entry of a list, or per chunk of a total.
type wires struct {
	rule   Rule
	pre    *positions
	post   *positions
	seed   uint64
	name   string
	rows   int
	prefix []int64 // of FixedTotal: allowed pairs before each target
	chosen []int64 // of FixedTotal without replacement: all pairs
}

// chunk is the number of synapses of a row of FixedTotal.
const chunk = 1 << 12

// wires prepares the rows of p; it returns ctx.Err() when ctx is done.
func (s *Spec) wires(ctx context.Context, p *Projection) (*wires, error) {
	var err error
	w := &wires{rule: p.Rule, pre: newPositions(p.Pre), post: newPositions(p.Post), seed: s.Seed, name: p.Name}
	switch p.Rule.Kind {
	case FixedOutdegree:
		w.rows = w.pre.len()
	case FromList:
		w.rows = len(p.Rule.List)
	case FixedTotal:
		w.rows = int((p.Rule.K + chunk - 1) / chunk)
		w.allowed()
		if !p.Rule.Replace {
			err = w.choose(ctx)
		}
	default:
		w.rows = w.post.len()
	}
	return w, err
}

// mean is about the number of pairs of a row.
func (w *wires) mean() float64 {
	switch w.rule.Kind {
	case AllToAll:
		return float64(w.pre.len())
	case FixedProbability:
		return float64(w.pre.len()) * w.rule.P
	case FixedIndegree, FixedOutdegree:
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
	for k := int64(j) * chunk; k < min(w.rule.K, int64(j+1)*chunk); k++ {
		var x int64
		if w.rule.Replace {
			x = stream.UniformInt(uint64(k%chunk), 0, w.pairs()-1)
		} else {
			x = w.chosen[k]
		}
		post := sort.Search(len(w.prefix), func(i int) bool { return w.prefix[i] > x }) - 1
		taken = w.self(w.pre, w.post.id(post), taken)
		add(without(int(x-w.prefix[post]), taken), post)
	}
}
