package diag

import "github.com/nngen/nngen/dsl/source"

// targetKinds lists the NN7 family: targets.
func targetKinds() []Kind {
	return []Kind{unsupported, outputClash, unknownTarget, toolRefused}
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

// RefusedAt is Refused with the place of what cannot be written.
func RefusedAt(at source.Span, target, cause string) Diagnostic {
	return outputClash.At(at, "the target %s cannot write this: %s", target, cause).WithHelp("`nngen targets` lists what each target can express")
}

var unknownTarget = Kind{
	Code:        "NN7003",
	Title:       "a target that does not exist",
	Explanation: "A target is a simulator or machine that nngen writes code for. `nngen targets` lists them.",
	Bad:         `$ nngen build model.nn --target nestt`,
	Good:        `$ nngen build model.nn --target nest`,
}

// UnknownTarget reports a target that does not exist.
func UnknownTarget(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownTarget.At(at, "there is no target %s", name).suggest(suggestions, "`nngen targets` lists the targets")
}

var toolRefused = Kind{
	Code:        "NN7004",
	Title:       "a simulator's compiler refuses what nngen wrote",
	Explanation: "The files that nngen writes for a simulator go through compilers of that simulator. What they complain about is shown\nat the line of the model that the statement comes from. nngen promises files that compile, so this is a mistake of nngen,\nor the simulator is another version than `nngen doctor` expects.",
	Bad:         `$ nngen run model.nn --engine neuron`,
}

// ToolRefused reports that a compiler does not take a statement of an emitted
// file, which comes from a place in the model.
func ToolRefused(at source.Span, file string, line int, statement, said string) Diagnostic {
	d := toolRefused.At(at, "the code for this is refused at %s:%d: %s", file, line, said)
	if statement != "" {
		d = d.WithNote("the statement there is: %s", statement)
	}
	return d.WithHelp("does `nngen doctor` find the version that it expects? If so, please report this with the model")
}
