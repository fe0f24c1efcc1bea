package spinnaker

import (
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// sPyNNaker has slots for rules of plasticity: a timing rule, a weight rule and a
// structure of the synapse, of which all plastic connections of a core share one.
// Its updates are deferred: at a spike of the source, what the spikes of the target
// did since the last one is made up for, from a history of the target. The states of
// the target are in that history, those of the source in the head of a row, those of
// the connection beside its weight.

// historyKept is how many spikes of a neuron its history holds.
const historyKept = 15

// storedWeight is how many bits the initial weight lacks that the host writes, 16
// bits without a sign, of a word that a rule computes with.
const storedWeight = 15

// startWord is the word that a plastic connection begins with: what is left of w in
// the 16 bits that the host writes.
func startWord(f fixed.Format, w float64) int32 {
	code := min(math.RoundToEven(math.Ldexp(math.Abs(w), int(f)-storedWeight)), math.MaxUint16)
	word := int32(code) << storedWeight
	if w < 0 {
		return -word
	}
	return word
}

// StoredWeight is what the host writes for a plastic connection that begins with a
// word.
func StoredWeight(word int32) uint16 {
	if word < 0 {
		word = -word
	}
	return uint16(word >> storedWeight)
}

// Slot is the rule of the plastic connections to a population.
type Slot struct {
	Rule   int
	Params []uint32 // what the host writes for it
	Why    string   // why the framework cannot have it, or ""
}

// SlotOf is the slot of a population, nil where no plastic connections end.
func (f *Form) SlotOf(population int) *Slot {
	s := &Slot{Rule: -1}
	net := f.Study.Network
	for j := range net.Projections {
		p := &net.Projections[j]
		if p.Plasticity == nil || !reaches(p, population) {
			continue
		}
		r := f.RuleOf(p.Plasticity)
		if s.Rule >= 0 && r != s.Rule {
			s.Why = fmt.Sprintf("%s has plastic connections of the rules %s and %s, and a core has one", net.Populations[population].Name, f.Rules[s.Rule].Name, f.Rules[r].Name)
			return s
		}
		s.Rule = r
	}
	if s.Rule < 0 {
		return nil
	}
	s.Why = f.noSlot(s.Rule)
	if s.Why == "" {
		s.Params = f.slotParams(s.Rule, population)
	}
	return s
}

// reaches tells whether a projection ends in a population.
func reaches(p *network.Projection, population int) bool {
	return slices.ContainsFunc(p.Post.Runs, func(r network.Run) bool { return r.Population == population })
}

// falls tells whether what is delivered is negative.
func (a amounts) falls() bool { return a.delivered.lo < 0 && a.delivered.hi <= 0 }

// slotParams are the words of the region of plasticity: that spikes of the target
// take the delay back, the digest of the rule, and for each synapse type the scale
// of the port and whether weights are subtracted.
func (f *Form) slotParams(rule, population int) []uint32 {
	list := []uint32{1, f.digest(rule)}
	p := f.ProgramOf(population)
	for _, t := range p.Types {
		minus := uint32(0)
		if t.Minus {
			minus = 1
		}
		list = append(list, uint32(int32(p.Ports[t.Port].Scale)), minus)
	}
	return list
}

// noSlot says why a rule has no place in the framework's slots, or "".
func (f *Form) noSlot(rule int) string {
	r, d, w := f.Rules[rule], f.amounts[rule].delivered, f.amounts[rule].begin
	switch {
	case len(r.Deliver) > 1:
		return fmt.Sprintf("the rule %s delivers %d times at a spike of the source, and the framework adds one weight", r.Name, len(r.Deliver))
	case w.lo < 0 && w.hi > 0:
		return fmt.Sprintf("weights of the rule %s begin with both signs, and the host writes them without", r.Name)
	case d.lo < 0 && d.hi > 0:
		return fmt.Sprintf("the rule %s delivers amounts of both signs, and a synapse of the framework has one", r.Name)
	}
	if i := strays(r, &r.Post, program.AtTarget); i >= 0 {
		return fmt.Sprintf("in the rule %s, %s of the target depends on the connection or the source, and the framework keeps it once for a neuron", r.Name, r.States[i].Name)
	}
	if i := strays(r, &r.Pre, program.AtSource); i >= 0 {
		return fmt.Sprintf("in the rule %s, %s of the source depends on the connection or the target, and the framework keeps it once for a row", r.Name, r.States[i].Name)
	}
	if i := drifts(r); i >= 0 {
		return fmt.Sprintf("in the rule %s, %s of the target moves before its first spike, by a time that depends on the delay", r.Name, r.States[i].Name)
	}
	return ""
}

// strays finds a state of a site that an event of the site computes from those of
// other sites, -1 for none.
func strays(r *fixed.Rule, b *fixed.Block, site program.Site) int {
	foreign := make([]bool, len(b.Instrs))
	for i := range b.Instrs {
		in := &b.Instrs[i]
		switch in.Op {
		case fixed.LoadState:
			foreign[i] = r.Sites[in.Index] != site
		case fixed.LoadElapsed:
			foreign[i] = program.Site(in.Index) != site
		case fixed.LoadTime:
			foreign[i] = true
		}
		for _, a := range [...]program.Ref{in.A, in.B, in.C} {
			foreign[i] = foreign[i] || a >= 0 && foreign[a]
		}
	}
	for _, s := range b.Stores {
		if r.Sites[s.State] == site && foreign[s.Value] {
			return s.State
		}
	}
	return -1
}

// drifts finds a state of the target whose first value depends on when the first
// spike comes, -1 for none: connections with other delays would count otherwise.
func drifts(r *fixed.Rule) int {
	if !r.HasPost {
		return -1
	}
	first := make([]int32, len(r.States))
	for k, elapsed := range [...]int64{1, 2, 5, 100, 1000, 100000} {
		env := fixed.Env{States: append([]int32(nil), r.Initial...)}
		for i := range env.Elapsed {
			env.Elapsed[i] = elapsed
		}
		v := fixed.Eval(&r.Post, &env, nil)
		r.Post.Store(env.States, v, nil)
		for i := range r.States {
			if r.Sites[i] != program.AtTarget {
				continue
			}
			if k > 0 && env.States[i] != first[i] {
				return i
			}
			first[i] = env.States[i]
		}
	}
	return -1
}

// historyBytes is what a core keeps of the spikes of a neuron: a number, and of 16
// spikes the time, the time since the one before and the states of the target.
func historyBytes(r *fixed.Rule) int {
	n := 0
	for _, site := range r.Sites {
		if site == program.AtTarget {
			n++
		}
	}
	return 4 + (historyKept+1)*4*(2+n)
}

// synapseBytes is what a plastic connection takes in the memory of a chip: its
// control word, its weight as the host reads it, and the states of the connection.
func synapseBytes(r *fixed.Rule) int {
	n := 0
	for _, site := range r.Sites {
		if site == program.AtConnection {
			n++
		}
	}
	return 2 + 2 + 4*n
}

// rowBytes is the head of a row of plastic connections: its sizes, the time of the
// last spike of the source, its states, and whether there was one.
func rowBytes(r *fixed.Rule) int {
	n := 0
	for _, site := range r.Sites {
		if site == program.AtSource {
			n++
		}
	}
	return 12 + 4*(2+n)
}
