package brian2

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/program"
)

// randomFunctions are the functions that nngen_random.py has, with the number of
// their arguments: uniform numbers by element, object, purpose and number, normal
// ones from these, and draws from distributions with parameters.
var randomFunctions = []elementaryFunction{{"unit", 4}, {"open", 4}, {"probit", 1}, {"gamma", 6}, {"vonmises", 6}, {"poisson", 5}, {"binomial", 6}}

// random names the streams of random numbers: constants of each population.
func (b *builder) random() {
	for _, r := range b.p.Random {
		object, purpose := b.ids.fresh("object_"+r.Name), b.ids.fresh("purpose_"+r.Name)
		b.streams = append(b.streams, [2]string{object, purpose})
		b.streamNames = append(b.streamNames, gen.Renamed{Model: r.Name, Own: "(" + gen.PyString(object) + ", " + gen.PyString(purpose) + ")"})
	}
}

// draw is the draw of a step from a stream; shift is what has to be added to
// Brian2's count of steps for the step that the code means.
func (b *builder) draw(shift float64) func(fn string, stream int, parameters []string) string {
	return func(fn string, stream int, parameters []string) string {
		number := "t_in_timesteps"
		if x := float64(b.p.Random[stream].Number(0)) + shift; x > 0 {
			number += " + " + exprfmt.Literal(x)
		} else if x < 0 {
			number += " - " + exprfmt.Literal(-x)
		}
		return drawCall(fn, "i", b.streams[stream], number, parameters)
	}
}

// drawCall writes a draw of an element from a stream.
func drawCall(fn, element string, stream [2]string, number string, parameters []string) string {
	return fmt.Sprintf("nngen_%s(%s)", fn, strings.Join(append([]string{element, stream[0], stream[1], number}, parameters...), ", "))
}

// plain lets a draw be one without parameters.
func plain(draw func(fn string, stream int, parameters []string) string) func(fn string, stream int) string {
	return func(fn string, stream int) string { return draw(fn, stream, nil) }
}

// randomOf notes the functions of nngen_random.py that blocks call.
func randomOf(blocks []*program.Block, used *usage) {
	for _, b := range blocks {
		for i := range b.Instrs {
			switch in := &b.Instrs[i]; {
			case in.Op == program.Draw:
				used.random[in.Fn] = true
			case in.Op == program.Call && in.Fn == "probit":
				used.random[in.Fn] = true
			}
		}
	}
}

// probitTables are the coefficients of probit.
func probitTables() []coefficients {
	var list []coefficients
	c := elementary.ProbitCoefficients
	for i, name := range []string{"CENTRE_NUM", "CENTRE_DEN", "MIDDLE_NUM", "MIDDLE_DEN", "TAIL_NUM", "TAIL_DEN"} {
		list = append(list, coefficientTable(name, c[i][:], 0))
	}
	return list
}
