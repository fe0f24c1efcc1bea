package proof

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/program"
)

// declaration finds what a file of the library defines.
var declaration = regexp.MustCompile(`(?m)^(neuron|plasticity|source|synapse) (\w+)`)

// library makes a model of everything that the standard library defines: a neuron
// with Poisson input at its ports, a rule of plasticity on connections that hear both
// sides, a synapse in a neuron, a source that drives neurons.
func library() ([]Subject, error) {
	var list []Subject
	for _, path := range std.Names() {
		_, text, _ := std.Lookup(path)
		prefix := strings.ReplaceAll(strings.TrimPrefix(path, "std/"), "/", ".")
		for _, m := range declaration.FindAllStringSubmatch(string(text), -1) {
			kind, name := m[1], m[2]
			make := map[string]func(path, name string) (string, error){"neuron": neuronModel, "plasticity": ruleModel, "source": sourceModel, "synapse": synapseModel}[kind]
			model, err := make(path, name)
			if err != nil {
				return nil, fmt.Errorf("the %s %s of %s: %w", kind, name, path, err)
			}
			list = append(list, Subject{Group: "std", Name: prefix + "." + name, Text: model})
		}
	}
	return list, nil
}

// compile compiles one experiment.
func compile(text string) (*ir.Study, error) {
	stages, list := pipeline.Parse("library.nn", text).Compile(lower.Options{})
	if list.HasErrors() {
		return nil, fmt.Errorf("%s in\n%s", list[0].Message, text)
	}
	return stages.Study, nil
}

// strength is a weight that makes neurons fire, by the unit of a port, for the first
// port of a neuron, which excites; others, many of which inhibit, get a twentieth.
var strength = map[string]float64{"pA": 1500, "nS": 60, "mV": 3, "1": 1, "pA/ms": 300, "nS/ms": 15}

// small is the share of that which a neuron of so little capacitance takes: one whose
// equations are per pF.
func small(p *program.Program) float64 {
	for _, q := range p.Quantities {
		if q.Name == "C_m" && q.Unit == "pF" && q.Value < 10 {
			return q.Value / 100
		}
	}
	return 1
}

// weighed is a weight for the port of number k with its unit, "" where none is known.
func weighed(unit string, k int, share float64) string {
	w := strength[unit] * share
	if k > 0 {
		w /= 20
	}
	if w == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%g %s", w, strings.TrimPrefix(unit, "1")))
}

func neuronModel(path, name string) (string, error) {
	imports, attached := fmt.Sprintf("import %q\n", path), ""
	model := func(rest string) string {
		return fmt.Sprintf("%snetwork library {\n    population p[2] = %s()%s\n    population drive[2] = poisson(rate = 1200 Hz)\n%s    record spikes of p\n}\nexperiment default { step 0.05 ms; seed 7; run 60 ms }\n", imports, name, attached, rest)
	}
	s, err := compile(model(""))
	if err != nil {
		return "", err
	}
	if len(s.Network.Populations[0].Program.Ports) == 0 { // a neuron whose receptors a population attaches
		imports, attached = imports+"import \"std/synapses\"\n", " { synapse syn = exp_current() }"
		if s, err = compile(model("")); err != nil {
			return "", err
		}
	}
	var rest strings.Builder
	p := s.Network.Populations[0].Program
	for k, port := range p.Ports {
		if w := weighed(port.Unit, k, small(p)); w != "" && !port.Continuous {
			fmt.Fprintf(&rest, "    connect drive -> p.%s by one_to_one() { weight = %s; delay = 0.5 ms }\n", port.Name, w)
		}
	}
	if len(p.States) > 0 {
		fmt.Fprintf(&rest, "    record %s of p\n", p.States[0].Name)
	}
	return model(rest.String()), nil
}

// host is a neuron with a synapse; v is what it calls its membrane potential, and s is
// a trace of its spikes, which graded synapses read. What synapses put out is a current
// or, where there is no capacitance, a potential.
func host(synapse, v string, current bool) string {
	parameters, drive := "C_m = 250 pF, I_e = 300 pA", "(I_e + syn)/C_m"
	if !current {
		parameters, drive = "I_e = 12 mV\n    let m = 0.5", "(I_e + syn)/tau_m"
	}
	return strings.NewReplacer("@", v, "SYNAPSE", synapse, "PARAMETERS", parameters, "DRIVE", drive).Replace(`neuron Host {
    param tau_m = 10 ms, E_L = -65 mV, PARAMETERS
    synapse syn = SYNAPSE()
    state @ = E_L, s = 0
    @' = (E_L - @)/tau_m + DRIVE
    s' = -s/(20 ms)
    on @ >= -54 mV { spike; @ = -65 mV; s += 1; hold @ for 2 ms }
}
`)
}

