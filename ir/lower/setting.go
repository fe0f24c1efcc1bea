package lower

import (
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// setting is a value that an experiment or the command line puts in the place
// of one in the network: of all elements of what its path begins with, or of those
// of a view.
type setting struct {
	path    string   // "g", "exc.I_e", "ee.lambda", "exc[:10].I_e"
	view    ast.Expr // of elements or connections; nil: all of one population, source, current or projection
	rest    string   // what is set of a view
	value   ast.Expr
	at      source.Span
	written string  // the statement's own words, which may stand for several settings
	line    bool    // of the command line
	loops   []bound // variables of the loops around it
	segment int     // in which it was written
	used    bool
}

// bound is a loop variable with what it stands for.
type bound struct {
	name ast.Name
	turn turn
}

// scope is one for the value of a setting: that of the place where it is put,
// with the loop variables of the experiment.
func (s *setting) scope(outer *scope) *scope {
	sc := newScope(outer)
	for _, b := range s.loops {
		b.turn.bind(sc, b.name)
	}
	return sc
}

// settings are what `set target = value` says: one setting, or one for each
// population of a group of whole populations.
func (l *lowerer) settings(target ast.Expr, n *ast.Network, s setting, sc *scope) []*setting {
	base, rest := settable(target)
	s.at, s.rest = target.Span(), rest
	s.written = settingText(target, s.loops, l)
	if base == nil {
		s.path = s.written
		return []*setting{&s}
	}
	name, plain := base.(*ast.Name)
	if !plain {
		if rest == "" { // J[1]: an element of a vector
			s.path = s.written
		} else {
			s.path, s.view = s.written, base
		}
		return []*setting{&s}
	}
	root := sc.plain(name.Text)
	if rest == "" {
		s.path = root
		return []*setting{&s}
	}
	all, whole := populationsOf(n, root, 0)
	if !whole {
		s.path, s.view = root+"."+rest, &ast.Name{Loc: name.Loc, Text: root}
		return []*setting{&s}
	}
	var list []*setting
	for _, p := range all {
		one := s
		one.path = p + "." + rest
		list = append(list, &one)
	}
	return list
}

// settable takes the target of a setting apart: exc.exc.tau, exc[:10].I_e,
// exc.q[1]. The base is nil where it is neither.
func settable(x ast.Expr) (base ast.Expr, rest string) {
	switch x := x.(type) {
	case *ast.Name:
		return x, ""
	case *ast.Field:
		base, rest = settable(x.X)
		if rest != "" {
			rest += "."
		}
		return base, rest + x.Name.Text
	case *ast.Index:
		base, rest = settable(x.X)
		if rest == "" {
			return x, ""
		}
		if n, ok := x.Indices[0].(*ast.Number); ok && len(x.Indices) == 1 && n.Unit == nil && n.Value.IsInt() {
			return base, rest + "[" + n.Value.Num().String() + "]"
		}
	}
	return nil, ""
}

// settingText is a target with the values of loop variables, so that it names one
// thing only.
func settingText(x ast.Expr, loops []bound, l *lowerer) string {
	text := squeeze(x.Span().Text())
	for _, b := range loops {
		used := false
		ast.Inspect(x, func(n ast.Node) bool {
			name, ok := n.(*ast.Name)
			used = used || ok && name.Text == b.name.Text
			return true
		})
		if used {
			text += ", " + b.name.Text + " = " + l.label(b.turn)
		}
	}
	return text
}

// populationsOf are the populations of a name of a network: itself, or those of a
// group that is a sum of whole populations. Names of other things stand for
// themselves; not whole are groups of which some are parts.
func populationsOf(n *ast.Network, name string, depth int) (list []string, whole bool) {
	if n == nil || depth > 64 {
		return []string{name}, true
	}
	at := slices.IndexFunc(n.Body, func(m ast.Member) bool {
		g, ok := m.(*ast.Group)
		return ok && g.Name.Text == name
	})
	if at < 0 {
		return []string{name}, true
	}
	whole = true
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		switch x := x.(type) {
		case *ast.Name:
			more, all := populationsOf(n, x.Text, depth+1)
			list, whole = append(list, more...), whole && all
			return
		case *ast.Binary:
			if x.Op == ast.Add {
				visit(x.X)
				visit(x.Y)
				return
			}
		}
		whole = false
		ast.Inspect(x, func(m ast.Node) bool {
			if name, ok := m.(*ast.Name); ok {
				more, _ := populationsOf(n, name.Text, depth+1)
				list = append(list, more...)
			}
			return true
		})
	}
	visit(n.Body[at].(*ast.Group).Value)
	return list, whole
}

// enliven notes what a setting may change while the code that reads it stays the
// same.
func (x *protocol) enliven(s *setting, sc *scope) {
	if s.view == nil {
		x.live[s.path] = true
		return
	}
	ast.Inspect(s.view, func(n ast.Node) bool {
		if name, ok := n.(*ast.Name); ok {
			all, _ := populationsOf(x.network, s.scope(sc).plain(name.Text), 0)
			for _, p := range all {
				x.live[p+"."+s.rest] = true
			}
		}
		return true
	})
}

