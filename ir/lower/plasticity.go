package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// weightName is the state that begins with the weight of the connection.
const weightName = "w"

// sites are the places of states by the word before `state`.
var sites = map[ast.Site]program.Site{ast.OnConnection: program.AtConnection, ast.AtSource: program.AtSource, ast.AtTarget: program.AtTarget, ast.Everywhere: program.Shared}

// rule instantiates a plasticity rule for a port whose weights have unit u.
// Parameters without a value are left open when free is set.
func (l *lowerer) rule(r *ast.Plasticity, args map[string]*argument, u unit.Unit, free bool) *ir.Dynamics {
	if r.Variant != nil {
		return l.ruleVariant(r, args, u, free)
	}
	outer := l.weight
	l.weight = &u
	defer func() { l.weight = outer }()
	in := &instance{l: l, args: args, free: free, sc: newScope(l.top), exact: map[expr.Sym]expr.Expr{}, column: map[expr.Sym]bool{}, varies: map[expr.Sym]bool{},
		d: &ir.Dynamics{Name: r.Name.Text, Doc: r.Doc, Span: r.Name.At, Pool: l.pool}}
	body := l.unrolled(r.Body)
	in.follow(body)
	in.declare(body, "", in.sc)
	for _, m := range body {
		switch m := m.(type) {
		case *ast.Decl:
			if m.Kind == ast.State {
				in.place(m)
			}
		case *ast.Equation:
			in.equation(m, "", in.sc)
		}
	}
	in.solvable()
	w, found := in.find(weightName)
	if !found {
		l.list.Add(diag.RuleWithoutWeight(r.Name.At, r.Name.Text))
		return nil
	}
	in.d.Weight = in.d.States[w].Sym
	in.weightState(r)
	delivers := false
	seen := map[ast.Event]source.Span{}
	for _, m := range body {
		if on, ok := m.(*ast.On); ok {
			if first, twice := seen[on.Event]; twice && (on.Event == ast.OnPre || on.Event == ast.OnPost) {
				l.list.Add(diag.DuplicateName(on.At, "`on "+string(on.Event)+"`", first))
				continue
			}
			seen[on.Event] = on.At
			in.event(on)
			delivers = delivers || on.Event == ast.OnPre && hasDelivery(on.Body)
		}
	}
	if !delivers {
		l.list.Add(diag.RuleWithoutDelivery(r.Name.At, r.Name.Text))
	}
	for _, a := range sortedArgs(args) {
		if !a.arg.used {
			l.list.Add(diag.UnknownParameter(a.arg.name, a.path, r.Name.Text, nearest(a.path, in.parameters())))
		}
	}
	in.alike()
	return in.d
}

// alike checks that what all connections of a source or target share does not
// depend on parameters that differ per connection, and notes those that it depends
// on.
func (in *instance) alike() {
	params := map[expr.Sym]ir.Param{}
	for _, p := range in.d.Params {
		params[p.Sym] = p
	}
	var note func(e expr.Expr)
	note = func(e expr.Expr) {
		for _, x := range e.Symbols() {
			if p, ok := params[x]; ok && p.Derived.IsValid() {
				note(p.Derived)
			} else if ok && !slices.Contains(in.d.Alike, x) {
				in.d.Alike = append(in.d.Alike, x)
			}
		}
	}
	check := func(st ir.State, e expr.Expr, at source.Span) bool {
		if st.Site == program.AtConnection || !e.IsValid() {
			return true
		}
		for _, x := range e.Symbols() {
			if in.varies[x] {
				d := diag.RuleVaries(at, in.d.Symbols[st.Sym].Name, st.Site.String(), in.d.Symbols[x].Name)
				if arg := in.args[in.d.Symbols[x].Name]; arg != nil {
					d = diag.RuleVaries(arg.at, in.d.Symbols[st.Sym].Name, st.Site.String(), in.d.Symbols[x].Name).WithRelated(at, "here it depends on it")
				}
				in.l.list.Add(d)
				return false
			}
		}
		note(e)
		return true
	}
	for _, st := range in.d.States {
		_ = check(st, st.Init, st.Span) && check(st, st.Rate, st.Span) && check(st, st.Low, st.Span) && check(st, st.High, st.Span)
	}
	for _, e := range in.d.Events {
		for _, a := range e.Body {
			if i, ok := in.index(a.State); ok {
				check(in.d.States[i], a.Value, a.Span)
			}
		}
	}
}

