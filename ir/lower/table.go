package lower

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
)

// table holds values by row and column.
type table struct {
	decl  *ast.Table
	sc    *scope
	cells map[[2]string]ast.Expr
}

// tableOf enters a table into a scope.
func (l *lowerer) tableOf(d *ast.Table, sc *scope) {
	t := &table{decl: d, sc: sc, cells: map[[2]string]ast.Expr{}}
	sc.set(d.Name.Text, d.Name.At, bad()).table = t
	bad := func(at source.Span, format string, args ...any) {
		l.list.Add(diag.BadTable(at, fmt.Sprintf(format, args...), "write `rows NAME; columns NAME in A, B` and then for each row its name and one number for each column"))
	}
	switch {
	case d.Rows.Text == "":
		bad(d.Name.At, "table %s does not say what its rows stand for", d.Name.Text)
	case len(d.Columns) == 0:
		bad(d.Name.At, "table %s has no columns", d.Name.Text)
	case len(d.Lines) == 0:
		bad(d.Name.At, "table %s has no rows", d.Name.Text)
	}
	seen := map[string]source.Span{}
	for _, c := range d.Columns {
		if old, ok := seen[c.Text]; ok {
			l.list.Add(diag.DuplicateName(c.At, c.Text, old))
		}
		seen[c.Text] = c.At
	}
	clear(seen)
	for _, line := range d.Lines {
		if old, ok := seen[line.Name.Text]; ok {
			l.list.Add(diag.DuplicateName(line.Name.At, line.Name.Text, old))
		}
		seen[line.Name.Text] = line.Name.At
		if len(line.Cells) != len(d.Columns) && len(d.Columns) > 0 {
			bad(line.At, "row %s has %d numbers for %d columns", line.Name.Text, len(line.Cells), len(d.Columns))
			continue
		}
		for k, cell := range line.Cells {
			if k < len(d.Columns) {
				t.cells[[2]string{line.Name.Text, d.Columns[k].Text}] = cell
			}
		}
	}
}

func (t *table) rows() []string {
	var names []string
	for _, line := range t.decl.Lines {
		names = append(names, line.Name.Text)
	}
	return names
}

func (t *table) columns() []string {
	var names []string
	for _, c := range t.decl.Columns {
		names = append(names, c.Text)
	}
	return names
}

// check evaluates all cells of a table.
func (t *table) check(l *lowerer) {
	for _, line := range t.decl.Lines {
		for _, cell := range line.Cells {
			l.expr(cell, t.sc)
		}
	}
}

// cell is P[row, column].
func (l *lowerer) cell(x *ast.Index, t *table, sc *scope) value {
	name := t.decl.Name.Text
	if len(x.Indices) != 2 {
		l.list.Add(diag.BadTable(x.At, fmt.Sprintf("%s has rows and columns, so it takes two names", name), "write `"+name+"[row, column]`"))
		return bad()
	}
	var key [2]string
	for k, have := range [][]string{t.rows(), t.columns()} {
		what := [...]string{"row", "column"}[k]
		n, ok := x.Indices[k].(*ast.Name)
		if !ok {
			l.list.Add(diag.BadTable(x.Indices[k].Span(), "this is not the name of a "+what+" of "+name, "write the name of a "+what+", or a loop variable that goes over them"))
			return bad()
		}
		key[k] = sc.plain(n.Text)
		if !slices.Contains(have, key[k]) {
			help := "it has no such " + what
			if near := nearest(key[k], have); len(near) > 0 {
				help = "did you mean `" + near[0] + "`?"
			}
			l.list.Add(diag.BadTable(n.At, "table "+name+" has no "+what+" "+key[k], help))
			return bad()
		}
	}
	cell, ok := t.cells[key]
	if !ok { // reported with the table
		return bad()
	}
	v := l.expr(cell, t.sc)
	v.span = x.At
	return v
}

