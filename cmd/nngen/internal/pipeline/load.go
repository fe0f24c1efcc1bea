package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/ir/lower"
)

// maxModel is the size of the largest file that is taken for a model, in bytes.
const maxModel = 4 << 20

// Model is a parsed model with everything that it imports.
type Model struct {
	lower.Input
	Path     string // of the file
	Messages diag.List
}

// Load reads a model: a file, or a folder with a model.nn. The error is about
// reading; what is wrong with the text is in Messages.
func Load(path string) (*Model, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "model.nn")
	}
	text, err := read(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, text), nil
}

func read(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no file %s", path)
	case err != nil:
		return "", err
	case info.IsDir():
		return "", fmt.Errorf("%s is a folder; name the model file in it", path)
	case info.Size() > maxModel:
		return "", fmt.Errorf("%s has %d MB; a model file has at most %d", path, info.Size()>>20, maxModel>>20)
	}
	data, err := os.ReadFile(path)
	return string(data), err
}

// maxData is the size of the largest file of numbers, in bytes.
const maxData = 1 << 30

// readData reads a file of numbers beside a model.
func readData(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file")
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case info.Size() > maxData:
		return nil, fmt.Errorf("it has %d MB, more than %d", info.Size()>>20, maxData>>20)
	}
	return os.ReadFile(path)
}

// Parse reads the text of a model, which is shown as the file at path, and what
// it imports.
func Parse(path, text string) *Model {
	m := &Model{Path: path}
	m.Name = modelName(path)
	digest := sha256.New()
	l := &loader{m: m, seen: map[string]bool{}, note: func(name, text string) {
		fmt.Fprintf(digest, "%s\x00%d\x00%s", name, len(text), text)
	}}
	m.File = l.file(filepath.Base(path), path, text)
	l.imports(m.File, filepath.Dir(path))
	m.Read = func(name string) ([]byte, error) {
		return readData(filepath.Join(filepath.Dir(path), filepath.FromSlash(name)))
	}
	m.Hash = hex.EncodeToString(digest.Sum(nil))
	return m
}

// modelName is the name of the file, or of its folder when it is called
// model.nn.
func modelName(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if name != "model" {
		return name
	}
	if abs, err := filepath.Abs(path); err == nil {
		if folder := filepath.Base(filepath.Dir(abs)); folder != "" && folder != "." && folder != string(filepath.Separator) {
			return folder
		}
	}
	return name
}

type loader struct {
	m    *Model
	seen map[string]bool // files read, by identity
	note func(name, text string)
}

// file parses one text. name is what hashes see, display what people see.
func (l *loader) file(name, display, text string) *ast.File {
	l.note(name, text)
	f, list := parser.Parse(source.New(display, text))
	l.m.Messages.Add(list...)
	return f
}

// imports reads what a file imports, depth first, each file once.
func (l *loader) imports(f *ast.File, folder string) {
	for _, it := range f.Items {
		im, ok := it.(*ast.Import)
		if !ok {
			continue
		}
		path := im.Path.Value
		if strings.HasPrefix(path, "std/") {
			l.standard(im, path)
			continue
		}
		full := filepath.Join(folder, filepath.FromSlash(path))
		if l.seen[full] {
			continue
		}
		l.seen[full] = true
		text, err := read(full)
		if err != nil {
			l.m.Messages.Add(diag.ImportMissing(im.Path.At, path, err.Error()))
			continue
		}
		inner := l.file(path, full, text)
		l.imports(inner, filepath.Dir(full))
		l.m.Imports = append(l.m.Imports, inner)
	}
}

func (l *loader) standard(im *ast.Import, path string) {
	if l.seen[path] {
		return
	}
	l.seen[path] = true
	name, text, ok := std.Lookup(path)
	if !ok {
		l.m.Messages.Add(diag.ImportUnknown(im.Path.At, path, std.Names()))
		return
	}
	inner := l.file(path, name, string(text))
	l.imports(inner, ".")
	l.m.Imports = append(l.m.Imports, inner)
}
