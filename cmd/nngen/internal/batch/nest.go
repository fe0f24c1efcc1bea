package batch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
)

// NEST is one extension module with the classes of many studies.
type NEST struct {
	sim     simulators.Simulator
	folder  string            // of the module
	classes map[string]string // names by text
	order   []string          // lines of registration
	lines   []string          // lines of inclusion
	last    string            // the folder of a study, whose script builds the module
}

// NewNEST returns a workshop without classes.
func NewNEST(sim simulators.Simulator, root string) *NEST {
	return &NEST{sim: sim, folder: filepath.Join(root, "module"), classes: map[string]string{}}
}

// Classes is how many different ones there are.
func (m *NEST) Classes() int { return len(m.classes) }

var registered = regexp.MustCompile(`(?m)^ *nest::register_(?:node|connection)_model< (\w+) >\( "(\w+)" \);$`)

// Take is that of Workshop. The classes go into the module, each with a name of its
// own, the same for the same text.
func (m *NEST) Take(folder string, files []gen.File) error {
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Path] = string(f.Data)
	}
	rename := map[string]string{}
	for _, x := range registered.FindAllStringSubmatch(texts["module/nngen_module.cpp"], -1) {
		line, class, model := x[0], x[1], x[2]
		path := "module/" + strings.TrimPrefix(model, "nngen_") + ".h"
		text := texts[path]
		delete(texts, path)
		_, code, _ := strings.Cut(text, "\n#pragma once") // without the hash of the model
		name, there := m.classes[code]
		same := class == "Signals" || class == "stamped_source" // of all studies
		if !there {
			name = strings.TrimPrefix(model, "nngen_")
			if !same {
				name = fmt.Sprintf("%s_%d", class, len(m.classes))
			}
			m.classes[code] = name
			if !same {
				text = regexp.MustCompile(`\b`+class+`\b`).ReplaceAllString(text, name)
				line = strings.NewReplacer("< "+class+" >", "< "+name+" >", `"`+model+`"`, `"nngen_`+name+`"`).Replace(line)
			}
			if err := put(filepath.Join(m.folder, name+".h"), text); err != nil {
				return err
			}
			m.lines = append(m.lines, `#include "`+name+`.h"`)
			m.order = append(m.order, line)
		}
		rename[model] = "nngen_" + name
	}
	for path, text := range texts {
		if strings.HasSuffix(path, ".h") {
			if err := put(filepath.Join(m.folder, filepath.Base(path)), text); err != nil {
				return err
			}
			continue
		}
		for own, name := range rename {
			text = strings.ReplaceAll(text, `"`+own+`"`, `"`+name+`"`)
		}
		if filepath.Ext(path) == ".py" {
			if err := put(filepath.Join(folder, path), text); err != nil {
				return err
			}
		}
	}
	m.last = folder
	return os.Symlink(m.folder, filepath.Join(folder, "module"))
}

// Build is that of Workshop: the build script of a study finds the module of all.
func (m *NEST) Build(ctx context.Context) error {
	err := put(filepath.Join(m.folder, "nngen_module.cpp"), `#include "nest_extension_interface.h"
`+strings.Join(m.lines, "\n")+`

namespace nngen
{
class nngen_module : public nest::NESTExtensionInterface
{
public:
  void
  initialize() override
  {
`+strings.Join(m.order, "\n")+`
  }
};
}
nngen::nngen_module nngen_module_LTX_module;
`)
	if err != nil {
		return err
	}
	return process.Run(ctx, process.Command{Dir: m.last, Args: []string{m.sim.Python, "build.py"}, Env: append(m.sim.Env, "CXXFLAGS=-O1"), Limit: limit})
}

// Command is that of Workshop.
func (m *NEST) Command(folder string) ([]string, error) {
	return []string{m.sim.Python, filepath.Join(folder, "run.py")}, nil
}
