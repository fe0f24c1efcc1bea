package elementary

import (
	"math"
	"testing"
)

var nan, inf, negZero = math.NaN(), math.Inf(1), math.Copysign(0, -1)

func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || (a != a && b != b)
}

func TestSpecialValues(t *testing.T) {
	tiny := math.SmallestNonzeroFloat64
	for _, c := range []struct {
		name string
		f    func(float64) float64
		x    float64
		want float64
	}{
		{"Exp", Exp, 0, 1}, {"Exp", Exp, negZero, 1}, {"Exp", Exp, inf, inf}, {"Exp", Exp, -inf, 0}, {"Exp", Exp, nan, nan},
		{"Exp", Exp, 710, inf}, {"Exp", Exp, -746, 0}, {"Exp", Exp, -745.1, tiny}, {"Exp", Exp, 1e300, inf}, {"Exp", Exp, 1, math.E},
		{"Expm1", Expm1, negZero, negZero}, {"Expm1", Expm1, tiny, tiny}, {"Expm1", Expm1, inf, inf}, {"Expm1", Expm1, -inf, -1}, {"Expm1", Expm1, nan, nan},
		{"Exprel", Exprel, 0, 1}, {"Exprel", Exprel, tiny, 1}, {"Exprel", Exprel, -inf, 0}, {"Exprel", Exprel, inf, inf}, {"Exprel", Exprel, -1e308, 1e-308}, {"Exprel", Exprel, nan, nan},
		{"Log", Log, 0, -inf}, {"Log", Log, negZero, -inf}, {"Log", Log, 1, 0}, {"Log", Log, -1, nan}, {"Log", Log, inf, inf}, {"Log", Log, -inf, nan}, {"Log", Log, nan, nan},
		{"Log1p", Log1p, negZero, negZero}, {"Log1p", Log1p, -1, -inf}, {"Log1p", Log1p, -2, nan}, {"Log1p", Log1p, inf, inf}, {"Log1p", Log1p, tiny, tiny}, {"Log1p", Log1p, nan, nan},
		{"Log10", Log10, 0, -inf}, {"Log10", Log10, 1, 0}, {"Log10", Log10, 1e22, 22}, {"Log10", Log10, 1000, 3}, {"Log10", Log10, -1, nan}, {"Log10", Log10, inf, inf}, {"Log10", Log10, nan, nan},
		{"Sin", Sin, negZero, negZero}, {"Sin", Sin, inf, nan}, {"Sin", Sin, nan, nan}, {"Sin", Sin, tiny, tiny},
		{"Cos", Cos, 0, 1}, {"Cos", Cos, -inf, nan}, {"Cos", Cos, nan, nan},
		{"Tan", Tan, negZero, negZero}, {"Tan", Tan, inf, nan}, {"Tan", Tan, nan, nan},
		{"Asin", Asin, negZero, negZero}, {"Asin", Asin, 1, math.Pi / 2}, {"Asin", Asin, -1, -math.Pi / 2}, {"Asin", Asin, 1.1, nan}, {"Asin", Asin, nan, nan},
		{"Acos", Acos, 1, 0}, {"Acos", Acos, 0, math.Pi / 2}, {"Acos", Acos, -1, math.Pi}, {"Acos", Acos, -1.1, nan}, {"Acos", Acos, nan, nan},
		{"Atan", Atan, negZero, negZero}, {"Atan", Atan, inf, math.Pi / 2}, {"Atan", Atan, -inf, -math.Pi / 2}, {"Atan", Atan, nan, nan}, {"Atan", Atan, 1, math.Pi / 4},
		{"Sinh", Sinh, negZero, negZero}, {"Sinh", Sinh, inf, inf}, {"Sinh", Sinh, -711, -inf}, {"Sinh", Sinh, nan, nan},
		{"Cosh", Cosh, 0, 1}, {"Cosh", Cosh, -inf, inf}, {"Cosh", Cosh, nan, nan},
		{"Tanh", Tanh, negZero, negZero}, {"Tanh", Tanh, inf, 1}, {"Tanh", Tanh, -inf, -1}, {"Tanh", Tanh, nan, nan},
		{"Erf", Erf, negZero, negZero}, {"Erf", Erf, inf, 1}, {"Erf", Erf, -inf, -1}, {"Erf", Erf, nan, nan}, {"Erf", Erf, 5.99, 1},
		{"Sign", Sign, -3, -1}, {"Sign", Sign, 0, 0}, {"Sign", Sign, nan, nan}, {"Sign", Sign, inf, 1},
		{"Round", Round, 2.5, 3}, {"Round", Round, -0.5, -1}, {"Floor", Floor, -0.5, -1}, {"Ceil", Ceil, 0.5, 1}, {"Trunc", Trunc, -1.5, -1},
	} {
		if got := c.f(c.x); !same(got, c.want) {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.x, got, c.want)
		}
	}
}

