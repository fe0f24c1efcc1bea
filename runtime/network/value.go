package network

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// evaluator evaluates one Value many times. It is for one goroutine.
type evaluator struct {
	v        *Value
	constant bool
	number   float64
	draws    uint64 // draws of one evaluation
	values   []float64
	env      program.Env
	stream   rng.Stream
	first    uint64 // number of the first draw
	missed   string // why no number could be drawn
}

func newEvaluator(v *Value, h float64) *evaluator {
	e := &evaluator{v: v}
	if len(v.Block.Instrs) == 0 {
		e.constant = true
		return e
	}
	if e.number, e.constant = v.Constant(); e.constant {
		return e
	}
	e.env.H = h
	e.env.Draw, e.env.Redraw = e.draw, e.redraw
	for _, in := range v.Block.Instrs {
		if in.Op == program.Draw {
			e.draws = max(e.draws, uint64(in.Index)+1)
		}
	}
	return e
}

// at evaluates for element index of count, with draws from stream: evaluation
// number slot of that stream.
func (e *evaluator) at(stream rng.Stream, slot uint64, index, count int64) float64 {
	if e.constant {
		return e.number
	}
	e.stream, e.first = stream, slot*e.draws
	e.env.Index, e.env.Count = index, count
	e.values = program.Eval(&e.v.Block, &e.env, e.values)
	return e.values[e.v.Result]
}

// draw makes draw n of this evaluation.
func (e *evaluator) draw(fn string, a, b, _ float64, n int32) float64 {
	return e.stream.Draw(fn, e.first+uint64(n), a, b)
}

// redraw repeats draw n until it is from lo to hi.
func (e *evaluator) redraw(fn string, a, b float64, n int32, lo, hi float64) float64 {
	x := e.stream.Redraw(fn, e.first+uint64(n), a, b, lo, hi)
	if math.IsNaN(x) && e.missed == "" {
		e.missed = fmt.Sprintf(": none of %d draws of a redraw from %s was between its bounds, %v and %v in internal units", rng.MaxTries, fn, lo, hi)
	}
	return x
}

// column evaluates v for the n elements of a population: one number when all
// are equal. quants gives the quantities of an element, nil if v needs none.
func (s *Spec) column(v *Value, purpose rng.Purpose, object string, n int, quants func(i int) []float64) ([]float64, error) {
	e := newEvaluator(v, s.Step)
	if e.constant {
		if !finite(e.number) {
			return nil, fmt.Errorf("%s is %v", object, e.number)
		}
		return []float64{e.number}, nil
	}
	c := make([]float64, n)
	stream := rng.NewStream(s.Seed, purpose, object, 0)
	for i := range c {
		if quants != nil {
			e.env.Quants = quants(i)
		}
		c[i] = e.at(stream.At(uint32(i)), 0, int64(i), int64(n))
		if !finite(c[i]) {
			return nil, fmt.Errorf("%s is %v at element %d%s", object, c[i], i, e.missed)
		}
	}
	return c, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
