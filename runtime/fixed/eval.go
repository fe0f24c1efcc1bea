package fixed

// Env is what a block reads from outside.
type Env struct {
	States  []int32
	Params  []int32
	Inputs  []int32
	Acc     []int32
	Step    int64 // k
	Elapsed [3]int64
	// Saturated counts saturations, if not nil.
	Saturated *int64
}

// Time is (k*2 + twice)*h/2 in a format, where wide is h/2 in the format 32 higher.
func Time(k int64, twice int32, wide int64, format Format) int64 {
	n := uint64(2*k + int64(twice))
	if 2*k+int64(twice) < 0 {
		return 0
	}
	hi := n * (uint64(wide) >> 32)
	lo := n * (uint64(wide) & 0xffffffff)
	return int64(hi + lo>>32)
}

// Eval computes all words of b in order into v, which is grown when it is too
// short, and returns it. Stores are not done.
func Eval(b *Block, e *Env, v []int32) []int32 {
	if cap(v) < len(b.Instrs) {
		v = make([]int32, len(b.Instrs))
	}
	v = v[:len(b.Instrs)]
	for i := range b.Instrs {
		in := &b.Instrs[i]
		var x int64 // before it is cut to 32 bits
		switch in.Op {
		case Const:
			x = int64(in.Raw)
		case LoadState:
			x = int64(e.States[in.Index])
		case LoadParam:
			x = int64(e.Params[in.Index])
		case LoadInput:
			x = int64(e.Inputs[in.Index])
		case LoadAcc:
			x = int64(e.Acc[in.Index])
		case LoadTime:
			x = Time(e.Step, in.Raw, in.Wide, in.Format)
		case LoadElapsed:
			x = e.Elapsed[in.Index]
		case Move:
			x = Shift(v[in.A], int(in.SA))
		case Add:
			x = Shift(v[in.A], int(in.SA)) + Shift(v[in.B], int(in.SB))
		case Sub:
			x = Shift(v[in.A], int(in.SA)) - Shift(v[in.B], int(in.SB))
		case Mul:
			x = Product(v[in.A], v[in.B], int(in.S))
		case Div:
			x = Quotient(v[in.A], int(in.SA), v[in.B], int(in.SB))
		case Neg:
			x = -Shift(v[in.A], int(in.SA))
		case Abs:
			x = max(Shift(v[in.A], int(in.SA)), -Shift(v[in.A], int(in.SA)))
		case Sqrt:
			x = int64(Root(v[in.A], int(in.SA)))
		case Floor:
			x = floor(v[in.A], int(in.S))
		case Ceil:
			x = ceil(v[in.A], int(in.S))
		case Round:
			x = round(v[in.A], int(in.S))
		case Least:
			x = min(Shift(v[in.A], int(in.SA)), Shift(v[in.B], int(in.SB)))
		case Greatest:
			x = max(Shift(v[in.A], int(in.SA)), Shift(v[in.B], int(in.SB)))
		case Lt:
			x = truth(Shift(v[in.A], int(in.SA)) < Shift(v[in.B], int(in.SB)))
		case Le:
			x = truth(Shift(v[in.A], int(in.SA)) <= Shift(v[in.B], int(in.SB)))
		case Gt:
			x = truth(Shift(v[in.A], int(in.SA)) > Shift(v[in.B], int(in.SB)))
		case Ge:
			x = truth(Shift(v[in.A], int(in.SA)) >= Shift(v[in.B], int(in.SB)))
		case Eq:
			x = truth(Shift(v[in.A], int(in.SA)) == Shift(v[in.B], int(in.SB)))
		case Ne:
			x = truth(Shift(v[in.A], int(in.SA)) != Shift(v[in.B], int(in.SB)))
		case And:
			x = truth(v[in.A] != 0 && v[in.B] != 0)
		case Or:
			x = truth(v[in.A] != 0 || v[in.B] != 0)
		case Not:
			x = truth(v[in.A] == 0)
		case Select:
			if v[in.A] != 0 {
				x = Shift(v[in.B], int(in.SA))
			} else {
				x = Shift(v[in.C], int(in.SB))
			}
		case CallExp:
			x = int64(Exp(v[in.A], in.Format))
		case CallTanh:
			x = int64(Tanh(v[in.A]))
		case CallLinoid:
			x = int64(Linoid(v[in.A]))
		case CallLog:
			x = int64(Log(v[in.A], Format(in.S), in.Format))
		case CallLog10:
			x = int64(Log10(v[in.A], Format(in.S), in.Format))
		}
		if in.Op >= DrawUnit {
			n := e.Step + int64(in.Raw)
			switch in.Op {
			case DrawUnit:
				x = int64(Unit(v[in.A], v[in.B], v[in.C], n))
			case DrawOpen:
				x = int64(Open(v[in.A], v[in.B], v[in.C], n))
			case DrawNormal:
				x = int64(Normal(v[in.A], v[in.B], v[in.C], n))
			}
		}
		if in.Sat {
			y := Saturate(x)
			if e.Saturated != nil && int64(y) != x {
				*e.Saturated++
			}
			v[i] = y
			continue
		}
		v[i] = int32(x)
	}
	return v
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Store writes the stores of b into states, except those to states of which held
// says that they are held.
func (b *Block) Store(states, v []int32, held func(state int) bool) {
	for _, s := range b.Stores {
		if held == nil || !held(s.State) {
			states[s.State] = v[s.Value]
		}
	}
}
