package std

import (
	"embed"
	"path"
	"strings"
)

// Files are the model files of the library, at the root of the file system.
//
//go:embed *.nn
var Files embed.FS

// prefix starts the paths of the library in imports.
const prefix = "std/"

// Lookup returns the file that an import path such as "std/neurons" means: the
// name to show for it ("std/neurons.nn") and its text. The ending may be
// written; ok is false if there is no such file.
func Lookup(importPath string) (name string, text []byte, ok bool) {
	base, within := strings.CutPrefix(strings.TrimSuffix(importPath, ".nn"), prefix)
	if !within {
		return "", nil, false
	}
	text, err := Files.ReadFile(base + ".nn")
	if err != nil {
		return "", nil, false
	}
	return prefix + base + ".nn", text, true
}

// Names returns the import paths of the library in alphabetical order:
// "std/neurons", ….
func Names() []string {
	entries, err := Files.ReadDir(".")
	if err != nil { // cannot be: the root of an embedded file system exists
		return nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = prefix + strings.TrimSuffix(e.Name(), path.Ext(e.Name()))
	}
	return names
}
