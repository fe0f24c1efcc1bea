package engine

import "github.com/nngen/nngen/runtime/network"

// change is something that the kernel of a part of a population sees change.
type change interface {
	// apply makes the changes of step k. Steps come one after the other.
	apply(k int64)
}

// live copies the columns of a population that change in the run, with one entry
// per element, so that the kernel sees the changes.
func live(c *network.Columns, n int) *network.Columns {
	if len(c.Waves)+len(c.Switches) == 0 {
		return c
	}
	x := *c
	own := func(list [][]float64, changes []int) [][]float64 {
		out := append([][]float64(nil), list...)
		for _, i := range changes {
			if &out[i][0] == &list[i][0] {
				out[i] = append([]float64(nil), network.Spread(list[i], n)...)
			}
		}
		return out
	}
	if n > 0 {
		x.Drive, x.Quants = own(c.Drive, changingInputs(c)), own(c.Quants, changingQuants(c))
	}
	return &x
}

func changingInputs(c *network.Columns) (list []int) {
	for i := range c.Waves {
		list = append(list, c.Waves[i].Input)
	}
	return list
}

func changingQuants(c *network.Columns) (list []int) {
	for i := range c.Switches {
		list = append(list, c.Switches[i].Quantity)
	}
	return list
}

// attach makes the arrays that a kernel reads those that are changed.
func attach(k Kernel, c *network.Columns) {
	own, ok := k.(Changing)
	if !ok {
		return
	}
	for _, j := range changingInputs(c) {
		c.Drive[j] = own.Input(j)
	}
	for _, q := range changingQuants(c) {
		c.Quants[q] = own.Quantity(q)
	}
}

// changesOf are the changes of the elements lo <= i < hi of a population, whose
// kernel reads the columns live.
func changesOf(c, live *network.Columns, lo, hi int) []change {
	var list []change
	if len(c.Switches) > 0 {
		list = append(list, &switches{list: c.Switches, quants: live.Quants, lo: lo, hi: hi})
	}
	for i := range c.Waves {
		w := &c.Waves[i]
		x := &wave{wave: w, drive: c.Drive[w.Input], input: live.Drive[w.Input]}
		for _, e := range w.Elements {
			if int(e) >= lo && int(e) < hi {
				x.elements = append(x.elements, e)
			}
		}
		if len(x.elements) > 0 {
			list = append(list, x)
		}
	}
	return list
}

// wave is a current that varies.
type wave struct {
	wave     *network.Wave
	elements []uint32
	drive    []float64 // the constant part of the input: one number, or one per element
	input    []float64 // what the kernel reads
	next     int       // change that comes next
}

func (c *wave) apply(k int64) {
	w := c.wave
	if c.next == len(w.Steps) || int64(w.Steps[c.next]) != k {
		return
	}
	for _, i := range c.elements {
		c.input[i] = network.At(c.drive, int(i)) + w.Values[c.next]
	}
	c.next++
}

// switches are quantities that become others.
type switches struct {
	list   []network.Switch
	quants [][]float64 // what the kernel reads
	lo, hi int
	next   int
}

func (s *switches) apply(k int64) {
	for ; s.next < len(s.list) && s.list[s.next].Step == k; s.next++ {
		x := &s.list[s.next]
		column := s.quants[x.Quantity]
		for i := s.lo; i < s.hi; i++ {
			column[i] = network.At(x.Values, i)
		}
	}
}
