package native

import (
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// interval is where a number is known to be.
type interval struct{ low, high float64 }

var anywhere = interval{math.Inf(-1), math.Inf(1)}

// bounds is where the values of v are.
func bounds(v network.Value) interval {
	if v.Result < 0 || int(v.Result) >= len(v.Block.Instrs) {
		return interval{0, 0}
	}
	list := make([]interval, len(v.Block.Instrs))
	at := func(r program.Ref) interval {
		if r < 0 {
			return anywhere
		}
		return list[r]
	}
	for i, in := range v.Block.Instrs {
		a, b := at(in.A), at(in.B)
		list[i] = anywhere
		switch in.Op {
		case program.Const:
			list[i] = interval{in.Value, in.Value}
		case program.Neg:
			list[i] = interval{-a.high, -a.low}
		case program.Add:
			list[i] = interval{a.low + b.low, a.high + b.high}
		case program.Sub:
			list[i] = interval{a.low - b.high, a.high - b.low}
		case program.Mul:
			list[i] = hull(a.low*b.low, a.low*b.high, a.high*b.low, a.high*b.high)
		case program.Div:
			if b.low > 0 || b.high < 0 {
				list[i] = hull(a.low/b.low, a.low/b.high, a.high/b.low, a.high/b.high)
			}
		case program.Min:
			list[i] = interval{min(a.low, b.low), min(a.high, b.high)}
		case program.Max:
			list[i] = interval{max(a.low, b.low), max(a.high, b.high)}
		case program.Draw:
			switch in.Fn {
			case "uniform":
				list[i] = interval{a.low, b.high}
			case "lognormal", "exponential", "gamma":
				list[i] = interval{0, math.Inf(1)}
			}
		}
	}
	return list[v.Result]
}

func hull(x ...float64) interval {
	h := interval{math.Inf(1), math.Inf(-1)}
	for _, v := range x {
		if math.IsNaN(v) {
			return anywhere
		}
		h = interval{min(h.low, v), max(h.high, v)}
	}
	return h
}

// weights is where the weights of a projection are.
func weights(s *ir.Study, j int) interval {
	p := &s.Network.Projections[j]
	if p.Mirror > 0 {
		return weights(s, p.Mirror-1)
	}
	at := bounds(p.Weight)
	if p.ListedWeight {
		at = interval{math.Inf(1), math.Inf(-1)}
		for _, x := range p.Rule.List {
			at = interval{min(at.low, x.Weight), max(at.high, x.Weight)}
		}
	}
	return at
}

// sign is that of all numbers of an interval, 0 if they may have both.
func (x interval) sign() int {
	switch {
	case x.low >= 0:
		return 1
	case x.high <= 0:
		return -1
	}
	return 0
}
