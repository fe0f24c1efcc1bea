package spinnaker

import (
	"context"
	"math"
	"slices"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// The trial: single neurons in double precision.
const (
	trialSteps   = 4000
	trialNeurons = 3   // per program
	trialVolley  = 500 // steps from one volley of all that is expected at most to the next
)

// seen is the largest absolute value of something in a trial; negative before
// anything was seen.
type seen []float64

func newSeen(n int) seen {
	s := make(seen, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

func (s seen) note(values []float64) {
	for i, x := range values {
		switch a := math.Abs(x); {
		case a != a:
			s[i] = math.Inf(1)
		case a > s[i]:
			s[i] = a
		}
	}
}

// merge takes the larger of both.
func (s seen) merge(o seen) {
	for i := range s {
		s[i] = max(s[i], o[i])
	}
}

// trial is what single neurons of a program did.
type trial struct {
	p      *program.Program
	steps  int64
	states seen                    // after the conditions, and at the beginning
	blocks map[*program.Block]seen // values in steps without a spike or hold, of actions when they ran
}

// scenarios are factors of the expected traffic at even and odd ports, and whether
// volleys come.
var scenarios = []struct {
	even, odd float64
	volleys   bool
}{{0, 0, false}, {1, 1, false}, {10, 0, true}, {0, 10, true}}

// tryOut runs neurons of all populations of program p.
func tryOut(s *ir.Study, p *program.Program, columns []network.Columns, all [][]traffic) *trial {
	t := &trial{p: p, steps: min(trialSteps, s.Timeline.Segments[0].Steps), states: newSeen(len(p.States)), blocks: map[*program.Block]seen{}}
	for _, b := range blocksOf(p) {
		t.blocks[b] = newSeen(len(b.Instrs))
	}
	var list []subject
	for i := range s.Network.Populations {
		pop := &s.Network.Populations[i]
		if pop.Program != p {
			continue
		}
		for j := range p.States {
			t.states[j] = max(t.states[j], columnSpan(columns[i].Init[j]).bound())
		}
		for k := range min(trialNeurons, pop.N) {
			list = append(list, subject{&columns[i], k * (pop.N - 1) / max(1, trialNeurons-1), all[i]})
		}
	}
	// Of many populations some, evenly.
	for n, k := min(len(list), 2*trialNeurons), 0; k < n; k++ {
		x := list[k*len(list)/n]
		for c := range scenarios {
			t.run(x, c, still, rng.NewStream(s.Network.Seed, rng.Sample, p.Name+"|trial", uint32(k*len(scenarios)+c)))
		}
		for c, m := range moments(x.columns) {
			t.run(x, 1, m, rng.NewStream(s.Network.Seed, rng.Sample, p.Name+"|change", uint32(k*mostMoments+c)))
		}
	}
	return t
}

// moment is what a neuron of a trial gets instead of what it has at the beginning:
// additions to inputs, and quantities.
type moment struct {
	inputs []float64
	quants [][]float64
}

var still = moment{}

// mostMoments bounds the moments of a run with changes that are tried.
const mostMoments = 8

// moments are those of a population whose inputs or quantities change: the largest
// and the smallest of what its inputs get, and the quantities after some of the
// changes, evenly.
func moments(c *network.Columns) (list []moment) {
	if len(c.Waves) > 0 {
		low, high := make([]float64, len(c.Drive)), make([]float64, len(c.Drive))
		for _, w := range c.Waves {
			s := point(0).join(columnSpan(w.Values))
			low[w.Input], high[w.Input] = min(low[w.Input], s.lo), max(high[w.Input], s.hi)
		}
		list = append(list, moment{inputs: low}, moment{inputs: high})
	}
	quants := slices.Clone(c.Quants)
	var after []moment
	for i, x := range c.Switches {
		quants[x.Quantity] = x.Values
		if i+1 == len(c.Switches) || c.Switches[i+1].Step != x.Step {
			after = append(after, moment{quants: slices.Clone(quants)})
		}
	}
	for n, k := min(len(after), mostMoments-2), 0; k < n; k++ {
		list = append(list, after[(k+1)*len(after)/n-1])
	}
	return list
}

// subject is a neuron of a trial.
type subject struct {
	columns *network.Columns
	index   int
	traffic []traffic
}

// blocksOf lists the blocks of a program.
func blocksOf(p *program.Program) []*program.Block {
	list := []*program.Block{&p.Integrate.Common}
	for i := range p.Integrate.Variants {
		list = append(list, &p.Integrate.Variants[i].Block)
	}
	for i := range p.Arrive {
		list = append(list, &p.Arrive[i])
	}
	for i := range p.Conditions {
		list = append(list, &p.Conditions[i].Test, &p.Conditions[i].Action)
	}
	for i := range p.Observe {
		list = append(list, &p.Observe[i].Block)
	}
	return list
}

// run is one neuron in one scenario. It follows the order that package program
// describes.
func (t *trial) run(x subject, scenario int, m moment, stream rng.Stream) {
	p := t.p
	pick := func(columns [][]float64) []float64 {
		v := make([]float64, len(columns))
		for i, c := range columns {
			v[i] = network.At(c, x.index)
		}
		return v
	}
	env := program.Env{States: pick(x.columns.Init), Quants: pick(x.columns.Quants), Inputs: pick(x.columns.Drive), H: p.Step, Acc: make([]float64, len(p.Ports))}
	for i, add := range m.inputs {
		env.Inputs[i] += add
	}
	if m.quants != nil {
		env.Quants = pick(m.quants)
	}
	holds := make([]int64, len(p.Holds))
	previous := make([]bool, len(p.Conditions))
	values := map[*program.Block][]float64{}
	var ran []*program.Block
	eval := func(b *program.Block) []float64 {
		values[b] = program.Eval(b, &env, values[b])
		ran = append(ran, b)
		return values[b]
	}
	draw := uint64(0)
	drawn := uint64(1) << 40
	env.Draw = func(fn string, a, b, _ float64, _ int32) float64 {
		drawn++
		return stream.Draw(fn, drawn, a, b)
	}
	for k := range t.steps {
		env.Step, ran = k, ran[:0]
		held := uint32(0)
		for c := range holds {
			if holds[c] > 0 {
				held |= 1 << c
				holds[c]--
			}
		}
		common, variant := &p.Integrate.Common, &p.Integrate.Variants[held].Block
		// What happens during a hold is rare in a trial: all variants see all states.
		for i := range p.Integrate.Variants {
			if v := &p.Integrate.Variants[i].Block; v != variant {
				eval(v)
			}
		}
		a, b := eval(common), eval(variant)
		common.Store(env.States, a, nil)
		variant.Store(env.States, b, nil)
		for i := range env.Acc {
			env.Acc[i] = x.traffic[i].draw(scenario, i, k, stream, &draw)
		}
		for i := range p.Arrive {
			p.Arrive[i].Store(env.States, eval(&p.Arrive[i]), func(state int) bool { return p.States[state].HeldBy&held != 0 })
		}
		fired := false
		for i := range p.Conditions {
			c := &p.Conditions[i]
			before := previous[i]
			if c.Blocked&held != 0 {
				continue
			}
			now := eval(&c.Test)[c.Fires] != 0
			previous[i] = now
			if !now || c.Rising && before {
				continue
			}
			// One that only keeps a value, and may do so in every step, is no event.
			fired = fired || c.Spike != program.None || len(c.Starts) > 0
			v := program.Eval(&c.Action, &env, nil)
			t.blocks[&c.Action].note(v)
			for _, s := range c.Starts {
				if s.When == program.Always || s.When >= 0 && v[s.When] != 0 {
					holds[s.Hold] = int64(v[s.Steps])
				}
			}
			c.Action.Store(env.States, v, nil)
		}
		for _, x := range env.States {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return // this neuron left the numbers; what it did before counts
			}
		}
		for i := range p.Observe {
			eval(&p.Observe[i].Block)
		}
		if !fired {
			for _, b := range ran {
				t.blocks[b].note(values[b])
			}
		}
		t.states.note(env.States)
	}
}

// draw is a sum that arrives at port i in step k.
func (t traffic) draw(scenario, i int, k int64, stream rng.Stream, n *uint64) float64 {
	c := scenarios[scenario]
	factor := c.even
	if i%2 == 1 {
		factor = c.odd
	}
	sum := 0.0
	for at, s := range [...]side{t.plus, t.minus} {
		if s.biggest == 0 || factor == 0 {
			continue
		}
		*n += 2
		x := float64(float64(stream.Poisson(*n, min(float64(factor*s.mean/s.biggest), 1e4))) * s.biggest)
		if c.volleys && k%trialVolley == trialVolley/2 {
			x = s.expected()
		}
		if at == 1 {
			x = -x
		}
		sum += x
	}
	return sum
}

// columnSpan is where a column lies.
func columnSpan(c []float64) span {
	s := span{}
	for i, x := range c {
		if i == 0 {
			s = point(x)
		}
		s = s.join(point(x))
	}
	return s
}

// columnsOf computes the numbers of all populations, without connections.
func columnsOf(s *ir.Study) ([]network.Columns, error) {
	alone := *s.Network
	alone.Projections = nil
	net, err := network.Expand(context.Background(), &alone, 0)
	if err != nil {
		return nil, err
	}
	return net.Populations, nil
}
