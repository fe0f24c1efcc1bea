package spinnaker

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
)

// Fit says in numbers how a study fits SpiNNaker.
type Fit struct {
	StepMS      float64         `json:"step_ms"`
	Neurons     []NeuronFit     `json:"neurons"`
	Ports       []PortFit       `json:"ports"`
	Projections []ProjectionFit `json:"projections"`
	Populations []PopulationFit `json:"populations"`
	Cores       int             `json:"cores"` // of neurons, sources, synapses and delays
	Boards      int             `json:"boards"`
	Drift       *Drift          `json:"drift"`
}

// Check lowers the study, runs its beginning in fixed point and in double
// precision, and reports.
func (Target) Check(ctx context.Context, s *ir.Study, net *network.Network, _ gen.Options) (*gen.Fit, diag.List, error) {
	f, err := Lower(s)
	if err != nil {
		return nil, diag.List{diag.Refused("spinnaker", err.Error())}, nil
	}
	m, err := f.NewImage(net)
	if err != nil {
		return nil, diag.List{diag.Refused("spinnaker", err.Error())}, nil
	}
	x := &Fit{StepMS: s.Timeline.Step}
	var list diag.List
	if x.StepMS < shortestStep*(1-1e-9) {
		list.Add(diag.StepTooShort(number(x.StepMS)))
	}
	x.neurons(f, &list)
	x.ports(f)
	x.projections(f, m, net, &list)
	x.populations(f, m, &list)
	x.machine(f, &list)
	if x.Drift, err = f.drift(ctx, m, net, &list); err != nil {
		return nil, nil, err
	}
	return &gen.Fit{Tables: x.tables(), Data: x}, list, nil
}

// NeuronFit is a kind of neuron.
type NeuronFit struct {
	Name       string     `json:"name"`
	Operations int        `json:"operations"`
	Saturating int        `json:"saturating"` // of them not proven to fit
	Code       int        `json:"code_bytes"`
	Cycles     int        `json:"cycles"` // of a step
	Data       int        `json:"data_bytes"`
	States     []StateFit `json:"states"`
}

// StateFit is a state of a neuron.
type StateFit struct {
	Name       string  `json:"name"`
	Unit       string  `json:"unit"`
	Format     string  `json:"format"`
	Resolution float64 `json:"resolution"`
	Limit      float64 `json:"limit"`
	Reached    float64 `json:"reached"` // in the trial of single neurons
}

func (x *Fit) neurons(f *Form, list *diag.List) {
	for i, p := range f.Programs {
		n := NeuronFit{Name: p.Name, Operations: f.Notes[i].Operations, Saturating: f.Notes[i].Saturating, Code: codeBytes(p), Cycles: cycles(p), Data: dataBytes(p)}
		for j, s := range p.States {
			n.States = append(n.States, StateFit{s.Name, s.Unit, s.Format.String(), s.Format.Resolution(), s.Format.Limit(), max(0, f.Notes[i].Reached[j])})
		}
		x.Neurons = append(x.Neurons, n)
		if n.Code > codeMemory-neuronCode {
			list.Add(diag.CodeTooLarge(p.Name, n.Code, codeMemory-neuronCode))
		}
		if tick := tickCycles(p.Step); n.Cycles > tick {
			list.Add(diag.CoreTooSlow(p.Name, n.Cycles, tick))
		}
	}
}

// PortFit is a ring buffer.
type PortFit struct {
	Neuron   string  `json:"neuron"`
	Port     string  `json:"port"`
	Unit     string  `json:"unit"`
	Sign     string  `json:"sign"`
	Scale    int     `json:"scale"`
	Shift    int     `json:"shift"`
	Step     float64 `json:"step"` // of weights
	Biggest  float64 `json:"biggest_weight"`
	Expected float64 `json:"expected_sum"`
	Total    float64 `json:"sum_of_all"`
	Capacity float64 `json:"capacity"`
	Headroom float64 `json:"headroom"` // capacity over expected
}

