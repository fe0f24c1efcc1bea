package brian2

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// idiomatic is what the readable run.py is made of.
type idiomatic struct {
	Header      string
	Title       []string
	Step        string
	Swapped     bool
	WrittenOut  bool
	Numpy       bool
	Models      []idiom
	Rules       []idiomRule
	Groups      []group
	Connections []connection
	Monitors    []string
	Run         []string
	Results     []string

	study *ir.Study
	names *names.Table
	own   []string // per population: its variable
	cells []cells  // groups of neurons that stand for several populations
	free  bool     // Brian2 draws connections, values and spikes itself (native)
	late  int64    // the longest delay of plastic connections, in steps
	// plastic connections by projection, target and source, for recordings
	plastic  []plasticConnection
	finals   []string // lines that keep weights at the end
	sampled  bool     // states are recorded
	repeated map[int]string
}

// group is a population.
type group struct {
	Doc   string
	Lines []string
}

// connection are the synapses from one population to another.
type connection struct {
	Lines []string
	// What the data connect, of one kind: the first and the last line are about all of it.
	own, kind, call string
	names           []string
}

// connected adds connections that come from the data. Those that differ only in who is
// connected are one Synapses.
func (v *idiomatic) connected(own string, args []string, name, call string) {
	kind := strings.Join(args, ", ") + call
	for i := range v.Connections {
		if c := &v.Connections[i]; c.kind == kind {
			c.names = append(c.names, gen.PyString(name))
			return
		}
	}
	own = v.names.Fresh(own)
	v.Connections = append(v.Connections, connection{Lines: arguments(own+" = Synapses(", args), own: own, kind: kind, call: call, names: []string{gen.PyString(name)}})
}

// finish writes the calls that connect them.
func (v *idiomatic) finish() {
	for i := range v.Connections {
		c := &v.Connections[i]
		switch {
		case len(c.names) == 1:
			c.Lines = append(c.Lines, fmt.Sprintf("data.connect(%s, %s%s)", c.own, c.names[0], c.call))
		case len(c.names) > 1:
			c.Lines = append(c.Lines, fmt.Sprintf("data.connect(%s, [", c.own))
			for _, n := range c.names {
				c.Lines = append(c.Lines, "    "+n+",")
			}
			c.Lines = append(c.Lines, "]"+c.call+")")
		}
	}
}

// scriptNames are what the script itself uses, and what Python and Brian2 mean by
// short names.
var scriptNames = strings.Fields(`data results run written_out magic_network defaultclock NeuronGroup Synapses SpikeMonitor StateMonitor
SpikeGeneratorGroup dict ms second mV volt pA amp nS siemens pF farad um meter Gohm kHz mM inf np True False None
and as assert break class continue def del elif else except finally for from global if import in is lambda not or pass raise
return try while with yield match case print`)

// newIdiomatic writes the study as a Brian2 user would; the error says why that
// cannot be.
func newIdiomatic(s *ir.Study, native bool) (*idiomatic, error) {
	if s.Model == nil {
		return nil, fmt.Errorf("the equations of the model are not at hand")
	}
	if s.Timeline.Count > 1 {
		return nil, severalSegments.of(s.Name)
	}
	if s.Needs()[ir.FeatureActions] {
		return nil, changingParameters.of(s.Name)
	}
	v := &idiomatic{free: native, Header: gen.Header("# ", s), Title: gen.Paragraph(title(s)), Step: short(s.Timeline.Step) + "*ms", study: s, names: names.New(false, scriptNames), repeated: map[int]string{}}
	if err := v.models(); err != nil {
		return nil, err
	}
	for i, r := range s.Rules {
		x, err := newIdiomRule(s.Model.Rules[i], r, v.names.Fresh(r.Name), v.variables())
		if err != nil {
			return nil, err
		}
		v.Rules = append(v.Rules, x)
	}
	for i := range s.Network.Populations {
		v.own = append(v.own, v.names.Fresh(s.Network.Populations[i].Name))
	}
	v.gather()
	for i := 0; i < len(v.own); {
		n, err := v.groups(i)
		if err != nil {
			return nil, err
		}
		i += n
	}
	for j := range s.Network.Projections {
		if err := v.connect(j); err != nil {
			return nil, err
		}
	}
	v.finish()
	v.record()
	if err := v.recordWeights(); err != nil {
		return nil, err
	}
	v.run()
	return v, nil
}

