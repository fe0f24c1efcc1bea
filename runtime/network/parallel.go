package network

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls f for every block 0 … blocks-1 on that many goroutines (0: one
// per core) and returns the error of the first block, in order, that has one.
// Which goroutine does what has no influence on what is computed.
func parallel(ctx context.Context, blocks, workers int, f func(block int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, blocks)
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range min(workers, blocks) {
		wg.Go(func() {
			for !failed.Load() && ctx.Err() == nil {
				b := int(next.Add(1)) - 1
				if b >= blocks {
					return
				}
				if errs[b] = f(b); errs[b] != nil {
					failed.Store(true)
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
