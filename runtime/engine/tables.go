package engine

import (
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/network"
)

// synapse is one synapse while the tables are made.
type synapse struct {
	weight float64
	target uint32
	delay  uint16
	ring   uint16
}

// tables sorts the synapses into the tables of the workers: two passes over the
// columns, one to count and one to fill, and a third that joins runs.
func (e *engine) tables() error {
	size := e.Net.Spec.Size()
	n := len(e.workers)
	counts := make([][]uint32, n)
	for w := range counts {
		counts[w] = make([]uint32, size+1)
	}
	borders := make([][]int, len(e.Net.Spec.Populations)) // first element of every worker
	for p := range borders {
		for w := 0; w < n; w++ {
			borders[p] = append(borders[p], share(e.Net.Spec.Populations[p].N, w, n))
		}
	}
	find := func(p, i int) int {
		w := n - 1
		for w > 0 && i < borders[p][w] {
			w--
		}
		return w
	}
	for _, s := range e.Net.Synapses {
		if s.Plasticity != nil || e.Net.Continuous(&s) {
			continue
		}
		first := e.Net.Spec.Populations[s.Population].First
		for j, pre := range s.Pre {
			counts[find(s.Population, int(s.Post[j])-first)][pre+1]++
		}
	}
	rows := make([][]synapse, n)
	starts := make([][]uint32, n)
	for w := range e.workers {
		total := uint64(0)
		for id := 1; id <= size; id++ {
			total += uint64(counts[w][id])
			if total > math.MaxInt32 {
				return fmt.Errorf("more than 2^31 synapses for one worker; use more workers")
			}
			counts[w][id] = uint32(total)
		}
		starts[w] = slices.Clone(counts[w])
		rows[w] = make([]synapse, total)
	}
	for _, s := range e.Net.Synapses {
		if s.Plasticity != nil || e.Net.Continuous(&s) {
			continue
		}
		first := e.Net.Spec.Populations[s.Population].First
		g := &e.rings[s.Population][s.Port]
		index := make([]uint16, n)
		for w, l := range e.workers {
			index[w] = l.table.ringIndex(g)
		}
		for j, pre := range s.Pre {
			i := int(s.Post[j]) - first
			w := find(s.Population, i)
			rows[w][counts[w][pre]] = synapse{s.Weight[j], uint32(i), s.Delay[j], index[w]}
			counts[w][pre]++
		}
	}
	number := map[*lane]int{}
	for w, l := range e.workers {
		number[l] = w
	}
	e.each(func(l *lane) { l.table.fill(starts[number[l]], rows[number[l]]) })
	return nil
}

func (t *table) ringIndex(g *ring) uint16 {
	for i, r := range t.rings {
		if r == g {
			return uint16(i)
		}
	}
	t.rings = append(t.rings, g)
	return uint16(len(t.rings) - 1)
}

// fill makes the runs of all sources from their synapses, start[id] being the
// first of source id.
func (t *table) fill(start []uint32, rows []synapse) {
	longest := uint16(0)
	for i := range rows {
		longest = max(longest, rows[i].delay)
	}
	o := &order{delays: int(longest) + 1, counts: make([]uint32, (int(longest)+1)*len(t.rings)+1)}
	t.start = make([]uint32, 0, len(start))
	t.targets = make([]uint32, 0, len(rows))
	for id := 0; id+1 < len(start); id++ {
		t.start = append(t.start, uint32(len(t.runs)))
		list := o.sort(rows[start[id]:start[id+1]])
		for len(list) > 0 {
			k := 1
			common := true
			for k < len(list) && list[k].ring == list[0].ring && list[k].delay == list[0].delay {
				common = common && list[k].weight == list[0].weight
				k++
			}
			t.add(list[:k], common)
			list = list[k:]
		}
	}
	t.start = append(t.start, uint32(len(t.runs)))
	t.runs = append(t.runs, run{first: uint32(len(t.targets))}) // the end of the last
}

// order sorts the synapses of a source by port and delay and leaves them in the
// order of the network otherwise, which is that of their targets for most rules.
type order struct {
	delays int      // one more than the longest
	counts []uint32 // per port and delay, and one more
	sorted []synapse
}

// sort returns the list in order; what it returns lives until the next call.
func (o *order) sort(list []synapse) []synapse {
	if len(list) < len(o.counts)/4 {
		slices.SortStableFunc(list, func(a, b synapse) int { return o.key(&a) - o.key(&b) })
		return list
	}
	clear(o.counts)
	for i := range list {
		o.counts[o.key(&list[i])+1]++
	}
	for k := 1; k < len(o.counts); k++ {
		o.counts[k] += o.counts[k-1]
	}
	o.sorted = slices.Grow(o.sorted[:0], len(list))[:len(list)]
	for i := range list {
		at := &o.counts[o.key(&list[i])]
		o.sorted[*at] = list[i]
		*at++
	}
	return o.sorted
}

func (o *order) key(s *synapse) int { return int(s.ring)*o.delays + int(s.delay) }

func (t *table) add(list []synapse, common bool) {
	r := run{first: uint32(len(t.targets)), own: -1, common: list[0].weight, ring: list[0].ring, delay: list[0].delay}
	if !common {
		r.own = int32(len(t.weights))
		for _, s := range list {
			t.weights = append(t.weights, s.weight)
		}
	}
	for _, s := range list {
		t.targets = append(t.targets, s.target)
	}
	t.runs = append(t.runs, r)
}

// safe marks rings in which no sum can leave the range where sums are exact:
// those at which all amounts that could arrive together stay below the limit.
func (e *engine) safe() {
	most := make([]float64, e.Net.Spec.Size()) // spikes in one step, by global id
	for p, pop := range e.Net.Spec.Populations {
		n := float64(network.MostPerStep(e.Net.Spec, p))
		for i := range pop.N {
			most[pop.First+i] = n
		}
	}
	for p := range e.rings {
		for j := range e.rings[p] {
			g := &e.rings[p][j]
			total := make([]float64, g.n)
			safe := true
			for _, s := range e.Net.Synapses {
				if s.Population != p || s.Port != j {
					continue
				}
				if s.Plasticity != nil {
					safe = false
					break
				}
				first := e.Net.Spec.Populations[p].First
				for k, pre := range s.Pre {
					total[int(s.Post[k])-first] += math.Abs(s.Weight[k]) * most[pre]
				}
			}
			g.safe = safe && (len(total) == 0 || slices.Max(total) < g.limit/2)
		}
	}
}
