//go:build unix

package engines

import (
	"syscall"
	"time"
)

// ProcessorTime is the time that processors have worked for this process.
func ProcessorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
