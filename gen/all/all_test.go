package all_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/program"
)

const model = `
import "std/neurons"
/// A network of two.
network n {
  population p[2] = LIF_exp(I_e = i*100 pA)
  connect poisson(rate = 100 Hz) -> p.exc by one_to_one() { weight = 10 pA; delay = 1 ms }
  connect p -> p.inh by all_to_all() { weight = -10 pA; delay = uniform(0.1 ms, 1 ms) }
  record spikes of p
  record V of p
}
experiment default { step 0.1 ms; run 10 ms }
`

// generate emits a study and checks what holds for every target.
func generate(t *testing.T, target gen.Target, s *ir.Study) []gen.File {
	t.Helper()
	files, list := target.Generate(s, gen.Options{})
	if list.HasErrors() || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", target.Name(), len(files), list)
	}
	again, _ := target.Generate(s, gen.Options{})
	for i, f := range files {
		if i > 0 && f.Path <= files[i-1].Path {
			t.Errorf("%s: %s stands behind %s", target.Name(), f.Path, files[i-1].Path)
		}
		if f.Path != again[i].Path || !bytes.Equal(f.Data, again[i].Data) {
			t.Errorf("%s: %s differs between two calls", target.Name(), f.Path)
		}
		if strings.Contains(f.Path, "..") || strings.HasPrefix(f.Path, "/") || strings.Contains(f.Path, `\`) {
			t.Errorf("%s writes to %s", target.Name(), f.Path)
		}
	}
	return files
}

func TestTargets(t *testing.T) {
	seen := map[string]bool{}
	for _, target := range all.Targets() {
		name := target.Name()
		if name == "" || seen[name] || target.Doc() == "" || len(target.Features()) == 0 {
			t.Errorf("target %q: %q, %d features", name, target.Doc(), len(target.Features()))
		}
		seen[name] = true
		if found, ok := all.Find(name); !ok || found.Name() != name {
			t.Errorf("%s is not found by its name", name)
		}
		_, runs := target.(gen.Runner)
		if _, checks := target.(gen.Checker); !runs && !checks {
			t.Errorf("%s says neither how to run its output nor how a study fits", name)
		}
	}
	if _, ok := all.Find("nest2"); ok {
		t.Error("there is a target nest2")
	}
}

// Every file says where it comes from, and nothing of the machine or the day.
// TestFunctions: every target that claims elementary functions can write all of them.
func TestFunctions(t *testing.T) {
	one, two := program.Functions()
	var terms []string
	for _, f := range append(one, two...) {
		switch f {
		case "probit", "pow": // of draws, and of the operator ^
			terms = append(terms, "(1 + y)^x")
		case "linoid":
			terms = append(terms, "linoid(x, 0.5)")
		default:
			terms = append(terms, f+"(0.1 + x/(1 + abs(x)))")
		}
	}
	m := irtest.Study(t, `
neuron N {
  state x = 0.3, y = 0.2
  y' = -y/(5 ms)
  x' = (`+strings.Join(terms, " + ")+` - x)/(1 s)
  on x > 2 { spike; x = 0 }
}
network n { population p[2] = N(); record spikes of p }
experiment default { step 0.1 ms; run 10 ms }
`, lower.Options{})
	claimed := 0
	for _, target := range all.Targets() {
		switch {
		case len(target.Features().Missing(ir.Features(ir.FeatureElementary))) > 0:
		case target.Name() == "spinnaker": // whose numbers have a range
		case target.Name() == "nestml": // whose language has fewer of them
			if _, list := target.Generate(m, gen.Options{}); !list.HasErrors() || !strings.Contains(list[0].Message, "NESTML has no function") {
				t.Errorf("nestml: %v", list)
			}
		default:
			claimed++
			generate(t, target, m)
		}
	}
	if claimed < 4 {
		t.Errorf("%d targets have elementary functions", claimed)
	}
}

// TestDraws: a target says by its features which distributions it cannot draw from, in
// neurons and at connections, or it writes them: `nngen check` and `nngen targets` tell
// by features what `nngen build` does.
func TestDraws(t *testing.T) {
	carried := 0
	for _, draw := range []string{"gamma(2, 0.5)", "poisson(3)", "binomial(9, 0.4)", "vonmises(0, 2)", "normal(0, 1)", "exponential(2)"} {
		for _, where := range []struct{ handler, rule string }{{draw, "1"}, {"1", draw}} {
			s := irtest.Study(t, `
import "std/neurons"
neuron N extends LIF_exp {
  state c = 0
  after spike { c = `+where.handler+` }
}
plasticity p {
  state w : weight clip(0, 100 pA)
  on pre { deliver w*`+where.rule+` }
}
network n {
  population a[3] = N(I_e = 500 pA)
  connect a -> a.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = p() }
  record spikes of a
}
experiment default { step 0.1 ms; run 10 ms }
`, lower.Options{})
			for _, target := range all.Targets() {
				if len(target.Features().Missing(s.Needs())) > 0 {
					continue
				}
				carried++
				if target.Name() == "spinnaker" || target.Name() == "brainscales" { // which weigh numbers and circuits, too
					continue
				}
				generate(t, target, s)
			}
		}
	}
	if carried < 24 {
		t.Errorf("only %d are carried", carried)
	}
}

func TestHeaders(t *testing.T) {
	host, _ := os.Hostname()
	folder, _ := os.Getwd()
	for _, target := range all.Targets() {
		for _, f := range generate(t, target, irtest.Study(t, fitting(target, model), lower.Options{})) {
			text := string(f.Data)
			if strings.HasPrefix(f.Path, "runtime/") || strings.HasSuffix(f.Path, ".json") {
				continue // copies, which keep their own beginning, and what has no comments
			}
			if head := strings.Join(strings.SplitN(text, "\n", 4)[:3], "\n"); !strings.Contains(head, "Code generated by nngen; DO NOT EDIT.") || !strings.Contains(head, "model.nn (sha256 0000000000000000)") {
				t.Errorf("%s: %s begins with\n%s", target.Name(), f.Path, head)
			}
			for _, word := range []string{folder, host} {
				if len(word) > 6 && strings.Contains(text, word) {
					t.Errorf("%s: %s names this machine: %s", target.Name(), f.Path, word)
				}
			}
		}
	}
}

// hostile tries to leave the comments and texts that it is put into, in all of
// the languages; what it would do is called PAYLOAD.
const hostile = "*/ PAYLOAD(); /* \"\"\" \n/// \"\"\"\n/// PAYLOAD()\n/// ''' ENDCOMMENT PAYLOAD \\\n/// PAYLOAD() \u2028 PAYLOAD() \u0085 PAYLOAD()\n/// ${PAYLOAD} {{PAYLOAD}} %s %d `PAYLOAD` $(PAYLOAD)\n/// //\\\n/// PAYLOAD();"

func TestInjection(t *testing.T) {
	text := strings.NewReplacer(
		"/// A network of two.", "/// "+hostile,
		`import "std/neurons"`, `import "std/synapses"
/// `+hostile+`
neuron N {
  /// `+hostile+`
  param C_m = 250 pF
  /// `+hostile+`
  param I_e = 0 pA
  /// `+hostile+`
  synapse exc = exp_current()
  synapse inh = exp_current()
  /// `+hostile+`
  state V = 0 mV
  V' = -V/(10 ms) + (exc + inh + I_e)/C_m // */ PAYLOAD()
  on V >= 10 mV { spike; V = 0 mV } // """ PAYLOAD()
}`, "LIF_exp", "N").Replace(model)
	s := irtest.Study(t, text, lower.Options{})
	s.Name = "a\"b'c\n\"\"\"\nPAYLOAD()\n*/ PAYLOAD();"
	s.File = "m\n\"\"\"\nPAYLOAD()\n*/ PAYLOAD(); \\\n.nn"
	chip := irtest.Study(t, strings.Replace(onChip.Replace(text), "V = 0 mV } // ", "V = 0 mV; hold V for 2 ms } // ", 1), lower.Options{})
	chip.Name, chip.File = s.Name, s.File
	t.Run("texts", func(t *testing.T) { isHarmless(t, s, chip) })
	// The language has no such names and units; whoever makes a study by another
	// way may.
	for _, p := range s.Programs {
		p.Name += hostile
		p.Method += hostile
		p.Why += hostile
		for i := range p.States {
			p.States[i].Name += hostile
			p.States[i].Unit = hostile
		}
		for i := range p.Quantities {
			p.Quantities[i].Name += hostile
			p.Quantities[i].Unit = hostile
		}
		for i := range p.Ports {
			p.Ports[i].Name += hostile
			p.Ports[i].Unit = hostile
		}
		for i := range p.Conditions {
			p.Conditions[i].Doc += hostile
		}
		for i := range p.Observe {
			p.Observe[i].Name += hostile
			p.Observe[i].Unit = hostile
		}
	}
	// A chip's configuration is made from equations, not from programs.
	t.Run("names and units", func(t *testing.T) { isHarmless(t, s, nil) })
}

// onChip brings a text into the limits of an analog chip.
var onChip = strings.NewReplacer("delay = 1 ms", "delay = 0.1 ms", "delay = uniform(0.1 ms, 1 ms)", "delay = 0.1 ms", "record V of p\n", "record V of p every 2 ms\n")

// fitting is a text that a target takes.
func fitting(target gen.Target, text string) string {
	if target.Name() == "brainscales" {
		return onChip.Replace(text)
	}
	return text
}

// isHarmless checks that PAYLOAD is nowhere code.
func isHarmless(t *testing.T, s, chip *ir.Study) {
	t.Helper()
	for _, target := range all.Targets() {
		study := s
		if target.Name() == "brainscales" {
			study = chip
		}
		if study == nil {
			continue
		}
		if len(target.Features().Missing(study.Needs())) > 0 {
			continue
		}
		files := generate(t, target, study)
		for _, o := range furtherForms(target) {
			more, list := target.Generate(study, o)
			if list.HasErrors() {
				t.Logf("%s %+v: %s", target.Name(), o, list[0].Message)
				continue
			}
			files = append(files, more...)
		}
		for _, f := range files {
			if !bytes.Contains(f.Data, []byte("PAYLOAD")) {
				continue
			}
			name := target.Name() + ": " + f.Path
			switch filepath.Ext(f.Path) {
			case ".go":
				goIsHarmless(t, name, f.Data)
			case ".py":
				pythonIsHarmless(t, name, f.Data)
			case ".mod":
				linesAreComments(t, name, f.Data, ":")
			case ".h", ".cpp":
				linesAreComments(t, name, outsideQuotes(f.Data), "//")
			case ".json":
				if !json.Valid(f.Data) {
					t.Errorf("%s is no JSON", name)
				}
			case ".yaml":
				yamlIsHarmless(t, name, f.Data)
			case ".html":
				if strings.Contains(string(f.Data), "<script") || strings.Count(string(f.Data), "-->") != 1 {
					t.Errorf("%s:\n%s", name, f.Data)
				}
			case ".md":
				markdownIsHarmless(t, name, f.Data)
			case ".txt": // for people
			default:
				linesAreComments(t, name, f.Data, "//", "#")
			}
		}
	}
}

// furtherForms are what a target can write besides what it writes by itself.
func furtherForms(target gen.Target) []gen.Options {
	var list []gen.Options
	if f, ok := target.(gen.Formed); ok {
		for _, form := range f.Forms() {
			list = append(list, gen.Options{Form: form})
		}
	}
	if target.Name() == "neuron" {
		list = append(list, gen.Options{Form: gen.ModulesOnly}, gen.Options{Embed: gen.Section})
	}
	if o, ok := target.(gen.Own); ok {
		if models, _ := o.Own(); models {
			list = append(list, gen.Options{Fidelity: gen.Native})
		}
	}
	return list
}

// TestInjectionOfRules does so with rules of plasticity, sources, currents, samples of
// connections and values that are set within a run.
func TestInjectionOfRules(t *testing.T) {
	note := "/// " + hostile + "\n"
	s := irtest.Study(t, `
import "std/neurons"
`+note+`plasticity rule {
  `+note+`  param a = 0.1
  `+note+`  pre state x = 0; x' = -x/(20 ms)
  `+note+`  post state y = 0; y' = -y/(20 ms)
  `+note+`  state w : weight clip(0, 100 pA)
  on pre { w -= a*y*(1 pA); x += 1; deliver w }
  on post { w += a*x*(1 pA); y += 1 }
}
`+note+`source Rhythm {
  `+note+`  param r = 20 Hz
  output poisson(rate = r*(1 + sin(2*pi*t*(8 Hz))))
}
`+note+`network n {
  population p[4] = LIF_exp(I_e = i*100 pA)
  population s[4] = Rhythm(r = 30 Hz)
  current c = step_current(times = [1 ms], values = [100 pA]) // */ PAYLOAD()
  inject c -> p[:2]
  connect s -> p.exc by one_to_one() { weight = 10 pA; delay = 1 ms }
  connect r = p -> p.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = rule(a = 0.2) }
  record spikes of p
  record w of sample(r, 3) every 2 ms
}
experiment default { step 0.1 ms; at 2 ms { set p.I_e = 5 pA }; run 10 ms } // """ PAYLOAD()
`, lower.Options{})
	s.Name, s.File = "a\"b'c\n\"\"\"\nPAYLOAD()\n*/ PAYLOAD();", "m\n\"\"\"\nPAYLOAD()\n*/ PAYLOAD(); \\\n.nn"
	t.Run("texts", func(t *testing.T) { isHarmless(t, s, nil) })
	for i := range s.Timeline.Segments[0].Actions {
		s.Timeline.Segments[0].Actions[i].Path += hostile
		s.Timeline.Segments[0].Actions[i].Text += hostile
	}
	for _, r := range s.Rules {
		r.Name, r.Unit = r.Name+hostile, hostile
		for i := range r.Equations {
			r.Equations[i] += hostile
		}
		for i := range r.Quantities {
			r.Quantities[i].Unit = hostile
		}
		for i := range r.Observe {
			r.Observe[i].Unit = hostile
		}
	}
	t.Run("names and units", func(t *testing.T) { isHarmless(t, s, nil) })
}

// TestInjectionByTools: what a compiler says of emitted files is shown as text.
func TestInjectionByTools(t *testing.T) {
	s := irtest.Study(t, model, lower.Options{})
	asked := 0
	for _, target := range all.Targets() {
		x, ok := target.(gen.Explainer)
		if !ok {
			continue
		}
		files := generate(t, target, s)
		for _, f := range files {
			said := "\x1b[2J\x1b]0;PAYLOAD\a syntax \u202e error at line 9 in file " + filepath.Base(f.Path) + "\n" +
				strings.TrimSuffix(filepath.Base(f.Path), filepath.Ext(f.Path)) + ".cpp:1:1: error: \x1b[31m\x00 <script>\n 1 | V = \x1b[2J\n"
			list := x.Explain(s, files, said)
			asked += len(list)
			var b strings.Builder
			if err := diag.WriteText(&b, list, diag.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			for _, r := range b.String() {
				if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
					t.Errorf("%s: %U is written: %q", target.Name(), r, b.String())
					break
				}
			}
		}
	}
	if asked == 0 {
		t.Error("nothing was explained")
	}
}

// markdownIsHarmless checks that PAYLOAD is neither in a block of code nor begins a line.
func markdownIsHarmless(t *testing.T, name string, data []byte) {
	code := false
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "```") {
			code = !code
		}
		at := payload.FindStringIndex(line)
		if at != nil && (code && !strings.Contains(line[:at[0]], "#") || strings.TrimSpace(line[:at[0]]) == "") {
			t.Errorf("%s: %q", name, line)
		}
	}
}

