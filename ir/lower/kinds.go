package lower

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/ir"
)

// instance makes the dynamics of a kind with arguments and synapses attached to
// it, or finds those that another population made of the same ones. It returns
// -1 after mistakes.
func (w *wiring) instance(decl *ast.Neuron, args map[string]*argument, live []string, more []attachment) int {
	var key strings.Builder
	key.WriteString(decl.Name.Text)
	for _, a := range sortedArgs(args) {
		if !a.arg.value.ok() {
			a.arg.used = true
		} else {
			fmt.Fprintf(&key, "\x00%s=%s", a.path, a.arg.value.e)
		}
	}
	for _, a := range more {
		key.WriteString("\x00synapse " + a.key)
	}
	w.l.live = map[string]bool{}
	for _, path := range live {
		key.WriteString("\x00set " + path)
		w.l.live[path] = true
	}
	defer func() { w.l.live = nil }()
	if at, ok := w.kinds[key.String()]; ok {
		return at
	}
	before := w.l.list.Errors()
	d := w.l.neuron(decl, args, false, more...)
	if d == nil || w.l.list.Errors() > before {
		w.kinds[key.String()] = -1
		return -1
	}
	d.Name = w.fresh(d.Name, "_")
	w.m.Dynamics = append(w.m.Dynamics, d)
	w.kinds[key.String()] = len(w.m.Dynamics) - 1
	return len(w.m.Dynamics) - 1
}

// dynamics returns those of a population, nil for sources and after mistakes.
func (w *wiring) dynamics(population int) *ir.Dynamics {
	if at := w.m.Of[population]; at >= 0 {
		return w.m.Dynamics[at]
	}
	return nil
}
