package brainscales

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
)

// What the user may allow to be lost.
const (
	DropDelays      = "drop-delays"         // all spikes arrive at once
	CoarseWeights   = "coarse-weights"      // weights that become 0 or change by more than a tenth
	JoinCircuits    = "join-circuits"       // neurons of several circuits
	CoarseRecording = "coarse-recording"    // the membrane potential every 2 ms
	PeriodicRule    = "periodic-plasticity" // pair rules as sums over a period
)

// Lossy lists what may be allowed.
func Lossy() []string {
	return []string{DropDelays, CoarseWeights, JoinCircuits, CoarseRecording, PeriodicRule}
}

// Mapping is a network on the chip: every number beside the one that was asked
// for.
type Mapping struct {
	Study       *ir.Study
	Network     *network.Network
	Populations []Population
	Projections []Projection
	Sources     []Source
	Rules       []Rule
	Excitatory  float64 // effect of one step of weight: mV/ms for currents, 1/ms for conductances
	Inhibitory  float64
	Conduct     bool
	plan        plan
	Findings    diag.List
}

// Population are neurons on the chip.
type Population struct {
	Index  int // in the network
	Name   string
	N      int
	First  int // of its neurons among all of the chip
	cell   *cell
	scale  voltage
	values []values // by neuron
	Params []Param
	Gain   float64 // effect of one unit of weight, relative to the first population
	Record bool    // the membrane potential
}

// values are the numbers of one neuron in the units of the model.
type values struct {
	tau, rest, threshold, reset, refractory float64
	synapse, gain, reversal                 []float64 // by receptor of the cell
}

// Param is one parameter of the chip for all neurons of a population.
type Param struct {
	Name string
	Unit string // of the chip
	Bio  []float64
	Chip []float64
	// Residual is what the rounding changes, in the model's unit.
	Residual []float64
	BioUnit  string
}

// Projection are the synapses of one projection, population and sign.
type Projection struct {
	Index      int // in the network
	Name       string
	Pre, Post  int // populations of the network
	Excitatory bool
	Unit       float64 // of the model, per step of weight
	BioUnit    string
	Synapses   []Synapse
	Zeroed     int
	Rounded    int // changed by more than a tenth
	plastic    bool
	receptor   int // of the cell
}

// Synapse is one connection: positions within the populations.
type Synapse struct {
	Pre, Post int
	Weight    int
	Bio       float64 // as the model has it
}

// Source plays spikes to the chip: times in us of the chip by element.
type Source struct {
	Index int
	Name  string
	N     int
	Times [][]float64
}

// Map puts a study onto the chip. Findings with errors say what keeps it off.
func Map(s *ir.Study, allow []string) *Mapping {
	m := &mapper{Mapping: &Mapping{Study: s}, allow: allow}
	m.run()
	m.Findings = m.Findings.Sorted()
	return m.Mapping
}

type mapper struct {
	*Mapping
	allow []string
	cells map[int]*cell // by dynamics
}

func (m *mapper) allowed(what string) bool { return slices.Contains(m.allow, what) }

// lossy adds a finding that the user may accept.
func (m *mapper) lossy(d diag.Diagnostic, what string) {
	m.Findings.Add(d.Allowed(what, m.allowed(what)))
}

func (m *mapper) run() {
	model := m.Study.Model
	if model == nil {
		m.Findings.Add(diag.Bug(source.Span{}, "a mapping needs the equations of the study"))
		return
	}
	m.recognise(model)
	if m.Findings.HasErrors() || !m.size() {
		return
	}
	net, err := network.Expand(context.Background(), m.Study.Network, 0)
	if err != nil {
		var e *network.Error
		if errors.As(err, &e) {
			m.Findings.Add(diag.Refused("brainscales", e.Msg))
		} else {
			m.Findings.Add(diag.Refused("brainscales", err.Error()))
		}
		return
	}
	m.Network = net
	for i := range m.Populations {
		m.evaluate(&m.Populations[i])
	}
	if m.Findings.HasErrors() {
		return
	}
	m.kinds()
	m.records()
	m.delays()
	m.weights()
	m.findRules()
	m.place()
	m.sources()
}

