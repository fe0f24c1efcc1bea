package network

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/runtime/program"
)

// MaxBytes is the memory beyond which no network is expanded, whatever the
// machine has: 1 TiB, some 2e10 synapses.
const MaxBytes = 1 << 40

// Check reports what [Expand] would refuse before computing anything, and a
// network that would take more than maxBytes of memory (0: [MaxBytes]), as an
// [*Error].
func Check(spec *Spec, maxBytes int64) error { return checkWithin(spec, maxBytes, synapseBytes) }

// CheckOutline is Check for [Outline].
func CheckOutline(spec *Spec, maxBytes int64) error {
	return checkWithin(spec, maxBytes, spec.outlineBytes())
}

func checkWithin(spec *Spec, maxBytes int64, each float64) error {
	if !(spec.Step > 0) || !finite(spec.Step) {
		return &Error{-1, -1, fmt.Sprintf("the step is %v ms, which is not a positive time", spec.Step), "write for instance `step 0.1 ms`"}
	}
	if err := spec.checkSpace(); err != nil {
		return err
	}
	names := map[string]bool{}
	for p, first := 0, 0; p < len(spec.Populations); p++ {
		if err := spec.checkPopulation(p, first); err != nil {
			return err
		}
		if err := spec.checkLayout(p); err != nil {
			return err
		}
		if name := spec.Populations[p].Name; names[name] {
			return spec.populationError(p, "rename one of them", "two populations have this name")
		} else {
			names[name] = true
		}
		first += spec.Populations[p].N
	}
	if err := spec.checkWaveforms(); err != nil {
		return err
	}
	clear(names)
	for k := range spec.Modulations {
		if err := spec.checkModulation(k); err != nil {
			return err
		}
	}
	for j := range spec.Projections {
		if err := spec.checkProjection(j); err != nil {
			return err
		}
		if name := spec.Projections[j].Name; names[name] {
			return spec.projectionError(j, "rename one of them", "two projections have this name, so they would draw the same numbers")
		} else {
			names[name] = true
		}
	}
	if maxBytes <= 0 {
		maxBytes = MaxBytes
	}
	if synapses, bytes := spec.estimate(each); bytes > maxBytes {
		return &Error{-1, -1, sizeText(synapses, bytes) + fmt.Sprintf(", more than the %s it may have", size(maxBytes)), "make populations smaller or connections sparser"}
	}
	// What takes time comes last, when it is known to fit.
	for j := range spec.Projections {
		if spec.Projections[j].Mirror != 0 {
			continue // as the one that it mirrors
		}
		if err := spec.checkDegrees(j, &spec.Projections[j].Rule); err != nil {
			return err
		}
	}
	for p := range spec.Populations {
		if spec.Populations[p].Source != nil {
			if err := spec.checkSource(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkPopulation checks population p, whose first element should have the
// global id first.
func (s *Spec) checkPopulation(p, first int) error {
	pop := &s.Populations[p]
	switch {
	case pop.N < 0 || pop.N > math.MaxInt32:
		return s.populationError(p, fmt.Sprintf("sizes are 0 … %d", math.MaxInt32), "it has %d elements", pop.N)
	case pop.First != first:
		return s.populationError(p, "number elements consecutively", "its first element has number %d, but %d come before it", pop.First, first)
	case first+pop.N > math.MaxUint32:
		return s.populationError(p, "make populations smaller", "the network has more than %d elements", math.MaxUint32)
	case pop.Source != nil && pop.Program != nil:
		return s.populationError(p, "divide it in two", "it has both neurons and sources")
	case pop.Source != nil:
		return s.checkSourceValues(p)
	case pop.Program == nil:
		return s.populationError(p, "give it a program or a source", "it has neither neurons nor sources")
	case len(pop.Init) != len(pop.Program.States) || len(pop.Drive) != len(pop.Program.Inputs):
		return s.populationError(p, "give one value for each", "it has %d initial values for %d states and %d drives for %d inputs", len(pop.Init), len(pop.Program.States), len(pop.Drive), len(pop.Program.Inputs))
	}
	if err := s.checkSettings(p); err != nil {
		return err
	}
	return s.checkValues(p)
}

const valueHelp = "compute it from constants, parameters, i, N and draws"

// checkValues checks the values of population p of neurons.
func (s *Spec) checkValues(p int) error {
	pop := &s.Populations[p]
	prog := pop.Program
	for q := range prog.Quantities {
		v := pop.Given[q]
		if err := checkValue(&v, nil, false); err != nil {
			return s.populationError(p, valueHelp, "%s %v", prog.Quantities[q].Name, err)
		}
	}
	for i := range pop.Init {
		if err := checkValue(&pop.Init[i], prog, false); err != nil {
			return s.populationError(p, valueHelp, "the initial value of %s %v", prog.States[i].Name, err)
		}
	}
	for i := range pop.Drive {
		if err := checkValue(&pop.Drive[i], prog, false); err != nil {
			return s.populationError(p, valueHelp, "the drive of %s %v", prog.Inputs[i].Name, err)
		}
	}
	for k := range pop.Set {
		o := &pop.Set[k]
		have := len(prog.States)
		switch o.Kind {
		case AddDrive:
			have = len(prog.Inputs)
		case SetGiven:
			have = len(prog.Quantities)
			if o.Index >= 0 && o.Index < have {
				if q := &prog.Quantities[o.Index]; q.Binding != program.Column || q.Derived {
					return s.populationError(p, "bind it to a column", "%s is set on a part of it, but is not given per element", q.Name)
				}
			}
		}
		if o.Kind > SetGiven || o.Index < 0 || o.Index >= have {
			return s.populationError(p, "name a state or an input of its neurons", "value %d that is set on a part of it does not exist", k)
		}
		for _, r := range o.Elements.Runs {
			if r.Population != p || !r.inside(pop) {
				return s.populationError(p, "select elements of this population", "a value is set on elements that it does not have")
			}
		}
		if err := checkValue(&o.Value, nil, false); err != nil {
			return s.populationError(p, valueHelp, "a value that is set on a part of it %v", err)
		}
	}
	return nil
}

// draws are the distributions of a Value.
var draws = map[string]bool{"uniform": true, "normal": true, "lognormal": true, "exponential": true, "gamma": true,
	"uniform_int": true, "poisson": true, "binomial": true, "vonmises": true}

// checkValue reports a value that cannot be evaluated. Only with a program may
// it read quantities: that program's; only of connections, pairs.
func checkValue(v *Value, prog *program.Program, connection bool) error {
	known := 0
	if prog != nil {
		known = len(prog.Quantities)
	}
	return checkReads(v, known, connection, false)
}

// checkReads is checkValue with what a value may read: that many quantities, a
// pair, the time.
func checkReads(v *Value, quantities int, connection, time bool) error {
	n := program.Ref(len(v.Block.Instrs))
	if n == 0 {
		return nil
	}
	if v.Result < 0 || v.Result >= n {
		return fmt.Errorf("is not computed by its code")
	}
	for i, in := range v.Block.Instrs {
		switch in.Op {
		case program.LoadTime:
			if !time {
				return fmt.Errorf("depends on the time, but is computed once")
			}
		case program.LoadState, program.LoadInput, program.LoadAcc, program.LoadSum, program.LoadSource, program.LoadWeight:
			return fmt.Errorf("reads a %v, which it cannot know", in.Op)
		case program.LoadPair:
			if !connection || in.Index < 0 || in.Index >= program.PairNumbers {
				return fmt.Errorf("reads a pair that it cannot know")
			}
		case program.LoadQuant:
			if in.Index < 0 || int(in.Index) >= quantities {
				return fmt.Errorf("reads a quantity that it cannot know")
			}
		case program.Draw:
			if !draws[in.Fn] || in.Index < 0 {
				return fmt.Errorf("draws from %q, which is no distribution", in.Fn)
			}
		case program.Redraw:
			if in.A < 0 || int(in.A) >= i || v.Block.Instrs[in.A].Op != program.Draw {
				return fmt.Errorf("repeats something that is no draw")
			}
		}
		if in.Op >= program.Draw {
			for _, r := range [...]program.Ref{in.A, in.B, in.C} {
				if r >= program.Ref(i) {
					return fmt.Errorf("uses a number before it is computed")
				}
			}
		}
	}
	return nil
}

// checkProjection checks views, values and numbers of projection j.
func (s *Spec) checkProjection(j int) error {
	p := &s.Projections[j]
	for _, v := range []View{p.Pre, p.Post} {
		for _, r := range v.Runs {
			if r.Population < 0 || r.Population >= len(s.Populations) {
				return s.projectionError(j, "use populations of this network", "a view is of population %d, which does not exist", r.Population)
			}
			if pop := &s.Populations[r.Population]; !r.inside(pop) {
				return s.projectionError(j, fmt.Sprintf("%s has %d elements", pop.Name, pop.N), "a view reaches beyond population %s", pop.Name)
			}
		}
	}
	for _, r := range p.Post.Runs {
		pop := &s.Populations[r.Population]
		if pop.Program == nil {
			return s.projectionError(j, "connect to neurons", "%s are sources of spikes, which receive nothing", pop.Name)
		}
		if pop.Program.PortIndex(p.Port) < 0 {
			return s.projectionError(j, "use a port of its neurons", "%s has no port %s", pop.Name, p.Port)
		}
	}
	if len(p.Post.Runs) > 0 && p.continuous(s) {
		for _, r := range p.Post.Runs {
			prog := s.Populations[r.Population].Program
			port := &prog.Ports[prog.PortIndex(p.Port)]
			if !port.Continuous || p.Plasticity != nil {
				return s.projectionError(j, "connect to each population on its own, without plasticity", "port %s is continuous", p.Port)
			}
			for _, pre := range p.Pre.Runs {
				if err := s.readable(pre.Population, port); err != nil {
					return s.projectionError(j, "connect neurons that have what the port reads", "%v", err)
				}
			}
		}
	}
	if err := checkValue(&p.Weight, nil, true); err != nil {
		return s.projectionError(j, valueHelp, "its weight %v", err)
	}
	if err := checkValue(&p.Delay, nil, true); err != nil {
		return s.projectionError(j, valueHelp, "its delay %v", err)
	}
	if err := checkValue(&p.Axonal, nil, true); err != nil {
		return s.projectionError(j, valueHelp, "its axonal delay %v", err)
	}
	if err := s.checkAdjustments(j); err != nil {
		return err
	}
	if err := s.checkGiven(j); err != nil {
		return err
	}
	if p.Mirror != 0 {
		if p.Mirror < 0 || p.Mirror > j || s.Projections[p.Mirror-1].Mirror != 0 {
			return s.projectionError(j, "mirror a projection that comes before it", "it mirrors projection %d", p.Mirror-1)
		}
		return nil
	}
	return s.checkRule(j, &p.Rule, 0)
}

// readable reports a population that lacks what a continuous port reads.
func (s *Spec) readable(population int, port *program.Port) error {
	pop := &s.Populations[population]
	for _, name := range port.Sources {
		if pop.Program == nil || pop.Program.ObservableIndex(name) < 0 {
			return fmt.Errorf("%s has no variable %s, which port %s reads", pop.Name, name, port.Name)
		}
	}
	return nil
}

// maxParts is how deep rules may be made of rules.
const maxParts = 64

// checkRule checks the numbers of a rule of projection j.
func (s *Spec) checkRule(j int, r *Rule, depth int) error {
	p := &s.Projections[j]
	n, m := p.Pre.Len(), p.Post.Len()
	switch r.Kind {
	case OneToOne:
		if n != m {
			return s.projectionError(j, "use views of one size", "one_to_one needs as many sources as targets, not %d and %d", n, m)
		}
	case AllToAll:
	case FixedProbability:
		if !(r.P >= 0 && r.P <= 1) {
			return s.projectionError(j, "write a number from 0 to 1", "the probability is %v", r.P)
		}
	case FixedIndegree, FixedOutdegree:
		if r.K < 0 || r.K > math.MaxInt32 {
			return s.projectionError(j, fmt.Sprintf("write a number from 0 to %d", math.MaxInt32), "%d connections of each neuron", r.K)
		}
	case FixedTotal:
		if r.K < 0 {
			return s.projectionError(j, "write 0 or more", "%d connections", r.K)
		}
		if float64(n)*float64(m) > 0x1p62 {
			return s.projectionError(j, "use smaller views", "there are more than 2^62 pairs of %d sources and %d targets", n, m)
		}
	case FromList:
		for i, pair := range r.List {
			if pair.Pre < 0 || pair.Pre >= n || pair.Post < 0 || pair.Post >= m {
				return s.projectionError(j, "positions count from 0", "entry %d of the list is (%d, %d), but there are %d sources and %d targets", i, pair.Pre, pair.Post, n, m)
			}
		}
	case Probable:
		if err := checkValue(&r.Chance, nil, true); err != nil {
			return s.projectionError(j, valueHelp, "its probability %v", err)
		}
		for _, in := range r.Chance.Block.Instrs {
			if in.Op == program.Draw {
				return s.projectionError(j, "use a number or an expression of the pair", "its probability is drawn")
			}
		}
	case SmallWorld:
		switch {
		case n != m:
			return s.projectionError(j, "use views of one size", "small_world needs as many sources as targets, not %d and %d", n, m)
		case r.K < 0 || r.K%2 != 0 || 2*r.K >= int64(n) && r.K > 0:
			return s.projectionError(j, "write an even number below half of the size", "%d neighbours on a ring of %d", r.K, n)
		case !(r.P >= 0 && r.P <= 1):
			return s.projectionError(j, "write a number from 0 to 1", "the probability is %v", r.P)
		}
	case Clone:
		if r.Of < 0 || r.Of >= j {
			return s.projectionError(j, "clone a projection that comes before", "projection %d cannot be cloned", r.Of)
		}
		if of := &s.Projections[r.Of]; of.Pre.Len() != n || of.Post.Len() != m {
			return s.projectionError(j, "use views of the same sizes", "%s connects %d sources and %d targets, not %d and %d", of.Name, of.Pre.Len(), of.Post.Len(), n, m)
		}
	case Union, Intersection, Difference:
		if len(r.Parts) != 2 || depth >= maxParts {
			return s.projectionError(j, "combine two rules", "its rule is made of %d rules", len(r.Parts))
		}
		for i := range r.Parts {
			if err := s.checkRule(j, &r.Parts[i], depth+1); err != nil {
				return err
			}
		}
	default:
		return s.projectionError(j, "use one of the rules of this package", "rule %d does not exist", r.Kind)
	}
	if (p.ListedWeight || p.ListedDelay) && p.Rule.Kind != FromList {
		return s.projectionError(j, "give weight and delay as values", "only a list has weights and delays of its own")
	}
	return nil
}

// checkDegrees checks that there are as many partners as the rule of projection
// j asks for.
func (s *Spec) checkDegrees(j int, r *Rule) error {
	p := &s.Projections[j]
	for i := range r.Parts {
		if err := s.checkDegrees(j, &r.Parts[i]); err != nil {
			return err
		}
	}
	switch r.Kind {
	case FixedIndegree, FixedOutdegree:
		from, rows, others := newPositions(p.Pre), newPositions(p.Post), "sources"
		if r.Kind == FixedOutdegree {
			from, rows, others = rows, from, "targets"
		}
		least := from.len()
		if !r.Self { // the same element may stand in a view several times
			var list []int
			for k := range rows.len() {
				list = from.of(rows.id(k), list[:0])
				least = min(least, from.len()-len(list))
			}
		}
		if rows.len() > 0 && (r.K > 0 && least == 0 || !r.Replace && r.K > int64(least)) {
			return s.projectionError(j, "ask for fewer, or allow `replace` and `self`", "%d connections of each neuron are wanted, but one has only %d possible %s", r.K, least, others)
		}
	case FixedTotal:
		w := &wires{rule: *r, pre: newPositions(p.Pre), post: newPositions(p.Post)}
		w.allowed()
		if have := w.pairs(); r.K > 0 && have == 0 || !r.Replace && r.K > have {
			return s.projectionError(j, "ask for fewer, or allow `replace`", "%d connections are wanted, but there are only %d pairs", r.K, have)
		}
	}
	return nil
}
