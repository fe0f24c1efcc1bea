package cli

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/report"
)

// markdown writes the tables that Nordlie, Gewaltig & Plesser (2009,
// doi:10.1371/journal.pcbi.1000456) propose for the description of network models.
func (d description) markdown() string {
	var b strings.Builder
	section := func(title string) { fmt.Fprintf(&b, "\n## %s\n\n", title) }
	fmt.Fprintf(&b, "# %s\n", d.Model)
	if d.Doc != "" {
		fmt.Fprintf(&b, "\n%s\n", d.Doc)
	}
	section("Model summary")
	b.WriteString(report.Markdown(d.summary()))
	section("Populations")
	rows := [][]string{{"name", "elements", "size"}}
	for _, p := range d.Populations {
		rows = append(rows, []string{p.Name, p.Kind, fmt.Sprint(p.Size)})
	}
	b.WriteString(report.Markdown(rows))
	section("Connectivity")
	rows = [][]string{{"name", "sources", "targets", "pattern", "weight", "delay (ms)", "plasticity"}}
	for _, p := range d.Projections {
		rows = append(rows, []string{p.Name, fmt.Sprint(p.Pre), fmt.Sprint(p.Post), p.Rule, p.Weight, p.delays(), p.Plasticity})
	}
	b.WriteString(report.Markdown(rows))
	for _, n := range d.Neurons {
		section("Neuron model " + n.Name)
		model(&b, n.Doc, n.Equations, n.Parameters)
		fmt.Fprintf(&b, "\nIntegrated by the method %s, because %s. Ports: %s.\n", n.Method, n.Why, orNone(n.Ports))
	}
	for _, r := range d.Rules {
		section("Plasticity " + r.Name)
		model(&b, r.Doc, r.Equations, r.Parameters)
	}
	section("Measurements")
	for _, r := range d.Records {
		fmt.Fprintf(&b, "- %s\n", r)
	}
	if len(d.Records) == 0 {
		b.WriteString("None.\n")
	}
	return b.String()
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
		rules = append(rules, r.Name)
	}
	return [][]string{
		{"", ""},
		{"populations", orNone(populations)},
		{"neuron models", orNone(neurons)},
		{"synapses", fmt.Sprintf("about %d in %d projections", d.Synapses, len(d.Projections))},
		{"plasticity", orNone(rules)},
		{"experiment", fmt.Sprintf("%s: %v ms in steps of %v ms, seed %d", d.Experiment, d.DurationMS, d.StepMS, d.Seed)},
	}
}

// model writes equations and parameters.
func model(b *strings.Builder, doc string, equations []string, list []parameter) {
	if doc != "" {
		fmt.Fprintf(b, "%s\n\n", doc)
	}
	for _, e := range equations {
		fmt.Fprintf(b, "    %s\n", e)
	}
	if len(list) == 0 {
		return
	}
	b.WriteString("\n")
	rows := [][]string{{"parameter", "value", "unit", "meaning"}}
	for _, p := range list {
		value := "differs"
		if p.Value != nil {
			value = fmt.Sprint(*p.Value)
		}
		rows = append(rows, []string{p.Name, value, p.Unit, p.Doc})
	}
	b.WriteString(report.Markdown(rows))
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
