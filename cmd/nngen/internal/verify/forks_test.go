package verify_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

// forks runs Python scripts in children of one process that has imported what
// takes long.
type forks struct {
	mutex sync.Mutex
	in    *json.Encoder
	out   *bufio.Reader
}

// forkServer reads a request per line, runs it in a child, and answers with what the
// child said if it failed.
const forkServer = `
import json, os, runpy, sys, tempfile, traceback, warnings
strict = sys.argv[1] == "strict"
exec(sys.argv[2])
warnings.filterwarnings("ignore", category=DeprecationWarning)
for line in sys.stdin:
    request = json.loads(line)
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            code = 1
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                os.chdir(request["dir"])
                sys.path.insert(0, request["dir"])
                sys.argv = request["args"]
                if strict:
                    # pyparsing complains about how Brian2 calls it.
                    warnings.simplefilter("error")
                    warnings.filterwarnings("ignore", message=".*deprecated - use.*")
                    import logging
                    class Fail(logging.Handler):
                        def emit(self, record):
                            raise RuntimeError("Brian2 warns: " + record.getMessage())
                    logging.getLogger("brian2").addHandler(Fail(level=logging.WARNING))
                runpy.run_path(request["args"][0], run_name="__main__")
                code = 0
            except SystemExit as e:
                code = 0 if e.code in (None, 0) else 1
                if code:
                    print(e)
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        said.seek(0)
        text = said.read()
    print("ANSWER " + json.dumps(text[-3000:] if status else ""), flush=True)
`

// newForks starts the process for scripts of Brian2; strict makes every warning an
// error.
func newForks(t *testing.T, strict bool) *forks {
	return forksOf(t, "brian2", "import numpy, brian2, brian2.numpy_", strict)
}

// forksOf starts the process for scripts of a simulator, after these imports.
func forksOf(t *testing.T, simulator, imports string, strict bool) *forks {
	t.Helper()
	sim, err := simulators.Need(t.Context(), simulator)
	if err != nil {
		t.Fatal(err)
	}
	how := "lenient"
	if strict {
		how = "strict"
	}
	cmd := exec.Command(sim.Python, "-c", forkServer, how, imports)
	cmd.Env = append(os.Environ(), sim.Env...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &forks{in: json.NewEncoder(in), out: bufio.NewReader(out)}
}

// start runs one command; it is a Job's Start.
func (f *forks) start(_ context.Context, c process.Command) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if err := f.in.Encode(map[string]any{"dir": c.Dir, "args": c.Args[1:]}); err != nil {
		return err
	}
	var line []byte
	for answered := false; !answered; { // NEST prints a greeting
		var err error
		if line, err = f.out.ReadBytes('\n'); err == io.EOF {
			return errors.New("the process that runs scripts has ended")
		} else if err != nil {
			return err
		}
		line, answered = bytes.CutPrefix(line, []byte("ANSWER "))
	}
	var said string
	if err := json.Unmarshal(line, &said); err != nil {
		return err
	}
	if said != "" {
		return errors.New(said)
	}
	return nil
}
