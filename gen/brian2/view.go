package brian2

import (
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// view is what run.py is made of.
type view struct {
	Header       string
	Title        string // one line, safe inside a docstring
	Step         string
	Functions    []function
	Elementary   []elementaryFunction
	Coefficients []coefficients
	Random       []elementaryFunction // of nngen_random.py
	Shaped       bool                 // gamma and von Mises draws among them
	Counted      bool                 // Poisson and binomial draws
	Probit       []coefficients
	Models       []model
	Rules        []rule
	Quantised    bool
	Populations  []string // per population: the number of its model, or None
	Changes      bool     // inputs or quantities change in the run
	Couples      bool     // there are continuous connections
	Follows      bool     // rules read their targets
	Carries      bool     // connections go on from step to step
	Modulates    bool     // rules have third factors
	Draws        bool     // rules draw random numbers
	Moves        bool     // weights move between spikes
}

func newView(s *ir.Study) (*view, error) {
	v := &view{Header: gen.Header("# ", s), Title: gen.Title(s), Step: exprfmt.Literal(s.Timeline.Step), Populations: gen.Models(s), Changes: gen.Changes(s)}
	used := newUsage()
	for _, p := range s.Programs {
		m, err := newModel(p, exposed(s, p), gen.Waves(s, p), gen.Switches(s, p), used)
		if err != nil {
			return nil, err
		}
		v.Models = append(v.Models, m)
		v.Couples = v.Couples || len(m.Couplings) > 0
	}
	for _, r := range s.Rules {
		x, err := newRule(r, sampled(s, r), v.variables(), used)
		if err != nil {
			return nil, err
		}
		v.Rules = append(v.Rules, x)
		v.Follows = v.Follows || x.Follow != nil
		v.Carries = v.Carries || len(x.Carry) > 0
		v.Modulates = v.Modulates || len(x.Modulators) > 0
		v.Draws = v.Draws || x.Rows
		v.Moves = v.Moves || x.Final != nil
	}
	used.ops[program.Select] = used.ops[program.Select] || v.Past()
	for op := program.Const; op <= program.Select; op++ {
		if used.ops[op] {
			v.Functions = append(v.Functions, functions[op])
		}
	}
	if v.Quantised = used.quantised; v.Quantised {
		v.Functions = append(v.Functions, rounding)
	}
	for _, f := range randomFunctions {
		if used.random[f.Name] {
			v.Random = append(v.Random, f)
		}
	}
	v.Shaped = used.random["gamma"] || used.random["vonmises"]
	v.Counted = used.random["poisson"] || used.random["binomial"]
	if len(v.Random) > 0 {
		v.Probit = probitTables()
	}
	if len(used.elementary)+len(v.Random) > 0 {
		v.Coefficients = coefficientTables()
	}
	for _, f := range elementaryFunctions {
		if used.elementary[f.Name] {
			v.Elementary = append(v.Elementary, f)
		}
	}
	return v, nil
}

// Past reports whether the script keeps what variables were.
func (v *view) Past() bool { return v.Couples || v.Follows }

// variables are the names of what neurons have.
func (v *view) variables() []string {
	var list []string
	for _, m := range v.Models {
		for _, l := range append(append([]line(nil), m.Variables...), m.Recorded...) {
			name, _, _ := strings.Cut(l.Code, " ")
			list = append(list, name)
		}
	}
	return list
}

// sampled lists the observables of r that the study records, ascending.
func sampled(s *ir.Study, r *program.Plasticity) []int {
	var list []int
	for _, w := range s.Weights {
		if s.Network.Projections[w.Projection].Plasticity == r {
			list = append(list, w.Observable)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
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
