package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/config"
	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// buildFlags are what `nngen build` may be told.
type buildFlags struct {
	choice
	targets []string
	out     string
	allow   []string
	form    string
	own     ownFlags
	data    bool
	check   bool
	diff    bool
	modules bool
	embed   string
}

func (a *app) build() *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "build MODEL --target TARGET",
		Short: "write the code of a model for one or more simulators",
		Long: `Writes the code of a model for each target into build/<target> beside the model
or into --out. Files that hold the right text already are left alone. A file
nngen.yaml beside the model may name targets, out, data, allow, fidelity, network and
embed; flags win.

The numbers of the network, which may be large, are written with --data only;
run and verify make them when they need them.`,
		Args: one,
		RunE: func(cmd *cobra.Command, args []string) error { return a.buildModel(cmd, &f, args[0]) },
	}
	f.choice.flags(cmd)
	cmd.Flags().StringSliceVar(&f.targets, "target", nil, "targets, separated by commas: "+strings.Join(all.Names(), ", ")+" or all")
	allowFlag(cmd, &f.allow)
	f.own.flags(cmd)
	cmd.Flags().StringVar(&f.out, "out", "", "folder to write to (default: build beside the model)")
	cmd.Flags().StringVar(&f.form, "form", "", "form of the code where a target has several: idiomatic, as users write it, or grid, as it is verified (default: idiomatic where the model allows it)")
	cmd.Flags().BoolVar(&f.data, "data", false, "write the network's numbers into data/ too")
	cmd.Flags().BoolVar(&f.modules, "modules-only", false, "with --target neuron: the mechanisms and a page that shows how to use them, without the network")
	cmd.Flags().StringVar(&f.embed, "embed", "", "section: with --target neuron, neurons as membranes and receptors of sections, for clamps, dendrites and CVODE; not the spikes of the grid")
	cmd.Flags().BoolVar(&f.check, "check", false, "write nothing; fail when a file is missing or stale")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "with --check, show the first line that differs")
	return cmd
}

// configure takes what flags leave open from the file beside the model.
func (f *buildFlags) configure(cmd *cobra.Command, model string) error {
	c, err := config.Beside(model)
	if err != nil {
		return usage("%v", err)
	}
	given := cmd.Flags().Changed
	if !given("target") {
		f.targets = c.Targets
	}
	if !given("out") {
		f.out = c.Out
	}
	if !given("data") {
		f.data = c.Data
	}
	if !given("allow") {
		f.allow = c.Allow
	}
	if !given("fidelity") {
		f.own.fidelity = c.Fidelity
	}
	if !given("network") {
		f.own.network = c.Network
	}
	if !given("embed") {
		f.embed = c.Embed
	}
	return nil
}

// options are those of the targets.
func (f *buildFlags) options() gen.Options {
	o := gen.Options{Form: f.form, Allow: f.allow, Fidelity: f.own.fidelity, Network: f.own.network, Embed: f.embed}
	if f.modules {
		o.Form = gen.ModulesOnly
	}
	return o
}

// checkEmbed reports a value of --embed that none of the targets knows; the others
// do without it.
func checkEmbed(value string, targets []gen.Target) error {
	if value == "" {
		return nil
	}
	for _, t := range targets {
		if e, ok := t.(gen.Embedding); ok && slices.Contains(e.Embeds(), value) {
			return nil
		}
	}
	var have []string
	for _, t := range all.Targets() {
		if e, ok := t.(gen.Embedding); ok {
			have = append(have, strings.Join(e.Embeds(), ", ")+" for "+t.Name())
		}
	}
	return usage("there is no embed %q for these targets; there is %s", value, strings.Join(have, "; "))
}

// selectTargets finds targets by name.
func selectTargets(names []string) ([]gen.Target, error) {
	if len(names) == 1 && names[0] == "all" {
		return all.Targets(), nil
	}
	var list []gen.Target
	for _, n := range names {
		t, ok := all.Find(n)
		if !ok {
			return nil, usage("there is no target %q; there are %s", n, strings.Join(all.Names(), ", "))
		}
		list = append(list, t)
	}
	if len(list) == 0 {
		return nil, usage("name a target: --target %s", strings.Join(all.Names(), ", --target "))
	}
	return list, nil
}

