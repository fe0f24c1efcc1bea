package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// extended is a neuron that `extends` another as one that stands alone: the body
// of the other, changed and added to. It is nil when that has been reported.
func (l *lowerer) extended(n *ast.Neuron) *ast.Neuron {
	base, ok := l.neurons[n.Extends.Text]
	if !ok {
		l.list.Add(diag.UnknownNeuron(n.Extends.At, n.Extends.Text, nearest(n.Extends.Text, keys(l.neurons))))
		return nil
	}
	if l.externs[base] != nil {
		l.list.Add(diag.ExternUse(n.Extends.At, base.Name.Text, "it has no equations that could be added to"))
		return nil
	}
	if !l.enter("neuron "+n.Name.Text, n.Name) {
		return nil
	}
	defer l.leave()
	given := []ast.Arg(nil)
	seen := map[*ast.Neuron]bool{}
	for base.Variant != nil {
		if seen[base] {
			l.list.Add(diag.CyclicDefinition(base.Name.At, base.Name.Text))
			return nil
		}
		seen[base] = true
		name, args := l.kind(base.Variant)
		l.argumentsOnce(args)
		next, ok := l.neurons[name.Text]
		if !ok {
			l.unknown(name, diag.UnknownNeuron(name.At, name.Text, nearest(name.Text, keys(l.neurons))))
			return nil
		}
		given = append(append([]ast.Arg(nil), args...), given...)
		base = next
	}
	if base.Extends != nil {
		if base = l.extended(base); base == nil {
			return nil
		}
	}
	e := extension{l: l, n: n, base: base.Name.Text, body: append([]ast.Member(nil), base.Body...)}
	e.arguments(given)
	for _, m := range n.Body {
		e.add(m)
	}
	out := *n
	out.Extends, out.Body = nil, e.body
	return &out
}

// enter notes that a definition is being expanded, unless it is being expanded
// already.
func (l *lowerer) enter(id string, at ast.Name) bool {
	for _, c := range l.calling {
		if c == id {
			l.list.Add(diag.CyclicDefinition(at.At, at.Text))
			return false
		}
	}
	l.calling = append(l.calling, id)
	return true
}

func (l *lowerer) leave() { l.calling = l.calling[:len(l.calling)-1] }

// extension is a body in the making.
type extension struct {
	l    *lowerer
	n    *ast.Neuron
	base string
	body []ast.Member
}

// arguments puts the values that a variant gives into the parameters of its
// base: `neuron A extends B` with `neuron B = C(tau = 1 ms)`.
func (e *extension) arguments(given []ast.Arg) {
	for _, a := range given {
		if a.Name == nil {
			e.l.list.Add(diag.NeedsNames(a.At, e.base))
			continue
		}
		found := false
		for i, m := range e.body {
			switch m := m.(type) {
			case *ast.Decl:
				if m.Kind == ast.Param && m.Name.Text == a.Name.String() {
					c := *m
					c.Value = a.Value
					e.body[i], found = &c, true
				}
			case *ast.Port:
				if len(a.Name.Parts) == 2 && m.Name.Text == a.Name.Parts[0].Text {
					e.body[i], found = portWith(m, a), true
				}
			}
		}
		if !found {
			e.l.list.Add(diag.UnknownParameter(a.Name.At, a.Name.String(), e.base, nil))
		}
	}
}

// portWith is a port with one argument more, which replaces an earlier one.
func portWith(m *ast.Port, a ast.Arg) *ast.Port {
	c := *m
	inner := a
	inner.Name = &ast.Path{Loc: a.Name.Loc, Parts: a.Name.Parts[1:]}
	call := ast.Call{Loc: ast.At(m.Kind.Span()), Fun: m.Kind}
	if old, ok := m.Kind.(*ast.Call); ok {
		call = *old
		call.Args = nil
		for _, x := range old.Args {
			if x.Name == nil || x.Name.String() != inner.Name.String() {
				call.Args = append(call.Args, x)
			}
		}
	}
	call.Args = append(call.Args, inner)
	c.Kind = &call
	return &c
}

// add takes one member of the extending neuron in.
func (e *extension) add(m ast.Member) {
	switch m := m.(type) {
	case *ast.Equation:
		if m.Op != ast.Set || m.Replace {
			e.equation(m)
			return
		}
	case *ast.On:
		switch {
		case m.Event == ast.OnAfterSpike:
			e.afterSpike(m)
			return
		case m.Replace:
			e.handler(m)
			return
		}
	case *ast.Method:
		for i, old := range e.body {
			if _, ok := old.(*ast.Method); ok {
				e.body[i] = m
				return
			}
		}
	}
	e.body = append(e.body, m)
}

// equation adds to an equation (V' += …) or replaces it.
func (e *extension) equation(m *ast.Equation) {
	for i, old := range e.body {
		eq, ok := old.(*ast.Equation)
		if !ok || eq.Name.Text != m.Name.Text || eq.Order != m.Order {
			continue
		}
		c := *m
		c.Replace = false
		if m.Op != ast.Set {
			op := map[ast.AssignOp]ast.Op{ast.Inc: ast.Add, ast.Dec: ast.Sub, ast.Scl: ast.Mul, ast.Quo: ast.Div}[m.Op]
			c.Op = ast.Set
			c.Value = &ast.Binary{Loc: m.Loc, Op: op, OpAt: m.Name.At, X: eq.Value, Y: m.Value}
		}
		e.body[i] = &c
		return
	}
	e.l.list.Add(diag.NothingToChange(m.At, "an equation of "+m.Name.Text, e.base))
}

// handler replaces the handler that waits for the same.
func (e *extension) handler(m *ast.On) {
	for i, old := range e.body {
		on, ok := old.(*ast.On)
		if !ok || on.Event != m.Event || (on.Port == nil) != (m.Port == nil) || on.Port != nil && on.Port.Text != m.Port.Text {
			continue
		}
		if m.When == nil || on.When != nil && ast.Sexpr(on.When) == ast.Sexpr(m.When) {
			c := *m
			c.Replace = false
			e.body[i] = &c
			return
		}
	}
	e.l.list.Add(diag.NothingToChange(m.At, "a handler for this", e.base))
}

// afterSpike appends statements wherever a handler spikes.
func (e *extension) afterSpike(m *ast.On) {
	spikes := false
	for i, old := range e.body {
		on, ok := old.(*ast.On)
		if !ok {
			continue
		}
		c := *on
		var found bool
		if c.Body, found = behindSpike(on.Body, m.Body); found {
			e.body[i], spikes = &c, true
		}
	}
	if !spikes {
		e.l.list.Add(diag.NothingToChange(m.At, "a handler that spikes", e.base))
	}
}

// behindSpike appends more to every block of list that spikes.
func behindSpike(list, more []ast.Stmt) (out []ast.Stmt, found bool) {
	here := false
	for _, st := range list {
		switch s := st.(type) {
		case *ast.Spike:
			here = true
		case *ast.If:
			c := *s
			var inThen, inElse bool
			c.Then, inThen = behindSpike(s.Then, more)
			c.Else, inElse = behindSpike(s.Else, more)
			if inThen || inElse {
				st, found = &c, true
			}
		}
		out = append(out, st)
	}
	if here {
		out, found = append(out, more...), true
	}
	return out, found
}
