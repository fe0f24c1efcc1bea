package golden_test

import (
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// alike is the folder of what every model gets with the same text; alikeList, in each
// folder of an example and target, names those files.
const (
	alike     = "alike"
	alikeList = "ALIKE.txt"
)

// alikeForAll are emitted files whose text depends on no model, except for the line
// of their header that names it: those of all targets by their name, those of one by
// target and path.
var alikeForAll = map[string]bool{
	"nngen_io.py":         true,
	"nngen_elementary.h":  true,
	"nngen_elementary.py": true,
	"nngen_random.h":      true,
	"nngen_random.py":     true,
	"nngen_brian2.py":     true,

	"nest/build.py":                true,
	"nest/module/stamped_source.h": true,
	"nest/module/spike_history.h":  true,
	"nest/module/status.h":         true,
	"nest/module/board.h":          true,

	"spinnaker/.spynnaker.cfg":                                                                 true,
	"spinnaker/c_models/src/nngen_fixed.h":                                                     true,
	"spinnaker/harness/main.c":                                                                 true,
	"spinnaker/harness/deferred.h":                                                             true,
	"spinnaker/harness/framework/debug.h":                                                      true,
	"spinnaker/harness/framework/spin1_api.h":                                                  true,
	"spinnaker/harness/framework/neuron/neuron_recording.h":                                    true,
	"spinnaker/harness/framework/neuron/current_sources/current_source.h":                      true,
	"spinnaker/harness/framework/neuron/implementations/neuron_impl.h":                         true,
	"spinnaker/harness/framework/neuron/plasticity/stdp/timing_dependence/timing.h":            true,
	"spinnaker/harness/framework/neuron/plasticity/stdp/weight_dependence/weight.h":            true,
	"spinnaker/harness/framework/neuron/plasticity/stdp/synapse_structure/synapse_structure.h": true,

	"brainscales/bss2.schema.json": true,
}

// modelLine is the line of a header that names the model.
var modelLine = regexp.MustCompile(`model: .* \(sha256 [0-9a-f]+\)`)

// once keeps what is alike in one place: it moves those files from the folders of
// what was emitted to that of alike, and puts their names into a list.
func once(t *testing.T, emitted map[string][]byte) map[string][]byte {
	t.Helper()
	kept, lists := map[string][]byte{}, map[string][]string{}
	for path, data := range emitted {
		example, rest, _ := strings.Cut(path, "/")
		target, file, _ := strings.Cut(rest, "/")
		place := filepath.Base(file)
		if !alikeForAll[place] {
			place = rest
		}
		if !alikeForAll[place] {
			kept[path] = data
			continue
		}
		text := string(data)
		if at := modelLine.FindStringIndex(text); at != nil {
			text = text[:at[0]] + "model: any" + text[at[1]:]
		}
		place = alike + "/" + place
		if first, ok := kept[place]; ok && string(first) != text {
			t.Errorf("%s is not what other models get: %s", path, firstDifference(first, []byte(text)))
		}
		kept[place] = []byte(text)
		list := example + "/" + target + "/" + alikeList
		lists[list] = append(lists[list], file+"\n")
	}
	for path, names := range lists {
		sort.Strings(names)
		kept[path] = []byte(strings.Join(names, ""))
	}
	return kept
}
