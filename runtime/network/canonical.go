package network

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
	"reflect"
	"sort"
)

// formatVersion goes into every hash: change it when the same description gives
// other numbers than before.
const formatVersion = "nngen-network-1"

// Hash is the SHA-256 in hexadecimal of everything that the data of a network
// depend on.
func Hash(spec *Spec, x Protocol) string {
	d := digester{sha256.New()}
	d.text(formatVersion)
	d.text("initial values of rules with columns") // written since then
	d.value(reflect.ValueOf(spec))
	d.value(reflect.ValueOf(x))
	return hex.EncodeToString(d.Sum(nil))
}

// digester feeds values to a hash in a form of their own: kinds, lengths and
// bits, so that different values never give the same bytes.
type digester struct{ hash.Hash }

func (d digester) number(x uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], x)
	d.Write(b[:])
}

func (d digester) text(s string) {
	d.number(uint64(len(s)))
	d.Write([]byte(s))
}

// undigested are fields that numbers do not depend on.
var undigested = map[string]bool{"Doc": true, "Equations": true, "Definitions": true, "Why": true, "Lumped": true}

func (d digester) value(v reflect.Value) {
	d.number(uint64(v.Kind()))
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			d.number(0)
			return
		}
		d.number(1)
		d.value(v.Elem())
	case reflect.Struct:
		// Fields that are zero are left out, so that a field more in a later version
		// changes no hash of a description that has no use for it.
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; !undigested[name] && !v.Field(i).IsZero() {
				d.text(name)
				d.value(v.Field(i))
			}
		}
		d.text("")
	case reflect.Array:
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Slice:
		if v.IsNil() { // all elements of a Record, not none
			d.number(math.MaxUint64)
			return
		}
		d.number(uint64(v.Len()))
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Map: // of whole numbers only
		keys := v.MapKeys()
		sort.Slice(keys, func(i, j int) bool { return keys[i].Int() < keys[j].Int() })
		d.number(uint64(len(keys)))
		for _, k := range keys {
			d.number(uint64(k.Int()))
			d.value(v.MapIndex(k))
		}
	case reflect.String:
		d.text(v.String())
	case reflect.Float64:
		d.number(math.Float64bits(v.Float()))
	case reflect.Bool:
		if v.Bool() {
			d.number(1)
		} else {
			d.number(0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.number(uint64(v.Int()))
	default:
		d.number(v.Uint())
	}
}
