package lower

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
)

// Vectors are unrolled before anything else happens to a body: `state q[3]`
// becomes three states called q[0], q[1] and q[2], and a statement about vectors
// one statement for each element. What is left knows numbers only.

// indices are those of elements in messages.
var indices = regexp.MustCompile(`\[\d+\]`)

// maxVector bounds the length of a vector.
const maxVector = 1024

// element is the name of an element of a vector.
func element(name string, k int) string { return fmt.Sprintf("%s[%d]", name, k) }

// unroller unrolls one body.
type unroller struct {
	l      *lowerer
	sizes  map[string]int // lengths of the vectors by name
	consts *scope         // for lengths
}

// unrolled is a body without vectors.
func (l *lowerer) unrolled(body []ast.Member) []ast.Member {
	if !hasVectors(body) && len(l.vectors) == 0 {
		return body
	}
	u := &unroller{l: l, sizes: maps.Clone(l.vectors), consts: newScope(l.top)}
	if u.sizes == nil {
		u.sizes = map[string]int{}
	}
	for _, m := range body {
		if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Const && d.Size == nil && d.Value != nil {
			u.consts.lazy(d.Name, func() value { return l.declared(d, u.consts) })
		}
	}
	for _, m := range body {
		d, ok := m.(*ast.Decl)
		if !ok {
			continue
		}
		delete(u.sizes, d.Name.Text) // a name of the file, hidden
		if d.Size != nil {
			if n, ok := l.length(d, u.consts); ok {
				u.sizes[d.Name.Text] = n
			}
		}
	}
	u.lets(body)
	var out []ast.Member
	for _, m := range body {
		out = append(out, u.member(m)...)
	}
	return out
}

// constants declares the elements of the constants of files that are vectors.
func (l *lowerer) constants(files []*ast.File) {
	for _, f := range files {
		for _, it := range f.Items {
			d, ok := it.(*ast.Decl)
			if !ok || d.Size == nil || l.top.names[d.Name.Text] != nil || l.vectors[d.Name.Text] > 0 {
				continue
			}
			n, ok := l.length(d, l.top)
			if !ok {
				l.top.set(d.Name.Text, d.Name.At, bad())
				continue
			}
			if l.vectors == nil {
				l.vectors = map[string]int{}
			}
			l.vectors[d.Name.Text] = n
			u := &unroller{l: l, sizes: l.vectors, consts: l.top}
			for _, m := range u.decl(d) {
				e := m.(*ast.Decl)
				l.top.lazy(e.Name, func() value { return l.declared(e, l.top) })
			}
		}
	}
}

// hasVectors reports whether anything in a body has a length, an index or is a
// list.
func hasVectors(body []ast.Member) bool {
	found := false
	for _, m := range body {
		ast.Inspect(m, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Decl:
				found = found || n.Size != nil
			case *ast.Index, *ast.List:
				found = true
			}
			return !found
		})
	}
	return found
}

// length is that of a declared vector.
func (l *lowerer) length(d *ast.Decl, sc *scope) (int, bool) {
	switch d.Kind {
	case ast.Input, ast.Target, ast.Sender, ast.Sum:
		l.list.Add(diag.VectorKind(d.Size.Span(), string(d.Kind), d.Name.Text))
		return 0, false
	}
	x, ok := l.constant(l.expr(d.Size, sc), unit.One, d.Size.Span(), "the length of "+d.Name.Text)
	if !ok {
		return 0, false
	}
	if x != float64(int(x)) || x < 1 || x > maxVector {
		l.list.Add(diag.VectorLength(d.Size.Span(), d.Name.Text, squeeze(d.Size.Span().Text()), maxVector))
		return 0, false
	}
	return int(x), true
}

// lets gives a length to named expressions of vectors, in any order of
// declaration.
func (u *unroller) lets(body []ast.Member) {
	for again := true; again; {
		again = false
		for _, m := range body {
			d, ok := m.(*ast.Decl)
			if !ok || d.Kind != ast.Let || d.Size != nil || d.Value == nil || u.sizes[d.Name.Text] > 0 {
				continue
			}
			if n := u.quietSize(d.Value); n > 0 {
				u.sizes[d.Name.Text], again = n, true
			}
		}
	}
}

