package nest

import (
	"regexp"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// body collects statements, and where in the model each comes from.
type body struct {
	lines []string
	from  []origin
	at    origin // of the statements that come
	depth int
}

// origin is a place of the model: the equation or declaration of a name, or a handler
// by its text and the name of what it changes.
type origin struct{ name, handler string }

func (b *body) line(text string) {
	for _, l := range wrap(strings.Repeat("  ", b.depth)+text, lineWidth) {
		b.lines = append(b.lines, l)
		b.from = append(b.from, b.at)
	}
}

func (b *body) comment(text string) {
	b.lines = append(b.lines, strings.Repeat("  ", b.depth)+"// "+gen.OneLine(text))
	b.from = append(b.from, b.at)
}

// open begins a block, close ends it.
func (b *body) open(head string) {
	if head != "" {
		b.line(head)
	}
	b.line("{")
	b.depth++
}

func (b *body) close() { b.depth--; b.line("}") }

// temporaries declares the temporaries of a printed block; those of equations belong to
// the first statement that reads them.
func (b *body) temporaries(t *exprfmt.Text, of func(state int) string) {
	at := b.at
	for i, l := range t.Lines {
		b.at = at
		if of != nil {
			if state, ok := reader(t, i); ok {
				b.at.name = of(state)
			}
		}
		b.line("const " + cppType(l.Type) + " " + l.Name + " = " + l.Expr + ";")
	}
	b.at = at
}

// reader is the first state whose new value depends on temporary i.
func reader(t *exprfmt.Text, i int) (state int, ok bool) {
	names := map[string]bool{t.Lines[i].Name: true}
	reads := func(expr string) bool {
		for _, w := range word.FindAllString(expr, -1) {
			if names[w] {
				return true
			}
		}
		return false
	}
	for _, l := range t.Lines[i+1:] {
		if reads(l.Expr) {
			names[l.Name] = true
		}
	}
	for _, s := range t.Stores {
		if reads(s.Expr) {
			return s.State, true
		}
	}
	return 0, false
}

var word = regexp.MustCompile(`[A-Za-z_]\w*`)

// lineWidth is the length of lines in NEST.
const lineWidth = 120

// wrap breaks a long statement before operators, where brackets are nested least.
func wrap(line string, width int) []string {
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))] + "  "
	var out []string
	for len(line) > width {
		at, least, depth := -1, 1<<30, 0
		for i := 0; i < len(line) && i < width; i++ {
			switch line[i] {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth--
			case ' ':
				if rank := 2*depth + binding(line[i+1:]); i > len(indent) && rank < 1<<20 && (rank <= least || i > width*3/4 && at < width/3) {
					at, least = i, rank
				}
			}
		}
		if at < 0 {
			break
		}
		out = append(out, line[:at])
		line = indent + line[at+1:]
	}
	return append(out, line)
}

// binding is how closely an operator binds before which a line may break: 0 or 1, and
// very much where there is none.
func binding(rest string) int {
	for _, op := range []string{"+ ", "- ", "and ", "or ", "? ", ": "} {
		if strings.HasPrefix(rest, op) {
			return 0
		}
	}
	if strings.HasPrefix(rest, "* ") || strings.HasPrefix(rest, "/ ") {
		return 1
	}
	return 1 << 20
}

// added is what an expression adds to a state or takes from it, one value.
var added = regexp.MustCompile(`^ ([-+]) ([\w.]+(?:\[ \d+ \])?)$`)

// assign is a statement that gives a state a value.
func assign(state, expr string) string {
	if rest, ok := strings.CutPrefix(expr, state); ok {
		if m := added.FindStringSubmatch(rest); m != nil {
			return state + " " + m[1] + "= " + m[2] + ";"
		}
	}
	return state + " = " + expr + ";"
}

// print prints a block; temporaries are declared where it stands.
func (n *builder) print(b *body, block *program.Block, outputs ...program.Ref) *exprfmt.Text {
	return n.printAs(n.names(), b, block, outputs...)
}

// printAs prints a block with names of its own.
func (n *builder) printAs(names *exprfmt.Names, b *body, block *program.Block, outputs ...program.Ref) *exprfmt.Text {
	t, err := exprfmt.Block(n.dialect, names, block, outputs...)
	if err != nil {
		if n.err == nil {
			n.err = err
		}
		return nil
	}
	b.temporaries(t, func(state int) string { return n.p.States[state].Name })
	return t
}
