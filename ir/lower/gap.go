package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// gapKind is the synapse behind `gap`, which no model can name; gapName its port.
const (
	gapKind = "gap junction"
	gapName = "gap"
)

// gapSynapse is that synapse: the current into a neuron is the sum of
// g*(V_sender - V), with V that of the neuron within the step and V_sender that of
// the beginning of the step.
//
//	synapse gap {
//	    target V : mV; source V_sender : mV
//	    sum S : pA = w*V_sender; sum G : nS = w
//	    output S - G*V : pA
//	}
func gapSynapse(loc ast.Loc) *ast.Synapse {
	name := func(s string) *ast.Name { return &ast.Name{Loc: loc, Text: s} }
	in := func(s string) *ast.Unit {
		return &ast.Unit{Loc: loc, Factors: []ast.UnitFactor{{Loc: loc, Name: *name(s), Exp: one}}}
	}
	binary := func(op ast.Op, x, y ast.Expr) ast.Expr {
		return &ast.Binary{Loc: loc, Op: op, OpAt: loc.At, X: x, Y: y}
	}
	decl := func(kind ast.DeclKind, s, u string, v ast.Expr) ast.Member {
		return &ast.Decl{Loc: loc, Kind: kind, Name: *name(s), Unit: in(u), Value: v}
	}
	return &ast.Synapse{Loc: loc, Name: *name(gapKind), Body: []ast.Member{
		decl(ast.Target, "V", "mV", nil),
		decl(ast.Sender, "V_sender", "mV", nil),
		decl(ast.Sum, "S", "pA", binary(ast.Mul, name(weightOfConnection), name("V_sender"))),
		decl(ast.Sum, "G", "nS", name(weightOfConnection)),
		&ast.Output{Loc: loc, Value: binary(ast.Sub, name("S"), binary(ast.Mul, name("G"), name("V"))), Unit: in("pA")},
	}}
}

// gapPorts finds the populations that electrical synapses reach.
func (w *wiring) gapPorts(n *ast.Network) {
	groups := map[string]*ast.Group{}
	populations := map[string]bool{}
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Group:
			groups[m.Name.Text] = m
		case *ast.Population:
			for _, h := range m.Heads {
				populations[h.Name.Text] = true
			}
		}
	}
	var mark func(x ast.Expr, g *ast.Gap, depth int)
	mark = func(x ast.Expr, g *ast.Gap, depth int) {
		ast.Inspect(x, func(n ast.Node) bool {
			name, ok := n.(*ast.Name)
			if !ok || depth > 64 {
				return true
			}
			switch text := w.sc.plain(name.Text); {
			case populations[text] && w.gaps[text] == nil:
				w.gaps[text] = g
			case groups[text] != nil:
				mark(groups[text].Value, g, depth+1)
			}
			return true
		})
	}
	isName := func(name string) bool { return populations[name] || groups[name] != nil }
	var find func(body []ast.Member)
	find = func(body []ast.Member) {
		for _, m := range body {
			switch m := m.(type) {
			case *ast.Gap:
				mark(m.A, m, 0)
				mark(m.B, m, 0)
			case *ast.For:
				if !hasGap(m.Body) {
					continue
				}
				outer, quiet := w.sc, len(w.l.list)
				w.l.loop(m, outer, isName, func(sc *scope, _ []turn) {
					w.sc = sc
					find(m.Body)
				})
				w.sc = outer
				w.l.list = w.l.list[:quiet] // the loop itself speaks of its mistakes
			}
		}
	}
	find(n.Body)
}

// hasGap reports whether an electrical synapse stands in a loop.
func hasGap(body []ast.Member) bool {
	return slices.ContainsFunc(body, func(m ast.Member) bool {
		loop, isLoop := m.(*ast.For)
		_, isGap := m.(*ast.Gap)
		return isGap || isLoop && hasGap(loop.Body)
	})
}

// potentials are the names of a membrane potential.
var potentials = []string{"V", "v", "V_m"}

// gapPort is the port of an electrical synapse on neurons of a kind.
func (w *wiring) gapPort(g *ast.Gap, decl *ast.Neuron) []attachment {
	states := map[string]bool{}
	for hops := 0; decl != nil && hops < 1000; hops++ {
		for _, m := range decl.Body {
			if d, ok := m.(*ast.Decl); ok && d.Kind == ast.State {
				states[d.Name.Text] = true
			}
		}
		switch {
		case decl.Variant != nil:
			base, _ := w.l.kind(decl.Variant)
			decl = w.l.neurons[base.Text]
		case decl.Extends != nil:
			decl = w.l.neurons[decl.Extends.Text]
		default:
			decl = nil
		}
	}
	at := slices.IndexFunc(potentials, func(s string) bool { return states[s] })
	if at < 0 {
		w.l.list.Add(diag.GapPotential(g.At, potentials))
		return nil
	}
	v := &ast.Name{Loc: g.Loc, Text: potentials[at]}
	arg := func(s string) ast.Arg {
		return ast.Arg{Loc: g.Loc, Name: &ast.Path{Loc: g.Loc, Parts: []ast.Name{{Loc: g.Loc, Text: s}}}, Value: v}
	}
	port := &ast.Port{Loc: g.Loc, Name: ast.Name{Loc: g.Loc, Text: gapName},
		Kind: &ast.Call{Loc: g.Loc, Fun: &ast.Name{Loc: g.Loc, Text: gapKind}, Args: []ast.Arg{arg("V"), arg("V_sender")}}}
	return []attachment{{port: port, key: gapKind}}
}

