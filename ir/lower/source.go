package lower

import (
	"math"
	"math/big"
	"slices"
	"sort"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// sourceKind is a kind of spike source that the language knows.
type sourceKind struct {
	params []string // in order
	needed []string
	make   func(c *sourceCall) *network.Source
}

var sourceKinds = map[string]sourceKind{
	"poisson":   {[]string{"rate", "refractory", "start", "stop"}, []string{"rate"}, (*sourceCall).poisson},
	"gamma":     {[]string{"shape", "rate", "start", "stop"}, []string{"shape", "rate"}, (*sourceCall).gamma},
	"regular":   {[]string{"rate", "start"}, []string{"rate"}, (*sourceCall).regular},
	"spikes_at": {[]string{"times"}, []string{"times"}, (*sourceCall).spikesAt},
}

func (l *lowerer) isSource(name string) bool {
	return l.sources[name] != nil || sourceKinds[name].make != nil
}

func (l *lowerer) sourceNames() []string { return append(keys(l.sources), keys(sourceKinds)...) }

// sourceCall is a source in the making: a kind with its arguments.
type sourceCall struct {
	l      *lowerer
	h      float64 // step in ms
	name   ast.Name
	args   map[string]ast.Expr
	scopes map[string]*scope // of the arguments
	given  []network.Named   // parameters with draws, which are made once
}

// source lowers the call of a source; settings replace its arguments.
func (w *wiring) source(name ast.Name, given []ast.Arg, sc *scope, sets map[string]*setting) *network.Source {
	return w.l.source(name, given, sc, sets, w.spec.Step)
}

func (l *lowerer) source(name ast.Name, given []ast.Arg, sc *scope, sets map[string]*setting, h float64) *network.Source {
	c := &sourceCall{l: l, h: h, name: name}
	seen := map[string]bool{}
	for l.sources[name.Text] != nil {
		decl := l.sources[name.Text]
		if seen[name.Text] {
			l.list.Add(diag.CyclicDefinition(decl.Name.At, name.Text))
			return silent()
		}
		seen[name.Text] = true
		if decl.Variant != nil {
			var more []ast.Arg
			name, more = l.kind(decl.Variant)
			given = withDefaults(given, more)
		} else {
			call, inner, ok := c.body(decl, given, sc, sets)
			if !ok {
				return silent()
			}
			name, given = l.kind(call)
			sc, sets = inner, nil
		}
		if !l.isSource(name.Text) {
			l.list.Add(diag.UnknownSource(name.At, name.Text, nearest(name.Text, l.sourceNames())))
			return silent()
		}
	}
	c.name = name
	kind := sourceKinds[name.Text]
	var ok bool
	if c.args, c.scopes, ok = l.sourceArguments(name, given, sc, sets, kind.params); !ok {
		return silent()
	}
	for _, p := range kind.needed {
		if c.args[p] == nil {
			l.list.Add(diag.NeedsArgument(name.At, name.Text, p, name.At))
			return silent()
		}
	}
	src := kind.make(c)
	src.Given = c.given
	return src
}

// silent is what a source becomes that is wrong.
func silent() *network.Source { return &network.Source{Kind: network.SpikesAt} }

// withDefaults are arguments, and those of more that they leave out.
func withDefaults(given, more []ast.Arg) []ast.Arg {
	out := slices.Clone(given)
	for _, a := range more {
		known := func(b ast.Arg) bool { return a.Name != nil && b.Name != nil && a.Name.String() == b.Name.String() }
		if !slices.ContainsFunc(given, known) {
			out = append(out, a)
		}
	}
	return out
}

// sourceArguments matches arguments and settings with the parameters of a source.
func (l *lowerer) sourceArguments(name ast.Name, given []ast.Arg, sc *scope, sets map[string]*setting, params []string) (args map[string]ast.Expr, scopes map[string]*scope, ok bool) {
	args, scopes, ok = map[string]ast.Expr{}, map[string]*scope{}, true
	seen := map[string]source.Span{}
	for i, a := range given {
		key := ""
		switch {
		case a.Name != nil:
			key = a.Name.String()
		case i < len(params):
			key = params[i]
		default:
			l.list.Add(diag.ArgumentCount(name.At, name.Text, 1, len(params), len(given)))
			continue
		}
		if !slices.Contains(params, key) {
			l.list.Add(diag.UnknownArgument(a.At, key, name.Text, params))
			ok = false
			continue
		}
		if first, twice := seen[key]; twice {
			l.list.Add(diag.SettingTwice(a.At, key, first))
			continue
		}
		seen[key] = a.At
		args[key], scopes[key] = a.Value, sc
	}
	for _, key := range keys(sets) {
		s := sets[key]
		if !slices.Contains(params, key) {
			l.list.Add(diag.UnknownArgument(s.at, key, name.Text, params))
			continue
		}
		args[key], scopes[key] = s.value, s.scope(sc)
	}
	return args, scopes, ok
}

// body binds the parameters of a source that a model defines, and returns the call
// that it puts out with the scope of its arguments.
func (c *sourceCall) body(decl *ast.Source, given []ast.Arg, sc *scope, sets map[string]*setting) (call ast.Expr, inner *scope, ok bool) {
	l := c.l
	var params []string
	for _, m := range decl.Body {
		if d, is := m.(*ast.Decl); is && d.Kind == ast.Param {
			params = append(params, d.Name.Text)
		}
	}
	args, scopes, ok := l.sourceArguments(decl.Name, given, sc, sets, params)
	if !ok {
		return nil, nil, false
	}
	inner = newScope(c.clock(newScope(l.top)))
	for _, m := range decl.Body {
		switch m := m.(type) {
		case *ast.Decl:
			if old, twice := inner.names[m.Name.Text]; twice {
				l.list.Add(diag.DuplicateName(m.Name.At, m.Name.Text, old.at))
				continue
			}
			switch {
			case m.Kind != ast.Param:
				inner.lazy(m.Name, func() value { return l.declared(m, inner) })
			case args[m.Name.Text] != nil:
				c.bind(m, args[m.Name.Text], scopes[m.Name.Text], inner)
			case m.Value != nil:
				c.bind(m, m.Value, inner, inner)
			default:
				l.list.Add(diag.NeedsArgument(c.name.At, decl.Name.Text, m.Name.Text, m.Name.At))
				ok = false
			}
		case *ast.Output:
			call = m.Value
		}
	}
	if call == nil {
		l.list.Add(diag.SourceWithoutOutput(decl.Name.At, decl.Name.Text))
		return nil, nil, false
	}
	return call, inner, ok
}

// bind gives a parameter of a source its value, a number or a list.
func (c *sourceCall) bind(m *ast.Decl, x ast.Expr, sc, inner *scope) {
	l := c.l
	if list, listScope := l.listOf(x, sc); list != nil {
		b := inner.set(m.Name.Text, m.Name.At, bad())
		b.list, b.listScope = list, listScope
		return
	}
	inner.lazy(m.Name, func() value {
		v := l.expr(x, c.clock(sc))
		switch {
		case m.Unit != nil:
			v = l.expect(v, l.unit(m.Unit), x.Span(), m.Name.Text)
		case x != m.Value && m.Value != nil:
			if list, _ := l.listOf(m.Value, inner); list == nil { // the default shows the unit
				if standard := l.expr(m.Value, inner); standard.ok() && !standard.any {
					v = l.expect(v, standard.u, x.Span(), m.Name.Text)
				}
			}
		}
		if !v.ok() {
			return v
		}
		timed, drawn := false, false
		for _, s := range v.e.Symbols() {
			timed = timed || s == symTime
			drawn = drawn || s >= symDraws && s < symKept
		}
		if drawn && !timed { // one draw, wherever the parameter stands
			c.given = append(c.given, network.Named{Name: m.Name.Text, Value: c.column(v)})
			v.e = l.pool.Sym(symGiven + expr.Sym(len(c.given)-1))
		}
		return v
	})
}

// column is a value of the source.
func (c *sourceCall) column(v value) network.Value {
	if !v.ok() {
		return network.Const(0)
	}
	return c.l.column(v, func(x expr.Sym) int { return int(x - symGiven) })
}

// clock is a scope in which t is the time at the beginning of a step.
func (c *sourceCall) clock(sc *scope) *scope {
	inner := newScope(sc)
	inner.halfStep = c.half()
	if sc.find("t") == nil {
		inner.set("t", source.Span{}, value{e: c.l.pool.Sym(symTime), u: simple("ms")})
	}
	if sc.find("step") == nil {
		inner.set("step", source.Span{}, value{e: c.l.pool.Rat(new(big.Rat).SetFloat64(c.h)), u: simple("ms")})
	}
	return inner
}

// half is half a step. Times to which t is compared are meant to be on the grid;
// t + half is on neither side of one by rounding.
func (c *sourceCall) half() expr.Expr {
	return c.l.pool.Rat(new(big.Rat).SetFloat64(c.h / 2))
}

// value is an argument in a unit; timed: it may depend on t.
func (c *sourceCall) value(param, in string, timed bool) value {
	x, sc := c.args[param], c.scopes[param]
	if timed {
		sc = c.clock(sc)
	}
	want := unit.One
	if in != "" {
		want = simple(in)
	}
	return c.l.expect(c.l.expr(x, sc), want, x.Span(), param)
}

// rate is the rate, 0 before start and from stop on.
func (c *sourceCall) rate(timed bool) network.Value {
	l := c.l
	x := c.args["rate"]
	v := c.value("rate", "Hz", timed)
	if !v.ok() {
		return network.Const(0)
	}
	if r, ok := l.isConst(v.e); ok && !(r >= 0 && r < math.Inf(1)) {
		l.list.Add(diag.NegativeRate(x.Span(), x.Span().Text()))
		return network.Const(0)
	}
	now := l.pool.Add(l.pool.Sym(symTime), c.half())
	var window []expr.Expr
	if c.args["start"] != nil && timed {
		if s := c.value("start", "ms", false); s.ok() {
			if x, ok := l.isConst(s.e); !ok || x > c.h/2 {
				window = append(window, l.pool.Compare(expr.Ge, now, s.e))
			}
		}
	}
	if c.args["stop"] != nil {
		if s := c.value("stop", "ms", false); s.ok() {
			if x, ok := l.isConst(s.e); !ok || x < maxSteps*c.h {
				window = append(window, l.pool.Compare(expr.Lt, now, s.e))
			}
		}
	}
	switch len(window) {
	case 1:
		v.e = l.pool.Cond(window[0], v.e, l.pool.Int(0))
	case 2:
		v.e = l.pool.Cond(l.pool.And(window[0], window[1]), v.e, l.pool.Int(0))
	}
	return c.column(v)
}

func (c *sourceCall) poisson() *network.Source {
	s := &network.Source{Kind: network.Poisson, Rate: c.rate(true)}
	if c.args["refractory"] != nil {
		dead := c.value("refractory", "ms", true)
		if dead.ok() && !dead.e.IsZero() {
			s.Kind, s.Dead = network.Refractory, c.column(dead)
		}
	}
	return s
}

func (c *sourceCall) gamma() *network.Source {
	return &network.Source{Kind: network.Gamma, Rate: c.rate(true), Shape: c.column(c.value("shape", "", true))}
}

// regular begins with its first interval, unless it is told when.
func (c *sourceCall) regular() *network.Source {
	l := c.l
	s := &network.Source{Kind: network.Regular, Rate: c.rate(false)}
	if c.args["start"] != nil {
		s.Start = c.column(c.value("start", "ms", false))
		return s
	}
	if v := l.expr(c.args["rate"], c.scopes["rate"]); v.ok() && !v.e.IsZero() {
		s.Start = c.column(value{e: l.pool.Div(l.pool.Int(1), v.e)})
	}
	return s
}

// spikesAt reads a list of times, or one list per element, and puts them on the
// grid. Times that differ per element are computed with the network.
func (c *sourceCall) spikesAt() *network.Source {
	l := c.l
	s := silent()
	list, sc := l.listOf(c.args["times"], c.scopes["times"])
	if list == nil {
		l.list.Add(diag.NotAList(c.args["times"].Span(), "times", "[10 ms, 20 ms]"))
		return s
	}
	nested := slices.ContainsFunc(list.Items, func(x ast.Expr) bool { _, is := x.(*ast.List); return is })
	for _, it := range list.Items {
		inner, is := it.(*ast.List)
		if !nested {
			s.Stamps = c.stamp(it, sc, s.Stamps, s)
			continue
		}
		if !is {
			l.list.Add(diag.NotAList(it.Span(), "the times of each element", "[10 ms, 20 ms]"))
			continue
		}
		own := []int64{}
		for _, x := range inner.Items {
			own = c.stamp(x, sc, own, nil)
		}
		sort.Slice(own, func(i, j int) bool { return own[i] < own[j] })
		s.Each = append(s.Each, own)
	}
	sort.Slice(s.Stamps, func(i, j int) bool { return s.Stamps[i] < s.Stamps[j] })
	return s
}

// stamp appends the step of a time, or adds it to the times of s when it differs
// per element; s nil: it may not.
func (c *sourceCall) stamp(x ast.Expr, sc *scope, stamps []int64, s *network.Source) []int64 {
	l := c.l
	v := l.expect(l.expr(x, sc), simple("ms"), x.Span(), "a spike time")
	if !v.ok() {
		return stamps
	}
	if s != nil && !v.e.IsConst() {
		s.Times = append(s.Times, c.column(v))
		return stamps
	}
	t, ok := l.constant(v, simple("ms"), x.Span(), "a spike time")
	if !ok {
		return stamps
	}
	n := math.Round(t / c.h)
	switch {
	case !(n >= 1 && n <= maxSteps):
		l.list.Add(diag.SpikeTimeOutside(x.Span(), x.Span().Text()))
		return stamps
	case math.Abs(t/c.h-n) > offGrid:
		l.list.Add(diag.OffGrid(x.Span(), "this spike time", t, c.h, n*c.h))
	}
	return append(stamps, int64(n))
}

// listOf is the list that an expression is or names, with the scope of its items;
// nil for anything else.
func (l *lowerer) listOf(x ast.Expr, sc *scope) (*ast.List, *scope) {
	switch x := x.(type) {
	case *ast.List:
		return x, sc
	case *ast.Name:
		if b := sc.find(x.Text); b != nil && b.list != nil {
			return b.list, b.listScope
		}
	}
	return nil, nil
}

// checkSource looks at a definition with its defaults, where it needs no other
// arguments.
func (l *lowerer) checkSource(s *ast.Source) {
	if l.complete(s, map[string]bool{}) {
		l.source(s.Name, nil, newScope(l.top), nil, defaultStep)
	}
}

// complete reports whether a source and those that it is made of have defaults for
// all parameters that get no argument. Anything that is wrong counts as complete, so
// that it is reported.
func (l *lowerer) complete(s *ast.Source, given map[string]bool) bool {
	for depth := 0; s != nil && s.Variant != nil && depth < 100; depth++ {
		name, args := l.kind(s.Variant)
		for _, a := range args {
			if a.Name != nil {
				given[a.Name.String()] = true
			}
		}
		s = l.sources[name.Text]
	}
	if s == nil || s.Variant != nil {
		return true
	}
	for _, m := range s.Body {
		if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Param && d.Value == nil && !given[d.Name.Text] {
			return false
		}
	}
	return true
}

// columnOf is the network value of v, 0 after a mistake.
func (l *lowerer) columnOf(v value) network.Value {
	if !v.ok() {
		return network.Const(0)
	}
	return l.column(v, func(expr.Sym) int { return 0 })
}
