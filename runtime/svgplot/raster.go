package svgplot

import (
	"fmt"
	"math"
	"strings"
)

// Population is one population of a raster.
type Population struct {
	Name  string
	Size  int
	Index []int     // of each spike
	Time  []float64 // of each spike in ms, ascending
	// Over draws it into the rows of the population before it, a little lower: the
	// same elements in another simulation.
	Over bool
}

// maxDots bounds the number of dots of a raster, maxRows the elements shown of
// a population.
const (
	maxDots = 8000
	maxRows = 400
)

// rateBin is the width of a bin of the rate in ms for pictures of the given
// duration: about 150 bins, at least 1 ms.
func rateBin(duration float64) float64 {
	t := ticks(0, duration, 150)
	return max(1, gap(t))
}

// Raster draws the spikes of populations between 0 and duration (ms), one row
// per element, and below them the rate of each population in Hz. Of large
// populations evenly spaced elements are shown, and the caption says so.
func Raster(title string, duration float64, pops []Population) string {
	const rasterHeight, rateHeight, between = 260.0, 90.0, 16.0
	total, shown, dots := 0, 0, 0
	for _, p := range pops {
		if !p.Over {
			total += p.Size
		}
	}
	step := max(1, int(math.Ceil(float64(total)/maxRows)))
	for _, p := range pops {
		if !p.Over {
			shown += (p.Size + step - 1) / step
		}
		for _, i := range p.Index {
			if i%step == 0 {
				dots++
			}
		}
	}
	thin := max(1, int(math.Ceil(float64(dots)/maxDots)))
	caption := title
	if step > 1 {
		caption += fmt.Sprintf(" (one of %d elements shown", step)
		if thin > 1 {
			caption += fmt.Sprintf(", one of %d of their spikes", thin)
		}
		caption += ")"
	} else if thin > 1 {
		caption += fmt.Sprintf(" (one of %d spikes shown)", thin)
	}
	p := newPage(topSide+int(rasterHeight+between+rateHeight)+44, caption)
	x := scale{0, duration, leftSide, width - rightSide}
	y := scale{0, float64(max(shown, 1)), topSide + rasterHeight, topSide}
	p.frame(x, scale{0, 0, y.from, y.to}, "", "")
	row, count := 0, 0
	for k, pop := range pops {
		rows, lower := (pop.Size+step-1)/step, 0.0
		if pop.Over {
			row, lower = row-rows, 1.2
		}
		var d strings.Builder
		for i, index := range pop.Index {
			if index%step != 0 {
				continue
			}
			if count++; (count-1)%thin == 0 {
				fmt.Fprintf(&d, "M%s %sv1", px(x.at(pop.Time[i])), px(y.at(float64(row+index/step)+0.5)+lower))
			}
		}
		colour := palette[k%len(palette)]
		fmt.Fprintf(p, `<path stroke="%s" stroke-width="1.2" fill="none" d="%s"/>`+"\n", colour, d.String())
		fmt.Fprintf(p, `<text x="%d" y="%s" text-anchor="end" fill="%s">%s</text>`+"\n", leftSide-6, px(y.at(float64(row)+float64(rows)/2)+4+10*lower), colour, escape(pop.Name))
		row += rows
	}
	p.rates(x, scale{0, 0, topSide + rasterHeight + between + rateHeight, topSide + rasterHeight + between}, duration, pops)
	return p.end()
}

// rates draws one step curve per population.
func (p *page) rates(x, y scale, duration float64, pops []Population) {
	bin := rateBin(duration)
	n := int(math.Ceil(duration/bin - 1e-9))
	curves := make([][]float64, len(pops))
	for k, pop := range pops {
		curves[k] = make([]float64, n)
		for _, t := range pop.Time {
			// A spike stamped t belongs to the step that ends at t.
			if b := int(math.Ceil(t/bin-1e-9)) - 1; b >= 0 && b < n && pop.Size > 0 {
				curves[k][b] += 1000 / bin / float64(pop.Size)
			}
		}
		for _, r := range curves[k] {
			y.hi = max(y.hi, r)
		}
	}
	if y.hi == 0 {
		y.hi = 1
	}
	p.frame(x, y, "time (ms)", "rate (Hz)")
	for k, curve := range curves {
		var d strings.Builder
		for b, r := range curve {
			sign := "L"
			if b == 0 {
				sign = "M"
			}
			fmt.Fprintf(&d, "%s%s %sH%s", sign, px(x.at(float64(b)*bin)), px(y.at(r)), px(x.at(min(float64(b+1)*bin, duration))))
		}
		fmt.Fprintf(p, `<path stroke="%s" fill="none" d="%s"/>`+"\n", palette[k%len(palette)], d.String())
	}
}
