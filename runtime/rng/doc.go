// Package rng draws random numbers as pure functions of (stream, n).
//
// The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011,
// doi:10.1145/2063384.2063405). It has no state: a [Stream] names a sequence
// of 32-bit words, and word n is computed directly. A draw therefore depends
// on seed, purpose, object, index and n (the step, or the number of the
// draw) and never on threads, ranks or the order of creation.
//
// The layout of the counter is that of NEURON 9's RANDOM, so a NEURON
// mechanism that calls random_setids(r, id1, id2, id3), random_setseq(r, n)
// and random_ipick(r) gets exactly [Stream.Word](n).
//
// The distributions use integer arithmetic, + - * / sqrt and package
// elementary only, so they give the same bits on every platform.
package rng
