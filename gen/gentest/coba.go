package gentest

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Coba is a neuron with conductance synapses, advanced by the classical
// Runge-Kutta method; while it is refractory only the conductances move.
func Coba() *ir.Study {
	p := &builder{program.Program{Name: "Coba", Doc: "Conductance-based synapses.", Equations: []string{"V' = (g_L*(E_L - V) + exc.g*(exc.E - V) + inh.g*(inh.E - V) + I)/C_m", "exc.g' = -exc.g/tau", "inh.g' = -inh.g/tau"},
		Step: step, Method: "rk4", Why: "the equations are not linear"}}
	p.given("C_m", "pF", 200, "")
	p.given("g_L", "nS", 10, "leak conductance")
	p.column("E_L", "mV", "leak reversal potential")
	p.given("V_th", "mV", -50, "")
	p.given("V_reset", "mV", -60, "")
	p.given("exc.E", "mV", 0, "")
	p.given("exc.tau", "ms", 5, "")
	p.given("inh.E", "mV", -80, "")
	p.given("inh.tau", "ms", 10, "")
	p.steps("n_ref", 50)
	p.state("V", "mV", "")
	p.state("exc.g", "nS", "")
	p.state("inh.g", "nS", "")
	p.Inputs = []program.Input{{Name: "I", Unit: "pA"}}
	p.Ports = []program.Port{{Name: "exc", Unit: "nS"}, {Name: "inh", Unit: "nS"}}
	p.hold("V", "V")
	for held := uint32(0); held < 2; held++ {
		p.Integrate.Variants = append(p.Integrate.Variants, program.Variant{Held: held, Block: rk4(p, held == 1)})
	}
	p.arrive("exc.g", 1)
	p.arrive("inh.g", 1)
	p.spikeWhen("V", "V_th", "V_reset", 0, "n_ref", 1)
	p.observe("V")
	p.observe("exc.g")
	p.observeValue("I_leak", "pA", func(c *code) program.Ref { return c.mul(c.q("g_L"), c.sub(c.q("E_L"), c.s("V"))) })
	return study(&p.Program, layout{name: "coba", names: [2]string{"exc", "inh"}, sources: [3]string{"noise", "kick", "clock"},
		exc: "exc", inh: "inh", wExc: 1.5, wInh: 10, wSource: 0.9, rate: 1.2,
		given: func(*program.Program) map[int]network.Value { return map[int]network.Value{2: linear(-60, 0.011)} },
		init:  []network.Value{linear(-60, 0.05), network.Const(1), network.Const(0.5)}, drive: []network.Value{linear(20, 0.5)}})
}

// rk4 writes the four stages out, for the three states or, with V held, for the
// conductances alone.
func rk4(p *builder, held bool) program.Block {
	c := p.code()
	y0 := [3]program.Ref{c.s("V"), c.s("exc.g"), c.s("inh.g")}
	names := [3]string{"V", "exc.g", "inh.g"}
	first := 0
	if held {
		first = 1
	}
	slope := func(stage string, y [3]program.Ref) (k [3]program.Ref) {
		for i, tau := range []string{"", "exc.tau", "inh.tau"} {
			if i > 0 {
				k[i] = c.named("k"+stage+"_"+names[i], c.div(c.op(program.Neg, y[i]), c.q(tau)))
			}
		}
		if !held {
			i := c.mul(c.q("g_L"), c.sub(c.q("E_L"), y[0]))
			i = c.add(i, c.mul(y[1], c.sub(c.q("exc.E"), y[0])))
			i = c.add(i, c.mul(y[2], c.sub(c.q("inh.E"), y[0])))
			k[0] = c.named("k"+stage+"_V", c.div(c.add(i, c.in(0)), c.q("C_m")))
		}
		return k
	}
	move := func(k [3]program.Ref, h float64) (y [3]program.Ref) {
		y = y0
		for i := first; i < 3; i++ {
			y[i] = c.add(y0[i], c.mul(c.lit(h), k[i]))
		}
		return y
	}
	k1 := slope("1", y0)
	k2 := slope("2", move(k1, step/2))
	k3 := slope("3", move(k2, step/2))
	k4 := slope("4", move(k3, step))
	for i := first; i < 3; i++ {
		sum := c.add(k1[i], c.mul(c.lit(2), k2[i]))
		sum = c.add(sum, c.mul(c.lit(2), k3[i]))
		sum = c.add(sum, k4[i])
		c.set(names[i], c.add(y0[i], c.mul(c.lit(step/6), sum)))
	}
	return c.Block
}
