package fixed

import "github.com/nngen/nngen/runtime/program"

// Machine runs an image tick by tick.
type Machine struct {
	image    *Image
	cores    []core // per population; without neurons for sources
	outgoing []target
	begin    []uint32 // per global id: where its connections begin in outgoing
	incoming map[uint32][]target
	plastic  [][]connection
	reached  map[int64][]event
	sent     []event
	tick     int64
	changed  int // changes so far
	// RingSaturated counts what did not fit a ring buffer or a weight.
	RingSaturated int64
	// Saturated counts, per population, operations that saturated in steps in which
	// no condition of their neuron fired.
	Saturated []int64
	Events    int64 // synaptic events
	// Posts is the largest number of spikes of the target that reached a plastic
	// connection between two spikes of its source.
	Posts   int
	hash    uint32
	Hashing bool // compute Hash
}

// core are the neurons of a population.
type core struct {
	p        *Program
	n        int
	slots    int64
	ring     []uint16 // by slot, synapse type, neuron
	states   []int32  // by neuron
	params   []int32
	inputs   []int32
	still    []int32 // inputs without what changes
	holds    []int32
	previous []bool
	acc      []int32
	values   [][]int32
}

// target is one connection.
type target struct {
	set, row uint32
}

// connection are the states of a plastic connection and the steps at which those
// of each site were stored.
type connection struct {
	states []int32
	stored [3]int64
	posts  int
}

// event is a spike at a plastic connection.
type event struct {
	target
	count int
}

// Spike is one spike.
type Spike struct {
	Population, Index int
	Step              int64
	Count             int
}

// NewMachine prepares an image at tick 0.
func NewMachine(m *Image) *Machine {
	x := &Machine{image: m, cores: make([]core, len(m.Populations)), Saturated: make([]int64, len(m.Populations)), reached: map[int64][]event{}, incoming: map[uint32][]target{}, hash: 2166136261}
	last := 0
	longest := make([]int64, len(m.Populations))
	for _, p := range m.Populations {
		last = max(last, p.First+p.N)
	}
	x.begin = make([]uint32, last+1)
	for j := range m.Synapses {
		s := &m.Synapses[j]
		for row, pre := range s.Pre {
			longest[s.Population] = max(longest[s.Population], int64(s.Delay[row]))
			if s.Rule < 0 {
				x.begin[pre+1]++
			}
		}
	}
	for i := range last {
		x.begin[i+1] += x.begin[i]
	}
	x.outgoing = make([]target, x.begin[last])
	next := append([]uint32(nil), x.begin...)
	for j := range m.Synapses {
		s := &m.Synapses[j]
		if s.Rule >= 0 {
			continue
		}
		for row, pre := range s.Pre {
			x.outgoing[next[pre]] = target{uint32(j), uint32(row)}
			next[pre]++
		}
	}
	for i := range m.Populations {
		if p := &m.Populations[i]; p.Program >= 0 {
			x.cores[i] = newCore(m.Programs[p.Program], p, longest[i]+1)
		}
	}
	x.startPlasticity()
	return x
}

func newCore(p *Program, pop *Population, slots int64) core {
	c := core{p: p, n: pop.N, slots: slots}
	fill := func(columns [][]int32) []int32 {
		v := make([]int32, 0, pop.N*len(columns))
		for i := range pop.N {
			for _, column := range columns {
				v = append(v, At(column, i))
			}
		}
		return v
	}
	c.states, c.params, c.inputs = fill(pop.States), fill(pop.Params), fill(pop.Inputs)
	c.still = append([]int32(nil), c.inputs...)
	c.ring = make([]uint16, int(slots)*len(p.Types)*pop.N)
	c.holds = make([]int32, len(p.Holds)*pop.N)
	c.previous = make([]bool, len(p.Conditions)*pop.N)
	c.acc = make([]int32, len(p.Ports))
	c.values = make([][]int32, 3)
	for i := range pop.N {
		env := c.env(i, -1)
		for k := range p.Conditions {
			if cond := &p.Conditions[k]; cond.Rising {
				c.previous[i*len(p.Conditions)+k] = Eval(&cond.Test, &env, nil)[cond.Fires] != 0
			}
		}
	}
	return c
}

func (c *core) env(i int, k int64) Env {
	p := c.p
	return Env{States: c.states[i*len(p.States) : (i+1)*len(p.States)], Params: c.params[i*len(p.Params) : (i+1)*len(p.Params)],
		Inputs: c.inputs[i*len(p.Inputs) : (i+1)*len(p.Inputs)], Acc: c.acc, Step: k}
}

// Step carries the machine over one tick and appends the spikes, stamped with the
// number of the tick, to list.
func (x *Machine) Step(list []Spike) []Spike {
	k := x.tick
	x.change(k)
	x.tick++
	from := len(list)
	for i := range x.image.Populations {
		p := &x.image.Populations[i]
		if p.Program < 0 {
			if int(x.tick) < len(p.Starts)-1 {
				for at := p.Starts[x.tick]; at < p.Starts[x.tick+1]; at++ {
					list = append(list, Spike{i, int(p.Index[at]), x.tick, int(p.Count[at])})
				}
			}
			continue
		}
		list = x.update(i, k, list)
	}
	for _, s := range list[from:] {
		x.send(s)
	}
	x.plasticity()
	return list
}

