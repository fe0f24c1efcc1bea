package brian2

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

var studies = map[string]func() *ir.Study{"LIFExp": gentest.LIFExp, "LIFDelta": gentest.LIFDelta, "Coba": gentest.Coba,
	"OddNames": gentest.OddNames, "Timed": gentest.Timed, "Corners": corners}

// neuron is one neuron, advanced in two ways: phase by phase as the
// documentation of package program says, and by fused code.
type neuron struct {
	p     *program.Program
	env   program.Env
	holds []float64
	was   []bool
}

func (n *neuron) eval(b *program.Block) []float64 { return program.Eval(b, &n.env, nil) }

func truth(v []float64, r program.Ref) bool { return r == program.Always || r >= 0 && v[r] != 0 }

// plain does one step phase by phase.
func (n *neuron) plain() (fires bool) {
	var held uint32
	for c := range n.holds {
		if n.holds[c] > 0 {
			held |= 1 << c
			n.holds[c]--
		}
	}
	x, y := n.eval(&n.p.Integrate.Common), n.eval(&n.p.Integrate.Variants[held].Block)
	n.p.Integrate.Common.Store(n.env.States, x, nil)
	n.p.Integrate.Variants[held].Block.Store(n.env.States, y, nil)
	for i := range n.p.Arrive {
		b := &n.p.Arrive[i]
		b.Store(n.env.States, n.eval(b), func(s int) bool { return n.p.States[s].HeldBy&held != 0 })
	}
	for i := range n.p.Conditions {
		c := &n.p.Conditions[i]
		if c.Blocked&held != 0 {
			continue
		}
		before := n.was[i]
		n.was[i] = truth(n.eval(&c.Test), c.Fires)
		if !n.was[i] || c.Rising && before {
			continue
		}
		v := n.eval(&c.Action)
		for _, s := range c.Starts {
			if truth(v, s.When) {
				n.holds[s.Hold] = v[s.Steps]
			}
		}
		fires = fires || truth(v, c.Spike)
		c.Action.Store(n.env.States, v, nil)
	}
	return fires
}

// remembered is the neuron as the places of the script.
func (n *neuron) remembered() []float64 {
	x := placesOf(n.p)
	v := make([]float64, x.n)
	copy(v, n.env.States)
	for c, k := range n.holds {
		v[x.hold+c] = k
		v[x.held+c] = bit(k > 0)
	}
	for i, w := range n.was {
		v[x.was+i] = bit(w)
	}
	return v
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// run evaluates fused code on places and stores what it changes.
func (n *neuron) run(s *stepper, places []float64, output program.Ref) bool {
	env := n.env
	env.States = places
	v := program.Eval(ieee(&s.block), &env, nil)
	for _, i := range s.changed() {
		places[i] = v[s.now[i]]
	}
	return truth(v, output)
}

// ieee is the block with the function nngen_quotient as the operation that it is.
func ieee(b *program.Block) *program.Block {
	c := program.Block{Instrs: append([]program.Instr(nil), b.Instrs...)}
	for i := range c.Instrs {
		if in := &c.Instrs[i]; in.Op == program.Call && in.Fn == divide {
			in.Op = program.Div
		}
	}
	return &c
}

// Fused code does to a neuron exactly what the phases one by one do: the same
// bits in every state, counter and test, the same spikes.
func TestFusedStepIsTheStep(t *testing.T) {
	for name, build := range studies {
		t.Run(name, func(t *testing.T) {
			study := build()
			p := study.Programs[0]
			net := gentest.Expand(study)
			rng := rand.New(rand.NewPCG(1, 2))
			b := &builder{p: p, x: placesOf(p), ids: newIdentifiers(), used: newUsage()}
			b.temp, b.dialect = newTemporaries(b.ids), dialect(&b.err)
			b.name()
			steps := b.resets()
			whole := steps == len(p.Conditions)
			step := stepOf(p, steps)
			var test program.Ref
			var threshold, reset *stepper
			if !whole {
				threshold, test = thresholdOf(p, &p.Conditions[steps])
				reset = resetOf(p, &p.Conditions[steps])
			}
			amount := 4.0
			if name == "LIFExp" { // currents, not jumps of V
				amount = 300
			}
			spikes := 0
			for trial := 0; trial < 60; trial++ {
				n := &neuron{p: p, holds: make([]float64, len(p.Holds)), was: make([]bool, len(p.Conditions)),
					env: program.Env{H: p.Step, Acc: make([]float64, len(p.Ports)), Step: int64(rng.IntN(1000))}}
				cols := &net.Populations[0]
				i := rng.IntN(160)
				pick := func(c [][]float64) (v []float64) {
					for _, x := range c {
						v = append(v, x[min(i, len(x)-1)])
					}
					return v
				}
				n.env.Quants, n.env.Inputs, n.env.States = pick(cols.Quants), pick(cols.Drive), pick(cols.Init)
				for c := range n.holds {
					n.holds[c] = float64(rng.IntN(3))
				}
				for i := range n.was {
					n.was[i] = p.Conditions[i].Rising && rng.IntN(2) == 0
				}
				for k := 0; k < 200; k++ {
					for c := range n.env.Acc {
						n.env.Acc[c] = float64(rng.IntN(8)) * rng.Float64() * amount
					}
					got := n.remembered()
					fires := n.run(step, got, program.None)
					if whole {
						fires = got[b.x.fires] != 0
					} else if fires = n.run(threshold, got, test); fires {
						n.run(reset, got, program.None)
					}
					if want := n.plain(); want != fires {
						t.Fatalf("trial %d, step %d: fires %v, expected %v", trial, k, fires, want)
					}
					want := n.remembered()
					for i := range want {
						rising := i >= b.x.was && i < b.x.fires && p.Conditions[i-b.x.was].Rising
						if (i < b.x.held || rising) && math.Float64bits(got[i]) != math.Float64bits(want[i]) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
							t.Fatalf("trial %d, step %d: place %d is %v, expected %v", trial, k, i, got[i], want[i])
						}
					}
					spikes += int(bit(fires))
					n.env.Step++
				}
			}
			if spikes == 0 {
				t.Error("no spikes")
			}
		})
	}
}

// The first sample of a rising condition is the initial state, at time 0.
func TestInitialTests(t *testing.T) {
	study := gentest.OddNames()
	p := study.Programs[0]
	s := initialOf(p)
	x := placesOf(p)
	for _, v := range []float64{3.9, 4, 4.1} { // the condition is V > 0.2*threshold, the threshold 20
		places := make([]float64, x.n)
		places[p.StateIndex("V")] = v
		n := &neuron{p: p, env: program.Env{H: p.Step, Step: -1}}
		for _, q := range p.Quantities {
			n.env.Quants = append(n.env.Quants, q.Value)
		}
		n.run(s, places, program.None)
		if got := places[x.was+1] != 0; got != (v > 4) {
			t.Errorf("V = %v: %v", v, got)
		}
	}
}
