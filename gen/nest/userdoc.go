package nest

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// userdoc is the documentation of a class in the form of NEST's own models, which its
// tools collect from BeginUserDocs to EndUserDocs: reStructuredText.
type userdoc struct {
	Tags  string
	Lines []string
}

// page writes a userdoc, section by section.
type page struct{ lines []string }

// section adds a title and its text, unless there is none.
func (p *page) section(title string, lines ...string) {
	if len(lines) == 0 {
		return
	}
	p.lines = append(p.lines, "", title, strings.Repeat("+", len(title)), "")
	for _, l := range lines {
		p.lines = append(p.lines, documented(l))
	}
}

// documented is text that does not end the comment that it stands in.
func documented(text string) string {
	return strings.NewReplacer("*/", "* /", "/*", "/ *", "UserDocs", "User Docs").Replace(text)
}

// markup are characters and ends of words that reStructuredText would take for more.
var markup = regexp.MustCompile("[*|`]|_+($|[^\\pL\\pN_])")

// prose is text that means what it says.
func prose(text string) string {
	return markup.ReplaceAllStringFunc(text, func(found string) string { return `\` + found })
}

// proseLines is that of several lines.
func proseLines(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = prose(l)
	}
	return out
}

// literalBlock is text that is shown as it stands.
func literalBlock(text []string) []string {
	var lines []string
	for _, e := range text {
		for _, l := range gen.Paragraph(e) {
			lines = append(lines, "    "+l)
		}
	}
	return lines
}

// grid is a simple table with a head.
func grid(head []string, rows [][]string) []string {
	if len(rows) == 0 {
		return nil
	}
	rows = append([][]string{head}, rows...)
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for c, text := range row {
			widths[c] = max(widths[c], utf8.RuneCountInString(text))
		}
	}
	var rule []string
	for _, w := range widths {
		rule = append(rule, strings.Repeat("=", max(w, 1)))
	}
	lines := []string{strings.Join(rule, "  ")}
	for i, row := range rows {
		line := ""
		for c, text := range row {
			line += text + strings.Repeat(" ", widths[c]-utf8.RuneCountInString(text)+2)
		}
		lines = append(lines, strings.TrimRight(line, " "))
		if i == 0 {
			lines = append(lines, lines[0])
		}
	}
	return append(lines, lines[0])
}

// cell is text for a column of a table that is not the first, which must not be empty.
func cell(text string) string { return prose(gen.OneLine(text)) }

// code is a name in the column of a table.
func code(name string) string { return "``" + name + "``" }

// cited are brackets with references.
var cited = regexp.MustCompile(`\s*\([^()]*doi:[^()]*\)`)

// short is the first sentence of a text, without references.
func short(doc string) string {
	doc = cited.ReplaceAllString(strings.Join(strings.Fields(doc), " "), "")
	depth := 0
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && strings.ContainsRune(".:;", rune(c)) && (i+1 == len(doc) || doc[i+1] == ' '):
			return doc[:i]
		}
	}
	return doc
}

var reference = regexp.MustCompile(`(?:([A-Z][^;:()]*?\d{4}[a-z]?),?\s+)?doi:(10\.\S+?)[.,;:)]*(?:\s|$)`)

// references are those that a comment gives, with its words.
func references(doc string) []string {
	var lines []string
	for i, m := range reference.FindAllStringSubmatch(strings.Join(strings.Fields(doc), " ")+" ", -1) {
		who := gen.OneLine(m[1])
		if who != "" {
			who = prose(who) + ". "
		}
		lines = append(lines, fmt.Sprintf(".. [%d] %shttps://doi.org/%s", i+1, who, gen.OneLine(m[2])))
	}
	return lines
}

// described is what a doc comment says, with its equations and how they are solved.
func (p *page) described(name, kind, doc string, equations []string, method string) {
	first := gen.OneLine(short(doc))
	if first == "" {
		first = kind + " " + name
	}
	p.section("Short description", prose(first))
	lines := proseLines(gen.Paragraph(doc))
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	lines = append(lines, "In the notation of the model::", "")
	lines = append(append(lines, literalBlock(equations)...), "")
	p.section("Description", append(lines, proseLines(gen.Paragraph(method))...)...)
}

// row describes a quantity: its key, unit, default and meaning.
func row(key string, q program.Quantity) []string {
	value := "set per element"
	if q.Binding == program.Literal {
		value = exprfmt.Literal(q.Value)
	}
	return []string{code(key), unitOf(q.Unit), cell(value), cell(q.Doc)}
}

func unitOf(unit string) string { return cell(statusUnit(unit)) }

// document writes the page of a neuron; keys are those of its given quantities.
func (b *builder) document(keys map[int]string) {
	p, d := b.p, &page{}
	method := "The equations are solved by the method " + gen.OneLine(p.Method)
	if why := gen.OneLine(p.Why); why != "" {
		method += " (" + why + ")"
	}
	d.described(b.n.Name, "Neuron", p.Doc, p.Equations, method+". Times are in ms, potentials in mV, currents in pA, conductances in nS, capacitances in pF.")
	var rows [][]string
	for i, q := range p.Quantities {
		if key, ok := keys[i]; ok {
			rows = append(rows, row(key, q))
		}
	}
	d.section("Parameters", grid([]string{"name", "unit", "default", "meaning"}, rows)...)
	rows = nil
	for i, s := range p.States {
		rows = append(rows, []string{code(strings.TrimPrefix(b.states[i], "S_.")), unitOf(s.Unit), cell(s.Doc)})
	}
	d.section("State variables", grid([]string{"name", "unit", "meaning"}, rows)...)
	d.section("Sends", "SpikeEvent")
	receives := []string{"SpikeEvent, DataLoggingRequest"}
	tags := "neuron"
	rows = nil
	for _, port := range b.n.Ports {
		if p.Ports[port.Index].Continuous {
			continue
		}
		rows = append(rows, []string{fmt.Sprint(port.Number), prose(port.Doc)})
		switch kind := map[string]string{"pA": ", current-based", "nS": ", conductance-based"}[p.Ports[port.Index].Unit]; {
		case !strings.Contains(tags, kind):
			tags += kind
		}
	}
	if len(rows) > 0 {
		receives = append(append(receives, ""), grid([]string{"receptor type", "port"}, rows)...)
	}
	d.section("Receives", receives...)
	d.section("References", references(p.Doc)...)
	if b.n.Random {
		tags += ", stochastic"
	}
	b.n.Docs = userdoc{Tags: tags, Lines: d.lines}
}

// document writes the page of a rule.
func (b *ruleBuilder) document() {
	r, d := b.r, &page{}
	d.described(b.out.Name, "Plasticity", r.Doc, r.Equations, "Between events the equations are solved exactly, or step by step where they read the target.")
	d.lines = append(d.lines, "", "A spike of the source reaches the connection after the axonal delay, one of the target after the",
		"dendritic delay, in which the target also gets what is delivered. Between events states are not stored:",
		"they follow from their values at the last event.")
	var rows [][]string
	for i, q := range r.Quantities {
		if !q.Derived && b.keys[i] != "" {
			rows = append(rows, row(b.keys[i], q))
		}
	}
	d.section("Parameters", grid([]string{"name", "unit", "default", "meaning"}, rows)...)
	rows = nil
	for i, s := range r.States {
		where := map[program.Site]string{program.AtSource: "of the source", program.AtTarget: "of the target", program.Shared: "shared"}[s.Site]
		if where == "" {
			where = "of the connection"
		}
		rows = append(rows, []string{code(b.states[i]), unitOf(s.Unit), where, cell(s.Doc)})
	}
	d.section("State variables", grid([]string{"name", "unit", "place", "meaning"}, rows)...)
	d.section("Transmits", "SpikeEvent")
	d.section("References", references(r.Doc)...)
	tags := "synapse"
	if r.HasPost() {
		tags += ", spike-timing-dependent plasticity"
	} else {
		tags += ", short-term plasticity"
	}
	b.out.Docs = userdoc{Tags: tags, Lines: d.lines}
}

// seeAlso ends every page with the names of the other models of the module.
func seeAlso(pages map[string]*userdoc, order []string) {
	for _, name := range order {
		var others []string
		for _, other := range order {
			if other != name {
				others = append(others, other)
			}
		}
		if len(others) > 0 {
			d := page{lines: pages[name].Lines}
			d.section("See also", proseLines(gen.Paragraph(strings.Join(others, ", ")))...)
			pages[name].Lines = d.lines
		}
	}
}