// change makes the changes of step k.
func (x *Machine) change(k int64) {
	list := x.image.Changes
	for ; x.changed < len(list) && list[x.changed].Step <= k; x.changed++ {
		e := &list[x.changed]
		c := &x.cores[e.Population]
		for i, n := range e.Elements {
			word := At(e.Words, i)
			if at := int(n)*len(c.p.Inputs) + e.Index; e.Input {
				c.inputs[at] = Saturate(int64(c.still[at]) + int64(word))
				continue
			}
			c.params[int(n)*len(c.p.Params)+e.Index] = word
		}
	}
}

// update is the tick of one core.
func (x *Machine) update(i int, k int64, list []Spike) []Spike {
	c := &x.cores[i]
	p := c.p
	slot := c.ring[int(x.tick%c.slots)*len(p.Types)*c.n:][:len(p.Types)*c.n]
	saturated := int64(0)
	for n := range c.n {
		clear(c.acc)
		for t := range p.Types {
			if w := slot[t*c.n+n]; w != 0 {
				slot[t*c.n+n] = 0
				c.add(t, int32(uint32(w)<<p.Types[t].Shift))
			}
		}
		env := c.env(n, k)
		env.Saturated = &saturated
		before := saturated
		spiked, fired := c.advance(n, &env)
		if !fired {
			x.Saturated[i] += saturated - before
		}
		if spiked {
			list = append(list, Spike{i, n, x.tick, 1})
		}
		if x.Hashing {
			for _, w := range env.States {
				x.hash = (x.hash ^ uint32(w)) * 16777619
			}
		}
	}
	return list
}

// add is neuron_impl_add_inputs.
func (c *core) add(t int, input int32) {
	if s := c.p.Types[t]; s.Minus {
		c.acc[s.Port] -= input
	} else {
		c.acc[s.Port] += input
	}
}

// advance is the step of one neuron.
func (c *core) advance(n int, env *Env) (spiked, fired bool) {
	p := c.p
	holds := c.holds[n*len(p.Holds) : (n+1)*len(p.Holds)]
	held := uint32(0)
	for h := range holds {
		if holds[h] > 0 {
			held |= 1 << h
			holds[h]--
		}
	}
	v := c.values
	v[0] = Eval(&p.Common, env, v[0])
	variant := &p.Variants[held].Block
	v[1] = Eval(variant, env, v[1])
	p.Common.Store(env.States, v[0], nil)
	variant.Store(env.States, v[1], nil)
	for i := range p.Arrive {
		v[2] = Eval(&p.Arrive[i], env, v[2])
		p.Arrive[i].Store(env.States, v[2], func(state int) bool { return p.States[state].HeldBy&held != 0 })
	}
	for i := range p.Conditions {
		cond := &p.Conditions[i]
		if cond.Blocked&held != 0 {
			continue
		}
		v[2] = Eval(&cond.Test, env, v[2])
		now := v[2][cond.Fires] != 0
		if cond.Rising {
			before := &c.previous[n*len(p.Conditions)+i]
			*before, now = now, now && !*before
		}
		if !now {
			continue
		}
		fired = true
		v[2] = Eval(&cond.Action, env, v[2])
		truth := func(r program.Ref) bool { return r == program.Always || r >= 0 && v[2][r] != 0 }
		for _, s := range cond.Starts {
			if truth(s.When) {
				holds[s.Hold] = v[2][s.Steps]
			}
		}
		spiked = spiked || truth(cond.Spike)
		cond.Action.Store(env.States, v[2], nil)
	}
	return spiked, fired
}

// send puts a spike into the ring buffers of its targets.
func (x *Machine) send(s Spike) {
	id := uint32(x.image.Populations[s.Population].First + s.Index)
	for _, t := range x.outgoing[x.begin[id]:x.begin[id+1]] {
		syn := &x.image.Synapses[t.set]
		for range s.Count {
			x.ring(syn.Population, syn.Type[t.row], syn.Post[t.row], s.Step+int64(syn.Delay[t.row]), syn.Weight[t.row])
		}
	}
	x.note(id, s)
}

// ring adds a weight for step s, and saturates.
func (x *Machine) ring(population int, t uint8, post uint32, s int64, weight uint16) {
	x.Events++
	c := &x.cores[population]
	w := &c.ring[(int(s%c.slots)*len(c.p.Types)+int(t))*c.n+int(post)]
	sum := uint32(*w) + uint32(weight)
	if sum > 1<<16-1 {
		sum = 1<<16 - 1
		x.RingSaturated++
	}
	*w = uint16(sum)
}

// State is a word of a neuron.
func (x *Machine) State(population, neuron, state int) int32 {
	c := &x.cores[population]
	return c.states[neuron*len(c.p.States)+state]
}

// Observe is the word of an observable of a neuron after the last tick.
func (x *Machine) Observe(population, neuron, observable int) int32 {
	c := &x.cores[population]
	o := &c.p.Observe[observable]
	env := c.env(neuron, x.tick-1)
	return Eval(&o.Block, &env, nil)[o.Result]
}

// Hash is a digest of all states after all ticks, if Hashing was set.
func (x *Machine) Hash() uint32 { return x.hash }
