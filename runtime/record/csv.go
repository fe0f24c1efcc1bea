package record

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
)

// Spike is one spike of element Index of a population, stamped Step.
type Spike struct {
	Segment    string
	Population string
	Index      int
	Step       int64
}

// Trace are the samples of one variable of one element, at steps 0, Every,
// 2*Every, ….
type Trace struct {
	Segment    string
	Population string
	Index      int
	Variable   string
	Unit       string
	Every      int64 // not known after reading
	Values     []float64
}

// The first lines of the files.
const (
	spikesHeader  = "segment,population,index,step,time_ms"
	tracesHeader  = "segment,population,index,variable,unit,time_ms,value"
	weightsHeader = "segment,projection,pre,post,variable,unit,time_ms,value"
)

// Milliseconds is step*h, rounded to 1e-9.
func Milliseconds(step int64, h float64) float64 {
	return math.Round(float64(float64(step)*h)*1e9) / 1e9
}

// Number writes x with the fewest digits that read back as x.
func Number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// quote writes a field of a CSV file (RFC 4180).
func quote(s string) string {
	if strings.ContainsAny(s, "\",\r\n") || s != strings.TrimSpace(s) {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// WriteSpikes writes spikes.csv in the order of the spikes; h is the step in ms.
// There may be millions: texts are made anew only where they differ from those of
// the line before.
func WriteSpikes(w io.Writer, spikes iter.Seq[Spike], h float64) error {
	b := bufio.NewWriterSize(w, 1<<16)
	b.WriteString(spikesHeader + "\n")
	var last Spike
	var head, time, line []byte
	for s := range spikes {
		if head == nil || s.Population != last.Population || s.Segment != last.Segment {
			head = append(head[:0], quote(s.Segment)+","+quote(s.Population)+","...)
		}
		if time == nil || s.Step != last.Step {
			time = append(strconv.AppendInt(append(time[:0], ','), s.Step, 10), ","+Number(Milliseconds(s.Step, h))+"\n"...)
		}
		line = append(strconv.AppendInt(append(line[:0], head...), int64(s.Index), 10), time...)
		b.Write(line)
		last = s
	}
	return b.Flush()
}

// WriteTraces writes traces.csv in the order of the list; h is the step in ms.
func WriteTraces(w io.Writer, traces []Trace, h float64) error {
	b := bufio.NewWriter(w)
	b.WriteString(tracesHeader + "\n")
	for _, t := range traces {
		head := fmt.Sprintf("%s,%s,%d,%s,%s,", quote(t.Segment), quote(t.Population), t.Index, quote(t.Variable), quote(t.Unit))
		for k, x := range t.Values {
			b.WriteString(head + Number(Milliseconds(int64(k)*t.Every, h)) + "," + Number(x) + "\n")
		}
	}
	return b.Flush()
}

// Weights are the samples of one variable of the connections of one projection:
// of the connection from source Pre[i] to target Post[i], counted within their
// populations, at steps
// 0, Every, 2*Every, ….
type Weights struct {
	Segment    string
	Projection string
	Variable   string
	Unit       string
	Every      int64
	Pre, Post  []uint32
	Values     [][]float64 // per sample and connection
}

// WriteWeights writes weights.csv in the order of the list; h is the step in ms.
func WriteWeights(w io.Writer, list []Weights, h float64) error {
	b := bufio.NewWriter(w)
	b.WriteString(weightsHeader + "\n")
	for _, x := range list {
		for k, row := range x.Values {
			for i, v := range row {
				fmt.Fprintf(b, "%s,%s,%d,%d,%s,%s,%s,%s\n", quote(x.Segment), quote(x.Projection), x.Pre[i], x.Post[i], quote(x.Variable), quote(x.Unit), Number(Milliseconds(int64(k)*x.Every, h)), Number(v))
			}
		}
	}
	return b.Flush()
}

// finalHeader is the first line of final.csv.
const finalHeader = "synapses,row,weight"

// WriteFinal writes final.csv: the weights at the end of sets of plastic
// synapses, by number of the set and row; nil for static ones.
func WriteFinal(w io.Writer, weights [][]float64) error {
	b := bufio.NewWriter(w)
	b.WriteString(finalHeader + "\n")
	for j, list := range weights {
		for row, x := range list {
			fmt.Fprintf(b, "%d,%d,%s\n", j, row, Number(x))
		}
	}
	return b.Flush()
}

// ReadFinal reads final.csv: a list for each set that occurs, by its number.
// Rows must be complete and in order.
func ReadFinal(r io.Reader) (map[int][]float64, error) {
	list := map[int][]float64{}
	err := rows(r, finalHeader, func(f []string) error {
		j, err1 := strconv.Atoi(f[0])
		row, err2 := strconv.Atoi(f[1])
		x, err3 := strconv.ParseFloat(f[2], 64)
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		if row != len(list[j]) {
			return fmt.Errorf("row %d of synapses %d stands where row %d should", row, j, len(list[j]))
		}
		list[j] = append(list[j], x)
		return nil
	})
	return list, err
}

// ReadWeights reads weights.csv. Every and the ids are those of the file; samples
// of one projection and variable must stand together.
func ReadWeights(r io.Reader) ([]Weights, error) {
	var list []Weights
	last := ""
	err := rows(r, weightsHeader, func(f []string) error {
		pre, err1 := strconv.ParseUint(f[2], 10, 32)
		post, err2 := strconv.ParseUint(f[3], 10, 32)
		x, err3 := strconv.ParseFloat(f[7], 64)
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		n := len(list)
		if n == 0 || list[n-1].Segment != f[0] || list[n-1].Projection != f[1] || list[n-1].Variable != f[4] {
			list, last = append(list, Weights{Segment: f[0], Projection: f[1], Variable: f[4], Unit: f[5]}), ""
			n++
		}
		w := &list[n-1]
		if f[6] != last {
			w.Values, last = append(w.Values, nil), f[6]
		}
		k := len(w.Values) - 1
		w.Values[k] = append(w.Values[k], x)
		if k == 0 {
			w.Pre, w.Post = append(w.Pre, uint32(pre)), append(w.Post, uint32(post))
		}
		return nil
	})
	return list, err
}

// rows reads a CSV file with the given first line and calls f with every other
// line.
func rows(r io.Reader, header string, f func(fields []string) error) error {
	c := csv.NewReader(bufio.NewReaderSize(r, 1<<16))
	c.ReuseRecord = true
	fields := strings.Split(header, ",")
	c.FieldsPerRecord = len(fields)
	for line := 1; ; line++ {
		got, err := c.Read()
		switch {
		case err == io.EOF && line > 1:
			return nil
		case err == io.EOF:
			return fmt.Errorf("the file is empty; its first line should be %s", header)
		case err != nil:
			return err
		case line == 1:
			if strings.Join(got, ",") != header {
				return fmt.Errorf("line 1 is not %s", header)
			}
			continue
		}
		if err := f(got); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// ReadSpikes reads spikes.csv.
func ReadSpikes(r io.Reader) ([]Spike, error) {
	var list []Spike
	names := intern{}
	err := rows(r, spikesHeader, func(f []string) error {
		index, err := strconv.Atoi(f[2])
		step, err2 := strconv.ParseInt(f[3], 10, 64)
		_, err3 := strconv.ParseFloat(f[4], 64)
		if err := errors.Join(err, err2, err3); err != nil {
			return err
		}
		if index < 0 || step < 1 {
			return fmt.Errorf("element %d spikes at step %d", index, step)
		}
		list = append(list, Spike{names.of(f[0]), names.of(f[1]), index, step})
		return nil
	})
	return list, err
}

// ReadTraces reads traces.csv. Samples of one element and variable stand
// together.
func ReadTraces(r io.Reader) ([]Trace, error) {
	var list []Trace
	names := intern{}
	last := math.Inf(1)
	err := rows(r, tracesHeader, func(f []string) error {
		index, err := strconv.Atoi(f[2])
		ms, err2 := strconv.ParseFloat(f[5], 64)
		x, err3 := strconv.ParseFloat(f[6], 64)
		if err := errors.Join(err, err2, err3); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].Index != index || list[n-1].Variable != f[3] || list[n-1].Population != f[1] || list[n-1].Segment != f[0] || !(ms > last) {
			// Time that begins anew is another record of the same variable.
			list = append(list, Trace{Segment: names.of(f[0]), Population: names.of(f[1]), Index: index, Variable: names.of(f[3]), Unit: names.of(f[4])})
		}
		t := &list[len(list)-1]
		t.Values, last = append(t.Values, x), ms
		return nil
	})
	return list, err
}

// intern keeps one copy of each name.
type intern map[string]string

func (m intern) of(s string) string {
	if t, ok := m[s]; ok {
		return t
	}
	s = strings.Clone(s)
	m[s] = s
	return s
}
