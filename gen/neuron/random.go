package neuron

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// Draws use NEURON's RANDOM, whose words are those of nngen's streams: see package
// runtime/rng. The script names the stream of each neuron (set_ids); connections
// name theirs before every draw.

// random declares one RANDOM per stream, and a function that makes draw n of it.
func (b *builder) random() {
	used := map[int]string{}
	gen.Blocks(b.p, func(block *program.Block) { draws(block, used) })
	for i, r := range b.p.Random {
		if shaped(used[i]) {
			b.draws = append(b.draws, "")
			b.nameStream(r.Name)
			continue
		}
		b.streams = append(b.streams, "")
		id, draw := b.table.Fresh("random_"+r.Name), b.table.Fresh("draw_"+r.Name)
		b.m.Random = append(b.m.Random, id)
		b.m.names.Streams = append(b.m.names.Streams, gen.Renamed{Model: r.Name, Own: id})
		b.draws = append(b.draws, draw)
		b.m.Draws = append(b.m.Draws, drawFunction(draw, id, used[i]))
	}
}

// nameStream declares the three numbers that name a stream, for draws that have the
// generator in the mechanism.
func (b *builder) nameStream(name string) {
	var ids []string
	for _, what := range []string{"element", "object", "purpose"} {
		id := b.table.Fresh(name + "_" + what)
		ids = append(ids, id)
		b.m.Columns = append(b.m.Columns, declaration{Name: id, Unit: b.unit("1"), Doc: "names the random numbers of " + name})
	}
	b.streams = append(b.streams, strings.Join(ids, ", "))
	b.m.names.Named = append(b.m.names.Named, gen.PyTable{Key: name, Value: gen.PyList(ids)})
}

// draws notes which distribution the draws of each stream are from.
func draws(block *program.Block, used map[int]string) {
	for _, in := range block.Instrs {
		if in.Op == program.Draw {
			used[int(in.Index)] = in.Fn
		}
	}
}

// drawFunction makes draw n of a RANDOM: a uniform number, or the word that a
// Poisson count is made from.
func drawFunction(name, random, fn string, before ...string) function {
	f := function{Name: name, Args: "n", Lines: append([]string{"LOCAL high, low"}, before...)}
	f.Lines = append(f.Lines, "random_setseq("+random+", 2*n)", "high = random_ipick("+random+")", "low = random_ipick("+random+")")
	switch fn {
	case "open":
		f.Doc = "draw n, uniform on (0, 1)"
		f.Lines = append(f.Lines, name+" = (2*(1048576*high + floor(low/4096)) + 1)*"+number(0x1p-53))
	case "poisson":
		f.Doc = "draw n, 32 random bits"
		f.Lines = append(f.Lines, name+" = high")
	default:
		f.Doc = "draw n, uniform on [0, 1)"
		f.Lines = append(f.Lines, name+" = (2097152*high + floor(low/2048))*"+number(0x1p-53))
	}
	return f
}

// draw is the draw of this step from a stream.
func (b *builder) draw(_ string, stream int) string {
	n := b.step
	if b.p.Random[stream].Number(0) != 0 {
		n += " + 1"
	}
	return drawOf(b.draws[stream], b.streams[stream], n)
}

// drawOf is draw n by a function of a stream or, where there is none, what names it.
func drawOf(function, stream, n string) string {
	if function == "" {
		return stream + ", " + n
	}
	return function + "(" + n + ")"
}

// drawWith is that from a distribution with parameters.
func (b *builder) drawWith(fn string, stream int, args []string) string {
	return b.drawn(fn, b.draw(fn, stream), args)
}

// declareDraws declares what a connection needs for the draws of its rule, and
// their functions.
func (r *ruleBuilder) declareDraws(slot func(hint, unit, value, doc string) string) {
	rule := r.x.rule
	if len(rule.Random) == 0 {
		return
	}
	used := map[int]string{}
	count := func(kind int, hint, doc string, e *program.PlasticEvent) {
		mine := map[int]string{}
		draws(&e.Block, mine)
		for i, fn := range mine {
			used[i] = fn
		}
		if len(mine) > 0 {
			r.counts[kind] = slot(hint, "1", "0", doc)
		}
	}
	count(ofPre, "pres", "spikes of the source so far", &rule.Pre)
	count(ofPost, "posts", "spikes of this neuron so far", &rule.Post)
	for i := range rule.Modulators {
		m := &rule.Modulators[i]
		count(modulated+i, m.Name+"s", "what "+m.Name+" has sent so far", &m.Event)
	}
	plain := slices.ContainsFunc(slices.Collect(maps.Values(used)), func(fn string) bool { return !shaped(fn) })
	if r.builder.release == "" && plain {
		r.builder.release = r.table.Fresh("random_release")
		r.m.Random = append(r.m.Random, r.builder.release)
	}
	r.v.row = slot("row", "1", "", "number of the connection, which names its random numbers")
	for i, name := range rule.Random {
		object := slot(name+"_object", "1", "", "what else names those of "+name)
		purpose := slot(name+"_purpose", "1", "", "and that")
		r.v.streams = append(r.v.streams, gen.Renamed{Model: name, Own: object})
		r.streams = append(r.streams, r.v.row+", "+object+", "+purpose)
		if shaped(used[i]) {
			r.draws = append(r.draws, "")
			continue
		}
		draw := r.table.Fresh(rule.Name + "_draw_" + name)
		r.draws = append(r.draws, draw)
		random := r.builder.release
		r.m.Draws = append(r.m.Draws, drawFunction(draw, random, used[i], fmt.Sprintf("random_setids(%s, %s, %s, %s)", random, r.v.row, object, purpose)))
	}
}

