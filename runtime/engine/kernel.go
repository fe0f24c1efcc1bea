package engine

import (
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Kernel holds the state of one population and advances parts of it. Different
// goroutines may advance disjoint parts at the same time, provided that the
// borders lie at multiples of [Align].
type Kernel interface {
	// Step carries the elements lo <= i < hi over step k. arrived[port][i] is
	// the sum of what arrives at t_k + h. It appends the elements that spiked,
	// ascending, to fired.
	Step(k int64, lo, hi int, arrived [][]float64, fired []int32) []int32
	// Observe returns observable o of element i after step k; k = -1 gives the
	// initial state.
	Observe(k int64, o, i int) float64
}

// Changing is a kernel that has columns of its own: the arrays that it reads.
type Changing interface {
	Kernel
	Input(j int) []float64
	Quantity(q int) []float64
}

// Align is the granularity of the parts of a population.
const Align = 64

// Maker makes the kernel of one population of n neurons. The kernel reads inputs,
// and quantities bound to columns, from c itself where c has one entry per
// element, or else is [Changing]: the engine changes them between steps.
type Maker func(p *program.Program, c *network.Columns, n int) Kernel
