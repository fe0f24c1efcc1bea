package lower

import (
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/runtime/network"
)

// axis is the number of x, y or z, -1 for another name.
func axis(name string) int {
	for a, n := range [...]string{"x", "y", "z"} {
		if n == name {
			return a
		}
	}
	return -1
}

// length is a constant in um.
func (w *wiring) length(e ast.Expr, what string) (float64, bool) {
	x, ok := w.l.constant(w.l.expr(e, w.sc), simple("um"), e.Span(), what)
	if ok && (math.IsInf(x, 0) || math.IsNaN(x)) {
		w.l.list.Add(diag.BadLayout(e.Span(), what+" is not finite", "write a length, such as 10 um"))
		return 0, false
	}
	return x, ok
}

// space reads the shape of the space.
func (w *wiring) space(s *ast.Space) {
	l := w.l
	noAxis := func(n ast.Name) {
		l.list.Add(diag.BadLayout(n.At, "there is no axis "+n.Text, "the axes are x, y and z"))
	}
	for _, m := range s.Body {
		switch m := m.(type) {
		case *ast.Periodic:
			for _, p := range m.Axes {
				a := axis(p.Name.Text)
				if a < 0 {
					noAxis(p.Name)
					continue
				}
				x, ok := w.length(p.Value, "a period")
				if ok && !(x > 0) {
					l.list.Add(diag.NotPositive(p.Value.Span(), "a period", p.Value.Span().Text()))
					continue
				}
				if w.spec.Space.Period[a] > 0 {
					l.list.Add(diag.SettingTwice(p.Name.At, "the period of "+p.Name.Text, p.Name.At))
					continue
				}
				w.spec.Space.Period[a] = x
			}
		case *ast.Axes:
			w.spec.Space.Out = [3]bool{true, true, true}
			for _, n := range m.Names {
				if a := axis(n.Text); a >= 0 {
					w.spec.Space.Out[a] = false
				} else {
					noAxis(n)
				}
			}
		case *ast.Scale:
			x, ok := l.constant(l.expr(m.Value, w.sc), simple("1"), m.Value.Span(), "the scale")
			if ok && !(x > 0 && x < math.Inf(1)) {
				l.list.Add(diag.NotPositive(m.Value.Span(), "the scale", m.Value.Span().Text()))
				continue
			}
			w.spec.Space.Scale = x
		}
	}
}

// layouts are the places that a population can be given, with their arguments.
var layouts = map[string][]string{
	"line":           {"dx", "x", "y", "z"},
	"grid":           {"dx", "dy", "dz", "x", "y", "z"},
	"random":         {"shape", "x", "y", "z"},
	"positions_from": {"file"},
}

// layout reads `at grid(dx = 10 um, dy = 10 um)`.
func (w *wiring) layout(m *ast.Layout, h ast.PopulationHead, pop *network.Population) {
	l := w.l
	name, given := l.kind(m.Value)
	params, ok := layouts[name.Text]
	if !ok {
		l.list.Add(diag.BadLayout(name.At, "there is no layout "+squeeze(m.Value.Span().Text()), "write line(dx = …), grid(dx = …, dy = …), random(box(…)), random(sphere(r = …)) or positions_from(\"file.csv\")"))
		return
	}
	l.argumentsOnce(given)
	args := map[string]ast.Expr{}
	unknown := false
	for i, a := range given {
		key := params[0]
		if a.Name != nil {
			key = a.Name.String()
		} else if i > 0 {
			l.list.Add(diag.NeedsNames(a.At, name.Text))
			continue
		}
		if !slices.Contains(params, key) {
			l.list.Add(diag.UnknownArgument(a.At, key, name.Text, params))
			unknown = true
			continue
		}
		args[key] = a.Value
	}
	if args[params[0]] == nil {
		if unknown {
			return
		}
		l.list.Add(diag.NeedsArgument(name.At, name.Text, params[0], name.At))
		return
	}
	out := &network.Layout{}
	good := true
	for a, n := range [...]string{"x", "y", "z"} {
		if e := args[n]; e != nil {
			out.Origin[a], ok = w.length(e, "the origin")
			good = good && ok
		}
	}
	switch name.Text {
	case "random":
		ok = w.region(args["shape"], out)
	case "positions_from":
		ok = w.places(args["file"], w.headSize(h), out)
	default:
		ok = w.grid(name, args, h, out)
	}
	if good && ok {
		pop.Layout = out
	}
}

// grid places elements at equal distances along as many axes as the population
// has dimensions.
func (w *wiring) grid(name ast.Name, args map[string]ast.Expr, h ast.PopulationHead, out *network.Layout) bool {
	l := w.l
	w.headSize(h) // so that the shape is known
	shape := w.sizes[h.Name.Text]
	if len(shape) == 0 {
		shape = []int{1}
	}
	given := 0
	for a, n := range [...]string{"dx", "dy", "dz"} {
		e := args[n]
		if e == nil {
			continue
		}
		if given != a {
			l.list.Add(diag.BadLayout(e.Span(), n+" is given, but not the axis before it", "give dx, then dy, then dz"))
			return false
		}
		given++
		var ok bool
		if out.Spacing[a], ok = w.length(e, n); !ok {
			return false
		}
	}
	if given != len(shape) {
		l.list.Add(diag.BadLayout(name.At, fmt.Sprintf("%s has %d dimensions, the layout %d", h.Name.Text, len(shape), given), "give the population one size and the grid one distance for every dimension: `layer[20, 20]` at `grid(dx = 10 um, dy = 10 um)`"))
		return false
	}
	out.Kind, out.Shape = network.Grid, [3]int{1, 1, 1}
	copy(out.Shape[:], shape)
	return true
}

// region reads box(x = …, y = …, z = …) or sphere(r = …).
func (w *wiring) region(x ast.Expr, out *network.Layout) bool {
	l := w.l
	name, given := l.kind(x)
	params := map[string][]string{"box": {"x", "y", "z"}, "sphere": {"r"}}[name.Text]
	if params == nil {
		l.list.Add(diag.BadLayout(x.Span(), "there is no region "+squeeze(x.Span().Text()), "write `random(box(x = 100 um, y = 100 um))` or `random(sphere(r = 100 um))`"))
		return false
	}
	l.argumentsOnce(given)
	out.Kind = map[string]network.LayoutKind{"box": network.Box, "sphere": network.Ball}[name.Text]
	for i, a := range given {
		key := ""
		switch {
		case a.Name != nil:
			key = a.Name.String()
		case i < len(params):
			key = params[i]
		}
		if !slices.Contains(params, key) {
			l.list.Add(diag.UnknownArgument(a.At, key, name.Text, params))
			return false
		}
		v, ok := w.length(a.Value, key)
		if ok && v < 0 {
			l.list.Add(diag.NotPositive(a.Value.Span(), key, a.Value.Span().Text()))
			ok = false
		}
		if !ok {
			return false
		}
		if key == "r" {
			out.Radius = v
		} else {
			out.Size[axis(key)] = v
		}
	}
	if len(given) == 0 {
		l.list.Add(diag.NeedsArgument(name.At, name.Text, params[0], name.At))
		return false
	}
	return true
}
