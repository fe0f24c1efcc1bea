package neuron

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Continuous connections are carried by NEURON's transfer variables
// (ParallelContext source_var and target_var), which hand over what senders were
// at t_k before any mechanism begins with step k. A neuron keeps its variables of
// the last steps for connections with a delay, and what it is handed in arrays
// with a place for each of its connections.

// coupled says how large the arrays of a program are.
type coupled struct {
	most    map[int]int // by port: connections of one neuron
	sends   []int       // observables that are read by others, ascending
	longest int         // steps: the longest delay of what is read
}

// coupledOf expands the continuous connections of a study and looks at them, by
// program.
func coupledOf(s *ir.Study) (map[*program.Program]*coupled, error) {
	all := map[*program.Program]*coupled{}
	of := func(p *program.Program) *coupled {
		if all[p] == nil {
			all[p] = &coupled{most: map[int]int{}}
		}
		return all[p]
	}
	spec := *s.Network
	spec.Projections, spec.Modulations = nil, nil
	moved := map[int]int{} // numbers of projections among those that are left
	for i, pr := range s.Network.Projections {
		if pr.Plasticity == nil && continuous(s, pr) {
			moved[i] = len(spec.Projections)
			if pr.Mirror > 0 {
				pr.Mirror = 1 + moved[pr.Mirror-1]
			}
			spec.Projections = append(spec.Projections, pr)
		}
	}
	if len(spec.Projections) == 0 {
		return all, nil
	}
	net, err := network.Expand(context.Background(), &spec, 1)
	if err != nil {
		return nil, err
	}
	counts := map[[2]int]int{} // by port and neuron
	for j := range net.Synapses {
		x := &net.Synapses[j]
		p := spec.Populations[x.Population].Program
		for row, pre := range x.Pre {
			key := [2]int{x.Port, int(x.Post[row])}
			counts[key]++
			of(p).most[x.Port] = max(of(p).most[x.Port], counts[key])
			sender := spec.Populations[spec.PopulationOf(pre)].Program
			c := of(sender)
			c.longest = max(c.longest, int(x.Delay[row]))
			for _, name := range p.Ports[x.Port].Sources {
				if o := sender.ObservableIndex(name); !slices.Contains(c.sends, o) {
					c.sends = append(c.sends, o)
				}
			}
		}
	}
	for _, c := range all {
		slices.Sort(c.sends)
		for port, n := range c.most { // so that few numbers of connections make few mechanisms
			c.most[port] = 1 << bits.Len(uint(n-1))
		}
	}
	return all, nil
}

// continuous reports whether a projection reaches a continuous port.
func continuous(s *ir.Study, pr network.Projection) bool {
	for _, run := range pr.Post.Runs {
		p := s.ProgramOf(run.Population)
		if p != nil && slices.ContainsFunc(p.Ports, func(port program.Port) bool { return port.Name == pr.Port && port.Continuous }) {
			return true
		}
	}
	return false
}

// couplingNames are the arrays of one continuous port.
type couplingNames struct {
	port         string
	sources      []gen.Renamed // what is handed over, by the sender's name
	weight, last string
	count        string
	elements     int
}

// table is a coupling as a Python dictionary.
func (c *couplingNames) table() string {
	return gen.PyTables([]gen.PyTable{
		{Key: "sources", Value: gen.PyDict(c.sources)},
		{Key: "weight", Value: gen.PyString(c.weight)},
		{Key: "last", Value: gen.PyString(c.last)},
		{Key: "count", Value: gen.PyString(c.count)},
	})
}

// declareCoupling declares the arrays of a neuron's continuous ports and of what
// others read of it.
func (b *builder) declareCoupling() {
	if b.coupled == nil {
		b.coupled = &coupled{}
	}
	array := func(hint, unit, doc string, n int) string {
		id := b.table.Fresh(hint)
		b.m.Arrays = append(b.m.Arrays, declaration{Name: id, Value: "[" + strconv.Itoa(n) + "]", Unit: b.unit(unit), Doc: oneLine(doc)})
		return id
	}
	for i, port := range b.p.Ports {
		if !port.Continuous {
			continue
		}
		n := max(1, b.coupled.most[i])
		c := couplingNames{port: port.Name, elements: n}
		for _, source := range port.Sources {
			c.sources = append(c.sources, gen.Renamed{Model: source, Own: array(port.Name+"_"+source, b.sourceUnit(source), source+" of the sender of each connection to "+port.Name, n)})
		}
		c.weight = array("weight_"+port.Name, port.Unit, "its weight", n)
		c.last = array("last_"+port.Name, "1", "is it the last one of its projection", n)
		c.count = b.table.Fresh("count_" + port.Name)
		b.m.Coupled = append(b.m.Coupled, declaration{Name: c.count, Value: "0", Unit: b.unit("1"), Doc: "how many continuous connections there are to " + oneLine(port.Name)})
		b.m.names.Couplings = append(b.m.names.Couplings, c)
	}
	for _, s := range b.p.Sums {
		id := b.table.Fresh(s.Name)
		b.sums = append(b.sums, id)
		b.m.Hidden = append(b.m.Hidden, declaration{Name: id, Unit: b.unit(s.Unit), Doc: "sum over the connections to " + oneLine(b.p.Ports[s.Port].Name) + ", constant over a step"})
	}
	for _, o := range b.coupled.sends {
		x := &b.p.Observe[o]
		if b.late(&x.Block) && b.err == nil {
			b.err = &misfit{rule: -1, err: fmt.Errorf("neuron %s: others read %s, which is itself a sum over continuous connections", b.p.Name, x.Name)}
		}
		id := array("was_"+x.Name, x.Unit, x.Name+" of now and of the last steps, which others read", b.coupled.longest+1)
		b.m.names.Sends = append(b.m.names.Sends, gen.Renamed{Model: x.Name, Own: id})
	}
}

