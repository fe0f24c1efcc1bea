package diag

import (
	"strings"

	"github.com/nngen/nngen/dsl/source"
)

// syntaxKinds lists the NN0 family: syntax.
func syntaxKinds() []Kind {
	return []Kind{
		unexpected, bracketNotClosed, bracketMismatch, bracketNotOpened, blockNotClosed, colonForBlock,
		operatorMissing, foreignOperator, foreignWord, foreignComment, assignInCondition, comparisonChain,
		tooManyOperators, tooDeep, numberRange, unitExponent, unitIsNumber, notAUnit,
		textNotClosed, singleQuotes, strayPrime, strayCharacter, letterNotASCII, nameStartsWithDigit,
		unknownStatement, reservedWord, statementElsewhere, assignOutsideHandler, equationInHandler, foreignDerivative,
		fileTooLarge,
	}
}

var unexpected = Kind{
	Code:  "NN0001",
	Title: "something else is expected here",
	Explanation: `The text up to this place can be read, but what comes next does not fit. Most
often a word, a bracket or a value before it is missing or misspelt. The help
shows how the whole statement is written.`,
	Bad: `experiment default { run 1 s discard }
`,
	Good: `experiment default { run 1 s discard 200 ms }
`,
}

// Unexpected reports what was found where want should stand; usage shows the
// whole statement and may be empty.
func Unexpected(span source.Span, found, want, usage string) Diagnostic {
	d := unexpected.At(span, "expected %s, found %s", want, found).WithLabel("expected %s", want)
	if usage != "" {
		d = d.WithHelp("it is written `%s`", usage)
	}
	return d
}

var bracketNotClosed = Kind{
	Code:  "NN0002",
	Title: "a bracket is not closed",
	Explanation: `Each ( needs its ) and each [ its ]. Line ends do not count inside of brackets,
so an open one lets the statement run on into the next line.`,
	Bad: `neuron N {
    param tau = 10 ms
    state V = 0 mV
    V' = -(V + 3 mV/tau
}
`,
	Good: `neuron N {
    param tau = 10 ms
    state V = 0 mV
    V' = -(V + 3 mV)/tau
}
`,
}

// BracketNotClosed reports an opening bracket, with the place that shows that
// its partner is missing.
func BracketNotClosed(open, at source.Span) Diagnostic {
	return bracketNotClosed.At(open, "`%s` is not closed", open.Text()).
		WithLabel("opened here").
		WithRelated(at, "`%s` is missing before this", partner(open.Text())).
		WithHelp("write `%s` where the bracket ends", partner(open.Text()))
}

// partner is the closing bracket for an opening one.
func partner(open string) string {
	switch open {
	case "[":
		return "]"
	case "{":
		return "}"
	}
	return ")"
}

var bracketMismatch = Kind{
	Code:  "NN0003",
	Title: "a bracket is closed by one of another kind",
	Explanation: `A bracket opened by ( is closed by ), one opened by [ by ]. Round brackets group
and call, square brackets select elements and make lists.`,
	Bad: `network n {
    population p[10) = LIF()
}
`,
	Good: `network n {
    population p[10] = LIF()
}
`,
}

// BracketMismatch reports a closing bracket that does not fit the open one.
func BracketMismatch(open, at source.Span) Diagnostic {
	return bracketMismatch.At(at, "`%s` is closed by `%s`", open.Text(), at.Text()).
		WithLabel("expected `%s`", partner(open.Text())).
		WithRelated(open, "opened here").
		WithHelp("write `%s`", partner(open.Text()))
}

var bracketNotOpened = Kind{
	Code:  "NN0004",
	Title: "a bracket is closed that was not opened",
	Explanation: `There is a closing bracket or brace too many, or the opening one before it is
missing.`,
	Bad: `const a = 2*(3 + 4))
`,
	Good: `const a = 2*(3 + 4)
`,
}

