package brian2

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
)

var (
	// What the grid form calls its groups and synapses; Brian2 names what it makes of
	// them, and files of C++, after them.
	populationNamed = regexp.MustCompile(`population_(\d+)_`)
	synapsesNamed   = regexp.MustCompile(`synapses_(\d+)_from_`)
	// Where Brian2 says that an object was made.
	madeAt = regexp.MustCompile(`run\.py["'], line (\d+)`)
	// What a statement of the idiomatic form is made of.
	equationsNamed = regexp.MustCompile(`(\w+)_equations\b`)
	ofGroup        = regexp.MustCompile(`(?:Synapses\(\s*\w+,|StateMonitor\(|SpikeMonitor\(|PoissonInput\(|NeuronGroup\()\s*(\w+)`)
)

// Locate says which neuron or rule of the model a failure of run.py is about, with the
// place of its text, and of the equation that is named; "" where that is not to be seen.
func (Target) Locate(s *ir.Study, files []gen.File, said string) string {
	if s.Model == nil {
		return ""
	}
	d := gridSubject(s, said)
	if d == nil {
		d = idiomaticSubject(s, files, said)
	}
	if d == nil || !d.Span.Valid() {
		return ""
	}
	text := d.Name + ", " + place(d.Span)
	about := lastLines(said) + "\n" + assigned(files, said)
	for _, st := range d.States {
		own := newIdentifiers().fresh(d.Symbols[st.Sym].Name)
		if st.Span.Valid() && regexp.MustCompile(`\b(d|new_|next_)?`+regexp.QuoteMeta(own)+`(/dt)? *=`).MatchString(about) {
			return text + "; " + d.Symbols[st.Sym].Name + "' at " + place(st.Span)
		}
	}
	return text
}

// place is a line of a source text.
func place(s source.Span) string {
	return fmt.Sprintf("%s:%d", s.File.Name, s.File.Position(s.Start).Line)
}

// unresolved is a name that Brian2 does not find.
var unresolved = regexp.MustCompile(`identifier "(\w+)"`)

// assigned are the lines of the script that read a name that Brian2 does not find.
func assigned(files []gen.File, said string) string {
	m := unresolved.FindStringSubmatch(said)
	i := slices.IndexFunc(files, func(f gen.File) bool { return f.Path == "run.py" })
	if m == nil || i < 0 {
		return ""
	}
	var list []string
	for _, l := range strings.Split(string(files[i].Data), "\n") {
		if mentions(l, m[1]) {
			list = append(list, l)
		}
	}
	return strings.Join(list, "\n")
}

// lastLines are where Python says what is wrong.
func lastLines(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], "\n")
}

// lastNumber is the number in the last match of a pattern, or -1.
func lastNumber(re *regexp.Regexp, said string) int {
	all := re.FindAllStringSubmatch(said, -1)
	if len(all) == 0 {
		return -1
	}
	n, err := strconv.Atoi(all[len(all)-1][1])
	if err != nil {
		return -1
	}
	return n
}

// gridSubject is what the names of the grid form tell.
func gridSubject(s *ir.Study, said string) *ir.Dynamics {
	if n := lastNumber(synapsesNamed, said); n >= 0 {
		for j := range s.Network.Projections {
			if p := &s.Network.Projections[j]; slices.Contains(s.Network.Sets(j), n) {
				if i := slices.Index(s.Rules, p.Plasticity); i >= 0 {
					return s.Model.Rules[i]
				}
				return dynamicsOf(s, s.Network.Reached(j)[slices.Index(s.Network.Sets(j), n)])
			}
		}
	}
	return dynamicsOf(s, lastNumber(populationNamed, said))
}

// dynamicsOf is the neuron of a population.
func dynamicsOf(s *ir.Study, population int) *ir.Dynamics {
	if population < 0 || population >= len(s.Network.Populations) {
		return nil
	}
	if i := slices.Index(s.Programs, s.Network.Populations[population].Program); i >= 0 {
		return s.Model.Dynamics[i]
	}
	return nil
}

// idiomaticSubject is what the statement of the script tells in which an object was
// made.
func idiomaticSubject(s *ir.Study, files []gen.File, said string) *ir.Dynamics {
	at := lastNumber(madeAt, said)
	i := slices.IndexFunc(files, func(f gen.File) bool { return f.Path == "run.py" })
	if at < 1 || i < 0 {
		return nil
	}
	lines := strings.Split(string(files[i].Data), "\n")
	if at > len(lines) {
		return nil
	}
	first, last := at-1, at
	for first > 0 && strings.HasPrefix(lines[first], " ") {
		first--
	}
	for last < len(lines) && (strings.HasPrefix(lines[last], " ") || lines[last] == ")") {
		last++
	}
	statement := strings.Join(lines[first:last], "\n")
	v, err := newIdiomatic(s, false)
	if err != nil {
		return nil
	}
	if m := equationsNamed.FindStringSubmatch(statement); m != nil {
		for k := range v.Models {
			if v.Models[k].Name == m[1] {
				return s.Model.Dynamics[k]
			}
		}
		for k := range v.Rules {
			if v.Rules[k].Name == m[1] {
				return s.Model.Rules[k]
			}
		}
	}
	if m := ofGroup.FindStringSubmatch(statement); m != nil {
		for _, c := range v.cells {
			if c.name == m[1] {
				return dynamicsOf(s, c.populations[0])
			}
		}
		return dynamicsOf(s, slices.Index(v.own, m[1]))
	}
	return nil
}
