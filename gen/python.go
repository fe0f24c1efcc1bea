package gen

import (
	"strconv"
	"strings"

	"github.com/nngen/nngen/ir"
)

// PyString quotes s for Python: Go's escapes for ASCII output are Python's.
func PyString(s string) string { return strconv.QuoteToASCII(strings.ToValidUTF8(s, "?")) }

// Renamed is a name of the model and what a simulator calls it.
type Renamed struct{ Model, Own string }

// PyTable is a Python dictionary under a name: what the run script needs to
// find the names of the data in the simulator.
type PyTable struct{ Key, Value string }

// PyDict writes the names as a Python dictionary in their order.
func PyDict(list []Renamed) string {
	return pyDict(len(list), func(i int) (string, string) { return list[i].Model, PyString(list[i].Own) })
}

// PyIndex writes a Python dictionary that counts the names from first on.
func PyIndex(names []string, first int) string {
	return pyDict(len(names), func(i int) (string, string) { return names[i], strconv.Itoa(first + i) })
}

// PyValues writes a Python dictionary of names to expressions.
func PyValues(list []Renamed) string {
	return pyDict(len(list), func(i int) (string, string) { return list[i].Model, list[i].Own })
}

// PyList writes a Python list of strings.
func PyList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = PyString(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// PyTables writes a Python dictionary of texts that are Python already.
func PyTables(list []PyTable) string {
	return pyDict(len(list), func(i int) (string, string) { return list[i].Key, list[i].Value })
}

// PyNumbered is PyTables with keys that are numbers.
func PyNumbered(list []PyTable) string {
	entries := make([]string, len(list))
	for i, t := range list {
		entries[i] = t.Key + ": " + t.Value
	}
	return "{" + strings.Join(entries, ", ") + "}"
}

func pyDict(n int, entry func(int) (key, value string)) string {
	entries := make([]string, n)
	for i := range entries {
		key, value := entry(i)
		entries[i] = PyString(key) + ": " + value
	}
	return "{" + strings.Join(entries, ", ") + "}"
}

// Title is the first line of a script's docstring. The parser of arguments shows
// it too, and would replace what looks like %(prog)s.
func Title(s *ir.Study) string {
	title := OneLine(s.Doc)
	if title == "" {
		title = OneLine(s.Name)
	}
	return strings.ReplaceAll(title, "%(", "% (")
}

// Models lists, per population, the number of its program in the study, or None
// for a source of spikes, as Python writes it.
func Models(s *ir.Study) []string {
	var list []string
	for i := range s.Network.Populations {
		number := "None"
		for j, p := range s.Programs {
			if p == s.Network.Populations[i].Program {
				number = strconv.Itoa(j)
			}
		}
		list = append(list, number)
	}
	return list
}
