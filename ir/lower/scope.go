package lower

import (
	"sort"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// scope maps names to values. Declarations may stand in any order: a value is
// worked out when it is first needed.
type scope struct {
	parent  *scope
	names   map[string]*binding
	random  bool // draws and i, N are allowed
	element bool
}

type binding struct {
	at      source.Span
	make    func() value
	value   value
	done    bool
	running bool
	fields  *scope // of a port: its states and parameters
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
	default:
		l.list.Add(diag.UnknownName(at, name, nearest(name, sc.all())))
	}
	return bad()
}

// nearest returns the names that are at most two edits away from name.
func nearest(name string, names []string) []string {
	best, list := 3, []string(nil)
	seen := map[string]bool{name: true}
	for _, n := range names {
		if seen[n] {
			continue
		}
		seen[n] = true
		switch d := distance(name, n); {
		case d < best && d < len(name):
			best, list = d, []string{n}
		case d == best && best < 3 && d < len(name):
			list = append(list, n)
		}
	}
	return list
}

// distance is the number of insertions, deletions, replacements that turn a
// into b; a change of case counts half of one, rounded up over the word.
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
