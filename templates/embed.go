// Package templates holds the text templates of the targets, one folder per
// target. Templates lay out; they never compute or decide.
package templates

import "embed"

// FS holds <target>/*.tmpl.
//
//go:embed */*.tmpl
var FS embed.FS
