package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/network"
)

func TestTable(t *testing.T) {
	for _, c := range []struct {
		name string
		rows [][]string
		left []int
		want string
	}{
		{"numbers right, words left", [][]string{{"name", "n"}, {"a", "10"}, {"long name", "1"}}, []int{0}, "name        n\na          10\nlong name   1\n"},
		{"letters count, not bytes", [][]string{{"τ", "x"}, {"ab", "é"}}, []int{0}, "τ   x\nab  é\n"},
		{"no spaces at the end", [][]string{{"a", "longest"}, {"b", "s"}}, []int{0, 1}, "a  longest\nb  s\n"},
		{"one row", [][]string{{"a"}}, nil, "a\n"},
	} {
		if got := Table(c.rows, c.left...); got != c.want {
			t.Errorf("%s:\n%q instead of\n%q", c.name, got, c.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	const want = "| a | b |\n|---|---|\n| x \\| y | two lines |\n"
	if got := Markdown([][]string{{"a", "b"}, {"x | y", "two\nlines"}}); got != want {
		t.Errorf("%q instead of %q", got, want)
	}
}

// study is a population of which spikes and one potential are recorded, and one
// of which nothing is.
func study() (*ir.Study, *engines.Outcome) {
	s := &ir.Study{
		Name: "m", File: "m.nn", Hash: "abc",
		Network: &network.Spec{Step: 0.5, Seed: 7, Populations: []network.Population{{Name: "cells", N: 4}, {Name: "mute", N: 2, First: 4}}},
		Records: []ir.Record{
			{Population: 0, Elements: []int{0, 1, 2, 3}, Observable: ir.Spikes},
			{Population: 1, Elements: []int{1}, Every: 2, Variable: "V", Unit: "mV"},
		},
		Timeline: ir.Timeline{Name: "default", Step: 0.5, Seed: 7, Segments: []ir.Segment{{Steps: 200, Discard: 40}}},
	}
	o := &engines.Outcome{
		Engine: "go", Version: "devel",
		// 80 ms count. Of six spikes, two come before that.
		Spikes: []interp.Spike{{Index: 0, Step: 10}, {Index: 1, Step: 39}, {Index: 0, Step: 60}, {Index: 0, Step: 80}, {Index: 0, Step: 100}, {Index: 2, Step: 150}},
		Traces: [][][]float64{nil, {{-65, -64.5, -64}}},
		Run:    2 * time.Second, Events: 6e6,
	}
	return s, o
}

func read(t *testing.T, parts ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWrite(t *testing.T) {
	s, o := study()
	folder := filepath.Join(t.TempDir(), "results", "default")
	sum, err := Write(folder, s, &network.Network{Spec: s.Network}, o, s.Timeline.Segments[0].Steps, 3*time.Second, false)
	if err != nil {
		t.Fatal(err)
	}
	p := sum.Populations
	if len(p) != 1 || p[0].Population != "cells" || p[0].Size != 4 {
		t.Fatalf("populations are %+v", p)
	}
	// Four spikes of four neurons in 80 ms are 12.5 Hz; neurons 1 and 3 are
	// silent; the intervals of neuron 0 are all 10 ms.
	if p[0].Spikes != 4 || p[0].RateHz != 12.5 || p[0].Silent != 2 || p[0].CV != 0 {
		t.Errorf("statistics are %+v", p[0])
	}
	if sum.DurationMS != 100 || sum.DiscardMS != 20 || sum.Seed != 7 || sum.RunS != 2 || sum.WallS != 3 || !sum.Complete {
		t.Errorf("the summary is %+v", sum)
	}
	var back Summary
	if err := json.Unmarshal([]byte(read(t, folder, "summary.json")), &back); err != nil || back.Hash != "abc" || back.Populations[0] != p[0] {
		t.Errorf("summary.json holds %+v, %v", back, err)
	}
	// All spikes are written, those that do not count too.
	spikes := strings.Split(strings.TrimSpace(read(t, folder, "spikes.csv")), "\n")
	if len(spikes) != 7 || !strings.HasPrefix(spikes[1], ",cells,0,") {
		t.Errorf("spikes.csv holds %q", spikes)
	}
	traces := strings.Split(strings.TrimSpace(read(t, folder, "traces.csv")), "\n")
	if len(traces) != 4 || traces[3] != ",mute,1,V,mV,2,-64" {
		t.Errorf("traces.csv holds %q", traces)
	}
	for _, name := range []string{"raster.svg", "traces.svg"} {
		if !strings.Contains(read(t, folder, name), "<svg") {
			t.Errorf("%s is no picture", name)
		}
	}
	text := sum.Text()
	for _, want := range []string{
		"m, experiment default: 100 ms in steps of 0.5 ms, seed 7, on go\n",
		"population  size  spikes  rate Hz",
		"the first 20 ms do not count\n",
		"2.00 s of simulation, 3.0 million synaptic events per second\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Error("the text has colours, but may go into a file")
	}
}

// TestWeights: sources and targets of plastic connections are counted within
// their populations.
func TestWeights(t *testing.T) {
	folder := t.TempDir()
	s, o := study()
	s.Weights = []ir.WeightRecord{{Every: 4, Variable: "w", Unit: "pA"}}
	o.WeightSamples = [][][][]float64{{{{45, 46}, {45.5, 47}}}}
	net := &network.Network{Spec: s.Network, Synapses: []network.Synapses{{Name: "up", Pre: []uint32{0, 3}, Post: []uint32{5, 4}}}}
	if _, err := Write(folder, s, net, o, 200, 0, false); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(read(t, folder, "weights.csv")), "\n")
	want := []string{",up,0,1,w,pA,0,45", ",up,3,0,w,pA,0,46", ",up,0,1,w,pA,2,45.5", ",up,3,0,w,pA,2,47"}
	if !slices.Equal(rows[1:], want) {
		t.Errorf("weights.csv holds %q", rows)
	}
}

// TestReplaced: results replace those of an earlier run entirely, also where
// the new run draws less.
func TestReplaced(t *testing.T) {
	folder := t.TempDir()
	s, o := study()
	if _, err := Write(folder, s, &network.Network{Spec: s.Network}, o, 200, 0, false); err != nil {
		t.Fatal(err)
	}
	s.Records, o.Traces, o.Spikes = nil, nil, nil
	sum, err := Write(folder, s, &network.Network{Spec: s.Network}, o, 200, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "spikes.csv summary.json traces.csv" {
		t.Errorf("the folder holds %s", got)
	}
	if len(sum.Populations) != 0 {
		t.Errorf("statistics of %v", sum.Populations)
	}
}

// TestFails: without a summary results are incomplete, and no file is half
// written.
func TestFails(t *testing.T) {
	s, o := study()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if sum, err := Write(filepath.Join(file, "results"), s, &network.Network{Spec: s.Network}, o, 200, 0, false); err == nil || sum != nil || !strings.Contains(err.Error(), "choose another folder") {
		t.Errorf("%v, %v", sum, err)
	}
	if read(t, file) != "mine" {
		t.Error("the file has changed")
	}
	// A folder stands where traces.csv has to be.
	folder := t.TempDir()
	if _, err := Write(folder, s, &network.Network{Spec: s.Network}, o, 200, 0, false); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "traces.csv")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, "traces.csv", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(folder, s, &network.Network{Spec: s.Network}, o, 200, 0, false); err == nil {
		t.Fatal("a folder was replaced by a file")
	}
	if _, err := os.Stat(filepath.Join(folder, "summary.json")); !os.IsNotExist(err) {
		t.Errorf("the summary of an earlier run stands beside an incomplete one: %v", err)
	}
	hidden, err := filepath.Glob(filepath.Join(folder, ".*"))
	if err != nil || len(hidden) > 0 {
		t.Errorf("left behind: %v, %v", hidden, err)
	}
}

// When one file cannot be written, those before it do not stay.
func TestNothingIsLeftBehind(t *testing.T) {
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "raster.svg", "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	s, o := study()
	if _, err := Write(folder, s, &network.Network{Spec: s.Network}, o, 200, 0, false); err == nil {
		t.Fatal("a folder is written over")
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 || left[0].Name() != "raster.svg" {
		t.Errorf("%v is left, %v", left, err)
	}
}
