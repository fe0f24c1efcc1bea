package conformance

import "embed"

// Cases holds the cases, for the command that runs all of them on every engine.
//
//go:embed *.txtar
var Cases embed.FS
