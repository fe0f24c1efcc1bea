package lower

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// maxElements is the number of elements that a network may have: a tenth of them
// as neurons would fill the memory of a large machine.
const maxElements = 1 << 28

// size is the number of elements of a population.
func (w *wiring) size(h ast.PopulationHead) int {
	n := 1
	var shape []int
	for _, x := range h.Size {
		k := w.dimension(h, x)
		if k > 0 && n > maxElements/k {
			w.l.list.Add(diag.NetworkTooLarge(x.Span(), "elements", int64(n)*int64(k), maxElements))
			return 1
		}
		n *= k
		shape = append(shape, k)
	}
	if len(shape) > 3 {
		w.l.list.Add(diag.BadLayout(h.Size[3].Span(), fmt.Sprintf("population %s has %d dimensions", h.Name.Text, len(shape)), "use at most three"))
	}
	w.sizes[h.Name.Text] = shape
	return n
}

// dimension is the size of one dimension of a population.
func (w *wiring) dimension(h ast.PopulationHead, e ast.Expr) int {
	l := w.l
	at := e.Span()
	x, ok := l.constant(l.expr(e, w.sc), unit.One, at, "the size of "+h.Name.Text)
	switch {
	case !ok:
		return 1
	case x < 0:
		l.list.Add(diag.NegativeSize(at, h.Name.Text, x))
		return 1
	case x != float64(int64(x)):
		l.list.Add(diag.SizeNotWhole(at, h.Name.Text, x))
		return 1
	case x > maxElements:
		l.list.Add(diag.NetworkTooLarge(at, "elements", int64(x), maxElements))
		return 1
	}
	return int(x)
}

// element is a scope for values that may differ per element.
func (w *wiring) element() *scope {
	sc := newScope(w.sc)
	sc.random = true
	if w.sc.find("i") == nil {
		sc.set("i", source.Span{}, value{e: w.l.pool.Sym(symIndex)})
	}
	if w.sc.find("N") == nil {
		sc.set("N", source.Span{}, value{e: w.l.pool.Sym(symCount)})
	}
	return sc
}

// make adds the populations of a statement, unless they are there: when it is
// their turn, or when something before them, such as the size of a group that
// they belong to, needs them. x names one of those that are just being made.
func (w *wiring) make(p *ast.Population, x *ast.Name) bool {
	if w.made[p] {
		return true
	}
	if w.underway[p] {
		w.l.list.Add(diag.CyclicDefinition(x.At, x.Text))
		return false
	}
	w.underway[p] = true
	w.population(p)
	w.made[p] = true
	return true
}

// population adds one population for each head.
func (w *wiring) population(p *ast.Population) {
	l := w.l
	sc := w.element()
	name, given := l.kind(p.Kind)
	if l.isSource(name.Text) {
		for _, h := range p.Heads {
			pop := network.Population{Source: w.source(name, given, sc, w.x.below(h.Name.Text))}
			for _, m := range p.Body {
				if at, ok := m.(*ast.Layout); ok {
					w.layout(at, h, &pop)
					continue
				}
				l.list.Add(diag.CountsOnly(m.Span(), h.Name.Text))
			}
			w.add(h.Name, p.Doc, w.headSize(h), pop, -1)
		}
		return
	}
	decl, ok := l.neurons[name.Text]
	if !ok {
		l.unknown(name, diag.UnknownNeuron(name.At, name.Text, nearest(name.Text, append(keys(l.neurons), l.sourceNames()...))))
		for _, h := range p.Heads {
			w.add(h.Name, p.Doc, w.headSize(h), network.Population{}, -1)
		}
		return
	}
	base := map[string]*argument{}
	for _, a := range listed(l.spread(given, sc)) {
		if a.Name == nil {
			l.list.Add(diag.NeedsNames(a.At, name.Text))
			continue
		}
		if old, ok := base[a.Name.String()]; ok {
			l.list.Add(diag.DuplicateName(a.Name.At, a.Name.String(), old.name))
			continue
		}
		base[a.Name.String()] = &argument{value: l.expr(a.Value, sc), name: a.Name.At, at: a.Value.Span(), again: func() value { return l.expr(a.Value, sc) }}
	}
	for _, h := range p.Heads {
		args := map[string]*argument{}
		for path, a := range base {
			args[path] = &argument{value: a.value, name: a.name, at: a.at, again: a.again}
		}
		for path, s := range w.x.below(h.Name.Text) {
			for at, x := range perElement(path, s.value) {
				args[at] = &argument{value: l.expr(x, s.scope(sc)), name: s.at, at: x.Span(), again: func() value { return l.expr(x, s.scope(sc)) }}
			}
		}
		w.neurons(h, p, decl, args, sc)
	}
}

