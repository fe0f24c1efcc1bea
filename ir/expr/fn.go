package expr

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
}

// FnByName returns the function that source calls name.
func FnByName(name string) (Fn, bool) {
	for f, info := range fns {
		if info.name == name && name != "" {
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

func (f Fn) accepts(n int) bool {
	info := fns[f]
	return n >= info.min && (info.max < 0 || n <= info.max) && (f != Timeline || n%2 == 1)
}
