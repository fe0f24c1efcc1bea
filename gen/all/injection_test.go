package all_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/gen/brainscales"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// hostile tries to leave the comments and texts that it is put into, in all of
// the languages; what it would do is called PAYLOAD.
const hostile = "*/ PAYLOAD(); /* \"\"\" \n/// \"\"\"\n/// PAYLOAD()\n/// ''' ENDCOMMENT PAYLOAD \\\n/// PAYLOAD() \u2028 PAYLOAD() \u0085 PAYLOAD()\n/// ${PAYLOAD} {{PAYLOAD}} %s %d `PAYLOAD` $(PAYLOAD)\n/// //\\\n/// PAYLOAD();"

// harmful gives a study names for people that try the same.
func harmful(t *testing.T, text string) *ir.Study {
	t.Helper()
	s := irtest.Study(t, text, lower.Options{})
	s.Name = "a\"b'c\n\"\"\"\nPAYLOAD()\n*/ PAYLOAD();"
	s.File = "m\n\"\"\"\nPAYLOAD()\n*/ PAYLOAD(); \\\n.nn"
	return s
}

// TestInjection tries it with neurons and networks, in texts that the language lets
// through, and in names and units: the language has no such ones; whoever makes a study
// by another way may.
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
	chip := strings.Replace(onChip.Replace(text), "V = 0 mV } // ", "V = 0 mV; hold V for 2 ms } // ", 1)
	membrane := strings.Replace(text, "on V >= 10 mV { spike; V = 0 mV }", "on rising(V >= 10 mV) { spike }", 1)
	alike := strings.Replace(text, "I_e = i*100 pA", "", 1) // NEST's own neurons have no values of a formula
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			var list []*ir.Study
			for _, text := range []string{text, chip, membrane, alike} {
				s := harmful(t, text)
				way.change(s)
				list = append(list, s)
			}
			areHarmless(t, way.excused, list...)
		})
	}
}

// TestInjectionOfRules does so with rules of plasticity, sources, currents, samples of
// connections and values that are set within a run, and with what forms of code that
// have not all of that can carry.
func TestInjectionOfRules(t *testing.T) {
	note := "/// " + hostile + "\n"
	whole := `
import "std/neurons"
` + note + `plasticity rule {
  ` + note + `  param a = 0.1
  ` + note + `  pre state x = 0; x' = -x/(20 ms)
  ` + note + `  post state y = 0; y' = -y/(20 ms)
  ` + note + `  state w : weight clip(0, 100 pA)
  on pre { w -= a*y*(1 pA); x += 1; deliver w }
  on post { w += a*x*(1 pA); y += 1 }
}
` + note + `source Rhythm {
  ` + note + `  param r = 20 Hz
  output poisson(rate = r*(1 + sin(2*pi*t*(8 Hz))))
}
` + note + `network n {
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
`
	without := func(text string, parts ...string) string {
		for _, p := range parts {
			if !strings.Contains(text, p) {
				t.Fatalf("there is no %q", p)
			}
			text = strings.Replace(text, p, "", 1)
		}
		return text
	}
	constant := without(whole, "; at 2 ms { set p.I_e = 5 pA }")
	all := strings.Replace(constant, "sample(r, 3)", "r", 1)
	silent := without(all, "  record w of r every 2 ms\n", "I_e = i*100 pA")
	chip := without(strings.NewReplacer("Rhythm(r = 30 Hz)", "poisson(rate = 30 Hz)", "LIF_exp()", "LIF_exp(exc.tau = 5 ms, inh.tau = 5 ms)").Replace(onChip.Replace(silent)),
		"  current c = step_current(times = [1 ms], values = [100 pA]) // */ PAYLOAD()\n", "  inject c -> p[:2]\n")
	excused := map[string]string{
		"neuron --embed section":                "the rules of connections count steps",
		"neuron --form modules --embed section": "the rules of connections count steps",
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			var list []*ir.Study
			for _, text := range []string{whole, constant, all, silent, chip} {
				s := harmful(t, text)
				way.change(s)
				list = append(list, s)
			}
			areHarmless(t, also(excused, way.excused), list...)
		})
	}
}

