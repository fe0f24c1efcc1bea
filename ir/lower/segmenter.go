package lower

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/unit"
)

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
