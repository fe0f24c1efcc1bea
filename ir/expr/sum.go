package expr

import (
	"math/big"
	"slices"
)

// sum collects terms: numeric coefficients of monomials. A monomial is a
// product in normal form with the coefficient 1; the monomial of the constant
// term is 1.
type sum struct {
	pool  *Pool
	coefs map[Expr]*big.Rat
	monos []Expr // keys of coefs
}

func newSum(p *Pool) *sum { return &sum{pool: p, coefs: map[Expr]*big.Rat{}} }

// add adds c*e for any e.
func (s *sum) add(e Expr, c *big.Rat) {
	switch e.Kind() {
	case Add:
		for _, t := range e.Args() {
			s.add(t, c)
		}
		return
	case Sub:
		s.add(e.Arg(0), c)
		s.add(e.Arg(1), new(big.Rat).Neg(c))
		return
	case Neg:
		s.add(e.Arg(0), new(big.Rat).Neg(c))
		return
	case Const:
		s.addTerm(s.pool.Int(1), new(big.Rat).Mul(c, e.Rat()))
		return
	}
	n := s.pool.Simplify(e)
	switch n.Kind() {
	case Add, Sub, Neg, Const:
		s.add(n, c)
		return
	}
	m := s.pool.monomial(n)
	s.addTerm(m.product, new(big.Rat).Mul(c, m.coef))
}

// monomial is a number and a product without one.
type monomial struct {
	coef    *big.Rat
	product Expr
}

// monomial splits a product in normal form. The result is kept: sums that share
// terms are walked once.
func (p *Pool) monomial(n Expr) monomial {
	if m, ok := p.monomials[n]; ok {
		return m
	}
	pr := newProduct(p)
	pr.mul(n, 1)
	pr.settle()
	m := monomial{coef: pr.coef}
	pr.coef = big.NewRat(1, 1)
	m.product = pr.expr()
	p.monomials[n] = m
	return m
}

// primitive is a sum divided by its content.
type primitive struct {
	content *big.Rat
	sum     Expr
}

// primitive splits a sum in normal form, and keeps the result.
func (p *Pool) primitive(n Expr) primitive {
	if x, ok := p.primitives[n]; ok {
		return x
	}
	s := newSum(p)
	s.add(n, big.NewRat(1, 1))
	x := primitive{content: s.content(), sum: n}
	if x.content.Sign() != 0 && x.content.Cmp(big.NewRat(1, 1)) != 0 {
		s.scale(new(big.Rat).Inv(x.content))
		x.sum = s.expr()
	}
	p.primitives[n] = x
	return x
}

func (s *sum) addTerm(mono Expr, c *big.Rat) {
	if old, ok := s.coefs[mono]; ok {
		s.coefs[mono] = new(big.Rat).Add(old, c)
		return
	}
	s.coefs[mono] = c
	s.monos = append(s.monos, mono)
}

// terms returns the monomials with coefficients other than 0 in canonical
// order, the constant last.
func (s *sum) terms() []Expr {
	var m []Expr
	for _, x := range s.monos {
		if s.coefs[x].Sign() != 0 {
			m = append(m, x)
		}
	}
	slices.SortFunc(m, func(a, b Expr) int {
		switch {
		case a == b:
			return 0
		case a.IsOne():
			return 1
		case b.IsOne():
			return -1
		}
		return order(a, b)
	})
	return m
}

// content returns the number by which the sum is divided to become primitive:
// whole coefficients without common divisor, the first one positive. It is 0
// for an empty sum.
func (s *sum) content() *big.Rat {
	terms := s.terms()
	if len(terms) == 0 {
		return new(big.Rat)
	}
	num, den := new(big.Int), big.NewInt(1)
	for _, m := range terms {
		c := s.coefs[m]
		num.GCD(nil, nil, num, new(big.Int).Abs(c.Num()))
		g := new(big.Int).GCD(nil, nil, den, c.Denom())
		den.Mul(den, new(big.Int).Quo(c.Denom(), g))
	}
	c := new(big.Rat).SetFrac(num, den)
	if s.coefs[terms[0]].Sign() < 0 {
		c.Neg(c)
	}
	return c
}

// scale multiplies all coefficients.
func (s *sum) scale(c *big.Rat) {
	for _, m := range s.monos {
		s.coefs[m] = new(big.Rat).Mul(s.coefs[m], c)
	}
}

// expr writes the sum: the first positive term first, so that -x + y reads
// y - x, then the others in order.
func (s *sum) expr() Expr {
	terms := s.terms()
	if i := slices.IndexFunc(terms, func(m Expr) bool { return s.coefs[m].Sign() > 0 }); i > 0 {
		first := terms[i]
		copy(terms[1:i+1], terms[:i])
		terms[0] = first
	}
	p := s.pool
	e := p.Int(0)
	for _, m := range terms {
		c := s.coefs[m]
		if e.IsZero() {
			e = p.times(c, m)
		} else if c.Sign() > 0 {
			e = p.Add(e, p.times(c, m))
		} else {
			e = p.Sub(e, p.times(new(big.Rat).Neg(c), m))
		}
	}
	return e
}

// times writes c times a monomial.
func (p *Pool) times(c *big.Rat, mono Expr) Expr {
	pr := newProduct(p)
	pr.mul(mono, 1)
	pr.settle()
	pr.coef = new(big.Rat).Mul(pr.coef, c)
	return pr.expr()
}
