package verify_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/batch"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
)

// memoryModels hold memory of all kinds: draws, modulators, relays and recorded
// connections; continuous coupling; parameters of connections that change.
var memoryModels = []string{"draws", "couplings", "plastic_parameters"}

// memoryModule compiles the classes of memoryModels into one module, and expands the
// networks: folders of scripts and of data.
func memoryModule(t *testing.T, sim simulators.Simulator) (folders, data []string) {
	t.Helper()
	root := t.TempDir()
	m := batch.NewNEST(sim, root)
	target, _ := all.Find("nest")
	for _, name := range memoryModels {
		j := job(t, "testdata/"+name+".nn", "", 0)
		files, list := target.Generate(j.Study, gen.Options{})
		if list.HasErrors() {
			t.Fatal(list)
		}
		folder := filepath.Join(root, name)
		if err := m.Take(folder, files); err != nil {
			t.Fatal(err)
		}
		columns, err := shared.Data(j.Study, j.Network)
		if err != nil {
			t.Fatal(err)
		}
		folders, data = append(folders, folder), append(data, columns)
	}
	if err := m.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return folders, data
}

// TestNESTForgets: a network that is made, run and forgotten again and again in one
// process leaves nothing behind, with one thread and with two.
func TestNESTForgets(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "nest")
	sim, err := shared.Simulator(t.Context(), "nest")
	if err != nil {
		t.Fatal(err)
	}
	folders, data := memoryModule(t, sim)
	growth := func(i, threads int, more ...string) int {
		args := append([]string{sim.Python, "testdata/memory.py", filepath.Join(folders[i], "run.py"), data[i], filepath.Join(folders[i], "out"), strconv.Itoa(threads)}, more...)
		said, err := process.Output(t.Context(), process.Command{Args: args, Env: sim.Env, Limit: 5 * time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		n, found := 0, false
		for _, l := range strings.Split(string(said), "\n") {
			if _, err := fmt.Sscanf(l, "growth %d", &n); err == nil {
				found = true
			}
		}
		if !found {
			t.Fatalf("it says %q", said)
		}
		return n
	}
	// What the interpreter of Python keeps varies by some kB; 40 bytes per connection
	// of the smallest network are more.
	const much = 40_000
	for i, name := range memoryModels {
		threads := 1 + i%2
		n := growth(i, threads)
		t.Logf("%s, %d threads: %d bytes in 20 rounds", name, threads, n)
		if n > much {
			t.Errorf("%s grows by %d bytes in 20 rounds", name, n)
		}
	}
	if n := growth(0, 1, "4000"); n < much {
		t.Errorf("of 80000 bytes that are lost on purpose %d are seen", n)
	}
}

// TestNESTSanitized: address, undefined behaviour and leaks, looked at by the sanitizers
// of g++ with one thread and with two. Compiling takes minutes: NNGEN_NEST=sanitize.
func TestNESTSanitized(t *testing.T) {
	if os.Getenv("NNGEN_NEST") != "sanitize" {
		t.Skip("set NNGEN_NEST=sanitize")
	}
	need(t, "nest")
	sim, err := shared.Simulator(t.Context(), "nest")
	if err != nil {
		t.Fatal(err)
	}
	folders, data := memoryModule(t, sim)
	var libraries []string
	for _, name := range []string{"libasan.so", "libubsan.so"} {
		path, err := process.Output(t.Context(), process.Command{Args: []string{"g++", "-print-file-name=" + name}})
		if err != nil {
			t.Fatal(err)
		}
		libraries = append(libraries, strings.TrimSpace(string(path)))
	}
	build := func() {
		env := append(sim.Env, "CXXFLAGS=-fsanitize=address,undefined -fno-omit-frame-pointer -g1 -O0")
		if err := process.Run(t.Context(), process.Command{Dir: folders[0], Args: []string{sim.Python, "build.py"}, Env: env, Limit: 20 * time.Minute}); err != nil {
			t.Fatal(err)
		}
	}
	reports := func(i int, threads int) (own []string, all int) {
		// Python itself leaves memory behind: only what the module has asked for counts.
		env := append(sim.Env, "LD_PRELOAD="+strings.Join(libraries, " "),
			"ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=40:exitcode=0", "UBSAN_OPTIONS=print_stacktrace=1")
		var said bytes.Buffer
		err := process.Run(t.Context(), process.Command{Dir: folders[i], Env: env, Limit: 20 * time.Minute, Said: &said,
			Args: []string{sim.Python, filepath.Join(folders[i], "run.py"), "--data", data[i], "--out", filepath.Join(folders[i], "out"), "--threads", strconv.Itoa(threads)}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range report.Split(said.String(), -1)[1:] {
			all++
			if strings.Contains(r, "nngen::") || strings.Contains(r, "/module/") {
				own = append(own, r)
			}
		}
		return own, all
	}
	build()
	for i, name := range memoryModels {
		for _, threads := range []int{1, 2} {
			own, all := reports(i, threads)
			if all == 0 {
				t.Errorf("%s: nothing is reported, not even of Python", name)
			}
			t.Logf("%s, %d threads: %d reports, %d of them about the module", name, threads, all, len(own))
			for _, r := range own {
				t.Errorf("%s, %d threads: %s", name, threads, r)
			}
		}
	}
	// Every report would be as silent if nothing were looked at.
	source := filepath.Join(folders[0], "module", "stamped_source.h")
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	changed := created.ReplaceAll(text, []byte("$0\n  volatile auto* lost = new double[ 7 ];\n  lost[ 0 ] = 0;\n"))
	if bytes.Equal(changed, text) {
		t.Fatalf("no constructor in\n%s", text)
	}
	if err := os.WriteFile(source, changed, 0o644); err != nil {
		t.Fatal(err)
	}
	build()
	if own, all := reports(0, 1); len(own) == 0 {
		t.Errorf("of %d reports none is about memory that is lost on purpose", all)
	}
}

var (
	report  = regexp.MustCompile(`(?m)^(?:Direct leak|Indirect leak|==\d+==ERROR|.*runtime error:)`)
	created = regexp.MustCompile(`stamped_source\( const stamped_source&[^{]*\{`)
)
