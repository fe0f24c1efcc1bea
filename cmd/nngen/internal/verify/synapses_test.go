package verify_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
)

// transmission is a synapse of NEST and of std/nest between the same spikes. What
// each presynaptic spike delivers is compared, which shows the weight that it found.
type transmission struct {
	model  string
	params map[string]float64
	post   map[string]float64 // parameters that NEST keeps in the target
	weight float64
	// within is the largest difference of what is delivered, relative to the weight
	// at the beginning.
	within float64
	// copies, where the synapse draws: means are compared, which may differ by five
	// standard errors.
	copies int
	// vt are spikes of a modulator.
	vt []float64
	// quiet leaves out the target's spikes before the source's first one: NEST counts a
	// spike of the source at time 0, which there was none of.
	quiet bool
	// start are states at the beginning in NEST, which does not derive them from the
	// parameters as std/nest does: there u stays 0.5 whatever U is.
	start map[string]float64
}

// exact is for closed forms, whose roundings differ.
const exact = 1e-12

// quantum is what half of the last place of a delivered amount is at most here: they
// are whole multiples of 2^(8-40), for weights below 256.
const quantum = 1.0 / (1 << 33)

var transmissions = map[string]transmission{
	"static_synapse":               {weight: 40, within: exact},
	"stdp_synapse":                 {params: map[string]float64{"lambda": 0.05, "alpha": 1.1, "mu_plus": 0.4, "mu_minus": 0.7, "tau_plus": 15, "Wmax": 100}, post: map[string]float64{"tau_minus": 33}, weight: 40, within: exact},
	"stdp_synapse, additive":       {model: "stdp_synapse", params: map[string]float64{"lambda": 0.3, "mu_plus": 0, "mu_minus": 0, "Wmax": 100}, weight: 60, within: exact},
	"stdp_nn_symm_synapse":         {params: map[string]float64{"lambda": 0.05, "alpha": 1.1, "mu_plus": 0.4, "mu_minus": 0.7, "tau_plus": 15, "Wmax": 100}, post: map[string]float64{"tau_minus": 33}, weight: 40, within: exact, quiet: true},
	"stdp_nn_pre_centered_synapse": {params: map[string]float64{"lambda": 0.05, "alpha": 1.1, "mu_plus": 0.4, "mu_minus": 0.7, "tau_plus": 15, "Wmax": 100}, post: map[string]float64{"tau_minus": 33}, weight: 40, within: exact},
	"stdp_nn_restr_synapse":        {params: map[string]float64{"lambda": 0.05, "alpha": 1.1, "mu_plus": 0.4, "mu_minus": 0.7, "tau_plus": 15, "Wmax": 100}, post: map[string]float64{"tau_minus": 33}, weight: 40, within: exact, quiet: true},
	"stdp_triplet_synapse":         {params: map[string]float64{"Aplus": 1, "Aminus": 2, "Aplus_triplet": 3, "Aminus_triplet": 0.7, "Wmax": 100}, post: map[string]float64{"tau_minus": 33.7, "tau_minus_triplet": 125}, weight: 40, within: exact},
	"vogels_sprekeler_synapse":     {params: map[string]float64{"eta": 3, "alpha": 0.3, "tau": 17, "Wmax": 100}, post: map[string]float64{"tau_minus": 17}, weight: 40, within: exact},
	"stdp_dopamine_synapse":        {params: map[string]float64{"A_plus": 5, "A_minus": 4, "tau_c": 80, "tau_n": 30, "b": 0.01, "Wmin": 0, "Wmax": 200}, weight: 40, vt: []float64{15, 22, 35, 36, 62, 85, 101}, within: exact},
	"tsodyks_synapse":              {params: map[string]float64{"U": 0.3, "tau_rec": 120, "tau_fac": 70, "tau_psc": 4}, weight: 40, within: exact},
	"tsodyks_synapse, depressing":  {model: "tsodyks_synapse", params: map[string]float64{"U": 0.6, "tau_rec": 200, "tau_fac": 0, "tau_psc": 2}, weight: 40, within: exact},
	"tsodyks2_synapse":             {params: map[string]float64{"U": 0.3, "tau_rec": 120, "tau_fac": 70}, start: map[string]float64{"u": 0.3}, weight: 40, within: exact},
	"tsodyks2_synapse, depressing": {model: "tsodyks2_synapse", params: map[string]float64{"U": 0.6, "tau_rec": 200, "tau_fac": 0}, start: map[string]float64{"u": 0.6}, weight: 40, within: exact},
	"bernoulli_synapse":            {params: map[string]float64{"p_transmit": 0.3}, weight: 1, copies: 4000},
	"quantal_stp_synapse":          {params: map[string]float64{"U": 0.3, "n": 7, "tau_rec": 60, "tau_fac": 70}, start: map[string]float64{"u": 0.3, "a": 7}, weight: 1, copies: 4000},
	"quantal_stp_synapse, one":     {model: "quantal_stp_synapse", params: map[string]float64{"U": 0.6, "n": 1, "tau_rec": 200, "tau_fac": 0}, start: map[string]float64{"u": 0.6, "a": 1}, weight: 1, copies: 4000},
}

