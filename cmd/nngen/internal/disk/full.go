package disk

import (
	"errors"
	"syscall"
)

// isFull reports whether a disk or quota has no room left.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
