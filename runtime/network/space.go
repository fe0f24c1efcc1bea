package network

import (
	"fmt"
	"math"

	el "github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// Point is a place in um: x, y, z.
type Point [3]float64

// Layout places the elements of a population.
type Layout struct {
	Kind    LayoutKind
	Origin  Point   // added to all places
	Shape   [3]int  // of Grid: elements along x, y, z; the last index changes fastest
	Spacing Point   // of Grid
	Size    Point   // of Box, which begins at Origin
	Radius  float64 // of Ball, whose centre is Origin, in um
	List    []Point // of Places
}

// LayoutKind is a kind of layout.
type LayoutKind uint8

// The kinds of layouts.
const (
	Grid LayoutKind = iota
	Box             // uniformly distributed in a cuboid
	Ball            // uniformly distributed in a sphere
	Places
)

// Space says how distances are measured.
type Space struct {
	Period Point   // lengths of periodic axes, 0 where space is open
	Out    [3]bool // axes that do not count for d
	Scale  float64 // factor of d; 0 stands for 1
}

// difference is the way from source to target; where an axis is periodic the
// shortest, in [-Period/2, Period/2].
func (s *Space) difference(pre, post Point) Point {
	var d Point
	for a := range d {
		d[a] = post[a] - pre[a]
		if l := s.Period[a]; l > 0 {
			d[a] -= float64(l * math.Round(d[a]/l))
		}
	}
	return d
}

// distance is the length of a difference.
func (s *Space) distance(d Point) float64 {
	sum := 0.0
	for a, x := range d {
		if !s.Out[a] {
			sum += float64(x * x)
		}
	}
	if r := math.Sqrt(sum); s.Scale != 0 {
		return s.Scale * r
	} else {
		return r
	}
}

// Points are the places of the elements of population p; nil when it has no
// layout.
func (s *Spec) Points(p int) []Point {
	pop := &s.Populations[p]
	l := pop.Layout
	if l == nil {
		return nil
	}
	list := make([]Point, pop.N)
	stream := rng.NewStream(s.Seed, rng.Place, pop.Name, 0)
	for i := range list {
		x := &list[i]
		switch l.Kind {
		case Grid:
			at := i
			for a := 2; a >= 0; a-- {
				x[a] = float64(at%l.Shape[a]) * l.Spacing[a]
				at /= l.Shape[a]
			}
		case Box:
			for a := range x {
				x[a] = float64(l.Size[a] * stream.At(uint32(i)).Uniform(uint64(a)))
			}
		case Ball:
			*x = ball(stream.At(uint32(i)), l.Radius)
		case Places:
			*x = l.List[i]
		}
		for a := range x {
			x[a] += l.Origin[a]
		}
	}
	return list
}

// ball draws a place in a ball: a radius with the density r^2, a height and an
// angle (Archimedes: heights on a sphere are uniformly distributed).
func ball(s rng.Stream, radius float64) Point {
	r := radius * el.Pow(s.Uniform(0), 1.0/3)
	z := float64(2*s.Uniform(1)) - 1
	phi := float64(2 * math.Pi * s.Uniform(2))
	flat := float64(r * math.Sqrt(1-float64(z*z)))
	return Point{flat * el.Cos(phi), flat * el.Sin(phi), r * z}
}

// checkLayout reports a layout that has other places than the population has
// elements, or places nowhere.
func (s *Spec) checkLayout(p int) error {
	pop := &s.Populations[p]
	l := pop.Layout
	if l == nil {
		return nil
	}
	bad := func(format string, args ...any) error {
		return s.populationError(p, "give every element one place", format, args...)
	}
	for a := range 3 {
		if !finite(l.Origin[a]) || !finite(l.Spacing[a]) || !finite(l.Size[a]) || !finite(l.Radius) {
			return bad("a length of its layout is not finite")
		}
	}
	switch l.Kind {
	case Grid:
		n := 1
		for _, k := range l.Shape {
			if k < 0 || k > math.MaxInt32 || n > math.MaxInt32 {
				return bad("its grid is %v", l.Shape)
			}
			n *= k
		}
		if n != pop.N {
			return bad("its grid has %d places for %d elements", n, pop.N)
		}
	case Places:
		if len(l.List) != pop.N {
			return bad("its layout has %d places for %d elements", len(l.List), pop.N)
		}
		for i, x := range l.List {
			if !finite(x[0]) || !finite(x[1]) || !finite(x[2]) {
				return bad("the place of element %d is %v", i, x)
			}
		}
	case Box, Ball:
	default:
		return bad("layout %d does not exist", l.Kind)
	}
	return nil
}

// geometry computes what values of connections read.
type geometry struct {
	space     *Space
	pre, post []Point // by position in the view; nil: all at the origin
	numbers   [program.PairNumbers]float64
}

// places are those of the elements of a view.
func (s *Spec) places(v View) []Point {
	made := map[int][]Point{}
	list := make([]Point, 0, v.Len())
	any := false
	for _, r := range v.Runs {
		all, ok := made[r.Population]
		if !ok {
			all = s.Points(r.Population)
			made[r.Population] = all
		}
		for k := range r.N {
			if all == nil {
				list = append(list, Point{})
				continue
			}
			any = true
			list = append(list, all[r.First+k*r.Stride-s.Populations[r.Population].First])
		}
	}
	if !any {
		return nil
	}
	return list
}

func (s *Spec) newGeometry(p *Projection) *geometry {
	x := &geometry{space: &s.Space, pre: s.places(p.Pre), post: s.places(p.Post)}
	x.numbers[program.PairSources], x.numbers[program.PairTargets] = float64(p.Pre.Len()), float64(p.Post.Len())
	return x
}

// fork is a copy for another goroutine.
func (x *geometry) fork() *geometry {
	if x == nil {
		return nil
	}
	y := *x
	return &y
}

// at computes the numbers of a pair of positions.
func (x *geometry) at(pre, post int) *[program.PairNumbers]float64 {
	n := &x.numbers
	n[program.PairSource], n[program.PairTarget] = float64(pre), float64(post)
	if x.pre == nil && x.post == nil {
		return n
	}
	var a, b Point
	if x.pre != nil {
		a = x.pre[pre]
	}
	if x.post != nil {
		b = x.post[post]
	}
	d := x.space.difference(a, b)
	n[program.PairX], n[program.PairY], n[program.PairZ] = d[0], d[1], d[2]
	n[program.PairDistance] = x.space.distance(d)
	return n
}

// readsPairs reports whether a value depends on the pair.
func readsPairs(v *Value) bool {
	for _, in := range v.Block.Instrs {
		if in.Op == program.LoadPair {
			return true
		}
	}
	return false
}

// needsPairs reports whether anything of a projection depends on the pair.
func (p *Projection) needsPairs() bool {
	for _, v := range p.Given {
		if readsPairs(&v) {
			return true
		}
	}
	return readsPairs(&p.Weight) || readsPairs(&p.Delay) || readsPairs(&p.Axonal) || p.Rule.probable()
}

func (r *Rule) probable() bool {
	for i := range r.Parts {
		if r.Parts[i].probable() {
			return true
		}
	}
	return r.Kind == Probable
}

// checkSpace reports lengths that are none.
func (s *Spec) checkSpace() error {
	for a, l := range s.Space.Period {
		if !(l >= 0) || !finite(l) {
			return &Error{-1, -1, fmt.Sprintf("the space repeats after %v um along %c", l, 'x'+rune(a)), "periods are positive lengths"}
		}
	}
	if !(s.Space.Scale >= 0) || !finite(s.Space.Scale) {
		return &Error{-1, -1, fmt.Sprintf("distances are multiplied by %v", s.Space.Scale), "the scale is a positive number"}
	}
	return nil
}