// BracketNotOpened reports a closing bracket or brace without a partner.
func BracketNotOpened(span source.Span, text string) Diagnostic {
	return bracketNotOpened.At(span, "nothing is open that `%s` could close", text).
		WithHelp("remove `%s`, or open its bracket further up", text).
		WithFix(span, "")
}

var blockNotClosed = Kind{
	Code:  "NN0005",
	Title: "a block is not closed",
	Explanation: `Each { needs its }. The report points at the brace that most likely lacks its
partner, judged by the indentation.`,
	Bad: `neuron N {
    state V = 0 mV
    on V >= 1 mV {
        spike
}

experiment default { run 1 s }
`,
	Good: `neuron N {
    state V = 0 mV
    on V >= 1 mV {
        spike
    }
}

experiment default { run 1 s }
`,
}

// BlockNotClosed reports the brace that opened a block; what names the block.
func BlockNotClosed(opened source.Span, what string) Diagnostic {
	return blockNotClosed.At(opened, "the block of %s is not closed", what).
		WithLabel("opened here").
		WithHelp("write `}` where the block ends")
}

var colonForBlock = Kind{
	Code:        "NN0006",
	Title:       "a block starts with a colon",
	Explanation: `Blocks are written in braces. Indentation has no meaning.`,
	Bad: `neuron N:
    state V = 0 mV
`,
	Good: `neuron N {
    state V = 0 mV
}
`,
}

// ColonForBlock reports a colon where the brace of a block should stand.
func ColonForBlock(span source.Span, what string) Diagnostic {
	return colonForBlock.At(span, "a block starts with `{`, not with `:`").
		WithLabel("write `{`").
		WithHelp("put the block of %s in braces: `{ … }`", what)
}

var operatorMissing = Kind{
	Code:  "NN0007",
	Title: "two values stand side by side",
	Explanation: `Between two values there must be an operator; a product is written with *, not by
putting the factors side by side. Two statements on one line need a ; between
them.`,
	Bad: `const a = 2
const b = 3 (a + 1)
`,
	Good: `const a = 2
const b = 3*(a + 1)
`,
}

// OperatorMissing reports value b directly after value a.
func OperatorMissing(a, b source.Span) Diagnostic {
	return operatorMissing.At(b, "an operator or a new line is missing before `%s`", b.Text()).
		WithRelated(a, "the statement could end here").
		WithHelp("write an operator, such as `*`, or `;` between two statements")
}

var foreignOperator = Kind{
	Code:  "NN0008",
	Title: "an operator of another language",
	Explanation: `The operators are + - * / ^, the comparisons < <= > >= == !=, and the words and,
or, not. Values are stored with = += -= *= /=.`,
	Bad: `fn square(x) = x**2
`,
	Good: `fn square(x) = x^2
`,
}

// ForeignOperator reports an operator and the one to write.
func ForeignOperator(span source.Span, text, own string) Diagnostic {
	return foreignOperator.At(span, "`%s` is written `%s` here", text, own).
		WithLabel("write `%s`", own).
		WithFix(span, own)
}

var foreignWord = Kind{
	Code:  "NN0009",
	Title: "a word of another language",
	Explanation: `This word has a meaning in other languages, but not in this one. The help tells
what to write.`,
	Bad: `fn step_up(x) {
    if x > 0 then {
        1
    } else {
        0
    }
}
`,
	Good: `fn step_up(x) {
    if x > 0 {
        1
    } else {
        0
    }
}
`,
}

// ForeignWord reports a word; help says what to write.
func ForeignWord(span source.Span, word, help string) Diagnostic {
	return foreignWord.At(span, "`%s` is not a word of this language", word).WithHelp("%s", help)
}

var foreignComment = Kind{
	Code:  "NN0010",
	Title: "a comment of another language",
	Explanation: `A comment starts with // and ends with its line. Comments with /// describe the
declaration after them.`,
	Bad: `# the time constant
const tau = 10 ms
`,
	Good: `// the time constant
const tau = 10 ms
`,
}

