package ast_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
)

func name(text string) *ast.Name { return &ast.Name{Text: text} }

func TestIsUnit(t *testing.T) {
	for word, want := range map[string]bool{
		"mV": true, "ms": true, "pA": true, "nS": true, "MOhm": true, "µS": true, "μS": true, "Ω": true, "min": true, "h": true, "mM": true, "um": true,
		"mv": false, "msec": false, "mmin": false, "kh": false, "tau": false, "": false, "m m": false, "mmV": false,
	} {
		if ast.IsUnit(word) != want {
			t.Errorf("IsUnit(%q) = %v", word, !want)
		}
	}
}

func TestSuggestUnit(t *testing.T) {
	for word, want := range map[string]string{
		"msec": "ms", "mv": "mV", "MSEC": "ms", "pa": "pA", "volts": "V", "mhos": "S", "hz": "Hz", "mVs": "mV", "apples": "", "": "",
	} {
		if got := ast.SuggestUnit(word); got != want {
			t.Errorf("SuggestUnit(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestUnitString(t *testing.T) {
	u := &ast.Unit{Factors: []ast.UnitFactor{
		{Name: *name("nS"), Exp: big.NewRat(1, 1)}, {Name: *name("mV"), Exp: big.NewRat(-2, 1)}, {Name: *name("s"), Exp: big.NewRat(1, 2)},
	}}
	if got, want := u.String(), "nS*mV^-2*s^(1/2)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := (&ast.Unit{}).String(); got != "1" {
		t.Errorf("a unit without factors is %s", got)
	}
}

// Inspect visits parents first, in the order of the text, and skips what lies
// below a node for which it is told so.
func TestInspect(t *testing.T) {
	sum := &ast.Binary{Op: ast.Add, X: name("a"), Y: &ast.Call{Fun: name("f"), Args: []ast.Arg{{Value: name("b")}}}}
	tree := &ast.If{Cond: sum, Then: []ast.Stmt{&ast.Hold{Names: []ast.Name{*name("V")}, For: name("c")}}}
	visit := func(into bool) []string {
		var seen []string
		ast.Inspect(tree, func(n ast.Node) bool {
			if x, ok := n.(*ast.Name); ok {
				seen = append(seen, x.Text)
			}
			_, call := n.(*ast.Call)
			return into || !call
		})
		return seen
	}
	if got, want := visit(true), []string{"a", "f", "b", "V", "c"}; !slices.Equal(got, want) {
		t.Errorf("visited %v, want %v", got, want)
	}
	if got, want := visit(false), []string{"a", "V", "c"}; !slices.Equal(got, want) {
		t.Errorf("visited %v, want %v", got, want)
	}
}

// Dump tells an empty else from none, and shows the parts of a tree.
func TestDump(t *testing.T) {
	for _, c := range []struct {
		node ast.Node
		want string
	}{
		{&ast.If{Cond: name("c")}, "(If Cond=c)\n"},
		{&ast.If{Cond: name("c"), Else: []ast.Stmt{}}, "(If Cond=c Else[])\n"},
		{&ast.Decl{Kind: ast.Param, Name: *name("a"), Doc: "x\ny"}, "(Decl Doc=\"x\\ny\" Kind=param Name=a)\n"},
		{&ast.Slice{High: name("n")}, "(slice _ n _)\n"},
		{&ast.Bad{}, "BAD\n"},
	} {
		if got := ast.Dump(c.node); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
