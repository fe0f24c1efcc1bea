// Package bench times networks from the literature on several engines, in one
// run and by turns, so that they can be compared on a machine whose speed changes.
package bench

import (
	"embed"
	"fmt"
	"strings"

	"github.com/nngen/nngen/examples"
)

//go:embed *.nn
var models embed.FS

// Case is a network to be timed.
type Case struct {
	Name    string
	Doc     string
	Example string // folder of examples, "" for a model of this package, named like the case
	Time    string // biological time
	Set     []string
	// Scale makes the settings that change the size, nil when it is fixed; Usual is
	// the scale where none is asked for.
	Scale func(x float64) []string
	Usual float64
	// Direct are the settings that make the drive a constant current.
	Direct []string
	// Rates are published ones by population, in Hz, of the network at Scale 1.
	Rates  map[string]float64
	Source string // of the rates
}

// Model is the text of the network, and its place.
func (c *Case) Model() (path string, text []byte, err error) {
	if c.Example == "" {
		path = c.Name + ".nn"
		text, err = models.ReadFile(path)
		return path, text, err
	}
	path = c.Example + "/model.nn"
	text, err = examples.Models.ReadFile(path)
	return path, text, err
}

// Settings are those of the network at a scale; 0 is the usual one.
func (c *Case) Settings(scale float64) []string {
	list := append([]string(nil), c.Set...)
	if c.Scale == nil {
		return list
	}
	if scale == 0 {
		scale = c.Usual
	}
	return append(list, c.Scale(scale)...)
}

// Cases lists the networks.
func Cases() []Case {
	return []Case{
		{Name: "cuba", Doc: "4,000 neurons with currents (Brette et al. 2007, benchmark 2)", Example: "cuba", Time: "1 s"},
		{Name: "coba", Doc: "4,000 neurons with conductances (Brette et al. 2007, benchmark 1)", Example: "coba", Time: "1 s"},
		{Name: "brunel", Doc: "10,000 neurons, 1,000 inputs each (Brunel 2000)", Example: "brunel", Time: "500 ms", Usual: 1,
			Scale: func(x float64) []string { return []string{fmt.Sprintf("order=%.0f", 2000*x)} }},
		{Name: "hh", Doc: "4,000 Hodgkin-Huxley neurons with conductances (Brette et al. 2007, benchmark 3)", Example: "hh_coba", Time: "250 ms"},
		{Name: "stdp", Doc: "100,000 plastic synapses of 1,000 Poisson sources onto 100 neurons (neuron and rule of Song, Miller & Abbott 2000)", Time: "10 s"},
		{Name: "song", Doc: "1,000 plastic synapses onto one neuron (Song, Miller & Abbott 2000)", Example: "stdp_song_abbott2000", Time: "10 s"},
		{Name: "pd14", Doc: "cortical microcircuit (Potjans & Diesmann 2014), a tenth of it unless --scale says otherwise", Example: "potjans_diesmann2014", Time: "2 s", Usual: 0.1,
			Scale: func(x float64) []string {
				return []string{fmt.Sprintf("N_scale=%v", x), fmt.Sprintf("K_scale=%v", x)}
			},
			Direct: []string{"spiking=0"},
			Rates:  map[string]float64{"L23E": 0.903, "L23I": 2.965, "L4E": 4.414, "L4I": 5.876, "L5E": 7.569, "L5I": 8.633, "L6E": 1.105, "L6I": 7.829},
			Source: "mean rates at full scale that the authors' program (microcircuit-PD14-model, 2025) states, Hz"},
	}
}

// Find returns the cases with the given names, all of them for none.
func Find(names []string) ([]Case, error) {
	all := Cases()
	if len(names) == 0 {
		return all, nil
	}
	var list []Case
	for _, n := range names {
		at := -1
		var have []string
		for i, c := range all {
			have = append(have, c.Name)
			if c.Name == n {
				at = i
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("there is no benchmark %q; there are %s", n, strings.Join(have, ", "))
		}
		list = append(list, all[at])
	}
	return list, nil
}
