package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/record"
	"github.com/nngen/nngen/runtime/svgplot"
)

// Summary is summary.json.
type Summary struct {
	Model       string         `json:"model"`
	Hash        string         `json:"source_sha256"`
	Experiment  string         `json:"experiment"`
	Segment     int            `json:"segment"`
	Labels      []ir.Label     `json:"labels,omitempty"` // what the loops of the experiment stood at
	Engine      string         `json:"engine"`
	Version     string         `json:"version"`
	StepMS      float64        `json:"step_ms"`
	Seed        uint64         `json:"seed"`
	DurationMS  float64        `json:"duration_ms"`
	DiscardMS   float64        `json:"discard_ms"`
	LeftMS      [][2]float64   `json:"left_out_ms,omitempty"` // further intervals that do not count
	Populations []record.Stats `json:"populations"`           // of which spikes are recorded
	Connections []Connections  `json:"connections,omitempty"` // of which a variable is recorded
	// Quanta are, where weights are packed, what they were rounded to multiples of, by
	// population.port, in the unit of the port; no weight moved by more than half of it.
	Quanta map[string]float64 `json:"weight_quanta,omitempty"`
	// Precision is "float32" of a run that computes in it: all numbers have 24 bits, so
	// that each operation changes them by up to 6e-8 of themselves. Doubles are the
	// populations and projections that it computes in float64 all the same, and why.
	Precision string            `json:"precision,omitempty"`
	Doubles   map[string]string `json:"float64,omitempty"`
	Events    int64             `json:"synaptic_events,omitempty"`
	BuildS    float64           `json:"build_seconds"`
	RunS      float64           `json:"run_seconds"`
	WallS     float64           `json:"wall_seconds"`
	Diverged  string            `json:"diverged,omitempty"` // a state that was no finite number at the end
	Complete  bool              `json:"complete"`
}

// Write puts everything into a folder, the summary last; with npz also the arrays
// of results.npz. What an earlier run left there is replaced.
//
// A run that was interrupted after done steps has results that are not complete, of
// the time up to then; done is that of the whole segment otherwise.
func Write(folder string, s *ir.Study, n *network.Network, o *engines.Outcome, done int64, wall time.Duration, npz bool) (*Summary, error) {
	h := s.Timeline.Step
	complete := done >= s.Timeline.Segments[0].Steps
	if !complete {
		s = upTo(s, done)
	}
	seg := s.Timeline.Segments[0]
	sum := &Summary{Model: s.Name, Hash: s.Hash, Experiment: s.Timeline.Name, Segment: s.Timeline.Index, Labels: s.Timeline.Labels, Engine: o.Engine, Version: o.Version, StepMS: h, Seed: s.Timeline.Seed,
		DurationMS: record.Milliseconds(seg.Steps, h), DiscardMS: record.Milliseconds(seg.Discard, h), Events: o.Events,
		BuildS: o.Build.Seconds(), RunS: o.Run.Seconds(), WallS: wall.Seconds(), Diverged: o.Diverged, Complete: complete}
	sum.Quanta, sum.Precision, sum.Doubles = quanta(n), o.Precision, o.Doubles
	for _, x := range seg.Left {
		sum.LeftMS = append(sum.LeftMS, [2]float64{record.Milliseconds(x[0], h), record.Milliseconds(x[1], h)})
	}
	files := files{folder: folder}
	files.remove("summary.json") // one from before must not stand beside new files
	files.write("spikes.csv", func(w io.Writer) error {
		return record.WriteSpikes(w, func(yield func(record.Spike) bool) {
			for _, x := range o.Spikes {
				if !yield(record.Spike{Segment: seg.Name, Population: s.Network.Populations[x.Population].Name, Index: x.Index, Step: x.Step}) {
					return
				}
			}
		}, h)
	})
	files.write("traces.csv", func(w io.Writer) error { return record.WriteTraces(w, traces(s, o), h) })
	files.remove("weights.csv")
	if len(s.Weights) > 0 {
		files.write("weights.csv", func(w io.Writer) error { return record.WriteWeights(w, weights(s, n, o), h) })
	}
	files.remove("results.npz")
	if npz {
		files.write("results.npz", func(w io.Writer) error { return record.WriteNPZ(w, arrays(s, n, o)) })
	}
	pops := populations(s, o, sum)
	title := fmt.Sprintf("%s, experiment %s", s.Name, s.Timeline.Name)
	if seg.Name != "" {
		title += ", " + seg.Name
	}
	// Pictures that this run does not draw again would show another one.
	for _, name := range []string{"raster.svg", "traces.svg", "weights.svg"} {
		files.remove(name)
	}
	if len(pops) > 0 {
		files.write("raster.svg", func(w io.Writer) error {
			_, err := io.WriteString(w, svgplot.Raster(title, sum.DurationMS, pops))
			return err
		})
	}
	if panels := panels(s, o); len(panels) > 0 {
		files.write("traces.svg", func(w io.Writer) error {
			_, err := io.WriteString(w, svgplot.Curves(title, sum.DurationMS, panels))
			return err
		})
	}
	sum.Connections = connections(weights(s, n, o))
	if groups := distributions(weights(s, n, o), h); len(groups) > 0 {
		files.write("weights.svg", func(w io.Writer) error {
			_, err := io.WriteString(w, svgplot.Histograms(title, groups))
			return err
		})
	}
	files.write("summary.json", func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(sum)
	})
	if files.err != nil {
		return nil, files.err
	}
	return sum, nil
}

