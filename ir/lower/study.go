package lower

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/unit"
)

// defaultStep is the step of an experiment that names none, in ms.
const defaultStep = 0.1

// protocol is what an experiment says about one segment, before the network is
// known.
type protocol struct {
	ir.Timeline
	network  *ast.Network
	sets     []*setting
	records  []*ast.Record
	duration float64 // ms
	discard  float64
	left     [][2]float64 // discarded by further runs, ms
	runs     int
	last     source.Span // of the last duration
	timed    []timed
	actions  []action          // carried out in the run, in order
	live     map[string]bool   // paths of what changes in the run or from segment to segment
	used     map[*setting]bool // carried out at least once
}

// study lowers one segment of an experiment and the network that it is about.
func (l *lowerer) study(in Input, opt Options) *ir.Model {
	e, ok := l.experiment(opt)
	if !ok {
		return nil
	}
	segments := l.protocol(e, opt)
	if len(segments) == 0 || opt.Segment >= len(segments) {
		return nil
	}
	x := segments[opt.Segment]
	if x.network == nil {
		return nil
	}
	m := l.network(x.network, x)
	m.Name, m.File, m.Hash, m.Timeline = in.Name, filepath.Base(in.File.At.File.Name), l.digest(in.Hash), x.Timeline
	l.unused(x)
	return m
}

// experiment finds the one that is asked for. A file without experiments can
// be run when the duration is given.
func (l *lowerer) experiment(opt Options) (*ast.Experiment, bool) {
	var names []string
	for _, e := range l.exps {
		if e.Name.Text == opt.Experiment || opt.Experiment == "" && e.Name.Text == "default" {
			return e, true
		}
		names = append(names, e.Name.Text)
	}
	at := l.own.At.Before()
	switch {
	case opt.Experiment != "" || len(l.exps) == 0 && opt.Duration == 0:
		l.list.Add(diag.NoExperiment(at, opt.Experiment, names))
		return nil, false
	case len(l.exps) > 1:
		l.list.Add(diag.SeveralExperiments(at, names))
		return nil, false
	case len(l.exps) == 1:
		return l.exps[0], true
	}
	return &ast.Experiment{Loc: l.own.Loc, Name: ast.Name{Loc: l.own.Loc, Text: "default"}}, true
}

// protocol reads an experiment: its segments, at least one.
func (l *lowerer) protocol(e *ast.Experiment, opt Options) []*protocol {
	x := &protocol{Timeline: ir.Timeline{Name: e.Name.Text, Step: defaultStep, Seed: 1}, network: l.subject(e), last: e.Name.At, live: map[string]bool{}}
	once := func(first *source.Span, at source.Span, what string) {
		if first.Valid() {
			l.list.Add(diag.SettingTwice(at, what, *first))
		}
		*first = at
	}
	var step, seed source.Span
	for _, m := range e.Body {
		switch m := m.(type) {
		case *ast.Step:
			once(&step, m.At, "the step")
			l.step(x, m)
		case *ast.Record:
			x.records = append(x.records, m)
		case *ast.Seed:
			once(&seed, m.At, "the seed")
			if n, ok := l.whole(l.expr(m.Value, l.top), m.Value.Span(), "the seed"); ok {
				x.Seed = uint64(n)
			}
		}
	}
	if opt.Seed != nil {
		x.Seed = *opt.Seed
	}
	s := &segmenter{l: l, list: []*protocol{x}, sc: l.top}
	for _, m := range e.Body {
		s.member(m)
	}
	s.finish(opt, e)
	return s.list
}

// segmenter follows an experiment from statement to statement.
type segmenter struct {
	l     *lowerer
	list  []*protocol // segments so far; the last one is being read
	sc    *scope
	loops []bound
	late  []*setting // set after a run: for what comes after the next reset
}

func (s *segmenter) now() *protocol { return s.list[len(s.list)-1] }

// maxSegments bounds the segments of an experiment.
const maxSegments = 1 << 12

