package brian2

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Fidelity native: Brian2 draws connections, values and the spikes of Poisson sources
// by expressions, as its users write them. What it has no expression for comes from
// the data as ever.

// drawn is a value as Brian2 draws it, such as "(-60 + 10*rand())*mV"; p is the program
// whose quantities it may read, or nil. ok is false where Brian2 has no expression.
func drawn(value network.Value, p *program.Program, unit string) (text string, ok bool) {
	if len(value.Block.Instrs) == 0 || value.Result < 0 {
		return "", false
	}
	d := randomValue{value: value, p: p}
	if x, constant := d.constant(value.Result); constant {
		return quantity(short(x), unit)
	}
	text, level, ok := d.text(value.Result)
	if !ok || d.draws > 1 { // Brian2 takes one call of rand() in an expression
		return "", false
	}
	if level < productLevel && unit != "1" {
		text = "(" + text + ")"
	}
	text, ok = quantity(text, unit)
	return gen.PyString(text), ok
}

// randomValue prints a value.
type randomValue struct {
	value network.Value
	p     *program.Program
	draws int
}

func (d *randomValue) instr(r program.Ref) program.Instr { return d.value.Block.Instrs[r] }

// constant is the number that a value is, if it draws nothing and reads no element.
func (d *randomValue) constant(r program.Ref) (float64, bool) {
	if r < 0 {
		return 0, false
	}
	in := d.instr(r)
	switch in.Op {
	case program.Const:
		return in.Value, true
	case program.LoadQuant:
		if d.p != nil && d.p.Quantities[in.Index].Binding == program.Literal {
			return d.p.Quantities[in.Index].Value, true
		}
		return 0, false
	case program.Neg:
		a, ok := d.constant(in.A)
		return -a, ok
	case program.Add, program.Sub, program.Mul, program.Div:
		a, known := d.constant(in.A)
		b, also := d.constant(in.B)
		switch in.Op {
		case program.Add:
			a += b
		case program.Sub:
			a -= b
		case program.Mul:
			a = float64(a * b)
		default:
			a /= b
		}
		return roundTo12(a), known && also
	}
	return 0, false
}

func (d *randomValue) number(r program.Ref) (string, bool) {
	x, ok := d.constant(r)
	return strings.TrimPrefix(short(x), "+"), ok
}

func (d *randomValue) text(r program.Ref) (text string, level int, ok bool) {
	if x, constant := d.constant(r); constant {
		if x < 0 {
			return short(x), signLevel, true
		}
		return strings.ToLower(strings.TrimPrefix(short(x), "+")), atomLevel, true
	}
	in := d.instr(r)
	switch in.Op {
	case program.LoadIndex:
		return "i", atomLevel, true
	case program.LoadCount:
		return "N", atomLevel, true
	case program.Draw:
		return d.draw(in)
	case program.Max, program.Min:
		return d.clip(in)
	case program.Add, program.Sub, program.Mul, program.Div:
		op := map[program.Op]string{program.Add: " + ", program.Sub: " - ", program.Mul: "*", program.Div: "/"}[in.Op]
		level = productLevel
		if in.Op == program.Add || in.Op == program.Sub {
			level = sumLevel
		}
		a, la, known := d.text(in.A)
		b, lb, also := d.text(in.B)
		if la < level {
			a = "(" + a + ")"
		}
		if lb <= level || lb == signLevel {
			b = "(" + b + ")"
		}
		return a + op + b, level, known && also
	}
	return "", 0, false
}

// draw is a draw from one of the distributions that Brian2 has or that follow from them.
func (d *randomValue) draw(in program.Instr) (string, int, bool) {
	d.draws++
	a, known := d.constant(in.A)
	b, also := d.constant(in.B)
	times := func(x float64, what string) string {
		if x == 1 {
			return what
		}
		return short(x) + "*" + what
	}
	plus := func(x, y float64, what string) (string, int, bool) {
		switch {
		case x == 0:
			return times(y, what), productLevel, true
		case y < 0:
			return short(x) + " - " + times(-y, what), sumLevel, true
		}
		return short(x) + " + " + times(y, what), sumLevel, true
	}
	switch {
	case in.Fn == "uniform" && known && also:
		return plus(a, roundTo12(b-a), "rand()")
	case in.Fn == "normal" && known && also:
		return plus(a, b, "randn()")
	case in.Fn == "lognormal" && known && also:
		text, _, _ := plus(a, b, "randn()")
		return "exp(" + text + ")", atomLevel, true
	case in.Fn == "exponential" && known:
		return "-" + times(a, "log(1 - rand())"), productLevel, true
	}
	return "", 0, false
}

