package pass

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
)

// simplify brings every expression into its canonical form.
var simplify = Pass{
	Name: "simplify",
	Doc:  "collect equal terms and factors, fold exact constants, order terms",
	Run: func(d *ir.Dynamics) *ir.Dynamics {
		return rewrite(d, d.Pool.Simplify)
	},
}

// rewrite applies f to every expression of d but initial values, which are
// evaluated once per neuron and need no form.
func rewrite(d *ir.Dynamics, f func(expr.Expr) expr.Expr) *ir.Dynamics {
	of := func(e expr.Expr) expr.Expr {
		if !e.IsValid() {
			return e
		}
		return f(e)
	}
	assigns := func(list []ir.Assign) []ir.Assign {
		out := append([]ir.Assign(nil), list...)
		for i := range out {
			out[i].Value = of(out[i].Value)
		}
		return out
	}
	c := *d
	c.Params = append([]ir.Param(nil), d.Params...)
	for i := range c.Params {
		c.Params[i].Derived = of(c.Params[i].Derived)
	}
	c.States = append([]ir.State(nil), d.States...)
	for i := range c.States {
		c.States[i].Rate = of(c.States[i].Rate)
	}
	c.Observe = append([]ir.Named(nil), d.Observe...)
	for i := range c.Observe {
		c.Observe[i].Value = of(c.Observe[i].Value)
	}
	c.Ports = append([]ir.Port(nil), d.Ports...)
	for i := range c.Ports {
		c.Ports[i].Body = assigns(c.Ports[i].Body)
	}
	c.Sums = append([]ir.Sum(nil), d.Sums...)
	for i := range c.Sums {
		c.Sums[i].Value = of(c.Sums[i].Value)
	}
	c.Handlers = append([]ir.Handler(nil), d.Handlers...)
	for i := range c.Handlers {
		h := &c.Handlers[i]
		h.Cond, h.Spike, h.Body = of(h.Cond), of(h.Spike), assigns(h.Body)
		h.Holds = append([]ir.Hold(nil), h.Holds...)
		for j := range h.Holds {
			h.Holds[j].Time, h.Holds[j].When = of(h.Holds[j].Time), of(h.Holds[j].When)
		}
	}
	c.Events = append([]ir.Event(nil), d.Events...)
	for i := range c.Events {
		e := &c.Events[i]
		e.Body, e.Deliver = assigns(e.Body), append([]ir.Delivery(nil), e.Deliver...)
		for j := range e.Deliver {
			e.Deliver[j].Value, e.Deliver[j].When = of(e.Deliver[j].Value), of(e.Deliver[j].When)
		}
	}
	return &c
}
