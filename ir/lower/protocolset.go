package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// set adds a setting. The command line wins over the experiment, the later over
// the earlier.
func (x *protocol) set(l *lowerer, s *setting) {
	for i, old := range x.sets {
		if old.path != s.path {
			continue
		}
		if !s.line && old.segment == s.segment && old.written == s.written {
			d := diag.SettingTwice(s.at, s.written, old.at)
			if n := len(l.list); n == 0 || l.list[n-1].Code != d.Code || l.list[n-1].Primary != d.Primary { // of a group, for each population
				l.list.Add(d)
			}
		}
		x.sets = slices.Delete(x.sets, i, i+1)
		break
	}
	x.sets = append(x.sets, s)
}

// find returns the setting of a path and marks it as used.
func (x *protocol) find(path string) *setting {
	if x == nil {
		return nil
	}
	for _, s := range x.sets {
		if s.path == path {
			s.used = true
			return s
		}
	}
	return nil
}

// below returns the settings of the parameters of one population, without its
// name in the path.
func (x *protocol) below(population string) map[string]*setting {
	found := map[string]*setting{}
	if x == nil {
		return found
	}
	for _, s := range x.sets {
		if len(s.path) > len(population)+1 && s.path[:len(population)+1] == population+"." {
			s.used = true
			found[s.path[len(population)+1:]] = s
		}
	}
	return found
}

// unused reports settings that reached nothing.
func (l *lowerer) unused(x *protocol) {
	for _, s := range x.sets {
		if s.used {
			continue
		}
		have := l.settable(x.network)
		if s.line {
			l.list.Add(diag.UnusedOverride(s.path, nearest(s.path, have)))
		} else {
			l.list.Add(diag.UnknownParameter(s.at, s.path, "network "+x.network.Name.Text, nearest(s.path, have)))
		}
	}
}

// overriding are the settings of an override of the command line.
func (l *lowerer) overriding(o Override, n *ast.Network) []*setting {
	s := setting{path: o.Path, value: o.Value, at: o.Span, line: true}
	if o.Target == nil {
		return []*setting{&s}
	}
	list := l.settings(o.Target, n, s, l.top)
	for _, x := range list {
		x.at = o.Span
	}
	return list
}

// settable lists the names of a network that settings may begin with: its
// constants and parameters, populations, groups, named projections and currents.
func (l *lowerer) settable(n *ast.Network) []string {
	var names []string
	projections := map[string]bool{}
	named(n.Body, projections)
	names = append(names, keys(projections)...)
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Decl:
			if m.Kind == ast.Const || m.Kind == ast.Param {
				names = append(names, m.Name.Text)
			}
		case *ast.Population:
			for _, h := range m.Heads {
				names = append(names, h.Name.Text)
			}
		case *ast.Group:
			names = append(names, m.Name.Text)
		case *ast.Current:
			names = append(names, m.Name.Text)
		}
	}
	return names
}
