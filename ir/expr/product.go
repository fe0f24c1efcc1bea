package expr

import (
	"math/big"
	"slices"
)

// product collects factors: a number and powers of bases. Exponents are normal
// forms, mostly rational constants.
type product struct {
	pool  *Pool
	coef  *big.Rat
	exps  map[Expr]Expr // base -> exponent
	bases []Expr        // keys of exps
}

func newProduct(p *Pool) *product {
	return &product{pool: p, coef: big.NewRat(1, 1), exps: map[Expr]Expr{}}
}

// normalProduct is the normal form of a product, quotient, power or root.
func (p *Pool) normalProduct(e Expr) Expr {
	pr := newProduct(p)
	pr.mul(e, 1)
	pr.settle()
	return pr.expr()
}

// mul multiplies by e^k, k a whole number, for any e. Only whole powers
// distribute over products: (a*b)^(1/2) is not a^(1/2)*b^(1/2) for negative
// numbers, and (x^2)^(1/2) is not x.
func (pr *product) mul(e Expr, k int64) {
	p := pr.pool
	switch e.Kind() {
	case Mul:
		for _, f := range e.Args() {
			pr.mul(f, k)
		}
		return
	case Div:
		pr.mul(e.Arg(0), k)
		pr.mul(e.Arg(1), -k)
		return
	case Neg:
		pr.mul(e.Arg(0), k)
		if k%2 != 0 {
			pr.coef = new(big.Rat).Neg(pr.coef)
		}
		return
	case Const:
		if v, ok := ratPow(e.Rat(), big.NewInt(k)); ok {
			pr.coef = new(big.Rat).Mul(pr.coef, v)
		} else {
			pr.power(e, p.Int(k))
		}
		return
	case Pow:
		pr.mulPow(e.Arg(0), p.Simplify(e.Arg(1)), k)
		return
	case Call:
		if e.Fn() == Sqrt {
			pr.mulPow(e.Arg(0), p.Frac(1, 2), k)
			return
		}
	}
	switch n := p.Simplify(e); n.Kind() {
	case Add, Sub:
		pr.mulSum(n, k)
	case Mul, Div, Neg, Const, Pow:
		pr.mul(n, k)
	default:
		if n.Is(Sqrt) {
			pr.mul(n, k)
		} else {
			pr.power(n, p.Int(k))
		}
	}
}

// mulPow multiplies by (b^x)^k.
func (pr *product) mulPow(b, x Expr, k int64) {
	p := pr.pool
	if x.Kind() == Const {
		q := new(big.Rat).Mul(x.Rat(), new(big.Rat).SetInt64(k))
		if q.IsInt() && q.Num().IsInt64() {
			pr.mul(b, q.Num().Int64())
			return
		}
		b = p.Simplify(b)
		if b.Kind() == Const {
			if v, ok := exactPow(b.Rat(), q); ok {
				pr.coef = new(big.Rat).Mul(pr.coef, v)
				return
			}
		}
		pr.power(b, p.Rat(q))
		return
	}
	pr.power(p.Simplify(b), p.Simplify(p.Mul(p.Int(k), x)))
}

// mulSum multiplies by the k-th power of a sum in normal form, the content as a
// number.
func (pr *product) mulSum(n Expr, k int64) {
	x := pr.pool.primitive(n)
	v, ok := ratPow(x.content, big.NewInt(k))
	if !ok {
		pr.power(n, pr.pool.Int(k))
		return
	}
	pr.coef = new(big.Rat).Mul(pr.coef, v)
	pr.power(x.sum, pr.pool.Int(k))
}

func (pr *product) power(base, exp Expr) {
	if old, ok := pr.exps[base]; ok {
		pr.exps[base] = pr.pool.Simplify(pr.pool.Add(old, exp))
		return
	}
	pr.exps[base] = exp
	pr.bases = append(pr.bases, base)
}

// settle collects again where powers have grown whole together, as in
// sqrt(4*x)*sqrt(4*x), whose base is now itself a product.
func (pr *product) settle() {
	for {
		again := false
		for _, b := range pr.bases {
			if x := pr.exps[b]; isWhole(x) && !x.IsZero() && pr.splits(b, x) {
				again = true
			}
		}
		if !again {
			return
		}
		next := newProduct(pr.pool)
		next.coef = pr.coef
		for _, b := range pr.bases {
			x := pr.exps[b]
			if isWhole(x) {
				next.mul(b, x.Rat().Num().Int64())
			} else {
				next.power(b, x)
			}
		}
		*pr = *next
	}
}

// isWhole reports whether x is a whole constant that fits an int64.
func isWhole(x Expr) bool {
	return x.Kind() == Const && x.Rat().IsInt() && x.Rat().Num().IsInt64()
}

// splits reports whether b^x, x whole, is a product of simpler things.
func (pr *product) splits(b, x Expr) bool {
	switch b.Kind() {
	case Mul, Div, Neg, Pow:
		return true
	case Const:
		_, ok := ratPow(b.Rat(), x.Rat().Num())
		return ok
	case Call:
		return b.Fn() == Sqrt
	case Add, Sub:
		c := pr.pool.primitive(b).content
		_, ok := ratPow(c, x.Rat().Num())
		return ok && c.Cmp(big.NewRat(1, 1)) != 0
	}
	return false
}

// expr writes the product: a number, factors with positive exponents, and one
// denominator.
func (pr *product) expr() Expr {
	p := pr.pool
	var bases []Expr
	singular := false // 0^-1 is kept for the caller to report
	for _, b := range pr.bases {
		if !pr.exps[b].IsZero() {
			bases = append(bases, b)
			singular = singular || b.IsZero()
		}
	}
	if pr.coef.Sign() == 0 && !singular {
		return p.Int(0)
	}
	if len(bases) == 1 && isSum(bases[0]) && pr.exps[bases[0]].IsOne() {
		s := newSum(p)
		s.add(bases[0], pr.coef)
		return s.expr()
	}
	slices.SortFunc(bases, order)
	var num, den []Expr
	negative := pr.coef.Sign() < 0
	coef := p.Rat(new(big.Rat).Abs(pr.coef))
	if c := coef.Rat(); len(bases) > 0 && c.Num().IsInt64() && c.Num().Int64() == 1 && !c.IsInt() {
		den = append(den, p.Rat(new(big.Rat).SetInt(c.Denom()))) // x/3, not 1/3*x
	} else if !coef.IsOne() {
		num = append(num, coef)
	}
	for _, b := range bases {
		x := pr.exps[b]
		if x.Kind() == Const && x.Rat().Sign() < 0 {
			den = append(den, p.powered(b, p.Neg(x)))
		} else {
			num = append(num, p.powered(b, x))
		}
	}
	e := p.Mul(num...)
	if len(den) > 0 {
		e = p.Div(e, p.Mul(den...))
	}
	if negative {
		e = p.Neg(e)
	}
	return e
}

// powered writes b^x, a root where x is 1/2.
func (p *Pool) powered(b, x Expr) Expr {
	if x.Kind() == Const && x.Rat().Cmp(big.NewRat(1, 2)) == 0 {
		return p.Call(Sqrt, b)
	}
	return p.Pow(b, x)
}
