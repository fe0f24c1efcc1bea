package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Config{
		"":              {},
		"# nothing\n":   {},
		"targets: [go]": {Targets: []string{"go"}},
		"targets:\n- neuron\n- nest\nout: gen\ndata: true\n": {Targets: []string{"neuron", "nest"}, Out: "gen", Data: true},
		"fidelity: native\nnetwork: native":                  {Fidelity: "native", Network: "native"},
		"embed: section":                                     {Embed: "section"},
	} {
		got, err := Parse([]byte(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"out: x\ntarget: go":    `line 2: there is no key "target"; there are targets, out, data, allow, fidelity, network and embed`,
		"targets: go":           "line 1: cannot take the text `go` as a list",
		"data: perhaps":         "line 1: cannot take the text `perhaps` as true or false",
		"- go":                  "line 1: cannot take a list as the configuration",
		"out: a\n---\nout: b":   "more than one document",
		"out: [":                "line 1",
		"out: a\nout: b":        "line 2",
		"targets: [go]\n\tx: 1": "line",
	} {
		_, err := Parse([]byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "config.") {
			t.Errorf("%q speaks of Go types: %v", text, err)
		}
	}
}

func TestBeside(t *testing.T) {
	folder := t.TempDir()
	model := filepath.Join(folder, "model.nn")
	if c, err := Beside(model); err != nil || !reflect.DeepEqual(c, Config{}) {
		t.Errorf("without a file: %+v, %v", c, err)
	}
	if err := os.WriteFile(filepath.Join(folder, Name), []byte("out: code"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Beside(model)
	if err != nil || c.Out != filepath.Join(folder, "code") {
		t.Errorf("out is %q, %v", c.Out, err)
	}
}