// quietSize is the length of an expression, 0 for a number, without messages.
func (u *unroller) quietSize(x ast.Expr) int {
	before := len(u.l.list)
	n, _ := u.size(x)
	u.l.list = u.l.list[:before]
	return n
}

// size is the length of an expression, 0 for a number; not ok when parts have
// different lengths, which has been reported.
func (u *unroller) size(x ast.Expr) (n int, ok bool) {
	ok = true
	var at source.Span
	meet := func(m int, span source.Span) {
		switch {
		case m == 0:
		case n == 0:
			n, at = m, span
		case n != m && ok:
			u.l.list.Add(diag.VectorLengths(at, n, span, m))
			ok = false
		}
	}
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		switch x := x.(type) {
		case *ast.Name:
			meet(u.sizes[x.String()], x.At)
		case *ast.List:
			for _, it := range x.Items {
				if u.quietSize(it) > 0 {
					u.l.list.Add(diag.VectorNotHere(it.Span(), squeeze(it.Span().Text())))
					ok = false
				}
			}
			meet(len(x.Items), x.At)
		case *ast.Unary:
			visit(x.X)
		case *ast.Binary:
			visit(x.X)
			visit(x.Y)
		case *ast.Cond:
			visit(x.If)
			visit(x.Then)
			visit(x.Else)
		case *ast.Call:
			if isSum(x) && u.l.fns["sum"] == nil {
				return // a number, whatever it adds up
			}
			for _, a := range x.Args {
				if !u.ownList(x, a.Value) {
					visit(a.Value)
				}
			}
		}
	}
	visit(x)
	return n, ok
}

// ownList reports whether an argument is a list that the function takes as it is:
// the times and values of a timeline are no vector.
func (u *unroller) ownList(x *ast.Call, arg ast.Expr) bool {
	n, ok := x.Fun.(*ast.Name)
	_, list := arg.(*ast.List)
	return ok && list && n.Text == "timeline" && u.l.fns["timeline"] == nil
}

func isSum(x *ast.Call) bool {
	n, ok := x.Fun.(*ast.Name)
	return ok && n.Text == "sum"
}

// number is an expression that must be one: sums and elements are written out.
func (u *unroller) number(x ast.Expr) ast.Expr {
	if x == nil {
		return nil
	}
	if n, _ := u.size(x); n > 0 {
		u.l.list.Add(diag.VectorNotHere(x.Span(), squeeze(x.Span().Text())))
		return &ast.Bad{Loc: ast.At(x.Span())}
	}
	return u.at(x, 0)
}

// spread is an expression as one for each of n elements.
func (u *unroller) spread(x ast.Expr, n int) []ast.Expr {
	list := make([]ast.Expr, n)
	m, ok := u.size(x)
	if m > 0 && m != n && ok {
		u.l.list.Add(diag.VectorLengths(x.Span(), m, source.Span{}, n))
		ok = false
	}
	for k := range list {
		if list[k] = u.at(x, k); !ok {
			list[k] = &ast.Bad{Loc: ast.At(x.Span())}
		}
	}
	return list
}

// at is element k of an expression.
func (u *unroller) at(x ast.Expr, k int) ast.Expr {
	switch x := x.(type) {
	case *ast.Name:
		if u.sizes[x.String()] > 0 {
			return &ast.Name{Loc: x.Loc, Text: element(x.String(), k)}
		}
	case *ast.List:
		if k < len(x.Items) {
			return u.at(x.Items[k], k)
		}
	case *ast.Unary:
		c := *x
		c.X = u.at(x.X, k)
		return &c
	case *ast.Binary:
		c := *x
		c.X, c.Y = u.at(x.X, k), u.at(x.Y, k)
		return &c
	case *ast.Cond:
		c := *x
		c.If, c.Then, c.Else = u.at(x.If, k), u.at(x.Then, k), u.at(x.Else, k)
		return &c
	case *ast.Call:
		if isSum(x) && u.l.fns["sum"] == nil {
			return u.sum(x)
		}
		c := *x
		c.Args = nil
		for _, a := range x.Args {
			if !u.ownList(x, a.Value) {
				a.Value = u.at(a.Value, k)
			}
			c.Args = append(c.Args, a)
		}
		return &c
	case *ast.Index:
		return u.index(x, k)
	}
	return x
}

