package diag

import "github.com/nngen/nngen/dsl/source"

// spaceKinds are those of space, tables, loops and data files.
func spaceKinds() []Kind {
	return []Kind{badTable, badLoop, badLayout, unknownProjection, dataFile, badCombination}
}

var badTable = Kind{
	Code:  "NN5050",
	Title: "a table that does not fit",
	Explanation: `A table says what its rows and columns stand for, and each row has a name and one
number for each column: P[row, column] is one of them.`,
	Bad: `table P {
  rows post; columns pre in a, b
  a 0.1
}
`,
	Good: `table P {
  rows post; columns pre in a, b
  a 0.1 0.2
}
`,
}

// BadTable reports a table, or a use of one.
func BadTable(at source.Span, cause, help string) Diagnostic {
	return badTable.At(at, "%s", cause).WithHelp("%s", help)
}

var badLoop = Kind{
	Code:  "NN5051",
	Title: "a loop over something that is no list",
	Explanation: `A loop goes over a list, range(n), linspace(first, last, n), logspace(first, last, n),
or the rows or columns of a table.`,
	Bad: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  for k in 3 { connect a -> a.exc by one_to_one() { weight = k*1 pA; delay = 1 ms } }
}
`,
	Good: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  for k in range(3) { connect a -> a.exc by one_to_one() { weight = k*1 pA; delay = 1 ms } }
}
`,
}

// BadLoop reports what a loop cannot go over.
func BadLoop(at source.Span, cause string) Diagnostic {
	return badLoop.At(at, "%s", cause).WithHelp("write a list, `range(n)`, `linspace(first, last, n)`, `logspace(first, last, n)` or the rows or columns of a table")
}

var badLayout = Kind{
	Code:  "NN5052",
	Title: "places that do not fit",
	Explanation: `The elements of a population stand on a line or a grid, are drawn in a box or a
sphere, or have their places in a file. A grid has as many dimensions as the
population, and a space has the axes x, y and z.`,
	Bad: `import "std/neurons"
network n {
  population a[10] = LIF_exp() { at grid(dx = 10 um, dy = 10 um) }
}
`,
	Good: `import "std/neurons"
network n {
  population a[5, 2] = LIF_exp() { at grid(dx = 10 um, dy = 10 um) }
}
`,
}

// BadLayout reports a layout or a space.
func BadLayout(at source.Span, cause, help string) Diagnostic {
	return badLayout.At(at, "%s", cause).WithHelp("%s", help)
}

var unknownProjection = Kind{
	Code:        "NN5053",
	Title:       "a projection that does not exist",
	Explanation: `A projection has a name when it is given one, connect ee = exc -> exc.exc …, and can be named after that.`,
	Bad: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  connect a -> a.exc by clone(aa) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  connect aa = a -> a.exc by fixed_indegree(3) { weight = 1 pA; delay = 1 ms }
  connect a -> a.exc by clone(aa) { weight = 1 pA; delay = 1 ms }
}
`,
}

// UnknownProjection reports a projection that does not exist before this place.
func UnknownProjection(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownProjection.At(at, "no projection before this is called %s", name).suggest(suggestions, "name it where it is made: `connect %s = …`", name)
}

// NotAProjection reports neurons where connections are selected.
func NotAProjection(at source.Span, name string) Diagnostic {
	return unknownProjection.At(at, "%s has elements, not connections as what stands beside it", name).WithHelp("write a statement for each")
}

var dataFile = Kind{
	Code:  "NN5054",
	Title: "a file of numbers that cannot be used",
	Explanation: `Connections, places and spike times may stand in a file of comma separated values
beside the model. Its first line names the columns.`,
	Bad: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  connect a -> a.exc by from_file("nowhere.csv") { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  connect a -> a.exc by from_list([[0, 1]]) { weight = 1 pA; delay = 1 ms }
}
`,
}

// DataFile reports a file that cannot be used.
func DataFile(at source.Span, name, cause, help string) Diagnostic {
	return dataFile.At(at, "%s cannot be used: %s", name, cause).WithHelp("%s", help)
}

var badCombination = Kind{
	Code:  "NN5055",
	Title: "rules that cannot be combined",
	Explanation: `Rules are sets of pairs: a + b has the pairs of either, a*b those of both, a - b
those of a that b has not. A rule that fixes numbers cannot also leave out one
of two neurons that connect to each other.`,
	Bad: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  connect a -> a.exc by fixed_indegree(3, mutual = false) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  connect a -> a.exc by fixed_probability(0.3, mutual = false) { weight = 1 pA; delay = 1 ms }
}
`,
}

// BadCombination reports rules or arguments of rules that exclude each other.
func BadCombination(at source.Span, cause, help string) Diagnostic {
	return badCombination.At(at, "%s", cause).WithHelp("%s", help)
}
