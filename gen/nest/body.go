package nest

import (
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// body collects statements.
type body struct {
	lines []string
	depth int
}

func (b *body) line(text string) {
	b.lines = append(b.lines, strings.Repeat("  ", b.depth)+text)
}

func (b *body) comment(text string) { b.line("// " + gen.OneLine(text)) }

// open begins a block, close ends it.
func (b *body) open(head string) {
	if head != "" {
		b.line(head)
	}
	b.line("{")
	b.depth++
}

func (b *body) close() { b.depth--; b.line("}") }

// temporaries declares the temporaries of a printed block.
func (b *body) temporaries(lines []exprfmt.Line) {
	for _, l := range lines {
		b.line("const " + cppType(l.Type) + " " + l.Name + " = " + l.Expr + ";")
	}
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
	b.temporaries(t.Lines)
	return t
}
