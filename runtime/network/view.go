package network

import (
	"sort"

	"github.com/nngen/nngen/runtime/rng"
)

// inside reports whether all elements of r belong to pop.
func (r Run) inside(pop *Population) bool {
	if r.N < 0 || r.N > pop.N || r.Stride == 0 {
		return false
	}
	if r.N == 0 {
		return true
	}
	if r.N > 1 && (r.Stride <= -pop.N || r.Stride >= pop.N) { // before products overflow
		return false
	}
	last := r.First
	if r.N > 1 {
		last += (r.N - 1) * r.Stride
	}
	return min(r.First, last) >= pop.First && max(r.First, last) < pop.First+pop.N
}

// IDs visits the global ids of the elements, in order.
func (v View) IDs(yield func(id uint32) bool) {
	for _, r := range v.Runs {
		for k := range r.N {
			if !yield(uint32(r.First + k*r.Stride)) {
				return
			}
		}
	}
}

// positions finds elements of a view and their places in it.
type positions struct {
	view  View
	first []int // position of the first element of each run, and the length at the end
}

func newPositions(v View) *positions {
	p := &positions{view: v, first: make([]int, len(v.Runs)+1)}
	for i, r := range v.Runs {
		p.first[i+1] = p.first[i] + r.N
	}
	return p
}

func (p *positions) len() int { return p.first[len(p.first)-1] }

// run is the run that holds position k.
func (p *positions) run(k int) int {
	r := 0
	for k >= p.first[r+1] {
		r++
	}
	return r
}

// id is the global id at position k.
func (p *positions) id(k int) uint32 {
	r := p.run(k)
	run := p.view.Runs[r]
	return uint32(run.First + (k-p.first[r])*run.Stride)
}

// of appends the positions at which an id stands, ascending.
func (p *positions) of(id uint32, list []int) []int {
	for r, run := range p.view.Runs {
		if run.N == 0 {
			continue
		}
		d := int(id) - run.First
		if d%run.Stride == 0 && d/run.Stride >= 0 && d/run.Stride < run.N {
			list = append(list, p.first[r]+d/run.Stride)
		}
	}
	return list
}

// Sample draws n different positions of size, ascending. Different names give
// independent samples.
func Sample(seed uint64, name string, n, size int) []int {
	list := make([]int, 0, n)
	var seen numbers
	seen.distinct(rng.NewStream(seed, rng.Sample, name, 0), int64(n), int64(size), func(x int64) bool {
		list = append(list, int(x))
		return true
	})
	sort.Ints(list)
	return list
}

// without maps the k-th position that is not in the ascending list taken.
func without(k int, taken []int) int {
	for _, t := range taken {
		if k >= t {
			k++
		}
	}
	return k
}

// Local are the indices of elements within their populations, given their global
// ids.
func (s *Spec) Local(ids []uint32) []uint32 {
	list := make([]uint32, len(ids))
	for i, id := range ids {
		list[i] = id - uint32(s.Populations[s.PopulationOf(id)].First)
	}
	return list
}

// PopulationOf is the index of the population that an element with a global id
// belongs to.
func (s *Spec) PopulationOf(id uint32) int {
	return sort.Search(len(s.Populations), func(i int) bool { return s.Populations[i].First > int(id) }) - 1
}
