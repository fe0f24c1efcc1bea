package native

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
)

// Translation is a parameter of NEST's and what it is in the model.
type Translation struct {
	Model string `json:"model"`
	NEST  string `json:"nest"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit"`
	From  string `json:"from"`
}

// Recognised says of a neuron or rule of the model what it is in NEST.
type Recognised struct {
	Model string `json:"model"`
	NEST  string `json:"nest,omitempty"`
	Class string `json:"class,omitempty"`
	Why   string `json:"why,omitempty"` // why it is none
}

// recognised lists what is NEST's, and why the rest is not.
func (p *plan) recognised() []Recognised {
	var list []Recognised
	for k, d := range p.study.Model.Dynamics {
		if n := p.neurons[k]; n != nil {
			class := tolerance
			if n.identical(p.study.Programs[k].Method) {
				class = identical
			}
			list = append(list, Recognised{Model: d.Name, NEST: n.model.name, Class: class})
			continue
		}
		list = append(list, Recognised{Model: d.Name, Why: p.refused[k].what})
	}
	for k, d := range p.study.Model.Rules {
		if r := p.rules[k]; r != nil {
			list = append(list, Recognised{Model: d.Name, NEST: r.model.name, Class: identical})
			continue
		}
		list = append(list, Recognised{Model: d.Name, Why: p.broken[k].what})
	}
	return list
}

// translations are the rows of the table of parameters.
func (p *plan) translations() []Translation {
	var list []Translation
	for _, n := range p.neurons {
		if n == nil {
			continue
		}
		row := func(name, unit string, e expr.Expr) {
			t := Translation{Model: n.d.Name, NEST: n.model.name, Name: name, Unit: unit, Value: "differs per neuron", From: n.text(e)}
			if n.literal(e) {
				t.Value = short(constantValue(n.d, e))
				if name == "t_ref" {
					t.Value = short(roundTo13(p.steps(e, n) * p.study.Timeline.Step))
				}
			}
			if e.Kind() == expr.Const {
				t.From = "constant"
			}
			list = append(list, t)
		}
		for _, q := range n.model.params {
			if e, ok := n.params[q.name]; ok {
				row(q.name, q.unit, e)
			}
		}
		for i, e := range n.taus {
			row(fmt.Sprintf("tau_syn[%d]", i), "ms", e)
		}
		for i, port := range n.d.Ports {
			r := n.receptors[i]
			from := "weight"
			if !r.factor.IsOne() {
				from = n.text(r.factor) + "*weight"
			}
			list = append(list, Translation{Model: n.d.Name, NEST: n.model.name, Name: p.receptorName(n, r), Value: port.Name, Unit: port.Unit.String(), From: from})
		}
	}
	for _, r := range p.rules {
		if r == nil {
			continue
		}
		for _, q := range r.model.params {
			e, ok := r.params[q.name]
			if !ok {
				continue
			}
			unit := q.unit
			if unit == "" {
				unit = r.d.Symbols[r.d.Weight].Unit.String()
			}
			t := Translation{Model: r.d.Name, NEST: r.model.name, Name: q.name, Unit: unit, Value: "differs per connection", From: r.text(e)}
			if r.literal(e) {
				t.Value = short(constantValue(r.d, e))
			}
			if e.Kind() == expr.Const {
				t.From = "constant"
			}
			list = append(list, t)
		}
	}
	return list
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', 12, 64) }

// Check says which of NEST's own models those of a study are, and how their parameters
// follow. What is none is an error only where NEST's own models are asked for.
func Check(s *ir.Study, o gen.Options) (*gen.Fit, diag.List, error) {
	p, list := newPlan(s)
	if o.Fidelity != gen.Native {
		list = nil
	} else if !list.HasErrors() {
		_, messages := Generate(s, o)
		list = messages
	}
	models := gen.Table{Title: "What NEST has of its own", Rows: [][]string{{"model", "NEST", "class", "why not"}}, Left: []int{0, 1, 2, 3},
		Notes: []string{"`--fidelity native` uses these, where all are such."}}
	for _, r := range p.recognised() {
		models.Rows = append(models.Rows, []string{r.Model, r.NEST, r.Class, r.Why})
	}
	rows := p.translations()
	table := gen.Table{Title: "Parameters", Rows: [][]string{{"model", "NEST", "name", "value", "unit", "from"}}, Left: []int{0, 1, 2, 4, 5}}
	for _, t := range rows {
		table.Rows = append(table.Rows, []string{t.Model, t.NEST, t.Name, t.Value, t.Unit, t.From})
	}
	return &gen.Fit{Tables: []gen.Table{models, table}, Data: struct {
		Models     []Recognised  `json:"models"`
		Parameters []Translation `json:"parameters"`
	}{p.recognised(), rows}}, list, nil
}

// readmeView is what README.md beside the script is made of.
type readmeView struct {
	Header, Title, Class string
	Drawn                bool   // NEST draws the network
	Models, Parameters   string // tables
}

func (p *plan) readme(o gen.Options) (*readmeView, error) {
	s := p.study
	r := &readmeView{Header: gen.Header("", s), Title: gen.Title(s), Class: tolerance}
	if p.identical() {
		r.Class = identical
	}
	r.Drawn = o.Network == gen.Native
	models := [][]string{{"model", "NEST", "class"}}
	for _, x := range p.recognised() {
		models = append(models, []string{x.Model, "`" + x.NEST + "`", x.Class})
	}
	parameters := [][]string{{"model", "NEST", "name", "value", "unit", "from"}}
	for _, t := range p.translations() {
		parameters = append(parameters, []string{t.Model, "`" + t.NEST + "`", t.Name, t.Value, t.Unit, "`" + t.From + "`"})
	}
	r.Models, r.Parameters = markdown(models), markdown(parameters)
	return r, nil
}

// markdown writes rows as a table, the first as its head.
func markdown(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		for k := range row {
			row[k] = strings.ReplaceAll(gen.OneLine(row[k]), "|", "\\|")
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