func (s *segmenter) member(m ast.Member) {
	l, x := s.l, s.now()
	switch m := m.(type) {
	case *ast.SetParam:
		for _, set := range s.settings(m) {
			if x.runs > 0 {
				s.late = append(s.late, set)
			} else {
				x.set(l, set)
			}
		}
	case *ast.Run:
		s.run(m)
	case *ast.Reset:
		s.reset(m)
	case *ast.Later:
		s.later(m)
	case *ast.For:
		outer, loops := s.sc, s.loops
		l.loop(m, outer, s.isSettable, func(sc *scope, turns []turn) {
			if len(s.list) > maxSegments {
				return
			}
			if len(s.list) == maxSegments {
				l.list.Add(diag.NetworkTooLarge(m.At, "segments", maxSegments+1, maxSegments))
			}
			s.sc, s.loops = sc, append([]bound(nil), loops...)
			for k, t := range turns {
				s.loops = append(s.loops, bound{m.Loops[k].Name, t})
			}
			for _, inner := range m.Body {
				s.member(inner)
			}
		})
		s.sc, s.loops = outer, loops
	}
}

// isSettable reports whether a name in the list of a loop is one that settings may
// begin with.
func (s *segmenter) isSettable(name string) bool {
	n := s.now().network
	return n != nil && slices.Contains(s.l.settable(n), name)
}

// settings are what a `set` says here.
func (s *segmenter) settings(m *ast.SetParam) []*setting {
	return s.l.settings(m.Target, s.now().network, setting{value: m.Value, loops: append([]bound(nil), s.loops...), segment: len(s.list)}, s.sc)
}

// run adds time to the segment.
func (s *segmenter) run(m *ast.Run) {
	l, x := s.l, s.now()
	if len(s.late) > 0 {
		x.timed = append(x.timed, timed{step: int64(math.Round(x.duration / x.Step)), at: m, sets: s.late})
	}
	s.late = nil
	if x.runs++; x.runs == 1 {
		for _, b := range s.loops {
			x.Labels = append(x.Labels, ir.Label{Name: b.name.Text, Text: l.label(b.turn)})
		}
	}
	before := x.duration
	if d, ok := l.durationIn(m.Duration, s.sc, "the time of a run"); ok {
		x.duration, x.last = x.duration+d, m.Duration.Span()
	}
	if m.Discard == nil {
		return
	}
	run := x.duration - before
	discard, _ := l.durationIn(m.Discard, s.sc, "the time to discard")
	if discard > 0 && discard >= run {
		l.list.Add(diag.DiscardTooLong(m.Discard.Span(), m.Duration.Span()))
	}
	if x.runs == 1 {
		x.discard = discard
	} else {
		x.left = append(x.left, [2]float64{before, before + discard})
	}
}

// reset begins a segment, with what has been set so far.
func (s *segmenter) reset(m *ast.Reset) {
	l, x := s.l, s.now()
	if x.runs > 0 {
		next := &protocol{Timeline: x.Timeline, network: x.network, records: x.records, last: x.last, live: map[string]bool{}}
		next.Labels = nil
		for _, set := range x.sets {
			again := *set
			again.used = false
			next.sets = append(next.sets, &again)
		}
		carried, _ := x.carried(int64(math.Round(x.duration / x.Step)))
		for k, a := range carried { // parameters keep what was set in the run
			again := *a.set
			again.segment, again.used = -1-k, false // no statement of a segment
			next.set(l, &again)
		}
		s.list = append(s.list, next)
		for _, set := range s.late {
			set.segment = len(s.list)
			next.set(l, set)
		}
		s.late, x = nil, next
	}
	if m.Seed == nil {
		return
	}
	if n, ok := l.whole(l.expr(m.Seed, s.sc), m.Seed.Span(), "the seed"); ok {
		x.Seed = uint64(n)
	}
}

