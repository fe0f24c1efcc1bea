package network

import "testing"

// 10,000 neurons with 1,000 inputs each.
func BenchmarkExpand(b *testing.B) {
	for name, r := range map[string]Rule{
		"fixed_probability":  {Kind: FixedProbability, P: 0.1},
		"indegree_replace":   {Kind: FixedIndegree, K: 1000, Replace: true},
		"indegree_distinct":  {Kind: FixedIndegree, K: 1000},
		"outdegree_distinct": {Kind: FixedOutdegree, K: 1000},
		"total_replace":      {Kind: FixedTotal, K: 1e7, Replace: true},
		"total_distinct":     {Kind: FixedTotal, K: 1e7},
	} {
		b.Run(name, func(b *testing.B) { benchmark(b, r, Const(20)) })
	}
	b.Run("drawn_weights", func(b *testing.B) {
		benchmark(b, Rule{Kind: FixedIndegree, K: 1000, Replace: true}, draw("normal", 20, 2))
	})
}

func benchmark(b *testing.B, r Rule, weight Value) {
	n := newBuilder()
	v := n.neurons("n", 10000)
	n.connect("x", v, v, r).Weight = weight
	b.ReportAllocs()
	for b.Loop() {
		expand(b, &n.Spec, 0)
	}
	b.ReportMetric(1e7*float64(b.N)/b.Elapsed().Seconds(), "synapses/s")
}

// One second of 10,000 sources of 8 spikes per ms.
func BenchmarkPoisson(b *testing.B) {
	n := newBuilder()
	n.source("x", 10000, Source{Rate: Const(8)})
	counts := make([]uint16, 10000)
	s := NewSourceState(&n.Spec, 0)
	k := int64(0)
	for b.Loop() {
		s.Next(k, counts)
		k++
	}
	b.ReportMetric(1e4*float64(b.N)/b.Elapsed().Seconds(), "counts/s")
}
