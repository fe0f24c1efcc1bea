package spinnaker

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
)

// margin is how many times larger than in the trial a value may become.
const margin = 4

// leaf is something that blocks read: a constant, or a word with a format.
type leaf struct {
	constant bool
	value    float64
	index    int
	format   fixed.Format
	span     span // of the numbers, within the format
}

// surroundings are the formats of what blocks read and store.
type surroundings struct {
	states []leaf
	quants []leaf
	inputs []leaf
	ports  []leaf
	step   float64
	steps  int64 // of the segment
	random []stream
}

// stream is one of random numbers: the parameters that name it, and what is added to
// the number of the step.
type stream struct {
	name   [3]leaf
	offset int32
}

// value is a value of the block that is being lowered: a constant, or a word.
type value struct {
	constant bool
	number   float64
	ref      program.Ref
	format   fixed.Format
	span     span
}

func constant(x float64) value { return value{constant: true, number: x, span: point(x)} }

// lowering turns one block into fixed point.
type lowering struct {
	around *surroundings
	source *program.Block
	seen   seen
	out    fixed.Block
	values []value
	err    error
	// saturating counts operations that are not proven to fit.
	saturating int
}

// lower turns a block into fixed point. outputs are values that the caller needs
// besides the stores: see asked, whole and observable.
func lower(around *surroundings, b *program.Block, s seen, outputs ...program.Ref) (*lowering, error) {
	l := &lowering{around: around, source: b, seen: s, values: make([]value, len(b.Instrs))}
	needed := neededBy(b, outputs)
	for i := range b.Instrs {
		if needed[i] {
			l.values[i] = l.instr(i, &b.Instrs[i])
		}
	}
	for _, st := range b.Stores {
		to := around.states[st.State]
		v := l.convert(l.values[st.Value], to.format)
		l.out.Stores = append(l.out.Stores, program.Store{State: st.State, Value: v.ref})
	}
	return l, l.err
}

// neededBy marks the instructions that stores and outputs depend on.
func neededBy(b *program.Block, outputs []program.Ref) []bool {
	needed := make([]bool, len(b.Instrs))
	for _, s := range b.Stores {
		needed[s.Value] = true
	}
	for _, r := range outputs {
		if r >= 0 {
			needed[r] = true
		}
	}
	for i := len(b.Instrs) - 1; i >= 0; i-- {
		if !needed[i] || b.Instrs[i].Op < program.Draw {
			continue
		}
		for _, r := range [...]program.Ref{b.Instrs[i].A, b.Instrs[i].B, b.Instrs[i].C} {
			if r >= 0 {
				needed[r] = true
			}
		}
	}
	return needed
}

// whole is the reference of an output that is a whole number.
func (l *lowering) whole(r program.Ref) program.Ref {
	if r < 0 {
		return r
	}
	return l.convert(l.values[r], 0).ref
}

// asked is the reference of an output that is a truth.
func (l *lowering) asked(r program.Ref) program.Ref {
	if r < 0 {
		return r
	}
	return l.truth(l.values[r]).ref
}

// observable is what was lowered for an observable.
func (l *lowering) observable(o *program.Observable) fixed.Observable {
	v := l.materialize(l.values[o.Result])
	x := fixed.Observable{Name: o.Name, Unit: o.Unit, Format: v.format, Result: v.ref}
	compact(&l.out, &x.Result)
	x.Block = l.out
	return x
}

// emit appends an instruction whose result lies in s if it does not saturate.
func (l *lowering) emit(in fixed.Instr, s span) value {
	in.A, in.B, in.C = orNone(in.A), orNone(in.B), orNone(in.C)
	f := in.Format
	limit := span{f.Float(fixed.Min), f.Float(fixed.Max)}
	// Roundings move a value by less than one step.
	s = span{s.lo - f.Resolution(), s.hi + f.Resolution()}
	if !in.Truth && in.Op >= fixed.LoadTime && !(s.lo >= limit.lo && s.hi <= limit.hi) {
		in.Sat = true
		l.saturating++
	}
	l.out.Instrs = append(l.out.Instrs, in)
	return value{ref: program.Ref(len(l.out.Instrs) - 1), format: f, span: s.meet(limit)}
}

// orNone: references of operands count from 1 where an Instr is written without
// them, so that 0 means none.
func orNone(r program.Ref) program.Ref { return r - 1 }

// at is a reference for a field of an Instr that is given to emit.
func at(v value) program.Ref { return v.ref + 1 }

// materialize makes a constant a word of the best format.
func (l *lowering) materialize(v value) value {
	if !v.constant {
		return v
	}
	f := fixed.Holding(math.Abs(v.number))
	if v.number == 0 {
		f = fixed.Accum
	}
	return l.literal(v.number, f)
}

