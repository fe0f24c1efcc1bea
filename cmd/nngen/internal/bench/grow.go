package bench

import (
	"fmt"
	"math"
	"strings"
)

// Size is a size of the network brunel and the biological time that it is run for.
type Size struct {
	Scale        float64
	Milliseconds float64
}

// Grow times networks with about 1,000 synapses, 10,000 and so on up to most.
func Grow(most float64, run func(Size) (*Result, error)) ([]*Result, error) {
	var rows []*Result
	for synapses := 1e3; synapses <= most*1.01; synapses *= 10 {
		// order inhibitory neurons of 5*order have order/2 inputs each.
		order := math.Round(math.Sqrt(synapses / 2.5))
		r, err := run(Size{Scale: order / 2000, Milliseconds: min(1000, 1e10/synapses)})
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// Markdown is the table of networks that grow, in time of processors.
func Markdown(rows []*Result) string {
	var b strings.Builder
	b.WriteString("| synapses | neurons | construction, s | ns per synapse | memory, MB | bytes per synapse | run, s per biological s | ns per event |\n|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	for _, r := range rows {
		x := r.Rows[0]
		seconds := r.ExpandWork + x.NetworkWork
		fmt.Fprintf(&b, "| %s | %s | %.3g | %.3g | %.0f | %.3g | %.3g | %.3g |\n", thousands(r.Synapses), thousands(r.Neurons), seconds, seconds*1e9/float64(r.Synapses),
			float64(r.Bytes)/1e6, float64(r.Bytes)/float64(r.Synapses), x.Work, x.PerEvent*x.Work/x.Factor)
	}
	return b.String()
}

// thousands is a whole number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
