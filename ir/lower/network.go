package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// wiring builds the network of a model.
type wiring struct {
	l      *lowerer
	x      *protocol // nil when only the network is checked
	m      *ir.Model
	spec   *network.Spec
	sc     *scope
	views  map[string]network.View // populations and groups
	kinds  map[string]int          // instances made so far, by kind and arguments
	sizes  map[string][]int        // of populations with several dimensions
	wires  map[string][]int        // named projections that have been made; several from a loop
	unmade map[string]bool         // named projections that could not be made
	// projections are all names of projections, made or not; waiting are the
	// connections onto these.
	projections    map[string]bool
	waiting        []waiting
	wired          map[string]source.Span // where they are named
	heads          map[string]*ast.Population
	underway, made map[*ast.Population]bool // populations that are being made, and that are
	groups         map[string]*ast.Group
	gaps           map[string]*ast.Gap // populations with electrical synapses, by name
	making         map[string]bool     // groups that are being read
	broken         map[string]bool     // groups that could not be read
	names          map[string]int      // how often a name was given to an instance, a source or a projection
	currents       map[string]current  // those that vary
	electrical     bool                // it is a gap that is being wired
}

// network lowers a network; with x nil only to find mistakes.
func (l *lowerer) network(n *ast.Network, x *protocol) *ir.Model {
	w := &wiring{l: l, x: x, m: &ir.Model{Doc: n.Doc}, spec: &network.Spec{Step: defaultStep, Seed: 1}, sc: newScope(l.top),
		views: map[string]network.View{}, sizes: map[string][]int{}, gaps: map[string]*ast.Gap{}, kinds: map[string]int{}, wires: map[string][]int{}, unmade: map[string]bool{}, projections: map[string]bool{}, wired: map[string]source.Span{}, groups: map[string]*ast.Group{}, heads: map[string]*ast.Population{}, underway: map[*ast.Population]bool{}, made: map[*ast.Population]bool{}, making: map[string]bool{}, broken: map[string]bool{}, names: map[string]int{}, currents: map[string]current{}}
	if x != nil {
		w.spec.Step, w.spec.Seed, w.spec.Packed = x.Step, x.Seed, x.packed
	}
	w.m.Network = w.spec
	w.declare(n)
	w.gapPorts(n)
	for _, m := range n.Body {
		if p, ok := m.(*ast.Population); ok {
			w.make(p, nil)
		}
	}
	for _, m := range n.Body {
		if g, ok := m.(*ast.Group); ok {
			w.group(g.Name.Text)
		}
	}
	var space *ast.Space
	for _, m := range n.Body {
		if s, ok := m.(*ast.Space); ok {
			if space != nil {
				l.list.Add(diag.SettingTwice(s.At, "the space", space.At))
			}
			space = s
			w.space(s)
		}
	}
	named(n.Body, w.projections)
	for _, m := range n.Body {
		if c, ok := m.(*ast.Current); ok {
			w.current(c)
		}
	}
	for _, m := range n.Body {
		w.statement(m, false)
	}
	w.modulations()
	w.setParts()
	w.act()
	for _, m := range n.Body {
		w.statement(m, true)
	}
	if x != nil {
		for _, r := range x.records {
			w.record(r)
		}
	}
	if len(w.spec.Populations) == 0 {
		l.list.Add(diag.EmptyNetwork(n.Name.At, n.Name.Text))
	}
	return w.m
}

// statement wires what a statement of the network says, or, later, records what
// it asks for: records may stand before what they name.
func (w *wiring) statement(m ast.Member, records bool) {
	switch m := m.(type) {
	case *ast.For:
		w.l.loop(m, w.sc, w.isName, func(sc *scope, _ []turn) {
			outer := w.sc
			w.sc = sc
			for _, inner := range m.Body {
				if d, ok := inner.(*ast.Decl); ok {
					if old := sc.names[d.Name.Text]; old != nil {
						w.l.list.Add(diag.DuplicateName(d.Name.At, d.Name.Text, old.at))
						continue
					}
					sc.lazy(d.Name, func() value { return w.l.declared(d, sc) })
				}
			}
			for _, inner := range m.Body {
				w.statement(inner, records)
			}
			w.sc = outer
		})
	case *ast.Record:
		if records {
			w.record(m)
		}
	case *ast.Connect:
		if !records {
			w.connect(m)
		}
	case *ast.Gap:
		if !records {
			w.gap(m)
		}
	case *ast.Inject:
		if !records {
			w.inject(m)
		}
	}
}
