package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// inject adds a current to an input: one that was declared, or a constant one.
func (w *wiring) inject(m *ast.Inject) {
	l := w.l
	switch x := m.Value.(type) {
	case *ast.Name:
		if c, ok := w.currents[w.sc.plain(x.Text)]; ok {
			w.injectWave(m, c)
			return
		}
	case *ast.Call:
		if kind, _ := l.kind(x); currents[kind.Text].params != nil {
			w.injectWave(m, w.waveform(w.fresh("current into "+w.text(m.Target), "#"), x, nil))
			return
		}
	}
	view, input, ok := w.target(m.Target)
	if !ok {
		return
	}
	v := l.expr(m.Value, w.element())
	for _, run := range view.Runs {
		at, sym, ok := w.inputOf(m, run, input)
		if !ok {
			return
		}
		if v = l.expect(v, sym.Unit, m.Value.Span(), sym.Name); !v.ok() {
			return
		}
		p := &w.spec.Populations[run.Population]
		p.Set = append(p.Set, network.Override{Elements: network.View{Runs: []network.Run{run}}, Kind: network.AddDrive, Index: at, Value: l.column(v, nil)})
	}
}

// inputOf finds the input of a part of a population that a current is injected
// into.
func (w *wiring) inputOf(m *ast.Inject, run network.Run, name string) (int, ir.Symbol, bool) {
	l := w.l
	d := w.dynamics(run.Population)
	if d == nil {
		if w.spec.Populations[run.Population].Source != nil {
			l.list.Add(diag.NotAPopulation(m.Target.Span(), w.spec.Populations[run.Population].Name, "a source of spikes, which takes no current"))
		}
		return 0, ir.Symbol{}, false
	}
	at, sym := w.input(d, name)
	if at < 0 {
		l.list.Add(diag.NoCurrentInput(m.Target.Span(), d.Name, name, inputs(d)))
	}
	return at, sym, at >= 0
}

// input finds an input by name; a single one needs none.
func (w *wiring) input(d *ir.Dynamics, name string) (int, ir.Symbol) {
	for i, x := range d.Inputs {
		if sym := d.Symbols[x]; sym.Name == name || name == "" && len(d.Inputs) == 1 {
			return i, sym
		}
	}
	return -1, ir.Symbol{}
}

func inputs(d *ir.Dynamics) []string {
	var names []string
	for _, x := range d.Inputs {
		names = append(names, d.Symbols[x].Name)
	}
	return names
}