// recognise looks at the equations of every population.
func (m *mapper) recognise(model *ir.Model) {
	m.cells = map[int]*cell{}
	first := 0
	for p := range m.Study.Network.Populations {
		pop := &m.Study.Network.Populations[p]
		at := model.Of[p]
		if at < 0 {
			continue
		}
		c, seen := m.cells[at]
		if !seen {
			var list diag.List
			c, list = recognise(model.Dynamics[at])
			m.Findings.Add(list...)
			m.cells[at] = c
		}
		if len(pop.Currents) > 0 {
			m.Findings.Add(diag.NotOnChip(m.place1(p), pop.Name, "a current that varies in time is injected", "only constant currents can be had, as a shift of the leak potential"))
		}
		if c != nil {
			m.Populations = append(m.Populations, Population{Index: p, Name: pop.Name, N: pop.N, First: first, cell: c})
		}
		first += pop.N
	}
}

// size refuses networks that are far too large before anything is expanded.
func (m *mapper) size() bool {
	neurons := 0
	at := source.Span{}
	for _, p := range m.Populations {
		if neurons += p.N; neurons > circuits && !at.Valid() {
			at = m.place1(p.Index)
		}
	}
	if neurons > circuits {
		m.Findings.Add(diag.TooManyCircuits(at, neurons, circuits, "one circuit per neuron at least"))
	}
	if n := m.Study.Timeline.Segments[0].Steps; n > maxSteps {
		m.Findings.Add(diag.Refused("brainscales", fmt.Sprintf("%d steps are more than a run can have", n)))
	}
	return !m.Findings.HasErrors()
}

func (m *mapper) place1(p int) source.Span { return m.Study.Model.Places.Populations[p] }

func (m *mapper) projection(j int) source.Span {
	if places := m.Study.Model.Places.Projections; j >= 0 && j < len(places) {
		return places[j]
	}
	return source.Span{}
}

// evaluate computes the numbers of every neuron of a population and scales them.
func (m *mapper) evaluate(p *Population) {
	c := p.cell
	columns := &m.Network.Populations[p.Index]
	prog := m.Study.Network.Populations[p.Index].Program
	quant := map[string]int{}
	for q := range prog.Quantities {
		quant[prog.Quantities[q].Name] = q
	}
	for i := range p.N {
		env := func(s expr.Sym) float64 {
			if q, ok := quant[c.d.Symbols[s].Name]; ok {
				return network.At(columns.Quants[q], i)
			}
			for _, x := range c.d.Params { // a literal that no operation reads
				if x.Sym == s {
					return x.Value
				}
			}
			return math.NaN()
		}
		v := values{tau: expr.Eval(c.tau, env), rest: expr.Eval(c.rest, env), threshold: expr.Eval(c.threshold, env), reset: expr.Eval(c.reset, env)}
		if c.refractory.IsValid() {
			v.refractory = expr.Eval(c.refractory, env)
		}
		for _, d := range c.drive { // a constant current shifts the leak potential
			for k, in := range prog.Inputs { // an input that nothing drives is not there
				if in.Name == c.d.Symbols[c.d.Inputs[d.input]].Name {
					v.rest += expr.Eval(d.gain, env) * network.At(columns.Drive[k], i) * v.tau
				}
			}
		}
		for _, in := range c.inputs {
			v.synapse = append(v.synapse, expr.Eval(in.tau, env))
			v.gain = append(v.gain, expr.Eval(in.gain, env))
			reversal := math.NaN()
			if in.reversal.IsValid() {
				reversal = expr.Eval(in.reversal, env)
			}
			v.reversal = append(v.reversal, reversal)
		}
		p.values = append(p.values, v)
	}
	m.scale(p)
	m.times(p)
}

