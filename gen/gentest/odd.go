package gentest

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Hostile is a text that breaks out of careless comments and strings.
const Hostile = "*/ --> ''' \"\"\" ENDCOMMENT } \\ {{.}} %s\r\n:import os\u2028#endif"

// OddNames is a model full of reserved words and names that differ in case only,
// with two holds, a rising condition, a conditional expression and a pair of
// states that read each other. It spikes in bursts.
func OddNames() *ir.Study { return odd("odd", false) }

// Timed is OddNames with explicit time and the operations that the other studies
// leave out.
func Timed() *ir.Study { return odd("timed", true) }

func odd(name string, timed bool) *ir.Study {
	p := &builder{program.Program{Name: "int", Doc: Hostile, Equations: []string{"v' = " + Hostile, "V' = (v - V)*lambda"}, Step: step, Method: "euler", Why: Hostile}}
	p.given("lambda", "1/ms", 0.5, Hostile)
	p.given("threshold", "mV", 20, "")
	p.given("e", "mV", -3, "")
	p.given("E", "1", 0.02, "")
	p.column("step", "1/ms", "")
	p.given("i", "pA", 1e-7, "")
	p.given("I", "mV", -2.5e+21, "")
	p.given("dt", "ms", step, "")
	p.steps("area", 12)
	p.steps("return", 35)
	p.state("v", "mV", "")
	p.state("V", "mV", "")
	p.state("t", "mV", Hostile)
	p.state("gmax", "1", "")
	p.Inputs = []program.Input{{Name: "in", Unit: "mV/ms"}, {Name: "self", Unit: "mV"}}
	p.Ports = []program.Port{{Name: "exc", Unit: "mV"}, {Name: "inh", Unit: "mV"}, {Name: "class", Unit: "mV"}}
	p.hold("v", "v")
	p.hold("del", "t", "V")

	// gmax decays whatever is held.
	common := p.code()
	common.set("gmax", common.sub(common.s("gmax"), common.mul(common.q("E"), common.s("gmax"))))
	p.Integrate.Common = common.Block
	for held := uint32(0); held < 4; held++ {
		c := p.code()
		diff := c.named("while", c.sub(c.s("v"), c.s("V")))
		if held&1 == 0 {
			leak := c.mul(c.q("step"), c.sub(c.q("e"), c.s("v")))
			if timed {
				phase := c.sub(c.time(0.5), c.op(program.Floor, c.time(0.5)))
				leak = c.add(leak, c.mul(c.lit(0.3), c.op(program.Abs, c.sub(phase, c.lit(0.5)))))
				leak = c.add(leak, c.mul(c.lit(1e-3), c.op(program.Sqrt, c.op(program.Max, c.time(0), c.op(program.Min, c.s("v"), c.q("threshold"))))))
				leak = c.sub(leak, c.mul(c.lit(1e-3), c.op(program.Ceil, c.op(program.Neg, c.s("t")))))
				leak = c.sub(leak, c.mul(c.lit(1e-3), c.op(program.Round, c.sub(c.s("t"), c.lit(0.5)))))
			}
			c.set("v", c.add(c.s("v"), c.mul(c.q("dt"), c.add(leak, c.sub(c.in(0), c.s("gmax"))))))
		}
		if held&2 == 0 {
			// V and t each read the old value of the other.
			big := c.test(program.And, c.test(program.Gt, diff, c.lit(0)), c.test(program.Not, c.test(program.Ge, c.s("V"), c.q("threshold"))))
			gain := c.named("if", c.op(program.Select, big, c.q("lambda"), c.mul(c.lit(-1), c.mul(c.lit(-2), c.q("lambda")))))
			c.set("V", c.add(c.s("V"), c.mul(c.mul(c.q("dt"), gain), c.add(diff, c.mul(c.lit(0.01), c.s("t"))))))
			c.set("t", c.add(c.mul(c.lit(0.999), c.s("t")), c.mul(c.lit(0.01), c.sub(c.s("V"), c.in(1)))))
		}
		p.Integrate.Variants = append(p.Integrate.Variants, program.Variant{Held: held, Block: c.Block})
	}
	p.arrive("v", 1)
	p.arrive("v", -1)
	p.arrive("V", 0.5)

	p.spikeWhen("v", "threshold", "e", 0, "area", 1)
	last := &p.Conditions[0]
	a := &code{p: p, Block: last.Action}
	a.set("gmax", a.add(a.s("gmax"), a.lit(0.1)))
	last.Action = a.Block

	// When V rises above a fifth of the threshold: jump, and rest for a while; a
	// spike when gmax is small.
	t := p.code()
	fires := t.test(program.Or, t.test(program.Gt, t.s("V"), t.mul(t.lit(0.2), t.q("threshold"))), t.test(program.Lt, t.s("V"), t.q("I")))
	a = p.code()
	small := a.test(program.Le, a.s("gmax"), a.lit(0.3))
	a.set("t", a.s("V"))
	a.set("V", a.sub(a.s("t"), a.q("i")))
	p.Conditions = append(p.Conditions, program.Condition{Doc: Hostile, Blocked: 2, Test: t.Block, Fires: fires, Rising: true, Spike: small,
		Starts: []program.Start{{Hold: 1, Steps: a.q("return"), When: program.Always}, {Hold: 0, Steps: a.count(3), When: small}}})
	p.Conditions[1].Action = a.Block

	p.observe("v")
	p.observe("V")
	p.observe("t")
	p.observeValue("print", "mV", func(c *code) program.Ref {
		d := c.sub(c.s("v"), c.s("V"))
		return c.op(program.Select, c.test(program.Lt, d, c.lit(0)), c.op(program.Neg, d), d)
	})
	init := []network.Value{linear(0, 0.1), linear(3, 0.01), network.Const(0), network.Const(0.5)}
	return study(&p.Program, layout{name: name, names: [2]string{"int", "Int"}, sources: [3]string{"lambda", "self", "it's \"odd\""},
		exc: "exc", inh: "inh", wExc: 0.3, wInh: 1, wSource: 0.14, rate: 1.5,
		given: func(*program.Program) map[int]network.Value { return map[int]network.Value{4: linear(0.05, 1e-5)} },
		init:  init, drive: []network.Value{linear(0.6, 0.001), network.Const(0.25)}})
}
