"""The network of the data, written with PyNN on its NEURON back end.

For comparisons of time: leaky integrate-and-fire neurons with exponential currents
(IF_curr_exp), static synapses and given spikes. cells.json has the parameters of each
population in PyNN's units, null for a source.
"""
import json
import os
import time

import pyNN
import pyNN.neuron as sim
from pyNN.parameters import Sequence

import nngen_io


def main():
    arguments = nngen_io.arguments(__doc__)
    net = nngen_io.load(arguments.data)
    step = net.step_ms
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cells.json")) as f:
        kinds = json.load(f)
    started = time.perf_counter()
    longest = max((max(s.delay.list(), default=1) for s in net.synapses), default=1)
    sim.setup(timestep=step, min_delay=step, max_delay=longest * step)

    times = {}
    for spikes in net.spikes:
        n = spikes.count
        trains = times.setdefault(spikes.population, [[] for _ in range(net.populations[spikes.population].size)])
        for index, stamp, count in zip(spikes.index.list(n), spikes.step.list(n), spikes.multiplicity.list(n)):
            trains[index] += [stamp * step + 1e-6 * k for k in range(count)]  # of equal times only one would be played
    populations = []
    for number, (population, kind) in enumerate(zip(net.populations, kinds)):
        if kind is None:
            trains = times.get(number, [[] for _ in range(population.size)])
            source = sim.Population(population.size, sim.SpikeSourceArray(spike_times=[Sequence(t) for t in trains]))
            populations.append(source)
            continue
        made = sim.Population(population.size, sim.IF_curr_exp(**kind))
        made.initialize(v=list(population.init["V"].list(population.size)))
        populations.append(made)

    owner = [number for number, population in enumerate(net.populations) for _ in range(population.size)]
    for synapses in net.synapses:
        n = synapses.count
        target = net.populations[synapses.population]
        lists = {}
        for pre, post, weight, delay in zip(synapses.pre.list(n), synapses.post.list(n), synapses.weight.list(n), synapses.delay.list(n)):
            number = owner[pre]
            lists.setdefault(number, []).append((pre - net.populations[number].first, post - target.first, weight / 1000.0, delay * step))  # nA, ms
        for number, connections in lists.items():
            sim.Projection(
                populations[number],
                populations[synapses.population],
                sim.FromListConnector(connections, column_names=["weight", "delay"]),
                sim.StaticSynapse(),
                receptor_type={"exc": "excitatory", "inh": "inhibitory"}[synapses.port],
            )
    for record in net.records:
        if record.variable:
            populations[record.population][list(record.elements)].record("v", sampling_interval=record.every * step)
        else:
            populations[record.population].record("spikes")
    built = time.perf_counter()
    sim.run(net.steps * step)
    ran = time.perf_counter()

    out = nngen_io.Results(arguments.out, net, engine="neuron-pynn", version=pyNN.__version__)
    for number, record in enumerate(net.records):
        segment = populations[record.population].get_data(record.variable and "v" or "spikes").segments[-1]
        if record.variable:
            for column, element in enumerate(record.elements):
                out.trace(number, element, segment.analogsignals[0].magnitude[:, column])
            continue
        for index, train in enumerate(segment.spiketrains):
            stamps = [min(max(1, round(float(t) / step)), net.steps) for t in train.magnitude]
            out.spikes(record.population, [index] * len(stamps), stamps)
    out.close(build_network_seconds=built - started, run_seconds=ran - built)


if __name__ == "__main__":
    main()