// literal is a constant in a given format.
func (l *lowering) literal(x float64, f fixed.Format) value {
	w := f.Word(x)
	if w == fixed.Max || w == fixed.Min {
		l.saturating++
	}
	v := l.emit(fixed.Instr{Op: fixed.Const, Raw: w, Format: f}, point(f.Float(w)))
	v.span = point(f.Float(w))
	return v
}

// convert brings a value into a format.
func (l *lowering) convert(v value, f fixed.Format) value {
	if v.constant {
		return l.literal(v.number, f)
	}
	if v.format == f {
		return v
	}
	v = l.near(v, f)
	return l.emit(fixed.Instr{Op: fixed.Move, A: at(v), SA: int8(f - v.format), Format: f}, v.span)
}

// reach is how far operands can be shifted to the left.
const reach = 30

// near brings a value so close to a format that one shift reaches it.
func (l *lowering) near(v value, f fixed.Format) value {
	for f-v.format > reach {
		v = l.emit(fixed.Instr{Op: fixed.Move, A: at(v), SA: reach, Format: v.format + reach}, v.span)
	}
	return v
}

// truth is a value as 0 or 1.
func (l *lowering) truth(v value) value {
	if v.constant {
		x := int32(0)
		if v.number != 0 {
			x = 1
		}
		return l.emit(fixed.Instr{Op: fixed.Const, Raw: x, Truth: true}, truths)
	}
	return v
}

// format chooses that of instruction i, whose operands allow values in s.
func (l *lowering) format(i int, s span) fixed.Format {
	bound := s.bound()
	if x := l.seen[i]; x > 0 {
		bound = min(bound, float64(margin*x))
	}
	if math.IsInf(bound, 0) {
		return fixed.Accum // never seen, and nothing is known
	}
	return fixed.Holding(bound)
}

func (l *lowering) fail(format string, args ...any) value {
	if l.err == nil {
		l.err = fmt.Errorf(format, args...)
	}
	return constant(0)
}

// read is a word that blocks read, or a constant.
func (l *lowering) read(op fixed.Op, x leaf, name string) value {
	if x.constant {
		return constant(x.value)
	}
	v := l.emit(fixed.Instr{Op: op, Index: int32(x.index), Format: x.format, Name: name}, x.span)
	v.span = x.span
	return v
}

// instr lowers instruction i.
func (l *lowering) instr(i int, in *program.Instr) value {
	read := func(op fixed.Op, x leaf) value { return l.read(op, x, in.Name) }
	switch in.Op {
	case program.Const:
		return constant(in.Value)
	case program.LoadState:
		return read(fixed.LoadState, l.around.states[in.Index])
	case program.LoadQuant:
		return read(fixed.LoadParam, l.around.quants[in.Index])
	case program.LoadInput:
		return read(fixed.LoadInput, l.around.inputs[in.Index])
	case program.LoadAcc:
		return read(fixed.LoadAcc, l.around.ports[in.Index])
	case program.LoadElapsed:
		v := l.emit(fixed.Instr{Op: fixed.LoadElapsed, Index: in.Index, Sat: true}, span{0, fixed.Max})
		return v
	case program.LoadTime:
		return l.time(in)
	case program.Draw:
		return l.draw(in)
	case program.LoadIndex, program.LoadCount, program.LoadPair:
		return l.fail("%s has no form in fixed point", in.Op)
	}
	a, b, c := l.operand(in.A), l.operand(in.B), l.operand(in.C)
	if (in.A < 0 || a.constant) && (in.B < 0 || b.constant) && (in.C < 0 || c.constant) {
		x := program.Apply(in.Op, in.Fn, a.number, b.number, c.number)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return l.fail("a constant of its equations is %v", x)
		}
		return constant(x)
	}
	v := l.operation(i, in, a, b, c)
	if !v.constant && in.Name != "" && int(v.ref) == len(l.out.Instrs)-1 {
		l.out.Instrs[v.ref].Name = in.Name
	}
	return v
}

func (l *lowering) operand(r program.Ref) value {
	if r < 0 {
		return constant(0)
	}
	return l.values[r]
}

// time is that of the step, in a format that reaches to the end of the segment.
func (l *lowering) time(in *program.Instr) value {
	end := float64(float64(l.around.steps+1) * l.around.step)
	f := fixed.Holding(end)
	half := math.RoundToEven(math.Ldexp(l.around.step/2, 32+int(f)))
	if in.Value*2 != math.Trunc(in.Value*2) || in.Value < 0 {
		return l.fail("time between the halves of a step")
	}
	v := l.emit(fixed.Instr{Op: fixed.LoadTime, Raw: int32(2 * in.Value), Wide: int64(half), Format: f, Sat: true}, span{0, end})
	v.span = span{0, end}
	return v
}

