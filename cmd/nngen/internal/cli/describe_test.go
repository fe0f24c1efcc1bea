package cli

import (
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
)

// TestPageIsHarmless: no text of a model becomes markup of the page about it.
func TestPageIsHarmless(t *testing.T) {
	note := "/// <script>PAYLOAD()</script> \" onload=\"PAYLOAD()\" ' &lt; --> ]]> </style>\n"
	m := pipeline.Parse("<b>model</b>&.nn", "import \"std/neurons\"\n"+note+"neuron N extends LIF_exp {\n"+note+"param q = 1\n}\n"+note+
		"network n { population p[3] = N(q = (i < 2 and i > 0) ? 1 : 2); connect p -> p.exc by all_to_all() { weight = 1 pA; delay = 1 ms }; record spikes of p }\nexperiment default { step 0.1 ms; run 1 ms }\n")
	s, list := m.Compile(lower.Options{})
	if list.HasErrors() {
		t.Fatal(list[0].Message)
	}
	page := describeStudy(s.Study).html()
	if !strings.Contains(page, "PAYLOAD") {
		t.Error("documentation is not shown")
	}
	ours := map[string]bool{"!DOCTYPE": true, "html": true, "meta": true, "title": true, "style": true, "h1": true, "h2": true, "p": true, "ul": true, "li": true, "div": true,
		"table": true, "tr": true, "th": true, "td": true, "i": true, "sub": true, "sup": true}
	for _, tag := range regexp.MustCompile(`</?([!\w]*)([^>]*)`).FindAllStringSubmatch(page, -1) {
		if !ours[tag[1]] || strings.Contains(tag[2], "PAYLOAD") {
			t.Errorf("the tag %q", tag[0])
		}
	}
	if n := strings.Count(page, "</style>"); n != 1 {
		t.Errorf("%d ends of the style", n)
	}
}

func TestFormula(t *testing.T) {
	for e, want := range map[string]string{
		"V_m' = (E_L - V_m)/tau_m": "d<i>V</i><sub>m</sub>/d<i>t</i> = (<i>E</i><sub>L</sub> − <i>V</i><sub>m</sub>)/<i>τ</i><sub>m</sub>",
		"x'' = -x/ms^2":            "d<sup>2</sup><i>x</i>/d<i>t</i><sup>2</sup> = −<i>x</i>/ms<sup>2</sup>",
		"y = a^(b + 1)*exp(-c)":    "<i>y</i> = <i>a</i><sup><i>b</i> + 1</sup>·exp(−<i>c</i>)",
		"on V >= V_th { spike }":   "on <i>V</i> ≥ <i>V</i><sub>th</sub> { spike }",
		"exc.I' = -I/tau":          "dexc.<i>I</i>/d<i>t</i> = −<i>I</i>/<i>τ</i>",
		"a < b":                    "<i>a</i> &lt; <i>b</i>",
		"w^n_1 - µ":                "<i>w</i><sup><i>n</i><sub>1</sub></sup> − µ",
	} {
		if got := formula(e); got != want {
			t.Errorf("%s:\n%s\ninstead of\n%s", e, got, want)
		}
	}
}

// TestQualified: names of a synapse become those of its port, others stay.
func TestQualified(t *testing.T) {
	known := map[string]bool{"exc.g": true, "exc.tau": true, "exc.E_rev": true, "exc.q[0]": true, "V": true, "g": true}
	for text, want := range map[string]string{
		"exc.g' = -g/tau":              "exc.g' = -exc.g/exc.tau",
		"exc = g*(E_rev - V)":          "exc = exc.g*(exc.E_rev - V)",
		"on spike from exc { g += w }": "on spike from exc { exc.g += w }",
		"exc.g' = -2.5e3*q[0]/tau":     "exc.g' = -2.5e3*exc.q[0]/exc.tau",
	} {
		if got := qualified(text, "exc", known); got != want {
			t.Errorf("%s: %s instead of %s", text, got, want)
		}
	}
}
