package engine

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/nngen/nngen/runtime/jit"
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
	// Sparing lets fewer goroutines do the work where more would wait for each other
	// longer than they work between two meetings: small networks with short delays.
	Sparing bool
	// Kernel makes the kernels; nil means [Compiled].
	Kernel Maker
	// Single computes in binary32 where that is possible ([Prepared.Doubles]): states,
	// parameters and what arrives have 24 bits, and numbers below 2^-126 are 0. It is
	// faster, the results are others, and they do not depend on the number of workers
	// either. It needs Kernel to be nil.
	Single bool
	// Progress, if not nil, is called now and then with the number of steps done.
	Progress func(done int64)
	// Building, if not nil, is called now and then while [Prepare] makes the tables,
	// by any goroutine, with the number of synapses looked at, of how many.
	Building func(done, total int64)
}

// Record asks for samples of one observable of some elements of a population at
// steps 0, Every, 2*Every, ….
type Record struct {
	Population, Observable int
	Elements               []int
	Every                  int64
}

// WeightRecord asks for samples of one observable of connections of a set of
// plastic synapses: of some rows, ascending, or, nil, of all.
type WeightRecord struct {
	Synapses, Observable int
	Every                int64
	Rows                 []int
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
	// others. WeightSamples are per record, sample, and row, or place in its Rows.
	Weights       [][]float64
	WeightSamples [][][]float64
	// Diverged names a state that is no finite number at the end, "" if all are.
	Diverged string
	// Counts is the number of spikes of every population, recorded or not.
	Counts []int64
	// Events is the number of synaptic events delivered.
	Events int64
	// Steps is the number of steps done: fewer than asked for in a run that was ended
	// before.
	Steps int64
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
	e, err := build(c)
	if err != nil {
		return nil, err
	}
	return &Prepared{e}, nil
}

// Code is the machine code of a population, nil where there is none.
func (p *Prepared) Code(population int) *jit.Code {
	if c, ok := p.e.kernels[population].(*compiled); ok {
		return c.code
	}
	return nil
}

// Doubles are the populations and the rules that are computed in binary64 although
// Config.Single asks for binary32.
func (p *Prepared) Doubles() []Double { return p.e.doubles }

// Run simulates. When ctx is done it ends after the step at hand and returns the
// error of ctx besides what there is by then, as a run of so many steps would. An
// error without a result says that the run could not be exact: a sum of arrivals
// beyond 2^53 quanta.
func (p *Prepared) Run(ctx context.Context) (*Result, error) { return p.e.run(ctx) }

// engine is a network in the form in which it is run.
type engine struct {
	Config
	window  int64   // steps between two exchanges: the shortest delay
	reach   int64   // longest delay of a continuous connection
	turns   []int64 // steps from which on rules have other quantities
	most    []int   // per population: spikes of an element in one step
	signals []*signal
	sums    [][][]float64 // per population, per sum, per neuron: for the step at hand
	kernels []Kernel
	doubles []Double
	columns []*network.Columns // per population of neurons: what its kernel reads
	rows    [][][]float64      // per population, per port: what kernels read that read no whole numbers
	parts   []part
	homes   []homes // per population
	shards  []*shard
	workers []*lane
	meet    *barrier
	stop    atomic.Int64 // number of the window before which lanes stop
	result  *Result
}

// lane is one worker with the part of the network that it owns.
type lane struct {
	parts   []int // indices
	shards  []*shard
	changes []change
	sources []*emitter
	adders  []*adder
	plastic *plastic    // nil when no rule changes synapses onto its neurons
	fired   [2][]firing // of the window at hand and the one before, for all lanes
	now     int         // which is that at hand
	mine    []Spike     // recorded
	counts  []int64
	events  int64
	scratch []int32
	arrived [][]float64
	traces  []*probe
	sampled [][]sampled // per record of weights
	inexact bool        // some sum was beyond 2^53 quanta
}

// part is a range of elements of one population of neurons, with its places in a
// shard: those of port j from base + j*stride on.
type part struct {
	population, lo, hi int
	base, stride       int
	shard              int32
}

func (p *part) place(port int) int { return p.base + port*p.stride }

// firing is one source or neuron that fired: global id, stamp, how often.
type firing struct {
	id    uint32
	count uint16
	stamp int64
}

func (e *engine) run(ctx context.Context) (*Result, error) {
	for _, l := range e.workers {
		for _, i := range l.parts {
			l.remember(e, &e.parts[i], 0)
		}
	}
	e.sampleWeights(0)
	for _, l := range e.workers {
		l.plastic.change(e, 0)
	}
	e.stop.Store(math.MaxInt64)
	var wg sync.WaitGroup
	for _, l := range e.workers[1:] {
		wg.Go(func() { e.lead(l, nil) })
	}
	next := int64(0)
	done := e.lead(e.workers[0], func(window, done int64) {
		if done < next {
			return
		}
		next = done + betweenLooks
		if ctx.Err() != nil {
			e.stop.Store(window + 2)
		}
		if e.Progress != nil {
			e.Progress(done)
		}
	})
	wg.Wait()
	var err error
	if done < e.Steps {
		err = ctx.Err()
		e.Steps = done
		for _, l := range e.workers {
			if l.plastic != nil {
				l.plastic.settle(done, true)
			}
		}
	}
	e.result.Steps = done
	for _, l := range e.workers {
		l.sample(e, e.Steps)
		for _, s := range l.sources {
			s.finish(e, l)
		}
	}
	e.collect()
	if inexact := e.exact(); inexact != nil {
		return nil, inexact
	}
	return e.result, err
}

