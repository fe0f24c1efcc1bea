package neuron

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/elementary"
)

// The elementary functions of nngen in NMODL.

// elementaryFunctions are the helpers for functions by nngen's names.
var elementaryFunctions, elementaryLocals = parseElementary(elementarySource)

// coefficients are the tables that the source may name.
var coefficients = map[string][]float64{
	"Exp": elementary.ExpCoefficients[:], "Log": elementary.LogCoefficients[:], "LogTail": elementary.LogTailCoefficients[:],
	"Sin": elementary.SinCoefficients[:], "Cos": elementary.CosCoefficients[:], "Atan": elementary.AtanCoefficients[:],
	"Asin": elementary.AsinCoefficients[:], "ErfCentre": elementary.ErfCentreCoefficients[:],
	"ProbitCentreNum": elementary.ProbitCoefficients[0][:], "ProbitCentreDen": elementary.ProbitCoefficients[1][:],
	"ProbitMiddleNum": elementary.ProbitCoefficients[2][:], "ProbitMiddleDen": elementary.ProbitCoefficients[3][:],
	"ProbitTailNum": elementary.ProbitCoefficients[4][:], "ProbitTailDen": elementary.ProbitCoefficients[5][:],
	"AtanPoint": slices.Concat(elementary.AtanPoints[0][:], elementary.AtanPoints[1][:], elementary.AtanPoints[2][:]),
}

func number(x float64) string { return exprfmt.Literal(x) }

// macro is a piece of code with several results, which NMODL's FUNCTIONs do not
// have: it is written where it is used.
type macro struct {
	name    string
	in, out []string
	body    []string
}

// parser turns the source into functions. The source consists of
//
//	macro NAME(arguments) results     … end
//	func NAME(arguments) description  … end    an elementary function
//	inner NAME(arguments) description … end    one that others call
//
// whose statements are `v = EXPR`, `v, w = MACRO(arguments)`, `if (COND) v = EXPR`
// and `if (COND)`, `else if (COND)`, `else`, `end`. F is the result of a function.
// Numbers may be hexadecimal, NAME[i] is a coefficient.
type elementaryParser struct {
	macros map[string]macro
	locals map[string]bool // of all functions
	order  []string        // those of the function at hand
	have   map[string]bool
	out    []string
	needs  []string
}

var (
	definition  = regexp.MustCompile(`^(macro|func|inner) (\w+)\((.*?)\) (.*)$`)
	expansion   = regexp.MustCompile(`^(\w+(?:, \w+)*) = (\w+)\((.*)\)$`)
	single      = regexp.MustCompile(`^if (\(.*\)) (\w+ = .*)$`)
	element     = regexp.MustCompile(`\b([A-Z]\w+)\[(\d+)\]`)
	hexadecimal = regexp.MustCompile(`0x[0-9a-f.]+p-?\d+`)
	identifier  = regexp.MustCompile(`[A-Za-z_]\w*`)
	constant    = regexp.MustCompile(`^-?[0-9][0-9a-z.+-]*$`)
)

// intrinsic are the functions of NMODL that the source uses, and its own.
var intrinsic = []string{"floor", "fabs", "sqrt", "log", "F", "twoOverPi", "digitSum"}

func parseElementary(source string) (list []helperFunction, locals []string) {
	p := &elementaryParser{macros: map[string]macro{}, locals: map[string]bool{}}
	lines := strings.Split(source, "\n")
	for i := 0; i < len(lines); i++ {
		m := definition.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		begin := i + 1
		for i = begin; lines[i] != "end"; i++ {
		}
		args, body := strings.Split(m[3], ", "), lines[begin:i]
		if m[1] == "macro" {
			p.macros[m[2]] = macro{m[2], args, strings.Split(m[4], ", "), body}
			continue
		}
		h := helperFunction{fn: m[2], arity: len(args), name: "nn_" + m[2], Args: m[3], Doc: m[4], Body: p.function(args, body), needs: p.needs}
		if m[1] == "inner" {
			h.fn, h.inner = "", m[2]
		}
		list = append(list, h)
	}
	list = append(list, helperFunction{inner: "twoOverPi", name: "nn_two_over_pi", Args: "j", Doc: "digits of 2/pi in base 2^24", Body: digits(0, len(elementary.TwoOverPi), 0)})
	for l := range p.locals {
		locals = append(locals, l)
	}
	slices.Sort(locals)
	return list, locals
}

