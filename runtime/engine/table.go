package engine

// table holds the synapses onto the neurons of one lane: by source, and for each
// source in runs that arrive together. What arrives is added run by run, so that
// a spike walks through memory forwards and looks up a place of the ring once
// for many synapses.
type table struct {
	start   []uint32 // per global id, plus one: runs [start[id], start[id+1])
	runs    []run
	targets []uint32  // index within the population
	weights []float64 // of runs without a common weight, in their order
	rings   []*ring   // by the index in a run
}

// run are the synapses of one source that reach one port after one delay,
// ascending by target.
type run struct {
	first  uint32 // of targets; the next run's first is the end
	own    int32  // first of weights, or -1: all have the weight common
	common float64
	ring   uint16
	delay  uint16 // steps
}

// deliver adds the amounts of a spike to the rings and returns the number of
// events.
func (t *table) deliver(id uint32, stamp int64, count uint16, slots int64) int64 {
	from, to := t.start[id], t.start[id+1]
	if from == to {
		return 0
	}
	n := float64(count)
	for r := from; r < to; r++ {
		x := &t.runs[r]
		targets := t.targets[x.first:t.runs[r+1].first]
		g := t.rings[x.ring]
		sum := g.at((stamp + int64(x.delay)) % slots)
		if x.own < 0 {
			amount := float64(x.common * n)
			for _, i := range targets {
				sum[i] += amount
			}
			continue
		}
		weights := t.weights[x.own:][:len(targets)]
		if count == 1 {
			for j, i := range targets {
				sum[i] += weights[j]
			}
			continue
		}
		for j, i := range targets {
			sum[i] += float64(weights[j] * n)
		}
	}
	return int64(t.runs[to].first-t.runs[from].first) * int64(count)
}

// reaches reports whether a source has synapses here.
func (t *table) reaches(id int) bool { return t.start[id] < t.start[id+1] }
