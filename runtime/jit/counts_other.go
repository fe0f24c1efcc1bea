//go:build !linux || !amd64

package jit

// AddCounts adds a weight times counts to the sums of the places from one on, and
// returns the sum of the counts.
func (sum *Sums) AddCounts(place int, weight int64, counts []uint32) uint64 {
	return addCountsInGo(sum[place:place+len(counts)], weight, counts)
}

// Fetch asks for memory that is read soon.
func Fetch[T any]([]T) {}
