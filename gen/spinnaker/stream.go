package spinnaker

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/fixed"
)

// The first words of the files of the harness.
const (
	imageMagic  = 0x31494e4e
	resultMagic = 0x31524e4e
	nobody      = 0xffffffff
)

// Encode writes an image as the harness reads it, words of 32 bits, little-endian.
// With hashing the harness digests all states after all ticks.
func (f *Form) Encode(m *fixed.Image, hashing bool) []byte {
	v := f.view()
	var b []byte
	put := func(list ...uint32) {
		for _, x := range list {
			b = binary.LittleEndian.AppendUint32(b, x)
		}
	}
	flag := uint32(0)
	if hashing {
		flag = 1
	}
	records, weights := f.records(v), f.weightRecords(m)
	slots, plastic := slotsOf(m)
	put(imageMagic, uint32(m.Steps), flag, uint32(len(m.Populations)), uint32(len(m.Synapses)), uint32(len(records)), uint32(len(weights)), plastic)
	number := uint32(0)
	for i := range m.Populations {
		p := &m.Populations[i]
		put(uint32(p.First), uint32(p.N))
		if p.Program < 0 {
			put(nobody, uint32(len(p.Index)))
			for s := 0; s+1 < len(p.Starts); s++ {
				for at := p.Starts[s]; at < p.Starts[s+1]; at++ {
					put(uint32(s), p.Index[at], uint32(p.Count[at]))
				}
			}
			continue
		}
		x := m.Programs[p.Program]
		put(number, uint32(len(x.Params)+len(x.Inputs)+len(x.States)+len(Kept(x))), slots[i], uint32(len(x.Types)))
		number++
		for _, t := range x.Types {
			put(uint32(t.Shift))
		}
		for n := range p.N {
			for _, list := range [...][][]int32{p.Params, p.Inputs, p.States} {
				for _, column := range list {
					put(uint32(fixed.At(column, n)))
				}
			}
			for _, word := range Kept(x) {
				put(uint32(word))
			}
		}
	}
	for j := range m.Synapses {
		f.encodeSynapses(m, &m.Synapses[j], put)
	}
	for _, r := range records {
		put(uint32(r.Population), uint32(r.Observable), uint32(r.Every), uint32(len(r.Elements)))
		for _, e := range r.Elements {
			put(uint32(e))
		}
	}
	for _, w := range weights {
		put(uint32(w.set), uint32(w.observable), uint32(w.every))
	}
	put(uint32(len(m.Changes)))
	for i := range m.Changes {
		c := &m.Changes[i]
		field := c.Index
		if c.Input {
			field += len(m.Programs[m.Populations[c.Population].Program].Params)
		}
		put(uint32(c.Step), uint32(c.Population), uint32(field), uint32(len(c.Elements)), uint32(len(c.Words)))
		put(c.Elements...)
		for _, w := range c.Words {
			put(uint32(w))
		}
	}
	return b
}

// Kept are the words that a neuron keeps besides parameters, inputs and states, as
// they are before the first step: the counters of its holds, and of its rising
// conditions that it is not known what they were.
func Kept(p *fixed.Program) []int32 {
	list := make([]int32, len(p.Holds))
	for i := range p.Conditions {
		if p.Conditions[i].Rising {
			list = append(list, 2)
		}
	}
	return list
}

func (f *Form) encodeSynapses(m *fixed.Image, s *fixed.Synapses, put func(...uint32)) {
	rule := uint32(nobody)
	if s.Rule >= 0 {
		rule = uint32(s.Rule)
	}
	p := m.Programs[m.Populations[s.Population].Program]
	put(uint32(s.Population), rule, uint32(len(s.Pre)))
	for _, t := range [...]int8{p.Ports[s.Port].Plus, p.Ports[s.Port].Minus} {
		if t < 0 {
			put(nobody, 0)
			continue
		}
		put(uint32(t), uint32(int32(p.WeightFormat(int(t)))))
	}
	put(s.Pre...)
	put(s.Post...)
	for k := range s.Type {
		put(uint32(s.Type[k])<<16 | uint32(s.Delay[k]))
	}
	for k := range s.Weight {
		if s.Rule >= 0 {
			put(uint32(s.Start[k]))
		} else {
			put(uint32(s.Weight[k]))
		}
	}
}

// records are the traces of the study by population and index of what the neuron
// records.
func (f *Form) records(v *view) []ir.Record {
	var list []ir.Record
	for _, r := range f.Study.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		for i, p := range f.Study.Programs {
			if p != f.Study.ProgramOf(r.Population) {
				continue
			}
			for at, o := range v.Neurons[i].observables {
				if o == r.Observable {
					r.Observable = at
					list = append(list, r)
					break
				}
			}
			break
		}
	}
	return list
}

// weightRecord is a record of connections on one set.
type weightRecord struct {
	set, observable int
	every           int64
	record          int
}

func (f *Form) weightRecords(m *fixed.Image) []weightRecord {
	var list []weightRecord
	for i, r := range f.Study.Weights {
		for _, j := range f.Study.Network.Sets(r.Projection) {
			list = append(list, weightRecord{j, r.Observable, r.Every, i})
		}
	}
	return list
}

// slotsOf is the number of slots of every ring buffer, and that of the list of
// spikes on their way to plastic connections, 0 where there are none.
func slotsOf(m *fixed.Image) (slots []uint32, plastic uint32) {
	slots = make([]uint32, len(m.Populations))
	for i := range slots {
		slots[i] = 1
	}
	for j := range m.Synapses {
		s := &m.Synapses[j]
		for _, d := range s.Delay {
			slots[s.Population] = max(slots[s.Population], uint32(d)+1)
			if s.Rule >= 0 {
				plastic = max(plastic, uint32(d)+1)
			}
		}
	}
	return slots, plastic
}

