package cli

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
)

// classes prints, per target, in which class a model agrees with the oracle, or
// why the target cannot express it. Engines run every segment by itself.
func (a *app) classes(m *pipeline.Model) {
	s, _ := m.Compile(lower.Options{Experiment: m.Experiment()})
	if s.Study == nil {
		return
	}
	for _, p := range s.Study.Programs {
		fmt.Fprintf(a.Out, "  %s: %s, %s\n", p.Name, p.Method, because(p.Why))
	}
	for _, t := range all.Targets() {
		fmt.Fprintf(a.Out, "  %s: %s\n", t.Name(), class(t, s.Study.Alone()))
	}
}

// because is the reason for a method as the end of a sentence.
func because(why string) string {
	if strings.HasPrefix(why, "as ") {
		return why
	}
	return "because " + why
}

// class is what a target promises for a study.
func class(t gen.Target, s *ir.Study) string {
	if missing := t.Features().Missing(s.Needs()); len(missing) > 0 {
		var names []string
		for _, f := range missing {
			names = append(names, string(f))
		}
		return "cannot express " + strings.Join(names, ", ")
	}
	for _, p := range s.Programs {
		if p.Extern != "" {
			return "its own neurons, which nothing else can be compared with"
		}
	}
	if c, ok := t.(gen.Classifier); ok {
		return c.Class()
	}
	return "identical"
}
