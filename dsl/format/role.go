package format

import (
	"github.com/nngen/nngen/dsl/ast"
)

// roles tells apart what looks the same as a token; all by byte offset.
type roles struct {
	binary map[int]bool // binary operators by their start; other signs are unary
	tight  map[int]bool // ends of names that a bracket belongs to, as in f(x) and x[1]
	cell   map[int]bool // starts of the numbers of tables
}

func rolesOf(root *ast.File) roles {
	r := roles{binary: map[int]bool{}, tight: map[int]bool{}, cell: map[int]bool{}}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Binary:
			r.binary[n.OpAt.Start] = true
		case *ast.Call:
			r.tight[n.Fun.Span().End] = true
		case *ast.Index:
			r.tight[n.X.Span().End] = true
		case *ast.Func:
			r.tight[n.Name.At.End] = true
		case *ast.Decl:
			r.tight[n.Name.At.End] = true
		case *ast.Table:
			for _, line := range n.Lines {
				for _, c := range line.Cells {
					r.cell[c.Span().Start] = true
				}
			}
		case *ast.PopulationHead:
			r.tight[n.Name.At.End] = true
		case *ast.Clip:
			r.tight[n.At.Start+len("clip")] = true
		case *ast.On:
			if n.Port != nil {
				r.tight[n.Port.At.End] = true
			}
		}
		return true
	})
	return r
}