// distribution is a function that makes a number of a distribution from a draw.
type distribution struct {
	name, draw, args, doc string // draw are the arguments that come first
	text                  string
}

// drawn is a number of a distribution made from a draw; "" where NMODL has no form for
// it.
func (b *builder) drawn(fn, draw string, args []string) string {
	d, ok := distributions[fn]
	if !ok {
		d, ok = shapedFunctions[fn]
	}
	if !ok {
		return ""
	}
	return b.made(fn) + "(" + draw + ", " + strings.Join(args[:strings.Count(d.args, ",")+1], ", ") + ")"
}

// made is the name of the function for a distribution or a part of one, which is
// written on first use, behind those that it calls.
func (b *builder) made(fn string) string {
	if name := b.distributions[fn]; name != "" {
		return name
	}
	d, ok := distributions[fn]
	if !ok {
		d = shapedFunctions[fn]
	}
	f := function{Name: b.table.Fresh(d.name), Args: d.args, Doc: d.doc}
	if d.draw != "" {
		f.Args = d.draw + ", " + d.args
	}
	b.distributions[fn] = f.Name
	for _, l := range strings.Split(strings.TrimSpace(d.text), "\n") {
		l = called.ReplaceAllStringFunc(l, func(name string) string {
			if _, ours := shapedFunctions[name[1:]]; ours {
				return b.made(name[1:])
			}
			return b.helpers["nn_"+name[1:]]
		})
		f.Lines = append(f.Lines, result.ReplaceAllString(l, f.Name))
	}
	b.m.Draws = append(b.m.Draws, f)
	return f.Name
}

// distributions are those of package runtime/rng, with its operations in its order:
// weights of neighbours, summed outwards from the most likely value, and inverted.
// F stands for the result.
var distributions = map[string]distribution{
	"binomial": {name: "successes", draw: "u", args: "trials, p", doc: "how many of a number of trials succeed, with probability p each", text: `
LOCAL n, odds, mode, k, w, next, first, start, sum, target, more
n = floor(trials)
F = 0
if (n >= 1) {
  if (p >= 1) {
    F = n
  } else if (p > 0) {
    odds = p/(1 - p)
    mode = floor((n + 1)*p)
    if (mode > n) { mode = n }
    first = mode
    start = 1
    more = first
    while (more > 0) {
      next = start/((n - (first - 1))/first*odds)
      more = 0
      if (next >= ` + tiny + `) { first = first - 1  start = next  more = first }
    }
    sum = 0
    w = start
    k = first
    more = 1
    while (more > 0) {
      sum = sum + w
      w = w*((n - k)/(k + 1)*odds)
      if (k >= n) { more = 0 }
      if (k >= mode) { if (w < ` + tiny + `) { more = 0 } }
      k = k + 1
    }
    target = u*sum
    sum = 0
    w = start
    k = first
    more = 1
    while (more > 0) {
      sum = sum + w
      F = k
      w = w*((n - k)/(k + 1)*odds)
      if (sum > target) { more = 0 }
      if (k >= n) { more = 0 }
      if (k >= mode) { if (w < ` + tiny + `) { more = 0 } }
      k = k + 1
    }
  }
}`},
	"poisson": {name: "events", draw: "u", args: "mean", doc: "a count of the Poisson distribution from 32 random bits", text: `
LOCAL mode, k, w, next, first, start, sum, total, more
F = 0
if ((mean >= 0) && (mean <= ` + mostPoisson + `)) {
  mode = floor(mean)
  first = mode
  start = 1
  more = first
  while (more > 0) {
    next = start/(mean/first)
    more = 0
    if (next >= ` + tiny + `) { first = first - 1  start = next  more = first }
  }
  sum = 0
  w = start
  k = first
  more = 1
  while (more > 0) {
    sum = sum + w
    w = w*(mean/(k + 1))
    if (k >= mode) { if (w < ` + tiny + `) { more = 0 } }
    k = k + 1
  }
  total = sum
  sum = 0
  w = start
  k = first
  more = 1
  while (more > 0) {
    sum = sum + w
    F = k
    if (floor(sum/total*4294967296 + 0.5) > u) { more = 0 }
    w = w*(mean/(k + 1))
    if (k >= mode) { if (w < ` + tiny + `) { more = 0 } }
    k = k + 1
  }
}`},
}

// tiny is the weight, relative to that of the mode, at which sums stop: 2^-80.
var (
	tiny        = number(0x1p-80)
	mostPoisson = number(rng.MaxPoissonMean)
)
