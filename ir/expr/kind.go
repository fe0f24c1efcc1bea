package expr

// Kind tells what a node is.
type Kind uint8

// The kinds of nodes.
const (
	Invalid Kind = iota // the zero Expr
	Const               // exact rational number, Rat
	Inf                 // +infinity
	Pi                  // 3.14159…
	Symbol              // Sym
	Add                 // n >= 2 terms, summed from left to right
	Mul                 // n >= 2 factors, multiplied from left to right
	Sub                 // a - b
	Div                 // a / b
	Neg                 // -a
	Pow                 // a ^ b
	Lt                  // a < b
	Le                  // a <= b
	Gt                  // a > b
	Ge                  // a >= b
	Eq                  // a == b
	Ne                  // a != b
	And                 // a and b
	Or                  // a or b
	Not                 // not a
	Cond                // a ? b : c
	Call                // Fn of the arguments
)

var kindNames = [...]string{
	"invalid", "const", "inf", "pi", "symbol", "add", "mul", "sub", "div", "neg", "pow",
	"<", "<=", ">", ">=", "==", "!=", "and", "or", "not", "cond", "call",
}

// String returns the name of the kind, for messages about the compiler itself.
func (k Kind) String() string { return kindNames[k] }

// IsComparison reports whether k is one of Lt, Le, Gt, Ge, Eq, Ne.
func (k Kind) IsComparison() bool { return k >= Lt && k <= Ne }

// IsBool reports whether a node of kind k has a truth value. A folded constant
// truth value is a Const 0 or 1.
func (k Kind) IsBool() bool { return k >= Lt && k <= Not }
