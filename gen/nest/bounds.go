package nest

import (
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// The ranges of values that status.h knows, besides any finite number.
const (
	anyNumber   = "any"
	positive    = "positive"
	notNegative = "not_negative"
	notZero     = "not_zero"
	whole       = "whole"
)

// ranges tells the range of each quantity: what is divided by is not 0, and positive
// where it is a time, a capacitance or a steepness; numbers of steps are whole, and
// times that they are made of not negative.
func ranges(quantities []program.Quantity, derive *program.Derivation, blocks ...*program.Block) []string {
	list := make([]string, len(quantities))
	for i := range list {
		list[i] = anyNumber
	}
	blocks = append(blocks, &derive.Direct)
	for i := range derive.Exponentials {
		blocks = append(blocks, &derive.Exponentials[i].Block)
	}
	for i := range derive.Covariances {
		blocks = append(blocks, &derive.Covariances[i].Block)
	}
	for _, block := range blocks {
		for _, in := range block.Instrs {
			if in.Op != program.Div || in.B < 0 {
				continue
			}
			if by := block.Instrs[in.B]; by.Op == program.LoadQuant {
				list[by.Index] = divisor(quantities[by.Index].Unit)
			}
		}
	}
	for _, v := range derive.Values {
		if quantities[v.Quantity].Type == program.Int {
			for q := range readBy(&derive.Direct, v.Value) {
				if list[q] == anyNumber && quantities[q].Unit == "ms" {
					list[q] = notNegative
				}
			}
		}
		if in := derive.Direct.Instrs[max(0, v.Value)]; in.Op == program.Div && isPositive(&derive.Direct, in.A, list) && isPositive(&derive.Direct, in.B, list) {
			list[v.Quantity] = positive
		}
	}
	for i, q := range quantities {
		if q.Type == program.Int {
			list[i] = whole
		}
	}
	return list
}

func divisor(unit string) string {
	switch unit {
	case "ms", "pF":
		return positive
	}
	return notZero
}

// isPositive reports whether a value is a positive constant or a positive quantity.
func isPositive(b *program.Block, r program.Ref, ranges []string) bool {
	if r < 0 {
		return false
	}
	in := b.Instrs[r]
	return in.Op == program.Const && in.Value > 0 || in.Op == program.LoadQuant && ranges[in.Index] == positive
}

// readBy are the quantities that a value depends on.
func readBy(b *program.Block, r program.Ref) map[int]bool {
	found := map[int]bool{}
	var visit func(program.Ref)
	visit = func(r program.Ref) {
		if r < 0 {
			return
		}
		in := b.Instrs[r]
		if in.Op == program.LoadQuant {
			found[int(in.Index)] = true
		}
		for _, x := range []program.Ref{in.A, in.B, in.C}[:in.Op.Arity()] {
			visit(x)
		}
	}
	visit(r)
	return found
}

// dependents are the derived quantities that follow from quantity q, by index.
func dependents(q int, derive *program.Derivation) map[int]bool {
	found := map[int]bool{}
	reads := func(b *program.Block) bool {
		for _, in := range b.Instrs {
			if in.Op == program.LoadQuant && int(in.Index) == q {
				return true
			}
		}
		return false
	}
	for i := range derive.Exponentials {
		if e := &derive.Exponentials[i]; reads(&e.Block) {
			for _, x := range e.Entries {
				found[x.Quantity] = true
			}
		}
	}
	for i := range derive.Covariances {
		if e := &derive.Covariances[i]; reads(&e.Block) {
			for _, x := range e.Entries {
				found[x.Quantity] = true
			}
		}
	}
	for _, v := range derive.Values {
		if readBy(&derive.Direct, v.Value)[q] {
			found[v.Quantity] = true
		}
	}
	return found
}

// status sorts the quantities of a model into what a status dictionary may set: keys
// are the names of all that have one, own those of numbers that every element holds.
type status struct {
	Fixed, Indirect, Together []member
}

func statusOf(quantities []program.Quantity, derive *program.Derivation, keys map[int]string, own []string) status {
	var s status
	for i, q := range quantities {
		key, ok := keys[i]
		if !ok {
			continue
		}
		if q.Binding == program.Literal {
			s.Fixed = append(s.Fixed, member{Name: key, Value: literal(q.Value), Unit: statusUnit(q.Unit)})
			continue
		}
		var through []string
		for d := range quantities {
			if own[d] != "" && quantities[d].Binding == program.Column && dependents(i, derive)[d] {
				through = append(through, own[d])
			}
		}
		switch m := (member{Name: key, Value: strings.Join(through, " ")}); {
		case len(through) == 0:
		case own[i] == "":
			s.Indirect = append(s.Indirect, m)
		default:
			s.Together = append(s.Together, m)
		}
	}
	return s
}

// statusUnit is a unit inside of a string of C++; "" for numbers without one.
func statusUnit(unit string) string {
	if unit = gen.OneLine(unit); unit == "1" {
		return ""
	}
	return unit
}

// clips finds the bounds of the states of a rule, which the model gives by numbers or by
// parameters.
func (r *rule) clips(d *ir.Dynamics) {
	text := func(e expr.Expr) string {
		if e.Kind() == expr.Symbol {
			for _, p := range r.Parameters {
				if r.origin[p.Name] == d.Symbols[e.Sym()].Name {
					return "c." + p.Name
				}
			}
		}
		known := true
		value := expr.Eval(e, func(s expr.Sym) float64 {
			for _, p := range d.Params {
				if p.Sym == s && p.Literal {
					return p.Value
				}
			}
			known = false
			return 0
		})
		if !known {
			return ""
		}
		return literal(value)
	}
	for _, s := range d.States {
		if !s.Low.IsValid() || !s.High.IsValid() {
			continue
		}
		low, high := text(s.Low), text(s.High)
		for _, m := range r.States {
			if low != "" && high != "" && r.origin[m.Name] == d.Symbols[s.Sym].Name {
				r.Bounds = append(r.Bounds, bounds{m.Name, low, high, m.Unit})
			}
		}
	}
}
