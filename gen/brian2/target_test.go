package brian2

import (
	"bytes"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

var (
	_ gen.Target = Target{}
	_ gen.Runner = Target{}
)

// script is the emitted run.py.
func script(t *testing.T, s *ir.Study) string {
	t.Helper()
	files, list := Target{}.Generate(s, gen.Options{})
	if list.HasErrors() {
		t.Fatal(list[0].Message)
	}
	for _, f := range files {
		if f.Path == "run.py" {
			if f.Mode != 0o755 {
				t.Errorf("run.py has mode %o", f.Mode)
			}
			return string(f.Data)
		}
	}
	t.Fatal("no run.py")
	return ""
}

func TestFiles(t *testing.T) {
	for name, build := range studies {
		files, list := Target{}.Generate(build(), gen.Options{})
		if list.HasErrors() || len(files) != 2 || files[0].Path != "nngen_io.py" || files[1].Path != "run.py" {
			t.Fatalf("%s: %v, %d files", name, list, len(files))
		}
		again, _ := Target{}.Generate(build(), gen.Options{})
		for i := range files {
			if !bytes.Equal(files[i].Data, again[i].Data) {
				t.Errorf("%s: %s differs between two runs", name, files[i].Path)
			}
		}
	}
}

// A study of the simplest kind reads like a script for Brian2 by hand.
func TestPlainModel(t *testing.T) {
	text := script(t, gentest.LIFDelta())
	for _, want := range []string{
		"            new_V = nngen_select(held_V, V, P_V_V*V + P_V_I*I + sum_exc + -1.0*sum_inh)\n",
		"        threshold=\"not held_V and V >= theta\",\n",
		"        reset=\"\"\"\n            V = V_r\n            hold_V = n_ref\n        \"\"\",\n",
		"            theta : 1 (constant)  # mV: threshold, spread over the population\n",
		"    #   V' = -V/tau_m + I/C_m\n",
		"POPULATIONS = [0, 0, None, None, None]\n",
		"STEP = 0.1  # ms\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("run.py lacks\n%s", want)
		}
	}
}

// Statements of the form x = x + a would be reordered by Brian2: a variable never
// occurs on both sides.
func TestNoStatementReadsWhatItWrites(t *testing.T) {
	statement := regexp.MustCompile(`(?m)^            (\w+) = (.*)$`)
	word := regexp.MustCompile(`\w+`)
	for name, build := range studies {
		n := 0
		for _, m := range statement.FindAllStringSubmatch(script(t, build()), -1) {
			n++
			for _, w := range word.FindAllString(m[2], -1) {
				if w == m[1] {
					t.Errorf("%s: %s = %s", name, m[1], m[2])
				}
			}
		}
		if n < 5 {
			t.Errorf("%s: %d statements", name, n)
		}
	}
}

// Every variable of the step is declared, a constant, a temporary that an
// earlier line made, or one of Brian2's words.
func TestNothingIsUndeclared(t *testing.T) {
	word := regexp.MustCompile(`[A-Za-z_]\w*`)
	token := regexp.MustCompile(`[A-Za-z_]\w*|\d+\.?\d*(e[+-]?\d+)?`)
	for name, build := range studies {
		s := build()
		m, err := newModel(s.Programs[0], gen.Observed(s, s.Programs[0]), gen.Waves(s, s.Programs[0]), gen.Switches(s, s.Programs[0]), newUsage())
		if err != nil {
			t.Fatal(err)
		}
		known := set(strings.Fields("and or not inf t_in_timesteps"))
		for _, f := range functions {
			known[f.Name] = true
		}
		for _, l := range [][]line{m.Constants, m.Variables, m.Recorded} {
			for _, c := range l {
				known[word.FindString(c.Code)] = true
			}
		}
		check := func(code string) {
			for _, w := range token.FindAllString(code, -1) {
				if word.MatchString(w[:1]) && !known[w] {
					t.Errorf("%s: %s in %q", name, w, code)
				}
			}
		}
		for _, c := range m.Recorded {
			_, right, _ := strings.Cut(c.Code, " = ")
			check(strings.Split(right, " : ")[0])
		}
		check(m.Threshold)
		for _, code := range [][]string{m.Once, m.Step, m.Reset} {
			made := map[string]bool{}
			for _, l := range code {
				left, right, _ := strings.Cut(l, " = ")
				check(right)
				made[left] = !known[left]
				known[left] = true
			}
			for id, temporary := range made {
				known[id] = !temporary
			}
		}
	}
}

