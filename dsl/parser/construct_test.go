package parser_test

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// wrap puts statements into the block in which they may stand.
var wrap = map[string]string{
	"file": "%", "neuron": "neuron N {\n%\n}", "synapse": "synapse S {\n%\n}", "network": "network W {\n%\n}",
	"population": "network W {\npopulation p = K {\n%\n}\n}", "experiment": "experiment E {\n%\n}",
	"handler": "neuron N {\non c {\n%\n}\n}", "function": "fn f() {\n%\n}",
}

// constructs are all constructs of the grammar: the statement, and the lines of
// the dump that belong to it.
var constructs = []struct{ where, text, want string }{
	{"file", `import "std/neurons"`, `(Import Path="std/neurons")`},
	{"file", "const a = 2, b = 3 mV", "(Decl Kind=const Name=a Value=2)\n(Decl Kind=const Name=b Value=3 mV)"},
	{"file", "/// time\n/// constant\nconst tau = 10 ms", `(Decl Doc="time\nconstant" Kind=const Name=tau Value=10 ms)`},
	{"file", "fn f(V : mV, x) -> 1/ms = 0.32/mV/ms*V", "(Func Name=f Params[0]=V:mV Params[1]=x Result=ms^-1 Value=(* (/ (/ 0.32 mV) ms) V))"},
	{"file", "fn f() = 1", "(Func Name=f Value=1)"},
	{"file", "neuron A = B(tau_m = 20 ms, exc.tau = 3 ms)", "(Neuron Name=A Variant=(B tau_m=20 ms exc.tau=3 ms))"},
	{"file", "neuron A = B", "(Neuron Name=A Variant=B)"},
	{"file", "neuron A extends B { }", "(Neuron Name=A Extends=B)"},
	{"file", "neuron A\n{\n}", "(Neuron Name=A)"},
	{"file", "synapse A = B(tau = 20 ms)", "(Synapse Name=A Variant=(B tau=20 ms))"},
	{"file", "synapse A { }", "(Synapse Name=A)"},
	{"file", "source A = poisson(rate = 8 Hz)", "(Source Name=A Variant=(poisson rate=8 Hz))"},
	{"file", "source A { param r = 8 Hz; output poisson(rate = r) }", "(Source Name=A\n  (Decl Kind=param Name=r Value=8 Hz)\n  (Output Value=(poisson rate=r)))"},
	{"file", "network w { }", "(Network Name=w)"},
	{"file", "experiment e { }", "(Experiment Name=e)"},
	{"file", "experiment e of w { }", "(Experiment Name=e Of=w)"},

	{"neuron", "param C_m = 250 pF", "(Decl Kind=param Name=C_m Value=250 pF)"},
	{"neuron", "param a : mV", "(Decl Kind=param Name=a Unit=mV)"},
	{"neuron", "param a : mV = -65 mV", "(Decl Kind=param Name=a Unit=mV Value=(- 65 mV))"},
	{"neuron", "param tau[3] = [1 ms, 10 ms, 100 ms]", "(Decl Kind=param Name=tau Size=3 Value=(list 1 ms 10 ms 100 ms))"},
	{"neuron", "const a = 1", "(Decl Kind=const Name=a Value=1)"},
	{"neuron", "let I = g*(E - V)", "(Decl Kind=let Name=I Value=(* g (- E V)))"},
	{"neuron", "state V = E_L", "(Decl Kind=state Name=V Value=E_L)"},
	{"neuron", "state x, x' = 3", "(Decl Kind=state Name=x)\n(Decl Kind=state Name=x' Value=3)"},
	{"neuron", "state u = U, R = 1", "(Decl Kind=state Name=u Value=U)\n(Decl Kind=state Name=R Value=1)"},
	{"neuron", "state u = U,\n  R = 1", "(Decl Kind=state Name=u Value=U)\n(Decl Kind=state Name=R Value=1)"},
	{"neuron", "input I : pA", "(Decl Kind=input Name=I Unit=pA)"},
	{"neuron", "V' = -V/tau", "(Equation Name=V Order=1 Op== Value=(/ (- V) tau))"},
	{"neuron", "V' =\n  -V/tau +\n  I/C", "(Equation Name=V Order=1 Op== Value=(+ (/ (- V) tau) (/ I C)))"},
	{"neuron", "x'' = -x", "(Equation Name=x Order=2 Op== Value=(- x))"},
	{"neuron", "x'' = -x'", "(Equation Name=x Order=2 Op== Value=(- x'))"},
	{"neuron", "state' = 1", "(Equation Name=state Order=1 Op== Value=1)"},
	{"neuron", "on' = 1", "(Equation Name=on Order=1 Op== Value=1)"},
	{"neuron", "V' += -w/C_m", "(Equation Name=V Order=1 Op=+= Value=(/ (- w) C_m))"},
	{"neuron", "replace V' = 0", "(Equation Name=V Order=1 Op== Value=0 Replace=true)"},
	{"neuron", "synapse exc = exp_current(tau = 2 ms)", "(Port Name=exc Kind=(exp_current tau=2 ms))"},
	{"neuron", "synapse exc = exp_current -> I", "(Port Name=exc Kind=exp_current Into=I)"},
	{"neuron", "on V >= V_th { spike }", "(On Event=condition When=(>= V V_th)\n  (Spike))"},
	{"neuron", "on rising(V > 0 mV) { spike }", "(On Event=rising When=(> V 0 mV)\n  (Spike))"},
	{"neuron", "on hazard(rho) { spike }", "(On Event=hazard When=rho\n  (Spike))"},
	{"neuron", "on rising > 3 { }", "(On Event=condition When=(> rising 3))"},
	{"neuron", "on spike > 3 { }", "(On Event=condition When=(> spike 3))"},
	{"neuron", "on spike from exc(w : mV) { V += w }", "(On Event=arrival Port=exc Weight=w:mV\n  (Assign Target=V Op=+= Value=w))"},
	{"neuron", "on spike from exc { V += 1 mV }", "(On Event=arrival Port=exc\n  (Assign Target=V Op=+= Value=1 mV))"},
	{"neuron", "after spike { w += 10 pA }", "(On Event=after spike\n  (Assign Target=w Op=+= Value=10 pA))"},
	{"neuron", "replace on V > 0 { }", "(On Event=condition When=(> V 0) Replace=true)"},
	{"neuron", "method rk4", "(Method Name=rk4)"},
	{"neuron", "param a = 1; param b = 2", "(Decl Kind=param Name=a Value=1)\n(Decl Kind=param Name=b Value=2)"},

	{"synapse", "target V : mV", "(Decl Kind=target Name=V Unit=mV)"},
	{"synapse", "on spike(w : pA) { I += w }", "(On Event=arrival Weight=w:pA\n  (Assign Target=I Op=+= Value=w))"},
	{"synapse", "on spike(w) { I += w }", "(On Event=arrival Weight=w\n  (Assign Target=I Op=+= Value=w))"},
	{"synapse", "output g*(E_rev - V) : pA", "(Output Value=(* g (- E_rev V)) Unit=pA)"},
	{"synapse", "output I", "(Output Value=I)"},
	{"synapse", "output c ? a : b : pA", "(Output Value=(? c a b) Unit=pA)"},

	{"handler", "spike", "(Spike)"},
	{"handler", "hold V, w for t_ref", "(Hold Names[0]=V Names[1]=w For=t_ref)"},
	{"handler", "V = V_reset", "(Assign Target=V Op== Value=V_reset)"},
	{"handler", "V += 1; V -= 2; V *= 3; V /= 4", "(Assign Target=V Op=+= Value=1)\n(Assign Target=V Op=-= Value=2)\n(Assign Target=V Op=*= Value=3)\n(Assign Target=V Op=/= Value=4)"},
	{"handler", "exc.g = 0", "(Assign Target=(. exc g) Op== Value=0)"},
	{"handler", "q[2] = 0", "(Assign Target=(index q 2) Op== Value=0)"},
	{"handler", "hold = 3", "(Assign Target=hold Op== Value=3)"},
	{"handler", "let a = 2", "(Decl Kind=let Name=a Value=2)"},
	{"handler", "if a > b { spike }", "(If Cond=(> a b)\n  Then:\n  (Spike))"},
	{"handler", "if a { } else { }", "(If Cond=a Else[])"},
	{"handler", "if a { x = 1 }\nelse if b { x = 2 }\n\nelse { x = 3 }", "(If Cond=a\n  Then:\n  (Assign Target=x Op== Value=1)\n  Else:\n  (If Cond=b\n    Then:\n    (Assign Target=x Op== Value=2)\n    Else:\n    (Assign Target=x Op== Value=3)))"},

	{"function", "on", "(Return Value=on)"},
	{"function", "step\n", "(Return Value=step)"},
	{"function", "let z = 2\nz + 1", "(Decl Kind=let Name=z Value=2)\n(Return Value=(+ z 1))"},
	{"function", "if x < 0 { 0 } else { x }", "(If Cond=(< x 0)\n  Then:\n  (Return Value=0)\n  Else:\n  (Return Value=x))"},

	{"network", "param g = 5", "(Decl Kind=param Name=g Value=5)"},
	{"network", "let J = 20 pA", "(Decl Kind=let Name=J Value=20 pA)"},
	{"network", "population p = LIF()", "(Population Heads[0]=(index p) Kind=(LIF))"},
	{"network", "population a[4*n], b[20, 20] =\n  LIF(I = 3 pA) { init V = 0 mV }", "(Population Heads[0]=(index a (* 4 n)) Heads[1]=(index b 20 20) Kind=(LIF I=3 pA)\n  (Init Target=V Value=0 mV))"},
	{"network", "population d[n] = poisson(rate = 8 kHz)", "(Population Heads[0]=(index d n) Kind=(poisson rate=8 kHz))"},
	{"network", "population d[1] = spikes_at(times = [1 ms, 2 ms])", "(Population Heads[0]=(index d 1) Kind=(spikes_at times=(list 1 ms 2 ms)))"},
	{"network", "group all = exc + inh", "(Group Name=all Value=(+ exc inh))"},
	{"network", "group some = exc[:80] + exc[::2] + exc[[3, 5]] + layer[3, 5:]", "(Group Name=some Value=(+ (+ (+ (index exc (slice _ 80 _)) (index exc (slice _ _ 2))) (index exc (list 3 5))) (index layer 3 (slice 5 _ _))))"},
	{"network", "connect a -> b.exc by all_to_all()", "(Connect Source=a Target=(. b exc) Rule=(all_to_all))"},
	{"network", "connect ee = a[:3] -> b by fixed_indegree(80, self = 0) { weight = J; delay = uniform(1 ms, 2 ms) }", "(Connect Name=ee Source=(index a (slice _ 3 _)) Target=b Rule=(fixed_indegree 80 self=0) Settings[0]=(weight J) Settings[1]=(delay (uniform 1 ms 2 ms)))"},
	{"network", "connect poisson(rate = 1 kHz) -> b.exc by one_to_one() {\n  weight = J\n  delay = 1.5 ms\n}", "(Connect Source=(poisson rate=1 kHz) Target=(. b exc) Rule=(one_to_one) Settings[0]=(weight J) Settings[1]=(delay 1.5 ms))"},
	{"network", "connect a ->\n  b by\n  c()\n{ weight = 1 }", "(Connect Source=a Target=b Rule=(c) Settings[0]=(weight 1))"},
	{"network", "current ramp = step_current(times = [0 ms], values = [0 pA])", "(Current Name=ramp Value=(step_current times=(list 0 ms) values=(list 0 pA)))"},
	{"network", "inject ramp -> exc[:10]", "(Inject Value=ramp Target=(index exc (slice _ 10 _)))"},
	{"network", "record spikes of all", "(Record Quantities[0]=spikes Of=all)"},
	{"network", "record V, exc.I of exc[:5] every 1 ms", "(Record Quantities[0]=V Quantities[1]=(. exc I) Of=(index exc (slice _ 5 _)) Every=1 ms)"},

	{"population", "init exc.g = clip(normal(1 nS, 2 nS), 0 nS, inf)", "(Init Target=exc.g Value=(clip (normal 1 nS 2 nS) 0 nS inf))"},
	{"population", "synapse nmda = graded() -> I", "(Port Name=nmda Kind=(graded) Into=I)"},

	{"experiment", "step 0.1 ms; seed 42", "(Step Value=0.1 ms)\n(Seed Value=42)"},
	{"experiment", "run 1 s discard 200 ms", "(Run Duration=1 s Discard=200 ms)"},
	{"experiment", "run 1 s", "(Run Duration=1 s)"},
	{"experiment", "set exc.I_e = 300 pA", "(SetParam Target=(. exc I_e) Value=300 pA)"},
	{"experiment", "set exc[3].I_e = 300 pA", "(SetParam Target=(. (index exc 3) I_e) Value=300 pA)"},
	{"experiment", "set g = 5", "(SetParam Target=g Value=5)"},
	{"experiment", "record V of exc", "(Record Quantities[0]=V Of=exc)"},
}

