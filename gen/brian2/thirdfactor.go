package brian2

import (
	"fmt"
	"slices"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// modulator is what a third factor does to a connection. The code runs in synapses
// from the hub that hears the modulator onto the connections, whose variables
// therefore end in _post there.
type modulator struct {
	Name string // in the model, quoted
	Code []string
}

// following is what a rule reads of its targets.
type following struct {
	Variables string // names of observables, as a Python list
	Own       []line // variables of the group that follows: those of the target by their own names, and driven states
	Linked    string // own names of the variables, as a Python list
	Driven    string // own names of the states
	Seen      string // per number: what a connection calls it
	Begin     []string
	Advance   []string
}

// draws names the streams of the connection's random numbers, and counts its events
// of every kind that draws.
func (b *ruleBuilder) draws() {
	var names []gen.Renamed
	for _, r := range b.r.Random {
		object, purpose := b.ids.fresh("object_"+r), b.ids.fresh("purpose_"+r)
		b.streams = append(b.streams, [2]string{object, purpose})
		names = append(names, gen.Renamed{Model: r, Own: "(" + gen.PyString(object) + ", " + gen.PyString(purpose) + ")"})
	}
	b.out.Streams = gen.PyValues(names)
	b.out.Rows = len(names) > 0
	b.counts = map[*program.Block]string{}
	count := func(block *program.Block, kind string) {
		if reads(block, program.Draw) {
			b.counts[block] = b.ids.fresh("count_" + kind)
			b.out.Variables = append(b.out.Variables, line{b.counts[block] + " : integer", "how many of its events there have been"})
		}
	}
	count(&b.r.Pre.Block, "pre")
	count(&b.r.Post.Block, "post")
	for i := range b.r.Modulators {
		count(&b.r.Modulators[i].Event.Block, b.r.Modulators[i].Name)
	}
	if b.out.Rows {
		b.out.Variables = append(b.out.Variables, line{"row : integer (constant)", "number of the connection, which names its random numbers"})
	}
}

// counted appends that an event has happened to its code.
func (b *ruleBuilder) counted(code []string, block *program.Block, first bool, suffix string) []string {
	if id := b.counts[block]; id != "" && first {
		return append(code, id+suffix+" += 1")
	}
	return code
}

// earlier declares copies of the source's states where modulators read them: they see
// those from before this instant, in which the source may have spiked.
func (b *ruleBuilder) earlier() {
	b.before = map[int]string{}
	need := func(i int) {
		if b.before[i] == "" {
			b.before[i] = b.ids.fresh("before_" + b.r.States[i].Name)
			b.out.Variables = append(b.out.Variables, line{b.before[i] + " : 1", "before this instant"})
		}
	}
	clock := false
	for i := range b.r.Modulators {
		for _, in := range b.r.Modulators[i].Event.Block.Instrs {
			switch {
			case in.Op == program.LoadState && b.r.States[in.Index].Site == program.AtSource:
				need(int(in.Index))
			case in.Op == program.LoadElapsed && program.Site(in.Index) == program.AtSource:
				clock = true
			}
		}
	}
	if clock {
		b.before[-1] = b.ids.fresh("before_" + b.clock[program.AtSource])
		b.out.Variables = append(b.out.Variables, line{b.before[-1] + " : 1", "before this instant"})
	}
	if len(b.before) > 0 {
		b.before[-2] = b.ids.fresh("pre_now")
		b.out.Variables = append(b.out.Variables, line{b.before[-2] + " : integer", "step of the source's last spike"})
		b.used.ops[program.Select] = true
	}
}

// kept lists what of the source is kept from before an instant: its copy and itself.
func (b *ruleBuilder) kept() [][2]string {
	var list [][2]string
	for i := range b.r.States {
		if id := b.before[i]; id != "" {
			list = append(list, [2]string{id, b.place[i]})
		}
	}
	if id := b.before[-1]; id != "" {
		list = append(list, [2]string{id, b.clock[program.AtSource]})
	}
	return list
}

// remember lets the code of on pre keep the source's states first.
func (b *ruleBuilder) remember(code []string) []string {
	now := b.before[-2]
	if now == "" {
		return code
	}
	var first []string
	for _, k := range b.kept() {
		first = append(first, fmt.Sprintf("%s = nngen_select(%s == t_in_timesteps, %s, %s)", k[0], now, k[0], k[1]))
	}
	return append(append(first, code...), now+" = t_in_timesteps")
}

// modulate writes what a modulator does.
func (b *ruleBuilder) modulate(m *program.Modulator) {
	const suffix = "_post"
	out := modulator{Name: gen.PyString(m.Name)}
	f := b.fused()
	v := f.inline(&m.Event.Block)
	f.now = make([]program.Ref, len(f.now))
	for i := range f.now {
		f.now[i] = program.None
	}
	for _, st := range m.Event.Block.Stores {
		f.now[st.State] = v[st.Value]
	}
	b.limit(f)
	places := make([]string, len(b.place))
	for i := range places {
		places[i] = b.place[i] + suffix
	}
	names := b.names(suffix, 0, b.counts[&m.Event.Block])
	var first []string
	seen := map[string]string{} // of the source: from before this instant
	for _, k := range b.kept() {
		id := b.ids.fresh("seen_" + k[1])
		seen[k[1]] = id
		first = append(first, fmt.Sprintf("%s = nngen_select(%s%s == t_in_timesteps, %s%s, %s%s)", id, b.before[-2], suffix, k[0], suffix, k[1], suffix))
	}
	state, elapsed := names.State, names.Elapsed
	names.State = func(i int) string {
		if i < len(b.r.States) && seen[b.place[i]] != "" {
			return seen[b.place[i]]
		}
		return state(i)
	}
	names.Elapsed = func(site int) string {
		if program.Site(site) == program.AtSource && b.before[-1] != "" {
			return "(t_in_timesteps - " + seen[b.clock[program.AtSource]] + ")"
		}
		return elapsed(site)
	}
	p := printer{b.temp, b.dialect, b.used, places, names, &b.err}
	code, _ := p.print(f)
	out.Code = append(first, code...)
	for _, site := range []program.Site{program.AtConnection, program.Shared} {
		if id := b.clock[site]; id != "" {
			out.Code = append(out.Code, id+suffix+" = t_in_timesteps")
		}
	}
	out.Code = b.counted(out.Code, &m.Event.Block, true, suffix)
	b.out.Modulators = append(b.out.Modulators, out)
}

// carry writes what brings connections from one step to the next, from the first step
// of the connection, one delay after that of the experiment, to the last.
func (b *ruleBuilder) carry() {
	if !b.r.Carried() {
		return
	}
	f := b.fused()
	v := f.inline(&b.r.Carry)
	f.now = make([]program.Ref, len(f.now))
	for i := range f.now {
		f.now[i] = program.None
	}
	for _, st := range b.r.Carry.Stores {
		f.now[st.State] = f.choose(f.initial(len(b.r.States)), v[st.Value], f.initial(st.State), "")
	}
	names := b.names("", 0, "")
	state := names.State
	names.State = func(i int) string {
		if i == len(b.r.States) {
			return "(t_in_timesteps >= late and t_in_timesteps <= until)"
		}
		return state(i)
	}
	p := printer{b.temp, b.dialect, b.used, b.place, names, &b.err}
	b.out.Carry, _ = p.print(f)
	b.out.Late = true
	b.out.Variables = append(b.out.Variables, line{"late : integer (constant)", "steps by which it hears of its source"})
	if id := b.clock[program.AtConnection]; id != "" {
		b.used.ops[program.Select] = true
		b.out.Carry = append(b.out.Carry, fmt.Sprintf("%s = nngen_select(t_in_timesteps >= late, t_in_timesteps, %s)", id, id))
	}
}

// follow declares what is read of the target, and writes how states go on that its
// variables drive.
func (b *ruleBuilder) follow() {
	x := &b.r.Follow
	if !b.r.Follows() {
		return
	}
	out := &following{Variables: gen.PyList(x.Variables)}
	var linked, driven []string
	for _, name := range x.Variables {
		id := b.ids.fresh("target_" + name)
		linked = append(linked, id)
		out.Own = append(out.Own, line{id + " : 1 (linked)", ""})
	}
	types := make([]program.Type, len(x.States))
	for _, s := range x.States {
		id := b.ids.fresh(s.Name)
		driven = append(driven, id)
		out.Own = append(out.Own, line{id + " : 1", described(s.Unit, s.Doc)})
	}
	for i, id := range append(append([]string(nil), linked...), driven...) {
		b.seen = append(b.seen, b.ids.fresh("seen_"+id))
		b.out.Variables = append(b.out.Variables, line{b.seen[i] + " : 1", "of the target, one step and a delay before now"})
	}
	print := func(block *program.Block) []string {
		f := newFused(types, func(q int) bool { return b.r.Quantities[q].Binding == program.Literal && b.r.Quantities[q].Value != 0 })
		v := f.inline(block)
		f.now = slices.Repeat([]program.Ref{program.None}, len(types))
		for _, st := range block.Stores {
			f.now[st.State] = v[st.Value]
		}
		names := &exprfmt.Names{State: func(i int) string { return driven[i] }, Quant: func(i int) string { return b.quant[i] }, Temp: b.temp.next,
			Target: func(i int) string {
				if i < len(linked) {
					return linked[i]
				}
				return driven[i-len(linked)]
			}}
		p := printer{b.temp, b.dialect, b.used, driven, names, &b.err}
		code, _ := p.print(f)
		return code
	}
	if len(x.States) > 0 {
		out.Begin, out.Advance = print(&x.Init), print(&x.Advance)
	}
	out.Linked, out.Driven, out.Seen = gen.PyList(linked), gen.PyList(driven), gen.PyList(b.seen)
	b.out.Follow = out
}
