package engines

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/spinnaker"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
)

const boardModel = `import "std/neurons"
network n {
  population E[50] = LIF_exp(I_e = 300 pA + i*1 pA) { init V = uniform(-65 mV, -50 mV) }
  population I[20] = LIF_cond_exp(I_e = 120 pA)
  population drive[20] = poisson(rate = 2 kHz)
  connect drive -> E.exc by fixed_indegree(1) { weight = 60 pA; delay = 0.1 ms }
  connect E -> E.exc by fixed_probability(0.2) { weight = normal(40 pA, 10 pA); delay = uniform(0.1 ms, 1.4 ms) }
  connect E -> E.inh by fixed_probability(0.1) { weight = -33 pA; delay = 0.7 ms }
  connect E -> I.exc by fixed_probability(0.2) { weight = 0.511 nS; delay = 1.5 ms }
  record spikes of E
  record spikes of I
}
experiment default { step 0.1 ms; run 50 ms }
`

// plasticModel has rules in sPyNNaker's slots: with states of the source and the
// target, of the connection, and subtracted weights.
const plasticModel = `import "std/neurons"
import "std/plasticity"
network n {
  population source[12] = spikes_at([5 ms, 20 ms, 30 ms])
  population p[30] = LIF_cond_exp(I_e = 150 pA)
  population q[20] = LIF_exp(I_e = 100 pA + i*5 pA)
  population r[10] = LIF_exp(I_e = 300 pA)
  connect a = source -> p.exc by fixed_probability(0.5) { weight = uniform(1 nS, 4 nS); delay = uniform(0.5 ms, 1.2 ms); plasticity = stdp(w_max = 5 nS) }
  connect q -> p.inh by fixed_probability(0.3) { weight = 1.5 nS; delay = 0.4 ms }
  connect b = p -> q.inh by fixed_probability(0.4) { weight = uniform(-80 pA, -20 pA); delay = 1 ms; plasticity = vogels_sprekeler(eta = -1 pA, w_min = -200 pA, w_max = 0 pA) }
  connect source -> q.exc by fixed_indegree(2) { weight = 75 pA; delay = 0.1 ms }
  connect d = p -> r.exc by all_to_all() { weight = 100 pA; delay = 1.5 ms; plasticity = tsodyks_markram(U = 0.5, tau_rec = 200 ms) }
  record spikes of p
  record spikes of q
  record spikes of r
}
experiment default { step 0.1 ms; run 50 ms }
`

// playedModel has currents, which sPyNNaker's step current sources play.
const playedModel = `import "std/neurons"
network n {
  population a[12] = LIF_exp(I_e = 100 pA + i*20 pA)
  population b[5] = LIF_delta()
  inject ac_current(amplitude = 250 pA, frequency = 30 Hz, start = 2 ms, stop = 25 ms) -> a[0:4]
  inject step_current(times = [1 ms, 5 ms, 9 ms], values = [150 pA, -50 pA, 200 pA]) -> a[2:9]
  inject dc_current(amplitude = 300 pA) -> b
  connect a -> b.exc by all_to_all() { weight = 0.5 mV; delay = 1 ms }
  record spikes of a
  record spikes of b
}
experiment default { step 0.1 ms; run 50 ms }
`

// switchedModel has parameters that are set between runs.
const switchedModel = `import "std/neurons"
network n {
  population a[12] = LIF_exp(I_e = 100 pA + i*20 pA)
  record spikes of a
}
experiment default {
  step 0.1 ms
  at 10 ms { set a.I_e = 300 pA + i*5 pA }
  at 20 ms { set a.I_e = 420 pA }
  run 50 ms
}
`

// regions prints what sPyNNaker wrote for each core that has neurons.
const regions = `import glob, json, sqlite3
db = sqlite3.connect(sorted(glob.glob("reports/*/run_1/ds*.sqlite3"))[-1])
cores = {}
for x, y, p, label, content in db.execute("select x, y, p, region_label, content from region"):
    if label in ("neuron_params", "SynapseParams", "SynBlocks", "synapseDynamicsParams", "CurrentSourceParams") and content:
        cores.setdefault("%d,%d,%d" % (x, y, p), {})[label] = content.hex()
print("REGIONS " + json.dumps([c for c in cores.values() if "neuron_params" in c]))
`

