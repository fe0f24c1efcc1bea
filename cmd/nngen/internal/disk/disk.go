// Package disk writes files so that a reader never sees half of one: contents
// go to a temporary file beside the target, which is then renamed over it.
package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Same reports whether the file at path holds exactly data.
func Same(path string, data []byte) bool {
	old, err := os.ReadFile(path)
	return err == nil && bytes.Equal(old, data)
}

// Write puts data into the file at path and makes the folders above it. It
// reports false, and touches nothing, when the file holds them already.
func Write(path string, data []byte, mode os.FileMode) (changed bool, err error) {
	if Same(path, data) {
		return false, nil
	}
	f, err := Create(path, mode)
	if err != nil {
		return false, err
	}
	_, err = f.Write(data)
	return err == nil, errors.Join(err, f.Close())
}

// File is being written; nothing is seen under its name before Close.
type File struct {
	*os.File
	path string
	err  error
}

// Create begins a file.
func Create(path string, mode os.FileMode) (*File, error) {
	if mode == 0 {
		mode = 0o644
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, Explain(err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, Explain(err)
	}
	if err := f.Chmod(mode); err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, Explain(err)
	}
	return &File{File: f, path: path}, nil
}

// Write remembers the first error, so that Close does not publish the file.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.File.Write(p)
	if err != nil {
		f.err = Explain(err)
	}
	return n, f.err
}

// Close publishes the file, or removes what was written after an error.
func (f *File) Close() error {
	err := errors.Join(f.err, f.File.Close())
	if err == nil {
		err = os.Rename(f.Name(), f.path)
	}
	if err != nil {
		os.Remove(f.Name())
		return Explain(err)
	}
	return nil
}

// Abandon removes what was written.
func (f *File) Abandon() {
	f.File.Close()
	os.Remove(f.Name())
}

// Folder takes files by name: a sink for [io.WriteCloser] producers.
type Folder string

// Create begins the file of that name in the folder.
func (d Folder) Create(name string) (io.WriteCloser, error) {
	return Create(filepath.Join(string(d), name), 0)
}

// explained is an error that says what to do.
type explained struct {
	error
	advice string
}

func (e explained) Error() string { return e.error.Error() + e.advice }
func (e explained) Unwrap() error { return e.error }

// Explain adds what to do about the errors that people meet, once.
func Explain(err error) error {
	var p *fs.PathError
	var before explained
	advise := func(format string, args ...any) error { return explained{err, fmt.Sprintf(format, args...)} }
	switch {
	case err == nil:
		return nil
	case errors.As(err, &before):
		return err
	case errors.Is(err, fs.ErrPermission):
		where := ""
		if errors.As(err, &p) {
			where = " in " + filepath.Dir(p.Path)
		}
		return advise(": nngen may not write%s; choose another folder with --out or change its permissions", where)
	case errors.Is(err, syscall.ENOTDIR):
		return advise(": a part of the path is a file; choose another folder")
	case isFull(err):
		return advise(": free some space or choose another folder with --out; what was begun has been removed")
	}
	return err
}
