package network

import (
	"context"
	"math"
	"sync"

	"github.com/nngen/nngen/runtime/jit"
)

// recipe makes the synapses of a set anew whenever they are wanted, so that they
// need no memory.
type recipe struct {
	spec          *Spec
	at            int
	p             *Projection
	w             *wires
	spans         spans // of rows of the set
	perBlock      int
	weight, delay *batch
	n             int
	quantum       float64 // of the port, 0 as long as it is not known
	rounds        bool    // weight rounds to multiples of it
}

// round lets the weights be multiples of a quantum from now on.
func (r *recipe) round(quantum float64) {
	r.quantum = quantum
	inverse := 1 / quantum // exact: it is a power of two
	if r.weight == nil || inverse > math.MaxFloat64 {
		return
	}
	r.weight = newBatch(&r.p.Weight, func(b *jit.Builder, x jit.Ref) jit.Ref {
		return b.Mul(b.Round(b.Mul(x, b.Const(inverse))), b.Const(quantum))
	})
	r.rounds = r.weight != nil
}

// Block are some synapses of a set, one after the other. It is valid until the next
// one is made.
type Block struct {
	Pre, Post []uint32
	Weight    []float64
	Delay     []uint16
}

// Len is the number of synapses.
func (s *Synapses) Len() int {
	if s.recipe != nil {
		return s.recipe.n
	}
	return len(s.Pre)
}

// Delays are the shortest and the longest delay, 0 and 0 when there are none.
func (s *Synapses) Delays() (shortest, longest uint16) {
	if s.recipe != nil {
		return s.shortest, s.longest
	}
	for i, d := range s.Delay {
		if i == 0 {
			shortest = d
		}
		shortest, longest = min(shortest, d), max(longest, d)
	}
	return shortest, longest
}

// Each visits part of parts of the synapses, the same ones in the same order every
// time; what is not wanted may be missing.
func (s *Synapses) Each(part, parts int, wanted Wanted, visit func(b *Block)) error {
	r := s.recipe
	if r == nil {
		lo, hi := len(s.Pre)*part/parts, len(s.Pre)*(part+1)/parts
		visit(&Block{s.Pre[lo:hi], s.Post[lo:hi], s.Weight[lo:hi], s.Delay[lo:hi]})
		return nil
	}
	m := r.spec.maker(r.at, r.p, r.w, r.weight, r.delay)
	m.wanted = wanted
	if r.quantum > 0 && m.weight.constant {
		m.weight.number = float64(math.Round(m.weight.number/r.quantum) * r.quantum)
	}
	all := r.spans.len()
	m.reserve(float64(min(all, r.perBlock))*r.w.mean(), wanted)
	lo, hi := r.rows(part, parts)
	for from := lo; from < hi; from += r.perBlock {
		m.pre, m.post, m.made.weight, m.made.delay = m.pre[:0], m.post[:0], m.made.weight[:0], m.made.delay[:0]
		for k := from; k < min(hi, from+r.perBlock); k++ {
			if err := m.row(r.spans.at(k)); err != nil {
				return err
			}
		}
		if r.quantum > 0 && !r.rounds {
			for k, w := range m.made.weight {
				m.made.weight[k] = float64(math.Round(w/r.quantum) * r.quantum)
			}
		}
		visit(&Block{m.pre, m.post, m.made.weight, m.made.delay})
	}
	return nil
}

// rows are those of part of parts: whole blocks.
func (r *recipe) rows(part, parts int) (lo, hi int) {
	all := r.spans.len()
	blocks := (all + r.perBlock - 1) / r.perBlock
	return blocks * part / parts * r.perBlock, min(all, blocks*(part+1)/parts*r.perBlock)
}

// Independent reports whether the pairs of s are drawn each by itself, every one with
// the same chance of being any source and target of pre and post; n is how many of
// them part of parts has, as for [Synapses.Each].
func (s *Synapses) Independent(part, parts int) (pre, post View, n int, ok bool) {
	r := s.recipe
	if r == nil || r.w.rule.Kind != FixedTotal || !r.w.rule.Replace || !r.w.whole {
		return pre, post, 0, false
	}
	lo, hi := r.rows(part, parts)
	return r.p.Pre, r.p.Post, int(min(r.w.rule.K, int64(hi)*chunk) - min(r.w.rule.K, int64(lo)*chunk)), true
}

// Wanted says what is computed of synapses.
type Wanted uint8

const (
	All    Wanted = iota
	Pairs         // who is connected
	Values        // weights and delays
)

