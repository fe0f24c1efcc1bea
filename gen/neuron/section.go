package neuron

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	units "github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/program"
)

// The other way to write a neuron: its membrane is that of a section. The currents
// are a density mechanism, receptors are point processes, and NEURON integrates, so
// that users can add clamps, dendrites and gap junctions, or take CVODE.
//
// The equation of the membrane, V' = F, is NEURON's cm v' = -i with cm = 1 uF/cm2 and
// i = -F/1000 in mA/cm2. A section of 100 um2 for each pF then has the capacitance of
// the neuron, and currents in nA are what they are.
const areaPerCapacitance = 100 // um2/pF

// unfit is something of a model that a section cannot say, with its place.
type unfit struct {
	at  source.Span
	why string
}

func (e *unfit) Error() string { return e.why }

func (e *unfit) diagnostic() diag.Diagnostic {
	if e.at.File == nil {
		return diag.Refused("neuron", "as a section: "+e.why)
	}
	return diag.RefusedAt(e.at, "neuron", "as a section: "+e.why)
}

// notInSections are the features that the grid form has and sections lack.
var notInSections = map[ir.Feature]string{
	ir.FeaturePlasticity: "the rules of connections count steps, and a section has none",
	ir.FeatureContinuous: "couple the sections by gap junctions of NEURON",
	ir.FeatureRandom:     "random numbers belong to steps, and a section has none",
	ir.FeatureActions:    "the script of this form sets values before the run only",
	ir.FeatureCurrents:   "play them into an IClamp by Vector.play",
}

// NotInSections lists them for the README, with what else sections lack.
func NotInSections() string {
	lines := []string{
		"- resets, holds and spikes that make the potential jump (integrate-and-fire neurons): NEURON integrates a section without a break.\n",
		"- spikes where anything but `on rising(V > threshold) { spike }` happens: a section spikes when its potential crosses a threshold.\n",
		"- potentials that no current drives, divided by a capacitance that is the same for all neurons of a kind.\n",
		"- recorded expressions: the variables that they are made of can be recorded.\n",
	}
	for f, why := range notInSections {
		lines = append(lines, "- "+string(f)+": "+why+".\n")
	}
	slices.Sort(lines[4:])
	return strings.Join(lines, "")
}

// cell is a kind of neuron as a section.
type cell struct {
	Membrane  *part
	Receptors []*part
	Area      float64 // um2
	Threshold string  // mV; "" for a neuron without spikes
	Potential string  // what the model calls the potential
	Start     string  // its first initial value, mV
	Tables    []gen.PyTable
}

// split divides the equations of a neuron.
type split struct {
	d        *ir.Dynamics
	p        *program.Program
	v        expr.Sym // membrane potential
	rate     expr.Expr
	capacity expr.Expr // C
	inputs   []expr.Sym
	member   map[expr.Sym]int // states: 0 of the membrane, k of receptors k
	ports    [][]int          // of receptors 1, 2, ...
	spike    *ir.Handler
	spikeAt  expr.Expr
}

