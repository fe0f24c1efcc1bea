package engine

// table holds the synapses onto the neurons of one lane, by source, each
// source's in the order of their delays.
type table struct {
	start []uint32 // per global id, plus one: rows [start[id], start[id+1])
	rows  []row
	rings []*ring // by the index in a row
}

// row is one synapse: 16 bytes.
type row struct {
	weight float64
	target uint32 // index within its population
	delay  uint16 // steps
	ring   uint16
}

// deliver adds the amounts of a spike to the rings and returns the number of
// events.
func (t *table) deliver(id uint32, stamp int64, count uint16, slots int64) int64 {
	rows := t.rows[t.start[id]:t.start[id+1]]
	n := float64(count)
	for i := range rows {
		r := &rows[i]
		g := t.rings[r.ring]
		slot := (stamp + int64(r.delay)) % slots
		g.sum[slot*int64(g.n)+int64(r.target)] += float64(r.weight * n)
	}
	return int64(len(rows)) * int64(count)
}