func (w *wiring) headSize(h ast.PopulationHead) int {
	b := w.sc.names[h.Name.Text]
	if b == nil || b.fields == nil || b.fields.names["N"] == nil { // a name that is something else, too
		return w.size(h)
	}
	v := w.l.read(b.fields.names["N"], h.Name.Text+".N", h.Name.At)
	if !v.ok() { // reported
		return 1
	}
	n, _ := v.e.Rat().Float64()
	return int(n)
}

// neurons adds a population of neurons.
func (w *wiring) neurons(h ast.PopulationHead, p *ast.Population, decl *ast.Neuron, args map[string]*argument, sc *scope) {
	more := w.attachments(p.Body, sc)
	if g := w.gaps[h.Name.Text]; g != nil {
		more = append(more, w.gapPort(g, decl)...)
	}
	at := w.instance(decl, args, w.x.liveOf(h.Name.Text), more)
	pop := network.Population{Given: map[int]network.Value{}}
	var d *ir.Dynamics
	if at >= 0 {
		d = w.m.Dynamics[at]
		for i, q := range d.Params {
			if q.Column != nil {
				pop.Given[i] = *q.Column
			}
		}
		for range d.Inputs {
			pop.Drive = append(pop.Drive, network.Const(0))
		}
	}
	inits, place := map[string]source.Span{}, source.Span{}
	given := map[expr.Sym]value{} // initial values of this population
	for _, m := range p.Body {
		switch m := m.(type) {
		case *ast.Init:
			if first, twice := inits[m.Target.String()]; twice {
				w.l.list.Add(diag.SettingTwice(m.Target.At, "the initial value of "+m.Target.String(), first))
			}
			inits[m.Target.String()] = m.Target.At
			if d != nil {
				w.init(m, d, given, sc)
			}
		case *ast.Layout:
			if place.Valid() {
				w.l.list.Add(diag.SettingTwice(m.At, "the layout", place))
			}
			place = m.At
			w.layout(m, h, &pop)
		}
	}
	if d != nil {
		pop.Init = w.l.initials(d, given)
	}
	w.add(h.Name, p.Doc, w.headSize(h), pop, at)
}

// init reads the initial value of a state.
func (w *wiring) init(m *ast.Init, d *ir.Dynamics, given map[expr.Sym]value, sc *scope) {
	l := w.l
	found := 0
	list, isList := m.Value.(*ast.List)
	for _, s := range d.States {
		sym := d.Symbols[s.Sym]
		x := m.Value
		switch base, _, isElement := strings.Cut(sym.Name, "["); {
		case sym.Name == m.Target.String():
		case isElement && base == m.Target.String():
			if isList && found < len(list.Items) {
				x = list.Items[found]
			}
		default:
			continue
		}
		found++
		if isList && x == m.Value {
			continue // too short
		}
		if v := l.expect(l.expr(x, sc), sym.Unit, x.Span(), sym.Name); v.ok() {
			given[s.Sym] = v
		}
	}
	if isList && found > 0 && found != len(list.Items) {
		l.list.Add(diag.VectorLengths(m.Value.Span(), len(list.Items), m.Target.At, found))
	}
	if found > 0 {
		return
	}
	var names []string
	for _, s := range d.States {
		names = append(names, d.Symbols[s.Sym].Name)
	}
	l.list.Add(diag.NoSuchState(m.Target.At, m.Target.String(), nearest(m.Target.String(), names)))
}

// add appends a population.
func (w *wiring) add(name ast.Name, doc string, n int, p network.Population, dynamics int) int {
	p.Name, p.Doc, p.N, p.First = name.Text, doc, n, w.spec.Size()
	if p.First+n > maxElements {
		w.l.list.Add(diag.NetworkTooLarge(name.At, "elements", int64(p.First+n), maxElements))
		p.N = 0
	}
	w.spec.Populations = append(w.spec.Populations, p)
	w.m.Of = append(w.m.Of, dynamics)
	w.m.Places.Populations = append(w.m.Places.Populations, name.At)
	at := len(w.spec.Populations) - 1
	w.views[name.Text] = network.View{Runs: []network.Run{{Population: at, First: p.First, Stride: 1, N: p.N}}}
	return at
}