// Result is what a run yields, in words.
type Result struct {
	RingSaturated int64
	Saturated     []int64 // per population, of the twin only
	Hash          uint32
	Compared      int64         // weights of plastic connections that the rules for the machine gave too, of the harness only
	Incomparable  int64         // spikes of sources at connections of which these had lost a spike of the target
	Spikes        []fixed.Spike // of neurons; those of sources are in the image
	Traces        [][]int32     // per record that is a trace: samples, each of all elements
	Weights       [][]int32     // per set, nil for static synapses
	WeightSamples [][][]int32   // per weight record and set, all samples; nil for sets of others
	Final         []int32       // states of all neurons at the end
	Events        int64         // of the twin only
	Posts         int           // of the twin only, see fixed.Machine
}

// Decode reads the result of the harness.
func (f *Form) Decode(m *fixed.Image, data []byte) (*Result, error) {
	d := decoder{data: data}
	if d.word() != resultMagic {
		return nil, errors.New("this is no result of the harness")
	}
	r := &Result{RingSaturated: int64(d.word()), Hash: d.word(), Compared: int64(d.word()), Incomparable: int64(d.word())}
	spikes := d.list()
	for i := 0; i+3 < len(spikes); i += 4 {
		r.Spikes = append(r.Spikes, fixed.Spike{Population: int(spikes[i]), Index: int(spikes[i+1]), Step: int64(spikes[i+2]), Count: int(spikes[i+3])})
	}
	for range f.records(f.view()) {
		r.Traces = append(r.Traces, d.list())
	}
	r.Weights = make([][]int32, len(m.Synapses))
	for j := range m.Synapses {
		if m.Synapses[j].Rule >= 0 {
			r.Weights[j] = d.words(len(m.Synapses[j].Pre))
		}
	}
	r.WeightSamples = make([][][]int32, len(f.Study.Weights))
	for i := range r.WeightSamples {
		r.WeightSamples[i] = make([][]int32, len(m.Synapses))
	}
	for _, w := range f.weightRecords(m) {
		r.WeightSamples[w.record][w.set] = d.list()
	}
	r.Final = d.list()
	if d.short || len(d.data) > 0 {
		return nil, fmt.Errorf("the result of the harness is cut short or too long")
	}
	return r, nil
}

type decoder struct {
	data  []byte
	short bool
}

func (d *decoder) word() uint32 {
	if len(d.data) < 4 {
		d.short, d.data = true, nil
		return 0
	}
	x := binary.LittleEndian.Uint32(d.data)
	d.data = d.data[4:]
	return x
}

func (d *decoder) words(n int) []int32 {
	if n > len(d.data)/4 {
		d.short, d.data = true, nil
		return nil
	}
	list := make([]int32, n)
	for i := range list {
		list[i] = int32(d.word())
	}
	return list
}

func (d *decoder) list() []int32 { return d.words(int(d.word())) }

// Twin runs an image in this process, in the arithmetic of the harness. progress,
// if not nil, is called now and then, and ends the run when it returns false.
func (f *Form) Twin(m *fixed.Image, hashing bool, progress func(done int64) bool) *Result {
	x := fixed.NewMachine(m)
	x.Hashing = hashing
	r := &Result{WeightSamples: make([][][]int32, len(f.Study.Weights))}
	for i := range r.WeightSamples {
		r.WeightSamples[i] = make([][]int32, len(m.Synapses))
	}
	weights := f.weightRecords(m)
	var traces []ir.Record
	for _, rec := range f.Study.Records {
		if rec.Observable != ir.Spikes {
			traces = append(traces, rec)
			r.Traces = append(r.Traces, nil)
		}
	}
	sample := func(k int64) {
		for i, rec := range traces {
			for _, e := range rec.Elements {
				if k%rec.Every == 0 {
					r.Traces[i] = append(r.Traces[i], x.Observe(rec.Population, e, rec.Observable))
				}
			}
		}
		for _, w := range weights {
			for row := range m.Synapses[w.set].Pre {
				if k%w.every == 0 {
					r.WeightSamples[w.record][w.set] = append(r.WeightSamples[w.record][w.set], x.ObserveConnection(w.set, row, w.observable))
				}
			}
		}
	}
	sample(0)
	for k := range m.Steps {
		from := len(r.Spikes)
		r.Spikes = x.Step(r.Spikes)
		kept := r.Spikes[:from]
		for _, spike := range r.Spikes[from:] {
			if m.Populations[spike.Population].Program >= 0 {
				kept = append(kept, spike)
			}
		}
		r.Spikes = kept
		sample(k + 1)
		if k%64 == 0 && progress != nil && !progress(k) {
			return nil
		}
	}
	r.RingSaturated, r.Saturated, r.Hash, r.Events, r.Posts = x.RingSaturated, x.Saturated, x.Hash(), x.Events, x.Posts
	r.Weights = make([][]int32, len(m.Synapses))
	for j := range m.Synapses {
		if m.Synapses[j].Rule < 0 {
			continue
		}
		for row := range m.Synapses[j].Pre {
			r.Weights[j] = append(r.Weights[j], x.Weight(j, row))
		}
	}
	for i := range m.Populations {
		p := &m.Populations[i]
		if p.Program < 0 {
			continue
		}
		for n := range p.N {
			for s := range m.Programs[p.Program].States {
				r.Final = append(r.Final, x.State(i, n, s))
			}
		}
	}
	return r
}
