package neuron

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	units "github.com/nngen/nngen/ir/unit"
)

// part is a mechanism of a section: that of its membrane, or a receptor.
type part struct {
	Header, Name     string
	Point            bool
	Title, Equations []string
	Units            []unit
	Parameters       []declaration // with their values
	InitialValues    []declaration
	Derived          []declaration // from parameters; Value is the expression
	States           []declaration
	Assigned         []declaration
	Method           string
	Rates            []string // of gates: what they tend to, and how fast
	Derivatives      []string
	Current          []string
	Receive          []string
	Ports            []string // names, in order of their numbers; one has none
	Weight           string   // unit
	Functions        []function

	params map[string]string // own names by those of the model
	init   map[string]string
	states map[string]string
}

// partBuilder writes one.
type partBuilder struct {
	x       *split
	part    *part
	table   *names.Table
	f       *formula
	names   map[expr.Sym]string
	used    map[expr.Sym]bool // parameters
	unitSet map[string]bool
}

func newPart(x *split, name, header string, title, equations []string) *partBuilder {
	b := &partBuilder{x: x, part: &part{Header: header, Name: name, Title: title, Equations: equations, params: map[string]string{}, init: map[string]string{}, states: map[string]string{}},
		table: names.New(false, append(reserved(), []string{"states", "rates", name})...), names: map[expr.Sym]string{}, used: map[expr.Sym]bool{}, unitSet: map[string]bool{}}
	for fn := range sectionFunctions {
		b.table.Fresh(strings.TrimSuffix(fn, "_"))
	}
	b.f = &formula{uses: map[string]bool{}, name: b.nameOf}
	return b
}

// nameOf is the name of a symbol; parameters are noted.
func (b *partBuilder) nameOf(s expr.Sym) string {
	if s == b.x.v {
		return "v"
	}
	symbol := &b.x.d.Symbols[s]
	switch symbol.Kind {
	case ir.SymParam:
		b.used[s] = true
	case ir.SymTime:
		return "t"
	}
	if b.names[s] == "" {
		b.names[s] = b.table.Fresh(symbol.Name)
	}
	return b.names[s]
}

func (b *partBuilder) text(e expr.Expr) string { return b.f.write(e, anyLevel) }

func (b *partBuilder) unit(s expr.Sym) string { return b.unitText(b.x.dimension(s)) }

func (b *partBuilder) unitText(u units.Unit) string {
	text, used := nmodlUnit(units.Format(u))
	for _, n := range used {
		b.unitSet[n] = true
	}
	return "(" + text + ")"
}

// addStates declares states and writes their equations: by cnexp where each is
// linear in itself and independent of the others, which is what cnexp solves right,
// else by derivimplicit.
func (b *partBuilder) addStates(states []ir.State) {
	pool, d := b.x.d.Pool, b.x.d
	var moving []expr.Sym
	for _, s := range states {
		id := b.nameOf(s.Sym)
		symbol := &d.Symbols[s.Sym]
		if s.Rate.IsValid() {
			b.part.States = append(b.part.States, declaration{Name: id, Unit: b.unit(s.Sym), Doc: oneLine(symbol.Doc)})
			moving = append(moving, s.Sym)
		} else {
			b.part.Assigned = append(b.part.Assigned, declaration{Name: id, Unit: b.unit(s.Sym), Doc: oneLine(symbol.Doc)})
		}
		first := b.table.Fresh(symbol.Name + "_0")
		value, _ := literalOf(d, s.Init)
		b.part.InitialValues = append(b.part.InitialValues, declaration{Name: first, Value: fmt.Sprintf("%.6g", value), Unit: b.unit(s.Sym), Doc: "initial value of " + oneLine(symbol.Name)})
		b.part.init[symbol.Name], b.part.states[symbol.Name] = first, id
	}
	slopes := make([]expr.Expr, len(states))
	rests := make([]expr.Expr, len(states))
	b.part.Method = "cnexp"
	for i, s := range states {
		if !s.Rate.IsValid() {
			continue
		}
		coef, rest, ok := pool.AffineIn(s.Rate, []expr.Sym{s.Sym})
		if ok {
			slopes[i], rests[i] = pool.Simplify(pool.Neg(coef[0])), pool.Simplify(rest)
		}
		if !ok || slopes[i].IsZero() || slices.ContainsFunc(moving, func(other expr.Sym) bool { return other != s.Sym && s.Rate.DependsOn(other) }) {
			b.part.Method = "derivimplicit"
		}
	}
	for i, s := range states {
		if !s.Rate.IsValid() {
			continue
		}
		id := b.nameOf(s.Sym)
		switch {
		case b.part.Method != "cnexp" || rests[i].IsZero():
			b.derivative(id + "' = " + b.text(s.Rate))
		default:
			limit, tau := b.table.Fresh(d.Symbols[s.Sym].Name+"_inf"), b.table.Fresh(d.Symbols[s.Sym].Name+"_tau")
			b.part.Assigned = append(b.part.Assigned, declaration{Name: limit, Unit: b.unit(s.Sym), Doc: "what " + id + " tends to"}, declaration{Name: tau, Unit: "(ms)", Doc: "how fast"})
			b.part.Rates = append(b.part.Rates, wrap("  "+tau+" = 1/"+b.f.write(slopes[i], powerLevel))...)
			b.part.Rates = append(b.part.Rates, wrap("  "+limit+" = "+tau+"*"+b.f.write(rests[i], powerLevel))...)
			b.derivative(id + "' = (" + limit + " - " + id + ")/" + tau)
		}
	}
	if len(moving) == 0 {
		b.part.Method = ""
	}
}

