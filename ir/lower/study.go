package lower

import (
	"path/filepath"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
)

// defaultStep is the step of an experiment that names none, in ms.
const defaultStep = 0.1

// protocol is what an experiment says about one segment, before the network is
// known.
type protocol struct {
	ir.Timeline
	packed   bool // weights; see network.Spec
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
	x.packed = opt.Packed
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