// run writes the run and what is kept of it. The last sample is that of the beginning
// of one more step, in which weights must not change any more.
func (v *idiomatic) run() {
	whole := v.time(float64(v.study.Timeline.Segments[0].Steps + v.late))
	const more, begin = "defaultclock.dt)  # recordings see the beginning of a step", "results = data.results()"
	switch {
	case !v.sampled:
		v.Run = append([]string{"run(" + whole + ")", "", begin}, v.finals...)
	case len(v.finals) == 0:
		v.Run = []string{"run(" + whole + " + " + more, "", begin}
	default:
		v.Run = append(append([]string{"run(" + whole + ")", begin}, v.finals...), "run("+more, "")
	}
}

// title says what the script is about.
func title(s *ir.Study) string {
	if s.Doc == "" {
		return s.Name
	}
	return s.Doc
}

// variables are the names of what neurons have.
func (v *idiomatic) variables() []string {
	var list []string
	for i := range v.Models {
		m := &v.Models[i]
		for _, c := range append(append(append([]column(nil), m.columns...), m.initial...), m.drive...) {
			list = append(list, c.Own)
		}
		for _, l := range m.Equations {
			name, _, _ := strings.Cut(l.Code, " ")
			list = append(list, name)
		}
	}
	return list
}

func (v *idiomatic) time(steps float64) string {
	return short(roundTo12(steps*v.study.Timeline.Step)) + "*ms"
}

// roundTo12 is a product of whole steps as a person would write it.
func roundTo12(x float64) float64 {
	var y float64
	fmt.Sscanf(fmt.Sprintf("%.12g", x), "%g", &y)
	return y
}

// models writes the equations of every kind of neuron that a population has.
func (v *idiomatic) models() error {
	s, native := v.study, v.free
	for i, p := range s.Programs {
		recorded, injected := map[string]bool{}, map[string]bool{}
		for _, r := range s.Records {
			if s.ProgramOf(r.Population) == p && r.Observable >= 0 {
				recorded[p.Observe[r.Observable].Name] = true
			}
		}
		for k := range s.Network.Populations {
			pop := &s.Network.Populations[k]
			if pop.Program != p {
				continue
			}
			for at, in := range p.Inputs {
				if x, constant := valueAt(pop.Drive, at).Constant(); !constant || x != 0 {
					injected[in.Name] = true
				}
				for _, o := range pop.Set {
					injected[in.Name] = injected[in.Name] || o.Kind == network.AddDrive && o.Index == at
				}
			}
		}
		m, err := newIdiom(s.Model.Dynamics[i], p, v.names.Fresh(p.Name), recorded, injected, gen.Waves(s, p))
		if err != nil {
			return err
		}
		v.Swapped = v.Swapped || m.swapped && !native
		v.WrittenOut = v.WrittenOut || len(m.Update) > 0
		m.Text = m.Name
		for k := range v.Models {
			if o := &v.Models[k]; o.Text == o.Name && slices.Equal(o.Equations, m.Equations) && slices.Equal(o.Update, m.Update) {
				m.Text = o.Name
				m.Method = strings.Replace(m.Method, m.Name+"_step", o.Name+"_step", 1)
			}
		}
		v.Models = append(v.Models, m)
	}
	return nil
}

// leads reports what kinds of projections come from a population.
func (v *idiomatic) leads(population int) (static, plastic bool) {
	for _, p := range v.study.Network.Projections {
		if slices.Contains(origins(p.Pre), population) {
			static, plastic = static || p.Plasticity == nil, plastic || p.Plasticity != nil
		}
	}
	return static, plastic
}

