package lower

import (
	"fmt"
	"sort"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// wiring builds the network of a model.
type wiring struct {
	l     *lowerer
	x     *protocol // nil when only the network is checked
	m     *ir.Model
	spec  *network.Spec
	sc    *scope
	views map[string]network.View // populations and groups
	kinds map[string]int          // instances made so far, by kind and arguments
	sizes map[string][]int        // of populations with several dimensions
	wires map[string]int          // named projections: index + 1; -1: not made, for a mistake
	// projections are all names of projections, made or not; waiting are the
	// connections onto these.
	projections    map[string]bool
	waiting        []waiting
	wired          map[string]source.Span // where they are named
	heads          map[string]*ast.Population
	underway, made map[*ast.Population]bool // populations that are being made, and that are
	groups         map[string]*ast.Group
	gaps           map[string]*ast.Gap // populations with electrical synapses, by name
	making         map[string]bool     // groups that are being read
	broken         map[string]bool     // groups that could not be read
	names          map[string]int      // how often a name was given to an instance, a source or a projection
	currents       map[string]current  // those that vary
}

// maxElements keeps global ids within 32 bits.
const maxElements = 1 << 31

// network lowers a network; with x nil only to find mistakes.
func (l *lowerer) network(n *ast.Network, x *protocol) *ir.Model {
	w := &wiring{l: l, x: x, m: &ir.Model{Doc: n.Doc}, spec: &network.Spec{Step: defaultStep, Seed: 1}, sc: newScope(l.top),
		views: map[string]network.View{}, sizes: map[string][]int{}, gaps: map[string]*ast.Gap{}, kinds: map[string]int{}, wires: map[string]int{}, projections: map[string]bool{}, wired: map[string]source.Span{}, groups: map[string]*ast.Group{}, heads: map[string]*ast.Population{}, underway: map[*ast.Population]bool{}, made: map[*ast.Population]bool{}, making: map[string]bool{}, broken: map[string]bool{}, names: map[string]int{}, currents: map[string]current{}}
	if x != nil {
		w.spec.Step, w.spec.Seed = x.Step, x.Seed
	}
	w.m.Network = w.spec
	w.declare(n)
	w.gapPorts(n)
	for _, m := range n.Body {
		if p, ok := m.(*ast.Population); ok {
			w.make(p, nil)
		}
	}
	for _, m := range n.Body {
		if g, ok := m.(*ast.Group); ok {
			w.group(g.Name.Text)
		}
	}
	var space *ast.Space
	for _, m := range n.Body {
		if s, ok := m.(*ast.Space); ok {
			if space != nil {
				l.list.Add(diag.SettingTwice(s.At, "the space", space.At))
			}
			space = s
			w.space(s)
		}
	}
	named(n.Body, w.projections)
	for _, m := range n.Body {
		if c, ok := m.(*ast.Current); ok {
			w.current(c)
		}
	}
	for _, m := range n.Body {
		w.statement(m, false)
	}
	w.modulations()
	w.act()
	for _, m := range n.Body {
		w.statement(m, true)
	}
	if x != nil {
		for _, r := range x.records {
			w.record(r)
		}
	}
	if len(w.spec.Populations) == 0 {
		l.list.Add(diag.EmptyNetwork(n.Name.At, n.Name.Text))
	}
	return w.m
}

// statement wires what a statement of the network says, or, later, records what
// it asks for: records may stand before what they name.
func (w *wiring) statement(m ast.Member, records bool) {
	switch m := m.(type) {
	case *ast.For:
		w.l.loop(m, w.sc, w.isName, func(sc *scope, _ []turn) {
			outer := w.sc
			w.sc = sc
			for _, inner := range m.Body {
				w.statement(inner, records)
			}
			w.sc = outer
		})
	case *ast.Record:
		if records {
			w.record(m)
		}
	case *ast.Connect:
		if !records {
			w.connect(m)
		}
	case *ast.Gap:
		if !records {
			w.gap(m)
		}
	case *ast.Inject:
		if !records {
			w.inject(m)
		}
	}
}

// isName reports whether a name in the list of a loop stands for itself: for a
// population, a group or a projection.
func (w *wiring) isName(name string) bool {
	_, view := w.views[name]
	return view || w.wires[name] != 0
}

// text is an expression in the words of the model, with loop variables replaced
// by the names that they stand for, so that it names one thing only.
func (w *wiring) text(x ast.Expr) string {
	span := x.Span()
	whole, from := span.Text(), 0
	var b strings.Builder
	ast.Inspect(x, func(n ast.Node) bool {
		if name, ok := n.(*ast.Name); ok {
			if plain := w.sc.plain(name.Text); plain != name.Text && name.At.Start-span.Start >= from {
				b.WriteString(whole[from : name.At.Start-span.Start])
				b.WriteString(plain)
				from = name.At.End - span.Start
			}
		}
		return true
	})
	return squeeze(b.String() + whole[from:])
}

// declare enters the constants, parameters and lets, and the names of
// populations and groups.
func (w *wiring) declare(n *ast.Network) {
	l := w.l
	once := func(name ast.Name) bool {
		if meaning := predefined(name.Text); meaning != "" {
			l.list.Add(diag.Predefined(name.At, name.Text, meaning))
			return false
		}
		if old, ok := w.sc.names[name.Text]; ok {
			l.list.Add(diag.DuplicateName(name.At, name.Text, old.at))
			return false
		}
		return true
	}
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Decl:
			if once(m.Name) {
				w.sc.lazy(m.Name, func() value { return w.value(m) })
			}
		case *ast.Population:
			for _, h := range m.Heads {
				if once(h.Name) {
					w.heads[h.Name.Text] = m
					w.named(h.Name).lazy(ast.Name{Loc: h.Name.Loc, Text: "N"}, func() value {
						return value{e: l.pool.Int(int64(w.size(h))), span: h.Name.At}
					})
				}
			}
		case *ast.Table:
			if once(m.Name) {
				l.tableOf(m, w.sc)
			}
		case *ast.Current:
			if once(m.Name) {
				w.named(m.Name)
			}
		case *ast.Group:
			if once(m.Name) {
				w.groups[m.Name.Text] = m
				w.named(m.Name).lazy(ast.Name{Loc: m.Name.Loc, Text: "N"}, func() value {
					v, ok := w.group(m.Name.Text)
					if !ok {
						return bad()
					}
					return value{e: l.pool.Int(int64(v.Len())), span: m.Name.At}
				})
			}
		}
	}
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Decl:
			if b := w.sc.names[m.Name.Text]; b != nil && b.at == m.Name.At { // not a second one
				l.lookup(m.Name.Text, m.Name.At, w.sc)
			}
		case *ast.Table:
			if b := w.sc.names[m.Name.Text]; b != nil && b.table != nil {
				b.table.check(l)
			}
		}
	}
}

