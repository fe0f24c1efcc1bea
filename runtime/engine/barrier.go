package engine

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// barrier lets lanes wait for each other. A lane that comes early looks whether
// the others have come, and then sleeps. Looking ends after about a millisecond:
// lanes seldom differ by more, and to wake up takes tens of microseconds, which is
// what the work of a whole window may take, and makes this lane late for the next
// one. Where others use the machine that is the most that is lost before a sleep.
//
// There is no pause between two looks: hypervisors take many pauses for a lock that
// is waited for, and stop the processor.
type barrier struct {
	n       int32
	arrived atomic.Int32
	phase   atomic.Uint32
	mutex   sync.Mutex
	cond    *sync.Cond
	looks   int // of a lane that waits, before it sleeps
}

func newBarrier(n int) *barrier {
	b := &barrier{n: int32(n)}
	b.cond = sync.NewCond(&b.mutex)
	if runtime.GOMAXPROCS(0) >= n {
		b.looks = 1 << 20 // a core for each lane; about 1 ms
	}
	return b
}

// wait returns when all lanes have called it.
func (b *barrier) wait() {
	if b.n == 1 {
		return
	}
	phase := b.phase.Load()
	if b.arrived.Add(1) == b.n {
		b.arrived.Store(0)
		b.mutex.Lock()
		b.phase.Add(1)
		b.mutex.Unlock()
		b.cond.Broadcast()
		return
	}
	for range b.looks {
		if b.phase.Load() != phase {
			return
		}
	}
	b.mutex.Lock()
	for b.phase.Load() == phase {
		b.cond.Wait()
	}
	b.mutex.Unlock()
}
