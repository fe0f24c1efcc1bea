package network

import "context"

// Expand computes all numbers of the network on that many goroutines (0: one
// per core), which changes nothing but the time. It returns an [*Error] when
// spec is not a network, and ctx.Err() when ctx is done.
func Expand(ctx context.Context, spec *Spec, workers int) (*Network, error) { return nil, nil }

// Check reports what [Expand] would refuse before computing anything, and a
// network that would take more than maxBytes of memory (0: no limit), as an
// [*Error].
func Check(spec *Spec, maxBytes int64) error { return nil }

// Estimate is the number of synapses of spec and the memory in bytes that its
// columns take: an upper bound of what is likely where numbers are drawn.
// Both saturate at the largest int64.
func Estimate(spec *Spec) (synapses, bytes int64) { return 0, 0 }
