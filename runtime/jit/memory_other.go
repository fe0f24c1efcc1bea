//go:build !linux || !amd64

package jit

import (
	"errors"
	"unsafe"
)

var errElsewhere = errors.New("jit: code is compiled on Linux with x86-64 only")

// Available is nil if this machine runs compiled code.
func Available() error { return errElsewhere }

func executable([]byte) ([]byte, error) { return nil, errElsewhere }

func release([]byte) {}

func wide() bool { return false }

func enter(uintptr, unsafe.Pointer) uint64 { return 0 }
