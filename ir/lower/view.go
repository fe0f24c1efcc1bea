package lower

import (
	"fmt"
	"sort"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// group is the view that a group names; it is read when it is first needed.
func (w *wiring) group(name string) (network.View, bool) {
	if v, ok := w.views[name]; ok {
		return v, !w.broken[name]
	}
	g := w.groups[name]
	if w.making[name] {
		w.l.list.Add(diag.CyclicDefinition(g.Name.At, name))
		return network.View{}, false
	}
	w.making[name] = true
	v, ok := w.view(g.Value)
	w.views[name], w.broken[name] = v, !ok
	return v, ok
}

// dimension stands for a population in a view of one dimension of it.
const dimension = -1

// distinct reports an element that a view has twice.
func (w *wiring) distinct(v network.View, at source.Span) bool {
	of := map[int][]int{} // runs by population
	for k, r := range v.Runs {
		of[r.Population] = append(of[r.Population], k)
	}
	for p, runs := range of {
		if len(runs) < 2 {
			continue
		}
		seen := map[int]bool{}
		for _, k := range runs {
			for r, i := v.Runs[k], 0; i < r.N; i++ {
				id := r.First + i*r.Stride
				if !seen[id] {
					seen[id] = true
					continue
				}
				name, first := "this dimension", 0
				if p != dimension {
					name, first = w.spec.Populations[p].Name, w.spec.Populations[p].First
				}
				w.l.list.Add(diag.SelectedTwice(at, name, id-first))
				return false
			}
		}
	}
	return true
}

// view reads a selection of elements: exc, exc[:10], exc + inh.
func (w *wiring) view(x ast.Expr) (network.View, bool) {
	l := w.l
	switch x := x.(type) {
	case *ast.Name:
		if plain := w.sc.plain(x.Text); w.groups[plain] != nil {
			return w.group(plain)
		} else if w.heads[plain] != nil && !w.make(w.heads[plain], x) {
			return network.View{}, false
		} else if v, ok := w.views[plain]; ok {
			return v, true
		}
		if b := w.sc.find(x.Text); b != nil && b.fields == nil {
			l.list.Add(diag.NotAPopulation(x.At, x.Text, "a value"))
		} else {
			l.list.Add(diag.UnknownPopulation(x.At, x.Text, nearest(x.Text, w.viewNames())))
		}
	case *ast.Binary:
		if x.Op != ast.Add {
			l.list.Add(diag.NotAView(x.At))
			break
		}
		a, okA := w.view(x.X)
		b, okB := w.view(x.Y)
		both := network.View{Runs: append(append([]network.Run(nil), a.Runs...), b.Runs...)}
		return both, okA && okB && w.distinct(both, x.At)
	case *ast.Index:
		v, ok := w.view(x.X)
		if !ok {
			break
		}
		if len(x.Indices) != 1 {
			return w.block(x, v)
		}
		return w.selection(v, x.Indices[0])
	case *ast.Call:
		if n, ok := x.Fun.(*ast.Name); ok && n.Text == "sample" {
			return w.sample(x)
		}
		l.list.Add(diag.NotAView(x.Span()))
	case *ast.Bad:
	default:
		l.list.Add(diag.NotAView(x.Span()))
	}
	return network.View{}, false
}

// block is layer[3, 5] or layer[:, ::2]: one index, slice or list for every
// dimension.
func (w *wiring) block(x *ast.Index, v network.View) (network.View, bool) {
	l := w.l
	var shape []int
	if n, ok := x.X.(*ast.Name); ok {
		shape = w.sizes[w.sc.plain(n.Text)]
	}
	if len(shape) != len(x.Indices) {
		l.list.Add(diag.BadLayout(x.At, fmt.Sprintf("%d indices for %d dimensions", len(x.Indices), max(1, len(shape))), "write one index for every dimension of the population"))
		return network.View{}, false
	}
	at := []int{0} // positions so far
	for k, index := range x.Indices {
		chosen, ok := w.selection(network.View{Runs: []network.Run{{Population: dimension, Stride: 1, N: shape[k]}}}, index)
		if !ok {
			return network.View{}, false
		}
		var next []int
		for _, before := range at {
			for _, r := range chosen.Runs {
				for i := range r.N {
					next = append(next, before*shape[k]+r.First+i*r.Stride)
				}
			}
		}
		at = next
	}
	var all network.View
	for len(at) > 0 { // as few runs as there are equal steps
		n, step := 1, 1
		if len(at) > 1 && at[1] != at[0] {
			step = at[1] - at[0]
			for n < len(at) && at[n]-at[n-1] == step {
				n++
			}
		}
		all.Runs = append(all.Runs, pick(v, at[0], step, n).Runs...)
		at = at[n:]
	}
	return all, true
}

// sample is sample(VIEW, n): n elements drawn without replacement, ascending.
func (w *wiring) sample(x *ast.Call) (network.View, bool) {
	l := w.l
	if len(x.Args) != 2 || x.Args[0].Name != nil || x.Args[1].Name != nil {
		l.list.Add(diag.ArgumentCount(x.At, "sample", 2, 2, len(x.Args)))
		return network.View{}, false
	}
	v, ok := w.view(x.Args[0].Value)
	n, okN := l.whole(l.expr(x.Args[1].Value, w.sc), x.Args[1].Value.Span(), "the size of a sample")
	if !ok || !okN {
		return network.View{}, false
	}
	if n > int64(v.Len()) {
		l.list.Add(diag.SampleTooLarge(x.At, n, v.Len()))
		return network.View{}, false
	}
	var all network.View
	for _, at := range network.Sample(w.spec.Seed, w.fresh("sample of "+w.text(x.Args[0].Value), "#"), int(n), v.Len()) {
		all.Runs = append(all.Runs, pick(v, at, 1, 1).Runs...)
	}
	return all, true
}

// selection applies an index, a slice or a list of indices, as in Python.
func (w *wiring) selection(v network.View, x ast.Expr) (network.View, bool) {
	l := w.l
	size := v.Len()
	switch x := x.(type) {
	case *ast.Slice:
		step, ok := w.bound(x.Step, 1)
		if !ok {
			return network.View{}, false
		}
		if step == 0 {
			l.list.Add(diag.SliceStep(x.Step.Span()))
			return network.View{}, false
		}
		least, most, low, high := 0, size, 0, size
		if step < 0 {
			least, most, low, high = -1, size-1, size-1, -1
		}
		clamp := func(e ast.Expr, standard int) (int, bool) {
			if e == nil {
				return standard, true
			}
			i, ok := w.bound(e, standard)
			if i < 0 {
				i += size
			}
			return min(max(i, least), most), ok
		}
		from, okFrom := clamp(x.Low, low)
		to, okTo := clamp(x.High, high)
		n := 0
		if step > 0 && to > from {
			n = (to - from + step - 1) / step
		} else if step < 0 && to < from {
			n = (from - to - step - 1) / -step
		}
		if n == 0 && okFrom && okTo {
			l.list.Add(diag.EmptyView(x.At, x.At.Text()))
		}
		return pick(v, from, step, n), okFrom && okTo
	case *ast.List:
		var all network.View
		for _, it := range x.Items {
			i, ok := w.index(it, size)
			if !ok {
				return network.View{}, false
			}
			all.Runs = append(all.Runs, pick(v, i, 1, 1).Runs...)
		}
		return all, w.distinct(all, x.At)
	}
	i, ok := w.index(x, size)
	if !ok {
		return network.View{}, false
	}
	return pick(v, i, 1, 1), true
}

// bound is a whole number in a slice.
func (w *wiring) bound(e ast.Expr, standard int) (int, bool) {
	if e == nil {
		return standard, true
	}
	x, ok := w.l.constant(w.l.expr(e, w.sc), unit.One, e.Span(), "an index")
	if !ok {
		return standard, false
	}
	if x != float64(int64(x)) {
		w.l.list.Add(diag.CountNotWhole(e.Span(), "an index", x))
		return standard, false
	}
	return int(x), true
}

// index is a whole number that counts from the end when negative.
func (w *wiring) index(e ast.Expr, size int) (int, bool) {
	i, ok := w.bound(e, 0)
	if !ok {
		return 0, false
	}
	if i < -size || i >= size {
		w.l.list.Add(diag.IndexOutside(e.Span(), int64(i), size))
		return 0, false
	}
	if i < 0 {
		i += size
	}
	return i, true
}

// pick is the view of the positions from, from+step, … of v, n of them, all of
// which exist.
func pick(v network.View, from, step, n int) network.View {
	var out network.View
	first := make([]int, len(v.Runs)+1)
	for i, r := range v.Runs {
		first[i+1] = first[i] + r.N
	}
	for at, left := from, n; left > 0; {
		r := 0
		for at >= first[r+1] {
			r++
		}
		run, offset := v.Runs[r], at-first[r]
		count := (run.N-1-offset)/max(step, 1) + 1
		if step < 0 {
			count = offset/-step + 1
		}
		count = min(count, left)
		stride := run.Stride * step
		if count == 1 {
			stride = 1
		}
		out.Runs = append(out.Runs, network.Run{Population: run.Population, First: run.First + offset*run.Stride, Stride: stride, N: count})
		at, left = at+count*step, left-count
	}
	return out
}

// viewNames lists populations and groups.
func (w *wiring) viewNames() []string {
	var names []string
	for n := range w.views {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
