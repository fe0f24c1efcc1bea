package lower

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// ruleKind is a connection rule: its arguments, the first needed ones of which
// must be given, and the choices that can be made.
type ruleKind struct {
	kind    network.RuleKind
	params  []string
	choices []string
}

// rules are the connection rules by name.
var rules = map[string]ruleKind{
	"one_to_one":        {network.OneToOne, nil, []string{"self"}},
	"all_to_all":        {network.AllToAll, nil, []string{"self", "mutual"}},
	"fixed_probability": {network.FixedProbability, []string{"p"}, []string{"self", "mutual"}},
	"probability":       {network.Probable, []string{"p"}, []string{"self", "mutual"}},
	"fixed_indegree":    {network.FixedIndegree, []string{"n"}, []string{"self", "replace", "mutual"}},
	"fixed_outdegree":   {network.FixedOutdegree, []string{"n"}, []string{"self", "replace", "mutual"}},
	"fixed_total":       {network.FixedTotal, []string{"n"}, []string{"self", "replace", "mutual"}},
	"from_list":         {network.FromList, []string{"list"}, nil},
	"from_file":         {network.FromList, []string{"file"}, nil},
	"array":             {network.FromList, []string{"matrix"}, nil},
	"small_world":       {network.SmallWorld, []string{"neighbours", "rewiring"}, nil},
	"clone":             {network.Clone, []string{"projection"}, nil},
}

// sets are the operators of rules.
var sets = map[ast.Op]network.RuleKind{ast.Add: network.Union, ast.Mul: network.Intersection, ast.Sub: network.Difference}

// rule lowers a connection rule of projection p, whose port takes weights in u;
// sized says that the views of p are those of the model, not of a mistake.
func (w *wiring) rule(x ast.Expr, p *network.Projection, u unit.Unit, sized bool) (network.Rule, bool) {
	l := w.l
	if _, unread := x.(*ast.Bad); unread {
		return network.Rule{}, false
	}
	if b, ok := x.(*ast.Binary); ok && sets[b.Op] != 0 {
		first, okFirst := w.rule(b.X, p, u, sized)
		second, okSecond := w.rule(b.Y, p, u, sized)
		if p.ListedWeight || p.ListedDelay {
			p.ListedWeight, p.ListedDelay = false, false
			l.list.Add(diag.BadCombination(b.At, "a rule with weights of its own cannot be combined with another", "list pairs only, and give weight and delay in the braces"))
			return network.Rule{}, false
		}
		return network.Rule{Kind: sets[b.Op], Self: true, Parts: []network.Rule{first, second}}, okFirst && okSecond
	}
	name, given := l.kind(x)
	def, ok := rules[name.Text]
	if !ok {
		l.unknown(name, diag.UnknownRule(name.At, name.Text, nearest(name.Text, keys(rules))))
		return network.Rule{}, false
	}
	r := network.Rule{Kind: def.kind, Self: true, Replace: true}
	args, good := w.ruleArguments(name, def, given, &r)
	for _, need := range def.params {
		if args[need] == nil {
			if good {
				l.list.Add(diag.NeedsArgument(name.At, name.Text, need, name.At))
			}
			return r, false
		}
	}
	for _, param := range def.params {
		good = w.ruleArgument(param, args[param], &r, p, u) && good
	}
	if good && sized && r.Kind == network.Clone {
		of := &w.spec.Projections[r.Of]
		if of.Pre.Len() != p.Pre.Len() || of.Post.Len() != p.Post.Len() {
			l.list.Add(diag.SizesDiffer(x.Span(), name.Text, p.Pre.Len(), p.Post.Len()))
			return r, false
		}
	}
	if good && sized {
		good = w.fits(x.Span(), name.Text, &r, p)
	}
	return r, good
}

// ruleArguments sorts the arguments of a rule; choices go into r.
func (w *wiring) ruleArguments(name ast.Name, def ruleKind, given []ast.Arg, r *network.Rule) (map[string]ast.Expr, bool) {
	l := w.l
	args, good := map[string]ast.Expr{}, true
	seen := map[string]source.Span{}
	for i, a := range given {
		key := ""
		switch {
		case a.Name != nil:
			key = a.Name.String()
		case i < len(def.params):
			key = def.params[i]
		default:
			l.list.Add(diag.NeedsNames(a.At, name.Text))
			good = false
			continue
		}
		if first, twice := seen[key]; twice {
			l.list.Add(diag.SettingTwice(a.At, key, first))
			good = false
			continue
		}
		seen[key] = a.At
		switch {
		case slices.Contains(def.params, key):
			args[key] = a.Value
		case slices.Contains(def.choices, key):
			yes, ok := w.yes(a.Value)
			good = good && ok
			switch key {
			case "self":
				r.Self = yes
			case "replace":
				r.Replace = yes
			case "mutual":
				r.OneWay = !yes
				if !yes && slices.Contains(def.choices, "replace") {
					l.list.Add(diag.BadCombination(a.At, name.Text+" fixes numbers and so cannot leave out connections", "use fixed_probability or probability, or drop `mutual`"))
					good = false
				}
			}
		default:
			l.list.Add(diag.UnknownArgument(a.At, key, name.Text, append(slices.Clone(def.params), def.choices...)))
			good = false
		}
	}
	return args, good
}

