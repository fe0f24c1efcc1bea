package proof

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/report"
)

// Markdown is the matrix as tables, one for each group, with the reasons of what is
// refused below them.
func (m *Matrix) Markdown() string {
	var b strings.Builder
	for _, group := range m.groups() {
		rows := [][]string{append([]string{group}, m.Engines...)}
		for _, r := range m.Rows {
			if r.Group != group {
				continue
			}
			cells := []string{r.Name}
			for _, c := range r.Cells {
				cells = append(cells, c.short())
			}
			rows = append(rows, cells)
		}
		fmt.Fprintf(&b, "%s\n", report.Markdown(rows))
	}
	fmt.Fprintf(&b, "%s\n\n", m.versions())
	for _, r := range m.reasons() {
		fmt.Fprintf(&b, "- %s\n", r)
	}
	return b.String()
}

// short is what a table says of a cell.
func (c *Cell) short() string {
	if c.Verdict == Class {
		return c.Detail
	}
	return string(c.Verdict)
}

// Counts is a table of engines and groups: how many models of a group have which
// verdict.
func (m *Matrix) Counts() string {
	groups := m.groups()
	rows := [][]string{append([]string{"engine", "version"}, groups...)}
	for k, e := range m.Engines {
		cells := []string{e, m.Versions[e]}
		for _, group := range groups {
			counts, order := map[string]int{}, []string{}
			for _, r := range m.Rows {
				if r.Group != group {
					continue
				}
				c := r.Cells[k]
				text := c.short()
				if c.Verdict == Class {
					text, _, _ = strings.Cut(c.Detail, ",")
				}
				switch {
				case c.Verdict == NotRun && c.Detail == notInSample:
					text = "not in the sample"
				case c.Verdict == NotRun:
					text = "not run since its code changed"
				}
				if counts[text]++; counts[text] == 1 {
					order = append(order, text)
				}
			}
			sort.SliceStable(order, func(i, j int) bool { return counts[order[i]] > counts[order[j]] })
			for i, text := range order {
				order[i] = fmt.Sprintf("%d %s", counts[text], text)
			}
			cells = append(cells, strings.Join(order, ", "))
		}
		rows = append(rows, cells)
	}
	return report.Markdown(rows)
}

// Models is the table of one group on the engines that run everything; below it is why
// an engine refuses a model, by number.
func (m *Matrix) Models(group string) string {
	var columns []int
	head := []string{"model"}
	for k, e := range m.Engines {
		if k > 0 && sampled[e] == nil { // the first one is the reference
			columns = append(columns, k)
			head = append(head, e)
		}
	}
	rows := [][]string{head}
	var reasons []string
	for _, r := range m.Rows {
		if r.Group != group {
			continue
		}
		cells := []string{r.Name}
		for _, k := range columns {
			c := &r.Cells[k]
			text := c.short()
			if c.Verdict == Refused {
				at := slices.Index(reasons, c.reason())
				if at < 0 {
					at = len(reasons)
					reasons = append(reasons, c.reason())
				}
				text = fmt.Sprintf("refused (%d)", at+1)
			}
			cells = append(cells, text)
		}
		rows = append(rows, cells)
	}
	var b strings.Builder
	b.WriteString(report.Markdown(rows))
	for i, text := range reasons {
		if i == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%d. %s\n", i+1, text)
	}
	return b.String()
}

// introduction is what targets say before a reason, which a table says by its columns.
var introduction = regexp.MustCompile(`^the target \w+ cannot write this(?: model)?: `)

// reason is why an engine refuses a model.
func (c *Cell) reason() string { return introduction.ReplaceAllString(c.Detail, "") }

// groups are the groups in their order.
func (m *Matrix) groups() []string {
	var list []string
	for _, r := range m.Rows {
		if !slices.Contains(list, r.Group) {
			list = append(list, r.Group)
		}
	}
	return list
}

func (m *Matrix) versions() string {
	var list []string
	for _, e := range m.Engines {
		if v := m.Versions[e]; v != "" {
			list = append(list, e+" "+v)
		}
	}
	return "Versions: " + strings.Join(list, ", ") + "."
}

// reasons are those of all refusals, with how many models they concern, and every
// difference and failure.
func (m *Matrix) reasons() []string {
	counts := map[string]int{}
	var wrong []string
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			switch c.Verdict {
			case Refused, NotRun:
				counts[c.Engine+", "+string(c.Verdict)+": "+c.reason()]++
			case Differs, Failed:
				wrong = append(wrong, fmt.Sprintf("%s on %s %s: %s", r.Name, c.Engine, c.Verdict, c.Detail))
			}
		}
	}
	var list []string
	for text, n := range counts {
		list = append(list, fmt.Sprintf("%s (%d)", text, n))
	}
	sort.Strings(list)
	return append(wrong, list...)
}

// colours of verdicts in the page.
var colours = map[Verdict]string{Reference: "#e8eef7", Identical: "#d8f0d8", Class: "#f5efcf", Refused: "#eeeeee", NotRun: "#ffffff", Differs: "#f4c2c2", Failed: "#f4c2c2"}

// HTML is the matrix as a page. The reason of a cell shows when the mouse is on it; a
// cell leads to the emitted files and to pictures of what is not identical, where
// there are some.
func (m *Matrix) HTML() string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>What agrees with what</title>\n<style>body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left}</style></head>\n<body>\n<h1>What agrees with what</h1>\n")
	for _, group := range m.groups() {
		fmt.Fprintf(&b, "<h2>%s</h2>\n<table>\n<tr><th></th>", html.EscapeString(group))
		for _, e := range m.Engines {
			fmt.Fprintf(&b, "<th>%s</th>", html.EscapeString(e))
		}
		b.WriteString("</tr>\n")
		for _, r := range m.Rows {
			if r.Group != group {
				continue
			}
			fmt.Fprintf(&b, "<tr><td>%s (%d spikes)</td>", html.EscapeString(r.Name), r.Spikes)
			for _, c := range r.Cells {
				fmt.Fprintf(&b, "<td style=\"background:%s\" title=\"%s\">%s%s</td>", colours[c.Verdict], html.EscapeString(c.Detail), html.EscapeString(string(c.Verdict)), c.links())
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</table>\n")
	}
	fmt.Fprintf(&b, "<p>%s</p>\n<ul>\n", html.EscapeString(m.versions()))
	for _, r := range m.reasons() {
		fmt.Fprintf(&b, "<li>%s</li>\n", html.EscapeString(r))
	}
	b.WriteString("</ul>\n</body>\n</html>\n")
	return b.String()
}

// links lead to what a report holds of a cell.
func (c *Cell) links() string {
	var b strings.Builder
	link := func(address, text string) {
		fmt.Fprintf(&b, " <a href=\"%s\">%s</a>", html.EscapeString(address), text)
	}
	if c.Source != "" {
		link(c.Source+"/", "code")
	}
	for _, f := range c.Figures {
		_, kind, _ := strings.Cut(strings.TrimSuffix(f, ".svg"), c.Engine+"_")
		link(f, html.EscapeString(kind))
	}
	return b.String()
}
