package lower

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// maxDelay is the longest delay in steps: delays travel as 16-bit numbers.
const maxDelay = math.MaxUint16

// target reads a view, perhaps with the name of a port or input behind it.
func (w *wiring) target(x ast.Expr) (network.View, string, bool) {
	if f, ok := x.(*ast.Field); ok {
		v, ok := w.view(f.X)
		return v, f.Name.Text, ok
	}
	if index, ok := x.(*ast.Index); ok && len(index.Indices) == 1 {
		if f, ok := index.X.(*ast.Field); ok { // an element of a vector of inputs
			v, ok := w.view(f.X)
			k, okK := w.bound(index.Indices[0], 0)
			return v, element(f.Name.Text, k), ok && okK
		}
	}
	v, ok := w.view(x)
	return v, "", ok
}

// connect adds a projection.
func (w *wiring) connect(c *ast.Connect) {
	if w.modulates(c) {
		return
	}
	w.claim(c)
	defer w.release(c)
	post, port, ok := w.target(c.Target)
	if !ok {
		w.ends(c, nil)
		return
	}
	p := network.Projection{Post: post}
	u, port, ok := w.port(post, port, c.Target)
	if ok {
		p.Port = port
	}
	pre, good := w.pre(c, post)
	p.Pre = pre
	text := w.text(c.Source) + "->" + w.text(c.Target)
	if f, isField := c.Target.(*ast.Field); !isField || f.Name.Text != port {
		text += "." + port
	}
	if c.Name != nil {
		text = c.Name.Text
	}
	p.Name = w.fresh(text, "#")
	rule, okRule := w.rule(c.Rule, &p, u, good)
	p.Rule, good = rule, good && okRule
	if !ok {
		u = unit.Unit{}
		w.ends(c, nil)
		return
	}
	plasticity := -1
	continuous := w.isContinuous(post, port)
	w.ends(c, func(set *ast.Setting) {
		if set.Name.Text == "plasticity" {
			if model, is := w.isExtern(post); is {
				w.l.list.Add(diag.ExternUse(set.Name.At, model, "it does not tell connections when it fires"))
			}
			if plasticity = w.plasticity(c, set, u, post); continuous {
				w.l.list.Add(diag.ContinuousPlasticity(set.Name.At, port))
			}
			return
		}
		w.weightOrDelay(set, &p, u, continuous)
	})
	if c.Name != nil && !has(c, "plasticity") {
		for rest, s := range w.x.below(c.Name.Text) {
			if !ownSettings[rest] && s.view == nil {
				w.l.list.Add(diag.UnknownParameter(s.at, rest, c.Name.Text+", which is static,", nil))
			}
		}
	}
	if okRule {
		w.given(c, "weight", p.ListedWeight, diag.MissingWeight(c.At))
		w.delays(c, &p)
	}
	if continuous && good {
		good = w.continuous(c, pre, post, port)
	}
	if !good {
		return
	}
	w.spec.Projections = append(w.spec.Projections, p)
	w.m.Rule = append(w.m.Rule, plasticity)
	if c.Name != nil {
		w.wires[c.Name.Text] = append(w.wires[c.Name.Text], len(w.spec.Projections)-1)
	}
	w.m.Places.Projections = append(w.m.Places.Projections, c.At)
}

// claim enters the name of a projection. A statement in a loop may make several.
func (w *wiring) claim(c *ast.Connect) {
	if c.Name == nil {
		return
	}
	if old := w.sc.find(c.Name.Text); old != nil {
		w.l.list.Add(diag.DuplicateName(c.Name.At, c.Name.Text, old.at))
	} else if old, ok := w.wired[c.Name.Text]; ok && old != c.Name.At {
		w.l.list.Add(diag.DuplicateName(c.Name.At, c.Name.Text, old))
	}
	w.wired[c.Name.Text] = c.Name.At
}

// release marks a projection that could not be made.
func (w *wiring) release(c *ast.Connect) {
	if c.Name != nil && len(w.wires[c.Name.Text]) == 0 {
		w.unmade[c.Name.Text] = true
	}
}

// given checks that a value is given once: in the braces, or in a list.
func (w *wiring) given(c *ast.Connect, name string, listed bool, missing diag.Diagnostic) {
	for _, s := range c.Settings {
		if s.Name.Text == name {
			if listed {
				w.l.list.Add(diag.SettingTwice(s.Name.At, name, c.Rule.Span()))
			}
			return
		}
	}
	if !listed {
		w.l.list.Add(missing)
	}
}

