// Package conformance holds questions about the meaning of models, each with its
// answer: small models whose spikes and values follow from the rules by hand or
// in closed form. They belong to nobody; any simulator or compiler may use them.
//
// A case is a file NAME.txtar (the format of golang.org/x/tools/txtar: text files
// one behind the other) with
//
//	question     what is asked, and why the answer is what it is
//	model.nn     the model, one experiment called default
//	spikes.csv   all recorded spikes: population,index,step
//	values.csv   some samples: population,index,variable,step,value,tolerance
//	connections.csv   samples of connections: projection,source,target,variable,step,value,tolerance
//
// Only one of the tables must be there. Where the experiment has several segments
// all begin with a column that numbers them from 0. An index counts within its population, a
// step is a whole number of the experiment's steps, a value is in the internal unit of
// its dimension, a product of ms, mV, pA, nS, pF and um, which a column unit of
// values.csv may name, and the tolerance is absolute; 0
// means the same number. A case is passed when the recorded spikes are those of
// spikes.csv, each as often, and every sample of values.csv and connections.csv is
// there and within its tolerance; no connection is recorded that connections.csv
// does not name. A source and a target count within their populations.
//
// Cases are never changed to fit a program. The test runs all of them on the
// reference interpreter, the native engine and the emitted Go module.
package conformance
