package elementary

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// cMain reads pairs (x, y) as raw float64 and writes all functions.
const cMain = `#include <stdio.h>
#include "elementary.h"
int main(void) {
    double in[2];
    while (fread(in, sizeof in, 1, stdin) == 1) {
        double x = in[0], y = in[1];
        double out[19] = {
            nngen_exp(x), nngen_expm1(x), nngen_log(x), nngen_log1p(x), nngen_tanh(x), nngen_erf(x),
            nngen_sin(x), nngen_cos(x), nngen_exprel(x), nngen_pow(x, y), nngen_linoid(x, y),
            nngen_log10(x), nngen_tan(x), nngen_asin(x), nngen_acos(x), nngen_atan(x), nngen_sinh(x), nngen_cosh(x), nngen_sign(x)};
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
	for name, text := range map[string]string{"elementary.h": CHeader, "main.c": cMain} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(dir, "compare")
	build := exec.Command(gcc, "-std=c99", "-O2", "-Wall", "-Wextra", "-Wno-unused-function", "-Werror", "-ffp-contract=off", "-o", program, filepath.Join(dir, "main.c"), "-lm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}

	r := rand.New(rand.NewPCG(5, 6))
	draws := []func(*rand.Rand) float64{
		uniform(-1, 1), uniform(-50, 50), uniform(-760, 760), uniform(-1e7, 1e7), powers(-1074, 1023, true), powers(-60, 2, true),
	}
	args := []float64{0, math.Copysign(0, -1), 1, -1, 2, -2, 3, 0.5, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, 5e-324}
	var in []float64
	for _, x := range args {
		for _, y := range args {
			in = append(in, x, y)
		}
	}
	for len(in) < 200000 {
		x, y := draws[r.IntN(len(draws))](r), draws[r.IntN(len(draws))](r)
		if r.IntN(2) == 0 {
			y = r.NormFloat64() * 5
		}
		in = append(in, x, y)
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
	names := []string{"exp", "expm1", "log", "log1p", "tanh", "erf", "sin", "cos", "exprel", "pow", "linoid", "log10", "tan", "asin", "acos", "atan", "sinh", "cosh", "sign"}
	got := make([]float64, len(in)/2*len(names))
	if err := binary.Read(bytes.NewReader(output), binary.NativeEndian, got); err != nil {
		t.Fatal(err)
	}
	failures := 0
	for i := range len(in) / 2 {
		x, y := in[2*i], in[2*i+1]
		want := []float64{Exp(x), Expm1(x), Log(x), Log1p(x), Tanh(x), Erf(x), Sin(x), Cos(x), Exprel(x), Pow(x, y), Linoid(x, y),
			Log10(x), Tan(x), Asin(x), Acos(x), Atan(x), Sinh(x), Cosh(x), Sign(x)}
		for f, name := range names {
			if c := got[i*len(names)+f]; !same(c, want[f]) && failures < 20 {
				failures++
				t.Errorf("%s(%v, %v): C %x, Go %x", name, x, y, c, want[f])
			}
		}
	}
}