// index is the place of a state among the states.
func (in *instance) index(x expr.Sym) (int, bool) {
	for i, s := range in.d.States {
		if s.Sym == x {
			return i, true
		}
	}
	return 0, false
}

// ruleVariant instantiates `plasticity a = b(…)` as b with more arguments.
func (l *lowerer) ruleVariant(r *ast.Plasticity, args map[string]*argument, u unit.Unit, free bool) *ir.Dynamics {
	name, given := l.kind(r.Variant)
	base, ok := l.rules[name.Text]
	if !ok {
		l.list.Add(diag.UnknownPlasticity(name.At, name.Text, nearest(name.Text, keys(l.rules))))
		return nil
	}
	if !l.enter("plasticity "+r.Name.Text, r.Name) {
		return nil
	}
	defer l.leave()
	all := l.arguments(given, name.Text, l.top)
	for path, a := range args {
		all[path] = a
	}
	d := l.rule(base, all, u, free)
	if d != nil {
		d.Name, d.Doc = r.Name.Text, r.Doc
	}
	return d
}

// weightState checks that the weight begins with that of the connection.
func (in *instance) weightState(r *ast.Plasticity) {
	for _, m := range r.Body {
		d, ok := m.(*ast.Decl)
		if !ok || d.Kind != ast.State || d.Name.Text != weightName {
			continue
		}
		switch {
		case d.Value != nil:
			in.l.list.Add(diag.WeightOfRule(d.Value.Span(), "begins with that of the connection and has no initial value of its own"))
		case d.Site != ast.OnConnection:
			in.l.list.Add(diag.WeightOfRule(d.Name.At, "belongs to the connection"))
		case d.Unit == nil || len(d.Unit.Factors) != 1 || d.Unit.Factors[0].Name.Text != "weight":
			in.l.list.Add(diag.WeightOfRule(d.Name.At, "is in the unit `weight`, that of the port"))
		}
	}
}

// arguments evaluates named arguments in a scope.
func (l *lowerer) arguments(given []ast.Arg, kind string, sc *scope) map[string]*argument {
	all := map[string]*argument{}
	for _, a := range listed(l.spread(given, sc)) {
		if a.Name == nil {
			l.list.Add(diag.NeedsNames(a.At, kind))
			continue
		}
		if old := all[a.Name.String()]; old != nil {
			l.list.Add(diag.SettingTwice(a.Name.At, a.Name.String(), old.name))
			continue
		}
		all[a.Name.String()] = &argument{value: l.expr(a.Value, sc), name: a.Name.At, at: a.Value.Span(), again: func() value { return l.expr(a.Value, sc) }}
	}
	return all
}

// place notes where a state lives and its bounds.
func (in *instance) place(m *ast.Decl) {
	l := in.l
	i, ok := in.find(m.Name.Text)
	if !ok {
		return
	}
	st := &in.d.States[i]
	st.Site = sites[m.Site]
	if m.Clip != nil {
		u := in.d.Symbols[st.Sym].Unit
		low := l.expect(l.expr(m.Clip.Low, in.sc), u, m.Clip.Low.Span(), "the lower bound of "+m.Name.Text)
		high := l.expect(l.expr(m.Clip.High, in.sc), u, m.Clip.High.Span(), "the upper bound of "+m.Name.Text)
		if !low.ok() || !high.ok() {
			return
		}
		for _, s := range append(append([]expr.Sym(nil), low.e.Symbols()...), high.e.Symbols()...) {
			if in.d.Symbols[s].Kind != ir.SymParam {
				l.list.Add(diag.RuleBounds(source.Join(m.Clip.Low.Span(), m.Clip.High.Span()), "depend on "+in.d.Symbols[s].Name+", which changes"))
				return
			}
		}
		a, b := l.pool.Subst(low.e, in.exact), l.pool.Subst(high.e, in.exact)
		if a.IsConst() && b.IsConst() && l.number(a) > l.number(b) {
			l.list.Add(diag.RuleBounds(source.Join(m.Clip.Low.Span(), m.Clip.High.Span()), "are in the wrong order"))
			return
		}
		st.Low, st.High = low.e, high.e
	}
}

func hasDelivery(list []ast.Stmt) bool {
	for _, st := range list {
		switch st := st.(type) {
		case *ast.Deliver:
			return true
		case *ast.If:
			if hasDelivery(st.Then) || hasDelivery(st.Else) {
				return true
			}
		}
	}
	return false
}

