package neuron

import "github.com/nngen/nngen/dsl/diag"

// refused reports a study that passed the check of its features and still holds
// something that NMODL cannot say.
func refused(err error) diag.List { return diag.List{diag.Refused("neuron", err.Error())} }