func (x *Fit) ports(f *Form) {
	for i, p := range f.Programs {
		for t, s := range p.Types {
			port := p.Ports[s.Port]
			var total traffic
			for j := range f.Study.Network.Populations {
				if f.Study.Network.Populations[j].Program == f.Study.Programs[i] {
					total.widest(f.traffic[j][s.Port])
				}
			}
			side, sign := total.plus, "+"
			if s.Minus {
				side, sign = total.minus, "-"
			}
			capacity := math.Ldexp(math.MaxUint16, -int(p.WeightFormat(t)))
			x.Ports = append(x.Ports, PortFit{Neuron: p.Name, Port: port.Name, Unit: port.Unit, Sign: sign, Scale: int(port.Scale), Shift: int(s.Shift), Step: p.WeightFormat(t).Resolution(),
				Biggest: side.biggest, Expected: side.expected(), Total: side.total, Capacity: capacity, Headroom: capacity / side.expected()})
		}
	}
}

// ProjectionFit is what rounding does to the weights of a projection.
type ProjectionFit struct {
	Name    string  `json:"name"`
	Count   int     `json:"connections"`
	Zeroed  int     `json:"zeroed"`
	Clipped int     `json:"clipped"`                // larger than a word
	Error   float64 `json:"largest_relative_error"` // of those that are not zero
	Mean    float64 `json:"mean_relative_error"`    // of all together: what rounding adds and takes, over their sum
	Rule    string  `json:"rule,omitempty"`
}

// coarse is the part of the weights of a projection that rounding may change, and
// lost the part of its connections that may become 0, without a warning: where
// weights reach down to 0, some are always below the step.
const (
	coarse = 0.01
	lost   = 0.001
)

func (x *Fit) projections(f *Form, m *fixed.Image, net *network.Network, list *diag.List) {
	for j := range net.Synapses {
		s, w := &net.Synapses[j], &m.Synapses[j]
		p := ProjectionFit{Name: s.Name, Count: len(s.Pre), Zeroed: w.Zeroed}
		step, sum, off := 0.0, 0.0, 0.0
		for k, exact := range s.Weight {
			if exact == 0 {
				continue
			}
			sum += math.Abs(exact)
			var got float64
			if w.Rule >= 0 {
				rule := f.Rules[w.Rule]
				got = rule.States[rule.Weight].Format.Float(w.Start[k])
				p.Rule = rule.Name
			} else {
				format := m.Programs[m.Populations[w.Population].Program].WeightFormat(int(w.Type[k]))
				got, step = float64(w.Weight[k])*format.Resolution(), format.Resolution()
				if w.Weight[k] == 0 {
					off += math.Abs(exact)
					continue
				}
				if w.Weight[k] == math.MaxUint16 && math.Abs(exact) > got+step {
					p.Clipped++
				}
			}
			e := math.Abs(math.Abs(got) - math.Abs(exact))
			off += e
			p.Error = max(p.Error, e/math.Abs(exact))
		}
		if sum > 0 {
			p.Mean = off / sum
		}
		x.Projections = append(x.Projections, p)
		if float64(p.Zeroed) > lost*float64(p.Count) {
			list.Add(diag.WeightsLost(p.Name, p.Zeroed, p.Count, number(step)))
		}
		if p.Clipped > 0 {
			list.Add(diag.WeightsClipped(p.Name, p.Clipped, p.Count))
		}
		if p.Mean > coarse {
			list.Add(diag.WeightsCoarse(p.Name, number(100*p.Mean)))
		}
	}
}