// column collects one number of all neurons.
func (p *Population) column(f func(v *values) float64) []float64 {
	x := make([]float64, p.N)
	for i := range p.values {
		x[i] = f(&p.values[i])
	}
	return x
}

// scale turns the potentials of a population into units of the chip.
func (m *mapper) scale(p *Population) {
	type potential struct {
		name string
		limits
		of func(v *values) float64
	}
	list := []potential{
		{"v_rest", leakRange, func(v *values) float64 { return v.rest }},
		{"v_reset", resetRange, func(v *values) float64 { return v.reset }},
		{"v_thresh", thresholdRange, func(v *values) float64 { return v.threshold }},
	}
	for k, in := range p.cell.inputs {
		if in.reversal.IsValid() {
			name := "e_rev_I"
			if p.isExcitatory(k) {
				name = "e_rev_E"
			}
			list = append(list, potential{name, reversalRange, func(v *values) float64 { return v.reversal[k] }})
		}
	}
	var all []bounded
	for _, x := range list {
		for _, v := range distinct(p.column(x.of)) {
			all = append(all, bounded{fmt.Sprintf("%s %.4g mV", x.name, v), v, x.limits})
		}
	}
	var low, high bounded
	p.scale, low, high = scaleOf(all)
	if p.scale.slope < least {
		m.Findings.Add(diag.PotentialRange(m.place1(p.Index), p.Name, p.scale.slope, low.name, high.name))
	}
	for _, x := range list {
		par := Param{Name: x.name, Unit: "LSB", BioUnit: "mV"}
		for i := range p.values {
			bio := x.of(&p.values[i])
			chip := math.Round(p.scale.chip(bio))
			par.Bio, par.Chip = append(par.Bio, bio), append(par.Chip, chip)
			par.Residual = append(par.Residual, p.residual(chip, bio))
		}
		p.Params = append(p.Params, par)
	}
}

// residual is what rounding changes in a potential, in mV; less than a millionth is
// that of binary numbers.
func (p *Population) residual(chip, bio float64) float64 {
	if r := p.scale.bio(chip) - bio; math.Abs(r) > 1e-6 {
		return r
	}
	return 0
}

// isExcitatory reports whether a conductance pulls towards the threshold.
func (p *Population) isExcitatory(k int) bool {
	return p.values[0].reversal[k] >= p.values[0].threshold
}

// portTime begins the names of the time constants of ports until it is known which
// input of the chip each is.
const portTime = "tau_syn of "

// times puts the time constants of a population into us of the chip, which are the
// same numbers as ms of biology.
func (m *mapper) times(p *Population) {
	check := func(name, what string, r limits, of func(v *values) float64) {
		par := Param{Name: name, Unit: "us", BioUnit: "ms"}
		bad := math.NaN()
		for i := range p.values {
			x := of(&p.values[i])
			if !r.has(x) && math.IsNaN(bad) {
				bad = x
			}
			par.Bio, par.Chip, par.Residual = append(par.Bio, x), append(par.Chip, x), append(par.Residual, 0)
		}
		if !math.IsNaN(bad) {
			m.Findings.Add(diag.TimeRange(m.place1(p.Index), p.Name, what, bad, r.low, r.high))
		}
		p.Params = append(p.Params, par)
	}
	check("tau_m", "the membrane time constant", membraneRange, func(v *values) float64 { return v.tau })
	check("tau_refrac", "the refractory period", refractoryRange, func(v *values) float64 { return v.refractory })
	for k, in := range p.cell.inputs {
		check(portTime+p.cell.d.Ports[in.port].Name, "the synaptic time constant of "+p.cell.d.Ports[in.port].Name, synapseRange, func(v *values) float64 { return v.synapse[k] })
	}
}

