package neuron

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/nngen/nngen/runtime/program"
)

// The bodies of the elementary functions, carried out as NMODL would, give the
// bits of runtime/elementary, at random arguments and at those where they take
// another way.
func TestElementaryFunctions(t *testing.T) {
	edges := []float64{0, math.Copysign(0, -1), 1, -1, 0x1p-54, -0x1p-54, 0x1p-55, 1e-300, -1e-300, 5e-324, 1e-310, 60, -60, 60.000001, -60.000001, 709.7, 709.8, 710, 711, 730, 731, -745, -746, -747,
		1e3, -1e3, -1399, -1401, -1499, -1501, 1e5, -1e5, 1e308, -1e308, 1e130, -1e130, 1e-130, math.Inf(1), math.Inf(-1), math.NaN(), 0.5, -0.5, 2, 3, -3, 0.4375, 0.6875, 1.1875, 2.4375, 6, -6, 5.999, 0.785, -0.785, 22, 40, 41,
		math.Pi, math.Pi / 2, math.Sqrt2, math.Sqrt2 / 2, 0x1p20, 0x1p21, -0x1p21, 1e22, -1e22, 6381956970095103 * 0x1p797, math.MaxFloat64, 0x1p52, 0x1p53, 10, 100, 1e-5}
	r := rand.New(rand.NewPCG(21, 22))
	inner := map[string]nmodl{}
	parameters := map[string][]string{}
	for _, h := range elementaryFunctions {
		if h.inner != "" {
			inner[h.inner], parameters[h.inner] = compile(h.Body), strings.Split(h.Args, ", ")
		}
	}
	known := map[string]bool{}
	for _, h := range elementaryFunctions {
		if h.inner != "" {
			continue
		}
		known[h.fn] = true
		body := compile(h.Body)
		args := strings.Split(h.Args, ", ")
		check := func(values ...float64) {
			env := map[string]float64{}
			for i, a := range args {
				env[a] = values[i]
			}
			(&machine{t, inner, parameters}).run(body, env)
			b := 0.0
			if len(values) > 1 {
				b = values[1]
			}
			want := program.Apply(program.Call, h.fn, values[0], b, 0)
			if got := env["F"]; math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%s%v is %v instead of %v", h.fn, values, got, want)
			}
		}
		for _, x := range edges {
			if len(args) == 1 {
				check(x)
				continue
			}
			for _, s := range edges {
				if h.fn == "linoid" && (s == 0 || math.Abs(s) > 1e200) {
					continue // no slope
				}
				check(x, s)
			}
		}
		for range 1000 {
			x := r.NormFloat64() * math.Pow(10, 4*r.Float64()-2)
			check([]float64{x, 20*r.Float64() - 10}[:len(args)]...)
			check([]float64{math.Abs(x), 20*r.Float64() - 10}[:len(args)]...)
			check([]float64{math.Exp(700 * (2*r.Float64() - 1)), r.NormFloat64()}[:len(args)]...)
			check([]float64{2*r.Float64() - 1, r.NormFloat64()}[:len(args)]...)
		}
	}
	if len(known) != 20 {
		t.Errorf("there are %d functions", len(known))
	}
}

// nmodl is a list of statements: assignments and ifs.
type nmodl []statement

type statement struct {
	name      string
	value     ast.Expr // assigned, or the condition of an if
	then, els nmodl
}

var power = regexp.MustCompile(`2\^(\w+|\([^()]*\))`)

// compile reads the lines of a body.
func compile(lines []string) nmodl {
	var flat []string
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if m := regexp.MustCompile(`^(if \(.*\) \{) (.*) \}$`).FindStringSubmatch(l); m != nil {
			flat = append(flat, m[1])
			for _, s := range strings.Split(m[2], "  ") {
				// if (…) { a } else { b } on one line
				flat = append(flat, strings.Split(strings.ReplaceAll(s, " } else { ", "\n} else {\n"), "\n")...)
			}
			flat = append(flat, "}")
			continue
		}
		flat = append(flat, l)
	}
	list, rest := read(flat)
	if len(rest) > 0 {
		panic(strings.Join(rest, "\n"))
	}
	return list
}

