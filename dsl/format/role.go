package format

import (
	"github.com/nngen/nngen/dsl/ast"
)

// roles tells apart what looks the same as a token; all by byte offset.
type roles struct {
	binary map[int]bool // binary operators by their start; other signs are unary
	tight  map[int]bool // ends of names that a bracket belongs to, as in f(x) and x[1]
	cell   map[int]bool // starts of the cells of tables
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
					r.cell[beginning(c)] = true
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

// beginning is where a cell starts, with the brackets around it.
func beginning(c ast.Expr) int {
	span := c.Span()
	start := span.Start
	for i := start - 1; i >= 0; i-- {
		switch span.File.Text[i] {
		case ' ', '\t', '\n', '\r':
		case '(':
			start = i
		default:
			return start
		}
	}
	return start
}
