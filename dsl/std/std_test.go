package std_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
)

func parse(t *testing.T, path string) *ast.File {
	t.Helper()
	name, text, ok := std.Lookup(path)
	if !ok {
		t.Fatalf("%s: not found", path)
	}
	f, list := parser.Parse(source.New(name, string(text)))
	for _, d := range list {
		t.Errorf("%v: %s: %s", d.Primary, d.Code, d.Message)
	}
	return f
}

func TestNames(t *testing.T) {
	if got, want := std.Names(), []string{"std/channels", "std/nest",
		"std/nest/adaptive", "std/nest/basal_ganglia", "std/nest/channels", "std/nest/conductances", "std/nest/currents", "std/nest/stdp", "std/nest/thalamocortical", "std/nest/transmission",
		"std/neurons", "std/plasticity", "std/pynn", "std/pynn/point", "std/synapses"}; !slices.Equal(got, want) {
		t.Errorf("Names() = %v, want %v", got, want)
	}
}

func TestLookup(t *testing.T) {
	for path, want := range map[string]string{
		"std/neurons": "std/neurons.nn", "std/neurons.nn": "std/neurons.nn", "std/nest/stdp": "std/nest/stdp.nn",
		"neurons": "", "std/": "", "std/nest/": "", "std/nest/nothing": "", "std/nothing": "", "std/../std/neurons": "", "std": "", "": "", "std/std.go": "",
	} {
		name, text, ok := std.Lookup(path)
		if name != want || ok != (want != "") || ok != (len(text) > 0) {
			t.Errorf("Lookup(%q) = %q, %d bytes, %v; want %q", path, name, len(text), ok, want)
		}
	}
}

// Every declaration of the library is described: the text reaches generated
// code and `nngen describe`.
func TestDescribed(t *testing.T) {
	for _, path := range std.Names() {
		for _, it := range parse(t, path).Items {
			var doc string
			var body []ast.Member
			var name ast.Name
			switch it := it.(type) {
			case *ast.Neuron:
				name, doc, body = it.Name, it.Doc, it.Body
			case *ast.Synapse:
				name, doc, body = it.Name, it.Doc, it.Body
			default:
				continue
			}
			if !strings.HasSuffix(doc, ".") {
				t.Errorf("%v: %s has no description", name.At, name.Text)
			}
			for _, m := range body {
				if d, ok := m.(*ast.Decl); ok && d.Doc == "" && d.Kind != ast.Target {
					t.Errorf("%v: %s.%s has no description", d.At, name.Text, d.Name.Text)
				}
			}
		}
	}
}

// Each port names a synapse that the library has, with parameters that this
// synapse has.
func TestPorts(t *testing.T) {
	params := map[string][]string{}
	for _, it := range parse(t, "std/synapses").Items {
		if s, ok := it.(*ast.Synapse); ok {
			for _, m := range s.Body {
				if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Param {
					params[s.Name.Text] = append(params[s.Name.Text], d.Name.Text)
				}
			}
		}
	}
	ports := map[string][]string{}
	for _, it := range parse(t, "std/neurons").Items {
		n, ok := it.(*ast.Neuron)
		if !ok {
			continue
		}
		for _, m := range n.Body {
			switch m := m.(type) {
			case *ast.On:
				if m.Port != nil {
					ports[n.Name.Text] = append(ports[n.Name.Text], m.Port.Text)
				}
			case *ast.Port:
				ports[n.Name.Text] = append(ports[n.Name.Text], m.Name.Text)
				call, ok := m.Kind.(*ast.Call)
				if !ok {
					t.Errorf("%v: a port without parameters", m.At)
					continue
				}
				for _, a := range call.Args {
					if kind := call.Fun.(*ast.Name).Text; !slices.Contains(params[kind], a.Name.String()) {
						t.Errorf("%v: %s has no parameter %s", a.At, kind, a.Name)
					}
				}
			}
		}
	}
	for _, n := range []string{"LIF_exp", "LIF_cond_exp", "LIF_delta"} {
		if !slices.Equal(ports[n], []string{"exc", "inh"}) {
			t.Errorf("%s has ports %v, want exc and inh", n, ports[n])
		}
	}
}
