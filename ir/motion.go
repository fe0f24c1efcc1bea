package ir

import (
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// Motion is how a state of a plasticity rule moves between events:
// x' = Own*x + Rest + the sum of all Products.
type Motion struct {
	Moves    bool
	Own      expr.Expr // of parameters, and of what is followed at the target
	Rest     expr.Expr
	Products []Product
	// Followed: the state belongs to the target and is driven by its variables, so it
	// goes from step to step on the target's side.
	Followed bool
}

// Product is Factor times other states, each of which moves by itself.
type Product struct {
	Factor expr.Expr
	States []int // indices into Dynamics.States
}

// Motions classifies the states of a rule. Where an equation has no solution
// between events, why says so, else it is "".
func (d *Dynamics) Motions() (list []Motion, why []string) {
	m := &mover{d: d, list: make([]Motion, len(d.States)), why: make([]string, len(d.States)), index: map[expr.Sym]int{}}
	for i, st := range d.States {
		m.index[st.Sym] = i
	}
	m.followed()
	for i := range d.States {
		m.own(i)
	}
	for i := range d.States {
		m.products(i)
	}
	return m.list, m.why
}

type mover struct {
	d     *Dynamics
	list  []Motion
	why   []string
	index map[expr.Sym]int
}

// followed finds the states of the target that its variables drive.
func (m *mover) followed() {
	for changed := true; changed; {
		changed = false
		for i, st := range m.d.States {
			if st.Site != program.AtTarget || !st.Rate.IsValid() || m.list[i].Followed {
				continue
			}
			for _, x := range st.Rate.Symbols() {
				j, state := m.index[x]
				if m.d.Symbols[x].Kind == SymFollow || state && m.list[j].Followed {
					m.list[i].Followed, changed = true, true
				}
			}
		}
	}
}

// own splits a rate into its own part and the rest, which may still hold products.
func (m *mover) own(i int) {
	st, x := m.d.States[i], &m.list[i]
	if !st.Rate.IsValid() {
		return
	}
	x.Moves = true
	coef, rest, ok := m.d.Pool.AffineIn(st.Rate, []expr.Sym{st.Sym})
	if !ok {
		m.why[i] = "is not linear in " + m.name(i)
		return
	}
	x.Own, x.Rest = m.d.Pool.Simplify(coef[0]), rest
	for _, y := range x.Own.Symbols() {
		m.allow(i, y, "has coefficients that depend on ")
	}
}

func (m *mover) name(i int) string { return m.d.Symbols[m.d.States[i].Sym].Name }

// allow reports a symbol that cannot be a coefficient in the equation of state i.
func (m *mover) allow(i int, x expr.Sym, what string) bool {
	followed := m.d.Symbols[x].Kind == SymFollow
	if j, state := m.index[x]; state {
		followed = m.list[j].Followed
	}
	st := m.d.States[i]
	if m.d.Symbols[x].Kind == SymParam || followed && (m.list[i].Followed || st.Site == program.AtConnection) {
		return true
	}
	if m.why[i] == "" {
		m.why[i] = what + m.d.Symbols[x].Name
	}
	return false
}

// products takes the products of other states out of the rest of state i.
func (m *mover) products(i int) {
	x := &m.list[i]
	if !x.Moves || m.why[i] != "" {
		return
	}
	var others []expr.Sym
	for _, y := range x.Rest.Symbols() {
		if j, state := m.index[y]; state && !m.list[j].Followed {
			others = append(others, y)
		}
	}
	if m.d.States[i].Site != program.AtConnection && len(others) > 0 {
		m.why[i] = "depends on " + m.d.Symbols[others[0]].Name
		return
	}
	for _, y := range others {
		j := m.index[y]
		switch drift := m.list[j].Moves && m.list[j].Own.IsZero(); {
		case m.why[j] != "":
			return // reported there
		case j == i:
		case len(m.list[j].Products) > 0 || m.entangled(j):
			m.why[i] = "depends on " + m.name(j) + ", which depends on others itself"
		case drift && !m.list[j].Rest.IsZero():
			m.why[i] = "depends on " + m.name(j) + ", which grows without bound"
		}
	}
	if m.why[i] != "" {
		return
	}
	x.Rest, x.Products = m.expand(i, x.Rest, others, nil)
	for _, p := range append([]Product{{Factor: x.Rest}}, x.Products...) {
		for _, y := range p.Factor.Symbols() {
			m.allow(i, y, "depends on ")
		}
	}
}

// entangled reports whether the rate of state j has other states that are not
// followed.
func (m *mover) entangled(j int) bool {
	if !m.list[j].Moves || m.why[j] != "" {
		return false
	}
	for _, y := range m.list[j].Rest.Symbols() {
		if k, state := m.index[y]; state && !m.list[k].Followed {
			return true
		}
	}
	return false
}

// expand writes e as a sum of products of the states, each at most once in each.
func (m *mover) expand(i int, e expr.Expr, states []expr.Sym, in []int) (rest expr.Expr, list []Product) {
	if len(states) == 0 {
		if e = m.d.Pool.Simplify(e); len(in) == 0 {
			return e, nil
		}
		if e.IsZero() {
			return m.d.Pool.Int(0), nil
		}
		return m.d.Pool.Int(0), []Product{{e, in}}
	}
	coef, without, ok := m.d.Pool.AffineIn(e, states[:1])
	if !ok {
		m.why[i] = "is not a sum of products of " + m.d.Symbols[states[0]].Name
		return m.d.Pool.Int(0), nil
	}
	rest, list = m.expand(i, without, states[1:], in)
	_, with := m.expand(i, coef[0], states[1:], append(append([]int(nil), in...), m.index[states[0]]))
	return rest, append(list, with...)
}
