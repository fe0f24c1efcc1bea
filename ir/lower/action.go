package lower

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// timed is what `at`, `every` or a `set` between two runs asks for.
type timed struct {
	step  int64 // of the first time
	every int64 // steps; 0: once
	at    ast.Node
	sets  []*setting
}

// action is a setting that is carried out before a step.
type action struct {
	step int64
	set  *setting
}

// maxActions bounds the settings of a segment that are carried out in its run.
const maxActions = 1 << 20

// later notes `at T { … }` or `every T { … }`.
func (s *segmenter) later(m *ast.Later) {
	l, x := s.l, s.now()
	what := "the time of an action"
	if m.Every {
		what = "the interval of an action"
	}
	t, ok := l.durationIn(m.Time, s.sc, what)
	if !ok {
		return
	}
	if x.runs > 0 {
		word := "at"
		if m.Every {
			word = "every"
		}
		l.list.Add(diag.BadAction(m.At, "`"+word+"` stands behind a run", "write it before the first `run` of the segment; times are those of the segment"))
		return
	}
	a := timed{step: int64(math.Round(t / x.Step)), at: m}
	if math.Abs(t/x.Step-math.Round(t/x.Step)) > offGrid {
		l.list.Add(diag.OffGrid(m.Time.Span(), "this time", t, x.Step, math.Round(t/x.Step)*x.Step))
	}
	if m.Every {
		if a.every = a.step; a.every < 1 {
			l.list.Add(diag.NotPositive(m.Time.Span(), what, m.Time.Span().Text()))
			return
		}
	}
	for _, inner := range m.Body {
		if set, ok := inner.(*ast.SetParam); ok {
			a.sets = append(a.sets, s.settings(set)...)
		}
	}
	x.timed = append(x.timed, a)
}

// carried lists what is carried out in a run of so many steps: by step, then as
// written.
func (x *protocol) carried(steps int64) ([]action, bool) {
	var list []action
	for _, t := range x.timed {
		for k := t.step; k < steps; k += t.every {
			for _, set := range t.sets {
				list = append(list, action{k, set})
			}
			if len(list) > maxActions {
				return nil, false
			}
			if t.every == 0 {
				break
			}
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].step < list[j].step })
	return list, true
}

// schedule fixes what is carried out in the run of a segment. What the command
// line sets stays.
func (x *protocol) schedule(l *lowerer, steps int64) {
	list, ok := x.carried(steps)
	if !ok {
		l.list.Add(diag.NetworkTooLarge(x.timed[len(x.timed)-1].at.Span(), "settings in a run", maxActions+1, maxActions))
		return
	}
	x.actions = slices.DeleteFunc(list, func(a action) bool {
		return slices.ContainsFunc(x.sets, func(o *setting) bool { return o.line && o.path == a.set.path })
	})
	seen := map[*setting]bool{}
	for _, a := range x.actions {
		if !seen[a.set] {
			x.enliven(a.set, l.top)
		}
		seen[a.set] = true
	}
}

// liveOf are the parameters of a population or projection that change in the run, or from
// segment to segment, sorted.
func (x *protocol) liveOf(population string) []string {
	if x == nil {
		return nil
	}
	var list []string
	for path := range x.live {
		if rest, ok := strings.CutPrefix(path, population+"."); ok {
			list = append(list, rest)
		}
	}
	sort.Strings(list)
	return list
}

// act lowers what is carried out in the run.
func (w *wiring) act() {
	if w.x == nil {
		return
	}
	l := w.l
	w.x.used = map[*setting]bool{}
	for _, a := range w.x.actions {
		name, rest, below := strings.Cut(a.set.path, ".")
		switch p := w.populationNamed(name); {
		case a.set.view != nil:
			w.actParts(a)
		case below && w.projections[name]:
			w.actRule(a, name, rest)
		case below && p >= 0 && w.spec.Populations[p].Source != nil:
			w.actSource(a, p, name)
		case below && p >= 0:
			w.actNeuron(a, p, rest)
		case below && w.hasCurrent(name):
			w.actCurrent(a, name)
		case !below && w.isParameter(indices.ReplaceAllString(name, "")):
			w.once(a, func() { l.list.Add(diag.NextReset(a.set.at, name)) })
		default:
			w.once(a, func() {
				l.list.Add(diag.UnknownParameter(a.set.at, a.set.path, "network "+w.x.network.Name.Text, nearest(a.set.path, l.settable(w.x.network))))
			})
		}
		w.x.used[a.set] = true
		at := &w.x.Segments[0]
		at.Actions = append(at.Actions, ir.Action{Step: a.step, Path: a.set.path, Text: squeeze(a.set.value.Span().Text())})
	}
}

// once reports something of a setting the first time it is carried out.
func (w *wiring) once(a action, report func()) {
	if !w.x.used[a.set] {
		report()
	}
}

// populationNamed is the index of a population, -1 if there is none.
func (w *wiring) populationNamed(name string) int {
	return slices.IndexFunc(w.spec.Populations, func(p network.Population) bool { return p.Name == name })
}

func (w *wiring) hasCurrent(name string) bool { _, ok := w.currents[name]; return ok }

