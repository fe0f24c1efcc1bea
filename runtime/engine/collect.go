package engine

import "sort"

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