// C99 fixes Pow at special arguments completely, and so does math.Pow, which
// agrees with it.
func TestPowSpecialValues(t *testing.T) {
	args := []float64{0, negZero, 1, -1, 2, -2, 3, -3, 0.5, -0.5, inf, -inf, nan, 1e300, -1e300, 0x1p53, 0x1p53 + 2, -0x1p53, 1e-300, 2.5}
	for _, x := range args {
		for _, y := range args {
			got, want := Pow(x, y), math.Pow(x, y)
			special := want == 0 || want-want != 0 || math.Abs(want) == 1
			if special && !same(got, want) {
				t.Errorf("Pow(%v, %v) = %v, want %v", x, y, got, want)
			}
		}
	}
	for n := -20.0; n <= 20; n++ { // exactly representable powers come out exact
		if got, want := Pow(2, n), math.Ldexp(1, int(n)); got != want {
			t.Errorf("Pow(2, %v) = %v", n, got)
		}
		if got, want := Pow(n, 3), n*n*n; got != want {
			t.Errorf("Pow(%v, 3) = %v, want %v", n, got, want)
		}
	}
}

func TestLinoidLimits(t *testing.T) {
	for _, c := range [][3]float64{
		{0, 4, 4}, {negZero, 4, 4}, {0, -4, -4}, {1e-300, 4, 4}, {-1e-300, 4, 4}, {0, 0, 0}, {1, 0, 1}, {-1, 0, 0},
		{1e10, 4, 1e10}, {-1e10, 4, 0}, {inf, 1, inf}, {-inf, 1, 0}, {1, inf, inf}, {nan, 1, nan}, {1, nan, nan}, {inf, inf, nan},
		{5e-324, 1, 1}, {1e308, 1e307, Linoid(10, 1) * 1e307},
	} {
		got := Linoid(c[0], c[1])
		if !same(got, c[2]) && !(math.Abs(got-c[2]) <= 1e-15*math.Abs(c[2])) {
			t.Errorf("Linoid(%v, %v) = %v, want %v", c[0], c[1], got, c[2])
		}
	}
	// No step where the branches meet.
	for _, x := range []float64{0x1p-54, -0x1p-54, 60, -60} {
		below, above := Linoid(math.Nextafter(x, -inf), 1), Linoid(math.Nextafter(x, inf), 1)
		if d := math.Abs(above-below) / above; d > 1e-13 {
			t.Errorf("Linoid jumps by %v at %v", d, x)
		}
	}
}

func TestOddAndMonotone(t *testing.T) {
	for i := range 200000 {
		x := float64(i) * 1e-4
		for _, f := range []func(float64) float64{Sin, Tan, Asin, Atan, Sinh, Tanh, Erf} {
			if a, b := f(x), -f(-x); !same(a, b) && x != 0 {
				t.Fatalf("not odd at %v: %v, %v", x, a, b)
			}
		}
		next := math.Nextafter(x, inf)
		for name, f := range map[string]func(float64) float64{"exp": Exp, "log": Log, "tanh": Tanh, "erf": Erf, "expm1": Expm1} {
			if f(next) < f(x)-1e-15*math.Abs(f(x)) {
				t.Fatalf("%s decreases at %v", name, x)
			}
		}
	}
}

func TestExpSliceIsExp(t *testing.T) {
	src := make([]float64, 4001)
	for i := range src {
		src[i] = float64(i-2000) * 0.371
	}
	src[7], src[8], src[9] = nan, inf, -inf
	dst := make([]float64, len(src))
	ExpSlice(dst, src)
	for i, x := range src {
		if !same(dst[i], Exp(x)) {
			t.Errorf("ExpSlice at %v: %v, Exp gives %v", x, dst[i], Exp(x))
		}
	}
	ExpSlice(src[:3], src[:3]) // in place
	if src[0] != dst[0] {
		t.Errorf("in place: %v, want %v", src[0], dst[0])
	}
}

func BenchmarkAgainstMath(b *testing.B) {
	for _, c := range []struct {
		name      string
		own, math func(float64) float64
	}{
		{"exp", Exp, math.Exp}, {"expm1", Expm1, math.Expm1}, {"log", Log, math.Log}, {"tanh", Tanh, math.Tanh},
		{"sin", Sin, math.Sin}, {"erf", Erf, math.Erf}, {"exprel", Exprel, nil},
	} {
		run := func(f func(float64) float64) func(*testing.B) {
			return func(b *testing.B) {
				sum := 0.0
				for i := range b.N {
					sum += f(float64(i&1023) * 0.01)
				}
				sink = sum
			}
		}
		b.Run(c.name+"/own", run(c.own))
		if c.math != nil {
			b.Run(c.name+"/math", run(c.math))
		}
	}
	b.Run("pow/own", func(b *testing.B) {
		for i := range b.N {
			sink += Pow(float64(i&1023), 1.7)
		}
	})
	b.Run("pow/math", func(b *testing.B) {
		for i := range b.N {
			sink += math.Pow(float64(i&1023), 1.7)
		}
	})
	b.Run("ExpSlice1024", func(b *testing.B) {
		x := make([]float64, 1024)
		y := make([]float64, 1024)
		for i := range x {
			x[i] = float64(i) * 0.01
		}
		for range b.N {
			ExpSlice(y, x)
		}
		sink = y[3]
	})
}

var sink float64