// finish puts the segments on the grid.
func (s *segmenter) finish(opt Options, e *ast.Experiment) {
	l := s.l
	if n := len(s.list); n > 1 && s.now().runs == 0 { // a reset at the end
		s.list = s.list[:n-1]
	}
	for _, x := range s.list {
		for _, o := range opt.Set {
			for _, set := range l.overriding(o, x.network) {
				x.set(l, set)
			}
		}
		for _, set := range x.sets {
			for _, y := range s.list {
				if set.view != nil || len(s.list) > 1 && !set.line { // what is set in one segment is a column in all, so that their code is the same
					y.enliven(set, l.top)
				}
			}
		}
	}
	for i, x := range s.list {
		switch {
		case opt.Duration > 0:
			x.duration = opt.Duration
		case x.runs == 0 && l.list.HasErrors(): // a loop with a mistake has no runs
		case x.runs == 0:
			l.list.Add(diag.NoRun(e.Name.At, e.Name.Text))
		}
		var name []string
		for _, label := range x.Labels {
			name = append(name, label.Name+" = "+label.Text)
		}
		before := len(l.list)
		if x.runs > 0 && x.duration/x.Step < 0.5 && !l.list.HasErrors() {
			l.list.Add(diag.NoRun(x.last, e.Name.Text))
		}
		steps := l.steps(x.duration, x.Step, x.last)
		discard := min(l.steps(x.discard, x.Step, x.last), steps)
		if i != opt.Segment { // each segment speaks for itself
			l.list = l.list[:before]
		}
		x.schedule(l, steps)
		x.Index, x.Count = i, len(s.list)
		x.Segments = []ir.Segment{{Name: strings.Join(name, ", "), Steps: steps, Discard: discard}}
		for _, left := range x.left {
			from, to := int64(math.Round(left[0]/x.Step)), int64(math.Round(left[1]/x.Step))
			if to = min(to, steps); from < to {
				x.Segments[0].Left = append(x.Segments[0].Left, [2]int64{from, to})
			}
		}
	}
}

// label is what a loop variable stands for, for people.
func (l *lowerer) label(t turn) string {
	if t.alias != "" {
		return t.alias
	}
	if !t.value.ok() || !t.value.e.IsConst() {
		return "?"
	}
	factor, _ := unit.ToInternal(one, t.value.u)
	f, _ := factor.Float64()
	text := fmt.Sprintf("%.6g", l.number(t.value.e)/f)
	if u := t.value.u.String(); u != "1" {
		text += " " + u
	}
	return text
}

// set adds a setting. The command line wins over the experiment, the later over
// the earlier.
func (x *protocol) set(l *lowerer, s *setting) {
	for i, old := range x.sets {
		if old.path != s.path {
			continue
		}
		if !s.line && old.segment == s.segment && old.written == s.written {
			d := diag.SettingTwice(s.at, s.written, old.at)
			if n := len(l.list); n == 0 || l.list[n-1].Code != d.Code || l.list[n-1].Primary != d.Primary { // of a group, for each population
				l.list.Add(d)
			}
		}
		x.sets = slices.Delete(x.sets, i, i+1)
		break
	}
	x.sets = append(x.sets, s)
}

// find returns the setting of a path and marks it as used.
func (x *protocol) find(path string) *setting {
	if x == nil {
		return nil
	}
	for _, s := range x.sets {
		if s.path == path {
			s.used = true
			return s
		}
	}
	return nil
}

// below returns the settings of the parameters of one population, without its
// name in the path.
func (x *protocol) below(population string) map[string]*setting {
	found := map[string]*setting{}
	if x == nil {
		return found
	}
	for _, s := range x.sets {
		if len(s.path) > len(population)+1 && s.path[:len(population)+1] == population+"." {
			s.used = true
			found[s.path[len(population)+1:]] = s
		}
	}
	return found
}

// unused reports settings that reached nothing.
func (l *lowerer) unused(x *protocol) {
	for _, s := range x.sets {
		if s.used {
			continue
		}
		have := l.settable(x.network)
		if s.line {
			l.list.Add(diag.UnusedOverride(s.path, nearest(s.path, have)))
		} else {
			l.list.Add(diag.UnknownParameter(s.at, s.path, "network "+x.network.Name.Text, nearest(s.path, have)))
		}
	}
}

// overriding are the settings of an override of the command line.
func (l *lowerer) overriding(o Override, n *ast.Network) []*setting {
	s := setting{path: o.Path, value: o.Value, at: o.Span, line: true}
	if o.Target == nil {
		return []*setting{&s}
	}
	list := l.settings(o.Target, n, s, l.top)
	for _, x := range list {
		x.at = o.Span
	}
	return list
}

