package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"nngen": main})
}

// TestScripts runs testdata/script/<verb>_<behaviour>.txtar, each in an empty
// folder with an empty home and without any simulator. Besides the usual
// commands scripts have exits, digest and nopaths.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                filepath.Join("testdata", "script"),
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NNGEN_HOME", filepath.Join(e.WorkDir, "home"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"digest":  digest,
			"nopaths": noPaths,
		},
	})
}

// TestVerbs: every verb has a script.
func TestVerbs(t *testing.T) {
	for _, verb := range []string{"run", "build", "check", "verify", "describe", "dump", "fmt", "explain", "targets", "init", "doctor", "setup", "bench", "version"} {
		list, err := filepath.Glob(filepath.Join("testdata", "script", verb+"_*.txtar"))
		if err != nil || len(list) == 0 {
			t.Errorf("no script for %s: %v", verb, err)
		}
	}
}

// exits runs a command that must end with an exit code: exits 2 nngen run.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	err = ts.Exec(args[1], args[2:]...)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d instead of %d", code, want)
	}
}

// digest lists the files below a folder with their contents' hash and their
// permissions, with -times also when they were written: digest [-times] FOLDER LIST.
func digest(ts *testscript.TestScript, neg bool, args []string) {
	times := len(args) > 0 && args[0] == "-times"
	if times {
		args = args[1:]
	}
	if neg || len(args) != 2 {
		ts.Fatalf("usage: digest [-times] FOLDER LIST")
	}
	var list bytes.Buffer
	walk(ts, args[0], func(path string, info fs.FileInfo, data []byte) {
		fmt.Fprintf(&list, "%s %v %x", path, info.Mode(), sha256.Sum256(data))
		if times {
			fmt.Fprintf(&list, " %d", info.ModTime().UnixNano())
		}
		list.WriteByte('\n')
	})
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), list.Bytes(), 0o644))
}

// noPaths fails when a file below a folder holds the path of the folder, of the
// home or of this repository: what nngen emits must not tell where it was made.
func noPaths(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: nopaths FOLDER")
	}
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	ts.Check(err)
	count := 0
	walk(ts, args[0], func(path string, _ fs.FileInfo, data []byte) {
		count++
		for _, p := range []string{ts.Getenv("WORK"), ts.Getenv("NNGEN_HOME"), repository, os.TempDir() + string(filepath.Separator)} {
			if bytes.Contains(data, []byte(p)) {
				ts.Fatalf("%s mentions %s", path, p)
			}
		}
	})
	if count == 0 {
		ts.Fatalf("%s has no files", args[0])
	}
}

// walk visits the files below a folder by name; paths are relative to it.
func walk(ts *testscript.TestScript, folder string, f func(path string, info fs.FileInfo, data []byte)) {
	root := ts.MkAbs(folder)
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		f(filepath.ToSlash(strings.TrimPrefix(path, root)), info, data)
		return nil
	}))
}
