package engine

import "unsafe"

// addArrivals is shard.addInGo with the memory of synapses that come soon
// asked for beforehand.
//
//go:noescape
func addArrivals(sum *[maxPlaces]int64, synapses *uint64, targets *uint16, list *arrival, n int)

// add adds a list of arrivals to the sums.
func (s *shard) add(list []arrival) {
	if len(list) > 0 {
		addArrivals(s.sum, unsafe.SliceData(s.synapses), unsafe.SliceData(s.targets), &list[0], len(list))
	}
}
