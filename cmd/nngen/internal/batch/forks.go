package batch

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

// Forks runs scripts of Python in children of one process that has imported what
// takes long, and done once what a simulator does at first.
type Forks struct {
	mutex sync.Mutex
	cmd   *exec.Cmd
	pipe  io.Closer
	in    *json.Encoder
	out   *bufio.Reader
}

// imports are what the scripts for a simulator begin with.
var imports = map[string]string{
	"neuron": "import numpy, neuron",
	"nest":   "import numpy, nest",
	"brian2": warmBrian2,
}

// warmBrian2 imports Brian2 and runs a network once, which fills its caches: templates,
// units, parsed functions, modules that are imported when they are needed. Nothing of
// the network stays.
const warmBrian2 = `
import gc, inspect
import numpy, brian2, brian2.numpy_
from brian2 import *

def warm_up():
    prefs.codegen.target = "numpy"
    numbers = dict(tau=10*ms, tau_x=5*ms, f=Function(lambda x: x, arg_units=[1], return_unit=1))
    cells = NeuronGroup(2, """
        dv/dt = (c - v + x)/tau : volt (unless refractory)
        dx/dt = -x/tau_x : volt
        c : volt (constant)
        q : 1""", threshold="v > 1*volt", reset="v = 0*volt", refractory=1*ms, method="exact", namespace=numbers)
    cells.run_regularly("q = f(q) + 1.0", when="groups")
    cells.c = [1, 2]*volt
    plastic = Synapses(cells, cells, """
        dz/dt = -z/tau : 1 (event-driven)
        w : 1""", on_pre="x_post += w*volt; z += 1", on_post="w = clip(w + z, 0, 1)", namespace=numbers, method="exact")
    plastic.connect(i=[0, 1], j=[1, 0])
    plastic.w = [1.0, 2.0]
    plastic.delay = [1, 2]*ms
    source = SpikeGeneratorGroup(1, [0], [1]*ms)
    drive = Synapses(source, cells, "w : 1", on_pre="x_post += w*volt", delay=1*ms)
    drive.connect(i=0, j=0)
    Network(cells, plastic, source, drive, StateMonitor(cells, "v", record=True), SpikeMonitor(cells)).run(2*ms, namespace={})
    inspect.stack()

warm_up()
gc.collect()
left = [x() for x in brian2.core.base.BrianObject.__instances__() if x() is not None]
assert not left, left
`

// server reads a request per line, runs it in a child, and answers with what the
// child said if it failed.
const server = `
import gc, json, os, runpy, signal, sys, tempfile, traceback, warnings
strict = sys.argv[1] == "strict"
exec(sys.argv[2])
warnings.filterwarnings("ignore", category=DeprecationWarning)
# Children collect their own garbage only, and share the memory of what is here.
gc.collect()
gc.freeze()
for line in sys.stdin:
    request = json.loads(line)
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            code = 1
            signal.alarm(request["limit"])
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            try:
                os.chdir(request["dir"])
                sys.path.insert(0, os.path.dirname(os.path.abspath(request["args"][0])))
                sys.argv = request["args"]
                if strict:
                    # pyparsing complains about how Brian2 calls it.
                    warnings.simplefilter("error")
                    warnings.filterwarnings("ignore", message=".*deprecated(,| -) use.*")
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
        text = said.read()[-3000:]
    if os.WIFSIGNALED(status):
        text += "\nit was ended by signal %d" % os.WTERMSIG(status)
    print("ANSWER " + json.dumps((text or "it failed and said nothing") if status else ""), flush=True)
`

// NewForks starts the process for scripts of a simulator; strict makes every warning
// an error.
func NewForks(sim simulators.Simulator, strict bool) (*Forks, error) {
	begin, ok := imports[sim.Name]
	if !ok {
		return nil, fmt.Errorf("scripts of %s run in processes of their own", sim.Name)
	}
	how := "lenient"
	if strict {
		how = "strict"
	}
	cmd := exec.Command(sim.Python, "-c", server, how, begin)
	cmd.Env = append(os.Environ(), sim.Env...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &Forks{cmd: cmd, pipe: in, in: json.NewEncoder(in), out: bufio.NewReader(out)}, nil
}

// Close ends the process.
func (f *Forks) Close() error {
	return errors.Join(f.pipe.Close(), f.cmd.Wait())
}

// Run runs a script: the first argument of the command is the interpreter. It is the
// Start of a job.
func (f *Forks) Run(ctx context.Context, c process.Command) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	seconds := int(c.Limit.Seconds())
	if c.Limit == 0 {
		seconds = int(limit.Seconds())
	}
	if err := f.in.Encode(map[string]any{"dir": c.Dir, "args": c.Args[1:], "limit": seconds}); err != nil {
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