// Texts of the model stay where they are put: in comments.
func TestInjection(t *testing.T) {
	s := gentest.OddNames()
	s.Doc = gentest.Hostile
	s.Programs[0].Conditions[0].Doc = gentest.Hostile
	text := script(t, s)
	for i, l := range strings.Split(text, "\n") {
		if at := strings.Index(l, "ENDCOMMENT"); at >= 0 && !strings.Contains(l[:at], "#") && i != 3 {
			t.Errorf("line %d: %s", i+1, l)
		}
	}
	if strings.ContainsAny(text, "\u2028\u2029\x00\r") {
		t.Error("a line separator survives")
	}
	// Header docstring, strings of the model (variables, once, step), docstrings of
	// functions: quotation marks come in pairs, backslashes only from the template.
	if n := strings.Count(text, `"""`); n%2 != 0 {
		t.Errorf("%d triple quotation marks", n)
	}
	if plain := script(t, gentest.Timed()); strings.Count(text, `\`) != strings.Count(plain, `\`) {
		t.Error("a backslash of the model survives")
	}
}

func TestRefusals(t *testing.T) {
	several := gentest.LIFExp()
	several.Timeline.Count = 2
	long := gentest.LIFExp()
	long.Timeline.Segments[0].Steps = math.MaxInt32
	nan := gentest.LIFExp()
	nan.Programs[0].Quantities[3].Value = math.NaN()
	exp := gentest.LIFDelta()
	c := &exp.Programs[0].Integrate.Common
	x := c.Add(program.Instr{Op: program.LoadState, A: -1, B: -1, C: -1})
	c.Stores = append(c.Stores, program.Store{Value: c.Add(program.Instr{Op: program.Call, Fn: "beta", A: x, B: -1, C: -1})})
	for name, c := range map[string]struct {
		study *ir.Study
		code  string
		says  string
	}{
		"segments":   {several, "NN7001", "several segments"},
		"elementary": {exp, "NN7002", "the function beta has no form"},
		"long":       {long, "NN7002", "2147483646"},
		"nan":        {nan, "NN7002", "NaN"},
	} {
		files, list := Target{}.Generate(c.study, gen.Options{})
		if len(files) != 0 || len(list) != 1 || list[0].Code != c.code || !strings.Contains(list[0].Message, c.says) {
			t.Errorf("%s: %d files, %v", name, len(files), list)
		}
	}
}

// Models of two programs, one of which never spikes.
func TestTwoPrograms(t *testing.T) {
	s := gentest.LIFDelta()
	silent := *s.Programs[0]
	silent.Name, silent.Conditions = "silent", nil
	s.Programs = append(s.Programs, &silent)
	s.Network.Populations = append([]network.Population(nil), s.Network.Populations...)
	s.Network.Populations[1].Program = &silent
	text := script(t, s)
	if !strings.Contains(text, "POPULATIONS = [0, 1, None, None, None]") || strings.Count(text, "    SimpleNamespace(\n") != 2 {
		t.Error("two models expected")
	}
	if !strings.Contains(text, `threshold="fires"`) {
		t.Error("a model without spikes has a threshold that is never reached")
	}
}

func BenchmarkGenerate(b *testing.B) {
	s := gentest.OddNames()
	for b.Loop() {
		if _, list := (Target{}).Generate(s, gen.Options{}); list.HasErrors() {
			b.Fatal(list)
		}
	}
}
