package svgplot

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// Curve is one line: samples at 0, Every, 2*Every, … ms.
type Curve struct {
	Name  string
	Every float64
	Value []float64
}

// Panel is a diagram of curves of one quantity.
type Panel struct {
	Name   string // of the quantity, with its unit: "V (mV)"
	Curves []Curve
}

// maxPoints bounds the points of one curve: of each piece of a longer one the
// least and the largest value are drawn.
const maxPoints = 1400

// Curves draws panels below each other over a common time from 0 to duration
// (ms).
func Curves(title string, duration float64, panels []Panel) string {
	const panelHeight, between, names = 130.0, 26.0, 14
	p := newPage(topSide+names+int(float64(len(panels))*(panelHeight+between))+28, title)
	x := scale{0, duration, leftSide, width - rightSide}
	top := float64(topSide + names)
	for i, panel := range panels {
		y := scale{math.Inf(1), math.Inf(-1), top + panelHeight, top}
		for _, c := range panel.Curves {
			for _, v := range c.Value {
				if !math.IsNaN(v) && !math.IsInf(v, 0) {
					y.lo, y.hi = min(y.lo, v), max(y.hi, v)
				}
			}
		}
		if !(y.hi > y.lo) {
			if math.IsInf(y.lo, 0) {
				y.lo = 0
			}
			y.lo, y.hi = y.lo-1, y.lo+1
		}
		margin := 0.05 * (y.hi - y.lo)
		y.lo, y.hi = y.lo-margin, y.hi+margin
		name := ""
		if i == len(panels)-1 {
			name = "time (ms)"
		}
		p.frame(x, y, name, panel.Name)
		for k, c := range panel.Curves {
			colour := palette[k%len(palette)]
			fmt.Fprintf(p, `<path stroke="%s" stroke-width="1.1" fill="none" d="%s"/>`+"\n", colour, c.path(x, y))
			fmt.Fprintf(p, `<text x="%s" y="%s" fill="%s">%s</text>`+"\n", px(leftSide+8+float64(k)*84), px(top-4), colour, escape(c.Name))
		}
		top += panelHeight + between
	}
	return p.end()
}

func (c Curve) path(x, y scale) string {
	var d strings.Builder
	sign := "M"
	point := func(k int) {
		v := c.Value[k]
		if math.IsNaN(v) || math.IsInf(v, 0) {
			sign = "M"
			return
		}
		d.WriteString(sign + px(x.at(float64(k)*c.Every)) + " " + px(y.at(v)))
		sign = "L"
	}
	piece := (len(c.Value) + maxPoints/2 - 1) / (maxPoints / 2)
	if piece <= 2 {
		for k := range c.Value {
			point(k)
		}
		return d.String()
	}
	for from := 0; from < len(c.Value); from += piece {
		least, most := from, from
		for k := from; k < min(from+piece, len(c.Value)); k++ {
			if c.Value[k] < c.Value[least] {
				least = k
			}
			if c.Value[k] > c.Value[most] {
				most = k
			}
		}
		point(min(least, most))
		if least != most {
			point(max(least, most))
		}
	}
	return d.String()
}

func escape(text string) string { return html.EscapeString(text) }