// yamlIsHarmless checks that PAYLOAD is only within values of the keys that a
// document has.
func yamlIsHarmless(t *testing.T, name string, data []byte) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		for i, c := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 && strings.Contains(c.Value, "PAYLOAD") {
				t.Errorf("%s: PAYLOAD became a key", name)
			}
			visit(c)
		}
	}
	visit(&root)
}

func goIsHarmless(t *testing.T, name string, data []byte) {
	file, err := parser.ParseFile(token.NewFileSet(), "", data, 0)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "PAYLOAD" {
			t.Errorf("%s: PAYLOAD became code", name)
		}
		return true
	})
}

// harmless is a Python program that fails when a name of the program on its
// input is PAYLOAD.
const harmless = "import ast, sys\nfor n in ast.walk(ast.parse(sys.stdin.buffer.read())):\n    assert getattr(n, 'id', '') != 'PAYLOAD' and getattr(n, 'attr', '') != 'PAYLOAD'"

func pythonIsHarmless(t *testing.T, name string, data []byte) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to parse Python with")
	}
	cmd := exec.Command(python, "-c", harmless)
	cmd.Stdin = bytes.NewReader(data)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
}

// quoted are comments and strings of C++: what is within one of them ends none of the
// others.
var quoted = regexp.MustCompile(`(?s)//[^\n]*|"(?:[^"\\\n]|\\.)*"|/\*.*?\*/`)

// outsideQuotes blanks strings and the comments /* … */, which may have several lines.
func outsideQuotes(data []byte) []byte {
	return quoted.ReplaceAllFunc(data, func(m []byte) []byte {
		if bytes.HasPrefix(m, []byte("//")) {
			return m
		}
		return bytes.Repeat([]byte("\n"), bytes.Count(m, []byte("\n")))
	})
}

// payload is the word by itself: identifiers are made of names that contain it.
var payload = regexp.MustCompile(`\bPAYLOAD\b`)

// linesAreComments checks that PAYLOAD stands behind a mark of a comment that
// lasts to the end of the line, and that the line does not go on in the next.
func linesAreComments(t *testing.T, name string, data []byte, marks ...string) {
	for i, line := range strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' || r == '\u2028' || r == '\u0085' || r == '\r' }) {
		place := payload.FindStringIndex(line)
		if place == nil {
			continue
		}
		at := place[0]
		behind := false
		for _, m := range marks {
			behind = behind || strings.Contains(line[:at], m)
		}
		if !behind || strings.HasSuffix(strings.TrimRight(line, " "), `\`) {
			t.Errorf("%s: line %d is %q", name, i+1, line)
		}
	}
}
