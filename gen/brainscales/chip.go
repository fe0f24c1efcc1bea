package brainscales

// Numbers of the chip and of its calibration, from the documentation and sources
// of pynn-brainscales, grenade and calix (2026-05).
const (
	circuits       = 512 // two hemispheres of
	columns        = 256
	rows           = 256  // of synapses per hemisphere: one synapse per column each
	busRows        = 64   // rows behind one of four buses of a hemisphere
	weightMax      = 63   // six bits
	capacitanceMax = 63.0 // steps, about 2.2 pF
	speedUp        = 1000
	maxSteps       = 1 << 26
	readoutBits    = 8     // of the columns' analog-to-digital converters
	eventGrid      = 0.008 // ms of biology: 8 ns on the chip
	columnPeriod   = 2.0   // ms of biology between two samples of all columns
)

// limits is a range.
type limits struct{ low, high float64 }

func (l limits) has(x float64) bool { return x >= l.low && x <= l.high }

// Ranges of potentials in units of the converters, inside of what the calibration
// takes (leak and reset 50-160, threshold 50-220) and away from its ends.
var (
	leakRange      = limits{60, 150}
	resetRange     = limits{60, 150}
	thresholdRange = limits{60, 190}
	reversalRange  = limits{30, 300}
)

// Ranges of times, in ms of biology, which are the same numbers in us on the chip.
var (
	membraneRange   = limits{0.5, 60}
	synapseRange    = limits{0.3, 30}
	refractoryRange = limits{0.04, 32}
)

// least is the smallest useful resolution: converter units per mV.
const least = 0.5
