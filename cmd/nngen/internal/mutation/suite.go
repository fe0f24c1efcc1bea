package mutation

// Suite is a part of the repository with the tests that compute what it makes.
type Suite struct {
	Name  string
	Files []string // patterns, from the root of the repository
	// Tests are the arguments of `go test`, the quick ones first; the first that fails
	// has caught a mutant.
	Tests [][]string
	// Simulator is what the tests need, "" for nothing.
	Simulator string
}

// Suites lists all suites.
func Suites() []Suite {
	agreement := func(engine string) []string {
		return []string{"./cmd/nngen/internal/verify", "-run", "TestAgreement/^(odd|plastic_weights|third_factors|coupled|draws|delta|currents|actions|brunel)$/^" + engine + "$"}
	}
	// Cases of conformance have answers by hand, which the interpreter and the engine
	// must both give.
	answers := []string{"./golden/conformance", "-run", "TestConformance/.*/^(interp|go)$"}
	return []Suite{
		{Name: "solve", Files: []string{"ir/solve/*.go"}, Tests: [][]string{{"./ir/solve"}, answers, {"./ir/interp"}}},
		{Name: "passes", Files: []string{"ir/pass/*.go", "ir/expr/*.go", "ir/lower/equation*.go", "ir/lower/expr*.go"}, Tests: [][]string{{"./ir/pass", "./ir/expr", "./ir/lower"}, answers}},
		{Name: "interp", Files: []string{"ir/interp/*.go"}, Tests: [][]string{{"./ir/interp"}, answers}},
		{Name: "engine", Files: []string{"runtime/engine/*.go", "runtime/derive/*.go", "runtime/jit/*.go"}, Tests: [][]string{{"./runtime/engine", "./runtime/derive", "./runtime/jit"}, answers, {"./cmd/nngen/internal/engines", "-run", "TestExamplesForAnyThreads/(lif|stdp)"}}},
		{Name: "network", Files: []string{"runtime/network/*.go"}, Tests: [][]string{{"./runtime/network"}, answers}},
		{Name: "go-kernel", Files: []string{"gen/gokernel/*.go", "gen/exprfmt/*.go"}, Tests: [][]string{{"./gen/exprfmt", "./gen/gokernel"}, {"./golden/conformance", "-run", "TestConformance/.*/^go-kernel$"}}},
		{Name: "brian2", Files: []string{"gen/brian2/*.go", "templates/brian2/run.py.tmpl", "templates/brian2/nngen_brian2.py.tmpl", "templates/python/*.tmpl"}, Simulator: "brian2",
			Tests: [][]string{{"./cmd/nngen/internal/verify", "-run", "TestConformanceOnBrian2"}, agreement("brian2")}},
		{Name: "nest", Files: []string{"gen/nest/*.go", "templates/nest/*.tmpl"}, Simulator: "nest", Tests: [][]string{agreement("nest"), {"./cmd/nngen/internal/verify", "-run", "TestConformanceOnNEST"}}},
		{Name: "neuron", Files: []string{"gen/neuron/*.go", "templates/neuron/*.tmpl"}, Simulator: "neuron", Tests: [][]string{agreement("neuron"), {"./cmd/nngen/internal/verify", "-run", "TestConformanceOnNEURON"}}},
		{Name: "spinnaker", Files: []string{"gen/spinnaker/*.go", "templates/spinnaker/harness.h.tmpl", "templates/spinnaker/core.c.tmpl", "templates/spinnaker/rule.h.tmpl", "templates/spinnaker/impl.h.tmpl", "runtime/fixed/*.go"},
			Tests: [][]string{{"./runtime/fixed"}, {"./cmd/nngen/internal/verify", "-run", "TestConformanceOnSpiNNaker|TestClasses"}, {"./gen/spinnaker"}}},
	}
}

// Equivalent are exchanges that change nothing that could be computed, or only what is
// said of it, with the reason: "file: line: from to".
var Equivalent = map[string]string{
	"ir/solve/exact_noise.go: c.made[i*n+k] = q: + becomes -": "what is remembered under another number is made once more, with the same value",
}
