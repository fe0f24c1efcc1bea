package lower

import (
	"math/big"
	"sort"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// port attaches a synapse to the neuron: its parameters and states become
// those of the neuron, called port.name, and the port's name its output.
func (in *instance) port(m *ast.Port) {
	l := in.l
	if old, ok := in.sc.names[m.Name.Text]; ok {
		l.list.Add(diag.DuplicateName(m.Name.At, m.Name.Text, old.at))
		return
	}
	decl, given, ok := l.synapseOf(m.Kind)
	if !ok {
		in.sc.set(m.Name.Text, m.Name.At, bad()).fields = newScope(nil)
		return
	}
	unrolled := *decl
	unrolled.Body = l.unrolled(spelled(decl.Body))
	decl = &unrolled
	prefix := m.Name.Text + "."
	inner := newScope(l.top)
	b := in.sc.lazy(m.Name, func() value { return in.output(decl, inner, prefix) })
	b.fields = inner
	in.portArguments(decl, given, inner, prefix)
	in.targets(decl, given, inner, prefix)
	body := decl.Body
	continuous := in.sources(m, decl, given, inner, prefix)
	in.declare(body, prefix, inner)
	if continuous {
		in.sums(m, decl, inner, prefix)
	} else {
		in.arrival(m, decl, inner, prefix)
	}
	for _, d := range body {
		if e, ok := d.(*ast.Equation); ok {
			in.equation(e, prefix, inner)
		}
	}
	if v := l.read(b, m.Name.Text, m.Name.At); v.ok() {
		in.d.Observe = append(in.d.Observe, ir.Named{Name: m.Name.Text, Unit: unit.Internal(v.u.Dim()), Value: v.e})
		if m.Into != nil {
			in.into(m, v)
		}
	}
}

// synapseOf finds the synapse that an expression names, behind all variants, with
// their arguments before those given.
func (l *lowerer) synapseOf(kind ast.Expr) (*ast.Synapse, []ast.Arg, bool) {
	name, given := l.kind(kind)
	given = listed(given)
	if name.Text == gapKind {
		return gapSynapse(ast.At(kind.Span())), given, true
	}
	l.argumentsOnce(given)
	seen := map[*ast.Synapse]bool{}
	for {
		decl, ok := l.synapse[name.Text]
		if !ok {
			l.unknown(name, diag.UnknownSynapse(name.At, name.Text, nearest(name.Text, keys(l.synapse))))
			return nil, nil, false
		}
		if decl.Variant == nil {
			return decl, given, true
		}
		if seen[decl] {
			l.list.Add(diag.CyclicDefinition(decl.Name.At, decl.Name.Text))
			return nil, nil, false
		}
		seen[decl] = true
		base, more := l.kind(decl.Variant)
		more = listed(more)
		l.argumentsOnce(more)
		given = append(append([]ast.Arg(nil), more...), given...)
		name = base
	}
}

// argumentsOnce reports arguments that are given twice.
func (l *lowerer) argumentsOnce(given []ast.Arg) {
	seen := map[string]source.Span{}
	for _, a := range given {
		if a.Name == nil {
			continue
		}
		if first, twice := seen[a.Name.String()]; twice {
			l.list.Add(diag.SettingTwice(a.Name.At, a.Name.String(), first))
			continue
		}
		seen[a.Name.String()] = a.Name.At
	}
}

// portArguments turns the arguments of the port into arguments of the instance,
// unless the population gives others.
func (in *instance) portArguments(decl *ast.Synapse, given []ast.Arg, inner *scope, prefix string) {
	l := in.l
	params := map[string]bool{}
	targets := map[string]bool{}
	for _, d := range decl.Body {
		if p, ok := d.(*ast.Decl); ok {
			params[p.Name.Text] = p.Kind == ast.Param
			if base, _, isElement := strings.Cut(p.Name.Text, "["); isElement && p.Kind == ast.Param {
				params[base] = true
			}
			targets[p.Name.Text] = p.Kind == ast.Target || p.Kind == ast.Sender
		}
	}
	if in.args == nil {
		in.args = map[string]*argument{}
	}
	for _, a := range given {
		switch {
		case a.Name == nil:
			l.list.Add(diag.NeedsNames(a.At, decl.Name.Text))
		case targets[a.Name.String()]:
		case !params[a.Name.String()]:
			l.list.Add(diag.UnknownParameter(a.Name.At, a.Name.String(), decl.Name.Text, nearest(a.Name.String(), trueKeys(params))))
		case in.args[prefix+a.Name.String()] == nil:
			in.args[prefix+a.Name.String()] = &argument{value: l.expr(a.Value, in.sc), name: a.Name.At, at: a.Value.Span(), used: true, again: func() value { return l.expr(a.Value, in.sc) }}
		}
	}
}

// targets binds what a synapse reads from its neuron.
func (in *instance) targets(decl *ast.Synapse, given []ast.Arg, inner *scope, prefix string) {
	l := in.l
	if decl.Name.Text == gapKind {
		in.stands(prefix, gapKind, gapName)
	}
	for _, m := range decl.Body {
		t, ok := m.(*ast.Decl)
		if !ok || t.Kind != ast.Target {
			continue
		}
		var source ast.Expr = &ast.Name{Loc: t.Name.Loc, Text: t.Name.Text}
		at := in.decl.Name.At
		for _, a := range given {
			if a.Name != nil && a.Name.String() == t.Name.Text {
				source, at = a.Value, a.Value.Span()
				if text := path(source); text != "" {
					in.stands(prefix, t.Name.Text, text)
				} else {
					in.stands(prefix, t.Name.Text, at.Text())
				}
			}
		}
		inner.lazy(t.Name, func() value {
			if n, ok := source.(*ast.Name); ok && in.sc.find(n.Text) == nil {
				l.list.Add(diag.NoTarget(at, decl.Name.Text, n.Text))
				return bad()
			}
			v := l.expr(source, in.sc)
			if t.Unit != nil {
				v = l.expect(v, l.unit(t.Unit), at, t.Name.Text)
			}
			return v
		})
	}
}

// output is the value of the port's name.
func (in *instance) output(decl *ast.Synapse, inner *scope, prefix string) value {
	for _, m := range decl.Body {
		if o, ok := m.(*ast.Output); ok {
			in.define(strings.TrimSuffix(prefix, "."), "", o.Value, "", prefix)
			v := in.l.expr(o.Value, in.clock(inner))
			if v.truth {
				in.l.list.Add(diag.TruthAsNumber(o.Value.Span()))
				return bad()
			}
			if o.Unit != nil {
				v = in.l.expect(v, in.l.unit(o.Unit), o.Value.Span(), "the output of "+decl.Name.Text)
			}
			return v
		}
	}
	in.l.list.Add(diag.NoOutput(decl.Name.At, decl.Name.Text))
	return bad()
}

// arrival lowers `on spike(w : unit) { … }` of a synapse.
func (in *instance) arrival(m *ast.Port, decl *ast.Synapse, inner *scope, prefix string) {
	for _, d := range decl.Body {
		if on, ok := d.(*ast.On); ok && on.Event == ast.OnArrival {
			in.onArrival(m.Name, m.Doc, on, inner, prefix)
			return
		}
	}
	in.l.list.Add(diag.NoArrival(decl.Name.At, decl.Name.Text))
}

// deltaPort lowers `on spike from PORT(w : unit) { … }` of a neuron.
func (in *instance) deltaPort(on *ast.On) {
	if on.Port == nil {
		in.l.list.Add(diag.ArrivalWithoutPort(on.At))
		return
	}
	in.onArrival(*on.Port, on.Doc, on, in.sc, "")
}

// onArrival adds a port. Its handler must be additive.
func (in *instance) onArrival(name ast.Name, doc string, on *ast.On, sc *scope, prefix string) {
	l := in.l
	u := unit.One
	if on.Weight != nil && on.Weight.Unit != nil {
		u = l.unit(on.Weight.Unit)
	}
	sym, amount := in.symbol(ir.SymAmount, name.Text+".amount", u, "", name.At)
	body := newScope(sc)
	if on.Weight != nil {
		l.fresh(on.Weight.Name, sc, l.top)
		body.set(on.Weight.Name.Text, on.Weight.Name.At, amount)
	}
	f := in.flatten(on.Body, body, prefix)
	if f.spike.IsValid() || len(f.holds) > 0 {
		l.list.Add(diag.NotAdditive(on.At, "it spikes or holds"))
	}
	var states []expr.Sym
	for _, s := range in.d.States {
		states = append(states, s.Sym)
	}
	for _, a := range f.body {
		if a.Value.IsValid() && !l.additive(a, sym, states) {
			l.list.Add(diag.NotAdditive(a.Span, "what it adds to "+in.d.Symbols[a.State].Name+" is not a constant times the amount that arrives"))
		}
	}
	in.d.Equations = append(in.d.Equations, "on spike from "+name.Text+" "+bodyText(on))
	in.d.Ports = append(in.d.Ports, ir.Port{Name: name.Text, Unit: unit.Internal(u.Dim()), Doc: doc, Span: name.At, Amount: sym, Body: f.body})
}

// additive reports whether a.Value is the state plus a constant times amount.
func (l *lowerer) additive(a ir.Assign, amount expr.Sym, states []expr.Sym) bool {
	syms := append(append([]expr.Sym(nil), states...), amount)
	coef, rest, ok := l.pool.AffineIn(a.Value, syms)
	if !ok || !l.pool.Simplify(rest).IsZero() {
		return false
	}
	for i, c := range coef {
		c = l.pool.Simplify(c)
		switch {
		case i == len(coef)-1:
			return !c.DependsOn(states...)
		case states[i] == a.State && !c.IsOne(), states[i] != a.State && !c.IsZero():
			return false
		}
	}
	return false
}

// bodyText is the source text of a handler from its brace on one line, without
// comments.
func bodyText(on *ast.On) string {
	text := on.At.Text()
	if i := strings.IndexByte(text, '{'); i >= 0 {
		text = text[i:]
	}
	return oneLine(text)
}

// oneLine joins the lines of statements, without comments.
func oneLine(text string) string {
	line := ""
	for _, l := range strings.Split(text, "\n") {
		l, _, _ = strings.Cut(l, "//")
		l = squeeze(l)
		switch {
		case l == "":
		case line == "":
			line = l
		case strings.HasSuffix(line, "{"), strings.HasSuffix(line, ";"), strings.HasPrefix(l, "}"), strings.HasSuffix(line, "("), strings.HasSuffix(line, ","):
			line += " " + l
		default:
			line += "; " + l
		}
	}
	return line
}

// checkSynapse attaches a definition to an empty neuron, with what it reads
// from its neuron left open.
func (l *lowerer) checkSynapse(s *ast.Synapse) {
	if s.Variant != nil {
		base, given, ok := l.synapseOf(&ast.Name{Loc: s.Name.Loc, Text: s.Name.Text})
		if !ok {
			return
		}
		// With the arguments of the variant, which may need no value for the rest.
		s = &ast.Synapse{Loc: s.Loc, Doc: s.Doc, Name: s.Name, Body: base.Body}
		l.attachAlone(s, &ast.Call{Loc: s.Loc, Fun: &ast.Name{Loc: base.Name.Loc, Text: base.Name.Text}, Args: given})
		return
	}
	l.synapseMembers(s)
	l.attachAlone(s, &ast.Name{Loc: s.Name.Loc, Text: s.Name.Text})
}

// attachAlone attaches a synapse to a neuron that has what it reads.
func (l *lowerer) attachAlone(s *ast.Synapse, kind ast.Expr) {
	holder := &ast.Neuron{Loc: s.Loc, Name: s.Name}
	for _, m := range s.Body {
		if t, ok := m.(*ast.Decl); ok && t.Kind == ast.Target {
			holder.Body = append(holder.Body, &ast.Decl{Loc: t.Loc, Kind: ast.State, Name: t.Name, Unit: t.Unit, Value: &ast.Number{Loc: t.Loc, Value: new(big.Rat), Unit: t.Unit}})
		}
	}
	name := ast.Name{Loc: s.Name.Loc, Text: "port"}
	holder.Body = append(holder.Body, &ast.Port{Loc: s.Loc, Name: name, Kind: kind})
	l.neuron(holder, nil, true)
}

// synapseMembers reports what would have no effect in a synapse: a second output
// or handler, conditions, a method.
func (l *lowerer) synapseMembers(s *ast.Synapse) {
	var output, arrival source.Span
	for _, m := range s.Body {
		switch m := m.(type) {
		case *ast.Output:
			if output.Valid() {
				l.list.Add(diag.SettingTwice(m.At, "the output of "+s.Name.Text, output))
			}
			output = m.At
		case *ast.On:
			switch {
			case m.Event != ast.OnArrival:
				l.list.Add(diag.StatementElsewhere(m.At, "on "+string(m.Event), "a synapse", "the neuron"))
			case m.Port != nil:
				l.list.Add(diag.StatementElsewhere(m.Port.At, "from", "a synapse", "a neuron"))
			case arrival.Valid():
				l.list.Add(diag.SettingTwice(m.At, "`on spike` of "+s.Name.Text, arrival))
			}
			if m.Event == ast.OnArrival {
				arrival = m.At
			}
		case *ast.Method:
			l.list.Add(diag.StatementElsewhere(m.At, "method", "a synapse", "the neuron"))
		}
	}
}

func keys[T any](m map[string]T) []string {
	var k []string
	for n := range m {
		k = append(k, n)
	}
	sort.Strings(k)
	return k
}

func trueKeys(m map[string]bool) []string {
	var k []string
	for n, ok := range m {
		if ok {
			k = append(k, n)
		}
	}
	sort.Strings(k)
	return k
}

type namedArg struct {
	path string
	arg  *argument
}

func sortedArgs(args map[string]*argument) []namedArg {
	var list []namedArg
	for _, k := range keys(args) {
		list = append(list, namedArg{k, args[k]})
	}
	return list
}
