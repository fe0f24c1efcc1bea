package brainscales

import (
	"encoding/json"
	"fmt"
	"html"
	"math"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/runtime/svgplot"
)

// fit is the report for programs.
type fit struct {
	Model       string          `json:"model"`
	Fits        bool            `json:"fits"`
	Circuits    int             `json:"circuits"`
	OfCircuits  int             `json:"of_circuits"`
	Rows        [2]rowUse       `json:"rows"`
	Parameters  []fitParameter  `json:"parameters"`
	Projections []fitProjection `json:"projections"`
	Findings    []findingRecord `json:"findings"`
}

type rowUse struct {
	Excitatory int `json:"excitatory"`
	Inhibitory int `json:"inhibitory"`
	Of         int `json:"of"`
}

type fitParameter struct {
	Population string  `json:"population"`
	Name       string  `json:"name"`
	Unit       string  `json:"unit"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	BioUnit    string  `json:"bio_unit"`
	BioLow     float64 `json:"bio_low"`
	BioHigh    float64 `json:"bio_high"`
	Residual   float64 `json:"largest_residual"`
}

type fitProjection struct {
	Name     string  `json:"name"`
	Receptor string  `json:"receptor"`
	Synapses int     `json:"synapses"`
	Unit     float64 `json:"per_step"`
	BioUnit  string  `json:"bio_unit"`
	Zeroed   int     `json:"zeroed"`
	Rounded  int     `json:"changed_by_a_tenth"`
	RMS      float64 `json:"relative_rms_error"`
}

// fit collects the report. A mapping that failed early has less to say.
func (m *Mapping) fit() fit {
	f := fit{Model: m.Study.Name, Fits: !m.Findings.HasErrors(), Circuits: m.plan.circuits, OfCircuits: circuits, Parameters: []fitParameter{}, Projections: []fitProjection{}, Findings: m.findings()}
	for h := range f.Rows {
		f.Rows[h] = rowUse{m.plan.excitatory[h], m.plan.inhibitory[h], rows}
	}
	extent := func(x []float64) (low, high float64) {
		low, high = math.Inf(1), math.Inf(-1)
		for _, v := range x {
			low, high = min(low, v), max(high, v)
		}
		return tidy(low), tidy(high)
	}
	for i := range m.Populations {
		p := &m.Populations[i]
		for _, q := range p.Params {
			x := fitParameter{Population: p.Name, Name: q.Name, Unit: q.Unit, BioUnit: q.BioUnit}
			x.Low, x.High = extent(q.Chip)
			x.BioLow, x.BioHigh = extent(q.Bio)
			for _, r := range q.Residual {
				x.Residual = max(x.Residual, tidy(math.Abs(r)))
			}
			f.Parameters = append(f.Parameters, x)
		}
	}
	for i := range m.Projections {
		x := &m.Projections[i]
		f.Projections = append(f.Projections, fitProjection{x.Name, x.sign(), len(x.Synapses), tidy(x.Unit), x.BioUnit, x.Zeroed, x.Rounded, tidy(m.rms(x))})
	}
	return f
}

// errors are the relative errors of the weights of a projection.
func (m *Mapping) errors(x *Projection) []float64 {
	p := m.Of(x.Post)
	var list []float64
	for _, s := range x.Synapses {
		if s.Bio != 0 {
			chip := float64(s.Weight) * m.unit(x.Excitatory) / math.Abs(p.effect(x.receptor, s.Post))
			list = append(list, chip/math.Abs(s.Bio)-1)
		}
	}
	return list
}

func (m *Mapping) rms(x *Projection) float64 {
	sum, list := 0.0, m.errors(x)
	for _, e := range list {
		sum += e * e
	}
	return math.Sqrt(sum / float64(max(1, len(list))))
}

// forms are the fit report for people, programs and browsers.
type forms struct{ text, json, html []byte }

func (m *Mapping) report() (forms, error) {
	f := m.fit()
	data, err := json.MarshalIndent(f, "", "  ")
	return forms{[]byte(gen.Header("# ", m.Study) + "\n" + f.text()), append(data, '\n'), []byte(m.page(f))}, err
}

// tables are the report in rows.
func (f *fit) tables() []gen.Table {
	verdict := " fits the chip"
	if !f.Fits {
		verdict = " does not fit the chip"
	}
	use := gen.Table{Title: f.Model + verdict, Rows: [][]string{{"what", "used", "of"}, {"circuits", fmt.Sprint(f.Circuits), fmt.Sprint(f.OfCircuits)}}, Left: []int{0}}
	for h, r := range f.Rows {
		use.Rows = append(use.Rows, []string{fmt.Sprintf("excitatory rows of hemisphere %d", h), fmt.Sprint(r.Excitatory), fmt.Sprint(r.Of)},
			[]string{fmt.Sprintf("inhibitory rows of hemisphere %d", h), fmt.Sprint(r.Inhibitory), fmt.Sprint(r.Of)})
	}
	parameters := gen.Table{Title: "parameters", Rows: [][]string{{"population", "parameter", "model", "chip", "largest residual"}}, Left: []int{0, 1, 2, 3}}
	for _, p := range f.Parameters {
		parameters.Rows = append(parameters.Rows, []string{p.Population, p.Name, between(p.BioLow, p.BioHigh, p.BioUnit), between(p.Low, p.High, p.Unit), between(tidy(p.Residual), tidy(p.Residual), p.BioUnit)})
	}
	weights := gen.Table{Title: "weights", Rows: [][]string{{"projection", "receptor", "synapses", "a step is", "become 0", "change by a tenth", "rms error"}}, Left: []int{0, 1}}
	for _, p := range f.Projections {
		weights.Rows = append(weights.Rows, []string{p.Name, p.Receptor, fmt.Sprint(p.Synapses), fmt.Sprintf("%.4g %s", p.Unit, p.BioUnit), fmt.Sprint(p.Zeroed), fmt.Sprint(p.Rounded), fmt.Sprintf("%.2f %%", 100*p.RMS)})
	}
	return []gen.Table{use, parameters, weights}
}

// text lays the tables out for a file.
func (f *fit) text() string {
	var b strings.Builder
	for _, t := range f.tables() {
		if len(t.Rows) > 1 {
			fmt.Fprintf(&b, "%s\n\n%s\n", t.Title, columnsOf(t.Rows))
		}
	}
	for _, x := range f.Findings {
		fmt.Fprintf(&b, "%s %s: %s\n", x.Code, x.Severity, x.Message)
	}
	return b.String()
}

func between(low, high float64, unit string) string {
	if unit == "1" {
		unit = ""
	}
	if low == high {
		return strings.TrimSpace(fmt.Sprintf("%.4g %s", low, unit))
	}
	return fmt.Sprintf("%.4g to %.4g %s", low, high, unit)
}

// columnsOf lays out a table, words to the left.
func columnsOf(rows [][]string) string {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, c := range row {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, c := range row {
			line += c + strings.Repeat(" ", width[i]-len([]rune(c))+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// page is the report with histograms of what rounding changes.
func (m *Mapping) page(f fit) string {
	var groups []svgplot.Group
	for i := range m.Populations {
		p := &m.Populations[i]
		for _, q := range p.Params {
			if q.Unit == "LSB" {
				groups = append(groups, svgplot.Group{Name: fmt.Sprintf("residual of %s of %s (mV)", q.Name, p.Name), Sets: []svgplot.Distribution{{Name: q.Name, Values: q.Residual}}})
			}
		}
	}
	for i := range m.Projections {
		x := &m.Projections[i]
		if list := m.errors(x); len(list) > 0 {
			groups = append(groups, svgplot.Group{Name: fmt.Sprintf("relative error of weights of %s, %s", x.Name, x.sign()), Sets: []svgplot.Distribution{{Name: x.sign(), Values: list}}})
		}
	}
	var b strings.Builder
	title := html.EscapeString(m.Study.Name) + " on BrainScaleS-2"
	b.WriteString("<!DOCTYPE html>\n<!-- " + strings.ReplaceAll(html.EscapeString(strings.TrimRight(gen.Header("", m.Study), "\n")), "--", "- -") + " -->\n")
	fmt.Fprintf(&b, "<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>%s</title>\n<style>body{font-family:sans-serif;max-width:60em;margin:2em auto}pre{overflow-x:auto}</style></head>\n<body>\n<h1>%s</h1>\n<pre>%s</pre>\n",
		title, title, html.EscapeString(f.text()))
	if len(groups) > 0 {
		b.WriteString(svgplot.Histograms("What rounding changes", groups))
	}
	b.WriteString("\n</body>\n</html>\n")
	return b.String()
}
