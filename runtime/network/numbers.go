package network

import (
	bits64 "math/bits"

	"github.com/nngen/nngen/runtime/rng"
)

// numbers is a set of whole numbers >= 0 for one goroutine: open addressing,
// because drawing without replacement asks it once per synapse.
type numbers struct {
	table []int64  // x + 1, 0 where empty
	shift uint     // 64 - log2(len(table))
	plain []uint64 // a bit for every number, where they are few
}

// reset empties the set and makes room for k numbers.
func (s *numbers) reset(k int64) {
	size := 1 << bits64.Len64(uint64(2*k))
	if len(s.table) != size {
		s.table, s.shift = make([]int64, size), uint(64-bits64.Len64(uint64(2*k)))
		return
	}
	clear(s.table)
}

// add puts x into the set and reports whether it is new.
func (s *numbers) add(x int64) bool {
	mask := uint64(len(s.table) - 1)
	// Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
	for at := uint64(x) * 0x9e3779b97f4a7c15 >> s.shift; ; at = (at + 1) & mask {
		switch s.table[at] {
		case 0:
			s.table[at] = x + 1
			return true
		case x + 1:
			return false
		}
	}
}

// distinct draws k different numbers below n (Floyd's algorithm, Bentley &
// Floyd 1987, doi:10.1145/30401.315746) and visits them in the order of drawing
// until visit returns false.
func (s *numbers) distinct(stream rng.Stream, k, n int64, visit func(x int64) bool) {
	s.reset(k)
	for i := n - k; i < n; i++ {
		x := stream.UniformInt(uint64(i-(n-k)), 0, i)
		if !s.add(x) {
			x = i
			s.add(x)
		}
		if !visit(x) {
			return
		}
	}
}

// distinctOf is distinct with given draws, one for each number.
func (s *numbers) distinctOf(draws []uint64, n int64, visit func(x int64)) {
	k := int64(len(draws))
	plain := n <= 128*k // whose bits take less room than the table
	if !plain {
		s.reset(k)
	} else if words := int(n/64 + 1); cap(s.plain) < words {
		s.plain = make([]uint64, words)
	} else {
		s.plain = s.plain[:words]
		clear(s.plain)
	}
	for at, bits := range draws {
		i := n - k + int64(at)
		hi, _ := bits64.Mul64(bits, uint64(i)+1) // as rng.Stream.UniformInt
		x := int64(hi)
		if plain {
			if s.plain[x/64]>>(x%64)&1 == 1 {
				x = i
			}
			s.plain[x/64] |= 1 << (x % 64)
		} else if !s.add(x) {
			x = i
			s.add(x)
		}
		visit(x)
	}
}
