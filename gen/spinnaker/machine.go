package spinnaker

import (
	"fmt"
	"math/bits"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/runtime/fixed"
)

// The machine: a core has an ARM968 of 200 MHz without a floating point unit or a
// divide instruction, and two memories of its own.
const (
	clock        = 200000 // cycles per ms
	codeMemory   = 0x7f00 // bytes for code in the linker script of spinnaker_tools
	dataMemory   = 0xf800 - 2048
	combinedCode = 23500 // framework with synapses; measured with sPyNNaker of 2023, see TestFramework
	neuronCode   = 17600 // framework of a core for neurons only
	synapseCode  = 20800 // framework of a core for synapses only
	plasticCode  = 3000  // pair STDP besides
	frameData    = 8192  // buffers and tables of the framework, estimated
	ringBits     = 14    // of the index into the ring buffers of a core
	mostNeurons  = 256   // on a core
	boardCores   = 768   // 48 chips with 16 cores for applications
	shortestStep = 0.1   // ms
	usable       = 0.8   // of a tick, for neurons
)

// tickCycles is how many cycles a tick has.
func tickCycles(step float64) int { return int(step * clock) }

// cost is what operations take on an ARM968, in bytes of code where they are written
// out, in bytes where they are called, in instructions, and in more instructions where
// they are called. Measured on emitted code (see README.md).
type cost struct{ inline, called, instructions, more int }

var costs = map[fixed.Op]cost{
	fixed.Const: {4, 4, 1, 0}, fixed.LoadState: {4, 4, 1, 0}, fixed.LoadParam: {4, 4, 1, 0}, fixed.LoadInput: {4, 4, 1, 0}, fixed.LoadAcc: {4, 4, 1, 0},
	fixed.Mul: {32, 20, 14, 10}, fixed.Add: {24, 20, 14, 10}, fixed.Sub: {24, 20, 14, 10}, fixed.Div: {24, 24, 400, 0}, fixed.Sqrt: {20, 20, 350, 0},
	fixed.CallExp: {24, 24, 110, 0}, fixed.CallTanh: {20, 20, 420, 0}, fixed.CallLinoid: {20, 20, 260, 0}, fixed.CallLog: {24, 24, 500, 0}, fixed.CallLog10: {24, 24, 500, 0},
	fixed.DrawUnit: {32, 32, 200, 0}, fixed.DrawOpen: {32, 32, 200, 0}, fixed.DrawNormal: {32, 32, 1100, 0},
}

// functions are bytes of what is there once where it is used.
var functions = map[fixed.Op]int{fixed.CallExp: 350, fixed.CallTanh: 200, fixed.CallLinoid: 350, fixed.CallLog: 300, fixed.CallLog10: 300, fixed.DrawUnit: 800, fixed.DrawOpen: 800, fixed.DrawNormal: 2000, fixed.Div: 300, fixed.Sqrt: 150}

// other is the cost of the other operations.
var other = cost{24, 24, 10, 0}

// frame is what every implementation of a neuron has: loading, storing, recording.
const frame = 300

// codeBytes estimates the code of a neuron.
func codeBytes(p *fixed.Program) int {
	n := frame + 24*(len(p.States)+len(p.Params)+len(p.Inputs))
	total := 0
	eachBlock(p, func(b *fixed.Block) { total += len(b.Instrs) })
	once := map[fixed.Op]bool{}
	eachBlock(p, func(b *fixed.Block) {
		for i := range b.Instrs {
			op := b.Instrs[i].Op
			c, ok := costs[op]
			if !ok {
				c = other
			}
			if total > inlined {
				n += c.called
			} else {
				n += c.inline
			}
			if !once[op] {
				once[op] = true
				n += functions[op]
			}
		}
	})
	return n
}

// cycles estimates a step in which no variable is held and no condition fires.
func cycles(p *fixed.Program) int {
	n := 120 // loading, storing, the loop
	total := 0
	eachBlock(p, func(b *fixed.Block) { total += len(b.Instrs) })
	for _, b := range walked(p) {
		for i := range b.Instrs {
			c, ok := costs[b.Instrs[i].Op]
			if !ok {
				c = other
			}
			n += c.instructions
			if total > inlined {
				n += c.more
			}
		}
	}
	return n + n/4 // branches and loads take more than one cycle
}

