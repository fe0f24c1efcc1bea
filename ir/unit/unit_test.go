package unit_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/nngen/nngen/ir/unit"
)

func rat(t testing.TB, s string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return r
}

func parse(t testing.TB, s string) unit.Unit {
	t.Helper()
	u, ok := unit.Parse(s)
	if !ok {
		t.Fatalf("%q is no unit", s)
	}
	return u
}

// Conversions are exact: fractions, not floats.
func TestConvert(t *testing.T) {
	for _, c := range []struct{ value, from, to, want string }{
		{"10", "ms", "s", "1/100"},
		{"250", "pF", "nF", "1/4"},
		{"1", "nS*mV", "pA", "1"},
		{"1", "pF*mV/ms", "pA", "1"},
		{"1", "V", "mV", "1000"},
		{"7", "kHz", "1/ms", "7"},
		{"5", "Hz", "ms^-1", "1/200"},
		{"3", "uA/cm^2", "pA/um^2", "3/100"},
		{"1", "mol/L", "mM", "1000"},
		{"2", "MOhm", "mV/nA", "2"},
		{"1", "min", "s", "60"},
		{"1", "Ohm^-1", "S", "1"},
		{"9", "mV^2/ms", "V^2/s", "9/1000"},
		{"1/3", "mV", "uV", "1000/3"},
	} {
		got, exact, ok := unit.Convert(rat(t, c.value), parse(t, c.from), parse(t, c.to))
		if !ok || !exact || got.Cmp(rat(t, c.want)) != 0 {
			t.Errorf("%s %s is %v %s (exact: %v), want %s", c.value, c.from, got, c.to, exact, c.want)
		}
	}
	if _, _, ok := unit.Convert(rat(t, "1"), parse(t, "mV"), parse(t, "pA")); ok {
		t.Error("a voltage becomes a current")
	}
	// Roots of powers of ten are irrational: the nearest number, and said so.
	got, exact, ok := unit.Convert(rat(t, "1"), parse(t, "V/s^(1/2)"), parse(t, "V/ms^(1/2)"))
	x, _ := got.Float64()
	if !ok || exact || math.Abs(x-math.Sqrt(1e-3)) > 1e-17 {
		t.Errorf("1 V/s^(1/2) is %v V/ms^(1/2), exact: %v", x, exact)
	}
}

func TestAlgebra(t *testing.T) {
	mV, ms, nS := parse(t, "mV"), parse(t, "ms"), parse(t, "nS")
	if nS.Mul(mV) != parse(t, "pA") {
		t.Errorf("nS*mV is %v", nS.Mul(mV))
	}
	if ms.Inv() != parse(t, "kHz") || mV.Div(mV) != unit.One {
		t.Error("1/ms is not kHz, or mV/mV not 1")
	}
	if mV.Pow(1, 2).Pow(2, 1) != mV || mV.Pow(0, 1) != unit.One {
		t.Error("roots and powers do not undo each other")
	}
	if mV.Pow(1, 0).Valid() {
		t.Error("mV^(1/0) is valid")
	}
	if unit.SameDim(parse(t, "mS"), parse(t, "ms")) {
		t.Error("siemens and seconds are the same")
	}
	if mV == parse(t, "V") || !unit.SameDim(mV, parse(t, "V")) {
		t.Error("mV and V should differ in scale only")
	}
}

func TestInternalUnitsAreTheFields(t *testing.T) {
	for _, s := range []string{"ms", "mV", "pA", "nS", "pF", "um", "mM", "1/ms", "mV/ms", "pA/ms", "GOhm"} {
		u := parse(t, s)
		if got := unit.Internal(u.Dim()); got != u {
			t.Errorf("the internal unit of %s is %v", s, got)
		}
	}
}

// Whatever is printed is read back as the same unit.
func TestFormatIsReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"mV", "V", "ms", "s", "pA", "nA", "nS", "pF", "um", "mol", "K", "Hz", "kHz", "MOhm", "mM", "g", "deg"}
	for range 1000 {
		u := unit.One
		for range 1 + r.IntN(4) {
			f := parse(t, names[r.IntN(len(names))])
			u = u.Mul(f.Pow(r.IntN(7)-3, 1+r.IntN(3)))
		}
		if !u.Valid() {
			continue
		}
		text := unit.Format(u)
		back, ok := unit.Parse(text)
		if !ok || back != u {
			t.Fatalf("%v is printed as %q, which is read as %v, %v", u, text, back, ok)
		}
	}
}

func TestToInternalAndBack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, s := range []string{"mV", "V", "nF", "kHz", "uA/cm^2", "min", "MOhm", "mol/L", "1"} {
		u := parse(t, s)
		for range 100 {
			v := big.NewRat(r.Int64N(1e12)-5e11, 1+r.Int64N(1e9))
			in, exact := unit.ToInternal(v, u)
			back, again := unit.FromInternal(in, u)
			if !exact || !again || back.Cmp(v) != 0 {
				t.Fatalf("%v %s comes back as %v", v, s, back)
			}
		}
	}
}

func TestSuggest(t *testing.T) {
	for wrong, want := range map[string]string{"mv": "mV", "msec": "ms", "NS": "nS", "pf": "pF", "seconds": "s", "hz": "Hz", "ohm": "Ohm"} {
		got := unit.Suggest(wrong)
		found := false
		for _, g := range got {
			found = found || g == want
		}
		if !found {
			t.Errorf("for %s it suggests %v, not %s", wrong, got, want)
		}
	}
	if got := unit.Suggest("zzzzzz"); len(got) > 0 {
		t.Errorf("zzzzzz makes it think of %v", got)
	}
}

// extreme reports exponents or scales whose text may need intermediate ones that
// are out of bounds.
func extreme(u unit.Unit) bool {
	for _, x := range u.Dim() {
		if n := x.Num(); n > 64 || n < -64 {
			return true
		}
	}
	scale, _ := unit.ToInternal(big.NewRat(1, 1), u)
	return scale.Num().BitLen() > 600 || scale.Denom().BitLen() > 600
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"mV", "mV/ms", "ms^-1", "nS/(mV*ms)", "mV^(1/2)", "1", "", "^", "mV^", "mV^(1/0)", "((((", "m^99999", "µS", "mV//ms", "1/1/1", "deg^(1/64)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, ok := unit.Parse(s)
		if !ok {
			return
		}
		if !u.Valid() {
			return
		}
		if extreme(u) {
			return
		}
		text := unit.Format(u)
		if back, again := unit.Parse(text); again && back != u {
			t.Errorf("%q is read as %v, printed as %q and read as %v", s, u, text, back)
		}
	})
}
