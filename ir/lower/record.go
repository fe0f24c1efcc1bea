package lower

import (
	"math"
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// record lowers `record V, spikes of exc[:5] every 1 ms` into one record per
// population and quantity.
func (w *wiring) record(r *ast.Record) {
	l := w.l
	plastic := w.ofProjections(r.Of)
	var view network.View
	var some []connections
	ok := false
	if plastic {
		some, ok = w.connectionsOf(r.Of)
	} else {
		view, ok = w.view(r.Of)
	}
	if !ok {
		return
	}
	every := int64(1)
	if r.Every != nil {
		d, ok := l.constant(l.expr(r.Every, w.sc), simple("ms"), r.Every.Span(), "the sampling interval")
		if !ok {
			return
		}
		h := w.spec.Step
		n := math.Round(d / h)
		switch {
		case !(n >= 1 && n <= maxSteps):
			l.list.Add(diag.NotPositive(r.Every.Span(), "the sampling interval", r.Every.Span().Text()))
			return
		case math.Abs(d/h-n) > offGrid:
			l.list.Add(diag.OffGrid(r.Every.Span(), "this interval", d, h, n*h))
		}
		every = int64(n)
	}
	for _, q := range r.Quantities {
		for _, c := range some {
			w.weights(q, r.Of.Span(), c, every)
		}
		for _, part := range w.parts(view) {
			w.quantity(r, q, part.Runs[0].Population, elements(w.spec, part), every)
		}
	}
}

// quantity adds one record.
func (w *wiring) quantity(r *ast.Record, q ast.Expr, population int, elements []int, every int64) {
	l := w.l
	pop := w.spec.Populations[population]
	name := path(q)
	if d := w.dynamics(population); d != nil && name != "" { // a vector: all its elements
		n := 0
		for slices.ContainsFunc(d.Observe, func(o ir.Named) bool { return o.Name == element(name, n) }) {
			n++
		}
		for k := range n {
			w.quantity(r, &ast.Name{Loc: ast.At(q.Span()), Text: element(name, k)}, population, elements, every)
		}
		if n > 0 {
			return
		}
	}
	rec := ir.Record{Population: population, Elements: elements, Every: every, Variable: name}
	d := w.dynamics(population)
	switch {
	case name == "spikes":
		rec.Variable, rec.Every, rec.Observable = "", 0, ir.Spikes
	case name == "":
		l.list.Add(diag.NotRecordable(q.Span(), squeeze(q.Span().Text())))
		return
	case pop.Source != nil:
		l.list.Add(diag.CountsOnly(q.Span(), pop.Name))
		return
	case d == nil:
		return
	default:
		i := slices.IndexFunc(d.Observe, func(o ir.Named) bool { return o.Name == name })
		if i < 0 {
			var names []string
			for _, o := range d.Observe {
				names = append(names, o.Name)
			}
			l.list.Add(diag.UnknownVariable(q.Span(), name, d.Name, nearest(name, names)))
			return
		}
		rec.Unit, rec.Observable = d.Observe[i].Unit.String(), i
	}
	for i, old := range w.m.Records {
		if old.Population == rec.Population && old.Variable == rec.Variable && old.Every == rec.Every {
			w.m.Records[i].Elements = union(old.Elements, rec.Elements)
			return
		}
	}
	w.m.Records = append(w.m.Records, rec)
	w.m.Places.Records = append(w.m.Places.Records, q.Span())
}

// parts splits a view by population, in order of first appearance.
func (w *wiring) parts(v network.View) []network.View {
	var list []network.View
	at := map[int]int{}
	for _, run := range v.Runs {
		i, ok := at[run.Population]
		if !ok {
			i = len(list)
			at[run.Population] = i
			list = append(list, network.View{})
		}
		list[i].Runs = append(list[i].Runs, run)
	}
	return list
}

// elements lists the indices within the population, ascending, each once.
func elements(spec *network.Spec, v network.View) []int {
	list := make([]int, 0, v.Len())
	for _, run := range v.Runs {
		first := spec.Populations[run.Population].First
		for k := range run.N {
			list = append(list, run.First+k*run.Stride-first)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func union(a, b []int) []int {
	all := append(append([]int(nil), a...), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// weights adds a record of a quantity of plastic connections.
func (w *wiring) weights(q ast.Expr, at source.Span, c connections, every int64) {
	l := w.l
	name := path(q)
	of := w.spec.Projections[c.projection].Name
	rule := w.m.Rule[c.projection]
	if rule < 0 {
		l.list.Add(diag.UnknownVariable(q.Span(), squeeze(q.Span().Text()), of+", which is static,", nil))
		return
	}
	d := w.m.Rules[rule]
	if name != "" { // a vector: all its elements
		n := 0
		for slices.ContainsFunc(d.Observe, func(o ir.Named) bool { return o.Name == element(name, n) }) {
			n++
		}
		for k := range n {
			w.weights(&ast.Name{Loc: ast.At(q.Span()), Text: element(name, k)}, at, c, every)
		}
		if n > 0 {
			return
		}
	}
	i := slices.IndexFunc(d.Observe, func(o ir.Named) bool { return o.Name == name })
	if i < 0 {
		var names []string
		for _, o := range d.Observe {
			names = append(names, o.Name)
		}
		l.list.Add(diag.UnknownVariable(q.Span(), squeeze(q.Span().Text()), d.Name, nearest(name, names)))
		return
	}
	rec := ir.WeightRecord{Projection: c.projection, Observable: i, Every: every, Variable: name, Unit: d.Observe[i].Unit.String()}
	if len(c.part) > 0 {
		rec.Only = []network.Part{c.part}
	}
	for k := range w.m.Weights {
		old := &w.m.Weights[k]
		switch {
		case old.Projection != rec.Projection || old.Observable != i:
			continue
		case old.Every != every:
			l.list.Add(diag.SettingTwice(at, "the interval at which "+name+" of "+of+" is recorded", w.m.Places.Weights[k]))
		case len(old.Only) == 0 || len(rec.Only) == 0:
			old.Only = nil
		default:
			old.Only = append(old.Only, rec.Only...)
		}
		return
	}
	w.m.Weights = append(w.m.Weights, rec)
	w.m.Places.Weights = append(w.m.Places.Weights, at)
}
