package solve

import (
	"maps"

	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// explicit is a method that evaluates the rates at stages. stages says how the
// new values follow from them.
type explicit struct {
	stages func(b *builder, active []int)
}

func (e explicit) integrate(s *solver) {
	for mask := uint32(0); mask < s.variants(); mask++ {
		v := program.Variant{Held: mask}
		b := s.builder(&v.Block)
		var active []int
		for i := range s.p.States {
			if s.moves(i, mask) {
				active = append(active, i)
			}
		}
		if len(active) > 0 {
			e.stages(b, active)
		}
		s.p.Integrate.Variants = append(s.p.Integrate.Variants, v)
	}
}

// slopes evaluates the rates of the active states with the states bound to
// stage values (nil: the values of t_k) at time t_k + offset*h.
func (b *builder) slopes(active []int, stage map[int]program.Ref, offset float64, name string) []program.Ref {
	s := b.s
	sub := b.at(stage, offset)
	sub.Divide = sub.reciprocal
	k := make([]program.Ref, len(active))
	for j, i := range active {
		k[j] = sub.Name(sub.Value(s.rate(i)), name+"."+s.p.States[i].Name)
	}
	return k
}

// along returns x + factor*k for every active state.
func (b *builder) along(active []int, factor float64, k []program.Ref, name string) map[int]program.Ref {
	stage := map[int]program.Ref{}
	for j, i := range active {
		x := b.Leaf(program.Instr{Op: program.LoadState, Index: int32(i)})
		y := b.Op(program.Add, x, b.Op(program.Mul, b.Const(factor), k[j]))
		stage[i] = b.Name(y, name+"."+b.s.p.States[i].Name)
	}
	return stage
}

func (b *builder) store(active []int, values map[int]program.Ref) {
	for _, i := range active {
		b.Block.Stores = append(b.Block.Stores, program.Store{State: i, Value: values[i]})
	}
}

func euler(b *builder, active []int) {
	k := b.slopes(active, nil, 0, "k1")
	b.store(active, b.plus(b.along(active, b.s.h, k, "next"), b.noise(active, b.diffusion)))
}

func heun(b *builder, active []int) {
	k1 := b.slopes(active, nil, 0, "k1")
	dw := b.noise(active, b.diffusion)
	k2 := b.slopes(active, b.plus(b.along(active, b.s.h, k1, "y2"), dw), 1, "k2")
	sum := make([]program.Ref, len(active))
	for j := range active {
		sum[j] = b.Op(program.Add, k1[j], k2[j])
	}
	b.store(active, b.plus(b.along(active, 0.5*b.s.h, sum, "next"), dw))
}

// rk4 takes all states through the stages together. Those that decay on their own
// have known values there, so their slopes are not needed.
func rk4(b *builder, all []int) {
	h := b.s.h
	var active []int
	var decayed [4]map[int]program.Ref
	for k := range decayed {
		decayed[k] = map[int]program.Ref{}
	}
	for _, i := range all {
		a, ok := b.s.decay(i)
		if !ok {
			active = append(active, i)
			continue
		}
		x := b.Leaf(program.Instr{Op: program.LoadState, Index: int32(i)})
		for k, q := range b.s.stages(i, a) {
			name := [...]string{"y2", "y3", "y4", "next"}[k]
			decayed[k][i] = b.Name(b.Op(program.Mul, b.quantity(q), x), name+"."+b.s.p.States[i].Name)
		}
	}
	stage := func(k int, factor float64, slope []program.Ref, name string) map[int]program.Ref {
		values := b.along(active, factor, slope, name)
		maps.Copy(values, decayed[k])
		return values
	}
	k1 := b.slopes(active, nil, 0, "k1")
	k2 := b.slopes(active, stage(0, 0.5*h, k1, "y2"), 0.5, "k2")
	k3 := b.slopes(active, stage(1, 0.5*h, k2, "y3"), 0.5, "k3")
	k4 := b.slopes(active, stage(2, h, k3, "y4"), 1, "k4")
	sum := make([]program.Ref, len(active))
	two := b.Const(2)
	for j := range active {
		x := b.Op(program.Add, k1[j], b.Op(program.Mul, two, k2[j]))
		x = b.Op(program.Add, x, b.Op(program.Mul, two, k3[j]))
		sum[j] = b.Op(program.Add, x, k4[j])
	}
	b.store(all, b.plus(stage(3, h/6, sum, "next"), b.noise(all, b.diffusion)))
}

// exponentialEuler carries each state exactly with the others frozen: with
// x' = a*x + b, x(t+h) = x + h*exprel(a*h)*(a*x + b).
//
// White noise of strength s adds s*sqrt(h*exprel(2*a*h))*N(0, 1), the standard
// deviation of the Ornstein-Uhlenbeck process after h.
func exponentialEuler(b *builder, active []int) {
	s := b.s
	next, spread := map[int]program.Ref{}, map[int]program.Ref{}
	for _, i := range active {
		x := s.d.States[i].Sym
		coef, _, _ := s.pool.AffineIn(s.rate(i), []expr.Sym{x})
		k := b.slopes([]int{i}, nil, 0, "k1")[0]
		ah := b.Op(program.Mul, b.Value(coef[0]), b.Const(s.h))
		factor := b.Op(program.Mul, b.Const(s.h), b.Call("exprel", ah))
		now := b.Leaf(program.Instr{Op: program.LoadState, Index: int32(i)})
		if s.gain[i] != nil {
			twice := b.Call("exprel", b.Op(program.Mul, b.Const(2), ah))
			spread[i] = b.Op(program.Sqrt, b.Op(program.Mul, b.Const(s.h), twice))
		}
		next[i] = b.Name(b.Op(program.Add, now, b.Op(program.Mul, factor, k)), "next."+s.p.States[i].Name)
	}
	b.store(active, b.plus(next, b.noise(active, func(i int) program.Ref { return spread[i] })))
}
