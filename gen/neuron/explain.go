package neuron

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// What nrnivmodl prints: the translator about a line of the mechanism, the C++
// compiler about a line of what it was translated into, with that line below.
var (
	translator = regexp.MustCompile(`(?s)([^\n]*)\bat line (\d+) in file (\S+\.mod)`)
	compiler   = regexp.MustCompile(`([^/\s]+)\.cpp:\d+:\d+: error: ([^\n]*)\n\s*\d+ \|([^\n]*)`)
	inFunction = regexp.MustCompile(`In function [^\n]*?\b(\w+?)_(\w+)\(`)
)

// Explain finds the lines of the model that nrnivmodl complains about.
func (Target) Explain(s *ir.Study, files []gen.File, said string) diag.List {
	v, err := newView(s)
	if err != nil || s.Model == nil {
		return nil
	}
	var list diag.List
	add := func(mechanism string, line int, message string) {
		for i := range v.Mechanisms {
			m := &v.Mechanisms[i]
			at := slices.IndexFunc(files, func(f gen.File) bool { return path.Base(f.Path) == m.Name+".mod" })
			if m.Name != mechanism || at < 0 {
				continue
			}
			text := strings.Split(string(files[at].Data), "\n")
			if line < 1 || line > len(text) {
				continue
			}
			x := &placer{mechanism: m, model: s.Model, number: i, text: text}
			list.Add(diag.ToolRefused(x.place(line-1), files[at].Path, line, strings.TrimSpace(text[line-1]), message))
		}
	}
	for _, m := range translator.FindAllStringSubmatch(said, -1) {
		line, _ := strconv.Atoi(m[2])
		add(strings.TrimSuffix(m[3], ".mod"), line, complaint(said[:strings.Index(said, m[0])], m[1]))
	}
	for _, m := range compiler.FindAllStringSubmatchIndex(said, -1) {
		name, message, code := said[m[2]:m[3]], said[m[4]:m[5]], said[m[6]:m[7]]
		at := slices.IndexFunc(files, func(f gen.File) bool { return path.Base(f.Path) == name+".mod" })
		if at < 0 {
			continue
		}
		procedure := ""
		if in := inFunction.FindAllStringSubmatch(said[:m[0]], -1); in != nil {
			procedure = in[len(in)-1][1]
		}
		add(name, translated(strings.Split(string(files[at].Data), "\n"), code, strings.TrimRight(procedure, "_")), message)
	}
	return list
}

// complaint is what the translator says before it names the line.
func complaint(before, last string) string {
	_, text, _ := cut(before, "Translating")
	var words []string
	for _, l := range append(strings.Split(text, "\n")[min(1, strings.Count(text, "\n")):], last) {
		if l = strings.Trim(strings.TrimSpace(l), ":"); l != "" && !strings.HasPrefix(l, "Warning") {
			words = append(words, l)
		}
	}
	return strings.Join(words, ", ")
}

// cut is strings.Cut at the last occurrence.
func cut(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

// translated finds the line of a mechanism that the translator made a statement of
// C++ from: one with the same names in the same order, in the same procedure if there
// is one. 0 when there is none.
func translated(text []string, code, procedure string) int {
	want := identifiers(code)
	best, quality, in := 0, 0, ""
	for i := range text {
		l := wholeStatement(text, i)
		if head := blockHead.FindStringSubmatch(l); head != nil {
			in = head[1]
		}
		have := identifiers(l)
		q := 0
		switch {
		case len(want) == 0 || len(have) == 0 || !strings.Contains(l, "=") || have[0] != want[0]:
		case slices.Equal(have, want):
			q = 2
		case within(want, have): // arguments of connections have lost their names
			q = 1
		}
		if q > 0 && in == procedure {
			q += 2
		}
		if q > quality {
			best, quality = i+1, q
		}
	}
	return best
}

// wholeStatement is the statement that begins in a line, without comments.
func wholeStatement(text []string, i int) string {
	var b strings.Builder
	for ; i < len(text); i++ {
		l, _, _ := strings.Cut(text[i], ": ")
		b.WriteString(l)
		if l = strings.TrimSpace(l); l == "" || !strings.ContainsRune("+-*/,&|=<>", rune(l[len(l)-1])) {
			break
		}
	}
	return b.String()
}

// within reports whether all of a stand in b, in their order.
func within(a, b []string) bool {
	for _, x := range b {
		if len(a) > 0 && a[0] == x {
			a = a[1:]
		}
	}
	return len(a) == 0
}

var blockHead = regexp.MustCompile(`^(?:PROCEDURE|FUNCTION) (\w+)`)

// identifiers are the names in a statement without those that the translator adds; it
// puts _l before those of local variables.
func identifiers(code string) []string {
	var list []string
	for _, n := range identifier.FindAllString(code, -1) {
		n = strings.TrimPrefix(n, "_l")
		if !strings.HasPrefix(n, "_") && n != "if" && n != "else" && n != "while" {
			list = append(list, n)
		}
	}
	return list
}

// placer finds where in the model lines of a mechanism come from.
type placer struct {
	*mechanism
	model  *ir.Model
	number int // of the mechanism
	text   []string
}

// place is the place of what line (from 0) says.
func (x *placer) place(line int) source.Span {
	d := x.model.Dynamics[x.number]
	procedure := ""
	for i := line; i >= 0 && procedure == ""; i-- {
		if comment, ok := strings.CutPrefix(strings.TrimSpace(x.text[i]), ": on "); ok {
			for _, h := range d.Handlers {
				if h.Span.File != nil && ascii(gen.Paragraph("on " + h.Text)[0]) == "on "+comment {
					return h.Span
				}
			}
		}
		if head := blockHead.FindStringSubmatch(x.text[i]); head != nil {
			procedure = head[1]
		}
	}
	code, _, _ := strings.Cut(x.text[line], ": ")
	words := identifiers(code)
	for _, r := range x.Rules {
		rule := x.model.Rules[r.number]
		for _, p := range r.Procedures {
			if name, _, _ := strings.Cut(p.Head, "("); name == procedure {
				return inRule(rule, r.origin, procedure == r.post, words)
			}
		}
	}
	for _, w := range words {
		if span, ok := gen.PlaceOf(d, x.origin[w]); ok {
			return span
		}
	}
	return d.Span
}

// inRule is the place of a statement of a plasticity rule.
func inRule(d *ir.Dynamics, origin map[string]string, post bool, words []string) source.Span {
	side := program.AtSource
	if post {
		side = program.AtTarget
	}
	state := ""
	if len(words) > 0 {
		state = origin[words[0]]
	}
	return gen.PlaceOfEvent(d, side, state)
}
