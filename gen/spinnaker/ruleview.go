package spinnaker

import (
	"fmt"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
)

// rule is what a plasticity rule of the harness is made of.
type rule struct {
	Name             string
	Title, Equations []string
	States           []ruleState
	Weight           int
	Pre, Post        []string
	HasPost          bool
	Observe          []ruleObserve
}

type ruleState struct {
	Doc      string
	Initial  string
	OfTarget int
}

type ruleObserve struct {
	Lines []string
	Value string
	Doc   string
}

// newRule prints a rule.
func newRule(r *fixed.Rule, name string) rule {
	x := rule{Name: name, Title: gen.Paragraph(r.Doc), Weight: r.Weight, HasPost: r.HasPost}
	for _, e := range r.Equations {
		x.Equations = append(x.Equations, gen.Paragraph(e)...)
	}
	at := &places{elapsed: func(site int) string { return fmt.Sprintf("elapsed[%d]", site) }}
	for i, s := range r.States {
		of := 0
		if r.Sites[i] == program.AtTarget {
			of = 1
		}
		x.States = append(x.States, ruleState{Doc: fixedDoc(s.Format, s.Unit, gen.OneLine(s.Name)+" of the "+r.Sites[i].String()), Initial: fmt.Sprint(r.Initial[i]), OfTarget: of})
		at.states = append(at.states, fmt.Sprintf("states[%d]", i))
	}
	begin := func() *body {
		table := scope(nil)
		at.temp = func(hint string) string {
			if hint == "" {
				hint = "x"
			}
			return table.Fresh(hint)
		}
		return &body{depth: 1}
	}
	w := begin()
	v := w.print(at, &r.Pre)
	for _, d := range r.Deliver {
		text := fmt.Sprintf("harness_deliver(to, %s, %d);", v.value(d.Amount), d.Format)
		switch {
		case d.When == program.Always:
			w.line("%s", text)
		case d.When >= 0:
			w.open("if (" + v.value(d.When) + ")")
			w.line("%s", text)
			w.close()
		}
	}
	stores(w, &r.Pre, v)
	x.Pre = w.lines
	w = begin()
	v = w.print(at, &r.Post)
	stores(w, &r.Post, v)
	x.Post = w.lines
	for i := range r.Observe {
		o := &r.Observe[i]
		w := begin()
		v := w.print(at, &o.Block)
		x.Observe = append(x.Observe, ruleObserve{Lines: w.lines, Value: v.value(o.Result), Doc: fixedDoc(o.Format, o.Unit, gen.OneLine(o.Name))})
	}
	return x
}

func stores(w *body, b *fixed.Block, v *printed) {
	for _, s := range b.Stores {
		w.line("out[%d] = %s;", s.State, v.value(s.Value))
	}
}
