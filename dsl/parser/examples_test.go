package parser_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// modelFiles are all models of the repository that are meant to be right.
func modelFiles(t testing.TB) []string {
	var files []string
	for _, pattern := range []string{"../../examples/*/model.nn", "../../cmd/nngen/internal/verify/testdata/*/model.nn", "../std/*.nn", "../std/*/*.nn"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	return files
}

func TestModelsOfTheRepository(t *testing.T) {
	files := modelFiles(t)
	if len(files) < 5 {
		t.Fatalf("found only %d models", len(files))
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		root, list := parser.Parse(source.New(name, string(text)))
		for _, d := range list {
			t.Errorf("%v: %s: %s", d.Primary, d.Code, d.Message)
		}
		if len(root.Items) == 0 {
			t.Errorf("%s: nothing was read", name)
		}
	}
}
