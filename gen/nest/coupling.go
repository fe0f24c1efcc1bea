package nest

import (
	"fmt"
	"slices"

	"github.com/nngen/nngen/gen"
)

// couple writes the sums over what the node reads of others.
func (b *builder) couple() {
	members := map[int]string{} // of ports
	for i, port := range b.p.Ports {
		if !port.Continuous {
			continue
		}
		id := b.table.Fresh("coupled_" + port.Name)
		members[i] = id
		b.n.Couplings = append(b.n.Couplings, member{Name: id})
		b.n.tables.couplings = append(b.n.tables.couplings, gen.Renamed{Model: port.Name, Own: id})
	}
	for i := range b.p.Sums {
		s := &b.p.Sums[i]
		b.scope()
		w := b.body(3)
		names := b.names()
		names.Weight = func() string { return "c.weight" }
		names.Time = func(offset float64) string { return "( ( now + " + literal(offset) + " ) * " + b.n.H + " )" }
		names.Source = func(k int) string {
			return fmt.Sprintf("Board::read( %d, now, c )", slices.Index(b.shows, b.p.Ports[s.Port].Sources[k]))
		}
		t := b.printAs(names, w, &s.Block, s.Value)
		if t == nil {
			return
		}
		name := b.table.Fresh("sum_" + s.Name)
		b.sums = append(b.sums, b.table.Fresh(s.Name))
		b.n.Begin = append(b.n.Begin, fmt.Sprintf("    const double %s = %s( now );", b.sums[i], name))
		b.n.Sums = append(b.n.Sums, sum{Name: name, Couplings: members[s.Port], Doc: gen.OneLine(s.Name + " (" + s.Unit + ")"),
			Lines: w.lines, Value: t.Value(s.Value)})
	}
}

// keep writes samples of what depends on sums. At the end of a step these are not
// known yet, so that no multimeter can read them: the node keeps them itself.
func (b *builder) keep(recorded []int) {
	for _, i := range recorded {
		o := &b.p.Observe[i]
		if !readsSums(&o.Block) {
			continue
		}
		b.scope()
		w := b.body(3)
		t := b.print(w, &o.Block, o.Result)
		if t == nil {
			return
		}
		id := b.table.Fresh("kept_" + o.Name)
		b.n.Kept = append(b.n.Kept, recordable{Name: id, Lines: w.lines, Value: t.Value(o.Result), Doc: gen.OneLine(o.Name + " (" + o.Unit + ")")})
		b.n.tables.kept = append(b.n.tables.kept, gen.Renamed{Model: o.Name, Own: id})
	}
}
