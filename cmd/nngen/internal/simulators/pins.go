package simulators

// pin is a package of the private environment.
type pin struct{ name, version string }

// pins are the versions with which spikes were found identical. numpy is bounded
// because Brian2 2.9 does not import with 2.4.
var pins = []pin{
	{"nest-simulator", "3.10.0"},
	{"neuron", "9.0.2"},
	{"brian2", "2.9.0"},
	{"nestml", "9.0.0"},
	{"numpy", "2.3.5"},
	{"setuptools", "80.9.0"},
	{"jsonschema", "4.26.0"}, // the tests check schemas of emitted files with it
}

// Kind is a simulator that nngen knows.
type Kind struct {
	Name    string // as in --engines
	Title   string
	Package string // of the Python package index
	// Version prints the version when run by the interpreter.
	Version string
	// Ask is a command whose output has the version, for what is no package of
	// Python; Debian the packages that have it there, and Holds what they are.
	Ask    []string
	Debian []string
	Holds  string
	// Optional is what only some runs or tests need.
	Optional bool
	// Tools are programs besides the interpreter that building its code needs.
	Tools []string
}

// Kinds lists the simulators in the order in which they are printed.
func Kinds() []Kind {
	return []Kind{
		{Name: "neuron", Title: "NEURON", Package: "neuron", Version: "import neuron; print(neuron.__version__)", Tools: []string{"gcc", "make"}},
		{Name: "nest", Title: "NEST", Package: "nest-simulator", Version: "import nest; print(nest.__version__)", Tools: []string{"g++"}},
		{Name: "nestml", Title: "NESTML", Package: "nestml", Version: "import importlib.metadata as m; print(m.version('nestml'))", Tools: []string{"g++", "cmake", "make"}},
		{Name: "brian2", Title: "Brian2", Package: "brian2", Version: "import brian2; print(brian2.__version__)", Tools: []string{"g++"}},
		{Name: "spinnaker", Title: "SpiNNaker's C", Ask: []string{"arm-none-eabi-gcc", "-dumpversion"}, Tools: []string{"qemu-arm", "make"},
			Debian: []string{"gcc-arm-none-eabi", "libnewlib-arm-none-eabi", "qemu-user"}, Holds: "a C compiler for ARM and an emulator"},
		{Name: "mpi", Title: "MPI", Ask: []string{"mpiexec", "--version"}, Debian: []string{"openmpi-bin"}, Holds: "MPI, for NEURON in several processes", Optional: true},
		{Name: "modlunit", Title: "modlunit", Ask: []string{"nrniv", "--version"}, Tools: []string{"modlunit", "nocmodl"}, Debian: []string{"neuron", "neuron-dev"},
			Holds: "the unit checker and the translator of NEURON 8, for tests", Optional: true},
	}
}

// Pinned is the version of a simulator that setup installs, "" where it is no package of
// Python.
func Pinned(simulator string) string {
	for _, k := range Kinds() {
		if k.Name == simulator {
			return pinned(k.Package)
		}
	}
	return ""
}

// pinned is the version of a package in the private environment.
func pinned(name string) string {
	for _, p := range pins {
		if p.name == name {
			return p.version
		}
	}
	return ""
}
