package propagator_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/nngen/nngen/runtime/propagator"
)

// ulps is the distance of two numbers in units of the last place of want.
func ulps(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

// Values to 50 digits by mpmath (mp.dps = 60, expm by Taylor), rounded to the
// nearest double: every entry must be within one unit in the last place.
func TestFiftyDigits(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		a    []float64
		want []float64
	}{
		{"equal rates", 3, []float64{-0.1, 0.0, 0.0, 0.004, -0.1, 0.0, 0.0, 0.0, 0.0}, []float64{0.9048374180359595, 0.0, 0.0, 0.0036193496721438384, 0.9048374180359595, 0.0, 0.0, 0.0, 1.0}},
		{"nearly equal rates", 2, []float64{-0.1, 0.0, 0.004, -0.10000000000010001}, []float64{0.9048374180359595, 0.0, 0.0036193496721436576, 0.904837418035869}},
		{"equal to the last place", 2, []float64{-0.1, 0.0, 0.004, -0.10000000000000002}, []float64{0.9048374180359595, 0.0, 0.0036193496721438384, 0.9048374180359595}},
		{"alpha synapse and membrane, all rates equal", 3, []float64{-0.05, 0.0, 0.0, 1.0, -0.05, 0.0, 0.0, 0.002, -0.05}, []float64{0.951229424500714, 0.0, 0.0, 0.951229424500714, 0.951229424500714, 0.0, 0.000951229424500714, 0.001902458849001428, 0.951229424500714}},
		{"complex rates", 2, []float64{0.0, 0.05, -0.05, 0.0}, []float64{0.9987502603949663, 0.04997916927067833, -0.04997916927067833, 0.9987502603949663}},
		{"damped oscillator", 2, []float64{-0.01, 0.3, -0.3, -0.02}, []float64{0.9459775402270381, 0.29112170432055773, -0.29112170432055773, 0.9362734834163527}},
		{"zero rates", 3, []float64{0.0, 0.0, 0.0, 0.25, 0.0, 0.0, 0.0, 0.5, 0.0}, []float64{1.0, 0.0, 0.0, 0.25, 1.0, 0.0, 0.0625, 0.5, 1.0}},
		{"stiff", 2, []float64{-50.0, 0.0, 1.0, -0.001}, []float64{1.9287498479639178e-22, 0.0, 0.019980409604859597, 0.999000499833375}},
		{"growing", 2, []float64{3.0, 1.0, 0.5, 2.0}, []float64{23.92541177072223, 13.763441581305985, 6.8817207906529925, 10.161970189416246}},
		{"constant input", 2, []float64{-0.005, 0.02, 0.0, 0.0}, []float64{0.9950124791926823, 0.01995008322927075, 0.0, 1.0}},
		{"far apart", 3, []float64{-1e-08, 1.0, 0.0, 0.0, -20.0, 3.0, 0.0, 0.0, -0.001}, []float64{0.9999999900000001, 0.04999999942194232, 0.14243214593800674, 0.0, 2.061153622438558e-09, 0.14985756754421042, 0.0, 0.0, 0.999000499833375}},
	} {
		got := make([]float64, c.n*c.n)
		if err := propagator.Expm(got, c.a, c.n); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for i, w := range c.want {
			if u := ulps(got[i], w); !(u <= 1) {
				t.Errorf("%s: entry %d is %v instead of %v, %.1f ulp apart", c.name, i, got[i], w, u)
			}
		}
	}
}

// Random matrices of the sizes of neurons against gonum, which works in double
// precision: relative to the largest entry 1e-13.
func TestAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for trial := range 300 {
		n := 1 + r.IntN(6)
		a := make([]float64, n*n)
		for i := range a {
			a[i] = r.NormFloat64() * math.Pow(10, 2*r.Float64()-1.5)
		}
		var want mat.Dense
		want.Exp(mat.NewDense(n, n, append([]float64(nil), a...)))
		got := make([]float64, n*n)
		if err := propagator.Expm(got, a, n); err != nil {
			t.Fatal(err)
		}
		largest := mat.Max(&want)
		for i := range got {
			if d := math.Abs(got[i] - want.At(i/n, i%n)); !(d <= 1e-13*math.Max(1, largest)) {
				t.Fatalf("trial %d: entry %d of exp(%v) is %v instead of %v", trial, i, a, got[i], want.At(i/n, i%n))
			}
		}
	}
}

// exp(A h)·exp(A k) = exp(A (h+k)): propagators of two steps make that of their
// sum, to the rounding of a product.
func TestStepsCompose(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		m := 1 + r.IntN(4)
		a, b := make([]float64, m*m), make([]float64, m)
		for i := range a {
			a[i] = r.NormFloat64()
		}
		for i := range b {
			b[i] = r.NormFloat64()
		}
		step := func(h float64) (p, q []float64) {
			p, q = make([]float64, m*m), make([]float64, m)
			if err := propagator.Affine(p, q, a, b, m, h); err != nil {
				t.Fatal(err)
			}
			return p, q
		}
		p1, q1 := step(0.125)
		p2, q2 := step(0.375)
		p3, q3 := step(0.5)
		for i := range m {
			q := q2[i]
			for k := range m {
				q += p2[i*m+k] * q1[k]
			}
			if math.Abs(q-q3[i]) > 1e-14*(1+math.Abs(q3[i])) {
				t.Fatalf("q is %v instead of %v", q, q3[i])
			}
			for j := range m {
				p := 0.0
				for k := range m {
					p += p2[i*m+k] * p1[k*m+j]
				}
				if math.Abs(p-p3[i*m+j]) > 1e-14*(1+math.Abs(p3[i*m+j])) {
					t.Fatalf("p is %v instead of %v", p, p3[i*m+j])
				}
			}
		}
	}
}

func TestErrors(t *testing.T) {
	d := make([]float64, 4)
	for name, err := range map[string]error{
		"no rows":     propagator.Expm(d, d, 0),
		"too short":   propagator.Expm(d, d[:3], 2),
		"too many":    propagator.Expm(make([]float64, 65*65), make([]float64, 65*65), 65),
		"infinite":    propagator.Expm(d, []float64{math.Inf(1), 0, 0, 0}, 2),
		"undefined":   propagator.Expm(d, []float64{0, math.NaN(), 0, 0}, 2),
		"overflowing": propagator.Expm(d, []float64{1e4, 0, 0, 0}, 2),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
