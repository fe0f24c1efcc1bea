package golden_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// runs is how many runs with different random numbers are averaged.
const runs = 10

// published are numbers that the READMEs of the examples quote from papers: each
// runs an example, perhaps shortened, and looks at its results.
var published = []struct {
	example string
	says    string
	args    []string
	holds   func(r results) (string, bool)
}{
	{"stdp_song_abbott2000", "weights pile up near both bounds (figure 1b)", nil, func(r results) (string, bool) {
		tenth := make([]int, 10)
		for _, w := range r.last("weights.csv") {
			tenth[min(9, int(w/0.015*10))]++
		}
		// The least full of the inner tenths is a valley between two peaks.
		valley := tenth[1]
		for _, n := range tenth[2:9] {
			valley = min(valley, n)
		}
		return "connections by tenths of the largest weight: " + strings.Trim(fmt.Sprint(tenth), "[]"),
			tenth[0] > 2*valley && 2*tenth[9] > 3*valley
	}},
	{"stdp_song_abbott2000", "the rate grows much less than it would without learning (figure 2)", []string{"--set", "lambda=0.04", "--time", "40 s", "--set", "rate=40 Hz"}, func(r results) (string, bool) {
		first, last := r.rate("cell", 0, 1000), r.rate("cell", 30000, 40000)
		return fmt.Sprint(first) + " Hz in the first second, " + fmt.Sprint(last) + " Hz in the last ten", first > 180 && last < 80 && last > 20
	}},
	{"vogels2011", "inhibitory plasticity brings excitatory rates down to what the rule asks for (figure 4)", nil, func(r results) (string, bool) {
		first, last := r.rate("exc", 0, 250)/1600, r.rate("exc", 4000, 5000)/1600
		return fmt.Sprintf("%.1f Hz at first, %.1f Hz in the last second", first, last), first > 30 && last > 2 && last < 6
	}},
	{"brunel_wang2001", "a memory of the cue (figure 6b)", nil, func(r results) (string, bool) {
		kept, other := r.rate("sel1", 2000, 3000)/80, r.rate("sel2", 2000, 3000)/80
		return fmt.Sprintf("%.1f Hz in the first group and %.1f Hz in the second", kept, other), kept > 15 && kept < 40 && other < 5
	}},
	{"brunel_wang2001", "rates without a cue are those of another program", []string{"--experiment", "rates"}, func(r results) (string, bool) {
		var pyramidal, inter, alone, between float64
		for _, row := range r.rows("segments.csv") {
			if n := r.number(row["size"]); row["population"] == "inh" {
				inter += r.number(row["rate Hz"]) / runs
			} else {
				pyramidal += r.number(row["rate Hz"]) * n / 800 / runs
			}
		}
		for seed := range uint64(runs) {
			x, y := memory(seed, 1000)
			alone, between = alone+x/runs, between+y/runs
		}
		// Runs differ by 0.27 and 0.46 Hz (standard deviations of twelve of either).
		z := max(math.Abs(pyramidal-alone)/0.27, math.Abs(inter-between)/0.46) / math.Sqrt(2./runs)
		return fmt.Sprintf("%.2f and %.2f Hz instead of %.2f and %.2f Hz, %.1f standard errors", pyramidal, inter, alone, between, z), z < 3
	}},
	{"brunel_wang2001", "no memory without a cue", []string{"--experiment", "no_cue"}, func(r results) (string, bool) {
		rate := r.rate("sel1", 2000, 3000) / 80
		return fmt.Sprintf("%.1f Hz", rate), rate < 5
	}},
	{"f_I", "the rate is that of the formula in every segment", nil, func(r results) (string, bool) {
		worst, count := 0.0, 0
		for _, row := range r.rows("segments.csv") {
			current := r.number(strings.TrimSuffix(row["I"], " pA"))
			want := 0.0
			if v := 10*current/250 - 15; v > 0 { // mV above the threshold
				want = 1000 / (2 + 10*math.Log((v+15)/v))
			}
			worst, count = max(worst, math.Abs(r.number(row["rate Hz"])-want)), count+1
		}
		// One spike more or less in 1.5 s, and the grid of 0.01 ms.
		return fmt.Sprintf("%d segments, at most %.2f Hz apart", count, worst), count == 11 && worst < 1/1.5+0.1
	}},
	{"izhikevich2003", "the scheme of the printed program gives the rates of the program", []string{"--experiment", "program"}, func(r results) (string, bool) {
		e, i := r.rate("exc", 0, 2000)/800, r.rate("inh", 0, 2000)/200
		var wantE, wantI float64
		for seed := range uint64(4) {
			x, y := cortex(seed, 0, 2000)
			wantE, wantI = wantE+x/4, wantI+y/4
		}
		// Ten runs of either differ by 0.06 and 0.12 Hz (standard deviations).
		return fmt.Sprintf("%.2f and %.2f Hz instead of %.2f and %.2f Hz", e, i, wantE, wantI), math.Abs(e-wantE) < 0.3 && math.Abs(i-wantI) < 0.6
	}},
	{"izhikevich2003", "the equations have rates a fifth above those of the program", []string{"--time", "2 s"}, func(r results) (string, bool) {
		e, i := r.rate("exc", 0, 2000)/800, r.rate("inh", 0, 2000)/200
		return fmt.Sprintf("%.2f and %.2f Hz", e, i), e > 8 && e < 9.5 && i > 8 && i < 10.5
	}},
	{"izhikevich2007", "the connection whose pairs are rewarded a second later grows to its bound (figure 1)", nil, func(r results) (string, bool) {
		first, others, most := r.weights(1800, 2200)
		return fmt.Sprintf("from 1800 to 2200 s the first connection has %.2f mV, the others %.2f mV, at most %.2f mV", first, others, most), first > 3.8 && others < 1.8
	}},
	{"izhikevich2007", "and stays at nothing without rewards", []string{"--experiment", "unrewarded"}, func(r results) (string, bool) {
		first, others, most := r.weights(1800, 2400)
		return fmt.Sprintf("the first connection has %.2f mV, the others %.2f mV, at most %.2f mV", first, others, most), first < 0.1 && others > 1
	}},
	{"izhikevich2007", "one pair and one reward have a change in closed form", []string{"--experiment", "one"}, func(r results) (string, bool) {
		both := 1 / (1./1000 + 1./200) // ms
		want := 1 + 0.1*math.Exp(-11./20)*math.Exp(-(1100.-111)/1000)*10/200*both*-math.Expm1(-3900/both)
		rows := r.rows("weights.csv")
		got := math.NaN()
		for _, row := range rows {
			if row["variable"] == "w" {
				got = r.number(row["value"])
			}
		}
		return fmt.Sprintf("%.12f mV of %.12f mV", got, want), math.Abs(got-want) < 1e-12
	}},
	{"hh_coba", "activity sustains itself and is irregular", nil, func(r results) (string, bool) { return sustained(r, 150, 250, 10, 80, 0.6) }},
	{"adex_patterns", "eight patterns of firing (figure 4)", nil, func(r results) (string, bool) {
		isi := map[string][]float64{}
		var found []string
		for _, name := range []string{"tonic", "adapting", "initial_burst", "bursting", "accelerating", "delayed_bursting", "transient", "irregular"} {
			times := r.trains(name)["0"]
			for k := range len(times) - 1 {
				isi[name] = append(isi[name], times[k+1]-times[k])
			}
			found = append(found, fmt.Sprintf("%s %.1f", name, isi[name][:min(6, len(isi[name]))]))
		}
		shrinks := func(list []float64) bool {
			for k := range len(list) - 1 {
				if list[k+1] > list[k]+0.1 {
					return false
				}
			}
			return true
		}
		grows := func(list []float64) bool {
			for k := range len(list) - 1 {
				if list[k+1] < list[k]-0.2 {
					return false
				}
			}
			return true
		}
		late := func(name string) []float64 { return isi[name][len(isi[name])/2:] }
		groups := func(list []float64, longest float64) bool { // short intervals and long ones, nothing between
			short, long := 0, 0
			for _, x := range list {
				switch {
				case x < longest:
					short++
				case x > 3*longest:
					long++
				default:
					return false
				}
			}
			return short > 1 && long > 1
		}
		distinct := map[int]bool{}
		for _, x := range late("irregular") {
			distinct[int(x)] = true
		}
		return strings.Join(found, "; "), variation(r.trains("tonic")["0"][5:]) < 0.02 && isi["tonic"][1] > 0.9*late("tonic")[0] &&
			grows(isi["adapting"]) && isi["adapting"][6] > 4*isi["adapting"][0] &&
			isi["initial_burst"][0] < 5 && grows(isi["initial_burst"][:4]) && isi["initial_burst"][5] > 50 &&
			groups(isi["bursting"], 10) && shrinks(isi["accelerating"]) && r.trains("accelerating")["0"][0] > 30 &&
			groups(isi["delayed_bursting"], 12) && r.trains("delayed_bursting")["0"][0] > 50 &&
			len(isi["transient"]) < 4 && r.trains("transient")["0"][0] < 100 && len(distinct) > 6
	}},
	{"triplet", "changes of the weight are those measured (Sjostrom et al. 2001), as closely as the rule was fitted", nil, func(r results) (string, bool) {
		measured := map[string][]float64{"pre_post": {-0.04, 0.14, 0.29, 0.53, 0.56}, "post_pre": {-0.29, -0.41, -0.34, 0.56, 0.75}}
		deviation := map[string][]float64{"pre_post": {0.05, 0.10, 0.14, 0.11, 0.26}, "post_pre": {0.08, 0.11, 0.10, 0.32, 0.19}}
		worst, mean, count := 0.0, 0.0, 0
		for _, row := range r.rows("connections.csv") {
			k := int(r.number(row["segment"]))
			z := (r.number(row["mean at the end"]) - 1 - measured[row["projection"]][k]) / deviation[row["projection"]][k]
			worst, mean, count = max(worst, math.Abs(z)), mean+z*z/10, count+1
		}
		return fmt.Sprintf("%d changes, at most %.2f standard errors apart, mean square %.3f", count, worst, mean), count == 10 && worst < 1.3 && mean < 0.35
	}},
	{"tsodyks2000", "bursts of virtually the entire network (abstract, figure 1)", nil, func(r results) (string, bool) {
		perMS := make([]int, 5101)
		for _, row := range r.rows("spikes.csv") {
			perMS[int(r.number(row["time_ms"]))]++
		}
		all := 0
		for _, n := range perMS[900:5100] {
			all += n
		}
		trains := r.trains("E")
		var found []string
		good := true
		for t := 900; t < 5085; t++ {
			// A burst is where activity is five times the average of the whole time.
			if perMS[t]*4200 < 5*all {
				continue
			}
			taking := 0
			for _, times := range trains {
				if slices.ContainsFunc(times, func(x float64) bool { return x >= float64(t-10) && x < float64(t+20) }) {
					taking++
				}
			}
			found = append(found, fmt.Sprintf("%d of 400 at %d ms", taking, t))
			good = good && taking > 350
			t += 100
		}
		return strings.Join(found, ", "), good && len(found) == 4
	}},
	{"spatial", "a wave spreads at the velocity of conduction", nil, func(r results) (string, bool) {
		trains := r.trains("layer")
		first := func(row, column int) float64 { return trains[fmt.Sprint(41*row+column)][0] }
		worst := 0.0
		for k := range 20 {
			worst = max(worst, math.Abs(first(20, 20+k)-first(20, 20)-0.5*float64(k)), math.Abs(first(20-k, 20)-first(20, 20)-0.5*float64(k)))
		}
		return fmt.Sprintf("%d neurons, at most %.2g ms apart from distance over velocity", len(trains), worst), len(trains) == 41*41 && worst < 1e-9
	}},
	{"pynn_talk", "bursts end by depression", []string{"--time", "300 ms"}, func(r results) (string, bool) {
		rate := r.rate("pE", 0, 300) / 2000
		return fmt.Sprintf("%.1f Hz", rate), rate > 10 && rate < 100
	}},
	{"pynn_talk", "and last without it", []string{"--time", "300 ms", "--set", "tau_rec=100 ms"}, func(r results) (string, bool) {
		rate := r.rate("pE", 0, 300) / 2000
		return fmt.Sprintf("%.1f Hz", rate), rate > 100
	}},
	{"synfire", "every group fires at once, 1.5 ms after the one before it", nil, func(r results) (string, bool) {
		// Twenty currents of 140 pA that decay with 2 ms move V of 250 pF and 10 ms by
		// this much, and 10 mV reach the threshold; the delay is 0.1 ms.
		moved := func(ms float64) float64 {
			return 20 * 140 / 250. * 2 * 10 / (10 - 2) * (math.Exp(-ms/10) - math.Exp(-ms/2))
		}
		step := 1.0
		for moved(0.1*step) < 10 {
			step++
		}
		trains, last := r.trains("neurons"), 10.0 // the volley
		for k := range 200 {
			if k%20 == 0 {
				last += 0.1 * (1 + step)
			}
			if times := trains[fmt.Sprint(k)]; len(times) != 1 || math.Abs(times[0]-last) > 1e-9 {
				return fmt.Sprintf("neuron %d fires at %v instead of %v", k, times, last), false
			}
		}
		return fmt.Sprintf("200 neurons, the last at %v ms", last), len(trains) == 200
	}},
	{"brunel", "the rate is near that of the mean-field theory (equations 4 and 19-21)", nil, func(r results) (string, bool) {
		rate, theory := (r.rate("exc", 100, 500)+r.rate("inh", 100, 500))/10000, meanField(800, 200, 5, 2)
		return fmt.Sprintf("%.1f Hz, in theory %.1f Hz", rate, theory), math.Abs(rate/theory-1) < 0.1
	}},
	{"cuba", "activity sustains itself and is irregular", nil, func(r results) (string, bool) { return sustained(r, 800, 1000, 3, 10, 0.4) }},
	{"coba", "activity sustains itself and is irregular", nil, func(r results) (string, bool) { return sustained(r, 800, 1000, 10, 40, 0.8) }},
	{"winner_take_all", "the pool with the strongest input wins", nil, func(r results) (string, bool) {
		a, b, c := r.rate("A", 100, 400)/24, r.rate("B", 100, 400)/24, r.rate("C", 100, 400)/24
		return fmt.Sprintf("%.0f, %.0f and %.0f Hz", a, b, c), b > 1.5*a && b > 1.5*c
	}},
	{"escape_noise", "the rate is that of the hazard integral in every segment", nil, func(r results) (string, bool) {
		worst, count := 0.0, 0
		for _, row := range r.rows("segments.csv") {
			drive := r.number(strings.TrimSuffix(row["RI"], " mV"))
			hazard, mean := 0.0, 4.0 // ms
			const dt = 1e-3
			for t := dt / 2; hazard < 40; t += dt {
				rho := math.Exp((drive*-math.Expm1(-t/10) - 15) / 2)
				mean += math.Exp(-hazard-rho*dt/2) * dt
				hazard += rho * dt
			}
			// The grid of 0.05 ms, and the standard error of intervals with that CV.
			rate, n := r.number(row["rate Hz"]), r.number(row["spikes"])
			sigma := 0.05/mean + r.number(row["CV of ISI"])/math.Sqrt(n)
			worst, count = max(worst, math.Abs(rate*mean/1000-1)/sigma), count+1
		}
		return fmt.Sprintf("%d segments, at most %.1f standard errors apart", count, worst), count == 8 && worst < 4
	}},
	{"potjans_diesmann2014", "rates are about those of the full network", nil, func(r results) (string, bool) {
		names := []string{"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"}
		size := []float64{2068, 583, 2192, 548, 485, 107, 1440, 295}
		full := []float64{0.971, 2.868, 4.746, 5.396, 8.142, 9.078, 0.991, 7.523}
		var found []string
		good := true
		for k, name := range names {
			rate := r.rate(name, 500, 2000) / size[k]
			found = append(found, fmt.Sprintf("%s %.2f Hz of %.2f", name, rate, full[k]))
			good = good && rate < 1.5*full[k] && full[k] < 1.5*rate
		}
		return strings.Join(found, ", "), good
	}},
}

