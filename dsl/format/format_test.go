package format_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/format"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// layouts are pairs of a text and its layout.
var layouts = []struct{ name, text, want string }{
	{"empty", "", ""},
	{"only blank", "\n \t\n\n", ""},
	{"spaces", "const   a=2*( b+3 )-c ^ 2/ -d", "const a = 2*(b + 3) - c^2/-d\n"},
	{"signs", "const a = - b+ - 3 mV- -2", "const a = -b + -3 mV - -2\n"},
	{"units", "const a = 10   mV / ms ^ -1 * mV^( 1/2 )", "const a = 10 mV/ms^-1*mV^(1/2)\n"},
	{"logic", "const a = not(b)and c>=d or e!=f ? 1:2", "const a = not (b) and c >= d or e != f ? 1 : 2\n"},
	{"calls", "const a = f ( x,y = 2,e.tau=3 ) [ 1 ]", "const a = f(x, y = 2, e.tau = 3)[1]\n"},
	{"slices", "network n { group g = a [ : 3 ]+b[ 1 : n-1 : 2 ]+c[::2]+d[[ 1,2 ]]+e[x?1:2:3] }", "network n { group g = a[:3] + b[1:n - 1:2] + c[::2] + d[[1, 2]] + e[x ? 1 : 2:3] }\n"},
	{"declarations", "neuron N{\nparam a:mV=3 mV,b [3]:ms\nstate x,x'=3\ninput I:pA}", "neuron N {\n    param a : mV = 3 mV, b[3] : ms\n    state x, x' = 3\n    input I : pA\n}\n"},
	{"equations", "neuron N { x '' = -x }", ""},
	{"function", "fn f (V:mV,x)->1/ms=V*x", "fn f(V : mV, x) -> 1/ms = V*x\n"},
	{"handlers", "neuron N {\non(a)>3{spike;V=- 3;hold V,w for t_ref}\non rising ( V>3 ) {}\non spike from exc ( w:mV ){V+=w}\n}",
		"neuron N {\n    on (a) > 3 { spike; V = -3; hold V, w for t_ref }\n    on rising(V > 3) {}\n    on spike from exc(w : mV) { V += w }\n}\n"},
	{"arrival", "synapse S { on spike ( w:pA ){I+=w} output -g*(V-E):pA }", "synapse S { on spike(w : pA) { I += w }; output -g*(V - E) : pA }\n"},
	{"if", "fn f(x) {\nif(x>3){1}\nelse if x>2{2}\n\nelse\n{3}\n}", "fn f(x) {\n    if (x > 3) { 1 } else if x > 2 { 2 } else { 3 }\n}\n"},
	{"else after comment", "fn f(x) {\nif x { 1 } // one\nelse { 2 }\n}", "fn f(x) {\n    if x { 1 }  // one\n    else { 2 }\n}\n"},
	{"brace on its own line", "neuron N\n\n{\n  method rk4 }", "neuron N {\n    method rk4\n}\n"},
	{"brace after comment", "neuron N // why\n{\nmethod rk4\n}", "neuron N  // why\n{\n    method rk4\n}\n"},
	{"half broken block", "neuron N { method rk4\nstate x = 3 }", "neuron N {\n    method rk4\n    state x = 3\n}\n"},
	{"empty blocks", "neuron N {\n\n}\nneuron M { on x {\n} }", "neuron N {}\nneuron M {\n    on x {}\n}\n"},
	{"comment in block", "neuron N { // why\n\n\nmethod rk4 // how\n\n// end\n\n}", "neuron N {  // why\n    method rk4  // how\n\n    // end\n}\n"},
	{"only a comment", "neuron N { // why\n}", "neuron N {  // why\n}\n"},
	{"columns", "neuron N {\nparam a = 1 // one\nparam bcd = 234 // two\nparam c = 1\nparam d = 1   /// three\n}", "neuron N {\n    param a = 1      // one\n    param bcd = 234  // two\n    param c = 1\n    param d = 1  /// three\n}\n"},
	{"wide characters", "const a = 1 µS // one\nconst b = 10 uS // two", "const a = 1 µS   // one\nconst b = 10 uS  // two\n"},
	{"blank lines", "\n\n\nconst a = 1\n\n\n\n// c\n\nconst b = 2\n\n\n", "const a = 1\n\n// c\n\nconst b = 2\n"},
	{"semicolons", "neuron N { ;param a = 1;;param b = 2; }\n;const c = 3;\nconst d = 3; // end", "neuron N { param a = 1; param b = 2 }\nconst c = 3\nconst d = 3  // end\n"},
	{"doc before semicolon", "/// lost\n;\nconst a = 1", "/// lost\n;\nconst a = 1\n"},
	{"statements behind a block", "network n { population p = K() { init V = 3 } group g = p }", "network n { population p = K() { init V = 3 }; group g = p }\n"},
	{"items behind a block", "neuron N {\nmethod rk4\n} const a = 3", "neuron N {\n    method rk4\n}\nconst a = 3\n"},
	{"continued", "neuron N {\nV' = a +\nb*\n(c -\nd)\nw' = 3\n}", "neuron N {\n    V' = a +\n        b*\n        (c -\n            d)\n    w' = 3\n}\n"},
	{"continued with block", "network n {\npopulation p[3] =\nLIF(a = 1,\nb = f(2,\n3)\n) {\ninit V = 3\n}\ngroup g = p\n}",
		"network n {\n    population p[3] =\n        LIF(a = 1,\n            b = f(2,\n                3)\n        ) {\n        init V = 3\n    }\n    group g = p\n}\n"},
	{"connect", "network n {\nconnect ee=a->\nb.exc by\nr(1){weight=J;delay=1 ms}\ninject c->d[ :3 ]\nrecord V,e.I of d every 1 ms\n}", "network n {\n    connect ee = a ->\n        b.exc by\n        r(1) { weight = J; delay = 1 ms }\n    inject c -> d[:3]\n    record V, e.I of d every 1 ms\n}\n"},
	{"name by", "neuron N {\nlet a = by\nlet b = 3\n}", "neuron N {\n    let a = by\n    let b = 3\n}\n"},
	{"comment in expression", "const a = f(1, // one\n// two\n2)", "const a = f(1,  // one\n    // two\n    2)\n"},
	{"line ends of Windows", "const a = 1 // one\r\nconst b = 2\r\n", "const a = 1  // one\nconst b = 2\n"},
	{"byte order mark", "\uFEFFconst a = 1", "const a = 1\n"},
	{"table", "table P {\nrows a;columns b in x,y,z\nL23E 0.1 -2 3 // first\nL4 0.0437   12 (1+2)\n\nL5 1 2 3\n}",
		"table P {\n    rows a; columns b in x, y, z\n    L23E 0.1    -2 3  // first\n    L4   0.0437 12 (1 + 2)\n\n    L5 1 2 3\n}\n"},
	{"text", "import   \"std/neurons\"", "import \"std/neurons\"\n"},
}

