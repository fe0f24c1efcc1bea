package gokernel

import "github.com/dave/jennifer/jen"

type computed struct {
	state int
	id    string
}

// compute puts the new values of a block into fresh locals.
func (k *kernel) compute(g *jen.Group, v *values) []computed {
	var c []computed
	for _, s := range v.block.Stores {
		id := k.local.Fresh(k.p.States[s.State].Name + ".next")
		g.Id(id).Op(":=").Add(v.of(s.Value))
		c = append(c, computed{s.State, id})
	}
	return c
}

// storeTogether assigns the new values of a block at once. Arrivals spare held
// states.
func (k *kernel) storeTogether(g *jen.Group, v *values, local []string, arrivals bool) {
	if len(v.block.Stores) == 0 {
		return
	}
	if len(v.block.Stores) == 1 {
		s := v.block.Stores[0]
		assign := jen.Id(local[s.State]).Op("=").Add(v.of(s.Value))
		if by := k.p.States[s.State].HeldBy; arrivals && by != 0 {
			g.If(jen.Id("held").Op("&").Lit(int(by)).Op("==").Lit(0)).Block(assign)
		} else {
			g.Add(assign)
		}
		return
	}
	for _, c := range k.compute(g, v) {
		assign := jen.Id(local[c.state]).Op("=").Id(c.id)
		if by := k.p.States[c.state].HeldBy; arrivals && by != 0 {
			g.If(jen.Id("held").Op("&").Lit(int(by)).Op("==").Lit(0)).Block(assign)
		} else {
			g.Add(assign)
		}
	}
}
