package cli

import (
	"fmt"
	"slices"
	"strings"
)

// block is a part of the description of a model as a document: one of its fields
// is set.
type block struct {
	title     string     // of a section
	text      string     // a paragraph
	equations []string   // one a line, in the words of the model
	table     [][]string // the first row is the head
	list      []string
}

// document is a model in the tables that Nordlie, Gewaltig & Plesser (2009,
// doi:10.1371/journal.pcbi.1000456) propose for the description of network models.
func (d description) document() []block {
	var out []block
	add := func(b block) { out = append(out, b) }
	if d.Doc != "" {
		add(block{text: d.Doc})
	}
	add(block{title: "Model summary"})
	add(block{table: d.summary()})
	add(block{title: "Populations"})
	rows := [][]string{{"name", "elements", "size", "parameters per element", "initial values", "places"}}
	for _, p := range d.Populations {
		rows = append(rows, []string{p.Name, p.Kind, fmt.Sprint(p.Size), strings.Join(p.Parameters, "; "), strings.Join(p.Initial, "; "), p.Places})
	}
	add(block{table: filled(rows)})
	add(block{title: "Connectivity"})
	rows = [][]string{{"name", "sources", "targets", "pattern", "weight", "delay", "plasticity"}}
	for _, p := range d.Projections {
		rows = append(rows, []string{p.Name, counted(p.Sources, p.Pre), counted(p.Targets, p.Post), p.Rule, p.Weight, p.delays(), p.Plasticity})
	}
	if len(rows) > 1 {
		add(block{table: filled(rows)})
	} else {
		add(block{text: "None."})
	}
	for _, n := range d.Neurons {
		add(block{title: "Neuron model " + n.Name})
		out = append(out, model(n.Doc, append(slices.Clip(n.Equations), n.Definitions...), n.Parameters)...)
		for _, text := range n.Lumped {
			add(block{text: strings.ToUpper(text[:1]) + text[1:] + "."})
		}
		text := fmt.Sprintf("Integrated by the method %s, %s. Ports: %s.", n.Method, because(n.Why), orNone(n.Ports))
		if len(n.Inputs) > 0 {
			text += " Inputs: " + strings.Join(n.Inputs, ", ") + "."
		}
		add(block{text: text})
	}
	for _, r := range d.Rules {
		add(block{title: "Plasticity " + r.Name})
		out = append(out, model(r.Doc, r.Equations, r.Parameters)...)
	}
	if len(d.Currents) > 0 {
		add(block{title: "Input"})
		add(block{list: d.Currents})
	}
	if len(d.Settings) > 0 {
		add(block{title: "Settings during the run"})
		add(block{list: d.Settings})
	}
	add(block{title: "Measurements"})
	if len(d.Records) == 0 {
		add(block{text: "None."})
	} else {
		add(block{list: d.Records})
	}
	return out
}

// summary are the rows of the first table.
func (d description) summary() [][]string {
	var populations, neurons, rules []string
	for _, p := range d.Populations {
		populations = append(populations, p.Name)
	}
	for _, n := range d.Neurons {
		neurons = append(neurons, n.Name)
	}
	for _, r := range d.Rules {
		if !slices.Contains(rules, r.Name) {
			rules = append(rules, r.Name)
		}
	}
	return [][]string{
		{"", ""},
		{"populations", orNone(populations)},
		{"neuron models", orNone(neurons)},
		{"synapses", fmt.Sprintf("about %d in %d projections", d.Synapses, len(d.Projections))},
		{"plasticity", orNone(rules)},
		{"experiment", d.protocol()},
	}
}

// model are the equations and parameters of a neuron or rule.
func model(doc string, equations []string, list []parameter) []block {
	var out []block
	if doc != "" {
		out = append(out, block{text: doc})
	}
	if len(equations) > 0 {
		out = append(out, block{equations: equations})
	}
	if len(list) == 0 {
		return out
	}
	rows := [][]string{{"parameter", "value", "unit", "meaning"}}
	for _, p := range list {
		value := "differs per " + p.among()
		if p.Value != nil {
			value = fmt.Sprint(*p.Value)
		}
		rows = append(rows, []string{p.Name, value, p.Unit, p.Doc})
	}
	return append(out, block{table: rows})
}

// filled is a table without the columns that are empty in all rows but the head.
func filled(rows [][]string) [][]string {
	var out [][]string
	for _, row := range rows {
		var kept []string
		for k, cell := range row {
			if k == 0 || slices.ContainsFunc(rows[1:], func(r []string) bool { return r[k] != "" }) {
				kept = append(kept, cell)
			}
		}
		out = append(out, kept)
	}
	return out
}

// counted is what a projection joins, and how many elements that is.
func counted(view string, n int) string { return fmt.Sprintf("%s (%d)", view, n) }

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
