package network

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/runtime/rng"
)

// synapseBytes is what one synapse takes while a network is expanded and in the
// tables of the engine.
const synapseBytes = 2*(4+4+8+2) + 16

// outlineBytes is what a synapse takes that the engine makes itself where it needs
// it: eight bytes, or four when packed, two for its source and delay until all are
// sorted, and its share of groups.
func (s *Spec) outlineBytes() float64 {
	if s.Packed {
		return 4 + 2 + 2
	}
	return 8 + 2 + 2
}

// Estimate is the number of synapses of spec and the memory in bytes that its
// columns take: an upper bound of what is likely where numbers are drawn.
// Both saturate at the largest int64.
func Estimate(spec *Spec) (synapses, bytes int64) { return spec.estimate(synapseBytes) }

// estimate is Estimate with the memory of one synapse of a set that may be large;
// those that are kept in columns take synapseBytes.
func (spec *Spec) estimate(each float64) (synapses, bytes int64) {
	n, b := 0.0, 0.0
	for i := range spec.Populations {
		p := &spec.Populations[i]
		if p.Program != nil {
			b += 8 * float64(p.N) * float64(len(p.Program.Quantities)+len(p.Program.States)+2*len(p.Program.Inputs))
		} else {
			b += 64 * float64(p.N)
		}
	}
	for i := range spec.Waveforms {
		b += 32 * float64(len(spec.Waveforms[i].Steps))
	}
	for j := range spec.Projections {
		p := &spec.Projections[j]
		if p.Mirror > 0 {
			p = &spec.Projections[p.Mirror-1]
		}
		k := spec.likely(p, &p.Rule)
		n += k
		if spec.hasRecipe(j, k) {
			b += each * k
		} else {
			b += synapseBytes * k
		}
	}
	return saturate(n), saturate(b)
}

// likely is the number of pairs of a rule of p, or somewhat more.
func (s *Spec) likely(p *Projection, r *Rule) float64 {
	pre, post, k := float64(p.Pre.Len()), float64(p.Post.Len()), float64(r.K)
	switch r.Kind {
	case OneToOne:
		return post
	case AllToAll:
		return pre * post
	case Probable:
		return pre * post * s.meanChance(p, r)
	case FixedProbability:
		mean := pre * post * r.P
		return mean + 6*math.Sqrt(mean)
	case FixedIndegree, SmallWorld:
		return k * post
	case FixedOutdegree:
		return k * pre
	case FixedTotal:
		return k
	case FromList:
		return float64(len(r.List))
	case Clone:
		of := &s.Projections[r.Of]
		return s.likely(of, &of.Rule)
	case Union:
		return s.likely(p, &r.Parts[0]) + s.likely(p, &r.Parts[1])
	case Intersection, Difference:
		return s.likely(p, &r.Parts[0])
	}
	return 0
}

// meanChance is the mean probability of a sample of the pairs, with some more for
// the error of the sample.
func (s *Spec) meanChance(p *Projection, r *Rule) float64 {
	const sample = 4096
	n, m := p.Pre.Len(), p.Post.Len()
	if n == 0 || m == 0 {
		return 0
	}
	chance, x := newEvaluator(&r.Chance, 0), s.newGeometry(p)
	stream := rng.NewStream(s.Seed, rng.Sample, p.Name+"|estimate", 0)
	sum := 0.0
	for k := range uint64(sample) {
		chance.env.Pair = x.at(int(stream.UniformInt(2*k, 0, int64(n-1))), int(stream.UniformInt(2*k+1, 0, int64(m-1))))
		sum += min(max(chance.at(stream, 0, 0, 0), 0), 1)
	}
	mean := sum / sample
	return min(1, mean+3*math.Sqrt(mean/sample))
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
