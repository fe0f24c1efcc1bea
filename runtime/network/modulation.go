package network

import (
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// signals makes the connections of all modulations, of which each source is a row.
func (s *Spec) signals(net *Network) error {
	for k := range s.Modulations {
		m := &s.Modulations[k]
		p := &s.Projections[m.Of]
		rule := p.Plasticity
		x := Signals{Name: m.Name, Sets: s.Sets(m.Of), Modulator: slices.IndexFunc(rule.Modulators, func(o program.Modulator) bool { return o.Name == m.Modulator })}
		pre := newPositions(m.Pre)
		weight, delay := newEvaluator(&m.Weight, s.Step), newEvaluator(&m.Delay, s.Step)
		weights, delays := rng.NewStream(s.Seed, rng.Weight, m.Name, 0), rng.NewStream(s.Seed, rng.Delay, m.Name, 0)
		var pair [program.PairNumbers]float64
		pair[program.PairSources], pair[program.PairTargets] = float64(pre.len()), 1
		weight.env.Pair, delay.env.Pair = &pair, &pair
		for i := range pre.len() {
			pair[program.PairSource] = float64(i)
			w, d := weight.at(weights.At(uint32(i)), 0, 0, 0), delay.at(delays.At(uint32(i)), 0, 0, 0)
			steps, problem := s.steps(d, false)
			if problem == "" && !(math.Abs(w) <= maxWeight) {
				problem = fmt.Sprintf("a weight is %v%s", w, weight.missed)
			}
			if problem != "" {
				return s.projectionError(m.Of, "change the distribution, or bound it with clip(…)", "its modulation %s: %s", m.Name, problem)
			}
			x.Pre, x.Weight, x.Delay = append(x.Pre, pre.id(i)), append(x.Weight, w), append(x.Delay, steps)
		}
		net.Signals = append(net.Signals, x)
	}
	// Amounts at one port are multiples of a common power of 2, as those of neurons.
	quanta := make([]float64, len(net.Signals))
	for i := range net.Signals {
		most := 0.0
		for j := range net.Signals {
			if net.Signals[j].Modulator != net.Signals[i].Modulator || !slices.Equal(net.Signals[j].Sets, net.Signals[i].Sets) {
				continue
			}
			for _, w := range net.Signals[j].Weight {
				most = max(most, math.Abs(w))
			}
		}
		quanta[i] = Quantum(most)
	}
	for i, q := range quanta {
		for k, w := range net.Signals[i].Weight {
			if q > 0 {
				net.Signals[i].Weight[k] = float64(math.Round(w/q) * q)
			}
		}
	}
	return nil
}

// checkModulation checks modulation k.
func (s *Spec) checkModulation(k int) error {
	m := &s.Modulations[k]
	if m.Of < 0 || m.Of >= len(s.Projections) {
		return &Error{-1, -1, fmt.Sprintf("%s modulates projection %d, which does not exist", m.Name, m.Of), "name a projection of this network"}
	}
	rule := s.Projections[m.Of].Plasticity
	if rule == nil || !slices.ContainsFunc(rule.Modulators, func(o program.Modulator) bool { return o.Name == m.Modulator }) {
		return s.projectionError(m.Of, "name a modulator of its rule", "it has no modulator %s", m.Modulator)
	}
	for _, r := range m.Pre.Runs {
		if r.Population < 0 || r.Population >= len(s.Populations) || !r.inside(&s.Populations[r.Population]) {
			return s.projectionError(m.Of, "use populations of this network", "its modulation %s reaches beyond a population", m.Name)
		}
	}
	for _, v := range []*Value{&m.Weight, &m.Delay} {
		if err := checkValue(v, nil, true); err != nil {
			return s.projectionError(m.Of, valueHelp, "a value of its modulation %s %v", m.Name, err)
		}
	}
	return nil
}