// digits finds digit j of 2/pi; those before the point are 0.
func digits(from, to, depth int) []string {
	indent := strings.Repeat("  ", depth)
	if to-from == 1 {
		return []string{indent + "F = " + number(elementary.TwoOverPi[from])}
	}
	if depth == 0 {
		return slices.Concat([]string{"F = 0", "if (j >= 0) {"}, digits(from, to, 1), []string{"}"})
	}
	mid := (from + to) / 2
	return slices.Concat([]string{fmt.Sprintf("%sif (j < %d) {", indent, mid)}, digits(from, mid, depth+1),
		[]string{indent + "} else {"}, digits(mid, to, depth+1), []string{indent + "}"})
}

// function expands the body of a function; its arguments keep their names.
func (p *elementaryParser) function(args, body []string) []string {
	p.order, p.out, p.have, p.needs = nil, nil, map[string]bool{}, nil
	names := map[string]string{}
	for _, a := range args {
		names[a] = a
	}
	p.statements(body, names, "nn")
	if len(p.order) == 0 {
		return p.out
	}
	return append(wrap("LOCAL "+strings.Join(p.order, ", ")), p.out...)
}

// local is the variable for a name of the source in a scope.
func (p *elementaryParser) local(names map[string]string, scope, name string) string {
	if id, ok := names[name]; ok {
		return id
	}
	id := scope + "_" + name
	names[name] = id
	if !p.have[id] {
		p.have[id], p.locals[id] = true, true
		p.order = append(p.order, id)
	}
	return id
}

// expr translates an expression.
func (p *elementaryParser) expr(text string, names map[string]string, scope string) string {
	text = element.ReplaceAllStringFunc(text, func(s string) string {
		m := element.FindStringSubmatch(s)
		i, _ := strconv.Atoi(m[2])
		c := number(coefficients[m[1]][i])
		if c[0] == '-' {
			return "(" + c + ")"
		}
		return c
	})
	text = hexadecimal.ReplaceAllStringFunc(text, func(s string) string {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err)
		}
		return number(x)
	})
	// Exponents of numbers are no names.
	var out strings.Builder
	last := 0
	for _, at := range identifier.FindAllStringIndex(text, -1) {
		name := text[at[0]:at[1]]
		if at[0] > 0 && (text[at[0]-1] >= '0' && text[at[0]-1] <= '9' || text[at[0]-1] == '.') {
			continue
		}
		out.WriteString(text[last:at[0]])
		last = at[1]
		switch {
		case slices.Contains(intrinsic, name):
			if name == "twoOverPi" || name == "digitSum" {
				if !slices.Contains(p.needs, name) {
					p.needs = append(p.needs, name)
				}
				name = "@" + name
			}
			out.WriteString(name)
		default:
			out.WriteString(p.local(names, scope, name))
		}
	}
	return out.String() + text[last:]
}

// emit adds a line, put inside the blocks that are open.
func (p *elementaryParser) emit(depth int, format string, args ...any) {
	p.out = append(p.out, strings.Repeat("  ", depth)+fmt.Sprintf(format, args...))
}

func (p *elementaryParser) statements(body []string, names map[string]string, scope string) {
	depth := 0
	if n := len(p.out); n > 0 {
		depth = (len(p.out[n-1]) - len(strings.TrimLeft(p.out[n-1], " "))) / 2
		if strings.HasSuffix(p.out[n-1], "{") {
			depth++
		}
	}
	p.block(body, names, scope, depth)
}

