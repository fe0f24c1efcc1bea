package interp_test

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
)

// comparedIn says where the rules of the library that are no row of changes are
// compared with an independent reference.
var comparedIn = map[string]string{
	"StaticSynapse": "TestShortTermPlasticityAgainstReference", "static_synapse": "TestShortTermPlasticityAgainstReference",
	"tsodyks_markram": "TestShortTermPlasticityAgainstReference", "tsodyks2_synapse": "TestShortTermPlasticityAgainstReference",
	"TsodyksMarkramSynapse": "TestThreePoolsAgainstReference", "tsodyks_synapse": "TestThreePoolsAgainstReference",
	"SimpleStochasticSynapse": "TestReleaseAgainstReference", "bernoulli_synapse": "TestReleaseAgainstReference", "stochastic_release": "TestReleaseAgainstReference",
	"MultiQuantalSynapse": "TestReleaseAgainstReference", "StochasticTsodyksMarkramSynapse": "TestReleaseAgainstReference",
	"quantal_stp_synapse": "TestReleaseAgainstReference", "multi_quantal": "TestReleaseAgainstReference",
	"stdp_dopamine": "TestDopamineAgainstReference", "stdp_dopamine_synapse": "TestDopamineAgainstReference",
	"clopath": "TestClopathAgainstReference", "clopath_synapse": "TestClopathAgainstReference",
}

// TestEveryRuleIsCompared: every plasticity rule of the standard library has a
// reference, and what is said to be compared exists.
func TestEveryRuleIsCompared(t *testing.T) {
	compared := map[string]bool{}
	for _, c := range changes() {
		name, _, _ := strings.Cut(c.rule, "(")
		compared[name] = true
	}
	exists := map[string]bool{}
	for _, path := range std.Names() {
		name, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(name, string(text)))
		for _, it := range f.Items {
			rule, ok := it.(*ast.Plasticity)
			if !ok {
				continue
			}
			exists[rule.Name.Text] = true
			if !compared[rule.Name.Text] && comparedIn[rule.Name.Text] == "" {
				t.Errorf("%s of %s has no reference", rule.Name.Text, path)
			}
		}
	}
	for name := range comparedIn {
		if !exists[name] {
			t.Errorf("there is no %s", name)
		}
	}
}
