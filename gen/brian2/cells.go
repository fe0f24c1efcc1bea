package brian2

import (
	"slices"
	"strings"

	"github.com/nngen/nngen/ir"
)

// cells is a group of neurons that stands for populations of one kind that follow
// each other, which are slices of it.
type cells struct {
	name        string
	populations []int
}

// gather finds them.
func (v *idiomatic) gather() {
	pops := v.study.Network.Populations
	neurons := 0
	for i := range pops {
		if pops[i].Program != nil {
			neurons++
		}
	}
	for i := 0; i < len(pops); i++ {
		list := []int{i}
		for k := i + 1; pops[i].Program != nil && k < len(pops) && pops[k].Program == pops[i].Program; k++ {
			list = append(list, k)
		}
		if len(list) == 1 || slices.ContainsFunc(list, func(k int) bool { return len(pops[k].Currents) > 0 || pops[k].N == 0 }) {
			continue
		}
		var names []string
		for _, k := range list {
			names = append(names, v.own[k])
		}
		name := strings.Join(names, "_")
		if len(list) == neurons || len(name) > 24 {
			name = "neurons"
		}
		v.cells = append(v.cells, cells{v.names.Fresh(name), list})
		i += len(list) - 1
	}
}

// ends are the groups that populations are: those that make up a whole group are it.
func (v *idiomatic) ends(populations []int) []cells {
	var list []cells
	for i := 0; i < len(populations); {
		whole := cells{v.own[populations[i]], populations[i : i+1]}
		for _, c := range v.cells {
			if n := len(c.populations); i+n <= len(populations) && slices.Equal(populations[i:i+n], c.populations) {
				whole = c
			}
		}
		list = append(list, whole)
		i += len(whole.populations)
	}
	return list
}

// together is the group that a population belongs to, if the spikes of all of it are
// recorded.
func (v *idiomatic) together(population int) (cells, bool) {
	for _, c := range v.cells {
		if !slices.Contains(c.populations, population) {
			continue
		}
		for _, k := range c.populations {
			if !slices.ContainsFunc(v.study.Records, func(r ir.Record) bool { return r.Population == k && r.Observable == ir.Spikes }) {
				return c, false
			}
		}
		return c, true
	}
	return cells{}, false
}