// follow declares the variables of the target that a rule reads.
func (in *instance) follow(body []ast.Member) {
	for _, m := range body {
		d, ok := m.(*ast.Decl)
		if !ok || d.Kind != ast.Target {
			continue
		}
		if old, ok := in.sc.names[d.Name.Text]; ok {
			in.l.list.Add(diag.DuplicateName(d.Name.At, d.Name.Text, old.at))
			continue
		}
		u := in.l.unit(d.Unit)
		_, v := in.symbol(ir.SymFollow, d.Name.Text, u, d.Doc, d.Name.At)
		in.sc.set(d.Name.Text, d.Name.At, v)
	}
}

// solvable checks that every equation can be solved between events, and that
// states begin with what is known at the beginning.
func (in *instance) solvable() {
	motions, why := in.d.Motions()
	for i, reason := range why {
		if st := in.d.States[i]; reason != "" {
			in.l.list.Add(diag.RuleEquation(st.Span, in.d.Symbols[st.Sym].Name, reason))
		}
	}
	for i, st := range in.d.States {
		if motions[i].Followed || !st.Init.IsValid() {
			continue
		}
		for _, x := range st.Init.Symbols() {
			if in.d.Symbols[x].Kind == ir.SymFollow {
				in.l.list.Add(diag.RuleSide(st.Span, in.d.Symbols[st.Sym].Name, st.Site.String(), "it begins with "+in.d.Symbols[x].Name+", a variable of the target"))
			}
		}
	}
	in.motions = motions
}

// event lowers `on pre`, `on post` and `on PORT(a)`.
func (in *instance) event(on *ast.On) {
	e := ir.Event{Site: program.AtSource, Span: on.At}
	sc, title := in.drawing(in.sc), "on "+string(on.Event)
	switch on.Event {
	case ast.OnPost:
		e.Site = program.AtTarget
	case ast.OnModulator:
		e.Site, e.Port = program.Shared, on.Port.Text
		title = "on " + on.Port.Text + "(" + on.Weight.Name.Text + ")"
		for _, other := range in.d.Events {
			if other.Port == e.Port {
				in.l.list.Add(diag.DuplicateName(on.Port.At, e.Port, other.Span))
				return
			}
		}
		u := unit.One
		if on.Weight.Unit != nil {
			u = in.l.unit(on.Weight.Unit)
		}
		sym, v := in.symbol(ir.SymAmount, e.Port+"."+on.Weight.Name.Text, u, "", on.Weight.Name.At)
		e.Amount = sym
		sc = newScope(sc)
		sc.set(on.Weight.Name.Text, on.Weight.Name.At, v)
	}
	f := &flat{in: in, current: map[expr.Sym]expr.Expr{}, spans: map[expr.Sym]ast.Node{}, event: on.Event}
	f.statements(on.Body, sc, in.l.pool.Bool(true))
	e.Deliver = f.deliver
	for _, x := range f.order {
		e.Body = append(e.Body, ir.Assign{State: x, Value: f.current[x], Span: f.spans[x].Span()})
		in.side(x, e.Site, f.current[x], f.spans[x].Span())
	}
	in.d.Equations = append(in.d.Equations, title+" "+bodyText(on))
	in.d.Events = append(in.d.Events, e)
}

// side checks that a state of one side changes by what that side knows.
func (in *instance) side(x expr.Sym, event program.Site, value expr.Expr, at source.Span) {
	own := in.siteOf(x)
	name := in.d.Symbols[x].Name
	switch {
	case own == program.AtConnection || !value.IsValid():
	case in.followed(x):
		in.l.list.Add(diag.RuleSide(at, name, own.String(), "it follows the variables of the target from step to step"))
	case own != event:
		in.l.list.Add(diag.RuleSide(at, name, own.String(), "it is changed in `on "+event.String()+"`"))
	default:
		for _, s := range value.Symbols() {
			if k := in.d.Symbols[s].Kind; k == ir.SymFollow || k == ir.SymState && (in.siteOf(s) != own || in.followed(s)) || k == ir.SymDraw || k == ir.SymOpenDraw {
				what := in.d.Symbols[s].Name
				if k == ir.SymDraw || k == ir.SymOpenDraw {
					what = "a draw, which every connection makes for itself"
				}
				in.l.list.Add(diag.RuleSide(at, name, own.String(), "its new value depends on "+what))
				return
			}
		}
	}
}

// followed reports whether a state is driven by variables of the target.
func (in *instance) followed(x expr.Sym) bool {
	i, ok := in.index(x)
	return ok && in.motions[i].Followed
}

