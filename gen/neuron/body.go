package neuron

import (
	"strings"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
)

// body collects the statements of one procedure.
type body struct {
	lines  []string
	depth  int
	locals *locals
}

func newBody(t *names.Table) *body {
	return &body{depth: 1, locals: &locals{table: t, pool: map[string][]string{}}}
}

func (b *body) line(text string) {
	b.lines = append(b.lines, wrap(strings.Repeat("  ", b.depth)+text)...)
}

func (b *body) comment(text string) {
	for _, l := range paragraph(text) {
		b.lines = append(b.lines, strings.Repeat("  ", b.depth)+": "+l)
	}
}

// lineWidth is where long statements are broken; nocmodl takes 510 characters.
const lineWidth = 120

// wrap breaks a statement at spaces behind operators and commas, with the rest
// indented.
func wrap(text string) []string {
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))] + "    "
	var out []string
	for len(text) > lineWidth {
		at := strings.LastIndexAny(text[:lineWidth], " ")
		for at > len(indent) && !strings.ContainsRune("+-*/,:&|=<>", rune(text[at-1])) {
			at = strings.LastIndexAny(text[:at], " ")
		}
		next := at + 1
		if at <= len(indent) { // a product of long names
			at = strings.LastIndexAny(text[:lineWidth], "*/(") + 1
			next = at
		}
		if at <= len(indent) {
			break
		}
		out = append(out, text[:at])
		text = indent + text[next:]
	}
	return append(out, text)
}

// open begins a block, reopen its alternative, close ends it.
func (b *body) open(head string)   { b.line(head + " {"); b.depth++ }
func (b *body) close()             { b.depth--; b.line("}") }
func (b *body) reopen(head string) { b.depth--; b.line("} " + head + " {"); b.depth++ }

// assign writes name = expr.
func (b *body) assign(name, expr string) {
	if name != expr {
		b.line(name + " = " + expr)
	}
}

// temporaries writes the temporaries of a printed block.
func (b *body) temporaries(lines []exprfmt.Line) {
	for _, l := range lines {
		if l.If == "" {
			b.assign(l.Name, l.Expr)
			continue
		}
		b.line("if (" + l.If + ") { " + l.Name + " = " + l.Expr + " } else { " + l.Name + " = " + l.Else + " }")
	}
}

// locals hands out the LOCAL variables of a procedure. NMODL wants them all at
// its head; blocks that do not run in the same step use the same ones.
type locals struct {
	table *names.Table
	pool  map[string][]string // by hint
	used  map[string]int
	order []string
}

// scope forgets which variables are in use.
func (l *locals) scope() { l.used = map[string]int{} }

// mark and release: variables taken after the mark may be used again.
func (l *locals) mark() map[string]int {
	m := make(map[string]int, len(l.used))
	for k, v := range l.used {
		m[k] = v
	}
	return m
}

func (l *locals) release(mark map[string]int) {
	l.used = map[string]int{}
	for k, v := range mark {
		l.used[k] = v
	}
}

// temp returns a variable that is not in use.
func (l *locals) temp(hint string) string {
	if hint == "" {
		hint = "x"
	}
	if l.used == nil {
		l.scope()
	}
	n := l.used[hint]
	l.used[hint]++
	if n == len(l.pool[hint]) {
		id := l.table.Fresh(hint)
		l.pool[hint] = append(l.pool[hint], id)
		l.order = append(l.order, id)
	}
	return l.pool[hint][n]
}

// declaration is the LOCAL statement; nil without variables.
func (l *locals) declaration() []string {
	if len(l.order) == 0 {
		return nil
	}
	return wrap("  LOCAL " + strings.Join(l.order, ", "))
}
