package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/proof"
)

// proving are the flags of verify --all.
type proving struct {
	only   []string // groups and models, nil for all
	report string   // folder for the table, "" for none
	kept   string   // file of verdicts, "" for none
	sample bool     // costly engines run a sample
}

// proof runs all that nngen ships on all engines that are there.
func (a *app) proof(ctx context.Context, list []engines.Engine, x proving, f *running) error {
	if err := f.check(list...); err != nil {
		return err
	}
	subjects, err := proof.Subjects()
	if err != nil {
		return fail("%v", err)
	}
	asked, err := chosen(subjects, x.only)
	if err != nil {
		return err
	}
	known, err := verdicts(x.kept)
	if err != nil {
		return err
	}
	var ask func(proof.Subject, string) bool
	var names map[string]bool // of the engines that were asked for, where that is not all
	if x.kept == "" {
		subjects = asked
	} else { // the file is about everything
		names = map[string]bool{}
		for _, e := range list {
			names[e.Name] = true
		}
		list, x.sample = engines.List(), true
		ask = func(s proof.Subject, engine string) bool { return names[engine] && slices.Contains(asked, s) }
	}
	missing, versions := map[string]string{}, map[string]string{}
	cache := a.cache() // which asks a simulator for its version once
	for _, e := range list {
		if e.Simulator == "" || names != nil && !names[e.Name] {
			continue
		}
		sim, err := cache.Simulator(ctx, e.Simulator)
		if err != nil {
			missing[e.Name] = err.Error()
		}
		versions[e.Name] = sim.Found
	}
	progress := a.progress(0)
	save := func(m *proof.Matrix) error {
		data, err := m.Encode()
		if err == nil && x.kept != "" {
			_, err = disk.Write(x.kept, data, 0o644)
		}
		return err
	}
	m, err := proof.Run(ctx, subjects, proof.Options{Engines: list, Missing: missing, Versions: versions, Sample: x.sample, Known: known, Asked: ask, Cache: cache, Report: x.report, Save: save,
		Job:   engines.Job{Allow: f.allow, Threads: f.threads, Ranks: f.ranks, Limit: f.limit},
		Heard: func(done, all int, what string) { progress(what, int64(done), int64(all)) }})
	progress("", 0, 0)
	if err != nil {
		return fail("%v", err)
	}
	if err := save(m); err != nil {
		return fail("%v", err)
	}
	data, err := m.Encode()
	if err != nil {
		return fail("%v", err)
	}
	if f.json {
		fmt.Fprintf(a.Out, "%s", data)
	} else {
		fmt.Fprint(a.Out, m.Markdown())
	}
	if x.report != "" {
		for name, text := range map[string]string{"index.html": m.HTML(), "proof.md": m.Markdown(), "proof.json": string(data)} {
			if _, err := disk.Write(filepath.Join(x.report, name), []byte(text), 0o644); err != nil {
				return fail("%v", err)
			}
		}
	}
	if !m.OK() {
		return silent(exitFail)
	}
	return nil
}

// chosen are the models of the named groups and the named models; all for no names.
func chosen(list []proof.Subject, only []string) ([]proof.Subject, error) {
	if len(only) == 0 {
		return list, nil
	}
	found := map[string]bool{}
	list = slices.DeleteFunc(slices.Clone(list), func(s proof.Subject) bool {
		for _, x := range only {
			if x == s.Group || x == s.Name {
				found[x] = true
				return false
			}
		}
		return true
	})
	for _, x := range only {
		if !found[x] {
			return nil, usage("--only %s: there is no such group or model", x)
		}
	}
	return list, nil
}

// verdicts reads a file of verdicts; nil where there is none.
func verdicts(path string) (*proof.Matrix, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fail("%v", err)
	}
	m, err := proof.Decode(data)
	if err != nil {
		return nil, fail("%s: %v", path, err)
	}
	return m, nil
}