// named declares a population or group, which is no value but has fields.
func (w *wiring) named(n ast.Name) *scope {
	fields := newScope(nil)
	b := w.sc.lazy(n, func() value {
		w.l.list.Add(diag.NotAValue(n.At, n.Text))
		return bad()
	})
	b.fields = fields
	return fields
}

// value is a const, param or let of the network, perhaps set from outside.
func (w *wiring) value(d *ast.Decl) value {
	var s *setting
	if d.Kind != ast.Let {
		s = w.x.find(d.Name.Text)
	}
	if s == nil {
		return w.l.declared(d, w.sc)
	}
	v := w.l.expr(s.value, s.scope(w.sc))
	switch {
	case d.Unit != nil:
		return w.l.expect(v, w.l.unit(d.Unit), s.value.Span(), d.Name.Text)
	case d.Value != nil:
		quiet := len(w.l.list)
		standard := w.l.expr(d.Value, w.sc)
		w.l.list = w.l.list[:quiet]
		if standard.ok() && !standard.any {
			return w.l.expect(v, standard.u, s.value.Span(), d.Name.Text)
		}
	}
	return v
}

// size is the number of elements of a population.
func (w *wiring) size(h ast.PopulationHead) int {
	n := 1
	var shape []int
	for _, x := range h.Size {
		k := w.dimension(h, x)
		if k > 0 && n > maxElements/k {
			w.l.list.Add(diag.NetworkTooLarge(x.Span(), "elements", int64(n)*int64(k), maxElements))
			return 1
		}
		n *= k
		shape = append(shape, k)
	}
	if len(shape) > 3 {
		w.l.list.Add(diag.BadLayout(h.Size[3].Span(), fmt.Sprintf("population %s has %d dimensions", h.Name.Text, len(shape)), "use at most three"))
	}
	w.sizes[h.Name.Text] = shape
	return n
}