func (p *elementaryParser) block(body []string, names map[string]string, scope string, depth int) {
	for _, l := range body {
		l = strings.TrimSpace(l)
		switch {
		case l == "":
		case l == "end":
			depth--
			p.emit(depth, "}")
		case l == "else":
			p.emit(depth-1, "} else {")
		case strings.HasPrefix(l, "else if "):
			p.emit(depth-1, "} else if %s {", p.expr(l[8:], names, scope))
		case single.MatchString(l):
			m := single.FindStringSubmatch(l)
			name, value, _ := strings.Cut(m[2], " = ")
			p.emit(depth, "if %s { %s = %s }", p.expr(m[1], names, scope), p.target(names, scope, name), p.expr(value, names, scope))
		case strings.HasPrefix(l, "if "):
			p.emit(depth, "if %s {", p.expr(l[3:], names, scope))
			depth++
		case expansion.MatchString(l) && !p.plain(l):
			m := expansion.FindStringSubmatch(l)
			p.expand(m[2], strings.Split(m[1], ", "), strings.Split(m[3], ", "), names, scope, depth)
		default:
			name, value, _ := strings.Cut(l, " = ")
			p.emit(depth, "%s = %s", p.target(names, scope, name), p.expr(value, names, scope))
		}
	}
}

// plain reports whether a line that looks like the use of a macro is an assignment.
func (p *elementaryParser) plain(line string) bool {
	name := expansion.FindStringSubmatch(line)[2]
	_, is := p.macros[name]
	return !is && name != "horner" && name != "erfRow"
}

func (p *elementaryParser) target(names map[string]string, scope, name string) string {
	if name == "F" {
		return name
	}
	return p.local(names, scope, name)
}

// expand writes a macro. Variables and numbers stand for its arguments
// themselves. Results that are arguments too are assigned when all is done.
func (p *elementaryParser) expand(name string, out, in []string, names map[string]string, scope string, depth int) {
	args := make([]string, len(in))
	for i, a := range in {
		if name == "horner" && i == 0 {
			continue // a table
		}
		args[i] = p.expr(a, names, scope)
		if !identifier.MatchString(args[i]) && !constant.MatchString(args[i]) || strings.ContainsAny(args[i], " *") {
			panic("elementary functions: " + name + " is given " + a)
		}
	}
	results := make([]string, len(out))
	for i, o := range out {
		results[i] = p.target(names, scope, o)
	}
	switch name {
	case "horner":
		p.horner(results[0], coefficients[in[0]], args[1], depth)
		return
	case "erfRow":
		for i, c := range elementary.ErfCoefficients {
			p.emit(depth, "if (%s == %d) {", args[0], i)
			p.horner(results[0], c[2:], args[1], depth+1)
			p.emit(depth+1, "%s = %s + (%s + %s*%s)", results[0], number(c[0]), number(c[1]), args[1], results[0])
			p.emit(depth, "}")
		}
		return
	}
	m := p.macros[name]
	inner := map[string]string{}
	for i, a := range m.in {
		inner[a] = args[i]
	}
	var late []int
	for i, o := range m.out {
		if slices.Contains(args, results[i]) || results[i] == "F" && len(m.body) > 3 {
			late = append(late, i)
			continue
		}
		inner[o] = results[i]
	}
	p.block(m.body, inner, name, depth)
	for _, i := range late {
		p.emit(depth, "%s = %s", results[i], inner[m.out[i]])
	}
}

func (p *elementaryParser) horner(y string, c []float64, x string, depth int) {
	p.emit(depth, "%s = %s", y, number(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		if c[i] < 0 {
			p.emit(depth, "%s = %s*%s - %s", y, y, x, number(-c[i]))
		} else {
			p.emit(depth, "%s = %s*%s + %s", y, y, x, number(c[i]))
		}
	}
}
