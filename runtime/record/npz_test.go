package record

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"strings"
	"testing"
)

func TestNPZ(t *testing.T) {
	arrays := []Array{
		{Name: "spikes/exc/step", Shape: []int{3}, Ints: []int64{1, -2, 1 << 40}},
		{Name: "traces/exc/V", Shape: []int{2, 2}, Reals: []float64{0.1, math.Inf(1), -0, 1e-300}},
		{Name: "empty", Shape: []int{0}, Ints: []int64{}},
	}
	var a, b bytes.Buffer
	if err := WriteNPZ(&a, arrays); err != nil {
		t.Fatal(err)
	}
	if err := WriteNPZ(&b, arrays); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("two files differ, %v", err)
	}
	z, err := zip.NewReader(bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil || len(z.File) != 3 {
		t.Fatalf("%v, %d files", err, len(z.File))
	}
	for i, want := range []string{"{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2,), }", "{'descr': '<i8', 'fortran_order': False, 'shape': (0,), }"} {
		f, err := z.File[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f)
		if err != nil || z.File[i].Name != arrays[i].Name+".npy" {
			t.Fatalf("%s: %v", z.File[i].Name, err)
		}
		size := int(binary.LittleEndian.Uint16(data[8:]))
		header := string(data[10 : 10+size])
		if string(data[:8]) != "\x93NUMPY\x01\x00" || (10+size)%64 != 0 || strings.TrimRight(header, " \n") != want || !strings.HasSuffix(header, "\n") {
			t.Errorf("%s begins with %q", z.File[i].Name, data[:10+size])
		}
		body := data[10+size:]
		for k := range arrays[i].Ints {
			if got := int64(binary.LittleEndian.Uint64(body[8*k:])); got != arrays[i].Ints[k] {
				t.Errorf("%d instead of %d", got, arrays[i].Ints[k])
			}
		}
		for k, x := range arrays[i].Reals {
			if got := binary.LittleEndian.Uint64(body[8*k:]); got != math.Float64bits(x) {
				t.Errorf("%x instead of %v", got, x)
			}
		}
		if len(body) != 8*(len(arrays[i].Ints)+len(arrays[i].Reals)) {
			t.Errorf("%d bytes", len(body))
		}
	}
	if err := WriteNPZ(&a, []Array{{Name: "x", Shape: []int{2}, Ints: []int64{1}}}); err == nil {
		t.Error("an array of another size than its shape passes")
	}
}