// sum writes sum(q) out, from left to right.
func (u *unroller) sum(x *ast.Call) ast.Expr {
	if len(x.Args) != 1 || x.Args[0].Name != nil {
		u.l.list.Add(diag.ArgumentCount(x.At, "sum", 1, 1, len(x.Args)))
		return &ast.Bad{Loc: x.Loc}
	}
	arg := x.Args[0].Value
	n, ok := u.size(arg)
	if n == 0 || !ok {
		if ok {
			u.l.list.Add(diag.VectorNeeded(arg.Span(), squeeze(arg.Span().Text())))
		}
		return &ast.Bad{Loc: x.Loc}
	}
	total := u.at(arg, 0)
	for k := 1; k < n; k++ {
		total = &ast.Binary{Loc: x.Loc, Op: ast.Add, OpAt: x.Fun.Span(), X: total, Y: u.at(arg, k)}
	}
	return total
}

// index is an element of a vector of the body, or of a port: exc.g[1].
func (u *unroller) index(x *ast.Index, k int) ast.Expr {
	name, isName := x.X.(*ast.Name)
	field, isField := x.X.(*ast.Field)
	if isName && u.sizes[name.String()] == 0 || !isName && !isField {
		return x // a table, or a mistake
	}
	if len(x.Indices) != 1 {
		u.l.list.Add(diag.VectorIndex(x.At, squeeze(x.X.Span().Text())))
		return &ast.Bad{Loc: x.Loc}
	}
	before := len(u.l.list)
	i, ok := u.l.constant(u.l.expr(u.number(x.Indices[0]), u.consts), unit.One, x.Indices[0].Span(), "an index")
	if !ok {
		u.l.list = u.l.list[:before]
		u.l.list.Add(diag.VectorIndex(x.Indices[0].Span(), squeeze(x.X.Span().Text())))
		return &ast.Bad{Loc: x.Loc}
	}
	at := int(i)
	if isName {
		n := u.sizes[name.String()]
		if i != float64(at) || at < -n || at >= n {
			u.l.list.Add(diag.IndexOutside(x.Indices[0].Span(), int64(at), n))
			return &ast.Bad{Loc: x.Loc}
		}
		if at < 0 {
			at += n
		}
		return &ast.Name{Loc: x.Loc, Text: element(name.String(), at)}
	}
	c := *field
	c.Loc, c.Name = x.Loc, ast.Name{Loc: field.Name.Loc, Text: element(field.Name.String(), at)}
	return &c
}

// member is a member of a body, once for each element where it is about vectors.
func (u *unroller) member(m ast.Member) []ast.Member {
	switch m := m.(type) {
	case *ast.Decl:
		return u.decl(m)
	case *ast.Equation:
		n := u.sizes[m.Name.String()]
		c := *m
		if n == 0 {
			c.Value = u.number(m.Value)
			return []ast.Member{&c}
		}
		var out []ast.Member
		for k, x := range u.spread(m.Value, n) {
			e := *m
			e.Name.Text, e.Name.Primes, e.Value = element(m.Name.String(), k), 0, x
			if k > 0 {
				e.Loc = e.Name.Loc // its text is shown once
			}
			out = append(out, &e)
		}
		return out
	case *ast.On:
		c := *m
		if m.When != nil {
			c.When = u.number(m.When)
		}
		inner := u
		if m.Weight != nil {
			inner = u.hiding(m.Weight.Name.Text)
		}
		c.Body = inner.statements(m.Body)
		return []ast.Member{&c}
	case *ast.Output:
		c := *m
		c.Value = u.number(m.Value)
		return []ast.Member{&c}
	case *ast.Port:
		c := *m
		if call, ok := m.Kind.(*ast.Call); ok {
			k := *call
			k.Args = nil
			for _, a := range call.Args {
				k.Args = append(k.Args, u.argument(a)...)
			}
			c.Kind = &k
		}
		return []ast.Member{&c}
	}
	return []ast.Member{m}
}

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