// delays checks that a connection has its delay once: whole, in two parts, or in
// its list.
func (w *wiring) delays(c *ast.Connect, p *network.Projection) {
	whole, axonal, dendritic := has(c, "delay"), has(c, "axonal_delay"), has(c, "dendritic_delay")
	switch {
	case axonal && whole:
		w.l.list.Add(diag.DelayParts(c.At, "`delay` stands beside `axonal_delay`, so it is not clear what it is", "write `dendritic_delay` instead of `delay`"))
	case dendritic && whole:
		w.l.list.Add(diag.DelayParts(c.At, "`delay` stands beside `dendritic_delay`, which is the same", "leave one of them out, or write `axonal_delay` and `dendritic_delay`"))
	case axonal && !dendritic && !p.ListedDelay:
		w.l.list.Add(diag.DelayParts(c.At, "there is an axonal delay, but no dendritic one", "write `dendritic_delay` too: at least one step, because what a connection delivers takes time to arrive"))
	case dendritic && p.ListedDelay:
		w.given(c, "dendritic_delay", true, diag.MissingDelay(c.At))
	case !dendritic:
		w.given(c, "delay", p.ListedDelay, diag.MissingDelay(c.At))
	}
}

func has(c *ast.Connect, name string) bool {
	for _, s := range c.Settings {
		if s.Name.Text == name {
			return true
		}
	}
	return false
}

// ends visits the settings in the braces, each once.
func (w *wiring) ends(c *ast.Connect, f func(*ast.Setting)) {
	l := w.l
	seen := map[string]source.Span{}
	for i := range c.Settings {
		s := &c.Settings[i]
		outer := w.sc
		if over := w.overriding(c, s.Name.Text); over != nil {
			s = &ast.Setting{Loc: s.Loc, Name: s.Name, Value: over.value}
			w.sc = over.scope(outer)
		}
		switch first, twice := seen[s.Name.Text]; {
		case twice:
			l.list.Add(diag.SettingTwice(s.Name.At, s.Name.Text, first))
		case s.Name.Text == "weight" || s.Name.Text == "delay" || s.Name.Text == "axonal_delay" || s.Name.Text == "dendritic_delay":
			if f != nil {
				f(s)
			} else {
				l.expr(s.Value, w.connection())
			}
		case s.Name.Text == "plasticity":
			if f != nil {
				f(s)
			}
		default:
			l.list.Add(diag.UnknownSetting(s.Name.At, s.Name.Text, []string{"weight", "delay", "axonal_delay", "dendritic_delay", "plasticity"}))
		}
		seen[s.Name.Text] = s.Name.At
		w.sc = outer
	}
	for name := range ownSettings {
		if over := w.overriding(c, name); over != nil && f != nil && !has(c, name) {
			l.list.Add(diag.BadAction(over.at, "the connections "+c.Name.Text+" have no "+name+" of their own to set", "give them one in the braces behind the rule"))
		}
	}
}

// overriding is what an experiment sets in the place of a value in the braces.
func (w *wiring) overriding(c *ast.Connect, name string) *setting {
	if c.Name == nil || w.x == nil || !ownSettings[name] {
		return nil
	}
	if w.electrical && name == "weight" {
		name = "conductance"
	}
	return w.x.find(c.Name.Text + "." + name)
}

// pairNames are what values of a connection may use, besides draws.
var pairNames = map[string]struct {
	number expr.Sym
	unit   string
}{
	"i": {program.PairSource, ""}, "j": {program.PairTarget, ""}, "N_pre": {program.PairSources, ""}, "N_post": {program.PairTargets, ""},
	"d": {program.PairDistance, "um"}, "dx": {program.PairX, "um"}, "dy": {program.PairY, "um"}, "dz": {program.PairZ, "um"},
}

// pair is a scope for values that may differ per connection, without draws. A
// name that the network declares means that.
func (w *wiring) pair() *scope {
	sc := newScope(w.sc)
	for name, p := range pairNames {
		if w.sc.find(name) != nil {
			continue
		}
		v := value{e: w.l.pool.Sym(symPair + p.number)}
		if p.unit != "" {
			v.u = simple(p.unit)
		}
		sc.set(name, source.Span{}, v)
	}
	return sc
}

