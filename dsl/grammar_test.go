package dsl_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// rule is a part of a production: what it matches from a position, as the
// positions behind.
type rule interface {
	ends(m *matcher, at int) []int
	// derive finds how the rule matches exactly [at, end) and notes the
	// productions on the way.
	derive(m *matcher, at, end int, used map[string]bool) bool
}

type (
	terminal string // "by", or one of name, number, text, unit
	name     string // of a production
	sequence []rule
	choice   []rule
	repeated struct{ inner rule }
)

// grammar is the productions of the reference by name.
type grammar map[string]rule

var productionLine = regexp.MustCompile(`^([A-Z][A-Za-z]*) += (.*) \.$`)

// readGrammar reads the productions among the lines of the reference.
func readGrammar(t *testing.T, doc string) grammar {
	t.Helper()
	g := grammar{}
	for _, l := range strings.Split(doc, "\n") {
		p := productionLine.FindStringSubmatch(strings.TrimPrefix(l, "//\t"))
		if p == nil {
			continue
		}
		if g[p[1]] != nil {
			t.Errorf("%s is defined twice", p[1])
		}
		r := &ebnf{words: regexp.MustCompile(`"[^"]*"|[A-Za-z]+|[^ ]`).FindAllString(p[2], -1)}
		g[p[1]] = r.choice()
		if len(r.words) > 0 {
			t.Errorf("%s: %v is left over", p[1], r.words)
		}
	}
	return g
}

// ebnf reads the right side of a production.
type ebnf struct{ words []string }

func (r *ebnf) next() string {
	if len(r.words) == 0 {
		return ""
	}
	return r.words[0]
}

func (r *ebnf) take() string {
	w := r.next()
	r.words = r.words[min(1, len(r.words)):]
	return w
}

func (r *ebnf) choice() rule {
	c := choice{r.sequence()}
	for r.next() == "|" {
		r.take()
		c = append(c, r.sequence())
	}
	return c
}

func (r *ebnf) sequence() rule {
	var s sequence
	for {
		switch w := r.next(); {
		case w == "" || strings.Contains("|)]}", w):
			return s
		case w == "(":
			r.take()
			s = append(s, r.choice())
			r.take()
		case w == "[":
			r.take()
			s = append(s, choice{r.choice(), sequence{}})
			r.take()
		case w == "{":
			r.take()
			s = append(s, repeated{r.choice()})
			r.take()
		case w[0] == '"', w == "name", w == "number", w == "text", w == "unit":
			s = append(s, terminal(r.take()))
		default:
			s = append(s, name(r.take()))
		}
	}
}

// names lists the productions that a rule mentions.
func names(r rule) []string {
	var list []string
	switch r := r.(type) {
	case name:
		list = append(list, string(r))
	case sequence:
		for _, x := range r {
			list = append(list, names(x)...)
		}
	case choice:
		for _, x := range r {
			list = append(list, names(x)...)
		}
	case repeated:
		list = names(r.inner)
	}
	return list
}

// matcher matches a grammar with the tokens of a file.
type matcher struct {
	grammar grammar
	tokens  []parser.Token
	memo    map[string][]int
}

// match reports whether the grammar describes a text, and the productions with
// which it does.
func match(g grammar, text string) (map[string]bool, bool) {
	m := &matcher{grammar: g, tokens: statementTokens(text), memo: map[string][]int{}}
	used := map[string]bool{}
	end := len(m.tokens)
	ok := slices.Contains(name("File").ends(m, 0), end) && name("File").derive(m, 0, end, used)
	return used, ok
}

