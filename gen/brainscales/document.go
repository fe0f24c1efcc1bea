package brainscales

import (
	"bytes"
	"math"

	"gopkg.in/yaml.v3"

	"github.com/nngen/nngen/gen"
)

// Schema is the identifier of the form of the document.
const Schema = "nngen.bss2/1"

// document is what <net>.bss2.yaml holds; its keys are those of the JSON Schema.
type document struct {
	Schema      string          `yaml:"schema"`
	Model       modelPart       `yaml:"model"`
	Target      targetPart      `yaml:"target"`
	Scaling     scalingPart     `yaml:"scaling"`
	Populations []population    `yaml:"populations"`
	Projections []projection    `yaml:"projections"`
	Sources     []sourcePart    `yaml:"sources"`
	Plasticity  []plasticity    `yaml:"plasticity"`
	Placement   placementPart   `yaml:"placement"`
	Run         runPart         `yaml:"run"`
	Findings    []findingRecord `yaml:"findings"`
}

type modelPart struct {
	Name   string `yaml:"name"`
	File   string `yaml:"file"`
	SHA256 string `yaml:"sha256"`
}

type targetPart struct {
	Chip string `yaml:"chip"`
	API  string `yaml:"api"`
	Cell string `yaml:"cell"`
}

type scalingPart struct {
	SpeedUp int `yaml:"speed_up"`
	// Effects of one step of weight on the membrane, in the unit named.
	Excitatory float64 `yaml:"excitatory_effect_per_step"`
	Inhibitory float64 `yaml:"inhibitory_effect_per_step"`
	Unit       string  `yaml:"effect_unit"`
}

type population struct {
	Name       string               `yaml:"name"`
	Size       int                  `yaml:"size"`
	Offset     float64              `yaml:"offset_lsb"`
	Slope      float64              `yaml:"slope_lsb_per_mv"`
	Gain       float64              `yaml:"relative_gain"`
	Parameters map[string]parameter `yaml:"parameters"`
	Record     []string             `yaml:"record,flow"`
	Seats      []seat               `yaml:"seats"`
}

// parameter has one number when all neurons agree, else one per neuron.
type parameter struct {
	Unit     string    `yaml:"unit"`
	Values   []float64 `yaml:"values,flow"`
	BioUnit  string    `yaml:"bio_unit"`
	Bio      []float64 `yaml:"bio,flow"`
	Residual float64   `yaml:"largest_residual"` // in the model's unit
}

type projection struct {
	Name     string   `yaml:"name"`
	Pre      string   `yaml:"pre"`
	Post     string   `yaml:"post"`
	Receptor string   `yaml:"receptor"`
	Unit     float64  `yaml:"per_step"`
	BioUnit  string   `yaml:"bio_unit"`
	Zeroed   int      `yaml:"zeroed"`
	Rounded  int      `yaml:"rounded"`
	Rule     string   `yaml:"rule,omitempty"`
	Synapses [][3]int `yaml:"synapses,flow"` // pre, post, weight
}

type sourcePart struct {
	Name  string      `yaml:"name"`
	Size  int         `yaml:"size"`
	Times [][]float64 `yaml:"times_us,flow"`
}

type plasticity struct {
	Name     string     `yaml:"name"`
	TauPlus  float64    `yaml:"tau_plus_us"`
	TauMinus float64    `yaml:"tau_minus_us"`
	Plus     [2]float64 `yaml:"plus,flow"`
	Minus    [2]float64 `yaml:"minus,flow"`
	Most     float64    `yaml:"largest_weight"`
	Period   float64    `yaml:"period_us"`
}

type placementPart struct {
	Circuits   int    `yaml:"circuits"`
	Joined     int    `yaml:"neurons_of_several_circuits"`
	Excitatory [2]int `yaml:"excitatory_rows,flow"` // per hemisphere
	Inhibitory [2]int `yaml:"inhibitory_rows,flow"`
}

type runPart struct {
	Runtime float64 `yaml:"runtime_us"`
}

type findingRecord struct {
	Code     string `yaml:"code" json:"code"`
	Severity string `yaml:"severity" json:"severity"`
	Message  string `yaml:"message" json:"message"`
}

