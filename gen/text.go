package gen

import (
	"slices"
	"strings"
	"unicode"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// OneLine is text fit for a comment behind a statement of any language, also
// inside of a string: printable characters on one line, without double quotes and
// backslashes, which mean something to one or another of the tools that read
// emitted files.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r == '\\':
			return '/'
		case r == unicode.ReplacementChar:
			return '?'
		case !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	return strings.Join(strings.Fields(text), " ")
}

// lineWidth is the length at which a paragraph breaks its lines.
const lineWidth = 98

// Paragraph is text as comment lines of moderate length, without marks.
func Paragraph(text string) []string {
	var out []string
	for _, l := range strings.Split(tmpl.Comment("", text), "\n") {
		row := ""
		for _, word := range strings.Fields(OneLine(l)) {
			if row != "" && len(row)+len(word) > lineWidth {
				out = append(out, row)
				row = ""
			}
			if row != "" {
				row += " "
			}
			row += word
		}
		if row != "" {
			out = append(out, row)
		}
	}
	return out
}

// QuantityLine describes a quantity with its value, for comments.
func QuantityLine(q program.Quantity) string {
	value := "differs per neuron"
	if q.Binding == program.Literal {
		value = exprfmt.Literal(q.Value)
		if q.Unit != "1" {
			value += " " + q.Unit
		}
	}
	line := OneLine(q.Name) + " = " + OneLine(value)
	if d := OneLine(q.Doc); d != "" {
		line += "  (" + d + ")"
	}
	return line
}

// DescribeQuantity is the comment behind a quantity; "" where there is nothing to
// say that its name does not.
func DescribeQuantity(q program.Quantity) string {
	switch {
	case q.Doc != "":
		return q.Doc
	case q.Derived:
		return "derived: " + q.Name
	}
	return ""
}

// DescribeSum is the comment behind the variable that adds up the spikes of a port.
func DescribeSum(p program.Port) string {
	text := "sum of what arrives at " + p.Name
	if p.Doc != "" {
		text += ": " + p.Doc
	}
	return text
}

// Observed lists the observables of p that the study records, ascending.
func Observed(s *ir.Study, p *program.Program) []int {
	var list []int
	for _, r := range s.Records {
		if r.Observable >= 0 && s.ProgramOf(r.Population) == p {
			list = append(list, r.Observable)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Reads tells which quantities the blocks of p mention, and whether they mention
// time or an elementary function.
func Reads(p *program.Program) (quantities []bool, time, elementary bool) {
	quantities = make([]bool, len(p.Quantities))
	Blocks(p, func(b *program.Block) {
		for _, in := range b.Instrs {
			switch in.Op {
			case program.LoadQuant:
				quantities[in.Index] = true
			case program.LoadTime:
				time = true
			case program.Call:
				elementary = true
			}
		}
	})
	return quantities, time, elementary
}

// Blocks calls f for every block of p that a target writes.
func Blocks(p *program.Program, f func(*program.Block)) {
	for i := range p.Sums {
		f(&p.Sums[i].Block)
	}
	f(&p.Integrate.Common)
	for i := range p.Integrate.Variants {
		f(&p.Integrate.Variants[i].Block)
	}
	for i := range p.Arrive {
		f(&p.Arrive[i])
	}
	for i := range p.Conditions {
		f(&p.Conditions[i].Test)
		f(&p.Conditions[i].Action)
	}
	for i := range p.Observe {
		f(&p.Observe[i].Block)
	}
	for i := range p.Sums {
		f(&p.Sums[i].Block)
	}
}

// Draws reports whether p draws random numbers.
func Draws(p *program.Program) bool { return len(p.Random) > 0 }
