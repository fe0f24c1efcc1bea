package engine

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// barrier lets lanes wait for each other. A lane that comes early looks whether
// the others have come, and then sleeps. Looking ends after about a millisecond:
// lanes seldom differ by more, and to wake up takes tens of microseconds, which is
// what the work of a whole window may take. Where looking is in vain, because
// others use the machine, less of it is done the next time.
//
// There is no pause between two looks: hypervisors take many pauses for a lock that
// is waited for, and stop the processor.
type barrier struct {
	n       int32
	arrived atomic.Int32
	phase   atomic.Uint32
	mutex   sync.Mutex
	cond    *sync.Cond
	looks   atomic.Int32 // of a lane that waits; 0 where lanes have no core each
}

// What a lane looks for others: of the order of 1 ms and 2 us.
const (
	mostLooks  = 1 << 20
	leastLooks = 1 << 11
)

func newBarrier(n int) *barrier {
	b := &barrier{n: int32(n)}
	b.cond = sync.NewCond(&b.mutex)
	if runtime.GOMAXPROCS(0) >= n {
		b.looks.Store(mostLooks)
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
	looks := b.looks.Load()
	for range looks {
		if b.phase.Load() != phase {
			if looks < mostLooks {
				b.looks.Store(2 * looks)
			}
			return
		}
	}
	if looks > leastLooks {
		b.looks.Store(looks / 2)
	}
	b.mutex.Lock()
	for b.phase.Load() == phase {
		b.cond.Wait()
	}
	b.mutex.Unlock()
}
