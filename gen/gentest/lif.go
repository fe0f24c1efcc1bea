package gentest

import (
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// LIFExp is a leaky integrate-and-fire neuron with exponential currents, exactly
// propagated (Rotter & Diesmann 1999). The capacitance and the refractory period
// differ per neuron; part of the first population gets an additional current.
func LIFExp() *ir.Study {
	const tauM, tauE, tauI, h = 10.0, 2.0, 5.0, step
	p := &builder{program.Program{Name: "LIF_exp", Doc: "Leaky integrate-and-fire with exponential currents.",
		Equations: []string{"V' = (E_L - V)/tau_m + (exc.I - inh.I + I)/C_m", "exc.I' = -exc.I/tau", "inh.I' = -inh.I/tau", "on V >= V_th { spike; V = V_reset; hold V for t_ref }"},
		Step:      h, Method: "exact", Why: "linear with constant coefficients"}}
	p.column("C_m", "pF", "membrane capacitance")
	p.given("tau_m", "ms", tauM, "membrane time constant")
	p.given("E_L", "mV", -70, "leak reversal potential")
	p.given("V_th", "mV", -55, "threshold")
	p.given("V_reset", "mV", -70, "")
	p.column("t_ref", "ms", "refractory period")
	p.given("exc.tau", "ms", tauE, "decay of the excitatory current")
	p.given("inh.tau", "ms", tauI, "")
	p.derived("P.V.V", "1", math.Exp(-h/tauM), "exp(-h/tau_m)")
	p.derived("P.V.1", "1", -math.Expm1(-h/tauM), "1 - exp(-h/tau_m)")
	p.derived("P.exc.I.exc.I", "1", math.Exp(-h/tauE), "")
	p.derived("P.inh.I.inh.I", "1", math.Exp(-h/tauI), "")
	p.derived("K.exc", "ms", (math.Exp(-h/tauE)-math.Exp(-h/tauM))/(1/tauM-1/tauE), "")
	p.derived("K.inh", "ms", (math.Exp(-h/tauI)-math.Exp(-h/tauM))/(1/tauM-1/tauI), "")
	p.derived("K.I", "ms", -tauM*math.Expm1(-h/tauM), "")
	for _, x := range []string{"exc", "inh", "I"} {
		p.derivedColumn("P.V."+x, "mV/pA", program.Real, "K."+x+"/C_m", func(c *code) program.Ref { return c.div(c.q("K."+x), c.q("C_m")) })
	}
	p.derivedColumn("n_ref", "1", program.Int, "t_ref/h", func(c *code) program.Ref { return c.typed(program.Round, program.Int, c.div(c.q("t_ref"), c.lit(h))) })
	p.state("V", "mV", "membrane potential")
	p.state("exc.I", "pA", "excitatory current")
	p.state("inh.I", "pA", "inhibitory current")
	p.Inputs = []program.Input{{Name: "I", Unit: "pA"}}
	p.Ports = []program.Port{{Name: "exc", Unit: "pA", Doc: "excitation"}, {Name: "inh", Unit: "pA"}}
	p.hold("V", "V")

	common := p.code()
	common.set("exc.I", common.mul(common.q("P.exc.I.exc.I"), common.s("exc.I")))
	common.set("inh.I", common.mul(common.q("P.inh.I.inh.I"), common.s("inh.I")))
	free := p.code()
	v := free.add(free.mul(free.q("P.V.V"), free.s("V")), free.mul(free.q("P.V.1"), free.q("E_L")))
	v = free.add(v, free.mul(free.q("P.V.exc"), free.s("exc.I")))
	v = free.sub(v, free.mul(free.q("P.V.inh"), free.s("inh.I")))
	v = free.add(v, free.mul(free.q("P.V.I"), free.in(0)))
	free.set("V", v)
	p.Integrate = program.Integrate{Common: common.Block, Variants: []program.Variant{{Held: 0, Block: free.Block}, {Held: 1}}}
	p.arrive("exc.I", 1)
	p.arrive("inh.I", 1)
	p.spikeWhen("V", "V_th", "V_reset", 0, "n_ref", 1)
	p.observe("V")
	p.observe("exc.I")
	p.observeValue("I_syn", "pA", func(c *code) program.Ref { return c.sub(c.s("exc.I"), c.s("inh.I")) })

	extra := view(&network.Spec{Populations: []network.Population{{N: 50}}}, 0)
	return study(&p.Program, layout{name: "lif_exp", names: [2]string{"E", "I"}, sources: [3]string{"noise", "kick", "clock"},
		exc: "exc", inh: "inh", wExc: 50, wInh: 150, wSource: 19, rate: 2,
		given: func(p *program.Program) map[int]network.Value {
			return map[int]network.Value{0: linear(250, 0.37), 5: linear(0, 0.031)}
		},
		init: []network.Value{linear(-70, 0.09), network.Const(0), network.Const(0)}, drive: []network.Value{linear(200, 0.25)},
		extra: []network.Override{{Elements: extra, Kind: network.AddDrive, Index: 0, Value: network.Const(40)},
			{Elements: extra, Kind: network.SetInit, Index: 0, Value: network.Const(-60)}}})
}

// LIFDelta is a leaky integrate-and-fire neuron whose arrivals move the membrane
// potential; those that meet a refractory neuron are dropped.
func LIFDelta() *ir.Study {
	const tauM, h = 20.0, step
	p := &builder{program.Program{Name: "LIF_delta", Equations: []string{"V' = -V/tau_m + I/C_m", "on spike w { V += w }", "on V >= theta { spike; V = V_r; hold V for 2 ms }"},
		Step: h, Method: "exact", Why: "linear with constant coefficients"}}
	p.given("tau_m", "ms", tauM, "membrane time constant")
	p.given("C_m", "pF", 250, "")
	p.column("theta", "mV", "threshold, spread over the population")
	p.given("V_r", "mV", 10, "")
	p.derived("P.V.V", "1", math.Exp(-h/tauM), "")
	p.derived("P.V.I", "mV/pA", -tauM/250*math.Expm1(-h/tauM), "")
	p.steps("n_ref", 20)
	p.state("V", "mV", "potential above rest")
	p.Inputs = []program.Input{{Name: "I", Unit: "pA"}}
	p.Ports = []program.Port{{Name: "exc", Unit: "mV"}, {Name: "inh", Unit: "mV"}}
	p.hold("V", "V")
	free := p.code()
	free.set("V", free.add(free.mul(free.q("P.V.V"), free.s("V")), free.mul(free.q("P.V.I"), free.in(0))))
	p.Integrate = program.Integrate{Variants: []program.Variant{{Held: 0, Block: free.Block}, {Held: 1}}}
	p.arrive("V", 1)
	p.arrive("V", -1)
	p.spikeWhen("V", "theta", "V_r", 0, "n_ref", 1)
	p.observe("V")
	return study(&p.Program, layout{name: "lif_delta", names: [2]string{"exc", "inh"}, sources: [3]string{"noise", "kick", "clock"},
		exc: "exc", inh: "inh", wExc: 0.3, wInh: 1.5, wSource: 0.12, rate: 1.5,
		given: func(*program.Program) map[int]network.Value { return map[int]network.Value{2: linear(20, 0.005)} },
		init:  []network.Value{linear(0, 0.1)}, drive: []network.Value{network.Const(100)}})
}
