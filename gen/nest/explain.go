package nest

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// complaint is what g++ and clang++ say of a line.
var complaint = regexp.MustCompile(`(?m)^(?:[^\n:]*/)?([^/\s:]+\.h):(\d+):(?:\d+:)? (?:fatal )?error: (.*)$`)

// class is an emitted class: its code with the places that it comes from.
type class struct {
	*ir.Dynamics
	bodies []*body
	origin map[string]string
	rule   bool
}

// Explain finds the lines of the model that the compiler complains about.
func (Target) Explain(s *ir.Study, files []gen.File, said string) diag.List {
	if s.Model == nil {
		return nil
	}
	v, err := newView(s)
	if err != nil {
		return nil
	}
	classes := map[string]class{}
	for i := range v.Neurons {
		n := &v.Neurons[i]
		classes[n.Name+".h"] = class{s.Model.Dynamics[i], n.bodies, n.origin, false}
	}
	for i := range v.Rules {
		r := &v.Rules[i]
		classes[r.Name+".h"] = class{s.Model.Rules[i], r.bodies, r.origin, true}
	}
	emitted, err := generate(s)
	if err != nil {
		return nil
	}
	var list diag.List
	seen := map[string]bool{}
	for _, m := range complaint.FindAllStringSubmatch(said, -1) {
		c, ok := classes[m[1]]
		line, _ := strconv.Atoi(m[2])
		was, is := linesOf(emitted, m[1]), linesOf(files, m[1])
		if !ok || line < 1 || line > min(len(was), len(is)) || seen[fmt.Sprint(m[1], line)] {
			continue
		}
		seen[fmt.Sprint(m[1], line)] = true
		list.Add(diag.ToolRefused(c.place(was, line-1), "module/"+m[1], line, strings.TrimSpace(is[line-1]), m[3]))
	}
	return list
}

// linesOf are the lines of a header of the module.
func linesOf(files []gen.File, name string) []string {
	at := slices.IndexFunc(files, func(f gen.File) bool { return path.Base(f.Path) == name })
	if at < 0 {
		return nil
	}
	return strings.Split(string(files[at].Data), "\n")
}

// place is where line (from 0) of the class comes from.
func (c *class) place(text []string, line int) source.Span {
	for _, b := range c.bodies {
		for begin := max(0, line-len(b.lines)+1); begin <= line; begin++ {
			if len(b.lines) > 0 && begin+len(b.lines) <= len(text) && slices.Equal(text[begin:begin+len(b.lines)], b.lines) {
				if span, ok := c.from(b.from[line-begin]); ok {
					return span
				}
			}
		}
	}
	for _, w := range word.FindAllString(text[line], -1) {
		if span, ok := gen.PlaceOf(c.Dynamics, c.origin[w]); ok {
			return span
		}
	}
	return c.Span
}

// from is the place of an origin.
func (c *class) from(at origin) (source.Span, bool) {
	switch {
	case at.handler == "":
		return gen.PlaceOf(c.Dynamics, at.name)
	case c.rule:
		for _, side := range []program.Site{program.AtSource, program.AtTarget, program.Shared} {
			if side.String() == at.handler {
				return gen.PlaceOfEvent(c.Dynamics, side, at.name), true
			}
		}
	}
	for _, h := range c.Handlers {
		if h.Text == at.handler && h.Span.File != nil {
			return h.Span, true
		}
	}
	return source.Span{}, false
}
