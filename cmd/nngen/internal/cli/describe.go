package cli

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

func (a *app) describe() *cobra.Command {
	var c choice
	var asJSON, markdown, page bool
	cmd := &cobra.Command{
		Use:   "describe MODEL",
		Short: "print equations, methods, populations and connections of a model",
		Args:  one,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := a.load(args[0])
			if err != nil {
				return err
			}
			s, err := a.compile(m, &c)
			if err != nil {
				return err
			}
			d := describeStudy(s.Study)
			if asJSON {
				e := json.NewEncoder(a.Out)
				e.SetIndent("", "  ")
				return e.Encode(d)
			}
			switch {
			case markdown:
				fmt.Fprint(a.Out, d.markdown())
			case page:
				fmt.Fprint(a.Out, d.html())
			default:
				fmt.Fprint(a.Out, d.text())
			}
			return nil
		},
	}
	c.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print the tables of Nordlie et al. (2009) in Markdown")
	cmd.Flags().BoolVar(&page, "html", false, "print the same tables as a page of HTML, with equations as in print")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown", "html")
	return cmd
}

// description is what `nngen describe` says.
type description struct {
	Model       string       `json:"model"`
	Doc         string       `json:"doc,omitempty"`
	Neurons     []neuron     `json:"neurons"`
	Rules       []plasticity `json:"plasticity,omitempty"`
	Populations []population `json:"populations"`
	Projections []projection `json:"projections"`
	Currents    []string     `json:"currents,omitempty"`
	Records     []string     `json:"records"`
	Settings    []string     `json:"settings,omitempty"`
	Experiment  string       `json:"experiment"`
	StepMS      float64      `json:"step_ms"`
	DurationMS  float64      `json:"duration_ms"`
	Seed        uint64       `json:"seed"`
	Segments    int          `json:"segments"`
	Synapses    int64        `json:"synapses_estimated"`
	Bytes       int64        `json:"bytes_estimated"`
}

type neuron struct {
	Name      string   `json:"name"`
	Doc       string   `json:"doc,omitempty"`
	Equations []string `json:"equations"`
	// Definitions are named expressions and outputs of ports.
	Definitions []string    `json:"definitions,omitempty"`
	Method      string      `json:"method"`
	Why         string      `json:"why"`
	Parameters  []parameter `json:"parameters"`
	Inputs      []string    `json:"inputs,omitempty"`
	Ports       []string    `json:"ports"`
	Lumped      []string    `json:"lumped,omitempty"`
	Recordable  []string    `json:"recordable"`
}

type parameter struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value *amount `json:"value"` // null: differs per neuron
	Doc   string  `json:"doc,omitempty"`
	// perConnection says that without a value it differs per connection.
	perConnection bool
}

// amount is a number, which in JSON is a text where it is infinite.
type amount float64

func (x amount) MarshalJSON() ([]byte, error) {
	if math.IsInf(float64(x), 0) {
		return json.Marshal(x.String())
	}
	return json.Marshal(float64(x))
}

// String is the number as models write it.
func (x amount) String() string {
	return strings.TrimPrefix(strings.ToLower(fmt.Sprint(float64(x))), "+")
}

type plasticity struct {
	Name       string      `json:"name"`
	Doc        string      `json:"doc,omitempty"`
	Equations  []string    `json:"equations"`
	Parameters []parameter `json:"parameters"`
	Recordable []string    `json:"recordable"`
}

type population struct {
	Name string `json:"name"`
	Size int    `json:"size"`
	Kind string `json:"kind"`
	// Parameters are those that differ per element, Initial what states begin with
	// unless it is 0, both as texts.
	Parameters []string `json:"parameters,omitempty"`
	Initial    []string `json:"initial,omitempty"`
	Places     string   `json:"places,omitempty"`
}

type projection struct {
	Name    string `json:"name"`
	Sources string `json:"from"`
	Targets string `json:"to"`
	Pre     int    `json:"sources"`
	Post    int    `json:"targets"`
	Rule    string `json:"rule"`
	Weight  string `json:"weight"`
	Delay   string `json:"delay"`
	// Axonal is the part of the delay before the connection; Delay is then the rest.
	Axonal string `json:"axonal_delay,omitempty"`
	// Plasticity is the name of the rule, "" for static connections, with parameters
	// that differ per connection.
	Plasticity string `json:"plasticity,omitempty"`
}

