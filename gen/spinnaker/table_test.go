package spinnaker

import (
	"flag"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
)

var update = flag.Bool("update", false, "measure anew what README.md says")

// tableHead begins the table of README.md.
const tableHead = "| neuron | method | spikes | in double precision | mean shift ms | largest difference mV | operations | code B | instructions |\n|---|---|---|---|---|---|---|---|---|\n"

// row is a line of the table.
type row struct {
	name, method      string
	spikes, reference int
	shift, difference float64
	operations        int
	code              int
	instructions      int64
}

// text is a line; what is measured on an ARM stands at its end.
func (r row) text() string {
	return fmt.Sprintf("| %s | %s | %d | %d | %.2g | %.1g | %d |", r.name, r.method, r.spikes, r.reference, r.shift, r.difference, r.operations)
}

// TestTable: what the README says of drift is so. With -update sizes and
// instructions are measured too, which takes minutes.
func TestTable(t *testing.T) {
	rows := driftRows(t)
	page := gentest.ReadPart(t, "table")
	if *update {
		need(t, tools[1].needs)
		table := tableHead
		for i, k := range kinds {
			p := prepare(t, alone(k, 1))
			p.harness(t, 1)
			table += fmt.Sprintf("%s %d | %d |\n", rows[i].text(), p.codeSizes(t)[0], p.perStep(t, k))
		}
		page.Write(t, table)
		return
	}
	lines := strings.Split(strings.TrimPrefix(page.Text, tableHead), "\n")
	for i, r := range rows {
		if i >= len(lines) || !strings.HasPrefix(lines[i], r.text()) {
			t.Errorf("README.md does not say\n%s", r.text())
		}
	}
}

// driftRows runs all kinds of neurons in both arithmetics.
func driftRows(t *testing.T) []row {
	t.Helper()
	p := prepare(t, during(zoo(), 10000))
	s := p.form.Study
	got := p.form.Twin(p.image, false, nil)
	want, err := interp.Run(t.Context(), s, p.net)
	if err != nil {
		t.Fatal(err)
	}
	x, y := make([]trains, len(s.Network.Populations)), make([]trains, len(s.Network.Populations))
	for i := range x {
		x[i], y[i] = trains{}, trains{}
	}
	for _, a := range got.Spikes {
		x[a.Population][a.Index] = append(x[a.Population][a.Index], a.Step)
	}
	for _, a := range want.Spikes {
		y[a.Population][a.Index] = append(y[a.Population][a.Index], a.Step)
	}
	var rows []row
	for i := range s.Network.Populations {
		pop := &s.Network.Populations[i]
		if pop.Program == nil {
			continue
		}
		r := row{name: strings.TrimPrefix(pop.Name, "p_"), method: pop.Program.Method, spikes: x[i].count(), reference: y[i].count()}
		_, r.shift = compareTrains(x[i], y[i], pop.N, s.Timeline.Step)
		r.difference = p.difference(i, got, want, y[i])
		for j, q := range s.Programs {
			if q == pop.Program {
				r.operations = p.form.Notes[j].Operations
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// difference is the largest difference of the first neuron's trace before its first
// spike.
func (p *prepared) difference(population int, got *Result, want *interp.Result, spikes trains) float64 {
	first := int64(math.MaxInt64)
	if len(spikes[0]) > 0 {
		first = spikes[0][0]
	}
	n, worst := 0, 0.0
	for i, r := range p.form.Study.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		if r.Population == population {
			format := p.form.ProgramOf(population).Observe[r.Observable].Format
			for k, w := range got.Traces[n] {
				if int64(k)*r.Every >= first {
					break
				}
				worst = max(worst, math.Abs(format.Float(w)-want.Traces[i][0][k]))
			}
		}
		n++
	}
	return worst
}

// TestEstimates: the sizes and cycles of the fit report are those that were
// measured, within a factor of 1.6.
func TestEstimates(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		_, line, ok := strings.Cut(string(data), "\n| "+k.kind+" |")
		line, _, _ = strings.Cut(line, "\n")
		cells := strings.Split(line, "|")
		if !ok || len(cells) < 9 {
			t.Errorf("README.md has no line for %s", k.kind)
			continue
		}
		bytes, err1 := strconv.Atoi(strings.TrimSpace(cells[6]))
		count, err2 := strconv.Atoi(strings.TrimSpace(cells[7]))
		if err1 != nil || err2 != nil {
			t.Fatal(line)
		}
		p := prepare(t, alone(k, 1)).form.Programs[0]
		t.Logf("%s: code %d of %d, instructions %d of %d", k.kind, codeBytes(p), bytes, cycles(p)*4/5, count)
		if r := float64(codeBytes(p)) / float64(bytes); r < 1/1.6 || r > 1.6 {
			t.Errorf("%s: %d bytes of code are estimated, %d measured", k.kind, codeBytes(p), bytes)
		}
		if r := float64(cycles(p)) / 1.25 / float64(count); r < 1/1.6 || r > 1.6 {
			t.Errorf("%s: %d instructions are estimated, %d measured", k.kind, cycles(p)*4/5, count)
		}
	}
}
