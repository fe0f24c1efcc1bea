"""NEST's own iaf_psc_exp and static synapses; prints population,index,step."""
import nest

nest.set_verbosity("M_ERROR") if hasattr(nest, "set_verbosity") else None
nest.ResetKernel()
nest.resolution = 0.1
params = dict(C_m=250.0, tau_m=10.0, E_L=-70.0, V_th=-55.0, V_reset=-70.0, V_m=-70.0, t_ref=2.0, tau_syn_ex=2.0, tau_syn_in=5.0)
exc = nest.Create("iaf_psc_exp", 30, params)
inh = nest.Create("iaf_psc_exp", 10, params)
exc.I_e = [360.0 + 5.0 * i for i in range(30)]
inh.I_e = [380.0 + 7.0 * i for i in range(10)]
everyone = exc + inh
nest.Connect(exc, everyone, "all_to_all", {"weight": 8.0, "delay": 1.5})
nest.Connect(inh, everyone, "all_to_all", {"weight": -20.0, "delay": 0.8})
volley = nest.Create("spike_generator", 1, {"spike_times": [20.0, 20.1, 55.0, 140.3]})
nest.Connect(volley, exc, "all_to_all", {"weight": 256.0, "delay": 2.3})
recorder = nest.Create("spike_recorder")
nest.Connect(everyone, recorder)
nest.Simulate(302.0)
events = recorder.events
for t, s in sorted(zip(events["times"], events["senders"])):
    step = round(t / 0.1)
    if step <= 3000:
        gid = int(s) - int(exc[0].global_id)
        print("exc,%d,%d" % (gid, step) if gid < 30 else "inh,%d,%d" % (gid - 30, step))
