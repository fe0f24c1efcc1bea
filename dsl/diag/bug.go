package diag

import "github.com/nngen/nngen/dsl/source"

// bugKinds lists the NN9 family: nngen itself is wrong.
func bugKinds() []Kind {
	return []Kind{bug}
}

var bug = Kind{
	Code:  "NN9001",
	Title: "bug in nngen",
	Explanation: `nngen found that one of its own invariants does not hold. The model is not to
blame, and what nngen wrote, if anything, must not be used.

Please report it with the model and the message.`,
}

// Bug reports an invariant that does not hold, with the place in the model
// that led to it if one is known.
func Bug(span source.Span, format string, args ...any) Diagnostic {
	return bug.At(span, "bug in nngen: "+format, args...).
		WithHelp("please report this together with the model; the results must not be used")
}