// isParameter reports whether a network has a constant or parameter of that name.
func (w *wiring) isParameter(name string) bool {
	return slices.ContainsFunc(w.x.network.Body, func(m ast.Member) bool {
		d, ok := m.(*ast.Decl)
		return ok && d.Name.Text == name && (d.Kind == ast.Const || d.Kind == ast.Param)
	})
}

// quietly says what is wrong with a setting the first time it is carried out: each
// time it is the same.
func (w *wiring) quietly(a action, do func()) {
	before := len(w.l.list)
	if do(); w.x.used[a.set] {
		w.l.list = w.l.list[:before]
	}
}

// actNeuron gives a parameter of neurons another value.
func (w *wiring) actNeuron(a action, p int, param string) {
	d := w.dynamics(p)
	if d == nil { // reported
		return
	}
	s := *a.set
	s.rest = param
	w.quietly(a, func() {
		w.quantities(d, &s, w.element, func(q int, v network.Value) {
			pop := &w.spec.Populations[p]
			pop.Settings = append(pop.Settings, network.Setting{Step: a.step, Quantity: q, Value: v})
		})
	})
}

// actParts gives a parameter of a part of a population or projection another value.
func (w *wiring) actParts(a action) {
	w.quietly(a, func() {
		w.within(a.set, func(p int, part network.View) {
			w.setElements(a.set, p, func(q int, v network.Value) {
				pop := &w.spec.Populations[p]
				pop.Settings = append(pop.Settings, network.Setting{Step: a.step, Quantity: q, Value: v, Elements: part})
			})
		}, func(c connections) { w.adjust(a, a.set, c) })
	})
}

// actRule gives a parameter of the rule of a projection another value.
func (w *wiring) actRule(a action, name, rest string) {
	if ownSettings[rest] {
		w.once(a, func() { w.l.list.Add(diag.NextReset(a.set.at, a.set.path)) })
		return
	}
	s := *a.set
	s.rest = rest
	w.quietly(a, func() {
		for _, p := range w.wires[name] {
			w.adjust(a, &s, connections{projection: p})
		}
	})
}

func (w *wiring) adjust(a action, s *setting, c connections) {
	w.setConnections(s, c.projection, c.part, func(q int, v network.Value) {
		p := &w.spec.Projections[c.projection]
		p.Settings = append(p.Settings, network.Adjustment{Step: a.step, Quantity: q, Value: v, Only: c.part})
	})
}

// before are the settings of something before action a, and that of a.
func (w *wiring) before(a action, name string) map[string]*setting {
	sets := w.x.below(name)
	for _, b := range w.x.actions {
		if rest, ok := strings.CutPrefix(b.set.path, name+"."); ok && b.step <= a.step {
			sets[rest] = b.set
			if b == a {
				break
			}
		}
	}
	return sets
}

// actSource lets a source go on as another one. One that changes twice at a step
// is what the last change makes of it.
func (w *wiring) actSource(a action, p int, name string) {
	l := w.l
	decl := w.heads[name]
	kind, given := l.kind(decl.Kind)
	quiet := len(l.list)
	s := w.source(kind, given, w.element(), w.before(a, name))
	if w.x.used[a.set] || l.list[quiet:].HasErrors() && a.step == 0 {
		l.list = l.list[:quiet]
	}
	if s == nil {
		return
	}
	source := w.spec.Populations[p].Source
	s.Again = fmt.Sprintf(".%d", len(source.Later)+2)
	switch n := len(source.Later); {
	case a.step == 0:
		s.Later = nil
		*source = *s
	case n > 0 && source.Later[n-1].From == a.step:
		source.Later[n-1].Source = *s
	default:
		source.Later = append(source.Later, network.SourceChange{From: a.step, Source: *s})
	}
}

// actCurrent lets a current go on as another one.
func (w *wiring) actCurrent(a action, name string) {
	l := w.l
	c := w.currents[name]
	at := slices.IndexFunc(w.x.network.Body, func(m ast.Member) bool {
		d, ok := m.(*ast.Current)
		return ok && d.Name.Text == name
	})
	if at < 0 || c.waveform < 0 {
		return
	}
	quiet, before := len(l.list), len(w.spec.Waveforms)
	next := w.waveform(name, w.x.network.Body[at].(*ast.Current).Value, w.before(a, name))
	if w.x.used[a.set] {
		l.list = l.list[:quiet]
	}
	if next.waveform < 0 {
		return
	}
	if !c.any && !next.any && c.u.Dim() != next.u.Dim() {
		l.list.Add(diag.UnitExpected(a.set.value.Span(), name, c.u.String(), next.u.String(), repair(c.u, next.u)))
	}
	other := w.spec.Waveforms[before]
	w.spec.Waveforms = w.spec.Waveforms[:before]
	old := &w.spec.Waveforms[c.waveform]
	keep := sort.Search(len(old.Steps), func(i int) bool { return old.Steps[i] >= a.step })
	from := sort.Search(len(other.Steps), func(i int) bool { return other.Steps[i] > a.step })
	now := 0.0
	if from > 0 {
		now = other.Values[from-1]
	}
	old.Steps = append(append(old.Steps[:keep:keep], a.step), other.Steps[from:]...)
	old.Values = append(append(old.Values[:keep:keep], now), other.Values[from:]...)
}
