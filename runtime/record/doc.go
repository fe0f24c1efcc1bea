// Package record writes and reads what a simulation yields, in the same form
// for every engine: spikes.csv, traces.csv and run.json, and summarises spikes.
//
// Times are whole steps; time_ms is step times h, rounded to 1e-9 ms so that
// 0.3 is not written 0.30000000000000004. Values are written with the fewest
// digits that read back as the same number.
package record
