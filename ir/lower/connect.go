package lower

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// maxDelay is the longest delay in steps: delays travel as 16-bit numbers.
const maxDelay = math.MaxUint16

// rules are the connection rules; the parameter that each of them needs.
var rules = map[string]struct {
	kind  network.RuleKind
	param string
}{
	"one_to_one":        {network.OneToOne, ""},
	"all_to_all":        {network.AllToAll, ""},
	"fixed_probability": {network.FixedProbability, "p"},
	"fixed_indegree":    {network.FixedIndegree, "n"},
	"fixed_outdegree":   {network.FixedOutdegree, "n"},
	"fixed_total":       {network.FixedTotal, "n"},
	"from_list":         {network.FromList, "list"},
}

// target reads a view, perhaps with the name of a port or input behind it.
func (w *wiring) target(x ast.Expr) (network.View, string, bool) {
	if f, ok := x.(*ast.Field); ok {
		v, ok := w.view(f.X)
		return v, f.Name.Text, ok
	}
	v, ok := w.view(x)
	return v, "", ok
}

// connect adds a projection.
func (w *wiring) connect(c *ast.Connect) {
	l := w.l
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
	text := squeeze(c.Source.Span().Text()) + "->" + squeeze(c.Target.Span().Text())
	if f, isField := c.Target.(*ast.Field); !isField || f.Name.Text != port {
		text += "." + port
	}
	if c.Name != nil {
		text = c.Name.Text
	}
	p.Name = w.fresh(text, "#")
	p.Rule, good = w.rule(c, &p, u, good)
	if !ok {
		u = unit.Unit{}
		w.ends(c, nil)
		return
	}
	rule := -1
	w.ends(c, func(set *ast.Setting) {
		if set.Name.Text == "plasticity" {
			rule = w.plasticity(set, u)
			return
		}
		w.weightOrDelay(set, &p, u)
	})
	if p.Rule.Kind != network.FromList || !p.ListedWeight {
		if !has(c, "weight") {
			l.list.Add(diag.MissingWeight(c.At))
		}
	}
	if !has(c, "delay") && !p.ListedDelay {
		l.list.Add(diag.MissingDelay(c.At))
	}
	if !good {
		return
	}
	w.spec.Projections = append(w.spec.Projections, p)
	w.m.Rule = append(w.m.Rule, rule)
	if c.Name != nil {
		w.wires[c.Name.Text] = len(w.spec.Projections)
	}
	w.m.Places.Projections = append(w.m.Places.Projections, c.At)
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
		switch first, twice := seen[s.Name.Text]; {
		case twice:
			l.list.Add(diag.SettingTwice(s.Name.At, s.Name.Text, first))
		case s.Name.Text == "weight" || s.Name.Text == "delay":
			if f != nil {
				f(s)
			} else {
				l.expr(s.Value, w.random())
			}
		case s.Name.Text == "plasticity":
			if f != nil {
				f(s)
			}
		default:
			l.list.Add(diag.UnknownSetting(s.Name.At, s.Name.Text, []string{"weight", "delay", "plasticity"}))
		}
		seen[s.Name.Text] = s.Name.At
	}
}

// random is a scope in which draws may stand.
func (w *wiring) random() *scope {
	sc := newScope(w.sc)
	sc.random = true
	return sc
}

func (w *wiring) weightOrDelay(s *ast.Setting, p *network.Projection, u unit.Unit) {
	l := w.l
	v := l.expr(s.Value, w.random())
	at := s.Value.Span()
	if s.Name.Text == "weight" {
		p.Weight = l.columnOf(l.expect(v, u, at, "the weight"))
		return
	}
	v = l.expect(v, simple("ms"), at, "the delay")
	p.Delay = l.columnOf(v)
	h := w.spec.Step
	d, constant := l.isConst(v.e)
	if !constant {
		return
	}
	n := math.Round(d / h)
	switch {
	case !(d >= h*(1-offGrid)):
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
		if name, given := w.l.kind(call); isSource(name.Text) {
			src := w.source(name, given, w.element(), nil)
			n := ast.Name{Loc: name.Loc, Text: w.fresh(name.Text+"_1", "_")}
			at := w.add(n, "", post.Len(), network.Population{Source: src}, -1)
			p := w.spec.Populations[at]
			return network.View{Runs: []network.Run{{Population: at, First: p.First, Stride: 1, N: p.N}}}, true
		}
	}
	return w.view(c.Source)
}

