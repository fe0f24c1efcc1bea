package network

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"math"

	"github.com/nngen/nngen/runtime/program"
)

// Sink takes files: a folder, an archive, a digest.
type Sink interface {
	// Create begins the file of that name, which is of [A-Za-z0-9._-]. Files
	// are written one after the other.
	Create(name string) (io.WriteCloser, error)
}

// ManifestName is the file that describes the others.
const ManifestName = "manifest.json"

// WriteData writes manifest.json and the columns of net into sink, the manifest
// last.
func WriteData(net *Network, x Protocol, sink Sink) error {
	w := &writer{net: net, sink: sink}
	m := manifest{Format: formatVersion, Hash: Hash(net.Spec, x), StepMS: net.Spec.Step, Seed: net.Spec.Seed,
		Segments: []manifestSegment{}, Populations: []manifestPopulation{}, Synapses: []manifestSynapses{}, Spikes: []manifestSpikes{}, Records: []manifestRecord{}}
	for _, s := range x.Segments {
		m.Segments = append(m.Segments, manifestSegment(s))
	}
	for p := range net.Populations {
		m.Populations = append(m.Populations, w.population(p))
	}
	for i := range net.Synapses {
		m.Synapses = append(m.Synapses, w.synapses(i))
	}
	for i := range net.Signals {
		s := &net.Signals[i]
		name := fmt.Sprintf("sig%d", i)
		m.Signals = append(m.Signals, manifestSignals{Name: s.Name, Synapses: s.Sets, Modulator: net.Synapses[s.Sets[0]].Plasticity.Modulators[s.Modulator].Name, Count: len(s.Pre),
			Pre: w.u32(name+".pre", s.Pre), Weight: w.f64(name+".weight", s.Weight), Delay: w.u16(name+".delay", s.Delay)})
	}
	for p := range net.Spec.Populations {
		if net.Spec.Populations[p].Source != nil {
			m.Spikes = append(m.Spikes, w.spikes(p, x.Steps()))
		}
	}
	for i, r := range x.Records {
		rec := manifestRecord{Population: r.Population, Variable: r.Variable, Unit: r.Unit, Every: r.Every}
		if r.Elements == nil {
			rec.Elements.All = true
		} else {
			rec.Elements.column = w.u32(fmt.Sprintf("rec%d.elements", i), r.Elements)
		}
		m.Records = append(m.Records, rec)
	}
	for i, r := range x.Weights {
		rec := manifestWeights{Synapses: r.Synapses, Variable: r.Variable, Unit: r.Unit, Every: r.Every}
		if len(r.Only) > 0 {
			rows, err := net.Rows(r.Synapses, r.Only)
			if err != nil {
				return err
			}
			list := make([]uint32, len(rows))
			for k, row := range rows {
				list[k] = uint32(row)
			}
			c := w.u32(fmt.Sprintf("weights%d.rows", i), list)
			rec.Rows = &c
		}
		m.Weights = append(m.Weights, rec)
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil && w.err == nil {
		w.err = err
	}
	w.file(ManifestName, len(text)+1, 1, func(b []byte, i int) {
		if i < len(text) {
			b[0] = text[i]
		} else {
			b[0] = '\n'
		}
	})
	return w.err
}

// writer writes columns and remembers the first error.
type writer struct {
	net  *Network
	sink Sink
	err  error
}

func (w *writer) population(p int) manifestPopulation {
	pop := &w.net.Spec.Populations[p]
	m := manifestPopulation{Name: pop.Name, Size: pop.N, First: pop.First}
	if pop.Source != nil {
		name := sourceNames[pop.Source.Kind]
		m.Source = &name
		return m
	}
	m.Program = &pop.Program.Name
	m.Quantities, m.Init, m.Drive, m.Quantum = map[string]column{}, map[string]column{}, map[string]column{}, map[string]float64{}
	c := &w.net.Populations[p]
	for i, q := range pop.Program.Quantities {
		if q.Binding == program.Column {
			m.Quantities[q.Name] = w.f64(fmt.Sprintf("pop%d.q%d", p, i), c.Quants[i])
		}
	}
	for i, s := range pop.Program.States {
		m.Init[s.Name] = w.f64(fmt.Sprintf("pop%d.init%d", p, i), c.Init[i])
	}
	for i, in := range pop.Program.Inputs {
		m.Drive[in.Name] = w.f64(fmt.Sprintf("pop%d.drive%d", p, i), c.Drive[i])
	}
	for i, port := range pop.Program.Ports {
		m.Quantum[port.Name] = c.Quantum[i]
	}
	for i, s := range c.Streams {
		if m.Streams == nil {
			m.Streams = map[string][2]uint32{}
		}
		m.Streams[pop.Program.Random[i].Name] = [2]uint32{s.ID2, s.ID3}
	}
	for i, wave := range c.Waves {
		name := fmt.Sprintf("pop%d.wave%d", p, i)
		x := manifestWave{Input: pop.Program.Inputs[wave.Input].Name, Count: len(wave.Steps)}
		if x.Elements.All = len(wave.Elements) == pop.N; !x.Elements.All {
			x.Elements.column = w.u32(name+".elements", wave.Elements)
		}
		x.Steps, x.Values = w.u32(name+".steps", wave.Steps), w.f64(name+".values", wave.Values)
		m.Waves = append(m.Waves, x)
	}
	for i, x := range c.Switches {
		m.Switches = append(m.Switches, manifestSwitch{Step: x.Step, Quantity: pop.Program.Quantities[x.Quantity].Name, Values: w.f64(fmt.Sprintf("pop%d.switch%d", p, i), x.Values)})
	}
	return m
}

func (w *writer) synapses(i int) manifestSynapses {
	s := &w.net.Synapses[i]
	name := fmt.Sprintf("syn%d", i)
	m := manifestSynapses{Name: s.Name, Plasticity: w.rule(s.Plasticity), Population: s.Population, Port: w.net.Spec.Populations[s.Population].Program.Ports[s.Port].Name, Count: len(s.Pre),
		Pre: w.u32(name+".pre", s.Pre), Post: w.u32(name+".post", s.Post), Weight: w.f64(name+".weight", s.Weight), Delay: w.u16(name+".delay", s.Delay), Continuous: w.net.Continuous(s)}
	if s.Plasticity == nil {
		return m
	}
	if s.Axonal != nil {
		c := w.u16(name+".axonal", s.Axonal)
		m.Axonal = &c
	}
	for i, x := range w.net.Spec.Releases(s) {
		if m.Streams == nil {
			m.Streams = map[string][2]uint32{}
		}
		m.Streams[s.Plasticity.Random[i]] = [2]uint32{x.ID2, x.ID3}
	}
	m.Quantities, m.Init = map[string]column{}, map[string]column{}
	varies := false // the code of a rule knows its initial values where nothing differs
	for i, q := range s.Plasticity.Quantities {
		if q.Binding == program.Column {
			varies = true
			m.Quantities[q.Name] = w.f64(fmt.Sprintf("%s.q%d", name, i), s.Quants[i])
		}
	}
	for i, x := range s.Switches {
		m.Switches = append(m.Switches, manifestSwitch{Step: x.Step, Quantity: s.Plasticity.Quantities[x.Quantity].Name, Values: w.f64(fmt.Sprintf("%s.switch%d", name, i), x.Values)})
	}
	for i, x := range s.Plasticity.States {
		if len(s.Init[i]) > 1 || len(s.Init[i]) == 1 && varies {
			m.Init[x.Name] = w.f64(fmt.Sprintf("%s.init%d", name, i), s.Init[i])
		}
	}
	return m
}

// rule is the number of a plasticity rule: rules are numbered in the order of the
// projections that use them.
func (w *writer) rule(rule *program.Plasticity) *int {
	if rule == nil {
		return nil
	}
	n := 0
	for _, p := range w.net.Spec.Projections {
		if p.Plasticity == rule {
			break
		}
		if p.Plasticity != nil {
			n++
		}
	}
	return &n
}

func (w *writer) spikes(p int, steps int64) manifestSpikes {
	e, err := SourceCounts(w.net.Spec, p, 0, steps)
	if err != nil {
		if w.err == nil {
			w.err = err
		}
		e = &Emissions{}
	}
	name := fmt.Sprintf("src%d", p)
	return manifestSpikes{Population: p, Count: len(e.Step), Index: w.u32(name+".index", e.Index), Step: w.u32(name+".step", e.Step), Multiplicity: w.u16(name+".count", e.Count)}
}

// f64 writes a column of numbers; equal ones need no file.
func (w *writer) f64(name string, c []float64) column {
	if same(c) {
		return column{Value: &c[0]}
	}
	return w.column(name+".f64", len(c), 8, func(b []byte, i int) { binary.LittleEndian.PutUint64(b, math.Float64bits(c[i])) })
}

func (w *writer) u32(name string, c []uint32) column {
	return w.column(name+".u32", len(c), 4, func(b []byte, i int) { binary.LittleEndian.PutUint32(b, c[i]) })
}

func (w *writer) u16(name string, c []uint16) column {
	if same(c) {
		x := float64(c[0])
		return column{Value: &x}
	}
	return w.column(name+".u16", len(c), 2, func(b []byte, i int) { binary.LittleEndian.PutUint16(b, c[i]) })
}

func same[T comparable](c []T) bool {
	for _, x := range c {
		if x != c[0] {
			return false
		}
	}
	return len(c) > 0
}

func (w *writer) column(name string, n, size int, put func(b []byte, i int)) column {
	w.file(name, n, size, put)
	return column{File: name, N: n}
}

// file writes n entries of size bytes each.
func (w *writer) file(name string, n, size int, put func(b []byte, i int)) {
	if w.err != nil {
		return
	}
	f, err := w.sink.Create(name)
	if err != nil {
		w.err = err
		return
	}
	buffer := make([]byte, 0, 1<<16)
	for i := 0; i < n && err == nil; i++ {
		at := len(buffer)
		buffer = buffer[:at+size]
		put(buffer[at:], i)
		if len(buffer)+size > cap(buffer) || i == n-1 {
			_, err = f.Write(buffer)
			buffer = buffer[:0]
		}
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	w.err = err
}

// Digest identifies one file of a data folder.
type Digest struct {
	Name   string
	Bytes  int64
	SHA256 string
}

// Digests are the digests of all files that [WriteData] would write, in the
// order of writing.
func Digests(net *Network, x Protocol) ([]Digest, error) {
	s := &digestSink{}
	err := WriteData(net, x, s)
	return s.list, err
}

// digestSink keeps nothing but digests.
type digestSink struct{ list []Digest }

func (s *digestSink) Create(name string) (io.WriteCloser, error) {
	return &digestFile{sink: s, name: name, hash: sha256.New()}, nil
}

type digestFile struct {
	sink *digestSink
	name string
	hash hash.Hash
	n    int64
}

func (f *digestFile) Write(p []byte) (int, error) {
	f.n += int64(len(p))
	return f.hash.Write(p)
}

func (f *digestFile) Close() error {
	f.sink.list = append(f.sink.list, Digest{f.name, f.n, hex.EncodeToString(f.hash.Sum(nil))})
	return nil
}