// ForeignComment reports the sign that starts a comment elsewhere.
func ForeignComment(span source.Span, mark string) Diagnostic {
	d := foreignComment.At(span, "a comment starts with `//`, not with `%s`", mark).WithLabel("write `//`")
	if mark == "#" {
		return d.WithFix(span, "//")
	}
	return d.WithHelp("begin every line of the comment with `//`")
}

var assignInCondition = Kind{
	Code:  "NN0011",
	Title: "`=` in a condition",
	Explanation: `= stores a value; == compares two. Since values of simulations are rarely equal
to the last bit, >= or <= is mostly what is meant.`,
	Bad: `fn f(x) {
    if x = 1 {
        2
    } else {
        3
    }
}
`,
	Good: `fn f(x) {
    if x == 1 {
        2
    } else {
        3
    }
}
`,
}

// AssignInCondition reports = where only == can be meant.
func AssignInCondition(span source.Span) Diagnostic {
	return assignInCondition.At(span, "`=` stores a value; a comparison is written `==`").
		WithLabel("write `==`").
		WithFix(span, "==")
}

var comparisonChain = Kind{
	Code:  "NN0012",
	Title: "comparisons in a row",
	Explanation: `a < b < c would compare the truth of a < b with c. Write both comparisons and
join them with and.`,
	Bad: `fn inside(x) = 0 < x < 1 ? 1 : 0
`,
	Good: `fn inside(x) = 0 < x and x < 1 ? 1 : 0
`,
}

// ComparisonChain reports the second comparison of a row.
func ComparisonChain(first, second source.Span) Diagnostic {
	return comparisonChain.At(second, "comparisons cannot stand in a row").
		WithRelated(first, "the first comparison").
		WithHelp("join them with `and`: `a < b and b < c`")
}

var tooManyOperators = Kind{
	Code:  "NN0013",
	Title: "an expression with too many operators",
	Explanation: `The number of operators in one expression is bounded, so that no file can make
nngen run out of memory. Give parts of the expression names with let.`,
	Bad:  "const a = 1" + strings.Repeat("+1", 5000) + "\n",
	Good: "const a = 5001\n",
}

// TooManyOperators reports where the bound was passed.
func TooManyOperators(span source.Span, most int) Diagnostic {
	return tooManyOperators.At(span, "an expression with more than %d operators", most).
		WithHelp("give parts of it names: `let part = …`")
}

var tooDeep = Kind{
	Code:  "NN0014",
	Title: "brackets or blocks nested too deeply",
	Explanation: `The depth of nesting is bounded, so that no file can make nngen run out of
memory. Give inner parts names with let.`,
	Bad:  "const a = " + strings.Repeat("(", 300) + "1" + strings.Repeat(")", 300) + "\n",
	Good: "const a = (1)\n",
}

// TooDeep reports where the bound was passed.
func TooDeep(span source.Span, most int) Diagnostic {
	return tooDeep.At(span, "nested more than %d levels deep", most).
		WithHelp("give inner parts names: `let part = …`")
}

var numberRange = Kind{
	Code:  "NN0015",
	Title: "a number is too large or too small",
	Explanation: `Numbers are kept exactly as written, up to a size far beyond any quantity. A
number without bounds is written inf.`,
	Bad: `const a = 1e999
`,
	Good: `const a = inf
`,
}

// NumberRange reports a literal outside of 1e-most … 1e+most.
func NumberRange(span source.Span, most int) Diagnostic {
	return numberRange.At(span, "a number must lie between 1e-%d and 1e+%d", most, most).
		WithHelp("write `inf` for a number without bounds, `0` for one too small to matter")
}

var unitExponent = Kind{
	Code:  "NN0016",
	Title: "the exponent of a unit is not a number",
	Explanation: `A unit can be raised to an integer, as in ms^-1, or to a fraction in brackets, as
in mV^(1/2). In an expression, put the number with its unit in brackets to raise
both: (2 mV)^n.`,
	Bad: `fn f(V : mV^n) = V
`,
	Good: `fn f(V : mV^2) = V
`,
}

