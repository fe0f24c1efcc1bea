package fixed

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// half rounds a quotient of whole numbers: up (to the larger) or away from zero.
func half(n, d *big.Int, away bool) *big.Int {
	if d.Sign() < 0 {
		n, d = new(big.Int).Neg(n), new(big.Int).Neg(d)
	}
	if away && n.Sign() < 0 {
		return new(big.Int).Neg(half(new(big.Int).Neg(n), d, false))
	}
	// floor((2n + d)/(2d))
	x := new(big.Int).Add(new(big.Int).Lsh(n, 1), d)
	return x.Div(x, new(big.Int).Lsh(d, 1)) // Euclidean, d > 0: floor
}

// TestRoundings compares products, shifts, quotients and roots with exact
// arithmetic.
func TestRoundings(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	one := big.NewInt(1)
	for range 200000 {
		a, b, s := int32(r.Uint32())>>r.IntN(32), int32(r.Uint32())>>r.IntN(32), r.IntN(63)
		exact := new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(int64(b)))
		if want := half(exact, new(big.Int).Lsh(one, uint(s)), false).Int64(); Product(a, b, s) != want {
			t.Fatalf("%d*%d*2^-%d is %d instead of %d", a, b, s, Product(a, b, s), want)
		}
		if want := half(big.NewInt(int64(a)), new(big.Int).Lsh(one, uint(s)), false).Int64(); Shift(a, -s) != want {
			t.Fatalf("%d*2^-%d is %d instead of %d", a, s, Shift(a, -s), want)
		}
		sa, sb := r.IntN(31), r.IntN(31)
		if b != 0 {
			n, d := new(big.Int).Lsh(big.NewInt(int64(a)), uint(sa)), new(big.Int).Lsh(big.NewInt(int64(b)), uint(sb))
			if want := half(n, d, true).Int64(); Quotient(a, sa, b, sb) != want {
				t.Fatalf("%d*2^%d/(%d*2^%d) is %d instead of %d", a, sa, b, sb, Quotient(a, sa, b, sb), want)
			}
		}
		if a > 0 {
			want := new(big.Int).Sqrt(new(big.Int).Lsh(big.NewInt(int64(a)), uint(s%32))).Int64()
			if got := Root(a, s%32); int64(got) != want {
				t.Fatalf("the root of %d*2^%d is %d instead of %d", a, s%32, got, want)
			}
		}
		for name, x := range map[string][2]float64{
			"floor": {float64(floor(a, s%31)), math.Floor(math.Ldexp(float64(a), -(s % 31)))},
			"ceil":  {float64(ceil(a, s%31)), math.Ceil(math.Ldexp(float64(a), -(s % 31)))},
			"round": {float64(round(a, s%31)), math.Round(math.Ldexp(float64(a), -(s % 31)))}} {
			if math.Ldexp(x[0], -(s%31)) != x[1] {
				t.Fatalf("%s of %d*2^-%d is %v instead of %v", name, a, s%31, math.Ldexp(x[0], -(s%31)), x[1])
			}
		}
	}
	for _, c := range []struct{ a, b, want int64 }{{5, 0, Max}, {-5, 0, Min}, {0, 0, 0}} {
		if got := Quotient(int32(c.a), 3, int32(c.b), 0); got != c.want {
			t.Errorf("%d/0 is %d", c.a, got)
		}
	}
	if Root(-4, 0) != 0 || Saturate(1<<40) != Max || Saturate(-1<<40) != Min || Saturate(7) != 7 {
		t.Error("root of a negative number, or saturation")
	}
}

// TestFunctions compares the functions with those of package math, whose errors
// are nothing here.
func TestFunctions(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	worst := map[string]float64{}
	note := func(name string, err float64) { worst[name] = max(worst[name], err) }
	for range 300000 {
		x := int32(r.Uint32()) >> r.IntN(31)
		v := Argument.Float(x)
		// exp: relative error beyond the resolution of the result.
		f := Holding(math.Exp(v) * 1.001)
		if v < 42 { // beyond the largest format lies nothing
			note("exp", (math.Abs(f.Float(Exp(x, f))-math.Exp(v))-f.Resolution())/math.Exp(v))
		}
		note("tanh", math.Abs(Format(30).Float(Tanh(x))-math.Tanh(v)))
		linoid := 1.0
		if v != 0 {
			linoid = v / -math.Expm1(-v)
		}
		note("linoid", math.Abs(Argument.Float(Linoid(x))-linoid)/max(1, linoid))
		if x > 0 {
			in := Format(r.IntN(60))
			note("log", math.Abs(Format(24).Float(Log(x, in, 24))-math.Log(in.Float(x))))
			note("log10", math.Abs(Format(24).Float(Log10(x, in, 24))-math.Log10(in.Float(x))))
		}
	}
	for name, limit := range map[string]float64{"exp": 0x1p-25, "tanh": 0x1p-26, "linoid": 0x1p-24, "log": 0x1p-23, "log10": 0x1p-23} {
		if !(worst[name] <= limit) {
			t.Errorf("the error of %s reaches %.3g, more than %.3g", name, worst[name], limit)
		}
		t.Logf("%s: %.3g", name, worst[name])
	}
	if Log(0, 10, 10) != Min || Log(-3, 10, 10) != Min || Exp(Max, 0) != Max || Exp(Min, 30) != 0 {
		t.Error("logarithm of nothing, or exponentials at the ends")
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		bound float64
		want  Format
	}{{1, 30}, {0.99, 31}, {65535, 15}, {65536, 14}, {math.Ldexp(1, 31) - 1, 0}, {0, MostFormat}, {math.Inf(1), LeastFormat}, {1e-30, MostFormat}, {255.99999999999, 22}} {
		if got := Holding(c.bound); got != c.want {
			t.Errorf("%v is held by %v instead of %v", c.bound, got, c.want)
		}
	}
	if w := Accum.Word(-65.4321); w != -2144079 {
		t.Errorf("-65.4321 is the accum %d", w) // as sPyNNaker writes it
	}
	if Accum.Word(1e9) != Max || Accum.Word(-1e9) != Min || Accum.Word(math.NaN()) != 0 || Accum.String() != "s16.15" {
		t.Error("ends")
	}
	if Accum.Resolution() != 0x1p-15 || Accum.Limit() != 65536 || Accum.Float(49152) != 1.5 {
		t.Error("numbers of the accum")
	}
}

// TestTime: times of steps are exact to their resolution at any step.
func TestTime(t *testing.T) {
	for _, h := range []float64{0.1, 0.025, 1, 0.0625} {
		for _, k := range []int64{0, 1, 7, 12345, 1000000, 100000000} {
			for twice := range int32(3) {
				want := (float64(k) + float64(twice)/2) * h
				f := Holding(want + 1)
				wide := int64(math.RoundToEven(math.Ldexp(h/2, 32+int(f))))
				if got := f.Float(Saturate(Time(k, twice, wide, f))); math.Abs(got-want) > f.Resolution()+want*0x1p-31 {
					t.Errorf("step %d and %d halves of %v ms: %v instead of %v", k, twice, h, got, want)
				}
			}
		}
	}
	if Time(-1, 0, 1<<40, 8) != 0 {
		t.Error("before the beginning")
	}
}
