package diag

import "github.com/nngen/nngen/dsl/source"

// connectionKinds are those of selections of connections.
func connectionKinds() []Kind { return []Kind{severalProjections} }

var severalProjections = Kind{
	Code:  "NN5063",
	Title: "a name that a loop gave to several projections",
	Explanation: `A connect in a loop makes a projection in every turn, all of one name, which then
stands for all of them. A selection of connections, and clone, need one.`,
	Bad: `import "std/neurons"
network n {
  population a[10], b[10] = LIF_exp()
  for p in [a, b] { connect pp = p -> p.exc by fixed_indegree(3) { weight = 1 pA; delay = 1 ms } }
  connect a -> a.exc by clone(pp) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population a[10], b[10] = LIF_exp()
  connect aa = a -> a.exc by fixed_indegree(3) { weight = 1 pA; delay = 1 ms }
  connect a -> a.exc by clone(aa) { weight = 1 pA; delay = 1 ms }
}
`,
}

// SeveralProjections reports a name of several projections where one is needed.
func SeveralProjections(at source.Span, name string, count int) Diagnostic {
	return severalProjections.At(at, "%s stands for %d projections, which a loop has made", name, count).WithHelp("make the one that is meant outside of the loop, under a name of its own")
}
