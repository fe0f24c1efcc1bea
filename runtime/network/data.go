package network

import (
	"io"
	"io/fs"

	"github.com/nngen/nngen/runtime/program"
)

// Sink takes files: a folder, an archive, a digest.
type Sink interface {
	// Create begins the file of that name, which is of [A-Za-z0-9._-]. Files
	// are written one after the other.
	Create(name string) (io.WriteCloser, error)
}

// WriteData writes manifest.json and the columns of net into sink, the manifest
// last.
func WriteData(net *Network, x Protocol, sink Sink) error { return nil }

// Data is the content of a data folder.
type Data struct{}

// ReadData reads a data folder. Files that are missing, too short or too long,
// ids out of range and numbers that do not fit are errors that name the place.
func ReadData(folder fs.FS) (*Data, error) { return nil, nil }

// Network is the network of d, whose neurons run the given programs (found by
// name). Its sources are of kind [Listed].
func (d *Data) Network(programs []*program.Program) (*Network, error) { return nil, nil }

// Hash is the SHA-256 in hexadecimal of everything that the data of a network
// depend on.
func Hash(spec *Spec, x Protocol) string { return "" }

// Digest identifies one file of a data folder.
type Digest struct {
	Name   string
	Rows   int // entries of the column; 0 for the manifest
	SHA256 string
}

// Digests are the digests of all files that [WriteData] would write, by name.
func Digests(net *Network, x Protocol) ([]Digest, error) { return nil, nil }
