package gokernel

import (
	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/gen/names"
)

// observe is the switch over the observables.
func (k *kernel) observe(f *jen.File) {
	f.Comment("Observe returns observable o of element i after step k.")
	f.Func().Params(jen.Id("x").Op("*").Id(k.name)).Id("Observe").Params(
		jen.Id("k").Int64(), jen.List(jen.Id("o"), jen.Id("i")).Int(),
	).Float64().BlockFunc(func(g *jen.Group) {
		k.local = names.New(false, reserved, []string{"k", "o", "i", "x"})
		p := k.printer(func(id string) *jen.Statement { return jen.Id("x").Dot(id).Index(jen.Id("i")) })
		g.Switch(jen.Id("o")).BlockFunc(func(g *jen.Group) {
			for i := range k.p.Observe {
				o := &k.p.Observe[i]
				g.Case(jen.Lit(i)).BlockFunc(func(g *jen.Group) {
					g.Comment(comment(o.Name + " (" + o.Unit + ")"))
					v := p.block(g, &o.Block, o.Result)
					g.Return(v.of(o.Result))
				})
			}
		})
		g.Panic(jen.Lit("no such observable"))
	})
}
