package parser

import (
	"maps"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// body is a kind of block that holds declarations.
type body struct {
	what      string                                        // "a neuron"
	members   map[string]func(*parser, string) []ast.Member // by the word that starts them
	equations bool                                          // x' = … may stand here
}

var neuronBody = body{"a neuron", map[string]func(*parser, string) []ast.Member{
	"param":   (*parser).declMembers,
	"const":   (*parser).declMembers,
	"let":     (*parser).declMembers,
	"state":   (*parser).declMembers,
	"input":   (*parser).declMembers,
	"synapse": (*parser).port,
	"on":      (*parser).on,
	"after":   (*parser).after,
	"replace": (*parser).replace,
	"method":  (*parser).method,
}, true}

var synapseBody = body{"a synapse", map[string]func(*parser, string) []ast.Member{
	"param":  (*parser).declMembers,
	"const":  (*parser).declMembers,
	"let":    (*parser).declMembers,
	"state":  (*parser).declMembers,
	"target": (*parser).declMembers,
	"source": (*parser).declMembers,
	"sum":    (*parser).declMembers,
	"on":     (*parser).on,
	"output": (*parser).output,
	"method": (*parser).method,
}, true}

var sourceBody = body{"a source", map[string]func(*parser, string) []ast.Member{
	"param":  (*parser).declMembers,
	"const":  (*parser).declMembers,
	"let":    (*parser).declMembers,
	"output": (*parser).output,
}, true}

var externBody = body{"a neuron of a simulator", map[string]func(*parser, string) []ast.Member{
	"param":    (*parser).declMembers,
	"receptor": (*parser).declMembers,
	"variable": (*parser).declMembers,
}, false}

var plasticityBody = body{"a plasticity rule", map[string]func(*parser, string) []ast.Member{
	"param":  (*parser).declMembers,
	"const":  (*parser).declMembers,
	"let":    (*parser).declMembers,
	"state":  (*parser).declMembers,
	"pre":    (*parser).placed,
	"post":   (*parser).placed,
	"shared": (*parser).placed,
	"on":     (*parser).connectionEvent,
}, true}

var networkBody = body{"a network", map[string]func(*parser, string) []ast.Member{
	"param":      (*parser).declMembers,
	"const":      (*parser).declMembers,
	"let":        (*parser).declMembers,
	"population": (*parser).population,
	"group":      (*parser).group,
	"connect":    (*parser).connect,
	"gap":        (*parser).gap,
	"current":    (*parser).current,
	"inject":     (*parser).inject,
	"record":     (*parser).record,
	"space":      (*parser).space,
	"table":      (*parser).tableMember,
	"for":        (*parser).networkLoop,
}, false}

// networkLoopBody and experimentLoopBody are functions because loops hold loops.
func networkLoopBody() body {
	return body{"a loop of a network", map[string]func(*parser, string) []ast.Member{
		"let":     (*parser).declMembers,
		"connect": (*parser).connect,
		"gap":     (*parser).gap,
		"inject":  (*parser).inject,
		"record":  (*parser).record,
		"for":     (*parser).networkLoop,
	}, false}
}

var populationBody = body{"a population", map[string]func(*parser, string) []ast.Member{
	"init":    (*parser).init,
	"synapse": (*parser).port,
	"at":      (*parser).layout,
}, false}

var spaceBody = body{"a space", map[string]func(*parser, string) []ast.Member{
	"periodic": (*parser).periodic,
	"axes":     (*parser).axes,
	"scale":    (*parser).scale,
}, false}

var experimentBody = body{"an experiment", map[string]func(*parser, string) []ast.Member{
	"step":   (*parser).step,
	"seed":   (*parser).seed,
	"set":    (*parser).set,
	"run":    (*parser).run,
	"record": (*parser).record,
	"reset":  (*parser).reset,
	"at":     (*parser).later,
	"every":  (*parser).later,
	"for":    (*parser).experimentLoop,
}, false}

func experimentLoopBody() body {
	return body{"a loop of an experiment", map[string]func(*parser, string) []ast.Member{
		"set":   (*parser).set,
		"run":   (*parser).run,
		"reset": (*parser).reset,
		"at":    (*parser).later,
		"every": (*parser).later,
		"for":   (*parser).experimentLoop,
	}, false}
}

var laterBody = body{"`at` or `every`", map[string]func(*parser, string) []ast.Member{
	"set": (*parser).set,
}, false}

// statementWords are all words that start a statement somewhere, with the
// block in which they stand.
var statementWords = map[string]string{
	"import": "a model file, outside of all blocks", "fn": "a model file, outside of all blocks",
	"extern": "a model file, outside of all blocks", "receptor": "`extern neuron NAME for SIMULATOR { … }`", "variable": "`extern neuron NAME for SIMULATOR { … }`",
	"neuron": "a model file, outside of all blocks", "network": "a model file, outside of all blocks",
	"experiment": "a model file, outside of all blocks", "plasticity": "a model file, outside of all blocks", "source": "a model file, outside of all blocks, or a synapse", "synapse": "a model file, a neuron or a population",
	"param": "a neuron, synapse or network", "const": "a model file, neuron, synapse or network",
	"let": "a neuron, synapse, network, handler or function", "state": "a neuron or synapse",
	"input": "a neuron", "target": "a synapse", "sum": "a synapse", "on": "a neuron, synapse or plasticity rule",
	"pre": "a plasticity rule", "post": "a plasticity rule", "shared": "a plasticity rule", "deliver": "`on pre { … }` of a plasticity rule", "after": "a neuron", "replace": "a neuron",
	"method": "a neuron or synapse", "output": "a synapse or source",
	"population": "a network", "group": "a network", "connect": "a network", "gap": "a network", "current": "a network", "inject": "a network",
	"record": "a network or experiment", "init": "a population",
	"step": "an experiment", "seed": "an experiment", "set": "an experiment", "run": "an experiment",
	"reset": "an experiment", "at": "a population or an experiment", "every": "an experiment", "for": "a network or an experiment",
	"space": "a network", "table": "a model file or a network",
	"periodic": "a space", "axes": "a space", "scale": "a space",
	"spike": "a handler (`on … { … }`)", "hold": "a handler (`on … { … }`)", "if": "a handler or function",
}

// itemWords start an item and nothing else if a name follows; see startsItem.
var itemWords = map[string]bool{
	"import": true, "fn": true, "neuron": true, "synapse": true, "network": true, "experiment": true, "plasticity": true,
}

// reservedWords belong to constructs that other versions have.
var reservedWords = map[string]bool{
	"morphology": true, "cell": true, "channel": true, "ion": true, "region": true, "multisim": true, "kinetic": true,
}

// foreignStatements are what other languages write at the start of a statement.
var foreignStatements = map[string]string{
	"def": "a function is written `fn name(x : mV) = …`", "function": "a function is written `fn name(x : mV) = …`",
	"func": "a function is written `fn name(x : mV) = …`", "include": "write `import \"file.nn\"`", "from": "write `import \"file.nn\"`",
	"parameter": "write `param`", "parameters": "write each parameter on its own: `param tau = 10 ms`",
	"parameter_set": "write each parameter on its own: `param tau = 10 ms`", "var": "write `state` for what changes in time, `let` for a named expression",
	"initial": "write the initial value with the state: `state V = -65 mV`", "equations": "write equations in the body of the neuron: `V' = …`",
	"threshold": "write `on V >= V_th { spike; V = V_reset }`",
	"emit":      "write `spike`", "return": "leave `return` out: an expression that stands alone is the value", "elif": "write `} else if … {`",
	"elsif": "write `} else if … {`", "else": "`else` stands directly after the closing brace of an `if`", "while": "a handler is run in every step and has no loops",
	"simulate": "write `run 1 s`", "class": "write `neuron NAME { … }`", "model": "write `neuron NAME { … }`", "type": "write `neuron NAME { … }`",
}

// body reads the block of a definition; what names it for messages.
func (p *parser) body(what string, b body) []ast.Member {
	var list []ast.Member
	p.block(strings.TrimSpace(what), func(doc string) { list = append(list, p.member(b, doc)...) })
	return list
}

// member reads a declaration of a body.
func (p *parser) member(b body, doc string) []ast.Member {
	t := p.peek()
	switch {
	case t.Kind == Word && b.equations && p.primeAhead():
		return p.equation(doc, false)
	case t.Kind == Word && b.members[t.Text] != nil && !p.assignsTo():
		return b.members[t.Text](p, doc)
	case t.Kind == Word && b.equations && p.assignsTo():
		p.fail(diag.AssignOutsideHandler(t.Span, t.Text, b.what,
			"write `"+t.Text+"' = …` for its derivative, `let "+t.Text+" = …` for a named expression, or `param "+t.Text+" = …`"))
	default:
		p.unknownStatement(b.what, words(b.members))
	}
	return nil
}

// assignsTo tells whether `NAME =` or `NAME +=` comes next, so that NAME is not
// the word of a statement.
func (p *parser) assignsTo() bool {
	next := p.peek2()
	return next.Kind == Punct && assignOps[next.Text] != ""
}

// primeAhead tells whether `NAME'` comes next.
func (p *parser) primeAhead() bool {
	next := p.peek2()
	return next.Kind == Punct && next.Text == "'"
}

// unknownStatement says what is wrong with the start of a statement.
func (p *parser) unknownStatement(where string, allowed []string) {
	t := p.peek()
	if t.Kind != Word {
		if t.Kind == Punct && (t.Text == ")" || t.Text == "]") {
			p.fail(diag.BracketNotOpened(t.Span, t.Text))
		}
		p.unexpected("a statement of " + where)
		return
	}
	if p.peek2().Kind == Wrong { // reported by the scanner
		p.giveUp()
		return
	}
	if name, span, ok := p.derivative(); ok {
		p.fail(diag.ForeignDerivative(span, name))
		return
	}
	home, foreign := statementWords[t.Text], foreignStatements[t.Text]
	switch {
	case p.primeAhead():
		p.fail(diag.StatementElsewhere(t.Span, t.Text+"'", where, "a neuron or synapse"))
	case reservedWords[t.Text]:
		p.fail(diag.ReservedWord(t.Span, t.Text))
	case home != "" && !slices.Contains(allowed, t.Text):
		p.fail(diag.StatementElsewhere(t.Span, t.Text, where, home))
	case foreign != "":
		p.fail(diag.ForeignWord(t.Span, t.Text, foreign))
	default:
		p.fail(diag.UnknownStatement(t.Span, t.Text, where, allowed, closest(t.Text, allowed)))
	}
}

// derivative tells whether `dV/dt` comes next.
func (p *parser) derivative() (name string, span source.Span, ok bool) {
	next := p.lookahead(3)
	name, isD := strings.CutPrefix(next[0].Text, "d")
	if !isD || name == "" || next[0].Kind != Word || next[1].Text != "/" || next[2].Text != "dt" {
		return "", source.Span{}, false
	}
	return name, source.Join(next[0].Span, next[2].Span), true
}

// words lists the keys of a table in alphabetical order.
func words[T any](table map[string]T) []string { return slices.Sorted(maps.Keys(table)) }

// closest returns the word that differs from a misspelt one in at most two
// letters, or "".
func closest(word string, list []string) string {
	best, least := "", 3
	for _, w := range list {
		if d := edits(word, w); d < least && d < len(w)-1 {
			best, least = w, d
		}
	}
	return best
}

// edits is the number of letters to insert, delete or replace (Levenshtein
// 1966). Long words are far from all of ours.
func edits(a, b string) int {
	if len(a) > 2*len(b)+2 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
