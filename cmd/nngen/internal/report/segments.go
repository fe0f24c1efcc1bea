package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/runtime/record"
	"github.com/nngen/nngen/runtime/svgplot"
)

// Segments is the table of an experiment with several segments for the terminal.
func Segments(sums []*Summary) string {
	first := sums[0]
	var b strings.Builder
	fmt.Fprintf(&b, "%s, experiment %s: %d segments in steps of %v ms, on %s\n\n", first.Model, first.Experiment, len(sums), first.StepMS, first.Engine)
	head, rows := segmentRows(sums)
	left := []int{0}
	for k := range head {
		if head[k] == "population" {
			left = append(left, k)
		}
	}
	b.WriteString(Table(append([][]string{head}, rows...), left...))
	if head, rows := connectionRows(sums); len(rows) > 0 {
		b.WriteString("\n" + Table(append([][]string{head}, rows...), 0, len(head)-6, len(head)-5, len(head)-4))
	}
	run := 0.0
	for _, s := range sums {
		run += s.RunS
	}
	fmt.Fprintf(&b, "\n%.2f s of simulation\n", run)
	return b.String()
}

// labels are the names of the loop variables of an experiment, and their values in
// each segment, empty where a segment has none of the name.
func labels(sums []*Summary) (names []string, values [][]string) {
	for _, s := range sums {
		for _, label := range s.Labels {
			if !slices.Contains(names, label.Name) {
				names = append(names, label.Name)
			}
		}
	}
	for _, s := range sums {
		row := make([]string, len(names))
		for _, label := range s.Labels {
			row[slices.Index(names, label.Name)] = label.Text
		}
		values = append(values, row)
	}
	return names, values
}

// segmentRows has one row for each segment and population with recorded spikes.
func segmentRows(sums []*Summary) (head []string, rows [][]string) {
	names, values := labels(sums)
	head = slices.Concat([]string{"segment"}, names, []string{"population", "size", "spikes", "rate Hz", "CV of ISI"})
	for k, s := range sums {
		for _, p := range s.Populations {
			cv := "-"
			if p.CVOf > 0 {
				cv = record.Number(round(p.CV, 1e4))
			}
			rows = append(rows, slices.Concat([]string{fmt.Sprint(s.Segment)}, values[k], []string{p.Population, fmt.Sprint(p.Size), fmt.Sprint(p.Spikes), record.Number(round(p.RateHz, 1e3)), cv}))
		}
	}
	return head, rows
}

// connectionRows has one row for each segment and recorded variable of connections.
func connectionRows(sums []*Summary) (head []string, rows [][]string) {
	names, values := labels(sums)
	head = slices.Concat([]string{"segment"}, names, []string{"projection", "variable", "unit", "connections", "mean at the end", "sd"})
	for k, s := range sums {
		for _, c := range s.Connections {
			rows = append(rows, slices.Concat([]string{fmt.Sprint(s.Segment)}, values[k], []string{c.Projection, c.Variable, c.Unit, fmt.Sprint(c.Count), fmt.Sprintf("%.6g", c.Mean), fmt.Sprintf("%.6g", c.SD)}))
		}
	}
	return head, rows
}

func round(x, scale float64) float64 { return float64(int64(x*scale+0.5)) / scale }

// WriteSegments writes segments.csv into a folder: the same rows; and where one
// loop variable is a number, segments.svg: the rates against it. What was recorded
// of connections is in connections.csv and connections.svg: the means at the end.
func WriteSegments(folder string, sums []*Summary) error {
	f := files{folder: folder}
	for _, name := range []string{"segments.svg", "connections.csv", "connections.svg"} {
		f.remove(name)
	}
	title := fmt.Sprintf("%s, experiment %s", sums[0].Model, sums[0].Experiment)
	table := func(name string, head []string, rows [][]string) {
		f.write(name, func(w io.Writer) error {
			c := csv.NewWriter(w)
			if err := c.Write(head); err != nil {
				return err
			}
			return c.WriteAll(rows)
		})
	}
	points := func(name, x, y string, list []svgplot.Series) {
		if len(list) > 0 {
			f.write(name, func(w io.Writer) error {
				_, err := io.WriteString(w, svgplot.Points(title, x, y, list))
				return err
			})
		}
	}
	head, rows := segmentRows(sums)
	table("segments.csv", head, rows)
	name, x, ok := loopVariable(sums)
	if ok {
		points("segments.svg", name, "rate (Hz)", rates(sums, x))
	}
	if head, rows := connectionRows(sums); len(rows) > 0 {
		table("connections.csv", head, rows)
		if y, list := means(sums, x); ok {
			points("connections.svg", name, y, list)
		}
	}
	return f.err
}

// loopVariable is the only one of an experiment, named with its unit, and its value
// in every segment; ok is false where that is no number or there are several.
func loopVariable(sums []*Summary) (name string, values []float64, ok bool) {
	for _, s := range sums {
		if len(s.Labels) != 1 {
			return "", nil, false
		}
		number, unit, _ := strings.Cut(s.Labels[0].Text, " ")
		x, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return "", nil, false
		}
		axis := s.Labels[0].Name
		if unit != "" {
			axis += " (" + unit + ")"
		}
		if name != "" && axis != name {
			return "", nil, false
		}
		name, values = axis, append(values, x)
	}
	return name, values, true
}

// rates are those of every population against the loop variable.
func rates(sums []*Summary, x []float64) []svgplot.Series {
	var list []svgplot.Series
	for k, s := range sums {
		for _, p := range s.Populations {
			list = point(list, p.Population, x[k], p.RateHz)
		}
	}
	return list
}

// means are those of the recorded variable of connections at the end, against the
// loop variable; none where there are several variables.
func means(sums []*Summary, x []float64) (name string, list []svgplot.Series) {
	for k, s := range sums {
		for _, c := range s.Connections {
			axis := c.Variable
			if c.Unit != "" && c.Unit != "1" {
				axis += " (" + c.Unit + ")"
			}
			if k >= len(x) || name != "" && axis != name {
				return "", nil
			}
			name, list = axis, point(list, c.Projection, x[k], c.Mean)
		}
	}
	return name, list
}

// point adds a point to the series of a name.
func point(list []svgplot.Series, name string, x, y float64) []svgplot.Series {
	k := slices.IndexFunc(list, func(s svgplot.Series) bool { return s.Name == name })
	if k < 0 {
		k, list = len(list), append(list, svgplot.Series{Name: name})
	}
	list[k].X, list[k].Y = append(list[k].X, x), append(list[k].Y, y)
	return list
}