// statementTokens are the tokens of a text without comments, with a semicolon
// where a line end or a closing brace ends a statement.
func statementTokens(text string) []parser.Token {
	tokens, _ := parser.Scan(source.New("test.nn", text))
	tokens = slices.DeleteFunc(tokens, func(t parser.Token) bool {
		return t.Kind == parser.Comment || t.Kind == parser.Doc || t.Kind == parser.EOF
	})
	end := parser.Token{Kind: parser.Punct, Text: ";"}
	var out []parser.Token
	depth := 0
	for i, t := range tokens {
		following := ""
		for _, n := range tokens[i+1:] {
			if n.Kind != parser.Newline {
				following = n.Text
				break
			}
		}
		last := parser.Token{}
		if len(out) > 0 {
			last = out[len(out)-1]
		}
		if t.Kind == parser.Newline {
			goesOn := last.Kind == parser.Punct && !strings.Contains("{ } ) ] ' ;", last.Text) || strings.Contains(" and or not by ", " "+last.Text+" ")
			if depth == 0 && !goesOn && following != "{" && !(last.Text == "}" && following == "else") {
				out = append(out, end)
			}
			continue
		}
		if last.Text == "}" && t.Text != "}" && t.Text != ";" && t.Text != "else" {
			out = append(out, end)
		}
		switch t.Text {
		case "(", "[":
			depth++
		case ")", "]":
			depth--
		}
		out = append(out, t)
	}
	return out
}

func (r terminal) ends(m *matcher, at int) []int {
	if at >= len(m.tokens) {
		return nil
	}
	t := m.tokens[at]
	ok := false
	switch r {
	case "name":
		ok = t.Kind == parser.Word && t.Text != "and" && t.Text != "or" && t.Text != "not"
	case "number":
		ok = t.Kind == parser.Number
	case "text":
		ok = t.Kind == parser.Text
	case "unit":
		ok = t.Kind == parser.Word && ast.IsUnit(t.Text)
	default:
		ok = t.Kind != parser.Text && t.Kind != parser.Wrong && string(r) == `"`+t.Text+`"`
	}
	if ok {
		return []int{at + 1}
	}
	return nil
}

func (r name) ends(m *matcher, at int) []int {
	key := fmt.Sprint(string(r), " ", at)
	if list, ok := m.memo[key]; ok {
		return list
	}
	m.memo[key] = nil
	list := m.grammar[string(r)].ends(m, at)
	m.memo[key] = list
	return list
}

func (r sequence) ends(m *matcher, at int) []int {
	list := []int{at}
	for _, x := range r {
		var next []int
		for _, i := range list {
			next = append(next, x.ends(m, i)...)
		}
		list = distinct(next)
	}
	return list
}

func (r choice) ends(m *matcher, at int) []int {
	var list []int
	for _, x := range r {
		list = append(list, x.ends(m, at)...)
	}
	return distinct(list)
}

func (r repeated) ends(m *matcher, at int) []int {
	list := []int{at}
	for i := 0; i < len(list); i++ {
		for _, e := range r.inner.ends(m, list[i]) {
			if !slices.Contains(list, e) {
				list = append(list, e)
			}
		}
	}
	return distinct(list)
}

func distinct(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

func (r terminal) derive(m *matcher, at, end int, _ map[string]bool) bool {
	return slices.Contains(r.ends(m, at), end)
}

func (r name) derive(m *matcher, at, end int, used map[string]bool) bool {
	if !slices.Contains(r.ends(m, at), end) || !m.grammar[string(r)].derive(m, at, end, used) {
		return false
	}
	used[string(r)] = true
	return true
}

func (r sequence) derive(m *matcher, at, end int, used map[string]bool) bool {
	if len(r) == 0 {
		return at == end
	}
	for _, i := range r[0].ends(m, at) {
		if i <= end && slices.Contains(r[1:].ends(m, i), end) {
			return r[0].derive(m, at, i, used) && r[1:].derive(m, i, end, used)
		}
	}
	return false
}

func (r choice) derive(m *matcher, at, end int, used map[string]bool) bool {
	for _, x := range r {
		if slices.Contains(x.ends(m, at), end) {
			return x.derive(m, at, end, used)
		}
	}
	return false
}

func (r repeated) derive(m *matcher, at, end int, used map[string]bool) bool {
	if at == end {
		return true
	}
	for _, i := range r.inner.ends(m, at) {
		if i > at && i <= end && slices.Contains(r.ends(m, i), end) {
			return r.inner.derive(m, at, i, used) && r.derive(m, i, end, used)
		}
	}
	return false
}
