package svgplot

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		n      int
		want   []float64
	}{
		{0, 100, 5, []float64{0, 20, 40, 60, 80, 100}},
		{-65, -49, 4, []float64{-65, -60, -55, -50}},
		{0, 1, 4, []float64{0, 0.5, 1}},
		{3, 3, 4, nil},
	} {
		got := ticks(c.lo, c.hi, c.n)
		for i := range got {
			got[i] = math.Round(got[i]*1e9) / 1e9
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("ticks(%v, %v, %d) = %v, want %v", c.lo, c.hi, c.n, got, c.want)
		}
	}
	for _, c := range []struct {
		x, step float64
		want    string
	}{{0.5, 0.5, "0.5"}, {-65, 5, "-65"}, {1000, 200, "1000"}, {-0.0, 0.5, "0.0"}, {0.25, 0.05, "0.25"}} {
		if got := label(c.x, c.step); got != c.want {
			t.Errorf("label(%v, %v) = %q, want %q", c.x, c.step, got, c.want)
		}
	}
}

// elements parses a picture and counts its elements.
func elements(t *testing.T, svg string) map[string]int {
	t.Helper()
	n := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, svg)
		}
		if e, ok := token.(xml.StartElement); ok {
			n[e.Name.Local]++
		}
	}
}

func TestRasterShowsEverySpike(t *testing.T) {
	svg := Raster(`a < b & "c"`, 100, []Population{
		{Name: "exc", Size: 3, Index: []int{0, 2, 1}, Time: []float64{10, 20, 100}}, {Name: "<inh>", Size: 1, Index: []int{0}, Time: []float64{50}}})
	elements(t, svg)
	if n := strings.Count(svg, "v1"); n != 4 {
		t.Errorf("%d dots for 4 spikes", n)
	}
	if strings.Contains(svg, "<inh>") || !strings.Contains(svg, "&lt;inh&gt;") {
		t.Error("a name is not escaped")
	}
}

// TestOver: another simulation of the same elements is drawn into their rows, a little
// lower, so that equal spikes are pairs of dots.
func TestOver(t *testing.T) {
	p := Population{Name: "p", Size: 2, Index: []int{0, 1}, Time: []float64{10, 20}}
	other := p
	other.Name, other.Over = "other", true
	svg := Raster("two", 100, []Population{p, other})
	elements(t, svg)
	dot := regexp.MustCompile(`M([\d.]+) ([\d.]+)v1`).FindAllStringSubmatch(svg, -1)
	if len(dot) != 4 || dot[0][1] != dot[2][1] || dot[1][1] != dot[3][1] || dot[0][2] == dot[2][2] {
		t.Errorf("%q", dot)
	}
	if strings.Contains(svg, "4 elements") {
		t.Error("elements are counted twice")
	}
}

func TestLargeRasterIsBounded(t *testing.T) {
	p := Population{Name: "p", Size: 20000}
	for k := range 400000 {
		p.Index = append(p.Index, k%p.Size)
		p.Time = append(p.Time, float64(k)/400)
	}
	svg := Raster("large", 1000, []Population{p})
	elements(t, svg)
	if n := strings.Count(svg, "v1"); n == 0 || n > maxDots {
		t.Errorf("%d dots", n)
	}
	if !strings.Contains(svg, "one of 50 elements shown") {
		t.Error("the caption does not say what is left out")
	}
}

func TestCurvesKeepPeaks(t *testing.T) {
	v := make([]float64, 100001)
	v[33333] = 7
	svg := Curves("t", 10000, []Panel{{"V (mV)", []Curve{{"p[0]", 0.1, v}}}})
	elements(t, svg)
	top := float64(topSide + 14) // below the names of the curves
	y := scale{-0.35, 7.35, top + 130, top}
	if !strings.Contains(svg, " "+px(y.at(7))) {
		t.Error("a peak of one sample is lost")
	}
	if len(svg) > 60000 {
		t.Errorf("%d bytes", len(svg))
	}
	elements(t, Curves("nothing", 10, []Panel{{"V", []Curve{{"p", 1, []float64{math.NaN(), math.Inf(1)}}}}}))
}

func TestHistograms(t *testing.T) {
	v := []float64{0, 0, 1, math.NaN(), math.Inf(1)}
	svg := Histograms("t", []Group{{"w (pA)", []Distribution{{"at 0 s", v}, {"at 1 s", []float64{0.5, 0.5, 0.5, 0.5}}}}})
	elements(t, svg)
	// Four values in the middle bin are the tallest bar, which fills the panel.
	y := scale{0, 4, topSide + 14 + 150, topSide + 14}
	for _, n := range []float64{1, 2, 4} {
		if !strings.Contains(svg, "V"+px(y.at(n))+"H") {
			t.Errorf("no bar of %v values", n)
		}
	}
	if strings.Contains(svg, "NaN") {
		t.Error("a value that is no number is drawn")
	}
	elements(t, Histograms("nothing", []Group{{"w", []Distribution{{"at 0 s", nil}}}}))
	elements(t, Histograms("one value", []Group{{"w", []Distribution{{"at 0 s", []float64{3}}}}}))
}

// Points that are no numbers leave gaps; one point alone and none at all are
// pictures too.
func TestPoints(t *testing.T) {
	for _, c := range []struct {
		list   []Series
		points int
	}{
		{[]Series{{"a", []float64{0, 1, 2}, []float64{0, math.NaN(), 5}}, {"b", []float64{1}, []float64{-3}}}, 3},
		{[]Series{{"a", []float64{4}, []float64{0}}}, 1},
		{nil, 0},
	} {
		svg := Points("rates", "I (pA)", "rate (Hz)", c.list)
		if n := elements(t, svg); n["circle"] != c.points {
			t.Errorf("%d points instead of %d", n["circle"], c.points)
		}
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Error("a coordinate is no number")
		}
	}
}
