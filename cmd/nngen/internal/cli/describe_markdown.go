package cli

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/report"
)

// markdown writes the document of a description in Markdown.
func (d description) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", d.Model)
	for _, x := range d.document() {
		switch {
		case x.title != "":
			fmt.Fprintf(&b, "\n## %s\n", x.title)
		case x.text != "":
			fmt.Fprintf(&b, "\n%s\n", x.text)
		case x.table != nil:
			fmt.Fprintf(&b, "\n%s", report.Markdown(x.table))
		case x.list != nil:
			b.WriteString("\n")
			for _, item := range x.list {
				fmt.Fprintf(&b, "- %s\n", item)
			}
		default:
			b.WriteString("\n")
			for _, e := range x.equations {
				fmt.Fprintf(&b, "    %s\n", e)
			}
		}
	}
	return b.String()
}
