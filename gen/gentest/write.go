package gentest

import (
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// writer collects the files of a data folder.
type writer struct {
	folder string
	n      int
	err    error
}

type object = map[string]any

// column writes x, or nothing when it holds one value only.
func (w *writer) column(x any, suffix string) object {
	if c, ok := x.([]float64); ok && len(c) == 1 {
		return object{"value": c[0]}
	}
	w.n++
	file := fmt.Sprintf("%03d.%s", w.n, suffix)
	data, err := binary.Append(nil, binary.LittleEndian, x)
	if err == nil {
		err = os.WriteFile(filepath.Join(w.folder, file), data, 0o644)
	}
	if err != nil && w.err == nil {
		w.err = err
	}
	return object{"file": file, "n": len(data) / map[string]int{"f64": 8, "u32": 4, "u16": 2}[suffix]}
}

// WriteData writes the network of s as the emitted scripts read it.
func WriteData(folder string, s *ir.Study) error {
	d := Expand(s)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	w := &writer{folder: folder}
	seg := s.Timeline.Segments[0]
	m := object{"format": "nngen-network-1", "hash": s.Hash, "step_ms": s.Timeline.Step, "seed": s.Timeline.Seed,
		"segments": []object{{"name": seg.Name, "steps": seg.Steps, "discard": seg.Discard}}}

	var populations, synapses, spikes, records []object
	for i, p := range d.Spec.Populations {
		o := object{"name": p.Name, "size": p.N, "first": p.First, "program": nil, "quantities": object{}, "init": object{}, "drive": object{}, "quantum": object{}}
		populations = append(populations, o)
		if p.Source != nil {
			o["source"] = [...]string{"poisson", "spikes_at", "regular"}[p.Source.Kind]
			var index, step []uint32
			var count []uint16
			for _, e := range d.Sources[i] {
				index, step, count = append(index, uint32(e.Index)), append(step, uint32(e.Step)), append(count, uint16(e.Count))
			}
			spikes = append(spikes, object{"population": i, "count": len(index), "index": w.column(index, "u32"), "step": w.column(step, "u32"), "multiplicity": w.column(count, "u16")})
			continue
		}
		o["program"] = p.Program.Name
		c := &d.Populations[i]
		for j, q := range p.Program.Quantities {
			if q.Binding == program.Column {
				o["quantities"].(object)[q.Name] = w.column(c.Quants[j], "f64")
			}
		}
		for j, x := range p.Program.States {
			o["init"].(object)[x.Name] = w.column(c.Init[j], "f64")
		}
		for j, x := range p.Program.Inputs {
			o["drive"].(object)[x.Name] = w.column(c.Drive[j], "f64")
		}
		for j, x := range p.Program.Ports {
			o["quantum"].(object)[x.Name] = c.Quantum[j]
		}
	}
	for _, y := range d.Synapses {
		synapses = append(synapses, object{"name": y.Name, "population": y.Population, "port": d.Spec.Populations[y.Population].Program.Ports[y.Port].Name, "count": len(y.Pre),
			"pre": w.column(y.Pre, "u32"), "post": w.column(y.Post, "u32"), "weight": w.column(y.Weight, "f64"), "delay": w.column(y.Delay, "u16")})
	}
	for _, r := range s.Records {
		elements := make([]uint32, len(r.Elements))
		for i, e := range r.Elements {
			elements[i] = uint32(e)
		}
		o := object{"population": r.Population, "variable": r.Variable, "unit": r.Unit, "every": r.Every}
		if o["elements"] = (object{"all": true}); len(elements) < d.Spec.Populations[r.Population].N {
			o["elements"] = w.column(elements, "u32")
		}
		records = append(records, o)
	}
	m["populations"], m["synapses"], m["spikes"], m["records"] = populations, synapses, spikes, records
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	if w.err != nil {
		return w.err
	}
	return os.WriteFile(filepath.Join(folder, "manifest.json"), append(text, '\n'), 0o644)
}

// Compare reads the results that an emitted script wrote into folder and
// compares them with the oracle's. It returns the number of spikes, the largest
// difference of a trace, and an error that names the first spike or sample that
// is missing or wrong.
func Compare(folder string, s *ir.Study) (count int, worst float64, err error) {
	want, traces := Oracle(s)
	rows, err := table(filepath.Join(folder, "spikes.csv"))
	if err != nil {
		return 0, 0, err
	}
	for i := 0; i < max(len(rows), len(want)); i++ {
		w, got := "nothing", "nothing"
		if i < len(want) {
			w = fmt.Sprintf("%s %d at step %d", s.Network.Populations[want[i].Population].Name, want[i].Index, want[i].Step)
		}
		if i < len(rows) {
			got = fmt.Sprintf("%s %s at step %s", rows[i][1], rows[i][2], rows[i][3])
		}
		if w != got {
			return len(want), 0, fmt.Errorf("spike %d of %d (expected %d): got %s, expected %s", i, len(rows), len(want), got, w)
		}
	}
	rows, err = table(filepath.Join(folder, "traces.csv"))
	if err != nil {
		return len(want), 0, err
	}
	n := 0
	for r, rec := range s.Records {
		for e := range traces[r] {
			for k, x := range traces[r][e] {
				if n >= len(rows) {
					return len(want), worst, fmt.Errorf("%d samples only", n)
				}
				row := rows[n]
				n++
				value, err := strconv.ParseFloat(row[6], 64)
				at, err2 := strconv.ParseFloat(row[5], 64)
				if err != nil || err2 != nil || row[2] != strconv.Itoa(rec.Elements[e]) || row[3] != rec.Variable || math.Abs(at-float64(int64(k)*rec.Every)*s.Timeline.Step) > 1e-6 {
					return len(want), worst, fmt.Errorf("sample %d: got %q, expected %s of %d, sample %d", n-1, row, rec.Variable, rec.Elements[e], k)
				}
				if d := math.Abs(value - x); !(d <= worst) {
					worst = d
					if !(d <= 1e-9) {
						return len(want), worst, fmt.Errorf("%s of element %d, sample %d: got %v, expected %v", rec.Variable, rec.Elements[e], k, value, x)
					}
				}
			}
		}
	}
	if n != len(rows) {
		return len(want), worst, fmt.Errorf("%d samples, expected %d", len(rows), n)
	}
	return len(want), worst, nil
}

// table reads a CSV file and drops its header.
func table(name string) ([][]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	if _, err := r.Read(); err != nil && err != io.EOF {
		return nil, err
	}
	return r.ReadAll()
}
