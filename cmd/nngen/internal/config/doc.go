// Package config reads nngen.yaml, which lies beside a model and says what
// `nngen build` does when its flags do not:
//
//	targets: [neuron, nest]   # as with --target; all is every one
//	out: generated            # as with --out, relative to the model's folder
//	data: true                # as with --data
//
// A key that is none of these is an error, so that a misspelt one cannot be
// overlooked; so is a second document. Flags win over the file.
package config
