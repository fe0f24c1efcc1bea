package lower

import (
	"slices"

	"math"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// Input is a model with everything that it imports.
type Input struct {
	Name    string // of the model
	File    *ast.File
	Imports []*ast.File // definitions of all imported files, in order of import
	Hash    string
	// Read gives the text of a file of numbers that the model names, relative to
	// the model; nil: there are none.
	Read func(name string) ([]byte, error)
}

// Override replaces a value of the model: a constant or parameter of the
// network ("g"), or a parameter of a population, of a part or group of them, or of
// a named projection ("exc.I_e", "exc.exc.tau", "exc[:10].I_e", "ee.lambda").
type Override struct {
	Path   string
	Target ast.Expr // the path as an expression, nil where it is none
	Value  ast.Expr
	Span   source.Span
}

// Options choose an experiment and change it.
type Options struct {
	Experiment string  // "" means "default", or the only one
	Duration   float64 // ms; 0 means as written
	Seed       *uint64
	Set        []Override
	Segment    int  // which of the experiment's segments; see ir.Timeline
	Packed     bool // weights are rounded to 15 bits; see network.Spec
}

// Lower makes the model of one experiment. On errors the model is nil.
func Lower(in Input, opt Options) (*ir.Model, diag.List) {
	l := newLowerer(in)
	l.checkDefinitions()
	m := l.study(in, opt)
	list := once(l.list.Sorted())
	if list.HasErrors() {
		return nil, list
	}
	return m, list
}

// Check reports everything that is wrong with the definitions of a file and,
// if there are any, with all of its experiments.
func Check(in Input) diag.List {
	l := newLowerer(in)
	l.checkDefinitions()
	names := Experiments(in.File)
	if len(names) == 0 {
		for _, it := range in.File.Items {
			if n, ok := it.(*ast.Network); ok {
				l.network(n, nil)
			}
		}
	}
	for _, name := range names {
		for k, n := 0, 1; k < n && (k == 0 || !l.list.HasErrors()); k++ { // mistakes of one segment are those of all
			if m := l.study(in, Options{Experiment: name, Segment: k}); m != nil {
				n = m.Timeline.Count
			}
		}
	}
	return once(l.list.Sorted())
}

// Experiments lists the names of the experiments of a file.
func Experiments(f *ast.File) []string {
	var names []string
	for _, it := range f.Items {
		if e, ok := it.(*ast.Experiment); ok {
			names = append(names, e.Name.Text)
		}
	}
	return names
}

// lowerer is the state of one lowering.
type lowerer struct {
	pool    *expr.Pool
	list    diag.List
	top     *scope
	neurons map[string]*ast.Neuron
	externs map[*ast.Neuron]*ast.Extern // models of simulators, by what stands for them among the neurons
	synapse map[string]*ast.Synapse
	rules   map[string]*ast.Plasticity
	sources map[string]*ast.Source
	fns     map[string]*ast.Func
	nets    []*ast.Network
	exps    []*ast.Experiment
	draws   []draw
	weight  *unit.Unit // of the connections that a plasticity rule is made for
	calling []string   // user functions being expanded, against recursion
	calls   int        // made within the outermost one, and how deep this is
	depth   int
	grown   bool // functions that lead to too many calls have been reported
	endless bool // a loop within another had too many turns
	around  int  // turns of the loops around a loop; 0: there are none
	own     *ast.File
	pynn    bool // std/pynn is imported
	readAs  func(name string) ([]byte, error)
	data    map[string][]byte // files of numbers read so far
	vectors map[string]int    // lengths of the constants of the files that are vectors
	// live are the parameters of the neurons being made that change in the run.
	live map[string]bool
}

// Symbols of values of a network, of draws, and of lets in handlers; symbols of
// neurons count from 0.
const (
	symTime  expr.Sym = 1<<19 - 1  // t of a source
	symGiven expr.Sym = 1 << 19    // drawn parameters of a source
	symPair  expr.Sym = 1<<20 - 64 // and the numbers of a pair after it
	symIndex expr.Sym = 1 << 20
	symCount expr.Sym = symIndex + 1
	symDraws expr.Sym = symIndex + 2
	symKept  expr.Sym = 1 << 28 // values kept by a let within a handler
)

func newLowerer(in Input) *lowerer {
	l := &lowerer{pool: expr.NewPool(), top: newScope(nil), neurons: map[string]*ast.Neuron{}, externs: map[*ast.Neuron]*ast.Extern{}, synapse: map[string]*ast.Synapse{}, rules: map[string]*ast.Plasticity{}, sources: map[string]*ast.Source{}, fns: map[string]*ast.Func{}, own: in.File, readAs: in.Read, data: map[string][]byte{}}
	for _, f := range in.Imports {
		l.declare(f, false)
		l.pynn = l.pynn || f.At.File.Name == "std/pynn.nn"
	}
	l.declare(in.File, true)
	l.constants(append(slices.Clone(in.Imports), in.File))
	return l
}

// declare enters the definitions of a file; only the model's own networks and
// experiments count.
func (l *lowerer) declare(f *ast.File, own bool) {
	seen := map[string]source.Span{}
	once := func(n ast.Name) bool {
		if meaning := predefined(n.Text); meaning != "" {
			l.list.Add(diag.Predefined(n.At, n.Text, meaning))
			return false
		}
		if at, ok := seen[n.Text]; ok {
			l.list.Add(diag.DuplicateName(n.At, n.Text, at))
			return false
		}
		seen[n.Text] = n.At
		return true
	}
	for _, it := range f.Items {
		switch it := it.(type) {
		case *ast.Decl:
			if once(it.Name) && it.Size == nil {
				l.top.lazy(it.Name, func() value { return l.declared(it, l.top) })
			}
		case *ast.Func:
			if once(it.Name) {
				l.fns[it.Name.Text] = it
			}
		case *ast.Neuron:
			if once(it.Name) {
				l.neurons[it.Name.Text] = it
			}
		case *ast.Extern:
			if once(it.Name) {
				l.extern(it)
			}
		case *ast.Synapse:
			if once(it.Name) {
				l.synapse[it.Name.Text] = it
			}
		case *ast.Plasticity:
			if once(it.Name) {
				l.rules[it.Name.Text] = it
			}
		case *ast.Source:
			if once(it.Name) {
				l.sources[it.Name.Text] = it
			}
		case *ast.Table:
			if once(it.Name) {
				l.tableOf(it, l.top)
			}
		case *ast.Network:
			if own && once(ast.Name{Loc: it.Name.Loc, Text: "network " + it.Name.Text}) {
				l.nets = append(l.nets, it)
			}
		case *ast.Experiment:
			if own && once(ast.Name{Loc: it.Name.Loc, Text: "experiment " + it.Name.Text}) {
				l.exps = append(l.exps, it)
			}
		}
	}
}

// checkDefinitions looks at every constant, function and neuron of the model's
// own file, whether it is used or not.
func (l *lowerer) checkDefinitions() {
	for _, it := range l.own.Items {
		switch it := it.(type) {
		case *ast.Decl:
			if b := l.top.names[it.Name.Text]; b != nil && b.at == it.Name.At { // not a second one
				if b.vector == 0 { // of those the elements are looked at
					l.lookup(it.Name.Text, it.Name.At, l.top)
				}
				for k := range b.vector {
					l.lookup(element(it.Name.Text, k), it.Name.At, l.top)
				}
			}
		case *ast.Func:
			l.checkFunction(it)
		case *ast.Neuron:
			l.neuron(it, nil, true)
		case *ast.Extern:
			if n := l.neurons[it.Name.Text]; n != nil {
				l.neuron(n, nil, true)
			}
		case *ast.Synapse:
			l.checkSynapse(it)
		case *ast.Plasticity:
			l.checkRule(it)
		case *ast.Source:
			l.checkSource(it)
		case *ast.Table:
			if b := l.top.names[it.Name.Text]; b != nil && b.table != nil {
				b.table.check(l)
			}
		}
	}
}

// predefined says what the language means by a name, "" if nothing.
func predefined(name string) string {
	switch _, fn := expr.FnByName(name); {
	case name == "pi" || name == "inf":
		return "a number of the language"
	case fn || name == "clip" || name == "clamp" || name == "redraw" || name == "sum":
		return "a function of the language"
	case distributions[name].params != nil:
		return "a distribution of the language"
	}
	return ""
}

// declared is the value of a const, param or let declaration.
func (l *lowerer) declared(d *ast.Decl, sc *scope) value {
	if d.Value == nil {
		l.list.Add(diag.NeedsValue(d.Name.At, d.Name.Text))
		return bad()
	}
	v := l.expr(d.Value, sc)
	if d.Unit != nil {
		v = l.expect(v, l.unit(d.Unit), d.Value.Span(), d.Name.Text)
	}
	return l.defined(v, d.Value.Span(), d.Name.Text)
}

// defined reports a constant that is no number, such as inf - inf.
func (l *lowerer) defined(v value, at source.Span, what string) value {
	if v.ok() && !v.truth && v.e.IsConst() && math.IsNaN(l.number(v.e)) {
		l.list.Add(diag.NoNumber(at, what))
		return bad()
	}
	return v
}

// noUnit marks a unit that has been reported.
var noUnit = unit.One.Pow(1, 0)

// unit reads a unit expression; it is invalid when that has been reported.
func (l *lowerer) unit(u *ast.Unit) unit.Unit {
	r := unit.One
	for _, f := range u.Factors {
		x, ok := unit.Lookup(f.Name.Text)
		if f.Name.Text == "weight" && l.weight != nil {
			x, ok = *l.weight, true
		}
		if !ok {
			l.list.Add(diag.UnknownUnit(f.Name.At, f.Name.Text, unit.Suggest(f.Name.Text)))
			return noUnit
		}
		r = r.Mul(x.Pow(int(f.Exp.Num().Int64()), int(f.Exp.Denom().Int64())))
	}
	if !r.Valid() {
		l.list.Add(diag.UnknownUnit(u.At, u.At.Text(), nil))
		return noUnit
	}
	return r
}

// Milliseconds evaluates a time that stands outside of any model, such as one
// given on the command line.
func Milliseconds(x ast.Expr) (float64, diag.List) {
	l := &lowerer{pool: expr.NewPool(), top: newScope(nil)}
	v, _ := l.constant(l.expr(x, l.top), simple("ms"), x.Span(), "the time")
	return v, l.list
}
