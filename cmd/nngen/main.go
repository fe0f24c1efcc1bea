// Command nngen compiles models of spiking neurons to simulators, runs them, and
// checks that all simulators agree. `nngen help` lists the verbs.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/nngen/nngen/cmd/nngen/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first interruption ends a run in good order, a second one ends the program
	code := cli.Main(ctx, cli.System(), os.Args[1:])
	stop()
	os.Exit(code)
}
