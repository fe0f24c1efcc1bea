package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// little and much are the processor time that a refusal may take, of an ordinary
	// file and of one that is as large as files may be.
	little, much = time.Second, 6 * time.Second
	// room is the memory that it may take, in KB.
	room = 1 << 20
)

// bombs are small models that ask for more than any machine has, each with a part
// of the message that refuses it.
var bombs = []struct{ name, model, message string }{
	{"neurons", `network n { population p[1000000000000] = LIF_exp(); record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "elements are more than the"},
	{"neurons in a grid", `network n { population p[1000000, 1000000, 1000000] = LIF_exp(); record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "elements are more than the"},
	{"neurons that almost fit", `network n { population p[200000000] = LIF_exp(I_e = normal(0 pA, 1 pA)); record spikes of p[:1] }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "GB of memory, more than the 16 GB"},
	{"connections", `network n { population p[40000000] = LIF_exp(); connect p -> p.exc by all_to_all() { weight = 1 pA; delay = 1 ms }; record spikes of p[:1] }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "about 1600000000000000 synapses"},
	{"connections of each", `network n { population p[100000] = LIF_exp(); connect p -> p.exc by fixed_indegree(100000000) { weight = 1 pA; delay = 1 ms }; record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "more than the 16 GB it may have"},
	{"turns of an experiment", `network n { population p[4] = LIF_exp(); record spikes of p }
experiment default { step 0.1 ms; seed 1; for k in range(1000000000) { reset; set p.I_e = k*(1 pA); run 1 ms } }`, "a loop of more than 1048576 turns"},
	{"turns of turns", `network n { population p[4] = LIF_exp(); record spikes of p }
experiment default { step 0.1 ms; seed 1; for a in range(1000), b in range(1000), c in range(1000) { reset; set p.I_e = a*(1 pA); run 1 ms } }`, "a loop of more than 1048576 turns"},
	{"turns of a network", `network n { population p[4] = LIF_exp()
for a in range(1000), b in range(1000), c in range(1000) { inject dc_current(amplitude = a*(1 pA)) -> p }
record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "a loop of more than 1048576 turns"},
	{"settings in a run", `network n { population p[4] = LIF_exp(); record spikes of p }
experiment default { step 0.1 ms; seed 1; every 0.1 ms { set p.I_e = 1 pA }; run 100000 s }`, "settings in a run are more than"},
	{"steps", `network n { population p[4] = LIF_exp(); record spikes of p }
experiment default { step 1e-9 ms; seed 1; run 1000000000000 s }`, "steps are more than the"},
	{"samples", `network n { population p[1000000] = LIF_exp(); record V of p }
experiment default { step 0.1 ms; seed 1; run 100 s }`, "take 7.45e+03 GB"},
	{"spikes of a step", `network n { population p[100000] = poisson(rate = 1e12 Hz); record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "lower the rate"},
	{"spikes between steps", `network n { population p[3] = regular(rate = 1e15 Hz); record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "at least one step after 0"},
	{"delay", `network n { population p[3] = LIF_exp(); connect p -> p.exc by all_to_all() { weight = 1 pA; delay = 1e9 s }; record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "is longer than 65535 steps"},
	{"products of products", `fn a(x) = x*x
fn b(x) = a(a(a(a(a(a(a(a(a(a(x))))))))))
fn c(x) = b(b(b(b(b(b(b(b(b(b(x))))))))))
network n { let q = c(c(2)); population p[3] = LIF_exp(I_e = q*(1 pA)); record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "operations"},
	{"equations of equations", `neuron X { state v[1024] = 0 mV; v' = -sum(v)*sum(v)/(1 mV*ms) - v*sum(v*sum(v))/(1 mV^2*ms); on v[0] > 1 mV { spike } }
network n { population p[3] = X(); record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "operations"},
	{"elements of a vector", `neuron X { state v[100000000] = 0 mV; v' = -v/ms; on v[0] > 1 mV { spike } }
network n { population p[3] = X(); record spikes of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }`, "a whole number from 1 to 1024"},
	{"brackets", "const x = " + strings.Repeat("(", 1_000_000) + "1" + strings.Repeat(")", 1_000_000), "nested more than 256 levels"},
	{"operators", "const x = 1" + strings.Repeat("+1", 1_000_000), "more than 4096 operators"},
	{"a file", "", "a model file has at most 4"},
	{"noise", strings.Repeat("\x01\x02", 1_900_000), "has no meaning here"},
}

// TestBombs: what no machine can do is refused, with the number and the limit, in a
// second of processor time and little memory. Time is that of the processor, so
// that other work on the machine does not count.
func TestBombs(t *testing.T) {
	nngen, folder := built(t), t.TempDir()
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			path, limit := filepath.Join(folder, "model.nn"), little
			if len(b.model) > 1<<20 {
				limit = much
			}
			if b.model == "" { // a file of a hole
				f, err := os.Create(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := f.Truncate(1 << 30); err != nil {
					t.Fatal(err)
				}
				f.Close()
			} else if err := os.WriteFile(path, []byte("import \"std/neurons\"\n"+b.model+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			// A shell limits what a failure of this test can do to the machine.
			cmd := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -v 6000000; ulimit -t 30; exec "$0" "$@"`, nngen, "run", path, "--out", filepath.Join(folder, "out"))
			var messages bytes.Buffer
			cmd.Stdout, cmd.Stderr = &messages, &messages
			err := cmd.Run()
			if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(messages.String(), b.message) {
				t.Errorf("%v, and not a word of %q:\n%.600s", err, b.message, messages.String())
			}
			if used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(); used > limit {
				t.Errorf("it took %v of processor time", used)
			}
			if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && u.Maxrss > room {
				t.Errorf("it took %d MB", u.Maxrss>>10)
			}
			if _, err := os.Stat(filepath.Join(folder, "out")); err == nil {
				t.Error("it left results")
			}
		})
	}
}
