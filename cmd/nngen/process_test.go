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

// versions are two states of one model, which differ in most emitted files.
func versions(t *testing.T) [2]string {
	t.Helper()
	text, err := os.ReadFile("../../examples/lif/model.nn")
	if err != nil {
		t.Fatal(err)
	}
	a := string(text)
	b := strings.Replace(a, "0.1 ms", "0.05 ms", 1)
	if a == b {
		t.Fatal("the two versions are one")
	}
	return [2]string{a, b}
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

// targets are those whose files TestKilled and TestAtOnce look at.
const targets = "neuron,nest,brian2,spinnaker"

// TestKilled: whenever a build dies, each of its files is that of the model before
// or that of the model after, whole. The next build mends what is left.
func TestKilled(t *testing.T) {
	nngen, text := built(t), versions(t)
	folder := t.TempDir()
	model := filepath.Join(folder, "model.nn")
	write := func(k int) {
		if err := os.WriteFile(model, []byte(text[k]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := func() *exec.Cmd { return command(nngen, folder, nil, "build", "model.nn", "--target", targets) }
	var want [2]map[string][32]byte
	longest := time.Duration(0)
	for k := range 2 {
		write(k)
		begin := time.Now()
		mustRun(t, build())
		longest = max(longest, time.Since(begin))
		want[k] = contents(t, filepath.Join(folder, "build"))
	}
	r := rand.New(rand.NewPCG(1, 2))
	killed := 0
	for round := range 40 {
		write(round % 2)
		cmd := build()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Int64N(int64(longest))))
		if err := cmd.Process.Kill(); err == nil {
			killed++
		}
		cmd.Wait()
		for path, sum := range contents(t, filepath.Join(folder, "build")) {
			if sum != want[0][path] && sum != want[1][path] {
				t.Fatalf("round %d: %s is neither of the two", round, path)
			}
		}
	}
	if killed < 5 {
		t.Errorf("only %d builds were killed", killed)
	}
	write(0)
	mustRun(t, build())
	for path, sum := range contents(t, filepath.Join(folder, "build")) {
		if sum != want[0][path] {
			t.Errorf("after all, %s is not that of the model", path)
		}
	}
}

// TestAtOnce: builds of one model into one folder at the same time do not disturb
// each other.
func TestAtOnce(t *testing.T) {
	nngen, text := built(t), versions(t)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "model.nn"), []byte(text[0]), 0o644); err != nil {
		t.Fatal(err)
	}
	mustRun(t, command(nngen, folder, nil, "build", "model.nn", "--target", targets))
	want := contents(t, filepath.Join(folder, "build"))
	if err := os.RemoveAll(filepath.Join(folder, "build")); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	errs := make([]error, 6)
	for k := range errs {
		all.Go(func() {
			if out, err := command(nngen, folder, nil, "build", "model.nn", "--target", targets).CombinedOutput(); err != nil {
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
	got := contents(t, filepath.Join(folder, "build"))
	if len(got) != len(want) {
		t.Errorf("%d files instead of %d", len(got), len(want))
	}
	for path, sum := range want {
		if got[path] != sum {
			t.Errorf("%s is another one", path)
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
	nngen, text := built(t), versions(t)
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
		if err := os.WriteFile(filepath.Join(folder, "model.nn"), []byte(text[0]), 0o644); err != nil {
			t.Fatal(err)
		}
		mask := []string{"022", "077", "002"}[k]
		for _, args := range []string{"build model.nn --target go,neuron,nest,nestml,brian2,spinnaker --data", "run model.nn --npz --out results"} {
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
			if len(want) < 50 {
				t.Fatalf("only %d files", len(want))
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
