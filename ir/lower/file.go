package lower

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// columns are the numbers of a file by the name of their column.
type columns struct {
	at   ast.Expr // where the model names the file
	name string
	n    int
	col  map[string][]float64
}

// file reads comma separated values, whose first line names the columns, or the
// arrays of a .npz file of numpy; needed columns must be there, others of known
// may.
func (l *lowerer) file(x ast.Expr, needed, known []string) (*columns, bool) {
	s, ok := x.(*ast.String)
	help := "its first line is `" + strings.Join(needed, ",") + "`, and each line after it has one number for each of them"
	bad := func(name, format string, args ...any) (*columns, bool) {
		l.list.Add(diag.DataFile(x.Span(), name, fmt.Sprintf(format, args...), help))
		return nil, false
	}
	if !ok {
		return bad("this", "a file is named by text in double quotes")
	}
	text, seen := l.data[s.Value]
	if !seen {
		if l.readAs == nil {
			return bad(s.Value, "this model has no files")
		}
		var err error
		if text, err = l.readAs(s.Value); err != nil {
			help = "put it beside the model"
			return bad(s.Value, "%v", err)
		}
		l.data[s.Value] = text
	}
	if strings.HasSuffix(s.Value, ".npz") {
		help = "save arrays of one length and one dimension: `numpy.savez(\"" + s.Value + "\", " + strings.Join(needed, "=…, ") + "=…)`"
		c, err := columnsOf(text, needed, known)
		if err != nil {
			return bad(s.Value, "%v", err)
		}
		c.at, c.name = x, s.Value
		return c, true
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment, r.TrimLeadingSpace = '#', true
	header, err := r.Read()
	if err != nil {
		return bad(s.Value, "it has no first line")
	}
	c := &columns{at: x, name: s.Value, col: map[string][]float64{}}
	for i, h := range header {
		header[i] = strings.TrimSpace(h)
		if !slices.Contains(needed, header[i]) && !slices.Contains(known, header[i]) {
			return bad(s.Value, "its column %q is none of %s", header[i], strings.Join(append(slices.Clone(needed), known...), ", "))
		}
		if c.col[header[i]] != nil {
			return bad(s.Value, "it has two columns %s", header[i])
		}
		c.col[header[i]] = []float64{}
	}
	for _, need := range needed {
		if c.col[need] == nil {
			return bad(s.Value, "it has no column %s", need)
		}
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return c, true
		}
		if err != nil {
			return bad(s.Value, "%v", err)
		}
		for i, cell := range row {
			v, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
			if line, _ := r.FieldPos(i); err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return bad(s.Value, "line %d has %q for %s, which is no number", line, cell, header[i])
			}
			c.col[header[i]] = append(c.col[header[i]], v)
		}
		c.n++
	}
}

// listFile reads connections: columns pre and post, and perhaps weight, in the
// unit of the port, and delay, in ms.
func (w *wiring) listFile(x ast.Expr, r *network.Rule, p *network.Projection, u unit.Unit) bool {
	l := w.l
	c, ok := l.file(x, []string{"pre", "post"}, []string{"weight", "delay"})
	if !ok {
		return false
	}
	scale, _ := unit.ToInternal(one, u)
	factor, _ := scale.Float64()
	for k := range c.n {
		pair := network.Pair{Pre: int(c.col["pre"][k]), Post: int(c.col["post"][k])}
		if float64(pair.Pre) != c.col["pre"][k] || float64(pair.Post) != c.col["post"][k] || pair.Pre < 0 || pair.Post < 0 {
			l.list.Add(diag.DataFile(x.Span(), c.name, fmt.Sprintf("connection %d is from %v to %v", k, c.col["pre"][k], c.col["post"][k]), "sources and targets are whole numbers that count from 0"))
			return false
		}
		if weights := c.col["weight"]; weights != nil {
			pair.Weight = weights[k] * factor
		}
		if delays := c.col["delay"]; delays != nil {
			pair.Delay = delays[k]
			if h := w.spec.Step; !(pair.Delay >= h*(1-offGrid)) {
				l.list.Add(diag.DelayTooShort(x.Span(), fmt.Sprintf("%v ms", pair.Delay), ms(h)))
				return false
			} else if pair.Delay/h > maxDelay {
				l.list.Add(diag.DelayTooLong(x.Span(), fmt.Sprintf("%v ms", pair.Delay), ms(h), maxDelay))
				return false
			}
		}
		r.List = append(r.List, pair)
	}
	p.ListedWeight, p.ListedDelay = c.col["weight"] != nil, c.col["delay"] != nil
	return true
}

// places reads the places of n elements: columns x, and perhaps y and z, in um.
func (w *wiring) places(x ast.Expr, n int, out *network.Layout) bool {
	c, ok := w.l.file(x, []string{"x"}, []string{"y", "z"})
	if !ok {
		return false
	}
	if c.n != n {
		w.l.list.Add(diag.DataFile(x.Span(), c.name, fmt.Sprintf("it has %d places for %d elements", c.n, n), "give every element one line"))
		return false
	}
	out.Kind = network.Places
	for k := range n {
		var p network.Point
		for a, name := range [...]string{"x", "y", "z"} {
			if col := c.col[name]; col != nil {
				p[a] = col[k]
			}
		}
		out.List = append(out.List, p)
	}
	return true
}

// digest is the hash of a model with the files of numbers that it has read.
func (l *lowerer) digest(hash string) string {
	if len(l.data) == 0 {
		return hash
	}
	d := sha256.New()
	io.WriteString(d, hash)
	for _, name := range slices.Sorted(maps.Keys(l.data)) {
		fmt.Fprintf(d, "%s\x00%d\x00", name, len(l.data[name]))
		d.Write(l.data[name])
	}
	return hex.EncodeToString(d.Sum(nil))
}
