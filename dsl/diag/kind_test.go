package diag

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCatalogue(t *testing.T) {
	form := regexp.MustCompile(`^NN[0-9]{4}$`)
	codes, titles := map[string]bool{}, map[string]bool{}
	for _, f := range Families() {
		if len(f.Kinds) == 0 || f.Title == "" {
			t.Errorf("the family %s is empty or has no title", f.Prefix)
		}
		for i, k := range f.Kinds {
			if !form.MatchString(k.Code) || !strings.HasPrefix(k.Code, f.Prefix) {
				t.Errorf("%s is no code of the family %s", k.Code, f.Prefix)
			}
			if codes[k.Code] || titles[k.Title] {
				t.Errorf("%s: the code or the title %q is used twice", k.Code, k.Title)
			}
			codes[k.Code], titles[k.Title] = true, true
			if i > 0 && f.Kinds[i-1].Code >= k.Code {
				t.Errorf("%s stands behind %s", k.Code, f.Kinds[i-1].Code)
			}
			if k.Title == "" || strings.HasSuffix(k.Title, ".") {
				t.Errorf("%s: the title %q", k.Code, k.Title)
			}
			if strings.TrimSpace(k.Explanation) == "" {
				t.Errorf("%s has no explanation", k.Code)
			}
			// A bug has no example: nobody can know it.
			if (k.Bad == "") != (k.Code == bug.Code) {
				t.Errorf("%s: the bad example is %q", k.Code, k.Bad)
			}
			if k.Good != "" && k.Good == k.Bad {
				t.Errorf("%s: the repair changes nothing", k.Code)
			}
		}
	}
}

// TestEveryKindListed: no kind is declared without being in its family's list.
func TestEveryKindListed(t *testing.T) {
	declared := 0
	for _, f := range sources(t) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				v, ok := s.(*ast.ValueSpec)
				if !ok || len(v.Values) != 1 {
					continue
				}
				if lit, ok := v.Values[0].(*ast.CompositeLit); ok {
					if typ, ok := lit.Type.(*ast.Ident); ok && typ.Name == "Kind" {
						declared++
					}
				}
			}
		}
	}
	if n := len(Kinds()); n != declared || n < 100 {
		t.Errorf("%d kinds are declared, %d are listed", declared, n)
	}
}

func TestKindsSorted(t *testing.T) {
	if !slices.IsSortedFunc(Kinds(), func(a, b Kind) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("not in the order of the codes")
	}
}

func TestLookup(t *testing.T) {
	for _, code := range []string{"NN2001", "nn2001"} {
		if k, ok := Lookup(code); !ok || k.Title != unitMismatchSum.Title {
			t.Errorf("%s: %v %v", code, k.Title, ok)
		}
	}
	for _, code := range []string{"", "NN", "NN9999", "2001"} {
		if _, ok := Lookup(code); ok {
			t.Errorf("%q is found", code)
		}
	}
}
