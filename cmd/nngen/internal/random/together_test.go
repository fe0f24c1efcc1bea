package random_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/proof"
	"github.com/nngen/nngen/cmd/nngen/internal/random"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

var together = flag.String("together", "go-kernel", "the engines that TestTogether compares with the interpreter")

// TestTogether: drawn models, which are built together, have the outcome of the
// interpreter on simulators and as a program of their own.
func TestTogether(t *testing.T) {
	var list []proof.Subject
	for seed := *first; seed < *first+uint64(*count); seed++ {
		list = append(list, proof.Subject{Group: "drawn", Name: fmt.Sprintf("drawn%d", seed), Text: random.Model(seed)})
	}
	compared, err := engines.Find(strings.Split("interp,"+*together, ","))
	if err != nil {
		t.Fatal(err)
	}
	cache := &engines.Cache{Root: simulators.Home(), Keep: 300}
	for _, e := range compared {
		if e.Simulator != "" {
			if _, err := cache.Simulator(t.Context(), e.Simulator); err != nil {
				t.Fatal(err) // it was asked for
			}
		}
	}
	m, err := proof.Run(t.Context(), list, proof.Options{Engines: compared, Cache: cache})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, r := range m.Rows {
		for _, c := range r.Cells[1:] {
			counts[c.Engine+" "+string(c.Verdict)]++
			if c.Verdict != proof.Identical && c.Verdict != proof.Refused {
				t.Errorf("%s on %s %s: %s", r.Name, c.Engine, c.Verdict, c.Detail)
			}
		}
	}
	t.Logf("%d models: %v", len(list), counts)
	for _, e := range compared[1:] {
		if n := counts[e.Name+" "+string(proof.Refused)]; len(list) >= 10 && n > len(list)/2 {
			t.Errorf("%s refuses %d of them", e.Name, n)
		}
	}
	if len(list) >= 10 && counts["go-kernel identical"] < len(list) && strings.Contains(*together, "go-kernel") {
		t.Errorf("the emitted Go refuses some: %v", counts)
	}
}
