package verify_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"

	"github.com/nngen/nngen/cmd/nngen/internal/batch"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

// standing are the processes that serve all tests; they end with this one.
var standing struct {
	sync.Mutex
	forks map[string]*batch.Forks
}

// served is a Job's Start that runs scripts of Brian2 and NEST in children of standing
// processes, and everything else by itself.
func served() func(context.Context, process.Command) error {
	return func(ctx context.Context, c process.Command) error {
		simulator, _, _ := strings.Cut(filepath.Base(c.Dir), "-") // as the cache names folders
		if simulator != "brian2" && simulator != "nest" {
			return process.Run(ctx, c)
		}
		standing.Lock()
		f := standing.forks[simulator]
		if f == nil {
			sim, err := shared.Simulator(ctx, simulator)
			if err == nil {
				f, err = batch.NewForks(sim, false)
			}
			if err != nil {
				standing.Unlock()
				return err
			}
			if standing.forks == nil {
				standing.forks = map[string]*batch.Forks{}
			}
			standing.forks[simulator] = f
		}
		standing.Unlock()
		return f.Run(ctx, c)
	}
}
