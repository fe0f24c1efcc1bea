package network

// The manifest of a data folder. Columns lie in files beside it, little-endian:
// .f64, .u32, .u16.

type manifest struct {
	Format      string               `json:"format"`
	Hash        string               `json:"hash"`
	StepMS      float64              `json:"step_ms"`
	Seed        uint64               `json:"seed"`
	Segments    []manifestSegment    `json:"segments"`
	Populations []manifestPopulation `json:"populations"`
	Synapses    []manifestSynapses   `json:"synapses"`
	Signals     []manifestSignals    `json:"signals,omitempty"`
	Spikes      []manifestSpikes     `json:"spikes"`
	Records     []manifestRecord     `json:"records"`
	Weights     []manifestWeights    `json:"weights,omitempty"`
}

type manifestSegment struct {
	Name    string `json:"name"`
	Steps   int64  `json:"steps"`
	Discard int64  `json:"discard"`
}

type manifestPopulation struct {
	Name       string             `json:"name"`
	Size       int                `json:"size"`
	First      int                `json:"first"`
	Program    *string            `json:"program"` // null for sources
	Source     *string            `json:"source"`  // null for neurons
	Quantities map[string]column  `json:"quantities,omitempty"`
	Init       map[string]column  `json:"init,omitempty"`
	Drive      map[string]column  `json:"drive,omitempty"`
	Quantum    map[string]float64 `json:"quantum,omitempty"`
	Waves      []manifestWave     `json:"waves,omitempty"`
	// Streams are, by the names of the program's streams of random numbers, what
	// names them beside the element: ID2 and ID3 of its rng.Stream.
	Streams  map[string][2]uint32 `json:"streams,omitempty"`
	Switches []manifestSwitch     `json:"switches,omitempty"`
}

// manifestSwitch is a quantity that has other values from a step on.
type manifestSwitch struct {
	Step     int64  `json:"step"`
	Quantity string `json:"quantity"`
	Values   column `json:"values"`
}

// manifestWave is a current that varies: from Steps on, the input of these
// elements is their drive plus Values.
type manifestWave struct {
	Input    string   `json:"input"`
	Elements elements `json:"elements"`
	Count    int      `json:"count"`
	Steps    column   `json:"steps"`
	Values   column   `json:"values"`
}

type manifestSynapses struct {
	Name       string `json:"name"`
	Population int    `json:"population"`
	Port       string `json:"port"`
	Count      int    `json:"count"`
	Pre        column `json:"pre"`
	Post       column `json:"post"`
	Weight     column `json:"weight"`
	Delay      column `json:"delay"`
	// Continuous are sums over variables of the sources; their delays may be 0.
	Continuous bool `json:"continuous,omitempty"`
	// Plasticity is the number of the rule among those of the program, null for
	// synapses that stay as they are.
	Plasticity *int `json:"plasticity,omitempty"`
	// Axonal are steps from the source to the connection; absent: none. Quantities
	// and Init are what differs per connection of the rule's quantities and initial
	// values.
	Axonal     *column           `json:"axonal,omitempty"`
	Quantities map[string]column `json:"quantities,omitempty"`
	Init       map[string]column `json:"init,omitempty"`
	Switches   []manifestSwitch  `json:"switches,omitempty"`
	// Streams are, by the names of the rule's draws, what names them besides the
	// connection: object and purpose.
	Streams map[string][2]uint32 `json:"streams,omitempty"`
}

// manifestSignals are sources that all connections of some sets of synapses hear.
type manifestSignals struct {
	Name      string `json:"name"`
	Synapses  []int  `json:"synapses"`
	Modulator string `json:"modulator"`
	Count     int    `json:"count"`
	Pre       column `json:"pre"`
	Weight    column `json:"weight"`
	Delay     column `json:"delay"`
}

type manifestWeights struct {
	Synapses int    `json:"synapses"`
	Variable string `json:"variable"`
	Unit     string `json:"unit"`
	Every    int64  `json:"every"`
	// Rows are the connections that are recorded, ascending; absent: all.
	Rows *column `json:"rows,omitempty"`
}

type manifestSpikes struct {
	Population   int    `json:"population"`
	Count        int    `json:"count"`
	Index        column `json:"index"`
	Step         column `json:"step"`
	Multiplicity column `json:"multiplicity"`
}

type manifestRecord struct {
	Population int      `json:"population"`
	Variable   string   `json:"variable"` // "" for spikes
	Unit       string   `json:"unit"`
	Every      int64    `json:"every"`
	Elements   elements `json:"elements"`
}

// column is one number for all, or a file of n.
type column struct {
	Value *float64 `json:"value,omitempty"`
	File  string   `json:"file,omitempty"`
	N     int      `json:"n,omitempty"`
}

// elements are a column, or all elements of the population.
type elements struct {
	All bool `json:"all,omitempty"`
	column
}

// sourceNames are the names of the kinds of sources.
var sourceNames = map[SourceKind]string{Poisson: "poisson", SpikesAt: "spikes_at", Regular: "regular", Listed: "listed", Refractory: "poisson_refractory", Gamma: "gamma"}