// UnitExponent reports an exponent that is no integer or fraction.
func UnitExponent(span source.Span) Diagnostic {
	return unitExponent.At(span, "a unit can only be raised to an integer or to a fraction in brackets").
		WithHelp("write for instance `ms^-1` or `mV^(1/2)`")
}

var unitIsNumber = Kind{
	Code:  "NN0017",
	Title: "a unit that is a number",
	Explanation: `After a colon stands a unit: a product of powers of names such as nS/mV, or 1 for
a quantity without unit. Its value comes after =.`,
	Bad: `neuron N { param tau : 10 ms }
`,
	Good: `neuron N { param tau = 10 ms }
`,
}

// UnitIsNumber reports a number other than 1 where a unit should stand.
func UnitIsNumber(span source.Span) Diagnostic {
	return unitIsNumber.At(span, "a unit stands after `:`, not a value").
		WithHelp("write the value after `=`, and `1` for a quantity without unit")
}

var notAUnit = Kind{
	Code:  "NN0018",
	Title: "a word after a number is not a unit",
	Explanation: `Directly after a number stands its unit, such as mV, ms, pA, nS, pF, Hz or MOhm.
Upper and lower case matter: mV is a millivolt, MV a megavolt. A product with a
name is written with *.`,
	Bad: `const tau = 10 msec
`,
	Good: `const tau = 10 ms
`,
}

// NotAUnit reports a word after a number; suggestion may be empty.
func NotAUnit(span source.Span, number, word, suggestion string) Diagnostic {
	d := notAUnit.At(span, "`%s` is not a unit", word)
	if suggestion != "" {
		return d.WithLabel("did you mean `%s`?", suggestion).
			WithHelp("write `%s %s`", number, suggestion).
			WithFix(span, suggestion)
	}
	return d.WithHelp("write a unit after the number, or `%s*%s` for a product", number, word)
}

var textNotClosed = Kind{
	Code:        "NN0019",
	Title:       "a text is not closed",
	Explanation: `A text stands between two " on one line.`,
	Bad: `import "std/neurons
`,
	Good: `import "std/neurons"
`,
}

// TextNotClosed reports a text without its second quote.
func TextNotClosed(span source.Span) Diagnostic {
	return textNotClosed.At(span, "the text is not closed").WithHelp("write `\"` at its end")
}

var singleQuotes = Kind{
	Code:        "NN0020",
	Title:       "a text in single quotes",
	Explanation: `Texts stand in double quotes. A single quote after a name marks a derivative.`,
	Bad: `import 'std/neurons'
`,
	Good: `import "std/neurons"
`,
}

// SingleQuotes reports a text in single quotes.
func SingleQuotes(span source.Span, inner string) Diagnostic {
	return singleQuotes.At(span, "a text stands in double quotes").
		WithHelp("write `\"%s\"`", inner).
		WithFix(span, `"`+inner+`"`)
}

var strayPrime = Kind{
	Code:  "NN0021",
	Title: "a prime that follows no name",
	Explanation: `A prime marks a derivative and stands directly after a name, without space
between: V'.`,
	Bad: `neuron N {
    state V = 0 mV
    V ' = 1 mV/ms
}
`,
	Good: `neuron N {
    state V = 0 mV
    V' = 1 mV/ms
}
`,
}

// StrayPrime reports a single quote that is neither prime nor text.
func StrayPrime(span source.Span) Diagnostic {
	return strayPrime.At(span, "a prime must stand directly after a name").
		WithHelp("write `V' = …` for the derivative of V")
}

var strayCharacter = Kind{
	Code:        "NN0022",
	Title:       "a character that has no meaning here",
	Explanation: `Outside of comments and texts this character is not used.`,
	Bad: `const a = 3 $ 4
`,
	Good: `const a = 3*4
`,
}

