package native

import (
	"slices"
	"strings"
)

// Catalogue lists the candidates with their equations for README.md.
func Catalogue() string {
	rows := [][]string{{"NEST", "what", "class", "equations"}}
	for _, m := range neuronModels() {
		class := tolerance
		switch {
		case m.exact:
			class = identical + " where the method is exact"
		case m.euler:
			class = identical + " where the method is euler"
		}
		lines := m.lines(1)
		for i := range lines {
			lines[i] = "`" + lines[i] + "`"
		}
		rows = append(rows, []string{"`" + m.name + "`", m.doc, class, strings.Join(lines, "<br>")})
	}
	for _, m := range synapseModels() {
		lines := slices.Clone(m.lines)
		for i := range lines {
			lines[i] = "`" + lines[i] + "`"
		}
		rows = append(rows, []string{"`" + m.name + "`", m.doc, identical, strings.Join(lines, "<br>")})
	}
	return markdown(rows) + "\n"
}
