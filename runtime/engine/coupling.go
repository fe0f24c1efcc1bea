package engine

import (
	"hash/maphash"
	"slices"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// signal is a variable of a population that continuous connections read, with
// what it was in the last steps. Within a window a lane writes the elements that
// it owns, and reads what all lanes wrote before the window.
type signal struct {
	population, observable int
	n                      int
	slots                  int64
	values                 []float64 // step s at [(s % slots) * n, … + n)
}

// at are the values of all elements at step s; before the first step everything
// was as at step 0.
func (s *signal) at(step int64) []float64 {
	slot := max(step, 0) % s.slots
	return s.values[slot*int64(s.n) : (slot+1)*int64(s.n)]
}

// sampler is a kernel that observes many elements at once.
type sampler interface {
	// Sample writes observable o of the elements lo <= i < hi after step k.
	Sample(k int64, o, lo, hi int, out []float64)
}

// adder adds up one sum over the connections that one projection makes to the
// neurons of one lane. Neurons with equal connections share one total, so that
// equal weights from all to all cost one sum per population of sources; where a
// value depends on the target itself, every neuron has a total of its own.
type adder struct {
	population int
	lo         int // first neuron
	sum        int // index into the program's Sums
	into       []float64
	of         []int32 // per neuron: its list, -1 without connections
	lists      [][]link
	totals     []float64
	form       form
	constant   bool        // depends on weights only
	done       bool        // of a constant one
	signals    [][]*signal // per source of the port, per population of senders
}

// form says how the value of a connection is computed.
type form uint8

const (
	perTarget   form = iota // by the block, for every neuron
	perList                 // by the block, for every list
	weightTimes             // weight times the source
	sourceOnly
	weightOnly
)

// link is one continuous connection.
type link struct {
	weight     float64
	population int32 // of the sender
	index      int32 // of the sender within it
	delay      uint16
}

// formOf recognises the usual forms of a value.
func formOf(sum *program.Sum, prog *program.Program) (f form, constant bool) {
	constant, f = true, perList
	for _, in := range sum.Block.Instrs {
		switch in.Op {
		case program.LoadSource:
			constant = false
		case program.LoadState:
			constant, f = false, perTarget
		case program.LoadQuant:
			if prog.Quantities[in.Index].Binding == program.Column {
				f = perTarget
			}
		}
	}
	at := func(r program.Ref) program.Instr { return sum.Block.Instrs[r] }
	switch in := at(sum.Value); {
	case in.Op == program.LoadSource:
		return sourceOnly, false
	case in.Op == program.LoadWeight:
		return weightOnly, true
	case in.Op == program.Mul && at(in.A).Op == program.LoadWeight && at(in.B).Op == program.LoadSource && at(in.B).Index == 0,
		in.Op == program.Mul && at(in.B).Op == program.LoadWeight && at(in.A).Op == program.LoadSource && at(in.A).Index == 0:
		return weightTimes, false
	}
	return f, constant
}

// coupling finds what continuous connections read, and how far they look back.
func (e *engine) coupling() {
	e.sums = make([][][]float64, len(e.Net.Spec.Populations))
	for p := range e.Net.Spec.Populations {
		pop := &e.Net.Spec.Populations[p]
		if pop.Program == nil {
			continue
		}
		for range pop.Program.Sums {
			e.sums[p] = append(e.sums[p], make([]float64, pop.N))
		}
	}
	for j := range e.Net.Synapses {
		s := &e.Net.Synapses[j]
		if !e.Net.Continuous(s) {
			continue
		}
		for _, d := range s.Delay {
			// Step k reads steps up to k - d, which are known when the window
			// that holds step k begins no later than k - d.
			e.reach, e.window = max(e.reach, int64(d)), min(e.window, int64(d)+1)
		}
	}
}

// senders makes the memory of what continuous connections read; the window is
// known by now.
func (e *engine) senders() {
	for j := range e.Net.Synapses {
		s := &e.Net.Synapses[j]
		if !e.Net.Continuous(s) {
			continue
		}
		var populations []int
		for _, pre := range s.Pre {
			if n := len(populations); n == 0 || !e.within(populations[n-1], pre) {
				if p := e.Net.Spec.PopulationOf(pre); !slices.Contains(populations, p) {
					populations = append(populations, p)
				}
			}
		}
		for _, name := range e.Net.Spec.Populations[s.Population].Program.Ports[s.Port].Sources {
			for _, p := range populations {
				e.signal(p, name)
			}
		}
	}
}

// within reports whether a global id is of population p.
func (e *engine) within(p int, id uint32) bool {
	pop := &e.Net.Spec.Populations[p]
	return int(id) >= pop.First && int(id) < pop.First+pop.N
}

// signal finds or makes that of a variable.
func (e *engine) signal(p int, name string) *signal {
	pop := &e.Net.Spec.Populations[p]
	o := pop.Program.ObservableIndex(name)
	for _, s := range e.signals {
		if s.population == p && s.observable == o {
			return s
		}
	}
	s := &signal{population: p, observable: o, n: pop.N, slots: e.reach + e.window + 2}
	s.values = make([]float64, s.slots*int64(s.n))
	e.signals = append(e.signals, s)
	return s
}

// adders gives the lanes the continuous connections onto their neurons.
func (e *engine) adders() {
	for j := range e.Net.Synapses {
		s := &e.Net.Synapses[j]
		if !e.Net.Continuous(s) {
			continue
		}
		prog := e.Net.Spec.Populations[s.Population].Program
		port := &prog.Ports[s.Port]
		for _, l := range e.workers {
			for _, i := range l.parts {
				part := &e.parts[i]
				if part.population != s.Population {
					continue
				}
				of, lists := e.lists(s, part)
				for x := range prog.Sums {
					if prog.Sums[x].Port != s.Port {
						continue
					}
					a := &adder{population: s.Population, lo: part.lo, sum: x, into: e.sums[s.Population][x][part.lo:part.hi], of: of, lists: lists}
					a.form, a.constant = formOf(&prog.Sums[x], prog)
					a.totals = make([]float64, len(lists))
					if a.form == perTarget {
						a.totals = make([]float64, len(of))
					}
					for _, name := range port.Sources {
						row := make([]*signal, len(e.Net.Spec.Populations))
						for _, sig := range e.signals {
							if sender := e.Net.Spec.Populations[sig.population].Program; sig.observable == sender.ObservableIndex(name) {
								row[sig.population] = sig
							}
						}
						a.signals = append(a.signals, row)
					}
					l.adders = append(l.adders, a)
				}
			}
		}
	}
}

// lists are the connections of the neurons of a part, each in the order of the
// columns; neurons with equal ones share them.
func (e *engine) lists(s *network.Synapses, part *part) (of []int32, lists [][]link) {
	first := e.Net.Spec.Populations[s.Population].First
	start := make([]int, part.hi-part.lo+1)
	mine := func(row int) int {
		i := int(s.Post[row]) - first - part.lo
		if i < 0 || i >= part.hi-part.lo {
			return -1
		}
		return i
	}
	for row := range s.Post {
		if i := mine(row); i >= 0 {
			start[i+1]++
		}
	}
	for i := range part.hi - part.lo {
		start[i+1] += start[i]
	}
	all := make([]link, start[len(start)-1])
	next := slices.Clone(start)
	p := 0
	for row, pre := range s.Pre {
		i := mine(row)
		if i < 0 {
			continue
		}
		if !e.within(p, pre) {
			p = e.Net.Spec.PopulationOf(pre)
		}
		all[next[i]] = link{s.Weight[row], int32(p), int32(int(pre) - e.Net.Spec.Populations[p].First), s.Delay[row]}
		next[i]++
	}
	of = make([]int32, part.hi-part.lo)
	seed, known := maphash.MakeSeed(), map[uint64][]int32{}
	for i := range of {
		of[i] = -1
		list := all[start[i]:start[i+1]]
		if len(list) == 0 {
			continue
		}
		var h maphash.Hash
		h.SetSeed(seed)
		for _, x := range list {
			maphash.WriteComparable(&h, x)
		}
		key := h.Sum64()
		for _, at := range known[key] {
			if slices.Equal(lists[at], list) {
				of[i] = at
			}
		}
		if of[i] < 0 {
			of[i] = int32(len(lists))
			known[key] = append(known[key], of[i])
			lists = append(lists, list)
		}
	}
	return of, lists
}

// couple takes the lane's sums for step k.
func (l *lane) couple(e *engine, k int64) {
	for _, a := range l.adders {
		clear(a.into)
	}
	for _, a := range l.adders {
		a.add(e, k)
	}
}

func (a *adder) add(e *engine, k int64) {
	if !a.constant || !a.done {
		a.total(e, k)
		a.done = true
	}
	for i, at := range a.of {
		switch {
		case at < 0:
		case a.form == perTarget:
			a.into[i] += a.totals[i]
		default:
			a.into[i] += a.totals[at]
		}
	}
}

// total computes the totals of step k.
func (a *adder) total(e *engine, k int64) {
	switch a.form {
	case perTarget:
		a.generally(e, k)
	case perList:
		sum := a.block(e)
		env := program.Env{Step: k, H: e.Net.Spec.Step, Sources: make([]float64, len(a.signals)), Quants: a.quants(e, a.lo)}
		var v []float64
		for at, list := range a.lists {
			a.totals[at], v = a.through(sum, &env, list, k, v)
		}
	case weightOnly:
		for at, list := range a.lists {
			t := 0.0
			for i := range list {
				t += list[i].weight
			}
			a.totals[at] = t
		}
	case weightTimes:
		for at, list := range a.lists {
			a.totals[at] = a.weighted(list, k)
		}
	case sourceOnly:
		for at, list := range a.lists {
			t := 0.0
			for i := range list {
				x := &list[i]
				t += a.signals[0][x.population].at(k - int64(x.delay))[x.index]
			}
			a.totals[at] = t
		}
	}
}

// weighted adds up weight times source; neighbours in the list mostly come from
// one population with one delay.
func (a *adder) weighted(list []link, k int64) float64 {
	t := 0.0
	for from := 0; from < len(list); {
		x := list[from]
		values := a.signals[0][x.population].at(k - int64(x.delay))
		to := from
		for ; to < len(list) && list[to].population == x.population && list[to].delay == x.delay; to++ {
			t += float64(list[to].weight * values[list[to].index])
		}
		from = to
	}
	return t
}

func (a *adder) block(e *engine) *program.Sum {
	return &e.Net.Spec.Populations[a.population].Program.Sums[a.sum]
}

// quants are the quantities of neuron i.
func (a *adder) quants(e *engine, i int) []float64 {
	columns := e.columns[a.population].Quants // as they are now
	q := make([]float64, len(columns))
	for j, c := range columns {
		q[j] = network.At(c, i)
	}
	return q
}

// through evaluates the block for every connection of a list.
func (a *adder) through(sum *program.Sum, env *program.Env, list []link, k int64, v []float64) (float64, []float64) {
	t := 0.0
	for i := range list {
		x := &list[i]
		env.Weight = x.weight
		for q := range a.signals {
			env.Sources[q] = a.signals[q][x.population].at(k - int64(x.delay))[x.index]
		}
		v = program.Eval(&sum.Block, env, v)
		t += v[sum.Value]
	}
	return t, v
}

// generally computes the totals of every neuron on its own, with its states.
func (a *adder) generally(e *engine, k int64) {
	prog := e.Net.Spec.Populations[a.population].Program
	env := program.Env{Step: k, H: e.Net.Spec.Step, Sources: make([]float64, len(a.signals)), States: make([]float64, len(prog.States))}
	sum := a.block(e)
	var v []float64
	for i, at := range a.of {
		if at < 0 {
			continue
		}
		env.Quants = a.quants(e, a.lo+i)
		for _, in := range sum.Block.Instrs {
			if in.Op == program.LoadState {
				o := prog.ObservableIndex(prog.States[in.Index].Name)
				env.States[in.Index] = e.kernels[a.population].Observe(k-1, o, a.lo+i)
			}
		}
		a.totals[i], v = a.through(sum, &env, a.lists[at], k, v)
	}
}

// remember keeps what continuous connections may read of a part at step k.
func (l *lane) remember(e *engine, p *part, k int64) {
	for _, s := range e.signals {
		if s.population != p.population {
			continue
		}
		out, kernel := s.at(k)[p.lo:p.hi], e.kernels[p.population]
		if many, ok := kernel.(sampler); ok {
			many.Sample(k-1, s.observable, p.lo, p.hi, out)
			continue
		}
		for i := range out {
			out[i] = kernel.Observe(k-1, s.observable, p.lo+i)
		}
	}
}
