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
	"github.com/nngen/nngen/runtime/network"
)

// argument is a value given to a parameter of an instance.
type argument struct {
	value value
	name  source.Span
	at    source.Span // of the value
	used  bool
	again func() value // the value once more, with draws of its own; nil: the same
}

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
	column  map[expr.Sym]bool      // differs per neuron, directly or not
	free    bool                   // checking a definition: missing arguments are no error
	more    []attachment           // synapses attached from outside
	fed     map[expr.Sym]expr.Expr // inputs that ports feed, with what they sum up
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
	in := &instance{l: l, decl: n, args: args, free: free, more: more, sc: newScope(l.top), exact: map[expr.Sym]expr.Expr{}, column: map[expr.Sym]bool{},
		d: &ir.Dynamics{Name: n.Name.Text, Doc: n.Doc, Span: n.Name.At, Pool: l.pool}}
	body := l.unrolled(spelled(n.Body))
	in.onlyOne(body)
	in.declare(body, "", in.sc)
	in.rest(body)
	in.feed()
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

// variant instantiates `neuron A = B(…)` as B with more arguments.
func (l *lowerer) variant(n *ast.Neuron, args map[string]*argument, free bool, more []attachment) *ir.Dynamics {
	name, given := l.kind(n.Variant)
	base, ok := l.neurons[name.Text]
	if !ok {
		l.unknown(name, diag.UnknownNeuron(name.At, name.Text, nearest(name.Text, keys(l.neurons))))
		return nil
	}
	if !l.enter("neuron "+n.Name.Text, n.Name) {
		return nil
	}
	defer l.leave()
	all := l.arguments(given, name.Text, l.top)
	for path, a := range args {
		all[path] = a
	}
	d := l.neuron(base, all, free, more...)
	if d != nil {
		d.Name, d.Doc = n.Name.Text, n.Doc
	}
	return d
}

// kind splits `Kind(args)` or `Kind`; anything else is a name that nothing has.
func (l *lowerer) kind(x ast.Expr) (ast.Name, []ast.Arg) {
	switch x := x.(type) {
	case *ast.Name:
		return *x, nil
	case *ast.Call:
		if n, ok := x.Fun.(*ast.Name); ok {
			return *n, x.Args
		}
	}
	name := ast.Name{Loc: ast.At(x.Span())}
	if _, unread := x.(*ast.Bad); !unread {
		name.Text = squeeze(x.Span().Text())
	}
	return name, nil
}

