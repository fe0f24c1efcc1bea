package golden_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// image is a picture in a README.
var image = regexp.MustCompile(`!\[[^\]]*\]\(([a-z]+\.svg)\)`)

// block is output in a README, of the example's default experiment.
var block = regexp.MustCompile("(?s)\n```\n(.*?)```\n")

// TestFigures runs every example and compares the pictures that its README
// shows with those of the run, byte for byte, and the output that it quotes.
func TestFigures(t *testing.T) {
	nngen := command(t)
	for _, example := range examples(t) {
		folder := filepath.Join("..", "examples", example)
		text, err := os.ReadFile(filepath.Join(folder, "README.md"))
		if err != nil {
			t.Error(err)
			continue
		}
		shown := image.FindAllStringSubmatch(string(text), -1)
		if len(shown) == 0 {
			t.Errorf("the README of %s shows no picture", example)
			continue
		}
		out := t.TempDir()
		printed, messages, err := run(t, nngen, "run", filepath.Join(folder, "model.nn"), "--out", out)
		if err != nil {
			t.Errorf("%s: %v\n%s", example, err, messages)
			continue
		}
		for _, b := range block.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(string(printed), b[1]) {
				t.Errorf("the README of %s shows what `nngen run` does not print:\n%s", example, b[1])
			}
		}
		for _, s := range shown {
			got, err := os.ReadFile(filepath.Join(out, s[1]))
			if err != nil {
				t.Errorf("%s: the run writes no %s", example, s[1])
				continue
			}
			path := filepath.Join(folder, s[1])
			if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, got) {
				continue
			}
			if *update {
				write(t, path, got)
				continue
			}
			t.Errorf("%s is not what `nngen run` draws; run `go test ./golden -update` and look at it", path)
		}
	}
}
