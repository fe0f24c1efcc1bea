// Package svgplot draws spikes and traces as SVG: rasters with a rate below,
// and curves over time. Pictures are a function of the data alone, readable on
// light and dark pages, and bounded in size however large the data are.
package svgplot
