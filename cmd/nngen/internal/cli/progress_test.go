package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestMeter: lines come late and not too often, and say biological time, seconds
// per biological second and what is left.
func TestMeter(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(1000, 0)
	m := &meter{out: &out, step: 0.1, now: func() time.Time { return now }}
	after := func(d time.Duration, what string, done, total int64) string {
		now = now.Add(d)
		out.Reset()
		m.hear(what, done, total)
		return strings.TrimPrefix(out.String(), "\r\x1b[K")
	}
	for _, c := range []struct {
		after time.Duration
		what  string
		done  int64
		total int64
		want  string
	}{
		{0, "building the network", 0, 0, ""},
		{time.Second, "building the network", 0, 0, "building the network …"},
		{time.Second, "building the network", 50, 200, "building the network [=====               ] 25 %, 0:06 left"},
		{50 * time.Millisecond, "building the network", 51, 200, ""},
		{time.Second, "simulating", 0, 10000, ""},
		{400 * time.Millisecond, "simulating", 1000, 10000, ""},
		{600 * time.Millisecond, "simulating", 2500, 10000, "simulating [=====               ] 25 %, 250 of 1000 ms, 4 s/s, 0:03 left"},
		{99 * time.Second, "simulating", 5000, 10000, "simulating [==========          ] 50 %, 500 of 1000 ms, 200 s/s, 1:40 left"},
		{time.Hour, "simulating", 5001, 10000, "simulating [==========          ] 50 %, 500 of 1000 ms, 7.4e+03 s/s, 1:01:39 left"},
		{0, "", 0, 0, "\r\x1b[K"},
		{0, "", 0, 0, ""},
	} {
		want := strings.TrimPrefix(c.want, "\r\x1b[K")
		if got := after(c.after, c.what, c.done, c.total); got != want {
			t.Errorf("%s %d of %d: %q instead of %q", c.what, c.done, c.total, got, want)
		}
	}
	for _, a := range []*app{{World: World{Err: &out}}, {World: World{Err: &out, Terminal: true}, quiet: true}} {
		p := a.progress(0.1)
		out.Reset()
		for range 20 {
			p("simulating", 1, 2)
			time.Sleep(pause / 3)
		}
		if out.Len() > 0 {
			t.Errorf("no terminal or --quiet, and yet %q", out.String())
		}
	}
}
