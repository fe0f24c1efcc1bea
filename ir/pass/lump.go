package pass

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
)

// lump lets ports share their states where only the sum of these matters: ports
// with equal linear equations, whose outputs enter everything else alike. A state
// of its own that is recorded, or read by others, keeps a port apart, so that
// everything stays recordable.
var lump = Pass{
	Name:  "lump",
	Doc:   "one state for linear synapses of equal kind and parameters",
	Model: lumped,
}

func lumped(m *ir.Model) *ir.Model {
	next := *m
	next.Dynamics = append([]*ir.Dynamics(nil), m.Dynamics...)
	removed := make([][]int, len(m.Dynamics)) // indices of states, ascending
	changed := false
	for i, d := range m.Dynamics {
		l := &lumper{m: m, d: d, at: i, seen: names(m, i)}
		l.all()
		if len(l.notes) > 0 {
			next.Dynamics[i], removed[i], changed = l.d, l.removed(d), true
		}
	}
	if !changed {
		return m
	}
	spec := *m.Network
	spec.Populations = append([]network.Population(nil), spec.Populations...)
	next.Network = &spec
	for p, at := range m.Of {
		if at >= 0 && len(removed[at]) > 0 {
			without(&spec.Populations[p], removed[at])
		}
	}
	next.Records = append([]ir.Record(nil), m.Records...)
	for k := range next.Records {
		r := &next.Records[k]
		if at := m.Of[r.Population]; at >= 0 && r.Observable != ir.Spikes {
			r.Observable = slices.IndexFunc(next.Dynamics[at].Observe, func(o ir.Named) bool { return o.Name == r.Variable })
		}
	}
	return &next
}

// without takes the initial values of states out of a population.
func without(pop *network.Population, states []int) {
	shift := func(state int) int {
		n, _ := slices.BinarySearch(states, state)
		return state - n
	}
	var init []network.Value
	for j, v := range pop.Init {
		if !slices.Contains(states, j) {
			init = append(init, v)
		}
	}
	pop.Init = init
	pop.Set = append([]network.Override(nil), pop.Set...)
	for k := range pop.Set {
		if pop.Set[k].Kind == network.SetInit {
			pop.Set[k].Index = shift(pop.Set[k].Index)
		}
	}
}

// names are the observables of neurons of kind at that somebody looks at: records,
// continuous connections, plasticity rules.
func names(m *ir.Model, at int) map[string]bool {
	seen := map[string]bool{}
	for _, r := range m.Records {
		if m.Of[r.Population] == at {
			seen[r.Variable] = true
		}
	}
	for _, d := range m.Dynamics {
		for _, p := range d.Ports {
			for _, s := range p.Sources {
				seen[s.Variable] = true
			}
		}
	}
	for _, d := range m.Rules {
		for _, s := range d.Symbols {
			seen[s.Name] = true
			seen[s.Name[strings.LastIndexByte(s.Name, '.')+1:]] = true
		}
	}
	return seen
}

// lumper works on one kind of neuron.
type lumper struct {
	m     *ir.Model
	d     *ir.Dynamics
	at    int
	seen  map[string]bool
	own   [][]expr.Sym        // per port: the states of its synapse
	local map[expr.Sym]string // their names within it
	group map[int]string      // name of what has been lumped with a port
	into  map[int]int         // port that another one has been lumped with
	notes []string
	gone  []expr.Sym
}

// all lumps port after port with the first one that it is like.
func (l *lumper) all() {
	l.local, l.group, l.into = map[expr.Sym]string{}, map[int]string{}, map[int]int{}
	for i, p := range l.d.Ports {
		l.own, l.group[i] = append(l.own, nil), p.Name
		for _, s := range l.d.States {
			if name, mine := strings.CutPrefix(l.d.Symbols[s.Sym].Name, p.Name+"."); mine {
				l.own[i], l.local[s.Sym] = append(l.own[i], s.Sym), name
			}
		}
	}
	for b := 1; b < len(l.d.Ports); b++ {
		for a := range b {
			if l.pair(a, b) {
				break
			}
		}
	}
	if len(l.notes) > 0 {
		d := *l.d
		d.Lumped = l.notes
		l.d = &d
	}
}

// removed are the indices of the states that are gone, in the dynamics d from
// before.
func (l *lumper) removed(d *ir.Dynamics) []int {
	var list []int
	for i, s := range d.States {
		if slices.Contains(l.gone, s.Sym) {
			list = append(list, i)
		}
	}
	return list
}