// quanta are those of a network that is packed.
func quanta(n *network.Network) map[string]float64 {
	if !n.Spec.Packed {
		return nil
	}
	list := map[string]float64{}
	for p := range n.Spec.Populations {
		pop := &n.Spec.Populations[p]
		for k, q := range n.Populations[p].Quantum {
			if q > 0 {
				list[pop.Name+"."+pop.Program.Ports[k].Name] = q
			}
		}
	}
	return list
}

// upTo is a study whose segment ends after so many steps.
func upTo(s *ir.Study, done int64) *ir.Study {
	short := *s
	short.Timeline.Segments = slices.Clone(s.Timeline.Segments)
	seg := &short.Timeline.Segments[0]
	seg.Steps, seg.Discard = done, min(seg.Discard, done)
	seg.Left = nil
	for _, x := range s.Timeline.Segments[0].Left {
		if x[0] < done {
			seg.Left = append(seg.Left, [2]int64{x[0], min(x[1], done)})
		}
	}
	return &short
}

// rounded is a large number for people, to two or three digits.
func rounded(x float64) string {
	for _, c := range []struct {
		scale float64
		name  string
	}{{1e9, " billion"}, {1e6, " million"}, {1e3, " thousand"}} {
		if x >= c.scale {
			if x /= c.scale; x >= 10 {
				return fmt.Sprintf("%.0f%s", x, c.name)
			}
			return fmt.Sprintf("%.1f%s", x, c.name)
		}
	}
	return fmt.Sprintf("%.0f", x)
}

// files writes one file after the other until one fails; then those before it
// are removed, since they are no results without the others.
type files struct {
	folder string
	made   []string
	err    error
}

func (f *files) write(name string, content func(io.Writer) error) {
	if f.err != nil {
		return
	}
	path := filepath.Join(f.folder, name)
	out, err := disk.Create(path, 0)
	if err == nil {
		if err = content(out); err != nil {
			out.Abandon()
		} else {
			err = out.Close()
		}
	}
	if err == nil {
		f.made = append(f.made, path)
		return
	}
	f.fail(err)
}

// fail keeps the first error and removes what was written before it.
func (f *files) fail(err error) {
	f.err = disk.Explain(err)
	for _, made := range f.made {
		os.Remove(made)
	}
}

// remove removes a file that may be there.
func (f *files) remove(name string) {
	if f.err != nil {
		return
	}
	if err := os.Remove(filepath.Join(f.folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.fail(err)
	}
}

func traces(s *ir.Study, o *engines.Outcome) []record.Trace {
	var list []record.Trace
	for i, r := range s.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		for e, index := range r.Elements {
			list = append(list, record.Trace{Segment: s.Timeline.Segments[0].Name, Population: s.Network.Populations[r.Population].Name, Index: index, Variable: r.Variable, Unit: r.Unit, Every: r.Every, Values: o.Traces[i][e]})
		}
	}
	return list
}

// weights are the recorded samples of plastic connections. Sources and targets
// are counted within their populations.
func weights(s *ir.Study, n *network.Network, o *engines.Outcome) []record.Weights {
	var list []record.Weights
	for i, r := range s.Weights {
		for j, samples := range o.WeightSamples[i] {
			if samples != nil {
				syn := n.Synapses[j]
				rows, _ := n.Rows(j, r.Only) // looked at before the run
				list = append(list, record.Weights{Segment: s.Timeline.Segments[0].Name, Projection: syn.Name, Variable: r.Variable, Unit: r.Unit, Every: r.Every,
					Pre: s.Network.Local(network.Taken(syn.Pre, rows)), Post: s.Network.Local(network.Taken(syn.Post, rows)), Values: samples})
			}
		}
	}
	return list
}

// distributions are the first and the last samples of every variable of plastic
// connections.
func distributions(list []record.Weights, h float64) []svgplot.Group {
	var groups []svgplot.Group
	for _, w := range list {
		last := len(w.Values) - 1
		if last < 0 {
			continue
		}
		g := svgplot.Group{Name: fmt.Sprintf("%s of %s (%s)", w.Variable, w.Projection, w.Unit)}
		for _, k := range []int{0, last} {
			g.Sets = append(g.Sets, svgplot.Distribution{Name: fmt.Sprintf("at %v s", record.Milliseconds(int64(k)*w.Every, h)/1000), Values: w.Values[k]})
		}
		groups = append(groups, g)
	}
	return groups
}