// TestBoard runs the emitted script on sPyNNaker's virtual board and compares the
// bytes that it would load with the image: parameters and initial values of all
// neurons, shifts of ring buffers, every synapse with its weight, delay and type,
// and of plastic connections the parameters of the rule and whole rows.
// Copies of drive, for several spikes in a step, repeat its synapses.
func TestBoard(t *testing.T) {
	python, ok := simulators.Spynnaker()
	if !ok {
		if os.Getenv("NNGEN_REQUIRE_SPYNNAKER") != "" {
			t.Fatal("there is no sPyNNaker; run `nngen setup --spinnaker`")
		}
		t.Skip("there is no sPyNNaker; run `nngen setup --spinnaker`")
	}
	for name, text := range map[string]string{"static": boardModel, "plastic": plasticModel, "played": playedModel, "switched": switchedModel} {
		t.Run(name, func(t *testing.T) { board(t, python, text) })
	}
}

func board(t *testing.T, python, text string) {
	m := pipeline.Parse("board.nn", text)
	s, list := m.Compile(lower.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	net, list, err := pipeline.Expand(t.Context(), &s, 1)
	if err != nil || list.HasErrors() {
		t.Fatal(err, list)
	}
	form, err := spinnaker.Lower(s.Study)
	if err != nil {
		t.Fatal(err)
	}
	image, err := form.NewImage(net)
	if err != nil {
		t.Fatal(err)
	}
	files, err := form.Files()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	files = append(files, gen.File{Path: "data/" + spinnaker.ImageName, Data: form.Encode(image, false)}, gen.File{Path: "regions.py", Data: []byte(regions)})
	for _, f := range files {
		path := filepath.Join(folder, f.Path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	script := func(name string) string {
		cmd := exec.CommandContext(t.Context(), python, name)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+folder, "MPLCONFIGDIR="+folder, "PYTHONDONTWRITEBYTECODE=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	script("run_spynnaker.py")
	if data, err := os.ReadFile(filepath.Join(folder, "spikes.csv")); err != nil || !strings.HasPrefix(string(data), "population,index,step") {
		t.Errorf("spikes.csv: %q, %v", data, err)
	}
	_, text, ok := strings.Cut(script("regions.py"), "REGIONS ")
	var cores []map[string]string
	if err := json.Unmarshal([]byte(text), &cores); !ok || err != nil {
		t.Fatal(text, err)
	}
	neurons := 0
	for i := range image.Populations {
		if image.Populations[i].Program >= 0 {
			neurons++
		}
	}
	if len(cores) != neurons {
		t.Fatalf("%d cores have neurons, not %d", len(cores), neurons)
	}
	for i := range image.Populations {
		if image.Populations[i].Program >= 0 {
			onBoard(t, form, image, i, cores)
		}
	}
}

// onBoard compares one population with the core that has it.
func onBoard(t *testing.T, form *spinnaker.Form, image *fixed.Image, i int, cores []map[string]string) {
	t.Helper()
	pop := &image.Populations[i]
	p := image.Programs[pop.Program]
	var want []byte
	for n := range pop.N {
		for _, list := range [...][][]int32{pop.Params, pop.Inputs, pop.States} {
			for _, column := range list {
				want = binary.LittleEndian.AppendUint32(want, uint32(fixed.At(column, n)))
			}
		}
		for _, w := range spinnaker.Kept(p) {
			want = binary.LittleEndian.AppendUint32(want, uint32(w))
		}
	}
	for _, c := range cores {
		if c["neuron_params"] != hex.EncodeToString(want) {
			continue
		}
		params := words(t, c["SynapseParams"])
		shifts := params[len(params)-len(p.Types):]
		for k, s := range p.Types {
			if shifts[k] != uint32(s.Shift) {
				t.Errorf("%s: the shift of synapse type %d is %d instead of %d", pop.Name, k, shifts[k], s.Shift)
			}
		}
		indexBits, typeBits := params[2], params[3]
		playedOnBoard(t, image, i, words(t, c["CurrentSourceParams"]))
		blocks := words(t, c["SynBlocks"])
		if slot := form.SlotOf(i); slot != nil {
			if got := words(t, c["synapseDynamicsParams"]); !slices.Equal(got, slot.Params) {
				t.Errorf("%s: the parameters of the rule are %v instead of %v", pop.Name, got, slot.Params)
			}
			plasticOnBoard(t, image, i, blocks, indexBits, typeBits)
		}
		count := map[uint32]int{}
		for j := range image.Synapses {
			s := &image.Synapses[j]
			if s.Population != i || s.Rule >= 0 {
				continue
			}
			for row := range s.Pre {
				w := uint32(s.Weight[row])<<16 | uint32(s.Delay[row])<<(indexBits+typeBits) | uint32(s.Type[row])<<indexBits | s.Post[row]
				count[w] += copies(image, s.Pre[row])
			}
		}
		for _, w := range blocks {
			if w < 1<<16 { // the head of a row
				continue
			}
			if count[w]--; count[w] < 0 {
				t.Errorf("%s: the board has a synapse %08x too many", pop.Name, w)
			}
		}
		for w, n := range count {
			if n > 0 {
				t.Errorf("%s: the board lacks the synapse %08x", pop.Name, w)
			}
		}
		return
	}
	t.Errorf("%s: no core has its parameters", pop.Name)
}

// playedOnBoard finds the steps and words of all currents of a population, each with
// one more step after the end, among those of its step current sources.
func playedOnBoard(t *testing.T, image *fixed.Image, i int, region []uint32) {
	t.Helper()
	steps, values := map[uint32][]uint32{}, map[uint32][]uint32{}
	for _, c := range image.Changes {
		if c.Population != i || !c.Input {
			continue
		}
		for k, e := range c.Elements {
			steps[e], values[e] = append(steps[e], uint32(c.Step)), append(values[e], uint32(fixed.At(c.Words, k)))
		}
	}
	for e, list := range steps {
		last := values[e][len(list)-1]
		want := append(append([]uint32{uint32(len(list) + 1)}, list...), uint32(image.Steps)+1)
		want = append(append(append(want, uint32(len(list)+1)), values[e]...), last)
		if index(region, want) < 0 {
			t.Errorf("%s: the board lacks the current of neuron %d: %d", image.Populations[i].Name, e, want)
		}
	}
}

// plasticOnBoard finds the rows of all sources of plastic connections among the words
// of the blocks, and takes them out of these.
func plasticOnBoard(t *testing.T, image *fixed.Image, i int, blocks []uint32, indexBits, typeBits uint32) {
	t.Helper()
	for j := range image.Synapses {
		s := &image.Synapses[j]
		if s.Population != i || s.Rule < 0 {
			continue
		}
		rows := map[uint32][]int{}
		for row, pre := range s.Pre {
			rows[pre] = append(rows[pre], row)
		}
		for pre, list := range rows {
			want := plasticRow(image.Rules[s.Rule], s, list, indexBits, typeBits)
			at := index(blocks, want)
			if at < 0 {
				t.Fatalf("%s: the board lacks the row of source %d: %08x", image.Populations[i].Name, pre, want)
			}
			clear(blocks[at : at+len(want)])
		}
	}
}

// plasticRow is the row of one source: the number of words of its plastic part; that
// part, which has the time of the last spike and the states of the source, zeros at the
// beginning, and for each connection the stored weight and room for its states; the
// numbers of static and plastic connections; and their control words.
func plasticRow(r *fixed.Rule, s *fixed.Synapses, list []int, indexBits, typeBits uint32) []uint32 {
	source, connection := 0, 0
	for _, site := range r.Sites {
		switch site {
		case program.AtSource:
			source++
		case program.AtConnection:
			connection++
		}
	}
	var plastic, control []uint16
	for _, row := range list {
		plastic = append(plastic, spinnaker.StoredWeight(s.Start[row]))
		plastic = append(plastic, make([]uint16, 2*connection)...)
		control = append(control, uint16(uint32(s.Delay[row])<<(indexBits+typeBits)|uint32(s.Type[row])<<indexBits|s.Post[row]))
	}
	pack := func(halves []uint16) (list []uint32) {
		for k := 0; k < len(halves); k += 2 {
			w := uint32(halves[k])
			if k+1 < len(halves) {
				w |= uint32(halves[k+1]) << 16
			}
			list = append(list, w)
		}
		return list
	}
	part := append(make([]uint32, 2+source), pack(plastic)...)
	row := append([]uint32{uint32(len(part))}, part...)
	return append(append(row, 0, uint32(len(control))), pack(control)...)
}

// index is where want begins in list, -1 if it does not occur.
func index(list, want []uint32) int {
	for at := 0; at+len(want) <= len(list); at++ {
		if slices.Equal(list[at:at+len(want)], want) {
			return at
		}
	}
	return -1
}

// copies is how many times the script makes a neuron: sources once for each spike
// that one of them emits in a step.
func copies(image *fixed.Image, id uint32) int {
	n := 1
	for i := range image.Populations {
		p := &image.Populations[i]
		if p.Program < 0 && int(id) >= p.First && int(id) < p.First+p.N {
			for _, c := range p.Count {
				n = max(n, int(c))
			}
		}
	}
	return n
}

func words(t *testing.T, text string) []uint32 {
	t.Helper()
	data, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]uint32, len(data)/4)
	for i := range list {
		list[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	return list
}
