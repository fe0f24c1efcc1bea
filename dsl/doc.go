// Package dsl is the reference of the language: the grammar, and each construct
// with an example. The packages below it read (source, parser, ast), report
// (diag) and lay out (format) model files; std is the library written in it.
//
// A model file holds a whole study: functions, synapses, neurons, a network and
// the experiments on it.
//
//	import "std/neurons"
//
//	/// Two neurons, one of which drives the other.
//	network pair {
//	    population a[1] = LIF_exp(I_e = 500 pA)
//	    population b[1] = LIF_exp()
//	    connect a -> b.exc by all_to_all() { weight = 900 pA; delay = 1.5 ms }
//	    record spikes of a + b
//	    record V of b every 1 ms
//	}
//
//	experiment default { step 0.1 ms; seed 1; run 200 ms discard 50 ms }
//
// # Coming from PyNN
//
// The script below is a network of PyNN in this language. setup(timestep = 0.1) is
// step, Population is population, a sum of populations is a group, Projection is
// connect with its connector behind by, run is run, and what record and get_data
// do is record: results are files, the same from every simulator.
//
//	import "std/pynn"
//	import "std/plasticity"
//
//	/// cells = sim.Population(80, sim.IF_cond_exp(tau_m=12.0, …)), and so on.
//	network first {
//	    population cells[80], others[20] = IF_cond_exp(tau_m = 12 ms, cm = 0.8 nF) {
//	        init v = uniform(-65 mV, -50 mV)
//	    }
//	    group all = cells + others
//	    population stimulus[50] = poisson(rate = 20 Hz)
//	    connect stimulus -> all.excitatory by fixed_probability(0.2) { weight = 0.02 uS; delay = 1 ms }
//	    connect exc = cells -> all.excitatory by fixed_probability(0.1, self = false) {
//	        weight = normal(0.005 uS, 0.001 uS)
//	        delay = uniform(0.5 ms, 2 ms)
//	        plasticity = tsodyks_markram(U = 0.5, tau_rec = 800 ms)
//	    }
//	    connect others -> all.inhibitory by fixed_indegree(5) { weight = 0.04 uS; delay = 1 ms }
//	    inject dc_current(amplitude = 0.1 nA, start = 20 ms, stop = 80 ms) -> cells[:10]
//	    record spikes of all
//	    record v of cells[:3] every 0.5 ms
//	}
//
//	experiment default { step 0.1 ms; seed 1; run 200 ms }
//
// What is different:
//
//   - A cell is equations. std/pynn has those of PyNN with its names, units and
//     defaults; another one is a dozen lines in the same file, not a type to add
//     to every simulator.
//   - Every number has a unit and is converted: 0.8 nF and 800 pF are the same.
//   - A connection names the receptor port that it reaches (all.excitatory). Its
//     weight is what arrives there: conductances are positive onto every port, and
//     currents onto inhibitory ones negative, whatever the simulator.
//   - Rules are one_to_one, all_to_all, fixed_probability, fixed_indegree
//     (FixedNumberPreConnector), fixed_outdegree, fixed_total, probability(f(d))
//     (DistanceDependentProbabilityConnector), from_list, from_file, array, clone,
//     small_world, and their sums, differences and products (CSA).
//   - Spikes fall on the grid of the step, delays are at least one step, and a
//     sample at time 0 is the initial state. Every simulator does the same
//     operations in the same order, so that spikes are the same, not similar.
//   - Random numbers belong to the model: connections, weights and initial values
//     follow from the seed alone, on every simulator.
//   - reset goes back to time 0 and rebuilds; loops of an experiment are segments.
//   - What a simulator cannot do is refused with the reason, never approximated.
//
// The library: std/pynn (standard cells of PyNN; std/pynn/point has its neurons with
// receptors of any kind and number), std/nest (neurons and synapses of
// NEST; its parts alone as std/nest/stdp, …), std/neurons and std/synapses (building blocks), std/channels (gates of
// Hodgkin & Huxley, Traub & Miles, Wang & Buzsaki), std/plasticity (STDP in its
// forms, short-term plasticity, inhibitory plasticity). `nngen describe` shows what a
// model consists of, `nngen explain NN2001` what a message means.
//
// # Notation
//
// In the grammar, { x } is any number of x, [ x ] an optional one, | separates
// alternatives, and what stands in quotes is written as it is. The sign ";"
// stands for a semicolon or the end of a line. The words name, number, text and
// unit are described under Words.
//
// # Files
//
// The order of items does not matter. A line that starts with /// describes the
// declaration after it, // starts a comment.
//
//	File       = [ Item ] { ";" [ Item ] } .
//	Item       = Import | Const | Function | Neuron | Extern | Synapse | Source | Plasticity | Table | Network | Experiment .
//	Import     = "import" text .
//	Const      = "const" Value { "," Value } .
//	Value      = name [ "[" Expression "]" ] [ ":" Unit ] [ "=" Expression ] .
//
// A statement ends with its line, or with a semicolon. It goes on in the next
// line while a bracket is open, and behind an operator, comma, arrow or equals
// sign. A brace may open on the next line, and a closing brace ends the
// statement before it.
//
//	const tau = 10 ms, n = 3
//	const rate = n/
//	    tau
//
// # Functions
//
// A function has an expression or a block, whose value is the expression at its
// end. Parameters without a unit take any.
//
//	Function   = "fn" name "(" [ Parameter { "," Parameter } [ "," ] ] ")" [ "->" Unit ] ( "=" Expression | FunctionBlock ) .
//	Parameter  = name [ ":" Unit ] .
//	FunctionBlock = "{" [ FunctionStatement ] { ";" [ FunctionStatement ] } "}" .
//	FunctionStatement = Let | FunctionIf | Expression .
//	FunctionIf = "if" Expression FunctionBlock [ "else" ( FunctionIf | FunctionBlock ) ] .
//	Let        = "let" Value { "," Value } .
//
// For example:
//
//	fn alpha_m(V : mV) -> 1/ms = 0.32/mV/ms*linoid(V - 13 mV, 4 mV)
//
//	fn ramp(x) {
//	    let y = 2*x
//	    if y < 0 { 0 } else if y < 1 { y } else { 1 }
//	}
//
// The language has exp, expm1 (exp(x) - 1), log, log1p (log(1 + x)), log10, sqrt, sin,
// cos, tan, asin, acos, atan, sinh, cosh, tanh, erf, abs, sign, floor, ceil and round (halves
// away from 0) of one argument; min and max of any number; clip(x, low, high), also called
// clamp; linoid(x, s), which is x/(1 - exp(-x/s)), and exprel(x), (exp(x) - 1)/x, with
// their limits at 0; timeline (see Sources) and sum of a vector. pi and inf are numbers.
// abs, min, max, clip, linoid, round and the like keep units; the others take and give
// plain numbers, sqrt the root of a unit.
//
//	fn every(x) = exp(x) + expm1(x) + log(x) + log1p(x) + log10(x) + sqrt(x) + sin(pi*x) + cos(x) + tan(x) +
//	    asin(x) + acos(x) + atan(x) + sinh(x) + cosh(x) + tanh(x) + erf(x) + abs(x) + sign(x) + floor(x) + ceil(x) +
//	    round(x) + min(x, 1, 2) + max(x, 1) + clip(x, 0, 1) + clamp(x, -inf, 1) + linoid(x, 1) + exprel(x)
//
// # Neurons
//
// A neuron has parameters (param; const where all neurons share one value),
// named expressions (let), states with their initial values, equations,
// receptor ports (synapse), inputs and event handlers. In a neuron that extends
// another, += and -= change an equation of it, and replace substitutes one.
//
//	Neuron     = "neuron" name ( "=" Expression | [ "extends" name ] NeuronBlock ) .
//	NeuronBlock = "{" [ NeuronMember ] { ";" [ NeuronMember ] } "}" .
//	NeuronMember = Declaration | Input | Equation | Port | On | After | Replace | Method .
//	Declaration = Param | Const | Let | State .
//	Param      = "param" Value { "," Value } .
//	State      = "state" StateValue { "," StateValue } .
//	StateValue = name { "'" } [ "[" Expression "]" ] [ ":" Unit ] [ "=" Expression ] .
//	Input      = "input" Value { "," Value } .
//	Equation   = name "'" { "'" } ( "=" | "+=" | "-=" | "*=" | "/=" ) Expression .
//	Port       = "synapse" name "=" Expression [ "->" name [ "[" number "]" ] ] .
//	After      = "after" "spike" Block .
//	Replace    = "replace" ( Equation | On ) .
//	Method     = "method" name .
//
// For example:
//
//	/// Leaky integrate-and-fire neuron.
//	neuron LIF {
//	    param C_m = 250 pF  // membrane capacitance
//	    param tau_m = 10 ms
//	    param E_L = -65 mV; param V_th = -50 mV
//	    synapse exc = exp_current(tau = 2 ms)
//	    state V = E_L
//	    V' = (E_L - V)/tau_m + exc/C_m
//	    on V >= V_th {
//	        spike
//	        V = E_L
//	        hold V for 2 ms
//	    }
//	}
//
//	neuron Slow = LIF(tau_m = 20 ms, exc.tau = 3 ms)
//
//	neuron Adapting extends LIF {
//	    state w = 0 pA
//	    w' = -w/(100 ms)
//	    V' += -w/C_m
//	    after spike { w += 10 pA }
//	    replace on V >= V_th { spike; V = -70 mV }
//	}
//
//	neuron Driven {
//	    input I : pA
//	    state x = 1, x' = 0/ms
//	    x'' = -x/ms^2 + I/(1 pA*ms^2)
//	    method rk4
//	}
//
// Equations, named expressions and handlers may read t, the time since the last reset,
// and step, the length of a step. In an equation t is the time at which the method needs
// the slope, in a handler the end of the step. Where a time constant is 0, (a - x)/tau
// holds x at a; any other division by a constant 0 is an error.
//
//	neuron Swing {
//	    param f = 8 Hz, tau = 0 ms
//	    let drive = 5 mV*sin(2*pi*f*t)
//	    state V = 0 mV, u = 0
//	    V' = (drive - V)/(10 ms)
//	    u' = (1 - u)/tau
//	    on t >= 20 ms and t < 20 ms + step { spike }
//	}
//
// Methods are exact, rk4 (the classical Runge-Kutta method), exponential_euler, euler and
// heun. Without the word nngen takes exact where equations are linear with constant
// coefficients, and rk4 elsewhere, and says why; check and describe print it.
//
// An equation may have white noise: noise(s) as a term or factor, with s in the
// unit of the state per square root of time. Each noise of the text is
// independent. Where the equations are linear it is exact at any step (an
// Ornstein-Uhlenbeck process), elsewhere s*sqrt(h)*N(0, 1) is added in every step
// (Euler-Maruyama; heun counts it in its second slope). The strength is that of
// the beginning of the step (Itô).
//
//	neuron Noisy {
//	    param tau = 10 ms, s = 2 mV/ms^(1/2)
//	    state V = 0 mV
//	    V' = -V/tau + noise(s)
//	}
//
// A simulator's own model can be named, too; then only the target of that name can
// build the network. Parameters are given to it under their names, in ms, mV, pA,
// nS and pF; receptors are its ports with the numbers that the simulator gives them,
// and the unit of their weights; variables can be recorded. Without receptors there
// is one port, in, of number 0.
//
//	Extern     = "extern" "neuron" name "for" name [ ExternBlock ] .
//	ExternBlock = "{" [ ExternMember ] { ";" [ ExternMember ] } "}" .
//	ExternMember = Param | ( "receptor" | "variable" ) Value { "," Value } .
//
// For example:
//
//	extern neuron ht_neuron for nest {
//	    param g_NaP = 0.5 nS
//	    receptor AMPA = 1, GABA_A = 3
//	    variable V_m : mV
//	}
//
//	extern neuron parrot_neuron for nest
//
// Parameters, constants, named expressions and states may be vectors of fixed
// length. They stand for their elements, which are called q[0], q[1] and so on:
// statements go element by element, a number goes with all elements, sum adds them
// from left to right, and a list gives a value to each. q[-1] is the last one, and
// record q means all of them.
//
//	neuron Slow {
//	    param tau[3] = [1 ms, 10 ms, 100 ms]
//	    state q[3] = 0 mV, V = -65 mV
//	    q' = -q/tau
//	    V' = (-65 mV - V)/(10 ms) - sum(q)/(5 ms)
//	    on V >= -50 mV { spike; V = -65 mV; q += [3 mV, 2 mV, 1 mV] }
//	}
//
//	neuron Slower = Slow(tau = [10 ms, 100 ms, 1 s])
//
// # Events
//
// A handler runs when its condition is true at the end of a step, when it
// becomes true (rising), with a rate (hazard: with probability 1 - exp(-rate*h)),
// or when a spike arrives. Conditions and handlers may draw numbers, uniform(0, 1)
// or any other distribution of a network's values, which are new in every step. All
// spikes that arrive at a port in one step are summed, so that their order cannot matter:
// a handler of arrivals adds constant multiples of the weight to states. What depends on
// more follows in a handler of such a state.
//
//	On         = "on" Event Block .
//	Event      = Expression | "rising" "(" Expression ")" | "hazard" "(" Expression ")" | Arrival .
//	Arrival    = "spike" [ "from" name ] [ "(" Parameter ")" ] .
//	Block      = "{" [ Statement ] { ";" [ Statement ] } "}" .
//	Statement  = Let | If | Spike | Hold | Assignment .
//	If         = "if" Expression Block [ "else" ( If | Block ) ] .
//	Spike      = "spike" .
//	Hold       = "hold" name { "," name } "for" Expression .
//	Assignment = Reference ( "=" | "+=" | "-=" | "*=" | "/=" ) Expression .
//
// For example:
//
//	neuron Events {
//	    state V = 0 mV, n = 0
//	    on V >= 10 mV { spike; V = 0 mV }
//	    on rising(V > 5 mV) {
//	        let m = n + 1
//	        if m > 3 { n = 0 } else { n = m }
//	    }
//	    on hazard(V/(1 mV*s)) { spike; V = normal(-5 mV, 1 mV) }
//	    on uniform(0, 1) < step/(1 s) { V += 2 mV }
//	    on spike from exc(w : mV) { V += w }
//	}
//
//	/// A kick that takes V by w of the way to 5 mV.
//	neuron Kicked {
//	    state V = 0 mV, new = 0
//	    V' = -V/(10 ms)
//	    on spike from exc(w : 1) { new += w }
//	    on new != 0 { V += new*(5 mV - V); new = 0 }
//	}
//
//	/// A source of spikes: a neuron that nothing needs to reach.
//	neuron Flicker {
//	    param f = 8 Hz
//	    on hazard(10 Hz*(1 + sin(2*pi*f*t))) { spike }
//	}
//
// # Synapses
//
// A synapse says what a spike of weight w does and what flows into the neuron
// (output). It reads the variables of the neuron that it names with target.
//
//	Synapse    = "synapse" name ( "=" Expression | SynapseBlock ) .
//	SynapseBlock = "{" [ SynapseMember ] { ";" [ SynapseMember ] } "}" .
//	SynapseMember = Declaration | Target | Sender | SumOver | Equation | On | Output | Method .
//	Target     = "target" Value { "," Value } .
//	Sender     = "source" Value { "," Value } .
//	SumOver    = "sum" Value { "," Value } .
//	Output     = "output" Expression [ ":" Unit ] .
//
// For example:
//
//	synapse exp_conductance {
//	    param tau = 5 ms, E_rev = 0 mV
//	    target V : mV
//	    state g = 0 nS
//	    g' = -g/tau
//	    on spike(w : nS) { g += w }
//	    output g*(E_rev - V) : pA
//	}
//
//	synapse slow = exp_conductance(tau = 100 ms)
//
// A neuron attaches synapses as its ports. A population may attach more: their
// outputs are summed into an input of the neuron, the one behind the arrow, or its
// only one.
//
//	neuron Passive {
//	    input I : pA
//	    state v = -65 mV
//	    v' = (-65 mV - v)/(10 ms) + I/(250 pF)
//	}
//
//	network fed {
//	    population p[10] = Passive() { synapse nmda = slow(V = v, E_rev = 10 mV) -> I }
//	    connect poisson(rate = 1 kHz) -> p.nmda by one_to_one() { weight = 1 nS; delay = 1 ms }
//	}
//
// # Sources
//
// A source of spikes is a population of its own kind:
//
//   - poisson(rate, refractory, start, stop): a whole count in every step, or, with a
//     dead time, one interval after the other. The rate is that of all spikes. It may
//     depend on t, the beginning of a step; i, N and draws are those of an element.
//   - gamma(shape, rate, start, stop): intervals of a gamma distribution. Where shape or
//     rate depend on t, its hazard is that of the parameters of the moment.
//   - regular(rate, start): the first spike after one interval, or at start.
//   - spikes_at(times): the same for all elements, one list for each ([[1 ms], [2 ms]]),
//     or expressions of i and draws.
//
// timeline(t, times, values), here and in equations, is the value of the last of some
// times that has come, and 0 before the first. Refractory and gamma sources begin in
// equilibrium, as if they had been running for ever. A neuron that nothing reaches is
// a source too (see Events). A definition gives a source parameters and defaults of
// its own; they may be lists.
//
//	Source     = "source" name ( "=" Expression | SourceBlock ) .
//	SourceBlock = "{" [ SourceMember ] { ";" [ SourceMember ] } "}" .
//	SourceMember = Param | Const | Let | SourceOutput .
//	SourceOutput = "output" Expression .
//
// For example:
//
//	/// Poisson spikes that come and go.
//	source Rhythm {
//	    param rate = 20 Hz, f = 8 Hz
//	    param start = 0 ms
//	    output poisson(rate = rate*(1 + sin(2*pi*f*t)), start = start)
//	}
//
//	source Steps {
//	    param times = [0 ms, 100 ms], rates = [5 Hz, 50 Hz]
//	    output gamma(shape = 3, rate = timeline(t, times, rates))
//	}
//
//	source Fast = Rhythm(f = 40 Hz)
//
//	network driven {
//	    population a[10] = Rhythm(start = uniform(0 ms, 50 ms))
//	    population b[2] = spikes_at([[1 ms, 5 ms], [2 ms]])
//	    population c[2] = poisson(rate = 100 Hz, refractory = 2 ms, stop = 1 s)
//	}
//
// # Continuous coupling
//
// A synapse with a sum takes no spikes: it reads a variable (source) of every
// neuron that is connected to it, and adds up over the connections, whose weight
// is w. The senders are read as they were a delay before the beginning of the step
// (before t = 0: as at t = 0), the sum is constant over the step, and the delay may
// be 0. A variable goes by its own name, by the one behind = in its declaration, or
// by the one that the port gives; it is a state, a let or the output of a port. What
// is added up may also use parameters and states of the neuron that the synapse sits
// on, as they are at the beginning of the step. The unit of w is the one that gives
// the first sum its unit.
//
//	/// NMDA receptors with the gating variable s of each sender, 0 ... 1.
//	synapse nmda_saturating {
//	    param E_rev = 0 mV
//	    target V : mV; source s : 1 = gate
//	    sum S : nS = w*s
//	    output S*(E_rev - V)/(1 + exp(-0.062/mV*V)/3.57) : pA
//	}
//
//	neuron Graded {
//	    input I : pA
//	    state V = -65 mV, gate = 0
//	    V' = (-65 mV - V)/(20 ms) + I/(500 pF)
//	    gate' = -gate/(100 ms)
//	    on V >= -50 mV { spike; V = -55 mV; gate += 0.6*(1 - gate) }
//	}
//
//	network recurrent {
//	    population p[100] = Graded() { synapse nmda = nmda_saturating() -> I }
//	    connect p -> p.nmda by all_to_all() { weight = 0.5 nS; delay = 0.5 ms }
//	    record nmda.S of p[:1]
//	}
//
// An electrical synapse (gap junction) acts both ways: a current of
// conductance*(V_other - V) flows into the input of each neuron that it joins, V_other
// as it was at the beginning of the step. It is the continuous synapse with the sums
// of w*V and of w, attached as port gap to all populations that it joins, which need
// one input and a state V, v or V_m. Between neurons of one population each pair is
// joined once, and no neuron to itself. The delay is 0 if none is given.
//
//	network electrical {
//	    population p[100] = Graded()
//	    gap p <-> p by fixed_probability(0.1) { conductance = 0.2 nS }
//	    record V, gap.G of p[:5]
//	}
//
// # Plasticity
//
// A plasticity rule lives on the connections of a projection. Its states belong
// to a connection, to the source (pre: shared by all connections of a source)
// or to the target (post). Their equations are linear, each on its own, and
// solved exactly between two events. The unit weight is that of the port which
// the connection reaches; a state w in that unit begins with the weight of
// connect. A state with clip never leaves its bounds.
//
//	Plasticity = "plasticity" name ( "=" Expression | RuleBlock ) .
//	RuleBlock  = "{" [ RuleMember ] { ";" [ RuleMember ] } "}" .
//	RuleMember = Param | Const | Let | RuleState | Followed | Equation | RuleEvent .
//	RuleState  = [ "pre" | "post" | "shared" ] "state" RuleValue { "," RuleValue } .
//	RuleValue  = name { "'" } [ "[" Expression "]" ] [ ":" Unit ] [ "=" Expression ] [ Clip ] .
//	Clip       = "clip" "(" Expression "," Expression ")" .
//	Followed   = "post" name ":" Unit { "," name ":" Unit } .
//	RuleEvent  = "on" ( "pre" | "post" | name "(" Parameter ")" ) RuleActions .
//	RuleActions = "{" [ RuleAction ] { ";" [ RuleAction ] } "}" .
//	RuleAction = Let | RuleIf | Deliver | Assignment .
//	RuleIf     = "if" Expression RuleActions [ "else" ( RuleIf | RuleActions ) ] .
//	Deliver    = "deliver" Expression .
//
// For example:
//
//	plasticity stdp {
//	    param tau_plus = 20 ms, tau_minus = 20 ms, lambda = 0.01
//	    param w_max : weight
//	    pre state x = 0
//	    x' = -x/tau_plus
//	    post state y = 0
//	    y' = -y/tau_minus
//	    state w : weight clip(0, w_max)
//	    on post { w += lambda*w_max*x; y += 1 }
//	    on pre { w -= lambda*w_max*y; x += 1; deliver w }
//	}
//
//	plasticity slow_stdp = stdp(lambda = 0.001)
//
//	/// Short-term plasticity that rests when there is nothing left to release.
//	plasticity depression {
//	    param U = 0.5, tau_rec = 100 ms
//	    state R = 1, w : weight
//	    R' = (1 - R)/tau_rec
//	    on pre {
//	        if R > 0.01 {
//	            deliver w*U*R
//	            R -= U*R
//	        } else { R = 0 }
//	    }
//	}
//
// An event is a spike that reaches the connection: that of the source, which
// then delivers to the target after the delay, and that of the target, which
// comes back after the same delay. That is the delay on the dendrite; with
// axonal_delay and dendritic_delay a spike of the source reaches the connection
// later, and delivery takes both. When both reach it at the same time, on post
// runs first and on pre then; both read the states of source and target as they
// were before. A source that spikes n times in one step runs on pre n times.
//
// A rule may draw in its events, every connection for itself, and hear modulators:
// spikes that reach all connections of a projection at the same time, after on pre;
// those of one step act once, with the sum of their weights. A named projection is
// the target of a modulator's connections. Equations of connection states may have
// products of others, w' = c*d.
//
//	plasticity rewarded {
//	    param p = 0.5
//	    pre state x = 0
//	    x' = -x/(20 ms)
//	    shared state d = 0
//	    d' = -d/(200 ms)
//	    state c = 0, w : weight clip(0, 100 pA)
//	    c' = -c/(1 s)
//	    w' = c*d*(1 pA/ms)
//	    on reward(a : 1) { d += a }
//	    on post { c += x }
//	    on pre { x += 1; if uniform(0, 1) < p { deliver w } }
//	}
//
//	network third_factor {
//	    population a[10] = LIF_exp()
//	    population vta[2] = poisson(rate = 5 Hz)
//	    connect aa = a -> a.exc by all_to_all(self = false) { weight = 20 pA; delay = 1 ms; plasticity = rewarded() }
//	    connect vta -> aa.reward by all_to_all() { weight = 0.1; delay = 2 ms }
//	    record c, w of sample(aa, 20) every 10 ms
//	    record d of aa[0]
//	}
//
// States and lets of a rule can be recorded, of all connections of a named
// projection or of some: they are selected as elements are, aa[:10], aa[::100],
// aa[[3, 5]], sample(aa, 20), and counted in the order in which the network makes
// them: target by target, and by source within a target (source by source for
// fixed_outdegree, in their order for lists). A name that a loop gives to several
// projections stands for all of them.
//
// A rule may read variables of its targets, post V : mV, as they were at the target
// strictly before: one step before the event, and the delay on the dendrite. States
// of the target that they drive, and equations of the connection with them, go on from
// step to step, with what is read as it is at the beginning of the step.
//
//	plasticity voltage_based {
//	    post V : mV
//	    pre state x = 0
//	    x' = -x/(15 ms)
//	    post state u = -70 mV
//	    u' = (V - u)/(10 ms)
//	    state w : weight clip(0, 100 pA)
//	    w' = 1e-3*x*max(V - u, 0)*(1 pA/mV/ms)
//	    on pre { w -= 0.01*max(u + 70 mV, 0)*(1 pA/mV); x += 1; deliver w }
//	}
//
// Parameters of a rule are numbers, or differ per connection as weights do: by
// distributions and expressions of i, j, d and the other numbers of a pair. Those
// of pre and post states are the same for all connections.
//
//	network delays {
//	    population a[10] = LIF_exp()
//	    connect a -> a.exc by all_to_all(self = false) {
//	        weight = 20 pA
//	        axonal_delay = 0.5 ms; dendritic_delay = uniform(0.5 ms, 1.5 ms)
//	        plasticity = stdp(w_max = 50 pA, lambda = 0.01*exp(-i/10))
//	    }
//	}
//
// # Networks
//
// Populations of neurons and sources are wired by rules. Views select elements
// as in Python: exc[:80], exc[::2], exc[[3, 5, 7]], layer[3, 5].
//
//	Network    = "network" name NetworkBlock .
//	NetworkBlock = "{" [ NetworkMember ] { ";" [ NetworkMember ] } "}" .
//	NetworkMember = Param | Const | Let | Population | Group | Connect | Gap | Current | Inject | Record | Space | Table | NetworkLoop .
//	Population = "population" Head { "," Head } "=" Expression [ PopulationBlock ] .
//	Head       = name [ "[" Expression { "," Expression } [ "," ] "]" ] .
//	PopulationBlock = "{" [ PopulationMember ] { ";" [ PopulationMember ] } "}" .
//	PopulationMember = Init | Port | Layout .
//	Layout     = "at" Expression .
//	Init       = "init" Path "=" Expression .
//	Group      = "group" name "=" Expression .
//	Connect    = "connect" [ name "=" ] Expression "->" Expression "by" Expression [ Settings ] .
//	Gap        = "gap" [ name "=" ] Expression "<->" Expression "by" Expression [ Settings ] .
//	Settings   = "{" [ Setting ] { ";" [ Setting ] } "}" .
//	Setting    = name "=" Expression .
//	Current    = "current" name "=" Expression .
//	Inject     = "inject" Expression "->" Expression .
//	Record     = "record" Expression { "," Expression } "of" Expression [ "every" Expression ] .
//	Space      = "space" "{" [ SpaceMember ] { ";" [ SpaceMember ] } "}" .
//	SpaceMember = "periodic" Setting { "," Setting } | "axes" name { "," name } | "scale" Expression .
//
// For example:
//
//	network balanced {
//	    param g = 5; const order = 100
//	    let J = 20 pA
//	    population exc[4*order], inh[order] = LIF_exp() { init V = uniform(-65 mV, -50 mV) }
//	    population drive[5*order] = poisson(rate = 8 kHz)
//	    group all = exc + inh
//	    connect drive -> all.exc by one_to_one() { weight = J; delay = 1.5 ms }
//	    connect ee = exc -> exc.exc by fixed_indegree(80) {
//	        weight = normal(J, 0.1*J)
//	        delay = uniform(1 ms, 2 ms)
//	        plasticity = stdp(w_max = 3*J)
//	    }
//	    connect inh -> all.inh by fixed_indegree(20) { weight = -g*J; delay = 1.5 ms }
//	    current kick = step_current(times = [0 ms, 100 ms], values = [0 pA, 50 pA])
//	    inject kick -> exc[:10]
//	    record spikes of all
//	    record V, exc.I of exc[:5] every 1 ms
//	}
//
// # Distributions
//
// Any value of a network may be drawn: parameters, initial values, places in time and
// space, weights, delays. uniform(low, high), normal(mean, sd), exponential(mean) and
// gamma(shape, scale) have the unit of their arguments (of scale);
// uniform_int(low, high), with both ends, poisson(mean), binomial(n, p),
// lognormal(mu, sigma) and vonmises(mu, kappa) are plain numbers, to be multiplied by
// a unit. Every element and every connection has its own draw, which depends on the
// seed, its place and nothing else.
//
// clip(D, low, high) moves what is outside of two bounds to the nearer one;
// redraw(D, low, high) repeats the draw until it is within them, at most 10,000
// times. D is a distribution, and one of a thousand of its draws at least must be
// within the bounds. Bounds may be inf and may differ per element.
//
//	network drawn {
//	    population p[100] = LIF_exp(I_e = clip(normal(300 pA, 50 pA), 0 pA, inf), C_m = 1 pF*lognormal(5.5, 0.1)) {
//	        init V = redraw(normal(-60 mV, 5 mV), -70 mV, -50 mV)
//	    }
//	    connect p -> p.exc by fixed_indegree(10) {
//	        weight = redraw(normal(20 pA, 10 pA), 0 pA, 50 pA)
//	        delay = redraw(gamma(3, 0.5 ms), 0.5 ms, 5 ms)
//	    }
//	}
//
// # Currents
//
// inject adds a constant current, or one that varies in time, to the input of
// neurons; where they have several, -> p.I names one. A current that varies is
// constant from one change to the next and is felt by every step that starts
// while it lasts. Several into one input add up. All elements of an inject get
// the same current, also of noisy_current, which draws a number with mean and sd
// every dt. ac_current is offset + amplitude*sin(2*pi*frequency*(t - start) + phase)
// at the beginning of each step. from_file reads the columns time, in ms, and
// value, in units of scale (1 pA), of a file beside the model: comma separated
// values, or arrays of numpy (.npz). With std/pynn, DCSource, ACSource,
// StepCurrentSource and NoisyCurrentSource have PyNN's arguments and defaults.
//
//	network driven {
//	    population p[10] = LIF_exp()
//	    current kick = step_current(times = [10 ms, 20 ms], values = [200 pA, 0 pA])
//	    inject kick -> p[:5]
//	    inject dc_current(amplitude = 100 pA, start = 5 ms, stop = 50 ms) -> p
//	    inject ac_current(amplitude = 50 pA, frequency = 40 Hz, offset = 10 pA) -> p
//	    inject noisy_current(mean = 0 pA, sd = 20 pA, dt = 1 ms) -> p[::2]
//	}
//
// # Space
//
// The elements of a population may have places: on a line or a grid, whose
// first index counts along x, drawn in a box or a sphere, or read from a file.
// Rules, weights and delays may then use the distance d from source to target
// and its parts dx, dy and dz (that of the target minus that of the source), and
// in any network i and j, the places of source and target in their views, N_pre
// and N_post. In a periodic space the shortest way counts; axes leaves the other
// axes out of d, which scale multiplies.
//
//	network sheet {
//	    population layer[20, 20] = LIF_exp() { at grid(dx = 10 um, dy = 10 um) }
//	    space { periodic x = 200 um, y = 200 um }
//	    connect layer -> layer.exc by probability(exp(-d^2/(2*(50 um)^2)), self = false) {
//	        weight = 20 pA
//	        delay = 1 ms + d/(300 um/ms)
//	    }
//	}
//
// # Tables and loops
//
// A table holds numbers by row and column, and P[row, column] is one of them. White
// space separates them: 2 mV (1 + 2) are two, f(1) is one. A
// loop stands for as many statements as it has turns; it goes over names, over
// the rows or columns of a table, or over numbers: range(n), linspace(a, b, n),
// logspace(a, b, n), or a list. A name that stands for a population can be used
// where the population can.
//
//	Table      = "table" name "{" [ TablePart ] { ";" [ TablePart ] } "}" .
//	TablePart  = "rows" name | "columns" name "in" name { "," name } | name { Factor } .
//	NetworkLoop = "for" Loop { "," Loop } "{" [ NetworkTurn ] { ";" [ NetworkTurn ] } "}" .
//	Loop       = name "in" Expression .
//	NetworkTurn = Let | Connect | Gap | Inject | Record | NetworkLoop .
//
// For example:
//
//	network layers {
//	    population L4[80], L5[20] = LIF_exp()
//	    table P {
//	        rows post; columns pre in L4, L5
//	        L4 0.1 0.2
//	        L5 0.3 0.05
//	    }
//	    for post in P.rows, pre in P.columns {
//	        let k = P[post, pre]*pre.N
//	        connect pre -> post.exc by fixed_probability(P[post, pre]) { weight = 100 pA/k; delay = 1.5 ms }
//	    }
//	}
//
// Constants, parameters and lets of a network may be vectors, and so may inputs of
// neurons: J[k] is an element, of which k is the number of a turn of a loop, or differs
// per element or connection; sum(J) adds them, and a vector stands wherever a list can.
//
//	neuron Compartments {
//	    input I[2] : pA
//	    state V = -65 mV
//	    V' = (-65 mV - V)/(10 ms) + (I[0] + 0.5*I[1])/(250 pF)
//	    on V >= -50 mV { spike; V = -65 mV }
//	}
//
//	network graded {
//	    const J = [100 pA, 200 pA, 400 pA]
//	    population p[3] = Compartments()
//	    for k in range(3) { inject J[k] -> p[k].I[1] }
//	    inject sum(J) -> p.I[0]
//	    record V of p
//	}
//
// # Experiments
//
// An experiment sets the step and the seed, overrides values, and runs. More
// than one network in a file needs `of`. A second run goes on where the first
// ended. reset begins a segment: time is 0 again, the network is built anew with
// what has been set so far, and everything else is as at first; reset(seed = k)
// draws other numbers. Loops may go over populations, `set p.I_e = …`, too.
//
// set between two runs acts on the second run; at and every, which stand before
// the run, act at times of the segment, every T for the first time at T. What
// is done at a time comes after what is recorded then, and before the step that
// starts then; of several settings at one time the last one wins. Settings in a
// run reach parameters of neurons, from which time constants and propagators are
// derived anew, of sources, which go on as if they had always had the new value,
// and of currents that have a name; those of the network wait for the next
// reset. After a reset parameters keep what was set. discard leaves the beginning
// of any run out of statistics.
//
// set names a parameter of the network (g), of a population and its ports (exc.I_e,
// exc.exc.tau), of a source (drive.rate), of a current (kick.times), or of a named
// projection: a parameter of its plasticity rule (ee.lambda), or weight, delay,
// axonal_delay, dendritic_delay, conductance, which wait for the next reset. It
// reaches all elements of a group (all.V_th), and parts: of populations and groups,
// exc[:10].I_e, and of the connections of a projection, ee[::2].lambda. The later
// statement wins. i and N in a value are those of an element in its population. A
// rule goes on from what its states are at the time of a setting. Numbers that
// states depend on which connections share, as time constants of pre and post
// traces, are set for the whole projection.
//
//	Experiment = "experiment" name [ "of" name ] ExperimentBlock .
//	ExperimentBlock = "{" [ ExperimentMember ] { ";" [ ExperimentMember ] } "}" .
//	ExperimentMember = Step | Seed | Record | Turn .
//	Step       = "step" Expression .
//	Seed       = "seed" Expression .
//	Turn       = Set | Run | Reset | Later | ExperimentLoop .
//	Set        = "set" Reference "=" Expression .
//	Run        = "run" Expression [ "discard" Expression ] .
//	Reset      = "reset" [ "(" "seed" "=" Expression ")" ] .
//	Later      = ( "at" | "every" ) Expression "{" [ Set ] { ";" [ Set ] } "}" .
//	ExperimentLoop = "for" Loop { "," Loop } "{" [ Turn ] { ";" [ Turn ] } "}" .
//
// For example:
//
//	experiment f_I of balanced {
//	    for I in linspace(0 pA, 500 pA, 11) {
//	        reset
//	        set exc.I_e = I
//	        run 1 s discard 200 ms
//	    }
//	}
//
//	experiment switched of balanced {
//	    at 200 ms { set drive.rate = 10 kHz }
//	    every 50 ms { set exc.V_th = uniform(-52 mV, -48 mV) }
//	    run 500 ms discard 100 ms
//	    set exc.tau_m = 20 ms
//	    run 500 ms discard 100 ms
//	}
//
//	experiment parts of third_factor {
//	    set a[:5].I_e = 20 pA*(i + 1)
//	    set aa.weight = uniform(10 pA, 30 pA)
//	    set aa[::2].p = 0.8
//	    at 100 ms { set aa.p = 1; set vta.rate = 20 Hz }
//	    run 200 ms
//	}
//
//	experiment strong of balanced {
//	    step 0.1 ms; seed 42
//	    set g = 6
//	    set exc.I_e = 300 pA
//	    record w of ee
//	    run 1 s discard 200 ms
//	}
//
// # Expressions
//
// From loose to tight: c ? a : b, or, and, not, comparisons (which do not
// chain), + and -, * and /, signs, ^ (from the right), and calls, indices and
// fields. So -x^2 is -(x^2), 2^3^2 is 2^(3^2), not a < b is not (a < b), and
// c ? a : d ? e : f is c ? a : (d ? e : f).
//
//	Expression = Or [ "?" Expression ":" Expression ] .
//	Or         = And { "or" And } .
//	And        = Not { "and" Not } .
//	Not        = "not" Not | Comparison .
//	Comparison = Sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) Sum ] .
//	Sum        = Product { ( "+" | "-" ) Product } .
//	Product    = Factor { ( "*" | "/" ) Factor } .
//	Factor     = ( "-" | "+" ) Factor | Power .
//	Power      = Operand [ "^" Factor ] .
//	Operand    = Quantity | text | ( name { "'" } [ Call ] | "(" Expression ")" | List ) { Index | "." name [ Call ] } .
//	Call       = "(" [ Argument { "," Argument } [ "," ] ] ")" .
//	Argument   = [ Path "=" ] Expression .
//	Reference  = name { Index | "." name } .
//	Path       = name { "." name } .
//	Index      = "[" Selection { "," Selection } [ "," ] "]" .
//	Selection  = Expression | [ Expression ] ":" [ Expression ] [ ":" [ Expression ] ] .
//	List       = "[" [ Expression { "," Expression } [ "," ] ] "]" .
//
// # Quantities
//
// Directly after a number stands its unit, which binds tightest: x/18 mV is
// x/(18 mV). It reaches as far as products and quotients of units do, so 20 nS/V
// is one quantity. An exponent is an integer or a fraction in brackets. Where a
// unit stands alone, as after a colon, 1 is that of a plain number.
//
//	Quantity   = number [ UnitPower { ( "*" | "/" ) UnitPower } ] .
//	Unit       = ( UnitPower | "1" ) { ( "*" | "/" ) ( UnitPower | "1" ) } .
//	UnitPower  = ( unit | "weight" ) [ "^" Exponent ] .
//	Exponent   = [ "-" ] number | "(" [ "-" ] number [ "/" number ] ")" .
//
// For example:
//
//	fn quantities(V : mV, k : nS*mV^-1, r : 1/ms, s : mV^(1/2)) = V/18 mV + 2.5 nS/mV/k
//
// # Words
//
// A name is made of letters a-z and A-Z, digits and underscores, and does not
// start with a digit. A number has digits, perhaps a point, perhaps an exponent
// such as e-3; its value is exact. A text stands between two " on one line. A
// unit is one of V, A, S, F, Ohm, Hz, s, m, g, K, mol, M, L, C, N, Pa, J, W, cd,
// which may have an SI prefix (mV, pA, MOhm, µS), or min, h, deg or rad.
//
// Words such as state, step or spike start statements, and are ordinary names
// everywhere else; and, or and not are never names. Kept for later are
// morphology, cell, channel, ion, region, multisim and
// kinetic: they do not start statements yet.
//
// Files have at most 4 MB, brackets and blocks at most 256 levels, and an
// expression at most 4096 operators on the way to its innermost part.
package dsl