// kinds asks for one kind of input on the whole chip, and says where membranes
// differ.
func (m *mapper) kinds() {
	for i := range m.Populations {
		p := &m.Populations[i]
		p.Gain = 1
		if len(p.cell.inputs) == 0 {
			continue
		}
		m.Conduct = m.Conduct || p.cell.conduct
		first := m.Populations[0]
		if len(first.cell.inputs) > 0 && first.values[0].gain[0] != 0 {
			p.Gain = p.values[0].gain[0] / first.values[0].gain[0]
		}
		if math.Abs(p.Gain-1) > 1e-9 {
			m.Findings.Add(diag.PerChip(m.place1(p.Index), p.Name, p.Gain))
		}
	}
	for i := range m.Populations {
		p := &m.Populations[i]
		if len(p.cell.inputs) > 0 && p.cell.conduct != m.Conduct {
			m.Findings.Add(diag.NotOnChip(m.place1(p.Index), p.cell.d.Name, "its inputs are currents, and those of another population conductances", "the mode of the synaptic inputs is calibrated for the whole chip"))
		}
	}
}

// records looks at what is to be recorded.
func (m *mapper) records() {
	for k, r := range m.Study.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		at := source.Span{}
		if places := m.Study.Model.Places.Records; k < len(places) {
			at = places[k]
		}
		for i := range m.Populations {
			p := &m.Populations[i]
			if p.Index != r.Population {
				continue
			}
			if v := p.cell.d.Symbols[p.cell.state].Name; r.Variable != v {
				m.Findings.Add(diag.ChipRecording(at, r.Variable+" of "+p.Name, "only "+v+" is read out"))
				continue
			}
			p.Record = true
			if every := float64(r.Every) * m.Study.Timeline.Step; every < columnPeriod-1e-9 {
				m.lossy(diag.ChipRecording(at, r.Variable+" of "+p.Name, fmt.Sprintf("the model asks for a sample every %g ms, the chip gives one every %g ms", every, columnPeriod)), CoarseRecording)
			}
		}
	}
	for _, w := range m.Study.Weights {
		m.Findings.Add(diag.ChipRecording(m.projection(w.Projection), w.Variable+" of "+m.Study.Network.Projections[w.Projection].Name, "weights are read once, at the end"))
	}
}

// delays refuses or drops delays beyond one step.
func (m *mapper) delays() {
	type extent struct{ least, most uint16 }
	seen := map[int]extent{}
	for _, s := range m.Network.Synapses {
		for _, d := range s.Delay {
			e, ok := seen[s.Projection]
			if !ok {
				e = extent{d, d}
			}
			seen[s.Projection] = extent{min(e.least, d), max(e.most, d)}
		}
	}
	h := m.Study.Timeline.Step
	for j := range m.Study.Network.Projections {
		if e, ok := seen[j]; ok && e.most > 1 {
			m.lossy(diag.ChipDelay(m.projection(j), m.Study.Network.Projections[j].Name, float64(e.least)*h, float64(e.most)*h), DropDelays)
		}
	}
}

// Of is the population of the chip with an index of the network, nil for sources.
func (m *Mapping) Of(index int) *Population {
	for i := range m.Populations {
		if m.Populations[i].Index == index {
			return &m.Populations[i]
		}
	}
	return nil
}

// receptorOf is the receptor of the cell that a port feeds, or -1.
func (c *cell) receptorOf(port int) int {
	return slices.IndexFunc(c.inputs, func(r receptor) bool { return r.port == port })
}