// repeats is the group that plastic connections of a population come from: a
// source that may spike several times at once has one of its own for them.
func (v *idiomatic) repeats(population int) string {
	if name := v.repeated[population]; name != "" {
		return name
	}
	return v.own[population]
}

func valueAt(list []network.Value, i int) network.Value {
	if i < len(list) {
		return list[i]
	}
	return network.Const(0)
}

// arguments lays out a call, over several lines where it is long.
func arguments(begin string, args []string) []string {
	one := begin + strings.Join(args, ", ") + ")"
	if len(one) <= 110 {
		return []string{one}
	}
	lines := []string{begin}
	row := "   "
	for _, a := range args {
		if len(row)+len(a) > 104 {
			lines, row = append(lines, row), "   "
		}
		row += " " + a + ","
	}
	return append(lines, row, ")")
}

// groups writes the populations from number i on that are one group, and tells how
// many they are.
func (v *idiomatic) groups(i int) (int, error) {
	pop := &v.study.Network.Populations[i]
	if pop.Program == nil {
		return 1, v.sourceGroup(i)
	}
	name, number := v.own[i], []int{i}
	for _, c := range v.cells {
		if c.populations[0] == i {
			name, number = c.name, c.populations
		}
	}
	m := &v.Models[slices.Index(v.study.Programs, pop.Program)]
	g := group{Lines: arguments(name+" = NeuronGroup(", v.neuronArguments(m, pop, number))}
	if len(number) == 1 {
		g.Doc = gen.OneLine(pop.Doc)
		g.Lines = append(g.Lines, v.begin(i, name)...)
		v.Groups = append(v.Groups, g)
		return 1, nil
	}
	var all [][]string
	same, first := true, 0
	for _, k := range number {
		p := &v.study.Network.Populations[k]
		from, to := fmt.Sprint(first), fmt.Sprint(first+p.N)
		if k == number[0] {
			from = ""
		}
		if k == number[len(number)-1] {
			to = ""
		}
		l := fmt.Sprintf("%s = %s[%s:%s]", v.own[k], name, from, to)
		if doc := gen.OneLine(p.Doc); doc != "" {
			l += "  # " + doc
		}
		g.Lines = append(g.Lines, l)
		first += p.N
		all = append(all, v.begin(k, name))
		same = same && slices.Equal(all[0], all[len(all)-1]) && !readsData(all[0])
	}
	if !same {
		for at, k := range number {
			all[at] = v.begin(k, v.own[k])
		}
	} else {
		all = all[:1]
	}
	for _, lines := range all {
		g.Lines = append(g.Lines, lines...)
	}
	v.Groups = append(v.Groups, g)
	return len(number), nil
}

// readsData reports whether lines read the data of a population.
func readsData(lines []string) bool {
	return slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "data.") })
}

// sourceGroup writes a population of sources.
func (v *idiomatic) sourceGroup(i int) error {
	pop := &v.study.Network.Populations[i]
	g := group{Doc: gen.OneLine(pop.Doc)}
	own := v.own[i]
	static, plastic := v.leads(i)
	if v.free && v.ownSource(i, &g) {
		if len(g.Lines) > 0 {
			v.Groups = append(v.Groups, g)
		}
		return nil
	}
	if static || !plastic {
		g.Lines = append(g.Lines, fmt.Sprintf("%s = data.source(%s)", own, gen.PyString(pop.Name)))
	}
	if plastic {
		if static {
			v.repeated[i] = v.names.Fresh(own + "_repeated")
		}
		g.Lines = append(g.Lines, fmt.Sprintf("%s, %s, %s = data.repeater(%s)", v.repeats(i), v.names.Fresh(own+"_played"), v.names.Fresh(own+"_counted"), gen.PyString(pop.Name)))
	}
	v.Groups = append(v.Groups, g)
	return nil
}

