package solve

import (
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/propagator"
)

// covariance is the noise of an exact step under one set of holds: the factor L
// of its covariance, by which independent normal numbers, one per state that
// noise reaches, are mixed. See [propagator.Noise].
type covariance struct {
	a      *affine
	m      []expr.Expr // the system, held states at rest
	mask   uint32
	order  []int     // states; those that nothing held influences come first, so that their rows are the same under all holds
	group  []int     // per state: states of one group share noise; -1: no noise reaches it
	factor []float64 // L where it is the same for all neurons
	varies bool      // L differs per neuron
	index  int       // into Derive.Covariances, or -1
	made   map[int]int
}

// noise describes what white noise does to the system m, nil when there is none.
func (a *affine) noise(m []expr.Expr, mask uint32) *covariance {
	s := a.s
	n := len(s.p.States)
	c := &covariance{a: a, m: m, mask: mask, group: make([]int, n), index: -1, made: map[int]int{}}
	any := false
	for i := range n {
		c.group[i] = -1
		any = any || s.moves(i, mask) && s.gain[i] != nil
	}
	if !any {
		return nil
	}
	common := s.independent()
	for _, first := range []bool{true, false} {
		for i := range n {
			if common[i] == first {
				c.order = append(c.order, i)
			}
		}
	}
	c.groups()
	c.numbers()
	return c
}

// source tells whether noise j acts on state i itself.
func (c *covariance) source(i, j int) bool {
	s := c.a.s
	return s.moves(i, c.mask) && s.gain[i] != nil && !s.gain[i][j].IsZero()
}

// groups finds the states that each noise reaches, directly or through other
// states, and joins those that share one.
func (c *covariance) groups() {
	s := c.a.s
	n := len(s.p.States)
	next := 0
	for j := range s.noises {
		reached := make([]bool, n)
		for i := range n {
			reached[i] = c.source(i, j)
		}
		for changed := true; changed; {
			changed = false
			for i := range n {
				for k := range n {
					if !reached[i] && reached[k] && c.m[i*c.a.n+k].IsValid() {
						reached[i], changed = true, true
					}
				}
			}
		}
		joined := map[int]bool{}
		for i, r := range reached {
			if r && c.group[i] >= 0 {
				joined[c.group[i]] = true
			}
		}
		for i := range n {
			if reached[i] || joined[c.group[i]] {
				c.group[i] = next
			}
		}
		next++
	}
}

// numbers computes the factor, or finds that it differs per neuron.
func (c *covariance) numbers() {
	s := c.a.s
	n, m := len(s.p.States), len(s.noises)
	drift, gain := make([]float64, n*n), make([]float64, n*m)
	number := func(e expr.Expr) float64 {
		x, ok := s.number(e)
		c.varies = c.varies || !ok
		return x
	}
	for i := range n {
		for k := range n {
			if e := c.m[i*c.a.n+k]; e.IsValid() {
				drift[i*n+k] = number(e)
			}
		}
		for j := range m {
			if c.source(i, j) {
				gain[i*m+j] = number(s.gain[i][j])
			}
		}
	}
	if c.varies {
		return
	}
	c.factor = make([]float64, n*n)
	if err := propagator.Noise(c.factor, drift, gain, n, m, s.h, c.order); err != nil {
		s.list.Add(diag.NoPropagator(s.d.Span, s.d.Name, err.Error()))
	}
}

// add adds the noise of state i to its new value.
func (c *covariance) add(b *builder, i int, sum program.Ref) program.Ref {
	s := c.a.s
	if c.group[i] < 0 {
		return sum
	}
	for _, k := range c.order {
		if c.group[k] == c.group[i] {
			if q := c.quantity(i, k); q >= 0 {
				term := b.Op(program.Mul, b.quantity(q), b.normal("noise."+s.p.States[k].Name))
				if sum == program.None {
					sum = term
				} else {
					sum = b.Op(program.Add, sum, term)
				}
			}
		}
		if k == i {
			break
		}
	}
	return sum
}

// quantity is the one that holds entry (i, k) of the factor, or -1 where it is 0.
func (c *covariance) quantity(i, k int) int {
	s := c.a.s
	n := len(s.p.States)
	if q, ok := c.made[i*n+k]; ok {
		return q
	}
	to, from := s.p.States[i], s.p.States[k]
	name, doc := "N."+to.Name+"."+from.Name, "what one standard deviation of the noise of "+from.Name+" adds to "+to.Name+" in one step"
	if !c.varies {
		if c.factor[i*n+k] == 0 {
			return -1
		}
		c.made[i*n+k] = s.shared(name, to.Unit, doc, c.factor[i*n+k])
		return c.made[i*n+k]
	}
	q := s.derived(name, to.Unit, doc, program.Real)
	c.made[i*n+k] = q
	if c.index < 0 {
		c.index = c.derivation()
	}
	e := &s.p.Derive.Covariances[c.index]
	e.Entries = append(e.Entries, program.Entry{Row: i, Col: k, Quantity: q})
	return q
}

// derivation writes the system and the strengths as a block over the given
// quantities.
func (c *covariance) derivation() int {
	s := c.a.s
	n, m := len(s.p.States), len(s.noises)
	e := program.Covariance{N: n, M: m, Order: c.order}
	b := s.builder(&e.Block)
	b.inline = true
	for i := range n {
		for k := range n {
			r := program.None
			if x := c.m[i*c.a.n+k]; x.IsValid() {
				r = b.Value(x)
			}
			e.Drift = append(e.Drift, r)
		}
		for j := range m {
			r := program.None
			if c.source(i, j) {
				r = b.Value(s.gain[i][j])
			}
			e.Gain = append(e.Gain, r)
		}
	}
	s.p.Derive.Covariances = append(s.p.Derive.Covariances, e)
	return len(s.p.Derive.Covariances) - 1
}
