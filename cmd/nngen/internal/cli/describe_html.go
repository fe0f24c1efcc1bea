package cli

import (
	"fmt"
	"html"
	"strings"
)

// style is the look of a description: it needs nothing from outside.
const style = `body { font: 16px/1.5 Georgia, serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
h1, h2 { font-family: Helvetica, Arial, sans-serif; font-weight: 600 }
h2 { border-bottom: 2px solid #222; margin-top: 2em; font-size: 1.1em }
table { border-collapse: collapse; margin: 1em 0 }
th, td { text-align: left; padding: .2em .8em; border-bottom: 1px solid #ccc; vertical-align: top }
th { font-family: Helvetica, Arial, sans-serif; font-size: .85em }
.equations p { margin: .2em 0 .2em 2em }
`

// html writes the document of a description as one page.
func (d description) html() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n<style>\n%s</style>\n<h1>%[1]s</h1>\n", html.EscapeString(d.Model), style)
	for _, x := range d.document() {
		switch {
		case x.title != "":
			fmt.Fprintf(&b, "<h2>%s</h2>\n", html.EscapeString(x.title))
		case x.text != "":
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(x.text))
		case x.table != nil:
			table(&b, x.table)
		case x.list != nil:
			b.WriteString("<ul>\n")
			for _, item := range x.list {
				fmt.Fprintf(&b, "<li>%s</li>\n", html.EscapeString(item))
			}
			b.WriteString("</ul>\n")
		default:
			b.WriteString("<div class=\"equations\">\n")
			for _, e := range x.equations {
				fmt.Fprintf(&b, "<p>%s</p>\n", formula(e))
			}
			b.WriteString("</div>\n")
		}
	}
	b.WriteString("</html>\n")
	return b.String()
}

func table(b *strings.Builder, rows [][]string) {
	b.WriteString("<table>\n")
	for i, row := range rows {
		cell := "td"
		if i == 0 {
			if strings.Join(row, "") == "" {
				continue
			}
			cell = "th"
		}
		b.WriteString("<tr>")
		for k, text := range row {
			shown := html.EscapeString(text)
			if i > 0 && k == 0 && rows[0][0] == "parameter" {
				shown = symbol(text)
			}
			fmt.Fprintf(b, "<%s>%s</%[1]s>", cell, shown)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}

// greek are the letters that names stand for.
var greek = map[string]string{
	"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
	"pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}

// Words of the language, functions and units are not set as names.
var upright = map[string]bool{"on": true, "spike": true, "hold": true, "for": true, "if": true, "else": true, "from": true, "pre": true, "post": true, "deliver": true, "let": true,
	"and": true, "or": true, "not": true, "rising": true, "hazard": true, "inf": true,
	"exp": true, "expm1": true, "log": true, "sqrt": true, "sin": true, "cos": true, "tanh": true, "min": true, "max": true, "abs": true, "clip": true, "redraw": true, "linoid": true, "exprel": true,
	"ms": true, "mV": true, "pA": true, "nA": true, "nS": true, "uS": true, "pF": true, "nF": true, "um": true, "mM": true, "Hz": true, "kHz": true, "MOhm": true}

// symbol sets a name: V_th with an index, tau as a letter, exc.tau behind its port.
func symbol(name string) string {
	if upright[name] {
		return html.EscapeString(name)
	}
	if port, rest, found := strings.Cut(name, "."); found {
		return html.EscapeString(port) + "." + symbol(rest)
	}
	base, index, found := strings.Cut(name, "_")
	if g := greek[base]; g != "" {
		base = g
	}
	text := "<i>" + html.EscapeString(base) + "</i>"
	if found && index != "" {
		text += "<sub>" + html.EscapeString(strings.ReplaceAll(index, "_", ",")) + "</sub>"
	}
	return text
}

// signs are written as in print.
var signs = map[string]string{"*": "·", "-": "−", ">=": "≥", "<=": "≤", "!=": "≠", "<": "&lt;", ">": "&gt;", "&": "&amp;"}

// formula sets an equation of a model: V' as dV/dt, powers raised, indices lowered.
func formula(e string) string {
	var b strings.Builder
	for i := 0; i < len(e); {
		switch c := e[i]; {
		case letter(c):
			j := i
			for j < len(e) && (letter(e[j]) || e[j] == '.' || digit(e[j])) {
				j++
			}
			order := 0
			for j+order < len(e) && e[j+order] == '\'' {
				order++
			}
			b.WriteString(derivative(symbol(e[i:j]), order))
			i = j + order
		case c == '^':
			var raised string
			raised, i = exponent(e, i+1)
			b.WriteString("<sup>" + formula(raised) + "</sup>")
		default:
			n := 1
			if i+1 < len(e) && signs[e[i:i+2]] != "" {
				n = 2
			}
			if s := signs[e[i:i+n]]; s != "" {
				b.WriteString(s)
			} else {
				b.WriteString(e[i : i+n])
			}
			i += n
		}
	}
	return b.String()
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func digit(c byte) bool { return c >= '0' && c <= '9' }

// derivative is a name with as many primes as order.
func derivative(name string, order int) string {
	switch order {
	case 0:
		return name
	case 1:
		return "d" + name + "/d<i>t</i>"
	}
	return fmt.Sprintf("d<sup>%d</sup>%s/d<i>t</i><sup>%[1]d</sup>", order, name)
}

// exponent is what a power is raised to, from i on: a bracket without its ends, a
// number, or a name.
func exponent(e string, i int) (text string, next int) {
	if i < len(e) && e[i] == '(' {
		depth := 0
		for j := i; j < len(e); j++ {
			switch e[j] {
			case '(':
				depth++
			case ')':
				if depth--; depth == 0 {
					return e[i+1 : j], j + 1
				}
			}
		}
	}
	j := i
	for j < len(e) && (e[j] == '-' && j == i || e[j] == '.' || letter(e[j]) || digit(e[j])) {
		j++
	}
	return e[i:j], j
}