func synapseModel(path, name string) (string, error) {
	var failed error
	for _, way := range []struct {
		v       string
		current bool
	}{{"V", true}, {"v", true}, {"V", false}} { // PyNN's names are small
		v := way.v
		model := func(rest string) string {
			return fmt.Sprintf("import %q\n%snetwork library {\n    population p[3] = Host() { init %s = uniform(-65 mV, -55 mV) }\n    population drive[3] = poisson(rate = 1200 Hz)\n%s    record spikes of p\n    record %s of p\n}\nexperiment default { step 0.05 ms; seed 7; run 60 ms }\n", path, host(name, v, way.current), v, rest, v)
		}
		s, err := compile(model(""))
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		port := s.Network.Populations[0].Program.Ports[0]
		connect := fmt.Sprintf("    connect drive -> p.syn by one_to_one() { weight = %s; delay = 0.5 ms }\n", weighed(port.Unit, 0, 1))
		if port.Continuous {
			connect = fmt.Sprintf("    connect p -> p.syn by all_to_all(self = false) { weight = %s; delay = 0.5 ms }\n", weighed(port.Unit, 1, 1))
		}
		return model(connect), nil
	}
	return "", failed
}

// given are parameters of sources that make them fire within a short run.
var given = map[string]string{
	"SpikeSourcePoisson":           "rate = 300 Hz",
	"SpikeSourcePoissonRefractory": "rate = 200 Hz, tau_refrac = 2 ms",
	"SpikeSourceGamma":             "alpha = 3, beta = 900 Hz",
	"SpikeSourceInhGamma":          "a = [2, 4], b = [2 ms, 1 ms], tbins = [0 ms, 40 ms]",
	"SpikeSourceArray":             "spike_times = [3 ms, 3.1 ms, 10 ms, 40 ms]",
}

func sourceModel(path, name string) (string, error) {
	return fmt.Sprintf(`import "std/neurons"
import %q
network library {
    population s[4] = %s(%s)
    population p[4] = LIF_exp()
    connect s -> p.exc by all_to_all() { weight = 600 pA; delay = 0.5 ms }
    record spikes of s + p
    record V of p[0]
}
experiment default { step 0.1 ms; seed 7; run 100 ms }
`, path, name, given[name]), nil
}

// missing is what the compiler says of a parameter without a value.
var missing = regexp.MustCompile(`needs a value for (\w+)`)

// ruleModel connects neurons by a rule, with a modulator at each of its ports.
func ruleModel(path, name string) (string, error) {
	model := func(values, rest string) string {
		return fmt.Sprintf("import \"std/neurons\"\nimport %q\nneuron Target extends LIF_exp { let V_m = V }\nnetwork library {\n"+
			"    population e[4] = Target() { init V = -60 mV }\n    population drive[4] = poisson(rate = 9 kHz)\n    population other = poisson(rate = 60 Hz)\n"+
			"    connect drive -> e.exc by one_to_one() { weight = 34 pA; delay = 0.1 ms }\n"+
			"    connect r = e -> e.exc by all_to_all(self = false) { weight = 20 pA; delay = 1.2 ms; plasticity = %s(%s) }\n%s    record spikes of e\n}\nexperiment default { step 0.1 ms; seed 7; run 100 ms }\n",
			path, name, values, rest)
	}
	values := ""
	var s *ir.Study
	for s == nil {
		stages, list := pipeline.Parse("library.nn", model(values, "")).Compile(lower.Options{})
		s = stages.Study
		named := map[string]bool{}
		for _, d := range list {
			if m := missing.FindStringSubmatch(d.Message); m != nil && !named[m[1]] {
				named[m[1]] = true
				values = strings.TrimPrefix(values+fmt.Sprintf(", %s = %s", m[1], weightOf(m[1])), ", ")
			}
		}
		if s == nil && len(named) == 0 {
			return "", fmt.Errorf("%s in\n%s", list[0].Message, model(values, ""))
		}
	}
	var rest strings.Builder
	rule := s.Network.Projections[1].Plasticity
	fmt.Fprintf(&rest, "    record %s of r every 5 ms\n", rule.States[rule.Weight].Name)
	for _, m := range rule.Modulators {
		unit := strings.TrimSuffix(" "+m.Unit, " 1")
		fmt.Fprintf(&rest, "    connect other -> r.%s by all_to_all() { weight = 0.1%s; delay = 1 ms }\n", m.Name, unit)
	}
	return model(values, rest.String()), nil
}

// weightOf is a value for a parameter of a rule that has none: they all are weights.
func weightOf(name string) string {
	switch {
	case strings.HasSuffix(name, "min"):
		return "0 pA"
	case strings.HasPrefix(strings.ToLower(name), "w"):
		return "60 pA"
	}
	return "2 pA"
}
