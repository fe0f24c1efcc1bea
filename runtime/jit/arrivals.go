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

// Synapses that have weights of their own are weight<<16 | place, in one of two sizes;
// the other is empty.
type Synapses struct {
	Wide   []uint64
	Packed []uint32 // with weights of 16 bits
}

// Arrival is a group of synapses that a spike reaches, Count spikes of one time.
// Synapses with a common weight are places, from First on; Weight is then what each
// adds, for all spikes together. Others have their own.
type Arrival struct {
	Weight int64 // or [Own]
	First  uint32
	N      uint16
	Count  uint16
}

// Own, as the weight of an arrival, says that every synapse has its own.
const Own = math.MinInt64

// AddInGo is [Sums.Add] in plain Go.
func (sum *Sums) AddInGo(synapses Synapses, places []uint16, list []Arrival) {
	for i := range list {
		a := &list[i]
		end := a.First + uint32(a.N)
		switch {
		case a.Weight != Own:
			for _, place := range places[a.First:end] {
				sum[place] += a.Weight
			}
		case len(synapses.Packed) > 0:
			for _, x := range synapses.Packed[a.First:end] {
				sum[uint16(x)] += int64(int32(x)>>16) * int64(a.Count)
			}
		default:
			for _, x := range synapses.Wide[a.First:end] {
				sum[uint16(x)] += int64(x) >> 16 * int64(a.Count)
			}
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
