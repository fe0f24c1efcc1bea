package cli

import (
	"github.com/nngen/nngen/dsl/diag"
)

// report writes diagnostics to Err.
func (a *app) report(list diag.List) {
	if len(list) == 0 {
		return
	}
	if a.format == "json" {
		diag.WriteJSON(a.Err, list)
		return
	}
	diag.WriteText(a.Err, list, diag.TextOptions{Colour: a.Terminal && a.Getenv("NO_COLOR") == ""})
}
