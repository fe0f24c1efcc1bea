package verify_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

// endings runs the script beside it and tells what is let go of at its end, and what
// of NEURON's there still is then.
const endings = `
import sys
import run
from neuron import h

order = []


class Kept(list):
    def __del__(self):
        order.append((self.name, int(h.List("NetCon").count()), int(h.List(run.MECHANISMS[0]["class"]).count())))


def kept(**lists):
    for name, items in lists.items():
        lists[name] = Kept(items)
        lists[name].name = name
    return lists.values()


make_neurons, connect = run.make_neurons, run.connect


def made(*arguments):
    neurons, sections, senders = make_neurons(*arguments)
    return kept(neurons=neurons, sections=sections, senders=senders)


def connected(*arguments):
    connections, rows = connect(*arguments)
    return *kept(connections=connections), rows


run.make_neurons, run.connect = made, connected
sys.argv = ["run.py", *sys.argv[1:]]
run.main()
assert [name for name, _, _ in order] == ["connections", "senders", "neurons", "sections"], order
assert order[2][1] == 0, "connections are left when neurons go: %s" % order
assert order[3][2] == 0, "neurons are left when their sections go: %s" % order
`

// TestEndOfScript: connections go before neurons and neurons before their sections,
// because NEURON ends what a neuron watches only while the neuron is there.
func TestEndOfScript(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "neuron")
	j := job(t, "testdata/ends.nn", "", 0)
	j.Start = func(ctx context.Context, c process.Command) error {
		if i := slices.Index(c.Args, "run.py"); i > 0 {
			c.Args = slices.Concat(c.Args[:i], []string{"-c", endings}, c.Args[i+1:])
		} else {
			t.Errorf("no script in %q", c.Args)
		}
		return process.Run(ctx, c)
	}
	if r := run(t, j, "interp", "neuron"); !r.OK() {
		t.Error(r.Table())
	}
}

// TestNotOnCoreNEURON: what CoreNEURON does not run is refused with the place and the
// reason, before anything is compiled.
func TestNotOnCoreNEURON(t *testing.T) {
	list, err := engines.Find([]string{"coreneuron"})
	if err != nil {
		t.Fatal(err)
	}
	for path, why := range map[string]string{
		"coupled.nn": "continuous connections", "actions.nn": "cannot set variables while CoreNEURON runs", "release.nn": "random_setids", "shaped.nn": "gamma",
	} {
		var refusal *engines.Refusal
		if _, err := list[0].Run(t.Context(), job(t, "testdata/"+path, "", 10)); !errors.As(err, &refusal) || !strings.Contains(refusal.Why, why) {
			t.Errorf("%s: %v", path, err)
		} else if refusal.List[0].Primary.File == nil {
			t.Errorf("%s: %s has no place", path, refusal.Why)
		}
	}
}
