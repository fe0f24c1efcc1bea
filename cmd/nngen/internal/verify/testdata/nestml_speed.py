"""Times NEST's own iaf_psc_exp, nngen's node and pynestml's, in turn in one process.

    nestml_speed.py NNGEN_MODULE NESTML_MODULE [NEURONS STEPS THREADS]

5000 neurons for 5000 steps of 0.1 ms: updates, with a current that makes them spike
and without connections. Prints the nanoseconds per neuron and step of each, median of
seven rounds, as JSON.
"""
import json
import statistics
import sys
import time

import nest

MODELS = [("nest", "iaf_psc_exp", None), ("nngen", "nngen_iaf_psc_exp", 1), ("nestml", "iaf_psc_exp_neuron", 2)]


def once(model, module, neurons, steps, threads):
    nest.ResetKernel()
    if module:
        nest.Install(module)
    nest.local_num_threads = threads
    nest.resolution = 0.1
    nodes = nest.Create(model, neurons)
    if model == "iaf_psc_exp":
        nodes.I_e = 400.0
    nest.Simulate(10.0)
    begin = time.perf_counter()
    nest.Simulate(steps * 0.1)
    return (time.perf_counter() - begin) / (neurons * steps) * 1e9


def main():
    neurons, steps, threads = (int(x) for x in (sys.argv[3:] + ["5000", "5000", "1"][len(sys.argv) - 3 :]))
    nest.verbosity = nest.VerbosityLevel.ERROR
    taken = {name: [] for name, _, _ in MODELS}
    for _ in range(7):
        for name, model, at in MODELS:
            taken[name].append(once(model, sys.argv[at] if at else None, neurons, steps, threads))
    print(json.dumps({name: statistics.median(list) for name, list in taken.items()}))


if __name__ == "__main__":
    main()
