package proof

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// look is what can be said of a model on an engine without running it.
type look struct {
	code    string       // as in Cell
	refused string       // the reason, "" if the engine takes the model
	files   [][]gen.File // emitted, of each segment
}

// inspector looks at one model.
type inspector struct {
	segments []pipeline.Stages
	seen     map[string]look // by target and options: engines share them
}

// inspect compiles a model; what it says of engines is known without simulators.
func inspect(s Subject) (*inspector, error) {
	m := pipeline.Parse(strings.ReplaceAll(s.Name, ".", "_")+".nn", s.Text)
	all, list := m.CompileAll(lower.Options{Experiment: m.Experiment()})
	if list.HasErrors() {
		return nil, fmt.Errorf("%s: %s", s.Name, list[0].Message)
	}
	for k := range all {
		all[k].Study = all[k].Study.Alone()
	}
	return &inspector{segments: all, seen: map[string]look{}}, nil
}

// look looks at the model on an engine.
func (x *inspector) look(e engines.Engine) look {
	key := "in process"
	if e.Target != nil {
		key = fmt.Sprintf("%s %+v", e.Target.Name(), e.Options)
	}
	if _, there := x.seen[key]; !there {
		x.seen[key] = x.first(e)
	}
	return x.seen[key]
}

func (x *inspector) first(e engines.Engine) look {
	var l look
	digest := sha256.New()
	for k := range x.segments {
		s := x.segments[k].Study
		io.WriteString(digest, network.Hash(s.Network, pipeline.Protocol(s)))
		if e.Target == nil {
			ir.DumpStudy(digest, s)
			for _, p := range s.Programs {
				if p.Extern != "" {
					l.refused = fmt.Sprintf("%s is a model of %s itself", p.Extern, p.ExternOf)
				}
			}
			continue
		}
		if missing := e.Target.Features().Missing(s.Needs()); len(missing) > 0 {
			return look{refused: features(missing)}
		}
		files, list := e.Target.Generate(s, e.Options)
		if list.HasErrors() {
			return look{refused: list[0].Message}
		}
		for _, f := range files {
			if e.Target.Name() == "go" && strings.HasPrefix(f.Path, "runtime/") {
				continue // copies of packages with tests of their own
			}
			fmt.Fprintf(digest, "%s\x00%s\x00", f.Path, ofModel.ReplaceAll(f.Data, nil))
		}
		l.files = append(l.files, files)
	}
	l.code = hex.EncodeToString(digest.Sum(nil))[:12]
	return l
}

// ofModel is the line in which emitted files name the text that they were made from: a
// comment in that text changes it.
var ofModel = regexp.MustCompile(`\(sha256 [0-9a-f]+\)`)

func features(list []ir.Feature) string {
	var names []string
	for _, f := range list {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// digest is a short one of a text.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:12]
}
