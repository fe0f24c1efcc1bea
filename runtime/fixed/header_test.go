package fixed

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// cMain reads triples of words and writes the results of all functions.
const cMain = `#include <stdio.h>
#include "fixed.h"
int main(void) {
    int32_t in[3];
    while (fread(in, sizeof in, 1, stdin) == 1) {
        const int32_t a = in[0], b = in[1];
        const int s = (int) ((uint32_t) in[2] % 63), t = s % 31, u = s % 32;
        const int64_t p = nn_product(a, b, s), q = nn_quotient(a, t, b, 30 - t), l = nn_shift(a, t), r = nn_shift(a, -s);
        const int32_t out[] = {
            nn_mul(a, b, s), nn_mul_sat(a, b, s), nn_add_sat(a, t, b, -s), nn_sub_sat(a, -s, b, t), nn_cut(p), nn_sat(p), nn_sat(q), nn_sat(nn_quotient(a, t, b, 0)), nn_sat(l), nn_cut(l), nn_cut(r), nn_root(a, u),
            nn_sat(nn_floor(a, u)), nn_sat(nn_ceil(a, u)), nn_sat(nn_round(a, t)), nn_exp(a, s), nn_exp(a, -t), nn_tanh(a), nn_linoid(a),
            nn_log(a, s, t), nn_log10(a, t, 24), nn_time((int64_t) (uint32_t) b, 1, (int64_t) (uint32_t) a << t),
            nn_unit(a, b, in[2], s), nn_open(a, in[2], b, (int64_t) (uint32_t) a * 8), nn_normal(b, a, s, t), nn_probit((uint32_t) a), nn_probit((uint32_t) s)};
        fwrite(out, sizeof out, 1, stdout);
    }
    return 0;
}
`

func inGo(a, b, in2 int32) []int32 {
	s := int(uint32(in2) % 63)
	t, u := s%31, s%32
	p, l := Product(a, b, s), Shift(a, t)
	return []int32{
		int32(p), Saturate(p), Saturate(Shift(a, t) + Shift(b, -s)), Saturate(Shift(a, -s) - Shift(b, t)), int32(p), Saturate(p), Saturate(Quotient(a, t, b, 30-t)), Saturate(Quotient(a, t, b, 0)), Saturate(l), int32(l), int32(Shift(a, -s)), Root(a, u),
		Saturate(floor(a, u)), Saturate(ceil(a, u)), Saturate(round(a, t)), Exp(a, Format(s)), Exp(a, Format(-t)), Tanh(a), Linoid(a),
		Log(a, Format(s), Format(t)), Log10(a, Format(t), 24), Saturate(Time(int64(uint32(b)), 1, int64(uint32(a))<<t, 0)),
		Unit(a, b, in2, int64(s)), Open(a, in2, b, int64(uint32(a))*8), Normal(b, a, int32(s), int64(t)), probit(uint32(a)), probit(uint32(s))}
}

// compilers are those that the header is compared with: the C compiler of the
// machine, and the one for ARM under emulation.
var compilers = []struct {
	name string
	args []string
	run  []string
}{
	{"gcc", nil, nil},
	{"arm-none-eabi-gcc", []string{"-mcpu=arm968e-s", "--specs=rdimon.specs"}, []string{"qemu-arm"}},
}

// TestCHeaderGivesTheSameBits compares Go with C on x86 and on an ARM.
func TestCHeaderGivesTheSameBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	edges := []int32{0, 1, -1, 2, -2, 3, Max, Min, Max - 1, Min + 1, 1 << 30, -1 << 30, 1 << 25, -1 << 25, 1 << 23, 1<<23 - 1, -1 << 23}
	var in []int32
	for _, a := range edges {
		for _, b := range edges {
			for s := range int32(63) {
				in = append(in, a, b, s)
			}
		}
	}
	for len(in) < 300000 {
		a, b := int32(r.Uint32()), int32(r.Uint32())
		in = append(in, a>>r.IntN(32), b>>r.IntN(32), int32(r.IntN(63)))
	}
	var input bytes.Buffer
	if err := binary.Write(&input, binary.LittleEndian, in); err != nil {
		t.Fatal(err)
	}
	for _, c := range compilers {
		t.Run(c.name, func(t *testing.T) {
			for _, tool := range append([]string{c.name}, c.run...) {
				if _, err := exec.LookPath(tool); err != nil {
					missing(t, tool)
				}
			}
			got := inC(t, c.name, c.args, c.run, input.Bytes())
			n := len(inGo(0, 0, 0))
			if len(got) != len(in)/3*n {
				t.Fatalf("%d results", len(got))
			}
			failures := 0
			for i := 0; i < len(in) && failures < 20; i += 3 {
				for f, want := range inGo(in[i], in[i+1], in[i+2]) {
					if x := got[i/3*n+f]; x != want {
						failures++
						t.Errorf("function %d of %d, %d, %d: C %d, Go %d", f, in[i], in[i+1], in[i+2], x, want)
					}
				}
			}
		})
	}
}

// missing skips, unless the tools are required.
func missing(t *testing.T, tool string) {
	t.Helper()
	if os.Getenv("NNGEN_REQUIRE_SIMULATORS") != "" {
		t.Fatalf("there is no %s; run `nngen setup`", tool)
	}
	t.Skipf("there is no %s", tool)
}

func inC(t *testing.T, gcc string, args, run []string, input []byte) []int32 {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"fixed.h": CHeader, "main.c": cMain} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(dir, "compare")
	build := exec.Command(gcc, append(append([]string{"-std=gnu99", "-O2", "-Wall", "-Wextra", "-Werror"}, args...), "-o", program, filepath.Join(dir, "main.c"))...)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", gcc, err, out)
	}
	command := append(append([]string(nil), run...), program)
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	got := make([]int32, len(out)/4)
	if err := binary.Read(bytes.NewReader(out), binary.LittleEndian, got); err != nil {
		t.Fatal(err)
	}
	return got
}