// elsewhereCompared are the synapses of std/nest that are no row above.
var elsewhereCompared = map[string]string{
	"clopath_synapse": "it reads a potential: TestClopath",
}

// delays of the connections, in ms.
var synapseDelays = []float64{0.1, 1, 3}

// Spikes of both sides; with every delay some of the target's reach the connection
// together with some of the source's, and some of both are at once.
var (
	preTimes  = []float64{10, 14, 20.5, 21, 30, 31, 32.5, 40, 60, 61, 75, 90, 130}
	postTimes = []float64{5, 13, 20, 29.9, 33, 34, 37, 57, 59, 60, 62, 80, 89, 89.9, 100}
)

// TestSynapsesOfNEST: every synapse of std/nest delivers what NEST's own delivers, in
// NEST, and has its defaults.
func TestSynapsesOfNEST(t *testing.T) {
	need(t, "nest")
	const step, ms = 0.1, 140.0
	type row struct {
		Model   string             `json:"model"`
		Params  map[string]float64 `json:"params"`
		Post    map[string]float64 `json:"post"`
		Delay   float64            `json:"delay"`
		Weight  float64            `json:"weight"`
		Pre     []float64          `json:"pre"`
		After   []float64          `json:"after"`
		VT      []float64          `json:"vt,omitempty"`
		VTDelay float64            `json:"vt_delay"`
		Copies  int                `json:"copies"`
	}
	rows := map[string]row{}
	for id, c := range transmissions {
		for _, d := range synapseDelays {
			r := row{Model: c.of(id), Params: map[string]float64{}, Post: map[string]float64{}, Delay: d, Weight: c.weight, Pre: preTimes, After: c.after(), VT: c.vt, VTDelay: 1, Copies: max(1, c.copies)}
			maps.Copy(r.Params, c.params)
			maps.Copy(r.Params, c.start)
			maps.Copy(r.Post, c.post)
			rows[fmt.Sprintf("%s at %v ms", id, d)] = r
			if c.copies > 0 {
				break // the delay has no part in what is drawn
			}
		}
	}
	var answer struct {
		Rows     map[string]struct{ Delivered, Variance []float64 }
		Defaults map[string]map[string]float64
		Target   map[string]float64 // what NEST keeps there
	}
	askNEST(t, "testdata/synapses.py", map[string]any{"rows": rows, "step": step, "ms": ms}, &answer)
	for model, defaults := range answer.Defaults {
		count := 0
		for name, x := range given(t, model) {
			want, has := defaults[name]
			if !has {
				want, has = answer.Target[name]
			}
			if has {
				count++
			}
			if has && x != want {
				t.Errorf("%s of %s is %v, in NEST %v", name, model, x, want)
			}
		}
		if count == 0 && model != "static_synapse" {
			t.Errorf("no default of %s is compared", model)
		}
	}
	for id, c := range transmissions {
		for _, d := range synapseDelays {
			name := fmt.Sprintf("%s at %v ms", id, d)
			if _, ok := rows[name]; !ok {
				continue
			}
			t.Run(name, func(t *testing.T) {
				got := c.delivered(t, id, d, step, ms)
				want := answer.Rows[name]
				moved := false
				for i, at := range preTimes {
					within := c.within * c.weight
					if !c.moves(id) {
						within += quantum
					}
					if c.copies > 0 {
						within = 5 * math.Sqrt(2*want.Variance[i]/float64(c.copies))
					}
					if !(math.Abs(got[i]-want.Delivered[i]) <= within) {
						t.Errorf("the spike at %v ms delivers %v, in NEST %v", at, got[i], want.Delivered[i])
					}
					moved = moved || want.Delivered[i] != want.Delivered[0]
				}
				if !moved && id != "static_synapse" {
					t.Error("nothing moves the weight")
				}
			})
		}
	}
}

