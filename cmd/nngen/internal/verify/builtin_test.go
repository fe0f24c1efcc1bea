package verify_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
)

// builtin is a model of NEST and of std/nest, under the same spikes.
type builtin struct {
	Params  map[string]float64 `json:"params"`
	Ex      float64            `json:"ex"`
	In      float64            `json:"in"`
	units   [2]string
	inhibit float64 // weight of an inhibitory spike in nngen, where the sign differs
	// within is the largest difference of two spikes in steps: 0 for models that
	// NEST solves exactly, else what its adaptive method and rk4 may differ by.
	within int
	// Step in ms; 0.1 where it is 0. NEST resets the adaptive exponential neurons
	// within a step, and channels of sodium need short steps.
	Step float64 `json:"step"`
	// Ports are the receptors of the spikes, where they are not ex and in.
	Ports []string `json:"ports"`
}

var builtins = map[string]*builtin{
	"iaf_psc_exp":       {Params: map[string]float64{"I_e": 380}, Ex: 300, In: -200, units: [2]string{"pA", "pA"}},
	"iaf_psc_alpha":     {Params: map[string]float64{"I_e": 380, "tau_syn_in": 4}, Ex: 300, In: -200, units: [2]string{"pA", "pA"}},
	"iaf_psc_delta":     {Params: map[string]float64{"I_e": 380}, Ex: 3, In: -2, units: [2]string{"mV", "mV"}},
	"iaf_cond_exp":      {Params: map[string]float64{"I_e": 260, "tau_syn_ex": 1}, Ex: 10, In: -8, inhibit: 8, units: [2]string{"nS", "nS"}, within: 1},
	"iaf_cond_alpha":    {Params: map[string]float64{"I_e": 260, "tau_syn_ex": 1}, Ex: 10, In: -8, inhibit: 8, units: [2]string{"nS", "nS"}, within: 1},
	"iaf_cond_beta":     {Params: map[string]float64{"I_e": 260, "tau_rise_ex": 0.5, "tau_decay_ex": 2}, Ex: 10, In: -8, inhibit: 8, units: [2]string{"nS", "nS"}, within: 1},
	"mat2_psc_exp":      {Params: map[string]float64{"I_e": 500}, Ex: 300, In: -200, units: [2]string{"pA", "pA"}},
	"iaf_psc_exp_htum":  {Params: map[string]float64{"I_e": 500, "t_ref_tot": 5}, Ex: 300, In: -200, units: [2]string{"pA", "pA"}},
	"izhikevich":        {Params: map[string]float64{"I_e": 10}, Ex: 3, In: -2, units: [2]string{"mV", "mV"}},
	"aeif_cond_exp":     {Params: map[string]float64{"I_e": 1000, "tau_syn_ex": 1}, Ex: 5, In: -8, inhibit: 8, units: [2]string{"nS", "nS"}, Step: 0.01, within: 5},
	"aeif_cond_alpha":   {Params: map[string]float64{"I_e": 1000, "tau_syn_ex": 1}, Ex: 5, In: -8, inhibit: 8, units: [2]string{"nS", "nS"}, Step: 0.01, within: 5},
	"aeif_psc_exp":      {Params: map[string]float64{"I_e": 1000, "tau_syn_ex": 1}, Ex: 600, In: -300, units: [2]string{"pA", "pA"}, Step: 0.01, within: 5},
	"iaf_chxk_2008":     {Params: map[string]float64{"I_e": 2000}, Ex: 20, In: -10, inhibit: 10, units: [2]string{"nS", "nS"}, Step: 0.01, within: 10},
	"hh_psc_alpha":      {Params: map[string]float64{"I_e": 650}, Ex: 300, In: -200, units: [2]string{"pA", "pA"}, Step: 0.005, within: 60},
	"ht_neuron":         {Ex: 15, In: 1, Ports: []string{"AMPA", "GABA_A"}, units: [2]string{"", ""}, within: 1},
	"hh_cond_exp_traub": {Params: map[string]float64{"I_e": 300}, Ex: 3, In: -2, inhibit: 2, units: [2]string{"nS", "nS"}, Step: 0.005, within: 150},
}

