package jit

import "unsafe"

//go:noescape
func addCounts(sum *int64, weight int64, counts *uint32, groups int) (total uint64)

//go:noescape
func fetch(from unsafe.Pointer, bytes int)

// AddCounts adds a weight times counts to the sums of the places from one on, and
// returns the sum of the counts.
func (sum *Sums) AddCounts(place int, weight int64, counts []uint32) uint64 {
	to := sum[place : place+len(counts)]
	groups := len(counts) / 4
	if groups == 0 || Available() != nil {
		return addCountsInGo(to, weight, counts)
	}
	return addCounts(&to[0], weight, &counts[0], groups) + addCountsInGo(to[4*groups:], weight, counts[4*groups:])
}

// Fetch asks for memory that is read soon.
func Fetch[T any](x []T) {
	if len(x) > 0 {
		fetch(unsafe.Pointer(unsafe.SliceData(x)), len(x)*int(unsafe.Sizeof(x[0])))
	}
}
