package solve

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// random gives every draw of a condition or handler a stream of its own, and
// takes the noise out of the rates.
func (s *solver) random() {
	s.stream = map[expr.Sym]int{}
	for x, sym := range s.d.Symbols {
		switch sym.Kind {
		case ir.SymDraw, ir.SymOpenDraw:
			s.stream[expr.Sym(x)] = s.newStream(sym.Name, rng.Handler)
		case ir.SymNoise:
			s.noises = append(s.noises, expr.Sym(x))
		}
	}
	for _, st := range s.d.States {
		drift, gain := st.Rate, []expr.Expr(nil)
		if drift.IsValid() && drift.DependsOn(s.noises...) {
			var ok bool
			if gain, drift, ok = s.pool.AffineIn(st.Rate, s.noises); !ok {
				s.list.Add(diag.Bug(st.Span, "noise is not a term of the equation"))
			}
			for i := range gain {
				gain[i] = s.pool.Simplify(gain[i])
			}
		}
		s.drift, s.gain = append(s.drift, drift), append(s.gain, gain)
	}
}

func (s *solver) newStream(name string, purpose rng.Purpose) int {
	for i, r := range s.p.Random {
		if r.Name == name {
			return i
		}
	}
	s.p.Random = append(s.p.Random, program.Random{Name: name, Purpose: purpose})
	return len(s.p.Random) - 1
}

// draw is the draw of this step from a stream, made once per block.
func (b *builder) draw(fn string, stream int) program.Ref {
	for r, in := range b.Block.Instrs {
		if in.Op == program.Draw && in.Fn == fn && int(in.Index) == stream {
			return program.Ref(r)
		}
	}
	return b.Draw(fn, stream)
}

// normal is a standard normal number of this step: noise.
func (b *builder) normal(name string) program.Ref {
	return b.Call("probit", b.draw("open", b.s.newStream(name, rng.Noise)))
}

// noise returns what white noise adds to the active states in a step by an
// explicit method: the strength at t_k (Itô) times scale times a normal number.
// scale says by how much the noise of a state grows in a step, sqrt(h) where
// nothing else is known. States without noise have none.
func (b *builder) noise(active []int, scale func(i int) program.Ref) map[int]program.Ref {
	s := b.s
	added := map[int]program.Ref{}
	for _, i := range active {
		for j, g := range s.gain[i] {
			if g.IsZero() {
				continue
			}
			strength := b.Op(program.Mul, b.Value(g), scale(i))
			term := b.Op(program.Mul, strength, b.normal(s.d.Symbols[s.noises[j]].Name))
			if sum, ok := added[i]; ok {
				term = b.Op(program.Add, sum, term)
			}
			added[i] = b.Name(term, "noise."+s.p.States[i].Name)
		}
	}
	return added
}

// diffusion is the scale of the methods that know nothing of the equations.
func (b *builder) diffusion(int) program.Ref { return b.Const(math.Sqrt(b.s.h)) }

// plus adds noise to the new values of states.
func (b *builder) plus(values, noise map[int]program.Ref) map[int]program.Ref {
	for i, dw := range noise {
		values[i] = b.Op(program.Add, values[i], dw)
	}
	return values
}

// noisy reports why the noise of a system is not that of an Ornstein-Uhlenbeck
// process, "" where it is: all strengths are constant.
func (s *solver) noisy() string {
	for i, gains := range s.gain {
		for _, g := range gains {
			if !s.fixed(g) {
				return fmt.Sprintf("the strength of the noise of %s is not constant", s.p.States[i].Name)
			}
		}
	}
	return ""
}
