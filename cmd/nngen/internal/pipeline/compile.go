package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/ir/pass"
	"github.com/nngen/nngen/ir/solve"
	"github.com/nngen/nngen/runtime/network"
)

// Stages are the forms that a model goes through.
type Stages struct {
	Lowered *ir.Model // as lowering leaves it
	Model   *ir.Model // after the passes
	Study   *ir.Study // solved
}

// Compile leads one experiment of a model through all stages. Study is nil when
// the list has errors.
func (m *Model) Compile(opt lower.Options) (Stages, diag.List) {
	list := append(diag.List(nil), m.Messages...)
	var s Stages
	if list.HasErrors() {
		// Definitions that could be read are still worth looking at.
		list.Add(lower.Check(m.Input)...)
		return s, list.Sorted()
	}
	lowered, messages := lower.Lower(m.Input, opt)
	list.Add(messages...)
	if lowered == nil {
		return s, list.Sorted()
	}
	s.Lowered = lowered
	s.Model = pass.Run(lowered, pass.Common, nil)
	if err := ir.Verify(s.Model); err != nil {
		list.Add(diag.Bug(m.File.At.Before(), "%v", err))
		return s, list
	}
	study, messages := solve.Study(s.Model)
	list.Add(messages...)
	if study != nil {
		study.Model = lowered
	}
	s.Study = study
	return s, list.Sorted()
}

// CompileAll compiles every segment of an experiment, in order.
func (m *Model) CompileAll(opt lower.Options) ([]Stages, diag.List) {
	var all []Stages
	var list diag.List
	for n := 1; len(all) < n; {
		opt.Segment = len(all)
		s, messages := m.Compile(opt)
		if len(all) == 0 || messages.HasErrors() { // warnings once
			list.Add(messages...)
		}
		if s.Study == nil {
			return nil, list
		}
		n = s.Study.Timeline.Count
		all = append(all, s)
	}
	return all, list
}

// Check reports everything that is wrong with a model.
func (m *Model) Check() diag.List {
	list := append(diag.List(nil), m.Messages...)
	list.Add(lower.Check(m.Input)...)
	if !list.HasErrors() {
		for _, name := range lower.Experiments(m.File) {
			all, messages := m.CompileAll(lower.Options{Experiment: name})
			list.Add(messages...)
			if len(all) > 0 {
				list.Add(tryNetwork(&all[0])...)
			}
		}
	}
	return list.Sorted()
}

// trySize is the memory in bytes up to which a check expands the network.
const trySize = 16 << 20

// tryNetwork reports what is only known when numbers are drawn and pairs chosen:
// a negative standard deviation, more partners than there are. Large networks
// are not expanded, but looked at.
func tryNetwork(s *Stages) diag.List {
	if _, bytes := network.Estimate(s.Study.Network); bytes > trySize {
		return placed(s, network.Check(s.Study.Network, 0))
	}
	_, list, _ := Expand(context.Background(), s, 1)
	return list
}

// Experiment is the one that verify takes when none is named: "verify" if the
// model has it.
func (m *Model) Experiment() string {
	for _, name := range lower.Experiments(m.File) {
		if name == "verify" {
			return name
		}
	}
	return ""
}

// Override reads `path=value` of the command line.
func Override(text string) (lower.Override, diag.List) {
	path, value, ok := strings.Cut(text, "=")
	path, value = strings.TrimSpace(path), strings.TrimSpace(value)
	if !ok || path == "" || value == "" {
		return lower.Override{}, diag.List{diag.BadOverride(text, "it is not of the form name=value")}
	}
	file := source.New("--set "+path, value)
	x, list := parser.ParseExpr(file)
	target, wrong := parser.ParseExpr(source.New("--set "+path, path))
	if wrong.HasErrors() {
		target = nil
	}
	return lower.Override{Path: path, Target: target, Value: x, Span: source.Span{File: file, Start: 0, End: len(value)}}, list
}

// Expand computes the network of a study, with mistakes placed in the model.
func Expand(ctx context.Context, s *Stages, workers int) (*network.Network, diag.List, error) {
	return expanded(ctx, s, workers, network.Expand)
}

// Outline is [Expand] with [network.Outline], for the native engine alone.
func Outline(ctx context.Context, s *Stages, workers int) (*network.Network, diag.List, error) {
	return expanded(ctx, s, workers, network.Outline)
}

func expanded(ctx context.Context, s *Stages, workers int, expand func(context.Context, *network.Spec, int) (*network.Network, error)) (*network.Network, diag.List, error) {
	net, err := expand(ctx, s.Study.Network, workers)
	if list := placed(s, err); list != nil {
		return nil, list, nil
	}
	if err == nil {
		if list := recordable(s, net); list != nil {
			return nil, list, nil
		}
	}
	return net, nil, err
}

// recordable checks that there are the connections that are to be recorded.
func recordable(s *Stages, net *network.Network) diag.List {
	var list diag.List
	for i, r := range s.Study.Weights {
		var e *network.Error
		if _, err := net.Rows(s.Study.Network.Sets(r.Projection)[0], r.Only); errors.As(err, &e) {
			list.Add(diag.NetworkValue(s.Model.Places.Weights[i], e.Msg, e.Help))
		}
	}
	return list
}

// placed is a mistake in a network as a message with its place in the model, nil
// for any other error.
func placed(s *Stages, err error) diag.List {
	var e *network.Error
	if !errors.As(err, &e) {
		return nil
	}
	at := source.Span{}
	switch places := s.Model.Places; {
	case e.Projection >= 0 && e.Projection < len(places.Projections):
		at = places.Projections[e.Projection]
	case e.Population >= 0 && e.Population < len(places.Populations):
		at = places.Populations[e.Population]
	}
	return diag.List{diag.NetworkValue(at, e.Msg, e.Help)}
}

// Protocol is what the data files say about a study besides its network.
func Protocol(s *ir.Study) network.Protocol {
	var x network.Protocol
	for _, seg := range s.Timeline.Segments {
		x.Segments = append(x.Segments, network.Segment{Name: seg.Name, Steps: seg.Steps, Discard: seg.Discard})
	}
	for _, r := range s.Records {
		rec := network.Record{Population: r.Population, Variable: r.Variable, Unit: r.Unit, Every: r.Every}
		if len(r.Elements) < s.Network.Populations[r.Population].N {
			for _, i := range r.Elements {
				rec.Elements = append(rec.Elements, uint32(i))
			}
		}
		x.Records = append(x.Records, rec)
	}
	for _, r := range s.Weights {
		for _, set := range s.Network.Sets(r.Projection) {
			x.Weights = append(x.Weights, network.WeightRecord{Synapses: set, Variable: r.Variable, Unit: r.Unit, Every: r.Every, Only: r.Only})
		}
	}
	return x
}

// Summary is one line on the size of a study.
func Summary(s *ir.Study) string {
	synapses, bytes := network.Estimate(s.Network)
	return fmt.Sprintf("%d neurons and sources, about %d synapses, about %d MB", s.Network.Size(), synapses, bytes>>20)
}
