package elementary

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// ulpError is |got - want| in units of the last place of want rounded to
// float64 (of the smallest subnormal where that is larger).
func ulpError(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if math.IsInf(w, 0) || math.IsInf(got, 0) {
		if got == w {
			return 0
		}
		// The neighbour of infinity is as good as the largest number's.
		if math.IsInf(got, 0) {
			got = math.Copysign(0x1p1023, got)
			d := twice(sub(num(got), twice(want, -1)), 1-971)
			f, _ := d.Float64()
			return math.Abs(f)
		}
		return math.Inf(1)
	}
	e := max(exponent(want)-53, -1074)
	d := sub(num(got), want)
	if d.Sign() == 0 {
		return 0
	}
	f, _ := twice(d, -e).Float64()
	return math.Abs(f)
}

func uniform(a, b float64) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 { return a + float64((b-a)*r.Float64()) } // the same on every processor
}

// powers are random numbers with exponents a … b, of both signs if signed.
func powers(a, b int, signed bool) func(*rand.Rand) float64 {
	return func(r *rand.Rand) float64 {
		x := math.Ldexp(1+r.Float64(), a+r.IntN(b-a+1))
		if signed && r.IntN(2) == 0 {
			return -x
		}
		return x
	}
}

func of(f func(*big.Float) *big.Float) func(float64) *big.Float {
	return func(x float64) *big.Float { return f(num(x)) }
}

var accuracy = []struct {
	name   string
	f      func(float64) float64
	want   func(float64) *big.Float
	ranges []func(*rand.Rand) float64
	bound  float64 // ulp
}{
	{"exp", Exp, of(bigExp), []func(*rand.Rand) float64{uniform(-1, 1), uniform(-20, 20), uniform(-745.2, 709.8), uniform(-745, -708), powers(-60, 3, true)}, 0.76},
	{"expm1", Expm1, of(bigExpm1), []func(*rand.Rand) float64{uniform(-1, 1), uniform(-50, 70), uniform(-745, 709.8), powers(-1074, 3, true), uniform(-0.4, 0.4), uniform(34, 44)}, 0.95},
	{"exprel", Exprel, func(x float64) *big.Float { return quo(bigExpm1(num(x)), num(x)) },
		[]func(*rand.Rand) float64{uniform(-1, 1), uniform(-100, 100), uniform(700, 716.3), powers(-300, 3, true), uniform(-700, -50)}, 0.8},
	{"log", Log, of(bigLog), []func(*rand.Rand) float64{uniform(0.5, 2), uniform(0.99, 1.01), powers(-1074, 1023, false), uniform(0, 100)}, 0.9},
	{"log1p", Log1p, of(bigLog1p), []func(*rand.Rand) float64{uniform(-0.5, 1), uniform(-0.999999, 5), powers(-1074, 1023, false), powers(-60, -2, true)}, 0.95},
	{"log10", Log10, func(x float64) *big.Float { return quo(bigLog(num(x)), bigLog(whole(10))) },
		[]func(*rand.Rand) float64{uniform(0.5, 2), powers(-1074, 1023, false), uniform(0.99, 1.01)}, 0.51},
	{"sin", Sin, bigSin, []func(*rand.Rand) float64{uniform(-1, 1), uniform(-10, 10), uniform(-1e6, 1e6), powers(-300, 1023, true), powers(18, 60, true)}, 0.8},
	{"cos", Cos, bigCos, []func(*rand.Rand) float64{uniform(-1, 1), uniform(-10, 10), uniform(-1e6, 1e6), powers(-300, 1023, true), powers(18, 60, true)}, 0.8},
	{"tan", Tan, func(x float64) *big.Float { return quo(bigSin(x), bigCos(x)) },
		[]func(*rand.Rand) float64{uniform(-1, 1), uniform(-10, 10), uniform(-1e6, 1e6), powers(-300, 1023, true)}, 0.8},
	{"asin", Asin, of(bigAsin), []func(*rand.Rand) float64{uniform(-1, 1), uniform(0.49, 0.51), uniform(0.999, 1), powers(-1074, -1, true)}, 0.8},
	{"acos", Acos, of(bigAcos), []func(*rand.Rand) float64{uniform(-1, 1), uniform(0.49, 0.51), uniform(0.999, 1), uniform(-1, -0.999), powers(-100, -1, true)}, 0.8},
	{"atan", Atan, of(bigAtan), []func(*rand.Rand) float64{uniform(-3, 3), uniform(-0.5, 0.5), powers(-140, 140, true)}, 0.9},
	{"sinh", Sinh, func(x float64) *big.Float {
		m := bigExpm1(num(x))
		return twice(add(m, quo(m, add(m, whole(1)))), -1)
	}, []func(*rand.Rand) float64{uniform(-1, 1), uniform(-50, 50), uniform(700, 710.5), powers(-200, 2, true)}, 0.8},
	{"cosh", Cosh, func(x float64) *big.Float {
		e := bigExp(num(x))
		return twice(add(e, quo(whole(1), e)), -1)
	}, []func(*rand.Rand) float64{uniform(-1, 1), uniform(-50, 50), uniform(700, 710.5)}, 0.75},
	{"tanh", Tanh, func(x float64) *big.Float {
		m := bigExpm1(num(2 * x))
		return quo(m, add(m, whole(2)))
	}, []func(*rand.Rand) float64{uniform(-1, 1), uniform(-23, 23), powers(-200, 2, true)}, 0.8},
	{"erf", Erf, of(bigErf), []func(*rand.Rand) float64{uniform(-1, 1), uniform(-6.5, 6.5), uniform(0.49, 0.51), powers(-200, 2, true)}, 0.85},
}

