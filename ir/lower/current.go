package lower

import (
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/rng"
)

// currentKind is a kind of current: its parameters, those of them that must be
// given, and, where it is one of PyNN's, which kind it is here, what the
// parameters are called there and what they are by default.
type currentKind struct {
	params []string
	needed []string
	is     string
	called map[string]string // parameter here -> there
}

// currents are the kinds of currents by name. Those of PyNN come with std/pynn.
var currents = map[string]currentKind{
	"dc_current":    {params: []string{"amplitude", "start", "stop"}, needed: []string{"amplitude"}},
	"ac_current":    {params: []string{"amplitude", "frequency", "offset", "phase", "start", "stop"}, needed: []string{"amplitude", "frequency"}},
	"step_current":  {params: []string{"times", "values"}, needed: []string{"times", "values"}},
	"noisy_current": {params: []string{"mean", "sd", "dt", "start", "stop"}, needed: []string{"sd", "dt"}},
	"from_file":     {params: []string{"file", "scale"}, needed: []string{"file"}},

	"DCSource":           {params: []string{"amplitude", "start", "stop"}, is: "dc_current"},
	"ACSource":           {params: []string{"amplitude", "offset", "frequency", "phase", "start", "stop"}, is: "ac_current"},
	"StepCurrentSource":  {params: []string{"times", "amplitudes"}, needed: []string{"times", "amplitudes"}, is: "step_current", called: map[string]string{"values": "amplitudes"}},
	"NoisyCurrentSource": {params: []string{"mean", "stdev", "start", "stop", "dt"}, is: "noisy_current", called: map[string]string{"sd": "stdev"}},
}

// current is a waveform that can be injected.
type current struct {
	waveform int       // index into Spec.Waveforms, -1 after mistakes
	u        unit.Unit // of its values
	any      bool      // all of them are 0
}

// isCurrent reports whether a call makes a current.
func (l *lowerer) isCurrent(name string) bool {
	k, ok := currents[name]
	return ok && (k.is == "" || l.pynn)
}

func (l *lowerer) currentNames() []string {
	var names []string
	for _, n := range keys(currents) {
		if l.isCurrent(n) {
			names = append(names, n)
		}
	}
	return names
}

// current declares a current of the network.
func (w *wiring) current(m *ast.Current) {
	if old, ok := w.currents[m.Name.Text]; ok && old.waveform >= -1 {
		return // reported when the names were declared
	}
	w.currents[m.Name.Text] = w.waveform(m.Name.Text, m.Value, w.x.below(m.Name.Text))
}

// shape makes the waveform of a kind of current.
type shape struct {
	w      *wiring
	name   string // of the current
	kind   string
	called map[string]string
	args   map[string]ast.Expr
	scopes map[string]*scope
	good   bool
	out    current
	steps  int64 // of the run
	form   network.Waveform
}

// waveform lowers the call that makes a current; settings replace its arguments.
func (w *wiring) waveform(name string, x ast.Expr, sets map[string]*setting) current {
	l := w.l
	failed := current{waveform: -1}
	kind, given := l.kind(x)
	k, ok := currents[kind.Text]
	if !ok || !l.isCurrent(kind.Text) {
		help := "the kinds are dc_current, ac_current, step_current, noisy_current and from_file"
		if ok {
			help = "write `import \"std/pynn\"`"
		}
		l.list.Add(diag.BadCurrent(x.Span(), "there is no current "+squeeze(kind.At.Text()), help))
		return failed
	}
	s := &shape{w: w, name: name, kind: kind.Text, called: k.called, args: map[string]ast.Expr{}, scopes: map[string]*scope{}, good: true}
	if k.is != "" {
		s.kind = k.is
	}
	put := func(key string, at ast.Expr, sc *scope) {
		if !slices.Contains(k.params, key) {
			l.list.Add(diag.UnknownArgument(at.Span(), key, kind.Text, k.params))
			s.good = false
			return
		}
		s.args[key], s.scopes[key] = at, sc
	}
	for i, a := range given {
		switch {
		case a.Name != nil:
			put(a.Name.String(), a.Value, w.sc)
		case i < len(k.params):
			put(k.params[i], a.Value, w.sc)
		default:
			l.list.Add(diag.ArgumentCount(kind.At, kind.Text, len(k.needed), len(k.params), len(given)))
			return failed
		}
	}
	for key, set := range sets {
		put(key, set.value, set.scope(w.sc))
	}
	for _, need := range k.needed {
		if s.args[need] == nil {
			l.list.Add(diag.NeedsArgument(kind.At, kind.Text, need, kind.At))
			return failed
		}
	}
	s.form.Name = name
	if w.x != nil {
		s.steps = w.x.Segments[0].Steps
	}
	s.out = current{waveform: -1, any: true}
	switch s.kind {
	case "dc_current":
		s.dc()
	case "ac_current":
		s.ac(k.is != "")
	case "step_current":
		s.pieces()
	case "noisy_current":
		s.noise()
	case "from_file":
		s.file()
	}
	if !s.good {
		return failed
	}
	s.out.waveform = len(w.spec.Waveforms)
	w.spec.Waveforms = append(w.spec.Waveforms, s.form)
	return s.out
}

