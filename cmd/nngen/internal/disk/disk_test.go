package disk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWriteTouchesNothingWhenEqual(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b.txt")
	for i, want := range []bool{true, false} {
		changed, err := Write(path, []byte("x"), 0)
		if err != nil || changed != want {
			t.Fatalf("write %d: changed %t, %v", i, changed, err)
		}
	}
	if changed, err := Write(path, []byte("y"), 0o755); err != nil || !changed {
		t.Fatalf("changed %t, %v", changed, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o755 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
}

func TestFailedFileLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	f, err := Create(filepath.Join(folder, "a.csv"), 0)
	if err != nil {
		t.Fatal(err)
	}
	f.File.Close() // the next write fails, as on a full disk
	if _, err := f.Write([]byte("x")); err == nil {
		t.Fatal("a write to a closed file succeeded")
	}
	if err := f.Close(); err == nil {
		t.Fatal("a file with a failed write was published")
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Fatalf("left behind: %v, %v", left, err)
	}
}

func TestExplain(t *testing.T) {
	full := &os.PathError{Op: "write", Path: "/x/y", Err: syscall.ENOSPC}
	if err := Explain(full); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free some space") {
		t.Error(err)
	}
	forbidden := &os.PathError{Op: "open", Path: "/x/y", Err: syscall.EACCES}
	if err := Explain(forbidden); !strings.Contains(err.Error(), "in /x") {
		t.Error(err)
	}
}