// TestInjectionOfCouplings does so with what few forms carry: connections that are read
// continuously, third factors, and rules that read their target.
func TestInjectionOfCouplings(t *testing.T) {
	note := "/// " + hostile + "\n"
	text := `
import "std/neurons"
` + note + `synapse difference {
  ` + note + `  param k = 2
  target x : 1
  source y : 1
  sum S : 1/ms = k*w*(y - x)
  output S
}
` + note + `neuron A {
  ` + note + `  input I : 1/ms
  ` + note + `  state x = 0
  let y = 2*x
  x' = I - x/(5 ms)
  on x > 1 { spike; x = 0 } // """ PAYLOAD()
}
` + note + `plasticity modulated {
  ` + note + `  shared state d = 0; d' = -d/(20 ms)
  ` + note + `  state w : weight clip(0 pA, 100 pA)
  post V : mV
  on reward(a) { d += a }
  on pre { w += d*(1 pA) + V*(0.01 pA/mV); deliver w } // */ PAYLOAD()
}
` + note + `network n {
  population p[3] = A() {
    synapse c = difference()
    init x = i*(i + 1)/4
  }
  population q[2] = LIF_exp(I_e = 500 pA)
  connect p -> p.c by all_to_all(self = false) { weight = (1 + i)/ms; delay = 0 ms }
  connect r = q -> q.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = modulated() }
  connect p -> r.reward by all_to_all() { weight = 0.5; delay = 1 ms }
  record spikes of p + q
  record c.S of p
  record w of r every 2 ms
}
experiment default { step 0.1 ms; run 10 ms }
`
	lacking, sums := "continuous coupling", "one Synapses of Brian2 may sum into a variable"
	excused := map[string]string{
		"nestml": lacking, "spinnaker": lacking, "brainscales": lacking,
		"neuron --embed section": lacking, "neuron --form modules --embed section": lacking,
		"nest --fidelity native": "reads other neurons", "nest --fidelity native --network native": "reads other neurons",
		"brian2 --form idiomatic": sums, "brian2 --fidelity native": sums, "brian2 --fidelity native --network native": sums,
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			s := harmful(t, text)
			way.change(s)
			areHarmless(t, also(excused, way.excused), s)
		})
	}
}

// ways are where hostile text is put, and what cannot be written then.
var ways = []struct {
	name    string
	change  func(*ir.Study)
	excused map[string]string
}{
	{"texts", func(*ir.Study) {}, nil},
	{"names", func(s *ir.Study) { poison(reflect.ValueOf(s), namesOf(s), false, map[uintptr]bool{}) }, nil},
	{"names and units", func(s *ir.Study) { poison(reflect.ValueOf(s), namesOf(s), true, map[uintptr]bool{}) }, map[string]string{
		"brian2 --form idiomatic":                   "it has a fixed list of units",
		"brian2 --fidelity native":                  "it has a fixed list of units",
		"brian2 --fidelity native --network native": "it has a fixed list of units",
	}},
}

func also(a, b map[string]string) map[string]string {
	both := maps.Clone(b)
	if both == nil {
		return a
	}
	maps.Copy(both, a)
	return both
}

// namesOf are the names that a model gives to what it has.
func namesOf(s *ir.Study) map[string]bool {
	names := map[string]bool{}
	for _, p := range s.Programs {
		for _, q := range p.Quantities {
			names[q.Name] = true
		}
		for _, o := range p.Observe {
			names[o.Name] = true
		}
	}
	for _, r := range s.Rules {
		for _, q := range r.Quantities {
			names[q.Name] = true
		}
		for _, o := range r.Observe {
			names[o.Name] = true
		}
	}
	for _, list := range [][]*ir.Dynamics{s.Model.Dynamics, s.Model.Rules} {
		for _, d := range list {
			names[d.Name] = true
			for _, x := range d.Symbols {
				names[x.Name] = true
			}
			for _, x := range d.Ports {
				names[x.Name] = true
			}
		}
	}
	for i := range s.Network.Populations {
		names[s.Network.Populations[i].Name] = true
	}
	return names
}

// poison adds hostile text to every name below v wherever it stands, to texts for people
// and, if asked to, makes every unit hostile.
func poison(v reflect.Value, names map[string]bool, units bool, seen map[uintptr]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			poison(v.Elem(), names, units, seen)
		}
	case reflect.Interface:
		if !v.IsNil() {
			poison(v.Elem(), names, units, seen)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			poison(v.Index(i), names, units, seen)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f, name := v.Field(i), v.Type().Field(i).Name
			switch {
			case !v.Type().Field(i).IsExported():
			case f.Kind() != reflect.String || !f.CanSet():
				poison(f, names, units, seen)
			case name == "Unit":
				if units && f.String() != "" {
					f.SetString(hostile)
				}
			case slices.Contains([]string{"Method", "Why", "Path", "Text", "Doc"}, name):
				f.SetString(f.String() + hostile)
			default:
				poison(f, names, units, seen)
			}
		}
	case reflect.String:
		if v.CanSet() && names[v.String()] {
			v.SetString(v.String() + hostile)
		}
	}
}