// worthwhile is the number of synapses from which on a set is not kept in columns.
const worthwhile = 1 << 16

// spans are numbers of rows, in order: Stride counts nothing.
type spans []Run

func (r spans) len() (n int) {
	for _, x := range r {
		n += x.N
	}
	return n
}

// at is row k of them.
func (r spans) at(k int) int {
	for _, x := range r {
		if k < x.N {
			return x.First + k
		}
		k -= x.N
	}
	return -1
}

// recipes gives the recipes of projection j where it can have some: one for each
// population that it reaches.
func (s *Spec) recipes(ctx context.Context, j int) ([]Synapses, error) {
	p := &s.Projections[j]
	if !s.hasRecipe(j, s.likely(p, &p.Rule)) {
		return nil, nil
	}
	w, err := s.wires(ctx, p)
	if err != nil {
		return nil, err
	}
	whole := recipe{spec: s, at: j, p: p, w: w, spans: spans{{N: w.rows}}, perBlock: max(1, int(blockSynapses/(1+w.mean()))), weight: newBatch(&p.Weight, nil), delay: newBatch(&p.Delay, s.inSteps)}
	var list []Synapses
	reached := p.reached()
	for _, to := range reached {
		r := whole
		x := Synapses{Name: p.Name, Projection: j, Population: to, Port: s.Populations[to].Program.PortIndex(p.Port), recipe: &r}
		if len(reached) > 1 { // rows are targets
			x.Name += "@" + s.Populations[to].Name
			r.spans = nil
			first := 0
			for _, run := range p.Post.Runs {
				if run.Population == to {
					r.spans = append(r.spans, Run{First: first, N: run.N})
				}
				first += run.N
			}
		}
		list = append(list, x)
	}
	return list, nil
}

// hasRecipe reports whether projection j, of about n synapses, may be made anew.
func (s *Spec) hasRecipe(j int, n float64) bool {
	p := &s.Projections[j]
	switch p.Rule.Kind {
	case AllToAll, FixedProbability, FixedIndegree: // a row is a target
	case FixedOutdegree, FixedTotal:
		if len(p.reached()) > 1 {
			return false
		}
		if p.Rule.Kind == FixedTotal && !p.Rule.Replace { // all pairs are drawn before, and kept
			return false
		}
	default:
		return false
	}
	return n >= worthwhile && !p.Rule.OneWay && p.Mirror == 0 && p.Plasticity == nil && !p.ListedWeight && !p.ListedDelay && !p.needsPairs() && !hasValue(&p.Axonal) && len(p.Given) == 0 &&
		!p.continuous(s)
}

// survey makes all synapses of a set once, for what must be known of them.
func (s *Synapses) survey(ctx context.Context, workers int) (largest float64, err error) {
	if largest, done, err := s.quickly(ctx, workers); done || err != nil {
		return largest, err
	}
	type seen struct {
		n                 int
		largest, smallest float64
		shortest, longest uint16
	}
	const parts = 64
	list := make([]seen, parts)
	err = parallel(ctx, parts, workers, func(i int) error {
		x := &list[i]
		x.shortest, x.smallest = math.MaxUint16, math.Inf(1)
		return s.Each(i, parts, Values, func(b *Block) {
			x.n += len(b.Weight)
			for _, w := range b.Weight {
				w = math.Abs(w)
				x.largest = max(x.largest, w)
				if w != 0 {
					x.smallest = min(x.smallest, w)
				}
			}
			for _, d := range b.Delay {
				x.shortest, x.longest = min(x.shortest, d), max(x.longest, d)
			}
		})
	})
	s.shortest, s.smallest = math.MaxUint16, math.Inf(1)
	for _, x := range list {
		s.recipe.n += x.n
		largest, s.smallest = max(largest, x.largest), min(s.smallest, x.smallest)
		s.shortest, s.longest = min(s.shortest, x.shortest), max(s.longest, x.longest)
	}
	return largest, err
}

// zeroes counts the weights that are rounded to 0, before they are.
func (s *Synapses) zeroes(ctx context.Context, q float64, workers int) error {
	if q == 0 || s.smallest >= q { // none
		return nil
	}
	var mutex sync.Mutex
	const parts = 64
	return parallel(ctx, parts, workers, func(i int) error {
		return s.Each(i, parts, Values, func(b *Block) {
			n := 0
			for _, w := range b.Weight {
				if w != 0 && float64(math.Round(w/q)*q) == 0 {
					n++
				}
			}
			mutex.Lock()
			s.Zeroed += n
			mutex.Unlock()
		})
	})
}
