"""Runs NEST's clopath_synapse onto hh_psc_alpha_clopath, without any file of nngen.

Prints what each presynaptic spike delivered and the steps of the target's spikes.
"""
import json
import sys

import nest

nest.verbosity = nest.VerbosityLevel.ERROR if hasattr(nest, "VerbosityLevel") else "M_ERROR"
request = json.load(sys.stdin)
nest.ResetKernel()
step = nest.resolution = request["step"]
neuron = nest.Create("hh_psc_alpha_clopath", params=request["neuron"])
generator = nest.Create("spike_generator", params={"spike_times": [t - 1.0 for t in request["pre"]]})
pre = nest.Create("parrot_neuron")
nest.Connect(generator, pre, syn_spec={"delay": 1.0})
weights, spikes = nest.Create("weight_recorder"), nest.Create("spike_recorder")
nest.CopyModel("clopath_synapse", "recorded", {"weight_recorder": weights})
nest.Connect(pre, neuron, syn_spec={"synapse_model": "recorded", "weight": request["weight"], "delay": request["delay"], **request["synapse"]})
nest.Connect(neuron, spikes)
nest.Simulate(request["ms"])
print("ANSWER " + json.dumps({"delivered": list(weights.events["weights"]), "spikes": [round(t / step) for t in spikes.events["times"]]}))
