package lower

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// arrays reads the one-dimensional arrays of a .npz file (numpy documentation,
// numpy.lib.format, versions 1.0 to 3.0) by their names.
func arrays(data []byte) (map[string][]float64, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	all := map[string][]float64{}
	for _, f := range z.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			return nil, fmt.Errorf("it holds %s, which is no array", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(r, maxArray+1))
		if closed := r.Close(); err == nil {
			err = closed
		}
		if err == nil && len(text) > maxArray {
			err = fmt.Errorf("more than %d bytes", maxArray)
		}
		if err == nil {
			all[name], err = array(text)
		}
		if err != nil {
			return nil, fmt.Errorf("its array %s: %w", name, err)
		}
	}
	return all, nil
}

// columnsOf are the arrays of a .npz file as columns.
func columnsOf(data []byte, needed, known []string) (*columns, error) {
	all, err := arrays(data)
	if err != nil {
		return nil, err
	}
	c := &columns{col: all, n: -1}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch n := len(all[name]); {
		case !slices.Contains(needed, name) && !slices.Contains(known, name):
			return nil, fmt.Errorf("its array %q is none of %s", name, strings.Join(append(slices.Clone(needed), known...), ", "))
		case c.n >= 0 && n != c.n:
			return nil, fmt.Errorf("its array %s has %d numbers, another one %d", name, n, c.n)
		default:
			c.n = n
		}
	}
	for _, need := range needed {
		if all[need] == nil {
			return nil, fmt.Errorf("it has no array %s", need)
		}
	}
	return c, nil
}

// maxArray is the size of the largest array that is read, in bytes.
const maxArray = 1 << 30

var (
	dtype  = regexp.MustCompile(`'descr':\s*'([<|>=][a-z]\d+)'`)
	shaped = regexp.MustCompile(`'shape':\s*\((\d+),?\)`)
)

// array reads a .npy file of one dimension.
func array(text []byte) ([]float64, error) {
	if len(text) < 12 || string(text[:6]) != "\x93NUMPY" {
		return nil, fmt.Errorf("it is no array of numpy")
	}
	size, begin := int(binary.LittleEndian.Uint16(text[8:])), 10
	if text[6] > 1 {
		size, begin = int(binary.LittleEndian.Uint32(text[8:])), 12
	}
	if size < 0 || size > len(text)-begin {
		return nil, fmt.Errorf("its header is cut off")
	}
	header, body := string(text[begin:begin+size]), text[begin+size:]
	kind, shape := dtype.FindStringSubmatch(header), shaped.FindStringSubmatch(header)
	if kind == nil || shape == nil {
		return nil, fmt.Errorf("it is %s, not one row of numbers", strings.TrimSpace(header))
	}
	n, err := strconv.Atoi(shape[1])
	if err != nil {
		return nil, err
	}
	read, width := numberOf(kind[1])
	if read == nil {
		return nil, fmt.Errorf("its numbers are of type %s; save float64 or whole numbers", kind[1])
	}
	if n < 0 || n > len(body)/width || len(body) != n*width {
		return nil, fmt.Errorf("it has %d bytes for %d numbers", len(body), n)
	}
	list := make([]float64, n)
	for i := range list {
		if list[i] = read(body[i*width:]); math.IsNaN(list[i]) || math.IsInf(list[i], 0) {
			return nil, fmt.Errorf("number %d is %v", i, list[i])
		}
	}
	return list, nil
}

// numberOf reads one number of a type of numpy, little-endian; nil for types that
// are not known.
func numberOf(kind string) (read func([]byte) float64, width int) {
	le := binary.LittleEndian
	switch strings.TrimLeft(kind, "<|=") {
	case "f8":
		return func(b []byte) float64 { return math.Float64frombits(le.Uint64(b)) }, 8
	case "f4":
		return func(b []byte) float64 { return float64(math.Float32frombits(le.Uint32(b))) }, 4
	case "i8":
		return func(b []byte) float64 { return float64(int64(le.Uint64(b))) }, 8
	case "u8":
		return func(b []byte) float64 { return float64(le.Uint64(b)) }, 8
	case "i4":
		return func(b []byte) float64 { return float64(int32(le.Uint32(b))) }, 4
	case "u4":
		return func(b []byte) float64 { return float64(le.Uint32(b)) }, 4
	case "i2":
		return func(b []byte) float64 { return float64(int16(le.Uint16(b))) }, 2
	case "u2":
		return func(b []byte) float64 { return float64(le.Uint16(b)) }, 2
	case "i1":
		return func(b []byte) float64 { return float64(int8(b[0])) }, 1
	case "u1":
		return func(b []byte) float64 { return float64(b[0]) }, 1
	}
	return nil, 0
}
