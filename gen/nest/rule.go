package nest

import (
	"fmt"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/program"
)

// rule is what a connection class is made of. All strings are final.
type rule struct {
	Header, Name, Model string
	Title, Equations    []string
	Constants           []member
	States              []member
	Weight              string // the state that begins with the weight
	Pre, Post           []string
	HasPost             bool
	Kept                []string // states of the target, which on pre reads as they were
	Elementary          bool
}

// ruleBuilder turns a plasticity rule into a connection class.
type ruleBuilder struct {
	r       *program.Plasticity
	out     rule
	table   *names.Table
	local   *names.Table
	dialect *exprfmt.Dialect
	states  []string
	quants  []string
	err     error
}

// clocks are the members that hold when the states of a site were stored.
var clocks = [...]string{program.AtConnection: "connection_at_", program.AtSource: "pre_at_", program.AtTarget: "post_at_"}

func newRule(r *program.Plasticity, name, header string) (rule, error) {
	b := &ruleBuilder{r: r, table: names.New(false, append(reserved(), ruleNames)...), dialect: dialect()}
	b.out = rule{Header: header, Name: name, Model: "nngen_" + name, Title: gen.Paragraph(r.Doc), HasPost: r.HasPost()}
	for _, e := range r.Equations {
		b.out.Equations = append(b.out.Equations, gen.Paragraph(e)...)
	}
	blocks := []*program.Block{&r.Pre.Block, &r.Post.Block}
	needed := make([]bool, len(r.Quantities))
	for _, block := range blocks {
		for _, in := range block.Instrs {
			switch in.Op {
			case program.LoadQuant:
				needed[in.Index] = true
			case program.Call:
				b.out.Elementary = true
			}
		}
	}
	values := make([]float64, len(r.Quantities))
	for i, q := range r.Quantities {
		values[i] = q.Value
		if !needed[i] {
			b.quants = append(b.quants, "")
			continue
		}
		id := b.table.Fresh(q.Name)
		b.quants = append(b.quants, id)
		b.out.Constants = append(b.out.Constants, member{Name: id, Value: literal(q.Value), Comment: comment(q.Unit, q.Doc)})
	}
	initial := make([]float64, len(r.States))
	r.Init.Store(initial, program.Eval(&r.Init, &program.Env{Quants: values, H: r.Step}, nil), nil)
	for i, s := range r.States {
		id := b.table.Fresh(s.Name)
		b.states = append(b.states, id)
		b.out.States = append(b.out.States, member{Name: id, Value: literal(initial[i]), Comment: comment(s.Unit, s.Doc)})
		if s.Site == program.AtTarget {
			b.out.Kept = append(b.out.Kept, id)
		}
	}
	b.out.Weight = b.states[r.Weight]
	b.out.Pre = b.event(&r.Pre, program.AtSource)
	if r.HasPost() {
		b.out.Post = b.event(&r.Post, program.AtTarget)
	}
	return b.out, b.err
}

// ruleNames are used by the template of connections.
var ruleNames = []string{"connection_at_", "pre_at_", "post_at_", "next_", "row", "set", "quantum", "until", "deliver", "now", "target", "spikes", "coincident", "coincident_", "before_post_at_", "exchange", "stamp", "delay", "amount", "elapsed"}

// event writes what a spike of one side does.
func (b *ruleBuilder) event(e *program.PlasticEvent, site program.Site) []string {
	b.local = names.New(false, append(reserved(), ruleNames, b.states, b.quants)...)
	w := &body{depth: 2}
	var outputs []program.Ref
	for _, d := range e.Deliver {
		outputs = append(outputs, d.Amount, d.When)
	}
	t, err := exprfmt.Block(b.dialect, b.names(), &e.Block, outputs...)
	if err != nil {
		if b.err == nil {
			b.err = err
		}
		return nil
	}
	w.temporaries(t.Lines)
	for _, d := range e.Deliver {
		switch {
		case d.When == program.Always:
			w.line("deliver( " + t.Value(d.Amount) + " );")
		case d.When >= 0:
			w.open("if ( " + t.Value(d.When) + " )")
			w.line("deliver( " + t.Value(d.Amount) + " );")
			w.close()
		}
	}
	fresh := make([]string, len(t.Stores))
	for i, s := range t.Stores {
		fresh[i] = b.local.Fresh("new_" + b.states[s.State])
		w.line("const double " + fresh[i] + " = " + s.Expr + ";")
	}
	for i, s := range t.Stores {
		w.line(b.states[s.State] + " = " + fresh[i] + ";")
	}
	w.line(clocks[program.AtConnection] + " = now;")
	w.line(clocks[site] + " = now;")
	return w.lines
}

func (b *ruleBuilder) names() *exprfmt.Names {
	return &exprfmt.Names{
		State:   func(i int) string { return b.states[i] },
		Quant:   func(i int) string { return b.quants[i] },
		Elapsed: func(site int) string { return fmt.Sprintf("static_cast< double >( now - %s )", clocks[site]) },
		Temp: func(hint string) string {
			if hint == "" {
				hint = "t"
			}
			return b.local.Fresh(hint)
		},
	}
}
