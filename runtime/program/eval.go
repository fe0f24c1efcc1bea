package program

import (
	"math"
)

// Env is what a block reads from outside. Slices that a block does not read may
// be nil.
type Env struct {
	States []float64 // one per state
	Quants []float64 // one per quantity, columns already looked up for this neuron
	Inputs []float64
	Acc    []float64 // one per port
	Sums   []float64 // one per sum
	Step   int64     // k
	H      float64   // ms
	Index  int64     // i
	Count  int64     // N
	Pair   *[PairNumbers]float64
	// Sources and Weight are those of one connection of a continuous port.
	Sources []float64
	Weight  float64
	// Elapsed is the number of steps since states were stored, per site.
	Elapsed []float64
	// Target is what a rule follows at the target.
	Target []float64
	// Draw makes draw number n of the value, in a program the draw of this step
	// from stream n: distribution fn with parameters a, b, c.
	Draw func(fn string, a, b, c float64, n int32) float64
	// Redraw is Draw, repeated until the number is from lo to hi.
	Redraw func(fn string, a, b float64, n int32, lo, hi float64) float64
}

// Eval computes all values of b in order into v, which is grown when it is too
// short, and returns it. Bool values are 0 and 1. Stores are not done: see
// [Block.Apply]. It is the definition of every operation.
func Eval(b *Block, e *Env, v []float64) []float64 {
	if cap(v) < len(b.Instrs) {
		v = make([]float64, len(b.Instrs))
	}
	v = v[:len(b.Instrs)]
	at := func(r Ref) float64 {
		if r < 0 {
			return 0
		}
		return v[r]
	}
	for i := range b.Instrs {
		in := &b.Instrs[i]
		switch in.Op {
		case Const:
			v[i] = in.Value
		case LoadState:
			v[i] = e.States[in.Index]
		case LoadQuant:
			v[i] = e.Quants[in.Index]
		case LoadInput:
			v[i] = e.Inputs[in.Index]
		case LoadAcc:
			v[i] = e.Acc[in.Index]
		case LoadTime:
			v[i] = (float64(e.Step) + in.Value) * e.H
		case LoadIndex:
			v[i] = float64(e.Index)
		case LoadCount:
			v[i] = float64(e.Count)
		case LoadPair:
			v[i] = e.Pair[in.Index]
		case LoadSum:
			v[i] = e.Sums[in.Index]
		case LoadSource:
			v[i] = e.Sources[in.Index]
		case LoadWeight:
			v[i] = e.Weight
		case LoadElapsed:
			v[i] = e.Elapsed[in.Index]
		case LoadTarget:
			v[i] = e.Target[in.Index]
		case Draw:
			v[i] = e.Draw(in.Fn, at(in.A), at(in.B), at(in.C), in.Index)
		case Redraw:
			d := &b.Instrs[in.A]
			v[i] = e.Redraw(d.Fn, at(d.A), at(d.B), d.Index, at(in.B), at(in.C))
		default:
			v[i] = Apply(in.Op, in.Fn, at(in.A), at(in.B), at(in.C))
		}
	}
	return v
}

// Apply is one operation on numbers; Bool values are 0 and 1. Operations that
// read something outside (loads, draws) give NaN.
func Apply(op Op, fn string, a, b, c float64) float64 {
	switch op {
	case Add:
		return a + b
	case Sub:
		return a - b
	case Mul:
		return float64(a * b)
	case Div:
		return a / b
	case Neg:
		return -a
	case Abs:
		return math.Abs(a)
	case Sqrt:
		return math.Sqrt(a)
	case Floor:
		return math.Floor(a)
	case Ceil:
		return math.Ceil(a)
	case Round:
		return math.Round(a)
	case Min:
		return Least(a, b)
	case Max:
		return Greatest(a, b)
	case Call:
		return elementary(fn, a, b)
	case Lt:
		return truth(a < b)
	case Le:
		return truth(a <= b)
	case Gt:
		return truth(a > b)
	case Ge:
		return truth(a >= b)
	case Eq:
		return truth(a == b)
	case Ne:
		return truth(a != b)
	case And:
		return truth(a != 0 && b != 0)
	case Or:
		return truth(a != 0 || b != 0)
	case Not:
		return truth(a == 0)
	case Select:
		if a != 0 {
			return b
		}
		return c
	}
	return math.NaN()
}

// Least is the operation Min: b unless a < b.
func Least(a, b float64) float64 {
	if a < b {
		return a
	}
	return b
}

// Greatest is the operation Max: b unless a > b.
func Greatest(a, b float64) float64 {
	if a > b {
		return a
	}
	return b
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Store writes the stores of b into states, except those to states of which
// held says that they are held.
func (b *Block) Store(states, v []float64, held func(state int) bool) {
	for _, s := range b.Stores {
		if held == nil || !held(s.State) {
			states[s.State] = v[s.Value]
		}
	}
}
