package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// weightOfConnection is the name of the weight in a sum.
const weightOfConnection = "w"

// sources makes a port continuous when its synapse has sums: it declares what
// they read of the senders and their names, which equations may read. Sums are
// worked out by [instance.sums].
func (in *instance) sources(m *ast.Port, decl *ast.Synapse, given []ast.Arg, inner *scope, prefix string) bool {
	l := in.l
	port := ir.Port{Name: m.Name.Text, Unit: unit.One, Doc: m.Doc, Span: m.Name.At, Continuous: true}
	var sums []ir.Sum
	for _, member := range decl.Body {
		d, ok := member.(*ast.Decl)
		if !ok {
			continue
		}
		if d.Kind == ast.Sender || d.Kind == ast.Sum {
			if old, ok := inner.names[d.Name.Text]; ok {
				l.list.Add(diag.DuplicateName(d.Name.At, d.Name.Text, old.at))
				continue
			}
		}
		switch d.Kind {
		case ast.Sender:
			src := ir.Source{Variable: d.Name.String(), Span: d.Name.At}
			if d.Value != nil { // the variable that is read if the port names no other
				src.Span = d.Value.Span()
				if src.Variable = path(d.Value); src.Variable == "" {
					l.list.Add(diag.SourceName(d.Value.Span(), d.Name.Text))
					src.Variable = d.Name.String()
				}
			}
			for _, a := range given {
				if a.Name == nil || a.Name.String() != d.Name.Text {
					continue
				}
				src.Span = a.Value.Span()
				if src.Variable = path(a.Value); src.Variable == "" {
					l.list.Add(diag.SourceName(a.Value.Span(), d.Name.Text))
					src.Variable = d.Name.String()
				}
			}
			in.stands(prefix, d.Name.Text, src.Variable)
			u := unit.One
			if d.Unit != nil {
				u = l.unit(d.Unit)
			}
			x, v := in.symbol(ir.SymSource, prefix+d.Name.Text, u, d.Doc, d.Name.At)
			inner.set(d.Name.Text, d.Name.At, v)
			src.Sym = x
			port.Sources = append(port.Sources, src)
		case ast.Sum:
			u := unit.One
			if d.Unit != nil {
				u = l.unit(d.Unit)
			}
			if d.Value != nil {
				in.define(prefix+d.Name.Text, "the sum of ", d.Value, " over connections", prefix)
			}
			x, v := in.symbol(ir.SymSum, prefix+d.Name.Text, u, d.Doc, d.Name.At)
			inner.set(d.Name.Text, d.Name.At, v)
			sums = append(sums, ir.Sum{Sym: x, Port: len(in.d.Ports)})
			in.d.Observe = append(in.d.Observe, ir.Named{Name: prefix + d.Name.Text, Unit: unit.Internal(u.Dim()), Value: v.e})
		}
	}
	if len(sums) == 0 {
		for _, src := range port.Sources {
			l.list.Add(diag.SourceWithoutSum(in.d.Symbols[src.Sym].Span, decl.Name.Text))
		}
		return len(port.Sources) > 0
	}
	in.d.Ports = append(in.d.Ports, port)
	in.d.Sums = append(in.d.Sums, sums...)
	return true
}