// document makes the document of a mapping. Times of the chip in us are times of
// biology in ms: it is a thousand times faster.
func (m *Mapping) document() document {
	s := m.Study
	d := document{Schema: Schema, Model: modelPart{s.Name, s.File, s.Hash}, Target: targetPart{"BrainScaleS-2", apiName, m.cellName()},
		Scaling:     scalingPart{speedUp, tidy(m.Excitatory), tidy(m.Inhibitory), m.effectUnit()},
		Populations: []population{}, Projections: []projection{}, Sources: []sourcePart{}, Plasticity: []plasticity{}, Findings: m.findings(),
		Placement: placementPart{m.plan.circuits, m.plan.joined, m.plan.excitatory, m.plan.inhibitory},
		Run:       runPart{tidy(m.runtime())}}
	for i := range m.Populations {
		p := &m.Populations[i]
		x := population{Name: p.Name, Size: p.N, Offset: tidy(p.scale.offset), Slope: tidy(p.scale.slope), Gain: tidy(p.Gain), Parameters: map[string]parameter{}, Record: p.recorded(), Seats: m.plan.seats[p.First : p.First+p.N]}
		for _, q := range p.Params {
			residual := 0.0
			for _, r := range q.Residual {
				residual = max(residual, math.Abs(r))
			}
			x.Parameters[q.Name] = parameter{q.Unit, joint(q.Chip), q.BioUnit, joint(q.Bio), tidy(residual)}
		}
		d.Populations = append(d.Populations, x)
	}
	names := s.Network.Populations
	for i := range m.Projections {
		x := &m.Projections[i]
		y := projection{Name: x.Name, Pre: names[x.Pre].Name, Post: names[x.Post].Name, Receptor: x.sign(), Unit: tidy(x.Unit), BioUnit: x.BioUnit, Zeroed: x.Zeroed, Rounded: x.Rounded, Synapses: [][3]int{}}
		if r := m.ruleOf(x); r != nil {
			y.Rule = r.Name
		}
		for _, c := range x.Synapses {
			if c.Weight > 0 || x.plastic {
				y.Synapses = append(y.Synapses, [3]int{c.Pre, c.Post, c.Weight})
			}
		}
		d.Projections = append(d.Projections, y)
	}
	for _, x := range m.Sources {
		y := sourcePart{x.Name, x.N, make([][]float64, x.N)}
		for i, list := range x.Times {
			y.Times[i] = []float64{}
			for _, t := range list {
				y.Times[i] = append(y.Times[i], tidy(t))
			}
		}
		d.Sources = append(d.Sources, y)
	}
	for _, r := range m.Rules {
		d.Plasticity = append(d.Plasticity, plasticity{r.Name, tidy(r.TauPlus), tidy(r.TauMinus), [2]float64{tidy(r.Plus[0]), tidy(r.Plus[1])}, [2]float64{tidy(r.Minus[0]), tidy(r.Minus[1])}, r.Most, r.Period})
	}
	return d
}

func (m *Mapping) effectUnit() string {
	if m.Conduct {
		return "1/ms"
	}
	return "mV/ms"
}

func (m *Mapping) cellName() string {
	if m.Conduct {
		return "CalibHXNeuronCoba"
	}
	return "CalibHXNeuronCuba"
}

func (p *Population) recorded() []string {
	if p.Record {
		return []string{"spikes", "v"}
	}
	return []string{"spikes"}
}

// runtime is the length of the run in ms of biology.
func (m *Mapping) runtime() float64 {
	return float64(m.Study.Timeline.Segments[0].Steps) * m.Study.Timeline.Step
}

// ruleOf is the rule of a projection, or nil.
func (m *Mapping) ruleOf(x *Projection) *Rule {
	index := m.Study.Model.Rule[x.Index]
	for i := range m.Rules {
		if m.Rules[i].Index == index && index >= 0 {
			return &m.Rules[i]
		}
	}
	return nil
}

func (m *Mapping) findings() []findingRecord {
	list := []findingRecord{}
	for _, d := range m.Findings {
		list = append(list, findingRecord{d.Code, d.Severity.String(), d.Message})
	}
	return list
}

// joint is one number when all are equal.
func joint(x []float64) []float64 {
	out := make([]float64, len(x))
	same := true
	for i, v := range x {
		out[i] = tidy(v)
		same = same && v == x[0]
	}
	if same && len(out) > 1 {
		return out[:1]
	}
	return out
}

// tidy rounds to 12 digits: what is smaller comes from binary numbers and says
// nothing about the model.
func tidy(x float64) float64 {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	scale := math.Pow(10, 11-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*scale) / scale
}

// yaml writes the document.
func (m *Mapping) yaml() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(gen.Header("# ", m.Study))
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(m.document()); err != nil {
		return nil, err
	}
	return b.Bytes(), e.Close()
}