// dimension is the size of one dimension of a population.
func (w *wiring) dimension(h ast.PopulationHead, e ast.Expr) int {
	l := w.l
	at := e.Span()
	x, ok := l.constant(l.expr(e, w.sc), unit.One, at, "the size of "+h.Name.Text)
	switch {
	case !ok:
		return 1
	case x < 0:
		l.list.Add(diag.NegativeSize(at, h.Name.Text, x))
		return 1
	case x != float64(int64(x)):
		l.list.Add(diag.SizeNotWhole(at, h.Name.Text, x))
		return 1
	case x > maxElements:
		l.list.Add(diag.NetworkTooLarge(at, "elements", int64(x), maxElements))
		return 1
	}
	return int(x)
}

// element is a scope for values that may differ per element.
func (w *wiring) element() *scope {
	sc := newScope(w.sc)
	sc.random = true
	if w.sc.find("i") == nil {
		sc.set("i", source.Span{}, value{e: w.l.pool.Sym(symIndex)})
	}
	if w.sc.find("N") == nil {
		sc.set("N", source.Span{}, value{e: w.l.pool.Sym(symCount)})
	}
	return sc
}

// make adds the populations of a statement, unless they are there: when it is
// their turn, or when something before them, such as the size of a group that
// they belong to, needs them. x names one of those that are just being made.
func (w *wiring) make(p *ast.Population, x *ast.Name) bool {
	if w.made[p] {
		return true
	}
	if w.underway[p] {
		w.l.list.Add(diag.CyclicDefinition(x.At, x.Text))
		return false
	}
	w.underway[p] = true
	w.population(p)
	w.made[p] = true
	return true
}

// population adds one population for each head.
func (w *wiring) population(p *ast.Population) {
	l := w.l
	sc := w.element()
	name, given := l.kind(p.Kind)
	if l.isSource(name.Text) {
		for _, h := range p.Heads {
			pop := network.Population{Source: w.source(name, given, sc, w.x.below(h.Name.Text))}
			for _, m := range p.Body {
				if at, ok := m.(*ast.Layout); ok {
					w.layout(at, h, &pop)
					continue
				}
				l.list.Add(diag.CountsOnly(m.Span(), h.Name.Text))
			}
			w.add(h.Name, p.Doc, w.headSize(h), pop, -1)
		}
		return
	}
	decl, ok := l.neurons[name.Text]
	if !ok {
		l.unknown(name, diag.UnknownNeuron(name.At, name.Text, nearest(name.Text, append(keys(l.neurons), l.sourceNames()...))))
		for _, h := range p.Heads {
			w.add(h.Name, p.Doc, w.headSize(h), network.Population{}, -1)
		}
		return
	}
	base := map[string]*argument{}
	for _, a := range listed(given) {
		if a.Name == nil {
			l.list.Add(diag.NeedsNames(a.At, name.Text))
			continue
		}
		if old, ok := base[a.Name.String()]; ok {
			l.list.Add(diag.DuplicateName(a.Name.At, a.Name.String(), old.name))
			continue
		}
		base[a.Name.String()] = &argument{value: l.expr(a.Value, sc), name: a.Name.At, at: a.Value.Span(), again: func() value { return l.expr(a.Value, sc) }}
	}
	for _, h := range p.Heads {
		args := map[string]*argument{}
		for path, a := range base {
			args[path] = &argument{value: a.value, name: a.name, at: a.at, again: a.again}
		}
		for path, s := range w.x.below(h.Name.Text) {
			for at, x := range perElement(path, s.value) {
				args[at] = &argument{value: l.expr(x, s.scope(sc)), name: s.at, at: x.Span(), again: func() value { return l.expr(x, s.scope(sc)) }}
			}
		}
		w.neurons(h, p, decl, args, sc)
	}
}

func (w *wiring) headSize(h ast.PopulationHead) int {
	b := w.sc.names[h.Name.Text]
	if b == nil || b.fields == nil || b.fields.names["N"] == nil { // a name that is something else, too
		return w.size(h)
	}
	v := w.l.read(b.fields.names["N"], h.Name.Text+".N", h.Name.At)
	if !v.ok() { // reported
		return 1
	}
	n, _ := v.e.Rat().Float64()
	return int(n)
}

