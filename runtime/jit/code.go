package jit

import (
	"fmt"
	"math"
	"runtime"
	"unsafe"
)

// Code is compiled code. It may be used by several goroutines, each with a Frame
// of its own.
type Code struct {
	text   []byte // executable
	entry  []int  // offsets: the beginning, then where each callout goes on
	size   int    // of a frame in bytes
	consts []float64
	format Format
	stride int
	ports  int
	width  int // elements at once
	calls  []callout
	steps  []float64
	temp   int32 // offset of the temporary places
	time   int32 // of the times
}

func newCode(b *Builder, text []byte, entry []int, size int, c *compiler) (*Code, error) {
	m, err := executable(text)
	if err != nil {
		return nil, err
	}
	code := &Code{text: m, entry: entry, size: size, format: b.format, stride: b.stride, ports: b.ports, width: b.width(), calls: b.calls, steps: b.steps, temp: c.temp(0), time: c.time(0)}
	code.consts = Column(Lanes * max(1, len(b.consts)))
	for i, x := range b.consts {
		for l := range Lanes {
			code.consts[Lanes*i+l] = math.Float64frombits(x)
		}
	}
	runtime.AddCleanup(code, func(m []byte) { release(m) }, m)
	return code, nil
}

// Column makes n numbers whose address is a multiple of a cache line.
func Column(n int) []float64 {
	const line = 64
	x := make([]float64, n+line/8)
	skip := (line - int(uintptr(unsafe.Pointer(&x[0]))%line)) % line / 8
	return x[skip : skip+n : skip+n]
}

// Frame is the memory of one call at a time.
type Frame struct {
	code *Code
	mem  []float64
	// What the addresses in mem point to. Keeping it here also moves it to the
	// heap, where addresses stay.
	slab    []float64
	fired   []int32
	arrived [][]float64
}

// NewFrame makes one.
func (c *Code) NewFrame() *Frame {
	f := &Frame{code: c, mem: Column((c.size + 7) / 8)}
	f.mem[wordControl] = math.Float64frombits(controlOfSingle | controlOfGo<<32)
	return f
}

// Put sets a temporary place to the same bits for all lanes, before a run.
func (f *Frame) Put(t Temp, bits uint64) { f.fill(f.code.temp+vector*int32(t), bits) }

// fill sets a vector at a byte offset to the same bits for all lanes.
func (f *Frame) fill(offset int32, bits uint64) {
	x := math.Float64frombits(f.code.format.pattern(bits))
	for l := range vector / 8 {
		f.mem[int(offset)/8+l] = x
	}
}

// Take gives what a temporary place has for every lane that is computed, of Double.
func (f *Frame) Take(t Temp) []float64 {
	at := int(f.code.temp)/8 + Lanes*int(t)
	return f.mem[at : at+f.code.width]
}

// words is the header of the frame.
func (f *Frame) words() *[wordPorts]uintptr { return (*[wordPorts]uintptr)(unsafe.Pointer(&f.mem[0])) }

// Run computes the elements lo <= i < hi of step k (time k*h), lo a multiple of
// the format's Lanes; the columns stand in slab one after the other ([Singles]). arrived
// has the sums of every port, from element lo on, at least up to hi rounded up to whole
// groups. Elements that fire are appended to fired, ascending.
func (f *Frame) Run(slab []float64, k int64, h float64, lo, hi int, arrived [][]float64, fired []int32) []int32 {
	c := f.code
	if lo >= hi {
		return fired
	}
	lanes := c.format.Lanes()
	if lo%lanes != 0 || hi > c.stride || len(arrived) < c.ports {
		panic(fmt.Sprintf("jit: elements %d to %d of %d", lo, hi, c.stride))
	}
	end := (hi + lanes - 1) / lanes * lanes
	n := len(fired)
	if cap(fired)-n < end-lo {
		fired = append(make([]int32, 0, n+end-lo+cap(fired)), fired...)
	}
	list := fired[:n+end-lo]
	for i, x := range c.steps {
		f.fill(c.time+vector*int32(i), c.format.bits(float64((float64(k)+x)*h)))
	}
	f.slab, f.fired, f.arrived = slab, list, append(f.arrived[:0], arrived...)
	w := f.words()
	w[wordAt], w[wordEnd] = uintptr(lo<<c.format.size()), uintptr(end<<c.format.size())
	w[wordSlab] = uintptr(unsafe.Pointer(&slab[0]))
	w[wordConst] = uintptr(unsafe.Pointer(&c.consts[0]))
	w[wordFired] = uintptr(unsafe.Pointer(&list[n]))
	for p := range c.ports {
		_ = arrived[p][end-lo-1]
		f.port(p, &arrived[p][0], lo)
	}
	entry := 0
	for {
		status := enter(uintptr(unsafe.Pointer(&c.text[c.entry[entry]])), unsafe.Pointer(&f.mem[0]))
		if status == 0 {
			break
		}
		f.call(&c.calls[status-1])
		entry = int(status)
	}
	count := int(w[wordFired]-uintptr(unsafe.Pointer(&list[n]))) / 4
	runtime.KeepAlive(f)
	fired = list[:n+count]
	for len(fired) > n && int(fired[len(fired)-1]) >= hi { // of the filling
		fired = fired[:len(fired)-1]
	}
	return fired
}

// port sets the address of what arrived at a port, of an element 0 that may not be
// there.
func (f *Frame) port(p int, at *float64, lo int) {
	*(*uintptr)(unsafe.Pointer(&f.mem[wordPorts+p])) = uintptr(unsafe.Pointer(at)) - uintptr(8*lo)
}

// call computes a callout for the lanes that need it.
func (f *Frame) call(c *callout) {
	at := func(place int32) []float64 {
		from := int(f.code.temp)/8 + Lanes*int(place)
		return f.mem[from : from+Lanes]
	}
	mask, result := at(c.mask), at(c.result)
	format := f.code.format
	for l := range f.code.width {
		if format.lane(mask, l)&format.sign() == 0 {
			continue
		}
		var args [3]float64
		for i := range c.n {
			args[i] = format.number(format.lane(at(c.args+int32(i)), l))
		}
		if y := c.f(args); format == Double {
			result[l] = y
		} else {
			Singles(result)[l] = math.Float32frombits(uint32(format.bits(y)))
		}
	}
}