// parameters are those of NEST that std/nest has, by model.
var parameters = map[string][]string{
	"iaf_psc_exp":      {"C_m", "tau_m", "E_L", "V_th", "V_reset", "t_ref", "tau_syn_ex", "tau_syn_in", "I_e"},
	"iaf_psc_alpha":    {"C_m", "tau_m", "E_L", "V_th", "V_reset", "t_ref", "tau_syn_ex", "tau_syn_in", "I_e"},
	"iaf_psc_delta":    {"C_m", "tau_m", "E_L", "V_th", "V_reset", "t_ref", "I_e"},
	"iaf_cond_exp":     {"C_m", "g_L", "E_L", "E_ex", "E_in", "V_th", "V_reset", "t_ref", "tau_syn_ex", "tau_syn_in", "I_e"},
	"iaf_cond_alpha":   {"C_m", "g_L", "E_L", "E_ex", "E_in", "V_th", "V_reset", "t_ref", "tau_syn_ex", "tau_syn_in", "I_e"},
	"iaf_cond_beta":    {"C_m", "g_L", "E_L", "E_ex", "E_in", "V_th", "V_reset", "t_ref", "tau_rise_ex", "tau_decay_ex", "tau_rise_in", "tau_decay_in", "I_e"},
	"mat2_psc_exp":     {"E_L", "C_m", "tau_m", "t_ref", "tau_syn_ex", "tau_syn_in", "I_e", "tau_1", "tau_2", "alpha_1", "alpha_2", "omega"},
	"iaf_psc_exp_htum": {"C_m", "tau_m", "tau_syn_ex", "tau_syn_in", "t_ref_abs", "t_ref_tot", "E_L", "V_th", "V_reset", "I_e"},
	"izhikevich":       {"V_th", "a", "b", "c", "d", "I_e"},
	"aeif_cond_exp":    {"C_m", "t_ref", "V_reset", "g_L", "E_L", "I_e", "a", "b", "Delta_T", "tau_w", "V_th", "V_peak", "E_ex", "E_in", "tau_syn_ex", "tau_syn_in"},
	"aeif_cond_alpha":  {"C_m", "t_ref", "V_reset", "g_L", "E_L", "I_e", "a", "b", "Delta_T", "tau_w", "V_th", "V_peak", "E_ex", "E_in", "tau_syn_ex", "tau_syn_in"},
	"aeif_psc_exp":     {"C_m", "t_ref", "V_reset", "g_L", "E_L", "I_e", "a", "b", "Delta_T", "tau_w", "V_th", "V_peak", "tau_syn_ex", "tau_syn_in"},
	"iaf_chxk_2008":    {"V_th", "E_ex", "E_in", "g_L", "C_m", "E_L", "tau_syn_ex", "tau_syn_in", "tau_ahp", "g_ahp", "E_ahp", "I_e"},
	"hh_psc_alpha":     {"C_m", "t_ref", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L", "tau_syn_ex", "tau_syn_in", "I_e"},
	"ht_neuron": {"E_Na", "E_K", "g_NaL", "g_KL", "tau_m", "theta_eq", "tau_theta", "tau_spike", "t_ref", "g_peak_AMPA", "g_peak_NMDA", "g_peak_GABA_A", "g_peak_GABA_B",
		"tau_rise_AMPA", "tau_rise_NMDA", "tau_rise_GABA_A", "tau_rise_GABA_B", "tau_decay_AMPA", "tau_decay_NMDA", "tau_decay_GABA_A", "tau_decay_GABA_B",
		"E_rev_AMPA", "E_rev_NMDA", "E_rev_GABA_A", "E_rev_GABA_B", "V_act_NMDA", "S_act_NMDA", "tau_Mg_slow_NMDA", "tau_Mg_fast_NMDA",
		"g_peak_NaP", "E_rev_NaP", "N_NaP", "g_peak_KNa", "E_rev_KNa", "tau_D_KNa", "g_peak_T", "E_rev_T", "N_T", "g_peak_h", "E_rev_h"},
	"hh_cond_exp_traub": {"g_Na", "g_K", "g_L", "C_m", "E_Na", "E_K", "E_L", "V_T", "tau_syn_ex", "tau_syn_in", "t_ref", "E_ex", "E_in", "I_e"},
}

// TestBuiltin: the models of std/nest have the defaults of NEST's own and spike as
// those do, which run here without any file of nngen.
func TestBuiltin(t *testing.T) {
	need(t, "nest")
	const ms = 150.0
	ex, in := []float64{5, 12, 12.5, 13, 30, 31, 32, 33, 34, 60, 60.4, 75, 90, 91}, []float64{8, 31, 45, 60, 100}
	var answer map[string]struct {
		Defaults map[string]float64
		Spikes   []int
	}
	askNEST(t, "testdata/builtin.py", map[string]any{"neurons": builtins, "ex": ex, "in": in, "ms": ms}, &answer)
	for name, c := range builtins {
		t.Run(name, func(t *testing.T) {
			got, given := spikesOf(t, name, c, ex, in, ms)
			for _, p := range parameters[name] {
				if _, set := c.Params[p]; !set && given[p] != answer[name].Defaults[p] {
					t.Errorf("%s is %v, in NEST %v", p, given[p], answer[name].Defaults[p])
				}
			}
			want := answer[name].Spikes
			if len(want) < 4 || len(got) != len(want) {
				t.Fatalf("spikes at %v, in NEST at %v", got, want)
			}
			for i := range want {
				if d := math.Abs(float64(got[i] - want[i])); int(d) > c.within {
					t.Fatalf("spikes at %v, in NEST at %v", got, want)
				}
			}
		})
	}
}

// askNEST runs a script in NEST's Python with a request on its standard input and
// reads its answer.
func askNEST(t *testing.T, script string, question, answer any) {
	t.Helper()
	sim, err := shared.Simulator(t.Context(), "nest")
	if err != nil {
		t.Fatal(err)
	}
	request, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	script, err = filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), sim.Python, script)
	cmd.Env = append(os.Environ(), sim.Env...)
	cmd.Stdin = bytes.NewReader(request)
	var messages bytes.Buffer
	cmd.Stderr = &messages
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, messages.String())
	}
	_, text, found := strings.Cut(string(out), "ANSWER ")
	if err := json.Unmarshal([]byte(text), answer); !found || err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
}

