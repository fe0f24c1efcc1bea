package expr

import "strings"

// Fn is a function that a Call applies.
type Fn uint8

// The functions.
const (
	Exp   Fn = iota + 1
	Expm1    // exp(x) - 1
	Log
	Log1p // log(1 + x)
	Log10
	Sqrt
	Sin
	Cos
	Tan
	Asin
	Acos
	Atan
	Sinh
	Cosh
	Tanh
	Erf
	Abs
	Sign // -1, 0 or 1
	Floor
	Ceil
	Round    // to the nearest whole number, halves away from zero
	Min      // of two or more
	Max      // of two or more
	Linoid   // linoid(x, s) = x/(1 - exp(-x/s)), s at x = 0
	Exprel   // (exp(x) - 1)/x, 1 at x = 0
	Timeline // timeline(t, t1 … tn, v1 … vn): vi from ti until the next, 0 before t1
	Probit   // inverse of the cumulative normal distribution; has no name in models
	// Draws that need more than one uniform number. The first argument is a symbol
	// that identifies the draw, the others are the parameters.
	DrawGamma    // shape, scale
	DrawPoisson  // mean
	DrawBinomial // n, p
	DrawVonMises // mu, kappa
)

type parity uint8

const (
	neither parity = iota
	even           // f(-x) = f(x)
	odd            // f(-x) = -f(x)
)

type fnInfo struct {
	name     string
	min, max int // number of arguments; max < 0: any
	parity   parity
}

var fns = [...]fnInfo{
	Exp:      {"exp", 1, 1, neither},
	Expm1:    {"expm1", 1, 1, neither},
	Log:      {"log", 1, 1, neither},
	Log1p:    {"log1p", 1, 1, neither},
	Log10:    {"log10", 1, 1, neither},
	Sqrt:     {"sqrt", 1, 1, neither},
	Sin:      {"sin", 1, 1, odd},
	Cos:      {"cos", 1, 1, even},
	Tan:      {"tan", 1, 1, odd},
	Asin:     {"asin", 1, 1, odd},
	Acos:     {"acos", 1, 1, neither},
	Atan:     {"atan", 1, 1, odd},
	Sinh:     {"sinh", 1, 1, odd},
	Cosh:     {"cosh", 1, 1, even},
	Tanh:     {"tanh", 1, 1, odd},
	Erf:      {"erf", 1, 1, odd},
	Abs:      {"abs", 1, 1, even},
	Sign:     {"sign", 1, 1, odd},
	Floor:    {"floor", 1, 1, neither},
	Ceil:     {"ceil", 1, 1, neither},
	Round:    {"round", 1, 1, odd},
	Min:      {"min", 2, -1, neither},
	Max:      {"max", 2, -1, neither},
	Linoid:   {"linoid", 2, 2, neither},
	Exprel:   {"exprel", 1, 1, neither},
	Timeline: {"timeline", 3, -1, neither},

	Probit:       {"probit", 1, 1, neither},
	DrawGamma:    {"draw.gamma", 3, 3, neither},
	DrawPoisson:  {"draw.poisson", 2, 2, neither},
	DrawBinomial: {"draw.binomial", 3, 3, neither},
	DrawVonMises: {"draw.vonmises", 3, 3, neither},
}

// FnByName returns the function that source calls name.
func FnByName(name string) (Fn, bool) {
	for f, info := range fns {
		if info.name == name && name != "" && Fn(f) <= Timeline {
			return Fn(f), true
		}
	}
	return 0, false
}

// String returns the name of the function in source.
func (f Fn) String() string { return fns[f].name }

// Arity returns the least and largest number of arguments; most < 0 means any
// number. Timeline takes an odd number: the time, n times, n values.
func (f Fn) Arity() (least, most int) { return fns[f].min, fns[f].max }

// Distribution is the name of the distribution that f draws from, "" where f is
// no draw.
func (f Fn) Distribution() string {
	if f < DrawGamma {
		return ""
	}
	return strings.TrimPrefix(fns[f].name, "draw.")
}

func (f Fn) accepts(n int) bool {
	info := fns[f]
	return n >= info.min && (info.max < 0 || n <= info.max) && (f != Timeline || n%2 == 1)
}
