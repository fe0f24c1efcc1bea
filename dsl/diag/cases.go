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
}

// RunNotWhole warns of a duration that is no multiple of the step; both are in
// the words of the user, such as "10.05 ms".
func RunNotWhole(at source.Span, value, step string) Diagnostic {
	return offGrid.At(at, "a run of %s is no multiple of the step of %s", value, step).
		WithLabel("rounded to whole steps").
		WithHelp("write a multiple of %s, or choose a `step` that divides %s", step, value)
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
