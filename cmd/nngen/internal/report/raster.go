package report

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/ir"
)

// The raster of the terminal: columns of time, rows of elements, and signs for
// how many spikes fall into a cell compared with the fullest one.
const (
	rasterColumns = 72
	rasterRows    = 12 // of one population
	rasterSigns   = " .:+*#"
)

// Raster draws the recorded spikes for a terminal: populations below each other,
// each in rows of equally many elements, the first at the bottom.
func Raster(s *ir.Study, o *engines.Outcome) string {
	steps := s.Timeline.Segments[0].Steps
	var b strings.Builder
	for _, r := range s.Records {
		if r.Observable != ir.Spikes || steps == 0 {
			continue
		}
		pop := s.Network.Populations[r.Population]
		rows := min(rasterRows, pop.N)
		cells := make([]int, rows*rasterColumns)
		most := 1
		for _, x := range o.Spikes {
			if x.Population != r.Population {
				continue
			}
			row := x.Index * rows / pop.N
			column := int((x.Step - 1) * rasterColumns / steps) // the step of a stamp ends at it
			at := row*rasterColumns + column
			cells[at]++
			most = max(most, cells[at])
		}
		fmt.Fprintf(&b, "%s, %d elements\n", pop.Name, pop.N)
		for row := rows - 1; row >= 0; row-- {
			b.WriteString("|")
			line := make([]byte, rasterColumns)
			for c := range line {
				line[c] = sign(cells[row*rasterColumns+c], most)
			}
			b.WriteString(strings.TrimRight(string(line), " ") + "\n")
		}
		b.WriteString("+" + strings.Repeat("-", rasterColumns) + "\n")
	}
	if b.Len() > 0 {
		end := fmt.Sprintf("%v ms", float64(steps)*s.Timeline.Step)
		fmt.Fprintf(&b, " 0%*s\n", rasterColumns-1, end)
	}
	return b.String()
}

// sign is blank for nothing, and the darker the more of the fullest cell n is.
func sign(n, most int) byte {
	if n == 0 {
		return rasterSigns[0]
	}
	return rasterSigns[1+(n*(len(rasterSigns)-1)-1)/most]
}