func TestConstructs(t *testing.T) {
	for _, c := range constructs {
		text := strings.Replace(wrap[c.where], "%", c.text, 1)
		root, list := parser.Parse(source.New("test.nn", text))
		for _, d := range list {
			t.Errorf("%s: %v: %s: %s", c.text, d.Primary, d.Code, d.Message)
		}
		if got := inner(c.where, root); got != c.want {
			t.Errorf("%s\n got:\n%s\nwant:\n%s", c.text, got, c.want)
		}
	}
}

// inner dumps what stands in the wrapping block.
func inner(where string, root *ast.File) string {
	var parts []string
	add := func(n ast.Node) { parts = append(parts, strings.TrimSuffix(ast.Dump(n), "\n")) }
	for _, it := range root.Items {
		switch it := it.(type) {
		case *ast.Neuron:
			for _, m := range it.Body {
				if on, ok := m.(*ast.On); ok && where == "handler" {
					for _, s := range on.Body {
						add(s)
					}
				} else if where == "neuron" {
					add(m)
				}
			}
		case *ast.Synapse:
			for _, m := range it.Body {
				add(m)
			}
		case *ast.Network:
			for _, m := range it.Body {
				if p, ok := m.(*ast.Population); ok && where == "population" {
					for _, m := range p.Body {
						add(m)
					}
				} else {
					add(m)
				}
			}
		case *ast.Experiment:
			for _, m := range it.Body {
				add(m)
			}
		case *ast.Func:
			for _, s := range it.Body {
				add(s)
			}
		}
		if where == "file" {
			add(it)
		}
	}
	return strings.Join(parts, "\n")
}
