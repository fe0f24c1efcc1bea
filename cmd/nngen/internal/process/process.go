// Package process runs other programs: with a time limit, and so that nothing
// of them survives an interruption.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Command is a program to run.
type Command struct {
	Dir   string
	Args  []string      // the program and its arguments
	Env   []string      // additional KEY=VALUE
	Limit time.Duration // 0: none
	// Line, if not nil, hears every line that the program writes to its standard
	// output, as it is written.
	Line func(string)
	// Said, if not nil, gets everything that the program writes.
	Said *bytes.Buffer
}

// tailBytes is how much of what a program says is kept for messages.
const tailBytes = 4096

// Run runs a command and waits for it. Its error names the program and quotes
// the end of what it said. When ctx is done, or the limit is over, the program
// and everything that it started is killed.
func Run(ctx context.Context, c Command) error {
	_, err := Output(ctx, c)
	return err
}

// Output is Run and returns what the program wrote to its standard output.
func Output(ctx context.Context, c Command) ([]byte, error) {
	inner := ctx
	if c.Limit > 0 {
		var cancel context.CancelFunc
		inner, cancel = context.WithTimeout(ctx, c.Limit)
		defer cancel()
	}
	cmd := exec.CommandContext(inner, c.find(), c.Args[1:]...)
	cmd.Dir = c.Dir
	cmd.Env = append(os.Environ(), c.Env...)
	// A group of its own, so that children are reached too.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	said := &tail{all: c.Said}
	b := &both{all: &out, tail: said, line: c.Line}
	cmd.Stdout = b
	cmd.Stderr = said
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case inner.Err() != nil:
		return nil, fmt.Errorf("%s took longer than %v and was stopped; raise --limit%s", c.Args[0], c.Limit, said.quote())
	case errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("the program %s is not there: %w", c.Args[0], err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w%s", c.Args[0], err, said.quote())
	}
	return out.Bytes(), nil
}

// find returns the path of the program: it is looked for where the program
// itself will look for others.
func (c Command) find() string {
	name := c.Args[0]
	if strings.ContainsRune(name, filepath.Separator) {
		return name
	}
	for _, e := range c.Env {
		path, ok := strings.CutPrefix(e, "PATH=")
		if !ok {
			continue
		}
		for _, folder := range filepath.SplitList(path) {
			full := filepath.Join(folder, name)
			if info, err := os.Stat(full); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
				return full
			}
		}
	}
	return name
}

// both writes to two buffers and tells of lines.
type both struct {
	all  *bytes.Buffer
	tail *tail
	line func(string)
	rest []byte // of a line that has not ended
}

func (b *both) Write(p []byte) (int, error) {
	b.tail.Write(p)
	if b.line != nil {
		b.rest = append(b.rest, p...)
		for {
			l, rest, ended := bytes.Cut(b.rest, []byte("\n"))
			if !ended {
				break
			}
			b.line(string(l))
			b.rest = rest
		}
	}
	return b.all.Write(p)
}

// tail keeps the end of what is written to it.
type tail struct {
	data  []byte
	all   *bytes.Buffer // if not nil, gets everything
	mutex sync.Mutex    // two streams write
}

func (t *tail) Write(p []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.all != nil {
		t.all.Write(p)
	}
	t.data = append(t.data, p...)
	if n := len(t.data); n > 2*tailBytes {
		t.data = append(t.data[:0], t.data[n-tailBytes:]...)
	}
	return len(p), nil
}

// quote is the end of what was said, indented, on lines of its own.
func (t *tail) quote() string {
	text := strings.TrimSpace(string(t.data[max(0, len(t.data)-tailBytes):]))
	if text == "" {
		return ""
	}
	return "\n  | " + strings.ReplaceAll(text, "\n", "\n  | ")
}