// gap connects two views both ways: one projection, and its mirror image.
func (w *wiring) gap(g *ast.Gap) {
	l := w.l
	a, okA := w.view(g.A)
	b, okB := w.view(g.B)
	c := &ast.Connect{Loc: g.Loc, Doc: g.Doc, Name: g.Name, Source: g.A, Target: g.B, Rule: g.Rule}
	w.claim(c)
	seen := map[string]source.Span{}
	for _, s := range g.Settings {
		switch s.Name.Text {
		case "conductance":
			s.Name.Text = "weight"
		case "delay":
		default:
			l.list.Add(diag.UnknownSetting(s.Name.At, s.Name.Text, []string{"conductance", "delay"}))
			continue
		}
		if first, twice := seen[s.Name.Text]; twice {
			l.list.Add(diag.SettingTwice(s.Name.At, s.Name.At.Text(), first))
			continue
		}
		seen[s.Name.Text] = s.Name.At
		c.Settings = append(c.Settings, s)
	}
	if _, ok := seen["weight"]; !ok {
		l.list.Add(diag.GapConductance(g.At))
		return
	}
	if !okA || !okB {
		return
	}
	if _, ok := seen["delay"]; !ok {
		c.Settings = append(c.Settings, ast.Setting{Loc: g.Loc, Name: ast.Name{Loc: g.Loc, Text: "delay"}, Value: &ast.Number{Loc: g.Loc, Value: zero, Text: "0"}})
	}
	for _, run := range append(append([]network.Run(nil), a.Runs...), b.Runs...) {
		if d := w.dynamics(run.Population); d == nil && w.spec.Populations[run.Population].Source == nil || d != nil && indexOf(d.Ports, gapName) < 0 {
			return // reported by the port
		}
	}
	p := network.Projection{Pre: a, Post: b, Port: gapName}
	u, _, ok := w.port(b, gapName, g.B)
	_, _, back := w.port(a, gapName, g.A)
	if !ok || !back || !w.continuous(c, a, b, gapName) || !w.continuous(c, b, a, gapName) {
		return
	}
	if !unit.SameDim(u, simple("nS")) {
		return // reported by the port
	}
	text := w.text(g.A) + "<->" + w.text(g.B)
	if g.Name != nil {
		text = g.Name.Text
	}
	p.Name = w.fresh(text, "#")
	if p.Rule, ok = w.rule(g.Rule, &p, u, true); !ok {
		return
	}
	// Between neurons of one population a pair is joined once, whichever way it
	// was drawn, and no neuron is joined to itself.
	if overlap(a, b) && p.Rule.Kind != network.FromList && p.Rule.Kind != network.Clone {
		p.Rule.OneWay = true
		withoutSelf(&p.Rule)
	}
	w.electrical = true
	w.ends(c, func(set *ast.Setting) { w.weightOrDelay(set, &p, u, true) })
	w.electrical = false
	mirror := p
	mirror.Pre, mirror.Post, mirror.Name = b, a, w.fresh(p.Name+" back", "#")
	w.project(p, g.At)
	mirror.Mirror = len(w.spec.Projections)
	w.project(mirror, g.At)
	if g.Name != nil {
		w.wires[g.Name.Text] = append(w.wires[g.Name.Text], len(w.spec.Projections)-2)
	}
}

// withoutSelf leaves connections of a neuron to itself out of a rule.
func withoutSelf(r *network.Rule) {
	r.Self = false
	for i := range r.Parts {
		withoutSelf(&r.Parts[i])
	}
}

// project adds a projection without plasticity.
func (w *wiring) project(p network.Projection, at source.Span) {
	w.spec.Projections = append(w.spec.Projections, p)
	w.m.Rule = append(w.m.Rule, -1)
	w.m.Places.Projections = append(w.m.Places.Projections, at)
}

// overlap reports whether two views have populations in common.
func overlap(a, b network.View) bool {
	for _, r := range a.Runs {
		if slices.ContainsFunc(b.Runs, func(q network.Run) bool { return q.Population == r.Population }) {
			return true
		}
	}
	return false
}
