package engines

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"sync"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// Cache is the folder in which emitted code and network data are kept.
type Cache struct {
	Root string
	// Keep is the number of entries of each kind that stay; the ones that were
	// not used for longest go.
	Keep int

	mutex sync.Mutex
	found map[string]simulators.Simulator
}

// Simulator finds a simulator, once: asking it for its version takes seconds.
func (c *Cache) Simulator(ctx context.Context, name string) (simulators.Simulator, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if s, ok := c.found[name]; ok {
		return s, nil
	}
	s, err := simulators.Need(ctx, name)
	if err != nil {
		return s, err
	}
	if c.found == nil {
		c.found = map[string]simulators.Simulator{}
	}
	c.found[name] = s
	return s, nil
}

// Data writes the data of a network and returns their folder. They are written
// once for equal studies.
func (c *Cache) Data(s *ir.Study, net *network.Network) (string, error) {
	x := pipeline.Protocol(s)
	folder := filepath.Join(c.Root, "data", network.Hash(net.Spec, x))
	return folder, c.fill(folder, func(temporary string) error {
		return network.WriteData(net, x, disk.Folder(temporary))
	})
}

// Altered writes the data of a network that is not what its description says.
func (c *Cache) Altered(s *ir.Study, net *network.Network) (string, error) {
	x := pipeline.Protocol(s)
	list, err := network.Digests(net, x)
	if err != nil {
		return "", err
	}
	digest := sha256.New()
	for _, d := range list {
		fmt.Fprintf(digest, "%s %s\n", d.Name, d.SHA256)
	}
	folder := filepath.Join(c.Root, "data", "altered-"+hex.EncodeToString(digest.Sum(nil))[:24])
	return folder, c.fill(folder, func(temporary string) error {
		return network.WriteData(net, x, disk.Folder(temporary))
	})
}

// Code writes emitted files and returns their folder; build is called in it
// once, and took so long. What is built fits only the installation that it was
// built with, so that another one, named by builder, gets a folder of its own.
func (c *Cache) Code(target, builder string, files []gen.File, build func(folder string) error) (string, time.Duration, error) {
	digest := sha256.New()
	fmt.Fprintf(digest, "%s\x00", builder)
	for _, f := range files {
		fmt.Fprintf(digest, "%s\x00%d\x00%s", f.Path, len(f.Data), f.Data)
	}
	folder := filepath.Join(c.Root, "code", target+"-"+hex.EncodeToString(digest.Sum(nil))[:24])
	begin, built := time.Now(), false
	err := c.fill(folder, func(temporary string) error {
		built = true
		for _, f := range files {
			if _, err := disk.Write(filepath.Join(temporary, filepath.FromSlash(f.Path)), f.Data, os.FileMode(f.Mode)); err != nil {
				return err
			}
		}
		return build(temporary)
	})
	if !built {
		return folder, 0, err
	}
	return folder, time.Since(begin), err
}

// fill makes a folder by f in a temporary place and moves it to its name, so
// that it is there completely or not at all, also when two processes do so at
// the same time.
func (c *Cache) fill(folder string, f func(temporary string) error) error {
	if _, err := os.Stat(folder); err == nil {
		now := time.Now()
		if err := os.Chtimes(folder, now, now); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return err
		} // another process has just removed it
	}
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return disk.Explain(err)
	}
	temporary, err := os.MkdirTemp(filepath.Dir(folder), ".new-")
	if err != nil {
		return disk.Explain(err)
	}
	if err := f(temporary); err != nil {
		return errors.Join(err, os.RemoveAll(temporary))
	}
	if err := os.Rename(temporary, folder); err != nil {
		os.RemoveAll(temporary)
		if _, there := os.Stat(folder); there == nil {
			return nil // another process was faster
		}
		return disk.Explain(err)
	}
	c.prune(filepath.Dir(folder))
	return nil
}

// prune removes the entries that were not used for longest.
func (c *Cache) prune(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) <= c.Keep {
		return
	}
	used := map[string]time.Time{}
	var names []string
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.Name()[0] != '.' {
			used[e.Name()] = info.ModTime()
			names = append(names, e.Name())
		}
	}
	sort.Slice(names, func(i, j int) bool { return used[names[i]].After(used[names[j]]) })
	for _, n := range names[min(c.Keep, len(names)):] {
		if time.Since(used[n]) <= time.Hour {
			continue // somebody may be running it
		}
		// Looking at it again and moving it aside takes no time, removing it does, in
		// which another process may come to use it.
		path, aside := filepath.Join(folder, n), filepath.Join(folder, ".old-"+n)
		if info, err := os.Stat(path); err != nil || time.Since(info.ModTime()) <= time.Hour {
			continue
		}
		if os.Rename(path, aside) == nil {
			os.RemoveAll(aside)
		}
	}
}
