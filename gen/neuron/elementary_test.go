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

	"github.com/nngen/nngen/runtime/elementary"
)

// The bodies of the elementary functions, carried out as NMODL would, give the
// bits of runtime/elementary, at random arguments and at those where they take
// another way.
func TestElementaryFunctions(t *testing.T) {
	edges := []float64{0, math.Copysign(0, -1), 1, -1, 0x1p-54, -0x1p-54, 0x1p-55, 1e-300, -1e-300, 60, -60, 60.000001, -60.000001, 709.7, 709.8, 710, 711, 730, 731, -745, -746, -747,
		1e3, -1e3, -1399, -1401, -1499, -1501, 1e5, -1e5, 1e308, -1e308, 1e130, -1e130, 1e-130, math.Inf(1), math.Inf(-1), math.NaN()}
	r := rand.New(rand.NewPCG(21, 22))
	for _, h := range elementaryFunctions {
		body := compile(h.Body)
		args := strings.Split(h.Args, ", ")
		check := func(values ...float64) {
			env := map[string]float64{}
			for i, a := range args {
				env[a] = values[i]
			}
			body.run(t, env)
			want := reference(h.fn, values)
			if got := env["F"]; math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%s%v is %v instead of %v", h.fn, values, got, want)
			}
		}
		for _, x := range edges {
			for _, s := range []float64{1, -1, 4, 0.3, 1e10} {
				check([]float64{x, s}[:len(args)]...)
			}
		}
		for range 20000 {
			x := r.NormFloat64() * math.Pow(10, 4*r.Float64()-2)
			check([]float64{x, 20*r.Float64() - 10}[:len(args)]...)
		}
	}
}

func reference(fn string, x []float64) float64 {
	switch fn {
	case "exp":
		return elementary.Exp(x[0])
	case "expm1":
		return elementary.Expm1(x[0])
	case "exprel":
		return elementary.Exprel(x[0])
	}
	return elementary.Linoid(x[0], x[1])
}

// nmodl is a list of statements: assignments and ifs.
type nmodl []statement

type statement struct {
	name  string
	value ast.Expr
	then  nmodl // of an if, whose condition is value
}

var (
	power      = regexp.MustCompile(`2\^(\w+|\([^)]*\))`)
	conditions = regexp.MustCompile(`^if \((.*)\) \{(.*)$`)
)

// compile reads the lines of a body.
func compile(lines []string) nmodl {
	list, _ := read(lines)
	return list
}

func read(lines []string) (list nmodl, rest []string) {
	for len(lines) > 0 {
		l := strings.TrimSpace(lines[0])
		lines = lines[1:]
		switch m := conditions.FindStringSubmatch(l); {
		case strings.HasPrefix(l, "LOCAL "):
		case l == "}":
			return list, lines
		case m != nil && strings.HasSuffix(m[2], "}"):
			inner, _ := read(strings.Split(strings.TrimSpace(strings.TrimSuffix(m[2], "}")), "  "))
			list = append(list, statement{value: expression(m[1]), then: inner})
		case m != nil:
			var inner nmodl
			inner, lines = read(lines)
			list = append(list, statement{value: expression(m[1]), then: inner})
		default:
			name, value, _ := strings.Cut(l, " = ")
			list = append(list, statement{name: name, value: expression(value)})
		}
	}
	return list, nil
}

func expression(text string) ast.Expr {
	x, err := parser.ParseExpr(power.ReplaceAllString(text, "pow2($1)"))
	if err != nil {
		panic(text + ": " + err.Error())
	}
	return x
}

func (list nmodl) run(t *testing.T, env map[string]float64) {
	for _, s := range list {
		v := value(t, env, s.value)
		switch {
		case s.name != "":
			env[s.name] = v
		case v != 0:
			s.then.run(t, env)
		}
	}
}

func value(t *testing.T, env map[string]float64, x ast.Expr) float64 {
	truth := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return value(t, env, x.X)
	case *ast.Ident:
		v, ok := env[x.Name]
		if !ok {
			t.Fatalf("%s is read before it is set", x.Name)
		}
		return v
	case *ast.BasicLit:
		v, err := strconv.ParseFloat(x.Value, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	case *ast.UnaryExpr:
		return -value(t, env, x.X)
	case *ast.CallExpr:
		v := value(t, env, x.Args[0])
		switch x.Fun.(*ast.Ident).Name {
		case "pow2":
			return math.Pow(2, v)
		case "floor":
			return math.Floor(v)
		case "fabs":
			return math.Abs(v)
		}
	case *ast.BinaryExpr:
		a, b := value(t, env, x.X), value(t, env, x.Y)
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
		case token.LOR:
			return truth(a != 0 || b != 0)
		}
	}
	t.Fatalf("%T is not known", x)
	return 0
}
