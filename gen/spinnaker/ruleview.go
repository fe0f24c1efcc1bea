package spinnaker

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
)

// rule is what the code of a plasticity rule is made of. All strings are final.
type rule struct {
	Header, Name, Guard string
	Title, Equations    []string
	States              []ruleState
	Source, Target      []ruleState // of States, those of the source and the target
	Connection          []ruleState // those of the connection but the weight
	Weight              ruleState
	Bits                int  // behind the point of the weight
	Negative            bool // weights are negative
	Pre, Post           []string
	Deliver             []ruleDelivery
	HasPost             bool
	Observe             []ruleObserve
	Digest              string
	Why                 string // why there is no slot for it
}

type ruleState struct {
	Index    int
	Field    string // of a struct
	Doc      string
	Initial  string
	OfTarget int
}

// ruleDelivery is one `deliver`.
type ruleDelivery struct{ Index, Bits int }

type ruleObserve struct {
	Lines []string
	Value string
	Doc   string
}

// newRule prints a rule.
func newRule(r *fixed.Rule, name, header string) rule {
	x := rule{Header: header, Name: name, Guard: strings.ToUpper(name) + "_H", Title: gen.Paragraph(r.Doc), HasPost: r.HasPost, Bits: int(r.States[r.Weight].Format)}
	for _, e := range r.Equations {
		x.Equations = append(x.Equations, gen.Paragraph(e)...)
	}
	at := &places{elapsed: func(site int) string { return fmt.Sprintf("elapsed[%d]", site) }}
	fields := names.New(false, reserved(), []string{"since", "seen", "weight", "before", "done", "type", "w_low", "w_high", "trace"})
	for i, s := range r.States {
		y := ruleState{Index: i, Field: fields.Fresh(s.Name), Doc: fixedDoc(s.Format, s.Unit, gen.OneLine(s.Name)+" of the "+r.Sites[i].String()), Initial: fmt.Sprint(r.Initial[i])}
		switch {
		case i == r.Weight:
			x.Weight = y
		case r.Sites[i] == program.AtTarget:
			y.OfTarget = 1
			x.Target = append(x.Target, y)
		case r.Sites[i] == program.AtSource:
			x.Source = append(x.Source, y)
		default:
			x.Connection = append(x.Connection, y)
		}
		x.States = append(x.States, y)
		at.states = append(at.states, fmt.Sprintf("states[%d]", i))
	}
	begin := func() *body {
		table := scope([]string{"given"})
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
	for i, d := range r.Deliver {
		x.Deliver = append(x.Deliver, ruleDelivery{i, int(d.Format)})
		given := "true"
		switch {
		case d.When >= 0:
			given = v.value(d.When)
		case d.When != program.Always:
			given = "false"
		}
		w.line("amount[%d] = %s;", i, v.value(d.Amount))
		w.line("given[%d] = %s;", i, given)
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

// digest is a number that says whether code and what the host writes belong
// together: of the operations of both events and of the formats.
func (f *Form) digest(i int) uint32 {
	r := f.Rules[i]
	x := newRule(r, "rule", "")
	h := fnv.New32a()
	for _, s := range x.States {
		fmt.Fprintln(h, s.Index, s.Initial, s.OfTarget, int(r.States[s.Index].Format), r.Sites[s.Index])
	}
	fmt.Fprintln(h, x.Weight.Index, x.Deliver, strings.Join(x.Pre, "\n"), strings.Join(x.Post, "\n"))
	return h.Sum32()
}

// slot is the rule of a core, and the region that the host writes for it.
type slot struct {
	Header string
	Number int // of the population
	Neuron *neuron
	Rule   *rule
	Params []string
	Types  int
}
