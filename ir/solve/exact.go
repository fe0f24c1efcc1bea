package solve

import (
	"fmt"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/propagator"
)

// affine is the system x' = A x + B u: the states, then the inputs, the sums over
// continuous connections, the parameters that differ per neuron and enter linearly, and the constant 1.
type affine struct {
	s       *solver
	columns []expr.Sym // parameters in u
	n       int        // states + inputs + sums + columns + 1
	m       []expr.Expr
}

// affineSystem reads the system off the rates, or says why there is none.
func (s *solver) affineSystem() (*affine, string) {
	a := &affine{s: s}
	var states, inputs []expr.Sym
	for _, x := range s.d.States {
		states = append(states, x.Sym)
	}
	inputs = append(inputs, s.d.Inputs...)
	for _, sum := range s.d.Sums {
		inputs = append(inputs, sum.Sym)
	}
	for _, q := range s.d.Params {
		if s.column[q.Sym] {
			a.columns = append(a.columns, q.Sym)
		}
	}
	moving := append(append([]expr.Sym(nil), states...), inputs...)
	type line struct {
		coef []expr.Expr
		rest expr.Expr
	}
	lines := make([]line, len(states))
	for i := range states {
		if !s.rate(i).IsValid() {
			continue
		}
		coef, rest, ok := s.pool.AffineIn(s.rate(i), moving)
		if !ok {
			return nil, fmt.Sprintf("%s' is not linear in the states", s.p.States[i].Name)
		}
		for _, c := range append(append([]expr.Expr(nil), coef...), rest) {
			if !s.fixed(c) {
				return nil, fmt.Sprintf("%s' depends on time", s.p.States[i].Name)
			}
		}
		lines[i] = line{coef, rest}
	}
	if reason := s.noisy(); reason != "" {
		return nil, reason
	}
	ns, ni, nc := len(states), len(inputs), len(a.columns)
	a.n = ns + ni + nc + 1
	if a.n >= propagator.MaxDim {
		return nil, fmt.Sprintf("there are %d states, inputs and parameters that differ, and an exact step takes %d of them", a.n-1, propagator.MaxDim-2)
	}
	a.m = make([]expr.Expr, a.n*a.n)
	for i, l := range lines {
		if !l.rest.IsValid() {
			continue
		}
		for j, c := range l.coef {
			a.set(i, j, c)
		}
		// The constant part is split by the parameters that differ per neuron,
		// so that one propagator serves all neurons.
		coef, rest, ok := s.pool.AffineIn(l.rest, a.columns)
		if ok && s.sameForAll(coef) {
			for j, c := range coef {
				a.set(i, ns+ni+j, c)
			}
			a.set(i, a.n-1, rest)
		} else {
			a.set(i, a.n-1, l.rest)
		}
	}
	return a, ""
}

func (a *affine) set(i, j int, e expr.Expr) {
	if !e.IsZero() {
		a.m[i*a.n+j] = e
	}
}

// sameForAll reports whether no expression depends on a parameter that differs
// per neuron.
func (s *solver) sameForAll(list []expr.Expr) bool {
	for _, e := range list {
		for _, x := range e.Symbols() {
			if s.column[x] {
				return false
			}
		}
	}
	return true
}

// integrate writes the exact method.
func (a *affine) integrate(s *solver) {
	common := s.independent()
	block := s.builder(&s.p.Integrate.Common)
	a.variant(0, block, func(i int) bool { return common[i] && s.moves(i, 0) })
	for mask := uint32(0); mask < s.variants(); mask++ {
		v := program.Variant{Held: mask}
		a.variant(mask, s.builder(&v.Block), func(i int) bool { return !common[i] && s.moves(i, mask) })
		s.p.Integrate.Variants = append(s.p.Integrate.Variants, v)
	}
}

// independent tells which states advance alike whatever is held: neither they
// nor anything that they read, directly or not, can be held.
func (s *solver) independent() []bool {
	free := make([]bool, len(s.p.States))
	for i := range free {
		free[i] = s.held[i] == 0
	}
	for changed := true; changed; {
		changed = false
		for i := range free {
			if !free[i] || !s.rate(i).IsValid() {
				continue
			}
			for _, x := range s.rate(i).Symbols() {
				if j, ok := s.state[x]; ok && !free[j] {
					free[i], changed = false, true
				}
			}
		}
	}
	return free
}

// variant writes the updates of the wanted states under one set of holds.
func (a *affine) variant(mask uint32, b *builder, want func(i int) bool) {
	s := a.s
	any := false
	for i := range s.p.States {
		any = any || want(i)
	}
	if !any {
		return
	}
	m := make([]expr.Expr, len(a.m))
	for i := range s.p.States {
		if s.moves(i, mask) {
			copy(m[i*a.n:(i+1)*a.n], a.m[i*a.n:(i+1)*a.n])
		}
	}
	prop := a.exponential(m)
	noise := a.noise(m, mask)
	for i := range s.p.States {
		if !want(i) {
			continue
		}
		sum := program.None
		add := func(j int) {
			q := prop.quantity(i, j, mask)
			if q < 0 {
				return
			}
			term := b.quantity(q)
			if j < a.n-1 {
				term = b.Op(program.Mul, term, a.variable(b, j))
			}
			if sum == program.None {
				sum = term
			} else {
				sum = b.Op(program.Add, sum, term)
			}
		}
		add(i)
		for j := 0; j < a.n; j++ {
			if j != i {
				add(j)
			}
		}
		if noise != nil {
			sum = noise.add(b, i, sum)
		}
		b.Block.Stores = append(b.Block.Stores, program.Store{State: i, Value: sum})
	}
}

