// Package proof runs everything that nngen ships, examples, the standard library and
// conformance cases, on every engine that is there, and says for each pair whether the
// engine agrees with the reference, to which class, or why it refuses.
//
// The verdicts are kept with digests of what ran, so that only what has changed runs
// again, and a test can tell that something has.
package proof

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nngen/nngen/examples"
	"github.com/nngen/nngen/golden/conformance"
)

// Subject is a model to be run.
type Subject struct {
	Group  string `json:"group"` // examples, std or conformance
	Name   string `json:"name"`
	Text   string `json:"-"`
	Digest string `json:"text"` // of the text
}

// Subjects lists all models: examples, the library, conformance cases.
func Subjects() ([]Subject, error) {
	list, err := subjects()
	return slices.Clone(list), err
}

var subjects = sync.OnceValues(func() ([]Subject, error) {
	var list []Subject
	models, err := fs.Glob(examples.Models, "*/model.nn")
	if err != nil {
		return nil, err
	}
	for _, p := range models {
		text, err := examples.Models.ReadFile(p)
		if err != nil {
			return nil, err
		}
		list = append(list, Subject{Group: "examples", Name: path.Dir(p), Text: string(text)})
	}
	others, err := library()
	if err != nil {
		return nil, err
	}
	list = append(list, others...)
	cases, err := fs.Glob(conformance.Cases, "*.txtar")
	if err != nil {
		return nil, err
	}
	for _, p := range cases {
		text, err := conformance.Cases.ReadFile(p)
		if err != nil {
			return nil, err
		}
		files := Archive(string(text))
		if files["model.nn"] == "" {
			return nil, fmt.Errorf("%s has no model.nn", p)
		}
		list = append(list, Subject{Group: "conformance", Name: strings.TrimSuffix(p, ".txtar"), Text: files["model.nn"]})
	}
	for i := range list {
		list[i].Digest = digest(list[i].Text)
	}
	return list, nil
})

// Archive takes a text of several files apart: each begins with a line
// "-- name --".
func Archive(text string) map[string]string {
	files := map[string]string{}
	name := ""
	for line := range strings.Lines(text) {
		head := strings.TrimSpace(line)
		if strings.HasPrefix(head, "-- ") && strings.HasSuffix(head, " --") && len(head) > 6 {
			name = head[3 : len(head)-3]
			continue
		}
		if name != "" {
			files[name] += line
		}
	}
	return files
}