// sustained looks at a network of Brette et al. (2007): the rate between two times lies
// between two bounds, and the mean coefficient of variation of intervals of excitatory
// neurons is above a third.
func sustained(r results, from, to, low, high, least float64) (string, bool) {
	rate := (r.rate("exc", from, to) + r.rate("inh", from, to)) / 4000
	irregular, count := 0.0, 0
	for _, times := range r.trains("exc") {
		if cv := variation(times); len(times) > 5 {
			irregular, count = irregular+cv, count+1
		}
	}
	irregular /= float64(count)
	return fmt.Sprintf("%.1f Hz in the last %v ms, a coefficient of variation of %.2f", rate, to-from, irregular), rate > low && rate < high && irregular > least
}

// TestPublished checks what the READMEs say of the literature.
func TestPublished(t *testing.T) {
	nngen := command(t)
	for _, p := range published {
		t.Run(p.example+"/"+p.says, func(t *testing.T) {
			out := t.TempDir()
			args := append([]string{"run", filepath.Join("..", "examples", p.example, "model.nn"), "--out", out}, p.args...)
			if _, messages, err := run(t, nngen, args...); err != nil {
				t.Fatalf("%v\n%s", err, messages)
			}
			found, ok := p.holds(results{t, out})
			t.Log(found)
			if !ok {
				t.Errorf("it does not hold: %s", found)
			}
		})
	}
}