// after are the spikes of the target.
func (c transmission) after() []float64 {
	if c.quiet {
		return postTimes[1:]
	}
	return postTimes
}

// moves reports whether the weight itself changes, and is recorded; else what is
// delivered changes.
func (c transmission) moves(id string) bool {
	return strings.HasPrefix(c.of(id), "stdp") || strings.HasPrefix(c.of(id), "vogels")
}

// given are the parameters that a synapse of std/nest has by default. Weights, which
// have none, are left out.
func given(t *testing.T, model string) map[string]float64 {
	t.Helper()
	weights := []string{}
	for _, path := range std.Names() {
		name, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(name, string(text)))
		for _, it := range f.Items {
			rule, ok := it.(*ast.Plasticity)
			if !ok || rule.Name.Text != model {
				continue
			}
			for _, m := range rule.Body {
				if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Param && d.Value == nil {
					weights = append(weights, d.Name.Text)
				}
			}
		}
	}
	path := filepath.Join(t.TempDir(), "model.nn")
	text := fmt.Sprintf(`import "std/nest"
network n {
  population p[1] = iaf_psc_exp()
  connect p -> p.ex by all_to_all() { weight = 1 pA; delay = 0.1 ms; plasticity = %s(%s) }
  record spikes of p
}
experiment default { step 0.1 ms; run 1 ms }
`, model, strings.Join(weights, " = 100 pA, ")+strings.Repeat(" = 100 pA", min(1, len(weights))))
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	list := map[string]float64{}
	for _, q := range job(t, path, "", 0).Study.Rules[0].Quantities {
		if !slices.Contains(weights, q.Name) {
			list[q.Name] = q.Value
		}
	}
	return list
}

func (c transmission) of(id string) string {
	if c.model != "" {
		return c.model
	}
	return id
}

// TestEverySynapseOfNEST: each synapse of std/nest has a row, or stands elsewhere.
func TestEverySynapseOfNEST(t *testing.T) {
	rows := map[string]bool{}
	for id, c := range transmissions {
		rows[c.of(id)] = true
	}
	count := 0
	for _, path := range std.Names() {
		if !strings.HasPrefix(path, "std/nest") {
			continue
		}
		name, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(name, string(text)))
		for _, it := range f.Items {
			switch it := it.(type) {
			case *ast.Plasticity:
				count++
				if !rows[it.Name.Text] && elsewhereCompared[it.Name.Text] == "" {
					t.Errorf("%s is compared with nothing", it.Name.Text)
				}
			case *ast.Neuron:
				if builtins[it.Name.Text] == nil && notBuiltIn[it.Name.Text] == "" {
					t.Errorf("%s is compared with nothing", it.Name.Text)
				}
			}
		}
	}
	if count < 13 {
		t.Errorf("there are only %d synapses", count)
	}
}

