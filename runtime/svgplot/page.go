package svgplot

import (
	"fmt"
	"html"
	"strings"
)

// The colours of series: dark enough on white, light enough on black (after the
// palette of Okabe & Ito, which colour-blind readers can tell apart).
var palette = []string{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"}

// The layout in pixels.
const (
	width     = 760
	leftSide  = 64
	rightSide = 16
	topSide   = 30
)

// page collects the elements of a picture.
type page struct {
	strings.Builder
	height int
}

// newPage begins a picture; text and lines follow the colour scheme of the page
// that shows it.
func newPage(height int, title string) *page {
	p := &page{height: height}
	fmt.Fprintf(p, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height, width, height)
	p.WriteString(`<style>.p{fill:#fff}.t{fill:#222}.l{stroke:#888;fill:none}.g{stroke:#ddd;fill:none}` +
		`@media (prefers-color-scheme:dark){.p{fill:#161616}.t{fill:#ddd}.g{stroke:#333}}</style>` + "\n")
	fmt.Fprintf(p, `<title>%s</title>`+"\n", html.EscapeString(title))
	fmt.Fprintf(p, `<rect class="p" fill="#fff" width="%d" height="%d"/>`+"\n", width, height)
	p.text(leftSide, 18, "start", title)
	return p
}

func (p *page) text(x, y float64, anchor, text string) {
	fmt.Fprintf(p, `<text class="t" x="%s" y="%s" text-anchor="%s">%s</text>`+"\n", px(x), px(y), anchor, html.EscapeString(text))
}

func (p *page) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(p, `<path class="%s" stroke="#999" fill="none" d="M%s %sL%s %s"/>`+"\n", class, px(x1), px(y1), px(x2), px(y2))
}

// frame draws the axes of a panel.
func (p *page) frame(x, y scale, xName, yName string) {
	bottom, top := y.from, y.to
	tx, ty := ticks(x.lo, x.hi, 8), ticks(y.lo, y.hi, 4)
	for _, t := range ty {
		p.line("g", x.from, y.at(t), x.to, y.at(t))
		p.text(x.from-6, y.at(t)+4, "end", label(t, gap(ty)))
	}
	p.line("l", x.from, bottom, x.to, bottom)
	p.line("l", x.from, bottom, x.from, top)
	if xName != "" {
		for _, t := range tx {
			p.line("l", x.at(t), bottom, x.at(t), bottom+4)
			p.text(x.at(t), bottom+17, "middle", label(t, gap(tx)))
		}
		p.text((x.from+x.to)/2, bottom+34, "middle", xName)
	}
	if yName != "" {
		fmt.Fprintf(p, `<text class="t" text-anchor="middle" transform="translate(14 %s) rotate(-90)">%s</text>`+"\n", px((bottom+top)/2), html.EscapeString(yName))
	}
}

func gap(t []float64) float64 {
	if len(t) < 2 {
		return 1
	}
	return t[1] - t[0]
}

func (p *page) end() string { return p.String() + "</svg>\n" }
