package jit

import "unsafe"

// addArrivals is [Sums.AddInGo] with the memory of synapses that come soon asked
// for beforehand.
//
//go:noescape
func addArrivals(sum *Sums, synapses *uint64, places *uint16, list *Arrival, n int)

// Add adds a list of arrivals to the sums.
func (sum *Sums) Add(synapses []uint64, places []uint16, list []Arrival) {
	if len(list) > 0 {
		addArrivals(sum, unsafe.SliceData(synapses), unsafe.SliceData(places), &list[0], len(list))
	}
}
