package brian2

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/runtime/network"
)

// Synapses of the idiomatic form, static and plastic.

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
