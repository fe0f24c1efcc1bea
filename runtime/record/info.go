package record

import (
	"encoding/json"
	"fmt"
	"io"
)

// Info is run.json, which a run writes last.
type Info struct {
	Engine              string  `json:"engine"`
	Version             string  `json:"version"`
	Steps               int64   `json:"steps"`
	BuildNetworkSeconds float64 `json:"build_network_seconds"`
	RunSeconds          float64 `json:"run_seconds"`
	Complete            bool    `json:"complete"`
}

// WriteInfo writes run.json.
func WriteInfo(w io.Writer, x Info) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(x)
}

// ReadInfo reads run.json. A run that did not come to its end is an error.
func ReadInfo(r io.Reader) (Info, error) {
	var x Info
	if err := json.NewDecoder(r).Decode(&x); err != nil {
		return x, err
	}
	if !x.Complete {
		return x, fmt.Errorf("the run of %s did not come to its end", x.Engine)
	}
	return x, nil
}
