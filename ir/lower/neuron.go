package lower

import (
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// instance builds the Dynamics of one neuron.
type instance struct {
	l    *lowerer
	d    *ir.Dynamics
	decl *ast.Neuron
	sc   *scope
	args map[string]*argument // by path: "tau_m", "exc.tau"
	// exact holds the values of literal parameters without rounding.
	exact map[expr.Sym]expr.Expr
	// motions are how the states of a plasticity rule move between events.
	motions []ir.Motion
	column  map[expr.Sym]bool      // differs per neuron, directly or not, or changes
	varies  map[expr.Sym]bool      // differs per neuron or connection
	free    bool                   // checking a definition: missing arguments are no error
	more    []attachment           // synapses attached from outside
	fed     map[expr.Sym]expr.Expr // inputs that ports feed, with what they sum up
	// bound are the names of synapses, by the prefix of their port, that stand for
	// something of the neuron or of senders; see define.
	bound map[string]map[string]string
	// In a scope of a port the names of the neuron are not visible.
}

// neuron instantiates a definition. args may be nil; with free, parameters
// without a value are left open. more are synapses that a population attaches.
func (l *lowerer) neuron(n *ast.Neuron, args map[string]*argument, free bool, more ...attachment) *ir.Dynamics {
	if n.Variant != nil {
		return l.variant(n, args, free, more)
	}
	if n.Extends != nil {
		if n = l.extended(n); n == nil {
			return nil
		}
	}
	l.standsAlone(n)
	in := &instance{l: l, decl: n, args: args, free: free, more: more, sc: newScope(l.top), exact: map[expr.Sym]expr.Expr{}, column: map[expr.Sym]bool{}, varies: map[expr.Sym]bool{},
		d: &ir.Dynamics{Name: n.Name.Text, Doc: n.Doc, Span: n.Name.At, Pool: l.pool}}
	body := l.unrolled(spelled(n.Body))
	in.onlyOne(body)
	in.declare(body, "", in.sc)
	in.rest(body)
	in.feed()
	in.instant()
	if e := l.externs[n]; e != nil {
		in.extern(e)
	}
	for _, a := range sortedArgs(args) {
		if base, _, isElement := strings.Cut(a.path, "["); isElement && !a.arg.used {
			in.listFor(a, base)
		} else if !a.arg.used {
			l.list.Add(diag.UnknownParameter(a.arg.name, a.path, n.Name.Text, nearest(a.path, in.parameters())))
		}
	}
	return in.d
}

// onlyOne reports a second method.
func (in *instance) onlyOne(body []ast.Member) {
	var first *ast.Method
	for _, m := range body {
		if m, ok := m.(*ast.Method); ok {
			if first != nil {
				in.l.list.Add(diag.SettingTwice(m.At, "the method", first.At))
			} else {
				first = m
			}
		}
	}
}

// standsAlone reports changes to another neuron in one that extends none.
func (l *lowerer) standsAlone(n *ast.Neuron) {
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Equation:
			if m.Op != ast.Set || m.Replace {
				l.list.Add(diag.NothingToChange(m.At, "an equation of "+m.Name.Text, ""))
			}
		case *ast.On:
			if m.Replace || m.Event == ast.OnAfterSpike {
				l.list.Add(diag.NothingToChange(m.At, "a handler", ""))
			}
		}
	}
}

// declare enters all names of a body into sc, so that order does not matter;
// prefix is "exc." inside of a port.
func (in *instance) declare(body []ast.Member, prefix string, sc *scope) {
	for _, m := range body {
		d, ok := m.(*ast.Decl)
		if !ok || d.Kind == ast.Target || d.Kind == ast.Sender || d.Kind == ast.Sum { // bound by the port already
			continue
		}
		if old, ok := sc.names[d.Name.Text]; ok {
			in.l.list.Add(diag.DuplicateName(d.Name.At, d.Name.Text, old.at))
			continue
		}
		in.declaration(d, prefix, sc)
	}
	// Parameters and states are made in the order of the text; then the ports,
	// which may read them; then what may read ports.
	in.readAll(body, sc, ast.Param, ast.State)
	arrivals := map[string]source.Span{}
	for _, m := range body {
		switch m := m.(type) {
		case *ast.Port:
			if prefix == "" {
				in.port(m)
			}
		case *ast.On:
			if prefix == "" && m.Event == ast.OnArrival && m.Port != nil {
				if old, ok := sc.names[m.Port.Text]; ok {
					in.l.list.Add(diag.DuplicateName(m.Port.At, m.Port.Text, old.at))
				} else if old, ok := arrivals[m.Port.Text]; ok {
					in.l.list.Add(diag.DuplicateName(m.Port.At, m.Port.Text, old))
				}
				arrivals[m.Port.Text] = m.Port.At
			}
		}
	}
	in.readAll(body, sc, ast.Let)
	if prefix == "" {
		for _, a := range in.more {
			in.attach(a)
		}
	}
}

