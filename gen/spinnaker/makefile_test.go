package spinnaker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMakefiles: in both layouts of sPyNNaker the makefiles hand over the header,
// places and kind of binary. The framework is played by rules that print what they
// were given.
func TestMakefiles(t *testing.T) {
	need(t, []string{"make"})
	p := prepare(t, alone(kinds[0], 2))
	framework := t.TempDir()
	for _, path := range []string{"makefiles/neuron/neural_build.mk", "makefiles/neuron_only/neuron_build.mk", "make/neural_build.mk", "make/neuron_only_build.mk"} {
		text := "all:\n\t@echo RULES " + path + " APP $(APP) HEADER $(NEURON_IMPL_H) DYNAMICS $(SYNAPSE_DYNAMICS) SOURCES $(SOURCE_DIRS) OUT $(APP_OUTPUT_DIR) KEY $(DATABASE_KEY)\n"
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
	for _, c := range []struct{ setting, combined, alone, key string }{
		{"NEURAL_MODELLING_DIRS=", "makefiles/neuron/neural_build.mk", "makefiles/neuron_only/neuron_build.mk", " KEY\n"},
		{"SPYNNAKER_INSTALL_DIR=", "make/neural_build.mk", "make/neuron_only_build.mk", " KEY n\n"},
	} {
		out := string(command(t, p.folder, "make", "-s", "-C", "c_models", "all", c.setting+framework, "NEURON_DIR=/framework"))
		for _, want := range []string{
			"RULES " + c.combined + " APP LIF_exp HEADER " + header + " DYNAMICS /framework/neuron/plasticity/synapse_dynamics_static_impl.c",
			"RULES " + c.alone + " APP LIF_exp_neuron HEADER " + header + " DYNAMICS SOURCES",
			" OUT " + filepath.Join(p.folder, "nngen_model", "model_binaries") + "/", c.key} {
			if !strings.Contains(out, want) {
				t.Errorf("with %s there is no %q in\n%s", c.setting, want, out)
			}
		}
	}
}
