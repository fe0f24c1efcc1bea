// Package golden holds what nngen emits for every example and target, one
// folder each, and the digests of the numbers of their networks. Files whose text
// is the same for every model are kept once, in alike; ALIKE.txt names them in each
// folder. SAME.txt stands for a form of a target that is another of its forms. `go
// test ./golden -update` rewrites it; a change here belongs into the same commit as
// its cause.
package golden
