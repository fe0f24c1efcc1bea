package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

// TestPrepared compares blocks that are made ready with their definition, with
// arguments that often stay the same and zeros of both signs.
func TestPrepared(t *testing.T) {
	none := program.None
	b := &program.Block{}
	add := func(op program.Op, fn string, x, y program.Ref, index int32) program.Ref {
		return b.Add(program.Instr{Op: op, Fn: fn, A: x, B: y, C: none, Index: index})
	}
	state, elapsed := add(program.LoadState, "", none, none, 0), add(program.LoadElapsed, "", none, none, 1)
	tau, own := add(program.LoadQuant, "", none, none, 0), add(program.LoadQuant, "", none, none, 1)
	rate := add(program.Neg, "", add(program.Div, "", tau, own, 0), none, 0)
	decay := add(program.Call, "exp", add(program.Mul, "", rate, elapsed, 0), none, 0)
	still := add(program.Call, "exp", tau, none, 0)
	power := add(program.Call, "pow", add(program.Abs, "", state, none, 0), elapsed, 0)
	sinh := add(program.Call, "sinh", state, none, 0)
	less := add(program.Max, "", add(program.Sub, "", state, power, 0), add(program.Min, "", decay, still, 0), 0)
	b.Add(program.Instr{Op: program.Select, A: add(program.Lt, "", less, state, 0), B: sinh, C: decay})
	env := &program.Env{States: []float64{0}, Quants: []float64{1.5, 0}, Elapsed: []float64{0, 0}}
	p := prepare(b, env, func(q int) bool { return q == 1 })
	if n := len(b.Instrs) - len(p.code); n != 2 {
		t.Errorf("%d values are computed once instead of 2", n)
	}
	r := rand.New(rand.NewPCG(1, 2))
	states := []float64{0, math.Copysign(0, -1), 0.5, -3, math.NaN(), math.Inf(1)}
	for range 5000 {
		env.States[0], env.Quants[1], env.Elapsed[1] = states[r.IntN(len(states))], float64(1+r.IntN(2)), float64(r.IntN(3))
		want, got := program.Eval(b, env, nil), p.eval(env)
		for i := range want {
			if math.Float64bits(want[i]) != math.Float64bits(got[i]) && !(math.IsNaN(want[i]) && math.IsNaN(got[i])) {
				t.Fatalf("value %d is %v instead of %v with %v", i, got[i], want[i], *env)
			}
		}
	}
}