// sums reads what is added up. The unit of the weight is the one with which the
// first sum has the unit that it declares.
func (in *instance) sums(m *ast.Port, decl *ast.Synapse, inner *scope, prefix string) {
	l := in.l
	at := indexOf(in.d.Ports, m.Name.Text)
	if at < 0 {
		return
	}
	port := &in.d.Ports[at]
	found := false
	for _, member := range decl.Body {
		switch d := member.(type) {
		case *ast.On:
			l.list.Add(diag.SumAndSpikes(d.At, decl.Name.Text))
		case *ast.Decl:
			if d.Kind != ast.Sum {
				continue
			}
			i := slices.IndexFunc(in.d.Sums, func(s ir.Sum) bool { return in.d.Symbols[s.Sym].Name == prefix+d.Name.Text })
			if i < 0 {
				continue
			}
			if d.Value == nil {
				l.list.Add(diag.NeedsValue(d.Name.At, d.Name.Text))
				in.d.Sums[i].Value = l.pool.Int(0)
				continue
			}
			want := inner.names[d.Name.Text].value.u
			if !found {
				port.Unit = in.weightUnit(d.Value, inner, want)
				found = true
			}
			sc := newScope(inner)
			_, w := in.symbol(ir.SymWeight, prefix+d.Name.Text+".weight", port.Unit, "", d.Name.At)
			sc.set(weightOfConnection, d.Name.At, w)
			v := l.expect(l.expr(d.Value, sc), want, d.Value.Span(), d.Name.Text)
			if !v.ok() {
				v.e = l.pool.Int(0)
			}
			in.d.Sums[i].Value = v.e
			for _, x := range v.e.Symbols() {
				if int(x) >= len(in.d.Symbols) {
					continue
				}
				switch in.d.Symbols[x].Kind {
				case ir.SymParam, ir.SymState, ir.SymSource, ir.SymWeight:
				default:
					l.list.Add(diag.SumReads(d.Value.Span(), d.Name.Text, in.d.Symbols[x].Name))
				}
			}
		}
	}
	port.Unit = unit.Internal(port.Unit.Dim())
}

// weightUnit finds the unit of the weight w in what a sum of unit want adds up.
func (in *instance) weightUnit(x ast.Expr, inner *scope, want unit.Unit) unit.Unit {
	l := in.l
	quiet := len(l.list)
	sc := newScope(inner)
	sc.set(weightOfConnection, x.Span(), value{e: l.pool.Sym(expr.Sym(1 << 19)), u: unit.One})
	v := l.expr(x, sc)
	l.list = l.list[:quiet]
	if !v.ok() || v.truth || v.any {
		return unit.One
	}
	return want.Div(v.u)
}

// continuous checks the senders of a continuous connection: neurons that have
// what the port reads, in its unit.
func (w *wiring) continuous(c *ast.Connect, pre, post network.View, port string) bool {
	l := w.l
	for _, target := range post.Runs {
		d := w.dynamics(target.Population)
		if d == nil {
			return false
		}
		p := d.Ports[indexOf(d.Ports, port)]
		if !p.Continuous {
			l.list.Add(diag.MixedPorts(c.Target.Span(), port))
			return false
		}
		for _, run := range pre.Runs {
			pop := w.spec.Populations[run.Population]
			sender := w.dynamics(run.Population)
			if sender == nil {
				if pop.Source != nil {
					l.list.Add(diag.NotAPopulation(c.Source.Span(), pop.Name, "a source of spikes, which has no variables to read"))
				}
				return false
			}
			for _, s := range p.Sources {
				i := slices.IndexFunc(sender.Observe, func(o ir.Named) bool { return o.Name == s.Variable })
				if i < 0 {
					var names []string
					for _, o := range sender.Observe {
						names = append(names, o.Name)
					}
					l.list.Add(diag.NoSourceVariable(c.Source.Span(), pop.Name, s.Variable, port, nearest(s.Variable, names)))
					return false
				}
				for _, sum := range sender.Sums {
					if sender.Observe[i].Value.DependsOn(sum.Sym) {
						l.list.Add(diag.SourceOfSum(c.Source.Span(), pop.Name, s.Variable))
						return false
					}
				}
				if o, u := sender.Observe[i], d.Symbols[s.Sym].Unit; !unit.SameDim(o.Unit, u) {
					l.list.Add(diag.UnitExpected(c.Source.Span(), s.Variable+" of "+pop.Name, u.String(), o.Unit.String(), "let the port read another variable: `"+port+" = KIND("+d.Symbols[s.Sym].Name[len(port)+1:]+" = …)`"))
					return false
				}
			}
		}
	}
	return true
}

// isContinuous reports whether the port of a view is one.
func (w *wiring) isContinuous(post network.View, port string) bool {
	for _, run := range post.Runs {
		if d := w.dynamics(run.Population); d != nil {
			if i := indexOf(d.Ports, port); i >= 0 && d.Ports[i].Continuous {
				return true
			}
		}
	}
	return false
}
