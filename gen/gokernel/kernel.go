package gokernel

import (
	"fmt"

	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/program"
)

// kernel writes the type of one program: its arrays, its constructor and its
// Step. Local names of Step are handed out by table so that states called
// `range` or `k` cannot clash.
type kernel struct {
	p       *program.Program
	name    string // of the type
	runtime func(pkg string) string
	field   *names.Table
	local   *names.Table
	states  []string // fields
	quants  []string
	inputs  []string
	sums    []string
	holds   []string
	rising  []string
	random  []string
	column  map[int]bool
}

func newKernel(p *program.Program, typeName string, runtime func(string) string) *kernel {
	k := &kernel{p: p, name: typeName, runtime: runtime, field: names.New(false, reserved, []string{"Step", "Observe"}), column: map[int]bool{}}
	for _, s := range p.States {
		k.states = append(k.states, k.field.Fresh(s.Name))
	}
	for i, q := range p.Quantities {
		k.quants = append(k.quants, k.field.Fresh(q.Name))
		k.column[i] = q.Binding == program.Column
	}
	for _, in := range p.Inputs {
		k.inputs = append(k.inputs, k.field.Fresh(in.Name+".drive"))
	}
	for _, s := range p.Sums {
		k.sums = append(k.sums, k.field.Fresh(s.Name))
	}
	for _, h := range p.Holds {
		k.holds = append(k.holds, k.field.Fresh(h.Name+".held"))
	}
	for i, c := range p.Conditions {
		id := ""
		if c.Rising {
			id = k.field.Fresh(fmt.Sprintf("was%d", i+1))
		}
		k.rising = append(k.rising, id)
	}
	for _, r := range p.Random {
		k.random = append(k.random, k.field.Fresh(r.Name+".stream"))
	}
	return k
}
