package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// trap is something in which PyNN's back ends differ from each other, or from
// what they say (PyNN 0.12, NEURON, NEST and Brian2 behind it), and what nngen
// does instead: cases of this folder, tests elsewhere, or why it cannot happen.
type trap struct {
	id, what string
	cases    []string // names of cases
	tests    []string // file:TestName, from the top of the repository
	reason   string
}

var (
	agreement = "cmd/nngen/internal/verify/simulators_test.go:TestAgreement"
	cells     = "ir/interp/pynn_test.go:TestPyNNCells"
	stdp      = "ir/interp/plastic_test.go:TestSTDPAgainstReference"
	stp       = "ir/interp/plastic_test.go:TestShortTermPlasticityAgainstReference"
	papers    = "ir/interp/library_test.go:TestLibraryAgainstPapers"
)

var traps = []trap{
	{id: "T1", what: "NEST simulates one delay longer than asked, and times are cut afterwards", cases: []string{"last_step", "delay_thirty_steps"}, tests: []string{agreement}},
	{id: "T2", what: "NEST has no sample at time 0", cases: []string{"recording_includes_the_start"}, tests: []string{agreement}},
	{id: "T3", what: "stimuli of NEST act a delay later, and early ones are lost", cases: []string{"first_step", "current_from_the_start"}, tests: []string{agreement}},
	{id: "T4", what: "sources of NEST need parrot neurons, which delay them", cases: []string{"regular_source", "delay_one_step"}, tests: []string{agreement}},
	{id: "T5", what: "one model is off the grid on NEST, the others on it", cases: []string{"analytic_interspike_interval"}, tests: []string{agreement}},
	{id: "T6", what: "inhibitory conductances are negative on NEST", cases: []string{"conductance"}, tests: []string{cells},
		reason: "the sign stands in the equations of a port; weights go to every simulator as they are"},
	{id: "T7", what: "without potentiation there is no depression on NEST", tests: []string{stdp}, reason: "rules are equations: each of the two amplitudes is a parameter of its own"},
	{id: "T8", what: "two projections share the post-synaptic time constant of a neuron", reason: "traces belong to the projection, so no two projections share a parameter", tests: []string{stdp}},
	{id: "T9", what: "reset keeps something of the run before", cases: []string{"reset_begins_anew"}},
	{id: "T10", what: "on NEURON a spike is a very high peak, and the refractory period an event", cases: []string{"recording_sees_the_reset", "hold_of_one_step", "shortest_interval"}, tests: []string{agreement}},
	{id: "T11", what: "the same cell spikes at three times on three simulators", cases: []string{"analytic_interspike_interval", "threshold_equality"}, tests: []string{agreement, "ir/interp/agree_test.go:TestAnalyticSpikeTimes"}},
	{id: "T12", what: "the effect of a spike is recorded one step later on Brian2", cases: []string{"exponential_current_is_felt_from_the_next_step", "delay_one_step"}, tests: []string{agreement}},
	{id: "T13", what: "delays off the grid are rounded here and kept there", cases: []string{"delay_off_the_grid"}},
	{id: "T14", what: "adaptive exponential neurons lose spikes on NEURON", tests: []string{cells, agreement}},
	{id: "T15", what: "the adaptive exponential neuron ignores its cutoff on Brian2", tests: []string{cells, agreement}},
	{id: "T16", what: "what differs per neuron silently counts for all as that of the first", cases: []string{"parameters_per_neuron", "hold_differs_per_neuron", "time_constants_per_neuron"}, tests: []string{agreement}},
	{id: "T17", what: "a Hodgkin-Huxley neuron spikes in every step above the threshold", cases: []string{"rising_fires_once"}, tests: []string{cells}},
	{id: "T18", what: "a parameter is scaled by 1e9 on one simulator", cases: []string{"units_do_not_matter"}, tests: []string{cells}},
	{id: "T19", what: "the inhibitory time constant is ignored", cases: []string{"two_ports"}, tests: []string{cells}},
	{id: "T20", what: "an alpha conductance is an exponential one", cases: []string{"alpha_current"}, tests: []string{cells}},
	{id: "T21", what: "weights change at different times, and always additively", cases: []string{"stdp_delivers_after_the_change", "stdp_pre_before_post"}, tests: []string{stdp, papers}},
	{id: "T22", what: "short-term plasticity that does nothing", cases: []string{"short_term_plasticity"}, tests: []string{stp}},
	{id: "T23", what: "changes of weights are not normalised, and weights not bounded", cases: []string{"stdp_clip"}, tests: []string{stdp, papers}},
	{id: "T24", what: "initial values are ignored", cases: []string{"initial_values_per_neuron"}, tests: []string{cells}},
	{id: "T25", what: "gates begin at other values than the model says", tests: []string{cells}},
	{id: "T26", what: "sources ignore their start and all fire at once", cases: []string{"regular_source"}, tests: []string{"runtime/network/source_test.go:TestRegular"}},
	{id: "T27", what: "a queue of spikes overflows at high rates", cases: []string{"multiplicity"}, tests: []string{"runtime/network/source_test.go:TestPoisson"}},
	{id: "T28", what: "a spike delivers before or after it changes its weight, by 1e-9 ms", cases: []string{"stdp_delivers_after_the_change", "stdp_coincidence"}, tests: []string{stdp}},
	{id: "T29", what: "a standard cell cannot be made on one simulator", tests: []string{cells, agreement}},
	{id: "T30", what: "states and parameters that cannot be recorded or read back", cases: []string{"recording_includes_the_start", "recording_sees_the_reset"}, tests: []string{agreement},
		reason: "every state, let and port output is an observable of the program that all engines run"},
	{id: "T31", what: "refractory periods may not differ, two spikes of a bin may not either, delays are wrong at other steps", cases: []string{"hold_differs_per_neuron", "multiplicity", "exact_is_exact_at_any_step"}},
	{id: "T32", what: "noise is the same for all targets on one simulator and not on another", cases: []string{"currents_add"}, reason: "draws of a current are keyed by its place in the text and the time, so that all elements of an inject get the same, on every target",
		tests: []string{"ir/interp/definitions_test.go:TestCurrentSourcesOfPyNN", agreement, "runtime/rng/philox_test.go:TestWordIsNEURONsRandom"}},
	{id: "T33", what: "a recorded current is shifted by a sample", cases: []string{"current_from_the_start", "injected_currents_add"}},
	{id: "T34", what: "the sign of a weight chooses the receptor", cases: []string{"two_ports", "excitation_and_inhibition_cancel"}, reason: "a connection names the port that it reaches; weights may have any sign"},
	{id: "T35", what: "Poisson sources emit one spike a step at most, or off the grid", cases: []string{"multiplicity"}, tests: []string{"runtime/network/source_test.go:TestPoisson", agreement}},
	{id: "T36", what: "a missing last sample is a repeat of the one before", cases: []string{"last_step", "ramp"}, tests: []string{agreement}},
	{id: "T37", what: "making one synapse type changes those made before", reason: "the forms of a model are immutable once made: every projection has its own instance of its rule"},
	{id: "T38", what: "units that differ from those of every other cell", cases: []string{"units_do_not_matter"}, tests: []string{cells}, reason: "every quantity has a unit, which the compiler checks"},
}

// TestTraps checks that each trap has an answer and that the answers exist.
func TestTraps(t *testing.T) {
	const all = 38
	if len(traps) != all {
		t.Fatalf("%d traps instead of %d", len(traps), all)
	}
	sources := map[string]string{}
	for k, x := range traps {
		if want := "T" + strconv.Itoa(k+1); x.id != want {
			t.Errorf("%s stands in the place of %s", x.id, want)
		}
		if len(x.what) < 20 || len(x.cases)+len(x.tests) == 0 && len(x.reason) < 40 {
			t.Errorf("%s has no answer", x.id)
		}
		for _, name := range x.cases {
			if _, err := os.Stat(name + ".txtar"); err != nil {
				t.Errorf("%s: %v", x.id, err)
			}
		}
		for _, test := range x.tests {
			file, name, _ := strings.Cut(test, ":")
			if sources[file] == "" {
				text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
				if err != nil {
					t.Errorf("%s: %v", x.id, err)
					continue
				}
				sources[file] = string(text)
			}
			if !regexp.MustCompile(`(?m)^func ` + name + `\(t \*testing\.T\)`).MatchString(sources[file]) {
				t.Errorf("%s: %s has no %s", x.id, file, name)
			}
		}
	}
}
