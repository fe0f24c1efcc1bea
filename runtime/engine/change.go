package engine

import "github.com/nngen/nngen/runtime/network"

// change is a current that varies, for the elements of one part of a population.
type change struct {
	wave     *network.Wave
	elements []uint32
	drive    []float64 // the constant part of the input: one number, or one per element
	input    []float64 // what the kernel reads
	next     int       // change that comes next
}

// live copies the columns of a population that change in the run, with one entry
// per element, so that the kernel sees the changes.
func live(c *network.Columns, n int) *network.Columns {
	if len(c.Waves) == 0 {
		return c
	}
	x := *c
	x.Drive = append([][]float64(nil), c.Drive...)
	done := map[int]bool{}
	for i := range c.Waves {
		if j := c.Waves[i].Input; !done[j] {
			done[j] = true
			x.Drive[j] = append([]float64(nil), network.Spread(c.Drive[j], n)...)
		}
	}
	return &x
}

// changesOf are the changes of the elements lo <= i < hi of a population, whose
// kernel reads the columns live.
func changesOf(c, live *network.Columns, lo, hi int) []*change {
	var list []*change
	for i := range c.Waves {
		w := &c.Waves[i]
		x := &change{wave: w, drive: c.Drive[w.Input], input: live.Drive[w.Input]}
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

// apply makes the change of step k, if there is one. Steps come one after the
// other.
func (c *change) apply(k int64) {
	w := c.wave
	if c.next == len(w.Steps) || int64(w.Steps[c.next]) != k {
		return
	}
	for _, i := range c.elements {
		c.input[i] = network.At(c.drive, int(i)) + w.Values[c.next]
	}
	c.next++
}
