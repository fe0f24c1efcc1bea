package program

// Ref names a value of a block: the index of the instruction that makes it.
type Ref int32

const (
	// None is no value.
	None Ref = -1
	// Always stands for the Bool value true where a Ref may be None.
	Always Ref = -2
)

// Op is the operation of an instruction.
type Op uint8

// Operations. A, B, C are the operands, Index a place outside the block.
const (
	// Leaves.
	Const       Op = iota // Value
	LoadState             // state Index, as it was when the block began
	LoadQuant             // quantity Index
	LoadInput             // input Index, constant over the step
	LoadAcc               // sum of what arrived at port Index in this step (Arrive only)
	LoadTime              // time in ms: (k + Value)*h for step k, evaluated as float64(k+Value)*h
	LoadIndex             // i: index of the element whose value is computed (values of a network only)
	LoadCount             // N: number of elements (values of a network only)
	LoadPair              // quantity Index of a pair of source and target, see PairSource (values of connections only)
	LoadSum               // sum Index over the connections of a continuous port, constant over the step
	LoadSource            // variable Index of the source of a connection (values of sums only)
	LoadWeight            // weight of a connection (values of sums only)
	LoadElapsed           // steps since the states of site Index were stored (events of plasticity rules only)
	LoadTarget            // number Index that is followed at the target, see Following (plasticity rules only)
	Draw                  // a draw: distribution Fn with parameters A, B, C; Index is the draw's number in its value, in a program that of its stream, see Random

	// Arithmetic: one rounding each.
	Add // A + B
	Sub // A - B
	Mul // A * B
	Div // A / B
	Neg // -A
	Abs
	Sqrt
	Floor
	Ceil
	Round // to nearest, halves away from zero
	Min   // A < B ? A : B
	Max   // A > B ? A : B
	Call  // elementary function Fn of A (and B)

	// Comparisons and logic.
	Lt
	Le
	Gt
	Ge
	Eq
	Ne
	And
	Or
	Not
	Select // A ? B : C

	Redraw // A, which is a Draw, or the first of its repetitions that is at least B and at most C (values of a network only)

	numOps
)

var opNames = [numOps]string{
	"const", "state", "quantity", "input", "acc", "time", "index", "count", "pair", "sum", "source", "weight", "elapsed", "target", "draw",
	"add", "sub", "mul", "div", "neg", "abs", "sqrt", "floor", "ceil", "round", "min", "max", "call",
	"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "select", "redraw",
}

func (o Op) String() string {
	if o < numOps {
		return opNames[o]
	}
	return "invalid"
}

// What LoadPair may read of a pair.
const (
	PairSource   = iota // i: position of the source in its view
	PairTarget          // j: position of the target in its view
	PairSources         // N_pre
	PairTargets         // N_post
	PairDistance        // d in um
	PairX               // dx, that of the target minus that of the source, in um
	PairY
	PairZ
	PairNumbers // how many there are
)

// Arity is the number of operands of o; Call and Draw have up to three.
func (o Op) Arity() int {
	switch {
	case o < Draw:
		return 0
	case o == Draw || o == Redraw || o == Select:
		return 3
	case o == Call:
		return 2
	case o == Neg || o == Not || (o >= Abs && o <= Round):
		return 1
	}
	return 2
}

// Instr makes one value.
type Instr struct {
	Op      Op
	Type    Type
	A, B, C Ref // None where unused
	Index   int32
	Value   float64
	Fn      string // of Call (exp, log, …) and Draw (uniform, normal, …)
	Name    string // optional: a name for people, e.g. "k1_V"
}

// Store writes a value into a state at the end of the block.
type Store struct {
	State int
	Value Ref
}

// Block is straight-line code: every instruction is computed once, in order,
// from values before it; stores take effect together at the end.
type Block struct {
	Instrs []Instr
	Stores []Store
}

// Add appends an instruction and returns its value.
func (b *Block) Add(in Instr) Ref {
	b.Instrs = append(b.Instrs, in)
	return Ref(len(b.Instrs) - 1)
}

// Uses counts how often each value is used inside the block: by instructions
// and by stores. Values that only the owner of the block uses (a test, a
// matrix entry) count zero.
func (b *Block) Uses() []int {
	n := make([]int, len(b.Instrs))
	for _, in := range b.Instrs {
		for _, r := range [...]Ref{in.A, in.B, in.C} {
			if r >= 0 && in.Op >= Draw {
				n[r]++
			}
		}
	}
	for _, s := range b.Stores {
		n[s.Value]++
	}
	return n
}
