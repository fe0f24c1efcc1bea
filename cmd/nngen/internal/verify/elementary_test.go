package verify_test

import (
	"encoding/binary"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/rng"
)

// TestElementaryInNumpy: the functions that scripts for Brian2 carry give the bits
// of runtime/elementary, at random arguments and where they take another way.
func TestElementaryInNumpy(t *testing.T) {
	need(t, "brian2")
	sim, err := shared.Simulator(t.Context(), "brian2")
	if err != nil {
		t.Fatal(err)
	}
	folder := emittedModules(t, "testdata/pynn_exp.nn", "nngen_elementary.py")
	x := []float64{0, math.Copysign(0, -1), 1, -1, 0x1p-54, -0x1p-54, 0x1p-55, 1e-300, 60, -60, 60.000001, -60.000001, 709.7, 709.8, 711, 730, 731, -745, -746, -747,
		1e3, -1e3, -1399, -1401, 1e308, -1e308, 1e130, -1e130, 1e-130, math.Inf(1), math.Inf(-1), math.NaN()}
	r := rand.New(rand.NewPCG(31, 32))
	for len(x) < 20000 {
		x = append(x, r.NormFloat64()*math.Pow(10, 4*r.Float64()-2))
	}
	for k := range 2000 { // sizes of all kinds
		x = append(x, math.Ldexp(1+r.Float64(), k-1000)*[]float64{1, -1}[k%2])
	}
	for range 2000 { // arcs, and whole numbers
		x = append(x, 2.2*r.Float64()-1.1, float64(r.IntN(41)-20))
	}
	slopes := []float64{1, -1, 4, 0.3, 1e10, -7.25}
	write(t, filepath.Join(folder, "x"), x)
	functions := map[string]func(float64) float64{
		"exp": elementary.Exp, "expm1": elementary.Expm1, "exprel": elementary.Exprel, "log": elementary.Log, "log1p": elementary.Log1p,
		"log10": elementary.Log10, "sin": elementary.Sin, "cos": elementary.Cos, "tan": elementary.Tan, "asin": elementary.Asin,
		"acos": elementary.Acos, "atan": elementary.Atan, "sinh": elementary.Sinh, "cosh": elementary.Cosh, "tanh": elementary.Tanh,
		"erf": elementary.Erf, "sign": elementary.Sign,
	}
	const script = `
import numpy as np, nngen_elementary as e
np.seterr(all="ignore")
x = np.fromfile("x")
for name in NAMES.split():
    np.asarray(getattr(e, name)(x)).tofile(name)
for i, s in enumerate((1.0, -1.0, 4.0, 0.3, 1e10, -7.25)):
    np.asarray(e.linoid(x, s)).tofile("linoid%d" % i)
np.asarray(e.pow(x, x[::-1])).tofile("pow")
np.asarray(e.pow(x, 0.4)).tofile("root")
`
	if err := process.Run(t.Context(), process.Command{Dir: folder, Args: []string{sim.Python, "-c", strings.ReplaceAll(script, "NAMES", strconv.Quote(strings.Join(slices.Sorted(maps.Keys(functions)), " ")))}, Env: append(sim.Env, "PYTHONPATH="+folder)}); err != nil {
		t.Fatal(err)
	}
	compare := func(name string, f func(float64) float64) {
		for i, got := range read(t, filepath.Join(folder, name), len(x)) {
			want := f(x[i])
			if math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Fatalf("%s(%v) is %v instead of %v", name, x[i], got, want)
			}
		}
	}
	for name, f := range functions {
		compare(name, f)
	}
	for i, got := range read(t, filepath.Join(folder, "pow"), len(x)) {
		if want := elementary.Pow(x[i], x[len(x)-1-i]); math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("pow(%v, %v) is %v instead of %v", x[i], x[len(x)-1-i], got, want)
		}
	}
	compare("root", func(x float64) float64 { return elementary.Pow(x, 0.4) })
	for i, s := range slopes {
		compare("linoid"+string(rune('0'+i)), func(x float64) float64 { return elementary.Linoid(x, s) })
	}
}

