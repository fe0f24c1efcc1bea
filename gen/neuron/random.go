package neuron

import (
	"fmt"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/runtime/program"
)

// Draws use NEURON's RANDOM, whose words are those of nngen's streams: see package
// runtime/rng. The script names the stream of each neuron (set_ids).

// random declares one RANDOM per stream, and a function that makes draw n of it.
func (b *builder) random() {
	used := map[int]string{}
	gen.Blocks(b.p, func(block *program.Block) {
		for _, in := range block.Instrs {
			if in.Op == program.Draw {
				used[int(in.Index)] = in.Fn
			}
		}
	})
	for i, r := range b.p.Random {
		id, draw := b.table.Fresh("random_"+r.Name), b.table.Fresh("draw_"+r.Name)
		b.m.Random = append(b.m.Random, id)
		b.m.names.Streams = append(b.m.names.Streams, gen.Renamed{Model: r.Name, Own: id})
		b.draws = append(b.draws, draw)
		f := function{Name: draw, Args: "n", Doc: "draw n, uniform on [0, 1)", Lines: []string{
			"LOCAL high, low", "random_setseq(" + id + ", 2*n)", "high = random_ipick(" + id + ")", "low = random_ipick(" + id + ")"}}
		if used[i] == "open" {
			f.Doc = "draw n, uniform on (0, 1)"
			f.Lines = append(f.Lines, draw+" = (2*(1048576*high + floor(low/4096)) + 1)*"+number(0x1p-53))
		} else {
			f.Lines = append(f.Lines, draw+" = (2097152*high + floor(low/2048))*"+number(0x1p-53))
		}
		b.m.Draws = append(b.m.Draws, f)
	}
}

// draw is the draw of this step from a stream.
func (b *builder) draw(_ string, stream int) string {
	if b.p.Random[stream].Number(0) == 0 {
		return b.draws[stream] + "(" + b.step + ")"
	}
	return fmt.Sprintf("%s(%s + 1)", b.draws[stream], b.step)
}
