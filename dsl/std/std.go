package std

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// Files are the model files of the library, at the root of the file system; the
// parts of a large one are in a folder of its name.
//
//go:embed *.nn nest/*.nn pynn/*.nn
var Files embed.FS

// prefix starts the paths of the library in imports, ending ends the files.
const prefix, ending = "std/", ".nn"

// Lookup returns the file that an import path such as "std/neurons" or
// "std/nest/stdp" means: the name to show for it ("std/neurons.nn") and its text.
// The ending may be written; ok is false if there is no such file.
func Lookup(importPath string) (name string, text []byte, ok bool) {
	base, within := strings.CutPrefix(strings.TrimSuffix(importPath, ending), prefix)
	if !within {
		return "", nil, false
	}
	text, err := Files.ReadFile(base + ending)
	if err != nil {
		return "", nil, false
	}
	return prefix + base + ending, text, true
}

// Names returns the import paths of the library in alphabetical order:
// "std/neurons", ….
func Names() []string {
	var names []string
	_ = fs.WalkDir(Files, ".", func(path string, _ fs.DirEntry, _ error) error { // the embedded files can be read
		if base, ok := strings.CutSuffix(path, ending); ok {
			names = append(names, prefix+base)
		}
		return nil
	})
	slices.Sort(names)
	return names
}
