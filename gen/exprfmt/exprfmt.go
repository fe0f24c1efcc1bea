package exprfmt

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/nngen/nngen/runtime/program"
)

// Precedence levels, loosest first.
const (
	levelSelect = iota
	levelOr
	levelAnd
	levelNot
	levelCompare
	levelSum
	levelProduct
	levelUnary
	levelAtom
)

// Dialect says how a language writes what a block contains.
type Dialect struct {
	// Infix holds the operators between two operands, spaces included
	// (" + ", "*"), for Add, Sub, Mul, Div, comparisons, And, Or.
	Infix map[program.Op]string
	// Func holds the format of an operation written as a call, one %s per
	// operand: "fabs(%s)". An operation found here is not looked up in Infix.
	Func map[program.Op]string
	// Elementary holds the format of elementary functions by nngen's name:
	// "exp" -> "nngen_exp(%s)".
	Elementary map[string]string
	// Select is the format of a conditional expression with three %s, e.g.
	// "(%s ? %s : %s)". When it is empty, a Select becomes a statement.
	Select string
	// Not is the prefix of a negation, "!" or "not ".
	Not string
	// CompareInBrackets brackets comparisons inside And and Or.
	CompareInBrackets bool
	// Literal writes a number; nil means [Literal].
	Literal func(float64) string
}

// Names says how a block's surroundings are called in the target language. Nil
// functions are not used by the blocks at hand.
type Names struct {
	State func(i int) string
	Quant func(i int) string
	Input func(i int) string
	Acc   func(i int) string
	// Time writes the time in ms (k + offset)*h of step k.
	Time func(offset float64) string
	// Elapsed writes the steps since the states of a site of a plasticity rule were
	// stored, as a real number.
	Elapsed func(site int) string
	// Target writes number i of what a plasticity rule follows at its target.
	Target func(i int) string
	// Sum writes a sum over continuous connections; Source and Weight write what such
	// a sum adds up: variables of the sender, and the weight of the connection.
	Sum    func(i int) string
	Source func(i int) string
	Weight func() string
	// Draw writes the draw of this step from a stream, one of the distributions
	// without parameters: "unit" or "open". Nil: there is none.
	Draw func(fn string, stream int) string
	// DrawWith writes a draw from a distribution with parameters, such as binomial;
	// "" where the language has no form for it. Nil: for none.
	DrawWith func(fn string, stream int, args []string) string
	// Temp names a temporary; hint may be "".
	Temp func(hint string) string
}

// Line is one statement: Name = Expr, or, when If is not empty,
// if (If) Name = Expr else Name = Else.
type Line struct {
	Name string
	Type program.Type
	Expr string
	If   string
	Else string
}

// Text is a printed block: the temporaries in order, then the stores.
type Text struct {
	Lines []Line
	// Stores holds the new value of every stored state, in the block's order.
	// All of them are to be computed before any of them is assigned.
	Stores []Store
	values []printed
}

// Store is the new value of a state.
type Store struct {
	State int
	Expr  string
	// Reads are the states that Expr reads directly.
	Reads []int
}

type printed struct {
	text  string
	level int
	reads map[int]bool
}

// Value returns the expression of a value given to [Block] as an output.
func (t *Text) Value(r program.Ref) string { return t.values[r].text }

// Literal writes x with the fewest digits that read back as x, always with a
// point or exponent so that no language takes it for an integer. What is not
// finite is "inf", "-inf" or "nan", which a dialect has to write its own way.
func Literal(x float64) string {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(x, 'g', -1, 64)), "+")
	}
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if e := strings.IndexByte(s, 'e'); e >= 0 {
		if !strings.Contains(s[:e], ".") {
			s = s[:e] + ".0" + s[e:]
		}
		return s
	}
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// Block prints b. Outputs are values that the caller needs besides the stores.
// An operation that the dialect lacks is an error: the target should have
// declared the feature as missing.
func Block(d *Dialect, n *Names, b *program.Block, outputs ...program.Ref) (*Text, error) {
	t := &Text{values: make([]printed, len(b.Instrs))}
	uses := b.Uses()
	for _, r := range outputs {
		if r >= 0 {
			uses[r]++
		}
	}
	for i := range b.Instrs {
		in := &b.Instrs[i]
		if uses[i] == 0 {
			continue
		}
		p, err := t.print(d, n, in)
		if err != nil {
			return nil, err
		}
		statement := in.Op == program.Select && d.Select == ""
		if in.Op >= program.Draw && (uses[i] > 1 || statement || in.Name != "") {
			name := n.Temp(in.Name)
			line := Line{Name: name, Type: in.Type, Expr: p.text}
			if statement {
				line.If, line.Expr, line.Else = t.values[in.A].text, t.values[in.B].text, t.values[in.C].text
			}
			t.Lines = append(t.Lines, line)
			p = printed{text: name, level: levelAtom}
		}
		t.values[i] = p
	}
	for _, s := range b.Stores {
		v := t.values[s.Value]
		st := Store{State: s.State, Expr: v.text}
		for k := range v.reads {
			st.Reads = append(st.Reads, k)
		}
		sort.Ints(st.Reads)
		t.Stores = append(t.Stores, st)
	}
	return t, nil
}

