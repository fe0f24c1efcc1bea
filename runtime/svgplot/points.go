package svgplot

import (
	"fmt"
	"math"
	"strings"
)

// Series is a number of points that a line joins in the order given.
type Series struct {
	Name string
	X, Y []float64 // of one length; points that are not finite are left out
}

// Points draws series in one diagram. Its y axis begins at 0 or below.
func Points(title, xName, yName string, list []Series) string {
	const panelHeight, names = 220.0, 14
	p := newPage(topSide+names+int(panelHeight)+44, title)
	top := float64(topSide + names)
	x := scale{math.Inf(1), math.Inf(-1), leftSide, width - rightSide}
	y := scale{0, 0, top + panelHeight, top}
	for _, s := range list {
		for k := range s.X {
			if finite(s.X[k]) && finite(s.Y[k]) {
				x.lo, x.hi = min(x.lo, s.X[k]), max(x.hi, s.X[k])
				y.lo, y.hi = min(y.lo, s.Y[k]), max(y.hi, s.Y[k])
			}
		}
	}
	if !(x.hi > x.lo) {
		if math.IsInf(x.lo, 0) {
			x.lo = 0
		}
		x.lo, x.hi = x.lo-1, x.lo+1
	}
	if y.hi > y.lo {
		y.hi += 0.05 * (y.hi - y.lo)
	} else {
		y.hi = y.lo + 1
	}
	p.frame(x, y, xName, yName)
	for k, s := range list {
		colour := palette[k%len(palette)]
		var d strings.Builder
		sign := "M"
		for i := range s.X {
			if !finite(s.X[i]) || !finite(s.Y[i]) {
				sign = "M"
				continue
			}
			d.WriteString(sign + px(x.at(s.X[i])) + " " + px(y.at(s.Y[i])))
			sign = "L"
			fmt.Fprintf(p, `<circle cx="%s" cy="%s" r="3" fill="%s"/>`+"\n", px(x.at(s.X[i])), px(y.at(s.Y[i])), colour)
		}
		fmt.Fprintf(p, `<path stroke="%s" stroke-width="1.1" fill="none" d="%s"/>`+"\n", colour, d.String())
		fmt.Fprintf(p, `<text x="%s" y="%s" fill="%s">%s</text>`+"\n", px(leftSide+8+float64(k)*84), px(top-4), colour, escape(s.Name))
	}
	return p.end()
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