// PopulationFit is where a population goes.
type PopulationFit struct {
	Name     string  `json:"name"`
	Size     int     `json:"size"`
	PerCore  int     `json:"neurons_per_core"`
	Cores    int     `json:"cores"`
	Delay    int     `json:"longest_delay"` // steps
	Slots    int     `json:"delay_slots"`
	Delays   int     `json:"delay_cores"`
	Binary   string  `json:"binary"`
	Code     int     `json:"code_bytes"` // of the binary
	Data     int     `json:"data_bytes"` // of a core
	Matrix   int64   `json:"synapse_bytes"`
	Load     float64 `json:"load"` // of a tick, by neurons alone
	Synapses int     `json:"synapses"`
	Rule     string  `json:"rule,omitempty"`            // of its plastic connections
	NoSlot   string  `json:"no_place_for_it,omitempty"` // why sPyNNaker has no place for the rule
}

func (x *Fit) populations(f *Form, m *fixed.Image, list *diag.List) {
	slots, _ := slotsOf(m)
	for i := range m.Populations {
		pop := &m.Populations[i]
		if pop.Program < 0 {
			x.Populations = append(x.Populations, PopulationFit{Name: pop.Name, Size: pop.N, PerCore: mostNeurons, Cores: ceil(pop.N, mostNeurons), Binary: "source of spikes"})
			continue
		}
		p := m.Programs[pop.Program]
		y := PopulationFit{Name: pop.Name, Size: pop.N, Delay: int(slots[i]) - 1}
		plastic := 0 // slots that their delays need
		for j := range m.Synapses {
			if s := &m.Synapses[j]; s.Population == i {
				y.Synapses += len(s.Pre)
				var r *fixed.Rule
				if s.Rule >= 0 {
					r = f.Rules[s.Rule]
					for _, d := range s.Delay {
						plastic = max(plastic, int(d)+1)
					}
				}
				y.Matrix += matrixBytes(s, r)
			}
		}
		var rule *fixed.Rule
		if slot := f.SlotOf(i); slot != nil {
			rule = f.Rules[slot.Rule]
			y.Rule, y.NoSlot = rule.Name, slot.Why
			if slot.Why != "" {
				list.Add(diag.NoSlot(pop.Name, slot.Why))
			}
		}
		y.place(p, rule, playedBytes(m, i))
		x.Populations = append(x.Populations, y)
		if y.Data > dataMemory {
			list.Add(diag.DataTooLarge(pop.Name, y.Data, dataMemory))
		}
		if plastic > y.Slots {
			list.Add(diag.PlasticStages(pop.Name, plastic-1, y.Slots))
		}
		if y.Delays > 0 {
			list.Add(diag.DelaysTooLong(pop.Name, y.Delay, y.Slots, y.Delays))
		}
	}
}

// Drift compares the beginning of a run in fixed point with double precision.
type Drift struct {
	Steps         int64             `json:"steps"`
	RingSaturated int64             `json:"ring_buffers_saturated"`
	Events        int64             `json:"synaptic_events"`
	Posts         int               `json:"most_target_spikes_between_source_spikes"` // at a plastic connection
	Populations   []PopulationDrift `json:"populations"`
}

// PopulationDrift is what the arithmetic does to a population.
type PopulationDrift struct {
	Name      string  `json:"name"`
	Spikes    int     `json:"spikes"`
	Reference int     `json:"spikes_in_double_precision"`
	First     int64   `json:"first_difference"` // step of the first spike that only one has, -1 for none
	Late      float64 `json:"mean_shift_ms"`    // of the spikes of each neuron, in order
	Saturated int64   `json:"saturated"`
}

