package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// progress returns a function that shows what is being done on one line of a
// terminal, from half a second on; "" clears the line. Elsewhere, and with --quiet,
// it is silent. step is the step of a simulation in ms, 0 where there is none.
func (a *app) progress(step float64) func(what string, done, total int64) {
	if !a.Terminal || a.quiet {
		return func(string, int64, int64) {}
	}
	m := &meter{out: a.Err, step: step, now: time.Now}
	return m.hear
}

// meter is a line that says how far something is.
type meter struct {
	out   io.Writer
	step  float64
	now   func() time.Time
	mutex sync.Mutex
	what  string
	begin time.Time // of what
	from  int64     // done at its beginning
	last  time.Time // when the line was written
	shown bool
}

// Times of the meter.
const (
	patience = 500 * time.Millisecond // before a line appears
	pause    = 100 * time.Millisecond // between two lines
)

func (m *meter) hear(what string, done, total int64) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	now := m.now()
	if what != m.what {
		m.what, m.begin, m.from = what, now, done
	}
	switch {
	case what == "":
		if m.shown {
			fmt.Fprint(m.out, "\r\x1b[K")
		}
		m.shown = false
	case now.Sub(m.begin) < patience || now.Sub(m.last) < pause:
	default:
		fmt.Fprintf(m.out, "\r\x1b[K%s", m.line(done, total, now.Sub(m.begin)))
		m.shown, m.last = true, now
	}
}

// cells is the length of the bar.
const cells = 20

// line is a bar, where the total is known, and of a simulation biological time,
// seconds of computing per biological second, and the time that is left.
func (m *meter) line(done, total int64, spent time.Duration) string {
	if total <= 0 {
		return m.what + " …"
	}
	done = min(done, total)
	full := int(cells * done / total)
	text := fmt.Sprintf("%s [%s%s] %d %%", m.what, strings.Repeat("=", full), strings.Repeat(" ", cells-full), 100*done/total)
	since := done - m.from
	if since <= 0 {
		return text
	}
	if m.step > 0 && m.what == "simulating" {
		text += fmt.Sprintf(", %.0f of %.0f ms, %.3g s/s", float64(done)*m.step, float64(total)*m.step, spent.Seconds()/(float64(since)*m.step/1000))
	}
	left := time.Duration(float64(spent) * float64(total-done) / float64(since))
	return text + ", " + clock(left) + " left"
}

// clock is a time in minutes and seconds, or hours.
func clock(d time.Duration) string {
	s := int64(d.Seconds() + 0.5)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
