// Package examples holds the models of the examples, for the command that times
// them.
package examples

import "embed"

// Models holds <name>/model.nn.
//
//go:embed */model.nn
var Models embed.FS
