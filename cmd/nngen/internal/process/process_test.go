package process

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestErrorsQuoteTheEnd(t *testing.T) {
	err := Run(t.Context(), Command{Args: []string{"sh", "-c", "echo started; echo the disk burns >&2; exit 3"}})
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.Contains(err.Error(), "the disk burns") {
		t.Error(err)
	}
	if err := Run(t.Context(), Command{Args: []string{"no-such-program-anywhere"}}); err == nil || !strings.Contains(err.Error(), "not there") {
		t.Error(err)
	}
}

func TestOutput(t *testing.T) {
	out, err := Output(t.Context(), Command{Args: []string{"sh", "-c", "echo $WORD; pwd"}, Dir: "/", Env: []string{"WORD=hello"}})
	if err != nil || string(out) != "hello\n/\n" {
		t.Errorf("%q, %v", out, err)
	}
}

// The children of a program that takes too long are killed with it.
func TestLimitKillsChildren(t *testing.T) {
	file := filepath.Join(t.TempDir(), "alive")
	begin := time.Now()
	err := Run(t.Context(), Command{Args: []string{"sh", "-c", "(sleep 2; touch " + file + ") & wait"}, Limit: 200 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), "--limit") {
		t.Error(err)
	}
	if took := time.Since(begin); took > 1900*time.Millisecond {
		t.Errorf("stopping took %v", took)
	}
	time.Sleep(2200*time.Millisecond - time.Since(begin))
	if _, err := os.Stat(file); err == nil {
		t.Error("a child went on")
	}
}

func TestInterruption(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if err := Run(ctx, Command{Args: []string{"sleep", "10"}}); err != context.Canceled {
		t.Error(err)
	}
}
