//go:build !amd64

package jit

// Add adds a list of arrivals to the sums.
func (sum *Sums) Add(synapses Synapses, places []uint16, list []Arrival) {
	sum.AddInGo(synapses, places, list)
}
