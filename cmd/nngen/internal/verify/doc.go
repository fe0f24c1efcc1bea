// Package verify compares the outcomes of engines spike by spike.
//
// The first engine is the reference. Another one is identical when it has the
// same spikes (neuron and step) and every sample of every trace within
// [Tolerance]. Engines of another class, whose machines compute differently, are
// compared with the first of their class, and that one's distance is told.
//
// A run in which nothing happened is not counted as a success: the coverage of the reference says how many spikes, arrivals, arrivals during a
// hold, coincidences and near-ties the comparison rests on.
package verify
