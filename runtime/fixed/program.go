package fixed

import "github.com/nngen/nngen/runtime/program"

// Op is an operation on words.
type Op uint8

// The operations. A, B, C are words, SA and SB shifts of A and B, S one of the
// result. What an operation computes with 64 bits is cut to 32 as Instr.Sat says.
const (
	Const       Op = iota // Raw
	LoadState             // word Index of the states
	LoadParam             // word Index of the parameters
	LoadInput             // word Index of the inputs
	LoadAcc               // what arrived at port Index in this step
	LoadTime              // time of step k: (k*2^S*h) in the format of the instruction, see Time
	LoadElapsed           // steps since the states of site Index were stored
	Move                  // A*2^SA
	Add                   // A*2^SA + B*2^SB
	Sub                   // A*2^SA - B*2^SB
	Mul                   // A*B*2^-S
	Div                   // (A*2^SA)/(B*2^SB)
	Neg                   // -A*2^SA
	Abs                   // |A*2^SA|
	Sqrt                  // root of A*2^SA
	Floor                 // of A with S fractional bits, then *2^SA
	Ceil
	Round
	Least    // of A*2^SA and B*2^SB
	Greatest //
	Lt       // A*2^SA < B*2^SB
	Le
	Gt
	Ge
	Eq
	Ne
	And
	Or
	Not
	Select     // A ? B*2^SA : C*2^SB
	CallExp    // of A, in the format of the instruction
	CallTanh   // of A, in format 30
	CallLinoid // of A
	CallLog    // of A, whose format is S
	CallLog10
	DrawUnit   // uniform on [0, 1), in the format 31, see Unit; A, B, C name the stream, Raw is added to k
	DrawOpen   // uniform on (0, 1), in the format 31
	DrawNormal // in the format 28
	numOps
)

// Instr makes one word.
type Instr struct {
	Op      Op
	A, B, C program.Ref
	SA, SB  int8
	S       int8
	// Sat: what does not fit saturates. Where it is not set, it fits.
	Sat    bool
	Format Format // of the result
	Truth  bool   // the result is 0 or 1
	Index  int32
	Raw    int32
	Wide   int64 // of LoadTime: h in the format 32 + Format, see Time
	Name   string
}

// Block is straight-line code as in package program: stores take effect together.
// A stored word has the format of its state.
type Block struct {
	Instrs []Instr
	Stores []program.Store
}

// State is a word that is carried from step to step.
type State struct {
	Name   string
	Unit   string
	Doc    string
	Format Format
	HeldBy uint32
}

// Param is a word per neuron that does not change.
type Param struct {
	Name     string
	Unit     string
	Doc      string
	Format   Format
	Quantity int // index into the quantities, or inputs, of the program; -1 for a stream
	Stream   Stream
}

// Stream says which word of the name of a stream of random numbers a parameter is.
type Stream struct {
	Random int // index into the streams of the program
	Word   int // 0, 1, 2
}

// Port is a place where spikes arrive. Weights of both signs go through two ring
// buffers, as those of SpiNNaker hold numbers without a sign.
type Port struct {
	Name string
	Unit string
	Doc  string
	// Scale: a weight is multiplied by 2^Scale before it becomes an accum.
	Scale int8
	// Plus and Minus are the synapse types of positive and negative weights, -1
	// where there are none.
	Plus, Minus int8
}

// Format is that of what arrives.
func (p Port) Format() Format { return Accum + Format(p.Scale) }

// SynapseType is a ring buffer per neuron, of 16 bits without a sign per step. A
// word w of it is the accum with the bits w << Shift.
type SynapseType struct {
	Port  int
	Minus bool // its weights are subtracted
	Shift int8
}

// WeightFormat is the format of the stored weights of a synapse type.
func (p *Program) WeightFormat(t int) Format {
	s := p.Types[t]
	return p.Ports[s.Port].Format() - Format(s.Shift)
}

// Start begins a hold.
type Start struct {
	Hold  int
	Steps program.Ref // format 0
	When  program.Ref
}

// Variant is the integration while exactly the holds of Held last.
type Variant struct {
	Held  uint32
	Block Block
}

// Condition is one `on COND { … }`.
type Condition struct {
	Doc     string
	Blocked uint32
	Test    Block
	Fires   program.Ref
	Rising  bool
	Action  Block
	Spike   program.Ref
	Starts  []Start
}

// Observable is a word that can be recorded.
type Observable struct {
	Name   string
	Unit   string
	Format Format
	Block  Block
	Result program.Ref
}

// Program is a kind of neuron in fixed point; see package program for the order of
// its phases.
type Program struct {
	Name       string
	Doc        string
	Equations  []string
	Method     string
	Why        string
	Step       float64
	States     []State
	Params     []Param
	Inputs     []Param
	Ports      []Port
	Types      []SynapseType
	Holds      []string
	Common     Block
	Variants   []Variant
	Arrive     []Block
	Conditions []Condition
	Observe    []Observable
}

// Delivery is one `deliver` of a rule.
type Delivery struct {
	Amount program.Ref
	Format Format
	When   program.Ref
}

// Rule is a plasticity rule in fixed point. All its states are kept per
// connection; those of its sides agree among the connections of a neuron.
type Rule struct {
	Name      string
	Doc       string
	Equations []string
	States    []State
	Sites     []program.Site // per state
	Weight    int
	Initial   []int32 // words of the states at the beginning, but the weight
	Pre, Post Block
	Deliver   []Delivery
	HasPost   bool
	Observe   []Observable
}
