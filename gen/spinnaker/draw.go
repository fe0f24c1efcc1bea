package spinnaker

import (
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// mostNormal bounds what a normal deviate of 32 random bits may be.
const mostNormal = 6.5

// streams makes the names of the streams of random numbers parameters: the index of
// the neuron, which all streams share, and two words for each.
func streams(x *fixed.Program, p *program.Program, around *surroundings) {
	word := func(random, word int, name, doc string) leaf {
		x.Params = append(x.Params, fixed.Param{Name: name, Doc: doc, Quantity: -1, Stream: fixed.Stream{Random: random, Word: word}})
		return leaf{index: len(x.Params) - 1, span: span{fixed.Min, fixed.Max}}
	}
	var index leaf
	for r, s := range p.Random {
		if r == 0 {
			index = word(r, 0, "stream", "the neuron in the names of its random numbers")
		}
		y := stream{name: [3]leaf{index, word(r, 1, "stream_"+s.Name+"_2", "a part of the name of the random numbers "+s.Name), word(r, 2, "stream_"+s.Name+"_3", "the other part")}}
		if s.Purpose != rng.Noise {
			y.offset = 1
		}
		around.random = append(around.random, y)
	}
}

// streamWords are a word of the name of a stream for the neurons of a population.
func streamWords(c *network.Columns, s fixed.Stream, n int) []int32 {
	x := c.Streams[s.Random]
	switch s.Word {
	case 1:
		return []int32{int32(x.ID2)}
	case 2:
		return []int32{int32(x.ID3)}
	}
	list := make([]int32, n)
	for i := range list {
		list[i] = int32(x.At(uint32(i)).ID1)
	}
	return list
}

// number is a random number of the stream of a draw.
func (l *lowering) number(in *program.Instr, op fixed.Op, f fixed.Format, s span) value {
	if int(in.Index) >= len(l.around.random) {
		return l.fail("random numbers have no form in fixed point here")
	}
	from := &l.around.random[in.Index]
	var name [3]value
	for k := range name {
		name[k] = l.read(fixed.LoadParam, from.name[k], "")
	}
	v := l.emit(fixed.Instr{Op: op, A: at(name[0]), B: at(name[1]), C: at(name[2]), Raw: from.offset, Format: f}, s)
	l.out.Instrs[v.ref].Sat = false
	return v
}

// draw lowers a uniform random number, of which other distributions are made.
func (l *lowering) draw(in *program.Instr) value {
	unit := span{0, 1}
	switch in.Fn {
	case "unit":
		return l.number(in, fixed.DrawUnit, 31, unit)
	case "open":
		return l.number(in, fixed.DrawOpen, 31, unit)
	}
	return l.fail("random numbers of the distribution %s have no form in fixed point", in.Fn)
}