// tables lays the report out.
func (x *Fit) tables() []gen.Table {
	states := gen.Table{Title: "States: words of 32 bits", Left: []int{0, 1, 2}, Rows: [][]string{{"neuron", "state", "format", "unit", "resolution", "limit", "reached in trial"}},
		Notes: []string{"The trial ran single neurons in double precision; beyond its limit a state is cut."}}
	neurons := gen.Table{Title: "Neurons", Left: []int{0}, Rows: [][]string{{"neuron", "operations", "of them may saturate", "code B", "data B", "cycles a step"}},
		Notes: []string{fmt.Sprintf("A core has %d B for code, of which the framework takes about %d B with synapses and %d B without, and %d B for data.", codeMemory, combinedCode, neuronCode, dataMemory)}}
	for _, n := range x.Neurons {
		for _, s := range n.States {
			states.Rows = append(states.Rows, []string{n.Name, s.Name, s.Format, s.Unit, number(s.Resolution), number(s.Limit), number(s.Reached)})
		}
		neurons.Rows = append(neurons.Rows, []string{n.Name, strconv.Itoa(n.Operations), strconv.Itoa(n.Saturating), strconv.Itoa(n.Code), strconv.Itoa(n.Data), strconv.Itoa(n.Cycles)})
	}
	ports := gen.Table{Title: "Ring buffers: 16 bits without a sign", Left: []int{0, 1, 2}, Rows: [][]string{{"neuron", "port", "sign", "unit", "left shift", "scale", "step", "largest weight", "expected sum", "capacity", "headroom"}}}
	for _, p := range x.Ports {
		ports.Rows = append(ports.Rows, []string{p.Neuron, p.Port, p.Sign, p.Unit, strconv.Itoa(p.Shift), "2^" + strconv.Itoa(p.Scale), number(p.Step), number(p.Biggest), number(p.Expected), number(p.Capacity), number(p.Headroom)})
	}
	projections := gen.Table{Title: "Weights", Left: []int{0}, Rows: [][]string{{"projection", "connections", "zeroed", "too large", "largest error %", "error of all %"}}}
	for _, p := range x.Projections {
		projections.Rows = append(projections.Rows, []string{p.Name, strconv.Itoa(p.Count), strconv.Itoa(p.Zeroed), strconv.Itoa(p.Clipped), number(100 * p.Error), number(100 * p.Mean)})
	}
	populations := gen.Table{Title: "Cores", Left: []int{0, 10, 12}, Rows: [][]string{{"population", "size", "per core", "cores", "delay", "slots", "delay cores", "code B", "data B", "SDRAM kB", "binary", "load %", "plasticity"}},
		Notes: []string{fmt.Sprintf("%d cores in all, %d board(s) of %d. Load is that of the neurons alone, in real time at 200 MHz.", x.Cores, x.Boards, boardCores)}}
	for _, p := range x.Populations {
		populations.Rows = append(populations.Rows, []string{p.Name, strconv.Itoa(p.Size), strconv.Itoa(p.PerCore), strconv.Itoa(p.Cores), strconv.Itoa(p.Delay), strconv.Itoa(p.Slots), strconv.Itoa(p.Delays), strconv.Itoa(p.Code), strconv.Itoa(p.Data), strconv.FormatInt((p.Matrix+1023)/1024, 10), p.Binary, number(100 * p.Load), p.Rule})
	}
	tables := []gen.Table{states, neurons, ports, projections, populations}
	if d := x.Drift; d != nil {
		drift := gen.Table{Title: fmt.Sprintf("Against double precision, %d steps", d.Steps), Left: []int{0}, Rows: [][]string{{"population", "spikes", "in double precision", "first difference at step", "mean shift ms", "saturated"}},
			Notes: []string{fmt.Sprintf("%d of %d synaptic events found their ring buffer full.", d.RingSaturated, d.Events)}}
		if d.Posts > 0 {
			drift.Notes = append(drift.Notes, fmt.Sprintf("Up to %d spikes of a target came between two spikes of a source of a plastic connection; a core remembers %d.", d.Posts, historyKept))
		}
		for _, p := range d.Populations {
			first := "none"
			if p.First >= 0 {
				first = strconv.FormatInt(p.First, 10)
			}
			drift.Rows = append(drift.Rows, []string{p.Name, strconv.Itoa(p.Spikes), strconv.Itoa(p.Reference), first, number(p.Late), strconv.FormatInt(p.Saturated, 10)})
		}
		tables = append(tables, drift)
	}
	return tables
}

// number is x for people.
func number(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }

func ceil(n, by int) int { return (n + by - 1) / by }
