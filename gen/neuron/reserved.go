package neuron

import "strings"

// reserved are the words that may not name a variable or a mechanism.
func reserved() [][]string {
	return [][]string{strings.Fields(nmodlWords)}
}

const nmodlWords = `t dt v`
