package mutation

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

var (
	suites = flag.String("suites", "solve", "the suites that mutants are taken of, separated by commas")
	count  = flag.Int("mutants", 2, "how many mutants of each suite are tried; 0: all")
	first  = flag.Uint64("seed", 1, "of the choice")
)

// root is that of the repository.
func root(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// all lists the mutants of a suite.
func all(t *testing.T, s Suite) []Mutant {
	t.Helper()
	var list []Mutant
	for _, pattern := range s.Files {
		paths, err := filepath.Glob(filepath.Join(root(t), filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			file, err := filepath.Rel(root(t), p)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			mutants, err := Mutants(root(t), filepath.ToSlash(file))
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, mutants...)
		}
	}
	return list
}

// TestMutants: tests that compute notice an exchanged operator. Those of the solver
// are a bounded share; -suites and -mutants try others.
func TestMutants(t *testing.T) {
	if os.Getenv("NNGEN_MUTANT") != "" {
		t.Skip("a mutant is being tried")
	}
	for _, s := range Suites() {
		if !strings.Contains(","+*suites+",", ","+s.Name+",") {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			if s.Simulator != "" {
				if _, err := simulators.Need(t.Context(), s.Simulator); err != nil {
					t.Fatal(err) // the suite was asked for
				}
			}
			list := all(t, s)
			if len(list) < 10 {
				t.Fatalf("only %d mutants", len(list))
			}
			rand.New(rand.NewPCG(*first, 0)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			counts, tried := map[Outcome]int{}, 0
			for _, m := range list {
				if *count > 0 && tried == *count {
					break
				}
				if Equivalent[m.Key()] != "" {
					continue
				}
				o, err := Try(t.Context(), root(t), s, m)
				if err != nil {
					t.Fatal(err)
				}
				if counts[o]++; o != NoProgram {
					tried++
				}
				fmt.Printf("%-10s %s:%d: %s\n", o, m.File, m.Line, m.Key())
				if o == Survived {
					t.Errorf("no test notices %s (line %d)", m.Key(), m.Line)
				}
			}
			t.Logf("%d of %d mutants were tried: %v", tried, len(list), counts)
		})
	}
}

// TestExchange: operators are found where they compute, and nowhere else.
func TestExchange(t *testing.T) {
	list, err := ofGo("x.go", []byte("package x\n\nfunc f(a, b int) string {\n\tif a+b < 3 && err != nil {\n\t\treturn \"a + b\" + \" * \"\n\t}\n\ta += b\n\treturn fmt.Sprintf(\"%d\", a-b)\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, m := range list {
		got += fmt.Sprintf("%d%s ", m.Line, m.From)
	}
	if got != "4&& 4< 4+ 5* 7+= " {
		t.Errorf("%q", got)
	}
	text := "# a + b\nx = a + b * {{.N}} # c\n{{if lt .A 1 + 2}}y -= 1{{end}}\n\"\"\"a + b\n1 + 2\n\"\"\"\nif a < b:\n"
	got = ""
	for _, m := range ofTemplate("x.tmpl", text) {
		got += fmt.Sprintf("%d%s ", m.Line, m.From)
		if a := string(m.Apply([]byte(text))); strings.Replace(a, m.To, m.From, 1) == a && m.From != "<" || len(a) < len(text) {
			t.Errorf("%s", a)
		}
	}
	if got != "2+ 2* 3-= 7< " {
		t.Errorf("%q", got)
	}
}

// TestEquivalent: what is said to be no mutant is one of today's.
func TestEquivalent(t *testing.T) {
	found := map[string]bool{}
	for _, s := range Suites() {
		for _, m := range all(t, s) {
			found[m.Key()] = true
		}
	}
	for key, why := range Equivalent {
		if !found[key] || len(why) < 20 {
			t.Errorf("%q, %q", key, why)
		}
	}
}
