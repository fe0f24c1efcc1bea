package jit

import (
	"runtime"
	"syscall"
	"unsafe"
)

// hugePage is the size of a large page.
const hugePage = 2 << 20

// Wide is memory for many numbers. They must not be used when it is gone.
type Wide[T uint16 | uint32 | uint64] struct {
	Values []T
	free   func()
}

// NewWide makes memory of large pages: spikes look up places all over it, and
// tables of small pages would not fit into the processor's cache of them.
func NewWide[T uint16 | uint32 | uint64](n int) *Wide[T] {
	small := func() *Wide[T] { return &Wide[T]{Values: make([]T, n)} }
	size := n * int(unsafe.Sizeof(T(0)))
	if size < 2*hugePage {
		return small()
	}
	m, err := syscall.Mmap(-1, 0, size+hugePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return small() // which says what is wrong if there is no memory at all
	}
	_ = syscall.Madvise(m, adviseHugePage) // small pages do as well
	skip := -uintptr(unsafe.Pointer(&m[0])) % hugePage
	w := &Wide[T]{Values: unsafe.Slice((*T)(unsafe.Pointer(&m[skip])), n)}
	cleanup := runtime.AddCleanup(w, func(m []byte) { syscall.Munmap(m) }, m)
	w.free = func() {
		cleanup.Stop()
		syscall.Munmap(m)
	}
	return w
}

// Forget gives the memory of the numbers lo <= i < hi back, which mean nothing then.
func (w *Wide[T]) Forget(lo, hi int) {
	size := int(unsafe.Sizeof(T(0)))
	lo, hi = (lo*size+hugePage-1)/hugePage*hugePage, hi*size/hugePage*hugePage
	if lo < hi && w.free != nil {
		_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Pointer(&w.Values[lo/size])), hi-lo), adviseDontNeed) // it may stay as well
	}
}

// Free gives the memory back at once.
func (w *Wide[T]) Free() {
	w.Values = nil
	if w.free != nil {
		w.free()
		w.free = nil
	}
}

const (
	adviseDontNeed = 4  // MADV_DONTNEED
	adviseHugePage = 14 // MADV_HUGEPAGE
)
