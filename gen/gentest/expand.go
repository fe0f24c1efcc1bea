package gentest

import (
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Stamped is what one source emits in one step.
type Stamped struct {
	Step  int64 // stamp, >= 1
	Index int   // within the population
	Count int
}

// Data are the numbers of a study's network. They depend on nothing but the
// study; they are not the numbers that the product draws for it.
type Data struct {
	network.Network
	Sources [][]Stamped // per population, by step, then index; nil for neurons
}

// Expand computes all numbers of the network of s.
func Expand(s *ir.Study) *Data {
	spec := s.Network
	d := &Data{Network: network.Network{Spec: spec}, Sources: make([][]Stamped, len(spec.Populations))}
	for i := range spec.Populations {
		p := &spec.Populations[i]
		if p.Source != nil {
			d.Sources[i] = emit(p, s.Timeline.Segments[0].Steps, spec.Step)
			d.Populations = append(d.Populations, network.Columns{})
			continue
		}
		d.Populations = append(d.Populations, columns(p, spec.Step))
	}
	quanta(d)
	for j, pr := range spec.Projections {
		post := pr.Post.Runs[0]
		port := spec.Populations[post.Population].Program.PortIndex(pr.Port)
		syn := network.Synapses{Name: pr.Name, Projection: j, Population: post.Population, Port: port}
		q := d.Populations[post.Population].Quantum[port]
		for _, pair := range pr.Rule.List {
			syn.Pre = append(syn.Pre, uint32(pr.Pre.Runs[0].First+pair.Pre))
			syn.Post = append(syn.Post, uint32(post.First+pair.Post))
			syn.Weight = append(syn.Weight, math.Round(pair.Weight/q)*q)
			syn.Delay = append(syn.Delay, uint16(math.Round(pair.Delay/spec.Step)))
		}
		d.Synapses = append(d.Synapses, syn)
	}
	return d
}

// quanta gives every port its quantum 2^(ceil(log2 wmax) - 40).
func quanta(d *Data) {
	largest := map[[2]int]float64{}
	for _, pr := range d.Spec.Projections {
		post := pr.Post.Runs[0].Population
		at := [2]int{post, d.Spec.Populations[post].Program.PortIndex(pr.Port)}
		for _, pair := range pr.Rule.List {
			largest[at] = max(largest[at], math.Abs(pair.Weight))
		}
	}
	for p := range d.Populations {
		if prog := d.Spec.Populations[p].Program; prog != nil {
			d.Populations[p].Quantum = make([]float64, len(prog.Ports))
			for port := range prog.Ports {
				if w := largest[[2]int{p, port}]; w > 0 {
					d.Populations[p].Quantum[port] = math.Exp2(math.Ceil(math.Log2(w)) - 40)
				}
			}
		}
	}
}

func columns(p *network.Population, h float64) network.Columns {
	prog := p.Program
	c := network.Columns{Quants: make([][]float64, len(prog.Quantities))}
	for i, q := range prog.Quantities {
		switch {
		case q.Binding == program.Literal:
			c.Quants[i] = []float64{q.Value}
		case !q.Derived:
			c.Quants[i] = evaluate(p.Given[i], p.N)
		default:
			c.Quants[i] = make([]float64, p.N)
		}
	}
	for i := 0; i < p.N; i++ {
		env := program.Env{Quants: make([]float64, len(prog.Quantities)), H: h}
		for j := range c.Quants {
			env.Quants[j] = network.At(c.Quants[j], i)
		}
		v := program.Eval(&prog.Derive.Direct, &env, nil)
		for _, x := range prog.Derive.Values {
			c.Quants[x.Quantity][i] = v[x.Value]
		}
	}
	for i := range prog.States {
		c.Init = append(c.Init, evaluate(p.Init[i], p.N))
	}
	for i := range prog.Inputs {
		c.Drive = append(c.Drive, evaluate(p.Drive[i], p.N))
	}
	for _, o := range p.Set {
		column := &c.Init[o.Index]
		if o.Kind == network.AddDrive {
			column = &c.Drive[o.Index]
		}
		if len(*column) == 1 {
			*column = repeat((*column)[0], p.N)
		}
		values := evaluate(o.Value, p.N)
		for _, r := range o.Elements.Runs {
			for k := 0; k < r.N; k++ {
				i := r.First + k*r.Stride - p.First
				if o.Kind == network.AddDrive {
					(*column)[i] += network.At(values, i)
				} else {
					(*column)[i] = network.At(values, i)
				}
			}
		}
	}
	return c
}

func evaluate(v network.Value, n int) []float64 {
	if x, ok := v.Constant(); ok {
		return []float64{x}
	}
	c := make([]float64, n)
	for i := range c {
		c[i] = program.Eval(&v.Block, &program.Env{Index: int64(i), Count: int64(n)}, nil)[v.Result]
	}
	return c
}

func repeat(x float64, n int) []float64 {
	c := make([]float64, n)
	for i := range c {
		c[i] = x
	}
	return c
}

// emit plays a source population: Poisson counts by inversion, given stamps, or
// stamps nearest to start + n/rate.
func emit(p *network.Population, steps int64, h float64) []Stamped {
	r := &stream{state: uint64(p.First)}
	rate, start := at(p.Source.Rate, p.N), at(p.Source.Start, p.N)
	var out []Stamped
	for k := int64(1); k <= steps; k++ {
		for i := 0; i < p.N; i++ {
			n := 0
			switch p.Source.Kind {
			case network.Poisson:
				n = poisson(rate(i)*h, r.uniform())
			case network.SpikesAt:
				for _, s := range p.Source.Stamps {
					if s == k {
						n++
					}
				}
			case network.Regular:
				m := math.Round((float64(k)*h - start(i)) * rate(i))
				if m >= 0 && math.Round((start(i)+m/rate(i))/h) == float64(k) {
					n = 1
				}
			}
			if n > 0 {
				out = append(out, Stamped{k, i, n})
			}
		}
	}
	return out
}

func at(v network.Value, n int) func(int) float64 {
	if v.Block.Instrs == nil {
		return func(int) float64 { return 0 }
	}
	c := evaluate(v, n)
	return func(i int) float64 { return network.At(c, i) }
}

func poisson(mean, u float64) int {
	n, p := 0, math.Exp(-mean)
	for u > p && n < 100 {
		u -= p
		n++
		p *= mean / float64(n)
	}
	return n
}