// emittedModules writes modules that a script for Brian2 imports into a folder.
func emittedModules(t *testing.T, path string, names ...string) string {
	t.Helper()
	m, err := pipeline.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	s, list := m.Compile(lower.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	target, _ := all.Find("brian2")
	files, list := target.Generate(s.Study, gen.Options{Form: gen.Grid})
	if list.HasErrors() {
		t.Fatal(list)
	}
	folder := t.TempDir()
	for _, f := range files {
		if slices.Contains(names, f.Path) {
			if err := os.WriteFile(filepath.Join(folder, f.Path), f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return folder
}

// TestDrawsInNumpy: the draws that scripts for Brian2 carry are those of runtime/rng,
// with parameters in and out of range.
func TestDrawsInNumpy(t *testing.T) {
	need(t, "brian2")
	sim, err := shared.Simulator(t.Context(), "brian2")
	if err != nil {
		t.Fatal(err)
	}
	folder := emittedModules(t, "testdata/draws.nn", "nngen_elementary.py", "nngen_random.py")
	r := rand.New(rand.NewPCG(7, 9))
	var columns [6][]float64
	for range 4000 {
		n := r.Uint64N(1 << 20)
		if r.IntN(4) == 0 {
			n = r.Uint64N(rng.Period / 2)
		}
		a := []float64{0, 0.3, 1, 2.5, 12, 300, -1, 20 * r.Float64(), 1e7, math.Inf(1), math.NaN()}[r.IntN(11)]
		b := []float64{0, 0.2, 1, 4e-9, 2e6, 3, -2, r.Float64(), r.Float64(), math.NaN()}[r.IntN(10)]
		for i, x := range []float64{float64(r.Uint32()), float64(r.Uint32()), float64(r.Uint32()), float64(n), a, b} {
			columns[i] = append(columns[i], x)
		}
	}
	for i, c := range columns {
		write(t, filepath.Join(folder, "column"+strconv.Itoa(i)), c)
	}
	const script = `
import numpy as np, nngen_random as r
np.seterr(all="ignore")
*names, a, b = (np.fromfile("column%d" % i) for i in range(6))
for name in ("unit", "open"):
    getattr(r, name)(*names).tofile(name)
for name in ("gamma", "vonmises", "binomial"):
    getattr(r, name)(*names, a, b).tofile(name)
r.poisson(*names, a).tofile("poisson")
assert r.gamma(1.0, 2.0, 3.0, 4.0, a[:6].reshape(2, 3), 1.0).shape == (2, 3)
`
	if err := process.Run(t.Context(), process.Command{Dir: folder, Args: []string{sim.Python, "-c", script}, Env: append(sim.Env, "PYTHONPATH="+folder)}); err != nil {
		t.Fatal(err)
	}
	for _, fn := range []string{"unit", "open", "gamma", "vonmises", "binomial", "poisson"} {
		finite := 0
		for i, got := range read(t, filepath.Join(folder, fn), len(columns[0])) {
			s := rng.Stream{ID1: uint32(columns[0][i]), ID2: uint32(columns[1][i]), ID3: uint32(columns[2][i])}
			want := s.Draw(fn, uint64(columns[3][i]), columns[4][i], columns[5][i])
			if math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Fatalf("%s(%v, %v), number %v of %v, is %v instead of %v", fn, columns[4][i], columns[5][i], columns[3][i], s, got, want)
			}
			if !math.IsNaN(got) {
				finite++
			}
		}
		if finite < 1000 {
			t.Errorf("%s: only %d draws are numbers", fn, finite)
		}
	}
}

func write(t *testing.T, path string, x []float64) {
	t.Helper()
	var data []byte
	for _, v := range x {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string, n int) []float64 {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || len(data) != 8*n {
		t.Fatalf("%s: %d bytes, %v", path, len(data), err)
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:]))
	}
	return x
}
