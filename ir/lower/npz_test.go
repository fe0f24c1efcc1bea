package lower

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/nngen/nngen/runtime/record"
)

// Written by numpy 2.3.5: numpy.savez_compressed(f, time=numpy.array([0, 10], "i4"),
// value=numpy.array([1.5, -2], "f4")).
const byNumpy = `UEsDBC0AAAAIAAAAIQB60bQk//////////8IABQAdGltZS5ucHkBABAAiAAAAAAAAABIAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6mjoKtQoUAC4GIAARAFBLAwQtAAAACAAAACEA1kNLBf//////////CQAUAHZhbHVlLm5weQEAEACIAAAAAAAAAEsAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQALgaGA/YMQAIAUEsBAi0DLQAAAAgAAAAhAHrRtCRIAAAAiAAAAAgAAAAAAAAAAAAAAIABAAAAAHRpbWUubnB5UEsBAi0DLQAAAAgAAAAhANZDSwVLAAAAiAAAAAkAAAAAAAAAAAAAAIABggAAAHZhbHVlLm5weVBLBQYAAAAAAgACAG0AAAAIAQAAAAA=`

func TestArraysOfNumpy(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(byNumpy)
	if err != nil {
		t.Fatal(err)
	}
	c, err := columnsOf(data, []string{"time", "value"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.n != 2 || c.col["time"][1] != 10 || c.col["value"][0] != 1.5 || c.col["value"][1] != -2 {
		t.Errorf("%+v", c)
	}
}

func TestArraysOfOwn(t *testing.T) {
	npz := func(list ...record.Array) []byte {
		var b bytes.Buffer
		if err := record.WriteNPZ(&b, list); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	pre := record.Array{Name: "pre", Shape: []int{3}, Ints: []int64{0, 1, 2}}
	post := record.Array{Name: "post", Shape: []int{3}, Ints: []int64{2, 1, 0}}
	c, err := columnsOf(npz(pre, post, record.Array{Name: "weight", Shape: []int{3}, Reals: []float64{1, 2.5, -3}}), []string{"pre", "post"}, []string{"weight"})
	if err != nil || c.n != 3 || c.col["weight"][1] != 2.5 || c.col["post"][0] != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	for _, x := range []struct {
		data []byte
		want string
	}{
		{[]byte("pre,post"), "zip"},
		{npz(pre), "no array post"},
		{npz(pre, record.Array{Name: "post", Shape: []int{2}, Ints: []int64{1, 1}}), "another one"},
		{npz(pre, post, record.Array{Name: "w", Shape: []int{3}, Ints: []int64{1, 1, 1}}), `"w" is none of`},
		{npz(pre, record.Array{Name: "post", Shape: []int{1, 3}, Ints: []int64{1, 1, 1}}), "not one row"},
	} {
		if _, err := columnsOf(x.data, []string{"pre", "post"}, nil); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%v does not contain %q", err, x.want)
		}
	}
}
