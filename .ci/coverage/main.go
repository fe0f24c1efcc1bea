// Command coverage reads a profile of `go test -coverprofile` and prints which part of
// the statements tests run: of each package, the least covered first, and of all. A
// statement that tests of several packages run counts once.
package main

import (
	"bufio"
	"fmt"
	"os"
	"path"
	"sort"
	"strings"
)

// block is a part of a file that runs as a whole.
type block struct {
	statements int
	run        bool
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: coverage PROFILE")
		os.Exit(2)
	}
	f, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer f.Close()
	blocks := map[string]block{}
	s := bufio.NewScanner(f)
	for s.Scan() {
		place, numbers, found := strings.Cut(s.Text(), " ")
		var statements, count int
		if n, _ := fmt.Sscan(numbers, &statements, &count); !found || n != 2 {
			continue // the mode
		}
		blocks[place] = block{statements, blocks[place].run || count > 0}
	}
	if s.Err() != nil || len(blocks) == 0 {
		fmt.Fprintln(os.Stderr, "it is no profile of coverage", s.Err())
		os.Exit(1)
	}
	all, run := map[string]int{}, map[string]int{}
	for place, b := range blocks {
		file, _, _ := strings.Cut(place, ":")
		for _, name := range []string{path.Dir(file), "all"} {
			all[name] += b.statements
			if b.run {
				run[name] += b.statements
			}
		}
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	part := func(name string) float64 { return 100 * float64(run[name]) / float64(max(1, all[name])) }
	sort.Slice(names, func(i, j int) bool {
		a, b := names[i], names[j]
		if (a == "all") != (b == "all") {
			return b == "all"
		}
		if part(a) != part(b) {
			return part(a) < part(b)
		}
		return a < b
	})
	for _, name := range names {
		fmt.Printf("%5.1f %% of %5d  %s\n", part(name), all[name], name)
	}
}
