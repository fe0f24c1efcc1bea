"""The same network as a Brian2 user would write it; prints population,index,step.

Brian2's grid: refractory t_ref + dt, external spikes one step earlier, a spike
of Brian's step k carries the stamp k + 1.
"""
import warnings

warnings.filterwarnings("ignore")
from brian2 import *

prefs.codegen.target = "numpy"
BrianLogger.log_level_error()
defaultclock.dt = 0.1 * ms
space = dict(C=250 * pF, tau_m=10 * ms, E_L=-70 * mV, V_th=-55 * mV, V_reset=-70 * mV, tau_e=2 * ms, tau_i=5 * ms)
G = NeuronGroup(
    40,
    """dv/dt = (E_L - v)/tau_m + (ge + gi + I_e)/C : volt (unless refractory)
dge/dt = -ge/tau_e : amp
dgi/dt = -gi/tau_i : amp
I_e : amp (constant)""",
    threshold="v >= V_th",
    reset="v = V_reset",
    refractory=2.1 * ms,
    method="exact",
    namespace=space,
)
G.v = -70 * mV
G.I_e[:30] = (360 + 5 * arange(30)) * pA
G.I_e[30:] = (380 + 7 * arange(10)) * pA
E = Synapses(G[:30], G, on_pre="ge_post += 8*pA", delay=1.5 * ms)
E.connect()
I = Synapses(G[30:], G, on_pre="gi_post -= 20*pA", delay=0.8 * ms)
I.connect()
volley = SpikeGeneratorGroup(1, [0, 0, 0, 0], (array([20, 20.1, 55, 140.3]) - 0.1) * ms)
X = Synapses(volley, G[:30], on_pre="ge_post += 256*pA", delay=2.3 * ms)
X.connect()
spikes = SpikeMonitor(G)
run(300 * ms)
for t, i in sorted(zip((spikes.t / defaultclock.dt).round().astype(int) + 1, spikes.i)):
    print("exc,%d,%d" % (i, t) if i < 30 else "inh,%d,%d" % (i - 30, t))
