package spinnaker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMakefiles: in both layouts of sPyNNaker the makefiles hand over the header,
// places, kind of binary and rules of plasticity. The framework is played by rules that print what they
// were given.
func TestMakefiles(t *testing.T) {
	need(t, []string{"make"})
	p := prepare(t, `import "std/neurons"
import "std/plasticity"
network n {
  population source[2] = spikes_at([1 ms])
  population p[2] = LIF_exp()
  connect source -> p.exc by all_to_all() { weight = 1 pA; delay = 1 ms; plasticity = stdp(w_max = 2 pA) }
  record spikes of p
}
experiment default { step 0.1 ms; run 10 ms }
`)
	framework := t.TempDir()
	for _, path := range []string{"makefiles/neuron/neural_build.mk", "makefiles/neuron_only/neuron_build.mk", "makefiles/synapse_only/synapse_build.mk", "make/neural_build.mk", "make/neuron_only_build.mk", "make/synapse_build.mk"} {
		text := "all:\n\t@echo RULES " + path + " APP $(APP) HEADER $(NEURON_IMPL_H) DYNAMICS $(SYNAPSE_DYNAMICS) RULE $(TIMING_DEPENDENCE) $(TIMING_DEPENDENCE_H) $(WEIGHT_DEPENDENCE) $(WEIGHT_DEPENDENCE_H) SOURCES $(SOURCE_DIRS) OUT $(APP_OUTPUT_DIR) KEY $(DATABASE_KEY)\n"
		full := filepath.Join(framework, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	header := filepath.Join(p.folder, "c_models", "src", "LIF_exp_impl.h")
	if _, err := os.Stat(header); err != nil {
		t.Fatal(err)
	}
	src := filepath.Join(p.folder, "c_models", "src")
	plastic := " DYNAMICS /framework/neuron/plasticity/stdp/synapse_dynamics_stdp_mad_impl.c RULE"
	for _, file := range []string{"timing_stdp_rule_impl.c", "timing_stdp_rule_impl.h", "weight_stdp_rule_impl.c", "weight_stdp_rule_impl.h"} {
		path := filepath.Join(src, file)
		if _, err := os.Stat(path); err != nil {
			t.Fatal(err)
		}
		plastic += " " + path
	}
	for _, c := range []struct{ setting, combined, alone, synapses, key string }{
		{"NEURAL_MODELLING_DIRS=", "makefiles/neuron/neural_build.mk", "makefiles/neuron_only/neuron_build.mk", "makefiles/synapse_only/synapse_build.mk", " KEY\n"},
		{"SPYNNAKER_INSTALL_DIR=", "make/neural_build.mk", "make/neuron_only_build.mk", "make/synapse_build.mk", " KEY n\n"},
	} {
		out := string(command(t, p.folder, "make", "-s", "-C", "c_models", "all", c.setting+framework, "NEURON_DIR=/framework"))
		for _, want := range []string{
			"RULES " + c.combined + " APP LIF_exp HEADER " + header + " DYNAMICS /framework/neuron/plasticity/synapse_dynamics_static_impl.c",
			"RULES " + c.alone + " APP LIF_exp_neuron HEADER " + header + " DYNAMICS RULE SOURCES",
			"RULES " + c.combined + " APP LIF_exp_stdp_mad_stdp_rule_fixed HEADER " + header + plastic, "RULES " + c.synapses + " APP synapses_stdp_mad_stdp_rule_fixed HEADER" + plastic,
			" OUT " + filepath.Join(p.folder, "nngen_model", "model_binaries") + "/", c.key} {
			if !strings.Contains(out, want) {
				t.Errorf("with %s there is no %q in\n%s", c.setting, want, out)
			}
		}
	}
}