// argument is a parameter by the name that it has here, nil if it is not given.
func (s *shape) argument(param string) (ast.Expr, *scope) {
	if there := s.called[param]; there != "" {
		param = there
	}
	return s.args[param], s.scopes[param]
}

// number is a constant argument in unit u, or what it is by default.
func (s *shape) number(param string, u unit.Unit, standard float64) float64 {
	e, sc := s.argument(param)
	if e == nil {
		return standard
	}
	x, ok := s.w.l.constant(s.w.l.expr(e, sc), u, e.Span(), param)
	s.good = s.good && ok
	return x
}

// amount is one that has the unit of the current.
func (s *shape) amount(param string, standard float64) float64 {
	e, sc := s.argument(param)
	if e == nil {
		if standard != 0 {
			s.fix(value{u: simple("pA")})
		}
		return standard
	}
	return s.current(e, sc, param)
}

// current evaluates a value of the current; all of them have one dimension.
func (s *shape) current(e ast.Expr, sc *scope, what string) float64 {
	l := s.w.l
	v := l.expr(e, sc)
	if !v.ok() {
		s.good = false
		return 0
	}
	u := v.u
	if !v.any && !s.out.any {
		u = s.out.u
	}
	x, ok := l.constant(v, u, e.Span(), what)
	if ok && (math.IsInf(x, 0) || math.IsNaN(x)) {
		l.list.Add(diag.BadCurrent(e.Span(), what+" is not finite", "write a number with its unit"))
		ok = false
	}
	s.good = s.good && ok
	s.fix(v)
	return x
}

// fix decides on the unit of the current, which is that of its first value.
func (s *shape) fix(v value) {
	if s.out.any && !v.any {
		s.out.any, s.out.u = false, v.u
	}
}

// window is the time in which a current flows, in steps.
func (s *shape) window() (from, to int64) {
	return s.at("start", 0), min(s.at("stop", s.steps), s.steps)
}

// at is a time on the grid: the first step that begins then.
func (s *shape) at(param string, standard int64) int64 {
	e, sc := s.argument(param)
	if e == nil {
		return standard
	}
	return s.grid(e, sc, param)
}

// grid puts a time on the grid. Times after the run, infinity included, are its
// end.
func (s *shape) grid(e ast.Expr, sc *scope, what string) int64 {
	l, h := s.w.l, s.w.spec.Step
	t, ok := l.constant(l.expr(e, sc), simple("ms"), e.Span(), what)
	if !ok {
		s.good = false
		return 0
	}
	if !(t >= 0) {
		l.list.Add(diag.BadCurrent(e.Span(), what+" is before the run", "a run begins at 0 ms"))
		s.good = false
		return 0
	}
	n := math.Round(t / h)
	if n > maxSteps {
		return maxSteps
	}
	if math.Abs(t/h-n) > offGrid {
		l.list.Add(diag.OffGrid(e.Span(), "this time", t, h, n*h))
	}
	return int64(n)
}

// set appends a change at step k, if the run has it.
func (s *shape) set(k int64, x float64) {
	if k >= s.steps {
		return
	}
	if n := len(s.form.Steps); n > 0 && s.form.Steps[n-1] == k { // the last one counts
		s.form.Values[n-1] = x
		return
	}
	s.form.Steps, s.form.Values = append(s.form.Steps, k), append(s.form.Values, x)
}

// dc flows with one amplitude from start to stop.
func (s *shape) dc() {
	x := s.amount("amplitude", 1000) // 1 nA, as in PyNN
	from, to := s.window()
	if from < to {
		s.set(from, x)
		s.set(to, 0)
	}
}

// plain reports whether an argument is a number without a unit, which PyNN takes for
// degrees where it is an angle: 90, not 90 deg or 1.57 rad.
func (s *shape) plain(param string) bool {
	e, sc := s.argument(param)
	return e != nil && s.w.l.expr(e, sc).u.IsOne()
}

