package diag

import "github.com/nngen/nngen/dsl/source"

// targetKinds lists the NN7 family: targets.
func targetKinds() []Kind {
	return []Kind{unsupported, outputClash}
}

var unsupported = Kind{
	Code:        "NN7001",
	Title:       "a target that cannot express the model",
	Explanation: "The target has no form for something that the model needs, so nngen refuses instead of emitting code that does\nsomething else. `nngen targets` lists what each target can express.",
	Bad:         `$ nngen build model.nn --target neuron`,
}

// Unsupported reports a construct that a target lacks, and the targets that
// have it.
func Unsupported(construct, reason string, able []string) Diagnostic {
	d := unsupported.At(source.Span{}, "the model needs %s: %s", construct, reason)
	if len(able) > 0 {
		return d.WithHelp("use a target that has it: %s", list(able))
	}
	return d.WithHelp("write the model without it")
}

var outputClash = Kind{
	Code:        "NN7002",
	Title:       "a target cannot write the model as it is",
	Explanation: `Something in the model does not fit the form of the target's files.`,
	Bad:         `$ nngen build model.nn --target neuron`,
}

// Refused reports a model that a target cannot write.
func Refused(target, cause string) Diagnostic {
	return outputClash.At(source.Span{}, "the target %s cannot write this model: %s", target, cause).WithHelp("`nngen describe` shows the model as targets see it")
}
