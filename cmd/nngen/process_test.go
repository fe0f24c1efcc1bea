package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// built is the command as people have it, a program of its own.
func built(t *testing.T) string {
	t.Helper()
	nngen := filepath.Join(t.TempDir(), "nngen")
	if out, err := exec.Command("go", "build", "-o", nngen, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return nngen
}

// written is a build: of a model, to a folder.
type written struct{ model, args string }

// everyForm are builds that together write every form of every target.
var everyForm = []written{
	{"lif", "--target go,neuron,nest,nestml,brian2,spinnaker --data --out build/all"},
	{"lif", "--target neuron --modules-only --out build/modules"},
	{"cells", "--target neuron --embed section --out build/section"},
	{"cells", "--target neuron --embed section --modules-only --out build/membranes"},
	{"lif", "--target nest --fidelity native --out build/nest"},
	{"chain", "--target nest --fidelity native --network native --out build/nests_network"},
	{"lif", "--target brian2 --form grid --out build/grid"},
	{"chain", "--target brian2 --fidelity native --out build/brians_network"},
	{"chain", "--target brainscales --data --out build/chip"},
}

// into is the folder of a build.
func (w written) into() string { return w.args[strings.LastIndex(w.args, " ")+1:] }

func (w written) command(nngen, folder string) *exec.Cmd {
	return command(nngen, folder, nil, append([]string{"build", w.model + ".nn"}, strings.Fields(w.args)...)...)
}

// versions are two states of the models of everyForm, which differ in most of what is
// emitted.
func versions(t *testing.T) map[string][2]string {
	t.Helper()
	list := map[string][2]string{}
	for _, x := range []struct{ name, path, from, to string }{
		{"lif", "../../examples/lif/model.nn", "0.1 ms", "0.05 ms"},
		{"cells", "internal/verify/testdata/sections.nn", "step 0.01 ms", "step 0.005 ms"},
		{"chain", "../../examples/synfire/model.nn", "J = 140 pA", "J = 120 pA"},
	} {
		text, err := os.ReadFile(x.path)
		if err != nil {
			t.Fatal(err)
		}
		a := string(text)
		b := strings.ReplaceAll(a, x.from, x.to)
		if a == b {
			t.Fatalf("the two versions of %s are one", x.name)
		}
		list[x.name] = [2]string{a, b}
	}
	return list
}

// place puts models into a folder.
func place(t *testing.T, folder string, models map[string][2]string, k int) {
	t.Helper()
	for name, text := range models {
		if err := os.WriteFile(filepath.Join(folder, name+".nn"), []byte(text[k]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// contents are the digests of the files below a folder. Hidden ones are those that
// are being written.
func contents(t *testing.T, folder string) map[string][32]byte {
	t.Helper()
	m := map[string][32]byte{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		m[rel] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// command runs nngen in a folder.
func command(nngen, folder string, env []string, args ...string) *exec.Cmd {
	cmd := exec.Command(nngen, args...)
	cmd.Dir = folder
	cmd.Env = append(append(os.Environ(), "NNGEN_HOME="+filepath.Join(folder, "home")), env...)
	return cmd
}

func mustRun(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
}

// TestKilled: whenever a build dies, each of its files is that of the model before
// or that of the model after, whole. The next build mends what is left.
func TestKilled(t *testing.T) {
	nngen, models := built(t), versions(t)
	folder := t.TempDir()
	shortest := make([]time.Duration, len(everyForm))
	var want [2]map[string][32]byte
	for k := range 2 {
		place(t, folder, models, k)
		for i, w := range everyForm {
			begin := time.Now()
			mustRun(t, w.command(nngen, folder))
			if took := time.Since(begin); k == 0 || took < shortest[i] {
				shortest[i] = took
			}
		}
		want[k] = contents(t, folder)
	}
	for _, w := range everyForm {
		if changed := differences(below(want[0], w.into()), below(want[1], w.into())); changed == 0 {
			t.Errorf("both models have the same %s", w.args)
		}
	}
	const rounds = 6
	r := rand.New(rand.NewPCG(1, 2))
	killed := make([]int, len(everyForm))
	for round := range rounds {
		place(t, folder, models, round%2)
		for i, w := range everyForm {
			cmd := w.command(nngen, folder)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(r.Int64N(int64(shortest[i]) * 5 / 4)))
			cmd.Process.Kill()
			if cmd.Wait(); !cmd.ProcessState.Exited() {
				killed[i]++
			}
		}
		for path, sum := range contents(t, folder) {
			if sum != want[0][path] && sum != want[1][path] {
				t.Fatalf("round %d: %s is neither of the two", round, path)
			}
		}
	}
	for i, n := range killed {
		if n == 0 {
			t.Errorf("no build with %s was killed", everyForm[i].args)
		}
	}
	place(t, folder, models, 0)
	for _, w := range everyForm {
		mustRun(t, w.command(nngen, folder))
	}
	after := contents(t, folder)
	for path, sum := range want[0] {
		if sum != after[path] {
			t.Errorf("after all, %s is not that of the model", path)
		}
	}
}

// below are the files in a folder.
func below(all map[string][32]byte, folder string) map[string][32]byte {
	list := map[string][32]byte{}
	for path, sum := range all {
		if strings.HasPrefix(path, folder+string(filepath.Separator)) {
			list[path] = sum
		}
	}
	return list
}

// differences counts the files that are not the same.
func differences(a, b map[string][32]byte) int {
	n := 0
	for path, sum := range a {
		if b[path] != sum {
			n++
		}
	}
	return n
}

// TestAtOnce: builds of one model into one folder at the same time do not disturb
// each other.
func TestAtOnce(t *testing.T) {
	nngen, folder := built(t), t.TempDir()
	place(t, folder, versions(t), 0)
	for _, w := range everyForm {
		out := filepath.Join(folder, w.into())
		mustRun(t, w.command(nngen, folder))
		want := contents(t, out)
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		errs := make([]error, 6)
		for k := range errs {
			all.Go(func() {
				if out, err := w.command(nngen, folder).CombinedOutput(); err != nil {
					errs[k] = fmt.Errorf("%w\n%s", err, out)
				}
			})
		}
		all.Wait()
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		got := contents(t, out)
		if len(got) != len(want) || differences(want, got) > 0 {
			t.Errorf("%s: of %d files %d are other ones, and there are %d", w.args, len(want), differences(want, got), len(got))
		}
	}
}

// TestInterrupted: results that are not complete are not called so. A run that is
// killed leaves what was there before; one that is interrupted ends with what a run of
// so many steps gives, and says so.
func TestInterrupted(t *testing.T) {
	nngen, folder := built(t), t.TempDir()
	text, err := os.ReadFile("../../examples/cuba/model.nn")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "model.nn"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	mustRun(t, command(nngen, folder, nil, "run", "model.nn", "--time", "5 ms", "--out", "out"))
	before := contents(t, filepath.Join(folder, "out"))
	long := func(signal os.Signal, after time.Duration) (code int, message string) {
		var out bytes.Buffer
		cmd := command(nngen, folder, nil, "run", "model.nn", "--time", "1000 s", "--out", "out")
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after)
		cmd.Process.Signal(signal)
		cmd.Wait()
		return cmd.ProcessState.ExitCode(), out.String()
	}
	long(os.Kill, time.Second)
	for path, sum := range contents(t, filepath.Join(folder, "out")) {
		if before[path] != sum {
			t.Errorf("%s was touched by a run that did not end", path)
		}
	}
	after := time.Second
	code, message := long(os.Interrupt, after)
	for strings.Contains(message, "nothing that is incomplete") && after < time.Minute { // a busy machine was still building the network
		after *= 4
		code, message = long(os.Interrupt, after)
	}
	if code != 130 || !strings.Contains(message, "interrupted after") {
		t.Fatalf("the exit code of an interrupted run is %d: %s", code, message)
	}
	var sum struct {
		Duration float64 `json:"duration_ms"`
		Complete *bool   `json:"complete"`
	}
	read := func(path string) []byte {
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if err := json.Unmarshal(read("out/summary.json"), &sum); err != nil {
		t.Fatal(err)
	}
	if sum.Complete == nil || *sum.Complete || sum.Duration <= 0 || sum.Duration >= 1e6 {
		t.Fatalf("the summary of an interrupted run: %+v", sum)
	}
	mustRun(t, command(nngen, folder, nil, "run", "model.nn", "--time", fmt.Sprintf("%v ms", sum.Duration), "--out", "same"))
	for _, name := range []string{"spikes.csv", "traces.csv", "raster.svg"} {
		if !bytes.Equal(read("out/"+name), read("same/"+name)) {
			t.Errorf("%s of an interrupted run is not that of one of %v ms", name, sum.Duration)
		}
	}
}

// TestEnvironments: what is written depends on the model alone: not on the language,
// the time zone, the number of processors, the mask of permissions, the folder or
// the order of a map.
func TestEnvironments(t *testing.T) {
	nngen, models := built(t), versions(t)
	var want map[string][32]byte
	for k, env := range [][]string{
		{"LANG=C", "TZ=UTC", "GOMAXPROCS=1"},
		{"LANG=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8", "TZ=Asia/Kathmandu", "GOMAXPROCS=2", "HOME=/nonexistent"},
		{"LANG=", "TZ=America/St_Johns", "GOMAXPROCS=7", "GOGC=5", "TERM=xterm-256color", "COLUMNS=20"},
	} {
		folder := filepath.Join(t.TempDir(), strings.Repeat("deeper/", k)+"here")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		place(t, folder, models, 0)
		mask := []string{"022", "077", "002"}[k]
		commands := []string{"run lif.nn --npz --out results"}
		for _, w := range everyForm {
			commands = append(commands, "build "+w.model+".nn "+w.args)
		}
		for _, args := range commands {
			cmd := command("sh", folder, env, "-c", "umask "+mask+`; exec "$0" `+args, nngen)
			mustRun(t, cmd)
		}
		got := contents(t, folder)
		for path := range got {
			if strings.HasPrefix(path, "home") {
				delete(got, path)
			}
		}
		summary, err := os.ReadFile(filepath.Join(folder, "results", "summary.json"))
		if err != nil {
			t.Fatal(err)
		}
		var kept bytes.Buffer // how long things took is no result
		for line := range strings.Lines(string(summary)) {
			if !strings.Contains(line, "seconds") {
				kept.WriteString(line)
			}
		}
		got[filepath.Join("results", "summary.json")] = sha256.Sum256(kept.Bytes())
		if want == nil {
			want = got
			for _, w := range everyForm {
				if len(below(want, w.into())) < 2 {
					t.Errorf("%d files with %s", len(below(want, w.into())), w.args)
				}
			}
			continue
		}
		if len(got) != len(want) {
			t.Errorf("%v: %d files instead of %d", env, len(got), len(want))
		}
		for path, sum := range want {
			if got[path] != sum {
				t.Errorf("%v: %s is another one", env, path)
			}
		}
	}
}
