package lower

import (
	"bytes"
	"encoding/base64"
	"math"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/runtime/record"
)

// FuzzColumns: no file of numbers beside a model makes the reader panic, and what it
// accepts are columns of one length with finite numbers.
func FuzzColumns(f *testing.F) {
	numpy, err := base64.StdEncoding.DecodeString(byNumpy)
	if err != nil {
		f.Fatal(err)
	}
	var own bytes.Buffer
	err = record.WriteNPZ(&own, []record.Array{{Name: "pre", Shape: []int{2}, Ints: []int64{0, 1}}, {Name: "post", Shape: []int{2}, Reals: []float64{1, 0}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(true, numpy)
	f.Add(true, own.Bytes())
	f.Add(false, []byte("pre,post,weight\n0,1,2.5\n# a comment\n1,0,-1e3\n"))
	f.Add(false, []byte("\ufeffpre, post\n\"0\",1\n"))
	f.Add(false, []byte("time,value\n0,nan\n"))
	f.Fuzz(func(t *testing.T, zipped bool, data []byte) {
		name := "x.csv"
		if zipped {
			name = "x.npz"
		}
		for _, needed := range [][]string{{"pre", "post"}, {"time", "value"}, {"x"}} {
			l := &lowerer{data: map[string][]byte{name: data}}
			c, ok := l.file(&ast.String{Value: name}, needed, []string{"weight", "y"})
			if ok == l.list.HasErrors() {
				t.Fatalf("it is taken: %v, and %d errors are told", ok, len(l.list))
			}
			if !ok {
				continue
			}
			for column, list := range c.col {
				if len(list) != c.n {
					t.Errorf("%s has %d of %d numbers", column, len(list), c.n)
				}
				for _, v := range list {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						t.Errorf("%s holds %v", column, v)
					}
				}
			}
			for _, column := range needed {
				if c.col[column] == nil {
					t.Errorf("there is no %s", column)
				}
			}
		}
	})
}
