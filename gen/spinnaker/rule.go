package spinnaker

import (
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// ruleEvents is the length of the trial of a rule, in events of either side.
const ruleEvents = 2000

// amounts are where weights of connections of a rule begin, and what these deliver.
type amounts struct{ begin, delivered span }

// lowerRule turns a plasticity rule into fixed point.
func lowerRule(s *ir.Study, r *program.Plasticity) (*fixed.Rule, amounts, error) {
	weights := span{}
	for j := range s.Network.Projections {
		if p := &s.Network.Projections[j]; p.Plasticity == r {
			weights = weights.join(weightSpan(s.Network, p))
		}
	}
	t := tryRule(r, weights, s.Network.Seed)
	x := &fixed.Rule{Name: r.Name, Doc: r.Doc, Equations: r.Equations, Weight: r.Weight, HasPost: r.HasPost()}
	around := &surroundings{step: r.Step, steps: s.Timeline.Segments[0].Steps}
	for _, q := range r.Quantities {
		around.quants = append(around.quants, leaf{constant: true, value: q.Value})
	}
	for i, st := range r.States {
		bound := float64(margin * t.states[i])
		if i == r.Weight {
			bound = t.weight
		}
		format := stateFormat(bound)
		x.States = append(x.States, fixed.State{Name: st.Name, Unit: st.Unit, Doc: st.Doc, Format: format})
		x.Sites = append(x.Sites, st.Site)
		around.states = append(around.states, leaf{index: i, format: format, span: span{-format.Limit(), format.Limit()}})
	}
	for i := range r.States {
		x.Initial = append(x.Initial, x.States[i].Format.Word(t.initial[i]))
	}
	var outputs []program.Ref
	for _, d := range r.Pre.Deliver {
		outputs = append(outputs, d.Amount, d.When)
	}
	pre, err := lower(around, &r.Pre.Block, t.blocks[&r.Pre.Block], outputs...)
	if err != nil {
		return nil, amounts{}, err
	}
	var owners []*program.Ref
	x.Deliver = make([]fixed.Delivery, len(r.Pre.Deliver))
	for i, d := range r.Pre.Deliver {
		v := pre.materialize(pre.values[d.Amount])
		x.Deliver[i] = fixed.Delivery{Amount: v.ref, Format: v.format, When: pre.asked(d.When)}
		owners = append(owners, &x.Deliver[i].Amount, &x.Deliver[i].When)
	}
	compact(&pre.out, owners...)
	x.Pre = pre.out
	post, err := lower(around, &r.Post.Block, t.blocks[&r.Post.Block])
	if err != nil {
		return nil, amounts{}, err
	}
	compact(&post.out)
	x.Post = post.out
	for i := range r.Observe {
		o := &r.Observe[i]
		made, err := lower(around, &o.Block, t.blocks[&o.Block], o.Result)
		if err != nil {
			return nil, amounts{}, err
		}
		x.Observe = append(x.Observe, made.observable(o))
	}
	return x, amounts{weights, t.delivered}, nil
}

// ruleTrial is what a connection did under a rule.
type ruleTrial struct {
	states    seen
	weight    float64 // bound of the weight
	delivered span
	initial   []float64
	blocks    map[*program.Block]seen
}

// tryRule lets connections with the smallest and the largest weight see irregular
// spikes of both sides, in double precision.
func tryRule(r *program.Plasticity, weights span, seed uint64) *ruleTrial {
	t := &ruleTrial{states: newSeen(len(r.States)), blocks: map[*program.Block]seen{}}
	list := []*program.Block{&r.Pre.Block, &r.Post.Block}
	for i := range r.Observe {
		list = append(list, &r.Observe[i].Block)
	}
	for _, b := range list {
		t.blocks[b] = newSeen(len(b.Instrs))
	}
	quants := make([]float64, len(r.Quantities))
	for i, q := range r.Quantities {
		quants[i] = q.Value
	}
	env := program.Env{Quants: quants, H: r.Step, Elapsed: make([]float64, 3)}
	first := program.Eval(&r.Init, &env, nil)
	t.initial = make([]float64, len(r.States))
	r.Init.Store(t.initial, first, nil)
	clip := 0.0
	if r.Bound >= 0 {
		clip = math.Abs(first[r.Bound])
	}
	for k, w := range [...]float64{weights.lo, weights.hi} {
		env.States = append([]float64(nil), t.initial...)
		env.States[r.Weight] = w
		t.run(r, &env, rng.NewStream(seed, rng.Sample, r.Name+"|rule", uint32(k)))
	}
	switch {
	case clip > 0 && !math.IsInf(clip, 0):
		t.weight = max(clip, weights.bound())
	default:
		t.weight = max(float64(margin*t.states[r.Weight]), weights.bound())
	}
	return t
}

// rates are the mean intervals of spikes in ms that a rule is tried with.
var rates = [...]float64{100, 20, 5, 1000}

func (t *ruleTrial) run(r *program.Plasticity, env *program.Env, stream rng.Stream) {
	var stored [3]int64
	now := int64(0)
	t.states.note(env.States)
	for n := range uint64(ruleEvents) {
		interval := rates[n/100%uint64(len(rates))] / r.Step
		now += int64(math.Round(stream.Exponential(2*n) * interval))
		for i := range env.Elapsed {
			env.Elapsed[i] = float64(now - stored[i])
		}
		e, site := &r.Pre, program.AtSource
		if stream.Uniform(2*n+1) < 0.5 && r.HasPost() {
			e, site = &r.Post, program.AtTarget
		}
		for i := range r.Observe {
			b := &r.Observe[i].Block
			t.blocks[b].note(program.Eval(b, env, nil))
		}
		v := program.Eval(&e.Block, env, nil)
		t.blocks[&e.Block].note(v)
		for _, d := range e.Deliver {
			t.delivered = t.delivered.join(point(v[d.Amount]))
		}
		e.Block.Store(env.States, v, nil)
		stored[program.AtConnection], stored[site] = now, now
		t.states.note(env.States)
	}
}