// lookalikes are characters that word processors put in place of ours.
var lookalikes = map[rune]string{
	'−': "-", '–': "-", '—': "-", '×': "*", '·': "*", '⋅': "*", '÷': "/", '≤': "<=", '≥': ">=", '≠': "!=", '→': "->",
	'’': "'", '′': "'", '“': "\"", '”': "\"", '²': "^2", '³': "^3", '∞': "inf",
}

// StrayCharacter reports a character or a row of the same one.
func StrayCharacter(span source.Span, r rune) Diagnostic {
	d := strayCharacter.At(span, "the character %q has no meaning here", r)
	if own := lookalikes[r]; own != "" {
		return d.WithLabel("write `%s`", own).WithHelp("write `%s`", own).WithFix(span, own)
	}
	return d.WithHelp("remove it")
}

var letterNotASCII = Kind{
	Code:  "NN0023",
	Title: "a name with letters outside of a-z",
	Explanation: `Names reach the code of every simulator, so they are made of the letters a-z and
A-Z, digits and underscores: tau_m. Comments and units (µs, Ω) are free.`,
	Bad: `const τ = 10 ms
`,
	Good: `const tau = 10 ms
`,
}

// greek are the letters that people write for quantities.
var greek = strings.NewReplacer("α", "alpha", "β", "beta", "γ", "gamma", "δ", "delta", "Δ", "Delta", "ε", "epsilon", "η", "eta", "θ", "theta",
	"κ", "kappa", "λ", "lambda", "μ", "mu", "µ", "mu", "ν", "nu", "ξ", "xi", "π", "pi", "ρ", "rho", "σ", "sigma", "τ", "tau", "φ", "phi", "ψ", "psi", "ω", "omega")

// LetterNotASCII reports a name with other letters.
func LetterNotASCII(span source.Span, name string) Diagnostic {
	d := letterNotASCII.At(span, "the name `%s` has letters outside of a-z", name)
	if own := greek.Replace(name); own != name && isPlain(own) {
		return d.WithHelp("write `%s`", own).WithFix(span, own)
	}
	return d.WithHelp("write the name with the letters a-z and A-Z, digits and `_`")
}

func isPlain(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > '~' }) < 0 }

var nameStartsWithDigit = Kind{
	Code:        "NN0024",
	Title:       "a name that starts with a digit",
	Explanation: `A name starts with a letter or an underscore, so that it differs from a number.`,
	Bad: `neuron 2D { state V = 0 mV }
`,
	Good: `neuron TwoD { state V = 0 mV }
`,
}

// NameStartsWithDigit reports a number where a name should stand.
func NameStartsWithDigit(span source.Span, what string) Diagnostic {
	return nameStartsWithDigit.At(span, "expected %s, found `%s`", what, span.Text()).
		WithHelp("start the name with a letter")
}

var unknownStatement = Kind{
	Code:  "NN0025",
	Title: "a statement starts with an unknown word",
	Explanation: `A statement starts with one of a few words, which depend on the block in which it
stands. Equations start with the name of a state: V' = ….`,
	Bad: `neuron N {
    parm tau = 10 ms
}
`,
	Good: `neuron N {
    param tau = 10 ms
}
`,
}

// UnknownStatement reports the word that starts a statement; where names the
// block, allowed are the words that may start one there, and suggestion, if not
// empty, is the one that was probably meant.
func UnknownStatement(span source.Span, word, where string, allowed []string, suggestion string) Diagnostic {
	d := unknownStatement.At(span, "`%s` does not start a statement of %s", word, where)
	if suggestion != "" {
		return d.WithLabel("did you mean `%s`?", suggestion).WithHelp("write `%s`", suggestion).WithFix(span, suggestion)
	}
	return d.WithNote("statements of %s start with `%s`", where, strings.Join(allowed, "`, `")).
		WithHelp("start the statement with one of these words")
}

var reservedWord = Kind{
	Code:  "NN0026",
	Title: "a reserved word",
	Explanation: `This word is kept for a construct that this version of the language does not
have. It may be used as a name, but it cannot start a statement.`,
	Bad: `channel leak { param g = 10 nS }
`,
	Good: `neuron leaky { param g = 10 nS }
`,
}

