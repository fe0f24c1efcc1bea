package engine

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// barrier lets lanes wait for each other. A lane that comes early looks whether
// the others have come for a few microseconds, and then sleeps: on a machine with
// a core for each lane waking up is never paid for, on a busy one no core is
// wasted.
type barrier struct {
	n       int32
	arrived atomic.Int32
	phase   atomic.Uint32
	mutex   sync.Mutex
	cond    *sync.Cond
	spins   int
}

func newBarrier(n int) *barrier {
	b := &barrier{n: int32(n)}
	b.cond = sync.NewCond(&b.mutex)
	if runtime.GOMAXPROCS(0) >= n {
		b.spins = 4000
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
	for range b.spins {
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
