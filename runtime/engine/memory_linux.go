package engine

import (
	"runtime"
	"syscall"
	"unsafe"
)

// hugePage is the size from which on memory is worth asking for in large pages.
const hugePage = 2 << 20

// wide makes n synapses in memory of large pages: spikes look up places all over
// it, and tables of small pages would not fit into the processor's cache of them.
// It is given back when owner is gone.
func wide(n int, owner *shard) []uint64 {
	const size = 8
	if size*n < 2*hugePage {
		return make([]uint64, n)
	}
	m, err := syscall.Mmap(-1, 0, size*n+hugePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return make([]uint64, n) // which says what is wrong if there is no memory at all
	}
	_ = syscall.Madvise(m, madviseHugePage) // small pages do as well
	runtime.AddCleanup(owner, func(m []byte) { syscall.Munmap(m) }, m)
	skip := -uintptr(unsafe.Pointer(&m[0])) % hugePage
	return unsafe.Slice((*uint64)(unsafe.Pointer(&m[skip])), n)
}

const madviseHugePage = 14 // MADV_HUGEPAGE of Linux