// neurons adds a population of neurons.
func (w *wiring) neurons(h ast.PopulationHead, p *ast.Population, decl *ast.Neuron, args map[string]*argument, sc *scope) {
	more := w.attachments(p.Body, sc)
	if g := w.gaps[h.Name.Text]; g != nil {
		more = append(more, w.gapPort(g, decl)...)
	}
	at := w.instance(decl, args, w.x.liveOf(h.Name.Text), more)
	pop := network.Population{Given: map[int]network.Value{}}
	var d *ir.Dynamics
	if at >= 0 {
		d = w.m.Dynamics[at]
		for i, q := range d.Params {
			if q.Column != nil {
				pop.Given[i] = *q.Column
			}
		}
		for range d.Inputs {
			pop.Drive = append(pop.Drive, network.Const(0))
		}
	}
	inits, place := map[string]source.Span{}, source.Span{}
	given := map[expr.Sym]value{} // initial values of this population
	for _, m := range p.Body {
		switch m := m.(type) {
		case *ast.Init:
			if first, twice := inits[m.Target.String()]; twice {
				w.l.list.Add(diag.SettingTwice(m.Target.At, "the initial value of "+m.Target.String(), first))
			}
			inits[m.Target.String()] = m.Target.At
			if d != nil {
				w.init(m, d, given, sc)
			}
		case *ast.Layout:
			if place.Valid() {
				w.l.list.Add(diag.SettingTwice(m.At, "the layout", place))
			}
			place = m.At
			w.layout(m, h, &pop)
		}
	}
	if d != nil {
		pop.Init = w.l.initials(d, given)
	}
	w.add(h.Name, p.Doc, w.headSize(h), pop, at)
}

// instance makes the dynamics of a kind with arguments and synapses attached to
// it, or finds those that another population made of the same ones. It returns
// -1 after mistakes.
func (w *wiring) instance(decl *ast.Neuron, args map[string]*argument, live []string, more []attachment) int {
	var key strings.Builder
	key.WriteString(decl.Name.Text)
	for _, a := range sortedArgs(args) {
		if !a.arg.value.ok() {
			a.arg.used = true
		} else {
			fmt.Fprintf(&key, "\x00%s=%s", a.path, a.arg.value.e)
		}
	}
	for _, a := range more {
		key.WriteString("\x00synapse " + a.key)
	}
	w.l.live = map[string]bool{}
	for _, path := range live {
		key.WriteString("\x00set " + path)
		w.l.live[path] = true
	}
	defer func() { w.l.live = nil }()
	if at, ok := w.kinds[key.String()]; ok {
		return at
	}
	before := w.l.list.Errors()
	d := w.l.neuron(decl, args, false, more...)
	if d == nil || w.l.list.Errors() > before {
		w.kinds[key.String()] = -1
		return -1
	}
	d.Name = w.fresh(d.Name, "_")
	w.m.Dynamics = append(w.m.Dynamics, d)
	w.kinds[key.String()] = len(w.m.Dynamics) - 1
	return len(w.m.Dynamics) - 1
}

// fresh makes a name unique by a number.
func (w *wiring) fresh(name, mark string) string {
	w.names[name]++
	if n := w.names[name]; n > 1 {
		return w.fresh(fmt.Sprintf("%s%s%d", name, mark, n), mark)
	}
	return name
}

// init reads the initial value of a state.
func (w *wiring) init(m *ast.Init, d *ir.Dynamics, given map[expr.Sym]value, sc *scope) {
	l := w.l
	found := 0
	list, isList := m.Value.(*ast.List)
	for _, s := range d.States {
		sym := d.Symbols[s.Sym]
		x := m.Value
		switch base, _, isElement := strings.Cut(sym.Name, "["); {
		case sym.Name == m.Target.String():
		case isElement && base == m.Target.String():
			if isList && found < len(list.Items) {
				x = list.Items[found]
			}
		default:
			continue
		}
		found++
		if isList && x == m.Value {
			continue // too short
		}
		if v := l.expect(l.expr(x, sc), sym.Unit, x.Span(), sym.Name); v.ok() {
			given[s.Sym] = v
		}
	}
	if isList && found > 0 && found != len(list.Items) {
		l.list.Add(diag.VectorLengths(m.Value.Span(), len(list.Items), m.Target.At, found))
	}
	if found > 0 {
		return
	}
	var names []string
	for _, s := range d.States {
		names = append(names, d.Symbols[s.Sym].Name)
	}
	l.list.Add(diag.NoSuchState(m.Target.At, m.Target.String(), nearest(m.Target.String(), names)))
}

