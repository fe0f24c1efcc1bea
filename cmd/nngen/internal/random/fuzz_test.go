package random_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/random"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// small is the memory, in bytes, of the networks that are expanded here.
const small = 1 << 20

// few are the steps that checks of targets may run here.
const few = 5

// FuzzModel leads any text through the compiler and all targets: each ends with
// messages or with files, never with a panic, and messages have a place or a reason.
func FuzzModel(f *testing.F) {
	paths, err := filepath.Glob("../../../../examples/*/model.nn")
	if err != nil || len(paths) == 0 {
		f.Fatal(paths, err)
	}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for seed := range uint64(20) {
		f.Add(random.Model(seed))
	}
	f.Fuzz(through)
}

// FuzzEdited does so with drawn models in which words have been exchanged, doubled
// or left out: these come further than texts of any kind.
func FuzzEdited(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed, []byte{byte(seed), byte(7 * seed), byte(31 * seed)})
	}
	f.Fuzz(func(t *testing.T, seed uint64, edits []byte) { through(t, edited(random.Model(seed%1000), edits)) })
}

// edited changes words of a text; every three bytes are one change.
func edited(text string, edits []byte) string {
	words := strings.SplitAfter(text, " ")
	for ; len(edits) >= 3 && len(words) > 1; edits = edits[3:] {
		i := (int(edits[0])<<8 | int(edits[1])) % len(words)
		j := (i + 1 + int(edits[2])>>2) % len(words)
		switch edits[2] & 3 {
		case 0:
			words[i] = ""
		case 1:
			words[i] += words[i]
		case 2:
			words[i], words[j] = words[j], words[i]
		case 3:
			words[i] = words[j]
		}
	}
	return strings.Join(words, "")
}

func through(t *testing.T, text string) {
	if len(text) > 1<<16 {
		t.Skip("that is more than a person writes")
	}
	m := pipeline.Parse("model.nn", text)
	segments, list := m.CompileAll(lower.Options{Experiment: m.Experiment()})
	if list.HasErrors() {
		return
	}
	for k := range segments[:min(2, len(segments))] {
		study := segments[k].Study.Alone()
		for i := range study.Timeline.Segments { // a check of a target may run the model
			study.Timeline.Segments[i].Steps = min(study.Timeline.Segments[i].Steps, few)
		}
		for _, target := range all.Targets() {
			if len(target.Features().Missing(study.Needs())) > 0 {
				continue
			}
			for _, o := range ways(target) {
				files, list := target.Generate(study, o)
				if len(files) == 0 && !list.HasErrors() {
					t.Errorf("%s %+v writes nothing and says nothing", target.Name(), o)
				}
			}
		}
		if err := network.Check(study.Network, small); err != nil {
			if errors.As(err, new(*network.Error)) {
				continue
			}
			t.Error(err)
		}
		segments[k].Study = study
		net, list, err := pipeline.Expand(t.Context(), &segments[k], 1)
		if err != nil && !errors.As(err, new(*network.Error)) {
			t.Error(err)
		}
		if err != nil || list.HasErrors() {
			continue
		}
		for _, target := range all.Targets() {
			c, ok := target.(gen.Checker)
			if !ok || len(target.Features().Missing(study.Needs())) > 0 {
				continue
			}
			if fit, list, err := c.Check(t.Context(), study, net, gen.Options{}); err != nil || fit == nil && !list.HasErrors() {
				t.Errorf("%s checks nothing and says nothing: %v", target.Name(), err)
			}
		}
	}
}

// ways are all forms of what a target writes.
func ways(t gen.Target) []gen.Options {
	list := []gen.Options{{}}
	if f, ok := t.(gen.Formed); ok {
		for _, form := range f.Forms() {
			list = append(list, gen.Options{Form: form})
		}
	}
	if t.Name() == "neuron" {
		list = append(list, gen.Options{Form: gen.ModulesOnly})
	}
	if e, ok := t.(gen.Embedding); ok {
		for _, embed := range e.Embeds() {
			list = append(list, gen.Options{Embed: embed})
		}
	}
	if o, ok := t.(gen.Own); ok {
		models, rules := o.Own()
		if models {
			list = append(list, gen.Options{Fidelity: gen.Native})
		}
		if rules {
			list = append(list, gen.Options{Network: gen.Native})
		}
	}
	return list
}