// neuronArguments are those of the NeuronGroup of some populations.
func (v *idiomatic) neuronArguments(m *idiom, pop *network.Population, number []int) []string {
	n := 0
	for _, k := range number {
		n += v.study.Network.Populations[k].N
	}
	args := []string{fmt.Sprint(n), m.Text + "_equations"}
	if m.Threshold != "" {
		args = append(args, "threshold="+gen.PyString(m.Threshold))
		if len(m.Reset) > 0 {
			args = append(args, "reset="+gen.PyString(strings.Join(m.Reset, "; ")))
		}
		if m.Refractory != "" {
			refractory := m.Refractory
			if v.free {
				refractory = strings.Replace(refractory, " + dt\"", "\"", 1)
			}
			args = append(args, "refractory="+refractory)
		}
	}
	if m.Method != "" {
		args = append(args, "method="+m.Method)
	}
	namespace := m.Name
	for _, w := range m.waves {
		values, _ := quantity(fmt.Sprintf("data.waves(%s, %s)", gen.PyString(pop.Name), gen.PyString(w.row.Model)), w.row.Unit)
		namespace = fmt.Sprintf("dict(%s, %s=TimedArray(%s, dt=defaultclock.dt))", namespace, w.values, values)
	}
	return append(args, "namespace="+namespace)
}

// begin sets what neurons of a population begin with, of the group called own.
func (v *idiomatic) begin(i int, own string) []string {
	pop := &v.study.Network.Populations[i]
	m := &v.Models[slices.Index(v.study.Programs, pop.Program)]
	var lines []string
	set := func(c column, value string) {
		lines = append(lines, fmt.Sprintf("%s.%s = %s", own, c.Own, value))
	}
	column := func(c column, value network.Value, given bool) {
		if v.free && given {
			if text, ok := drawn(value, pop.Program, c.Unit); ok {
				set(c, text)
				return
			}
		}
		text, ok := quantity(fmt.Sprintf("data.column(%s, %s)", gen.PyString(pop.Name), gen.PyString(c.Model)), c.Unit)
		if ok {
			set(c, text)
		}
	}
	for _, c := range m.columns {
		value, given := network.Value{}, false
		for q, x := range pop.Program.Quantities {
			if x.Name == c.Model && !x.Derived {
				value, given = pop.Given[q]
			}
		}
		column(c, value, given)
	}
	for _, w := range m.waves {
		lines = append(lines, fmt.Sprintf("%s.%s = data.rows(%s, %s)", own, w.row.Own, gen.PyString(pop.Name), gen.PyString(w.row.Model)))
	}
	for k, c := range m.drive {
		if c.Own == "" {
			continue
		}
		if x, constant := valueAt(pop.Drive, k).Constant(); constant && x == 0 && !overridden(pop, network.AddDrive, k) {
			continue
		}
		column(c, valueAt(pop.Drive, k), !overridden(pop, network.AddDrive, k))
	}
	for k, c := range m.initial {
		value := valueAt(pop.Init, k)
		x, constant := value.Constant()
		text := ""
		switch {
		case overridden(pop, network.SetInit, k):
		case constant && x == 0:
			continue
		case constant:
			text, _ = quantity(short(x), c.Unit)
		case value.Result >= 0 && value.Block.Instrs[value.Result].Op == program.LoadQuant:
			q := pop.Program.Quantities[value.Block.Instrs[value.Result].Index]
			if q.Binding == program.Literal {
				if q.Value == 0 {
					continue
				}
				text, _ = quantity(short(q.Value), c.Unit)
			}
		}
		if text == "" {
			column(c, value, !overridden(pop, network.SetInit, k))
			continue
		}
		set(c, text)
	}
	if m.begin != "" { // a condition that holds at the start has not risen
		lines = append(lines, fmt.Sprintf("%s.not_refractory = %s", own, gen.PyString(m.begin)))
	}
	return lines
}

func overridden(pop *network.Population, kind network.OverrideKind, index int) bool {
	for _, o := range pop.Set {
		if o.Kind == kind && o.Index == index {
			return true
		}
	}
	return false
}