// operation lowers what computes something of words.
func (l *lowering) operation(i int, in *program.Instr, a, b, c value) value {
	s := apply(in.Op, in.Fn, a.span, b.span, c.span)
	switch in.Op {
	case program.Add, program.Sub:
		return l.sum(in.Op, l.format(i, s), a, b)
	case program.Mul:
		return l.product(l.format(i, s), a, b)
	case program.Div:
		if b.constant {
			if b.number == 0 {
				return l.fail("a division by zero")
			}
			return l.product(l.format(i, s), a, constant(1/b.number))
		}
		return l.quotient(l.format(i, s), a, b, s)
	case program.Neg:
		return l.emit(fixed.Instr{Op: fixed.Neg, A: at(a), Format: a.format}, s)
	case program.Abs:
		return l.emit(fixed.Instr{Op: fixed.Abs, A: at(a), Format: a.format}, s)
	case program.Sqrt:
		return l.root(l.format(i, s), a, s)
	case program.Floor, program.Ceil, program.Round:
		if a.format <= 0 {
			return a
		}
		op := map[program.Op]fixed.Op{program.Floor: fixed.Floor, program.Ceil: fixed.Ceil, program.Round: fixed.Round}[in.Op]
		a = l.convert(a, min(a.format, 30))
		return l.emit(fixed.Instr{Op: op, A: at(a), S: int8(a.format), Format: a.format}, s)
	case program.Min, program.Max:
		op := fixed.Least
		if in.Op == program.Max {
			op = fixed.Greatest
		}
		return l.pair(op, l.format(i, s), a, b, s)
	case program.Lt, program.Le, program.Gt, program.Ge, program.Eq, program.Ne:
		return l.compare(in.Op, a, b)
	case program.And, program.Or:
		op := fixed.And
		if in.Op == program.Or {
			op = fixed.Or
		}
		a, b = l.truth(a), l.truth(b)
		return l.emit(fixed.Instr{Op: op, A: at(a), B: at(b), Truth: true}, truths)
	case program.Not:
		a = l.truth(a)
		return l.emit(fixed.Instr{Op: fixed.Not, A: at(a), Truth: true}, truths)
	case program.Select:
		return l.choose(i, in, a, b, c)
	case program.Call:
		return l.call(i, in, a, b, s)
	}
	return l.fail("the operation %s has no form in fixed point", in.Op)
}

// sum adds or subtracts. The result has no more bits behind the point than the
// operand that has most.
func (l *lowering) sum(op program.Op, f fixed.Format, a, b value) value {
	switch {
	case b.constant && b.number == 0:
		return a
	case a.constant && a.number == 0 && op == program.Add:
		return b
	case a.constant && a.number == 0:
		return l.negative(b)
	}
	finest := fixed.LeastFormat
	for _, v := range [...]value{a, b} {
		if !v.constant {
			finest = max(finest, v.format)
		}
	}
	f = min(f, finest)
	x, y := l.operandIn(a, f), l.operandIn(b, f)
	out, s := fixed.Add, span{x.span.lo + y.span.lo, x.span.hi + y.span.hi}
	if op == program.Sub {
		out, s = fixed.Sub, span{x.span.lo - y.span.hi, x.span.hi - y.span.lo}
	}
	s.lo -= 2 * f.Resolution()
	s.hi += 2 * f.Resolution()
	return l.emit(fixed.Instr{Op: out, A: at(x), SA: int8(f - x.format), B: at(y), SB: int8(f - y.format), Format: f}, s)
}

// operandIn is a value that one shift brings into the format f: a constant is in
// it at once.
func (l *lowering) operandIn(v value, f fixed.Format) value {
	if v.constant {
		return l.literal(v.number, f)
	}
	return l.near(v, f)
}

// powerOfTwo is k for a constant 2^k.
func powerOfTwo(v value) (k fixed.Format, ok bool) {
	if !v.constant || !(v.number > 0) {
		return 0, false
	}
	m, e := math.Frexp(v.number)
	return fixed.Format(max(-100, min(100, e-1))), m == 0.5
}

func (l *lowering) product(f fixed.Format, a, b value) value {
	if a.constant {
		a, b = b, a
	}
	if k, ok := powerOfTwo(b); ok && a.format-k >= fixed.LeastFormat && a.format-k <= fixed.MostFormat {
		// The same word in another format.
		a.format -= k
		a.span = span{float64(a.span.lo * b.number), float64(a.span.hi * b.number)}
		return a
	}
	a, b = l.materialize(a), l.materialize(b)
	f = max(min(f, a.format+b.format), a.format+b.format-62)
	s := apply(program.Mul, "", a.span, b.span, span{})
	return l.emit(fixed.Instr{Op: fixed.Mul, A: at(a), B: at(b), S: int8(a.format + b.format - f), Format: f}, s)
}

// quotient divides: (a*2^sa)/(b*2^sb) has the format fa + sa - fb - sb.
func (l *lowering) quotient(f fixed.Format, a, b value, s span) value {
	a, b = l.materialize(a), l.materialize(b)
	shift := int(f) - int(a.format) + int(b.format)
	shift = max(-reach, min(reach, shift))
	f = a.format - b.format + fixed.Format(shift)
	in := fixed.Instr{Op: fixed.Div, A: at(a), B: at(b), Format: f}
	if shift >= 0 {
		in.SA = int8(shift)
	} else {
		in.SB = int8(-shift)
	}
	return l.emit(in, s)
}

func (l *lowering) root(f fixed.Format, a value, s span) value {
	a = l.materialize(a)
	// 2f - fa is the shift of the argument, from 0 to 31.
	f = fixed.Format(max((int(a.format)+1)/2, min(int(f), (int(a.format)+31)/2)))
	return l.emit(fixed.Instr{Op: fixed.Sqrt, A: at(a), SA: int8(2*f - a.format), Format: f}, s)
}

func (l *lowering) pair(op fixed.Op, f fixed.Format, a, b value, s span) value {
	x, y := l.operandIn(a, f), l.operandIn(b, f)
	return l.emit(fixed.Instr{Op: op, A: at(x), SA: int8(f - x.format), B: at(y), SB: int8(f - y.format), Format: f}, s)
}

var comparisons = map[program.Op]fixed.Op{program.Lt: fixed.Lt, program.Le: fixed.Le, program.Gt: fixed.Gt, program.Ge: fixed.Ge, program.Eq: fixed.Eq, program.Ne: fixed.Ne}

// compare shifts the coarser operand to the finer one, which is exact with 64 bits.
func (l *lowering) compare(op program.Op, a, b value) value {
	switch {
	case a.constant:
		a = l.literal(a.number, b.format)
	case b.constant:
		b = l.literal(b.number, a.format)
	}
	f := max(a.format, b.format)
	a, b = l.near(a, f), l.near(b, f)
	return l.emit(fixed.Instr{Op: comparisons[op], A: at(a), SA: int8(f - a.format), B: at(b), SB: int8(f - b.format), Truth: true}, truths)
}

func (l *lowering) choose(i int, in *program.Instr, a, b, c value) value {
	test := l.truth(a)
	if in.Type == program.Bool {
		b, c = l.truth(b), l.truth(c)
		return l.emit(fixed.Instr{Op: fixed.Select, A: at(test), B: at(b), C: at(c), Truth: true}, truths)
	}
	s := b.span.join(c.span)
	f := l.format(i, s)
	x, y := l.operandIn(b, f), l.operandIn(c, f)
	return l.emit(fixed.Instr{Op: fixed.Select, A: at(test), B: at(x), SA: int8(f - x.format), C: at(y), SB: int8(f - y.format), Format: f}, s)
}

// compact removes instructions that nothing uses, which constants leave behind, and
// renumbers the rest and the references of the owner.
func compact(b *fixed.Block, owners ...*program.Ref) {
	needed := make([]bool, len(b.Instrs))
	mark := func(r program.Ref) {
		if r >= 0 {
			needed[r] = true
		}
	}
	for _, s := range b.Stores {
		mark(s.Value)
	}
	for _, r := range owners {
		mark(*r)
	}
	for i := len(b.Instrs) - 1; i >= 0; i-- {
		if in := &b.Instrs[i]; needed[i] {
			mark(in.A)
			mark(in.B)
			mark(in.C)
		}
	}
	place := make([]program.Ref, len(b.Instrs))
	move := func(r *program.Ref) {
		if *r >= 0 {
			*r = place[*r]
		}
	}
	var kept []fixed.Instr
	for i, in := range b.Instrs {
		if !needed[i] {
			continue
		}
		place[i] = program.Ref(len(kept))
		move(&in.A)
		move(&in.B)
		move(&in.C)
		kept = append(kept, in)
	}
	b.Instrs = kept
	for i := range b.Stores {
		move(&b.Stores[i].Value)
	}
	for _, r := range owners {
		move(r)
	}
}
