package gokernel

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// mainFile writes main.go: the kinds of neurons by name, and the call that does
// everything else.
func mainFile(s *ir.Study, module string, kernels []*kernel) *jen.File {
	pkg := func(name string) string { return module + "/runtime/" + name }
	f := jen.NewFilePathName(module, "main")
	f.HeaderComment(trimmed(gen.Header("// ", s)))
	f.HeaderComment("// Command simulate runs the model on the numbers in the folder data.")
	f.Func().Id("main").Params().Block(
		jen.List(jen.Id("ctx"), jen.Id("stop")).Op(":=").Qual("os/signal", "NotifyContext").Call(jen.Qual("context", "Background").Call(), jen.Qual("os", "Interrupt")),
		jen.Id("code").Op(":=").Qual(pkg("batch"), "Main").Call(jen.Id("ctx"), jen.Qual("os", "Args").Index(jen.Lit(1), jen.Empty()), jen.Index().Qual(pkg("batch"), "Kind").ValuesFunc(func(g *jen.Group) {
			for i, k := range kernels {
				g.Line().Values(jen.Dict{
					jen.Id("Program"): describeProgram(pkg("program"), s.Programs[i]),
					jen.Id("New"):     jen.Id("new" + k.name),
				})
			}
			g.Line()
		}), rules(pkg("program"), s.Rules)),
		jen.Id("stop").Call(),
		jen.Qual("os", "Exit").Call(jen.Id("code")),
	)
	return f
}

// purposeNames are the purposes of draws in Go.
var purposeNames = map[rng.Purpose]string{rng.Noise: "Noise", rng.Handler: "Handler"}

// describeProgram writes the names of a program, by which data and records refer
// to them, and its literal values.
func describeProgram(pkg string, p *program.Program) *jen.Statement {
	names := func(kind string, n int, name func(int) string) *jen.Statement {
		return jen.Index().Qual(pkg, kind).ValuesFunc(func(g *jen.Group) {
			for i := range n {
				g.Values(jen.Dict{jen.Id("Name"): jen.Lit(name(i))})
			}
		})
	}
	d := jen.Dict{
		jen.Id("Name"): jen.Lit(p.Name),
		jen.Id("Step"): jen.Lit(p.Step),
		jen.Id("Quantities"): jen.Index().Qual(pkg, "Quantity").ValuesFunc(func(g *jen.Group) {
			for _, q := range p.Quantities {
				d := jen.Dict{jen.Id("Name"): jen.Lit(q.Name)}
				if q.Binding == program.Column {
					d[jen.Id("Binding")] = jen.Qual(pkg, "Column")
				} else {
					d[jen.Id("Value")] = literal(q.Value)
				}
				g.Line().Values(d)
			}
			g.Line()
		}),
		jen.Id("States"):  names("State", len(p.States), func(i int) string { return p.States[i].Name }),
		jen.Id("Inputs"):  names("Input", len(p.Inputs), func(i int) string { return p.Inputs[i].Name }),
		jen.Id("Ports"):   ports(pkg, p),
		jen.Id("Observe"): names("Observable", len(p.Observe), func(i int) string { return p.Observe[i].Name }),
	}
	if len(p.Random) > 0 {
		d[jen.Id("Random")] = jen.Index().Qual(pkg, "Random").ValuesFunc(func(g *jen.Group) {
			for _, r := range p.Random {
				g.Values(jen.Dict{jen.Id("Name"): jen.Lit(r.Name), jen.Id("Purpose"): jen.Qual(strings.TrimSuffix(pkg, "program")+"rng", purposeNames[r.Purpose])})
			}
		})
	}
	if len(p.Sums) > 0 {
		d[jen.Id("Sums")] = sums(pkg, p)
	}
	return jen.Op("&").Qual(pkg, "Program").Values(d)
}

// ports writes the ports by name; continuous ones with what they read.
func ports(pkg string, p *program.Program) *jen.Statement {
	return jen.Index().Qual(pkg, "Port").ValuesFunc(func(g *jen.Group) {
		for _, port := range p.Ports {
			d := jen.Dict{jen.Id("Name"): jen.Lit(port.Name)}
			if port.Continuous {
				d[jen.Id("Continuous")] = jen.True()
				d[jen.Id("Sources")] = jen.Index().String().ValuesFunc(func(g *jen.Group) {
					for _, name := range port.Sources {
						g.Lit(name)
					}
				})
			}
			g.Values(d)
		}
	})
}

// sums writes the sums over continuous connections, which the engine takes.
func sums(pkg string, p *program.Program) *jen.Statement {
	w := ruleWriter{pkg}
	return w.list("Sum", len(p.Sums), func(i int) jen.Code {
		s := &p.Sums[i]
		return jen.Values(jen.Dict{jen.Id("Name"): jen.Lit(s.Name), jen.Id("Port"): jen.Lit(s.Port), jen.Id("Block"): w.block(&s.Block), jen.Id("Value"): jen.Lit(int(s.Value))})
	})
}
