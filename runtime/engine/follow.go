package engine

import "github.com/nngen/nngen/runtime/program"

// trajectory is what a rule follows of one target, sample by sample; the first
// kept one is that of step base.
type trajectory struct {
	base    int64
	samples [][]float64
	delay   int64 // the longest of the connections onto the target
}

// at is the sample of step k, the first one before the run.
func (x *trajectory) at(k int64) []float64 { return x.samples[max(0, k)-x.base] }

// begin takes the samples of step 0.
func (p *plastic) begin(e *engine) {
	p.each(func(s *set, c *connection) {
		if c.follows != nil {
			c.follows.delay = max(c.follows.delay, c.delay)
		}
	})
	p.follow(e, 0)
}

// follow takes the samples of step k of all targets that rules read.
func (p *plastic) follow(e *engine, k int64) {
	for _, at := range p.following {
		s := &p.sets[at]
		f := &s.rule.Follow
		states := make([]float64, len(f.States))
		for id, x := range s.followed {
			values := make([]float64, len(s.variables), len(s.variables)+len(f.States))
			for i, o := range s.variables {
				values[i] = e.kernels[s.population].Observe(k-1, o, int(id)-s.first)
			}
			env := program.Env{Quants: s.run.env.Quants, H: s.rule.Step, Target: values}
			block := &f.Init
			if k > 0 {
				block, env.Target = &f.Advance, x.at(k-1)
			}
			s.values = program.Eval(block, &env, s.values)
			block.Store(states, s.values, nil)
			x.samples = append(x.samples, append(values, states...))
		}
	}
}

// forgetSamples is the number of samples at which those that no connection needs
// are dropped.
const forgetSamples = 1024

// long reports whether it is time to forget what connections have dealt with.
func (s *set) long(int64) bool {
	if len(s.signals.steps) >= forgetAt {
		return true
	}
	for _, x := range s.followed {
		return len(x.samples) >= forgetSamples+int(x.delay)
	}
	return false
}

// forget drops what no connection will ask for: all of them have reached step t.
func (s *set) forget(t int64) {
	s.signals.forget()
	for _, x := range s.followed {
		if keep := t - 1 - x.delay; keep > x.base {
			x.samples = append(x.samples[:0], x.samples[keep-x.base:]...)
			x.base = keep
		}
	}
}
