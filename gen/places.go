package gen

import (
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// PlaceOf is the place of a name of a neuron or rule: the equation of a state, else the
// declaration.
func PlaceOf(d *ir.Dynamics, name string) (source.Span, bool) {
	if name == "" {
		return source.Span{}, false
	}
	for _, s := range d.States {
		if d.Symbols[s.Sym].Name == name && s.Span.File != nil {
			return s.Span, true
		}
	}
	if sym, ok := d.Sym(name); ok && d.Symbols[sym].Span.File != nil {
		return d.Symbols[sym].Span, true
	}
	return source.Span{}, false
}

// PlaceOfEvent is the place of what an event of a rule does: of the statement that
// gives a state a value, else of the event.
func PlaceOfEvent(d *ir.Dynamics, side program.Site, state string) source.Span {
	for _, e := range d.Events {
		if e.Site != side {
			continue
		}
		for _, a := range e.Body {
			if d.Symbols[a.State].Name == state {
				return a.Span
			}
		}
		return e.Span
	}
	return d.Span
}
