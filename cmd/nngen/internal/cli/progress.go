package cli

import (
	"fmt"
	"sync"
	"time"
)

// progress returns a function that shows what is being done on one line of a
// terminal, from half a second on; "" clears the line. Elsewhere it is silent.
func (a *app) progress() func(what string, done, total int64) {
	if !a.Terminal {
		return func(string, int64, int64) {}
	}
	var mutex sync.Mutex
	begin, shown, last := time.Now(), false, time.Time{}
	return func(what string, done, total int64) {
		mutex.Lock()
		defer mutex.Unlock()
		switch now := time.Now(); {
		case what == "":
			if shown {
				fmt.Fprint(a.Err, "\r\x1b[K")
			}
			begin, shown = now, false
		case now.Sub(begin) < 500*time.Millisecond || now.Sub(last) < 100*time.Millisecond:
		case total > 0:
			fmt.Fprintf(a.Err, "\r\x1b[K%s %d %%", what, 100*done/total)
			shown, last = true, now
		default:
			fmt.Fprintf(a.Err, "\r\x1b[K%s …", what)
			shown, last = true, now
		}
	}
}