// clip is a value with a lower bound, an upper one, or both.
func (d *randomValue) clip(in program.Instr) (string, int, bool) {
	low, high, inner := "-inf", "inf", in.A
	for {
		bound, ok := d.number(in.B)
		if !ok {
			return "", 0, false
		}
		if in.Op == program.Max {
			low = bound
		} else {
			high = strings.ToLower(bound)
		}
		inner = in.A
		if next := d.instr(inner); next.Op == program.Max || next.Op == program.Min {
			in = next
			continue
		}
		break
	}
	text, _, ok := d.text(inner)
	return "clip(" + text + ", " + low + ", " + high + ")", atomLevel, ok
}

// whole reports whether a view is whole populations in order.
func (v *idiomatic) whole(x network.View) bool {
	seen := map[int]bool{}
	for _, r := range x.Runs {
		pop := &v.study.Network.Populations[r.Population]
		if r.Stride != 1 && r.N > 1 || r.First != pop.First || r.N != pop.N || seen[r.Population] {
			return false
		}
		seen[r.Population] = true
	}
	return true
}

// draws reports whether Brian2 may draw the connections of a projection from a group.
func (v *idiomatic) draws(source cells) bool {
	return v.free && (v.study.Network.Populations[source.populations[0]].Program != nil || v.freely(source.populations[0]))
}

// drawnConnections are the statements in which Brian2 draws the connections from one
// group to another; ok is false where they have to come from the data.
func (v *idiomatic) drawnConnections(j int, own string, source, target cells, unit string, literal, sameDelay bool) (lines []string, ok bool) {
	s := v.study
	p := &s.Network.Projections[j]
	r := &p.Rule
	from, to := &s.Network.Populations[source.populations[0]], &s.Network.Populations[target.populations[0]]
	if !v.whole(p.Pre) || !v.whole(p.Post) || r.OneWay || p.Mirror > 0 || p.ListedWeight || p.ListedDelay || len(p.Axonal.Block.Instrs) > 0 {
		return nil, false
	}
	sources, targets := len(v.ends(origins(p.Pre))), len(v.ends(s.Network.Reached(j)))
	condition := ""
	if !r.Self && slices.ContainsFunc(source.populations, func(k int) bool { return slices.Contains(target.populations, k) }) {
		condition = "i != j"
		if n := from.First - to.First; n > 0 {
			condition = fmt.Sprintf("i + %d != j", n)
		} else if n < 0 {
			condition = fmt.Sprintf("i != j + %d", -n)
		}
	}
	sure := func(text string) string {
		if condition == "" {
			return text
		}
		return strings.TrimSuffix("condition="+gen.PyString(condition)+", "+text, ", ")
	}
	var call string
	switch one := sources == 1; {
	case r.Kind == network.AllToAll:
		call = sure("")
	case r.Kind == network.FixedProbability:
		call = sure("p=" + short(r.P))
	case r.Kind == network.OneToOne && one && targets == 1 && condition == "":
		call = `j="i"`
	case r.Kind == network.FixedIndegree && one && condition == "" && r.Replace:
		call = fmt.Sprintf("i=np.random.randint(%s.N, size=%d*%s.N), j=np.repeat(np.arange(%s.N), %d)", source.name, r.K, target.name, target.name, r.K)
	case r.Kind == network.FixedIndegree && one && condition == "":
		call = fmt.Sprintf(`i="k for k in sample(N_pre, size=%d)"`, r.K)
	case r.Kind == network.FixedOutdegree && one && targets == 1 && condition == "" && r.Replace:
		call = fmt.Sprintf("i=np.repeat(np.arange(%s.N), %d), j=np.random.randint(%s.N, size=%d*%s.N)", source.name, r.K, target.name, r.K, source.name)
	case r.Kind == network.FixedOutdegree && one && targets == 1 && condition == "":
		call = fmt.Sprintf(`j="k for k in sample(N_post, size=%d)"`, r.K)
	case r.Kind == network.FixedTotal && one && targets == 1 && condition == "" && r.Replace:
		call = fmt.Sprintf("i=np.random.randint(%s.N, size=%d), j=np.random.randint(%s.N, size=%d)", source.name, r.K, target.name, r.K)
	default:
		return nil, false
	}
	lines = append(lines, fmt.Sprintf("%s.connect(%s)", own, call))
	if !literal {
		text, ok := drawn(p.Weight, nil, unit)
		if !ok {
			return nil, false
		}
		lines = append(lines, fmt.Sprintf("%s.weight = %s", own, text))
	}
	if !sameDelay {
		text, ok := v.drawnDelay(p.Delay)
		if !ok {
			return nil, false
		}
		lines = append(lines, fmt.Sprintf("%s.delay = %s", own, text))
	}
	v.Numpy = v.Numpy || strings.Contains(call, "np.")
	return lines, true
}

