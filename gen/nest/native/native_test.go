package native

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

var update = flag.Bool("update", false, "write README.md's table and the golden script anew")

// README.md has the candidates with the equations that models are compared with.
func TestCatalogue(t *testing.T) { gentest.Keep(t, "catalogue", Catalogue(), *update) }

// study has one of everything that a script may hold.
const study = `import "std/neurons"
import "std/plasticity"

/// Two populations.
network small {
    population exc[8] = LIF_exp(C_m = 200 pF + 10 pF*i, t_ref = 2.04 ms)
    population inh[2] = LIF_exp(inh.tau = 3 ms) { init V = uniform(-60 mV, -50 mV) }
    population drive[8] = poisson(rate = 1 kHz)
    connect drive -> exc.exc by one_to_one() { weight = 80 pA; delay = 1 ms }
    connect exc -> inh.exc by all_to_all() { weight = 30 pA; delay = 1 ms; plasticity = stdp(w_max = 60 pA, lambda = uniform(0, 0.1)) }
    connect inh -> exc.inh by all_to_all() { weight = normal(-20 pA, 30 pA); delay = 1 ms }
    inject ac_current(amplitude = 10 pA, frequency = 10 Hz) -> exc
    record spikes of exc + inh
    record V, exc.I of exc[:2]
}
experiment default {
    step 0.1 ms
    at 5 ms { set exc.I_e = 100 pA }
    run 20 ms
}
`

// The script and its README, as emitted.
func TestGolden(t *testing.T) {
	s := irtest.Study(t, study, lower.Options{})
	files, list := Generate(s, gen.Options{Fidelity: gen.Native})
	if list.HasErrors() {
		t.Fatal(list[0].Message)
	}
	for _, f := range files {
		if f.Path == "nngen_io.py" {
			continue // the same for all targets
		}
		path := filepath.Join("testdata", f.Path)
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != string(f.Data) {
			t.Errorf("%s is another text; look at it with -update and git diff", path)
		}
	}
	again, _ := Generate(irtest.Study(t, study, lower.Options{}), gen.Options{Fidelity: gen.Native})
	for i := range files {
		if string(again[i].Data) != string(files[i].Data) {
			t.Errorf("%s differs from run to run", files[i].Path)
		}
	}
}

// What NEST cannot do in a study is refused with its reason.
func TestRefusals(t *testing.T) {
	for _, x := range []struct{ projection, says string }{
		{"delay = 1 ms; plasticity = stdp(w_max = 60 pA, tau_minus = 10 ms)", "another time constant of depression"},
		{"axonal_delay = 1 ms; dendritic_delay = 0.5 ms; plasticity = stdp(w_max = 60 pA)", "axonal"},
		{"delay = 1 ms; plasticity = stdp_triplet(w_max = 60 pA)", "2 traces of the source"},
	} {
		text := strings.Replace(study, "    inject", "    connect exc -> inh.exc by all_to_all() { weight = 30 pA; "+x.projection+" }\n    inject", 1)
		s := irtest.Study(t, text, lower.Options{})
		_, list := Generate(s, gen.Options{Fidelity: gen.Native})
		if !list.HasErrors() || !strings.Contains(list[0].Message, x.says) {
			t.Errorf("%s: refused because of %v, not because of %s", x.projection, list, x.says)
		}
	}
	s := irtest.Study(t, strings.Replace(study, "exc.I of", "inh.I of", 1), lower.Options{})
	if _, list := Generate(s, gen.Options{Fidelity: gen.Native}); list.HasErrors() {
		t.Errorf("a recorded receptor is refused: %s", list[0].Message)
	}
}
