package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
)

// argument is one of a port, or one for each element of a vector.
func (u *unroller) argument(a ast.Arg) []ast.Arg {
	n, ok := u.size(a.Value)
	if !ok {
		return nil
	}
	if n == 0 || a.Name == nil {
		a.Value = u.at(a.Value, 0)
		return []ast.Arg{a}
	}
	var out []ast.Arg
	for k := range n {
		out = append(out, elementArg(a, k, u.at(a.Value, k)))
	}
	return out
}

// elementArg is an argument for element k of a vector.
func elementArg(a ast.Arg, k int, x ast.Expr) ast.Arg {
	p := *a.Name
	p.Parts = slices.Clone(p.Parts)
	last := &p.Parts[len(p.Parts)-1]
	last.Text = element(last.Text, k)
	a.Name, a.Value = &p, x
	return a
}

// listed are arguments in which those that are lists stand element by element.
func listed(given []ast.Arg) []ast.Arg {
	var out []ast.Arg
	for _, a := range given {
		list, ok := a.Value.(*ast.List)
		if !ok || a.Name == nil || len(list.Items) == 0 {
			out = append(out, a)
			continue
		}
		for k, x := range list.Items {
			out = append(out, elementArg(a, k, x))
		}
	}
	return out
}

// perElement is a value for what a path names, or one for each element where it
// is a list.
func perElement(path string, x ast.Expr) map[string]ast.Expr {
	list, ok := x.(*ast.List)
	if !ok {
		return map[string]ast.Expr{path: x}
	}
	all := map[string]ast.Expr{}
	for k, it := range list.Items {
		all[element(path, k)] = it
	}
	return all
}
