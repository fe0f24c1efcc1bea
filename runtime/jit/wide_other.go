//go:build !linux

package jit

// Wide is memory for many numbers. They must not be used when it is gone.
type Wide[T uint16 | uint32 | uint64] struct{ Values []T }

// NewWide makes it.
func NewWide[T uint16 | uint32 | uint64](n int) *Wide[T] { return &Wide[T]{make([]T, n)} }

// Forget says that the numbers lo <= i < hi are not wanted any more.
func (w *Wide[T]) Forget(lo, hi int) {}

// Free gives the memory back.
func (w *Wide[T]) Free() { w.Values = nil }