func (l *lumper) state(x expr.Sym) *ir.State {
	for i := range l.d.States {
		if l.d.States[i].Sym == x {
			return &l.d.States[i]
		}
	}
	return nil
}

// pair lumps port b with port a, or says why it does not where that is only
// because of what is recorded.
func (l *lumper) pair(a, b int) bool {
	pa, pb := l.d.Ports[a], l.d.Ports[b]
	sa, sb := l.own[a], l.own[b]
	if len(sa) == 0 || len(sa) != len(sb) || pa.Continuous || pb.Continuous || !l.alike(a, b, sa, sb) {
		return false
	}
	// What somebody looks at must not need one of them alone.
	var kept []ir.Named
	for _, o := range l.d.Observe {
		if !l.together(o.Value, sa, sb) {
			if l.seen[o.Name] {
				l.note("%s and %s stay apart, because %s is recorded or read", l.group[a], pb.Name, o.Name)
				return false
			}
			continue
		}
		kept = append(kept, o)
	}
	l.merge(a, b, sa, sb, kept)
	return true
}

func (l *lumper) note(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(l.notes, text) {
		l.notes = append(l.notes, text)
	}
}

// alike tells whether two ports have equal linear equations and handlers, begin
// at 0, and enter all equations and handlers as a sum.
func (l *lumper) alike(a, b int, sa, sb []expr.Sym) bool {
	p, d := l.d.Pool, l.d
	to := map[expr.Sym]expr.Expr{d.Ports[b].Amount: p.Sym(d.Ports[a].Amount)} // b in terms of a
	for i := range sb {
		to[sb[i]] = p.Sym(sa[i])
		if l.local[sa[i]] != l.local[sb[i]] || d.Symbols[sa[i]].Unit != d.Symbols[sb[i]].Unit {
			return false
		}
	}
	literal := map[expr.Sym]expr.Expr{}
	for _, q := range d.Params {
		if q.Literal && q.Exact.IsValid() {
			literal[q.Sym] = q.Exact
		}
	}
	same := func(x, y expr.Expr) bool {
		if x.IsValid() != y.IsValid() {
			return false
		}
		return !x.IsValid() || p.Simplify(p.Subst(x, literal)) == p.Simplify(p.Subst(p.Subst(y, to), literal))
	}
	var states []expr.Sym
	for _, s := range d.States {
		states = append(states, s.Sym)
	}
	for i := range sa {
		x, y := l.state(sa[i]), l.state(sb[i])
		if !same(x.Rate, y.Rate) || !l.homogeneous(x.Rate, sa, states) {
			return false
		}
	}
	if len(d.Ports[a].Body) != len(d.Ports[b].Body) {
		return false
	}
	for i, x := range d.Ports[a].Body {
		y := d.Ports[b].Body[i]
		if to[y.State] != p.Sym(x.State) || !same(x.Value, y.Value) {
			return false
		}
	}
	if !l.startsAtZero(sb) {
		return false
	}
	// Elsewhere only the sums of the states may occur.
	own := append(append([]expr.Sym(nil), sa...), sb...)
	for _, s := range d.States {
		if !slices.Contains(own, s.Sym) && !l.together(s.Rate, sa, sb) {
			return false
		}
	}
	for i, q := range d.Ports {
		if with, lumped := l.into[i]; i == a || i == b || lumped && with == a {
			continue
		}
		for _, x := range q.Body {
			if slices.Contains(own, x.State) || x.Value.DependsOn(own...) {
				return false
			}
		}
	}
	for _, s := range d.Sums {
		if s.Value.DependsOn(own...) {
			return false
		}
	}
	for _, h := range d.Handlers {
		if !l.together(h.Cond, sa, sb) || !l.together(h.Spike, sa, sb) {
			return false
		}
		for _, x := range h.Body {
			if slices.Contains(own, x.State) || !l.together(x.Value, sa, sb) {
				return false
			}
		}
		for _, hold := range h.Holds {
			if hold.When.IsValid() && hold.When.DependsOn(own...) || slices.ContainsFunc(hold.States, func(x expr.Sym) bool { return slices.Contains(own, x) }) {
				return false
			}
		}
	}
	return true
}

