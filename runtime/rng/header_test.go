package rng

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/nngen/nngen/runtime/elementary"
)

const cMain = `#include <stdio.h>
#include "random.h"
int main(void) {
    double in[6];
    while (fread(in, sizeof in, 1, stdin) == 1) {
        double open = nngen_open(in[0], in[1], in[2], in[3]);
        double out[7] = {nngen_unit(in[0], in[1], in[2], in[3]), open, nngen_probit(open),
            nngen_gamma(in[0], in[1], in[2], in[3], in[4], in[5]), nngen_vonmises(in[0], in[1], in[2], in[3], in[4], in[5]),
            nngen_poisson(in[0], in[1], in[2], in[3], in[4]), nngen_binomial(in[0], in[1], in[2], in[3], in[4], in[5])};
        fwrite(out, sizeof out, 1, stdout);
    }
    return 0;
}
`

func TestCHeaderGivesTheSameBits(t *testing.T) {
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		t.Skip("no gcc: the C header is not compared")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"nngen_elementary.h": elementary.CHeader, "random.h": CHeader, "main.c": cMain} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(dir, "compare")
	build := exec.Command(gcc, "-std=c99", "-O2", "-Wall", "-Wextra", "-Wno-unused-function", "-Wno-unused-const-variable", "-Werror", "-ffp-contract=off", "-o", program, filepath.Join(dir, "main.c"), "-lm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
	r := rand.New(rand.NewPCG(7, 8))
	var in []float64
	for range 50000 {
		n := r.Uint64N(1 << 20)
		if r.IntN(4) == 0 {
			n = r.Uint64N(Period / 2)
		}
		in = append(in, float64(r.Uint32()), float64(r.Uint32()), float64(r.Uint32()), float64(n))
		// Parameters in and out of range.
		in = append(in, []float64{0, 0.3, 1, 2.5, 12, 300, -1, r.Float64() * 20, 1e7, math.Inf(1)}[r.IntN(10)], []float64{0, 0.2, 1, 4e-9, 2e6, 3, -2, r.Float64(), r.Float64()}[r.IntN(9)])
	}
	var input bytes.Buffer
	if err := binary.Write(&input, binary.NativeEndian, in); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(program)
	run.Stdin = &input
	output, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float64, len(in)/6*7)
	if err := binary.Read(bytes.NewReader(output), binary.NativeEndian, got); err != nil {
		t.Fatal(err)
	}
	for i := range len(in) / 6 {
		x := in[6*i : 6*i+6]
		s, n := Stream{uint32(x[0]), uint32(x[1]), uint32(x[2])}, uint64(x[3])
		want := [7]float64{s.Uniform(n), s.UniformOpen(n), s.Normal(n)}
		for k, fn := range []string{"gamma", "vonmises", "poisson", "binomial"} {
			want[3+k] = s.Draw(fn, n, x[4], x[5])
		}
		for k, c := range got[7*i : 7*i+7] {
			if math.Float64bits(c) != math.Float64bits(want[k]) && !(math.IsNaN(c) && math.IsNaN(want[k])) {
				t.Fatalf("%v number %d of %v: result %d is %v in C, %v in Go", s, n, x[4:], k, c, want[k])
			}
		}
	}
}
