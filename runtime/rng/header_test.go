package rng

import (
	"bytes"
	"encoding/binary"
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
    double in[4];
    while (fread(in, sizeof in, 1, stdin) == 1) {
        double open = nngen_open(in[0], in[1], in[2], in[3]);
        double out[3] = {nngen_unit(in[0], in[1], in[2], in[3]), open, nngen_probit(open)};
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
	got := make([]float64, len(in)/4*3)
	if err := binary.Read(bytes.NewReader(output), binary.NativeEndian, got); err != nil {
		t.Fatal(err)
	}
	for i := range len(in) / 4 {
		s, n := Stream{uint32(in[4*i]), uint32(in[4*i+1]), uint32(in[4*i+2])}, uint64(in[4*i+3])
		want := [3]float64{s.Uniform(n), s.UniformOpen(n), s.Normal(n)}
		if c := [3]float64(got[3*i : 3*i+3]); c != want {
			t.Fatalf("%v number %d: C %v, Go %v", s, n, c, want)
		}
	}
}
