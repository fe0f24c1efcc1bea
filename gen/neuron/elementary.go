package neuron

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/elementary"
)

// The elementary functions of nngen in NMODL: operation by operation those of
// runtime/elementary, where each algorithm is explained, so that they give the
// same bits. 2^k is exact for whole k (pow of the C library scales by powers of
// two without rounding).

// elementaryFunctions are the helpers for functions by nngen's names.
var elementaryFunctions = []helperFunction{
	{fn: "exp", arity: 1, name: "nn_exp", Args: "x", Doc: "e^x", Body: expBody},
	{fn: "expm1", arity: 1, name: "nn_expm1", Args: "x", Doc: "e^x - 1", Body: expm1Body},
	{fn: "exprel", arity: 1, name: "nn_exprel", Args: "x", Doc: "(e^x - 1)/x and its limit at 0", Body: exprelBody},
	{fn: "linoid", arity: 2, name: "nn_linoid", Args: "x, s", Doc: "x/(1 - exp(-x/s)) and its limit at 0", Body: linoidBody},
}

// elementaryLocals are the variables of their bodies.
const elementaryLocals = "ek er ep ea eb erl ez ez2 elow emid ehigh es ehalf ey eh el e0 e1 ea1 et eq epr epe eah eal ebh ebl exx ess ezz ezl eup edown eyh eyl eden edenl esize"

var declared = "LOCAL " + strings.Join(strings.Fields(elementaryLocals), ", ")

func number(x float64) string { return exprfmt.Literal(x) }

// parts computes ek, er, ep with e^(x + xl) = 2^ek (1 + er + ep).
func parts(x, xl string) []string {
	c := func(i int) string { return number(elementary.ExpCoefficients[i]) }
	return []string{
		fmt.Sprintf("ek = (%s*%s + %s) - %s", x, number(0x1.71547652b82fep0), number(0x1.8p52), number(0x1.8p52)),
		fmt.Sprintf("ea = %s - ek*%s", x, number(0x1.62e42fefa38p-1)),
		fmt.Sprintf("eb = ek*%s - %s", number(0x1.ef35793c7673p-45), xl),
		"er = ea - eb",
		"erl = (ea - er) - eb",
		"ez = er*er",
		"ez2 = ez*ez",
		fmt.Sprintf("elow = (%s + %s*er) + ez*(%s + %s*er)", c(0), c(1), c(2), c(3)),
		fmt.Sprintf("emid = (%s + %s*er) + ez*(%s + %s*er)", c(4), c(5), c(6), c(7)),
		fmt.Sprintf("ehigh = (%s + %s*er) + ez*%s", c(8), c(9), c(10)),
		"ep = ez*(elow + ez2*(emid + ez2*ehigh)) + (erl + erl*er)",
	}
}

// scaled is F = y*2^ek, with one rounding.
func scaled(y string) []string {
	return []string{"ehalf = floor(ek/2)", fmt.Sprintf("F = (%s*2^ehalf)*2^(ek - ehalf)", y)}
}

// less1 computes eh + el = e^(x + xl) - 1 from the parts.
var less1 = []string{
	"es = 2^ek",
	"ea1 = es + -1", "et = ea1 - es", "e0 = (es - (ea1 - et)) + (-1 - et)",
	"ey = es*er",
	"eh = ea1 + ey", "et = eh - ea1", "e1 = (ea1 - (eh - et)) + (ey - et)",
	"ey = (e0 + e1) + es*ep",
	"ea1 = eh",
	"eh = ea1 + ey", "el = ey - (eh - ea1)",
}

// product computes epr + epe = a*b exactly.
func product(a, b string) []string {
	return []string{
		fmt.Sprintf("epr = %s*%s", a, b),
		fmt.Sprintf("et = 134217729.0*%s", a), fmt.Sprintf("eah = et - (et - %s)", a), fmt.Sprintf("eal = %s - eah", a),
		fmt.Sprintf("et = 134217729.0*%s", b), fmt.Sprintf("ebh = et - (et - %s)", b), fmt.Sprintf("ebl = %s - ebh", b),
		"epe = eah*ebh - epr", "epe = epe + eah*ebl", "epe = epe + eal*ebh", "epe = epe + eal*ebl",
	}
}

