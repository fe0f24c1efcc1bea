package network

import (
	"context"
	"fmt"
	"math"
	"sort"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// changing plays a source whose parameters depend on time, or whose spikes depend
// on those before.
type changing struct {
	spec   *Spec
	p      int
	kind   SourceKind
	step   float64
	stream rng.Stream
	quants func(i int) []float64
	rate   *stepwise
	shape  *stepwise // of Gamma
	dead   *stepwise // of Refractory
	tables map[float64]*rng.PoissonTable
	lo, hi int
	at     int64 // step that memory has come to
	memory []renewal
	dice   []dice
	err    error
}

// maxTables is the number of tables of rates that a source keeps.
const maxTables = 1024

// timed reports whether a value depends on time.
func timed(v *Value) bool {
	for _, in := range v.Block.Instrs {
		if in.Op == program.LoadTime {
			return true
		}
	}
	return false
}

// stepwise is a value that is taken at the beginning of every step. Draws in it
// are made once per element.
type stepwise struct {
	e       *evaluator
	n       int
	stream  rng.Stream
	quants  func(i int) []float64
	timed   bool
	uniform bool      // the same for all elements
	k       int64     // step of the last uniform value
	known   bool      // value is that of step k, or of all steps
	value   float64   // when uniform
	column  []float64 // of every element, when neither timed nor uniform
}

// stepwise prepares a value of population p for evaluation in every step.
func (s *Spec) stepwise(p int, v *Value, name string, quants func(i int) []float64) *stepwise {
	pop := &s.Populations[p]
	x := &stepwise{e: newEvaluator(v, s.Step), n: pop.N, stream: rng.NewStream(s.Seed, rng.Param, pop.Name+"."+name+pop.Source.Again, 0), quants: quants, timed: timed(v), uniform: true}
	for _, in := range v.Block.Instrs {
		switch in.Op {
		case program.LoadIndex, program.LoadQuant, program.Draw:
			x.uniform = false
		}
	}
	if !x.timed && !x.uniform {
		for i := range pop.N {
			x.column = append(x.column, x.compute(i))
		}
	}
	return x
}

func (x *stepwise) compute(i int) float64 {
	if x.quants != nil {
		x.e.env.Quants = x.quants(i)
	}
	return x.e.at(x.stream.At(uint32(i)), 0, int64(i), int64(x.n))
}

// of is the value for element i in step k.
func (x *stepwise) of(k int64, i int) float64 {
	switch {
	case x.column != nil:
		return x.column[i]
	case x.uniform && x.known && (x.k == k || !x.timed):
		return x.value
	}
	x.e.env.Step = k
	v := x.compute(i)
	if x.uniform {
		x.value, x.k, x.known = v, k, true
	}
	return v
}

// given evaluates the named numbers of a source: a function that gives those of an
// element, nil if there are none.
func (s *Spec) given(p int) (func(i int) []float64, error) {
	pop := &s.Populations[p]
	named := pop.Source.Given
	if len(named) == 0 {
		return nil, nil
	}
	columns := make([][]float64, len(named))
	for q := range named {
		var err error
		if columns[q], err = s.column(&named[q].Value, rng.Param, pop.Name+"."+named[q].Name+pop.Source.Again, pop.N, nil); err != nil {
			return nil, s.populationError(p, "", "%v", err)
		}
	}
	values := make([]float64, len(named))
	return func(i int) []float64 {
		for q := range values {
			values[q] = At(columns[q], i)
		}
		return values
	}, nil
}

// prepareChanging prepares a source of that sort and checks its parameters in the
// first step, and in all where they do not change.
func (s *Spec) prepareChanging(p int, x *SourceState, quants func(i int) []float64) error {
	pop := &s.Populations[p]
	c := &changing{spec: s, p: p, kind: pop.Source.Kind, step: s.Step, stream: rng.NewStream(s.Seed, rng.Source, pop.Name, 0), quants: quants,
		rate: s.stepwise(p, &pop.Source.Rate, "rate", quants), tables: map[float64]*rng.PoissonTable{}}
	switch c.kind {
	case Gamma:
		c.shape = s.stepwise(p, &pop.Source.Shape, "shape", quants)
	case Refractory:
		c.dead = s.stepwise(p, &pop.Source.Dead, "refractory", quants)
	}
	x.changing = c
	for i := range pop.N {
		if c.parameters(0, i); c.err != nil {
			return c.err
		}
	}
	return nil
}

// varies reports whether parameters may change while the source runs.
func (c *changing) varies() bool {
	return c.rate.timed && !c.pauses() || c.shape != nil && c.shape.timed || c.dead != nil && c.dead.timed
}

// pauses reports whether the rate is a choice between one number and 0, as that of
// a source with a beginning and an end.
func (c *changing) pauses() bool {
	v := c.rate.e.v
	in := v.Block.Instrs[v.Result]
	if in.Op != program.Select {
		return false
	}
	zero := v.Block.Instrs[in.C]
	return zero.Op == program.Const && zero.Value == 0 && !dependsOnTime(&v.Block, in.B)
}

// dependsOnTime reports whether value r of a block does.
func dependsOnTime(b *program.Block, r program.Ref) bool {
	if r < 0 {
		return false
	}
	in := b.Instrs[r]
	if in.Op < program.Draw {
		return in.Op == program.LoadTime
	}
	return dependsOnTime(b, in.A) || dependsOnTime(b, in.B) || dependsOnTime(b, in.C)
}

// parameters are those of element i in step k; a mistake is remembered and stops
// the source for the step.
func (c *changing) parameters(k int64, i int) parameters {
	p := parameters{rate: c.rate.of(k, i)}
	if p.rate == 0 {
		return p
	}
	if c.shape != nil {
		p.shape = c.shape.of(k, i)
	}
	if c.dead != nil {
		p.dead = c.dead.of(k, i)
	}
	why := p.check(c.kind, c.varies())
	if why == "" && c.kind == Poisson && p.rate*c.step > maxChanging {
		why = fmt.Sprintf("at %v spikes per ms it may emit more than %d spikes in a step", p.rate, math.MaxUint16)
	}
	if why == "" {
		return p
	}
	if c.err == nil {
		c.err = c.spec.populationError(c.p, rateHelp, "in step %d, element %d: %s", k, i, why)
	}
	return parameters{}
}

// maxChanging is the largest mean of a count: ten standard deviations below the
// largest count.
const maxChanging = 63000

// next fills dst with the counts of step k of elements lo … hi-1.
func (c *changing) next(k int64, lo, hi int, dst []uint16) {
	if c.kind == Poisson {
		for i := lo; i < hi; i++ {
			dst[i-lo] = c.poisson(k, i)
		}
		return
	}
	if c.memory == nil || c.lo != lo || c.hi != hi || c.at > k {
		c.begin(lo, hi)
	}
	for ; c.at <= k; c.at++ {
		for i := lo; i < hi; i++ {
			n := c.memory[i-lo].step(c.step, c.parameters(c.at, i), &c.dice[i-lo])
			if n > math.MaxUint16 {
				n = math.MaxUint16
				if c.err == nil {
					c.err = c.spec.populationError(c.p, "use several sources", "in step %d, element %d emits more than %d spikes", c.at, i, math.MaxUint16)
				}
			}
			dst[i-lo] = uint16(n)
		}
	}
}

// begin forgets what was before step 0.
func (c *changing) begin(lo, hi int) {
	c.lo, c.hi, c.at = lo, hi, 0
	c.memory, c.dice = make([]renewal, hi-lo), make([]dice, hi-lo)
	for i := range c.memory {
		c.dice[i] = dice{stream: c.stream.At(uint32(lo + i))}
		switch {
		case c.kind == Refractory:
			c.memory[i] = &deadTime{}
		case c.varies():
			c.memory[i] = &gammaHazard{}
		default:
			c.memory[i] = &gammaIntervals{}
		}
	}
}

// poisson is the count of element i in step k, from the word of that step.
func (c *changing) poisson(k int64, i int) uint16 {
	mean := c.parameters(k, i).rate * c.step
	if mean == 0 {
		return 0
	}
	word := c.stream.At(uint32(i)).Word(uint64(k))
	t := c.tables[mean]
	if t == nil {
		if !c.rate.uniform || len(c.tables) >= maxTables {
			return uint16(c.stream.At(uint32(i)).Poisson(uint64(k), mean))
		}
		var err error
		if t, err = rng.NewPoissonTable(mean); err != nil {
			return 0
		}
		c.tables[mean] = t
	}
	return uint16(t.Count(word))
}

// sequential reports whether the spikes of a source in a step depend on those
// before.
func (s *Spec) sequential(p int) bool {
	k := s.Populations[p].Source.Kind
	return k == Refractory || k == Gamma
}

// elementsPerTask is the number of elements that one task of sequentialCounts
// plays.
const elementsPerTask = 64

// sequentialCounts are SourceCounts of a sequential source, some elements after
// the others.
func (s *Spec) sequentialCounts(p int, from, to int64) (*Emissions, error) {
	n := s.Populations[p].N
	tasks := make([]Emissions, (n+elementsPerTask-1)/elementsPerTask)
	err := parallel(context.Background(), len(tasks), 0, func(b int) error {
		x := NewSourceState(s, p)
		lo := b * elementsPerTask
		hi := min(n, lo+elementsPerTask)
		counts := make([]uint16, hi-lo)
		e := &tasks[b]
		for k := int64(0); k < to; k++ {
			x.NextRange(k, lo, hi, counts)
			for i, c := range counts {
				if c > 0 && k >= from {
					e.Index, e.Step, e.Count = append(e.Index, uint32(lo+i)), append(e.Step, uint32(k+1)), append(e.Count, c)
				}
			}
		}
		return x.Err()
	})
	var all Emissions
	for _, e := range tasks {
		all.Index, all.Step, all.Count = append(all.Index, e.Index...), append(all.Step, e.Step...), append(all.Count, e.Count...)
	}
	order := make([]int, len(all.Step))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return all.Step[order[a]] < all.Step[order[b]] })
	sorted := &Emissions{}
	for _, i := range order {
		sorted.Index, sorted.Step, sorted.Count = append(sorted.Index, all.Index[i]), append(sorted.Step, all.Step[i]), append(sorted.Count, all.Count[i])
	}
	return sorted, err
}
