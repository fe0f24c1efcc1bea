package native

import (
	"fmt"
	"math/big"
	"strings"
	"text/scanner"

	"github.com/nngen/nngen/ir/expr"
)

// reader reads expressions as the documentation of a model writes them: sums,
// products, powers, calls of functions of one or two arguments, names and numbers.
type reader struct {
	pool *expr.Pool
	name func(string) expr.Sym
	s    scanner.Scanner
	tok  rune
}

// read makes an expression of text, whose names become symbols.
func read(pool *expr.Pool, text string, name func(string) expr.Sym) expr.Expr {
	r := &reader{pool: pool, name: name}
	r.s.Init(strings.NewReader(text))
	r.s.Mode = scanner.ScanIdents | scanner.ScanInts | scanner.ScanFloats
	r.next()
	e := r.sum()
	if r.tok != scanner.EOF {
		panic(fmt.Sprintf("native: %q is unread in the equation %q", r.s.TokenText(), text))
	}
	return e
}

func (r *reader) next() { r.tok = r.s.Scan() }

func (r *reader) take(c rune) bool {
	if r.tok != c {
		return false
	}
	r.next()
	return true
}

func (r *reader) sum() expr.Expr {
	e := r.product()
	for {
		switch {
		case r.take('+'):
			e = r.pool.Add(e, r.product())
		case r.take('-'):
			e = r.pool.Sub(e, r.product())
		default:
			return e
		}
	}
}

func (r *reader) product() expr.Expr {
	e := r.signed()
	for {
		switch {
		case r.take('*'):
			e = r.pool.Mul(e, r.signed())
		case r.take('/'):
			e = r.pool.Div(e, r.signed())
		default:
			return e
		}
	}
}

func (r *reader) signed() expr.Expr {
	if r.take('-') {
		return r.pool.Neg(r.signed())
	}
	e := r.atom()
	if r.take('^') {
		return r.pool.Pow(e, r.signed())
	}
	return e
}

func (r *reader) atom() expr.Expr {
	text := r.s.TokenText()
	switch r.tok {
	case '(':
		r.next()
		e := r.sum()
		if !r.take(')') {
			panic("native: a bracket is open in an equation")
		}
		return e
	case scanner.Int, scanner.Float:
		r.next()
		v, ok := new(big.Rat).SetString(text)
		if !ok {
			panic("native: " + text + " is no number")
		}
		return r.pool.Rat(v)
	case scanner.Ident:
		r.next()
		if !r.take('(') {
			return r.pool.Sym(r.name(text))
		}
		args := []expr.Expr{r.sum()}
		for r.take(',') {
			args = append(args, r.sum())
		}
		fn, known := expr.FnByName(text)
		if !known || !r.take(')') {
			panic("native: a call of " + text + " cannot be read")
		}
		return r.pool.Call(fn, args...)
	}
	panic(fmt.Sprintf("native: %q cannot stand in an equation", text))
}