// index is an element of a table.
func (l *lowerer) index(x *ast.Index, sc *scope) value {
	if n, ok := x.X.(*ast.Name); ok {
		if b := sc.find(n.Text); b != nil && b.table != nil {
			return l.cell(x, b.table, sc)
		}
		if b := sc.find(n.Text); b != nil && b.vector > 0 {
			return l.elementOf(x, n.Text, b.vector, sc)
		}
	}
	l.list.Add(diag.NotAnExpression(x.Span()))
	return bad()
}

// turn is what a loop variable stands for in one turn: a name or a value.
type turn struct {
	alias string
	value value
}

// bind enters the variable of a loop.
func (t turn) bind(sc *scope, n ast.Name) {
	b := sc.set(n.Text, n.At, t.value)
	b.alias = t.alias
}

// maxTurns bounds the turns of one loop.
const maxTurns = 1 << 20

// turns lists what a loop goes over. Names that are declared nowhere but label a
// row or column of a table count as names too.
func (l *lowerer) turns(loop ast.Loop, sc *scope, isName func(string) bool) []turn {
	x := loop.Over
	switch x := x.(type) {
	case *ast.List:
		var list []turn
		for _, it := range x.Items {
			if n, ok := it.(*ast.Name); ok && isName(sc.plain(n.Text)) {
				list = append(list, turn{alias: sc.plain(n.Text)})
				continue
			}
			list = append(list, turn{value: l.expr(it, sc)})
		}
		return list
	case *ast.Name:
		if list, listScope := l.listOf(x, sc); list != nil {
			var all []turn
			for _, it := range list.Items {
				all = append(all, turn{value: l.expr(it, listScope)})
			}
			return all
		}
	case *ast.Field:
		n, ok := x.X.(*ast.Name)
		if !ok {
			break
		}
		b := sc.find(n.Text)
		if b == nil || b.table == nil {
			break
		}
		names := map[string][]string{"rows": b.table.rows(), "columns": b.table.columns()}[x.Name.Text]
		if names == nil {
			l.list.Add(diag.BadTable(x.Name.At, "a table has rows and columns, but no "+x.Name.Text, "write `"+n.Text+".rows` or `"+n.Text+".columns`"))
			return nil
		}
		var list []turn
		for _, name := range names {
			list = append(list, turn{alias: name})
		}
		return list
	case *ast.Call:
		if list, ok := l.series(x, sc); ok {
			return list
		}
	case *ast.Bad:
		return nil
	}
	l.list.Add(diag.BadLoop(x.Span(), "a loop cannot go over "+squeeze(x.Span().Text())))
	return nil
}

// series is range(n), range(from, to), range(from, to, step), linspace(a, b, n)
// or logspace(a, b, n), whose numbers have equal differences or ratios and
// include both ends.
func (l *lowerer) series(x *ast.Call, sc *scope) ([]turn, bool) {
	n, ok := x.Fun.(*ast.Name)
	if !ok || n.Text != "range" && n.Text != "linspace" && n.Text != "logspace" {
		return nil, false
	}
	args, good := l.positional(x, sc)
	least, most := 3, 3
	if n.Text == "range" {
		least, most = 1, 3
	}
	if len(args) < least || len(args) > most {
		l.list.Add(diag.ArgumentCount(x.At, n.Text, least, most, len(args)))
		return nil, true
	}
	if !good {
		return nil, true
	}
	if n.Text == "range" {
		return l.counted(x, args), true
	}
	u, ok := l.same(args[0], args[1], ast.Lt)
	count, okCount := l.whole(args[2], x.Args[2].Value.Span(), "the number of values")
	if okCount && count > maxTurns {
		l.list.Add(diag.BadLoop(x.At, fmt.Sprintf("a loop of more than %d turns", maxTurns)))
		return nil, true
	}
	if !ok || !okCount || !l.isNumber(x, args[0]) || !l.isNumber(x, args[1]) {
		return nil, true
	}
	p := l.pool
	var list []turn
	for k := range count {
		share := p.Rat(big.NewRat(k, max(1, count-1)))
		e := p.Add(args[0].e, p.Mul(share, p.Sub(args[1].e, args[0].e)))
		if n.Text == "logspace" {
			a, b := l.number(args[0].e), l.number(args[1].e)
			if !(a > 0 && b > 0) {
				l.list.Add(diag.BadLoop(x.At, "logspace goes from one positive number to another"))
				return nil, true
			}
			at := a * math.Pow(b/a, float64(k)/float64(max(1, count-1)))
			switch k { // both ends as they are written
			case 0:
				at = a
			case count - 1:
				at = b
			}
			e = p.Rat(new(big.Rat).SetFloat64(at))
		}
		list = append(list, turn{value: value{e: e, u: u, span: x.At}})
	}
	return list, true
}

