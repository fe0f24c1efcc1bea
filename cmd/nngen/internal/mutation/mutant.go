package mutation

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Mutant is one exchanged operator.
type Mutant struct {
	File     string // from the root of the repository
	Line     int
	Text     string // of the line, as it was
	From, To string
	offset   int
}

// Key names a mutant by its text, which stays when lines move.
func (m Mutant) Key() string {
	return fmt.Sprintf("%s: %s: %s becomes %s", m.File, strings.TrimSpace(m.Text), m.From, m.To)
}

// Apply is the text of the file with the exchange.
func (m Mutant) Apply(text []byte) []byte {
	return slices.Concat(text[:m.offset], []byte(m.To), text[m.offset+len(m.From):])
}

// exchanged is what becomes of an operator.
var exchanged = map[string]string{
	"+": "-", "-": "+", "*": "/", "/": "*", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+=": "-=", "-=": "+=", "++": "--",
}

// Mutants are all mutants of a file.
func Mutants(root, file string) ([]Mutant, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(file, ".go") {
		return ofGo(file, text)
	}
	return ofTemplate(file, string(text)), nil
}

// ofGo exchanges operators of expressions and assignments, and texts that are an
// operator and nothing else, which emitters write.
func ofGo(file string, text []byte) ([]Mutant, error) {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var list []Mutant
	lines := strings.Split(string(text), "\n")
	add := func(at token.Pos, from string) {
		to, ok := exchanged[from]
		p := set.Position(at)
		if !ok || string(text[p.Offset:p.Offset+len(from)]) != from {
			return
		}
		list = append(list, Mutant{File: file, Line: p.Line, Text: lines[p.Line-1], From: from, To: to, offset: p.Offset})
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr: // what is said to people computes nothing
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Errorf" || f.Sel.Name == "Sprintf") {
				return false
			}
		case *ast.BinaryExpr:
			if !textual(n) && !aboutNil(n) {
				add(n.OpPos, n.Op.String())
			}
		case *ast.AssignStmt:
			if !textual(n.Rhs[0]) {
				add(n.TokPos, n.Tok.String())
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				operator := strings.Trim(n.Value, "\"` ")
				add(n.Pos()+token.Pos(strings.Index(n.Value, operator)), operator)
			}
		}
		return true
	})
	return list, nil
}

// textual reports whether an expression joins or compares texts.
func textual(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			found = true
		}
		return !found
	})
	return found
}

// aboutNil reports whether an expression compares with nil: exchanged, it ends the
// program, which any test notices.
func aboutNil(x *ast.BinaryExpr) bool {
	id, ok := x.Y.(*ast.Ident)
	return ok && id.Name == "nil"
}

var (
	// action is what the template does, which is no emitted text.
	action = regexp.MustCompile(`\{\{.*?\}\}`)
	// operator is one between two things that are computed with.
	operator = regexp.MustCompile(`[\w)\]}] (\+=|-=|<=|>=|==|!=|&&|\|\||[-+*/<>]) [\w("{-]`)
	// comment is a line that is none of the program's.
	comment = regexp.MustCompile(`^\s*(//|#|:|\*|/\*|"""|@brief)`)
)

// ofTemplate exchanges operators in the text that a template emits.
func ofTemplate(file, text string) []Mutant {
	var list []Mutant
	offset, quoted := 0, false
	for i, line := range strings.SplitAfter(text, "\n") {
		if strings.Count(line, `"""`)%2 == 1 { // documentation of Python
			quoted = !quoted
		}
		if !comment.MatchString(line) && !quoted && !strings.Contains(line, "#include") && !strings.Contains(line, "sys.exit") {
			for begin := 0; ; { // what is behind one operator is before the next
				at := operator.FindStringSubmatchIndex(line[begin:])
				if at == nil {
					break
				}
				low, high := begin+at[2], begin+at[3]
				begin = high
				within := slices.ContainsFunc(action.FindAllStringIndex(line, -1), func(a []int) bool { return a[0] < low && high < a[1] })
				from := line[low:high]
				if to := exchanged[from]; to != "" && !within {
					list = append(list, Mutant{File: file, Line: i + 1, Text: strings.TrimRight(line, "\n"), From: from, To: to, offset: offset + low})
				}
			}
		}
		offset += len(line)
	}
	return list
}
