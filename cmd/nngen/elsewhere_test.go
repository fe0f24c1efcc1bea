package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// elsewhere are other processors: what the Go tool needs to know to build for one, and
// what runs it here.
var elsewhere = []struct {
	name     string
	env      []string
	emulator string
}{
	{"amd64 of 2013, which multiplies and adds at once", []string{"GOARCH=amd64", "GOAMD64=v3"}, ""},
	{"arm64, which multiplies and adds at once", []string{"GOARCH=arm64"}, "qemu-aarch64"},
}

// everywhere are examples that run for a moment, and what is in them.
var everywhere = map[string]string{
	"lif":             "a closed form",
	"adex_patterns":   "a written-out method and elementary functions",
	"escape_noise":    "noise and hazards",
	"triplet":         "plasticity",
	"tsodyks2000":     "short-term plasticity",
	"winner_take_all": "conductances and draws of connections",
}

// TestElsewhere: nngen built for another processor has the same results to the last
// digit, with the interpreter and with the engine. Go may contract a*b + c there where
// nothing forbids it; nngen's float64(a*b) does.
func TestElsewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds nngen for other processors")
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("it compares with Linux on amd64, and this is another machine")
	}
	here := built(t)
	want := map[string][]byte{}
	for name := range everywhere {
		for _, engine := range []string{"interp", "go"} {
			results(t, want, name, engine, here)
		}
	}
	if len(want) < 2*len(everywhere) {
		t.Fatalf("only %d files of results", len(want))
	}
	for _, x := range elsewhere {
		t.Run(x.name, func(t *testing.T) {
			command := []string{filepath.Join(t.TempDir(), "nngen")}
			if x.emulator != "" {
				if _, err := exec.LookPath(x.emulator); err != nil {
					t.Skipf("there is no %s; on Debian: apt-get install qemu-user", x.emulator)
				}
				command = append([]string{x.emulator}, command...)
			}
			build := exec.CommandContext(t.Context(), "go", "build", "-o", command[len(command)-1], ".")
			build.Env = append(os.Environ(), x.env...)
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			got := map[string][]byte{}
			for name := range everywhere {
				for _, engine := range []string{"interp", "go"} {
					results(t, got, name, engine, command...)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d files of results instead of %d", len(got), len(want))
			}
			for path, text := range want {
				if !bytes.Equal(got[path], text) {
					t.Errorf("%s is another one: %s", path, difference(text, got[path]))
				}
			}
		})
	}
}

// results runs an example and takes the numbers that it leaves.
func results(t *testing.T, into map[string][]byte, example, engine string, command ...string) {
	t.Helper()
	model := filepath.Join("..", "..", "examples", example, "model.nn")
	folder := t.TempDir()
	args := append(command[1:], "run", model, "--engine", engine, "--out", folder)
	if strings.Contains(read(t, model), "experiment verify") {
		args = append(args, "--experiment", "verify")
	}
	cmd := exec.CommandContext(t.Context(), command[0], args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", example, err, out)
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s left no results: %v", example, err)
	}
	for _, p := range paths {
		into[example+" "+engine+" "+filepath.Base(p)] = []byte(read(t, p))
	}
}

// difference is the first line that two texts do not share.
func difference(a, b []byte) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d is %q instead of %q", i+1, y[i], x[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(y), len(x))
}
