package bench

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/report"
)

// Engines returns the engines with the given names, among them neuron-pynn and
// go-float32, which are no engines elsewhere.
func Engines(names []string) ([]engines.Engine, error) {
	var list []engines.Engine
	only := []engines.Engine{engines.PyNN(), engines.Single()}
	for _, n := range names {
		if at := slices.IndexFunc(only, func(e engines.Engine) bool { return e.Name == n }); at >= 0 {
			list = append(list, only[at])
			continue
		}
		found, err := engines.Find([]string{n})
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// Row is what one engine did with one network.
type Row struct {
	Engine  string  `json:"engine"`
	Version string  `json:"version"`
	Runs    int     `json:"runs"`
	Factor  float64 `json:"real_time_factor"` // median of wall seconds per biological second
	Least   float64 `json:"least"`
	Most    float64 `json:"most"`
	// PerEvent and PerStep are nanoseconds per synaptic event and per step of a
	// neuron, both of the whole time.
	PerEvent float64 `json:"ns_per_event"`
	PerStep  float64 `json:"ns_per_neuron_step"`
	Build    float64 `json:"build_s"`   // compiling, in the first run
	Network  float64 `json:"network_s"` // building the network, median
	// NetworkWork is Network in time of processors, of the native engine.
	NetworkWork float64 `json:"network_processor_s,omitempty"`
	// Ratio is the median, over the rounds, of this engine's time over that of the
	// first engine in the same round; Work and WorkRatio are the same of the time for
	// which processors worked, 0 where it is not known. On a busy machine only these
	// mean something.
	Ratio     float64 `json:"ratio"`
	Work      float64 `json:"processor_s_per_s"`
	WorkRatio float64 `json:"processor_ratio"`
	Spikes    int     `json:"spikes"`
	// Doubles are what is computed in float64 by an engine that uses float32, and why.
	Doubles map[string]string `json:"float64,omitempty"`
	Hash    string            `json:"spike_hash"` // equal where all spikes are
}

// Result is one network on all engines.
type Result struct {
	Name     string  `json:"name"`
	Doc      string  `json:"doc"`
	Neurons  int     `json:"neurons"`
	Synapses int     `json:"synapses"`
	Steps    int64   `json:"steps"`
	Step     float64 `json:"step_ms"`
	Threads  int     `json:"threads"`
	Packed   bool    `json:"packed,omitempty"` // weights of 15 bits
	Expand   float64 `json:"expand_s"`         // drawing the network
	// ExpandWork is Expand in time of processors.
	ExpandWork float64            `json:"expand_processor_s"`
	Bytes      uint64             `json:"memory_bytes"`
	Rates      map[string]float64 `json:"rates_hz"`
	Expected   map[string]float64 `json:"published_rates_hz,omitempty"`
	Source     string             `json:"source,omitempty"`
	Order      []string           `json:"-"` // of the populations
	Rows       []Row              `json:"engines"`
}

// Run times a job on engines: rounds times each, by turns, after one run that is
// not counted, unless cold: then the first counts too. The events are counted by the
// native engine.
func Run(ctx context.Context, job *engines.Job, list []engines.Engine, rounds int, cold bool, r *Result) error {
	outcomes := make([][]*engines.Outcome, len(list))
	events := int64(0)
	warm := 1 // runs that do not count
	if cold {
		warm = 0
	}
	for round := range rounds + warm {
		for i, e := range list {
			o, err := e.Run(ctx, job)
			if err != nil {
				return fmt.Errorf("%s: %w", e.Name, err)
			}
			events = max(events, o.Events)
			if round > 0 {
				o.Build = outcomes[i][0].Build
			}
			if round >= warm {
				r.rates(job, o)
			}
			outcomes[i] = append(outcomes[i], o)
		}
	}
	biological := float64(r.Steps) * r.Step / 1000
	for i, e := range list {
		var times, network, building, ratios, work, workRatios []float64
		for k, o := range outcomes[i][warm:] {
			times = append(times, o.Run.Seconds())
			network, building = append(network, o.Network.Seconds()), append(building, o.NetworkProcessor.Seconds())
			ratios = append(ratios, o.Run.Seconds()/outcomes[0][k+warm].Run.Seconds())
			work = append(work, o.Processor.Seconds())
			if first := outcomes[0][k+warm].Processor; first > 0 {
				workRatios = append(workRatios, o.Processor.Seconds()/first.Seconds())
			}
		}
		last := outcomes[i][rounds+warm-1]
		row := Row{Engine: e.Name, Version: last.Version, Runs: rounds, Factor: median(times) / biological, Least: slices.Min(times) / biological, Most: slices.Max(times) / biological,
			Build: outcomes[i][0].Build.Seconds(), Network: median(network), NetworkWork: median(building), Ratio: median(ratios), Work: median(work) / biological, Spikes: len(last.Spikes), Hash: hash(last), Doubles: last.Doubles}
		if len(workRatios) == rounds {
			row.WorkRatio = median(workRatios)
		}
		if events > 0 {
			row.PerEvent = median(times) * 1e9 / float64(events)
		}
		row.PerStep = median(times) * 1e9 / float64(r.Steps) / float64(max(1, r.Neurons))
		r.Rows = append(r.Rows, row)
	}
	return nil
}

// rates are the mean rates of the recorded populations, after what the experiment
// discards.
func (r *Result) rates(job *engines.Job, o *engines.Outcome) {
	if r.Rates != nil {
		return
	}
	discard := job.Study.Timeline.Segments[0].Discard
	if discard >= r.Steps {
		discard = 0
	}
	counts := make([]int, len(job.Study.Network.Populations))
	for _, s := range o.Spikes {
		if s.Step > discard {
			counts[s.Population]++
		}
	}
	r.Rates = map[string]float64{}
	for p, pop := range job.Study.Network.Populations {
		if pop.Program != nil {
			r.Order = append(r.Order, pop.Name)
			r.Rates[pop.Name] = float64(counts[p]) / float64(pop.N) / (float64(r.Steps-discard) * r.Step / 1000)
		}
	}
}

// hash is a number of all spikes in their order.
func hash(o *engines.Outcome) string {
	h := fnv.New64a()
	var b [20]byte
	for _, s := range o.Spikes {
		binary.LittleEndian.PutUint64(b[:], uint64(s.Step))
		binary.LittleEndian.PutUint64(b[8:], uint64(s.Index))
		binary.LittleEndian.PutUint32(b[16:], uint32(s.Population))
		h.Write(b[:])
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

func median(x []float64) float64 {
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

// Text is the result for people.
func (r *Result) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n%d neurons, %d synapses, %d steps of %g ms, %s%s; network drawn in %.2f s; %.0f MB of memory\n\n",
		r.Name, r.Doc, r.Neurons, r.Synapses, r.Steps, r.Step, threads(r.Threads), packed(r.Packed), r.Expand, float64(r.Bytes)/1e6)
	rows := [][]string{{"engine", "version", "s per biological s", "least", "most", "ratio", "processor", "its ratio", "ns/event", "ns/neuron step", "build s", "network s", "spikes", "hash"}}
	for _, x := range r.Rows {
		rows = append(rows, []string{x.Engine, x.Version, fmt.Sprintf("%.3f", x.Factor), fmt.Sprintf("%.3f", x.Least), fmt.Sprintf("%.3f", x.Most),
			fmt.Sprintf("%.2f", x.Ratio), known("%.3f", x.Work), known("%.2f", x.WorkRatio), fmt.Sprintf("%.2f", x.PerEvent), fmt.Sprintf("%.2f", x.PerStep), fmt.Sprintf("%.2f", x.Build), fmt.Sprintf("%.2f", x.Network),
			fmt.Sprint(x.Spikes), x.Hash[:8]})
	}
	b.WriteString(report.Table(rows, 0, 1))
	for _, x := range r.Rows {
		for _, name := range slices.Sorted(maps.Keys(x.Doubles)) {
			fmt.Fprintf(&b, "\n%s computes %s in float64: %s\n", x.Engine, name, x.Doubles[name])
		}
	}
	var rates []string
	for _, p := range r.Order {
		text := fmt.Sprintf("%s %.2f", p, r.Rates[p])
		if x, ok := r.Expected[p]; ok {
			text += fmt.Sprintf(" (%.2f)", x)
		}
		rates = append(rates, text)
	}
	fmt.Fprintf(&b, "\nrates in Hz: %s\n", strings.Join(rates, ", "))
	if len(r.Expected) > 0 {
		fmt.Fprintf(&b, "in brackets: %s\n", r.Source)
	}
	return b.String()
}

// known writes a number, or nothing for 0.
func known(format string, x float64) string {
	if x == 0 {
		return "-"
	}
	return fmt.Sprintf(format, x)
}

func packed(yes bool) string {
	if yes {
		return ", weights of 15 bits"
	}
	return ""
}

func threads(n int) string {
	switch n {
	case 0:
		return "one thread per core"
	case 1:
		return "one thread"
	}
	return fmt.Sprintf("%d threads", n)
}
