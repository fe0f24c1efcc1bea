package network

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/program"
)

// Data is the content of a data folder.
type Data struct {
	Hash     string  // of the description that it was made from, see [Hash]
	Step     float64 // ms
	Seed     uint64
	Protocol Protocol
	m        manifest
	folder   fs.FS
}

// ReadData reads the manifest of a data folder and checks it. Files that are
// missing, too short or too long, ids out of range and numbers that do not fit
// are errors that name the place, here or in [Data.Network].
func ReadData(folder fs.FS) (*Data, error) {
	text, err := fs.ReadFile(folder, ManifestName)
	if err != nil {
		return nil, fmt.Errorf("the data folder has no manifest: %w", err)
	}
	d := &Data{folder: folder}
	if err := json.Unmarshal(text, &d.m); err != nil {
		return nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	if d.m.Format != formatVersion {
		return nil, fmt.Errorf("%s is of format %q; this program reads %q", ManifestName, d.m.Format, formatVersion)
	}
	if d.Step = d.m.StepMS; !(d.Step > 0) || !finite(d.Step) {
		return nil, fmt.Errorf("%s: the step is %v ms", ManifestName, d.Step)
	}
	d.Hash, d.Seed = d.m.Hash, d.m.Seed
	for _, s := range d.m.Segments {
		if s.Steps < 0 || s.Steps > math.MaxInt32 || s.Discard < 0 || s.Discard > s.Steps {
			return nil, fmt.Errorf("%s: a segment of %d steps without the first %d", ManifestName, s.Steps, s.Discard)
		}
		d.Protocol.Segments = append(d.Protocol.Segments, Segment(s))
	}
	first := 0
	for _, p := range d.m.Populations {
		if p.First != first || p.Size < 0 || p.Size > math.MaxInt32 || first+p.Size > math.MaxUint32 {
			return nil, fmt.Errorf("%s: population %s has %d elements from %d on, but %d come before it", ManifestName, p.Name, p.Size, p.First, first)
		}
		first += p.Size
	}
	for i, r := range d.m.Records {
		rec := Record{Population: r.Population, Variable: r.Variable, Unit: r.Unit, Every: r.Every}
		if r.Population < 0 || r.Population >= len(d.m.Populations) || r.Every < 0 || r.Every == 0 && r.Variable != "" {
			return nil, fmt.Errorf("%s: record %d is not of this network", ManifestName, i)
		}
		if rec.Elements, err = d.elements(r.Elements, d.m.Populations[r.Population].Size); err != nil {
			return nil, err
		}
		d.Protocol.Records = append(d.Protocol.Records, rec)
	}
	for i, r := range d.m.Weights {
		if r.Synapses < 0 || r.Synapses >= len(d.m.Synapses) || d.m.Synapses[r.Synapses].Plasticity == nil || r.Every < 1 {
			return nil, fmt.Errorf("%s: record %d of weights is not of this network", ManifestName, i)
		}
		rec := WeightRecord{Synapses: r.Synapses, Variable: r.Variable, Unit: r.Unit, Every: r.Every}
		if r.Rows != nil {
			if rec.Rows, err = d.elements(elements{column: *r.Rows}, d.m.Synapses[r.Synapses].Count); err != nil {
				return nil, err
			}
		}
		d.Protocol.Weights = append(d.Protocol.Weights, rec)
	}
	return d, nil
}

// Network is the network of d, whose neurons run the given programs (found by
// name) and whose plastic synapses follow the given rules (by number). Its
// sources are of kind [Listed].
func (d *Data) Network(programs []*program.Program, rules []*program.Plasticity) (*Network, error) {
	spec := &Spec{Seed: d.Seed, Step: d.Step}
	net := &Network{Spec: spec}
	for _, p := range d.m.Populations {
		pop := Population{Name: p.Name, N: p.Size, First: p.First}
		var c Columns
		if p.Program == nil {
			pop.Source = &Source{Kind: Listed}
		} else {
			for _, prog := range programs {
				if prog.Name == *p.Program {
					pop.Program = prog
				}
			}
			if pop.Program == nil {
				return nil, fmt.Errorf("%s: population %s runs %q, which is not in this program", ManifestName, p.Name, *p.Program)
			}
			var err error
			if c, err = d.columns(&pop, p); err != nil {
				return nil, fmt.Errorf("population %s: %w", p.Name, err)
			}
			c.Streams = spec.streams(&pop)
		}
		spec.Populations = append(spec.Populations, pop)
		net.Populations = append(net.Populations, c)
	}
	size := spec.Size()
	for _, s := range d.m.Synapses {
		x, err := d.synapses(net, s, size, rules)
		if err != nil {
			return nil, fmt.Errorf("synapses %s: %w", s.Name, err)
		}
		net.Synapses = append(net.Synapses, x)
	}
	for _, s := range d.m.Signals {
		x, err := d.signals(net, s, size)
		if err != nil {
			return nil, fmt.Errorf("signals %s: %w", s.Name, err)
		}
		net.Signals = append(net.Signals, x)
	}
	for _, s := range d.m.Spikes {
		if err := d.spikes(spec, s); err != nil {
			return nil, err
		}
	}
	for p := range spec.Populations {
		if pop := &spec.Populations[p]; pop.Source != nil && pop.Source.List == nil {
			return nil, fmt.Errorf("%s: there are no spikes of the source %s", ManifestName, pop.Name)
		}
	}
	return net, nil
}

func (d *Data) columns(pop *Population, p manifestPopulation) (Columns, error) {
	var c Columns
	prog := pop.Program
	take := func(from map[string]column, name string) ([]float64, error) {
		col, ok := from[name]
		if !ok {
			return nil, fmt.Errorf("%s has no column %s", ManifestName, name)
		}
		return d.f64(col, p.Size)
	}
	for _, q := range prog.Quantities {
		if q.Binding == program.Literal {
			c.Quants = append(c.Quants, []float64{q.Value})
			continue
		}
		col, err := take(p.Quantities, q.Name)
		if err != nil {
			return c, err
		}
		c.Quants = append(c.Quants, col)
	}
	for _, s := range prog.States {
		col, err := take(p.Init, s.Name)
		if err != nil {
			return c, err
		}
		c.Init = append(c.Init, col)
	}
	for _, in := range prog.Inputs {
		col, err := take(p.Drive, in.Name)
		if err != nil {
			return c, err
		}
		c.Drive = append(c.Drive, col)
	}
	for _, port := range prog.Ports {
		q, ok := p.Quantum[port.Name]
		if f, _ := math.Frexp(q); !ok || q != 0 && f != 0.5 {
			return c, fmt.Errorf("%s: the quantum of port %s is %v, which is no power of 2", ManifestName, port.Name, q)
		}
		c.Quantum = append(c.Quantum, q)
	}
	for _, m := range p.Waves {
		w, err := d.wave(prog, p.Size, m)
		if err != nil {
			return c, err
		}
		c.Waves = append(c.Waves, w)
	}
	var err error
	c.Switches, err = d.switches(p.Switches, prog.Quantities, p.Size)
	return c, err
}

// switches reads quantities that become others, of n elements or connections.
func (d *Data) switches(list []manifestSwitch, quantities []program.Quantity, n int) ([]Switch, error) {
	var out []Switch
	last := int64(0)
	for _, m := range list {
		x := Switch{Step: m.Step, Quantity: slices.IndexFunc(quantities, func(q program.Quantity) bool { return q.Name == m.Quantity && q.Binding == program.Column })}
		if x.Quantity < 0 || x.Step < last {
			return nil, fmt.Errorf("%s: there is no column %s that changes at step %d", ManifestName, m.Quantity, m.Step)
		}
		last = x.Step
		var err error
		if x.Values, err = d.f64(m.Values, n); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// wave reads a current that varies, of a population of n neurons.
func (d *Data) wave(prog *program.Program, n int, m manifestWave) (Wave, error) {
	w := Wave{Input: slices.IndexFunc(prog.Inputs, func(in program.Input) bool { return in.Name == m.Input })}
	if w.Input < 0 {
		return w, fmt.Errorf("%s: there is no input %s", ManifestName, m.Input)
	}
	var err error
	if w.Elements, err = d.elements(m.Elements, n); err != nil {
		return w, err
	}
	if m.Elements.All {
		for i := range n {
			w.Elements = append(w.Elements, uint32(i))
		}
	}
	if w.Steps, err = d.u32(m.Steps, m.Count, math.MaxInt32); err != nil {
		return w, err
	}
	for k := 1; k < len(w.Steps); k++ {
		if w.Steps[k] <= w.Steps[k-1] {
			return w, fmt.Errorf("%s: steps are not ascending", m.Steps.File)
		}
	}
	values, err := d.f64(m.Values, m.Count)
	w.Values = spread(values, m.Count)
	return w, err
}

// elements reads which elements of n are meant; nil for all.
func (d *Data) elements(e elements, n int) ([]uint32, error) {
	if e.All {
		return nil, nil
	}
	list, err := d.u32(e.column, e.N, n)
	if err != nil {
		return nil, err
	}
	for k := 1; k < len(list); k++ {
		if list[k] <= list[k-1] {
			return nil, fmt.Errorf("%s: elements are not ascending", e.File)
		}
	}
	return list, nil
}

func (d *Data) synapses(net *Network, s manifestSynapses, size int, rules []*program.Plasticity) (Synapses, error) {
	spec := net.Spec
	x := Synapses{Name: s.Name, Projection: -1, Population: s.Population}
	if s.Population < 0 || s.Population >= len(spec.Populations) || spec.Populations[s.Population].Program == nil {
		return x, fmt.Errorf("there are no neurons with number %d", s.Population)
	}
	pop, quantum := &spec.Populations[s.Population], net.Populations[s.Population].Quantum
	if x.Port = pop.Program.PortIndex(s.Port); x.Port < 0 {
		return x, fmt.Errorf("%s has no port %s", pop.Name, s.Port)
	}
	var err error
	if x.Pre, err = d.u32(s.Pre, s.Count, size); err != nil {
		return x, err
	}
	if x.Post, err = d.u32(s.Post, s.Count, size); err != nil {
		return x, err
	}
	for _, id := range x.Post {
		if int(id) < pop.First || int(id) >= pop.First+pop.N {
			return x, fmt.Errorf("%s: %d is no neuron of %s", s.Post.File, id, pop.Name)
		}
	}
	weights, err := d.f64(s.Weight, s.Count)
	if err != nil {
		return x, err
	}
	if s.Plasticity != nil {
		if *s.Plasticity < 0 || *s.Plasticity >= len(rules) {
			return x, fmt.Errorf("there is no plasticity rule %d in this program", *s.Plasticity)
		}
		x.Plasticity = rules[*s.Plasticity]
	}
	q := quantum[x.Port]
	for _, w := range weights {
		if x.Plasticity != nil || pop.Program.Ports[x.Port].Continuous {
			break // a rule goes on from any weight, a sum takes any
		}
		if n := w / q; w != 0 && n != math.Trunc(n) {
			return x, fmt.Errorf("a weight is %v, which is no multiple of the quantum %v of its port", w, q)
		}
	}
	x.Weight = spread(weights, s.Count)
	delays, err := d.u16(s.Delay, s.Count)
	if err != nil {
		return x, err
	}
	x.Delay = spread(delays, s.Count)
	if s.Axonal != nil {
		axonal, err := d.u16(*s.Axonal, s.Count)
		if err != nil {
			return x, err
		}
		x.Axonal = spread(axonal, s.Count)
	}
	if x.Plasticity != nil {
		if err := d.rule(&x, s); err != nil {
			return x, err
		}
	}
	for _, k := range x.Delay {
		if k == 0 && !pop.Program.Ports[x.Port].Continuous {
			return x, fmt.Errorf("a delay is 0 steps")
		}
	}
	if pop.Program.Ports[x.Port].Continuous {
		for _, id := range x.Pre {
			if err := spec.readable(spec.PopulationOf(id), &pop.Program.Ports[x.Port]); err != nil {
				return x, err
			}
		}
	}
	return x, nil
}

// signals reads the sources of a modulator.
func (d *Data) signals(net *Network, s manifestSignals, size int) (Signals, error) {
	x := Signals{Name: s.Name, Sets: s.Synapses, Modulator: -1}
	for _, set := range s.Synapses {
		if set < 0 || set >= len(net.Synapses) || net.Synapses[set].Plasticity == nil {
			return x, fmt.Errorf("there are no plastic synapses with number %d", set)
		}
		for k, m := range net.Synapses[set].Plasticity.Modulators {
			if m.Name == s.Modulator {
				x.Modulator = k
			}
		}
	}
	if x.Modulator < 0 {
		return x, fmt.Errorf("there is no modulator %s", s.Modulator)
	}
	var err error
	if x.Pre, err = d.u32(s.Pre, s.Count, size); err != nil {
		return x, err
	}
	weights, err := d.f64(s.Weight, s.Count)
	if err != nil {
		return x, err
	}
	delays, err := d.u16(s.Delay, s.Count)
	if err != nil {
		return x, err
	}
	x.Weight, x.Delay = spread(weights, s.Count), spread(delays, s.Count)
	for _, k := range x.Delay {
		if k == 0 {
			return x, fmt.Errorf("a delay is 0 steps")
		}
	}
	return x, nil
}

// rule reads what differs per connection of a rule.
func (d *Data) rule(x *Synapses, s manifestSynapses) error {
	for _, q := range x.Plasticity.Quantities {
		if q.Binding == program.Literal {
			x.Quants = append(x.Quants, []float64{q.Value})
			continue
		}
		c, ok := s.Quantities[q.Name]
		if !ok {
			return fmt.Errorf("%s has no column %s", ManifestName, q.Name)
		}
		values, err := d.f64(c, s.Count)
		if err != nil {
			return err
		}
		x.Quants = append(x.Quants, spread(values, s.Count))
	}
	var err error
	if x.Switches, err = d.switches(s.Switches, x.Plasticity.Quantities, s.Count); err != nil {
		return err
	}
	return x.initial()
}

func (d *Data) spikes(spec *Spec, s manifestSpikes) error {
	if s.Population < 0 || s.Population >= len(spec.Populations) || spec.Populations[s.Population].Source == nil {
		return fmt.Errorf("%s: spikes of population %d, which is no source", ManifestName, s.Population)
	}
	pop := &spec.Populations[s.Population]
	if pop.Source.List != nil {
		return fmt.Errorf("%s: the spikes of %s stand there twice", ManifestName, pop.Name)
	}
	var err error
	e := &Emissions{}
	pop.Source.List = e
	if e.Index, err = d.u32(s.Index, s.Count, pop.N); err != nil {
		return err
	}
	if e.Step, err = d.u32(s.Step, s.Count, math.MaxInt32); err != nil {
		return err
	}
	counts, err := d.u16(s.Multiplicity, s.Count)
	if err != nil {
		return err
	}
	e.Count = spread(counts, s.Count)
	for i, k := range e.Step {
		switch {
		case k == 0 || i > 0 && k < e.Step[i-1]:
			return fmt.Errorf("%s: stamps are not ascending from 1 on", s.Step.File)
		case i > 0 && k == e.Step[i-1] && e.Index[i] <= e.Index[i-1]:
			return fmt.Errorf("%s: elements of one step are not ascending", s.Index.File)
		case e.Count[i] == 0:
			return fmt.Errorf("%s: a source emits 0 spikes", s.Multiplicity.File)
		}
	}
	return nil
}

func spread[T any](c []T, n int) []T {
	if len(c) != 1 || n == 1 {
		return c
	}
	all := make([]T, n)
	for i := range all {
		all[i] = c[0]
	}
	return all
}

// bytes reads the file of a column of n entries of size bytes.
func (d *Data) bytes(c column, n, size int) ([]byte, error) {
	if !fs.ValidPath(c.File) || c.File == "." {
		return nil, fmt.Errorf("%s: %q is no name of a file", ManifestName, c.File)
	}
	data, err := fs.ReadFile(d.folder, c.File)
	if err != nil {
		return nil, err
	}
	if c.N != n || n < 0 || n > math.MaxInt/size || len(data) != n*size {
		return nil, fmt.Errorf("%s has %d bytes and is said to hold %d entries of %d bytes, of which %d are needed", c.File, len(data), c.N, size, n)
	}
	return data, nil
}

// f64 reads a column of n numbers, or the one number that stands for them.
func (d *Data) f64(c column, n int) ([]float64, error) {
	if c.Value != nil {
		return []float64{*c.Value}, nil
	}
	data, err := d.bytes(c, n, 8)
	if err != nil {
		return nil, err
	}
	list := make([]float64, n)
	for i := range list {
		if list[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:])); !finite(list[i]) {
			return nil, fmt.Errorf("%s: entry %d is %v", c.File, i, list[i])
		}
	}
	return list, nil
}

// u32 reads a column of n whole numbers below limit.
func (d *Data) u32(c column, n, limit int) ([]uint32, error) {
	data, err := d.bytes(c, n, 4)
	if err != nil {
		return nil, err
	}
	list := make([]uint32, n)
	for i := range list {
		if list[i] = binary.LittleEndian.Uint32(data[4*i:]); int64(list[i]) >= int64(limit) {
			return nil, fmt.Errorf("%s: entry %d is %d, the largest that there can be is %d", c.File, i, list[i], limit-1)
		}
	}
	return list, nil
}

func (d *Data) u16(c column, n int) ([]uint16, error) {
	if c.Value != nil {
		if *c.Value != math.Trunc(*c.Value) || *c.Value < 0 || *c.Value > math.MaxUint16 {
			return nil, fmt.Errorf("%s: %v is no whole number of 16 bits", ManifestName, *c.Value)
		}
		return []uint16{uint16(*c.Value)}, nil
	}
	data, err := d.bytes(c, n, 2)
	if err != nil {
		return nil, err
	}
	list := make([]uint16, n)
	for i := range list {
		list[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	return list, nil
}