// decl is a declaration, once for each element of a vector.
func (u *unroller) decl(d *ast.Decl) []ast.Member {
	n := u.sizes[d.Name.Text]
	if n == 0 {
		c := *d
		c.Size, c.Value = nil, u.number(d.Value)
		return []ast.Member{&c}
	}
	values := make([]ast.Expr, n)
	if d.Value != nil {
		values = u.spread(d.Value, n)
	}
	var out []ast.Member
	for k, x := range values {
		c := *d
		c.Name.Text, c.Size, c.Value = element(d.Name.Text, k), nil, x
		if d.Clip != nil {
			clip := *d.Clip
			clip.Low, clip.High = u.at(clip.Low, k), u.at(clip.High, k)
			c.Clip = &clip
		}
		out = append(out, &c)
	}
	return out
}

// hiding is an unroller for a block in which a name means a number.
func (u *unroller) hiding(name string) *unroller {
	inner := *u
	inner.sizes = maps.Clone(u.sizes)
	delete(inner.sizes, name)
	return &inner
}

func (u *unroller) statements(list []ast.Stmt) []ast.Stmt {
	if list == nil {
		return nil
	}
	out := []ast.Stmt{}
	for _, st := range list {
		switch s := st.(type) {
		case *ast.Decl:
			n := u.quietSize(s.Value)
			u = u.hiding(s.Name.Text)
			if n > 0 {
				u.sizes[s.Name.Text] = n
			}
			for _, m := range u.decl(s) {
				out = append(out, m.(*ast.Decl))
			}
		case *ast.Assign:
			out = append(out, u.assign(s)...)
		case *ast.If:
			c := *s
			c.Cond, c.Then, c.Else = u.number(s.Cond), u.statements(s.Then), u.statements(s.Else)
			out = append(out, &c)
		case *ast.Hold:
			c := *s
			c.For, c.Names = u.number(s.For), nil
			for _, n := range s.Names {
				if size := u.sizes[n.String()]; size > 0 {
					for k := range size {
						c.Names = append(c.Names, ast.Name{Loc: n.Loc, Text: element(n.String(), k)})
					}
				} else {
					c.Names = append(c.Names, n)
				}
			}
			out = append(out, &c)
		case *ast.Deliver:
			c := *s
			c.Value = u.number(s.Value)
			out = append(out, &c)
		default:
			out = append(out, st)
		}
	}
	return out
}

// assign stores into a number, an element, or all elements of a vector.
func (u *unroller) assign(s *ast.Assign) []ast.Stmt {
	name, ok := s.Target.(*ast.Name)
	n := 0
	if ok {
		n = u.sizes[name.String()]
	}
	if n == 0 {
		c := *s
		c.Target, c.Value = u.at(s.Target, 0), u.number(s.Value)
		return []ast.Stmt{&c}
	}
	values := u.spread(s.Value, n)
	var out []ast.Stmt
	if mentions(s.Value, name.String()) { // all are read before any of them changes
		for k, x := range values {
			kept := ast.Name{Loc: ast.At(s.Value.Span()), Text: "new " + element(name.String(), k)}
			out = append(out, &ast.Decl{Loc: kept.Loc, Kind: ast.Let, Name: kept, Value: x})
			values[k] = &kept
		}
	}
	for k, x := range values {
		c := *s
		c.Target, c.Value = &ast.Name{Loc: name.Loc, Text: element(name.String(), k)}, x
		out = append(out, &c)
	}
	return out
}

// mentions reports whether a name occurs in an expression.
func mentions(x ast.Expr, name string) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if v, ok := n.(*ast.Name); ok && v.String() == name {
			found = true
		}
		return !found
	})
	return found
}

// once leaves out of messages those that say the same about another element of a
// vector.
func once(list diag.List) diag.List {
	type key struct {
		code, message string
		start, end    int
		file          *source.File
	}
	seen := map[key]bool{}
	var out diag.List
	for _, d := range list {
		k := key{d.Code, indices.ReplaceAllString(d.Message, "[]"), d.Primary.Start, d.Primary.End, d.Primary.File}
		if indices.MatchString(d.Message) && seen[k] {
			continue
		}
		seen[k] = true
		out = append(out, d)
	}
	return out
}
