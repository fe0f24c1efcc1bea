package engine

import (
	"math"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
)

// word is a synapse with a weight of its own, weight<<16 | place, as in
// [jit.Synapses].
type word interface{ uint32 | uint64 }

func weightOf[W word](x W) int64 {
	if uint64(^W(0)) == math.MaxUint32 {
		return int64(int32(x)) >> 16
	}
	return int64(x) >> 16
}

// buckets are runs of 2^shift sources each, whose synapses are put down together
// and then sorted. A shard has the same ones as the others.
type buckets struct {
	shift uint
	n     int
	// Tags are the number of a source in its bucket times span, plus the delay less
	// the shortest one.
	shortest, span uint32
	synapses       int64 // of all shards
}

// inBucket is about the number of synapses in a bucket of a shard: they are sorted
// within a second-level cache.
const inBucket = 64 << 10

// maxBuckets bounds the number of places that synapses are put to by turns, if tags
// do not want more.
const maxBuckets = 1 << 12

// newBuckets divides the sources of the network.
func (e *engine) newBuckets(sets []*network.Synapses) buckets {
	shortest, longest, all := uint16(math.MaxUint16), uint16(0), int64(0)
	for _, s := range sets {
		if s.Len() > 0 {
			least, most := s.Delays()
			shortest, longest, all = min(shortest, least), max(longest, most), all+int64(s.Len())
		}
	}
	if all == 0 {
		shortest = 0
	}
	return bucketsOf(e.Net.Spec.Size(), all, len(e.shards), shortest, longest)
}

// bucketsOf divides size sources with so many synapses in all shards.
func bucketsOf(size int, synapses int64, shards int, shortest, longest uint16) buckets {
	b := buckets{shift: 16, shortest: uint32(shortest), span: uint32(longest-shortest) + 1, synapses: synapses}
	each := synapses / int64(max(1, size)) / int64(max(1, shards)) // of a source
	for b.shift > 0 && (b.span<<b.shift > 1<<16 || each<<b.shift > inBucket && size>>(b.shift-1) <= maxBuckets) {
		b.shift--
	}
	b.n = (size + 1<<b.shift - 1) >> b.shift
	return b
}

// pen holds the synapses of a shard before they are sorted. What worker w has put into
// bucket k stands from start[k*workers+w] up to its slot.
type pen[W word] struct {
	start    []uint32
	slots    [][]slot // per worker, per bucket
	memory   *jit.Wide[W]
	synapses []W // that memory
	tags     *jit.Wide[uint16]
}

// gather moves what the workers have put into bucket k together.
func (p *pen[W]) gather(k int) (from, end uint32) {
	workers := len(p.slots)
	from = p.start[k*workers]
	end = from
	for w, slots := range p.slots {
		lo, hi := p.start[k*workers+w], slots[k].at
		copy(p.synapses[end:], p.synapses[lo:hi])
		copy(p.tags.Values[end:], p.tags.Values[lo:hi])
		end += hi - lo
	}
	return from, end
}

// count counts synapses by shard and bucket.
func (b *buckets) count(x *network.Block, first int, spots []uint32, counts []slot) {
	for j, id := range x.Pre {
		counts[int(spots[int(x.Post[j])-first]>>16)*b.n+int(id>>b.shift)].at++
	}
}

// put puts synapses into the buckets of their shards. It reports whether there was
// enough room.
func put[W word](b *buckets, x *network.Block, first int, quantum float64, spots []uint32, slots []slot, pens []pen[W]) bool {
	inverse := 1 / quantum // exact, for a power of two
	divides := inverse <= math.MaxFloat64
	below := uint32(1)<<b.shift - 1
	for j, pre := range x.Pre {
		spot := spots[int(x.Post[j])-first]
		shard := int(spot >> 16)
		to := &slots[shard*b.n+int(pre>>b.shift)]
		if to.at == to.end {
			return false
		}
		quanta := x.Weight[j] * inverse
		if !divides {
			quanta = x.Weight[j] / quantum
		}
		p := &pens[shard]
		p.synapses[to.at] = W(int64(quanta))<<16 | W(uint16(spot))
		p.tags.Values[to.at] = uint16((pre&below)*b.span + uint32(x.Delay[j]) - b.shortest)
		to.at++
	}
	return true
}
