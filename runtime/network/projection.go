package network

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/rng"
)

// blockSynapses is about the number of synapses that one task makes: large
// enough to be worth a task, small enough to stop soon when asked to.
const blockSynapses = 1 << 16

// MaxDelay is the longest delay in steps.
const MaxDelay = math.MaxUint16

// maxWeight keeps sums of weights and multiples of their quantum finite.
const maxWeight = 0x1p1000

// made are the synapses of some rows of a projection.
type made struct {
	pre, post []uint32
	weight    []float64
	delay     []uint16
	axonal    []uint16    // nil without axonal delays
	given     [][]float64 // per value in the order of the quantities
}

// synapses makes projection j: one set of columns for each population that it
// reaches, rows in order.
func (s *Spec) synapses(ctx context.Context, j, workers int) ([]Synapses, error) {
	p := &s.Projections[j]
	mirrored := p.Mirror > 0
	if mirrored {
		p = &s.Projections[p.Mirror-1]
	}
	w, err := s.wires(ctx, p)
	if err != nil {
		return nil, err
	}
	perBlock := max(1, int(blockSynapses/(1+w.mean())))
	weight, delay := (*batch)(nil), (*batch)(nil)
	if w.geometry == nil {
		weight, delay = newBatch(&p.Weight, nil), newBatch(&p.Delay, s.inSteps)
	}
	blocks := make([]made, (w.rows+perBlock-1)/perBlock)
	err = parallel(ctx, len(blocks), workers, func(b int) error {
		m := s.maker(j, p, w, weight, delay)
		m.connections()
		last := min(w.rows, (b+1)*perBlock)
		m.reserve(float64(last-b*perBlock)*w.mean(), All)
		for row := b * perBlock; row < last; row++ {
			if err := m.row(row); err != nil {
				return err
			}
		}
		if mirrored {
			m.made.pre, m.made.post = m.made.post, m.made.pre
		}
		blocks[b] = m.made
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := s.split(j, blocks)
	later, err := s.adjust(j, list)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := s.plastic(j, &list[i], later[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// reserve makes room for about that many synapses and their usual scatter.
func (m *made) reserve(mean float64, wanted Wanted) {
	n := int(mean + 4*math.Sqrt(mean))
	if wanted != Values {
		m.pre, m.post = make([]uint32, 0, n), make([]uint32, 0, n)
	}
	if wanted != Pairs {
		m.weight, m.delay = make([]float64, 0, n), make([]uint16, 0, n)
	}
}

// maker makes rows of one projection.
type maker struct {
	made
	spec            *Spec
	at              int
	p               *Projection
	w               *wires
	hand            *hand
	weight, delay   *evaluator
	weights, delays rng.Stream
	continuous      bool      // delays may be 0
	geometry        *geometry // nil where nothing depends on the pair
	others          []*other  // more values per connection
	// Machine code for weights and delays, nil where there is none.
	manyWeights, manyDelays *batcher
	wanted                  Wanted
	values                  []float64
}

func (s *Spec) maker(j int, p *Projection, w *wires, weight, delay *batch) *maker {
	return &maker{spec: s, at: j, p: p, w: w, hand: w.hand(), weight: newEvaluator(&p.Weight, s.Step), delay: newEvaluator(&p.Delay, s.Step), continuous: p.continuous(s),
		manyWeights: newBatcher(weight), manyDelays: newBatcher(delay), weights: rng.NewStream(s.Seed, rng.Weight, p.Name, 0), delays: rng.NewStream(s.Seed, rng.Delay, p.Name, 0), geometry: w.geometry.fork()}
}

// row makes the synapses of a row: pairs first, then what belongs to them.
func (m *maker) row(row int) error {
	from := len(m.made.weight)
	n, known := 0, false
	if m.wanted == Values {
		n, known = m.w.length(row)
	}
	if !known {
		m.w.row(row, m.hand)
		n = len(m.hand.pre)
		if m.wanted != Values {
			m.pairs()
		}
	}
	if m.wanted == Pairs {
		return nil
	}
	m.made.weight, m.made.delay = slices.Grow(m.made.weight, n)[:from+n], slices.Grow(m.made.delay, n)[:from+n]
	weight, delay := m.made.weight[from:], m.made.delay[from:]
	problem := ""
	if m.geometry == nil && len(m.others) == 0 && !m.p.ListedWeight && !m.p.ListedDelay {
		m.weight.many(m.weights.At(uint32(row)), m.manyWeights, weight)
		problem = m.manySteps(m.delays.At(uint32(row)), delay)
	} else {
		problem = m.one(row, weight, delay)
	}
	if problem != "" {
		problem += m.delay.missed
	}
	for _, x := range weight {
		if !(math.Abs(x) <= maxWeight) && problem == "" {
			problem = fmt.Sprintf("a weight is %v%s", x, m.weight.missed)
		}
	}
	if problem != "" {
		return m.spec.projectionError(m.at, "change the distribution, or bound it with clip(…)", "%s", problem)
	}
	return nil
}

// pairs appends the pairs of the row at hand.
func (m *maker) pairs() {
	m.pre, m.post = appendIDs(m.pre, m.w.pre, m.hand.pre), appendIDs(m.post, m.w.post, m.hand.post)
}

// appendIDs appends the global ids at positions of a view.
func appendIDs(list []uint32, v *positions, at []uint32) []uint32 {
	if len(v.view.Runs) == 1 {
		first, stride := uint32(v.view.Runs[0].First), uint32(v.view.Runs[0].Stride)
		n := len(list)
		list = slices.Grow(list, len(at))[:n+len(at)]
		to := list[n:]
		for j, k := range at[:len(to)] {
			to[j] = first + k*stride // negative strides wrap around
		}
		return list
	}
	for _, k := range at {
		list = append(list, v.id(int(k)))
	}
	return list
}

// one computes weights, delays and other values of the row at hand one by one.
func (m *maker) one(row int, weight []float64, delay []uint16) (problem string) {
	weights, delays := m.weights.At(uint32(row)), m.delays.At(uint32(row))
	for slot := range weight {
		if m.geometry != nil {
			x := m.geometry.at(int(m.hand.pre[slot]), int(m.hand.post[slot]))
			m.weight.env.Pair, m.delay.env.Pair = x, x
			for _, o := range m.others {
				o.value.env.Pair = x
			}
		}
		if p := m.more(row, uint64(slot)); problem == "" {
			problem = p
		}
		if m.p.ListedWeight {
			weight[slot] = m.p.Rule.List[row].Weight
		} else {
			weight[slot] = m.weight.at(weights, uint64(slot), 0, 0)
		}
		ms := 0.0
		if m.p.ListedDelay {
			ms = m.p.Rule.List[row].Delay
		} else {
			ms = m.delay.at(delays, uint64(slot), 0, 0)
		}
		steps, late := m.spec.steps(ms, m.continuous)
		if delay[slot] = steps; problem == "" {
			problem = late
		}
	}
	return problem
}

// many computes evaluations 0 … len(dst)-1 of a stream, with machine code if b has
// some.
func (e *evaluator) many(stream rng.Stream, b *batcher, dst []float64) {
	switch {
	case e.constant:
		for k := range dst {
			dst[k] = e.number
		}
	case b != nil:
		b.fill(stream, 0, dst)
	default:
		for k := range dst {
			dst[k] = e.at(stream, uint64(k), 0, 0)
		}
	}
}

// manySteps computes the delays of a row.
func (m *maker) manySteps(stream rng.Stream, dst []uint16) (problem string) {
	if m.delay.constant {
		steps, late := m.spec.steps(m.delay.number, m.continuous)
		for k := range dst {
			dst[k] = steps
		}
		if len(dst) > 0 {
			problem = late
		}
		return problem
	}
	if m.manyDelays == nil {
		for k := range dst {
			steps, late := m.spec.steps(m.delay.at(stream, uint64(k), 0, 0), m.continuous)
			if dst[k] = steps; problem == "" {
				problem = late
			}
		}
		return problem
	}
	if m.values = m.values[:0]; cap(m.values) < len(dst) {
		m.values = make([]float64, len(dst))
	}
	m.values = m.values[:len(dst)]
	m.manyDelays.fill(stream, 0, m.values)
	least := uint16(1)
	if m.continuous {
		least = 0
	}
	most := math.Float64bits(MaxDelay)
	for k, x := range m.values[:len(dst)] {
		if math.Float64bits(x) <= most { // neither negative nor NaN
			dst[k] = max(uint16(int32(x)), least)
			continue
		}
		steps, late := m.spec.steps(m.delay.at(stream, uint64(k), 0, 0), m.continuous)
		if dst[k] = steps; problem == "" {
			problem = late
		}
	}
	return problem
}

// inSteps is the number of steps that steps rounds a delay to.
func (s *Spec) inSteps(b *jit.Builder, ms jit.Ref) jit.Ref {
	return b.Round(b.Div(ms, b.Const(s.Step)))
}

// steps rounds a delay to the grid; only continuous connections may have none.
func (s *Spec) steps(ms float64, continuous bool) (uint16, string) {
	n := math.Round(ms / s.Step)
	switch {
	case !finite(ms):
		return 1, fmt.Sprintf("a delay is %v", ms)
	case ms < 0:
		return 1, fmt.Sprintf("a delay is %v ms; delays are positive", ms)
	case n > MaxDelay:
		return 1, fmt.Sprintf("a delay of %v ms is longer than %d steps", ms, MaxDelay)
	}
	if continuous {
		return uint16(n), ""
	}
	return uint16(max(n, 1)), ""
}

// continuous reports whether the projection reaches a continuous port.
func (p *Projection) continuous(s *Spec) bool {
	for _, run := range p.Post.Runs {
		prog := s.Populations[run.Population].Program
		if port := prog.PortIndex(p.Port); prog.Ports[port].Continuous {
			return true
		}
	}
	return false
}

// reached are the populations of the targets in order of first appearance.
func (p *Projection) reached() []int {
	var list []int
	for _, run := range p.Post.Runs {
		if !slices.Contains(list, run.Population) {
			list = append(list, run.Population)
		}
	}
	return list
}

// Reached are the populations that hold targets of a projection, in the order of
// its sets.
func (s *Spec) Reached(projection int) []int { return s.Projections[projection].reached() }

// Sets are the indices into Network.Synapses of the sets of synapses that a
// projection makes.
func (s *Spec) Sets(projection int) []int {
	first := 0
	for j := range projection {
		first += len(s.Projections[j].reached())
	}
	var list []int
	for i := range s.Projections[projection].reached() {
		list = append(list, first+i)
	}
	return list
}

// split joins the blocks and divides them by the population of the target.
func (s *Spec) split(j int, blocks []made) []Synapses {
	p := &s.Projections[j]
	reached := p.reached()
	place := make([]int, len(s.Populations))
	for i, population := range reached {
		place[population] = i
	}
	list := make([]Synapses, len(reached))
	for i, population := range reached {
		list[i] = Synapses{Name: p.Name, Projection: j, Plasticity: p.Plasticity, Population: population, Port: s.Populations[population].Program.PortIndex(p.Port)}
		if len(reached) > 1 {
			list[i].Name += "@" + s.Populations[population].Name
		}
	}
	counts := make([]int, len(reached))
	where := func(post uint32) int {
		if len(reached) == 1 {
			return 0
		}
		return place[s.PopulationOf(post)]
	}
	for _, b := range blocks {
		for _, post := range b.post {
			counts[where(post)]++
		}
	}
	for i, n := range counts {
		list[i].Pre, list[i].Post = make([]uint32, 0, n), make([]uint32, 0, n)
		list[i].Weight, list[i].Delay = make([]float64, 0, n), make([]uint16, 0, n)
		if hasValue(&p.Axonal) {
			list[i].Axonal = make([]uint16, 0, n)
		}
		for range p.Given {
			list[i].Quants = append(list[i].Quants, make([]float64, 0, n))
		}
		for _, a := range append(slices.Clone(p.Set), p.Settings...) {
			if x, same := a.Value.Constant(); same {
				list[i].Quants = append(list[i].Quants, []float64{x})
			} else {
				list[i].Quants = append(list[i].Quants, make([]float64, 0, n))
			}
		}
	}
	perConnection := make([]bool, len(p.Given)+len(p.Set)+len(p.Settings))
	for g := range perConnection {
		perConnection[g] = true
		if k := g - len(p.Given); k >= 0 {
			_, same := append(slices.Clone(p.Set), p.Settings...)[k].Value.Constant()
			perConnection[g] = !same
		}
	}
	for _, b := range blocks {
		for k, post := range b.post {
			x := &list[where(post)]
			x.Pre, x.Post = append(x.Pre, b.pre[k]), append(x.Post, post)
			x.Weight, x.Delay = append(x.Weight, b.weight[k]), append(x.Delay, b.delay[k])
			if b.axonal != nil {
				x.Axonal = append(x.Axonal, b.axonal[k])
			}
			for g := range b.given {
				if !perConnection[g] {
					continue
				}
				x.Quants[g] = append(x.Quants[g], b.given[g][k])
			}
		}
	}
	return list
}

// quantise rounds the weights of every port to multiples of its quantum.
func quantise(ctx context.Context, net *Network, workers int) error {
	largest := make([][]float64, len(net.Populations))
	for p := range largest {
		largest[p] = make([]float64, len(net.Populations[p].Quantum))
	}
	for i := range net.Synapses {
		s := &net.Synapses[i]
		if net.Continuous(s) {
			continue // sums over them are taken in a fixed order, and need not be exact
		}
		most := &largest[s.Population][s.Port]
		if s.recipe != nil {
			x, err := s.survey(ctx, workers)
			if err != nil {
				return err
			}
			*most = max(*most, x)
		}
		for _, w := range s.Weight {
			*most = max(*most, math.Abs(w))
		}
		*most = max(*most, s.bound())
	}
	for p := range largest {
		for port, w := range largest[p] {
			net.Populations[p].Quantum[port] = net.Spec.quantum(w)
		}
	}
	for i := range net.Synapses {
		s := &net.Synapses[i]
		q := net.Populations[s.Population].Quantum[s.Port]
		if q == 0 || s.Plasticity != nil {
			continue // a rule goes on from the weight as it is
		}
		if s.recipe != nil {
			if err := s.zeroes(ctx, q, workers); err != nil {
				return err
			}
			s.recipe.round(q)
		}
		for k, w := range s.Weight {
			s.Weight[k] = float64(math.Round(w/q) * q)
			if w != 0 && s.Weight[k] == 0 {
				s.Zeroed++
			}
		}
	}
	return nil
}

// quantum is the unit of the weights of a port whose largest weight is w.
func (s *Spec) quantum(w float64) float64 {
	if s.Packed {
		return PackedQuantum(w)
	}
	return Quantum(w)
}

// PackedBits is the number of bits of the largest weight of a port of a network that
// is packed.
const PackedBits = 15

// PackedQuantum is the unit of the weights of a port whose largest weight is w, of a
// network that is packed: the smallest power of two, from 2^-1074 on, of which w
// rounds to less than 2^15 multiples; 0 for w = 0. A weight moves by less than
// 2^-15 of the largest one.
func PackedQuantum(w float64) float64 {
	if w == 0 {
		return 0
	}
	_, e := math.Frexp(w) // w < 2^e
	if math.Round(math.Ldexp(w, PackedBits-e)) == 1<<PackedBits {
		e++
	}
	return max(math.Ldexp(1, e-PackedBits), math.SmallestNonzeroFloat64)
}

// quantumBits is the number of bits of the largest weight of a port.
const quantumBits = 40

// Quantum is the unit of the weights of a port whose largest weight is w:
// 2^(ceil(log2 w) - 40), 0 for w = 0. Where that would be below the smallest
// number, 2^-1074, it is this number, of which all are multiples.
func Quantum(w float64) float64 {
	if w == 0 {
		return 0
	}
	f, e := math.Frexp(w) // w = f * 2^e, 1/2 <= f < 1
	if f == 0.5 {
		e--
	}
	return max(math.Ldexp(1, e-quantumBits), math.SmallestNonzeroFloat64)
}
