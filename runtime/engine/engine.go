package engine

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"github.com/nngen/nngen/runtime/network"
)

// Config says what to run.
type Config struct {
	Net     *network.Network
	Steps   int64
	Records []Record
	Weights []WeightRecord
	// Spikes says, per population, whether its spikes are wanted.
	Spikes []bool
	// Workers is the number of goroutines; 0 means one per core. It changes
	// nothing but the time.
	Workers int
	// Kernel makes the kernels; nil means [Compiled].
	Kernel Maker
	// Progress, if not nil, is called now and then with the number of steps done.
	Progress func(done int64)
}

// Record asks for samples of one observable of some elements of a population at
// steps 0, Every, 2*Every, ….
type Record struct {
	Population, Observable int
	Elements               []int
	Every                  int64
}

// WeightRecord asks for samples of one observable of all connections of a set of
// plastic synapses.
type WeightRecord struct {
	Synapses, Observable int
	Every                int64
}

// Spike is one spike: element Index of a population, stamped Step.
type Spike struct {
	Population, Index int32
	Step              int64
}

// Result is what a run yields.
type Result struct {
	Spikes []Spike       // by step, population, index; a count of n stands n times
	Traces [][][]float64 // per record, element, sample
	// Weights are the final weights per set of plastic synapses, by row; nil for
	// others. WeightSamples are per record, sample, row.
	Weights       [][]float64
	WeightSamples [][][]float64
	// Diverged names a state that is no finite number at the end, "" if all are.
	Diverged string
	// Counts is the number of spikes of every population, recorded or not.
	Counts []int64
	// Events is the number of synaptic events delivered.
	Events int64
}

// Run simulates: [Prepare], then [Prepared.Run].
func Run(ctx context.Context, c Config) (*Result, error) {
	p, err := Prepare(c)
	if err != nil {
		return nil, err
	}
	return p.Run(ctx)
}

// Prepared is a network in the form in which it is run, once.
type Prepared struct{ e *engine }

// Prepare brings a network into the form in which it is run: kernels, and tables of
// synapses for every worker.
func Prepare(c Config) (*Prepared, error) {
	if c.Workers <= 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	if c.Kernel == nil {
		c.Kernel = Compiled
	}
	e, err := build(c)
	if err != nil {
		return nil, err
	}
	return &Prepared{e}, nil
}

// Run simulates. It returns the error of ctx when ctx is done, and an error
// when the run could not be exact: a sum of arrivals beyond 2^53 quanta.
func (p *Prepared) Run(ctx context.Context) (*Result, error) { return p.e.run(ctx) }

// engine is a network in the form in which it is run.
type engine struct {
	Config
	window  int64 // steps between two exchanges: the shortest delay
	reach   int64 // longest delay of a continuous connection
	signals []*signal
	sums    [][][]float64 // per population, per sum, per neuron: for the step at hand
	slots   int64         // length of the rings
	kernels []Kernel
	columns []*network.Columns // per population of neurons: what its kernel reads
	rings   [][]ring           // per population, per port
	workers []*lane
	result  *Result
}

// ring holds what will arrive at one port of one population: the sums of step s
// are at [(s % slots) * n, … + n).
type ring struct {
	sum   []float64
	n     int     // elements, rounded up to whole groups of kernels
	limit float64 // sums up to here are exact: 2^53 quanta
	safe  bool    // no sum can be larger
}

func (r *ring) at(slot int64) []float64 { return r.sum[slot*int64(r.n) : (slot+1)*int64(r.n)] }

// lane is one worker with the part of the network that it owns.
type lane struct {
	parts   []part
	changes []change
	sources []*emitter
	table   table
	adders  []*adder
	plastic *plastic // nil when no rule changes synapses onto its neurons
	fired   []firing // of the current window, for all lanes
	mine    []Spike  // recorded
	counts  []int64
	events  int64
	scratch []int32
	arrived [][]float64
	traces  []*probe
	inexact bool // some sum was beyond the ring's limit
}

// part is a range of elements of one population of neurons.
type part struct{ population, lo, hi int }

// firing is one source or neuron that fired: global id, stamp, how often.
type firing struct {
	id    uint32
	count uint16
	stamp int64
}