// notBuiltIn are the neurons of std/nest that NEST itself has not.
var notBuiltIn = map[string]string{
	"traub_psc_alpha":     "a model of NESTML; compared with an independent solution in ir/interp",
	"traub_cond_multisyn": "a model of NESTML; compared with an independent solution in ir/interp",
	"wb_cond_exp":         "a model of NESTML; compared with an independent solution in ir/interp",
	"terub_gpe":           "a model of NESTML; compared with an independent solution in ir/interp",
	"terub_stn":           "a model of NESTML; compared with an independent solution in ir/interp",
}

// delivered runs the synapse of std/nest on the reference and returns what each
// presynaptic spike delivers, the mean over the copies.
func (c transmission) delivered(t *testing.T, id string, delay, step, ms float64) []float64 {
	t.Helper()
	model := c.of(id)
	units := map[string]string{"Wmax": "pA", "Wmin": "pA", "A_plus": "pA", "A_minus": "pA", "Aplus": "pA", "Aminus": "pA", "Aplus_triplet": "pA", "Aminus_triplet": "pA", "eta": "pA", "b": "ms^-1"}
	var args []string
	for _, list := range []map[string]float64{c.params, c.post} {
		for k, x := range list {
			if k == "tau_minus" && model == "vogels_sprekeler_synapse" {
				continue // one parameter for both sides
			}
			unit := units[k]
			if strings.HasPrefix(k, "tau_") || k == "tau" {
				unit = "ms"
			}
			args = append(args, fmt.Sprintf("%s = %v %s", k, x, unit))
		}
	}
	slices.Sort(args)
	times := func(list []float64, ahead float64) string {
		var parts []string
		for _, x := range list {
			parts = append(parts, fmt.Sprintf("%.1f ms", x-ahead))
		}
		return strings.Join(parts, ", ")
	}
	vt := ""
	if c.vt != nil {
		vt = fmt.Sprintf("  population vta = spikes_at([%s])\n  connect vta -> learned.vt by all_to_all() { weight = 1; delay = 1 ms }\n", times(c.vt, 0))
	}
	text := fmt.Sprintf(`import "std/nest"
neuron Relay {
  state kicks = 0, seen = 0 pA
  on spike from kick(w : 1) { kicks += w }
  on spike from syn(w : pA) { seen += w }
  on kicks >= 1 { spike; kicks = 0 }
}
network n {
  population pre = spikes_at([%s])
  population driver = spikes_at([%s])
  population post[%d] = Relay()
  connect driver -> post.kick by all_to_all() { weight = 1; delay = 0.1 ms }
  connect learned = pre -> post.syn by all_to_all() { weight = %v pA; delay = %v ms; plasticity = %s(%s) }
%s  record spikes of post
  record seen of post
}
experiment default { step %[9]v ms; seed 1; record w of learned every %[9]v ms; run %[10]v ms }
`, times(preTimes, 0), times(c.after(), 0.1), max(1, c.copies), c.weight, delay, model, strings.Join(args, ", "), vt, step, ms)
	path := filepath.Join(t.TempDir(), "model.nn")
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
	var sum []float64
	for _, at := range preTimes {
		if c.moves(id) {
			sum = append(sum, o.WeightSamples[0][slices.IndexFunc(o.WeightSamples[0], func(x [][]float64) bool { return x != nil })][int(math.Round(at/step))][0])
			continue
		}
		k := int(math.Round((at + delay) / step))
		mean := 0.0
		for i, r := range j.Study.Records {
			if r.Variable != "seen" {
				continue
			}
			for e := range r.Elements {
				mean += (o.Traces[i][e][k] - o.Traces[i][e][k-1]) / float64(max(1, c.copies))
			}
		}
		sum = append(sum, mean)
	}
	return sum
}
