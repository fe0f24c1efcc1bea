package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/runtime/network"
)

// connections are some of those of a projection.
type connections struct {
	projection int
	part       network.Part
}

// ofProjections reports whether an expression is about projections: ee, ee[:10],
// sample(ee, 5), ee + ei.
func (w *wiring) ofProjections(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Name:
		name := w.sc.plain(x.Text)
		_, view := w.views[name]
		return !view && w.projections[name]
	case *ast.Index:
		return w.ofProjections(x.X)
	case *ast.Binary:
		return w.ofProjections(x.X) || w.ofProjections(x.Y)
	case *ast.Call:
		n, ok := x.Fun.(*ast.Name)
		return ok && n.Text == "sample" && len(x.Args) > 0 && w.ofProjections(x.Args[0].Value)
	}
	return false
}

// connectionsOf reads a view of connections. A name that a loop gave to several
// projections stands for all of them. After mistakes, which have been reported,
// it is not ok.
func (w *wiring) connectionsOf(x ast.Expr) ([]connections, bool) {
	l := w.l
	switch x := x.(type) {
	case *ast.Name:
		name := w.sc.plain(x.Text)
		if _, view := w.views[name]; view {
			l.list.Add(diag.NotAProjection(x.At, x.Text))
			return nil, false
		}
		if !w.projections[name] {
			l.list.Add(diag.UnknownProjection(x.At, x.Text, nearest(x.Text, keys(w.projections))))
			return nil, false
		}
		var list []connections
		for _, p := range w.wires[name] {
			list = append(list, connections{projection: p})
		}
		return list, len(list) > 0
	case *ast.Binary:
		if x.Op != ast.Add {
			break
		}
		a, okA := w.connectionsOf(x.X)
		b, okB := w.connectionsOf(x.Y)
		return append(a, b...), okA && okB
	case *ast.Index:
		if len(x.Indices) != 1 {
			break
		}
		s, ok := w.taken(x.Indices[0])
		return w.narrowed(x.X, x, s, ok)
	case *ast.Call:
		if len(x.Args) != 2 || x.Args[0].Name != nil || x.Args[1].Name != nil {
			l.list.Add(diag.ArgumentCount(x.At, "sample", 2, 2, len(x.Args)))
			return nil, false
		}
		n, ok := l.whole(l.expr(x.Args[1].Value, w.sc), x.Args[1].Value.Span(), "the size of a sample")
		s := network.Selection{Kind: network.BySample, N: int(n), Name: w.fresh("sample of "+w.text(x.Args[0].Value), "#")}
		return w.narrowed(x.Args[0].Value, x, s, ok)
	}
	l.list.Add(diag.NotAView(x.Span()))
	return nil, false
}

// narrowed takes a selection of the connections of one projection.
func (w *wiring) narrowed(of, whole ast.Expr, s network.Selection, ok bool) ([]connections, bool) {
	list, good := w.connectionsOf(of)
	if !good || !ok {
		return nil, false
	}
	if len(list) > 1 {
		w.l.list.Add(diag.SeveralProjections(whole.Span(), w.text(of), len(list)))
		return nil, false
	}
	list[0].part = append(list[0].part[:len(list[0].part):len(list[0].part)], s)
	return list, true
}

// taken is an index, a slice or a list of indices of connections. How many there
// are is not known before the network is made.
func (w *wiring) taken(x ast.Expr) (network.Selection, bool) {
	switch x := x.(type) {
	case *ast.Slice:
		s := network.Selection{Kind: network.BySlice}
		step, ok := w.bound(x.Step, 1)
		if ok && step == 0 {
			w.l.list.Add(diag.SliceStep(x.Step.Span()))
			ok = false
		}
		s.Step = step
		end := func(e ast.Expr) *int {
			if e == nil {
				return nil
			}
			i, good := w.bound(e, 0)
			ok = ok && good
			return &i
		}
		s.Low, s.High = end(x.Low), end(x.High)
		return s, ok
	case *ast.List:
		s := network.Selection{Kind: network.ByPlace}
		for _, it := range x.Items {
			i, ok := w.bound(it, 0)
			if !ok {
				return s, false
			}
			s.Places = append(s.Places, i)
		}
		return s, true
	}
	i, ok := w.bound(x, 0)
	return network.Selection{Kind: network.ByPlace, Places: []int{i}}, ok
}
