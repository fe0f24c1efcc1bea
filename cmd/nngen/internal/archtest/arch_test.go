package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/nngen/nngen"

// pkg is what `go list` says about a package.
type pkg struct {
	ImportPath string
	Name       string
	Doc        string
	Imports    []string
}

// path is the package's path inside the module, "." for its root.
func (p pkg) path() string { return local(p.ImportPath) }

// local is a path inside the module, or the import path of a package elsewhere.
func local(path string) string {
	if path == module {
		return "."
	}
	return strings.TrimPrefix(path, module+"/")
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// packages lists every package of the module.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Doc,Imports", "./...")
	cmd.Dir = root(t)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	var list []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 30 {
		t.Fatalf("only %d packages", len(list))
	}
	return list
}

// below reports whether a package is one of the named ones or inside one.
func below(path string, trees ...string) bool {
	for _, t := range trees {
		if path == t || strings.HasPrefix(path, t+"/") {
			return true
		}
	}
	return false
}

// standard reports whether an import is of the standard library: its first
// element has no dot, and it is not of this module.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// direction bounds what the packages of one tree may import of this module.
type direction struct {
	tree string
	may  []string // trees of this module, besides those named exactly in also
	also []string // single packages
	why  string
}

// directions go from the most specific tree to the least; the first that holds
// a package applies.
var directions = []direction{
	{tree: "dsl/source", why: "places in texts know nothing of the language"},
	{tree: "dsl/diag", also: []string{"dsl/source"}, why: "messages know only places"},
	{tree: "dsl/ast", also: []string{"dsl/source", "dsl/diag"}, why: "the tree knows nothing of who builds it"},
	{tree: "dsl/parser", also: []string{"dsl/source", "dsl/diag", "dsl/ast"}, why: "syntax comes before meaning"},
	{tree: "dsl/format", also: []string{"dsl/source", "dsl/diag", "dsl/ast", "dsl/parser"}, why: "layout needs only syntax"},
	{tree: "dsl", may: []string{"dsl"}, why: "the language does not know the compiler"},
	{tree: "ir/unit", why: "units stand alone"},
	{tree: "ir/expr", may: []string{"runtime"}, also: []string{"ir/unit"}, why: "expressions are below the model"},
	{tree: "ir/interp", may: []string{"runtime"}, also: []string{"ir", "ir/expr", "ir/unit"}, why: "the oracle shares no stage with what it judges"},
	{tree: "ir/lower", may: []string{"dsl", "ir", "runtime"}, why: "lowering is where the language ends"},
	{tree: "ir", may: []string{"dsl", "ir", "runtime"}, why: "the compiler does not know its targets"},
	{tree: "gen/all", may: []string{"gen"}, why: "the list of targets is only a list"},
	{tree: "gen", may: []string{"dsl/diag", "dsl/source", "gen", "ir", "runtime", "templates"}, why: "targets see studies, not texts"},
	{tree: "runtime", may: []string{"runtime"}, why: "it is copied into emitted modules"},
	{tree: "templates", why: "templates are data"},
	{tree: "examples", why: "an example is a model and nothing else"},
	{tree: "golden", why: "goldens are data; their tests may use everything"},
	{tree: "cmd", may: []string{"cmd", "dsl", "gen", "ir", "runtime"}, also: []string{"examples", "golden/conformance"}, why: "the command ties everything together"},
}

func TestDirections(t *testing.T) {
	for _, p := range packages(t) {
		at := slices.IndexFunc(directions, func(d direction) bool { return below(p.path(), d.tree) })
		if at < 0 {
			t.Errorf("no rule says what %s may import; add one", p.path())
			continue
		}
		d := directions[at]
		for _, im := range p.Imports {
			if !strings.HasPrefix(im, module) {
				continue
			}
			if im = local(im); !below(im, d.may...) && !slices.Contains(d.also, im) {
				t.Errorf("%s imports %s, but %s", p.path(), im, d.why)
			}
		}
	}
}

// owners are the only packages that import something from outside the module.
// Whoever replaces a dependency has one place to look at.
var owners = []struct {
	dependency string
	owner      []string
}{
	{"github.com/alecthomas/participle/v2", []string{"dsl/parser"}},
	{"github.com/Masterminds/sprig/v3", []string{"gen/tmpl"}},
	{"github.com/dave/jennifer", []string{"gen/gokernel"}},
	{"gopkg.in/yaml.v3", []string{"cmd/nngen/internal/config", "gen/brainscales"}},
	{"github.com/spf13/cobra", []string{"cmd"}},
	{"github.com/spf13/pflag", []string{"cmd"}},
	{"os/exec", []string{"cmd"}},
	{"os/signal", []string{"cmd"}},
	{"syscall", []string{"cmd", "runtime/jit"}},
	{"net", nil},
	{"plugin", nil},
	{"unsafe", []string{"runtime/jit"}},
	{"C", nil},
}