// own are the examples that are compared elsewhere, and where, or why they are not.
var own = map[string]string{
	"balanced": "made for the chip, whose digital twin is compared with the model: gen/brainscales",
	"facets":   "made for the chip, whose digital twin is compared with the model: gen/brainscales",
	"lif":      "one neuron in closed form: ir/interp TestAnalyticSpikeTimes",
}

// TestEveryExample: each example has a published number, or another test.
func TestEveryExample(t *testing.T) {
	have := map[string]bool{}
	for _, p := range published {
		have[p.example] = true
	}
	for _, name := range examples(t) {
		if !have[name] && own[name] == "" {
			t.Errorf("nothing of the literature is compared with %s", name)
		}
	}
}

// results are the files of a run.
type results struct {
	t      *testing.T
	folder string
}

// rows reads a CSV file: one map per line, by column.
func (r results) rows(name string) []map[string]string {
	text, err := os.ReadFile(filepath.Join(r.folder, name))
	if err != nil {
		r.t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(lines) < 2 {
		r.t.Fatalf("%s: %v, %d lines", name, err, len(lines))
	}
	var list []map[string]string
	for _, l := range lines[1:] {
		m := map[string]string{}
		for i, column := range lines[0] {
			m[column] = l[i]
		}
		list = append(list, m)
	}
	return list
}

func (r results) number(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		r.t.Fatal(err)
	}
	return x
}

