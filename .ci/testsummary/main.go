// Command testsummary reads the output of `go test -json` and prints what people
// need: failures in full, the reason of every skip, and one line with numbers.
// It exits with 1 when a test or a package failed, and when nothing ran.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// event is one line of `go test -json` (go doc test2json).
type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

// outcome counts tests and keeps what they said until they are known to pass.
type outcome struct {
	passed, failed, skipped int
	said                    map[string][]string
	failures                []string
	reasons                 map[string]int
	slow                    map[string]float64
}

func main() {
	o := &outcome{said: map[string][]string{}, reasons: map[string]int{}, slow: map[string]float64{}}
	err := o.read(os.Stdin)
	o.print(os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil || o.failed > 0 || o.passed == 0 {
		os.Exit(1)
	}
}

func (o *outcome) read(r io.Reader) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 1<<20), 1<<26)
	for s.Scan() {
		var e event
		if json.Unmarshal(s.Bytes(), &e) != nil {
			fmt.Println(s.Text()) // a message of the Go tool itself
			continue
		}
		o.take(e)
	}
	return s.Err()
}

func (o *outcome) take(e event) {
	key := e.Package + e.ImportPath + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		o.said[key] = append(o.said[key], e.Output)
	case "build-fail":
		o.fail(key)
	case "pass", "skip":
		if e.Test == "" {
			fmt.Printf("%-4s %7.2fs  %s\n", map[string]string{"pass": "ok", "skip": "none"}[e.Action], e.Elapsed, e.Package)
		} else if e.Action == "pass" {
			o.passed++
		} else {
			o.skipped++
			o.reasons[reason(o.said[key])]++
		}
		if e.Elapsed > 10 && e.Test != "" {
			o.slow[key] = e.Elapsed
		}
		delete(o.said, key)
	case "fail":
		if e.Test == "" {
			fmt.Printf("FAIL %7.2fs  %s\n", e.Elapsed, e.Package)
		}
		o.fail(key)
	}
}

// fail counts a failure and keeps what the test said.
func (o *outcome) fail(key string) {
	o.failed++
	o.failures = append(o.failures, "--- "+key+"\n"+strings.Join(o.said[key], ""))
	delete(o.said, key)
}

// reason is what a skipped test said, without its name and place.
func reason(lines []string) string {
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, "===") || strings.HasPrefix(l, "---") {
			continue
		}
		if _, text, ok := strings.Cut(l, ": "); ok {
			return text
		}
		return l
	}
	return "no reason given"
}

func (o *outcome) print(w io.Writer) {
	for _, f := range o.failures {
		fmt.Fprintf(w, "\n%s", f)
	}
	list := func(title string, lines []string) {
		sort.Strings(lines)
		if len(lines) > 0 {
			fmt.Fprintf(w, "\n%s\n  %s\n", title, strings.Join(lines, "\n  "))
		}
	}
	var lines []string
	for r, n := range o.reasons {
		lines = append(lines, fmt.Sprintf("%d × %s", n, r))
	}
	list("skipped:", lines)
	lines = nil
	for t, s := range o.slow {
		lines = append(lines, fmt.Sprintf("%6.1f s  %s", s, t))
	}
	list("longer than 10 s:", lines)
	fmt.Fprintf(w, "\n%d passed, %d failed, %d skipped\n", o.passed, o.failed, o.skipped)
}
