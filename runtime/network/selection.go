package network

import (
	"fmt"
	"slices"
)

// Selection takes some of a list of connections, as Python does of a list. The
// connections of a projection are counted in the order of the package's comment:
// those of all its sets, one set after the other.
type Selection struct {
	Kind SelectionKind
	// A slice from Low to High (nil: the end on that side) by Step, not 0.
	Low, High *int
	Step      int
	Places    []int  // negative ones count from the end
	N         int    // of a sample
	Name      string // of a sample: different names give independent ones
}

// SelectionKind is a kind of selection.
type SelectionKind uint8

// The kinds of selections.
const (
	BySlice SelectionKind = iota
	ByPlace
	BySample // without replacement, in their order
)

// Part is a chain of selections: of all connections, then of what the one before
// has taken. The empty one is all of them.
type Part []Selection

// picked are some of the numbers 0, 1, …: first, first + step, …, n of them, or
// those of a list.
type picked struct {
	first, step, n int
	list           []int
}

func (p *picked) len() int {
	if p.list != nil {
		return len(p.list)
	}
	return p.n
}

func (p *picked) at(k int) int {
	if p.list != nil {
		return p.list[k]
	}
	return p.first + k*p.step
}

// pick are the places, of n, that a part takes, in its order.
func (x Part) pick(seed uint64, n int) (*picked, error) {
	now := &picked{step: 1, n: n}
	for _, s := range x {
		size := now.len()
		var places []int
		switch s.Kind {
		case BySlice:
			from, count := s.bounds(size)
			if now.list == nil {
				now = &picked{first: now.first + from*now.step, step: now.step * s.Step, n: count}
				continue
			}
			for k := range count {
				places = append(places, from+k*s.Step)
			}
		case ByPlace:
			for _, i := range s.Places {
				if i < -size || i >= size {
					return nil, fmt.Errorf("there is no connection %d of %d", i, size)
				}
				if i < 0 {
					i += size
				}
				places = append(places, i)
			}
		case BySample:
			if s.N > size {
				return nil, fmt.Errorf("a sample of %d is more than the %d connections that there are", s.N, size)
			}
			places = Sample(seed, s.Name, s.N, size)
		}
		next := &picked{list: make([]int, len(places))}
		for k, at := range places {
			next.list[k] = now.at(at)
		}
		now = next
	}
	return now, nil
}

// bounds are the first place of a slice of so many, and how many it takes.
func (s *Selection) bounds(size int) (from, count int) {
	least, most, low, high := 0, size, 0, size
	if s.Step < 0 {
		least, most, low, high = -1, size-1, size-1, -1
	}
	clamp := func(x *int, standard int) int {
		if x == nil {
			return standard
		}
		i := *x
		if i < 0 {
			i += size
		}
		return min(max(i, least), most)
	}
	from, to := clamp(s.Low, low), clamp(s.High, high)
	switch {
	case s.Step > 0 && to > from:
		count = (to - from + s.Step - 1) / s.Step
	case s.Step < 0 && to < from:
		count = (from - to - s.Step - 1) / -s.Step
	}
	return from, count
}

// rows are the rows that parts of a projection take of each of its sets, which
// have so many: ascending, each once.
func rows(seed uint64, parts []Part, sizes []int) ([][]int, error) {
	total := 0
	for _, n := range sizes {
		total += n
	}
	out := make([][]int, len(sizes))
	for _, x := range parts {
		p, err := x.pick(seed, total)
		if err != nil {
			return nil, err
		}
		for k := range p.len() {
			at, set := p.at(k), 0
			for at >= sizes[set] {
				at -= sizes[set]
				set++
			}
			out[set] = append(out[set], at)
		}
	}
	for i := range out {
		slices.Sort(out[i])
		out[i] = slices.Compact(out[i])
	}
	return out, nil
}

// Taken are the entries of a column of a set of synapses at some rows, nil: all.
func Taken[T any](column []T, rows []int) []T {
	if rows == nil {
		return column
	}
	list := make([]T, len(rows))
	for k, row := range rows {
		list[k] = column[row]
	}
	return list
}

// Rows are the connections of one set of synapses that parts of its projection
// take, ascending; nil, for all of them, without parts.
func (n *Network) Rows(synapses int, parts []Part) ([]int, error) {
	projection := n.Synapses[synapses].Projection
	if len(parts) == 0 {
		return nil, nil
	}
	var sizes []int
	at := -1
	for j := range n.Synapses {
		if n.Synapses[j].Projection == projection {
			if j == synapses {
				at = len(sizes)
			}
			sizes = append(sizes, len(n.Synapses[j].Pre))
		}
	}
	list, err := rows(n.Spec.Seed, parts, sizes)
	if err != nil {
		return nil, n.Spec.projectionError(projection, "take of it what there is", "%v", err)
	}
	if list[at] == nil {
		return []int{}, nil
	}
	return list[at], nil
}