// sourceUnit is the unit of a variable that a port reads of senders: that of the
// neuron's own variable of that name, if it has one.
func (b *builder) sourceUnit(name string) string {
	if o := b.p.ObservableIndex(name); o >= 0 {
		return b.p.Observe[o].Unit
	}
	return "1"
}

// late reports whether a block reads sums over connections, which are known when
// the next step begins.
func (b *builder) late(block *program.Block) bool {
	return slices.ContainsFunc(block.Instrs, func(in program.Instr) bool { return in.Op == program.LoadSum })
}

// couple writes the sums of a step, from what senders and this neuron are at its
// beginning.
func (b *builder) couple() *body {
	w := newBody(b.table)
	if len(b.p.Sums) > 0 {
		b.m.CoupleName = b.table.Fresh("couple")
	}
	for x := range b.p.Sums {
		s := &b.p.Sums[x]
		at := slices.IndexFunc(b.m.names.Couplings, func(c couplingNames) bool { return c.port == b.p.Ports[s.Port].Name })
		c := &b.m.names.Couplings[at]
		w.locals.scope()
		i, total := w.locals.temp("i"), w.locals.temp("total")
		w.assign(b.sums[x], "0")
		w.assign(total, "0")
		w.assign(i, "0")
		w.open("while (" + i + " < " + c.count + ")")
		n := b.namesOf(w.locals)
		n.Source = func(source int) string { return c.sources[source].Own + "[" + i + "]" }
		n.Weight = func() string { return c.weight + "[" + i + "]" }
		n.Time = func(offset float64) string {
			return "((" + b.step + " + " + exprfmt.Literal(offset+1) + ")*" + b.h + ")"
		}
		t, err := exprfmt.Block(b.dialect, n, &s.Block, s.Value)
		if err != nil {
			b.err = &misfit{rule: -1, err: fmt.Errorf("neuron %s: %w", b.p.Name, err)}
			return w
		}
		w.temporaries(t.Lines)
		w.assign(total, total+" + "+bracketed(t.Value(s.Value)))
		w.line(fmt.Sprintf("if (%s[%s] > 0) { %s = %s + %s  %s = 0 }", c.last, i, b.sums[x], b.sums[x], total, total))
		w.assign(i, i+" + 1")
		w.close()
	}
	return w
}

// bracketed is a term of a sum: a + (b + c) is not (a + b) + c.
func bracketed(term string) string {
	if identifier.FindString(term) == term {
		return term
	}
	return "(" + term + ")"
}

// send notes what others read of this neuron.
func (b *builder) send(w *body, beginning bool) {
	for k, o := range b.coupled.sends {
		id := b.m.names.Sends[k].Own
		w.locals.scope()
		i, before := w.locals.temp("i"), w.locals.temp("before")
		if k == 0 {
			w.comment("what others read of this neuron")
		}
		if b.coupled.longest > 0 && !beginning {
			w.assign(i, strconv.Itoa(b.coupled.longest))
			w.open("while (" + i + " > 0)")
			w.assign(before, i+" - 1")
			w.assign(id+"["+i+"]", id+"["+before+"]")
			w.assign(i, before)
			w.close()
		}
		x := &b.p.Observe[o]
		t := b.print(w, &x.Block, x.Result)
		if b.err != nil {
			return
		}
		w.assign(id+"[0]", t.Value(x.Result))
		if beginning && b.coupled.longest > 0 {
			w.assign(i, "1")
			w.open(fmt.Sprintf("while (%s <= %d)", i, b.coupled.longest))
			w.assign(id+"["+i+"]", id+"[0]")
			w.assign(i, i+" + 1")
			w.close()
		}
	}
}