func (t *Text) print(d *Dialect, n *Names, in *program.Instr) (printed, error) {
	atom := func(s string) (printed, error) { return printed{text: s, level: levelAtom}, nil }
	switch in.Op {
	case program.Const:
		lit := d.Literal
		if lit == nil {
			lit = Literal
		}
		s := lit(in.Value)
		if math.Signbit(in.Value) {
			return printed{text: s, level: levelUnary}, nil
		}
		return atom(s)
	case program.LoadState:
		return printed{text: n.State(int(in.Index)), level: levelAtom, reads: map[int]bool{int(in.Index): true}}, nil
	case program.LoadQuant:
		return atom(n.Quant(int(in.Index)))
	case program.LoadInput:
		return atom(n.Input(int(in.Index)))
	case program.LoadAcc:
		return atom(n.Acc(int(in.Index)))
	case program.LoadTime:
		return atom(n.Time(in.Value))
	case program.LoadElapsed:
		return atom(n.Elapsed(int(in.Index)))
	case program.LoadTarget:
		return atom(n.Target(int(in.Index)))
	case program.LoadSum:
		return atom(n.Sum(int(in.Index)))
	case program.LoadSource:
		return atom(n.Source(int(in.Index)))
	case program.LoadWeight:
		return atom(n.Weight())
	}
	if in.Op == program.Draw {
		if n.Draw != nil && in.A < 0 && (in.Fn == "unit" || in.Fn == "open") {
			return atom(n.Draw(in.Fn, int(in.Index)))
		}
		return t.drawWith(n, in)
	}
	args := t.operands(in)
	reads := map[int]bool{}
	for _, a := range args {
		for k := range a.reads {
			reads[k] = true
		}
	}
	if in.Op == program.Select {
		if d.Select == "" {
			return printed{reads: reads}, nil
		}
		return printed{fmt.Sprintf(d.Select, args[0].text, args[1].text, args[2].text), levelAtom, reads}, nil
	}
	if in.Op == program.Call {
		f, ok := d.Elementary[in.Fn]
		if !ok {
			return printed{}, fmt.Errorf("the function %s has no form in this language", in.Fn)
		}
		return printed{call(f, args), levelAtom, reads}, nil
	}
	if f, ok := d.Func[in.Op]; ok {
		return printed{call(f, args), levelAtom, reads}, nil
	}
	if in.Op == program.Neg {
		return printed{"-" + bracket(args[0], levelAtom), levelUnary, reads}, nil
	}
	if in.Op == program.Not {
		if d.Not == "" {
			return printed{}, fmt.Errorf("the operation not has no form in this language")
		}
		return printed{d.Not + bracket(args[0], levelAtom), levelNot, reads}, nil
	}
	op, ok := d.Infix[in.Op]
	if !ok || len(args) != 2 {
		return printed{}, fmt.Errorf("the operation %s has no form in this language", in.Op)
	}
	level := levelOf(in.Op)
	left, right := level, level+1
	switch {
	case level == levelCompare:
		left = level + 1
	case d.CompareInBrackets && (in.Op == program.And || in.Op == program.Or):
		left, right = levelAtom, levelAtom
	}
	// A negative literal or a negation on the right is bracketed: a - -b and
	// a*-b are not legal everywhere.
	r := bracket(args[1], right)
	if args[1].level == levelUnary {
		r = "(" + args[1].text + ")"
	}
	return printed{bracket(args[0], left) + op + r, level, reads}, nil
}

// drawWith prints a draw from a distribution with parameters.
func (t *Text) drawWith(n *Names, in *program.Instr) (printed, error) {
	p := printed{level: levelAtom, reads: map[int]bool{}}
	if n.DrawWith != nil && in.A >= 0 {
		var args []string
		for _, a := range t.operands(in) {
			args = append(args, a.text)
			for k := range a.reads {
				p.reads[k] = true
			}
		}
		p.text = n.DrawWith(in.Fn, int(in.Index), args)
	}
	if p.text == "" {
		return printed{}, fmt.Errorf("draws from the distribution %s have no form in this language", in.Fn)
	}
	return p, nil
}

func (t *Text) operands(in *program.Instr) []printed {
	var a []printed
	for _, r := range [...]program.Ref{in.A, in.B, in.C} {
		if r >= 0 {
			a = append(a, t.values[r])
		}
	}
	return a
}

func levelOf(op program.Op) int {
	switch op {
	case program.Add, program.Sub:
		return levelSum
	case program.Mul, program.Div:
		return levelProduct
	case program.And:
		return levelAnd
	case program.Or:
		return levelOr
	case program.Select:
		return levelSelect
	}
	return levelCompare
}

func bracket(p printed, least int) string {
	if p.level < least {
		return "(" + p.text + ")"
	}
	return p.text
}

func call(format string, args []printed) string {
	a := make([]any, strings.Count(format, "%s"))
	for i := range a {
		if i < len(args) {
			a[i] = args[i].text
		} else {
			a[i] = ""
		}
	}
	return fmt.Sprintf(format, a...)
}
