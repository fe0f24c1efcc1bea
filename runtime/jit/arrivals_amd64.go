package jit

import "unsafe"

// addArrivals is [Sums.AddInGo] with the memory of synapses that come soon asked
// for beforehand, for synapses of eight bytes, and addPacked for those of four.
//
//go:noescape
func addArrivals(sum *Sums, synapses *uint64, places *uint16, list *Arrival, n int)

//go:noescape
func addPacked(sum *Sums, synapses *uint32, places *uint16, list *Arrival, n int)

// Add adds a list of arrivals to the sums.
func (sum *Sums) Add(synapses Synapses, places []uint16, list []Arrival) {
	switch {
	case len(list) == 0:
	case len(synapses.Packed) > 0:
		addPacked(sum, unsafe.SliceData(synapses.Packed), unsafe.SliceData(places), &list[0], len(list))
	default:
		addArrivals(sum, unsafe.SliceData(synapses.Wide), unsafe.SliceData(places), &list[0], len(list))
	}
}
