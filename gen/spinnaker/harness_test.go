package spinnaker

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/nngen/nngen/ir/irtest"
	compile "github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
)

// tools are what the harness is compiled and run with.
var tools = []struct {
	name, goal, program string
	run                 []string
	needs               []string
}{
	{"x86", "host", "harness", nil, []string{"gcc", "make"}},
	{"arm", "arm", "harness.elf", []string{"qemu-arm"}, []string{"arm-none-eabi-gcc", "qemu-arm", "make"}},
}

// need skips a test that lacks a tool, unless all are required.
func need(t *testing.T, tools []string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("NNGEN_REQUIRE_SIMULATORS") != "" {
				t.Fatalf("there is no %s; run `nngen setup`", tool)
			}
			t.Skipf("there is no %s", tool)
		}
	}
}

// steps makes the runs of TestIdentical longer: go test ./gen/spinnaker -run
// TestIdentical -steps 1000000 -timeout 2h.
var steps = flag.Int("steps", 0, "steps of the runs that are compared on x86, ARM and in Go")

// prepared is a study in fixed point with its image and code.
type prepared struct {
	form   *Form
	image  *fixed.Image
	net    *network.Network
	folder string
}

func prepare(t *testing.T, text string) *prepared {
	t.Helper()
	s := irtest.Study(t, text, compile.Options{})
	if missing := (Target{}).Features().Missing(s.Needs()); len(missing) > 0 {
		t.Fatalf("it needs %v", missing)
	}
	f, err := Lower(s)
	if err != nil {
		t.Fatal(err)
	}
	net, err := network.Expand(context.Background(), s.Network, 0)
	if err != nil {
		t.Fatal(err)
	}
	m, err := f.NewImage(net)
	if err != nil {
		t.Fatal(err)
	}
	p := &prepared{form: f, image: m, net: net}
	p.write(t)
	return p
}

// write puts the code and the image into a folder.
func (p *prepared) write(t *testing.T) {
	t.Helper()
	p.code(t)
	if err := os.WriteFile(filepath.Join(p.folder, ImageName), p.form.Encode(p.image, true), 0o644); err != nil {
		t.Fatal(err)
	}
}

// code puts the code into a folder.
func (p *prepared) code(t *testing.T) {
	t.Helper()
	p.folder = t.TempDir()
	files, err := p.form.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		path := filepath.Join(p.folder, f.Path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// harness compiles and runs the harness with tool number k.
func (p *prepared) harness(t *testing.T, k int) *Result {
	t.Helper()
	tool := tools[k]
	need(t, tool.needs)
	command(t, p.folder, "make", "-s", "-j2", "-C", "harness", tool.goal)
	out := filepath.Join(p.folder, tool.name+".bin")
	args := append(append([]string(nil), tool.run...), "harness/"+tool.program, ImageName, out)
	args[len(tool.run)] = filepath.Join(p.folder, args[len(tool.run)])
	command(t, p.folder, args[0], args[1:]...)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.form.Decode(p.image, data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func command(t *testing.T, folder, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = folder
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, said.String())
	}
	return out
}

// comparedRules: as many populations have a rule in the slots of the framework as the
// case says, and these gave the weights that the rules of the harness gave, but where
// a history had lost something.
func (p *prepared) comparedRules(t *testing.T, r *Result, slots int) {
	t.Helper()
	n := 0
	for i := range p.form.Study.Network.Populations {
		if s := p.form.SlotOf(i); s != nil && s.Why == "" {
			n++
		}
	}
	if n != slots {
		t.Errorf("%d populations have a rule in the slots of the framework, not %d", n, slots)
	}
	if slots > 0 && r.Compared < 10*r.Incomparable+1000 {
		t.Errorf("only %d weights could be compared, %d could not", r.Compared, r.Incomparable)
	}
}

// same compares two results word by word.
func same(t *testing.T, name string, got, want *Result) {
	t.Helper()
	if got.Hash != want.Hash || got.RingSaturated != want.RingSaturated {
		t.Errorf("%s: the digest of all states is %08x instead of %08x, %d saturations of ring buffers instead of %d", name, got.Hash, want.Hash, got.RingSaturated, want.RingSaturated)
	}
	for what, pair := range map[string][2]any{"spikes": {got.Spikes, want.Spikes}, "traces": {got.Traces, want.Traces}, "final states": {got.Final, want.Final},
		"final weights": {got.Weights, want.Weights}, "samples of weights": {got.WeightSamples, want.WeightSamples}} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: %s differ%s", name, what, firstDifference(pair[0], pair[1]))
		}
	}
}

func firstDifference(a, b any) string {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	if x.Len() != y.Len() {
		return fmt.Sprintf(": %d instead of %d", x.Len(), y.Len())
	}
	for i := range x.Len() {
		if p, q := x.Index(i).Interface(), y.Index(i).Interface(); !reflect.DeepEqual(p, q) {
			if x.Index(i).Kind().String() == "slice" {
				return fmt.Sprintf(" at %d%s", i, firstDifference(p, q))
			}
			return fmt.Sprintf(" at %d: %v instead of %v", i, p, q)
		}
	}
	return ""
}

// spiked tells whether anything happened that is worth comparing.
func spiked(p *prepared, r *Result) bool {
	for _, s := range r.Spikes {
		if p.form.Study.Network.Populations[s.Population].Program != nil {
			return true
		}
	}
	return false
}
