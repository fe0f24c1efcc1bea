package expr

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"
)

// Pool interns nodes. Expressions of different pools must not be mixed; Copy
// moves one over.
type Pool struct {
	nodes map[string]*node
	key   []byte // scratch

	simplified map[Expr]Expr
	monomials  map[Expr]monomial  // of products in normal form
	primitives map[Expr]primitive // of sums in normal form
	diffs      map[diffKey]Expr
}

// NewPool returns an empty pool.
func NewPool() *Pool {
	return &Pool{nodes: map[string]*node{}, simplified: map[Expr]Expr{}, monomials: map[Expr]monomial{}, primitives: map[Expr]primitive{}, diffs: map[diffKey]Expr{}}
}

// Len returns the number of distinct nodes made so far.
func (p *Pool) Len() int { return len(p.nodes) }

// leaf and branch are the only places that make nodes.

func (p *Pool) leaf(k Kind, s Sym, v *big.Rat) Expr {
	key := append(p.key[:0], byte(k))
	key = binary.AppendVarint(key, int64(s))
	if v != nil {
		key = append(key, v.RatString()...)
	}
	p.key = key
	if n, ok := p.nodes[string(key)]; ok {
		return Expr{n}
	}
	n := &node{pool: p, kind: k, sym: s, inf: k == Inf, size: 1, depth: 1}
	if v != nil {
		n.value = new(big.Rat).Set(v)
		n.float, _ = v.Float64()
	}
	if k == Symbol {
		n.syms = []Sym{s}
	}
	return p.enter(string(key), n)
}

func (p *Pool) branch(k Kind, fn Fn, args ...Expr) Expr {
	key := append(p.key[:0], byte(k), byte(fn))
	for _, a := range args {
		if a.n == nil || a.n.pool != p {
			panic(fmt.Sprintf("expr: operand of %v is not of this pool", k))
		}
		key = binary.AppendUvarint(key, uint64(a.n.id))
	}
	p.key = key
	if n, ok := p.nodes[string(key)]; ok {
		return Expr{n}
	}
	n := &node{pool: p, kind: k, fn: fn, args: slices.Clone(args), size: 1, depth: 1}
	for _, a := range args {
		n.syms = union(n.syms, a.n.syms)
		n.size = min(n.size+a.n.size, sizeLimit)
		n.depth = max(n.depth, a.n.depth+1)
		n.inf = n.inf || a.n.inf
	}
	return p.enter(string(key), n)
}

func (p *Pool) enter(key string, n *node) Expr {
	n.id = len(p.nodes) + 1
	p.nodes[key] = n
	return Expr{n}
}

// union merges ascending sets, returning one of them unchanged if it is the
// union.
func union(a, b []Sym) []Sym {
	if len(a) < len(b) {
		a, b = b, a
	}
	extra := 0
	for _, s := range b {
		if !contains(a, s) {
			extra++
		}
	}
	if extra == 0 {
		return a
	}
	u := make([]Sym, 0, len(a)+extra)
	u = append(append(u, a...), b...)
	slices.Sort(u)
	return slices.Compact(u)
}

func contains(set []Sym, s Sym) bool {
	_, ok := slices.BinarySearch(set, s)
	return ok
}
