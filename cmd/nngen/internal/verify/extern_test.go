package verify_test

import (
	"math"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
)

// A model of NEST's own, named by extern, spikes as the equations of std/nest do
// on the interpreter; the interpreter refuses to run it.
func TestExtern(t *testing.T) {
	need(t, "nest")
	list, err := engines.Find([]string{"nest", "interp"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := list[0].Run(t.Context(), job(t, "testdata/extern.nn", "default", 0))
	if err != nil {
		t.Fatal(err)
	}
	want, err := list[1].Run(t.Context(), job(t, "testdata/intern.nn", "default", 0))
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Spikes) < 20 || len(got.Spikes) != len(want.Spikes) {
		t.Fatalf("%d spikes instead of %d", len(got.Spikes), len(want.Spikes))
	}
	for i, w := range want.Spikes {
		if got.Spikes[i] != w {
			t.Fatalf("spike %d is %+v instead of %+v", i, got.Spikes[i], w)
		}
	}
	for k, w := range want.Traces[1][0] {
		if g := got.Traces[1][0][k]; math.Abs(g-w) > 1e-9 {
			t.Fatalf("V_m at sample %d is %v instead of %v", k, g, w)
		}
	}
	if _, err := list[1].Run(t.Context(), job(t, "testdata/extern.nn", "default", 0)); err == nil || !strings.Contains(err.Error(), "iaf_psc_exp is a model of nest itself") {
		t.Errorf("the interpreter says %v", err)
	}
}