// weights rounds all weights to six bits.
func (m *mapper) weights() {
	spec := m.Study.Network
	var excitatory, inhibitory []float64
	m.visit(func(_ int, _ *network.Synapses, _ int, effect float64, up bool) {
		if up {
			excitatory = append(excitatory, effect)
		} else {
			inhibitory = append(inhibitory, effect)
		}
	})
	m.Excitatory, m.Inhibitory = unitOf(excitatory), unitOf(inhibitory)
	made := map[[3]int]int{} // set, source population, sign
	m.visit(func(j int, s *network.Synapses, row int, effect float64, up bool) {
		pre := spec.PopulationOf(s.Pre[row])
		key := [3]int{j, pre, 0}
		unit := m.Inhibitory
		if up {
			key[2], unit = 1, m.Excitatory
		}
		p := m.Of(s.Population)
		k := p.cell.receptorOf(s.Port)
		at, ok := made[key]
		if !ok {
			at = len(m.Projections)
			made[key] = at
			x := Projection{Index: s.Projection, Name: s.Name, Pre: pre, Post: s.Population, Excitatory: up, BioUnit: spec.Populations[s.Population].Program.Ports[s.Port].Unit, plastic: s.Plasticity != nil, receptor: k}
			if g := math.Abs(p.values[0].gain[k]); g > 0 {
				x.Unit = unit / g
			}
			m.Projections = append(m.Projections, x)
		}
		x := &m.Projections[at]
		w := steps(effect, unit)
		x.Synapses = append(x.Synapses, Synapse{int(s.Pre[row]) - spec.Populations[pre].First, int(s.Post[row]) - spec.Populations[s.Population].First, w, s.Weight[row]})
		switch size := math.Abs(effect); {
		case size > 0 && w == 0:
			x.Zeroed++
		case math.Abs(float64(w)*unit-size) > 0.1*size:
			x.Rounded++
		}
	})
	m.signs()
	for i := range m.Projections {
		if x := &m.Projections[i]; x.Zeroed+x.Rounded > 0 {
			m.lossy(diag.WeightSteps(m.projection(x.Index), x.Name, x.Zeroed, x.Rounded, len(x.Synapses), fmt.Sprintf("%.4g %s", x.Unit, x.BioUnit)), CoarseWeights)
		}
	}
}

// visit goes through all synapses with their effects on the neuron: mV/ms for
// currents, 1/ms for conductances.
func (m *mapper) visit(f func(set int, s *network.Synapses, row int, effect float64, excitatory bool)) {
	for j := range m.Network.Synapses {
		s := &m.Network.Synapses[j]
		p := m.Of(s.Population)
		k := p.cell.receptorOf(s.Port)
		if k < 0 {
			continue // a port whose state is not in the equations
		}
		for row := range s.Pre {
			i := int(s.Post[row]) - m.Study.Network.Populations[s.Population].First
			effect := s.Weight[row] * p.values[i].gain[k]
			up := effect >= 0
			if p.cell.conduct {
				up = p.isExcitatory(k)
			}
			f(j, s, row, effect, up)
		}
	}
}

// signs looks for weights that no row can have.
func (m *mapper) signs() {
	for i := range m.Populations {
		p := &m.Populations[i]
		used := map[bool]map[int]bool{true: {}, false: {}} // receptors by sign
		negative := -1
		m.visit(func(_ int, s *network.Synapses, _ int, effect float64, up bool) {
			if s.Population != p.Index {
				return
			}
			if p.cell.conduct && effect < 0 {
				negative = s.Projection
			}
			used[up][p.cell.receptorOf(s.Port)] = true
		})
		if negative >= 0 {
			m.Findings.Add(diag.MixedSigns(m.projection(negative), m.Study.Network.Projections[negative].Name, "conductances cannot be negative"))
		}
		for _, up := range []bool{true, false} {
			if len(used[up]) > 1 && slices.ContainsFunc(p.values, func(v values) bool { return v.synapse[0] != v.synapse[1] }) {
				word := "negative"
				if up {
					word = "positive"
				}
				m.Findings.Add(diag.MixedSigns(m.place1(p.Index), p.Name, word+" ones arrive at two ports that decay differently, and the circuit has one input for each sign"))
			}
		}
		m.receptors(p, used)
	}
}

// receptors gives the two inputs of the chip the time constants of the ports that
// feed them.
func (m *mapper) receptors(p *Population, used map[bool]map[int]bool) {
	p.Params = slices.DeleteFunc(p.Params, func(x Param) bool { return strings.HasPrefix(x.Name, portTime) })
	if len(p.cell.inputs) == 0 {
		return
	}
	for _, up := range []bool{true, false} {
		k := inputOf(p, up, used[up])
		par := Param{Name: "tau_syn_I", Unit: "us", BioUnit: "ms", Bio: p.column(func(v *values) float64 { return v.synapse[k] }), Residual: make([]float64, p.N)}
		if up {
			par.Name = "tau_syn_E"
		}
		par.Chip = slices.Clone(par.Bio)
		p.Params = append(p.Params, par)
	}
}