// drawnDelay is a delay that is a step at least.
func (v *idiomatic) drawnDelay(value network.Value) (string, bool) {
	d := randomValue{value: value}
	h := v.study.Timeline.Step
	if in := value.Block.Instrs[value.Result]; in.Op == program.Draw && in.Fn == "uniform" {
		if a, known := d.constant(in.A); known && a >= h/2 {
			return drawn(value, nil, "ms")
		}
	}
	text, _, ok := d.text(value.Result)
	return gen.PyString(fmt.Sprintf("clip(%s, %s, inf)*ms", text, short(h))), ok && d.draws <= 1
}

// rate is that of a population of Poisson sources that are all alike, in Hz.
func (v *idiomatic) rate(population int) (hertz float64, ok bool) {
	src := v.study.Network.Populations[population].Source
	if !v.free || src == nil || src.Kind != network.Poisson || len(src.Later) > 0 || v.recorded(population) {
		return 0, false
	}
	x, ok := src.Rate.Constant()
	if !ok {
		d := randomValue{value: src.Rate}
		x, ok = d.constant(src.Rate.Result)
	}
	return roundTo12(x * 1000), ok
}

func (v *idiomatic) recorded(population int) bool {
	return slices.ContainsFunc(v.study.Records, func(r ir.Record) bool { return r.Population == population })
}

// mostPerStep is the probability of a spike in a step up to which a source of one
// spike per step stands for a Poisson process.
const mostPerStep = 0.02

// freely reports whether a population of sources becomes a PoissonGroup, which spikes
// once in a step at most.
func (v *idiomatic) freely(population int) bool {
	hertz, ok := v.rate(population)
	return ok && hertz*v.study.Timeline.Step/1000 <= mostPerStep && !v.asInput(population)
}

// asInput reports whether each element of a population of Poisson sources drives one
// neuron, with the same weight: that is a PoissonInput of Brian2.
func (v *idiomatic) asInput(population int) bool {
	if _, ok := v.rate(population); !ok {
		return false
	}
	n := 0
	for _, p := range v.study.Network.Projections {
		if !slices.Contains(origins(p.Pre), population) {
			continue
		}
		n++
		_, same := p.Weight.Constant()
		if p.Rule.Kind != network.OneToOne || !v.whole(p.Pre) || !v.whole(p.Post) || !same || p.ListedWeight || p.Plasticity != nil || len(origins(p.Pre)) > 1 {
			return false
		}
	}
	return n == 1
}

// ownSource writes a population of sources as Brian2's; false where it has none.
func (v *idiomatic) ownSource(i int, g *group) bool {
	if v.asInput(i) {
		return true
	}
	if !v.freely(i) {
		return false
	}
	hertz, _ := v.rate(i)
	pop := &v.study.Network.Populations[i]
	g.Lines = append(g.Lines, fmt.Sprintf("%s = PoissonGroup(%d, rates=%s*Hz)", v.own[i], pop.N, short(hertz)))
	return true
}

// addition is the code of a port that adds to one variable.
var addition = regexp.MustCompile(`^(\w+)_post \+= ([^+]*)$`)

// each is the rate of the processes, in Hz, as which a PoissonInput takes a fast one.
const each = 10

// input writes a projection as PoissonInput; done is false where it is none.
func (v *idiomatic) input(j int, source, target cells, port []string) (done bool, err error) {
	if len(source.populations) != 1 || !v.asInput(source.populations[0]) {
		return false, nil
	}
	p := &v.study.Network.Projections[j]
	pop := &v.study.Network.Populations[target.populations[0]]
	hertz, _ := v.rate(source.populations[0])
	weight, _ := p.Weight.Constant()
	text, known := quantity(short(weight), pop.Program.Ports[pop.Program.PortIndex(p.Port)].Unit)
	if !known {
		return false, noUnit.of(p.Name)
	}
	if len(port) != 1 || !addition.MatchString(port[0]) {
		return false, otherArrivals.of(p.Port)
	}
	m := addition.FindStringSubmatch(port[0])
	n := int(max(1, math.Round(hertz/each)))
	own := v.names.Fresh(v.own[source.populations[0]] + "_" + target.name)
	args := []string{target.name, gen.PyString(m[1]), fmt.Sprintf("N=%d", n), "rate=" + short(roundTo12(hertz/float64(n))) + "*Hz"}
	weighted := weightWord.ReplaceAllString(m[2], text)
	if m[2] != "weight" {
		weighted = gen.PyString(weighted)
	}
	v.Connections = append(v.Connections, connection{Lines: arguments(own+" = PoissonInput(", append(args, "weight="+weighted))})
	return true, nil
}
