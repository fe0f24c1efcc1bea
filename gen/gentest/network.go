package gentest

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

const (
	step  = 0.1  // ms
	steps = 2000 // of every study
)

// layout is what the studies differ in besides their programs.
type layout struct {
	name       string
	names      [2]string // of the two populations of neurons
	sources    [3]string // poisson, spikes at, regular
	exc, inh   string    // ports
	wExc, wInh float64   // mean weights among neurons
	wSource    float64   // mean weight of sources
	rate       float64   // of the Poisson sources, 1/ms
	given      func(p *program.Program) map[int]network.Value
	init       []network.Value
	drive      []network.Value
	extra      []network.Override
}

// study builds the network described in the package's comment around p. Both
// populations run p.
func study(p *program.Program, l layout) *ir.Study {
	spec := &network.Spec{Seed: 42, Step: step}
	first := 0
	neurons := func(name string, n int) {
		spec.Populations = append(spec.Populations, network.Population{Name: name, Doc: "neurons of " + p.Name, N: n, First: first,
			Program: p, Given: l.given(p), Init: l.init, Drive: l.drive})
		first += n
	}
	source := func(name string, n int, s network.Source) {
		spec.Populations = append(spec.Populations, network.Population{Name: name, N: n, First: first, Source: &s})
		first += n
	}
	neurons(l.names[0], 160)
	neurons(l.names[1], 40)
	source(l.sources[0], 60, network.Source{Kind: network.Poisson, Rate: network.Const(l.rate)})
	source(l.sources[1], 3, network.Source{Kind: network.SpikesAt, Stamps: []int64{1, 57, 100, 100, 731, 1999}})
	source(l.sources[2], 5, network.Source{Kind: network.Regular, Rate: network.Const(0.05), Start: linear(3, 1.5)})
	spec.Populations[0].Set = l.extra

	r := &stream{state: 7}
	connect := func(pre, post int, port string, n int, w float64) {
		pr := network.Projection{Name: "", Pre: view(spec, pre), Post: view(spec, post), Port: port,
			Rule: network.Rule{Kind: network.FromList}, ListedWeight: true, ListedDelay: true}
		pr.Name = spec.Populations[pre].Name + "->" + spec.Populations[post].Name + "." + port
		for i := 0; i < n; i++ {
			pr.Rule.List = append(pr.Rule.List, network.Pair{
				Pre: r.below(spec.Populations[pre].N), Post: r.below(spec.Populations[post].N),
				Weight: w * (0.5 + r.uniform()), Delay: float64(1+r.below(30)) * step})
		}
		spec.Projections = append(spec.Projections, pr)
	}
	connect(0, 0, l.exc, 1600, l.wExc)
	connect(0, 1, l.exc, 400, l.wExc)
	connect(1, 0, l.inh, 800, l.wInh)
	connect(1, 1, l.inh, 100, l.wInh)
	connect(2, 0, l.exc, 1600, l.wSource)
	connect(2, 1, l.exc, 400, l.wSource)
	connect(3, 0, l.exc, 60, 2*l.wSource)
	connect(3, 1, l.inh, 20, l.wInh)
	connect(4, 1, l.exc, 60, l.wSource)

	s := &ir.Study{Name: l.name, File: l.name + ".nn", Hash: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		Doc: "A test network.", Programs: []*program.Program{p}, Network: spec,
		Timeline: ir.Timeline{Step: step, Seed: 42, Segments: []ir.Segment{{Steps: steps}}}}
	for i := range spec.Populations {
		if spec.Populations[i].Source == nil {
			s.Records = append(s.Records, ir.Record{Population: i, Elements: all(spec.Populations[i].N), Observable: ir.Spikes})
		}
	}
	for o, obs := range p.Observe {
		s.Records = append(s.Records,
			ir.Record{Population: 0, Elements: []int{0, 1, 7, 159}, Observable: o, Every: 1, Variable: obs.Name, Unit: obs.Unit},
			ir.Record{Population: 1, Elements: []int{3, 39}, Observable: o, Every: 7, Variable: obs.Name, Unit: obs.Unit})
	}
	return s
}

func view(spec *network.Spec, population int) network.View {
	p := spec.Populations[population]
	return network.View{Runs: []network.Run{{Population: population, First: p.First, Stride: 1, N: p.N}}}
}

func all(n int) []int {
	e := make([]int, n)
	for i := range e {
		e[i] = i
	}
	return e
}

// stream is a splitmix64 generator (Steele, Lea & Flood 2014): test networks
// must not change when the generator of the product does.
type stream struct{ state uint64 }

func (s *stream) next() uint64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (s *stream) uniform() float64 { return float64(s.next()>>11) / (1 << 53) }

func (s *stream) below(n int) int { return int(s.uniform() * float64(n)) }