// populations are those whose spikes are recorded, for the raster, and their
// statistics.
func populations(s *ir.Study, o *engines.Outcome, sum *Summary) []svgplot.Population {
	recorded := make([]bool, len(s.Network.Populations))
	for _, r := range s.Records {
		if r.Observable == ir.Spikes {
			recorded[r.Population] = true
		}
	}
	of := make([][]int, len(recorded)) // indices into o.Spikes
	for i, x := range o.Spikes {
		of[x.Population] = append(of[x.Population], i)
	}
	var list []svgplot.Population
	h, seg := s.Timeline.Step, s.Timeline.Segments[0]
	for p, yes := range recorded {
		if !yes {
			continue
		}
		pop := &s.Network.Populations[p]
		x := svgplot.Population{Name: pop.Name, Size: pop.N}
		for _, i := range of[p] {
			x.Index = append(x.Index, o.Spikes[i].Index)
			x.Time = append(x.Time, float64(o.Spikes[i].Step)*h)
		}
		list = append(list, x)
		sum.Populations = append(sum.Populations, record.Summarise(pop.Name, pop.N, len(of[p]), func(i int) (int, int64) {
			x := o.Spikes[of[p][i]]
			return x.Index, x.Step
		}, record.Without(seg.Discard, seg.Steps, left(seg)), h))
	}
	return list
}

// left are the intervals of a segment that do not count.
func left(seg ir.Segment) []record.Interval {
	var list []record.Interval
	for _, x := range seg.Left {
		list = append(list, record.Interval{From: x[0], To: x[1]})
	}
	return list
}

// panels puts the traces of one variable and unit into one diagram.
func panels(s *ir.Study, o *engines.Outcome) []svgplot.Panel {
	var list []svgplot.Panel
	at := map[string]int{}
	for i, r := range s.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		name := fmt.Sprintf("%s (%s)", r.Variable, r.Unit)
		k, ok := at[name]
		if !ok {
			k = len(list)
			at[name] = k
			list = append(list, svgplot.Panel{Name: name})
		}
		for e, index := range r.Elements {
			if len(list[k].Curves) < 6 {
				list[k].Curves = append(list[k].Curves, svgplot.Curve{Name: fmt.Sprintf("%s[%d]", s.Network.Populations[r.Population].Name, index),
					Every: float64(r.Every) * s.Timeline.Step, Value: o.Traces[i][e]})
			}
		}
	}
	return list
}

// Text is the table for the terminal.
func (s *Summary) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, experiment %s: %v ms in steps of %v ms, seed %d, on %s\n\n", s.Model, s.Experiment, s.DurationMS, s.StepMS, s.Seed, s.Engine)
	rows := [][]string{{"population", "size", "spikes", "rate Hz", "CV of ISI", "Fano", "silent"}}
	for _, p := range s.Populations {
		cv := "-"
		if p.CVOf > 0 {
			cv = fmt.Sprintf("%.2f", p.CV)
		}
		rows = append(rows, []string{p.Population, fmt.Sprint(p.Size), fmt.Sprint(p.Spikes), fmt.Sprintf("%.2f", p.RateHz), cv, fmt.Sprintf("%.1f", p.Fano), fmt.Sprint(p.Silent)})
	}
	b.WriteString(Table(rows, 0))
	if s.DiscardMS > 0 {
		fmt.Fprintf(&b, "\nthe first %v ms do not count\n", s.DiscardMS)
	}
	for _, x := range s.LeftMS {
		fmt.Fprintf(&b, "what comes from %v to %v ms does not count\n", x[0], x[1])
	}
	if len(s.Quanta) > 0 {
		b.WriteString("\nweights were rounded to 15 bits and a sign; summary.json has the units\n")
	}
	if s.Precision != "" {
		b.WriteString("\nnumbers have 24 bits (float32)\n")
		for _, name := range slices.Sorted(maps.Keys(s.Doubles)) {
			fmt.Fprintf(&b, "%s stays in float64: %s\n", name, s.Doubles[name])
		}
	}
	if !s.Complete {
		b.WriteString("\nthe run was interrupted: these results are not complete\n")
	}
	fmt.Fprintf(&b, "\n%.2f s of simulation", s.RunS)
	if s.Events > 0 && s.RunS > 0 {
		fmt.Fprintf(&b, ", %s synaptic events per second", rounded(float64(s.Events)/s.RunS))
	}
	b.WriteString("\n")
	return b.String()
}
