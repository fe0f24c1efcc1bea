package spinnaker

import (
	"fmt"
	"strconv"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
)

// body are lines of C, indented by depth levels.
type body struct {
	lines []string
	depth int
}

func (w *body) line(format string, args ...any) {
	text := format
	if len(args) > 0 {
		text = fmt.Sprintf(format, args...)
	}
	indent := ""
	for range w.depth {
		indent += "    "
	}
	w.lines = append(w.lines, indent+text)
}

func (w *body) comment(text string) { w.line("%s", "// "+gen.OneLine(text)) }

func (w *body) open(head string) {
	if head != "" {
		head += " "
	}
	w.line("%s", head+"{")
	w.depth++
}

func (w *body) close() {
	w.depth--
	w.line("}")
}

// places says how C calls what a block reads.
type places struct {
	states, params, inputs, acc []string
	step                        string           // the number of the step, k
	elapsed                     func(int) string // of a site
	temp                        func(hint string) string
}

// printed is a block in C: a name or literal for each value.
type printed struct{ values []string }

func (p *printed) value(r program.Ref) string { return p.values[r] }

// print writes the temporaries of a block, and gives back the values.
func (w *body) print(at *places, b *fixed.Block) *printed {
	p := &printed{values: make([]string, len(b.Instrs))}
	for i := range b.Instrs {
		in := &b.Instrs[i]
		if text, ok := at.leaf(in); ok {
			p.values[i] = text
			continue
		}
		name := at.temp(in.Name)
		w.line("const int32_t %s = %s;", name, p.operation(at, in))
		p.values[i] = name
	}
	// A store may give a state the old value of another one.
	for _, s := range b.Stores {
		if in := &b.Instrs[s.Value]; in.Op == fixed.LoadState && int(in.Index) != s.State {
			name := at.temp("old_" + at.states[in.Index])
			w.line("const int32_t %s = %s;", name, at.states[in.Index])
			p.values[s.Value] = name
		}
	}
	return p
}

// leaf is what needs no temporary.
func (at *places) leaf(in *fixed.Instr) (string, bool) {
	switch in.Op {
	case fixed.Const:
		if in.Raw == fixed.Min {
			return "NN_MIN", true
		}
		if in.Raw < 0 {
			return "(" + strconv.Itoa(int(in.Raw)) + ")", true
		}
		return strconv.Itoa(int(in.Raw)), true
	case fixed.LoadState:
		return at.states[in.Index], true
	case fixed.LoadParam:
		return at.params[in.Index], true
	case fixed.LoadInput:
		return at.inputs[in.Index], true
	case fixed.LoadAcc:
		return at.acc[in.Index], true
	}
	return "", false
}

var infix = map[fixed.Op]string{fixed.Add: "+", fixed.Sub: "-", fixed.Lt: "<", fixed.Le: "<=", fixed.Gt: ">", fixed.Ge: ">=", fixed.Eq: "==", fixed.Ne: "!="}

// operation is the expression of an operation.
func (p *printed) operation(at *places, in *fixed.Instr) string {
	v := func(r program.Ref) string {
		if r < 0 {
			return ""
		}
		return p.values[r]
	}
	a, b, c := v(in.A), v(in.B), v(in.C)
	shifted := func(x string, s int8) string {
		if s == 0 {
			return "(int64_t) " + x
		}
		return fmt.Sprintf("nn_shift(%s, %d)", x, s)
	}
	cut := func(x string) string {
		if in.Sat {
			return "nn_sat(" + x + ")"
		}
		return "nn_cut(" + x + ")"
	}
	switch in.Op {
	case fixed.LoadTime:
		return fmt.Sprintf("nn_time(%s, %d, INT64_C(%d))", at.step, in.Raw, in.Wide)
	case fixed.LoadElapsed:
		return "nn_sat(" + at.elapsed(int(in.Index)) + ")"
	case fixed.Move:
		return cut(shifted(a, in.SA))
	case fixed.Add, fixed.Sub:
		if in.Sat {
			return fmt.Sprintf("nn_%s_sat(%s, %d, %s, %d)", map[fixed.Op]string{fixed.Add: "add", fixed.Sub: "sub"}[in.Op], a, in.SA, b, in.SB)
		}
		return cut(shifted(a, in.SA) + " " + infix[in.Op] + " " + shifted(b, in.SB))
	case fixed.Mul:
		if in.Sat {
			return fmt.Sprintf("nn_mul_sat(%s, %s, %d)", a, b, in.S)
		}
		return fmt.Sprintf("nn_mul(%s, %s, %d)", a, b, in.S)
	case fixed.Div:
		return cut(fmt.Sprintf("nn_quotient(%s, %d, %s, %d)", a, in.SA, b, in.SB))
	case fixed.Neg:
		return cut("-" + bracket(shifted(a, in.SA)))
	case fixed.Abs:
		return cut(a + " < 0 ? -" + bracket(shifted(a, in.SA)) + " : " + shifted(a, in.SA))
	case fixed.Sqrt:
		return fmt.Sprintf("nn_root(%s, %d)", a, in.SA)
	case fixed.Floor:
		return cut(fmt.Sprintf("nn_floor(%s, %d)", a, in.S))
	case fixed.Ceil:
		return cut(fmt.Sprintf("nn_ceil(%s, %d)", a, in.S))
	case fixed.Round:
		return cut(fmt.Sprintf("nn_round(%s, %d)", a, in.S))
	case fixed.Least:
		return cut(fmt.Sprintf("nn_least(%s, %s)", shifted(a, in.SA), shifted(b, in.SB)))
	case fixed.Greatest:
		return cut(fmt.Sprintf("nn_greatest(%s, %s)", shifted(a, in.SA), shifted(b, in.SB)))
	case fixed.Lt, fixed.Le, fixed.Gt, fixed.Ge, fixed.Eq, fixed.Ne:
		if in.SA == 0 && in.SB == 0 {
			return a + " " + infix[in.Op] + " " + b
		}
		return shifted(a, in.SA) + " " + infix[in.Op] + " " + shifted(b, in.SB)
	case fixed.And:
		return a + " & " + b
	case fixed.Or:
		return a + " | " + b
	case fixed.Not:
		return "!" + a
	case fixed.Select:
		return cut(fmt.Sprintf("%s ? %s : %s", a, shifted(b, in.SA), shifted(c, in.SB)))
	case fixed.CallExp:
		return fmt.Sprintf("nn_exp(%s, %d)", a, in.Format)
	case fixed.CallTanh:
		return fmt.Sprintf("nn_tanh(%s)", a)
	case fixed.CallLinoid:
		return fmt.Sprintf("nn_linoid(%s)", a)
	case fixed.CallLog:
		return fmt.Sprintf("nn_log(%s, %d, %d)", a, in.S, in.Format)
	case fixed.DrawUnit, fixed.DrawOpen, fixed.DrawNormal:
		return fmt.Sprintf("%s(%s, %s, %s, %s + %d)", map[fixed.Op]string{fixed.DrawUnit: "nn_unit", fixed.DrawOpen: "nn_open", fixed.DrawNormal: "nn_normal"}[in.Op], a, b, c, at.step, in.Raw)
	case fixed.CallLog10:
		return fmt.Sprintf("nn_log10(%s, %d, %d)", a, in.S, in.Format)
	}
	return "NN_NO_SUCH_OPERATION" // does not compile: a test compiles every operation
}

func bracket(x string) string { return "(" + x + ")" }

// scope is a table of names inside a function.
func scope(taken []string) *names.Table { return names.New(false, reserved(), taken) }