// read reads statements up to the end of their block.
func read(lines []string) (list nmodl, rest []string) {
	for len(lines) > 0 {
		l := lines[0]
		switch {
		case strings.HasPrefix(l, "LOCAL "):
			for strings.HasSuffix(lines[0], ",") {
				lines = lines[1:]
			}
			lines = lines[1:]
		case strings.HasPrefix(l, "}"):
			return list, lines
		case strings.HasPrefix(l, "if "):
			var s statement
			s, lines = branch(strings.TrimPrefix(l, "if "), lines[1:])
			list = append(list, s)
		default:
			name, value, _ := strings.Cut(l, " = ")
			list = append(list, statement{name: name, value: expression(value)})
			lines = lines[1:]
		}
	}
	return list, nil
}

// branch reads an if from its condition on.
func branch(head string, lines []string) (statement, []string) {
	s := statement{value: expression(strings.TrimSuffix(head, " {"))}
	s.then, lines = read(lines)
	switch l := lines[0]; {
	case l == "} else {":
		s.els, lines = read(lines[1:])
		return s, lines[1:]
	case strings.HasPrefix(l, "} else if "):
		var inner statement
		inner, lines = branch(strings.TrimPrefix(l, "} else if "), lines[1:])
		s.els = nmodl{inner}
		return s, lines
	}
	return s, lines[1:]
}

func expression(text string) ast.Expr {
	x, err := parser.ParseExpr(strings.ReplaceAll(power.ReplaceAllString(text, "pow2($1)"), "@", ""))
	if err != nil {
		panic(text + ": " + err.Error())
	}
	return x
}

// machine carries statements out.
type machine struct {
	*testing.T
	inner      map[string]nmodl
	parameters map[string][]string
}

func (m *machine) run(list nmodl, env map[string]float64) {
	for _, s := range list {
		v := m.value(env, s.value)
		switch {
		case s.name != "":
			env[s.name] = v
		case v != 0:
			m.run(s.then, env)
		default:
			m.run(s.els, env)
		}
	}
}

func (m *machine) value(env map[string]float64, x ast.Expr) float64 {
	truth := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return m.value(env, x.X)
	case *ast.Ident:
		v, ok := env[x.Name]
		if !ok {
			m.Fatalf("%s is read before it is set", x.Name)
		}
		return v
	case *ast.BasicLit:
		v, err := strconv.ParseFloat(x.Value, 64)
		if err != nil {
			m.Fatal(err)
		}
		return v
	case *ast.UnaryExpr:
		return -m.value(env, x.X)
	case *ast.CallExpr:
		v := m.value(env, x.Args[0])
		name := x.Fun.(*ast.Ident).Name
		if body, ok := m.inner[name]; ok {
			inner := map[string]float64{}
			for i, p := range m.parameters[name] {
				inner[p] = m.value(env, x.Args[i])
			}
			m.run(body, inner)
			return inner["F"]
		}
		switch name {
		case "sqrt":
			return math.Sqrt(v)
		case "log":
			return math.Log(v)
		case "pow2":
			return math.Pow(2, v)
		case "floor":
			return math.Floor(v)
		case "fabs":
			return math.Abs(v)
		}
	case *ast.BinaryExpr:
		a, b := m.value(env, x.X), m.value(env, x.Y)
		switch x.Op {
		case token.ADD:
			return a + b
		case token.SUB:
			return a - b
		case token.MUL:
			return float64(a * b)
		case token.QUO:
			return a / b
		case token.LSS:
			return truth(a < b)
		case token.LEQ:
			return truth(a <= b)
		case token.GTR:
			return truth(a > b)
		case token.GEQ:
			return truth(a >= b)
		case token.NEQ:
			return truth(a != b)
		case token.EQL:
			return truth(a == b)
		case token.LAND:
			return truth(a != 0 && b != 0)
		case token.LOR:
			return truth(a != 0 || b != 0)
		}
	}
	m.Fatalf("%T is not known", x)
	return 0
}
