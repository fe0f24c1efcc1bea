package derive

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/propagator"
)

// Derive fills out, one number per quantity of p: given(q) for those that the
// model gives, the literal for derived ones that are literal and not computed,
// and what p.Derive computes. All in internal units. See [Derivation.Quantities]
// for its errors.
func Derive(p *program.Program, given func(q int) float64, out []float64) error {
	if len(out) < len(p.Quantities) {
		return fmt.Errorf("derive: room for %d of the %d quantities of %s", len(out), len(p.Quantities), p.Name)
	}
	for q := range p.Quantities {
		switch {
		case !p.Quantities[q].Derived:
			out[q] = given(q)
		case p.Quantities[q].Binding == program.Literal:
			out[q] = p.Quantities[q].Value
		default:
			out[q] = math.NaN()
		}
	}
	return New(p).Quantities(out)
}

// Derivation evaluates the derivation of one program many times. It holds the
// memory for that, so it is for one goroutine.
type Derivation struct {
	p      *program.Program
	values []float64
	last   []evaluated // per exponential
}

// evaluated is a matrix with its exponential.
type evaluated struct{ matrix, result []float64 }

// New returns the derivation of p.
func New(p *program.Program) *Derivation {
	return &Derivation{p: p, last: make([]evaluated, len(p.Derive.Exponentials))}
}

// Quantities computes the derived quantities in place: quants has one number
// per quantity, those not derived already set. Direct quantities come first, so
// that a matrix may use them. It fails when a value, a matrix or its exponential
// is not finite, and names the quantity; quants is then partly set.
func (d *Derivation) Quantities(quants []float64) error {
	env := program.Env{Quants: quants, H: d.p.Step}
	if direct := d.p.Derive.Values; len(direct) > 0 {
		d.values = program.Eval(&d.p.Derive.Direct, &env, d.values)
		for _, x := range direct {
			v := d.values[x.Value]
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("%s of %s is %v: its parameters divide by zero, or are too large or out of the range of a function", d.p.Quantities[x.Quantity].Name, d.p.Name, v)
			}
			quants[x.Quantity] = v
		}
	}
	for i := range d.p.Derive.Exponentials {
		e := &d.p.Derive.Exponentials[i]
		result, err := d.exponential(i, e, &env)
		if err != nil {
			return fmt.Errorf("the propagator of %s: %w", d.p.Name, err)
		}
		for _, at := range e.Entries {
			quants[at.Quantity] = result[at.Row*e.N+at.Col]
		}
	}
	for i := range d.p.Derive.Covariances {
		e := &d.p.Derive.Covariances[i]
		factor, err := d.covariance(e, &env)
		if err != nil {
			return fmt.Errorf("the noise of %s: %w", d.p.Name, err)
		}
		for _, at := range e.Entries {
			quants[at.Quantity] = factor[at.Row*e.N+at.Col]
		}
	}
	return nil
}

// covariance is the factor of e.
func (d *Derivation) covariance(e *program.Covariance, env *program.Env) ([]float64, error) {
	d.values = program.Eval(&e.Block, env, d.values)
	numbers := func(list []program.Ref) []float64 {
		out := make([]float64, len(list))
		for i, r := range list {
			if r >= 0 {
				out[i] = d.values[r]
			}
		}
		return out
	}
	factor := make([]float64, e.N*e.N)
	return factor, propagator.Noise(factor, numbers(e.Drift), numbers(e.Gain), e.N, e.M, d.p.Step, e.Order)
}

// exponential is exp(M*h) of exponential i. The product M*h is formed without
// rounding ([propagator.Affine]). Neighbouring neurons often agree, so the last
// result is kept.
func (d *Derivation) exponential(i int, e *program.Exponential, env *program.Env) ([]float64, error) {
	d.values = program.Eval(&e.Block, env, d.values)
	last := d.last[i]
	same := last.matrix != nil
	if !same {
		last = evaluated{make([]float64, e.N*e.N), make([]float64, e.N*e.N)}
	}
	for at, ref := range e.Matrix {
		v := 0.0
		if ref >= 0 {
			v = d.values[ref]
		}
		same = same && v == last.matrix[at]
		last.matrix[at] = v
	}
	if same {
		return last.result, nil
	}
	d.last[i] = evaluated{} // stays so if Affine fails
	if err := propagator.Affine(last.result, nil, last.matrix, nil, e.N, d.p.Step); err != nil {
		return nil, err
	}
	d.last[i] = last
	return last.result, nil
}
