package cli

import (
	"strings"

	"github.com/nngen/nngen/runtime/program"
)

// qualify calls what belongs to a port by its whole name: in the lines of a neuron,
// where synapses speak of their own g and tau, exc.g and exc.tau.
func (n *neuron) qualify(p *program.Program) {
	known := map[string]bool{}
	for _, q := range p.Quantities {
		known[q.Name] = true
	}
	for _, s := range p.States {
		known[s.Name] = true
	}
	for _, o := range p.Observe {
		known[o.Name] = true
	}
	line := func(text string) string {
		for _, port := range p.Ports {
			if strings.HasPrefix(text, port.Name+".") || strings.HasPrefix(text, port.Name+" = ") || strings.HasPrefix(text, "on spike from "+port.Name+" ") {
				return qualified(text, port.Name, known)
			}
		}
		return text
	}
	equations := make([]string, len(n.Equations)) // the program keeps its own
	for i, e := range n.Equations {
		equations[i] = line(e)
	}
	definitions := make([]string, len(n.Definitions))
	for i, e := range n.Definitions {
		definitions[i] = line(e)
	}
	n.Equations, n.Definitions = equations, definitions
}

// qualified puts the port before every name of text that is one of the port's.
func qualified(text, port string, known map[string]bool) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if !letter(text[i]) {
			b.WriteByte(text[i])
			i++
			continue
		}
		j := i
		for j < len(text) && (letter(text[j]) || digit(text[j]) || text[j] == '.' || text[j] == '[' && j > i && strings.IndexByte(text[j:], ']') > 1) {
			if text[j] == '[' {
				j += strings.IndexByte(text[j:], ']')
			}
			j++
		}
		name := text[i:j]
		after := i > 0 && (text[i-1] == '.' || digit(text[i-1]))
		if !after && known[port+"."+name] && name != port {
			b.WriteString(port + ".")
		}
		b.WriteString(name)
		i = j
	}
	return b.String()
}
