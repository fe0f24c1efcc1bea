package lower

import (
	"math/big"
	"sort"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// scope maps names to values. Declarations may stand in any order: a value is
// worked out when it is first needed.
type scope struct {
	parent  *scope
	names   map[string]*binding
	random  bool // draws and i, N are allowed
	element bool
	// Draws of this step may stand in a condition or handler of the instance, and
	// noise in one of its equations.
	draws *instance
	// Half a step, in the arguments of a source: see sourceCall.half.
	halfStep expr.Expr
	noise    *instance
}

type binding struct {
	at      source.Span
	make    func() value
	value   value
	done    bool
	running bool
	fields  *scope // of a port: its states and parameters
	// A parameter of a source may be a list.
	list      *ast.List
	listScope *scope
	vector    int // length of a vector, whose elements have names of their own; 0: none
	table     *table
	alias     string // of a loop variable that stands for a name
}

func newScope(parent *scope) *scope { return &scope{parent: parent, names: map[string]*binding{}} }

// lazy declares a name whose value is made when it is first read.
func (s *scope) lazy(n ast.Name, make func() value) *binding {
	b := &binding{at: n.At, make: make}
	s.names[n.Text] = b
	return b
}

// set declares a name with a value.
func (s *scope) set(name string, at source.Span, v value) *binding {
	b := &binding{at: at, value: v, done: true}
	s.names[name] = b
	return b
}

func (s *scope) find(name string) *binding {
	for ; s != nil; s = s.parent {
		if b, ok := s.names[name]; ok {
			return b
		}
	}
	return nil
}

// plain follows a loop variable to the name that it stands for.
func (s *scope) plain(name string) string {
	if b := s.find(name); b != nil && b.alias != "" {
		return b.alias
	}
	return name
}

// all lists the names that can be seen, for suggestions.
func (s *scope) all() []string {
	var names []string
	for ; s != nil; s = s.parent {
		for n := range s.names {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	return names
}

// drawing reports whether draws may stand in an expression of this scope.
func (s *scope) drawing() bool {
	for ; s != nil; s = s.parent {
		if s.random {
			return true
		}
	}
	return false
}

// stepwise is the instance in whose conditions and handlers a draw would be made
// anew in every step, nil where it would not.
func (s *scope) stepwise() *instance {
	for ; s != nil; s = s.parent {
		if s.draws != nil {
			return s.draws
		}
	}
	return nil
}

// noisy is the instance of whose equation an expression is a part, or nil.
func (s *scope) noisy() *instance {
	for ; s != nil; s = s.parent {
		if s.noise != nil {
			return s.noise
		}
	}
	return nil
}

// read returns the value of a binding; a cycle is reported once.
func (l *lowerer) read(b *binding, name string, at source.Span) value {
	if b.done {
		return b.value
	}
	if b.running {
		l.list.Add(diag.CyclicDefinition(b.at, name))
		b.done, b.value = true, bad()
		return b.value
	}
	b.running = true
	v := b.make()
	if !b.done {
		b.value, b.done = v, true
	}
	return b.value
}

// lookup finds a name or reports that it is unknown.
func (l *lowerer) lookup(name string, at source.Span, sc *scope) value {
	if b := sc.find(name); b != nil {
		if b.vector > 0 {
			l.list.Add(diag.VectorNotHere(at, name))
			return bad()
		}
		if b.list != nil {
			l.list.Add(diag.NotAnExpression(at))
			return bad()
		}
		if b.alias != "" {
			return l.lookup(b.alias, at, sc)
		}
		if b.table != nil {
			l.list.Add(diag.BadTable(at, name+" is a table, not a number", "write `"+name+"[row, column]` for one of its numbers"))
			return bad()
		}
		v := l.read(b, name, at)
		v.span = at
		return v
	}
	switch {
	case name == "pi":
		return value{e: l.pool.Pi(), span: at}
	case name == "inf":
		return value{e: l.pool.Inf(), any: true, span: at}
	case l.neurons[name] != nil, l.synapse[name] != nil, l.fns[name] != nil:
		l.list.Add(diag.NotAValue(at, name))
	case ast.IsUnit(name): // as in 0.32/mV/ms*V
		u, _ := unit.Lookup(name)
		x, _ := unit.ToInternal(one, u)
		return value{e: l.pool.Rat(x), u: u, span: at}
	default:
		l.list.Add(diag.UnknownName(at, name, nearest(name, sc.all())))
	}
	return bad()
}

var one, zero = big.NewRat(1, 1), new(big.Rat)

// nearest returns the names that were most likely meant by name.
func nearest(name string, names []string) []string {
	best, list := 3, []string(nil)
	seen := map[string]bool{name: true}
	for _, n := range names {
		if seen[n] {
			continue
		}
		seen[n] = true
		d := likeness(name, n)
		if d < best {
			best, list = d, nil
		}
		if d == best && best < 3 {
			list = append(list, n)
		}
	}
	return list
}

// likeness is 0 for names that differ in case only, else the number of
// insertions, deletions and replacements that turn one into the other; 2 where
// one continues the other; 3 for names that have nothing to do with each other.
func likeness(a, b string) int {
	if strings.EqualFold(a, b) {
		return 0
	}
	d := distance(a, b)
	if short := min(len(a), len(b)); short >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
		d = min(d, 2)
	} else if d >= short {
		d = 3
	}
	return min(d, 3)
}

// distance is the number of insertions, deletions, replacements that turn a
// into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next := min(row[j]+1, row[j-1]+1, diagonal+cost)
			diagonal, row[j] = row[j], next
		}
	}
	return row[len(b)]
}
