package brian2

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
)

// The run of the idiomatic form, and what is recorded of it.

// run writes the run and what is kept of it. The last sample is that of the beginning
// of one more step, in which weights must not change any more.
func (v *idiomatic) run() {
	whole := v.time(float64(v.study.Timeline.Segments[0].Steps + v.late))
	const more, begin = "defaultclock.dt)  # recordings see the beginning of a step", "results = data.results()"
	switch {
	case !v.sampled:
		v.Run = append([]string{"run(" + whole + ")", "", begin}, v.finals...)
	case len(v.finals) == 0:
		v.Run = []string{"run(" + whole + " + " + more, "", begin}
	default:
		v.Run = append(append([]string{"run(" + whole + ")", begin}, v.finals...), "run("+more, "")
	}
}

// recordWeights writes the monitors of connections. They look at the end of a step,
// when all has happened that reached connections one delay ago: right for delays
// of one step.
func (v *idiomatic) recordWeights() error {
	s := v.study
	number := 0
	for _, w := range s.Weights {
		for _, target := range s.Network.Reached(w.Projection) {
			for _, c := range v.plastic {
				set := s.Network.Projections[w.Projection].Name
				if len(s.Network.Reached(w.Projection)) > 1 {
					set += "@" + s.Network.Populations[target].Name
				}
				if c.projection != w.Projection || c.set != set {
					continue
				}
				state, ok := c.rule.states[w.Variable]
				if delay, _ := s.Network.Projections[w.Projection].Delay.Constant(); !ok || int64(delay/s.Timeline.Step+0.5) > 1 {
					return sampledConnection.of(c.set)
				}
				name := v.names.Fresh(c.own + "_" + state.Own)
				v.sampled = true
				v.Monitors = append(v.Monitors, fmt.Sprintf("%s = StateMonitor(%s, %s, record=True, dt=%s, when=\"end\")", name, c.own, gen.PyString(state.Own), v.time(float64(w.Every))))
				u, _ := quantity("1", state.Unit)
				v.Results = append(v.Results, fmt.Sprintf("results.weights(%d, %s, %s.%s%s)", number, c.own, name, state.Own, per(u)))
			}
			number++
		}
	}
	return nil
}

// record writes monitors, and how their results are handed over.
func (v *idiomatic) record() {
	s := v.study
	type key struct {
		population int
		every      int64
		elements   string
	}
	states := map[key]string{}
	wanted := map[key][]string{}
	var order []key
	spiking := map[int]bool{}
	for number, r := range s.Records {
		pop := &s.Network.Populations[r.Population]
		own := v.own[r.Population]
		if r.Observable == ir.Spikes {
			if pop.Program != nil && !spiking[r.Population] {
				spiking[r.Population] = true
				if c, ok := v.together(r.Population); ok {
					for _, k := range c.populations {
						spiking[k] = true
					}
					name := v.names.Fresh("spikes")
					v.Monitors = append(v.Monitors, fmt.Sprintf("%s = SpikeMonitor(%s)", name, c.name))
					v.Results = append(v.Results, fmt.Sprintf("results.spikes(%s, %s)", gen.PyString(s.Network.Populations[c.populations[0]].Name), name))
					continue
				}
				name := v.names.Fresh(own + "_spikes")
				v.Monitors = append(v.Monitors, fmt.Sprintf("%s = SpikeMonitor(%s)", name, own))
				v.Results = append(v.Results, fmt.Sprintf("results.spikes(%s, %s)", gen.PyString(pop.Name), name))
			}
			continue
		}
		c := v.Models[slices.Index(s.Programs, pop.Program)].observables[pop.Program.Observe[r.Observable].Name]
		k := key{r.Population, r.Every, fmt.Sprint(r.Elements)}
		if states[k] == "" {
			states[k] = v.names.Fresh(own + "_states")
			order = append(order, k)
		}
		if !slices.Contains(wanted[k], gen.PyString(c.Own)) {
			wanted[k] = append(wanted[k], gen.PyString(c.Own))
		}
		unit, _ := quantity("1", c.Unit)
		v.Results = append(v.Results, fmt.Sprintf("results.trace(%d, %s.%s%s)", number, states[k], c.Own, per(unit)))
	}
	for _, k := range order {
		elements := "True"
		if n := s.Network.Populations[k.population].N; k.elements != fmt.Sprint(upTo(n)) {
			elements = strings.ReplaceAll(k.elements, " ", ", ")
		}
		args := []string{v.own[k.population], "[" + strings.Join(wanted[k], ", ") + "]", "record=" + elements}
		if k.every != 1 {
			args = append(args, "dt="+v.time(float64(k.every)))
		}
		v.sampled = true
		v.Monitors = append(v.Monitors, arguments(states[k]+" = StateMonitor(", args)...)
	}
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
