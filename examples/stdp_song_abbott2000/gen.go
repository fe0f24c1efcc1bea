// Package stdp_song_abbott2000 holds the example of that name; go generate
// writes its code for the targets that have plasticity into build/.
package stdp_song_abbott2000

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target go,nest --experiment verify
