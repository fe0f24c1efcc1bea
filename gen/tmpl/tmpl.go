// Package tmpl renders the templates of the targets. It is the only importer of
// sprig, and lets through only functions that depend on nothing but their
// arguments.
package tmpl

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// allowed are the functions of sprig that templates may use.
var allowed = []string{"add", "add1", "sub", "join", "indent", "nindent", "trim", "trimSuffix", "trimPrefix", "upper", "lower", "repeat", "replace", "list", "first", "last", "splitList", "default", "ternary", "quote", "until"}

// Set is a parsed set of templates.
type Set struct{ t *template.Template }

// Parse reads the templates that match the patterns. Functions are added to
// those of sprig's allow-list.
func Parse(fsys fs.FS, funcs template.FuncMap, patterns ...string) (*Set, error) {
	all := sprig.HermeticTxtFuncMap()
	m := template.FuncMap{"comment": Comment}
	for _, name := range allowed {
		m[name] = all[name]
	}
	for k, v := range funcs {
		m[k] = v
	}
	t, err := template.New("nngen").Funcs(m).Option("missingkey=error").ParseFS(fsys, patterns...)
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	return &Set{t}, nil
}

// Execute renders the template with that file name over view.
func (s *Set) Execute(name string, view any) ([]byte, error) {
	var b bytes.Buffer
	if err := s.t.ExecuteTemplate(&b, name, view); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// Comment puts mark before every line of text, so that a doc comment of the
// model cannot leave the comment that it is put into. Control characters and
// line separators other than the newline become spaces.
func Comment(mark, text string) string {
	clean := strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
	lines := strings.Split(strings.TrimRight(clean, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(mark+l, " ")
	}
	return strings.Join(lines, "\n")
}
