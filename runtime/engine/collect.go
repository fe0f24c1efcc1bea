package engine

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/nngen/nngen/runtime/network"
)

// probe samples one observable of the elements of one lane.
type probe struct {
	record  int
	at      []int // positions in the record's list
	samples [][]float64
}

func (e *engine) probes(owner func(p, i int) int) {
	e.result.Traces = make([][][]float64, len(e.Records))
	for r, rec := range e.Records {
		e.result.Traces[r] = make([][]float64, len(rec.Elements))
		for at, i := range rec.Elements {
			l := e.workers[owner(rec.Population, i)]
			var p *probe
			if n := len(l.traces); n > 0 && l.traces[n-1].record == r {
				p = l.traces[n-1]
			} else {
				p = &probe{record: r}
				l.traces = append(l.traces, p)
			}
			p.at = append(p.at, at)
			p.samples = append(p.samples, make([]float64, 0, e.Steps/rec.Every+1))
		}
	}
}

// sample takes the samples of step k, if one is due.
func (p *probe) sample(e *engine, k int64) {
	rec := &e.Records[p.record]
	if k%rec.Every != 0 {
		return
	}
	for j, at := range p.at {
		x := e.kernels[rec.Population].Observe(k-1, rec.Observable, rec.Elements[at])
		p.samples[j] = append(p.samples[j], x)
	}
}

// collect gathers what the lanes recorded.
func (e *engine) collect() {
	r := e.result
	r.Counts = make([]int64, len(e.Net.Spec.Populations))
	for _, l := range e.workers {
		r.Spikes = append(r.Spikes, l.mine...)
		r.Events += l.events
		for p, n := range l.counts {
			r.Counts[p] += n
		}
		for _, p := range l.traces {
			for j, at := range p.at {
				r.Traces[p.record][at] = p.samples[j]
			}
		}
	}
	r.Diverged = e.diverged()
	r.Weights = make([][]float64, len(e.Net.Synapses))
	for _, l := range e.workers {
		l.plastic.each(func(s *set, c *connection) {
			if r.Weights[s.synapses] == nil {
				r.Weights[s.synapses] = make([]float64, len(e.Net.Synapses[s.synapses].Pre))
			}
			o := s.rule.ObservableIndex(s.rule.States[s.rule.Weight].Name)
			r.Weights[s.synapses][c.row] = s.run.observe(&s.rule.Observe[o], c, e.Steps)
		})
	}
	sort.Slice(r.Spikes, func(i, j int) bool {
		a, b := r.Spikes[i], r.Spikes[j]
		if a.Step != b.Step {
			return a.Step < b.Step
		}
		if a.Population != b.Population {
			return a.Population < b.Population
		}
		return a.Index < b.Index
	})
}

// nextStop is the first step after k at which weights are sampled or rules change,
// or the end of the run.
func (e *engine) nextStop(k int64) int64 {
	next := e.Steps
	for _, r := range e.Weights {
		next = min(next, (k/r.Every+1)*r.Every)
	}
	for _, t := range e.turns {
		if t > k {
			next = min(next, t)
			break
		}
	}
	return next
}

// turningPoints are the steps from which on rules have other quantities, ascending.
func turningPoints(net *network.Network) []int64 {
	var list []int64
	for i := range net.Synapses {
		for _, x := range net.Synapses[i].Switches {
			list = append(list, x.Step)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// weightsDue reports whether weights are sampled at step k.
func (e *engine) weightsDue(k int64) bool {
	for _, r := range e.Weights {
		if k%r.Every == 0 {
			return true
		}
	}
	return false
}

// sampled is a connection that is recorded, with its place among the samples.
type sampled struct {
	reference
	place int
}

// weightProbes finds the connections of every lane that are recorded.
func (e *engine) weightProbes() {
	for _, r := range e.Weights {
		place := map[int]int{}
		for k, row := range r.Rows {
			place[row] = k
		}
		for _, l := range e.workers {
			var list []sampled
			if l.plastic != nil {
				for i := range l.plastic.sets {
					s := &l.plastic.sets[i]
					if s.synapses != r.Synapses {
						continue
					}
					for at := range s.connections {
						k, wanted := s.connections[at].row, true
						if r.Rows != nil {
							k, wanted = place[k]
						}
						if wanted {
							list = append(list, sampled{reference{int32(i), int32(at)}, k})
						}
					}
				}
			}
			l.sampled = append(l.sampled, list)
		}
	}
}

// sampleWeights takes the samples of plastic connections that are due at step k.
func (e *engine) sampleWeights(k int64) {
	for i, r := range e.Weights {
		if k == 0 {
			e.result.WeightSamples = append(e.result.WeightSamples, nil)
		}
		if k%r.Every != 0 {
			continue
		}
		n := len(e.Net.Synapses[r.Synapses].Pre)
		if r.Rows != nil {
			n = len(r.Rows)
		}
		values := make([]float64, n)
		for _, l := range e.workers {
			for _, x := range l.sampled[i] {
				s := &l.plastic.sets[x.set]
				values[x.place] = s.run.observe(&s.rule.Observe[r.Observable], s.connection(int(x.at)), k)
			}
		}
		e.result.WeightSamples[i] = append(e.result.WeightSamples[i], values)
	}
}

// diverged finds a state that is NaN or infinite at the end. Such a state does
// not recover, and a neuron that has one is silent.
func (e *engine) diverged() string {
	for p := range e.Net.Spec.Populations {
		pop := &e.Net.Spec.Populations[p]
		if pop.Program == nil {
			continue
		}
		for _, st := range pop.Program.States {
			o := pop.Program.ObservableIndex(st.Name)
			if o < 0 {
				continue
			}
			for i := range pop.N {
				if x := e.kernels[p].Observe(e.Steps-1, o, i); math.IsNaN(x) || math.IsInf(x, 0) {
					return fmt.Sprintf("%s of %s[%d]", st.Name, pop.Name, i)
				}
			}
		}
	}
	return ""
}