func describeStudy(s *ir.Study) description {
	d := description{Model: s.Name, Doc: s.Doc, Experiment: s.Timeline.Name, StepMS: s.Timeline.Step, Seed: s.Timeline.Seed, Segments: max(1, s.Timeline.Count)}
	for _, seg := range s.Timeline.Segments {
		d.DurationMS += float64(seg.Steps) * s.Timeline.Step
	}
	d.Synapses, d.Bytes = network.Estimate(s.Network)
	for _, p := range s.Programs {
		n := neuron{Name: p.Name, Doc: p.Doc, Equations: p.Equations, Definitions: p.Definitions, Method: p.Method, Why: p.Why}
		n.qualify(p)
		n.Parameters = parameters(p.Quantities)
		for _, in := range p.Inputs {
			n.Inputs = append(n.Inputs, in.Name+" : "+in.Unit)
		}
		n.Lumped = p.Lumped
		for _, port := range p.Ports {
			text := port.Name + " : " + port.Unit
			if port.Continuous {
				text += " (continuous"
				if len(port.Sources) > 0 {
					text += ", reads " + strings.Join(port.Sources, " and ") + " of its senders"
				}
				text += ")"
			}
			n.Ports = append(n.Ports, text)
		}
		for _, o := range p.Observe {
			n.Recordable = append(n.Recordable, o.Name+" : "+o.Unit)
		}
		d.Neurons = append(d.Neurons, n)
	}
	for _, r := range s.Rules {
		x := plasticity{Name: r.Name, Doc: r.Doc, Equations: r.Equations, Parameters: parameters(r.Quantities)}
		for i := range x.Parameters {
			x.Parameters[i].perConnection = true
		}
		for _, o := range r.Observe {
			x.Recordable = append(x.Recordable, o.Name+" : "+o.Unit)
		}
		if !slices.ContainsFunc(d.Rules, func(y plasticity) bool { return reflect.DeepEqual(x, y) }) {
			d.Rules = append(d.Rules, x)
		}
	}
	for i := range s.Network.Populations {
		d.Populations = append(d.Populations, describePopulation(&s.Network.Populations[i]))
	}
	d.Currents = currents(s.Network)
	for i := range s.Network.Projections {
		d.Projections = append(d.Projections, describeProjection(s.Network, &s.Network.Projections[i]))
	}
	for _, m := range s.Network.Modulations {
		of := s.Network.Projections[m.Of]
		d.Projections = append(d.Projections, projection{Name: m.Name, Sources: ir.ViewText(s.Network, m.Pre), Targets: of.Name + "." + m.Modulator, Pre: m.Pre.Len(), Post: 1,
			Rule: "all_to_all, modulates " + of.Name, Weight: ir.ValueIn(m.Weight, "1"), Delay: ir.ValueIn(m.Delay, "ms")})
	}
	for _, r := range s.Records {
		what, every := r.Variable, fmt.Sprintf(" every %v ms", float64(r.Every)*s.Timeline.Step)
		if r.Observable == ir.Spikes {
			what, every = "spikes", ""
		}
		pop := s.Network.Populations[r.Population]
		d.Records = append(d.Records, fmt.Sprintf("%s of %s of %s%s", what, share(len(r.Elements), pop.N), pop.Name, every))
	}
	for _, r := range s.Weights {
		which := "all"
		if len(r.Only) > 0 {
			which = "some"
		}
		d.Records = append(d.Records, fmt.Sprintf("%s of %s connections of %s every %v ms", r.Variable, which, s.Network.Projections[r.Projection].Name, float64(r.Every)*s.Timeline.Step))
	}
	for _, a := range s.Timeline.Segments[0].Actions {
		d.Settings = append(d.Settings, fmt.Sprintf("%s = %s from %s on", a.Path, a.Text, lasting(float64(a.Step)*s.Timeline.Step)))
	}
	return d
}

// parameters are the quantities that the model gives.
func parameters(list []program.Quantity) []parameter {
	var given []parameter
	for _, q := range list {
		if q.Derived {
			continue
		}
		x := parameter{Name: q.Name, Unit: q.Unit, Doc: q.Doc}
		if q.Binding == program.Literal {
			v := amount(q.Value)
			x.Value = &v
		}
		given = append(given, x)
	}
	return given
}

// line is a parameter as text.
func (p parameter) line() string {
	if p.Value != nil {
		return p.Name + " = " + ir.WithUnit(fmt.Sprint(*p.Value), p.Unit)
	}
	text := p.Name + " differs per " + p.among()
	if p.Unit != "1" {
		text += ", in " + p.Unit
	}
	return text
}

