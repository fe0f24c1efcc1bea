package brian2

import (
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// printer writes fused code as statements of Brian2.
type printer struct {
	temp    *temporaries
	dialect *exprfmt.Dialect
	used    *usage
	place   []string
	names   *exprfmt.Names
	err     *error // the first mistake
}

// print prints the temporaries, then the places that the code changes, each
// through a value of its own. A statement such as x = x + a would not do: Brian2
// turns it into x += a and sorts a anew.
func (p *printer) print(f *fused, outputs ...program.Ref) ([]string, *exprfmt.Text) {
	p.temp.scope()
	block := &f.block
	block.Stores = nil
	for _, place := range f.changed() {
		r := f.now[place]
		if in := &block.Instrs[r]; in.Op > program.Draw && in.Name == "" {
			in.Name = "new_" + p.place[place]
		}
		block.Stores = append(block.Stores, program.Store{State: place, Value: r})
	}
	f.sweep(outputs)
	f.label()
	t, err := exprfmt.Block(p.dialect, p.names, block, outputs...)
	if err != nil {
		if *p.err == nil {
			*p.err = err
		}
		return nil, &exprfmt.Text{}
	}
	functionsOf([]*program.Block{block}, p.used)
	var code, copies []string
	for _, l := range t.Lines {
		code = append(code, l.Name+" = "+l.Expr)
	}
	for _, s := range t.Stores {
		expr := s.Expr
		if len(s.Reads) > 0 { // another place as it was: keep it before it is overwritten
			expr = p.temp.next("new_" + p.place[s.State])
			code = append(code, expr+" = "+s.Expr)
		}
		copies = append(copies, p.place[s.State]+" = "+expr)
	}
	return append(code, copies...), t
}