func (in *instance) siteOf(x expr.Sym) program.Site {
	for _, s := range in.d.States {
		if s.Sym == x {
			return s.Site
		}
	}
	return program.AtConnection
}

// deliverStatement lowers `deliver EXPR` under condition c.
func (f *flat) deliverStatement(st *ast.Deliver, sc *scope, c expr.Expr) {
	l := f.in.l
	if f.event != ast.OnPre {
		l.list.Add(diag.DeliveryElsewhere(st.At))
		return
	}
	v := f.now(l.expr(st.Value, sc), st.Value.Span())
	if v = l.expect(v, *l.weight, st.Value.Span(), "what is delivered"); v.ok() {
		f.deliver = append(f.deliver, ir.Delivery{Value: v.e, When: c})
	}
}

// clipped keeps a new value of a state within its bounds.
func (f *flat) clipped(state int, e expr.Expr) expr.Expr {
	st, p := f.in.d.States[state], f.in.l.pool
	if !st.Low.IsValid() {
		return e
	}
	return p.Call(expr.Min, p.Call(expr.Max, e, st.Low), st.High)
}

// reread reports a state of a side that is read after it was assigned.
func (f *flat) reread(v value, at source.Span) {
	if f.event == "" {
		return
	}
	for _, s := range v.e.Symbols() {
		if _, assigned := f.current[s]; assigned && f.in.siteOf(s) != program.AtConnection {
			f.in.l.list.Add(diag.RuleReread(at, f.in.d.Symbols[s].Name))
			return
		}
	}
}

// checkRule looks at a definition, for a port that takes currents.
func (l *lowerer) checkRule(r *ast.Plasticity) { l.rule(r, nil, simple("pA"), true) }

// plasticity reads the setting of a connection and returns the index of the
// rule in the model.
func (w *wiring) plasticity(c *ast.Connect, s *ast.Setting, u unit.Unit, post network.View) int {
	l := w.l
	name, given := l.kind(s.Value)
	r, ok := l.rules[name.Text]
	if !ok {
		if name.Text == "" {
			name = ast.Name{Loc: ast.At(s.Value.Span()), Text: squeeze(s.Value.Span().Text())}
		}
		if _, unread := s.Value.(*ast.Bad); !unread {
			l.list.Add(diag.UnknownPlasticity(name.At, name.Text, nearest(name.Text, keys(l.rules))))
		}
		return -1
	}
	args := l.arguments(given, name.Text, w.connection())
	if c.Name != nil {
		for rest, set := range w.x.below(c.Name.Text) {
			if ownSettings[rest] || set.view != nil {
				continue
			}
			for at, x := range perElement(rest, set.value) {
				value := func() value { return l.expr(x, set.scope(w.connection())) }
				args[at] = &argument{value: value(), name: set.at, at: x.Span(), again: value}
			}
		}
		l.live = map[string]bool{}
		for _, path := range w.x.liveOf(c.Name.Text) {
			l.live[path] = true
		}
		defer func() { l.live = nil }()
	}
	d := l.rule(r, args, u, false)
	if d == nil || !w.follows(d, post, s) {
		return -1
	}
	w.m.Rules = append(w.m.Rules, d)
	return len(w.m.Rules) - 1
}

// follows checks that the targets have the variables that a rule reads.
func (w *wiring) follows(rule *ir.Dynamics, post network.View, s *ast.Setting) bool {
	good := true
	for _, sym := range rule.Symbols {
		if sym.Kind != ir.SymFollow {
			continue
		}
		for _, part := range w.parts(post) {
			d := w.dynamics(part.Runs[0].Population)
			if d == nil {
				return false
			}
			i := slices.IndexFunc(d.Observe, func(o ir.Named) bool { return o.Name == sym.Name })
			switch {
			case i < 0:
				var names []string
				for _, o := range d.Observe {
					names = append(names, o.Name)
				}
				w.l.list.Add(diag.UnknownVariable(s.Value.Span(), sym.Name, d.Name, nearest(sym.Name, names)).WithRelated(sym.Span, "the rule reads it of its targets"))
				good = false
			case !unit.SameDim(d.Observe[i].Unit, sym.Unit):
				w.l.list.Add(diag.UnitExpected(s.Value.Span(), sym.Name+" of "+d.Name, sym.Unit.String(), d.Observe[i].Unit.String(), "the rule reads it of its targets in that unit"))
				good = false
			}
		}
	}
	return good
}
