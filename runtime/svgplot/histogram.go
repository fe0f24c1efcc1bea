package svgplot

import (
	"fmt"
	"math"
	"strings"
)

// Distribution are values of one quantity at one time.
type Distribution struct {
	Name   string // such as "after 10 s"
	Values []float64
}

// Group are distributions of one quantity, drawn over each other.
type Group struct {
	Name string // of the quantity, with its unit: "w of ee (pA)"
	Sets []Distribution
}

// bins is the number of bins of a histogram.
const bins = 40

// Histograms draws a histogram for each group; the values of all its sets share
// the bins. Values that are no numbers are left out.
func Histograms(title string, groups []Group) string {
	const panelHeight, between, names = 150.0, 62.0, 14
	p := newPage(topSide+names+int(float64(len(groups))*(panelHeight+between)), title)
	top := float64(topSide + names)
	for _, g := range groups {
		x := scale{math.Inf(1), math.Inf(-1), leftSide, width - rightSide}
		for _, s := range g.Sets {
			for _, v := range s.Values {
				if !math.IsNaN(v) && !math.IsInf(v, 0) {
					x.lo, x.hi = min(x.lo, v), max(x.hi, v)
				}
			}
		}
		if !(x.hi > x.lo) {
			if math.IsInf(x.lo, 0) {
				x.lo = 0
			}
			x.lo, x.hi = x.lo-1, x.lo+1
		}
		counts := make([][]float64, len(g.Sets))
		y := scale{0, 1, top + panelHeight, top}
		for k, s := range g.Sets {
			counts[k] = count(s.Values, x)
			for _, n := range counts[k] {
				y.hi = max(y.hi, n)
			}
		}
		p.frame(x, y, g.Name, "connections")
		for k, n := range counts {
			colour := palette[k%len(palette)]
			fmt.Fprintf(p, `<path stroke="%s" stroke-width="1.3" fill="none" d="%s"/>`+"\n", colour, outline(n, x, y))
			fmt.Fprintf(p, `<text x="%s" y="%s" fill="%s">%s</text>`+"\n", px(leftSide+8+float64(k)*140), px(top-4), colour, escape(g.Sets[k].Name))
		}
		top += panelHeight + between
	}
	return p.end()
}

// count is the number of values in each bin.
func count(values []float64, x scale) []float64 {
	n := make([]float64, bins)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			n[min(bins-1, int((v-x.lo)/(x.hi-x.lo)*bins))]++
		}
	}
	return n
}

// outline is the path around the bars.
func outline(n []float64, x, y scale) string {
	var d strings.Builder
	width := (x.hi - x.lo) / bins
	fmt.Fprintf(&d, "M%s %s", px(x.at(x.lo)), px(y.at(0)))
	for b, c := range n {
		fmt.Fprintf(&d, "V%sH%s", px(y.at(c)), px(x.at(x.lo+float64(b+1)*width)))
	}
	fmt.Fprintf(&d, "V%s", px(y.at(0)))
	return d.String()
}