func (b *partBuilder) derivative(line string) {
	b.part.Derivatives = append(b.part.Derivatives, wrap("  "+line)...)
}

// receive writes what spikes at the ports of a receptor do.
func (b *partBuilder) receive(ports []int) error {
	pool, d := b.x.d.Pool, b.x.d
	for k, i := range ports {
		port := &d.Ports[i]
		var lines []string
		for _, a := range port.Body {
			coef, _, ok := pool.AffineIn(a.Value, []expr.Sym{port.Amount})
			if !ok {
				return &unfit{port.Span, fmt.Sprintf("what arrives at %s is not added up", port.Name)}
			}
			add := "weight"
			if c := pool.Simplify(coef[0]); !c.IsOne() {
				add = b.f.write(c, productLevel) + "*weight"
			}
			id := b.nameOf(a.State)
			lines = append(lines, id+" = "+id+" + "+add)
		}
		b.part.Ports = append(b.part.Ports, port.Name)
		b.part.Weight = b.unitText(units.Internal(port.Unit.Dim()))
		if len(ports) == 1 {
			b.part.Receive = lines
			return nil
		}
		b.part.Receive = append(b.part.Receive, fmt.Sprintf("if (port == %d) {", k))
		for _, l := range lines {
			b.part.Receive = append(b.part.Receive, "  "+l)
		}
		b.part.Receive = append(b.part.Receive, "}")
	}
	return nil
}

// finish declares the parameters that were used.
func (b *partBuilder) finish(columns map[string]bool) (*part, error) {
	d := b.x.d
	derived := map[expr.Sym]string{}
	for range d.Params { // those that others are made of are found on the way
		for _, p := range d.Params {
			if b.used[p.Sym] && p.Derived.IsValid() && !columns[d.Symbols[p.Sym].Name] && derived[p.Sym] == "" {
				derived[p.Sym] = b.text(p.Derived)
			}
		}
	}
	for _, p := range d.Params {
		symbol := &d.Symbols[p.Sym]
		if !b.used[p.Sym] {
			continue
		}
		id, u := b.nameOf(p.Sym), b.unit(p.Sym)
		if text := derived[p.Sym]; text != "" {
			b.part.Derived = append(b.part.Derived, declaration{Name: id, Value: text, Unit: u, Doc: oneLine(symbol.Doc)})
			continue
		}
		value, doc := p.Value, oneLine(symbol.Doc)
		if !p.Literal {
			value, doc = 0, strings.TrimPrefix(doc+"; differs per neuron in the model", "; ")
		}
		b.part.params[symbol.Name] = id
		b.part.Parameters = append(b.part.Parameters, declaration{Name: id, Value: strings.TrimSuffix(fmt.Sprintf("%.15g", value), ".0"), Unit: u, Doc: doc})
	}
	b.part.Functions = b.f.functions()
	b.part.Units = unitList(b.unitSet)
	if b.f.err != nil {
		return nil, &unfit{d.Span, b.f.err.Error()}
	}
	return b.part, nil
}