// ruleArgument reads one argument of a rule.
func (w *wiring) ruleArgument(param string, x ast.Expr, r *network.Rule, p *network.Projection, u unit.Unit) bool {
	l := w.l
	switch param {
	case "p", "rewiring":
		if r.Kind == network.Probable {
			v := l.expr(x, w.pair())
			if v.ok() && v.truth { // certainly, or not at all
				v = value{e: l.pool.Cond(v.e, l.pool.Int(1), l.pool.Int(0))}
			}
			if v = l.expect(v, unit.One, x.Span(), "the probability"); !v.ok() {
				return false
			}
			if x0, constant := l.isConst(v.e); constant && !(x0 >= 0 && x0 <= 1) {
				l.list.Add(diag.ProbabilityOutside(x.Span(), x0))
				return false
			}
			w.hasPlaces(v, p, x.Span())
			r.Chance = l.columnOf(v)
			return true
		}
		v, ok := l.constant(l.expr(x, w.sc), unit.One, x.Span(), "the probability")
		if ok && !(v >= 0 && v <= 1) {
			l.list.Add(diag.ProbabilityOutside(x.Span(), v))
			ok = false
		}
		r.P = v
		return ok
	case "n", "neighbours":
		n, ok := l.whole(l.expr(x, w.sc), x.Span(), "the number of connections")
		r.K = n
		return ok
	case "list":
		return w.list(x, r, p, u)
	case "file":
		return w.listFile(x, r, p, u)
	case "matrix":
		if p.Pre.Len() == 0 { // reported, or nothing to connect
			return false
		}
		return w.matrix(x, r, p)
	case "projection":
		return w.cloned(x, r)
	}
	return false
}

// fits checks a rule against the sizes of the two views.
func (w *wiring) fits(at source.Span, name string, r *network.Rule, p *network.Projection) bool {
	l := w.l
	n, m := p.Pre.Len(), p.Post.Len()
	switch r.Kind {
	case network.OneToOne:
		if n != m {
			l.list.Add(diag.SizesDiffer(at, name, n, m))
			return false
		}
	case network.SmallWorld:
		if n != m {
			l.list.Add(diag.SizesDiffer(at, name, n, m))
			return false
		}
		if r.K%2 != 0 || 2*r.K >= int64(n) && r.K > 0 {
			l.list.Add(diag.DegreeTooLarge(at, name, r.K, max(0, int64(n-1)/2/2*2)).WithHelp("neighbours stand on both sides: write an even number below half of the size"))
			return false
		}
	case network.FixedIndegree, network.FixedOutdegree:
		have := int64(n)
		if r.Kind == network.FixedOutdegree {
			have = int64(m)
		}
		if r.K > 0 && have == 0 || !r.Replace && r.K > have {
			l.list.Add(diag.DegreeTooLarge(at, name, r.K, have))
			return false
		}
	case network.FixedTotal:
		if have := int64(n) * int64(m); r.K > 0 && have == 0 || !r.Replace && r.K > have {
			l.list.Add(diag.DegreeTooLarge(at, name, r.K, have))
			return false
		}
	case network.FromList:
		for i, pair := range r.List {
			if pair.Pre >= n || pair.Post >= m {
				l.list.Add(diag.ListEntry(at, i, fmt.Sprintf("it names the pair (%d, %d), but there are %d sources and %d targets", pair.Pre, pair.Post, n, m)))
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
	if n, ok := e.(*ast.Name); ok && w.sc.find(n.Text) == nil && (n.Text == "True" || n.Text == "False") {
		l.list.Add(diag.UnknownName(n.At, n.Text, []string{strings.ToLower(n.Text)}))
		return false, false
	}
	v := l.expr(e, w.sc)
	if !v.ok() {
		return false, false
	}
	if x, ok := l.isConst(v.e); ok && (x == 0 || x == 1) && v.u.IsOne() {
		return x == 1, true
	}
	l.list.Add(diag.WrongTruth(e.Span()))
	return false, false
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
			} else if pair.Delay/h > maxDelay {
				l.list.Add(diag.DelayTooLong(row.Items[3].Span(), squeeze(row.Items[3].Span().Text()), ms(h), maxDelay))
				return false
			}
		}
		r.List = append(r.List, pair)
	}
	p.ListedWeight, p.ListedDelay = width == 4, width == 4
	return true
}

// matrix reads one row per source of as many ones and zeros as there are targets.
func (w *wiring) matrix(e ast.Expr, r *network.Rule, p *network.Projection) bool {
	l := w.l
	rows, ok := e.(*ast.List)
	if !ok || len(rows.Items) != p.Pre.Len() {
		l.list.Add(diag.ListEntry(e.Span(), 0, fmt.Sprintf("a matrix has one row for each of the %d sources", p.Pre.Len())).WithHelp("write `array([[0, 1], [1, 0]])`"))
		return false
	}
	for i, it := range rows.Items {
		row, ok := it.(*ast.List)
		if !ok || len(row.Items) != p.Post.Len() {
			l.list.Add(diag.ListEntry(it.Span(), i, fmt.Sprintf("a row has one entry for each of the %d targets", p.Post.Len())).WithHelp("write `array([[0, 1], [1, 0]])`"))
			return false
		}
		for j, cell := range row.Items {
			yes, ok := w.yes(cell)
			if !ok {
				return false
			}
			if yes {
				r.List = append(r.List, network.Pair{Pre: i, Post: j})
			}
		}
	}
	return true
}

// cloned finds the projection whose pairs are used again.
func (w *wiring) cloned(x ast.Expr, r *network.Rule) bool {
	n, ok := x.(*ast.Name)
	made := []int(nil)
	if ok {
		made = w.wires[w.sc.plain(n.Text)]
	}
	switch {
	case len(made) == 0 && ok && w.unmade[w.sc.plain(n.Text)]: // reported
		return false
	case len(made) == 0:
		w.l.list.Add(diag.UnknownProjection(x.Span(), squeeze(x.Span().Text()), nearest(x.Span().Text(), keys(w.wires))))
		return false
	case len(made) > 1:
		w.l.list.Add(diag.SeveralProjections(x.Span(), w.text(x), len(made)))
		return false
	}
	r.Of = made[0]
	return true
}
