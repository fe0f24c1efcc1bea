package brian2

import (
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
)

// mostStates is the size of a system beyond which Brian2's symbolic solution
// takes long (6 states: 23 s).
const mostStates = 4

// leastGap is the relative difference of two rates below which the symbolic
// solution cancels (1e-3: a relative error of 1e-11; equal: not a number).
const leastGap = 1e-3

// exactIsSafe reports whether Brian2's method "exact" solves the equations of d,
// and solves them well: the matrix is triangular, its diagonal has no zero, and
// no two entries of it are close whose states depend on each other. Otherwise Brian2 refuses (a singular matrix),
// takes minutes, or gives numbers that are wrong or none (equal time constants,
// complex eigenvalues).
func exactIsSafe(d *ir.Dynamics) bool {
	var states []expr.Sym
	for _, s := range d.States {
		if s.Rate.IsValid() {
			states = append(states, s.Sym)
		}
	}
	if len(states) > mostStates {
		return false
	}
	matrix := make([][]float64, 0, len(states))
	for _, s := range d.States {
		if !s.Rate.IsValid() {
			continue
		}
		coef, _, ok := d.Pool.AffineIn(s.Rate, states)
		if !ok {
			return false
		}
		row := make([]float64, len(states))
		for j, c := range coef {
			x, ok := literalValue(d, c)
			if !ok {
				return false
			}
			row[j] = x
		}
		matrix = append(matrix, row)
	}
	if !triangular(matrix) {
		return false
	}
	feeds := influences(matrix)
	for i := range matrix {
		if matrix[i][i] == 0 || math.IsInf(matrix[i][i], 0) || math.IsNaN(matrix[i][i]) {
			return false
		}
		for j := range i {
			if (feeds[i][j] || feeds[j][i]) && math.Abs(matrix[i][i]-matrix[j][j]) < leastGap*math.Abs(matrix[i][i]) {
				return false
			}
		}
	}
	return true
}

// influences tells which states depend on which, through others too.
func influences(matrix [][]float64) [][]bool {
	n := len(matrix)
	on := make([][]bool, n)
	for i := range on {
		on[i] = make([]bool, n)
		for j, x := range matrix[i] {
			on[i][j] = x != 0
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				on[i][j] = on[i][j] || on[i][k] && on[k][j]
			}
		}
	}
	return on
}

// triangular reports whether the states can be put in an order in which each
// depends on itself and on those before it.
func triangular(matrix [][]float64) bool {
	done := make([]bool, len(matrix))
	for range matrix {
		found := false
		for i, row := range matrix {
			free := !done[i]
			for j, x := range row {
				free = free && (j == i || x == 0 || done[j])
			}
			if free {
				done[i], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// literalValue evaluates an expression of literal parameters.
func literalValue(d *ir.Dynamics, e expr.Expr) (float64, bool) {
	values := map[expr.Sym]float64{}
	for _, p := range d.Params {
		if p.Literal {
			values[p.Sym] = p.Value
		}
	}
	for _, s := range e.Symbols() {
		if _, ok := values[s]; !ok {
			return 0, false
		}
	}
	x := expr.Eval(e, func(s expr.Sym) float64 { return values[s] })
	return x, !math.IsNaN(x)
}
