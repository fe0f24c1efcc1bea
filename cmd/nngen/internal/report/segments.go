package report

import (
	"encoding/csv"
	"fmt"
	"io"
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
	run := 0.0
	for _, s := range sums {
		run += s.RunS
	}
	fmt.Fprintf(&b, "\n%.2f s of simulation\n", run)
	return b.String()
}

// segmentRows has one row for each segment and population with recorded spikes.
func segmentRows(sums []*Summary) (head []string, rows [][]string) {
	head = []string{"segment"}
	var names []string // of loop variables
	for _, s := range sums {
		for _, label := range s.Labels {
			known := false
			for _, n := range names {
				known = known || n == label.Name
			}
			if !known {
				names = append(names, label.Name)
			}
		}
	}
	head = append(append(head, names...), "population", "size", "spikes", "rate Hz", "CV of ISI")
	for _, s := range sums {
		cells := []string{fmt.Sprint(s.Segment)}
		for _, n := range names {
			text := ""
			for _, label := range s.Labels {
				if label.Name == n {
					text = label.Text
				}
			}
			cells = append(cells, text)
		}
		for _, p := range s.Populations {
			cv := "-"
			if p.CVOf > 0 {
				cv = record.Number(round(p.CV, 1e4))
			}
			rows = append(rows, append(append([]string(nil), cells...), p.Population, fmt.Sprint(p.Size), fmt.Sprint(p.Spikes), record.Number(round(p.RateHz, 1e3)), cv))
		}
	}
	return head, rows
}

func round(x, scale float64) float64 { return float64(int64(x*scale+0.5)) / scale }

// WriteSegments writes segments.csv into a folder: the same rows; and where one
// loop variable is a number, segments.svg: the rates against it.
func WriteSegments(folder string, sums []*Summary) error {
	head, rows := segmentRows(sums)
	f := files{folder: folder}
	f.write("segments.csv", func(w io.Writer) error {
		c := csv.NewWriter(w)
		if err := c.Write(head); err != nil {
			return err
		}
		return c.WriteAll(rows)
	})
	f.remove("segments.svg")
	if name, list := rates(sums); len(list) > 0 {
		title := fmt.Sprintf("%s, experiment %s", sums[0].Model, sums[0].Experiment)
		f.write("segments.svg", func(w io.Writer) error {
			_, err := io.WriteString(w, svgplot.Points(title, name, "rate (Hz)", list))
			return err
		})
	}
	return f.err
}

// rates are those of every population against the only loop variable, which is
// named with its unit; none where that is no number or there are several.
func rates(sums []*Summary) (name string, list []svgplot.Series) {
	at := map[string]int{}
	for _, s := range sums {
		if len(s.Labels) != 1 {
			return "", nil
		}
		number, unit, _ := strings.Cut(s.Labels[0].Text, " ")
		x, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return "", nil
		}
		axis := s.Labels[0].Name
		if unit != "" {
			axis += " (" + unit + ")"
		}
		if name != "" && axis != name {
			return "", nil
		}
		name = axis
		for _, p := range s.Populations {
			k, ok := at[p.Population]
			if !ok {
				k = len(list)
				at[p.Population] = k
				list = append(list, svgplot.Series{Name: p.Population})
			}
			list[k].X, list[k].Y = append(list[k].X, x), append(list[k].Y, p.RateHz)
		}
	}
	return name, list
}
