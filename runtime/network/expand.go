package network

import (
	"context"
	"math"
)

// Expand computes all numbers of the network on that many goroutines (0: one
// per core), which changes nothing but the time. It returns an [*Error] when
// spec is not a network, and ctx.Err() when ctx is done.
func Expand(ctx context.Context, spec *Spec, workers int) (*Network, error) {
	if err := Check(spec, 0); err != nil {
		return nil, err
	}
	net := &Network{Spec: spec, Populations: make([]Columns, len(spec.Populations))}
	for p := range spec.Populations {
		if spec.Populations[p].Source != nil {
			continue
		}
		c, err := spec.columns(ctx, p, workers)
		if err != nil {
			return nil, err
		}
		net.Populations[p] = c
	}
	for j := range spec.Projections {
		s, err := spec.synapses(ctx, j, workers)
		if err != nil {
			return nil, err
		}
		net.Synapses = append(net.Synapses, s...)
	}
	quantise(net)
	return net, nil
}

// Check reports what [Expand] would refuse before computing anything, and a
// network that would take more than maxBytes of memory (0: no limit), as an
// [*Error].
func Check(spec *Spec, maxBytes int64) error {
	if !(spec.Step > 0) || !finite(spec.Step) {
		return &Error{-1, -1, "the step is not a positive time", "write for instance `step 0.1 ms`"}
	}
	for p := range spec.Populations {
		if err := spec.checkPopulation(p); err != nil {
			return err
		}
	}
	for j := range spec.Projections {
		if err := spec.checkProjection(j); err != nil {
			return err
		}
	}
	if synapses, bytes := Estimate(spec); maxBytes > 0 && bytes > maxBytes {
		return &Error{-1, -1, sizeText(synapses, bytes), "make populations smaller or connections sparser"}
	}
	return nil
}

func (s *Spec) checkPopulation(p int) error {
	pop := &s.Populations[p]
	switch {
	case pop.N < 0 || pop.First < 0 || pop.First+pop.N > math.MaxUint32:
		return s.populationError(p, "", "it has %d elements, the first of them number %d", pop.N, pop.First)
	case pop.Source != nil:
		return s.checkSource(p)
	case pop.Program == nil:
		return s.populationError(p, "", "it has neither neurons nor sources")
	case len(pop.Init) != len(pop.Program.States) || len(pop.Drive) != len(pop.Program.Inputs):
		return s.populationError(p, "", "it has %d initial values for %d states and %d drives for %d inputs", len(pop.Init), len(pop.Program.States), len(pop.Drive), len(pop.Program.Inputs))
	}
	return nil
}

func (s *Spec) checkProjection(j int) error {
	p := &s.Projections[j]
	for _, v := range []View{p.Pre, p.Post} {
		for _, r := range v.Runs {
			if r.Population < 0 || r.Population >= len(s.Populations) || r.N < 0 || r.Stride == 0 {
				return s.projectionError(j, "", "a view is not of this network")
			}
			pop := &s.Populations[r.Population]
			last := r.First + max(r.N-1, 0)*r.Stride
			if r.N > 0 && (min(r.First, last) < pop.First || max(r.First, last) >= pop.First+pop.N) {
				return s.projectionError(j, "", "a view reaches beyond population %s", pop.Name)
			}
		}
	}
	for _, r := range p.Post.Runs {
		prog := s.Populations[r.Population].Program
		if prog == nil || prog.PortIndex(p.Port) < 0 {
			return s.projectionError(j, "", "%s has no port %s", s.Populations[r.Population].Name, p.Port)
		}
	}
	return s.checkRule(j)
}

func (s *Spec) checkRule(j int) error {
	p := &s.Projections[j]
	n, m := p.Pre.Len(), p.Post.Len()
	r := &p.Rule
	switch r.Kind {
	case OneToOne:
		if n != m {
			return s.projectionError(j, "use views of one size", "one_to_one needs as many sources as targets, not %d and %d", n, m)
		}
	case FixedProbability:
		if !(r.P >= 0 && r.P <= 1) {
			return s.projectionError(j, "", "the probability is %v", r.P)
		}
	case FixedIndegree, FixedOutdegree:
		from, rows, others := newPositions(p.Pre), newPositions(p.Post), "sources"
		if r.Kind == FixedOutdegree {
			from, rows, others = rows, from, "targets"
		}
		if r.K < 0 || r.K > math.MaxInt32 {
			return s.projectionError(j, "", "%d connections of each neuron", r.K)
		}
		least := from.len()
		if !r.Self { // the same element may stand in a view several times
			var list []int
			for k := range rows.len() {
				list = from.of(rows.id(k), list[:0])
				least = min(least, from.len()-len(list))
			}
		}
		if rows.len() > 0 && (r.K > 0 && least == 0 || !r.Replace && r.K > int64(least)) {
			return s.projectionError(j, "ask for fewer, or allow `replace` and `self`", "%d connections of each neuron are wanted, but one has only %d possible %s", r.K, least, others)
		}
	case FixedTotal:
		if r.K < 0 {
			return s.projectionError(j, "", "%d connections", r.K)
		}
		w := &wires{rule: *r, pre: newPositions(p.Pre), post: newPositions(p.Post)}
		w.allowed()
		if have := w.pairs(); r.K > 0 && have == 0 || !r.Replace && r.K > have {
			return s.projectionError(j, "ask for fewer, or allow `replace`", "%d connections are wanted, but there are only %d pairs", r.K, have)
		}
	case FromList:
		for i, pair := range r.List {
			if pair.Pre < 0 || pair.Pre >= n || pair.Post < 0 || pair.Post >= m {
				return s.projectionError(j, "", "entry %d of the list is (%d, %d), but there are %d sources and %d targets", i, pair.Pre, pair.Post, n, m)
			}
		}
	case AllToAll:
	default:
		return s.projectionError(j, "", "rule %d does not exist", r.Kind)
	}
	return nil
}
