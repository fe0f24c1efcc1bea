package proof

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/program"
)

// declaration finds the neurons and rules of a file of the library.
var declaration = regexp.MustCompile(`(?m)^(neuron|plasticity) (\w+)`)

// library makes two models of every file of the standard library: one with all its
// neurons, each with Poisson input at all of its ports, and one in which
// connections have all its plasticity rules.
func library() ([]Subject, error) {
	var list []Subject
	for _, path := range std.Names() {
		_, text, _ := std.Lookup(path)
		var neurons, rules []string
		for _, m := range declaration.FindAllStringSubmatch(string(text), -1) {
			if m[1] == "neuron" {
				neurons = append(neurons, m[2])
			} else {
				rules = append(rules, m[2])
			}
		}
		name := strings.ReplaceAll(strings.TrimPrefix(path, "std/"), "/", "_")
		for _, part := range []struct {
			kind  string
			names []string
			make  func(path, name string, names []string) (string, error)
		}{{"neurons", neurons, allNeurons}, {"rules", rules, allRules}} {
			if len(part.names) == 0 {
				continue
			}
			model, err := part.make(path, name, part.names)
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", part.kind, path, err)
			}
			list = append(list, Subject{Group: "library", Name: name + "_" + part.kind, Text: model})
		}
	}
	return list, nil
}

// compile compiles one experiment.
func compile(name, text string) (*ir.Study, error) {
	stages, list := pipeline.Parse(name+".nn", text).Compile(lower.Options{})
	if list.HasErrors() {
		return nil, fmt.Errorf("%s in\n%s", list[0].Message, text)
	}
	return stages.Study, nil
}

// strength is a weight that makes neurons fire, by the unit of a port, for the first
// port of a neuron, which excites; others, many of which inhibit, get a twentieth.
var strength = map[string]float64{"pA": 1500, "nS": 60, "mV": 3, "1": 1, "pA/ms": 300, "nS/ms": 15}

func allNeurons(path, name string, neurons []string) (string, error) {
	var populations, rest strings.Builder
	for i, n := range neurons {
		fmt.Fprintf(&populations, "    population p%d[2] = %s()\n", i, n)
	}
	model := func() string {
		return fmt.Sprintf("import %q\nnetwork library {\n%s    population drive[2] = poisson(rate = 1200 Hz)\n%s}\nexperiment default { step 0.05 ms; seed 7; run 60 ms }\n", path, &populations, &rest)
	}
	rest.WriteString("    record spikes of p0\n")
	s, err := compile(name, model())
	if err != nil {
		return "", err
	}
	rest.Reset()
	for i := range neurons {
		p := s.Network.Populations[i].Program
		fmt.Fprintf(&rest, "    record spikes of p%d\n", i)
		for k, port := range p.Ports {
			weight := strength[port.Unit]
			if k > 0 {
				weight /= 20
			}
			if weight > 0 && !port.Continuous {
				fmt.Fprintf(&rest, "    connect drive -> p%d.%s by one_to_one() { weight = %g %s; delay = 0.5 ms }\n", i, port.Name, weight, strings.TrimPrefix(port.Unit, "1"))
			}
		}
		if len(p.States) > 0 {
			fmt.Fprintf(&rest, "    record %s of p%d[0]\n", p.States[0].Name, i)
		}
	}
	return model(), nil
}

// missing is what the compiler says of a parameter without a value.
var missing = regexp.MustCompile(`needs a value for (\w+)`)

func allRules(path, name string, rules []string) (string, error) {
	model := func(connections, records string) string {
		return fmt.Sprintf("import \"std/neurons\"\nimport %q\nneuron Target extends LIF_exp { let V_m = V }\nnetwork library {\n"+
			"    population e[4] = Target() { init V = -60 mV }\n    population drive[4] = poisson(rate = 9 kHz)\n    population other = poisson(rate = 60 Hz)\n"+
			"    connect drive -> e.exc by one_to_one() { weight = 34 pA; delay = 0.1 ms }\n%s    record spikes of e\n%s}\nexperiment default { step 0.1 ms; seed 7; run 100 ms }\n",
			path, connections, records)
	}
	var connections, records strings.Builder
	for i, r := range rules {
		given := ""
		for tries := 0; ; tries++ {
			c := fmt.Sprintf("    connect r%d = e -> e.exc by all_to_all(self = false) { weight = 20 pA; delay = %.1f ms; plasticity = %s(%s) }\n", i, 1+0.1*float64(i), r, given)
			stages, list := pipeline.Parse(name+".nn", model(c, "")).Compile(lower.Options{})
			if stages.Study != nil {
				connections.WriteString(c)
				records.WriteString(aboutRule(stages.Study.Network.Projections[1].Plasticity, i))
				break
			}
			names := map[string]bool{}
			for _, d := range list {
				if m := missing.FindStringSubmatch(d.Message); m != nil && !names[m[1]] {
					names[m[1]] = true
					given = strings.TrimPrefix(given+fmt.Sprintf(", %s = %s", m[1], weightOf(m[1])), ", ")
				}
			}
			if len(names) == 0 || tries > 1 {
				return "", fmt.Errorf("%s: %s", r, list[0].Message)
			}
		}
	}
	text := model(connections.String(), records.String())
	_, err := compile(name, text)
	return text, err
}

// aboutRule records the weights of connections with a rule, and modulates them if it
// hears modulators.
func aboutRule(rule *program.Plasticity, i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "    record %s of r%d every 5 ms\n", rule.States[rule.Weight].Name, i)
	for _, m := range rule.Modulators {
		unit := strings.TrimSuffix(" "+m.Unit, " 1")
		fmt.Fprintf(&b, "    connect other -> r%d.%s by all_to_all() { weight = 0.1%s; delay = 1 ms }\n", i, m.Name, unit)
	}
	return b.String()
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