// among says of what a parameter without a value is one.
func (p parameter) among() string {
	if p.perConnection {
		return "connection"
	}
	return "neuron"
}

// lasting is a time for people.
func lasting(ms float64) string {
	if ms >= 10_000 {
		return fmt.Sprint(ms/1000) + " s"
	}
	return fmt.Sprint(ms) + " ms"
}

// parameterLines are parameters with what they mean, in one column.
func parameterLines(list []parameter) []string {
	width := 0
	for _, p := range list {
		width = max(width, len(p.line()))
	}
	var lines []string
	for _, p := range list {
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%-*s  %s", width, p.line(), p.Doc), " "))
	}
	return lines
}

// delays are both parts of the delay, axonal first.
func (p projection) delays() string {
	if p.Axonal == "" {
		return p.Delay
	}
	return p.Axonal + " (axonal) + " + p.Delay
}

// most is how many currents, records or settings the text of a description lists.
const most = 20

// protocol is the experiment in a line.
func (d description) protocol() string {
	text := fmt.Sprintf("%s: %s in steps of %v ms, seed %d", d.Experiment, lasting(d.DurationMS), d.StepMS, d.Seed)
	if d.Segments > 1 {
		text += fmt.Sprintf(", the first of %d segments", d.Segments)
	}
	return text
}

func (d description) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", d.Model)
	if d.Doc != "" {
		fmt.Fprintf(&b, "%s\n", d.Doc)
	}
	for _, n := range d.Neurons {
		fmt.Fprintf(&b, "\nneuron %s, method %s, %s\n", n.Name, n.Method, because(n.Why))
		for _, e := range append(slices.Clip(n.Equations), n.Definitions...) {
			fmt.Fprintf(&b, "  %s\n", e)
		}
		for _, p := range parameterLines(n.Parameters) {
			fmt.Fprintf(&b, "  %s\n", p)
		}
		if len(n.Inputs) > 0 {
			fmt.Fprintf(&b, "  inputs: %s\n", strings.Join(n.Inputs, ", "))
		}
		fmt.Fprintf(&b, "  ports: %s\n  recordable: %s\n", orNone(n.Ports), orNone(n.Recordable))
		for _, text := range n.Lumped {
			fmt.Fprintf(&b, "  %s\n", text)
		}
	}
	for _, r := range d.Rules {
		fmt.Fprintf(&b, "\nplasticity %s\n", r.Name)
		for _, e := range r.Equations {
			fmt.Fprintf(&b, "  %s\n", e)
		}
		for _, p := range parameterLines(r.Parameters) {
			fmt.Fprintf(&b, "  %s\n", p)
		}
		fmt.Fprintf(&b, "  recordable: %s\n", strings.Join(r.Recordable, ", "))
	}
	b.WriteString("\npopulations\n")
	for _, p := range d.Populations {
		fmt.Fprintf(&b, "  %s[%d] = %s\n", p.Name, p.Size, p.Kind)
		for _, x := range p.Parameters {
			fmt.Fprintf(&b, "    %s\n", x)
		}
		for _, x := range p.Initial {
			fmt.Fprintf(&b, "    init %s\n", x)
		}
		if p.Places != "" {
			fmt.Fprintf(&b, "    at %s\n", p.Places)
		}
	}
	if len(d.Projections) > 0 {
		b.WriteString("projections\n")
	}
	for _, p := range d.Projections {
		fmt.Fprintf(&b, "  %s: %d -> %d by %s; weight %s; delay %s", p.Name, p.Pre, p.Post, p.Rule, p.Weight, p.delays())
		if p.Plasticity != "" {
			fmt.Fprintf(&b, "; plasticity %s", p.Plasticity)
		}
		b.WriteString("\n")
	}
	for _, section := range []struct {
		title string
		lines []string
	}{{"currents", d.Currents}, {"records", d.Records}, {"settings", d.Settings}} {
		if len(section.lines) > 0 {
			b.WriteString(section.title + "\n")
		}
		for k, x := range section.lines {
			if k == most {
				fmt.Fprintf(&b, "  … %d more\n", len(section.lines)-k)
				break
			}
			fmt.Fprintf(&b, "  %s\n", x)
		}
	}
	fmt.Fprintf(&b, "experiment %s\nabout %d synapses, about %d MB\n", d.protocol(), d.Synapses, max(1, d.Bytes>>20))
	return b.String()
}
