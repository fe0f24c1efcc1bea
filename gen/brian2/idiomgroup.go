package brian2

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Groups of the idiomatic form: populations of neurons and sources, and how they begin.

// group is a population.
type group struct {
	Doc   string
	Lines []string
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
	g.Lines = append(g.Lines, events(m, name)...)
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
		if len(m.Reset) > 0 || m.Refractory == "" { // without both Brian2 warns
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
	var tests []gen.Renamed
	for _, e := range m.Events {
		if e.Condition != "" {
			tests = append(tests, gen.Renamed{Model: e.Name, Own: gen.PyString(e.Condition)})
		}
	}
	if len(tests) > 0 {
		args = append(args, "events="+gen.PyValues(tests))
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

// events says when conditions that do not spike are tested, and what happens then: in
// the order of the model.
func events(m *idiom, group string) []string {
	var lines []string
	for k, e := range m.Events {
		name, when, code := gen.PyString(e.Name), "when="+gen.PyString(e.Slot), gen.PyString(strings.Join(e.Code, "; "))
		if e.Condition == "" {
			lines = append(lines, arguments(group+".run_regularly(", []string{code, when, fmt.Sprintf("order=%d", 2*k)})...)
			continue
		}
		lines = append(lines, fmt.Sprintf("%s.set_event_schedule(%s, %s, order=%d)", group, name, when, 2*k))
		lines = append(lines, arguments(group+".run_on_event(", []string{name, code, when, fmt.Sprintf("order=%d", 2*k+1)})...)
	}
	return lines
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