// inputOf is the receptor of the cell whose time constant an input of the chip
// takes; one that nothing reaches takes that of the other.
func inputOf(p *Population, up bool, used map[int]bool) int {
	for k := range p.cell.inputs {
		if used[k] || p.cell.conduct && p.isExcitatory(k) == up {
			return k
		}
	}
	return min(len(p.cell.inputs)-1, map[bool]int{true: 0, false: 1}[up])
}

// place gives circuits to all neurons.
func (m *mapper) place() {
	var list []demand
	for i := range m.Populations {
		for k := range m.Populations[i].N {
			list = append(list, demand{name: fmt.Sprintf("%s[%d]", m.Populations[i].Name, k)})
		}
	}
	for i, both := range m.bothSigns() {
		x := &m.Projections[i]
		p := m.Of(x.Post)
		for _, s := range x.Synapses {
			d := &list[p.First+s.Post]
			switch {
			case both: // the source needs a row of either sign
				d.excitatory++
				d.inhibitory++
			case s.Weight == 0:
			case x.Excitatory:
				d.excitatory++
			default:
				d.inhibitory++
			}
		}
	}
	p, crowded := place(list)
	m.plan = p
	if crowded >= 0 {
		d := list[crowded]
		m.Findings.Add(diag.FanIn(m.neuron(crowded), d.name, d.excitatory, d.inhibitory, rows))
		return
	}
	if p.joined > 0 {
		for i, s := range p.seats {
			if s.Circuits > 1 {
				d := list[i]
				m.lossy(diag.FanIn(m.neuron(i), d.name, d.excitatory, d.inhibitory, rows), JoinCircuits)
				break
			}
		}
	}
	if p.circuits > circuits {
		m.Findings.Add(diag.TooManyCircuits(m.neuron(len(list)-1), p.circuits, circuits, p.why()))
	}
}

// neuron is the place of the population that a neuron of the chip belongs to.
func (m *mapper) neuron(i int) source.Span {
	for _, p := range m.Populations {
		if i < p.First+p.N {
			return m.place1(p.Index)
		}
	}
	return source.Span{}
}

// bothSigns marks projections whose sources have weights of both signs.
func (m *mapper) bothSigns() []bool {
	type key struct{ index, pre, post int }
	signs := map[key][2]bool{}
	of := func(x *Projection) key { return key{x.Index, x.Pre, x.Post} }
	for i := range m.Projections {
		x := &m.Projections[i]
		s := signs[of(x)]
		if x.Excitatory {
			s[0] = true
		} else {
			s[1] = true
		}
		signs[of(x)] = s
	}
	both := make([]bool, len(m.Projections))
	for i := range m.Projections {
		s := signs[of(&m.Projections[i])]
		both[i] = s[0] && s[1]
	}
	return both
}

// sources plays the spikes of all sources.
func (m *mapper) sources() {
	spec := m.Study.Network
	n := m.Study.Timeline.Segments[0].Steps
	for p := range spec.Populations {
		pop := &spec.Populations[p]
		if pop.Source == nil || !slices.ContainsFunc(m.Projections, func(x Projection) bool { return x.Pre == p }) {
			continue
		}
		list, err := network.SourceCounts(spec, p, 0, n)
		if err != nil {
			m.Findings.Add(diag.Refused("brainscales", err.Error()))
			return
		}
		s := Source{Index: p, Name: pop.Name, N: pop.N, Times: make([][]float64, pop.N)}
		for k, i := range list.Index {
			for range list.Count[k] {
				s.Times[i] = append(s.Times[i], float64(list.Step[k])*spec.Step)
			}
		}
		m.Sources = append(m.Sources, s)
	}
}
