package verify_test

import (
	"fmt"
	"math"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/gen/spinnaker"
	"github.com/nngen/nngen/runtime/network"
)

// refusedBySpiNNaker are the cases that fixed point does not carry, and why.
var refusedBySpiNNaker = map[string]string{
	"connections_recorded":                 "records of some connections of a projection",
	"gap_in_a_loop":                        "continuous coupling",
	"connection_follows_the_target":        "plasticity that reads its target",
	"coupling_reads_targets":               "continuous coupling",
	"coupling_with_delay":                  "continuous coupling",
	"coupling_without_delay":               "continuous coupling",
	"elementary_functions":                 "the neuron N: the function sin has no form in fixed point",
	"gap_of_two_cells":                     "continuous coupling",
	"modulator":                            "modulated plasticity",
	"modulator_acts_last":                  "modulated plasticity",
	"modulators_of_a_step_add":             "modulated plasticity",
	"plasticity_parameters_per_connection": "parameters that differ per connection",
	"plasticity_reads_the_target":          "plasticity that reads its target",
	"post_state_follows_the_target":        "plasticity that reads its target",
	"probability_of_distance":              "the neuron Relay: the weights that arrive at in have no bound; give them one with clip(…)",
	"product_of_decays":                    "modulated plasticity",
	"redraw_in_a_handler":                  "the neuron Mean: the function probit has no form in fixed point",
	"release_is_certain_or_never":          "draws at connections",
	"rule_changes":                         "parameters of plasticity rules that are set within a run or by several segments, parameters that differ per connection",
	"set_of_a_part":                        "values that are set for a part of a population",
	"set_of_a_projection":                  "parameters that differ per connection",
	"stdp_axonal_coincidence":              "axonal delays",
	"stdp_axonal_delay":                    "axonal delays",
}

// tiesOnSpiNNaker are cases in which a value reaches a bound exactly, or by the last
// bit of a double, and rounding in fixed point takes the other side, or more arrives
// than fixed point holds, which the fit report says.
var tiesOnSpiNNaker = map[string]string{
	"redraw":             "the weights of 4,000 connections arrive in a few steps, more than a ring buffer of 16 bits holds",
	"functions":          "V reaches 0 mV in ten steps of 0.1 mV, and 0.1 is rounded",
	"vectors":            "k reaches 20 in twenty steps of 1, which is 10/ms*h, rounded",
	"windows_of_sources": "0.3 ms is three steps, whose time and limit are rounded apart",
}

// valueTolerance is how far a recorded value in fixed point may be from double
// precision: for values above 1 as a part of them.
const valueTolerance = 1e-3

// TestConformanceOnSpiNNaker: in fixed point every case that is not refused has the
// spikes of the interpreter, whose answers package conformance checks, each at the
// same step, and its values within valueTolerance.
func TestConformanceOnSpiNNaker(t *testing.T) {
	paths, err := filepath.Glob("../../../../golden/conformance/*.txtar")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d cases, %v", len(paths), err)
	}
	list, err := engines.Find([]string{"interp", "spinnaker-twin"})
	if err != nil {
		t.Fatal(err)
	}
	ran, refused := 0, map[string]bool{}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for i, s := range studies(t, path) {
			why := refusal(s)
			if why != "" {
				refused[name] = true
				if refusedBySpiNNaker[name] != why {
					t.Errorf("%s is refused: %s", name, why)
				}
				continue
			}
			ran++
			net := expanded(t, s)
			want, err := list[0].Run(t.Context(), &engines.Job{Study: s.Study, Network: net})
			if err != nil {
				t.Fatal(err)
			}
			got, err := list[1].Run(t.Context(), &engines.Job{Study: s.Study, Network: net})
			if err != nil {
				t.Fatal(err)
			}
			if a, b := spikeLines(got), spikeLines(want); a != b {
				t.Errorf("%s/%d: the spikes are\n%sinstead of\n%s", name, i, a, b)
			}
			if tiesOnSpiNNaker[name] != "" {
				continue
			}
			compareTraces(t, fmt.Sprintf("%s/%d", name, i), got, want)
		}
	}
	for name := range refusedBySpiNNaker {
		if !refused[name] {
			t.Errorf("%s is not refused any more", name)
		}
	}
	t.Logf("%d segments ran, %d cases are refused", ran, len(refused))
}

func expanded(t *testing.T, s pipeline.Stages) *network.Network {
	t.Helper()
	net, messages, err := pipeline.Expand(t.Context(), &s, 1)
	if err != nil || messages.HasErrors() {
		t.Fatal(err, messages)
	}
	return net
}

// refusal says why a case has no form in fixed point, or "".
func refusal(s pipeline.Stages) string {
	var why []string
	for _, f := range (spinnaker.Target{}).Features().Missing(s.Study.Needs()) {
		why = append(why, string(f))
	}
	if len(why) > 0 {
		return strings.Join(why, ", ")
	}
	if _, err := spinnaker.Lower(s.Study); err != nil {
		return err.Error()
	}
	return ""
}

// spikeLines lists spikes in order, a line each.
func spikeLines(o *engines.Outcome) string {
	lines := make([]string, len(o.Spikes))
	for i, x := range o.Spikes {
		lines[i] = fmt.Sprintf("%09d %4d %6d\n", x.Step, x.Population, x.Index)
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}

func compareTraces(t *testing.T, name string, got, want *engines.Outcome) {
	t.Helper()
	for r := range want.Traces {
		for e := range want.Traces[r] {
			for k, x := range want.Traces[r][e] {
				if y := got.Traces[r][e][k]; math.Abs(x-y) > valueTolerance*max(1, math.Abs(x)) {
					t.Errorf("%s: sample %d of record %d is %v instead of %v", name, k, r, y, x)
					return
				}
			}
		}
	}
}
