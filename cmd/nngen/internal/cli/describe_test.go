package cli

import "testing"

func TestFormula(t *testing.T) {
	for e, want := range map[string]string{
		"V_m' = (E_L - V_m)/tau_m": "d<i>V</i><sub>m</sub>/d<i>t</i> = (<i>E</i><sub>L</sub> − <i>V</i><sub>m</sub>)/<i>τ</i><sub>m</sub>",
		"x'' = -x/ms^2":            "d<sup>2</sup><i>x</i>/d<i>t</i><sup>2</sup> = −<i>x</i>/<i>ms</i><sup>2</sup>",
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
