package brian2

import (
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// view is what run.py is made of.
type view struct {
	Header      string
	Title       string // one line, safe inside a docstring
	Step        string
	Functions   []function
	Elementary  []elementaryFunction
	Models      []model
	Populations []string // per population: the number of its model, or None
}

func newView(s *ir.Study) (*view, error) {
	v := &view{Header: gen.Header("# ", s), Title: gen.OneLine(s.Doc), Step: exprfmt.Literal(s.Timeline.Step)}
	if v.Title == "" {
		v.Title = gen.OneLine(s.Name)
	}
	v.Title = strings.ReplaceAll(v.Title, "%(", "% (") // argparse reads the docstring, too
	used := newUsage()
	number := map[*program.Program]int{}
	for i, p := range s.Programs {
		m, err := newModel(p, gen.Observed(s, p), used)
		if err != nil {
			return nil, err
		}
		v.Models = append(v.Models, m)
		number[p] = i
	}
	for op := program.Const; op <= program.Select; op++ {
		if used.ops[op] {
			v.Functions = append(v.Functions, functions[op])
		}
	}
	for _, f := range elementaryFunctions {
		if used.elementary[f.Name] {
			v.Elementary = append(v.Elementary, f)
		}
	}
	for i := range s.Network.Populations {
		n := "None"
		if p := s.Network.Populations[i].Program; p != nil {
			n = strconv.Itoa(number[p])
		}
		v.Populations = append(v.Populations, n)
	}
	return v, nil
}

// aligned is the text of lines with their comments one below the other, each
// behind indent.
func aligned(indent string, lines []line) string {
	width := 0
	for _, l := range lines {
		if len(l.Code) <= 44 {
			width = max(width, len(l.Code))
		}
	}
	var b strings.Builder
	for _, l := range lines {
		text := l.Code
		if l.Doc != "" {
			text += strings.Repeat(" ", max(0, width-len(l.Code))) + "  # " + l.Doc
		}
		b.WriteString(indent + text + "\n")
	}
	return b.String()
}