// setParts carries out the settings of views that hold from the beginning.
func (w *wiring) setParts() {
	if w.x == nil {
		return
	}
	for n, s := range w.x.sets {
		if s.view == nil {
			continue
		}
		s.used = true
		later := func(path string) bool { // all of it is set anew
			return slices.ContainsFunc(w.x.sets[n+1:], func(o *setting) bool { return o.view == nil && o.path == path })
		}
		w.within(s, func(p int, part network.View) {
			if later(w.spec.Populations[p].Name + "." + s.rest) {
				return
			}
			w.setElements(s, p, func(q int, v network.Value) {
				pop := &w.spec.Populations[p]
				pop.Set = append(pop.Set, network.Override{Elements: part, Kind: network.SetGiven, Index: q, Value: v})
			})
		}, func(c connections) {
			if later(w.spec.Projections[c.projection].Name + "." + s.rest) {
				return
			}
			w.setConnections(s, c.projection, c.part, func(q int, v network.Value) {
				p := &w.spec.Projections[c.projection]
				p.Set = append(p.Set, network.Adjustment{Quantity: q, Value: v, Only: c.part})
			})
		})
	}
}

// within visits the parts of populations or projections that a setting is about.
func (w *wiring) within(s *setting, elements func(p int, part network.View), some func(connections)) {
	outer := w.sc
	w.sc = s.scope(outer)
	defer func() { w.sc = outer }()
	if w.ofProjections(s.view) {
		list, ok := w.connectionsOf(s.view)
		for _, c := range list {
			if ok {
				some(c)
			}
		}
		return
	}
	v, ok := w.view(s.view)
	if !ok {
		return
	}
	for _, part := range w.parts(v) {
		elements(part.Runs[0].Population, part)
	}
}

// setElements works out the value of a parameter of neurons; set takes it for every
// number that it consists of.
func (w *wiring) setElements(s *setting, p int, set func(q int, v network.Value)) {
	l := w.l
	d := w.dynamics(p)
	if d == nil {
		if pop := &w.spec.Populations[p]; pop.Source != nil {
			l.list.Add(diag.BadAction(s.at, "a part of "+pop.Name+" is set, which is a source of spikes", "set all of it, or divide it into several populations"))
		}
		return
	}
	w.quantities(d, s, w.element, set)
}

// quantities finds what a setting names among the parameters of neurons or of a
// rule: one, or the elements of a vector.
func (w *wiring) quantities(d *ir.Dynamics, s *setting, sc func() *scope, set func(q int, v network.Value)) {
	l := w.l
	found := 0
	list, isList := s.value.(*ast.List)
	for q, param := range d.Params {
		sym := d.Symbols[param.Sym]
		x := s.value
		base, _, isElement := strings.Cut(sym.Name, "[")
		switch {
		case sym.Name == s.rest && !isList:
		case isElement && base == s.rest:
			if isList && found < len(list.Items) {
				x = list.Items[found]
			}
		default:
			continue
		}
		found++
		if param.Column == nil {
			l.list.Add(diag.BadAction(s.at, sym.Name+" of "+d.Name+" follows from other parameters, so it has no value of its own to set here", "set those that it follows from"))
			return
		}
		if isList && x == s.value {
			continue // too short
		}
		if v := l.expect(l.expr(x, s.scope(sc())), sym.Unit, x.Span(), sym.Name); v.ok() {
			set(q, l.column(v, nil))
		}
	}
	switch {
	case found == 0:
		var names []string
		for _, q := range d.Params {
			names = append(names, d.Symbols[q.Sym].Name)
		}
		l.list.Add(diag.UnknownParameter(s.at, s.rest, d.Name, nearest(s.rest, names)))
	case isList && found != len(list.Items):
		l.list.Add(diag.VectorLengths(s.value.Span(), len(list.Items), s.at, found))
	}
}

// setConnections works out the value of a parameter of the rule of a projection.
func (w *wiring) setConnections(s *setting, projection int, part network.Part, set func(q int, v network.Value)) {
	l := w.l
	name := w.spec.Projections[projection].Name
	if ownSettings[s.rest] {
		l.list.Add(diag.BadAction(s.at, s.rest+" of some connections of "+name+" is set", "set that of all, by an expression of i and j"))
		return
	}
	if w.m.Rule[projection] < 0 {
		l.list.Add(diag.UnknownParameter(s.at, s.rest, name+", which is static,", nil))
		return
	}
	d := w.m.Rules[w.m.Rule[projection]]
	w.quantities(d, s, w.connection, func(q int, v network.Value) {
		if slices.Contains(d.Alike, d.Params[q].Sym) && (len(part) > 0 || !uniform(v)) {
			l.list.Add(diag.BadAction(s.at, s.rest+" of "+d.Name+" is a number of states that connections share, so it is the same for all of them", "set it for the whole projection, to one number"))
			return
		}
		set(q, v)
	})
}

// uniform reports whether a value is the same for all.
func uniform(v network.Value) bool {
	_, ok := v.Constant()
	return ok
}

// ownSettings are what a connection has besides the parameters of its rule.
var ownSettings = map[string]bool{"weight": true, "delay": true, "axonal_delay": true, "dendritic_delay": true, "conductance": true}
