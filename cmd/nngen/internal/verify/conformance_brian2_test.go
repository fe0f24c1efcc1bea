package verify_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/batch"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/proof"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
)

// refusedByBrian2 are the conformance cases that a form of Brian2 cannot run, with
// a part of its reason.
var refusedByBrian2 = map[string]map[string]string{
	"brian2": {"rule_changes": "parameters of plasticity rules"},
	"brian2-idiomatic": {
		"rule_changes":                         "parameters of plasticity rules",
		"connection_follows_the_target":        "reads its target",
		"coupling_reads_targets":               "continuous",
		"coupling_with_delay":                  "continuous",
		"coupling_without_delay":               "continuous",
		"connections_recorded":                 "recorded connections with delays",
		"gap_in_a_loop":                        "continuous",
		"gap_of_two_cells":                     "continuous",
		"modulator":                            "a third factor",
		"modulator_acts_last":                  "a third factor",
		"modulators_of_a_step_add":             "a third factor",
		"product_of_decays":                    "a third factor",
		"set_of_a_projection":                  "differ between connections",
		"plasticity_reads_the_target":          "reads its target",
		"post_state_follows_the_target":        "reads its target",
		"release_is_certain_or_never":          "random numbers at connections",
		"at_and_every":                         "values that are set within a run",
		"redraw":                               "several conditions that spike",
		"redraw_in_a_handler":                  "has random numbers",
		"set_between_runs":                     "values that are set within a run",
		"set_of_a_part":                        "values that are set within a run",
		"set_of_a_source":                      "values that are set within a run",
		"time_constant_changes":                "values that are set within a run",
		"plasticity_clips_after_advancing":     "moves before the first spike",
		"arrivals_while_held":                  "refractory variables without an equation",
		"current_onset":                        "a recorded variable that follows a varying current",
		"draws_belong_to_the_text":             "has random numbers",
		"draws_of_a_step":                      "has random numbers",
		"handlers_in_order":                    "several conditions that spike",
		"hazards_of_zero_and_infinity":         "has random numbers",
		"heun":                                 "the method heun",
		"if_and_else":                          "always makes a spike",
		"independent_holds":                    "a further condition that rises",
		"last_held_step":                       "refractory variables without an equation",
		"plasticity_parameters_per_connection": "differ between connections",
		"probability_of_distance":              "refractory variables without an equation",
		"rounding_functions":                   "round has",
		"stdp_axonal_coincidence":              "with axonal delays",
		"stdp_axonal_delay":                    "with axonal delays",
		"two_handlers_spike_once":              "several conditions that spike",
		"windows_of_sources":                   "timeline has",
	},
}

// TestConformanceOnBrian2: every conformance case has the spikes, samples and
// weights of the interpreter on Brian2, or is refused for a declared reason. The
// answers themselves are checked in golden/conformance.
func TestConformanceOnBrian2(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "brian2")
	paths, err := filepath.Glob("../../../../golden/conformance/*.txtar")
	if err != nil || len(paths) < 70 {
		t.Fatalf("%d cases, %v", len(paths), err)
	}
	// Scripts that users read and go on with give no warnings, of Brian2 or of Python.
	run := map[string]*batch.Forks{"brian2": forks(t, "brian2", false), "brian2-idiomatic": forks(t, "brian2", true)}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		t.Run(name, func(t *testing.T) {
			all := segments(t, path)
			for engine, refused := range refusedByBrian2 {
				t.Run(engine, func(t *testing.T) {
					list, err := engines.Find([]string{"interp", engine})
					if err != nil {
						t.Fatal(err)
					}
					for _, j := range all {
						j.Start, j.Cache = run[engine].Run, shared
						r, err := verify.Run(t.Context(), j, list)
						if err != nil {
							t.Fatal(err)
						}
						row := r.Rows[1]
						if engine == "brian2-idiomatic" && proof.Ties[name] != "" {
							if row.Identical {
								t.Errorf("it is no tie: %s", proof.Ties[name])
							}
							continue
						}
						switch why := refused[name]; {
						case why != "":
							if !strings.Contains(row.Error, why) {
								t.Errorf("it should be refused for %q: %q", why, row.Error)
							}
						case !row.Identical:
							t.Errorf("%s%s", row.Error, r.Table())
						}
					}
				})
			}
		})
	}
}

// segments compiles all segments of a conformance case, each a study of its own.
func segments(t *testing.T, path string) []*engines.Job {
	t.Helper()
	var jobs []*engines.Job
	for _, s := range studies(t, path) {
		jobs = append(jobs, &engines.Job{Study: s.Study, Network: expanded(t, s)})
	}
	return jobs
}
