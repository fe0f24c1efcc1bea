package jit

import "unsafe"

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

// Arrival is a group of synapses that a spike reaches, Count spikes of one time: N
// of [Synapses] from First on. Where N has the bit [Shared], they have one weight: it
// stands in four places, from First on, and theirs follow it.
type Arrival struct {
	First uint32
	N     uint16
	Count uint16
}

// Shared is the bit of N that says that synapses have one weight.
const Shared = 1 << 15

// AppendWeight appends the four places of a weight.
func AppendWeight(places []uint16, weight int64) []uint16 {
	return append(places, uint16(weight), uint16(weight>>16), uint16(weight>>32), uint16(weight>>48))
}

// Group gives the weight and the places of a group with one weight.
func Group(places []uint16, first uint32, n uint16) (weight int64, list []uint16) {
	x := places[first : first+4+uint32(n&^Shared)]
	return int64(x[0]) | int64(x[1])<<16 | int64(x[2])<<32 | int64(x[3])<<48, x[4:]
}

// AddInGo is [Sums.Add] in plain Go.
func (sum *Sums) AddInGo(synapses Synapses, places []uint16, list []Arrival) {
	for i := range list {
		a := &list[i]
		end, count := a.First+uint32(a.N), int64(a.Count)
		switch {
		case a.N&Shared != 0:
			weight, list := Group(places, a.First, a.N)
			for _, place := range list {
				sum[place] += weight * count
			}
		case len(synapses.Packed) > 0:
			for _, x := range synapses.Packed[a.First:end] {
				sum[uint16(x)] += int64(int32(x)>>16) * count
			}
		default:
			for _, x := range synapses.Wide[a.First:end] {
				sum[uint16(x)] += int64(x) >> 16 * count
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
