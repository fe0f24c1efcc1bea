package report

import (
	"sort"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/record"
)

// arrays are the results for numpy: for each population with recorded spikes
// spikes/NAME/index and spikes/NAME/step, for each recorded variable
// traces/NAME/VARIABLE (elements by samples) with /index and /every_steps beside
// it, for plastic projections weights/NAME/VARIABLE (samples by connections) with
// /pre, /post and /every_steps, and step_ms.
func arrays(s *ir.Study, n *network.Network, o *engines.Outcome) []record.Array {
	list := []record.Array{{Name: "step_ms", Shape: []int{1}, Reals: []float64{s.Timeline.Step}}}
	ints := func(name string, x []int64) {
		list = append(list, record.Array{Name: name, Shape: []int{len(x)}, Ints: x})
	}
	table := func(name string, rows [][]float64) {
		a := record.Array{Name: name, Shape: []int{len(rows), 0}, Reals: []float64{}}
		for _, r := range rows {
			a.Shape[1] = len(r)
			a.Reals = append(a.Reals, r...)
		}
		list = append(list, a)
	}
	index, step := map[int][]int64{}, map[int][]int64{}
	for _, r := range s.Records {
		if r.Observable == ir.Spikes {
			index[r.Population], step[r.Population] = []int64{}, []int64{}
		}
	}
	for _, x := range o.Spikes {
		index[x.Population] = append(index[x.Population], int64(x.Index))
		step[x.Population] = append(step[x.Population], x.Step)
	}
	var populations []int
	for p := range index {
		populations = append(populations, p)
	}
	sort.Ints(populations)
	for _, p := range populations {
		name := "spikes/" + s.Network.Populations[p].Name
		ints(name+"/index", index[p])
		ints(name+"/step", step[p])
	}
	for i, r := range s.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		name := "traces/" + s.Network.Populations[r.Population].Name + "/" + r.Variable
		elements := make([]int64, len(r.Elements))
		for k, e := range r.Elements {
			elements[k] = int64(e)
		}
		table(name, o.Traces[i])
		ints(name+"/index", elements)
		ints(name+"/every_steps", []int64{r.Every})
	}
	for _, w := range weights(s, n, o) {
		name := "weights/" + w.Projection + "/" + w.Variable
		wide := func(ids []uint32) []int64 {
			x := make([]int64, len(ids))
			for i, id := range ids {
				x[i] = int64(id)
			}
			return x
		}
		table(name, w.Values)
		ints(name+"/pre", wide(w.Pre))
		ints(name+"/post", wide(w.Post))
		ints(name+"/every_steps", []int64{w.Every})
	}
	return list
}
