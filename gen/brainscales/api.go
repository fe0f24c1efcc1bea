package brainscales

import (
	"fmt"
	"regexp"
	"strings"
)

// apiName is the interface that scripts are written for.
const apiName = "pynn-brainscales"

// call is a class or function of pynn_brainscales.brainscales2 with the keywords
// that scripts may give it, as its documentation and sources have them (2026-05).
type call struct {
	Name     string
	Keywords []string
}

// calls is all that emitted scripts use of the interface.
var calls = []call{
	{"setup", []string{"initial_config", "injected_config", "calibration_cache", "neuronPermutation"}},
	{"end", nil},
	{"run", nil},
	{"Population", []string{"cellparams", "label"}},
	{"Projection", []string{"synapse_type", "receptor_type", "label"}},
	{"FromListConnector", []string{"column_names"}},
	{"Timer", []string{"start", "period", "num_periods"}},
	{"PlasticityRule", []string{"timer", "observables", "same_id"}},
	{"cells.CalibHXNeuronCuba", cellKeywords},
	{"cells.CalibHXNeuronCoba", append(append([]string{}, cellKeywords...), "e_rev_E", "e_rev_I")},
	{"cells.SpikeSourceArray", []string{"spike_times"}},
	{"standardmodels.synapses.StaticSynapse", []string{"weight"}},
	{"RunCommand.PREPARE", nil},
	{"RunCommand.EXECUTE", nil},
}

var cellKeywords = []string{"v_rest", "v_reset", "v_thresh", "tau_m", "tau_syn_E", "tau_syn_I", "cm", "tau_refrac", "i_synin_gm_E", "i_synin_gm_I", "synapse_dac_bias"}

// use finds what a script takes from the interface: pynn.NAME, and its keywords
// when it is called on the same line.
var use = regexp.MustCompile(`\bpynn\.([A-Za-z_.]+[A-Za-z_])(\()?`)

// keyword finds keyword arguments.
var keyword = regexp.MustCompile(`(?:^|[(,])\s*([A-Za-z_]+)\s*=[^=]`)

// checkScript compares what a script uses with the list: names that are not in it,
// or keywords that a call does not take.
func checkScript(text string) error {
	code := comment.ReplaceAllString(text, "")
	for _, at := range use.FindAllStringSubmatchIndex(code, -1) {
		name := code[at[2]:at[3]]
		c := find(name)
		if c == nil {
			return fmt.Errorf("pynn.%s is not in the list of the interface", name)
		}
		if at[4] < 0 {
			continue
		}
		for _, k := range keyword.FindAllStringSubmatch("("+top(code[at[5]:]), -1) {
			if !contains(c.Keywords, k[1]) {
				return fmt.Errorf("pynn.%s takes no %s", name, k[1])
			}
		}
	}
	return nil
}

var comment = regexp.MustCompile(`(?m)#.*$`)

func find(name string) *call {
	for i := range calls {
		if calls[i].Name == name {
			return &calls[i]
		}
	}
	return nil
}

func contains(list []string, name string) bool {
	for _, x := range list {
		if x == name {
			return true
		}
	}
	return false
}

// top is the text up to the closing bracket, without what stands in brackets
// within.
func top(text string) string {
	var b strings.Builder
	depth := 0
	for _, c := range text {
		switch c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return b.String()
			}
		default:
			if depth == 0 {
				b.WriteRune(c)
			}
		}
	}
	return b.String()
}