// weightWord finds the weight in the code of a port.
var weightWord = regexp.MustCompile(`\bweight\b`)

// connect writes the synapses of a projection, for each population that it comes
// from and leads to.
func (v *idiomatic) connect(j int) error {
	s := v.study
	p := &s.Network.Projections[j]
	if p.Plasticity != nil {
		return v.connectPlastic(j)
	}
	weight, sameWeight := p.Weight.Constant()
	delay, sameDelay := p.Delay.Constant()
	sameWeight, sameDelay = sameWeight && !p.ListedWeight, sameDelay && !p.ListedDelay && len(p.Axonal.Block.Instrs) == 0
	for _, target := range v.ends(s.Network.Reached(j)) {
		pop := &s.Network.Populations[target.populations[0]]
		m := &v.Models[slices.Index(s.Programs, pop.Program)]
		port := pop.Program.PortIndex(p.Port)
		if port < 0 || port >= len(m.ports) {
			return fmt.Errorf("%s has no port %s", pop.Name, p.Port)
		}
		code := strings.Join(m.ports[port], "; ")
		unit := pop.Program.Ports[port].Unit
		name := p.Name
		if len(s.Network.Reached(j)) > len(target.populations) {
			name += "@" + pop.Name
		}
		for _, source := range v.ends(origins(p.Pre)) {
			if done, err := v.input(j, source, target, m.ports[port]); err != nil || done {
				if err != nil {
					return err
				}
				continue
			}
			own := source.name + "_" + target.name
			args := []string{source.name, target.name}
			neurons := s.Network.Populations[source.populations[0]].Program != nil
			literal := sameWeight && (neurons || v.freely(source.populations[0]))
			if literal {
				text, ok := quantity(short(weight), unit)
				if !ok {
					return noUnit.of(p.Name)
				}
				code = tidied(weightWord.ReplaceAllString(strings.Join(m.ports[port], "; "), text))
			} else {
				declared, ok := declaredAs(unit)
				if !ok {
					return noUnit.of(p.Name)
				}
				args = append(args, gen.PyString("weight : "+declared+" (constant)"))
			}
			args = append(args, "on_pre="+gen.PyString(code))
			if sameDelay {
				steps := max(1, float64(int64(delay/s.Timeline.Step+0.5)))
				if v.Swapped {
					steps--
				}
				args = append(args, "delay="+v.time(steps))
			}
			for _, c := range m.Constants {
				if mentions(code, c.name()) {
					args = append(args, "namespace="+m.Name)
					break
				}
			}
			if v.draws(source) {
				name := v.names.Fresh(own)
				if lines, ok := v.drawnConnections(j, name, source, target, unit, literal, sameDelay); ok {
					v.Connections = append(v.Connections, connection{Lines: append(arguments(name+" = Synapses(", args), lines...)})
					continue
				}
				own = name
			}
			call := ""
			if len(origins(p.Pre)) > 1 {
				call += ", source=" + gen.PyString(s.Network.Populations[source.populations[0]].Name)
			}
			if !literal {
				u, _ := quantity("1", unit)
				call += ", weight=" + strings.TrimPrefix(u, "1*")
			}
			if !sameDelay && v.Swapped {
				call += ", early=1"
			}
			v.connected(own, args, name, call)
		}
	}
	return nil
}

// negative is an addition of a negative constant.
var negative = regexp.MustCompile(`\+= -(\d)`)

// tidied writes x += -1 as x -= 1.
func tidied(code string) string { return negative.ReplaceAllString(code, "-= $1") }

// plasticConnection is a Synapses of the script that changes its weights.
type plasticConnection struct {
	projection int
	own, set   string
	rule       *idiomRule
}

