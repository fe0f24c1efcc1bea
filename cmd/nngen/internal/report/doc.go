// Package report writes what a run yielded: summary.json, spikes.csv,
// traces.csv, raster.svg, traces.svg, and a table for the terminal. It is the
// same for every engine.
package report
