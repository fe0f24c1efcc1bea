package proof

import (
	"fmt"
	"html"
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
				text := string(c.Verdict)
				if c.Verdict == Class {
					text = c.Detail
				}
				cells = append(cells, text)
			}
			rows = append(rows, cells)
		}
		fmt.Fprintf(&b, "%s\n", report.Markdown(rows))
	}
	b.WriteString(m.versions())
	for _, r := range m.reasons() {
		fmt.Fprintf(&b, "- %s\n", r)
	}
	return b.String()
}

// groups are the groups in their order.
func (m *Matrix) groups() []string {
	var list []string
	for _, r := range m.Rows {
		if len(list) == 0 || list[len(list)-1] != r.Group {
			list = append(list, r.Group)
		}
	}
	return list
}

func (m *Matrix) versions() string {
	seen := map[string]string{}
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			if c.Version != "" {
				seen[c.Engine] = c.Version
			}
		}
	}
	var list []string
	for _, e := range m.Engines {
		if v := seen[e]; v != "" {
			list = append(list, e+" "+v)
		}
	}
	return "Versions: " + strings.Join(list, ", ") + ".\n\n"
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
				counts[c.Engine+", "+string(c.Verdict)+": "+c.Detail]++
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

// HTML is the matrix as a page; the reason of a cell shows when the mouse is on it.
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
				fmt.Fprintf(&b, "<td style=\"background:%s\" title=\"%s\">%s</td>", colours[c.Verdict], html.EscapeString(c.Detail), html.EscapeString(string(c.Verdict)))
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
