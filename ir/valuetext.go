package ir

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// longest is how long the formula of a value may be; beyond it ValueText says only
// how the value comes about.
const longest = 160

// ValueText describes a value: a number, or the formula by which it is computed or
// drawn, in internal units. Numbers that it reads are called by their names.
func ValueText(v network.Value, names ...string) string {
	text, _ := formula{v.Block.Instrs, names, 1, -1}.value(v.Result)
	return text
}

// ValueIn is ValueText with a unit, and seven digits of each number: 20 pA,
// normal(20 pA, 2 pA), or 20*exp(-d/100), in pA.
func ValueIn(v network.Value, unit string, names ...string) string {
	return valueTimes(v, unit, 1, names)
}

// valueTimes is the text of factor times v, in a unit.
func valueTimes(v network.Value, unit string, factor float64, names []string) string {
	f := formula{v.Block.Instrs, names, factor, 7}
	if text, ok := f.drawn(v.Result, unit); ok {
		return text
	}
	f.factor = 1
	text, tight := f.value(v.Result)
	if x, ok := v.Constant(); ok || tight == 0 && len(v.Block.Instrs) == 0 {
		return WithUnit(f.digits(x*factor), unit)
	}
	if factor != 1 {
		text, tight = f.digits(factor)+"*"+bracket(text, tight, product), product
	}
	if in := v.Block.Instrs; int(v.Result) < len(in) && in[v.Result].Op == program.LoadQuant {
		return text
	}
	if unit == "1" || unit == "" {
		return text
	}
	return text + ", in " + unit
}

// WithUnit appends a unit to a number: that of a plain number is not written, and one
// that begins with 1/ stands behind it as /ms.
func WithUnit(value, unit string) string {
	switch {
	case unit == "1" || unit == "" || strings.HasSuffix(value, "inf"):
		return value
	case strings.HasPrefix(unit, "1/"):
		return value + " " + unit[1:]
	}
	return value + " " + unit
}

// formula writes operations as the expression that they compute.
type formula struct {
	list      []program.Instr
	names     []string // of quantities
	factor    float64  // of the arguments of a distribution
	precision int      // digits of numbers, -1 for all
}

// How tightly an expression binds.
const (
	conditional = iota + 1
	alternative
	conjunction
	comparison
	sum
	product
	sign
	operand
)

// pairNames are what LoadPair reads.
var pairNames = [program.PairNumbers]string{"i", "j", "N_pre", "N_post", "d", "dx", "dy", "dz"}

// infix are the operators between two values.
var infix = map[program.Op]struct {
	sign  string
	tight int
}{
	program.Add: {" + ", sum}, program.Sub: {" - ", sum}, program.Mul: {"*", product}, program.Div: {"/", product},
	program.Lt: {" < ", comparison}, program.Le: {" <= ", comparison}, program.Gt: {" > ", comparison}, program.Ge: {" >= ", comparison},
	program.Eq: {" == ", comparison}, program.Ne: {" != ", comparison}, program.And: {" and ", conjunction}, program.Or: {" or ", alternative},
}

func (f formula) digits(x float64) string {
	if math.IsInf(x, 0) {
		return strings.TrimPrefix(strings.ToLower(fmt.Sprint(x)), "+")
	}
	return strconv.FormatFloat(x, 'g', f.precision, 64)
}

// value is the text of a value, and how tightly it binds: 0 where there is none.
func (f formula) value(r program.Ref) (text string, tight int) {
	if r < 0 || int(r) >= len(f.list) {
		return "0", 0
	}
	text, tight = f.written(r, new(int))
	if tight == 0 {
		return f.kind(), operand
	}
	return text, tight
}

// written is value unless that is too long, which is counted.
func (f formula) written(r program.Ref, length *int) (string, int) {
	if *length++; *length > longest {
		return "", 0
	}
	in := f.list[r]
	operands := func(list ...program.Ref) []string {
		var texts []string
		for _, r := range list {
			if r < 0 {
				continue
			}
			text, tight := f.written(r, length)
			if tight == 0 {
				return nil
			}
			texts = append(texts, text)
		}
		return texts
	}
	// side is an operand that must bind as tightly as least.
	side := func(r program.Ref, least int) string {
		text, tight := f.written(r, length)
		if tight == 0 {
			*length = longest
		}
		return bracket(text, tight, least)
	}
	done := func(text string, tight int) (string, int) {
		if *length >= longest || len(text) > longest {
			return "", 0
		}
		return text, tight
	}
	call := func(name string, list ...program.Ref) (string, int) {
		return done(name+"("+strings.Join(operands(list...), ", ")+")", operand)
	}
	switch in.Op {
	case program.Const:
		if in.Type == program.Bool {
			return strconv.FormatBool(in.Value != 0), operand
		}
		if in.Value < 0 {
			return f.digits(in.Value), sign
		}
		return f.digits(in.Value), operand
	case program.LoadQuant:
		if int(in.Index) < len(f.names) {
			return f.names[in.Index], operand
		}
		return "", 0
	case program.LoadTime:
		return "t", operand
	case program.LoadIndex:
		return "i", operand
	case program.LoadCount:
		return "N", operand
	case program.LoadPair:
		return pairNames[in.Index], operand
	case program.Draw:
		return call(in.Fn, in.A, in.B, in.C)
	case program.Redraw:
		return call("redraw", in.A, in.B, in.C)
	case program.Call:
		if in.Fn == "pow" {
			return done(side(in.A, operand)+"^"+side(in.B, sign), operand)
		}
		return call(in.Fn, in.A, in.B)
	case program.Neg:
		return done("-"+side(in.A, product), sign)
	case program.Not:
		return done("not "+side(in.A, comparison), comparison)
	case program.Abs, program.Sqrt, program.Floor, program.Ceil, program.Round, program.Min, program.Max:
		return call(in.Op.String(), in.A, in.B)
	case program.Select:
		return done(side(in.A, alternative)+" ? "+side(in.B, alternative)+" : "+side(in.C, conditional), conditional)
	}
	if op, ok := infix[in.Op]; ok {
		if in.Op == program.Mul && in.A == in.B {
			return done(side(in.A, operand)+"^2", operand)
		}
		return done(side(in.A, op.tight)+op.sign+side(in.B, op.tight+1), op.tight)
	}
	return "", 0
}

