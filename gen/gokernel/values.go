package gokernel

import (
	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/program"
)

// printer turns blocks into Go expressions.
type printer struct {
	at    *jen.Statement // index of the element within the population
	k     *kernel
	elem  func(field string) *jen.Statement
	state func(i int) *jen.Statement
	acc   func(i int) *jen.Statement
	named map[int]string // locals that hold literal quantities
}

func (k *kernel) printer(elem func(field string) *jen.Statement) *printer {
	if k.local == nil {
		k.local = names.New(false, reserved, []string{"k", "c", "n", "i", "x"})
	}
	return &printer{at: jen.Id("i"), k: k, elem: elem, state: func(i int) *jen.Statement { return elem(k.states[i]) }}
}

// values are the values of one printed block.
type values struct {
	block *program.Block
	expr  []*jen.Statement
}

func (v *values) of(r program.Ref) *jen.Statement { return v.expr[r].Clone() }

// block declares the values of b that are used more than once and returns all.
func (p *printer) block(g *jen.Group, b *program.Block, outputs ...program.Ref) *values {
	uses := b.Uses()
	for _, r := range outputs {
		if r >= 0 {
			uses[r]++
		}
	}
	v := &values{b, make([]*jen.Statement, len(b.Instrs))}
	for i := range b.Instrs {
		in := &b.Instrs[i]
		if uses[i] == 0 {
			continue
		}
		if x, ok := p.folded(b, in); ok {
			v.expr[i] = literal(x)
			continue
		}
		e := p.instr(g, in, v)
		if in.Op >= program.Draw && (uses[i] > 1 || in.Name != "" || in.Op == program.Select) {
			hint := in.Name
			if hint == "" {
				hint = "t"
			}
			id := p.k.local.Fresh(hint)
			if in.Op == program.Select {
				g.Id(id).Op(":=").Add(v.of(in.C))
				g.If(v.of(in.A)).Block(jen.Id(id).Op("=").Add(v.of(in.B)))
			} else {
				g.Id(id).Op(":=").Add(e)
			}
			e = jen.Id(id)
		}
		v.expr[i] = e
	}
	return v
}

// folded computes an operation on literals: Go would evaluate it exactly, not
// with the rounding of the program.
func (p *printer) folded(b *program.Block, in *program.Instr) (float64, bool) {
	if in.Op <= program.Draw || in.Op == program.Select || in.Type == program.Bool {
		return 0, false
	}
	var x [3]float64
	for j, r := range [...]program.Ref{in.A, in.B, in.C} {
		if r < 0 {
			continue
		}
		if b.Instrs[r].Op != program.Const {
			return 0, false
		}
		x[j] = b.Instrs[r].Value
	}
	return program.Apply(in.Op, in.Fn, x[0], x[1], x[2]), true
}