// form is one way in which a target writes.
type form struct {
	gen.Target
	gen.Options
}

func (f form) String() string {
	text := f.Name()
	for _, o := range []struct{ flag, value string }{{"form", f.Form}, {"embed", f.Embed}, {"fidelity", f.Fidelity}, {"network", f.Network}} {
		if o.value != "" {
			text += " --" + o.flag + " " + o.value
		}
	}
	return text
}

// forms are all of them.
func forms() []form {
	var list []form
	for _, target := range all.Targets() {
		options := []gen.Options{{}}
		if f, ok := target.(gen.Formed); ok {
			for _, name := range f.Forms() {
				options = append(options, gen.Options{Form: name})
			}
		}
		if target.Name() == "neuron" {
			options = append(options, gen.Options{Form: gen.ModulesOnly})
		}
		if e, ok := target.(gen.Embedding); ok {
			for _, name := range e.Embeds() {
				options = append(options, gen.Options{Embed: name}, gen.Options{Form: gen.ModulesOnly, Embed: name})
			}
		}
		if o, ok := target.(gen.Own); ok {
			models, networks := o.Own()
			if models {
				options = append(options, gen.Options{Fidelity: gen.Native})
			}
			if networks {
				options = append(options, gen.Options{Fidelity: gen.Native, Network: gen.Native})
			}
		}
		for _, o := range options {
			if target.Name() == "brainscales" {
				o.Allow = []string{brainscales.PeriodicRule}
			}
			list = append(list, form{target, o})
		}
	}
	return list
}

// areHarmless checks that PAYLOAD is nowhere code in what any form writes of the
// studies. A form that writes none of them is not checked, and that fails unless it is
// excused by what it says.
func areHarmless(t *testing.T, excused map[string]string, studies ...*ir.Study) {
	t.Helper()
	var scripts [][]byte
	var names []string
	for _, f := range forms() {
		written, hostile, said := 0, 0, ""
		for _, s := range studies {
			if missing := f.Features().Missing(s.Needs()); len(missing) > 0 {
				said += fmt.Sprintln(missing)
				continue
			}
			files, list := f.Generate(s, f.Options)
			if list.HasErrors() {
				said += list[0].Message + "\n"
				continue
			}
			written++
			for _, file := range files {
				if !bytes.Contains(file.Data, []byte("PAYLOAD")) {
					continue
				}
				hostile++
				name := f.String() + ": " + file.Path
				if filepath.Ext(file.Path) == ".py" {
					scripts, names = append(scripts, file.Data), append(names, name)
					continue
				}
				isHarmless(t, name, file)
			}
		}
		why, refuses := excused[f.String()]
		switch {
		case refuses && (written > 0 || !strings.Contains(said, why)):
			t.Errorf("%s writes %d studies and says\n%s", f, written, said)
		case !refuses && written == 0:
			t.Errorf("%s writes none of these:\n%s", f, said)
		case !refuses && hostile == 0:
			t.Errorf("%s carries nothing of what is hostile", f)
		}
	}
	scriptsAreHarmless(t, names, scripts)
}

func isHarmless(t *testing.T, name string, f gen.File) {
	t.Helper()
	switch filepath.Ext(f.Path) {
	case ".go":
		goIsHarmless(t, name, f.Data)
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

// harmless is a Python program that names, of the programs on its input, those that are
// none, and those in which PAYLOAD is a name.
const harmless = `import ast, sys
for k, text in enumerate(sys.stdin.buffer.read().split(b"\0")):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as e:
        print(k, e)
        continue
    if any(getattr(n, "id", "") == "PAYLOAD" or getattr(n, "attr", "") == "PAYLOAD" for n in ast.walk(tree)):
        print(k, "PAYLOAD became code")
`

func scriptsAreHarmless(t *testing.T, names []string, scripts [][]byte) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to parse Python with")
	}
	cmd := exec.Command(python, "-c", harmless)
	cmd.Stdin = bytes.NewReader(bytes.Join(scripts, []byte{0}))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		number, why, _ := strings.Cut(line, " ")
		k, _ := strconv.Atoi(number)
		t.Errorf("%s: %s", names[k], why)
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
