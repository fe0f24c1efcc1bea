package brainscales

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/templates"
)

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, nil, "brainscales/*.tmpl")
})

// scriptView is what the script is made of; all strings are Python.
type scriptView struct {
	Header, Title string
	Cell          string
	Populations   []scriptPopulation
	Sources       []scriptSource
	Projections   []scriptProjection
	Rules         []scriptRule
	Runtime       string // ms of the chip
	Step          string // ms of biology
}

type scriptPopulation struct {
	Key        string // quoted name
	Size       int
	Parameters []gen.Renamed
	Record     string
	Offset     string
	Slope      string
}

type scriptSource struct {
	Key   string
	Size  int
	Times string // ms of the chip
}

type scriptProjection struct {
	Key, Pre, Post, Receptor string
	Synapses                 string
	Rule                     string // class, "" for none
}

type scriptRule struct{ Module, Class, Period, Periods string }

// script writes the script for pynn-brainscales.
func (m *Mapping) script() ([]byte, error) {
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	v := scriptView{Header: gen.Header("# ", m.Study), Title: gen.Title(m.Study), Cell: m.cellName(), Runtime: number(m.runtime() / speedUp), Step: number(m.Study.Timeline.Step)}
	d := m.document()
	for i, p := range d.Populations {
		x := scriptPopulation{Key: gen.PyString(p.Name), Size: p.Size, Record: gen.PyList(p.Record), Offset: number(p.Offset), Slope: number(p.Slope)}
		for _, q := range m.Populations[i].Params {
			x.Parameters = append(x.Parameters, gen.Renamed{Model: q.Name, Own: numbers(p.Parameters[q.Name].Values)})
		}
		v.Populations = append(v.Populations, x)
	}
	for _, s := range d.Sources {
		times := make([][]float64, len(s.Times))
		for i, list := range s.Times {
			times[i] = []float64{}
			for _, t := range list {
				times[i] = append(times[i], tidy(t/speedUp))
			}
		}
		text, err := json.Marshal(times)
		if err != nil {
			return nil, err
		}
		v.Sources = append(v.Sources, scriptSource{gen.PyString(s.Name), s.Size, string(text)})
	}
	classes := map[string]string{}
	for i := range m.Rules {
		r := &m.Rules[i]
		module := names.New(false, nil).Of(r.Name)
		classes[r.Name] = strings.ToUpper(module[:1]) + module[1:]
		v.Rules = append(v.Rules, scriptRule{module, classes[r.Name], number(r.Period / speedUp), strconv.Itoa(max(1, int(math.Floor(m.runtime()/r.Period))))})
	}
	for _, p := range d.Projections {
		text, err := json.Marshal(p.Synapses)
		if err != nil {
			return nil, err
		}
		if len(p.Synapses) == 0 {
			continue
		}
		v.Projections = append(v.Projections, scriptProjection{gen.PyString(p.Name), gen.PyString(p.Pre), gen.PyString(p.Post), gen.PyString(p.Receptor), string(text), classes[p.Rule]})
	}
	return set.Execute("pynn.py.tmpl", v)
}

// number is a number as Python and JSON write it.
func number(x float64) string { return strconv.FormatFloat(tidy(x), 'g', -1, 64) }

// numbers is one number, or a list of them.
func numbers(x []float64) string {
	if len(x) == 1 {
		return number(x[0])
	}
	list := make([]string, len(x))
	for i, v := range x {
		list[i] = number(v)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// kernel writes the module of a plasticity rule. Its numbers are fractions of 256:
// the processor multiplies whole numbers.
func (m *Mapping) kernel(r *Rule) ([]byte, error) {
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	fraction := func(x float64) int { return int(min(32767, max(-32768, math.Round(256*x)))) }
	module := names.New(false, nil).Of(r.Name)
	return set.Execute("kernel.py.tmpl", struct {
		Header, Class, Name string
		Equations           []string
		Plus, Minus         [2]int
		Most                int
		TauPlus, TauMinus   string
	}{gen.Header("# ", m.Study), strings.ToUpper(module[:1]) + module[1:], gen.OneLine(r.Name), paragraphs(r.Equations),
		[2]int{fraction(r.Plus[0]), fraction(r.Plus[1])}, [2]int{fraction(r.Minus[0]), fraction(r.Minus[1])}, int(r.Most), number(r.TauPlus), number(r.TauMinus)})
}

func paragraphs(list []string) []string {
	var out []string
	for _, e := range list {
		out = append(out, gen.Paragraph(e)...)
	}
	return out
}

// schema writes the JSON Schema of the document.
func (m *Mapping) schema() ([]byte, error) {
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	return set.Execute("bss2.schema.json.tmpl", struct {
		Schema                                                   string
		Circuits, Columns, Rows, WeightMax                       int
		LeakLow, LeakHigh, ThresholdLow, ThresholdHigh           float64
		MembraneLow, MembraneHigh, SynapseLow, SynapseHigh       float64
		RefractoryLow, RefractoryHigh, ReversalLow, ReversalHigh float64
	}{Schema, circuits, columns, rows, weightMax, leakRange.low, leakRange.high, thresholdRange.low, thresholdRange.high,
		membraneRange.low, membraneRange.high, synapseRange.low, synapseRange.high, refractoryRange.low, refractoryRange.high, reversalRange.low, reversalRange.high})
}
