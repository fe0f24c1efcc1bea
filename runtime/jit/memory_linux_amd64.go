package jit

import (
	"errors"
	"fmt"
	"sync"
	"syscall"
	"unsafe"
)

// executable copies text into memory of its own that can be run.
func executable(text []byte) ([]byte, error) {
	m, err := syscall.Mmap(-1, 0, len(text), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return nil, fmt.Errorf("jit: no memory for code: %w", err)
	}
	copy(m, text)
	if err := syscall.Mprotect(m, syscall.PROT_READ|syscall.PROT_EXEC); err != nil {
		syscall.Munmap(m)
		return nil, fmt.Errorf("jit: the system does not let the process run code of its own: %w", err)
	}
	return m, nil
}

func release(m []byte) { syscall.Munmap(m) }

// Available is nil if this machine runs compiled code.
func Available() error { return available() }

var available = sync.OnceValue(func() error {
	if !hasAVX2() {
		return errors.New("jit: this processor has no AVX2")
	}
	m, err := executable([]byte{0xC3})
	if err == nil {
		release(m)
	}
	return err
})

// hasAVX2 asks the processor for AVX, AVX2 and BMI1, and the system whether it
// keeps the vector registers (Intel SDM volume 1, section 14.3).
func hasAVX2() bool {
	const osxsave, avx, avx2, bmi1 = 1 << 27, 1 << 28, 1 << 5, 1 << 3
	highest, _, _ := cpuid(0, 0)
	if highest < 7 {
		return false
	}
	_, _, c := cpuid(1, 0)
	if c&osxsave == 0 || c&avx == 0 || xgetbv()&6 != 6 {
		return false
	}
	_, b, _ := cpuid(7, 0)
	return b&avx2 != 0 && b&bmi1 != 0
}

// wide reports whether the processor has vectors of 512 bits with what is used of
// them (AVX-512F and DQ), and the system keeps them.
var wide = sync.OnceValue(func() bool {
	const f, dq = 1 << 16, 1 << 17
	if !hasAVX2() || xgetbv()&0xE6 != 0xE6 {
		return false
	}
	_, b, _ := cpuid(7, 0)
	return b&f != 0 && b&dq != 0
})

// enter runs the code at entry with the frame and returns what it leaves in AX.
//
//go:noescape
func enter(entry uintptr, frame unsafe.Pointer) (status uint64)

func cpuid(leaf, sub uint32) (a, b, c uint32)

func xgetbv() (low uint32)
