package batch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gokernel"
)

// Go is one program with the kernels of many studies: each is a package, and the first
// argument of the program chooses one.
type Go struct {
	root     string
	packages []string
}

// NewGo returns a workshop without kernels.
func NewGo(root string) *Go { return &Go{root: root} }

// shared is the name of the module of all studies.
const shared = "nngen.example/all"

var (
	ofModule = regexp.MustCompile(`"nngen\.example/\w+/runtime/`)
	program  = strings.NewReplacer("\npackage main\n", "\npackage PACKAGE\n", "\nfunc main() {\n", "\n// Main runs the model.\nfunc Main() {\n", "os.Args[1:]", "os.Args[2:]")
)

// Take is that of Workshop.
func (w *Go) Take(folder string, files []gen.File) error {
	name := fmt.Sprintf("study%d", len(w.packages))
	w.packages = append(w.packages, name)
	for _, f := range files {
		text := ofModule.ReplaceAllString(string(f.Data), `"`+shared+`/runtime/`)
		path := filepath.Join(w.root, name, f.Path)
		switch {
		case f.Path == "go.mod":
			continue
		case strings.HasPrefix(f.Path, "runtime/"): // the same for all
			path = filepath.Join(w.root, f.Path)
			if _, err := os.Stat(path); err == nil {
				continue
			}
		default:
			text = strings.Replace(program.Replace("\n"+text), "PACKAGE", name, 1)
		}
		if err := put(path, text); err != nil {
			return err
		}
	}
	return put(filepath.Join(folder, "package"), name)
}

// Build is that of Workshop.
func (w *Go) Build(ctx context.Context) error {
	var imports, cases strings.Builder
	for _, p := range w.packages {
		fmt.Fprintf(&imports, "\t%q\n", shared+"/"+p)
		fmt.Fprintf(&cases, "\tcase %q:\n\t\t%[1]s.Main()\n", p)
	}
	for path, text := range map[string]string{
		"go.mod":  "module " + shared + "\n\ngo 1.26\n",
		"main.go": "package main\n\nimport (\n\t\"os\"\n\n" + imports.String() + ")\n\nfunc main() {\n\tswitch os.Args[1] {\n" + cases.String() + "\t}\n\tos.Exit(3)\n}\n",
	} {
		if err := put(filepath.Join(w.root, path), text); err != nil {
			return err
		}
	}
	build, _ := gokernel.Target{}.Commands(nil, "")
	args := append([]string{"go"}, build[0].Args[1:]...)
	return process.Run(ctx, process.Command{Dir: w.root, Args: args, Env: build[0].Env, Limit: limit})
}

// Command is that of Workshop.
func (w *Go) Command(folder string) ([]string, error) {
	name, err := os.ReadFile(filepath.Join(folder, "package"))
	return []string{filepath.Join(w.root, "simulate"), string(name)}, err
}
