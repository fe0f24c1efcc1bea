package network

import "context"

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
	if err := spec.signals(net); err != nil {
		return nil, err
	}
	return net, nil
}
