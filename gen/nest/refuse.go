package nest

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// refusals are the features that the target lacks, each with the reason.
var refusals = map[ir.Feature]string{
	ir.FeatureSegments: "the emitted script runs one segment; `nngen run` and `nngen verify` run each by itself",
}

// limit is something that a study may hold although the target has all its features,
// and that NEST cannot do.
type limit struct {
	what, why string
	where     func(*ir.Study) string // in a study, "" for nowhere
}

// ticksPerMS is the resolution of NEST's time.
const ticksPerMS = 1000

var limits = []limit{
	{"steps that are no multiple of 1 us", "NEST's time goes in units of 1 us", func(s *ir.Study) string {
		if ticks := s.Timeline.Step * ticksPerMS; math.Abs(ticks-math.Round(ticks)) > 1e-9*ticks || ticks < 1 {
			return fmt.Sprintf("the step of %v ms", s.Timeline.Step)
		}
		return ""
	}},
	{"continuous coupling beside NEST's own neurons", "these show their variables to nobody", func(s *ir.Study) string {
		for _, p := range s.Programs {
			if p.Extern != "" && len(shownBy(s)) > 0 {
				return p.Extern
			}
		}
		return ""
	}},
	{"variables that depend on continuous coupling and that others read at the same time", "at the end of a step they are not known yet", func(s *ir.Study) string {
		for _, p := range s.Programs {
			for _, name := range append(shownBy(s), followedBy(s)...) {
				if o := p.ObservableIndex(name); o >= 0 && readsSums(&p.Observe[o].Block) {
					return name + " of " + p.Name
				}
			}
		}
		return ""
	}},
}

// refuse returns what keeps NEST from running the study.
func refuse(s *ir.Study) error {
	for _, l := range limits {
		if where := l.where(s); where != "" {
			return fmt.Errorf("NEST cannot run %s (%s): %s", l.what, where, l.why)
		}
	}
	return nil
}

// readsSums reports whether a value depends on what other nodes are at the same time.
func readsSums(block *program.Block) bool {
	return slices.ContainsFunc(block.Instrs, func(in program.Instr) bool { return in.Op == program.LoadSum })
}

// Refusals lists all that is refused for the README, sorted.
func Refusals() string {
	var lines []string
	for f, reason := range refusals {
		lines = append(lines, "- "+string(f)+": "+reason+".\n")
	}
	for _, l := range limits {
		lines = append(lines, "- "+l.what+": "+l.why+".\n")
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}