// isNumber reports whether a value is constant and finite, and says so if not.
func (l *lowerer) isNumber(x *ast.Call, v value) bool {
	if v.e.IsConst() && !math.IsInf(l.number(v.e), 0) {
		return true
	}
	l.list.Add(diag.BadLoop(x.At, "the ends of "+x.Fun.Span().Text()+" are numbers"))
	return false
}

// counted is range.
func (l *lowerer) counted(x *ast.Call, args []value) []turn {
	var bounds []float64
	for i, v := range args {
		b, ok := l.constant(v, unit.One, x.Args[i].Value.Span(), "a bound of range")
		if !ok {
			return nil
		}
		if math.Abs(b) > maxTurns {
			l.list.Add(diag.BadLoop(x.At, fmt.Sprintf("a loop of more than %d turns", maxTurns)))
			return nil
		}
		if b != math.Trunc(b) {
			l.list.Add(diag.CountNotWhole(x.Args[i].Value.Span(), "a bound of range", b))
			return nil
		}
		bounds = append(bounds, b)
	}
	from, to, step := 0.0, bounds[0], 1.0
	if len(bounds) > 1 {
		from, to = bounds[0], bounds[1]
	}
	if len(bounds) > 2 {
		step = bounds[2]
	}
	if step == 0 {
		l.list.Add(diag.BadLoop(x.At, "a range with step 0 never ends"))
		return nil
	}
	var list []turn
	for k := from; step > 0 && k < to || step < 0 && k > to; k += step {
		list = append(list, turn{value: value{e: l.pool.Int(int64(k)), span: x.At}})
	}
	return list
}

// loop calls visit for every turn of a loop, with a scope that has its
// variables; the last one changes fastest.
func (l *lowerer) loop(f *ast.For, sc *scope, isName func(string) bool, visit func(*scope, []turn)) {
	var all [][]turn
	total := 1
	outer := max(1, l.around)
	names := newScope(sc)
	for _, loop := range f.Loops {
		l.fresh(loop.Name, names, nil)
		names.set(loop.Name.Text, loop.Name.At, bad())
		list := l.turns(loop, sc, isName)
		if total *= len(list); total*outer > maxTurns {
			l.endless = true
			l.list.Add(diag.BadLoop(loop.At, fmt.Sprintf("a loop of more than %d turns", maxTurns)))
			return
		}
		all = append(all, list)
	}
	if total == 0 {
		return
	}
	inside := l.around
	l.around = outer * total
	defer func() {
		if l.around = inside; inside == 0 {
			l.endless = false
		}
	}()
	at := make([]int, len(all))
	for range total {
		inner := newScope(sc)
		now := make([]turn, len(all))
		for k, loop := range f.Loops {
			now[k] = all[k][at[k]]
			now[k].bind(inner, loop.Name)
		}
		visit(inner, now)
		if l.endless {
			break
		}
		for k := len(at) - 1; k >= 0; k-- {
			if at[k]++; at[k] < len(all[k]) {
				break
			}
			at[k] = 0
		}
	}
}