// spikesOf runs the model of std/nest and returns its spikes and parameters.
func spikesOf(t *testing.T, name string, c *builtin, ex, in []float64, ms float64) (steps []int, given map[string]float64) {
	t.Helper()
	inhibit := c.In
	if c.inhibit != 0 {
		inhibit = c.inhibit
	}
	units := map[string]string{"I_e": "pA", "tau_syn_ex": "ms", "tau_syn_in": "ms", "tau_rise_ex": "ms", "tau_decay_ex": "ms", "t_ref_tot": "ms"}
	h := c.Step
	if h == 0 {
		h = 0.1
	}
	ports := []string{"ex", "in"}
	if c.Ports != nil {
		ports = c.Ports
	}
	var args []string
	for _, p := range parameters[name] {
		if x, ok := c.Params[p]; ok {
			args = append(args, fmt.Sprintf("%s = %v %s", p, x, units[p]))
		}
	}
	times := func(list []float64) string {
		var parts []string
		for _, x := range list {
			parts = append(parts, fmt.Sprintf("%v ms", x))
		}
		return strings.Join(parts, ", ")
	}
	path := filepath.Join(t.TempDir(), "model.nn")
	text := fmt.Sprintf(`import "std/nest"
network n {
  population e = spikes_at([%s])
  population i = spikes_at([%s])
  population p[1] = %s(%s)
  connect e -> p.%s by all_to_all() { weight = %v %s; delay = %v ms }
  connect i -> p.%s by all_to_all() { weight = %v %s; delay = %v ms }
  record spikes of p
}
experiment default { step %v ms; run %v ms }
`, times(ex), times(in), name, strings.Join(args, ", "), ports[0], c.Ex, c.units[0], h, ports[1], inhibit, c.units[1], h, h, ms)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	j := job(t, path, "", 0)
	list, err := engines.Find([]string{"interp"})
	if err != nil {
		t.Fatal(err)
	}
	o, err := list[0].Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range o.Spikes {
		steps = append(steps, int(s.Step))
	}
	given = map[string]float64{}
	for _, q := range j.Study.Programs[0].Quantities {
		given[q.Name] = q.Value
	}
	return steps, given
}
