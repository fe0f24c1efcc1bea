package lower

import (
	"regexp"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// indices are those of elements in messages.
var indices = regexp.MustCompile(`\[\d+\]`)

// once leaves out of messages those that say the same about another element of a
// vector.
func once(list diag.List) diag.List {
	type key struct {
		code, message string
		start, end    int
		file          *source.File
	}
	seen := map[key]bool{}
	var out diag.List
	for _, d := range list {
		k := key{d.Code, indices.ReplaceAllString(d.Message, "[]"), d.Primary.Start, d.Primary.End, d.Primary.File}
		if indices.MatchString(d.Message) && seen[k] {
			continue
		}
		seen[k] = true
		out = append(out, d)
	}
	return out
}
