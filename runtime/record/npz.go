package record

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// Array is an array of a .npz file: whole numbers or reals, in row-major order.
type Array struct {
	Name  string // may have slashes: "spikes/exc/step"
	Shape []int
	Ints  []int64   // one of the two is set
	Reals []float64 // unless the array is empty
}

// WriteNPZ writes arrays in the format of numpy.savez (numpy documentation,
// numpy.lib.format, version 1.0): a zip archive of .npy files. Equal arrays give
// equal bytes.
func WriteNPZ(w io.Writer, arrays []Array) error {
	z := zip.NewWriter(w)
	for _, a := range arrays {
		// The date is the earliest that zip knows, so that files do not differ by it.
		f, err := z.CreateHeader(&zip.FileHeader{Name: a.Name + ".npy", Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if err := a.write(f); err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
	}
	return z.Close()
}

// write writes the array as a .npy file.
func (a *Array) write(w io.Writer) error {
	n := 1
	var shape strings.Builder
	for _, s := range a.Shape {
		n *= s
		fmt.Fprintf(&shape, "%d, ", s)
	}
	kind, length := "<f8", len(a.Reals)
	if a.Ints != nil || a.Reals == nil {
		kind, length = "<i8", len(a.Ints)
	}
	if length != n {
		return fmt.Errorf("%d numbers in the shape %v", length, a.Shape)
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", kind, strings.TrimSuffix(shape.String(), " "))
	// Magic, version, length and header fill a multiple of 64 bytes.
	const fixed = 10
	header += strings.Repeat(" ", 63-(fixed+len(header))%64) + "\n"
	out := append([]byte("\x93NUMPY\x01\x00"), byte(len(header)), byte(len(header)>>8))
	out = append(out, header...)
	if kind == "<i8" {
		for _, x := range a.Ints {
			out = binary.LittleEndian.AppendUint64(out, uint64(x))
		}
	} else {
		for _, x := range a.Reals {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(x))
		}
	}
	_, err := w.Write(out)
	return err
}
