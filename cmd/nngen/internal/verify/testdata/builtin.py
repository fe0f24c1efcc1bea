"""Runs NEST's own models, without any file of nngen, under prescribed spikes.

Prints one JSON object per model: its defaults and the steps of its spikes.
"""
import json
import sys

import nest

nest.verbosity = nest.VerbosityLevel.ERROR if hasattr(nest, "VerbosityLevel") else "M_ERROR"
request = json.load(sys.stdin)
answer = {}
for model, case in request["neurons"].items():
    nest.ResetKernel()
    step = case["step"] or 0.1
    nest.resolution = step
    neuron = nest.Create(model, params=case["params"])
    for port, weight, receptor in (("ex", case["ex"], 0), ("in", case["in"], 1)):
        source = nest.Create("spike_generator", params={"spike_times": [float(t) for t in request[port]]})
        spec = {"weight": weight, "delay": step}
        if case["ports"]:
            spec["receptor_type"] = nest.GetDefaults(model)["receptor_types"][case["ports"][receptor]]
        nest.Connect(source, neuron, syn_spec=spec)
    recorder = nest.Create("spike_recorder")
    nest.Connect(neuron, recorder)
    nest.Simulate(request["ms"] + 1.0)
    answer[model] = {
        "defaults": {k: v for k, v in nest.GetDefaults(model).items() if isinstance(v, float) and abs(v) < 1e300},
        "spikes": [round(t / step) for t in recorder.events["times"] if t <= request["ms"] + 1e-9],
    }
print("ANSWER " + json.dumps(answer))
