package network

import (
	"context"
	"math"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

// TestExtremes compares what is known from the extremes of draws with a look at all
// values, and finds that other expressions are not taken for monotone ones.
func TestExtremes(t *testing.T) {
	clipped := draw("normal", 1.5, 0.75)
	low := clipped.Block.Add(program.Instr{Op: program.Const, Value: 0.13})
	clipped.Result = clipped.Block.Add(program.Instr{Op: program.Max, A: clipped.Result, B: low, C: program.None})
	fallen := draw("uniform", 1, 2)
	fallen.Result = fallen.Block.Add(program.Instr{Op: program.Neg, A: fallen.Result, B: program.None, C: program.None})
	quick := 0
	for name, v := range map[string][2]Value{
		"normal":  {draw("normal", 20, 2), clipped},
		"fallen":  {fallen, draw("uniform", 0.17, 3)},
		"same":    {Const(-3), Const(1.5)},
		"crosses": {draw("normal", 0, 1), Const(1)},
		"square":  {fallen, Const(1)},
	} {
		for _, k := range []int64{64, 1000, 4096*20 + 17} {
			n := newBuilder()
			a := n.neurons("n", 1100)
			rule := Rule{Kind: FixedIndegree, K: k, Replace: true}
			if k > 1e4 {
				rule.Kind = FixedTotal
			}
			p := n.connect(name, a, a, rule)
			p.Weight, p.Delay = v[0], v[1]
			if name == "square" {
				w := &p.Weight
				w.Result = w.Block.Add(program.Instr{Op: program.Mul, A: w.Result, B: w.Result, C: program.None})
			}
			list, err := n.Spec.recipes(context.Background(), 0)
			if err != nil || len(list) != 1 {
				t.Fatal(name, k, err)
			}
			r := list[0].recipe
			s := Synapses{recipe: r}
			largest, done, err := s.quickly(context.Background(), 2)
			if err != nil {
				t.Fatal(err)
			}
			if name == "crosses" || name == "square" {
				if done {
					t.Errorf("%s is taken for monotone", name)
				}
				continue
			}
			if !done {
				continue
			}
			quick++
			n2, s2 := r.n, s
			r.n = 0
			whole := Synapses{recipe: r}
			want := 0.0
			smallest := math.Inf(1)
			if err := whole.Each(0, 1, All, func(b *Block) {
				r.n += len(b.Pre)
				for i, w := range b.Weight {
					want, smallest = max(want, math.Abs(w)), min(smallest, math.Abs(w))
					if d := b.Delay[i]; d < s2.shortest || d > s2.longest {
						t.Fatalf("%s: a delay of %d steps is not from %d to %d", name, d, s2.shortest, s2.longest)
					}
				}
			}); err != nil {
				t.Fatal(err)
			}
			if Quantum(largest) != Quantum(want) || math.Abs(largest-want) > 1e-14*want || s2.smallest > smallest || n2 != r.n {
				t.Errorf("%s of %d: %d weights from %v to %v instead of %d from %v to %v", name, k, n2, s2.smallest, largest, r.n, smallest, want)
			}
		}
	}
	if quick < 6 && newExtremes(&clipped) != nil {
		t.Errorf("only %d sets had a quick survey", quick)
	}
}
