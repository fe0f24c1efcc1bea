package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

var updateReadme = flag.Bool("update", false, "write the generated tables of README.md")

const readme = "../../README.md"

// block is a fenced block: its kind and, behind it, the file that it is.
var block = regexp.MustCompile("(?ms)^```(\\w+)(?: (\\S+))?\n(.*?)^```$")

// TestReadme runs every command that README.md shows and compares what it
// prints, apart from measured times, and checks every model in it.
func TestReadme(t *testing.T) {
	text := read(t, readme)
	nngen, folder := workplace(t)
	ran := 0
	for i, b := range block.FindAllStringSubmatch(text, -1) {
		kind, file, body := b[1], b[2], b[3]
		switch kind {
		case "nn":
			wrong := file != ""
			if file == "" {
				file = fmt.Sprintf("model%d.nn", i)
			}
			if err := os.WriteFile(filepath.Join(folder, file), []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := runIn(t, folder, nngen, "check", file); (err != nil) != wrong {
				t.Errorf("nngen check of the model\n%s\ngives %v\n%s", body, err, out)
			}
			ran++
		case "console":
			for _, c := range commands(body) {
				if needsSimulators(c.line) && !installed(t) {
					continue
				}
				args := strings.Fields(c.line)
				if args[0] != "nngen" {
					t.Errorf("the command %q is not tested", c.line)
					continue
				}
				out, _ := runIn(t, folder, nngen, args[1:]...)
				if got, want := still(out), still(c.output); got != want {
					t.Errorf("$ %s\nprints\n%s\nREADME.md says\n%s", c.line, got, want)
				}
				ran++
			}
		default:
			t.Errorf("a block of kind %q is not tested", kind)
		}
	}
	if ran < 6 {
		t.Errorf("only %d blocks were tried", ran)
	}
}

// table is a part of README.md that a command prints.
var table = regexp.MustCompile(`(?s)<!-- nngen ([^>]*?) -->\n.*?<!-- end -->`)

// TestReadmeTables compares the tables of README.md with what their commands
// print.
func TestReadmeTables(t *testing.T) {
	text := read(t, readme)
	nngen, folder := workplace(t)
	found := 0
	fresh := table.ReplaceAllStringFunc(text, func(part string) string {
		found++
		args := table.FindStringSubmatch(part)[1]
		out, err := runIn(t, folder, nngen, strings.Fields(args)...)
		if err != nil {
			t.Errorf("nngen %s: %v\n%s", args, err, out)
		}
		return "<!-- nngen " + args + " -->\n\n" + out + "\n<!-- end -->"
	})
	if found == 0 {
		t.Error("README.md has no table")
	}
	if fresh == text {
		return
	}
	if *updateReadme {
		if err := os.WriteFile(readme, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("the tables of README.md are stale; run `make golden`")
}

// shown is a command with what it prints.
type shown struct{ line, output string }

func commands(body string) []shown {
	var list []shown
	for _, l := range strings.SplitAfter(body, "\n") {
		if rest, ok := strings.CutPrefix(l, "$ "); ok {
			list = append(list, shown{line: strings.TrimSpace(rest)})
		} else if len(list) > 0 {
			list[len(list)-1].output += l
		}
	}
	return list
}

func needsSimulators(line string) bool {
	return strings.Contains(line, "doctor") || strings.Contains(line, "verify")
}

// installed reports whether every simulator is there; where tests must not do
// without them, a missing one is a failure.
func installed(t *testing.T) bool {
	for _, k := range simulators.Kinds() {
		if s := simulators.Find(context.Background(), k); s.Problem != "" {
			if os.Getenv("NNGEN_REQUIRE_SIMULATORS") != "" && !k.Optional {
				t.Errorf("%s: %s", k.Title, s.Problem)
				return false
			}
			t.Skipf("%s: %s; %s", k.Title, s.Problem, s.Remedy)
		}
	}
	return true
}

// measured are times, which differ from run to run.
var measured = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`(?m)^\d+\.\d\d s of simulation.*$`), "(time)"},
	{regexp.MustCompile(`(?m)( +\d+\.\d\d){3}$`), " (times)"},
	{regexp.MustCompile(`(?m)^(nngen|interp|go) +(devel|v\S+)`), "$1 (version)"},
	{regexp.MustCompile(` {2,}`), " "}, // versions have different lengths
	{regexp.MustCompile(`(?m)^\S+: \d+ of \d+ files written\n`), ""},
}

func still(out string) string {
	for _, m := range measured {
		out = m.pattern.ReplaceAllString(out, m.instead)
	}
	return strings.TrimSpace(out)
}

// workplace compiles nngen and makes a folder with the examples in it.
func workplace(t *testing.T) (nngen, folder string) {
	t.Helper()
	folder = t.TempDir()
	nngen = filepath.Join(t.TempDir(), "nngen")
	if out, err := exec.Command("go", "build", "-o", nngen, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	models, err := filepath.Glob("../../examples/*/model.nn")
	if err != nil || len(models) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, m := range models {
		to := filepath.Join(folder, "examples", filepath.Base(filepath.Dir(m)))
		if err := os.MkdirAll(to, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, "model.nn"), []byte(read(t, m)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return nngen, folder
}

func runIn(t *testing.T, folder, nngen string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, nngen, args...)
	cmd.Dir = folder
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