func TestLayouts(t *testing.T) {
	for _, c := range layouts {
		got, list := format.Source(source.New("test.nn", c.text))
		if c.want == "" && c.text != "" && strings.TrimSpace(c.text) != "" {
			if got != nil || !list.HasErrors() {
				t.Errorf("%s: laid out in spite of mistakes:\n%s", c.name, got)
			}
			continue
		}
		for _, d := range list {
			t.Errorf("%s: %s: %s", c.name, d.Code, d.Message)
		}
		if string(got) != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		checkLayout(t, c.text)
	}
}

func TestModelsOfTheRepository(t *testing.T) {
	for _, text := range models(t) {
		checkLayout(t, text)
	}
}

// The standard library is in canonical layout.
func TestStandardLibrary(t *testing.T) {
	files, _ := filepath.Glob("../std/*.nn")
	parts, _ := filepath.Glob("../std/*/*.nn")
	files = append(files, parts...)
	if len(parts) == 0 {
		t.Fatal("not found")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := format.Source(source.New(name, string(text))); string(got) != string(text) {
			t.Errorf("%s is not in canonical layout", name)
		}
	}
}

func models(t testing.TB) []string {
	var texts []string
	for _, pattern := range []string{"../../examples/*/model.nn", "../std/*.nn", "../std/*/*.nn"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(text))
		}
	}
	return texts
}

// checkLayout checks that the layout means the same, keeps all comments, is
// clean, and is the layout of itself.
func checkLayout(t *testing.T, text string) {
	t.Helper()
	file := source.New("test.nn", text)
	root, mistakes := parser.Parse(file)
	got, list := format.Source(file)
	if mistakes.HasErrors() {
		if got != nil || !list.HasErrors() {
			t.Errorf("laid out in spite of mistakes:\n%s", text)
		}
		return
	}
	if list.HasErrors() {
		t.Fatalf("%s\n%s", list[0].Message, text)
	}
	laid := source.New("test.nn", string(got))
	again, _ := parser.Parse(laid)
	if a, b := ast.Dump(root), ast.Dump(again); a != b {
		t.Errorf("the layout means something else:\n%s\n%s", a, b)
	}
	if a, b := comments(file), comments(laid); a != b {
		t.Errorf("comments before:\n%s\nafter:\n%s", a, b)
	}
	if twice, _ := format.Source(laid); string(twice) != string(got) {
		t.Errorf("the layout of\n%s\nis\n%s\nand the layout of that\n%s", text, got, twice)
	}
	for _, l := range strings.Split(string(got), "\n") {
		if strings.TrimRight(l, " \t\r") != l {
			t.Errorf("white space at the end of %q", l)
		}
	}
	if strings.Contains(string(got), "\n\n\n") || strings.HasPrefix(string(got), "\n") || len(got) > 0 && !strings.HasSuffix(string(got), "\n") || strings.HasSuffix(string(got), "\n\n") {
		t.Errorf("blank lines are wrong in\n%s", got)
	}
}

func comments(file *source.File) string {
	var list []string
	tokens, _ := parser.Scan(file)
	for _, t := range tokens {
		if t.Kind == parser.Comment || t.Kind == parser.Doc {
			list = append(list, t.Text)
		}
	}
	return strings.Join(list, "\n")
}

func FuzzLayout(f *testing.F) {
	for _, text := range models(f) {
		f.Add(text)
	}
	for _, c := range layouts {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkLayout(t, text) })
}
