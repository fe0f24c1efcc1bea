package lower

import (
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// waiting is a connection to a modulator, which is made when all projections are
// known.
type waiting struct {
	c  *ast.Connect
	sc *scope
}

// modulates puts aside a connection whose target is a projection, as in
// `connect vta -> ee.reward by all_to_all()`.
func (w *wiring) modulates(c *ast.Connect) bool {
	f, ok := c.Target.(*ast.Field)
	if !ok {
		return false
	}
	n, ok := f.X.(*ast.Name)
	if !ok {
		return false
	}
	name := w.sc.plain(n.Text)
	if _, view := w.views[name]; view || !w.projections[name] {
		return false
	}
	w.waiting = append(w.waiting, waiting{c, w.sc})
	return true
}

// modulations makes the connections that have been put aside.
func (w *wiring) modulations() {
	outer := w.sc
	for _, x := range w.waiting {
		w.sc = x.sc
		w.modulation(x.c)
	}
	w.sc = outer
}

func (w *wiring) modulation(c *ast.Connect) {
	f := c.Target.(*ast.Field)
	name := w.sc.plain(f.X.(*ast.Name).Text)
	if len(w.wires[name]) == 0 { // reported with the projection
		w.ends(c, nil)
		return
	}
	for _, at := range w.wires[name] {
		before := w.l.list.Errors()
		if w.modulate(c, name, at); w.l.list.Errors() > before {
			return
		}
	}
}

// modulate lets sources be heard by one projection.
func (w *wiring) modulate(c *ast.Connect, name string, at int) {
	l := w.l
	f := c.Target.(*ast.Field)
	var ports []string
	var u unit.Unit
	found := false
	if rule := w.m.Rule[at]; rule >= 0 {
		for _, e := range w.m.Rules[rule].Events {
			if e.Port == "" {
				continue
			}
			ports = append(ports, e.Port)
			if e.Port == f.Name.Text {
				u, found = w.m.Rules[rule].Symbols[e.Amount].Unit, true
			}
		}
	}
	if !found {
		help := "its rule needs `on " + f.Name.Text + "(a) { … }`"
		if len(ports) > 0 {
			help = "it has " + strings.Join(ports, ", ")
		}
		l.list.Add(diag.BadModulation(f.Name.At, "the projection "+name+" has no modulator "+f.Name.Text, help))
		w.ends(c, nil)
		return
	}
	if kind, args := l.kind(c.Rule); kind.Text != "all_to_all" || len(args) > 0 {
		l.list.Add(diag.BadModulation(c.Rule.Span(), "all connections of "+name+" hear each source, so there is nothing to choose", "write `by all_to_all()`"))
	}
	m := network.Modulation{Of: at, Modulator: f.Name.Text, Name: w.fresh(w.text(c.Source)+"->"+w.text(c.Target), "#")}
	var p network.Projection
	w.ends(c, func(set *ast.Setting) {
		if set.Name.Text != "weight" && set.Name.Text != "delay" {
			l.list.Add(diag.UnknownSetting(set.Name.At, set.Name.Text, []string{"weight", "delay"}))
			return
		}
		w.weightOrDelay(set, &p, u, false)
	})
	w.given(c, "weight", false, diag.MissingWeight(c.At))
	w.given(c, "delay", false, diag.MissingDelay(c.At))
	pre, ok := w.pre(c, network.View{Runs: []network.Run{{N: 1}}})
	if !ok {
		return
	}
	m.Pre, m.Weight, m.Delay = pre, p.Weight, p.Delay
	w.spec.Modulations = append(w.spec.Modulations, m)
}

// named collects the names of the projections of a network.
func named(body []ast.Member, names map[string]bool) {
	for _, m := range body {
		switch m := m.(type) {
		case *ast.Connect:
			if m.Name != nil {
				names[m.Name.Text] = true
			}
		case *ast.Gap:
			if m.Name != nil {
				names[m.Name.Text] = true
			}
		case *ast.For:
			named(m.Body, names)
		}
	}
}
