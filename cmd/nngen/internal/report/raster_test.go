package report

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/network"
)

func TestRaster(t *testing.T) {
	s := &ir.Study{Network: &network.Spec{Populations: []network.Population{{Name: "a", N: 2}, {Name: "b", N: 24}}},
		Timeline: ir.Timeline{Step: 0.5, Segments: []ir.Segment{{Steps: 72}}}}
	for p := range s.Network.Populations {
		s.Records = append(s.Records, ir.Record{Population: p, Observable: ir.Spikes})
	}
	o := &engines.Outcome{Spikes: []interp.Spike{{Population: 0, Index: 1, Step: 1}, {Population: 0, Index: 0, Step: 72}, {Population: 1, Index: 23, Step: 2}, {Population: 1, Index: 22, Step: 2}, {Population: 1, Index: 0, Step: 3}}}
	lines := strings.Split(Raster(s, o), "\n")
	want := map[int]string{
		0:  "a, 2 elements",
		1:  "|#",                                // element 1 in the first column
		2:  "|" + strings.Repeat(" ", 71) + "#", // element 0 in the last
		3:  "+" + strings.Repeat("-", 72),
		4:  "b, 24 elements",
		5:  "| #",  // two of two elements of the last row
		16: "|  +", // one spike where the fullest cell has two
		18: " 0" + strings.Repeat(" ", 66) + "36 ms",
	}
	for i, w := range want {
		if i >= len(lines) || lines[i] != w {
			t.Errorf("line %d is %q instead of %q in\n%s", i, lines[i], w, strings.Join(lines, "\n"))
		}
	}
	if got := Raster(&ir.Study{Network: s.Network, Timeline: s.Timeline}, o); got != "" {
		t.Errorf("without recorded spikes it is %q", got)
	}
}
