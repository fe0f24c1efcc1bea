package neuron

import "github.com/nngen/nngen/runtime/program"

// apart reports whether a neuron never spikes in two steps in a row. Then a NetCon
// that looks for spk to rise sees all of its spikes, without the call of a procedure
// per neuron and step that WATCH costs.
func apart(p *program.Program) bool {
	var spiking []*program.Condition
	for i := range p.Conditions {
		if c := &p.Conditions[i]; c.Spike != program.None && c.Fires != program.None {
			spiking = append(spiking, c)
		}
	}
	if len(spiking) == 1 && spiking[0].Rising {
		return true // it must have been false in between
	}
	for _, c := range spiking {
		held := uint32(0) // what the step after a spike of c holds for sure
		for _, s := range c.Starts {
			if s.When == program.Always && lasting(p, s.Hold) {
				held |= 1 << s.Hold
			}
		}
		for _, next := range spiking {
			if next.Blocked&held == 0 {
				return false
			}
		}
	}
	return len(spiking) > 0
}

// lasting reports whether whoever starts a hold does so for a step at least.
func lasting(p *program.Program, hold int) bool {
	for i := range p.Conditions {
		c := &p.Conditions[i]
		for _, s := range c.Starts {
			if s.Hold == hold && steps(p, &c.Action, s.Steps) < 1 {
				return false
			}
		}
	}
	return true
}

// steps is the number of steps of a hold, 0 where it is not the same in every run.
func steps(p *program.Program, b *program.Block, r program.Ref) float64 {
	if r < 0 || int(r) >= len(b.Instrs) {
		return 0
	}
	switch in := b.Instrs[r]; {
	case in.Op == program.Const:
		return in.Value
	case in.Op == program.LoadQuant && p.Quantities[in.Index].Binding == program.Literal:
		return p.Quantities[in.Index].Value
	}
	return 0
}