// readAll makes the values of the declarations of some kinds.
func (in *instance) readAll(body []ast.Member, sc *scope, kinds ...ast.DeclKind) {
	for _, m := range body {
		if d, ok := m.(*ast.Decl); ok && slices.Contains(kinds, d.Kind) {
			in.l.read(sc.names[d.Name.Text], d.Name.Text, d.Name.At)
		}
	}
}

func (in *instance) declaration(m *ast.Decl, prefix string, sc *scope) {
	if _, derivative := derivativeOf(m.Name.Text); derivative && m.Kind != ast.State {
		in.l.list.Add(diag.PrimeOnDeclaration(m.Name.At, m.Name.Text))
	}
	switch m.Kind {
	case ast.Const:
		sc.lazy(m.Name, func() value { return in.l.declared(m, sc) })
	case ast.Param:
		sc.lazy(m.Name, func() value { return in.param(m, prefix, sc) })
	case ast.State:
		sc.lazy(m.Name, func() value { return in.state(m, prefix, sc) })
	case ast.Let:
		sc.lazy(m.Name, func() value {
			within := sc
			if in.decl != nil { // of a neuron or its synapse, not of a rule
				within = in.clock(sc)
			}
			v := in.l.declared(m, within)
			if m.Value != nil {
				in.define(prefix+m.Name.Text, "", m.Value, "", prefix)
			}
			if v.ok() && !v.truth {
				in.d.Observe = append(in.d.Observe, ir.Named{Name: prefix + m.Name.Text, Unit: unit.Internal(v.u.Dim()), Value: v.e})
			}
			return v
		})
	case ast.Input:
		sc.lazy(m.Name, func() value { return in.input(m) })
		in.l.read(sc.names[m.Name.Text], m.Name.Text, m.Name.At)
	}
}

// symbol adds a symbol.
func (in *instance) symbol(kind ir.SymbolKind, name string, u unit.Unit, doc string, at source.Span) (expr.Sym, value) {
	in.d.Symbols = append(in.d.Symbols, ir.Symbol{Kind: kind, Name: name, Unit: unit.Internal(u.Dim()), Doc: doc, Span: at})
	x := expr.Sym(len(in.d.Symbols) - 1)
	return x, value{e: in.l.pool.Sym(x), u: u, span: at}
}

// changing names a symbol of one of some kinds that a value depends on, "" if
// there is none.
func (in *instance) changing(v value, kinds ...ir.SymbolKind) string {
	for _, s := range v.e.Symbols() {
		if int(s) < len(in.d.Symbols) && slices.Contains(kinds, in.d.Symbols[s].Kind) {
			return in.d.Symbols[s].Name
		}
	}
	return ""
}

func (in *instance) input(m *ast.Decl) value {
	u := unit.One
	if m.Unit != nil {
		u = in.l.unit(m.Unit)
	}
	sym, v := in.symbol(ir.SymInput, m.Name.Text, u, m.Doc, m.Name.At)
	in.d.Inputs = append(in.d.Inputs, sym)
	in.d.Observe = append(in.d.Observe, ir.Named{Name: m.Name.Text, Unit: unit.Internal(u.Dim()), Value: v.e})
	return v
}

// rest lowers equations and handlers, now that all names are known.
func (in *instance) rest(body []ast.Member) {
	for _, m := range body {
		if on, ok := m.(*ast.On); ok && on.Event == ast.OnArrival {
			in.deltaPort(on)
		}
	}
	for _, m := range body {
		switch m := m.(type) {
		case *ast.Equation:
			in.equation(m, "", in.sc)
		case *ast.On:
			in.handler(m)
		case *ast.Method:
			in.d.Method, in.d.MethodAt = m.Name.Text, m.Name.At
		}
	}
}

// squeeze puts source text on one line.
func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }
