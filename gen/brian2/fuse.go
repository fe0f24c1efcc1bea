package brian2

import (
	"math"

	"github.com/nngen/nngen/runtime/program"
)

// fused is straight-line code that several blocks of a program become: each
// block reads what the blocks before it left. Brian2 computes a statement for
// all neurons at once and knows no branches, so alternatives (held or not, fires
// or not) are both computed and one of them is selected; what they have in
// common is computed once. Neither changes a rounding.
//
// Besides the states of the program it knows places for what else a neuron
// remembers: see [places].
type fused struct {
	block program.Block
	seen  map[value]program.Ref
	now   []program.Ref // per place: its value so far; None before it is loaded
	types []program.Type
	hints map[program.Ref]string  // names for values that are worth a line of their own
	safe  func(quantity int) bool // is the quantity the same for all and not 0
}

// value is an instruction without its name. The number is kept as its bits: 0
// and -0 are different values.
type value struct {
	op      program.Op
	typ     program.Type
	a, b, c program.Ref
	index   int32
	bits    uint64
	fn      string
}

// divide is the name under which a division that may be one by zero appears as
// a call; Python's rules, not those of IEEE 754, hold for a plain one.
const divide = "divide"

func newFused(types []program.Type, safe func(int) bool) *fused {
	f := &fused{seen: map[value]program.Ref{}, now: make([]program.Ref, len(types)), types: types, safe: safe, hints: map[program.Ref]string{}}
	for i := range f.now {
		f.now[i] = program.None
	}
	return f
}

// add returns the value that in makes, which may have been made before.
func (f *fused) add(in program.Instr) program.Ref {
	key := value{in.Op, in.Type, in.A, in.B, in.C, in.Index, math.Float64bits(in.Value), in.Fn}
	if r, ok := f.seen[key]; ok {
		if f.block.Instrs[r].Name == "" {
			f.block.Instrs[r].Name = in.Name
		}
		return r
	}
	r := f.block.Add(in)
	f.seen[key] = r
	return r
}

func (f *fused) op(op program.Op, t program.Type, args ...program.Ref) program.Ref {
	in := program.Instr{Op: op, Type: t, A: program.None, B: program.None, C: program.None}
	for i, a := range args {
		*[...]*program.Ref{&in.A, &in.B, &in.C}[i] = a
	}
	return f.add(in)
}

func (f *fused) literal(x float64) program.Ref {
	return f.add(program.Instr{Op: program.Const, Value: x, A: program.None, B: program.None, C: program.None})
}

// initial is the value of a place when the code begins.
func (f *fused) initial(place int) program.Ref {
	return f.add(program.Instr{Op: program.LoadState, Type: f.types[place], Index: int32(place), A: program.None, B: program.None, C: program.None})
}

// at is the value of a place as the code before left it.
func (f *fused) at(place int) program.Ref {
	if f.now[place] == program.None {
		f.now[place] = f.initial(place)
	}
	return f.now[place]
}

// inline appends the instructions of b and returns their values.
func (f *fused) inline(b *program.Block) []program.Ref {
	v := make([]program.Ref, len(b.Instrs))
	for i, in := range b.Instrs {
		if in.Op == program.LoadState {
			v[i] = f.at(int(in.Index))
			continue
		}
		if in.Op >= program.Draw {
			for _, r := range [...]*program.Ref{&in.A, &in.B, &in.C} {
				if *r >= 0 {
					*r = v[*r]
				}
			}
		}
		switch {
		case in.Op == program.Const && in.Type == program.Bool:
			v[i] = f.truth(in.Value != 0)
		case in.Op == program.Select:
			v[i] = f.choose(in.A, in.B, in.C, in.Name)
		case in.Op == program.Div && !f.divides(in.B):
			in.Op, in.Fn = program.Call, divide
			v[i] = f.add(in)
		default:
			v[i] = f.add(in)
		}
	}
	return v
}

// divides reports whether a division by r can never be one by zero.
func (f *fused) divides(r program.Ref) bool {
	in := f.block.Instrs[r]
	return in.Op == program.Const && in.Value != 0 || in.Op == program.LoadQuant && f.safe(int(in.Index))
}

