package network

import (
	"context"
	"fmt"
	"slices"

	"github.com/nngen/nngen/runtime/rng"
)

// sets makes the pairs of a rule that depends on others, as the sources of each
// target. A set holds a pair once, however often a part has drawn it (Djurfeldt
// 2012, doi:10.1007/s12021-012-9146-1); a clone keeps repeats.
func (s *Spec) sets(ctx context.Context, w *wires) ([][]uint32, error) {
	if w.rule.Kind == Clone {
		p := &s.Projections[w.rule.Of]
		of, err := s.wires(ctx, p)
		if err != nil {
			return nil, err
		}
		return of.collect(ctx)
	}
	var parts [2][][]uint32
	for i := range parts {
		of, err := s.wiresOf(ctx, &w.rule.Parts[i], w.pre, w.post, fmt.Sprintf("%s|%d", w.name, i+1), w.geometry)
		if err != nil {
			return nil, err
		}
		if parts[i], err = of.collect(ctx); err != nil {
			return nil, err
		}
		for j, row := range parts[i] {
			slices.Sort(row)
			parts[i][j] = slices.Compact(row)
		}
	}
	list := parts[0]
	for j, row := range list {
		other := parts[1][j]
		has := func(k uint32) bool {
			_, found := slices.BinarySearch(other, k)
			return found
		}
		switch w.rule.Kind {
		case Union:
			row = append(row, other...)
			slices.Sort(row)
			list[j] = slices.Compact(row)
		case Intersection:
			list[j] = slices.DeleteFunc(row, func(k uint32) bool { return !has(k) })
		case Difference:
			list[j] = slices.DeleteFunc(row, has)
		}
	}
	return list, nil
}

// collect makes all pairs: the sources of each target in the order of the rows.
func (w *wires) collect(ctx context.Context) ([][]uint32, error) {
	list := make([][]uint32, w.post.len())
	h := w.hand()
	for j := range w.rows {
		if j%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		w.row(j, h)
		for k, post := range h.post {
			list[post] = append(list[post], h.pre[k])
		}
	}
	return list, nil
}

// oneWay removes one of two connections that two neurons have to each other, by
// lot: the draw belongs to the pair of their ids, smaller first.
func (w *wires) oneWay(ctx context.Context) error {
	sets, err := w.collect(ctx)
	if err != nil {
		return err
	}
	back := make([]map[uint32]bool, len(sets)) // ids of the sources of each target
	for j, row := range sets {
		back[j] = map[uint32]bool{}
		for _, k := range row {
			back[j][w.pre.id(int(k))] = true
		}
	}
	stream := rng.NewStream(w.seed, rng.Connect, w.name+"|one way", 0)
	for j, row := range sets {
		id := w.post.id(j)
		sets[j] = slices.DeleteFunc(row, func(k uint32) bool {
			from := w.pre.id(int(k))
			if from == id || !slices.ContainsFunc(w.post.of(from, nil), func(at int) bool { return back[at][id] }) {
				return false
			}
			lot := stream.At(min(from, id)).Bits64(uint64(max(from, id))) & 1
			return (lot == 0) == (from < id)
		})
	}
	w.sets, w.rows = sets, len(sets)
	return nil
}