func (e *engine) run(ctx context.Context) (*Result, error) {
	e.each(func(l *lane) {
		for _, p := range l.parts {
			l.remember(e, p, 0)
		}
	})
	e.sampleWeights(0)
	var done int64
	for done < e.Steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(e.window, e.Steps-done, e.nextWeights(done)-done)
		e.each(func(l *lane) { l.advance(e, done, done+n) })
		e.each(func(l *lane) { l.exchange(e, done, done+n) })
		done += n
		e.sampleWeights(done)
		if e.Progress != nil {
			e.Progress(done)
		}
	}
	e.each(func(l *lane) { l.sample(e, e.Steps) })
	e.collect()
	return e.result, e.exact()
}

// each runs f for all lanes at the same time.
func (e *engine) each(f func(*lane)) {
	if len(e.workers) == 1 {
		f(e.workers[0])
		return
	}
	var wg sync.WaitGroup
	for _, l := range e.workers[1:] {
		wg.Go(func() { f(l) })
	}
	f(e.workers[0])
	wg.Wait()
}

// advance carries what the lane owns through the steps from <= k < to.
func (l *lane) advance(e *engine, from, to int64) {
	l.fired = l.fired[:0]
	for k := from; k < to; k++ {
		l.sample(e, k)
		for _, c := range l.changes {
			c.apply(k)
		}
		for _, s := range l.sources {
			s.emit(e, l, k)
		}
		slot := (k + 1) % e.slots
		for _, p := range l.parts {
			rings := e.rings[p.population]
			l.arrived = l.arrived[:0]
			for j := range rings {
				l.arrived = append(l.arrived, rings[j].at(slot))
			}
			l.scratch = e.kernels[p.population].Step(k, p.lo, p.hi, l.arrived, l.scratch[:0])
			for j, a := range l.arrived {
				l.consume(a[p.lo:p.hi], &e.rings[p.population][j])
			}
			l.note(e, p.population, k+1)
			l.remember(e, p, k+1)
		}
		if l.plastic != nil {
			l.plastic.follow(e, k+1)
		}
	}
}

// sample takes the sums of step k, and what is recorded at its beginning, which
// may show them.
func (l *lane) sample(e *engine, k int64) {
	l.couple(e, k)
	for _, p := range l.traces {
		p.sample(e, k)
	}
}

// note records the spikes in l.scratch.
func (l *lane) note(e *engine, population int, stamp int64) {
	first := uint32(e.Net.Spec.Populations[population].First)
	l.counts[population] += int64(len(l.scratch))
	for _, i := range l.scratch {
		l.fired = append(l.fired, firing{first + uint32(i), 1, stamp})
		if l.plastic != nil {
			l.plastic.hear(first+uint32(i), stamp)
		}
		if e.Spikes[population] {
			l.mine = append(l.mine, Spike{int32(population), i, stamp})
		}
	}
}

// exchange delivers the spikes of all lanes to the neurons of this one; it ends
// a window at step to.
func (l *lane) exchange(e *engine, from, to int64) {
	if l.plastic != nil && len(l.plastic.hearing) > 0 {
		for _, other := range e.workers {
			for _, f := range other.fired {
				l.plastic.signal(f.id, f.stamp, f.count)
			}
		}
		l.plastic.arrived(to)
	}
	for _, other := range e.workers {
		for _, f := range other.fired {
			l.deliver(e, f)
		}
	}
	if l.plastic != nil {
		l.plastic.release(from, to, e.slots)
		l.plastic.settle(to, to == e.Steps || to == e.nextWeights(to-1))
	}
}

// deliver delivers one spike to the neurons of the lane.
func (l *lane) deliver(e *engine, f firing) {
	l.events += l.table.deliver(f.id, f.stamp, f.count, e.slots)
	if l.plastic != nil {
		l.events += l.plastic.deliver(f.id, f.stamp, f.count, e.slots)
	}
}

// consume empties a ring's slot and remembers the largest sum found in it.
func (l *lane) consume(sums []float64, g *ring) {
	if g.safe {
		clear(sums)
		return
	}
	limit := g.limit
	for i, x := range sums {
		if x > limit || x < -limit {
			l.inexact = true
		}
		sums[i] = 0
	}
}

// exact reports a sum that may have been rounded, and a source whose rate was no
// rate in some step.
func (e *engine) exact() error {
	for _, l := range e.workers {
		for _, s := range l.sources {
			if err := s.state.Err(); err != nil {
				return err
			}
		}
		if l.inexact {
			return fmt.Errorf("the amounts arriving at a port in one step add up to more than 2^53 times the quantum of its weights, so results would depend on the order of delivery; use weights that differ less in size")
		}
	}
	return nil
}
