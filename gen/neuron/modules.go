package neuron

import (
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// usage is what the page about the mechanisms is made of.
type usage struct {
	Header, Step string
	Mechanisms   []usedMechanism
}

// usedMechanism is a mechanism with the values that the first population of its
// kind begins with.
type usedMechanism struct {
	*mechanism
	Settings []setting
	Streams  []string // its RANDOMs, which somebody has to name
	Ports    []usedPort
	Seen     string // a state to record
}

type setting struct{ Name, Value, Doc string }

type usedPort struct {
	Number int
	Name   string
	Unit   string
}

func newUsage(s *ir.Study, v *view) *usage {
	u := &usage{Header: gen.Header("", s), Step: v.Step}
	for i := range v.Mechanisms {
		m := &v.Mechanisms[i]
		x := usedMechanism{mechanism: m}
		p := s.Programs[i]
		pop := &network.Population{}
		for j := range s.Network.Populations {
			if s.Network.Populations[j].Program == p {
				pop = &s.Network.Populations[j]
				break
			}
		}
		set := func(name string, value network.Value, doc string) {
			number, ok := value.Constant()
			if !ok {
				doc += "; differs per neuron in the model"
			}
			x.Settings = append(x.Settings, setting{name, exprfmt.Literal(number), doc})
		}
		for j, st := range p.States {
			if j < len(pop.Init) {
				set(m.InitialValues[j].Name, pop.Init[j], oneLine(st.Unit))
			}
		}
		for j := range p.Inputs {
			if j < len(pop.Drive) {
				set(m.Inputs[j].Name, pop.Drive[j], oneLine(p.Inputs[j].Unit))
			}
		}
		for _, c := range m.Columns {
			x.Settings = append(x.Settings, setting{c.Name, "0.0", c.Doc + "; differs per neuron in the model"})
		}
		for _, r := range m.names.Streams {
			x.Streams = append(x.Streams, r.Own)
		}
		for j, port := range p.Ports {
			x.Ports = append(x.Ports, usedPort{j, oneLine(port.Name), oneLine(port.Unit)})
		}
		if len(m.States) > 0 {
			x.Seen = m.States[0].Name
		}
		u.Mechanisms = append(u.Mechanisms, x)
	}
	return u
}
