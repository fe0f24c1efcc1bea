package brian2

import (
	"fmt"

	"github.com/nngen/nngen/runtime/program"
)

// places numbers what a neuron remembers from step to step: the states of the
// program, then the hold counters, what is held in this step, the tests of
// rising conditions, and whether the neuron fires.
type places struct {
	states, hold, held, was, fires int // the first of each
	n                              int
}

func placesOf(p *program.Program) places {
	var x places
	x.hold = len(p.States)
	x.held = x.hold + len(p.Holds)
	x.was = x.held + len(p.Holds)
	x.fires = x.was + len(p.Conditions)
	x.n = x.fires + 1
	return x
}

func (x places) types() []program.Type {
	t := make([]program.Type, x.n)
	for i := x.held; i < x.n; i++ {
		t[i] = program.Bool
	}
	return t
}

// stepper turns the phases of a program into fused code.
type stepper struct {
	*fused
	p *program.Program
	x places
}

func newStepper(p *program.Program) *stepper {
	x := placesOf(p)
	safe := func(q int) bool {
		return p.Quantities[q].Binding == program.Literal && p.Quantities[q].Value != 0
	}
	return &stepper{newFused(x.types(), safe), p, x}
}

// stepOf is what a neuron does in one step, with the first n conditions.
func stepOf(p *program.Program, n int) *stepper {
	s := newStepper(p)
	s.count()
	s.integrate()
	s.arrive()
	for i := 0; i < n; i++ {
		s.condition(i)
	}
	return s
}

// thresholdOf is the test of condition c by itself, after the step.
func thresholdOf(p *program.Program, c *program.Condition) (*stepper, program.Ref) {
	s := newStepper(p)
	return s, s.known(s.and(s.tests(c)))
}

// resetOf is what happens when condition c fires, by itself, after the step.
func resetOf(p *program.Program, c *program.Condition) *stepper {
	s := newStepper(p)
	s.act(c, program.Always)
	s.now[s.x.fires] = program.None
	return s
}

// initialOf sets the tests of rising conditions on the initial state, which is
// the sample before the first step.
func initialOf(p *program.Program) *stepper {
	s := newStepper(p)
	for i := range p.Conditions {
		if c := &p.Conditions[i]; c.Rising {
			_, holds := s.tests(c)
			s.now[s.x.was+i] = s.known(holds)
		}
	}
	return s
}

// heldBy is the condition that any of the counters in mask was positive when the
// step began.
func (s *stepper) heldBy(mask uint32) program.Ref {
	any := program.None
	for c := range s.p.Holds {
		if mask>>c&1 == 1 {
			any = s.or(any, s.at(s.x.held+c))
		}
	}
	return any
}

// count lets the hold counters of what is held run down.
func (s *stepper) count() {
	for c := range s.p.Holds {
		n := s.at(s.x.hold + c)
		s.now[s.x.hold+c] = s.choose(s.at(s.x.held+c), s.op(program.Sub, program.Real, n, s.literal(1)), n, "")
	}
}

// integrate carries the states from t_k to t_k + h.
func (s *stepper) integrate() {
	in := &s.p.Integrate
	next := map[int][]program.Ref{} // per stored state: its value for each variant
	put := func(state, variant int, r program.Ref) {
		if next[state] == nil {
			for range in.Variants {
				next[state] = append(next[state], s.at(state))
			}
		}
		next[state][variant] = r
	}
	v := s.inline(&in.Common)
	for _, st := range in.Common.Stores {
		for i := range in.Variants {
			put(st.State, i, v[st.Value])
		}
	}
	for i := range in.Variants {
		b := &in.Variants[i].Block
		v := s.inline(b)
		for _, st := range b.Stores {
			put(st.State, i, v[st.Value])
		}
	}
	for state := range s.p.States {
		if list := next[state]; list != nil {
			s.now[state] = s.variant(list, len(s.p.Holds)-1)
			s.hint(s.now[state], "next_"+s.p.States[state].Name)
		}
	}
}

// variant selects among the values of a state for the subsets of the first c+1
// counters, in ascending order of the subset.
func (s *stepper) variant(list []program.Ref, c int) program.Ref {
	if c < 0 {
		return list[0]
	}
	half := len(list) / 2
	free, held := s.variant(list[:half], c-1), s.variant(list[half:], c-1)
	return s.choose(s.at(s.x.held+c), held, free, "")
}

// arrive applies what arrived at t_k + h, port by port.
func (s *stepper) arrive() {
	for i := range s.p.Arrive {
		b := &s.p.Arrive[i]
		v := s.inline(b)
		var next []program.Ref
		for _, st := range b.Stores {
			next = append(next, s.choose(s.heldBy(s.p.States[st.State].HeldBy), s.at(st.State), v[st.Value], ""))
		}
		for j, st := range b.Stores {
			s.now[st.State] = next[j]
			s.hint(next[j], "next_"+s.p.States[st.State].Name)
		}
	}
}

// tests returns whether a condition of the program is tested in this step, and
// whether it holds.
func (s *stepper) tests(c *program.Condition) (open, holds program.Ref) {
	open = s.not(s.heldBy(c.Blocked))
	holds = c.Fires
	if holds >= 0 {
		holds = s.inline(&c.Test)[holds]
	}
	return open, holds
}

// condition does one `on COND { … }` for the neurons in which it fires.
func (s *stepper) condition(i int) {
	c := &s.p.Conditions[i]
	open, holds := s.tests(c)
	fires := s.and(open, holds)
	s.hint(open, fmt.Sprintf("tested_%d", i+1))
	if c.Rising {
		s.hint(fires, fmt.Sprintf("holds_%d", i+1))
		was := s.at(s.x.was + i)
		fires = s.and(fires, s.not(was))
		s.now[s.x.was+i] = s.known(s.or(s.and(open, holds), s.and(s.not(open), was)))
	}
	s.hint(fires, fmt.Sprintf("fires_%d", i+1))
	s.act(c, fires)
}

// act does what happens when a condition fires, where fires holds.
func (s *stepper) act(c *program.Condition, fires program.Ref) {
	v := s.inline(&c.Action)
	at := func(r program.Ref) program.Ref {
		if r >= 0 {
			return v[r]
		}
		return r
	}
	var next []program.Ref
	for _, st := range c.Action.Stores {
		next = append(next, s.choose(fires, v[st.Value], s.at(st.State), ""))
	}
	for _, st := range c.Starts {
		if st.Steps >= 0 {
			place := s.x.hold + st.Hold
			s.now[place] = s.choose(s.and(fires, at(st.When)), v[st.Steps], s.at(place), "")
		}
	}
	for j, st := range c.Action.Stores {
		s.now[st.State] = next[j]
	}
	if spike := s.and(fires, at(c.Spike)); spike != program.None {
		before := s.now[s.x.fires] // this step's; None before the first condition that spikes
		s.now[s.x.fires] = s.known(s.or(before, spike))
	}
}

// known is a condition as a value, constant ones too.
func (s *stepper) known(r program.Ref) program.Ref {
	switch r {
	case program.Always:
		return s.truth(true)
	case program.None:
		return s.truth(false)
	}
	return r
}
