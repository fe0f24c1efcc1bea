package expr

import (
	"fmt"
	"math/big"
	"strings"
)

// read parses what Print writes, with symbols s0, s1, …: an independent check
// of brackets and binding.
func read(p *Pool, text string) (e Expr, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v in %q", r, text)
		}
	}()
	r := &reader{pool: p, text: text}
	e = r.cond()
	if r.next() != "" {
		panic("unread " + r.next())
	}
	return e, nil
}

type reader struct {
	pool  *Pool
	text  string
	at    int
	depth int
}

// token returns the next token and the place after it.
func (r *reader) token() (string, int) {
	i := r.at
	for i < len(r.text) && r.text[i] == ' ' {
		i++
	}
	j := i
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c == '_' }
	switch {
	case j == len(r.text):
	case digit(r.text[j]):
		for j < len(r.text) && (digit(r.text[j]) || r.text[j] == '.') {
			j++
		}
		if j < len(r.text) && r.text[j] == 'e' {
			if j++; j < len(r.text) && r.text[j] == '-' {
				j++
			}
			for j < len(r.text) && digit(r.text[j]) {
				j++
			}
		}
	case letter(r.text[j]):
		for j < len(r.text) && (letter(r.text[j]) || digit(r.text[j])) {
			j++
		}
	case strings.HasPrefix(r.text[j:], "<="), strings.HasPrefix(r.text[j:], ">="), strings.HasPrefix(r.text[j:], "=="), strings.HasPrefix(r.text[j:], "!="):
		j += 2
	default:
		j++
	}
	return r.text[i:j], j
}

func (r *reader) next() string { t, _ := r.token(); return t }

func (r *reader) take(want string) bool {
	t, j := r.token()
	if t != want {
		return false
	}
	r.at = j
	return true
}

func (r *reader) must(want string) {
	if !r.take(want) {
		panic("want " + want)
	}
}

func (r *reader) cond() Expr {
	if r.depth++; r.depth > 500 {
		panic("too deep")
	}
	defer func() { r.depth-- }()
	c := r.or()
	if !r.take("?") {
		return c
	}
	a := r.or()
	r.must(":")
	return r.pool.Cond(c, a, r.cond())
}

func (r *reader) or() Expr {
	a := r.and()
	for r.take("or") {
		a = r.pool.Or(a, r.and())
	}
	return a
}

func (r *reader) and() Expr {
	a := r.not()
	for r.take("and") {
		a = r.pool.And(a, r.not())
	}
	return a
}

func (r *reader) not() Expr {
	if r.take("not") {
		if r.depth++; r.depth > 500 {
			panic("too deep")
		}
		defer func() { r.depth-- }()
		return r.pool.Not(r.not())
	}
	a := r.sum()
	for k := Lt; k <= Ne; k++ {
		if r.take(k.String()) {
			return r.pool.Compare(k, a, r.sum())
		}
	}
	return a
}

func (r *reader) sum() Expr {
	a := r.product()
	for {
		switch {
		case r.take("+"):
			a = r.pool.Add(a, r.product())
		case r.take("-"):
			a = r.pool.Sub(a, r.product())
		default:
			return a
		}
	}
}

func (r *reader) product() Expr {
	a := r.unary()
	for {
		switch {
		case r.take("*"):
			a = r.pool.Mul(a, r.unary())
		case r.take("/"):
			a = r.pool.Div(a, r.unary())
		default:
			return a
		}
	}
}

func (r *reader) unary() Expr {
	if r.take("-") {
		if r.depth++; r.depth > 500 {
			panic("too deep")
		}
		defer func() { r.depth-- }()
		return r.pool.Neg(r.unary())
	}
	return r.power()
}

func (r *reader) power() Expr {
	a := r.atom()
	if !r.take("^") {
		return a
	}
	if r.depth++; r.depth > 500 {
		panic("too deep")
	}
	defer func() { r.depth-- }()
	return r.pool.Pow(a, r.unary())
}

func (r *reader) atom() Expr {
	if r.take("(") {
		e := r.cond()
		r.must(")")
		return e
	}
	t, j := r.token()
	r.at = j
	if t == "" {
		panic("unexpected end")
	}
	if t[0] >= '0' && t[0] <= '9' {
		if _, exp, ok := strings.Cut(t, "e"); ok && len(exp) > 5 { // folding makes numbers of up to 2466 digits
			panic("exponent too long")
		}
		v, ok := new(big.Rat).SetString(t)
		if !ok {
			panic("bad number " + t)
		}
		return r.pool.Rat(v)
	}
	switch t {
	case "pi":
		return r.pool.Pi()
	case "inf":
		return r.pool.Inf()
	}
	if fn, ok := FnByName(t); ok {
		r.must("(")
		args := r.list(")")
		if !fn.accepts(len(args)) {
			panic("arguments of " + t)
		}
		return r.pool.Call(fn, args...)
	}
	var n int
	if _, err := fmt.Sscanf(t, "s%d", &n); err != nil || n < 0 || n > 1000 {
		panic("bad name " + t)
	}
	return r.pool.Sym(Sym(n))
}

func (r *reader) list(end string) []Expr {
	var args []Expr
	for !r.take(end) {
		if len(args) > 0 {
			r.must(",")
		}
		if r.take("[") {
			args = append(args, r.list("]")...)
		} else {
			args = append(args, r.cond())
		}
		if t := r.next(); t != "," && t != end {
			panic("want , or " + end)
		}
	}
	return args
}