// last are the values of the last sample of a file.
func (r results) last(name string) []float64 {
	rows := r.rows(name)
	end := rows[len(rows)-1]["time_ms"]
	var list []float64
	for _, row := range rows {
		if row["time_ms"] == end {
			list = append(list, r.number(row["value"]))
		}
	}
	return list
}

// weights are the means of the first connection and of all others between two times in
// s, and the largest mean of another.
func (r results) weights(from, to float64) (first, others, most float64) {
	sums, samples := map[string]float64{}, map[string]float64{}
	for _, row := range r.rows("weights.csv") {
		if at := r.number(row["time_ms"]) / 1000; at >= from && at <= to {
			sums[row["pre"]] += r.number(row["value"])
			samples[row["pre"]]++
		}
	}
	for pre, sum := range sums {
		mean := sum / samples[pre]
		if pre == "0" {
			first = mean
			continue
		}
		others, most = others+mean/float64(len(sums)-1), max(most, mean)
	}
	return first, others, most
}

// rate is the number of spikes per second of all neurons of a population between
// two times in ms.
func (r results) rate(population string, from, to float64) float64 {
	n := 0
	for _, row := range r.rows("spikes.csv") {
		if at := r.number(row["time_ms"]); row["population"] == population && at > from && at <= to {
			n++
		}
	}
	return float64(n) / (to - from) * 1000
}

// trains are the times of the spikes of a population, in ms, by element.
func (r results) trains(population string) map[string][]float64 {
	list := map[string][]float64{}
	for _, row := range r.rows("spikes.csv") {
		if row["population"] == population {
			list[row["index"]] = append(list[row["index"]], r.number(row["time_ms"]))
		}
	}
	return list
}

// variation is the coefficient of variation of the intervals between times.
func variation(times []float64) float64 {
	n, mean, square := float64(len(times)-1), 0.0, 0.0
	for k := range len(times) - 1 {
		x := times[k+1] - times[k]
		mean, square = mean+x/n, square+x*x/n
	}
	return math.Sqrt(max(0, square-mean*mean)) / mean
}
