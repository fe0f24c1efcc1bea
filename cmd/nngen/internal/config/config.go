package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// Name is the file's name.
const Name = "nngen.yaml"

// Config is what the file says; what it does not mention is zero.
type Config struct {
	Targets []string `yaml:"targets"`
	Out     string   `yaml:"out"`
	Data    bool     `yaml:"data"`
	Allow   []string `yaml:"allow"` // losses to accept on analog hardware
	// Fidelity and Network are those of gen.Options: native or empty.
	Fidelity string `yaml:"fidelity"`
	Network  string `yaml:"network"`
	Embed    string `yaml:"embed"` // as in gen.Options, for the targets that know it
}

// Beside reads the file in the folder of a model; without one the configuration
// is empty.
func Beside(model string) (Config, error) {
	path := filepath.Join(filepath.Dir(model), Name)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, nil
	}
	if err != nil {
		return Config{}, err
	}
	c, err := Parse(text)
	if err != nil {
		return Config{}, fmt.Errorf("%s: %w", path, err)
	}
	if c.Out != "" && !filepath.IsAbs(c.Out) {
		c.Out = filepath.Join(filepath.Dir(model), c.Out)
	}
	return c, nil
}

// Parse reads the text of the file. Errors name the line.
func Parse(text []byte) (Config, error) {
	var c Config
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	err := d.Decode(&c)
	if errors.Is(err, io.EOF) {
		return Config{}, nil // only comments
	}
	if err != nil {
		return Config{}, explain(err)
	}
	if err := d.Decode(new(Config)); !errors.Is(err, io.EOF) {
		return Config{}, errors.New("it has more than one document; keep the first")
	}
	return c, nil
}

// explain puts the messages of the YAML package, which speak of Go types, into
// the words of the file.
func explain(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	text = strings.TrimPrefix(text, "unmarshal errors:\n")
	text = strings.ReplaceAll(text, " in type config.Config", "")
	var lines []string
	for _, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(l)
		if place, key, ok := strings.Cut(l, ": field "); ok {
			if name, found := strings.CutSuffix(key, " not found"); found {
				l = fmt.Sprintf("%s: there is no key %q; there are targets, out, data, allow, fidelity, network and embed", place, name)
			}
		}
		l = strings.NewReplacer("!!str", "the text", "!!int", "the number", "!!map", "a mapping", "!!seq", "a list",
			"cannot unmarshal", "cannot take", "into []string", "as a list", "into string", "as text", "into bool", "as true or false", "into config.Config", "as the configuration").Replace(l)
		lines = append(lines, l)
	}
	return errors.New(strings.Join(lines, "\n"))
}
