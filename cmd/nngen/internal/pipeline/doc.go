// Package pipeline leads a model file through the stages: reading it with all
// that it imports, lowering, passes, solving. It is where the stages are put
// together, and the only place that reads model files.
package pipeline
