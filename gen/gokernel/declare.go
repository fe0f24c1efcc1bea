package gokernel

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/gen"
)

// declaration is the struct type with one array per state, column, input and
// counter, and constants for literal quantities.
func (k *kernel) declaration(f *jen.File) {
	if k.p.Doc != "" {
		f.Comment(comment(k.p.Doc))
	} else {
		f.Comment(comment(fmt.Sprintf("%s is the neuron %s.", k.name, gen.OneLine(k.p.Name))))
	}
	for _, e := range k.p.Equations {
		f.Comment(comment("  " + e))
	}
	f.Type().Id(k.name).StructFunc(func(g *jen.Group) {
		for i, s := range k.p.States {
			g.Id(k.states[i]).Index().Float64().Comment(comment(s.Unit))
		}
		for i, q := range k.p.Quantities {
			if k.column[i] {
				g.Id(k.quants[i]).Index().Float64().Comment(comment(q.Unit))
			}
		}
		for i, in := range k.p.Inputs {
			g.Id(k.inputs[i]).Index().Float64().Comment(comment(in.Unit))
		}
		for i, s := range k.p.Sums {
			g.Id(k.sums[i]).Index().Float64().Comment(comment(s.Unit + ", over continuous connections"))
		}
		for i := range k.p.Holds {
			g.Id(k.holds[i]).Index().Int32().Comment("steps")
		}
		for _, r := range k.rising {
			if r != "" {
				g.Id(r).Index().Bool()
			}
		}
		for _, id := range k.random {
			g.Id(id).Qual(k.runtime("rng"), "Stream").Comment("of element 0")
		}
	})
}

// constructor is the engine.Maker of the kernel.
func (k *kernel) constructor(f *jen.File) {
	at := func(column *jen.Statement) *jen.Statement {
		return jen.Qual(k.runtime("network"), "At").Call(column, jen.Id("i"))
	}
	f.Func().Id("new"+k.name).Params(
		jen.Id("c").Op("*").Qual(k.runtime("network"), "Columns"), jen.Id("n").Int(),
	).Qual(k.runtime("engine"), "Kernel").BlockFunc(func(g *jen.Group) {
		g.Id("x").Op(":=").Op("&").Id(k.name).ValuesFunc(func(g *jen.Group) {
			array := func(id string, t *jen.Statement) {
				g.Line().Id(id).Op(":").Make(jen.Index().Add(t), jen.Id("n"))
			}
			for _, id := range k.states {
				array(id, jen.Float64())
			}
			// These the engine changes between steps.
			shared := func(id string, column *jen.Statement) {
				g.Line().Id(id).Op(":").Qual(k.runtime("network"), "Spread").Call(column, jen.Id("n"))
			}
			for i, id := range k.quants {
				if k.column[i] {
					shared(id, jen.Id("c").Dot("Quants").Index(jen.Lit(i)))
				}
			}
			for i, id := range k.inputs {
				shared(id, jen.Id("c").Dot("Drive").Index(jen.Lit(i)))
			}
			for i, id := range k.sums {
				g.Line().Id(id).Op(":").Id("c").Dot("Sums").Index(jen.Lit(i))
			}
			for _, id := range k.holds {
				array(id, jen.Int32())
			}
			for _, id := range k.rising {
				if id != "" {
					array(id, jen.Bool())
				}
			}
			for i, id := range k.random {
				g.Line().Id(id).Op(":").Id("c").Dot("Streams").Index(jen.Lit(i))
			}
			g.Line()
		})
		if len(k.states)+len(k.p.Columns())+len(k.inputs) == 0 && !k.anyRising() {
			g.Return(jen.Id("x"))
			return
		}
		g.For(jen.Id("i").Op(":=").Range().Id("n")).BlockFunc(func(g *jen.Group) {
			for i, id := range k.states {
				g.Id("x").Dot(id).Index(jen.Id("i")).Op("=").Add(at(jen.Id("c").Dot("Init").Index(jen.Lit(i))))
			}
			if k.anyRising() {
				g.Id("k").Op(":=").Int64().Call(jen.Lit(-1))
				g.Id("_").Op("=").Id("k")
				p := k.printer(func(id string) *jen.Statement { return jen.Id("x").Dot(id).Index(jen.Id("i")) })
				for i, c := range k.p.Conditions {
					if c.Rising {
						v := p.block(g, &c.Test, c.Fires)
						g.Id("x").Dot(k.rising[i]).Index(jen.Id("i")).Op("=").Add(v.of(c.Fires))
					}
				}
			}
		})
		g.Return(jen.Id("x"))
	})
}

func (k *kernel) anyRising() bool {
	for _, r := range k.rising {
		if r != "" {
			return true
		}
	}
	return false
}
