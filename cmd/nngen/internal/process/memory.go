package process

import (
	"runtime"
	"syscall"
)

// Memory is the most memory in bytes that this process has used so far.
func Memory() uint64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return uint64(u.Maxrss)
	}
	return uint64(u.Maxrss) << 10 // kilobytes
}