// bracket puts text into brackets unless it binds as tightly as least.
func bracket(text string, tight, least int) string {
	if tight >= least {
		return text
	}
	return "(" + text + ")"
}

// withUnits counts the arguments of a distribution that have its unit, from the last
// one on.
var withUnits = map[string]int{"uniform": 2, "normal": 2, "exponential": 1, "gamma": 1}

// drawn is the text of a distribution of constants, perhaps within bounds, each with
// its unit.
func (f formula) drawn(r program.Ref, unit string) (string, bool) {
	if r < 0 || int(r) >= len(f.list) {
		return "", false
	}
	in := f.list[r]
	number := func(r program.Ref, scaled bool) (string, bool) {
		if r < 0 || f.list[r].Op != program.Const {
			return "", false
		}
		if scaled {
			return WithUnit(f.digits(f.list[r].Value*f.factor), unit), true
		}
		return f.digits(f.list[r].Value), true
	}
	switch in.Op {
	case program.Draw:
		n, ok := withUnits[in.Fn]
		if !ok {
			return "", false
		}
		var given []program.Ref
		for _, r := range []program.Ref{in.A, in.B, in.C} {
			if r >= 0 {
				given = append(given, r)
			}
		}
		var texts []string
		for k, r := range given {
			text, ok := number(r, k >= len(given)-n)
			if !ok {
				return "", false
			}
			texts = append(texts, text)
		}
		return in.Fn + "(" + strings.Join(texts, ", ") + ")", true
	case program.Redraw:
		inner, a := f.drawn(in.A, unit)
		low, b := number(in.B, true)
		high, c := number(in.C, true)
		return "redraw(" + inner + ", " + low + ", " + high + ")", a && b && c
	case program.Min: // clip is min(max(D, low), high)
		if in.A < 0 || f.list[in.A].Op != program.Max {
			return "", false
		}
		inner, a := f.drawn(f.list[in.A].A, unit)
		low, b := number(f.list[in.A].B, true)
		high, c := number(in.B, true)
		return "clip(" + inner + ", " + low + ", " + high + ")", a && b && c
	}
	return "", false
}

// kind says how a value comes about whose formula is too long.
func (f formula) kind() string {
	drawn, within := "", false
	for _, in := range f.list {
		switch in.Op {
		case program.LoadTime:
			return "a function of t"
		case program.Draw:
			drawn = in.Fn
		case program.Redraw:
			within = true
		}
	}
	switch {
	case within:
		return "drawn within bounds (" + drawn + ")"
	case drawn != "":
		return "drawn (" + drawn + ")"
	}
	return "computed"
}

// ViewText names the elements of a view as a model selects them: exc, exc[:80] + inh.
func ViewText(spec *network.Spec, v network.View) string {
	var parts []string
	for k := 0; k < len(v.Runs); k++ {
		r := v.Runs[k]
		p := &spec.Populations[r.Population]
		at := r.First - p.First
		switch {
		case len(parts) == 3:
			return strings.Join(parts, " + ") + fmt.Sprintf(" + … (%d elements)", v.Len())
		case r.N == p.N && at == 0 && (r.Stride == 1 || r.N == 1):
			parts = append(parts, p.Name)
		case r.N == 1:
			parts = append(parts, fmt.Sprintf("%s[%d]", p.Name, at))
		default:
			parts = append(parts, p.Name+slice(at, r.N, r.Stride, p.N))
		}
	}
	return strings.Join(parts, " + ")
}

// slice is [first:end:stride] of n of size elements, without what goes without saying.
func slice(first, n, stride, size int) string {
	text := "["
	if first > 0 && stride > 0 || first < size-1 && stride < 0 {
		text += strconv.Itoa(first)
	}
	text += ":"
	if end := first + n*stride; stride > 0 && end < size || stride < 0 && end >= 0 {
		text += strconv.Itoa(end)
	}
	if stride != 1 {
		text += ":" + strconv.Itoa(stride)
	}
	return text + "]"
}

// LayoutText says where the elements of a population are, "" for all at one point.
func LayoutText(l *network.Layout) string {
	if l == nil {
		return ""
	}
	um := func(x float64) string { return strconv.FormatFloat(x, 'g', 7, 64) + " um" }
	axes := func(p network.Point, words string) string {
		var parts []string
		for a, name := range []string{"x", "y", "z"} {
			if p[a] != 0 {
				parts = append(parts, words+name+" = "+um(p[a]))
			}
		}
		return strings.Join(parts, ", ")
	}
	text := ""
	switch l.Kind {
	case network.Grid:
		text = fmt.Sprintf("grid of %d x %d x %d, %s", l.Shape[0], l.Shape[1], l.Shape[2], axes(l.Spacing, "d"))
	case network.Box:
		text = "random in a box, " + axes(l.Size, "")
	case network.Ball:
		text = "random in a sphere, r = " + um(l.Radius)
	default:
		return "given positions"
	}
	if origin := axes(l.Origin, ""); origin != "" {
		text += ", from " + origin
	}
	return text
}