// rule lowers the connection rule.
func (w *wiring) rule(c *ast.Connect, p *network.Projection, u unit.Unit, good bool) (network.Rule, bool) {
	l := w.l
	if _, unread := c.Rule.(*ast.Bad); unread {
		return network.Rule{}, false
	}
	name, given := l.kind(c.Rule)
	def, ok := rules[name.Text]
	if !ok {
		l.list.Add(diag.UnknownRule(name.At, name.Text, nearest(name.Text, keys(rules))))
		return network.Rule{}, false
	}
	r := network.Rule{Kind: def.kind, Self: true, Replace: true}
	known := []string{"self"}
	if def.param == "n" {
		known = append(known, "replace")
	}
	if def.param != "" {
		known = append([]string{def.param}, known...)
	}
	var main ast.Expr
	for i, a := range given {
		key := def.param
		if a.Name != nil {
			key = a.Name.String()
		} else if i > 0 || def.param == "" {
			l.list.Add(diag.NeedsNames(a.At, name.Text))
			good = false
			continue
		}
		switch {
		case !contains(known, key):
			l.list.Add(diag.UnknownArgument(a.At, key, name.Text, known))
			good = false
		case key == def.param:
			main = a.Value
		default:
			yes, ok := w.yes(a.Value)
			good = good && ok
			if key == "self" {
				r.Self = yes
			} else {
				r.Replace = yes
			}
		}
	}
	if def.param != "" && main == nil {
		l.list.Add(diag.NeedsArgument(name.At, name.Text, def.param, name.At))
		return r, false
	}
	switch {
	case def.param == "p":
		x, ok := l.constant(l.expr(main, w.sc), unit.One, main.Span(), "the probability")
		if ok && !(x >= 0 && x <= 1) {
			l.list.Add(diag.ProbabilityOutside(main.Span(), x))
			ok = false
		}
		r.P, good = x, good && ok
	case def.param == "n":
		n, ok := l.whole(l.expr(main, w.sc), main.Span(), "the number of connections")
		r.K, good = n, good && ok
	case def.param == "list":
		good = w.list(main, &r, p, u) && good
	}
	if good {
		good = w.fits(c, &r, p)
	}
	return r, good
}

// fits checks a rule against the sizes of the two views.
func (w *wiring) fits(c *ast.Connect, r *network.Rule, p *network.Projection) bool {
	l := w.l
	n, m := p.Pre.Len(), p.Post.Len()
	name, _ := l.kind(c.Rule)
	switch r.Kind {
	case network.OneToOne:
		if n != m {
			l.list.Add(diag.SizesDiffer(c.Rule.Span(), name.Text, n, m))
			return false
		}
	case network.FixedIndegree, network.FixedOutdegree:
		have := int64(n)
		if r.Kind == network.FixedOutdegree {
			have = int64(m)
		}
		if r.K > 0 && have == 0 || !r.Replace && r.K > have {
			l.list.Add(diag.DegreeTooLarge(c.Rule.Span(), name.Text, r.K, have))
			return false
		}
	case network.FixedTotal:
		if have := int64(n) * int64(m); r.K > 0 && have == 0 || !r.Replace && r.K > have {
			l.list.Add(diag.DegreeTooLarge(c.Rule.Span(), name.Text, r.K, have))
			return false
		}
	case network.FromList:
		for i, pair := range r.List {
			if pair.Pre >= n || pair.Post >= m {
				l.list.Add(diag.ListEntry(c.Rule.Span(), i, fmt.Sprintf("it names the pair (%d, %d), but there are %d sources and %d targets", pair.Pre, pair.Post, n, m)))
				return false
			}
		}
	}
	return true
}

// yes reads true or false, written as a truth value or as 1 and 0.
func (w *wiring) yes(e ast.Expr) (bool, bool) {
	l := w.l
	if n, ok := e.(*ast.Name); ok && w.sc.find(n.Text) == nil && (n.Text == "true" || n.Text == "false") {
		return n.Text == "true", true
	}
	v := l.expr(e, w.sc)
	if !v.ok() {
		return false, false
	}
	if !v.e.IsConst() {
		l.list.Add(diag.Bug(e.Span(), "a choice is not constant"))
		return false, false
	}
	return l.number(v.e) != 0, true
}

// list reads [[i, j], …], [[i, j, weight, delay], …].
func (w *wiring) list(e ast.Expr, r *network.Rule, p *network.Projection, u unit.Unit) bool {
	l := w.l
	outer, ok := e.(*ast.List)
	if !ok {
		l.list.Add(diag.ListEntry(e.Span(), 0, "the list is not written in brackets"))
		return false
	}
	width := 0
	for k, it := range outer.Items {
		row, ok := it.(*ast.List)
		if !ok || len(row.Items) != 2 && len(row.Items) != 4 || k > 0 && len(row.Items) != width {
			l.list.Add(diag.ListEntry(it.Span(), k, "an entry is [i, j] or [i, j, weight, delay], all entries alike"))
			return false
		}
		width = len(row.Items)
		pre, okPre := l.whole(l.expr(row.Items[0], w.sc), row.Items[0].Span(), "the index of a source")
		post, okPost := l.whole(l.expr(row.Items[1], w.sc), row.Items[1].Span(), "the index of a target")
		if !okPre || !okPost {
			return false
		}
		pair := network.Pair{Pre: int(pre), Post: int(post)}
		if width == 4 {
			var okW, okD bool
			pair.Weight, okW = l.constant(l.expr(row.Items[2], w.sc), u, row.Items[2].Span(), "the weight")
			pair.Delay, okD = l.constant(l.expr(row.Items[3], w.sc), simple("ms"), row.Items[3].Span(), "the delay")
			if !okW || !okD {
				return false
			}
			if h := w.spec.Step; !(pair.Delay >= h*(1-offGrid)) {
				l.list.Add(diag.DelayTooShort(row.Items[3].Span(), squeeze(row.Items[3].Span().Text()), ms(h)))
				return false
			}
		}
		r.List = append(r.List, pair)
	}
	p.ListedWeight, p.ListedDelay = width == 4, width == 4
	return true
}
