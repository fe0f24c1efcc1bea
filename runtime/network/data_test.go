package network

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nngen/nngen/runtime/program"
)

// folder is a Sink in memory, which can be read again.
type folder struct {
	fstest.MapFS
	order []string
}

type file struct {
	bytes.Buffer
	f    *folder
	name string
}

func (f *folder) Create(name string) (io.WriteCloser, error) {
	if f.MapFS == nil {
		f.MapFS = fstest.MapFS{}
	}
	return &file{f: f, name: name}, nil
}

func (f *file) Close() error {
	f.f.MapFS[f.name] = &fstest.MapFile{Data: f.Bytes()}
	f.f.order = append(f.f.order, f.name)
	return nil
}

func protocol() Protocol {
	return Protocol{
		Segments: []Segment{{Name: "warm, \"up\"", Steps: 700, Discard: 100}},
		Records: []Record{
			{Population: 0}, {Population: 1, Elements: []uint32{0, 4, 89}}, {Population: 2, Elements: []uint32{}},
			{Population: 0, Variable: "V", Unit: "mV", Every: 5, Elements: []uint32{2, 7}},
		},
	}
}

func written(t testing.TB) (*Network, *folder) {
	t.Helper()
	net, f := expand(t, everything(), 0), &folder{}
	if err := WriteData(net, protocol(), f); err != nil {
		t.Fatal(err)
	}
	return net, f
}

