package simulators

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// pretend puts a program in the place of the interpreter.
func pretend(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "python")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NNGEN_PYTHON", path)
	return path
}

// tool is a kind that needs nothing but the interpreter.
var tool = Kind{Name: "brian2", Title: "Brian2", Package: "brian2", Version: "say"}

func TestPins(t *testing.T) {
	form := regexp.MustCompile(`^[0-9]+(\.[0-9]+)+$`)
	for _, p := range pins {
		if !form.MatchString(p.version) {
			t.Errorf("%s is pinned to %q", p.name, p.version)
		}
	}
	for _, k := range Kinds() {
		if len(k.Ask) == 0 && pinned(k.Package) == "" {
			t.Errorf("setup does not install %s, which %s needs", k.Package, k.Title)
		}
		if k.Version == "" && len(k.Ask) == 0 || k.Title == "" {
			t.Errorf("%s is incomplete", k.Name)
		}
	}
	if pinned("no such package") != "" {
		t.Error("a package without a pin has a version")
	}
}

func TestHome(t *testing.T) {
	t.Setenv("NNGEN_HOME", "here")
	if Home() != "here" {
		t.Error(Home())
	}
	if !strings.HasPrefix(environment(), filepath.Join("here", "python")+string(filepath.Separator)) {
		t.Errorf("the environment is in %s", environment())
	}
	t.Setenv("NNGEN_HOME", "")
	t.Setenv("XDG_CACHE_HOME", "/somewhere")
	if h := Home(); filepath.Base(h) != "nngen" || !filepath.IsAbs(h) {
		t.Errorf("without NNGEN_HOME it is %s", h)
	}
}

// TestFound: the version is the last line, whatever the package prints before,
// and the simulator's own programs come first in its PATH.
func TestFound(t *testing.T) {
	path := pretend(t, "echo a banner\necho noise >&2\necho 2.9.0\n")
	s := Find(t.Context(), tool)
	if s.Found != "2.9.0" || s.Problem != "" || s.Remedy != "" || s.Python != path {
		t.Errorf("%+v", s)
	}
	if len(s.Env) == 0 || !strings.HasPrefix(s.Env[0], "PATH="+filepath.Dir(path)+string(os.PathListSeparator)) {
		t.Errorf("its environment is %v", s.Env)
	}
	needy := tool
	needy.Tools = []string{"no-such-compiler"}
	if s := Find(t.Context(), needy); !strings.Contains(s.Problem, "there is no no-such-compiler") || !strings.Contains(s.Remedy, "apt-get install") {
		t.Errorf("%+v", s)
	}
}

// TestMissing: each way of not being there has its own remedy.
func TestMissing(t *testing.T) {
	t.Setenv("NNGEN_HOME", t.TempDir())
	for _, c := range []struct {
		what, script    string // "" for no interpreter there
		private         bool
		problem, remedy string
	}{
		{"nothing installed", "", true, "not installed", "run `nngen setup`"},
		{"no interpreter", "", false, "NNGEN_PYTHON names ", "correct it, or unset it and run `nngen setup`"},
		{"no package", "echo 'Traceback' >&2\necho \"No module named 'brian2'\" >&2\nexit 1\n", false, "it cannot be imported: No module named 'brian2'", "pip install brian2==" + pinned("brian2")},
		{"it dies", "kill -SEGV $$\n", false, "it cannot be imported: ", "pip install brian2=="},
	} {
		t.Run(c.what, func(t *testing.T) {
			switch {
			case c.private:
				t.Setenv("NNGEN_PYTHON", "")
			case c.script == "":
				t.Setenv("NNGEN_PYTHON", filepath.Join(t.TempDir(), "python"))
			default:
				pretend(t, c.script)
			}
			s, err := Need(t.Context(), "brian2")
			if s.Found != "" || !strings.Contains(s.Problem, c.problem) || !strings.Contains(s.Remedy, c.remedy) {
				t.Errorf("version %q, problem %q, remedy %q", s.Found, s.Problem, s.Remedy)
			}
			if err == nil || !strings.HasPrefix(err.Error(), "Brian2: ") || !strings.Contains(err.Error(), s.Remedy) || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestPrograms: what is no package of Python is found in the PATH.
func TestPrograms(t *testing.T) {
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	k := Kind{Name: "spinnaker", Title: "C", Ask: []string{"some-gcc", "-dumpversion"}, Tools: []string{"some-emulator"}, Debian: []string{"gcc-arm-none-eabi"}}
	if s := Find(t.Context(), k); s.Problem != "there is no some-gcc" || !strings.Contains(s.Remedy, "apt-get install gcc-arm-none-eabi") {
		t.Errorf("%+v", s)
	}
	for name, text := range map[string]string{"some-gcc": "#!/bin/sh\necho 12.2.1\n", "some-emulator": "#!/bin/sh\n"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if s := Find(t.Context(), k); s.Problem != "" || s.Found != "12.2.1" {
		t.Errorf("%+v", s)
	}
}

// TestNothingNeeded: targets whose code runs by itself need no simulator.
func TestNothingNeeded(t *testing.T) {
	if s, err := Need(t.Context(), "go"); err != nil || s.Python != "" || s.Problem != "" {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestComplete: a complete environment is left as it is.
func TestComplete(t *testing.T) {
	t.Setenv("NNGEN_HOME", t.TempDir())
	folder := environment()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	mark := filepath.Join(folder, complete)
	if err := os.WriteFile(mark, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	said := ""
	got, err := Setup(t.Context(), func(s string) { said += s })
	if err != nil || got != folder || !strings.Contains(said, "is complete") {
		t.Errorf("%s, %v, said %q", got, err, said)
	}
	if data, err := os.ReadFile(mark); err != nil || string(data) != "mine" {
		t.Errorf("the mark holds %q, %v", data, err)
	}
}

// TestInterruptedSetup: what an interrupted setup left is removed and begun
// anew; if that fails, the environment does not pass for complete.
func TestInterruptedSetup(t *testing.T) {
	t.Setenv("NNGEN_HOME", t.TempDir())
	half := filepath.Join(environment(), "bin", "python")
	if err := os.MkdirAll(filepath.Dir(half), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(half, []byte("half"), 0o755); err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir() // a machine with compilers but without Python
	for _, name := range []string{"g++", "gcc", "make"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	_, err := Setup(t.Context(), func(string) {})
	if err == nil || !strings.Contains(err.Error(), "apt-get install python3 python3-venv") {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half environment is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(environment(), complete)); err == nil {
		t.Error("a failed setup is marked complete")
	}
}

// TestWaits: a second setup waits for the first, says so once, and can be
// interrupted.
func TestWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	said := 0
	say := func(string) { said++ }
	unlock, err := lock(t.Context(), path, say)
	if err != nil || said != 0 {
		t.Fatal(err, said)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := lock(ctx, path, say); !errors.Is(err, context.DeadlineExceeded) || said != 1 {
		t.Errorf("%v, said %d times", err, said)
	}
	unlock()
	unlock, err = lock(t.Context(), path, say)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
