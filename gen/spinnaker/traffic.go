package spinnaker

import (
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// usualRate is the rate of a neuron in spikes per ms that ring buffers are made
// for, as sPyNNaker's spikes_per_second.
const usualRate = 0.030

// deviations is how many standard deviations above the mean of a sum are kept, as
// sPyNNaker's ring_buffer_sigma.
const deviations = 5

// volley is how many spikes of the largest weight may arrive in one step, if the
// port has so many connections.
const volley = 16

// side is what arrives at one port of one neuron with weights of one sign, as
// absolute values in the unit of the port.
type side struct {
	biggest float64 // weight
	total   float64 // of all connections, each with its largest volley
	mean    float64 // sum in one step at the expected rates
	square  float64 // sum of the squares of what arrives: the variance
}

// expected is the largest sum in one step that the ring buffer is made for.
func (s side) expected() float64 {
	return min(s.total, max(volley*s.biggest, s.mean+float64(deviations*math.Sqrt(s.square))))
}

func (s *side) add(t side) {
	s.biggest = max(s.biggest, t.biggest)
	s.total += t.total
	s.mean += t.mean
	s.square += t.square
}

// traffic is what arrives at a port, by sign.
type traffic struct{ plus, minus side }

// widest keeps of each port what is most among populations.
func (t *traffic) widest(o traffic) {
	for _, p := range [...][2]*side{{&t.plus, &o.plus}, {&t.minus, &o.minus}} {
		a, b := p[0], p[1]
		a.biggest, a.total, a.mean, a.square = max(a.biggest, b.biggest), max(a.total, b.total), max(a.mean, b.mean), max(a.square, b.square)
	}
}

// trafficOf estimates what arrives at the ports of every population, by index of
// the population and port. amounts are what plastic projections deliver, by
// projection.
func trafficOf(s *ir.Study, amounts map[int]span) [][]traffic {
	net := s.Network
	all := make([][]traffic, len(net.Populations))
	for i, p := range net.Populations {
		if p.Program != nil {
			all[i] = make([]traffic, len(p.Program.Ports))
		}
	}
	for j := range net.Projections {
		p := &net.Projections[j]
		w, plastic := amounts[j]
		if !plastic {
			w = weightSpan(net, p)
		}
		rate, burst := emission(s, p)
		n := indegree(net, j)
		many := n
		if n != math.Trunc(n) || p.Rule.Kind != network.FixedIndegree && p.Rule.Kind != network.AllToAll && p.Rule.Kind != network.OneToOne {
			many = math.Ceil(n + float64(deviations*math.Sqrt(n)))
		}
		one := func(w float64) side {
			if w <= 0 {
				return side{}
			}
			return side{biggest: w, total: float64(float64(many*burst) * w), mean: float64(float64(n*rate) * w), square: float64(float64(float64(n*rate)*w) * w)}
		}
		t := traffic{plus: one(w.hi), minus: one(-w.lo)}
		seen := map[int]bool{}
		for _, run := range p.Post.Runs {
			port := -1
			if prog := net.Populations[run.Population].Program; prog != nil {
				port = prog.PortIndex(p.Port)
			}
			if port < 0 || seen[run.Population] {
				continue
			}
			seen[run.Population] = true
			all[run.Population][port].plus.add(t.plus)
			all[run.Population][port].minus.add(t.minus)
		}
	}
	return all
}

// weightSpan is where the weights of a projection lie.
func weightSpan(net *network.Spec, p *network.Projection) span {
	if p.ListedWeight {
		s := point(0)
		for i, pair := range p.Rule.List {
			if i == 0 {
				s = point(pair.Weight)
			}
			s = s.join(point(pair.Weight))
		}
		return s
	}
	return valueSpan(&p.Weight.Block, p.Weight.Result, func(in *program.Instr) span { return pairSpan(net, p, in) })
}

// pairSpan is where a number of a pair lies.
func pairSpan(net *network.Spec, p *network.Projection, in *program.Instr) span {
	pre, post := float64(p.Pre.Len()), float64(p.Post.Len())
	if in.Op != program.LoadPair {
		return everything
	}
	switch in.Index {
	case program.PairSource:
		return span{0, max(0, pre-1)}
	case program.PairTarget:
		return span{0, max(0, post-1)}
	case program.PairSources:
		return point(pre)
	case program.PairTargets:
		return point(post)
	case program.PairDistance:
		return span{0, math.Inf(1)}
	}
	return everything
}

// indegree is the mean number of connections of projection j per target.
func indegree(net *network.Spec, j int) float64 {
	up, before := *net, *net
	up.Projections, before.Projections = net.Projections[:j+1], net.Projections[:j]
	n, _ := network.Estimate(&up)
	m, _ := network.Estimate(&before)
	targets := net.Projections[j].Post.Len()
	if targets == 0 {
		return 0
	}
	if r := &net.Projections[j].Rule; r.Kind == network.FromList {
		most, count := 0, map[int]int{}
		for _, pair := range r.List {
			count[pair.Post]++
			most = max(most, count[pair.Post])
		}
		return float64(most)
	}
	return float64(n-m) / float64(targets)
}

// emission is the largest rate of the sources of a projection in spikes per step,
// and the largest number of spikes of one of them in one step.
func emission(s *ir.Study, p *network.Projection) (rate, burst float64) {
	h := s.Network.Step
	burst = 1
	for _, run := range p.Pre.Runs {
		pop := &s.Network.Populations[run.Population]
		src := pop.Source
		r := float64(usualRate * h)
		if src != nil {
			var most float64
			r, most = sourceRate(s, pop)
			burst = max(burst, most)
		}
		rate = max(rate, r)
	}
	return rate, burst
}

// sourceRate is the largest rate of a source in spikes per step, and the largest
// number of spikes in one step.
func sourceRate(s *ir.Study, pop *network.Population) (rate, burst float64) {
	for i := range pop.Source.Later {
		later := *pop
		later.Source = &pop.Source.Later[i].Source
		r, b := sourceRate(s, &later)
		rate, burst = max(rate, r), max(burst, b)
	}
	r, b := firstRate(s, pop)
	return max(rate, r), max(burst, b)
}

// firstRate is that of a source before it is set.
func firstRate(s *ir.Study, pop *network.Population) (rate, burst float64) {
	src, steps := pop.Source, s.Timeline.Segments[0].Steps
	switch src.Kind {
	case network.SpikesAt:
		lists := src.Each
		if len(lists) == 0 {
			lists = [][]int64{src.Stamps}
		}
		for _, stamps := range lists {
			most, run := 0, 0
			for i := range stamps {
				run++
				if i > 0 && stamps[i] != stamps[i-1] {
					run = 1
				}
				most = max(most, run)
			}
			// One more for each list of times that may coincide with it.
			burst = max(burst, float64(most+len(src.Times)))
			rate = max(rate, float64(len(stamps)+len(src.Times))/float64(max(1, steps)))
		}
		return rate, max(1, burst)
	case network.Listed:
		for _, c := range src.List.Count {
			burst = max(burst, float64(c))
		}
		return float64(usualRate * s.Network.Step), max(1, burst)
	}
	rate = max(0, float64(sourceSpan(s, pop, &src.Rate).hi*s.Network.Step))
	if src.Kind == network.Regular {
		return rate, 1
	}
	return rate, poissonMost(rate)
}

// sourceSpan is where a value of a source lies.
func sourceSpan(s *ir.Study, pop *network.Population, v *network.Value) span {
	return valueSpan(&v.Block, v.Result, func(in *program.Instr) span {
		switch in.Op {
		case program.LoadIndex:
			return span{0, float64(pop.N - 1)}
		case program.LoadCount:
			return point(float64(pop.N))
		case program.LoadTime:
			return span{0, float64(float64(s.Timeline.Segments[0].Steps+1) * s.Network.Step)}
		case program.LoadQuant:
			if int(in.Index) < len(pop.Source.Given) {
				return sourceSpan(s, pop, &pop.Source.Given[in.Index].Value)
			}
		}
		return everything
	})
}

// rare is the probability of what is left out.
const rare = 1e-9

// poissonMost is the count that a Poisson number of mean m exceeds rarely.
func poissonMost(m float64) float64 {
	if m > 100 {
		return math.Ceil(m + float64(6*math.Sqrt(m)))
	}
	p := math.Exp(-m)
	sum, n := p, 0.0
	for sum < 1-rare && n < 1000 {
		n++
		p *= m / n
		sum += p
	}
	return max(1, n)
}
