package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/proof"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

// proof runs all that nngen ships on all engines that are there.
func (a *app) proof(ctx context.Context, list []engines.Engine, only []string, folder string, f *running) error {
	if err := f.check(list...); err != nil {
		return err
	}
	subjects, err := proof.Subjects()
	if err != nil {
		return fail("%v", err)
	}
	if len(only) > 0 {
		found := map[string]bool{}
		subjects = slices.DeleteFunc(subjects, func(s proof.Subject) bool {
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
				return usage("--only %s: there is no such group or model", x)
			}
		}
	}
	missing := map[string]string{}
	for _, e := range list {
		if e.Simulator == "" {
			continue
		}
		if _, err := simulators.Need(ctx, e.Simulator); err != nil {
			missing[e.Name] = err.Error()
		}
	}
	progress := a.progress()
	m, err := proof.Run(ctx, subjects, proof.Options{Engines: list, Missing: missing, Cache: a.cache(),
		Job:   engines.Job{Allow: f.allow, Threads: f.threads, Ranks: f.ranks, Limit: f.limit},
		Heard: func(done, all int, what string) { progress(what, int64(done), int64(all)) }})
	progress("", 0, 0)
	if err != nil {
		return fail("%v", err)
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fail("%v", err)
	}
	if f.json {
		fmt.Fprintf(a.Out, "%s\n", data)
	} else {
		fmt.Fprint(a.Out, m.Markdown())
	}
	if folder != "" {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fail("%v", err)
		}
		for name, text := range map[string]string{"index.html": m.HTML(), "proof.md": m.Markdown(), "proof.json": string(data) + "\n"} {
			if _, err := disk.Write(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
				return fail("%v", err)
			}
		}
	}
	if !m.OK() {
		return silent(exitFail)
	}
	return nil
}
