package verify_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
)

// complaint is what modlunit and the translator of NEURON 8 say of what they do not
// like.
var complaint = regexp.MustCompile(`(?i)error|warning|units|not (consistent|conformable)`)

// TestModlunit: NEURON's checker of units passes every mechanism, and the translator
// of NEURON 8 takes those without random numbers, which it does not know.
func TestModlunit(t *testing.T) {
	modlunit, err := exec.LookPath("modlunit")
	if err != nil {
		t.Skip("there is no modlunit; it is in Debian's package neuron-dev")
	}
	target, _ := all.Find("neuron")
	for _, path := range []string{example("lif"), example("brunel"), example("coba"), example("vogels2011"), example("stdp_song_abbott2000"), "testdata/pynn.nn", "testdata/plastic.nn", "testdata/names.nn", "testdata/odd.nn", "testdata/delta.nn"} {
		files, list := target.Generate(job(t, path, "", 0).Study, gen.Options{})
		if list.HasErrors() {
			t.Fatal(list)
		}
		for _, f := range files {
			if filepath.Ext(f.Path) != ".mod" {
				continue
			}
			folder := t.TempDir()
			file := filepath.Join(folder, filepath.Base(f.Path))
			if err := os.WriteFile(file, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
			run := func(name string, args ...string) {
				cmd := exec.CommandContext(t.Context(), name, args...)
				cmd.Dir = folder
				cmd.Env = append(os.Environ(), "MODLUNIT="+filepath.Join(filepath.Dir(modlunit), "..", "share", "nrn", "lib", "nrnunits.lib"))
				out, err := cmd.CombinedOutput()
				text := regexp.MustCompile(`(?m)^Checking units of .*$`).ReplaceAllString(string(out), "")
				if err != nil || complaint.MatchString(text) {
					t.Errorf("%s of %s: %s: %v\n%s", f.Path, path, filepath.Base(name), err, out)
				}
			}
			run(modlunit, file)
			if nocmodl, err := exec.LookPath("nocmodl"); err == nil && filepath.Dir(nocmodl) == filepath.Dir(modlunit) {
				run(nocmodl, file)
			}
		}
	}
}
