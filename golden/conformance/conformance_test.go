package conformance

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// least is the number of cases below which something has been lost.
const least = 130

// engines run all cases. A case that an engine's target refuses (NN7) must be in
// refused.
var engines = []string{"interp", "go", "go-kernel"}

// refused are the cases that an engine cannot run, by a word of its reason.
var refused = map[string]map[string]string{}

// sample is one line of values.csv.
type sample struct {
	segment, population, index, variable string
	step                                 int64
	value, tolerance                     float64
}

func TestConformance(t *testing.T) {
	paths, err := filepath.Glob("*.txtar")
	if err != nil || len(paths) < least {
		t.Fatalf("%d cases, %v", len(paths), err)
	}
	nngen := filepath.Join(t.TempDir(), "nngen")
	if out, err := exec.Command("go", "build", "-o", nngen, "../../cmd/nngen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	home := t.TempDir()
	for _, path := range paths {
		name := strings.TrimSuffix(path, ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := read(t, path)
			folder := t.TempDir()
			model := filepath.Join(folder, "model.nn")
			if err := os.WriteFile(model, []byte(c["model.nn"]), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, engine := range engines {
				t.Run(engine, func(t *testing.T) { try(t, nngen, home, model, engine, name, c) })
			}
		})
	}
}

// read takes a case apart.
func read(t *testing.T, path string) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := map[string]string{}
	for _, f := range a.Files {
		c[f.Name] = string(f.Data)
	}
	if len(c["question"]) < 40 || c["model.nn"] == "" || c["spikes.csv"] == "" && c["values.csv"] == "" && c["connections.csv"] == "" {
		t.Fatalf("%s lacks a part", path)
	}
	return c
}

// try runs a case on an engine.
func try(t *testing.T, nngen, home, model, engine, name string, c map[string]string) {
	out := t.TempDir()
	cmd := exec.CommandContext(t.Context(), nngen, "run", model, "--engine", engine, "--out", out)
	cmd.Env = append(os.Environ(), "NNGEN_HOME="+home)
	var messages bytes.Buffer
	cmd.Stderr = &messages
	err := cmd.Run()
	if reason := refused[engine][name]; reason != "" {
		if err == nil || !strings.Contains(messages.String(), reason) {
			t.Errorf("it should refuse the model for its %s: %v\n%s", reason, err, messages.String())
		}
		return
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, messages.String())
	}
	if want, asked := c["spikes.csv"]; asked {
		spikes(t, rows(t, want), results(t, out, "spikes.csv"))
	}
	if want, asked := c["values.csv"]; asked {
		values(t, c["model.nn"], rows(t, want), results(t, out, "traces.csv"))
	}
	if want, asked := c["connections.csv"]; asked {
		connections(t, c["model.nn"], rows(t, want), results(t, out, "weights.csv"))
	}
}

// connections looks for the samples of a case in what was recorded of connections,
// and for connections that should not have been recorded.
func connections(t *testing.T, model string, want, got []map[string]string) {
	for _, r := range want {
		r["population"], r["index"] = r["projection"], r["source"]+"->"+r["target"]
	}
	for _, r := range got {
		r["population"], r["index"] = r["projection"], r["pre"]+"->"+r["post"]
	}
	values(t, model, want, got)
	named := map[string]bool{}
	for _, r := range want {
		named[r["variable"]+r["population"]+r["index"]] = true
	}
	for _, r := range got {
		if name := r["variable"] + r["population"] + r["index"]; !named[name] {
			t.Errorf("%s of connection %s of %s is recorded", r["variable"], r["index"], r["population"])
			named[name] = true
		}
	}
}

// spikes compares two lists of spikes regardless of their order.
func spikes(t *testing.T, want, got []map[string]string) {
	list := func(rows []map[string]string) []string {
		var l []string
		for _, r := range rows {
			l = append(l, fmt.Sprintf("%s %8s %s[%s]", r["segment"], r["step"], r["population"], r["index"]))
		}
		sort.Strings(l)
		return l
	}
	w, g := strings.Join(list(want), "\n"), strings.Join(list(got), "\n")
	if w != g {
		t.Errorf("the spikes are\n%s\ninstead of\n%s", g, w)
	}
}

// values looks for the samples of a case in what was recorded.
func values(t *testing.T, model string, want, got []map[string]string) {
	h := number(t, step.FindStringSubmatch(model)[1])
	at, unit := map[sample]float64{}, map[string]string{}
	for _, r := range got {
		ms := number(t, r["time_ms"])
		unit[r["variable"]] = r["unit"]
		at[sample{segment: r["segment"], population: r["population"], index: r["index"], variable: r["variable"], step: int64(math.Round(ms * 1e6))}] = number(t, r["value"])
	}
	for _, r := range want {
		s := sample{segment: r["segment"], population: r["population"], index: r["index"], variable: r["variable"], step: int64(math.Round(number(t, r["step"]) * h * 1e6))}
		x, ok := at[s]
		value, tolerance := number(t, r["value"]), number(t, r["tolerance"])
		if u := r["unit"]; u != "" && unit[r["variable"]] != u {
			t.Errorf("%s is in %q instead of %q", r["variable"], unit[r["variable"]], u)
		}
		switch {
		case !ok:
			t.Errorf("there is no sample of %s of %s[%s] at step %s", r["variable"], r["population"], r["index"], r["step"])
		case !(math.Abs(x-value) <= tolerance):
			t.Errorf("%s of %s[%s] at step %s is %v instead of %v, %.2g apart", r["variable"], r["population"], r["index"], r["step"], x, value, math.Abs(x-value))
		}
	}
}

// step finds the step of the experiment in ms.
var step = regexp.MustCompile(`step ([0-9.]+) ms`)

// results are the rows of a file of results, of all segments if there are
// several, which the column segment numbers.
func results(t *testing.T, out, name string) []map[string]string {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(out, "[0-9][0-9][0-9]"))
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) == 0 {
		list := rows(t, load(t, out, name))
		for _, r := range list {
			delete(r, "segment")
		}
		return list
	}
	var all []map[string]string
	for k, folder := range folders {
		for _, r := range rows(t, load(t, folder, name)) {
			r["segment"] = fmt.Sprint(k)
			all = append(all, r)
		}
	}
	return all
}

func load(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rows reads a table: one map per line, by column.
func rows(t *testing.T, text string) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%v in\n%s", err, text)
	}
	var list []map[string]string
	for _, l := range lines[1:] {
		m := map[string]string{}
		for i, column := range lines[0] {
			m[column] = l[i]
		}
		list = append(list, m)
	}
	return list
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
