package engine

import "github.com/nngen/nngen/runtime/program"

// The vector operations. Destination and operands have equal length; products
// are rounded before they are added (no fused multiply-add on any platform).

func fill(dst []float64, x float64) {
	for i := range dst {
		dst[i] = x
	}
}

func addVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

func addVS(dst, a []float64, b float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b
	}
}

func subVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] - b[i]
	}
}

func subVS(dst, a []float64, b float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] - b
	}
}

func subSV(dst []float64, a float64, b []float64) {
	b = b[:len(dst)]
	for i := range dst {
		dst[i] = a - b[i]
	}
}

func mulVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

func mulVS(dst, a []float64, b float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b
	}
}

func divVV(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] / b[i]
	}
}

func divVS(dst, a []float64, b float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = a[i] / b
	}
}

func divSV(dst []float64, a float64, b []float64) {
	b = b[:len(dst)]
	for i := range dst {
		dst[i] = a / b[i]
	}
}

func negV(dst, a []float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = -a[i]
	}
}

// mulAddVS is dst = a*s + b with two roundings.
func mulAddVS(dst, a []float64, s float64, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = float64(a[i]*s) + b[i]
	}
}

// addMulVS is dst = b + a*s with two roundings.
func addMulVS(dst, b, a []float64, s float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = b[i] + float64(a[i]*s)
	}
}

// general does any operation element by element.
func general(op program.Op, fn string, dst []float64, a, b, c operand) {
	for i := range dst {
		dst[i] = program.Apply(op, fn, a.at(i), b.at(i), c.at(i))
	}
}

// operand is a vector or a number.
type operand struct {
	v []float64 // nil for a number
	s float64
}

func (o operand) at(i int) float64 {
	if o.v == nil {
		return o.s
	}
	return o.v[i]
}
