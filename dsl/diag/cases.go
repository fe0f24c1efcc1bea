package diag

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/dsl/source"
)

// The constructors of this file put particular cases of a kind into words of
// their own. The code is the same, because the explanation and the repair are.

// SizeMissing reports a population that must say how many elements it has.
func SizeMissing(at source.Span, name string) Diagnostic {
	return sizeNotWhole.At(at, "the size of %s is missing", name).
		WithHelp("write it behind the name: `%s[100]`", name).
		WithFix(at.After(), "[1]")
}

// DrawnSize reports a size that is a random draw.
func DrawnSize(at source.Span, name string) Diagnostic {
	return drawNotHere.At(at, "the size of %s is drawn, but must be known before anything is", name).
		WithHelp("write a number, or a `const` or `param` of the network that --set can change")
}

// DistributionParameter reports parameters with which the distribution fn is
// not defined, such as a negative standard deviation.
func DistributionParameter(at source.Span, fn, cause string) Diagnostic {
	d := networkValue.At(at, "%s cannot draw: %s", fn, cause)
	if usage, ok := distributions[fn]; ok {
		return d.WithHelp("it is %s", usage)
	}
	return d.WithHelp("check its arguments: %s", squeeze(at.Text()))
}

// distributions tells what each of them needs.
var distributions = map[string]string{
	"uniform":     "`uniform(low, high)` with low <= high",
	"uniform_int": "`uniform_int(low, high)` with whole numbers low <= high",
	"normal":      "`normal(mean, sd)` with sd >= 0",
	"lognormal":   "`lognormal(mu, sigma)` with sigma >= 0",
	"exponential": "`exponential(mean)` with mean > 0",
	"gamma":       "`gamma(shape, scale)` with shape > 0 and scale > 0",
	"poisson":     "`poisson(mean)` with mean >= 0",
	"binomial":    "`binomial(n, p)` with a whole number n >= 0 and 0 <= p <= 1",
	"vonmises":    "`vonmises(mu, kappa)` with kappa >= 0",
	"redraw":      "`redraw(DISTRIBUTION, low, high)` with bounds that at least one draw in 1000 is between; to move the others to the bounds, write `clip(…)`",
}

// RedrawOf reports a redraw of something that is not directly a distribution.
func RedrawOf(at source.Span) Diagnostic {
	return networkValue.At(at, "redraw repeats a draw, and this is not a distribution").
		WithHelp("write `redraw(normal(mean, sd), low, high)` with a distribution, and do arithmetic around it")
}

// RedrawInStep reports a redraw in a handler from a distribution that has no inverse
// of one uniform number.
func RedrawInStep(at source.Span, fn string) Diagnostic {
	return drawNotHere.At(at, "redraw from %s works in the values of a network, not in a handler, where a draw is made in one go", fn).
		WithHelp("in handlers redraw takes uniform, uniform_int, normal, lognormal and exponential; `clip(%s(…), low, high)` is possible too", fn)
}

// RunNotWhole warns of a duration that is no multiple of the step; both are in
// the words of the user, such as "10.05 ms".
func RunNotWhole(at source.Span, value, step string) Diagnostic {
	return offGrid.At(at, "a run of %s is no multiple of the step of %s", value, step).
		WithLabel("rounded to whole steps").
		WithHelp("write a multiple of %s, or choose a `step` that divides %s", step, value)
}

// Predefined reports a declaration with a name that the language gives a meaning.
func Predefined(at source.Span, name, meaning string) Diagnostic {
	return duplicateName.At(at, "%s is %s", name, meaning).WithHelp("give it another name")
}

// PrimeOnDeclaration reports a parameter, let or input declared with a prime.
func PrimeOnDeclaration(at source.Span, name string) Diagnostic {
	return strayPrime.At(at, "%s is declared with a prime, but only states have derivatives", name).
		WithHelp("leave the prime out, or write `state %s = …`", name)
}

// WeightOfRule reports the declaration of a weight that is not of the form
// `state w : weight`.
func WeightOfRule(at source.Span, cause string) Diagnostic {
	return ruleWithoutWeight.At(at, "the weight of a rule %s", cause).WithHelp("write `state w : weight`")
}

// NoCurrentInput reports a current into a neuron that has no input of that name.
func NoCurrentInput(at source.Span, neuron, name string, have []string) Diagnostic {
	switch {
	case len(have) == 0:
		return noPorts.At(at, "%s has no input for a current", neuron).WithHelp("give the neuron one: `input I : pA`, and use I in an equation")
	case name == "":
		return portNeeded.At(at, "%s has the inputs %s", neuron, list(have)).WithHelp("name one: `-> %s.%s`", squeeze(at.Text()), have[0])
	}
	return unknownPort.At(at, "%s has no input %s", neuron, name).WithHelp("it has %s", list(have))
}

// WrongTruth reports a choice that is neither true nor false.
func WrongTruth(at source.Span) Diagnostic {
	return numberAsTruth.At(at, "%s is neither true nor false", squeeze(at.Text())).WithHelp("write `true` or `false`, or 1 or 0")
}

// RuleBounds reports bounds of clip that are in the wrong order or change.
func RuleBounds(at source.Span, cause string) Diagnostic {
	return ruleEquation.At(at, "these bounds %s", cause).WithHelp("write `clip(lowest, highest)` with constants and parameters")
}

// DrawnStart reports an initial value that depends on another one, which the
// population draws: a second draw would give another number.
func DrawnStart(at source.Span, state, drawn string) Diagnostic {
	return drawNotHere.At(at, "%s begins with a value that depends on that of %s, which is drawn here", state, drawn).
		WithHelp("give %s an initial value here, too: `init %s = …`", state, state)
}

// SampleTooLarge reports a sample of more elements than there are.
func SampleTooLarge(at source.Span, wanted int64, have int) Diagnostic {
	return degreeTooLarge.At(at, "a sample of %d is more than the %d that there are", wanted, have).WithHelp("ask for fewer")
}

// squeeze is text on one line, cut when it is long.
func squeeze(text string) string {
	const most = 60
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		return fmt.Sprintf("%s…", text[:boundary(text, most)])
	}
	return text
}