// connectPlastic writes the synapses of a plastic projection. Spikes of the source
// have the delay, those of the target twice that: what happens at a connection
// happens one delay late, when what it delivers arrives.
func (v *idiomatic) connectPlastic(j int) error {
	s := v.study
	p := &s.Network.Projections[j]
	if len(p.Axonal.Block.Instrs) > 0 {
		return axonalDelays.of(p.Name)
	}
	delay, same := p.Delay.Constant()
	if !same || p.ListedDelay {
		return plasticDelays.of(p.Name)
	}
	steps := max(1, int64(delay/s.Timeline.Step+0.5))
	v.late = max(v.late, steps)
	rule := &v.Rules[slices.Index(s.Rules, p.Plasticity)]
	for _, target := range s.Network.Reached(j) {
		pop := &s.Network.Populations[target]
		m := &v.Models[slices.Index(s.Programs, pop.Program)]
		port := pop.Program.PortIndex(p.Port)
		if port < 0 || port >= len(m.ports) {
			return fmt.Errorf("%s has no port %s", pop.Name, p.Port)
		}
		name := p.Name
		if len(s.Network.Reached(j)) > 1 {
			name += "@" + pop.Name
		}
		for _, source := range origins(p.Pre) {
			own := v.names.Fresh(p.Name)
			if strings.ContainsAny(p.Name, ">#") {
				own = v.names.Fresh(v.own[source] + "_" + v.own[target])
			}
			pre := rule.Name + "_pre"
			if deliver := rule.delivery(m.ports[port]); deliver != "" && rule.late {
				pre += " + " + gen.PyString("; "+deliver)
			} else if deliver != "" {
				deliver = strings.Join(append(append([]string(nil), rule.Settle...), deliver), "; ")
				pre = gen.PyString(deliver+"; ") + " + " + pre
			}
			if len(rule.Pre) == 0 {
				pre = gen.PyString(rule.delivery(m.ports[port]))
			}
			pathways := []string{gen.PyString(s.Network.Populations[source].Name), "pre=" + pre}
			if len(rule.Post)+len(rule.After) > 0 {
				pathways = append(pathways, "post="+rule.Name+"_post", "after="+rule.Name+"_after")
			}
			lines := arguments(own+" = Synapses(", []string{v.repeats(source), v.own[target], rule.Name + "_equations",
				"**data.pathways(" + strings.Join(pathways, ", ") + ")", "namespace=" + rule.Name})
			u, _ := quantity("1", rule.weight.Unit)
			early := ""
			if v.Swapped {
				early = ", early=1"
			}
			from := ""
			if len(origins(p.Pre)) > 1 {
				from = ", source=" + gen.PyString(s.Network.Populations[source].Name)
			}
			lines = append(lines, fmt.Sprintf("data.connect_plastic(%s, %s%s%s)", own, gen.PyString(name), from, early))
			value, _ := quantity(fmt.Sprintf("data.weights(%s)", own), rule.weight.Unit)
			lines = append(lines, fmt.Sprintf("%s.%s = %s", own, rule.weight.Own, value))
			for _, c := range rule.begin {
				lines = append(lines, fmt.Sprintf("%s.%s = %s", own, c.Own, c.Unit))
			}
			v.Connections = append(v.Connections, connection{Lines: lines})
			v.finals = append(v.finals, fmt.Sprintf("results.final(%s, %s.%s%s)", own, own, rule.weight.Own, per(u)))
			v.plastic = append(v.plastic, plasticConnection{j, own, name, rule})
		}
	}
	return nil
}

// per divides by a unit, given as 1 with it.
func per(one string) string {
	u := strings.TrimPrefix(one, "1")
	switch {
	case u == "":
		return ""
	case strings.HasPrefix(u, "/"):
		return "/(1" + u + ")"
	case strings.ContainsAny(u[1:], "*/"):
		return "/(" + u[1:] + ")"
	}
	return "/" + u[1:]
}