// newSplit divides the equations of a neuron; the error is an *unfit.
func newSplit(d *ir.Dynamics, p *program.Program) (*split, error) {
	x := &split{d: d, p: p, inputs: d.Inputs, member: map[expr.Sym]int{}}
	if d.Extern.Target != "" {
		return nil, &unfit{d.Span, d.Name + " is a model of " + d.Extern.Target + " itself, without equations"}
	}
	for _, step := range []func() error{x.events, x.potential, x.receptors, x.capacitance} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// elsewhere is what else neurons with other events can do.
const elsewhere = "a neuron whose currents make the spikes can count them by `on rising(V > threshold) { spike }`, integrate-and-fire neurons stay in the grid form"

// events finds the one event that a section knows: the potential rises above a
// threshold.
func (x *split) events() error {
	for i := range x.d.Handlers {
		h := &x.d.Handlers[i]
		if !slices.ContainsFunc(x.p.Conditions, func(c program.Condition) bool { return c.Doc == h.Text }) {
			continue // it never fires
		}
		switch {
		case len(h.Holds) > 0:
			return &unfit{h.Span, fmt.Sprintf("`on %s` holds variables, and NEURON integrates a section without a break; "+elsewhere, gen.OneLine(h.Text))}
		case len(h.Body) > 0:
			return &unfit{h.Span, fmt.Sprintf("`on %s` sets variables, which an event of a section cannot; "+elsewhere, gen.OneLine(h.Text))}
		case !h.Spike.IsValid() || h.Spike.IsZero():
			continue
		case x.spike != nil:
			return &unfit{h.Span, "a section has one threshold, and this is a second event with spikes"}
		case !h.Rising || !h.Spike.IsOne():
			return &unfit{h.Span, fmt.Sprintf("a section spikes when its potential rises above a threshold: on rising(V > threshold) { spike }, not on %s", gen.OneLine(h.Text))}
		}
		over, under := h.Cond, expr.Expr{}
		switch h.Cond.Kind() {
		case expr.Gt, expr.Ge:
			over, under = h.Cond.Arg(0), h.Cond.Arg(1)
		case expr.Lt, expr.Le:
			over, under = h.Cond.Arg(1), h.Cond.Arg(0)
		}
		if over.Kind() != expr.Symbol || !under.IsValid() || x.d.Symbols[over.Sym()].Kind != ir.SymState {
			return &unfit{h.Span, fmt.Sprintf("the threshold of a section is a number above which one variable rises, not %s", gen.OneLine(h.Text))}
		}
		for _, s := range under.Symbols() {
			if x.d.Symbols[s].Kind != ir.SymParam {
				return &unfit{h.Span, "the threshold of a section is a number, and this one moves"}
			}
		}
		x.spike, x.v, x.spikeAt = h, over.Sym(), under
	}
	return nil
}

var (
	millivolt, _  = units.Lookup("mV")
	picoampere, _ = units.Lookup("pA")
)

func (x *split) dimension(s expr.Sym) units.Unit { return units.Internal(x.d.Symbols[s].Unit.Dim()) }

// potential finds the equation of the membrane.
func (x *split) potential() error {
	var found []ir.State
	for _, s := range x.d.States {
		if s.Rate.IsValid() && x.dimension(s.Sym) == units.Internal(millivolt.Dim()) && (x.spike == nil || s.Sym == x.v) {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		return &unfit{x.d.Span, fmt.Sprintf("%s has %d variables that could be the potential of a membrane", x.d.Name, len(found))}
	}
	x.v, x.rate = found[0].Sym, found[0].Rate
	return nil
}

// receptors finds what belongs to which ports: what their spikes change, and what
// that changes in turn, the potential apart.
func (x *split) receptors() error {
	group := make([]int, len(x.d.Ports)) // port to the first port with states in common
	owner := map[expr.Sym]int{}
	join := func(a, b int) {
		from, to := max(group[a], group[b]), min(group[a], group[b])
		for i := range group {
			if group[i] == from {
				group[i] = to
			}
		}
	}
	take := func(s expr.Sym, port int) {
		if other, ok := owner[s]; ok {
			join(other, port)
		}
		owner[s] = port
	}
	for i, port := range x.d.Ports {
		group[i] = i
		for _, a := range port.Body {
			if a.State == x.v {
				return &unfit{port.Span, fmt.Sprintf("spikes at %s make the potential jump, and that of a section is continuous", port.Name)}
			}
			take(a.State, i)
		}
	}
	for range x.d.States { // to what these change
		for _, s := range x.d.States {
			if !s.Rate.IsValid() || s.Sym == x.v {
				continue
			}
			for _, r := range s.Rate.Symbols() {
				if port, ok := owner[r]; ok {
					take(s.Sym, port)
				}
			}
		}
	}
	number := map[int]int{}
	for i := range x.d.Ports {
		k := number[group[i]]
		if k == 0 {
			x.ports = append(x.ports, nil)
			k = len(x.ports)
			number[group[i]] = k
		}
		x.ports[k-1] = append(x.ports[k-1], i)
	}
	for s, port := range owner {
		x.member[s] = number[group[port]]
	}
	for _, s := range x.d.States {
		if !s.Rate.IsValid() || s.Sym == x.v {
			continue
		}
		for _, r := range s.Rate.Symbols() {
			if x.d.Symbols[r].Kind == ir.SymInput || x.d.Symbols[r].Kind == ir.SymState && r != x.v && x.member[r] != x.member[s.Sym] {
				return &unfit{s.Span, fmt.Sprintf("%s depends on %s, which is of another mechanism than it", x.d.Symbols[s.Sym].Name, x.d.Symbols[r].Name)}
			}
		}
	}
	return nil
}

// capacitance finds C from what a current adds to V'.
func (x *split) capacitance() error {
	pool := x.d.Pool
	var currents []expr.Sym
	for i, s := range x.d.Symbols {
		if (s.Kind == ir.SymInput || s.Kind == ir.SymParam || s.Kind == ir.SymState) && x.dimension(expr.Sym(i)) == units.Internal(picoampere.Dim()) && x.rate.DependsOn(expr.Sym(i)) {
			currents = append(currents, expr.Sym(i))
		}
	}
	for _, s := range currents {
		coef, _, ok := pool.AffineIn(x.rate, []expr.Sym{s})
		if !ok {
			continue
		}
		c := pool.Simplify(pool.Div(pool.Int(1), coef[0]))
		if value, ok := literalOf(x.d, c); ok && value > 0 {
			x.capacity = c
			break
		}
	}
	if !x.capacity.IsValid() {
		return &unfit{x.d.Span, fmt.Sprintf("the capacitance of %s is not to be seen: V' needs a current divided by a capacitance that is the same for all neurons, such as (… + I_e)/C_m", x.d.Name)}
	}
	for _, in := range x.inputs {
		coef, _, ok := pool.AffineIn(x.rate, []expr.Sym{in})
		if !ok || !pool.Simplify(pool.Mul(coef[0], x.capacity)).IsOne() {
			return &unfit{x.d.Span, fmt.Sprintf("%s of %s is not a current that is added to those of the membrane", x.d.Symbols[in].Name, x.d.Name)}
		}
	}
	return nil
}

// currents divides V' into that of the membrane, without inputs, and the current of
// each group of receptors in pA.
func (x *split) currents() (membrane expr.Expr, receptors []expr.Expr, err error) {
	pool := x.d.Pool
	syms := slices.Clone(x.inputs)
	for _, s := range x.d.States {
		if x.member[s.Sym] > 0 {
			syms = append(syms, s.Sym)
		}
	}
	coef, rest, ok := pool.AffineIn(x.rate, syms)
	if !ok {
		return expr.Expr{}, nil, &unfit{x.d.Span, fmt.Sprintf("the currents of the receptors of %s are not sums", x.d.Name)}
	}
	terms := make([][]expr.Expr, len(x.ports))
	for i, s := range syms {
		k := x.member[s]
		if k == 0 {
			continue
		}
		c := pool.Simplify(pool.Mul(x.capacity, coef[i]))
		for _, other := range c.Symbols() {
			if x.d.Symbols[other].Kind == ir.SymState && other != x.v {
				return expr.Expr{}, nil, &unfit{x.d.Span, fmt.Sprintf("the current of %s depends on %s, which is of another mechanism", x.d.Symbols[s].Name, x.d.Symbols[other].Name)}
			}
		}
		if !c.IsZero() {
			terms[k-1] = append(terms[k-1], pool.Mul(c, pool.Sym(s)))
		}
	}
	for _, t := range terms {
		receptors = append(receptors, pool.Add(append(t, pool.Int(0))...))
	}
	return pool.Simplify(rest), receptors, nil
}

// literalOf is the value of an expression of parameters that are the same for all
// neurons.
func literalOf(d *ir.Dynamics, e expr.Expr) (float64, bool) {
	values := map[expr.Sym]float64{}
	for range d.Params {
		for _, p := range d.Params {
			switch {
			case p.Literal:
				values[p.Sym] = p.Value
			case p.Derived.IsValid():
				if v, ok := valueOf(p.Derived, values); ok {
					values[p.Sym] = v
				}
			}
		}
	}
	return valueOf(e, values)
}

func valueOf(e expr.Expr, values map[expr.Sym]float64) (float64, bool) {
	ok := true
	v := expr.Eval(e, func(s expr.Sym) float64 {
		value, there := values[s]
		ok = ok && there
		return value
	})
	return v, ok && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// ofPort are the equations of some ports, as the model has them.
func ofPort(list []string, d *ir.Dynamics, ports []int) []string {
	return slices.DeleteFunc(slices.Clone(list), func(line string) bool {
		return !slices.ContainsFunc(ports, func(k int) bool {
			name := d.Ports[k].Name
			return strings.HasPrefix(line, name+".") || strings.HasPrefix(line, "on spike from "+name+" ")
		})
	})
}