// What was written is read again: columns, synapses, spikes and protocol.
func TestRoundTrip(t *testing.T) {
	net, f := written(t)
	d, err := ReadData(f)
	if err != nil {
		t.Fatal(err)
	}
	if d.Hash != Hash(net.Spec, protocol()) || d.Seed != net.Spec.Seed || d.Step != h || !reflect.DeepEqual(d.Protocol, protocol()) {
		t.Errorf("read %+v", d)
	}
	got, err := d.Network([]*program.Program{lif()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Populations, net.Populations) {
		t.Error("columns differ")
	}
	for i, s := range net.Synapses {
		g := got.Synapses[i]
		if g.Name != s.Name || g.Population != s.Population || g.Port != s.Port || g.Projection != -1 {
			t.Errorf("synapses %s are %s", s.Name, g.Name)
		}
		if !reflect.DeepEqual(g.Pre, s.Pre) || !reflect.DeepEqual(g.Post, s.Post) || !reflect.DeepEqual(g.Weight, s.Weight) || !reflect.DeepEqual(g.Delay, s.Delay) {
			t.Errorf("columns of synapses %s differ", s.Name)
		}
	}
	for p := 2; p <= 4; p++ {
		if want := play(net.Spec, p, 700); !reflect.DeepEqual(play(got.Spec, p, 700), want) {
			t.Errorf("source %d emits other spikes", p)
		}
	}
}

// The files are those of the description of the format.
func TestManifest(t *testing.T) {
	net, f := written(t)
	if last := f.order[len(f.order)-1]; last != ManifestName {
		t.Errorf("%s is written last", last)
	}
	name := regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	for _, n := range f.order {
		if !name.MatchString(n) {
			t.Errorf("a file is called %q", n)
		}
	}
	var m map[string]any
	if err := json.Unmarshal(f.MapFS[ManifestName].Data, &m); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	if got := strings.Join(keys, " "); got != "format hash populations records seed segments spikes step_ms synapses" {
		t.Errorf("the manifest has %s", got)
	}
	exc := m["populations"].([]any)[0].(map[string]any)
	if exc["program"] != "lif" || exc["source"] != nil || exc["size"] != 300.0 {
		t.Errorf("population exc is %v", exc)
	}
	noise := m["populations"].([]any)[2].(map[string]any)
	if noise["program"] != nil || noise["source"] != "poisson" || noise["first"] != 390.0 {
		t.Errorf("population noise is %v", noise)
	}
	if all := m["records"].([]any)[0].(map[string]any)["elements"]; !reflect.DeepEqual(all, map[string]any{"all": true}) {
		t.Errorf("all elements are %v", all)
	}
	// The weights of the first synapses, byte by byte.
	first := m["synapses"].([]any)[0].(map[string]any)
	column := first["weight"].(map[string]any)
	data := f.MapFS[column["file"].(string)].Data
	if int(column["n"].(float64)) != len(net.Synapses[0].Weight) || len(data) != 8*len(net.Synapses[0].Weight) {
		t.Fatalf("weights are %v in %d bytes", column, len(data))
	}
	for k, w := range net.Synapses[0].Weight {
		if got := math.Float64frombits(binary.LittleEndian.Uint64(data[8*k:])); got != w {
			t.Fatalf("weight %d is %v instead of %v", k, got, w)
		}
	}
	if !reflect.DeepEqual(m["synapses"].([]any)[4].(map[string]any)["delay"], map[string]any{"value": 15.0}) {
		t.Errorf("a constant delay is %v", m["synapses"].([]any)[4])
	}
}

func TestDigests(t *testing.T) {
	net, f := written(t)
	list, err := Digests(net, protocol())
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range list {
		if d.Name != f.order[i] || d.Bytes != int64(len(f.MapFS[d.Name].Data)) || len(d.SHA256) != 64 {
			t.Errorf("digest %d is %+v", i, d)
		}
	}
	if len(list) != len(f.order) {
		t.Errorf("%d digests of %d files", len(list), len(f.order))
	}
}

// failing is a Sink that takes n bytes.
type failing struct{ n int }

var errFull = errors.New("the disk is full")

func (f *failing) Create(string) (io.WriteCloser, error) {
	if f.n <= 0 {
		return nil, errFull
	}
	return f, nil
}

func (f *failing) Write(b []byte) (int, error) {
	if f.n -= len(b); f.n <= 0 {
		return 0, errFull
	}
	return len(b), nil
}

func (f *failing) Close() error { return nil }

func TestFullDisk(t *testing.T) {
	net := expand(t, everything(), 0)
	for _, n := range []int{0, 1, 1000, 100000, 300000} {
		if err := WriteData(net, protocol(), &failing{n}); !errors.Is(err, errFull) {
			t.Errorf("with room for %d bytes: %v", n, err)
		}
	}
}

// Every damage is found, by ReadData or by Network.
func TestDamage(t *testing.T) {
	_, intact := written(t)
	manifest := string(intact.MapFS[ManifestName].Data)
	u32 := func(x ...uint32) []byte { b, _ := binary.Append(nil, binary.LittleEndian, x); return b }
	for _, c := range []struct {
		name, say string
		damage    func(fstest.MapFS)
	}{
		{"nothing", "no manifest", func(f fstest.MapFS) { clear(f) }},
		{"no JSON", "manifest.json", func(f fstest.MapFS) { f[ManifestName].Data = f[ManifestName].Data[:500] }},
		{"other format", "nngen-network-9", change(manifest, "nngen-network-1", "nngen-network-9")},
		{"step", "step is -1", change(manifest, `"step_ms": 0.1`, `"step_ms": -1`)},
		{"steps", "segment of -1", change(manifest, `"steps": 700`, `"steps": -1`)},
		{"size", "population inh", change(manifest, `"first": 300`, `"first": 299`)},
		{"program", `"liv"`, change(manifest, `"program": "lif"`, `"program": "liv"`)},
		{"column", "no column tau_m", change(manifest, `"tau_m"`, `"tau_n"`)},
		{"port", "no port ext", change(manifest, `"port": "exc"`, `"port": "ext"`)},
		{"target", "no neurons with number 9", change(manifest, `"population": 1,
   "port"`, `"population": 9,
   "port"`)},
		{"source as target", "no neurons with number 2", change(manifest, `"population": 1,
   "port"`, `"population": 2,
   "port"`)},
		{"quantum", "no power of 2", change(manifest, `"exc": `, `"exc": 3`)},
		{"huge count", "entries", change(manifest, `"count": `, `"count": 2305843009213693952, "c": `)},
		{"negative count", "entries", change(manifest, `"count": `, `"count": -1, "c": `)},
		{"record", "record 0", change(manifest, `"records": [
  {
   "population": 0`, `"records": [
  {
   "population": 17`)},
		{"path", "no name of a file", change(manifest, `"pop0.q1.f64"`, `"../pop0.q1.f64"`)},
		{"missing file", "pop0.q1.f64", func(f fstest.MapFS) { delete(f, "pop0.q1.f64") }},
		{"short file", "2399 bytes", func(f fstest.MapFS) { f["pop0.q1.f64"] = &fstest.MapFile{Data: make([]byte, 2399)} }},
		{"undefined", "entry 0 is NaN", func(f fstest.MapFS) {
			f["pop0.q1.f64"] = &fstest.MapFile{Data: bytes.Repeat([]byte{0xff}, 2400)}
		}},
		{"source of synapses", "syn8.pre.u32: entry 0", func(f fstest.MapFS) { f["syn8.pre.u32"] = &fstest.MapFile{Data: bytes.Repeat([]byte{200}, 720)} }},
		{"delay 0", "delay is 0", func(f fstest.MapFS) { clear(f["syn0.delay.u16"].Data) }},
		{"weight between quanta", "no multiple of the quantum", func(f fstest.MapFS) { f["syn0.weight.f64"].Data[0] |= 1 }},
		{"elements", "not ascending", func(f fstest.MapFS) { f["rec3.elements.u32"] = &fstest.MapFile{Data: u32(7, 2)} }},
		{"no spikes", "no spikes of the source noise", change(manifest, `"spikes": [`, `"spikes": [], "s": [`)},
		{"stamps", "not ascending from 1", func(f fstest.MapFS) { clear(f["src2.step.u32"].Data[:4]) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := fstest.MapFS{}
			for name, x := range intact.MapFS {
				f[name] = &fstest.MapFile{Data: append([]byte{}, x.Data...)}
			}
			c.damage(f)
			if err := readAll(f); err == nil || !strings.Contains(err.Error(), c.say) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// change replaces the first occurrence of old in the manifest.
func change(manifest, old, with string) func(fstest.MapFS) {
	changed := strings.Replace(manifest, old, with, 1)
	return func(f fstest.MapFS) {
		if changed == manifest {
			panic(fmt.Sprintf("the manifest has no %q", old))
		}
		f[ManifestName].Data = []byte(changed)
	}
}

func readAll(f fs.FS) error {
	d, err := ReadData(f)
	if err != nil {
		return err
	}
	_, err = d.Network([]*program.Program{lif()}, nil)
	return err
}

// No folder makes the reader panic, and what it accepts is a network.
func FuzzReadData(f *testing.F) {
	b := newBuilder()
	v := b.neurons("n", 3)
	noise := b.source("s", 2, Source{Rate: Const(3)})
	b.Populations[0].Given[1] = linear(10, 1)
	b.connect("x", noise, v, Rule{Kind: AllToAll}).Weight = draw("normal", 1, 1)
	small := &folder{}
	if err := WriteData(expand(f, &b.Spec, 1), Protocol{Segments: []Segment{{Steps: 9}}, Records: []Record{{Elements: []uint32{1}}}}, small); err != nil {
		f.Fatal(err)
	}
	f.Add(small.MapFS[ManifestName].Data, "syn0.weight.f64", small.MapFS["syn0.weight.f64"].Data)
	f.Add(bytes.Replace(small.MapFS[ManifestName].Data, []byte(`"count": 6`), []byte(`"count": 2305843009213693952`), 1), "syn0.pre.u32", []byte{})
	f.Add([]byte(`{"format":"nngen-network-1","step_ms":0.1,"populations":[{"size":1,"source":"x"}]}`), "a", []byte{1})
	f.Fuzz(func(t *testing.T, manifest []byte, name string, data []byte) {
		files := fstest.MapFS{}
		for n, x := range small.MapFS {
			files[n] = x
		}
		if fs.ValidPath(name) && name != "." && name != ManifestName {
			files[name] = &fstest.MapFile{Data: data}
		}
		files[ManifestName] = &fstest.MapFile{Data: manifest}
		d, err := ReadData(files)
		if err != nil {
			return
		}
		net, err := d.Network([]*program.Program{lif()}, nil)
		if err != nil {
			return
		}
		for _, s := range net.Synapses {
			pop := net.Spec.Populations[s.Population]
			for k := range s.Pre {
				if int(s.Pre[k]) >= net.Spec.Size() || int(s.Post[k])-pop.First >= pop.N || s.Delay[k] == 0 || !finite(s.Weight[k]) {
					t.Fatalf("synapse %d of %s", k, s.Name)
				}
			}
		}
		for p, pop := range net.Spec.Populations {
			if pop.Source != nil && pop.N < 1000 {
				NewSourceState(net.Spec, p).Next(3, make([]uint16, pop.N))
			}
		}
	})
}

// The numbers of a seed are a promise. When they have to change, formatVersion
// has to change with them, or old data folders would be taken for new ones.
func TestNumbersStay(t *testing.T) {
	net := expand(t, everything(), 0)
	list, err := Digests(net, protocol())
	if err != nil {
		t.Fatal(err)
	}
	all := sha256.New()
	for _, d := range list[:len(list)-1] { // the manifest also holds the hash of the description
		fmt.Fprintln(all, d.Name, d.SHA256)
	}
	const want = "de8ea532a58669bc7a5c69f95c031352c4ebc6212853f30a0c416c4ac7d350db"
	if got := hex.EncodeToString(all.Sum(nil)); got != want {
		t.Errorf("the digest of all columns is %s instead of %s", got, want)
	}
}
