package lower

import (
	"math"
	"path/filepath"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/unit"
)

// defaultStep is the step of an experiment that names none, in ms.
const defaultStep = 0.1

// setting is a value that an experiment or the command line puts in the place
// of one in the network.
type setting struct {
	path  string
	value ast.Expr
	at    source.Span
	line  bool // of the command line
	used  bool
}

// protocol is what an experiment says, before the network is known.
type protocol struct {
	ir.Timeline
	network *ast.Network
	sets    []*setting
	records []*ast.Record
}

// study lowers one experiment and the network that it is about.
func (l *lowerer) study(in Input, opt Options) *ir.Model {
	e, ok := l.experiment(opt)
	if !ok {
		return nil
	}
	x := l.protocol(e, opt)
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

// protocol reads an experiment.
func (l *lowerer) protocol(e *ast.Experiment, opt Options) *protocol {
	x := &protocol{Timeline: ir.Timeline{Name: e.Name.Text, Step: defaultStep, Seed: 1}, network: l.subject(e)}
	for _, m := range e.Body {
		if s, ok := m.(*ast.Step); ok {
			l.step(x, s)
		}
	}
	duration, discard, runs := 0.0, 0.0, 0
	last := e.Name.At
	for _, m := range e.Body {
		switch m := m.(type) {
		case *ast.Seed:
			if n, ok := l.whole(l.expr(m.Value, l.top), m.Value.Span(), "the seed"); ok {
				x.Seed = uint64(n)
			}
		case *ast.SetParam:
			if runs > 0 {
				l.list.Add(diag.NotAvailable(m.At, "`set` after `run`"))
				continue
			}
			x.set(l, &setting{path: path(m.Target), value: m.Value, at: m.Target.Span()})
		case *ast.Record:
			x.records = append(x.records, m)
		case *ast.Run:
			runs++
			d, ok := l.duration(m.Duration, "the time of a run")
			if ok {
				duration, last = duration+d, m.Duration.Span()
			}
			if m.Discard == nil {
				continue
			}
			if runs > 1 {
				l.list.Add(diag.NotAvailable(m.Discard.Span(), "`discard` in a second `run`"))
				continue
			}
			discard, _ = l.duration(m.Discard, "the time to discard")
		}
	}
	switch {
	case opt.Duration > 0:
		duration = opt.Duration
	case runs == 0:
		l.list.Add(diag.NoRun(e.Name.At, e.Name.Text))
	}
	if opt.Seed != nil {
		x.Seed = *opt.Seed
	}
	for _, o := range opt.Set {
		x.set(l, &setting{path: o.Path, value: o.Value, at: o.Span, line: true})
	}
	steps := l.steps(duration, x.Step, last)
	x.Segments = []ir.Segment{{Steps: steps, Discard: min(l.steps(discard, x.Step, last), steps)}}
	return x
}

// set adds a setting. The command line wins over the experiment, the later over
// the earlier.
func (x *protocol) set(l *lowerer, s *setting) {
	for i, old := range x.sets {
		if old.path != s.path {
			continue
		}
		if !s.line {
			l.list.Add(diag.SettingTwice(s.at, s.path, old.at))
		}
		x.sets[i] = s
		return
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

// settable lists the names of a network that can be set: its constants and
// parameters, and its populations.
func (l *lowerer) settable(n *ast.Network) []string {
	var names []string
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
	v, ok := l.constant(l.expr(e, l.top), simple("ms"), e.Span(), what)
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

// path is the text of a name or of fields: exc.exc.tau; "" for anything else.
func path(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Name:
		return x.String()
	case *ast.Field:
		if base := path(x.X); base != "" {
			return base + "." + x.Name.Text
		}
	}
	return ""
}