// recordWeights writes the monitors of connections. They look at the end of a step,
// when all has happened that reached connections one delay ago: right for delays
// of one step.
func (v *idiomatic) recordWeights() error {
	s := v.study
	number := 0
	for _, w := range s.Weights {
		for _, target := range s.Network.Reached(w.Projection) {
			for _, c := range v.plastic {
				set := s.Network.Projections[w.Projection].Name
				if len(s.Network.Reached(w.Projection)) > 1 {
					set += "@" + s.Network.Populations[target].Name
				}
				if c.projection != w.Projection || c.set != set {
					continue
				}
				state, ok := c.rule.states[w.Variable]
				if delay, _ := s.Network.Projections[w.Projection].Delay.Constant(); !ok || int64(delay/s.Timeline.Step+0.5) > 1 {
					return sampledConnection.of(c.set)
				}
				name := v.names.Fresh(c.own + "_" + state.Own)
				v.sampled = true
				v.Monitors = append(v.Monitors, fmt.Sprintf("%s = StateMonitor(%s, %s, record=True, dt=%s, when=\"end\")", name, c.own, gen.PyString(state.Own), v.time(float64(w.Every))))
				u, _ := quantity("1", state.Unit)
				v.Results = append(v.Results, fmt.Sprintf("results.weights(%d, %s, %s.%s%s)", number, c.own, name, state.Own, per(u)))
			}
			number++
		}
	}
	return nil
}

// origins are the populations of a view in order of first appearance.
func origins(v network.View) []int {
	var list []int
	for _, r := range v.Runs {
		if !slices.Contains(list, r.Population) {
			list = append(list, r.Population)
		}
	}
	return list
}

// record writes monitors, and how their results are handed over.
func (v *idiomatic) record() {
	s := v.study
	type key struct {
		population int
		every      int64
		elements   string
	}
	states := map[key]string{}
	wanted := map[key][]string{}
	var order []key
	spiking := map[int]bool{}
	for number, r := range s.Records {
		pop := &s.Network.Populations[r.Population]
		own := v.own[r.Population]
		if r.Observable == ir.Spikes {
			if pop.Program != nil && !spiking[r.Population] {
				spiking[r.Population] = true
				if c, ok := v.together(r.Population); ok {
					for _, k := range c.populations {
						spiking[k] = true
					}
					name := v.names.Fresh("spikes")
					v.Monitors = append(v.Monitors, fmt.Sprintf("%s = SpikeMonitor(%s)", name, c.name))
					v.Results = append(v.Results, fmt.Sprintf("results.spikes(%s, %s)", gen.PyString(s.Network.Populations[c.populations[0]].Name), name))
					continue
				}
				name := v.names.Fresh(own + "_spikes")
				v.Monitors = append(v.Monitors, fmt.Sprintf("%s = SpikeMonitor(%s)", name, own))
				v.Results = append(v.Results, fmt.Sprintf("results.spikes(%s, %s)", gen.PyString(pop.Name), name))
			}
			continue
		}
		c := v.Models[slices.Index(s.Programs, pop.Program)].observables[pop.Program.Observe[r.Observable].Name]
		k := key{r.Population, r.Every, fmt.Sprint(r.Elements)}
		if states[k] == "" {
			states[k] = v.names.Fresh(own + "_states")
			order = append(order, k)
		}
		if !slices.Contains(wanted[k], gen.PyString(c.Own)) {
			wanted[k] = append(wanted[k], gen.PyString(c.Own))
		}
		unit, _ := quantity("1", c.Unit)
		v.Results = append(v.Results, fmt.Sprintf("results.trace(%d, %s.%s%s)", number, states[k], c.Own, per(unit)))
	}
	for _, k := range order {
		elements := "True"
		if n := s.Network.Populations[k.population].N; k.elements != fmt.Sprint(upTo(n)) {
			elements = strings.ReplaceAll(k.elements, " ", ", ")
		}
		args := []string{v.own[k.population], "[" + strings.Join(wanted[k], ", ") + "]", "record=" + elements}
		if k.every != 1 {
			args = append(args, "dt="+v.time(float64(k.every)))
		}
		v.sampled = true
		v.Monitors = append(v.Monitors, arguments(states[k]+" = StateMonitor(", args)...)
	}
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
