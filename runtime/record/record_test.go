package record

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/runtime/rng"
)

func TestSpikesThereAndBack(t *testing.T) {
	want := []Spike{{"", "exc", 0, 1}, {"I = 3, second", `a "b"`, 7, 12345}, {"", " ", 1, 3}}
	var b bytes.Buffer
	if err := WriteSpikes(&b, slices.Values(want), 0.1); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), ",exc,0,1,0.1\n") || !strings.Contains(b.String(), ",7,12345,1234.5\n") {
		t.Error(b.String())
	}
	got, err := ReadSpikes(&b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestTracesThereAndBack(t *testing.T) {
	want := []Trace{{"", "p", 2, "V", "mV", 0, []float64{0.1, -65, math.Pi, 5e-324}}, {"", "p", 3, "V", "mV", 0, []float64{1}}, {"", "p", 3, "exc.I", "pA", 0, []float64{2, 3}}}
	write := append([]Trace(nil), want...)
	for i := range write {
		write[i].Every = 3
	}
	var b bytes.Buffer
	if err := WriteTraces(&b, write, 0.1); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), ",p,2,V,mV,0.9,5e-324\n") {
		t.Error(b.String())
	}
	got, err := ReadTraces(&b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v", got, err)
	}
}

func TestReadingNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "empty",
		"a,b\n":                                "wrong number of fields",
		"segment,population,index,step,time\n": "line 1 is not",
		spikesHeader + "\n,p,x,1,0.1\n":        "line 2",
		spikesHeader + "\n,p,1,1,0.1\n,p,1,0,0\n":  "line 3",
		spikesHeader + "\n,p,1,1,0.1\n,p,1,1\n":    "wrong number of fields",
		spikesHeader + "\n,p,-1,1,0.1\n":           "element -1",
		spikesHeader + "\n,p,1,1,zero point one\n": "line 2",
	} {
		if _, err := ReadSpikes(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestInfo(t *testing.T) {
	var b bytes.Buffer
	want := Info{Engine: "go", Version: "1", Steps: 10, RunSeconds: 0.5, Complete: true}
	if err := WriteInfo(&b, want); err != nil {
		t.Fatal(err)
	}
	if got, err := ReadInfo(&b); err != nil || got != want {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := ReadInfo(strings.NewReader(`{"engine": "nest"}`)); err == nil {
		t.Error("an incomplete run was read")
	}
}

// A clock has CV 0, a Poisson train CV 1 and Fano factor 1.
func TestStats(t *testing.T) {
	clock := func(i int) (int, int64) { return i % 4, int64(100 * (i/4 + 1)) }
	s := Summarise("p", 5, 40, clock, []Interval{{0, 1000}}, 0.1)
	if s.Spikes != 40 || s.CV != 0 || s.CVOf != 4 || s.Silent != 1 || math.Abs(s.RateHz-80) > 1e-9 {
		t.Errorf("%+v", s)
	}
	s = Summarise("p", 5, 40, clock, []Interval{{500, 1000}}, 0.1)
	if s.Spikes != 20 || math.Abs(s.RateHz-80) > 1e-9 {
		t.Errorf("with the first half discarded: %+v", s)
	}
	var index []int
	var step []int64
	stream := rng.NewStream(1, rng.Source, "test", 0)
	const n, steps = 200, 100000
	for i := range n {
		for k := range int64(steps) {
			if stream.At(uint32(i)).Uniform(uint64(k)) < 0.002 {
				index, step = append(index, i), append(step, k+1)
			}
		}
	}
	s = Summarise("p", n, len(index), func(i int) (int, int64) { return index[i], step[i] }, []Interval{{0, steps}}, 0.1)
	if math.Abs(s.CV-1) > 0.02 || math.Abs(s.Fano-1) > 0.1 || math.Abs(s.RateHz-20) > 0.5 {
		t.Errorf("Poisson: %+v", s)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(spikesHeader + "\n,p,1,1,0.1\n")
	f.Add(tracesHeader + "\n,p,1,V,mV,0.1,5\n")
	f.Fuzz(func(t *testing.T, text string) {
		if list, err := ReadSpikes(strings.NewReader(text)); err == nil {
			var b bytes.Buffer
			if err := WriteSpikes(&b, slices.Values(list), 0.1); err != nil {
				t.Fatal(err)
			}
			again, err := ReadSpikes(&b)
			if err != nil || !reflect.DeepEqual(again, list) {
				t.Fatalf("%v became %v, %v", list, again, err)
			}
		}
		ReadTraces(strings.NewReader(text))
	})
}

// What is taken out of a run counts neither in spikes nor in time nor in the
// intervals between spikes: a clock of 10 ms that stops for 50 ms has CV 0 and 100 Hz.
func TestSummariseParts(t *testing.T) {
	parts := Without(100, 2000, []Interval{{500, 1000}, {1900, 3000}})
	if len(parts) != 2 || parts[0] != (Interval{100, 500}) || parts[1] != (Interval{1000, 1900}) {
		t.Fatal(parts)
	}
	var steps []int64
	for k := int64(100); k <= 500; k += 100 {
		steps = append(steps, k)
	}
	for k := int64(777); k <= 2000; k += 100 {
		steps = append(steps, k)
	}
	s := Summarise("p", 1, len(steps), func(i int) (int, int64) { return 0, steps[i] }, parts, 0.1)
	if s.Spikes != 4+9 || s.RateHz != 100 || s.CV != 0 || s.CVOf != 1 {
		t.Errorf("%+v", s)
	}
	if all := Without(5, 5, nil); len(all) != 1 || all[0] != (Interval{5, 5}) {
		t.Error(all)
	}
}

// TestTwoIntervals: a variable that is recorded at two intervals is read as two
// traces.
func TestTwoIntervals(t *testing.T) {
	list := []Trace{
		{Population: "p", Index: 1, Variable: "V", Unit: "mV", Every: 1, Values: []float64{1, 2, 3}},
		{Population: "p", Index: 1, Variable: "V", Unit: "mV", Every: 2, Values: []float64{1, 3}},
	}
	var b bytes.Buffer
	if err := WriteTraces(&b, list, 0.1); err != nil {
		t.Fatal(err)
	}
	got, err := ReadTraces(&b)
	if err != nil || len(got) != 2 || len(got[0].Values) != 3 || len(got[1].Values) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}