func (a *app) buildModel(cmd *cobra.Command, f *buildFlags, path string) error {
	m, err := a.load(path)
	if err != nil {
		return err
	}
	// The model knows its file also where path is a folder.
	if err := f.configure(cmd, m.Path); err != nil {
		return err
	}
	if err := allowed(f.allow); err != nil {
		return err
	}
	targets, err := selectTargets(f.targets)
	if err != nil {
		return err
	}
	if f.modules && (len(targets) != 1 || targets[0].Name() != "neuron" || f.data) {
		return usage("--modules-only is for --target neuron alone, without --data")
	}
	if !slices.Contains([]string{"", gen.Grid, gen.Idiomatic}, f.form) {
		return usage("there is no form %q; there are %s and %s", f.form, gen.Idiomatic, gen.Grid)
	}
	if err := f.own.check(targets); err != nil {
		return err
	}
	if err := checkEmbed(f.embed, targets); err != nil {
		return err
	}
	segments, err := a.compileAll(m, &f.choice)
	if err != nil {
		return err
	}
	out := f.out
	if out == "" {
		out = beside(m, "build")
	}
	ready, err := a.generateAll(targets, segments, f)
	if err != nil {
		return err
	}
	stale := 0
	for _, r := range ready {
		t := r.target
		n, err := a.place(f, filepath.Join(out, t.Name()), r.files)
		if err != nil {
			return fail("%v", err)
		}
		stale += n
		if f.data && !f.check {
			if err := forget(filepath.Join(out, t.Name(), "data"), len(segments)); err != nil {
				return fail("%v", err)
			}
			for k := range segments {
				folder := filepath.Join(out, t.Name(), "data")
				if len(segments) > 1 {
					folder = filepath.Join(folder, fmt.Sprintf("%03d", k))
				}
				if err := a.data(cmd, t, &segments[k], folder); err != nil {
					return err
				}
			}
		}
	}
	if f.check && stale > 0 {
		return fail("%d files are missing or stale; run `nngen build` again", stale)
	}
	return nil
}

// forget removes the numbers of an experiment with another number of segments, which a
// script would run too, or instead.
func forget(folder string, segments int) error {
	first := segments
	if segments == 1 {
		first = 0
	} else if err := os.Remove(filepath.Join(folder, network.ManifestName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for k := first; ; k++ {
		old := filepath.Join(folder, fmt.Sprintf("%03d", k))
		if _, err := os.Stat(old); err != nil {
			return nil
		}
		if err := os.RemoveAll(old); err != nil {
			return err
		}
	}
}

// generated are the files of a target.
type generated struct {
	target gen.Target
	files  []gen.File
}

// generateAll makes the files of all targets before anything is written. A target
// that was asked for by name has to take the model; of all of them, those that do
// are enough, and the others say why not.
func (a *app) generateAll(targets []gen.Target, segments []pipeline.Stages, f *buildFlags) ([]generated, error) {
	var ready []generated
	named := len(f.targets) != 1 || f.targets[0] != "all"
	for _, t := range targets {
		files, list := generateSegments(t, segments, f.options())
		if !list.HasErrors() {
			a.report(list)
			ready = append(ready, generated{t, files})
			continue
		}
		if named {
			a.report(list)
			return nil, silent(exitFail)
		}
		for _, d := range list {
			if d.Severity == diag.Error {
				fmt.Fprintf(a.Err, "%s: left out, because %s [%s]; `nngen build --target %s` says more\n", t.Name(), d.Message, d.Code, t.Name())
				break
			}
		}
	}
	if len(ready) == 0 {
		return nil, fail("no target can express the model")
	}
	return ready, nil
}

// generateSegments makes the files that run all segments of an experiment, which
// differ in their data only.
func generateSegments(t gen.Target, segments []pipeline.Stages, o gen.Options) ([]gen.File, diag.List) {
	files, list := generate(t, &segments[0], o)
	for k := 1; k < len(segments) && !list.HasErrors(); k++ {
		more, messages := generate(t, &segments[k], o)
		if messages.HasErrors() {
			return nil, messages
		}
		if path := differs(files, more); path != "" {
			reason := fmt.Sprintf("%s is another file in segment %d than in segment 0, because a number that is built into it changes; set parameters of populations, as in `set exc.tau_m = …`, rather than what they are made of", path, k)
			return nil, diag.List{diag.Unsupported(string(ir.FeatureSegments), reason, nil)}
		}
	}
	return files, list
}

// differs is the first file that two lists do not have in common, "" if there is
// none.
func differs(a, b []gen.File) string {
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(b):
			return a[i].Path
		case i >= len(a) || a[i].Path != b[i].Path || !bytes.Equal(a[i].Data, b[i].Data):
			return b[i].Path
		}
	}
	return ""
}

