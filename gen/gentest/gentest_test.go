package gentest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

var studies = map[string]func() *ir.Study{"LIFExp": LIFExp, "LIFDelta": LIFDelta, "Coba": Coba, "OddNames": OddNames, "Timed": Timed}

// A study is of use only if it is neither silent nor saturated, both populations
// take part, and every hold and variant is reached.
func TestStudiesAreLively(t *testing.T) {
	for name, build := range studies {
		t.Run(name, func(t *testing.T) {
			s := build()
			spikes, traces := Oracle(s)
			n := [2]int{}
			for _, x := range spikes {
				n[x.Population]++
			}
			t.Logf("%d + %d spikes", n[0], n[1])
			seconds := float64(steps) * step / 1000
			for p, size := range [2]float64{160, 40} {
				if rate := float64(n[p]) / size / seconds; rate < 2 || rate > 200 {
					t.Errorf("population %d fires at %.1f per second", p, rate)
				}
			}
			for r, rec := range s.Records {
				if rec.Observable == ir.Spikes {
					continue
				}
				for e := range rec.Elements {
					if got, want := len(traces[r][e]), steps/int(rec.Every)+1; got != want {
						t.Fatalf("%s has %d samples, expected %d", rec.Variable, got, want)
					}
				}
			}
		})
	}
}

func TestOddNamesFireByBothConditions(t *testing.T) {
	s := OddNames()
	held := map[uint32]int{}
	d := Expand(s)
	c := newCell(s.Programs[0], &d.Populations[0], 3, step)
	c.env.Inputs[0] = 3
	for k := int64(0); k < 3000; k++ {
		c.env.Acc[0] = float64(k % 2)
		c.advance(k)
		var mask uint32
		for h, n := range c.holds {
			if n > 0 {
				mask |= 1 << h
			}
		}
		held[mask]++
	}
	if len(held) != 4 {
		t.Errorf("sets of holds that occur: %v, expected all four", held)
	}
}

// A membrane without input relaxes to E_L + I*tau/C: an independent value.
func TestLIFExpFixedPoint(t *testing.T) {
	s := LIFExp()
	d := Expand(s)
	c := newCell(s.Programs[0], &d.Populations[0], 100, step)
	c.env.Inputs[0] = 100
	for k := int64(0); k < 5000; k++ {
		c.advance(k)
	}
	if want := -70 + 100*10/(250+0.37*100); c.env.States[0]-want > 1e-9 || want-c.env.States[0] > 1e-9 {
		t.Errorf("V = %v, expected %v", c.env.States[0], want)
	}
}

func TestBlocksAreWellFormed(t *testing.T) {
	for name, build := range studies {
		p := build().Programs[0]
		if len(p.Integrate.Variants) != 1<<len(p.Holds) || len(p.Arrive) != len(p.Ports) {
			t.Errorf("%s: %d variants for %d holds, %d blocks for %d ports", name, len(p.Integrate.Variants), len(p.Holds), len(p.Arrive), len(p.Ports))
		}
		blocks := append([]program.Block{p.Integrate.Common, p.Derive.Direct}, p.Arrive...)
		for _, v := range p.Integrate.Variants {
			blocks = append(blocks, v.Block)
		}
		for _, c := range p.Conditions {
			blocks = append(blocks, c.Test, c.Action)
		}
		for _, b := range blocks {
			for i, in := range b.Instrs {
				for _, r := range []program.Ref{in.A, in.B, in.C} {
					if int(r) >= i {
						t.Errorf("%s: value %d uses %d", name, i, r)
					}
				}
			}
		}
	}
}

func TestWriteData(t *testing.T) {
	folder := t.TempDir()
	if err := WriteData(folder, LIFExp()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Synapses []struct {
			Count int
			Pre   struct{ File string }
		}
	}
	if err := json.Unmarshal(text, &m); err != nil || len(m.Synapses) != 9 {
		t.Fatalf("%v, %d groups of synapses", err, len(m.Synapses))
	}
	st, err := os.Stat(filepath.Join(folder, m.Synapses[0].Pre.File))
	if err != nil || st.Size() != int64(4*m.Synapses[0].Count) {
		t.Errorf("%v: %v", err, st)
	}
}

// Compare finds a spike that is one step late.
func TestCompareNoticesAStep(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "spikes.csv"), []byte("segment,population,index,step,time_ms\n,exc,0,1,0.1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Compare(folder, LIFDelta()); err == nil {
		t.Error("a wrong spike passed")
	}
}