// walked are the blocks of a step without holds and spikes.
func walked(p *fixed.Program) []*fixed.Block {
	list := []*fixed.Block{&p.Common, &p.Variants[0].Block}
	for i := range p.Arrive {
		list = append(list, &p.Arrive[i])
	}
	for i := range p.Conditions {
		list = append(list, &p.Conditions[i].Test)
	}
	return list
}

func eachBlock(p *fixed.Program, f func(*fixed.Block)) {
	f(&p.Common)
	for i := range p.Variants {
		f(&p.Variants[i].Block)
	}
	for i := range p.Arrive {
		f(&p.Arrive[i])
	}
	for i := range p.Conditions {
		f(&p.Conditions[i].Test)
		f(&p.Conditions[i].Action)
	}
}

// dataBytes is what a core keeps of a neuron, ring buffers aside.
func dataBytes(p *fixed.Program) int {
	n := len(p.States) + len(p.Params) + len(p.Inputs) + len(p.Holds) + len(p.Ports)
	for _, c := range p.Conditions {
		if c.Rising {
			n++
		}
	}
	return 4 * (n + len(p.States)) // and a slot for each variable that may be recorded
}

// place finds how many neurons a core takes: the largest power of two whose data
// fits and whose steps are in time.
func (y *PopulationFit) place(p *fixed.Program, r *fixed.Rule, played int) {
	code := codeBytes(p)
	y.Binary, y.Code = "combined", combinedCode+code
	if r != nil {
		y.Code += plasticCode + ruleBytes(r)
	}
	if y.Code > codeMemory {
		y.Binary, y.Code = "neurons and synapses apart", neuronCode+code
	}
	kinds := bits.Len(uint(max(0, len(p.Types)-1)))
	for n := mostNeurons; n >= 1; n /= 2 {
		rows := bits.Len(uint(n - 1))
		slots := 1 << max(0, ringBits-rows-kinds)
		used := min(slots, 1<<bits.Len(uint(y.Delay)))
		y.PerCore, y.Slots = n, slots
		y.Data = frameData + played + n*dataBytes(p) + 2*used<<(rows+kinds)
		if r != nil {
			y.Data += n * historyBytes(r)
		}
		y.Load = float64(n*cycles(p)) / float64(tickCycles(p.Step))
		if y.Data <= dataMemory && y.Load <= usable {
			break
		}
	}
	y.PerCore = min(y.PerCore, y.Size)
	y.Load = float64(y.PerCore*cycles(p)) / float64(tickCycles(p.Step))
	y.Cores = ceil(y.Size, y.PerCore)
	if y.Binary != "combined" {
		y.Cores *= 2
	}
	if y.Delay >= y.Slots {
		y.Delays = ceil(y.Size, mostNeurons)
	}
}

// playedBytes is what the currents of a population take, of which every core keeps all:
// two words for each change of each different one, and some for each.
func playedBytes(m *fixed.Image, population int) int {
	changes := map[string]int{} // by its elements
	for i := range m.Changes {
		if c := &m.Changes[i]; c.Population == population && c.Input {
			changes[fmt.Sprint(c.Index, c.Elements)]++
		}
	}
	n := 0
	for _, k := range changes {
		n += 8*(k+1) + 32
	}
	return n
}

// matrixBytes is what the rows of connections take in the memory of a chip: a word
// for each and a head of 12 bytes for each source; more for plastic ones.
func matrixBytes(s *fixed.Synapses, r *fixed.Rule) int64 {
	sources := map[uint32]bool{}
	for _, pre := range s.Pre {
		sources[pre] = true
	}
	each, head := int64(4), int64(12)
	if r != nil {
		each, head = int64(synapseBytes(r)), int64(rowBytes(r))
	}
	return each*int64(len(s.Pre)) + head*int64(len(sources))
}

// ruleBytes estimates the code of a rule: what a spike of the source does is there
// for the row and for the connection, and so is that of the target.
func ruleBytes(r *fixed.Rule) int {
	n := 250 * len(r.States)
	for _, b := range [...]*fixed.Block{&r.Pre, &r.Pre, &r.Post, &r.Post} {
		for i := range b.Instrs {
			c, ok := costs[b.Instrs[i].Op]
			if !ok {
				c = other
			}
			n += c.inline
		}
	}
	return n
}

// machine adds cores up.
func (x *Fit) machine(_ *Form, list *diag.List) {
	for _, p := range x.Populations {
		x.Cores += p.Cores + p.Delays
	}
	x.Boards = max(1, ceil(x.Cores, boardCores))
	if x.Boards > 1 {
		list.Add(diag.MachineTooSmall(x.Cores, x.Boards))
	}
}