// ac is offset + amplitude*sin(2*pi*frequency*(t - start) + phase), taken at the
// beginning of each step.
func (s *shape) ac(degrees bool) {
	amplitude, offset := s.amount("amplitude", 1000), s.amount("offset", 0)
	frequency, phase := s.number("frequency", simple("Hz"), 0.01), s.number("phase", unit.One, 0)
	if degrees && s.plain("phase") {
		phase *= math.Pi / 180
	}
	from, to := s.window()
	if !s.good || from >= to {
		return
	}
	for k := from; k < to; k++ {
		cycles := frequency * float64(float64(k-from)*s.w.spec.Step)
		cycles -= math.Floor(cycles)
		s.set(k, offset+float64(amplitude*elementary.Sin(float64(2*math.Pi*cycles)+phase)))
	}
	s.set(to, 0)
}

// pieces is values[i] from times[i] on.
func (s *shape) pieces() {
	l := s.w.l
	times, inTime := s.argument("times")
	values, inValue := s.argument("values")
	t, okT := times.(*ast.List)
	v, okV := values.(*ast.List)
	for _, x := range []struct {
		ok bool
		e  ast.Expr
	}{{okT, times}, {okV, values}} {
		if !x.ok {
			l.list.Add(diag.BadCurrent(x.e.Span(), "this is no list", "write numbers between square brackets: `times = [0 ms, 100 ms], values = [0 pA, 50 pA]`"))
			s.good = false
		}
	}
	if !s.good {
		return
	}
	if len(t.Items) != len(v.Items) {
		l.list.Add(diag.BadCurrent(values.Span(), fmt.Sprintf("there are %d times and %d values", len(t.Items), len(v.Items)), "give each time one value, which holds from then on"))
		s.good = false
		return
	}
	last := int64(-1)
	for i, e := range t.Items {
		k := s.grid(e, inTime, "a time")
		x := s.current(v.Items[i], inValue, "a value")
		if !s.good {
			return
		}
		if k < last {
			l.list.Add(diag.BadCurrent(e.Span(), "this time is before the one in front of it", "sort the times"))
			s.good = false
			return
		}
		last = k
		s.set(k, x)
	}
}

// noise is drawn anew every dt. All elements get the same numbers.
func (s *shape) noise() {
	l := s.w.l
	mean, sd := s.amount("mean", 0), s.amount("sd", 1000)
	dt := int64(0)
	if h := s.w.spec.Step; s.number("dt", simple("ms"), 0.1) >= h/2 {
		dt = s.at("dt", int64(math.Round(0.1/h)))
	}
	if e, _ := s.argument("sd"); sd < 0 && s.good {
		l.list.Add(diag.BadCurrent(e.Span(), "a standard deviation is not negative", "write a positive number"))
		s.good = false
	}
	if dt < 1 && s.good {
		at := ast.Expr(nil)
		if at, _ = s.argument("dt"); at != nil {
			l.list.Add(diag.BadCurrent(at.Span(), "this is shorter than a step", "write a time of at least one step"))
			s.good = false
		}
		dt = 1
	}
	from, to := s.window()
	if !s.good || from >= to {
		return
	}
	stream := rng.NewStream(s.w.spec.Seed, rng.Current, s.name, 0)
	for k := from; k < to; k += dt {
		s.set(k, mean+float64(sd*stream.Normal(uint64((k-from)/dt))))
	}
	s.set(to, 0)
}

// file reads times in ms and values in units of scale, which is 1 pA by default.
func (s *shape) file() {
	l := s.w.l
	scale := s.amount("scale", 1)
	e, _ := s.argument("file")
	c, ok := l.file(e, []string{"time", "value"}, nil)
	if s.good = s.good && ok; !s.good {
		return
	}
	h, last := s.w.spec.Step, int64(-1)
	for i, t := range c.col["time"] {
		n := math.Round(t / h)
		if !(n >= 0) || int64(min(n, maxSteps)) < last {
			l.list.Add(diag.DataFile(e.Span(), c.name, fmt.Sprintf("its time number %d is %v ms", i, t), "times ascend from 0 ms on"))
			s.good = false
			return
		}
		if n > maxSteps {
			return
		}
		last = int64(n)
		s.set(last, float64(c.col["value"][i]*scale))
	}
}

// injectWave injects a current that varies.
func (w *wiring) injectWave(m *ast.Inject, c current) {
	l := w.l
	view, input, ok := w.target(m.Target)
	if !ok || c.waveform < 0 {
		return
	}
	for _, run := range view.Runs {
		at, sym, ok := w.inputOf(m, run, input)
		if !ok {
			return
		}
		if !c.any && !unit.SameDim(c.u, sym.Unit) {
			l.list.Add(diag.UnitExpected(m.Value.Span(), sym.Name, sym.Unit.String(), c.u.String(), repair(sym.Unit, c.u)))
			return
		}
		p := &w.spec.Populations[run.Population]
		p.Currents = append(p.Currents, network.Injection{Elements: network.View{Runs: []network.Run{run}}, Input: at, Waveform: c.waveform})
	}
}
