// Package brainscales maps a study onto a BrainScaleS-2 chip: 512 analog neuron
// circuits that run a thousand times faster than biology (Pehle et al. 2022,
// doi:10.3389/fnins.2022.795876).
//
// A chip does not run equations. It has circuits, and this package finds out
// whether a model's equations are those of the circuit:
//
//   - recognise.go takes the equations of a neuron apart and says which leaky
//     integrate-and-fire cell they are, by coefficients and not by names, or which
//     equation is not one of it;
//   - chip.go holds what the chip has: ranges and numbers;
//   - scale.go chooses the two numbers that turn a membrane potential into the
//     chip's units, and the unit of a weight;
//   - place.go gives circuits to neurons and rows of synapses to inputs;
//   - mapping.go puts these together, every number that the chip gets beside the one
//     that was asked for: numbers.go those of neurons, weights.go those of synapses,
//     limits.go what must be refused or allowed;
//   - twin.go turns the mapping back into a study: the network that the chip would
//     run, with its rounded parameters and 6-bit weights, for the native engine.
//
// Nothing is lost in silence. What the chip cannot do is refused with a code of its
// own (NN71xx); what it can do only roughly needs the user's word
// ([gen.Options].Allow), and every rounding is in the report in the units of the
// model.
//
// # What is written
//
//   - <net>.bss2.yaml: the whole mapping, with its JSON Schema beside it;
//   - <net>_pynn.py: a script for pynn_brainscales that places and routes first,
//     then runs, and writes results in the model's units;
//   - plasticity/<rule>.py: the kernel of a pair rule for the chip's processor;
//   - fit.txt, fit.json, fit.html: what came out of the mapping.
//
// The scripts have been checked against the list of classes and keywords in api.go
// and run against a stand-in made from the same list, never on a chip: none was to
// be had. Absolute synaptic currents depend on a chip's calibration, so the script
// has a gain that must be measured there.
package brainscales