// generate makes the files of a study, unless it needs what the target lacks.
func generate(t gen.Target, s *pipeline.Stages, o gen.Options) ([]gen.File, diag.List) {
	if list := lacks(t, s); len(list) > 0 {
		return nil, list
	}
	return t.Generate(s.Study, o)
}

// able lists the targets that have a feature.
func able(f ir.Feature) []string {
	var names []string
	for _, t := range all.Targets() {
		if t.Features()[f] {
			names = append(names, t.Name())
		}
	}
	return names
}

// place writes files, or with --check counts those that would change.
func (a *app) place(f *buildFlags, folder string, files []gen.File) (stale int, err error) {
	written := 0
	for _, file := range files {
		path := filepath.Join(folder, filepath.FromSlash(file.Path))
		if f.check {
			if !disk.Same(path, file.Data) {
				stale++
				fmt.Fprintln(a.Out, path)
				if f.diff {
					fmt.Fprintln(a.Out, firstDifference(path, file.Data))
				}
			}
			continue
		}
		changed, err := disk.Write(path, file.Data, os.FileMode(file.Mode))
		if err != nil {
			return stale, err
		}
		if changed {
			written++
			fmt.Fprintln(a.Out, path)
		}
	}
	if !f.check {
		fmt.Fprintf(a.Err, "%s: %d of %d files written\n", folder, written, len(files))
	}
	return stale, nil
}

// firstDifference shows where a file and its new text part.
func firstDifference(path string, want []byte) string {
	old, err := os.ReadFile(path)
	if err != nil {
		return "  it is missing"
	}
	a, b := strings.Split(string(old), "\n"), strings.Split(string(want), "\n")
	for i := 0; i < max(len(a), len(b)); i++ {
		x, y := "(end of file)", "(end of file)"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("  line %d\n  - %s\n  + %s", i+1, x, y)
		}
	}
	return "  its permissions differ"
}

// column is the name of a file in a manifest.
var column = regexp.MustCompile(`"file": "([^"]+)"`)

// complete reports whether a folder holds the data with that hash.
func complete(folder, hash string) bool {
	manifest, err := os.ReadFile(filepath.Join(folder, network.ManifestName))
	if err != nil || !strings.Contains(string(manifest), hash) {
		return false
	}
	for _, m := range column.FindAllStringSubmatch(string(manifest), -1) {
		if _, err := os.Stat(filepath.Join(folder, m[1])); err != nil {
			return false
		}
	}
	return true
}

// data writes the numbers of the network, unless they are there already.
func (a *app) data(cmd *cobra.Command, t gen.Target, s *pipeline.Stages, folder string) error {
	x := pipeline.Protocol(s.Study)
	hash := network.Hash(s.Study.Network, x)
	own, more := t.(gen.DataWriter)
	if complete(folder, hash) && !more {
		return nil
	}
	net, err := a.expand(cmd.Context(), s, 0)
	if err != nil {
		return err
	}
	if more {
		files, err := own.Data(s.Study, net)
		if err != nil {
			return fail("%v", err)
		}
		for _, f := range files {
			if _, err := disk.Write(filepath.Join(folder, f.Path), f.Data, os.FileMode(f.Mode)); err != nil {
				return fail("%v", err)
			}
		}
	}
	if err := network.WriteData(net, x, disk.Folder(folder)); err != nil {
		return fail("%v", err)
	}
	fmt.Fprintln(a.Out, filepath.Join(folder, "manifest.json"))
	return nil
}
