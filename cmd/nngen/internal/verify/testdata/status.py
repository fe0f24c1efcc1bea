"""Sets nonsense in the status dictionaries of nodes and connections of status.nn.

    status.py MODULE NODE SYNAPSE

Prints a line for everything that NEST should refuse and does not, or refuses with other
words, and "done" at the end.
"""
import sys

import nest

module, node, synapse = sys.argv[1:]
nest.verbosity = nest.VerbosityLevel.ERROR
nest.Install(module)
cells = nest.Create(node, 2, params={"slope": 1.0, "per_slope": 1.0, "per_tau": 0.1, "per_C_m": 0.005, "steps_V": 20.0})
nest.Connect(cells, cells, syn_spec={"synapse_model": synapse, "receptor_type": 1, "w_max": 100.0, "w": 10.0})
pairs = nest.GetConnections(synapse_model=synapse)


def refuses(what, values, *words, kind="BadProperty"):
    before = what.get()
    try:
        what.set(**values)
    except Exception as e:
        missing = [w for w in (kind, *words) if w not in type(e).__name__ + str(e)]
        if missing:
            print("%s: %s lacks %s" % (values, e, missing))
    else:
        print("%s is taken" % values)
    if what.get() != before:
        print("%s changes something although it is refused" % values)


nan, inf = float("nan"), float("inf")
refuses(cells, {"per_C_m": 0.0}, "per_C_m", "> 0")
refuses(cells, {"per_tau": -0.1}, "per_tau", "> 0", "-0.1")
refuses(cells, {"steps_V": -1.0}, "steps_V", ">= 0")
refuses(cells, {"steps_V": 1.5}, "steps_V", "whole number")
refuses(cells, {"slope": 0.0, "per_slope": 1.0}, "slope", "different from 0")
refuses(cells, {"slope": 2.0}, "slope", "per_slope")
refuses(cells, {"C_m": -250.0}, "C_m", "per_C_m")
refuses(cells, {"tau": 0.0}, "tau", "per_tau")
refuses(cells, {"t_ref": -1.0}, "t_ref", "steps_V")
refuses(cells, {"V": nan}, "V", "finite")
refuses(cells, {"V": -inf}, "V", "finite")
refuses(cells, {"V": "high"}, "V", "number")
refuses(cells, {"V": -60.0, "w": nan}, "w", "finite")
refuses(cells, {"tau_w": 0.0}, "tau_w", "100", "ms")
refuses(cells, {"V_th": "low"}, "V_th", "number")
refuses(cells, {"V_thh": -50.0}, "V_thh", kind="")
refuses(pairs, {"w_max": 0.0}, "w_max", "different from 0")
refuses(pairs, {"w": -1.0}, "w", "between 0 and 100")
refuses(pairs, {"w": 101.0}, "w", "between 0 and 100")
refuses(pairs, {"x_": nan}, "x_", "finite")
refuses(pairs, {"tau_plus": -20.0}, "tau_plus", "20")
refuses(pairs, {"quantum": -1.0}, "quantum", ">= 0")
refuses(pairs, {"until": -1}, "until", ">= 0")
cells.set(V=-60.0, w=1.0, V_th=-50.0)
if cells.V != (-60.0, -60.0) or cells.tau_w != (100.0, 100.0):
    print("what is right is not taken: %s" % (cells.get(),))
print("done")
