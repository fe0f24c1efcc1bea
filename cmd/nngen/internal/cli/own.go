package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
)

// ownFlags ask for what a simulator has itself: models and solvers, connection rules.
type ownFlags struct{ fidelity, network string }

func (f *ownFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.fidelity, "fidelity", "", "native: the models and solvers of the simulator itself, where they are the same equations")
	cmd.Flags().StringVar(&f.network, "network", "", "native: the connection rules of the simulator itself, with equal statistics")
}

// check reports values that there are not, and targets that have no such form.
func (f *ownFlags) check(targets []gen.Target) error {
	for _, x := range []struct {
		key, value string
		can        func(gen.Own) bool
	}{
		{"fidelity", f.fidelity, func(o gen.Own) bool { yes, _ := o.Own(); return yes }},
		{"network", f.network, func(o gen.Own) bool { _, yes := o.Own(); return yes }},
	} {
		can := func(t gen.Target) bool { o, ok := t.(gen.Own); return ok && x.can(o) }
		switch {
		case x.value == "":
		case x.value != gen.Native:
			return usage("there is no %s %q; there is %s", x.key, x.value, gen.Native)
		default:
			for _, t := range targets {
				if !can(t) {
					var names []string
					for _, other := range slices.DeleteFunc(slices.Clone(all.Targets()), func(t gen.Target) bool { return !can(t) }) {
						names = append(names, other.Name())
					}
					return usage("--%s native is not for the target %s but for: %s", x.key, t.Name(), strings.Join(names, ", "))
				}
			}
		}
	}
	return nil
}
