package golden_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// digestAbove is the size in bytes (a column of 1,000 numbers) above which only
// the digest of a data file is kept.
const digestAbove = 8000

// digests is the file that holds them, one line for each file.
const digests = "DIGESTS.txt"

// sameForm stands for a further form that is the first one.
const sameForm = "SAME.txt"

// conformance is the folder of cases that nothing emits.
const conformance = "conformance"

// unsupported says why a target refuses a model.
const unsupported = "UNSUPPORTED.txt"

// TestGolden builds every example for every target, as a user would, and
// compares each file with the one kept here: what all models get alike is kept once.
// A file that nothing emits any more is an orphan and fails too.
func TestGolden(t *testing.T) {
	nngen := command(t)
	want := map[string][]byte{}
	for _, example := range examples(t) {
		made := map[string]map[string][]byte{}
		for _, target := range targets(t, nngen) {
			folder := filepath.Join(example, target)
			made[target] = emitted(t, nngen, example, target)
			list := made[target]
			if by, _, further := strings.Cut(target, "_"); further && reflect.DeepEqual(list, made[by]) {
				list = map[string][]byte{sameForm: []byte("This form is what " + by + " has.\n")}
			}
			for path, data := range list {
				want[filepath.ToSlash(filepath.Join(folder, path))] = data
			}
		}
		for path, data := range numbers(t, nngen, example) {
			want[filepath.ToSlash(filepath.Join(example, "data", path))] = data
		}
	}
	want = once(t, want)
	kept := files(t, ".")
	for path, data := range want {
		old, ok := kept[path]
		switch {
		case ok && bytes.Equal(old, data):
		case *update:
			write(t, path, data)
		case !ok:
			t.Errorf("%s is emitted but not kept; run `go test ./golden -update` and look at it", path)
		default:
			t.Errorf("%s differs: %s", path, firstDifference(old, data))
		}
	}
	for path := range kept {
		if _, ok := want[path]; ok {
			continue
		}
		if *update {
			if err := os.Remove(path); err != nil {
				t.Error(err)
			}
			continue
		}
		t.Errorf("%s is an orphan: nothing emits it", path)
	}
}

// TestTwice builds an example twice: the bytes are the same, and the second
// time nothing is written.
func TestTwice(t *testing.T) {
	nngen := command(t)
	for _, example := range examples(t) {
		a, b := t.TempDir(), t.TempDir()
		model := filepath.Join("..", "examples", example, "model.nn")
		for _, out := range []string{a, b} {
			if _, text, err := run(t, nngen, "build", model, "--target", "all", "--out", out); err != nil && !strings.Contains(text, "NN7") {
				t.Fatalf("%v\n%s", err, text)
			}
		}
		first, second := files(t, a), files(t, b)
		for path, data := range first {
			if !bytes.Equal(data, second[path]) {
				t.Errorf("%s: %s differs between two builds", example, path)
			}
		}
		out, text, err := run(t, nngen, "build", model, "--target", "all", "--out", a)
		if err != nil && !strings.Contains(text, "NN7") || len(out) > 0 {
			t.Errorf("%s: the second build into one folder wrote %q, %v\n%s", example, out, err, text)
		}
	}
}

// command compiles nngen.
func command(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "nngen")
	if out, err := exec.Command("go", "build", "-o", path, "../cmd/nngen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

func run(t *testing.T, nngen string, args ...string) (stdout []byte, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, messages bytes.Buffer
	cmd := exec.CommandContext(ctx, nngen, args...)
	cmd.Stdout, cmd.Stderr = &out, &messages
	err = cmd.Run()
	return out.Bytes(), messages.String(), err
}

func examples(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../examples/*/model.nn")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	var names []string
	for _, p := range paths {
		names = append(names, filepath.Base(filepath.Dir(p)))
	}
	return names
}

func targets(t *testing.T, nngen string) []string {
	t.Helper()
	out, text, err := run(t, nngen, "targets", "--json")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var rows []struct{ Name string }
	if err := json.Unmarshal(out, &rows); err != nil || len(rows) == 0 {
		t.Fatalf("nngen targets --json: %v\n%s", err, out)
	}
	var names []string
	for _, r := range rows {
		names = append(names, r.Name)
	}
	return append(names, forms...)
}

// forms are further forms of what targets write: TARGET_FORM.
var forms = []string{"brian2_grid"}

// emitted are the files of one example for one target. The copies of runtime
// packages that the target go makes are compared with their originals by that
// target's own tests and not kept a second time.
func emitted(t *testing.T, nngen, example, target string) map[string][]byte {
	t.Helper()
	out := t.TempDir()
	target, form, _ := strings.Cut(target, "_")
	args := append([]string{"build", filepath.Join("..", "examples", example, "model.nn"), "--target", target, "--form", form, "--out", out}, experiment(example)...)
	_, text, err := run(t, nngen, args...)
	if err != nil {
		if !strings.Contains(text, "NN7") {
			t.Fatalf("%s for %s: %v\n%s", example, target, err, text)
		}
		return map[string][]byte{unsupported: []byte(text)}
	}
	list := files(t, filepath.Join(out, target))
	for path := range list {
		if target == "go" && strings.HasPrefix(path, "runtime/") {
			delete(list, path)
		}
	}
	return list
}

// experiment chooses the one that simulators are compared on, if the example has
// one.
func experiment(example string) []string {
	text, err := os.ReadFile(filepath.Join("..", "examples", example, "model.nn"))
	if err == nil && bytes.Contains(text, []byte("experiment verify")) {
		return []string{"--experiment", "verify"}
	}
	return nil
}

// numbers are the data files of an example's network.
func numbers(t *testing.T, nngen, example string) map[string][]byte {
	t.Helper()
	out := t.TempDir()
	args := append([]string{"build", filepath.Join("..", "examples", example, "model.nn"), "--target", "go", "--data", "--out", out}, experiment(example)...)
	if _, text, err := run(t, nngen, args...); err != nil {
		t.Fatalf("data of %s: %v\n%s", example, err, text)
	}
	kept := map[string][]byte{}
	var lines []string
	for path, data := range files(t, filepath.Join(out, "go", "data")) {
		if len(data) <= digestAbove {
			kept[path] = data
			continue
		}
		lines = append(lines, fmt.Sprintf("%x %d %s\n", sha256.Sum256(data), len(data), path))
	}
	if len(lines) > 0 {
		sort.Strings(lines)
		kept[digests] = []byte(strings.Join(lines, ""))
	}
	return kept
}

// files reads all files below a folder but what is written by hand in this one
// and conformance.
func files(t *testing.T, root string) map[string][]byte {
	t.Helper()
	list := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && path == conformance {
			return filepath.SkipDir // has tests of its own
		}
		if err != nil || d.IsDir() || filepath.Dir(path) == "." {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		list[filepath.ToSlash(rel)] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func firstDifference(old, data []byte) string {
	a, b := strings.Split(string(old), "\n"), strings.Split(string(data), "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is\n  %q, kept is\n  %q", i+1, b[i], a[i])
		}
	}
	return fmt.Sprintf("it has %d lines, kept are %d", len(b), len(a))
}
