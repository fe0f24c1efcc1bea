package jit

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/nngen/nngen/runtime/rng"
)

// wideDraws is what machine code with vectors of 512 bits reads that draws Poisson
// counts: eight elements and four steps at a time.
//
// A count is the number of thresholds that a word reaches, found in five
// comparisons, each with the middle one of those that are left. A path through them
// is a number whose bit l is set when the word reached the threshold of level l, so
// that the thresholds of a level, at most sixteen, are a table in one register,
// looked up by the path so far.
type wideDraws struct {
	block, object, seed uint64
	multiply            [2]uint64
	eight               uint64
	_                   [2]uint64
	index               [8]uint64
	order               [16]uint32 // lower halves of eight lanes, then of those of another vector
	keys                [rng.PhiloxRounds][2]uint64
	_                   [4]uint64
	levels              [wideLevels][16]uint32 // thresholds, less one
	counts              [1 << wideLevels]uint32
	bits                [wideLevels]uint32
}

const (
	wideGroup  = 8
	wideLevels = 5
	// maxWide is the largest number of thresholds.
	maxWide = 1<<wideLevels - 1
)

// newWideDraws makes the tables of counts with no more thresholds than [maxWide].
func newWideDraws(t *rng.PoissonTable) *wideDraws {
	d := &wideDraws{multiply: [2]uint64{rng.PhiloxM0, rng.PhiloxM1}, eight: wideGroup}
	for i := range wideGroup {
		d.order[i], d.order[wideGroup+i] = uint32(2*i), uint32(16+2*i)
	}
	k0, k1 := uint32(0), uint32(0)
	for r := range d.keys {
		d.keys[r] = [2]uint64{uint64(k0), uint64(k1)}
		k0, k1 = k0+rng.PhiloxW0, k1+rng.PhiloxW1
	}
	reached := func(path, level int) int {
		n := 0
		for l := range level {
			n += path >> l & 1 << (wideLevels - 1 - l)
		}
		return n
	}
	for l := range d.levels {
		d.bits[l] = 1 << l
		for path := range d.levels[l] {
			d.levels[l][path] = math.MaxUint32 // which no word is above
			if at := reached(path, l) + 1<<(wideLevels-1-l) - 1; at < len(t.Thresholds) {
				d.levels[l][path] = t.Thresholds[at] - 1 // none is 0
			}
		}
	}
	for path := range d.counts {
		d.counts[path] = uint32(t.Base + reached(path, wideLevels))
	}
	return d
}

func (d *wideDraws) draw(dst [4][]uint32, first rng.Stream, block uint64) {
	groups := (len(dst[0]) + wideGroup - 1) / wideGroup
	d.block, d.object, d.seed = block&math.MaxUint32, uint64(first.ID2), uint64(first.ID3)
	for l := range d.index {
		d.index[l] = uint64(first.ID1 + uint32(l))
	}
	var to [4]*uint32
	for j := range dst {
		_ = dst[j][:groups*wideGroup]
		to[j] = &dst[j][0]
	}
	poissonWide((*uint64)(unsafe.Pointer(d)), &to, groups)
	runtime.KeepAlive(dst)
}
