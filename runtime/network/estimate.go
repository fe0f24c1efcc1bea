package network

import (
	"fmt"
	"math"
)

// synapseBytes is what one synapse takes while a network is expanded and in the
// tables of the engine.
const synapseBytes = 2*(4+4+8+2) + 16

// Estimate is the number of synapses of spec and the memory in bytes that its
// columns take: an upper bound of what is likely where numbers are drawn.
// Both saturate at the largest int64.
func Estimate(spec *Spec) (synapses, bytes int64) {
	n, b := 0.0, 0.0
	for i := range spec.Populations {
		p := &spec.Populations[i]
		if p.Program != nil {
			b += 8 * float64(p.N) * float64(len(p.Program.Quantities)+len(p.Program.States)+2*len(p.Program.Inputs))
		} else {
			b += 64 * float64(p.N)
		}
	}
	for i := range spec.Projections {
		p := &spec.Projections[i]
		pre, post, k := float64(p.Pre.Len()), float64(p.Post.Len()), float64(p.Rule.K)
		switch p.Rule.Kind {
		case OneToOne:
			n += post
		case AllToAll:
			n += pre * post
		case FixedProbability:
			mean := pre * post * p.Rule.P
			n += mean + 6*math.Sqrt(mean)
		case FixedIndegree:
			n += k * post
		case FixedOutdegree:
			n += k * pre
		case FixedTotal:
			n += k
		case FromList:
			n += float64(len(p.Rule.List))
		}
	}
	return saturate(n), saturate(b + synapseBytes*n)
}

func saturate(x float64) int64 {
	if !(x < math.MaxInt64) {
		return math.MaxInt64
	}
	return int64(x)
}

func sizeText(synapses, bytes int64) string {
	return fmt.Sprintf("the network has about %d synapses and needs about %s of memory", synapses, size(bytes))
}

// size is a number of bytes for people.
func size(bytes int64) string {
	if bytes < 1<<30 {
		return fmt.Sprintf("%.3g MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%.3g GB", float64(bytes)/(1<<30))
}