func TestOwners(t *testing.T) {
	for _, p := range packages(t) {
		for _, im := range p.Imports {
			known := standard(im) || strings.HasPrefix(im, module)
			for _, o := range owners {
				if !below(im, o.dependency) {
					continue
				}
				known = true
				if !below(p.path(), o.owner...) {
					t.Errorf("%s imports %s, which is for %v alone", p.path(), im, o.owner)
				}
			}
			if !known {
				t.Errorf("%s imports %s, which no package owns yet; add the owner", p.path(), im)
			}
		}
	}
}

// TestPure: only cmd touches files, the clock, the environment and the terminal.
func TestPure(t *testing.T) {
	for _, p := range packages(t) {
		if p.Name == "main" || !below(p.path(), "dsl", "ir", "gen", "templates") || below(p.path(), helpersOfTests...) {
			continue
		}
		for _, im := range p.Imports {
			if slices.Contains([]string{"os", "io/ioutil", "math/rand", "math/rand/v2", "time", "testing", "flag", "log"}, im) {
				t.Errorf("%s imports %s, but the compiler is a function of its input", p.path(), im)
			}
		}
	}
}

// helpersOfTests are packages that only tests import.
var helpersOfTests = []string{"gen/gentest", "ir/irtest"}

func TestHelpersOfTests(t *testing.T) {
	for _, p := range packages(t) {
		for _, im := range p.Imports {
			if below(local(im), helpersOfTests...) {
				t.Errorf("%s imports %s outside of its tests", p.path(), local(im))
			}
		}
	}
}

// TestRuntime: the runtime is the standard library and itself, so that it can be
// copied anywhere.
func TestRuntime(t *testing.T) {
	for _, p := range packages(t) {
		if !below(p.path(), "runtime") {
			continue
		}
		for _, im := range p.Imports {
			if !standard(im) && !below(local(im), "runtime") {
				t.Errorf("%s imports %s", p.path(), im)
			}
		}
	}
}

// TestTargets: no target imports another. Only gen/all knows them all; beside it, the
// command knows those whose engines and reports are made in process.
func TestTargets(t *testing.T) {
	var targets []string
	list := packages(t)
	for _, p := range list {
		if p.path() == "gen/all" {
			for _, im := range p.Imports {
				if im = local(im); below(im, "gen") && im != "gen" {
					targets = append(targets, im)
				}
			}
		}
	}
	if len(targets) < 7 {
		t.Errorf("gen/all imports only the targets %v", targets)
	}
	for _, p := range list {
		if !below(p.path(), "gen") || p.path() == "gen/all" {
			continue
		}
		for _, im := range p.Imports {
			if im = local(im); slices.Contains(targets, im) {
				t.Errorf("%s imports the target %s; only gen/all does", p.path(), im)
			}
		}
	}
}

// TestComments: every package says what it is, in the usual form, and is not
// called after what packages have in common.
func TestComments(t *testing.T) {
	for _, p := range packages(t) {
		want := "Package " + p.Name + " "
		if p.Name == "main" {
			want = "Command "
		}
		if !strings.HasPrefix(p.Doc, want) {
			t.Errorf("the comment of %s begins with %q instead of %q", p.path(), p.Doc, want)
		}
		if slices.Contains([]string{"util", "utils", "common", "helpers", "misc", "base"}, p.Name) {
			t.Errorf("%s is named after nothing", p.path())
		}
	}
}

// places are ways in which a file may tell where it was written.
var places = []struct {
	what string
	form *regexp.Regexp
}{
	{"a document outside the repository", regexp.MustCompile(`shared` + `/(design|recipes|reference)\b`)},
	{"a folder of one machine", regexp.MustCompile(`(^|[\s"'` + "`" + `=(:])/(work|root|home|Users|private)` + `/[\w.-]`)},
	{"a folder of one machine", regexp.MustCompile(`[A-Z]:\\` + `Users\\`)},
}

// TestFiles: no tracked file tells where it was written.
func TestFiles(t *testing.T) {
	top := root(t)
	cmd := exec.CommandContext(t.Context(), "git", "ls-files", "-z")
	cmd.Dir = top
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("not a clone: %v", err)
	}
	names := strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
	if len(names) < 100 {
		t.Fatalf("only %d tracked files", len(names))
	}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		if errors.Is(err, os.ErrNotExist) {
			continue // being removed
		}
		if err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsRune(data, 0) {
			continue // numbers
		}
		for _, p := range places {
			if m := p.form.FindIndex(data); m != nil {
				line := 1 + bytes.Count(data[:m[0]+1], []byte("\n"))
				t.Errorf("%s:%d names %s: %q", name, line, p.what, strings.TrimSpace(string(data[m[0]:m[1]])))
			}
		}
	}
}

// TestPlaces: what TestFiles looks for is found, and ordinary text is not.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		text  string
		found bool
	}{
		{"see shared" + "/design/language.md", true},
		{"path = \"/wo" + "rk/main\"", true},
		{"(/ho" + "me/someone/x)", true},
		{"cd /ro" + "ot/model", true},
		{"the work/time ratio", false},
		{"a framework/home/page", false},
		{"https://example.org/home/x", false},
		{"#!/usr/bin/env python3", false},
	} {
		found := false
		for _, p := range places {
			found = found || p.form.MatchString(c.text)
		}
		if found != c.found {
			t.Errorf("%q: found is %v", c.text, found)
		}
	}
}
