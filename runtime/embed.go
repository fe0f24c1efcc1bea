// Package runtime holds nothing but the sources of its subpackages, which
// depend on the standard library only: generated Go modules carry copies of
// those that they use, so that they build offline.
package runtime

import "embed"

// Sources holds <package>/*.go and the files that these embed.
//
//go:embed batch derive elementary engine jit network program propagator record rng
var Sources embed.FS
