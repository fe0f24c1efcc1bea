package gen

import (
	"context"
	"fmt"
	"sort"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// Target writes the code of one simulator.
type Target interface {
	// Name is the name after --target, e.g. "neuron".
	Name() string
	// Doc is one line for `nngen targets`.
	Doc() string
	// Features is what the target can express; a study that needs more is
	// refused before Generate.
	Features() ir.FeatureSet
	// Generate returns the files of the study, sorted by path. It is a pure
	// function of its arguments.
	Generate(*ir.Study, Options) ([]File, diag.List)
}

// Runner is a target whose output can be built and run. Arguments are relative
// to the folder of the emitted files.
type Runner interface {
	// Commands returns the build steps (may be none) and the command that runs
	// the simulation and writes its results into the folder out. "{python}" as
	// first argument stands for the interpreter of the simulator's environment,
	// "{go}" for the Go tool.
	Commands(s *ir.Study, out string) (build []Command, run Command)
}

// Checker is a target whose machine has limits that a study may exceed, or whose
// arithmetic is not that of the study: it can say how the study fits.
type Checker interface {
	// Check reports on a study with its expanded network. What is wrong, or will be
	// different on the machine, is in the list, with a remedy each. The error is
	// that of ctx.
	Check(ctx context.Context, s *ir.Study, net *network.Network, o Options) (*Fit, diag.List, error)
}

// Fit says how a study fits a machine: for people and for programs.
type Fit struct {
	Tables []Table
	Data   any // the same in numbers; encoded as JSON
}

// Table is a part of a report.
type Table struct {
	Title string
	Rows  [][]string // the first is the head
	Left  []int      // columns of words; the others are numbers
	Notes []string   // below it
}

// DataWriter is a target that keeps the numbers of a network in a form of its own
// besides the common one.
type DataWriter interface {
	// Data returns files for the folder of the data.
	Data(s *ir.Study, net *network.Network) ([]File, error)
}

// Classifier is a target that does not promise the spikes of the reference.
type Classifier interface {
	// Class is the class of agreement, such as "fixed-point".
	Class() string
}

// Judge is a target whose class of agreement depends on the study and on the form of
// its code.
type Judge interface {
	// ClassOf is the class, "" for the one that the target always has.
	ClassOf(s *ir.Study, o Options) string
}

// Abilities is a Runner whose run command understands more than --data and --out.
type Abilities interface {
	// Ranks reports whether it runs in several processes: started N times by
	// mpiexec, each with --ranks N.
	Ranks() bool
	// Progress reports whether --progress makes it print lines
	// "nngen-progress DONE TOTAL".
	Progress() bool
}

// Explainer is a Runner that finds the places of the model in what the tools say
// that build its files.
type Explainer interface {
	// Explain turns what the tools said about files that Generate returned for s into
	// diagnostics; none where it does not understand them.
	Explain(s *ir.Study, files []File, said string) diag.List
}

// Threaded is a Runner whose run command understands --threads N.
type Threaded interface{ Threads() bool }

// Locator is a Runner that knows which part of the model a failure of its simulator
// is about.
type Locator interface {
	// Locate names it, with its place, by what the simulator said of the emitted
	// files; "" where that is not to be seen.
	Locate(s *ir.Study, files []File, said string) string
}

// Variant is another way to run what a target writes, an engine with a name of
// its own.
type Variant struct {
	Name, Doc string
	Form      string // of the code; "" for Grid
	Fidelity  string // as in Options
	Embed     string // as in Options
	Class     string // of agreement, where it is not that of the target
	// Refuse says why this way does not run a study that the target carries, and
	// nothing where it does; nil if it runs all of them.
	Refuse func(s *ir.Study) diag.List
	// Commands are as those of Runner; "{cache}" as an argument stands for a folder
	// that all runs of the target share.
	Commands func(s *ir.Study, out string) (build []Command, run Command)
}

// Varied is a Runner that has some.
type Varied interface{ Variants() []Variant }

// Command is a process to start.
type Command struct {
	Args []string
	Env  []string // additional KEY=VALUE
}

// ModulesOnly is the form (Options.Form) of NEURON's output that has the mechanisms
// and a page that shows how to use them, but no network.
const ModulesOnly = "modules"

// Section is the Options.Embed of neurons that are parts of a larger cell.
const Section = "section"

// Embedding is a target that knows Options.Embed.
type Embedding interface {
	// Embeds lists its values.
	Embeds() []string
}

// Options choose between forms of the output.
type Options struct {
	// Form is the form of the code where a target has several: Grid, Idiomatic, or
	// "" for the one that the target takes by itself.
	Form string
	// Embed is Section where neurons shall be the membranes of sections, of a target
	// that has these; "" for code that needs nothing but itself.
	Embed string
	// Allow names what the user accepts to lose, of a target that lists such things.
	Allow []string
	// Fidelity is Native where the simulator's own models and solvers are asked for;
	// "" for the arithmetic of the reference.
	Fidelity string
	// Network is Native where the simulator draws the network by connection rules of
	// its own, so that only its statistics are those of the model; "" where it gets
	// the expanded one.
	Network string
}

// Native is the Options.Fidelity and Options.Network of what a simulator has itself.
const Native = "native"

// Own is a target that can use what its simulator has itself.
type Own interface {
	// Own reports whether Options.Fidelity and Options.Network may be Native.
	Own() (fidelity, network bool)
}

// The forms of code. Grid is the one that simulators are verified with: every
// operation of the step is written out, so that it gives the same bits everywhere.
// Idiomatic code is what users of the simulator write and read.
const (
	Grid      = "grid"
	Idiomatic = "idiomatic"
)

// Formed is a target with several forms.
type Formed interface {
	// Forms lists the forms, the one for reading first.
	Forms() []string
}

// File is one emitted file.
type File struct {
	Path string // slash-separated, relative to the target's output folder
	Data []byte
	Mode uint32 // permission bits; 0 means 0644
}

// Sort orders files by path and reports a path that occurs twice.
func Sort(files []File) error {
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	for i := 1; i < len(files); i++ {
		if files[i].Path == files[i-1].Path {
			return fmt.Errorf("two emitted files are called %s", files[i].Path)
		}
	}
	return nil
}

// Header returns the comment that begins every emitted file, each line led by
// mark (e.g. "# "). It names the model and the hash of its source, never a
// date, version, host or path.
func Header(mark string, s *ir.Study, extra ...string) string {
	h := mark + "Code generated by nngen; DO NOT EDIT.\n" +
		mark + "model: " + OneLine(s.File) + " (sha256 " + short(s.Hash) + ")\n"
	for _, e := range extra {
		h += mark + OneLine(e) + "\n"
	}
	return h
}

func short(hash string) string {
	if len(hash) > 16 {
		return hash[:16]
	}
	return hash
}
