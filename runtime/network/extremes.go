package network

import (
	"context"
	"math"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// extremes is code for the smallest and the largest uniform number among the draws
// of rows. The largest value of an expression that grows with its only draw, or
// falls, is the one of such a number, so it need not be computed for every synapse.
type extremes struct {
	code        *jit.Code
	counter     counter
	least, most jit.Temp
	open        bool
}

// newExtremes makes it for a value of that sort, nil for others and where there is
// no code.
func newExtremes(v *Value) *extremes {
	draws, kinds, ok := v.uniforms()
	if !ok || draws != 1 || !v.monotone() {
		return nil
	}
	b, c, bits := drawing()
	x := &extremes{counter: c, least: b.NewTemp(), most: b.NewTemp(), open: kinds[0] == "normal" || kinds[0] == "open"}
	var u [2]jit.Ref
	for k := range bits {
		if u[k] = b.Unit(bits[k]); x.open {
			u[k] = b.Open(bits[k])
		}
	}
	b.Set(x.least, b.Min(b.Get(x.least), b.Min(u[0], u[1])))
	b.Set(x.most, b.Max(b.Get(x.most), b.Max(u[0], u[1])))
	var err error
	if x.code, err = b.Compile(); err != nil {
		return nil
	}
	return x
}

// monotone reports whether the value is made of its only draw by a chain of
// operations with constants, each of which keeps an order or turns it around, also
// as they are rounded.
func (v *Value) monotone() bool {
	instrs := v.Block.Instrs
	var varies func(r program.Ref) bool
	varies = func(r program.Ref) bool {
		if r < 0 {
			return false
		}
		in := instrs[r]
		return in.Op == program.Draw || in.Op != program.Const && (varies(in.A) || varies(in.B) || varies(in.C))
	}
	for at := v.Result; ; {
		in := instrs[at]
		switch in.Op {
		case program.Draw:
			return !varies(in.A) && !varies(in.B)
		case program.Neg:
			at = in.A
			continue
		case program.Add, program.Sub, program.Mul, program.Min, program.Max:
		case program.Div:
			if varies(in.B) {
				return false
			}
		default:
			return false
		}
		switch {
		case varies(in.A) && varies(in.B):
			return false
		case varies(in.A):
			at = in.A
		default:
			at = in.B
		}
	}
}

// search is the memory in which one goroutine runs extremes.
type search struct {
	*extremes
	frame       *jit.Frame
	slab        []float64
	none        []int32 // room that code wants
	least, most float64
}

func (x *extremes) search() *search {
	return &search{extremes: x, frame: x.code.NewFrame(), slab: ascending(1), none: make([]int32, 0, batchSize), least: math.Inf(1), most: math.Inf(-1)}
}

// look takes the first n draws of a stream into account.
func (s *search) look(stream rng.Stream, n int) {
	see := func(u float64) { s.least, s.most = min(s.least, u), max(s.most, u) }
	groups := n / 2 / jit.Lanes * jit.Lanes // blocks all of whose draws count
	s.frame.Put(s.extremes.least, math.Float64bits(s.least))
	s.frame.Put(s.extremes.most, math.Float64bits(s.most))
	for at := 0; at < groups; at += batchSize {
		s.counter.begin(s.frame, stream, uint64(at))
		s.frame.Run(s.slab, 0, 0, 0, min(batchSize, groups-at), nil, s.none)
	}
	for _, x := range s.frame.Take(s.extremes.least) {
		see(x)
	}
	for _, x := range s.frame.Take(s.extremes.most) {
		see(x)
	}
	stream.EachBits64(uint64(2*groups), n-2*groups, func(_ int, x uint64) {
		if s.open {
			see(rng.OpenUnit(x))
		} else {
			see(rng.Unit(x))
		}
	})
}

// of is the value of v for the uniform number u.
func (x *extremes) of(v *Value, h, u float64) float64 {
	e := newEvaluator(v, h)
	e.env.Draw = func(fn string, a, b, _ float64, _ int32) float64 { return rng.Of(fn, u, a, b) }
	e.values = program.Eval(&v.Block, &e.env, e.values)
	return e.values[v.Result]
}

// quickly looks for the extremes of weights and delays without computing all of them.
// It reports whether that is possible: not where a value at the edge is so close to
// where something changes that the last bit would decide. A probit is a piece of one
// of three functions, which need not grow where they meet by less than that.
func (s *Synapses) quickly(ctx context.Context, workers int) (largest float64, done bool, err error) {
	r := s.recipe
	p, step := r.p, r.spec.Step
	type span struct{ least, most float64 }
	const parts = 64
	total, all := 0, r.spans.len()
	ends := func(v *Value, purpose rng.Purpose) (low, high float64, ok bool, err error) {
		if x, constant := v.Constant(); constant {
			return x, x, true, nil
		}
		x := newExtremes(v)
		if x == nil {
			return 0, 0, false, nil
		}
		list := [parts]span{}
		stream := rng.NewStream(r.spec.Seed, purpose, p.Name, 0)
		err = parallel(ctx, parts, workers, func(part int) error {
			search := x.search()
			for k := all * part / parts; k < all*(part+1)/parts; k++ {
				row := r.spans.at(k)
				n, _ := r.w.length(row)
				search.look(stream.At(uint32(row)), n)
			}
			list[part] = span{search.least, search.most}
			return nil
		})
		least, most := math.Inf(1), math.Inf(-1)
		for _, l := range list {
			least, most = min(least, l.least), max(most, l.most)
		}
		a, b := x.of(v, step, least), x.of(v, step, most)
		return min(a, b), max(a, b), true, err
	}
	for k := range all {
		n, known := r.w.length(r.spans.at(k))
		if !known {
			return 0, false, nil
		}
		total += n
	}
	if total == 0 {
		return 0, false, nil
	}
	lightest, heaviest, ok, err := ends(&p.Weight, rng.Weight)
	if err != nil || !ok {
		return 0, false, err
	}
	shortest, longest, ok, err := ends(&p.Delay, rng.Delay)
	if err != nil || !ok {
		return 0, false, err
	}
	largest = max(math.Abs(lightest), math.Abs(heaviest))
	smallest := min(math.Abs(lightest), math.Abs(heaviest))
	f, _ := math.Frexp(largest)
	_, constant := p.Weight.Constant()
	if !(largest <= maxWeight) || smallest == 0 || math.Signbit(lightest) != math.Signbit(heaviest) || !constant && (f < 0.5+1e-6 || f > 1-2e-5) {
		return 0, false, nil
	}
	_, fixed := p.Delay.Constant()
	near := func(ms float64) bool { // half a step
		_, rest := math.Modf(ms / step)
		return math.Abs(rest-0.5) < 1e-6
	}
	if !(shortest > 0 && longest/step < MaxDelay-1) || !fixed && (near(shortest) || near(longest)) {
		return 0, false, nil
	}
	r.n = total
	s.shortest, _ = r.spec.steps(shortest, false)
	s.longest, _ = r.spec.steps(longest, false)
	s.smallest = smallest * (1 - 1e-6)
	return largest, true, nil
}
