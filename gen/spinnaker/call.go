package spinnaker

import (
	"math"

	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
)

// call lowers an elementary function.
func (l *lowering) call(i int, in *program.Instr, a, b value, s span) value {
	f := l.format(i, s)
	switch in.Fn {
	case "exp":
		return l.exp(f, a)
	case "expm1":
		if a.span.hi <= 1 { // x*exprel(x) keeps the bits of small results
			return l.product(f, a, l.exprel(fixed.Holding(2), a, span{0, 2}))
		}
		return l.sum(program.Sub, f, l.exp(fixed.Holding(f.Limit()+1), a), constant(1))
	case "sinh", "cosh":
		wide := fixed.Holding(2*f.Limit() + 1)
		up, down := l.exp(wide, a), l.exp(wide, l.negative(a))
		op := program.Add
		if in.Fn == "sinh" {
			op = program.Sub
		}
		return l.product(f, l.sum(op, min(f, wide)-1, up, down), constant(0.5))
	case "tanh":
		a = l.argument(a)
		return l.emit(fixed.Instr{Op: fixed.CallTanh, A: at(a), Format: 30}, span{-1, 1})
	case "log":
		return l.log(fixed.CallLog, f, a, s)
	case "log10":
		return l.log(fixed.CallLog10, f, a, s)
	case "log1p":
		sum := apply(program.Add, "", a.span, point(1), span{})
		return l.log(fixed.CallLog, f, l.sum(program.Add, fixed.Holding(min(sum.bound(), a.format.Limit()+1)), a, constant(1)), s)
	case "exprel":
		return l.exprel(f, a, s)
	case "linoid":
		return l.linoid(f, a, b)
	case "probit":
		if from := &l.source.Instrs[in.A]; from.Op == program.Draw && from.Fn == "open" {
			return l.number(from, fixed.DrawNormal, fixed.Gauss, span{-mostNormal, mostNormal})
		}
	case "pow":
		return l.pow(f, a, b, s)
	case "sign":
		plus := l.choice(l.compare(program.Gt, a, constant(0)), 1, 0)
		minus := l.choice(l.compare(program.Lt, a, constant(0)), 1, 0)
		return l.sum(program.Sub, 0, plus, minus)
	}
	return l.fail("the function %s has no form in fixed point", in.Fn)
}

// choice is one of two whole numbers.
func (l *lowering) choice(test value, yes, no float64) value {
	x, y := l.literal(yes, 0), l.literal(no, 0)
	return l.emit(fixed.Instr{Op: fixed.Select, A: at(test), B: at(x), C: at(y)}, span{min(yes, no), max(yes, no)})
}

// argument is a value as functions take it.
func (l *lowering) argument(a value) value { return l.convert(a, fixed.Argument) }

func (l *lowering) negative(a value) value {
	if a.constant {
		return constant(-a.number)
	}
	return l.emit(fixed.Instr{Op: fixed.Neg, A: at(a), Format: a.format}, span{-a.span.hi, -a.span.lo})
}

// exp saturates by itself.
func (l *lowering) exp(f fixed.Format, a value) value {
	a = l.argument(a)
	s := span{math.Exp(a.span.lo), math.Exp(a.span.hi)}
	f = min(f, 30+30)
	v := l.emit(fixed.Instr{Op: fixed.CallExp, A: at(a), Format: f}, s)
	if l.out.Instrs[v.ref].Sat { // it does so by itself
		l.out.Instrs[v.ref].Sat = false
	}
	return v
}

func (l *lowering) log(op fixed.Op, f fixed.Format, a value, s span) value {
	a = l.materialize(a)
	v := l.emit(fixed.Instr{Op: op, A: at(a), S: int8(a.format), Format: min(f, 24)}, s)
	l.out.Instrs[v.ref].Sat = false // it saturates by itself
	return v
}

// linoid is x/(1 - exp(-x/s)) = s*L(x/s).
func (l *lowering) linoid(f fixed.Format, x, s value) value {
	var z value
	if s.constant {
		if s.number == 0 {
			return l.fail("linoid with a scale of zero")
		}
		z = l.product(fixed.Argument, x, constant(1/s.number))
	} else {
		z = l.quotient(fixed.Argument, x, s, everything)
	}
	return l.product(f, l.standardLinoid(z), s)
}

// standardLinoid is z/(1 - exp(-z)).
func (l *lowering) standardLinoid(z value) value {
	z = l.argument(z)
	v := l.emit(fixed.Instr{Op: fixed.CallLinoid, A: at(z), Format: fixed.Argument}, span{0, max(1, z.span.hi+1)})
	l.out.Instrs[v.ref].Sat = false
	return v
}

// exprel is (exp(x) - 1)/x = 1/L(-x).
func (l *lowering) exprel(f fixed.Format, x value, s span) value {
	g := l.standardLinoid(l.negative(x))
	return l.quotient(f, constant(1), g, s)
}

// most is the largest whole exponent that is written as products.
const most = 8

// pow with a small whole exponent is a product, else exp(b*log(a)), 0 for a <= 0.
func (l *lowering) pow(f fixed.Format, a, b value, s span) value {
	if b.constant && b.number == math.Trunc(b.number) && math.Abs(b.number) <= most {
		n := int(math.Abs(b.number))
		if n == 0 {
			return constant(1)
		}
		x := a
		for range n - 1 {
			x = l.product(fixed.Holding(apply(program.Mul, "", x.span, a.span, span{}).bound()), x, a)
		}
		if b.number < 0 {
			return l.quotient(f, constant(1), x, s)
		}
		return x
	}
	if b.constant && b.number == 0.5 {
		return l.root(f, a, s)
	}
	a = l.materialize(a)
	log := l.log(fixed.CallLog, 24, a, span{-128, 128})
	x := l.exp(f, l.product(fixed.Argument, log, b))
	zero := l.literal(0, x.format)
	test := l.compare(program.Gt, a, constant(0))
	return l.emit(fixed.Instr{Op: fixed.Select, A: at(test), B: at(x), C: at(zero), Format: x.format}, x.span)
}
