package network

import "context"

// Expand computes all numbers of the network on that many goroutines (0: one
// per core), which changes nothing but the time. It returns an [*Error] when
// spec is not a network, and ctx.Err() when ctx is done.
func Expand(ctx context.Context, spec *Spec, workers int) (*Network, error) {
	return expandTo(ctx, spec, workers, false)
}

// Outline is Expand without columns for large sets of synapses that nothing changes:
// [Synapses.Each] makes them when they are wanted. Such a network is for the native
// engine.
func Outline(ctx context.Context, spec *Spec, workers int) (*Network, error) {
	return expandTo(ctx, spec, workers, true)
}

func expandTo(ctx context.Context, spec *Spec, workers int, outline bool) (*Network, error) {
	checked := Check
	if outline {
		checked = CheckOutline
	}
	if err := checked(spec, 0); err != nil {
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
		if outline {
			list, err := spec.recipes(ctx, j)
			if err != nil {
				return nil, err
			}
			if list != nil {
				net.Synapses = append(net.Synapses, list...)
				continue
			}
		}
		s, err := spec.synapses(ctx, j, workers)
		if err != nil {
			return nil, err
		}
		net.Synapses = append(net.Synapses, s...)
	}
	if err := quantise(ctx, net, workers); err != nil {
		return nil, err
	}
	if err := spec.signals(net); err != nil {
		return nil, err
	}
	return net, nil
}
