package ast

// Plasticity is a rule that changes connections: a body or a Variant as for
// neurons.
type Plasticity struct {
	Loc
	Doc     string
	Name    Name
	Variant Expr
	Body    []Member // *Decl, *Equation, *On (pre, post)
}

// Site says where the state of a plasticity rule lives.
type Site string

// The sites. States of the source and of the target are shared by all their
// connections of one projection.
const (
	OnConnection Site = ""
	AtSource     Site = "pre"
	AtTarget     Site = "post"
	Everywhere   Site = "shared"
)

// The events of a connection.
const (
	OnPre  Event = "pre"  // on pre: a spike of the source reaches the connection
	OnPost Event = "post" // on post: a spike of the target reaches the connection
	// on PORT(a : unit): spikes of a modulator reach all connections; On.Port and
	// On.Weight say its name and what arrives.
	OnModulator Event = "modulator"
)

// Clip is `clip(lo, hi)` behind the declaration of a state.
type Clip struct {
	Loc
	Low, High Expr
}

// Deliver is `deliver EXPR`: what the target gets.
type Deliver struct {
	Loc
	Value Expr
}

func (*Plasticity) item() {}
func (*Deliver) stmt()    {}