// unknown reports that nothing has a name, unless it could not be read.
func (l *lowerer) unknown(name ast.Name, d diag.Diagnostic) {
	if name.Text != "" {
		l.list.Add(d)
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
			v := in.l.declared(m, sc)
			if v.ok() && !v.truth {
				in.d.Observe = append(in.d.Observe, ir.Named{Name: prefix + m.Name.Text, Unit: v.u, Value: v.e})
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

// param binds a parameter to its argument or default.
func (in *instance) param(m *ast.Decl, prefix string, sc *scope) value {
	var v value
	path := prefix + m.Name.Text
	arg := in.argument(path, m)
	at := m.Name.At
	switch {
	case arg != nil:
		arg.used = true
		v, at = arg.value, arg.at
	case m.Value != nil:
		v, at = in.l.expr(m.Value, sc), m.Value.Span()
	case in.free && m.Unit != nil:
		_, open := in.symbol(ir.SymParam, path, in.l.unit(m.Unit), m.Doc, m.Name.At)
		return open
	default:
		in.l.list.Add(diag.NeedsArgument(in.d.Span, in.d.Name, path, m.Name.At))
		return bad()
	}
	want := v.u
	if u, ok := in.first(path); ok && m.Unit == nil {
		want = u
	} else if m.Unit != nil {
		want = in.l.unit(m.Unit)
	} else if arg != nil && m.Value != nil {
		// The default shows the unit that the parameter has.
		quiet := len(in.l.list)
		standard := in.l.expr(m.Value, sc)
		in.l.list = in.l.list[:quiet]
		if standard.ok() && !standard.any {
			want = standard.u
		}
	}
	if v = in.l.defined(in.l.expect(v, want, at, path), at, path); !v.ok() {
		return v
	}
	if cause := in.changing(v, ir.SymState, ir.SymInput, ir.SymTime, ir.SymAmount); cause != "" {
		in.l.list.Add(diag.MustNotChange(at, "the parameter "+path, cause, "write `let "+m.Name.Text+" = …`"))
		return bad()
	}
	return in.bind(path, v, m.Doc, m.Name.At)
}

// first is the unit of the first element of a vector, for the others.
func (in *instance) first(path string) (unit.Unit, bool) {
	base, rest, isElement := strings.Cut(path, "[")
	if !isElement || rest == "0]" {
		return unit.Unit{}, false
	}
	x, ok := in.d.Sym(element(base, 0))
	if !ok {
		return unit.Unit{}, false
	}
	return in.d.Symbols[x].Unit, true
}

// argument is what is given for a parameter, nil for nothing. A number that is
// given for a vector is that of each element; draws are made anew for each.
func (in *instance) argument(path string, m *ast.Decl) *argument {
	base, rest, isElement := strings.Cut(path, "[")
	if !isElement {
		return in.args[path]
	}
	if whole := in.args[base]; whole != nil {
		whole.used = true
		if whole.again != nil && rest != "0]" && whole.value.ok() {
			return &argument{value: whole.again(), name: whole.name, at: whole.at}
		}
		return whole
	}
	if first := in.args[element(base, 0)]; in.args[path] == nil && first != nil {
		in.l.list.Add(diag.VectorShort(first.at, base, strings.TrimSuffix(rest, "]")))
		return first
	}
	return in.args[path]
}

// bind adds a parameter with a value.
func (in *instance) bind(path string, v value, doc string, at source.Span) value {
	sym, out := in.symbol(ir.SymParam, path, v.u, doc, at)
	p := ir.Param{Sym: sym}
	exact := in.l.pool.Subst(v.e, in.exact)
	random, depends := false, false
	for _, s := range exact.Symbols() {
		switch {
		case s >= symPair: // a draw, an index, a number of a pair
			random = true
		case in.column[s]:
			depends = true
		default: // an open parameter of a definition that is only checked
			depends = true
		}
	}
	switch {
	case random:
		column := in.l.column(v, func(expr.Sym) int { return 0 })
		p.Column = &column
		in.column[sym] = true
	case depends:
		p.Derived = exact
		in.column[sym] = true
	case in.l.live[path]:
		column := network.Const(in.l.number(exact))
		p.Column = &column
		in.column[sym] = true
	default:
		p.Literal, p.Exact, p.Value = true, exact, in.l.number(exact)
		in.exact[sym] = exact
	}
	in.d.Params = append(in.d.Params, p)
	return out
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

func (in *instance) state(m *ast.Decl, prefix string, sc *scope) value {
	base, derivative := derivativeOf(m.Name.Text)
	if m.Value == nil && !derivative && !(in.decl == nil && m.Name.Text == weightName) {
		text := ""
		if m.Unit != nil {
			text = m.Unit.At.Text()
		}
		in.l.list.Add(diag.NoStart(m.Name.At, prefix+m.Name.Text, text))
	}
	init := value{e: in.l.pool.Int(0), any: true}
	u := unit.One
	if m.Value != nil {
		init = in.l.expr(m.Value, sc)
		u = init.u
	}
	if u1, ok := in.first(prefix + m.Name.Text); ok && m.Unit == nil && m.Value != nil {
		u = u1
		init = in.l.expect(init, u, m.Value.Span(), m.Name.Text)
	}
	if derivative && m.Unit == nil {
		if b := sc.find(base); b != nil {
			if of := in.l.read(b, base, m.Name.At); of.ok() {
				u = of.u.Div(simple("ms"))
				init = in.l.expect(init, u, m.Name.At, m.Name.Text)
			}
		}
	}
	if m.Unit != nil {
		u = in.l.unit(m.Unit)
		init = in.l.expect(init, u, m.Name.At, m.Name.Text)
	}
	if init.ok() && init.truth {
		in.l.list.Add(diag.TruthAsNumber(m.Name.At))
	}
	if init.ok() {
		if cause := in.changing(init, ir.SymInput, ir.SymTime, ir.SymAmount); cause != "" {
			in.l.list.Add(diag.MustNotChange(m.Value.Span(), "the initial value of "+m.Name.Text, cause, "use parameters, constants and other initial values"))
			init = bad()
		}
	}
	sym, v := in.symbol(ir.SymState, prefix+m.Name.Text, u, m.Doc, m.Name.At)
	in.d.States = append(in.d.States, ir.State{Sym: sym, Init: init.e, Span: m.Name.At})
	in.d.Observe = append(in.d.Observe, ir.Named{Name: prefix + m.Name.Text, Unit: unit.Internal(u.Dim()), Value: v.e})
	return v
}

// derivativeOf is the name of the state whose derivative a name is: x for x', and
// x[1] for x'[1].
func derivativeOf(name string) (string, bool) {
	base, index, isElement := strings.Cut(name, "[")
	base, derivative := strings.CutSuffix(base, "'")
	if isElement {
		base += "[" + index
	}
	return base, derivative
}

// listFor reports an element of a list that nothing takes.
func (in *instance) listFor(a namedArg, base string) {
	names := in.parameters()
	switch {
	case slices.Contains(names, base):
		if a.path == element(base, 0) { // once
			in.l.list.Add(diag.ListForNumber(a.arg.name, base))
		}
	case slices.Contains(names, element(base, 0)):
		n := 0
		for slices.Contains(names, element(base, n)) {
			n++
		}
		if a.path == element(base, n) {
			in.l.list.Add(diag.VectorLong(a.arg.name, base, n))
		}
	case a.path == element(base, 0):
		in.l.list.Add(diag.UnknownParameter(a.arg.name, base, in.decl.Name.Text, nearest(base, names)))
	}
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

// equation sets the rate of a state.
func (in *instance) equation(m *ast.Equation, prefix string, sc *scope) {
	l := in.l
	if m.At != m.Name.At { // not one of those that an equation of higher order implies
		in.d.Equations = append(in.d.Equations, prefix+squeeze(m.At.Text()))
	}
	state, ok := in.find(prefix + m.Name.Text)
	if !ok {
		if b := sc.find(m.Name.Text); b != nil {
			l.list.Add(diag.NotAState(m.Name.At, m.Name.Text, b.at))
		} else {
			l.list.Add(diag.NoSuchState(m.Name.At, m.Name.Text, nearest(m.Name.Text, in.stateNames(prefix))))
		}
		return
	}
	st := &in.d.States[state]
	if st.Rate.IsValid() {
		l.list.Add(diag.SecondEquation(m.Name.At, m.Name.Text, st.Span))
		return
	}
	if m.At == m.Name.At {
		if next, ok := m.Value.(*ast.Name); ok && sc.find(next.Text) == nil { // reported by the equation of next
			return
		}
	}
	inner := in.clock(sc)
	if in.decl != nil { // not a rule of plasticity
		inner.noise = in
	}
	v := l.expr(m.Value, inner)
	if !v.ok() || !in.additiveNoise(v.e, m.Value.Span()) {
		return
	}
	ms, _ := unit.Lookup("ms")
	want := in.unitOf(state, sc, m.Name.Text).Div(ms)
	if v = l.expect(v, want, m.Value.Span(), m.Name.Text+"'"); v.ok() {
		st.Rate, st.Span = v.e, m.At
	}
}

// unitOf is the unit of a state as the user wrote it.
func (in *instance) unitOf(state int, sc *scope, name string) unit.Unit {
	if b := sc.find(name); b != nil && b.done && b.value.ok() {
		return b.value.u
	}
	return in.d.Symbols[in.d.States[state].Sym].Unit
}

// clock is a scope in which t and step can be read.
func (in *instance) clock(sc *scope) *scope {
	inner := newScope(sc)
	ms, _ := unit.Lookup("ms")
	if sc.find("t") == nil {
		inner.lazy(ast.Name{Text: "t"}, func() value {
			for i, s := range in.d.Symbols {
				if s.Kind == ir.SymTime {
					return value{e: in.l.pool.Sym(expr.Sym(i)), u: ms}
				}
			}
			_, v := in.symbol(ir.SymTime, "t", ms, "", source.Span{})
			return v
		})
	}
	if sc.find("step") == nil {
		inner.lazy(ast.Name{Text: "step"}, in.stepSymbol)
	}
	return inner
}

// find returns the index of the state with a qualified name.
func (in *instance) find(name string) (int, bool) {
	for i, s := range in.d.States {
		if in.d.Symbols[s.Sym].Name == name {
			return i, true
		}
	}
	return 0, false
}

func (in *instance) stateNames(prefix string) []string {
	var names []string
	for _, s := range in.d.States {
		if n, ok := strings.CutPrefix(in.d.Symbols[s.Sym].Name, prefix); ok {
			names = append(names, n)
		}
	}
	return names
}

func (in *instance) parameters() []string {
	var names []string
	for _, s := range in.d.Symbols {
		if s.Kind == ir.SymParam {
			names = append(names, s.Name)
		}
	}
	return names
}

// initials are the initial values of the states of a population: those that it
// gives, and those of the neuron, which may use parameters and other initial
// values. Literal parameters are put in, columns are read.
func (l *lowerer) initials(d *ir.Dynamics, given map[expr.Sym]value) []network.Value {
	by := map[expr.Sym]expr.Expr{}
	index := map[expr.Sym]int{}
	for i, p := range d.Params {
		index[p.Sym] = i
		if p.Literal {
			by[p.Sym] = p.Exact
		}
	}
	var of func(s ir.State) expr.Expr
	of = func(s ir.State) expr.Expr {
		if v, ok := given[s.Sym]; ok {
			return v.e
		}
		if !s.Init.IsValid() {
			return l.pool.Int(0)
		}
		e := s.Init
		for _, other := range d.States {
			if !e.DependsOn(other.Sym) || other.Sym == s.Sym {
				continue
			}
			start := of(other)
			if v, drawn := given[other.Sym]; drawn && draws(start) {
				l.list.Add(diag.DrawnStart(v.span, d.Symbols[s.Sym].Name, d.Symbols[other.Sym].Name))
				start = l.pool.Int(0)
			}
			e = l.pool.Subst(e, map[expr.Sym]expr.Expr{other.Sym: start})
		}
		return l.pool.Subst(e, by)
	}
	var list []network.Value
	for _, s := range d.States {
		list = append(list, l.column(value{e: of(s)}, func(x expr.Sym) int { return index[x] }))
	}
	return list
}

// draws reports whether a value of a network is drawn.
func draws(e expr.Expr) bool {
	for _, s := range e.Symbols() {
		if s >= symDraws && s < symKept {
			return true
		}
	}
	return false
}

// squeeze puts source text on one line.
func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }
