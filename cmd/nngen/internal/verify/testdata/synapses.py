"""Runs NEST's own synapses, without any file of nngen, between spikes at given times.

Reads {"rows": {id: {"model", "params", "post", "delay", "weight", "pre", "after", "vt", "copies"}}, "step", "ms"}
and prints for every row what each presynaptic spike delivered, in their order (for copies, the mean and the variance
over them), and the defaults of every model and of what NEST keeps in the target.
"""
import json
import sys

import nest

nest.verbosity = nest.VerbosityLevel.ERROR if hasattr(nest, "VerbosityLevel") else "M_ERROR"
request = json.load(sys.stdin)
nest.ResetKernel()
nest.resolution = request["step"]
lead = 1.0  # ms from the generators to the parrots that spike at the given times


def spikes_at(times, n=1, **params):
    generator = nest.Create("spike_generator", params={"spike_times": [round(t - lead, 6) for t in times]})
    neurons = nest.Create("parrot_neuron", n, params=params)
    nest.Connect(generator, neurons, syn_spec={"delay": lead})
    return neurons


recorders, defaults = {}, {}
for k, (row, case) in enumerate(request["rows"].items()):
    model = case["model"]
    defaults[model] = {a: x for a, x in nest.GetDefaults(model).items() if isinstance(x, (int, float)) and not isinstance(x, bool)}
    recorder = nest.Create("weight_recorder")
    copy = f"{model}_{k}"
    common = {"weight_recorder": recorder}
    if "vt" in case:
        transmitter = nest.Create("volume_transmitter", params={"deliver_interval": 1})
        nest.Connect(spikes_at(case["vt"]), transmitter, syn_spec={"delay": case["vt_delay"]})
        common["volume_transmitter"] = transmitter
        for name in ("A_plus", "A_minus", "tau_plus", "tau_c", "tau_n", "b", "Wmin", "Wmax"):
            if name in case["params"]:
                common[name] = case["params"].pop(name)
    nest.CopyModel(model, copy, common)
    pre = spikes_at(case["pre"])
    post = spikes_at(case["after"], case["copies"], **case["post"])
    # Receptor 1 of a parrot takes spikes and does not repeat them.
    nest.Connect(pre, post, syn_spec={"synapse_model": copy, "weight": case["weight"], "delay": case["delay"], "receptor_type": 1, **case["params"]})
    recorders[row] = recorder
nest.Simulate(request["ms"])
answer = {}
for row, recorder in recorders.items():
    by_time = {}
    for t, w in zip(recorder.events["times"], recorder.events["weights"]):
        by_time.setdefault(round(t, 6), []).append(float(w))
    delivered, variance = [], []
    copies = request["rows"][row]["copies"]
    for t in request["rows"][row]["pre"]:
        list_ = by_time.get(round(t, 6), [])
        list_ += [0.0] * (copies - len(list_))  # a spike of no weight is not sent
        mean = sum(list_) / copies
        delivered.append(mean)
        variance.append(sum((x - mean) ** 2 for x in list_) / copies)
    answer[row] = {"delivered": delivered, "variance": variance}
print("ANSWER " + json.dumps({"rows": answer, "defaults": defaults, "target": {k: nest.GetDefaults("parrot_neuron")[k] for k in ("tau_minus", "tau_minus_triplet")}}))
