package jit

import (
	"math"
	"unsafe"
)

// Places is the number of sums that synapses of 16 bits for their place can reach.
const Places = 1 << 16

// Sums are whole numbers at places.
type Sums [Places]int64

// SumsOf is a column of [Places] numbers as sums.
func SumsOf(x []float64) *Sums { return (*Sums)(unsafe.Pointer(&x[:Places][0])) }

// Arrival is a group of synapses that a spike reaches, Count spikes of one time.
// Synapses with a common weight are places, from First on; Weight is then what each
// adds, for all spikes together. Others have their own and are weight<<16 | place.
type Arrival struct {
	Weight int64 // or [Own]
	First  uint32
	N      uint16
	Count  uint16
}

// Own, as the weight of an arrival, says that every synapse has its own.
const Own = math.MinInt64

// AddInGo is [Add] in plain Go.
func (sum *Sums) AddInGo(synapses []uint64, places []uint16, list []Arrival) {
	for i := range list {
		a := &list[i]
		if a.Weight != Own {
			for _, place := range places[a.First : a.First+uint32(a.N)] {
				sum[place] += a.Weight
			}
			continue
		}
		for _, x := range synapses[a.First : a.First+uint32(a.N)] {
			sum[uint16(x)] += int64(x) >> 16 * int64(a.Count)
		}
	}
}

func addCountsInGo(to []int64, weight int64, counts []uint32) uint64 {
	total := uint64(0)
	to = to[:len(counts)]
	for i, c := range counts {
		to[i] += weight * int64(c)
		total += uint64(c)
	}
	return total
}