// betweenLooks is the number of steps after which the engine looks whether it is
// to stop.
const betweenLooks = 64

// lead takes a lane through the run, window by window, together with the others.
// between is called after every window, before the others go on.
//
// Lanes meet once in a window: while one still reads what the others fired in it,
// they may already be in the next one, and write elsewhere.
//
// It returns the number of steps done.
func (e *engine) lead(l *lane, between func(window, done int64)) int64 {
	done := int64(0)
	for window := int64(0); done < e.Steps && window < e.stop.Load(); window++ {
		n := min(e.window, e.Steps-done, e.nextStop(done)-done)
		l.now = int(window % 2)
		l.advance(e, done, done+n)
		if between != nil {
			between(window, done+n) // may stop the lanes before window + 2, which none has come to
		}
		e.meet.wait()
		l.exchange(e, done, done+n)
		done += n
		if e.weightsDue(done) {
			e.meet.wait()
			if l == e.workers[0] {
				e.sampleWeights(done)
			}
			e.meet.wait()
		}
		if _, turn := slices.BinarySearch(e.turns, done); turn {
			l.plastic.change(e, done)
		}
	}
	return done
}

// advance carries what the lane owns through the steps from <= k < to.
func (l *lane) advance(e *engine, from, to int64) {
	l.fired[l.now] = l.fired[l.now][:0]
	for k := from; k < to; k++ {
		l.sample(e, k)
		for _, c := range l.changes {
			c.apply(k)
		}
		for _, s := range l.sources {
			s.emit(e, l, k)
		}
		at := int32(-1)
		for _, i := range l.parts {
			p := &e.parts[i]
			if p.shard != at {
				at = p.shard
				e.shards[at].deliver(k + 1)
			}
			l.step(e, p, k)
			l.note(e, p.population, k+1)
			l.remember(e, p, k+1)
		}
		if l.plastic != nil {
			l.plastic.follow(e, k+1)
		}
	}
}

// step carries a part over step k; l.scratch are those that spiked.
func (l *lane) step(e *engine, p *part, k int64) {
	l.arrived = l.arrived[:0]
	s := e.shards[p.shard]
	rows := e.rows[p.population]
	if whole, ok := e.kernels[p.population].(*compiled); ok && whole.whole {
		for j := range whole.p.Ports {
			at := p.place(j)
			l.arrived = append(l.arrived, s.slab[at:at+p.stride])
		}
		l.scratch = whole.run(k, p.lo, p.hi, l.arrived, l.scratch[:0])
		return
	}
	quanta := e.Net.Populations[p.population].Quantum
	for j, row := range rows {
		if !s.take(p.place(j), quanta[j], row[p.lo:p.hi]) {
			l.inexact = true
		}
	}
	l.scratch = e.kernels[p.population].Step(k, p.lo, p.hi, rows, l.scratch[:0])
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
		l.fired[l.now] = append(l.fired[l.now], firing{first + uint32(i), 1, stamp})
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
			for _, f := range other.fired[l.now] {
				l.plastic.signal(f.id, f.stamp, f.count)
			}
		}
		l.plastic.arrived(to)
	}
	for _, other := range e.workers {
		fired := other.fired[l.now]
		for i, f := range fired {
			if i+ahead < len(fired) {
				l.fetch(fired[i+ahead].id)
			}
			l.deliver(f)
		}
	}
	if l.plastic != nil {
		l.plastic.release(from, to)
		l.plastic.settle(to, to == e.Steps || to == e.nextStop(to-1))
	}
}

// ahead is how many spikes before its turn the tables of a spike are asked for.
const ahead = 4

func (l *lane) fetch(id uint32) {
	for _, s := range l.shards {
		jit.Fetch(s.groups[s.start[id]:s.start[id+1]])
	}
}

// deliver sends one spike to the neurons of the lane.
func (l *lane) deliver(f firing) {
	for _, s := range l.shards {
		l.events += s.announce(f.id, f.stamp, f.count)
	}
	if l.plastic != nil {
		l.events += l.plastic.deliver(f.id, f.stamp, f.count)
	}
}

// reaches reports whether a source has synapses onto neurons of the lane that no
// rule changes.
func (l *lane) reaches(id int) bool {
	for _, s := range l.shards {
		if s.reaches(id) {
			return true
		}
	}
	return false
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
