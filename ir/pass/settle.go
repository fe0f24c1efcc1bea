package pass

import "github.com/nngen/nngen/ir"

// settle removes what can have no effect.
var settle = Pass{
	Name: "settle",
	Doc:  "remove handlers whose condition is never true, assignments of a state to itself, holds that never begin",
	Run: func(d *ir.Dynamics) *ir.Dynamics {
		c := *d
		c.Handlers = nil
		for _, h := range d.Handlers {
			if h.Cond.IsZero() {
				continue
			}
			var body []ir.Assign
			for _, a := range h.Body {
				if a.Value != d.Pool.Sym(a.State) {
					body = append(body, a)
				}
			}
			var holds []ir.Hold
			for _, hold := range h.Holds {
				if !hold.When.IsValid() || !hold.When.IsZero() {
					holds = append(holds, hold)
				}
			}
			h.Body, h.Holds = body, holds
			c.Handlers = append(c.Handlers, h)
		}
		return &c
	},
}
