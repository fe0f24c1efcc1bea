package diag

import (
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/source"
)

// Kind is one entry of the catalogue.
type Kind struct {
	Code        string // "NN" and four digits, the first of which is the family
	Severity    Severity
	Title       string // as a heading, without the names of a single case
	Explanation string // what it means, why it is so, what to do; plain paragraphs
	Bad         string // a small model that produces it
	Good        string // the same put right
}

// At starts a diagnostic of this kind at a place.
func (k Kind) At(span source.Span, format string, args ...any) Diagnostic {
	return Diagnostic{Code: k.Code, Severity: k.Severity, Message: words(format, args), Primary: span}
}

// Family is a group of kinds by the first digit of their code.
type Family struct {
	Prefix string // "NN2"
	Title  string
	Kinds  []Kind
}

// Families returns the catalogue in the order of the codes.
func Families() []Family {
	return []Family{
		{"NN0", "syntax", syntaxKinds()},
		{"NN1", "names", append(nameKinds(), functionTooLarge, neverReached)},
		{"NN2", "units", unitKinds()},
		{"NN3", "equations", slices.Concat(append(equationKinds(), mustNotChange, noNumber, noStart), randomKinds(), []Kind{changedAtOnce}, vectorKinds())},
		{"NN4", "events and synapses", append(append(eventKinds(), plasticityKinds()...), couplingKinds()...)},
		{"NN5", "network", slices.Concat(append(networkKinds(), discardTooLong, selectedTwice), spaceKinds(), protocolKinds(), connectionKinds())},
		{"NN6", "solver", solverKinds()},
		{"NN7", "target", slices.Concat(targetKinds(), fitKinds(), nestmlKinds(), nativeKinds(), chipKinds())},
		{"NN9", "bug in nngen", bugKinds()},
	}
}

// Kinds returns every kind in the order of the codes.
func Kinds() []Kind {
	var all []Kind
	for _, f := range Families() {
		all = append(all, f.Kinds...)
	}
	slices.SortStableFunc(all, func(a, b Kind) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Lookup returns the kind with a code, in either case: NN2001 or nn2001.
func Lookup(code string) (Kind, bool) {
	for _, k := range Kinds() {
		if strings.EqualFold(k.Code, code) {
			return k, true
		}
	}
	return Kind{}, false
}