// truth is a constant condition, written as a comparison.
func (f *fused) truth(x bool) program.Ref {
	op := program.Gt
	if x {
		op = program.Lt
	}
	return f.op(op, program.Bool, f.literal(0), f.literal(1))
}

// choose is a where cond holds, else b.
func (f *fused) choose(cond, a, b program.Ref, name string) program.Ref {
	a, b = f.given(cond, true, a), f.given(cond, false, b)
	switch {
	case a == b || cond == program.Always:
		return a
	case cond == program.None:
		return b
	case f.block.Instrs[a].Type == program.Bool:
		return f.or(f.and(cond, a), f.and(f.not(cond), b))
	}
	return f.add(program.Instr{Op: program.Select, Type: f.block.Instrs[a].Type, A: cond, B: a, C: b, Name: name})
}

// given is what r amounts to where cond is known to hold, or not to hold: the
// selections among its operands that ask for cond again are settled.
func (f *fused) given(cond program.Ref, holds bool, r program.Ref) program.Ref {
	if cond < 0 {
		return r
	}
	settled := map[program.Ref]program.Ref{}
	var settle func(r program.Ref) program.Ref
	settle = func(r program.Ref) program.Ref {
		if r < cond { // made before cond, so it cannot ask for it
			return r
		}
		if s, ok := settled[r]; ok {
			return s
		}
		in, s := f.block.Instrs[r], r
		switch {
		case in.Op == program.Select && in.A == cond && holds:
			s = settle(in.B)
		case in.Op == program.Select && in.A == cond:
			s = settle(in.C)
		case in.Op >= program.Draw:
			in.A, in.B, in.C = settle(in.A), settle(in.B), settle(in.C)
			s = f.add(in)
		}
		settled[r] = s
		return s
	}
	return settle(r)
}

// and, or and not take Always for true and None for false.
func (f *fused) and(a, b program.Ref) program.Ref {
	switch {
	case a == program.None || b == program.None:
		return program.None
	case a == program.Always:
		return b
	case b == program.Always:
		return a
	}
	return f.op(program.And, program.Bool, a, b)
}

func (f *fused) or(a, b program.Ref) program.Ref {
	switch {
	case a == program.Always || b == program.Always:
		return program.Always
	case a == program.None:
		return b
	case b == program.None:
		return a
	}
	return f.op(program.Or, program.Bool, a, b)
}

func (f *fused) not(a program.Ref) program.Ref {
	switch a {
	case program.Always:
		return program.None
	case program.None:
		return program.Always
	}
	return f.op(program.Not, program.Bool, a)
}

// hint proposes a name for r, in case that it is used more than once.
func (f *fused) hint(r program.Ref, name string) {
	if r >= 0 && f.hints[r] == "" {
		f.hints[r] = name
	}
}

// sweep empties the instructions that neither stores nor outputs need.
func (f *fused) sweep(outputs []program.Ref) {
	live := make([]bool, len(f.block.Instrs))
	mark := func(r program.Ref) {
		if r >= 0 {
			live[r] = true
		}
	}
	for _, r := range outputs {
		mark(r)
	}
	for _, s := range f.block.Stores {
		mark(s.Value)
	}
	for i := len(live) - 1; i >= 0; i-- {
		in := &f.block.Instrs[i]
		if !live[i] {
			*in = program.Instr{Op: program.Const, A: program.None, B: program.None, C: program.None}
			continue
		}
		mark(in.A)
		mark(in.B)
		mark(in.C)
	}
}

// label gives the values that are used more than once the names proposed.
func (f *fused) label() {
	for r, n := range f.block.Uses() {
		if in := &f.block.Instrs[r]; n > 1 && in.Op > program.Draw && in.Name == "" {
			in.Name = f.hints[program.Ref(r)]
		}
	}
}

// changed lists the places whose value the code changes.
func (f *fused) changed() []int {
	var list []int
	for i, r := range f.now {
		if r != program.None && !f.loads(r, i) {
			list = append(list, i)
		}
	}
	return list
}

func (f *fused) loads(r program.Ref, place int) bool {
	in := f.block.Instrs[r]
	return in.Op == program.LoadState && int(in.Index) == place
}