// variable is column j of the system as a value of the block.
func (a *affine) variable(b *builder, j int) program.Ref {
	s := a.s
	ns, ni, nu := len(s.p.States), len(s.p.Inputs), len(s.p.Sums)
	switch {
	case j < ns:
		return b.Leaf(program.Instr{Op: program.LoadState, Index: int32(j)})
	case j < ns+ni:
		return b.Leaf(program.Instr{Op: program.LoadInput, Index: int32(j - ns)})
	case j < ns+ni+nu:
		return b.Leaf(program.Instr{Op: program.LoadSum, Index: int32(j - ns - ni)})
	}
	return b.quantity(s.quant[a.columns[j-ns-ni-nu]])
}

// exponential is the propagator of one matrix: numbers where no parameter that
// differs per neuron is involved, derived quantities elsewhere.
type exponential struct {
	a      *affine
	m      []expr.Expr
	reach  []bool    // reach[i*n+j]: j influences i
	value  []float64 // with column parameters left out
	varies []bool    // entry depends on a parameter that differs per neuron
	matrix int       // index into Derive.Exponentials, or -1
	made   map[int]int
}

func (a *affine) exponential(m []expr.Expr) *exponential {
	n, s := a.n, a.s
	x := &exponential{a: a, m: m, matrix: -1, made: map[int]int{}, reach: make([]bool, n*n), varies: make([]bool, n*n), value: make([]float64, n*n)}
	for i := range m {
		x.reach[i] = m[i].IsValid() || i/n == i%n
	}
	for k := 0; k < n; k++ {
		for i := 0; i < n; i++ {
			for j := 0; j < n; j++ {
				x.reach[i*n+j] = x.reach[i*n+j] || x.reach[i*n+k] && x.reach[k*n+j]
			}
		}
	}
	numbers := make([]float64, n*n)
	for at, e := range m {
		if !e.IsValid() {
			continue
		}
		if value, ok := s.number(e); ok {
			numbers[at] = value
			continue
		}
		// Entry (i, j) of the exponential depends on this one when i is reached
		// from its row and its column from j.
		for i := 0; i < n; i++ {
			for j := 0; j < n; j++ {
				if x.reach[i*n+at/n] && x.reach[at%n*n+j] {
					x.varies[i*n+j] = true
				}
			}
		}
	}
	p := make([]float64, n*n)
	if err := propagator.Affine(p, nil, numbers, nil, n, s.h); err != nil {
		s.list.Add(diag.NoPropagator(s.d.Span, s.d.Name, err.Error()))
	}
	x.value = p
	return x
}

// quantity returns the quantity that holds entry (i, j), or -1 when it is zero
// by structure or by value.
func (x *exponential) quantity(i, j int, mask uint32) int {
	n, s := x.a.n, x.a.s
	at := i*n + j
	if q, ok := x.made[at]; ok {
		return q
	}
	if !x.reach[at] || !x.varies[at] && x.value[at] == 0 {
		return -1
	}
	name, unit, doc := x.a.name(i, j)
	if !x.varies[at] {
		x.made[at] = s.shared(name, unit, doc, x.value[at])
		return x.made[at]
	}
	q := s.derived(name, unit, doc, program.Real)
	x.made[at] = q
	if x.matrix < 0 {
		x.matrix = x.derivation()
	}
	e := &s.p.Derive.Exponentials[x.matrix]
	e.Entries = append(e.Entries, program.Entry{Row: i, Col: j, Quantity: q})
	return q
}

// shared declares a literal propagator, or finds the one of equal name and
// value that another variant declared.
func (s *solver) shared(name, unit, doc string, value float64) int {
	for i, q := range s.p.Quantities {
		if q.Derived && q.Name == name && q.Binding == program.Literal && q.Value == value {
			return i
		}
	}
	return s.literal(name, unit, doc, value)
}

// derivation writes the matrix as a block over the given quantities.
func (x *exponential) derivation() int {
	e := program.Exponential{N: x.a.n}
	b := x.a.s.builder(&e.Block)
	b.inline = true
	for _, m := range x.m {
		r := program.None
		if m.IsValid() {
			r = b.Value(m)
		}
		e.Matrix = append(e.Matrix, r)
	}
	x.a.s.p.Derive.Exponentials = append(x.a.s.p.Derive.Exponentials, e)
	return len(x.a.s.p.Derive.Exponentials) - 1
}

// name describes entry (i, j): what one unit of column j at t_k adds to state i
// at t_k + h.
func (a *affine) name(i, j int) (name, unit, doc string) {
	s := a.s
	to := s.d.Symbols[s.d.States[i].Sym]
	if j == a.n-1 {
		return "P." + to.Name + ".1", to.Unit.String(), "what the constant terms add to " + to.Name + " in one step"
	}
	ns, ni, nu := len(s.p.States), len(s.p.Inputs), len(s.p.Sums)
	var from expr.Sym
	switch {
	case j < ns:
		from = s.d.States[j].Sym
	case j < ns+ni:
		from = s.d.Inputs[j-ns]
	case j < ns+ni+nu:
		from = s.d.Sums[j-ns-ni].Sym
	default:
		from = a.columns[j-ns-ni-nu]
	}
	f := s.d.Symbols[from]
	unit = to.Unit.Div(f.Unit).String()
	if i == j {
		return "P." + to.Name + "." + f.Name, unit, "what is left of " + to.Name + " after one step"
	}
	return "P." + to.Name + "." + f.Name, unit, "what " + f.Name + " adds to " + to.Name + " in one step"
}
