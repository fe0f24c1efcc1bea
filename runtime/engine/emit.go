package engine

import "github.com/nngen/nngen/runtime/network"

// emitter lets some elements of a source population emit. There is one for every
// stretch of neighbours: what lies between two stretches need not be drawn.
type emitter struct {
	population int
	first      uint32 // global id of the population's first element
	elements   []int32
	lo, hi     int
	private    bool // reaches the neurons of this lane only
	direct     *direct
	state      *network.SourceState
	counts     []uint16
}

// direct is the way of sources that have one synapse each, all alike: what they
// emit is added to the sums when it arrives, without looking at a table.
type direct struct {
	shard  *shard
	delay  int64
	weight int64
	places []uint16 // of the elements
	// row says that both the elements and their places are neighbours.
	row bool
}

// apart is how far elements must be apart to have emitters of their own.
const apart = 64

// stretches divides elements, ascending, where cut says so or neighbours are far
// apart.
func stretches(elements []int32, cut func(j int) bool) (list [][]int32) {
	from := 0
	for j := 1; j <= len(elements); j++ {
		if j == len(elements) || elements[j]-elements[j-1] > apart || cut(j) {
			list = append(list, elements[from:j])
			from = j
		}
	}
	return list
}

// send adds the emitters of some elements of a source population to the lane.
func (l *lane) send(e *engine, p int, elements []int32, private bool) {
	spec := e.Net.Spec
	never := func(int) bool { return false }
	if !private || l.plastic != nil || e.Spikes[p] {
		for _, list := range stretches(elements, never) {
			l.sources = append(l.sources, newEmitter(spec, p, list, private))
		}
		return
	}
	first := uint32(spec.Populations[p].First)
	for _, list := range stretches(elements, never) {
		d := l.straight(first, list)
		pieces := [][]int32{list}
		if d != nil {
			between := func(j int) bool { return list[j] != list[j-1]+1 || d.places[j] != d.places[j-1]+1 }
			if rows := stretches(list, between); len(rows) <= 1+len(list)/apart {
				pieces = rows
			}
		}
		for _, piece := range pieces {
			s := newEmitter(spec, p, piece, private)
			if d != nil {
				s.direct = &direct{shard: d.shard, delay: d.delay, weight: d.weight, places: d.places[:len(piece)]}
				d.places = d.places[len(piece):]
				s.direct.row = s.direct.neighbours() && s.hi-s.lo == len(piece)
			}
			l.sources = append(l.sources, s)
		}
	}
}

// neighbours reports whether the places follow each other.
func (d *direct) neighbours() bool {
	for j, p := range d.places {
		if p != d.places[0]+uint16(j) {
			return false
		}
	}
	return true
}

// straight finds the direct way of a private emitter, or nil.
func (l *lane) straight(first uint32, elements []int32) *direct {
	var d *direct
	for _, i := range elements {
		id := first + uint32(i)
		var s *shard
		for _, x := range l.shards {
			if x.reaches(int(id)) {
				if s != nil {
					return nil
				}
				s = x
			}
		}
		at := s.start[id]
		g := &s.groups[at]
		if s.start[id+1] != at+1 || g.n != 1 {
			return nil
		}
		var weight int64
		var place uint16
		s.each(g.first, g.n, func(w int64, p uint16) { weight, place = w, p })
		if d == nil {
			d = &direct{shard: s, delay: int64(g.delay), weight: weight}
		}
		if d.shard != s || d.delay != int64(g.delay) || d.weight != weight {
			return nil
		}
		d.places = append(d.places, place)
	}
	if d.shard.careful {
		return nil
	}
	return d
}

func (s *emitter) emit(e *engine, l *lane, k int64) {
	if s.direct != nil {
		if k -= s.direct.delay; k >= 0 {
			s.add(l, k)
		}
		return
	}
	if row := s.state.Row(k, s.lo, s.hi); row != nil {
		for _, i := range s.elements {
			if c := row[int(i)-s.lo]; c > 0 {
				s.fire(e, l, i, uint16(c), k)
			}
		}
		return
	}
	s.state.NextRange(k, s.lo, s.hi, s.counts)
	for _, i := range s.elements {
		if c := s.counts[int(i)-s.lo]; c > 0 {
			s.fire(e, l, i, c, k)
		}
	}
}

// fire sends c spikes of element i in step k.
func (s *emitter) fire(e *engine, l *lane, i int32, c uint16, k int64) {
	l.counts[s.population] += int64(c)
	if f := (firing{s.first + uint32(i), c, k + 1}); s.private {
		l.deliver(f)
	} else {
		l.fired[l.now] = append(l.fired[l.now], f)
	}
	if e.Spikes[s.population] {
		for range c {
			l.mine = append(l.mine, Spike{int32(s.population), i, k + 1})
		}
	}
}

// add delivers the counts of all elements in step k at once.
func (s *emitter) add(l *lane, k int64) {
	d := s.direct
	sum, w := d.shard.sum, d.weight
	total := int64(0)
	if d.row {
		if row := s.state.Row(k, s.lo, s.hi); row != nil {
			total = int64(sum.AddCounts(int(d.places[0]), w, row))
			l.counts[s.population] += total
			l.events += total
			return
		}
	}
	s.state.NextRange(k, s.lo, s.hi, s.counts)
	for j, i := range s.elements {
		c := int64(s.counts[int(i)-s.lo])
		sum[d.places[j]] += w * c
		total += c
	}
	l.counts[s.population] += total
	l.events += total
}

// finish counts what has been emitted on the direct way and arrives after the end.
func (s *emitter) finish(e *engine, l *lane) {
	if s.direct == nil {
		return
	}
	for k := max(0, e.Steps-s.direct.delay); k < e.Steps; k++ {
		s.state.NextRange(k, s.lo, s.hi, s.counts)
		for _, i := range s.elements {
			c := int64(s.counts[int(i)-s.lo])
			l.counts[s.population] += c
			l.events += c
		}
	}
}
