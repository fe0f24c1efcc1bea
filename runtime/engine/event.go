package engine

import (
	"math"

	"github.com/nngen/nngen/runtime/program"
)

// prepared is a block that is evaluated one element at a time, and often: what
// depends on nothing that changes is computed once, and a function whose argument
// is that of the time before is not computed again. All connections of a source
// have the same time since its last spike, and with it the same decay.
type prepared struct {
	block *program.Block
	v     []float64 // values; those of the code are made anew
	code  []int32   // instructions, in order
	last  []float64 // of functions: the argument of the time before
}

// prepare makes a block ready. changing says which quantities differ from one
// evaluation to the next.
func prepare(b *program.Block, env *program.Env, changing func(quantity int) bool) *prepared {
	p := &prepared{block: b, v: make([]float64, len(b.Instrs)), last: make([]float64, len(b.Instrs))}
	moving := make([]bool, len(b.Instrs))
	for i, in := range b.Instrs {
		switch {
		case in.Op == program.Const:
		case in.Op == program.LoadQuant:
			moving[i] = changing(int(in.Index))
		case in.Op <= program.Draw:
			moving[i] = true
		default:
			for _, r := range [...]program.Ref{in.A, in.B, in.C} {
				moving[i] = moving[i] || r >= 0 && moving[r]
			}
		}
		p.last[i] = math.NaN()
		if moving[i] {
			p.code = append(p.code, int32(i))
			continue
		}
		p.one(i, env)
	}
	return p
}

// eval computes all values, which live until the next evaluation.
func (p *prepared) eval(env *program.Env) []float64 {
	v, code := p.v, p.block.Instrs
	for _, i := range p.code {
		in := &code[i]
		switch in.Op {
		case program.LoadState:
			v[i] = env.States[in.Index]
		case program.LoadElapsed:
			v[i] = env.Elapsed[in.Index]
		case program.Add:
			v[i] = v[in.A] + v[in.B]
		case program.Sub:
			v[i] = v[in.A] - v[in.B]
		case program.Mul:
			v[i] = v[in.A] * v[in.B]
		case program.Div:
			v[i] = v[in.A] / v[in.B]
		case program.Neg:
			v[i] = -v[in.A]
		case program.Min:
			v[i] = program.Least(v[in.A], v[in.B])
		case program.Max:
			v[i] = program.Greatest(v[in.A], v[in.B])
		case program.Call:
			if x := v[in.A]; in.B >= 0 || x == 0 || x != p.last[i] { // 0 has two signs
				p.last[i] = x
				p.one(int(i), env)
			}
		default:
			p.one(int(i), env)
		}
	}
	return v
}

// one computes one value as program.Eval does.
func (p *prepared) one(i int, env *program.Env) {
	in := &p.block.Instrs[i]
	at := func(r program.Ref) float64 {
		if r < 0 {
			return 0
		}
		return p.v[r]
	}
	switch in.Op {
	case program.Const:
		p.v[i] = in.Value
	case program.LoadState:
		p.v[i] = env.States[in.Index]
	case program.LoadQuant:
		p.v[i] = env.Quants[in.Index]
	case program.LoadAcc:
		p.v[i] = env.Acc[in.Index]
	case program.LoadTime:
		p.v[i] = (float64(env.Step) + in.Value) * env.H
	case program.LoadElapsed:
		p.v[i] = env.Elapsed[in.Index]
	case program.LoadTarget:
		p.v[i] = env.Target[in.Index]
	case program.Draw:
		p.v[i] = env.Draw(in.Fn, at(in.A), at(in.B), at(in.C), in.Index)
	default: // loads of anything else are not in the events of rules
		p.v[i] = program.Apply(in.Op, in.Fn, at(in.A), at(in.B), at(in.C))
	}
}