// ReservedWord reports a statement that this version cannot read.
func ReservedWord(span source.Span, word string) Diagnostic {
	return reservedWord.At(span, "`%s` is reserved, but this version of nngen has no such statement", word).
		WithHelp("remove the statement; `nngen explain %s` tells more", reservedWord.Code)
}

var statementElsewhere = Kind{
	Code:  "NN0027",
	Title: "a statement stands in the wrong block",
	Explanation: `The statement is right, but belongs into another kind of block. Most often a
closing brace stands too early or too late.`,
	Bad: `neuron N {
    state V = 0 mV
    record V of cell
}
`,
	Good: `neuron N {
    state V = 0 mV
}

network single {
    population cell[1] = N()
    record V of cell
}
`,
}

// StatementElsewhere reports a statement in block where that belongs in home.
func StatementElsewhere(span source.Span, word, where, home string) Diagnostic {
	return statementElsewhere.At(span, "`%s` cannot stand in %s", word, where).
		WithLabel("belongs in %s", home).
		WithHelp("move it into %s; perhaps a brace before it stands at the wrong place", home)
}

var assignOutsideHandler = Kind{
	Code:  "NN0028",
	Title: "a value is stored outside of a handler",
	Explanation: `Equations hold at all times, so a body states derivatives (V' = …), named
expressions (let x = …) and parameters. Only the block of an event (on … { … })
stores values.`,
	Bad: `neuron N {
    state V = 0 mV
    V = 1 mV
}
`,
	Good: `neuron N {
    state V = 1 mV
}
`,
}

// AssignOutsideHandler reports `name = …` in a body; help says what to write.
func AssignOutsideHandler(span source.Span, name, where, help string) Diagnostic {
	return assignOutsideHandler.At(span, "`%s` cannot be stored to in %s", name, where).WithHelp("%s", help)
}

var equationInHandler = Kind{
	Code:  "NN0029",
	Title: "an equation inside of a block of statements",
	Explanation: `The block of an event or function runs once, so it cannot hold an equation. Write
equations in the body of the neuron, and make them depend on a state that the
handler sets.`,
	Bad: `neuron N {
    state V = 0 mV
    on V >= 1 mV {
        V' = 0 mV/ms
    }
}
`,
	Good: `neuron N {
    state V = 0 mV
    V' = 0 mV/ms
    on V >= 1 mV {
        spike
    }
}
`,
}

// EquationInHandler reports x' = … inside of a handler or function.
func EquationInHandler(span source.Span, name string) Diagnostic {
	return equationInHandler.At(span, "an equation cannot stand in a block of statements").
		WithHelp("move it into the body of the neuron, or store a value: `%s = …`", name)
}

var foreignDerivative = Kind{
	Code:        "NN0030",
	Title:       "a derivative written as dV/dt",
	Explanation: `The derivative of a state is written with a prime: V' = ….`,
	Bad: `neuron N {
    state V = 0 mV
    dV/dt = 1 mV/ms
}
`,
	Good: `neuron N {
    state V = 0 mV
    V' = 1 mV/ms
}
`,
}

// ForeignDerivative reports `dV/dt`.
func ForeignDerivative(span source.Span, name string) Diagnostic {
	return foreignDerivative.At(span, "a derivative is written with a prime").
		WithLabel("write `%s'`", name).
		WithFix(span, name+"'")
}

var fileTooLarge = Kind{
	Code:  "NN0031",
	Title: "a model file is too large",
	Explanation: `Model files are read as a whole, and their size is bounded. Large tables belong
in data files that the model names.`,
	Bad:  "// " + strings.Repeat("x", 4<<20) + "\n",
	Good: "// x\n",
}

// FileTooLarge reports a file of more than most bytes.
func FileTooLarge(span source.Span, size, most int) Diagnostic {
	return fileTooLarge.At(span, "the file has %d bytes; at most %d are read", size, most).
		WithHelp("keep equations and network in the model, and large tables in data files")
}