// hasPlaces reports a value that uses the distance between elements without places.
func (w *wiring) hasPlaces(v value, p *network.Projection, at source.Span) {
	for name, n := range pairNames {
		if n.unit == "" || !v.ok() || !v.e.DependsOn(symPair+n.number) {
			continue
		}
		for _, view := range []network.View{p.Pre, p.Post} {
			for _, r := range view.Runs {
				if pop := &w.spec.Populations[r.Population]; pop.Layout == nil {
					w.l.list.Add(diag.BadLayout(at, "this uses the distance "+name+", but the elements of "+pop.Name+" have no places", "give them some: `{ at line(dx = 10 um) }`"))
					return
				}
			}
		}
	}
}

// connection is a scope for values that may differ per connection.
func (w *wiring) connection() *scope {
	sc := w.pair()
	sc.random = true
	return sc
}

// weightOrDelay reads one of them. Only continuous connections may have no delay.
func (w *wiring) weightOrDelay(s *ast.Setting, p *network.Projection, u unit.Unit, continuous bool) {
	l := w.l
	v := l.expr(s.Value, w.connection())
	at := s.Value.Span()
	w.hasPlaces(v, p, at)
	if s.Name.Text == "weight" {
		what := "the weight"
		if p.Port == gapName {
			what = "the conductance"
		}
		p.Weight = l.columnOf(l.expect(v, u, at, what))
		return
	}
	v = l.expect(v, simple("ms"), at, "the delay")
	least := 1.0
	if s.Name.Text == "axonal_delay" {
		p.Axonal, least = l.columnOf(v), 0
	} else {
		p.Delay = l.columnOf(v)
	}
	h := w.spec.Step
	d, constant := l.isConst(v.e)
	if !constant {
		return
	}
	n := math.Round(d / h)
	switch {
	case continuous && d == 0:
	case !(d >= h*(least-offGrid)):
		l.list.Add(diag.DelayTooShort(at, squeeze(at.Text()), ms(h)))
	case n > maxDelay:
		l.list.Add(diag.DelayTooLong(at, squeeze(at.Text()), ms(h), maxDelay))
	case math.Abs(d/h-n) > offGrid:
		l.list.Add(diag.OffGrid(at, "this delay", d, h, n*h))
	}
}

func ms(h float64) string { return fmt.Sprintf("%g ms", h) }

// port finds the port of a target view and its unit. Without a name it is the
// only one.
func (w *wiring) port(post network.View, name string, at ast.Expr) (unit.Unit, string, bool) {
	l := w.l
	var u unit.Unit
	found := false
	for _, run := range post.Runs {
		d := w.dynamics(run.Population)
		pop := w.spec.Populations[run.Population]
		if d == nil {
			if pop.Source != nil {
				l.list.Add(diag.NotAPopulation(at.Span(), pop.Name, "a source of spikes, which cannot be a target"))
			}
			return u, name, false
		}
		var names []string
		for _, p := range d.Ports {
			names = append(names, p.Name)
		}
		switch {
		case len(names) == 0:
			l.list.Add(diag.NoPorts(at.Span(), pop.Name))
			return u, name, false
		case name == "" && len(names) > 1:
			l.list.Add(diag.PortNeeded(at.Span(), pop.Name, names))
			return u, name, false
		case name == "":
			name = names[0]
		}
		i := indexOf(d.Ports, name)
		if i < 0 {
			place := at.Span()
			if f, ok := at.(*ast.Field); ok {
				place = f.Name.At
			}
			l.list.Add(diag.UnknownPort(place, name, pop.Name, names))
			return u, name, false
		}
		if found && !unit.SameDim(u, d.Ports[i].Unit) {
			l.list.Add(diag.UnitExpected(at.Span(), "port "+name+" of "+pop.Name, u.String(), d.Ports[i].Unit.String(), "connect to each population on its own"))
			return u, name, false
		}
		u, found = d.Ports[i].Unit, true
	}
	return u, name, found
}

func indexOf(ports []ir.Port, name string) int {
	for i, p := range ports {
		if p.Name == name {
			return i
		}
	}
	return -1
}

// pre is the source view; an anonymous source is as large as the target.
func (w *wiring) pre(c *ast.Connect, post network.View) (network.View, bool) {
	if call, ok := c.Source.(*ast.Call); ok {
		if name, given := w.l.kind(call); w.l.isSource(name.Text) {
			src := w.source(name, given, w.element(), nil)
			n := ast.Name{Loc: name.Loc, Text: w.fresh(name.Text+"_1", "_")}
			at := w.add(n, "", post.Len(), network.Population{Source: src}, -1)
			p := w.spec.Populations[at]
			return network.View{Runs: []network.Run{{Population: at, First: p.First, Stride: 1, N: p.N}}}, true
		}
	}
	return w.view(c.Source)
}
