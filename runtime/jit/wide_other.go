//go:build !linux

package jit

// Wide is memory for synapses.
type Wide struct{ Synapses []uint64 }

// NewWide makes it.
func NewWide(n int) *Wide { return &Wide{make([]uint64, n)} }
