package lower

import (
	"math"
	"sort"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
)

// sourceParams are the kinds of spike sources and their parameters.
var sourceParams = map[string][]string{
	"poisson":   {"rate"},
	"regular":   {"rate", "start"},
	"spikes_at": {"times"},
}

func isSource(name string) bool { return sourceParams[name] != nil }

func sourceNames() []string { return []string{"poisson", "regular", "spikes_at"} }

// source lowers the call of a source; settings replace its arguments.
func (w *wiring) source(name ast.Name, given []ast.Arg, sc *scope, sets map[string]*setting) *network.Source {
	l := w.l
	params := sourceParams[name.Text]
	args, scopes := map[string]ast.Expr{}, map[string]*scope{}
	unknown := false
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
		if !contains(params, key) {
			l.list.Add(diag.UnknownArgument(a.At, key, name.Text, params))
			unknown = true
			continue
		}
		if first, twice := seen[key]; twice {
			l.list.Add(diag.SettingTwice(a.At, key, first))
			continue
		}
		seen[key] = a.At
		args[key], scopes[key] = a.Value, sc
	}
	for key, s := range sets {
		if !contains(params, key) {
			l.list.Add(diag.UnknownArgument(s.at, key, name.Text, params))
			continue
		}
		args[key], scopes[key] = s.value, s.scope(sc)
	}
	if args[params[0]] == nil {
		if !unknown {
			l.list.Add(diag.NeedsArgument(name.At, name.Text, params[0], name.At))
		}
		return &network.Source{Kind: network.SpikesAt}
	}
	switch name.Text {
	case "spikes_at":
		at := w.sc // one list of times for all elements
		if s := sets["times"]; s != nil {
			at = s.scope(w.sc)
		}
		return w.spikesAt(args["times"], at)
	case "regular":
		s := &network.Source{Kind: network.Regular, Rate: w.rate(args["rate"], scopes["rate"])}
		if e := args["start"]; e != nil {
			s.Start = l.columnOf(l.expect(l.expr(e, scopes["start"]), simple("ms"), e.Span(), "start"))
			return s
		}
		if v := l.expr(args["rate"], scopes["rate"]); v.ok() && !v.e.IsZero() {
			s.Start = l.column(value{e: l.pool.Div(l.pool.Int(1), v.e)}, nil)
		}
		return s
	}
	return &network.Source{Kind: network.Poisson, Rate: w.rate(args["rate"], scopes["rate"])}
}

// rate is a value in 1/ms.
func (w *wiring) rate(e ast.Expr, sc *scope) network.Value {
	l := w.l
	v := l.expect(l.expr(e, sc), simple("Hz"), e.Span(), "a rate")
	if !v.ok() {
		return network.Const(0)
	}
	if x, ok := l.isConst(v.e); ok && !(x >= 0 && x < math.Inf(1)) {
		l.list.Add(diag.NegativeRate(e.Span(), e.Span().Text()))
		return network.Const(0)
	}
	return l.column(v, nil)
}

// spikesAt reads a list of times and puts them on the grid.
func (w *wiring) spikesAt(e ast.Expr, sc *scope) *network.Source {
	l := w.l
	s := &network.Source{Kind: network.SpikesAt}
	list, ok := e.(*ast.List)
	if !ok {
		l.list.Add(diag.NotAvailable(e.Span(), "times that are no list in brackets"))
		return s
	}
	h := w.spec.Step
	for _, it := range list.Items {
		t, ok := l.constant(l.expr(it, sc), simple("ms"), it.Span(), "a spike time")
		if !ok {
			continue
		}
		n := math.Round(t / h)
		switch {
		case !(n >= 1 && n <= maxSteps):
			l.list.Add(diag.SpikeTimeOutside(it.Span(), it.Span().Text()))
			continue
		case math.Abs(t/h-n) > offGrid:
			l.list.Add(diag.OffGrid(it.Span(), "this spike time", t, h, n*h))
		}
		s.Stamps = append(s.Stamps, int64(n))
	}
	sort.Slice(s.Stamps, func(i, j int) bool { return s.Stamps[i] < s.Stamps[j] })
	return s
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// columnOf is the network value of v, 0 after a mistake.
func (l *lowerer) columnOf(v value) network.Value {
	if !v.ok() {
		return network.Const(0)
	}
	return l.column(v, func(expr.Sym) int { return 0 })
}