// add appends a population.
func (w *wiring) add(name ast.Name, doc string, n int, p network.Population, dynamics int) int {
	p.Name, p.Doc, p.N, p.First = name.Text, doc, n, w.spec.Size()
	if p.First+n > maxElements {
		w.l.list.Add(diag.NetworkTooLarge(name.At, "elements", int64(p.First+n), maxElements))
		p.N = 0
	}
	w.spec.Populations = append(w.spec.Populations, p)
	w.m.Of = append(w.m.Of, dynamics)
	w.m.Places.Populations = append(w.m.Places.Populations, name.At)
	at := len(w.spec.Populations) - 1
	w.views[name.Text] = network.View{Runs: []network.Run{{Population: at, First: p.First, Stride: 1, N: p.N}}}
	return at
}

// inject adds a current to an input: one that was declared, or a constant one.
func (w *wiring) inject(m *ast.Inject) {
	l := w.l
	switch x := m.Value.(type) {
	case *ast.Name:
		if c, ok := w.currents[w.sc.plain(x.Text)]; ok {
			w.injectWave(m, c)
			return
		}
	case *ast.Call:
		if kind, _ := l.kind(x); currents[kind.Text].params != nil {
			w.injectWave(m, w.waveform(w.fresh("current into "+w.text(m.Target), "#"), x, nil))
			return
		}
	}
	view, input, ok := w.target(m.Target)
	if !ok {
		return
	}
	v := l.expr(m.Value, w.element())
	for _, run := range view.Runs {
		at, sym, ok := w.inputOf(m, run, input)
		if !ok {
			return
		}
		if v = l.expect(v, sym.Unit, m.Value.Span(), sym.Name); !v.ok() {
			return
		}
		p := &w.spec.Populations[run.Population]
		p.Set = append(p.Set, network.Override{Elements: network.View{Runs: []network.Run{run}}, Kind: network.AddDrive, Index: at, Value: l.column(v, nil)})
	}
}

// inputOf finds the input of a part of a population that a current is injected
// into.
func (w *wiring) inputOf(m *ast.Inject, run network.Run, name string) (int, ir.Symbol, bool) {
	l := w.l
	d := w.dynamics(run.Population)
	if d == nil {
		if w.spec.Populations[run.Population].Source != nil {
			l.list.Add(diag.NotAPopulation(m.Target.Span(), w.spec.Populations[run.Population].Name, "a source of spikes, which takes no current"))
		}
		return 0, ir.Symbol{}, false
	}
	at, sym := w.input(d, name)
	if at < 0 {
		l.list.Add(diag.NoCurrentInput(m.Target.Span(), d.Name, name, inputs(d)))
	}
	return at, sym, at >= 0
}

// input finds an input by name; a single one needs none.
func (w *wiring) input(d *ir.Dynamics, name string) (int, ir.Symbol) {
	for i, x := range d.Inputs {
		if sym := d.Symbols[x]; sym.Name == name || name == "" && len(d.Inputs) == 1 {
			return i, sym
		}
	}
	return -1, ir.Symbol{}
}

func inputs(d *ir.Dynamics) []string {
	var names []string
	for _, x := range d.Inputs {
		names = append(names, d.Symbols[x].Name)
	}
	return names
}

// dynamics returns those of a population, nil for sources and after mistakes.
func (w *wiring) dynamics(population int) *ir.Dynamics {
	if at := w.m.Of[population]; at >= 0 {
		return w.m.Dynamics[at]
	}
	return nil
}

// isConst reports whether an expression is one number for all elements, and
// gives it.
func (l *lowerer) isConst(e expr.Expr) (float64, bool) {
	if !e.IsValid() || !e.IsConst() {
		return 0, false
	}
	return l.number(e), true
}

// viewNames lists populations and groups.
func (w *wiring) viewNames() []string {
	var names []string
	for n := range w.views {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
