package nestml

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// python is what the run script computes first samples with: NEST records from the
// end of the first step on, and the status of a node has states and parameters only.
var python = &exprfmt.Dialect{
	Infix: map[program.Op]string{
		program.Add: " + ", program.Sub: " - ", program.Mul: "*", program.Div: "/",
		program.Lt: " < ", program.Le: " <= ", program.Gt: " > ", program.Ge: " >= ", program.Eq: " == ", program.Ne: " != ",
		program.And: " and ", program.Or: " or ",
	},
	Func: map[program.Op]string{
		program.Abs: "abs(%s)", program.Sqrt: "math.sqrt(%s)", program.Floor: "math.floor(%s)", program.Ceil: "math.ceil(%s)",
		program.Round: "round(%s)", program.Min: "min(%s, %s)", program.Max: "max(%s, %s)",
	},
	Not: "not ",
	Elementary: map[string]string{
		"exp": "math.exp(%s)", "expm1": "math.expm1(%s)", "log": "math.log(%s)", "log1p": "math.log1p(%s)", "log10": "math.log10(%s)",
		"pow": "math.pow(%s, %s)", "tanh": "math.tanh(%s)", "sinh": "math.sinh(%s)", "cosh": "math.cosh(%s)", "sin": "math.sin(%s)",
		"cos": "math.cos(%s)", "tan": "math.tan(%s)", "erf": "math.erf(%s)", "exprel": "exprel(%s)", "linoid": "linoid(%s, %s)",
	},
	Select: "(%[2]s if %[1]s else %[3]s)",
}

// sample writes the value of something recorded as a function of the status.
func (b *neuronBuilder) sample(name string) {
	p := b.p
	i := p.ObservableIndex(name)
	if i < 0 {
		return
	}
	status := func(list []gen.Renamed, model string) string {
		for _, r := range list {
			if r.Model == model {
				return "s[" + gen.PyString(r.Own) + "]"
			}
		}
		b.fail("the first sample of %s in %s reads %s", name, b.d.Name, model)
		return "0.0"
	}
	n := &exprfmt.Names{
		State: func(i int) string { return status(b.out.init, p.States[i].Name) },
		Quant: func(i int) string {
			if q := p.Quantities[i]; q.Binding == program.Literal {
				if math.IsInf(q.Value, 0) || math.IsNaN(q.Value) {
					return "float(\"" + short(q.Value) + "\")"
				}
				return "(" + exprfmt.Literal(q.Value) + ")"
			}
			return status(b.out.quantities, p.Quantities[i].Name)
		},
		Input: func(i int) string {
			for _, r := range b.out.drive {
				if r.Model == p.Inputs[i].Name {
					return "s[" + gen.PyString(r.Own) + "]"
				}
			}
			return "0.0"
		},
		Time: func(float64) string { return "0.0" },
		Temp: func(string) string { return "" },
	}
	block := p.Observe[i].Block
	text, err := plain(n, &block, p.Observe[i].Result)
	if err != nil {
		b.fail("%s of %s: %v", name, b.d.Name, err)
	}
	b.out.first = append(b.out.first, gen.Renamed{Model: name, Own: "lambda s: " + text})
}

// plain prints a value as one expression.
func plain(n *exprfmt.Names, block *program.Block, result program.Ref) (string, error) {
	// Names of temporaries would need statements: every one is written out, which for
	// the few operations of something recorded is no loss.
	values := map[program.Ref]string{}
	for i := range block.Instrs {
		one := program.Block{Instrs: []program.Instr{block.Instrs[i]}}
		in := &one.Instrs[0]
		in.Name = ""
		args := [...]*program.Ref{&in.A, &in.B, &in.C}
		var texts []string
		one.Instrs = nil
		for _, a := range args {
			if *a < 0 {
				continue
			}
			texts = append(texts, values[*a])
			*a = one.Add(program.Instr{Op: program.LoadInput, Index: int32(len(texts) - 1), A: program.None, B: program.None, C: program.None})
		}
		r := one.Add(*in)
		names := *n
		if len(texts) > 0 {
			names.Input = func(i int) string { return texts[i] }
		}
		t, err := exprfmt.Block(python, &names, &one, r)
		if err != nil {
			return "", err
		}
		if len(t.Lines) > 0 {
			return "", fmt.Errorf("it is no single expression")
		}
		values[program.Ref(i)] = t.Value(r)
		if len(texts) > 0 {
			values[program.Ref(i)] = "(" + t.Value(r) + ")"
		}
	}
	return values[result], nil
}
