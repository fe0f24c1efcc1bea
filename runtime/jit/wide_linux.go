package jit

import (
	"runtime"
	"syscall"
	"unsafe"
)

// hugePage is the size of a large page.
const hugePage = 2 << 20

// Wide is memory for synapses.
type Wide struct{ Synapses []uint64 }

// NewWide makes memory of large pages: spikes look up places all over it, and
// tables of small pages would not fit into the processor's cache of them. Its
// numbers must not be used when it is gone.
func NewWide(n int) *Wide {
	if 8*n < 2*hugePage {
		return &Wide{make([]uint64, n)}
	}
	m, err := syscall.Mmap(-1, 0, 8*n+hugePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return &Wide{make([]uint64, n)} // which says what is wrong if there is no memory at all
	}
	_ = syscall.Madvise(m, adviseHugePage) // small pages do as well
	skip := -uintptr(unsafe.Pointer(&m[0])) % hugePage
	w := &Wide{unsafe.Slice((*uint64)(unsafe.Pointer(&m[skip])), n)}
	runtime.AddCleanup(w, func(m []byte) { syscall.Munmap(m) }, m)
	return w
}

const adviseHugePage = 14 // MADV_HUGEPAGE
