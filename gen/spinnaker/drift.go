package spinnaker

import (
	"context"
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/runtime/engine"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
)

// driftWork bounds the run that is compared, in operations of fixed point.
const driftWork = 1.5e9

// sourceWork is what an element of a source costs in a step, in operations.
const sourceWork = 10

// drift runs the beginning of the segment in both arithmetics.
func (f *Form) drift(ctx context.Context, m *fixed.Image, net *network.Network, list *diag.List) (*Drift, error) {
	work := 0 // of a step
	for _, p := range m.Populations {
		if p.Program >= 0 {
			work += p.N * f.Notes[p.Program].Operations
		} else {
			work += p.N * sourceWork
		}
	}
	short := *m
	short.Steps = max(1, min(m.Steps, int64(driftWork)/int64(max(1, work))))
	got := f.Twin(&short, false, func(int64) bool { return ctx.Err() == nil })
	if got == nil {
		return nil, ctx.Err()
	}
	c := engine.Config{Net: net, Steps: short.Steps, Spikes: make([]bool, len(m.Populations))}
	for i, p := range m.Populations {
		c.Spikes[i] = p.Program >= 0
	}
	want, err := engine.Run(ctx, c)
	if err != nil {
		return nil, err
	}
	d := &Drift{Steps: short.Steps, RingSaturated: got.RingSaturated, Events: got.Events, Posts: got.Posts}
	x, y := make([]trains, len(m.Populations)), make([]trains, len(m.Populations))
	for i := range x {
		x[i], y[i] = trains{}, trains{}
	}
	for _, s := range got.Spikes {
		x[s.Population][s.Index] = append(x[s.Population][s.Index], s.Step)
	}
	for _, s := range want.Spikes {
		y[s.Population][int(s.Index)] = append(y[s.Population][int(s.Index)], s.Step)
	}
	for i, p := range m.Populations {
		if p.Program < 0 {
			continue
		}
		q := PopulationDrift{Name: p.Name, Spikes: x[i].count(), Reference: y[i].count(), Saturated: got.Saturated[i]}
		q.First, q.Late = compareTrains(x[i], y[i], p.N, f.Study.Timeline.Step)
		d.Populations = append(d.Populations, q)
		if q.Saturated > 0 {
			list.Add(diag.StateSaturates(p.Name, q.Saturated))
		}
		if a, b := float64(q.Spikes), float64(q.Reference); math.Abs(a-b) > 0.1*b+float64(3*math.Sqrt(b)) {
			list.Add(diag.FitDrift(p.Name, q.Spikes, q.Reference))
		}
	}
	if d.Posts > historyKept {
		list.Add(diag.HistoryTooShort(d.Posts, historyKept))
	}
	if d.RingSaturated > 0 {
		list.Add(diag.RingTooSmall(d.RingSaturated, d.Events))
	}
	return d, nil
}

// trains are the steps of the spikes of neurons, by index.
type trains map[int][]int64

func (t trains) count() int {
	n := 0
	for _, list := range t {
		n += len(list)
	}
	return n
}

// compareTrains finds the first step at which only one of two has a spike, -1 for
// none, and the mean distance in ms of the spikes of equal number of each neuron.
func compareTrains(a, b trains, n int, step float64) (first int64, shift float64) {
	first = -1
	note := func(s int64) {
		if first < 0 || s < first {
			first = s
		}
	}
	sum, count := 0.0, 0
	for i := range n {
		x, y := a[i], b[i]
		for k := range max(len(x), len(y)) {
			switch {
			case k >= len(x):
				note(y[k])
			case k >= len(y):
				note(x[k])
			default:
				if x[k] != y[k] {
					note(min(x[k], y[k]))
				}
				sum += math.Abs(float64(x[k]-y[k])) * step
				count++
				continue
			}
			break
		}
	}
	if count == 0 {
		return first, 0
	}
	return first, sum / float64(count)
}
