"""Makes pd14_reference.json: statistics of the cortical microcircuit as its authors'
own program has it, which draws its network and its input itself.

    python pd14_reference.py FOLDER SEED... > pd14_reference.json

FOLDER is PyNEST/src of https://github.com/INM-6/microcircuit-PD14-model. A tenth of
the neurons and of the synapses of each; 500 ms do not count, then come 4 s.
"""

import json
import os
import sys
import tempfile
import types

import numpy as np

out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what NEST prints is not the result
sys.path.insert(0, sys.argv[1])
for name in ["matplotlib", "matplotlib.pyplot", "matplotlib.patches"]:  # draws nothing here
    sys.modules.setdefault(name, types.ModuleType(name))
sys.modules["matplotlib.patches"].Polygon = None
sys.modules["matplotlib"].use = lambda name: None

import nest  # noqa: E402
from microcircuit import network  # noqa: E402
from microcircuit.network_params import default_net_dict as net  # noqa: E402
from microcircuit.sim_params import default_sim_dict as sim  # noqa: E402
from microcircuit.stimulus_params import default_stim_dict as stim  # noqa: E402

SCALE, DISCARD, TIME, BIN, SUBSET = 0.1, 500.0, 4000.0, 2.0, 100


def quantiles(x):
    """The 101 percentiles, to four digits."""
    return [float("%.4g" % q) for q in np.quantile(x, np.linspace(0, 1, 101))]


def statistics(senders, times, ids):
    times, senders = times[times > DISCARD], senders[times > DISCARD]
    trains = [np.sort(times[senders == n]) for n in ids]
    rates = [len(t) / (TIME / 1000) for t in trains]
    cvs = [np.std(d) / np.mean(d) for d in (np.diff(t) for t in trains if len(t) > 2)]
    edges = np.arange(DISCARD, DISCARD + TIME + BIN / 2, BIN)
    # A spike of the end of a bin belongs to it, as steps are stamped.
    counts = np.array([np.histogram(t - 0.05, edges)[0] for t in trains[:SUBSET] if len(t) > 0])
    c = np.corrcoef(counts)
    return {"rate": quantiles(rates), "cv": quantiles(cvs), "cc": quantiles(c[np.triu_indices(len(c), 1)]),
            "mean_rate": float("%.6g" % np.mean(rates))}


# Spikes drive the network, as in the paper; the constant current that makes up for
# synapses that are left out uses the rates of the paper's own simulations.
net.update(N_scaling=SCALE, K_scaling=SCALE, bg_input_type="poisson", V0_type="original",
           full_mean_rates=np.array([0.971, 2.868, 4.746, 5.396, 8.142, 9.078, 0.991, 7.523]))


def run(seed):
    with tempfile.TemporaryDirectory() as folder:
        sim.update(data_path=folder + "/", rng_seed=seed, t_presim=DISCARD, t_sim=TIME, local_num_threads=2,
                   print_time=False, overwrite_files=True)
        n = network.Network(sim, net, stim)
        n.create()
        n.connect()
        n.simulate(DISCARD + TIME)
        names = net["populations"]
        result = {}
        for name, pop, recorder in zip(names, n.pops, n.spike_recorders):
            rows = []
            for file in sorted(os.listdir(folder)):
                if file.startswith("spike_recorder-%d-" % recorder.global_id):
                    data = np.loadtxt(os.path.join(folder, file), skiprows=3, ndmin=2)
                    if data.size:
                        rows.append(data)
            rows = np.vstack(rows)
            result[name] = statistics(rows[:, 0].astype(int), rows[:, 1], pop.tolist())
    return {"seed": seed, "populations": result}


json.dump({"simulator": "NEST " + nest.__version__, "scale": SCALE, "discard_ms": DISCARD, "time_ms": TIME,
           "runs": [run(int(s)) for s in sys.argv[2:]]}, out)