// homogeneous tells whether a rate is linear in the states of its port, with
// constant factors and nothing else.
func (l *lumper) homogeneous(rate expr.Expr, own, states []expr.Sym) bool {
	if !rate.IsValid() {
		return true
	}
	coef, rest, ok := l.d.Pool.AffineIn(rate, own)
	if !ok || !l.d.Pool.Simplify(rest).IsZero() {
		return false
	}
	return !slices.ContainsFunc(coef, func(c expr.Expr) bool {
		return slices.ContainsFunc(c.Symbols(), func(x expr.Sym) bool { return l.d.Symbols[x].Kind != ir.SymParam })
	})
}

// together tells whether an expression depends on the states of both ports by
// their sums only.
func (l *lumper) together(e expr.Expr, sa, sb []expr.Sym) bool {
	if !e.IsValid() || !e.DependsOn(sa...) && !e.DependsOn(sb...) {
		return true
	}
	p := l.d.Pool
	coef, _, ok := p.AffineIn(e, append(append([]expr.Sym(nil), sa...), sb...))
	if !ok {
		return false
	}
	literal := map[expr.Sym]expr.Expr{}
	for _, q := range l.d.Params {
		if q.Literal && q.Exact.IsValid() {
			literal[q.Sym] = q.Exact
		}
	}
	for i := range sa {
		if p.Simplify(p.Subst(coef[i], literal)) != p.Simplify(p.Subst(coef[len(sa)+i], literal)) {
			return false
		}
	}
	return true
}

// startsAtZero tells whether states begin at 0 in all populations.
func (l *lumper) startsAtZero(states []expr.Sym) bool {
	for index, s := range l.m.Dynamics[l.at].States {
		if !slices.Contains(states, s.Sym) {
			continue
		}
		for p, at := range l.m.Of {
			if at != l.at {
				continue
			}
			pop := &l.m.Network.Populations[p]
			if x, ok := pop.Init[index].Constant(); !ok || x != 0 {
				return false
			}
			if slices.ContainsFunc(pop.Set, func(o network.Override) bool { return o.Kind == network.SetInit && o.Index == index }) {
				return false
			}
		}
	}
	return true
}

// merge lets the states of a stand for the sums.
func (l *lumper) merge(a, b int, sa, sb []expr.Sym, kept []ir.Named) {
	d := l.d
	p := d.Pool
	zero, into := map[expr.Sym]expr.Expr{}, map[expr.Sym]expr.Expr{}
	for i := range sb {
		zero[sb[i]], into[sb[i]] = p.Int(0), p.Sym(sa[i])
	}
	body := append([]ir.Assign(nil), d.Ports[b].Body...)
	for i, x := range body {
		body[i].State, body[i].Value = sa[slices.Index(sb, x.State)], p.Subst(x.Value, into)
	}
	name := l.group[a] + "_" + d.Ports[b].Name
	c := *rewrite(&ir.Dynamics{Pool: p, Symbols: d.Symbols, Params: d.Params, States: d.States, Observe: kept, Ports: d.Ports, Handlers: d.Handlers, Events: d.Events, Sums: d.Sums},
		func(e expr.Expr) expr.Expr { return p.Subst(e, zero) })
	n := *d
	n.Params, n.Observe, n.Ports, n.Handlers, n.Sums = c.Params, c.Observe, c.Ports, c.Handlers, c.Sums
	n.States = nil
	for _, s := range c.States {
		if !slices.Contains(sb, s.Sym) {
			n.States = append(n.States, s)
		}
	}
	n.Ports[b].Body = body
	n.Symbols = append([]ir.Symbol(nil), d.Symbols...)
	for i, x := range sa {
		n.Symbols[x].Name = name + "." + l.local[x]
		n.Symbols[sb[i]].Name = name + "." + d.Ports[b].Name + "." + l.local[x] // of no state
	}
	// The states are recordable by their new names.
	n.Observe = slices.DeleteFunc(n.Observe, func(o ir.Named) bool { return o.Value.Kind() == expr.Symbol && slices.Contains(sa, o.Value.Sym()) })
	for _, x := range sa {
		n.Observe = append(n.Observe, ir.Named{Name: n.Symbols[x].Name, Unit: n.Symbols[x].Unit, Value: p.Sym(x)})
	}
	l.note("%s and %s share %s: their equations are equal and linear, and only their sum matters; recording one of them keeps them apart", l.group[a], d.Ports[b].Name, n.Symbols[sa[0]].Name)
	l.d, l.gone, l.group[a], l.own[b] = &n, append(l.gone, sb...), name, nil
	l.into[b] = a
}