// quotient computes ey, the high part of (a + al)/(b + bl).
func quotient(a, al, b, bl string) []string {
	list := append([]string{fmt.Sprintf("eq = %s/%s", a, b)}, product("eq", b)...)
	return append(list, fmt.Sprintf("ey = (((%s - epr) - epe) + %s - eq*%s)/%s", a, al, bl, b), "ey = eq + ey")
}

func block(head string, lines ...[]string) []string {
	out := []string{head + " {"}
	for _, list := range lines {
		for _, l := range list {
			out = append(out, "  "+l)
		}
	}
	return append(out, "}")
}

func join(lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

var (
	expBody = join([]string{declared, "exx = x", "if (exx > 710) { exx = 710 }", "if (exx < -746) { exx = -746 }"}, parts("exx", "0.0"),
		[]string{"es = 1 + er", "ey = er - (es - 1)", "ey = es + (ey + ep)"}, scaled("ey"))

	expm1Body = join([]string{declared, "exx = x", "if (exx > 710) { exx = 710 }", "if (exx < -60) { exx = -60 }"}, parts("exx", "0.0"),
		block("if (x > 60)", []string{"es = 1 + er", "ey = er - (es - 1)", "ey = es + (ey + ep)"}, scaled("ey")),
		block("if (x <= 60)", less1, []string{"F = eh"}),
		[]string{"if (x < -60) { F = -1 }", fmt.Sprintf("if (fabs(x) < %s) { F = x }", number(0x1p-54)), "if (x != x) { F = x }"})

	exprelBody = join([]string{declared, "exx = x", "if (exx > 730) { exx = 730 }", "if (exx < -60) { exx = -60 }", fmt.Sprintf("if (fabs(x) < %s) { exx = 1 }", number(0x1p-54))}, parts("exx", "0.0"),
		block("if (x > 60)", []string{"eyh = 1 + er", "eyl = er - (eyh - 1)", "edenl = eyl + ep"}, quotient("eyh", "edenl", "exx", "0.0"), scaled("ey")),
		block("if (x <= 60)", less1, quotient("eh", "el", "exx", "0.0"), []string{"F = ey"}),
		[]string{"if (x < -60) { F = -1/x }", "if (x > 730) { F = 1e308*1e308 }", fmt.Sprintf("if (fabs(x) < %s) { F = 1 }", number(0x1p-54)), "if (x != x) { F = x }"})

	linoidBody = join([]string{declared, "ezz = x/s", "eup = 1", "edown = 1", "esize = fabs(x)",
		fmt.Sprintf("if (esize > %s) { eup = %s  edown = %s }", number(0x1p400), number(0x1p500), number(0x1p-500)),
		fmt.Sprintf("if (esize < %s) { eup = %s  edown = %s }", number(0x1p-400), number(0x1p-500), number(0x1p500)),
		"exx = x*edown", "ess = s*edown"},
		product("ezz", "ess"),
		[]string{"ezl = ((exx - epr) - epe)/ess"},
		[]string{"if (ezz < -1400 || ezz > 60) { ezz = -1  ezl = 0 }", fmt.Sprintf("if (fabs(ezz) < %s) { ezz = -1  ezl = 0 }", number(0x1p-54)), "ezl = -ezl"},
		block("if (ezz < -60)", []string{"ezl = -ezl"}, parts("ezz", "ezl"), []string{"eyh = 1 + er", "eyl = er - (eyh - 1)", "exx = -exx"}, product("exx", "eyh"),
			[]string{"ey = epr + (epe + exx*(eyl + ep))"}, []string{"ehalf = floor(ek/2)", "F = ((ey*2^ehalf)*2^(ek - ehalf))*eup"}),
		block("if (ezz >= -60)", []string{"ezz = -ezz"}, parts("ezz", "ezl"), less1, []string{"exx = -exx"}, quotient("exx", "0.0", "eh", "el"), []string{"F = ey*eup"}),
		[]string{"ezz = x/s", "if (ezz < -1400) { F = 0*s }", "if (ezz > 60) { F = x }", fmt.Sprintf("if (fabs(ezz) < %s) { F = s + 0.5*x }", number(0x1p-54)),
			"if (ezz != ezz) { F = ezz }", "if (x == 0) { F = s + x }"})
)
