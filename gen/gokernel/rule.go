package gokernel

import (
	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/runtime/program"
)

// rules writes the plasticity rules of a study as data: the operations of their
// events, which the engine carries out one by one.
func rules(pkg string, list []*program.Plasticity) *jen.Statement {
	if len(list) == 0 {
		return jen.Nil()
	}
	w := ruleWriter{pkg}
	return jen.Index().Op("*").Qual(pkg, "Plasticity").ValuesFunc(func(g *jen.Group) {
		for _, r := range list {
			g.Line().Add(w.rule(r))
		}
		g.Line()
	})
}

// ruleWriter knows where the types of programs are.
type ruleWriter struct{ pkg string }

func (w ruleWriter) rule(r *program.Plasticity) *jen.Statement {
	d := jen.Dict{
		jen.Id("Name"):   jen.Lit(r.Name),
		jen.Id("Step"):   jen.Lit(r.Step),
		jen.Id("Weight"): jen.Lit(r.Weight),
		jen.Id("Bound"):  jen.Lit(int(r.Bound)),
		jen.Id("Quantities"): w.list("Quantity", len(r.Quantities), func(i int) jen.Code {
			q := &r.Quantities[i]
			if q.Binding == program.Column {
				return jen.Values(jen.Dict{jen.Id("Name"): jen.Lit(q.Name), jen.Id("Binding"): jen.Qual(w.pkg, "Column")})
			}
			return jen.Values(jen.Dict{jen.Id("Name"): jen.Lit(q.Name), jen.Id("Value"): literal(q.Value)})
		}),
		jen.Id("States"): w.list("PlasticState", len(r.States), func(i int) jen.Code {
			return jen.Values(jen.Dict{
				jen.Id("State"): jen.Qual(w.pkg, "State").Values(jen.Dict{jen.Id("Name"): jen.Lit(r.States[i].Name)}),
				jen.Id("Site"):  jen.Qual(w.pkg, siteNames[r.States[i].Site]),
			})
		}),
		jen.Id("Init"): w.block(&r.Init),
		jen.Id("Pre"):  w.event(&r.Pre),
		jen.Id("Post"): w.event(&r.Post),
		jen.Id("Observe"): w.list("Observable", len(r.Observe), func(i int) jen.Code {
			o := &r.Observe[i]
			return jen.Values(jen.Dict{jen.Id("Name"): jen.Lit(o.Name), jen.Id("Block"): w.block(&o.Block), jen.Id("Result"): jen.Lit(int(o.Result))})
		}),
	}
	if len(r.Modulators) > 0 {
		d[jen.Id("Modulators")] = w.list("Modulator", len(r.Modulators), func(i int) jen.Code {
			return jen.Values(jen.Dict{jen.Id("Name"): jen.Lit(r.Modulators[i].Name), jen.Id("Event"): w.event(&r.Modulators[i].Event)})
		})
	}
	if r.Follows() {
		d[jen.Id("Follow")] = jen.Qual(w.pkg, "Following").Values(jen.Dict{
			jen.Id("Variables"): texts(r.Follow.Variables),
			jen.Id("States"): w.list("State", len(r.Follow.States), func(i int) jen.Code {
				return jen.Values(jen.Dict{jen.Id("Name"): jen.Lit(r.Follow.States[i].Name)})
			}),
			jen.Id("Init"):    w.block(&r.Follow.Init),
			jen.Id("Advance"): w.block(&r.Follow.Advance),
		})
	}
	if r.Carried() {
		d[jen.Id("Carry")] = w.block(&r.Carry)
	}
	if len(r.Rebound.Stores) > 0 {
		d[jen.Id("Rebound")] = w.block(&r.Rebound)
	}
	if len(r.Random) > 0 {
		d[jen.Id("Random")] = texts(r.Random)
	}
	return jen.Values(d)
}

func texts(list []string) *jen.Statement {
	return jen.Index().String().ValuesFunc(func(g *jen.Group) {
		for _, s := range list {
			g.Lit(s)
		}
	})
}

func (w ruleWriter) list(kind string, n int, element func(i int) jen.Code) *jen.Statement {
	return jen.Index().Qual(w.pkg, kind).ValuesFunc(func(g *jen.Group) {
		for i := range n {
			g.Line().Add(element(i))
		}
		if n > 0 {
			g.Line()
		}
	})
}

func (w ruleWriter) event(e *program.PlasticEvent) *jen.Statement {
	return jen.Qual(w.pkg, "PlasticEvent").Values(jen.Dict{
		jen.Id("Block"): w.block(&e.Block),
		jen.Id("Deliver"): w.list("Delivery", len(e.Deliver), func(i int) jen.Code {
			return jen.Values(jen.Lit(int(e.Deliver[i].Amount)), jen.Lit(int(e.Deliver[i].When)))
		}),
	})
}

func (w ruleWriter) block(b *program.Block) *jen.Statement {
	return jen.Qual(w.pkg, "Block").Values(jen.Dict{
		jen.Id("Instrs"): w.list("Instr", len(b.Instrs), func(i int) jen.Code { return w.instruction(&b.Instrs[i]) }),
		jen.Id("Stores"): w.list("Store", len(b.Stores), func(i int) jen.Code {
			return jen.Values(jen.Lit(b.Stores[i].State), jen.Lit(int(b.Stores[i].Value)))
		}),
	})
}

// instruction is one line, so that a block reads as a listing.
func (w ruleWriter) instruction(in *program.Instr) *jen.Statement {
	field := func(name string, value jen.Code) jen.Code { return jen.Id(name).Op(":").Add(value) }
	list := []jen.Code{field("Op", jen.Qual(w.pkg, opNames[in.Op]))}
	if in.Index != 0 {
		list = append(list, field("Index", jen.Lit(int(in.Index))))
	}
	if in.Op == program.Const {
		list = append(list, field("Value", literal(in.Value)))
	}
	if in.Fn != "" {
		list = append(list, field("Fn", jen.Lit(in.Fn)))
	}
	return jen.Values(append(list, field("A", jen.Lit(int(in.A))), field("B", jen.Lit(int(in.B))), field("C", jen.Lit(int(in.C))))...)
}

var siteNames = map[program.Site]string{program.AtConnection: "AtConnection", program.AtSource: "AtSource", program.AtTarget: "AtTarget", program.Shared: "Shared"}

// opNames are the names of operations in Go.
var opNames = map[program.Op]string{
	program.Const: "Const", program.LoadState: "LoadState", program.LoadQuant: "LoadQuant", program.LoadElapsed: "LoadElapsed", program.LoadTarget: "LoadTarget", program.LoadAcc: "LoadAcc", program.Draw: "Draw", program.LoadTime: "LoadTime",
	program.LoadSource: "LoadSource", program.LoadWeight: "LoadWeight",
	program.Add: "Add", program.Sub: "Sub", program.Mul: "Mul", program.Div: "Div", program.Neg: "Neg", program.Abs: "Abs", program.Sqrt: "Sqrt",
	program.Floor: "Floor", program.Ceil: "Ceil", program.Round: "Round", program.Min: "Min", program.Max: "Max", program.Call: "Call",
	program.Lt: "Lt", program.Le: "Le", program.Gt: "Gt", program.Ge: "Ge", program.Eq: "Eq", program.Ne: "Ne",
	program.And: "And", program.Or: "Or", program.Not: "Not", program.Select: "Select",
}
