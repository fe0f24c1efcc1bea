package brainscales

import "fmt"

// seat is where a neuron sits.
type seat struct {
	Hemisphere int `json:"hemisphere" yaml:"hemisphere"`
	Column     int `json:"column" yaml:"column"` // the first of Circuits
	Circuits   int `json:"circuits" yaml:"circuits"`
}

// demand is what the inputs of one neuron need: synapses of either sign.
type demand struct {
	name                   string // for people: exc[3]
	excitatory, inhibitory int
}

// plan is the use of the chip.
type plan struct {
	seats []seat // by neuron
	// excitatory and inhibitory rows in use, per hemisphere.
	excitatory, inhibitory [2]int
	circuits               int
	joined                 int // neurons with more than one circuit
}

// ceil is a/b rounded up.
func ceil(a, b int) int { return (a + b - 1) / b }

// place gives circuits to neurons. A neuron takes one, or more where its inputs
// do not fit into a column; neurons fill one hemisphere after the other. Rows are
// of one sign for all columns of a hemisphere, so each needs as many of either as
// its neediest neuron. crowded is the neuron that no number of circuits helps.
func place(list []demand) (p plan, crowded int) {
	joint := make([]int, len(list))
	for i, d := range list {
		joint[i] = max(1, ceil(d.excitatory+d.inhibitory, rows))
	}
	for {
		p = seats(list, joint)
		at, most := -1, 0
		for h := range 2 {
			if p.excitatory[h]+p.inhibitory[h] <= rows {
				continue
			}
			for i, d := range list { // the neuron that takes most of what is short
				need := ceil(d.excitatory, joint[i]) + ceil(d.inhibitory, joint[i])
				if p.seats[i].Hemisphere == h && need > most && (d.excitatory > joint[i] || d.inhibitory > joint[i]) {
					at, most = i, need
				}
			}
			if at < 0 {
				return p, 0
			}
		}
		if at < 0 {
			return p, -1
		}
		if joint[at]++; joint[at] > columns {
			return p, at
		}
	}
}

func seats(list []demand, joint []int) plan {
	var p plan
	h, column := 0, 0
	for i, d := range list {
		if column+joint[i] > columns && h == 0 {
			h, column = 1, 0
		}
		p.seats = append(p.seats, seat{h, column, joint[i]})
		column += joint[i]
		p.circuits += joint[i]
		if joint[i] > 1 {
			p.joined++
		}
		p.excitatory[h] = max(p.excitatory[h], ceil(d.excitatory, joint[i]))
		p.inhibitory[h] = max(p.inhibitory[h], ceil(d.inhibitory, joint[i]))
	}
	if h == 1 && column > columns { // what does not fit is counted, too
		p.circuits = max(p.circuits, circuits+1)
	}
	return p
}

func (p plan) why() string {
	if p.joined == 0 {
		return fmt.Sprintf("%d neurons with one circuit each", len(p.seats))
	}
	return fmt.Sprintf("%d neurons, %d of them with several circuits because of their inputs", len(p.seats), p.joined)
}