// settable lists the names of a network that settings may begin with: its
// constants and parameters, populations, groups, named projections and currents.
func (l *lowerer) settable(n *ast.Network) []string {
	var names []string
	projections := map[string]bool{}
	named(n.Body, projections)
	names = append(names, keys(projections)...)
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Decl:
			if m.Kind == ast.Const || m.Kind == ast.Param {
				names = append(names, m.Name.Text)
			}
		case *ast.Population:
			for _, h := range m.Heads {
				names = append(names, h.Name.Text)
			}
		case *ast.Group:
			names = append(names, m.Name.Text)
		case *ast.Current:
			names = append(names, m.Name.Text)
		}
	}
	return names
}

// subject is the network of an experiment.
func (l *lowerer) subject(e *ast.Experiment) *ast.Network {
	var names []string
	for _, n := range l.nets {
		if e.Of != nil && n.Name.Text == e.Of.Text {
			return n
		}
		names = append(names, n.Name.Text)
	}
	if e.Of == nil && len(l.nets) == 1 {
		return l.nets[0]
	}
	at, name := e.Name.At, ""
	if e.Of != nil {
		at, name = e.Of.At, e.Of.Text
	}
	l.list.Add(diag.NoNetwork(at, name, names))
	return nil
}

func (l *lowerer) step(x *protocol, s *ast.Step) {
	if h, ok := l.duration(s.Value, "the step"); ok {
		if !(h > 0) || math.IsInf(h, 0) {
			l.list.Add(diag.NotPositive(s.Value.Span(), "the step", s.Value.Span().Text()))
			return
		}
		x.Step = h
	}
}

// duration is a constant time in ms, at least 0.
func (l *lowerer) duration(e ast.Expr, what string) (float64, bool) {
	return l.durationIn(e, l.top, what)
}

// durationIn is one that may use loop variables.
func (l *lowerer) durationIn(e ast.Expr, sc *scope, what string) (float64, bool) {
	v, ok := l.constant(l.expr(e, sc), simple("ms"), e.Span(), what)
	if ok && !(v >= 0 && v < math.Inf(1)) {
		l.list.Add(diag.NotPositive(e.Span(), what, e.Span().Text()))
		return 0, false
	}
	return v, ok
}

// offGrid is how far, in steps, a time may lie from the grid and still count
// as written on it: decimal times are not binary.
const offGrid = 1e-6

// maxSteps keeps step numbers exact in 32-bit stamps.
const maxSteps = math.MaxInt32

// steps turns a duration into whole steps.
func (l *lowerer) steps(ms, h float64, at source.Span) int64 {
	n := math.Round(ms / h)
	if n > maxSteps {
		l.list.Add(diag.NetworkTooLarge(at, "steps", int64(min(n, 1e18)), maxSteps))
		return 0
	}
	if math.Abs(ms/h-n) > offGrid {
		l.list.Add(diag.OffGrid(at, "this duration", ms, h, n*h))
	}
	return int64(n)
}

// whole is a constant whole number, at least 0.
func (l *lowerer) whole(v value, at source.Span, what string) (int64, bool) {
	x, ok := l.constant(v, unit.One, at, what)
	if !ok {
		return 0, false
	}
	if x != math.Trunc(x) || x < 0 || x > 1<<53 {
		l.list.Add(diag.CountNotWhole(at, what, x))
		return 0, false
	}
	return int64(x), true
}

// path is the text of a name, of fields or of an element of a vector:
// exc.exc.tau, exc.q[1]; "" for anything else.
func path(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Name:
		return x.String()
	case *ast.Field:
		if base := path(x.X); base != "" {
			return base + "." + x.Name.Text
		}
	case *ast.Index: // an element of a vector
		n, ok := x.Indices[0].(*ast.Number)
		if base := path(x.X); base != "" && ok && len(x.Indices) == 1 && n.Unit == nil && n.Value.IsInt() {
			return base + "[" + n.Value.Num().String() + "]"
		}
	}
	return ""
}
