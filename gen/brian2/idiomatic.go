package brian2

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/pass"
	"github.com/nngen/nngen/runtime/network"
)

// idiomatic is what the readable run.py is made of.
type idiomatic struct {
	Header      string
	Title       []string
	Step        string
	Swapped     bool
	WrittenOut  bool
	Numpy       bool
	Models      []idiom
	Rules       []idiomRule
	Groups      []group
	Connections []connection
	Monitors    []string
	Run         []string
	Results     []string

	study *ir.Study
	names *names.Table
	own   []string // per population: its variable
	cells []cells  // groups of neurons that stand for several populations
	free  bool     // Brian2 draws connections, values and spikes itself (native)
	late  int64    // the longest delay of plastic connections, in steps
	// plastic connections by projection, target and source, for recordings
	plastic  []plasticConnection
	finals   []string // lines that keep weights at the end
	sampled  bool     // states are recorded
	repeated map[int]string
}

// scriptNames are what the script itself uses, and what Python and Brian2 mean by
// short names.
var scriptNames = strings.Fields(`data results run written_out magic_network defaultclock NeuronGroup Synapses SpikeMonitor StateMonitor
SpikeGeneratorGroup dict ms second mV volt pA amp nS siemens pF farad um meter Gohm kHz mM inf np True False None
and as assert break class continue def del elif else except finally for from global if import in is lambda not or pass raise
return try while with yield match case print`)

// newIdiomatic writes the study as a Brian2 user would; the error says why that
// cannot be.
func newIdiomatic(s *ir.Study, native bool) (*idiomatic, error) {
	if s.Model == nil {
		return nil, fmt.Errorf("the equations of the model are not at hand")
	}
	if s.Timeline.Count > 1 {
		return nil, severalSegments.of(s.Name)
	}
	if s.Needs()[ir.FeatureActions] {
		return nil, changingParameters.of(s.Name)
	}
	v := &idiomatic{free: native, Header: gen.Header("# ", s), Title: gen.Paragraph(title(s)), Step: short(s.Timeline.Step) + "*ms", study: s, names: names.New(false, scriptNames), repeated: map[int]string{}}
	if err := v.models(); err != nil {
		return nil, err
	}
	for i, r := range s.Rules {
		x, err := newIdiomRule(s.Model.Rules[i], r, v.names.Fresh(r.Name), v.variables())
		if err != nil {
			return nil, err
		}
		v.Rules = append(v.Rules, x)
	}
	for i := range s.Network.Populations {
		v.own = append(v.own, v.names.Fresh(s.Network.Populations[i].Name))
	}
	v.gather()
	for i := 0; i < len(v.own); {
		n, err := v.groups(i)
		if err != nil {
			return nil, err
		}
		i += n
	}
	for j := range s.Network.Projections {
		if err := v.connect(j); err != nil {
			return nil, err
		}
	}
	v.finish()
	v.record()
	if err := v.recordWeights(); err != nil {
		return nil, err
	}
	v.run()
	return v, nil
}

// title says what the script is about.
func title(s *ir.Study) string {
	if s.Doc == "" {
		return s.Name
	}
	return s.Doc
}

// variables are the names of what neurons have.
func (v *idiomatic) variables() []string {
	var list []string
	for i := range v.Models {
		m := &v.Models[i]
		for _, c := range append(append(append([]column(nil), m.columns...), m.initial...), m.drive...) {
			list = append(list, c.Own)
		}
		for _, l := range m.Equations {
			name, _, _ := strings.Cut(l.Code, " ")
			list = append(list, name)
		}
	}
	return list
}

func (v *idiomatic) time(steps float64) string {
	return short(roundTo12(steps*v.study.Timeline.Step)) + "*ms"
}

// roundTo12 is a product of whole steps as a person would write it.
func roundTo12(x float64) float64 {
	var y float64
	fmt.Sscanf(fmt.Sprintf("%.12g", x), "%g", &y)
	return y
}

// models writes the equations of every kind of neuron that a population has.
func (v *idiomatic) models() error {
	s, native := v.study, v.free
	shared := pass.Run(s.Model, pass.Sharing, nil)
	for i, p := range s.Programs {
		d := s.Model.Dynamics[i]
		if len(d.States) != len(p.States) && len(shared.Dynamics[i].States) == len(p.States) { // equal receptors are one there
			d = shared.Dynamics[i]
		}
		recorded, injected := map[string]bool{}, map[string]bool{}
		for _, r := range s.Records {
			if s.ProgramOf(r.Population) == p && r.Observable >= 0 {
				recorded[p.Observe[r.Observable].Name] = true
			}
		}
		for k := range s.Network.Populations {
			pop := &s.Network.Populations[k]
			if pop.Program != p {
				continue
			}
			for at, in := range p.Inputs {
				if x, constant := valueAt(pop.Drive, at).Constant(); !constant || x != 0 {
					injected[in.Name] = true
				}
				for _, o := range pop.Set {
					injected[in.Name] = injected[in.Name] || o.Kind == network.AddDrive && o.Index == at
				}
			}
		}
		m, err := newIdiom(d, p, v.names.Fresh(p.Name), recorded, injected, gen.Waves(s, p))
		if err != nil {
			return err
		}
		v.Swapped = v.Swapped || m.swapped && !native
		v.WrittenOut = v.WrittenOut || len(m.Update) > 0
		m.Text = m.Name
		for k := range v.Models {
			if o := &v.Models[k]; o.Text == o.Name && slices.Equal(o.Equations, m.Equations) && slices.Equal(o.Update, m.Update) {
				m.Text = o.Name
				m.Method = strings.Replace(m.Method, m.Name+"_step", o.Name+"_step", 1)
			}
		}
		v.Models = append(v.Models, m)
	}
	return nil
}

// leads reports what kinds of projections come from a population.
func (v *idiomatic) leads(population int) (static, plastic bool) {
	for _, p := range v.study.Network.Projections {
		if slices.Contains(origins(p.Pre), population) {
			static, plastic = static || p.Plasticity == nil, plastic || p.Plasticity != nil
		}
	}
	return static, plastic
}

// repeats is the group that plastic connections of a population come from: a
// source that may spike several times at once has one of its own for them.
func (v *idiomatic) repeats(population int) string {
	if name := v.repeated[population]; name != "" {
		return name
	}
	return v.own[population]
}

func valueAt(list []network.Value, i int) network.Value {
	if i < len(list) {
		return list[i]
	}
	return network.Const(0)
}

// arguments lays out a call, over several lines where it is long.
func arguments(begin string, args []string) []string {
	one := begin + strings.Join(args, ", ") + ")"
	if len(one) <= 110 {
		return []string{one}
	}
	lines := []string{begin}
	row := "   "
	for _, a := range args {
		if len(row)+len(a) > 104 {
			lines, row = append(lines, row), "   "
		}
		row += " " + a + ","
	}
	return append(lines, row, ")")
}

// weightWord finds the weight in the code of a port.
var weightWord = regexp.MustCompile(`\bweight\b`)

// negative is an addition of a negative constant.
var negative = regexp.MustCompile(`\+= -(\d)`)

// per divides by a unit, given as 1 with it.
func per(one string) string {
	u := strings.TrimPrefix(one, "1")
	switch {
	case u == "":
		return ""
	case strings.HasPrefix(u, "/"):
		return "/(1" + u + ")"
	case strings.ContainsAny(u[1:], "*/"):
		return "/(" + u[1:] + ")"
	}
	return "/" + u[1:]
}