func TestErrorsInUlp(t *testing.T) {
	perRange := 600
	if testing.Short() {
		perRange = 60
	}
	for _, c := range accuracy {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			worst, at := 0.0, 0.0
			for _, draw := range c.ranges {
				for range perRange {
					x := draw(r)
					if e := ulpError(c.f(x), c.want(x)); !(e <= worst) {
						worst, at = e, x
					}
				}
			}
			t.Logf("%.4f ulp at %v (%x)", worst, at, at)
			if !(worst <= c.bound) {
				t.Errorf("%s(%v): error %v ulp, bound %v", c.name, at, worst, c.bound)
			}
		})
	}
}

func TestErrorsOfTwoArguments(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	worst := 0.0
	check := func(name string, got float64, want *big.Float, x, y, bound float64) {
		t.Helper()
		e := ulpError(got, want)
		worst = max(worst, e)
		if !(e <= bound) {
			t.Fatalf("%s(%v, %v) = %v: error %v ulp", name, x, y, got, e)
		}
	}
	for range 3000 {
		x := powers(-1074, 1023, false)(r)
		y := uniform(-745, 709)(r) / math.Log(x)
		check("pow", Pow(x, y), bigExp(mul(num(y), bigLog(num(x)))), x, y, 0.6)
		x = uniform(0, 10)(r)
		y = uniform(-5, 5)(r)
		check("pow", Pow(x, y), bigExp(mul(num(y), bigLog(num(x)))), x, y, 0.6)
		x = 1 + powers(-52, -10, true)(r)
		y = uniform(-700, 700)(r) / math.Log1p(x-1)
		check("pow", Pow(x, y), bigExp(mul(num(y), bigLog(num(x)))), x, y, 0.6)
	}
	t.Logf("pow: %.4f ulp", worst)
	worst = 0
	linoid := func(x, s float64) *big.Float {
		return quo(num(x), fresh().Neg(bigExpm1(fresh().Neg(quo(num(x), num(s))))))
	}
	for range 3000 {
		s := powers(-6, 6, true)(r)
		for _, x := range []float64{s * uniform(-1, 1)(r), s * uniform(-70, 70)(r), s * uniform(-690, 690)(r), s * powers(-100, 0, true)(r)} {
			check("linoid", Linoid(x, s), linoid(x, s), x, s, 0.85)
		}
	}
	for range 300 {
		s := powers(-900, 1000, true)(r)
		x := s * uniform(-50, 50)(r)
		check("linoid", Linoid(x, s), linoid(x, s), x, s, 0.85)
	}
	t.Logf("linoid: %.4f ulp", worst)
}

// The hardest arguments of the trigonometric functions: as close to a
// multiple of pi/2 as a float64 comes (Muller, Elementary Functions, section
// 11.3.2: 6381956970095103 * 2^797), and whole multiples rounded.
func TestTrigonometryNearMultiples(t *testing.T) {
	args := []float64{math.Ldexp(6381956970095103, 797), math.Ldexp(6381956970095103, 798), 0x1p1023, math.MaxFloat64, 0x1p20, 0x1.000001p20}
	for k := 1.0; k < 4e6; k = math.Ceil(k * 1.3) {
		args = append(args, k*math.Pi/2, math.Nextafter(k*math.Pi/2, 0), k*math.Pi/4, k)
	}
	for _, x := range args {
		for _, x := range []float64{x, -x} {
			s, c := bigSin(x), bigCos(x)
			if e := ulpError(Sin(x), s); !(e <= 0.85) {
				t.Errorf("Sin(%v) = %v: %v ulp", x, Sin(x), e)
			}
			if e := ulpError(Cos(x), c); !(e <= 0.85) {
				t.Errorf("Cos(%v) = %v: %v ulp", x, Cos(x), e)
			}
			if e := ulpError(Tan(x), quo(s, c)); !(e <= 0.85) {
				t.Errorf("Tan(%v) = %v: %v ulp", x, Tan(x), e)
			}
		}
	}
}
