package ast

import (
	"fmt"
	"math/big"
	"reflect"
	"strings"
)

// Dump prints a tree for people, one declaration or statement a line, with
// expressions as s-expressions and without places:
//
//	(Neuron Name=LIF
//	  (Decl Kind=param Name=tau_m Value=10 ms)
//	  (Equation Name=V Order=1 Op== Value=(/ (- E_L V) tau_m)))
//
// Equal trees give equal text: two files mean the same to nngen if their dumps
// are equal.
func Dump(n Node) string {
	var b strings.Builder
	dump(&b, n, 0)
	b.WriteByte('\n')
	return b.String()
}

func dump(b *strings.Builder, n Node, level int) {
	if e, ok := n.(Expr); ok {
		b.WriteString(Sexpr(e))
		return
	}
	v := reflect.Indirect(reflect.ValueOf(n))
	fmt.Fprintf(b, "(%s", v.Type().Name())
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Name != "Loc" {
			dumpField(b, f.Name, v.Field(i), level)
		}
	}
	b.WriteByte(')')
}

// dumpField prints a field unless it is empty; lists of declarations and
// statements go to lines of their own.
func dumpField(b *strings.Builder, name string, v reflect.Value, level int) {
	if v.IsZero() {
		return
	}
	if v.Kind() == reflect.Slice {
		own := false
		for i := range v.Len() {
			if text, ok := short(v.Index(i)); ok {
				fmt.Fprintf(b, " %s[%d]=%s", name, i, text)
				continue
			}
			if !own && name != "Body" && name != "Items" {
				fmt.Fprintf(b, "\n%s%s:", strings.Repeat("  ", level+1), name)
			}
			own = true
			node, _ := pointer(v.Index(i)).Interface().(Node)
			b.WriteString("\n" + strings.Repeat("  ", level+1))
			dump(b, node, level+1)
		}
		if v.Len() == 0 { // an empty else is not the same as none
			fmt.Fprintf(b, " %s[]", name)
		}
		return
	}
	text, ok := short(v)
	if !ok {
		text = fmt.Sprint(v.Interface())
		if v.Kind() == reflect.String && (name == "Doc") {
			text = fmt.Sprintf("%q", text)
		}
	}
	fmt.Fprintf(b, " %s=%s", name, text)
}

// pointer returns the address of a struct in a slice, other values as they are.
func pointer(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Struct && v.CanAddr() {
		return v.Addr()
	}
	return v
}

// short returns what fits into a line: expressions, names, units, parameters.
func short(v reflect.Value) (string, bool) {
	switch n := pointer(v).Interface().(type) {
	case Expr:
		return Sexpr(n), true
	case *Path:
		return n.String(), true
	case *Unit:
		return n.String(), true
	case *FuncParam:
		if n.Unit == nil {
			return n.Name.Text, true
		}
		return n.Name.Text + ":" + n.Unit.String(), true
	case *Clip:
		return group("clip", n.Low, n.High), true
	case *PopulationHead:
		return Sexpr(&Index{X: &n.Name, Indices: n.Size}), true
	case *Loop:
		return fmt.Sprintf("(%s %s)", n.Name.Text, Sexpr(n.Over)), true
	case *TableLine:
		return group(n.Name.Text, n.Cells...), true
	case *Setting:
		return fmt.Sprintf("(%s %s)", n.Name.Text, Sexpr(n.Value)), true
	}
	return "", false
}

// Sexpr prints an expression with the operator first: (+ a (* 2 b)). It shows
// how the parser grouped; nil is "_".
func Sexpr(e Expr) string {
	switch e := e.(type) {
	case nil:
		return "_"
	case *Number:
		if e.Unit == nil {
			return e.Text
		}
		return e.Text + " " + e.Unit.String()
	case *Name:
		return e.String()
	case *String:
		return fmt.Sprintf("%q", e.Value)
	case *Field:
		return fmt.Sprintf("(. %s %s)", Sexpr(e.X), e.Name.Text)
	case *Index:
		return group("index", append([]Expr{e.X}, e.Indices...)...)
	case *Slice:
		return group("slice", e.Low, e.High, e.Step)
	case *Call:
		s := "(" + Sexpr(e.Fun)
		for _, a := range e.Args {
			s += " "
			if a.Name != nil {
				s += a.Name.String() + "="
			}
			s += Sexpr(a.Value)
		}
		return s + ")"
	case *Unary:
		return group(string(e.Op), e.X)
	case *Binary:
		return group(string(e.Op), e.X, e.Y)
	case *Cond:
		return group("?", e.If, e.Then, e.Else)
	case *List:
		return group("list", e.Items...)
	}
	return "BAD"
}

func group(head string, parts ...Expr) string {
	s := "(" + head
	for _, p := range parts {
		s += " " + Sexpr(p)
	}
	return s + ")"
}

// String prints the unit as a product of powers: "nS*mV^-1", or "1".
func (u *Unit) String() string {
	if len(u.Factors) == 0 {
		return "1"
	}
	parts := make([]string, len(u.Factors))
	for i, f := range u.Factors {
		parts[i] = f.Name.Text
		switch {
		case !f.Exp.IsInt():
			parts[i] += "^(" + f.Exp.RatString() + ")"
		case f.Exp.Cmp(big.NewRat(1, 1)) != 0:
			parts[i] += "^" + f.Exp.RatString()
		}
	}
	return strings.Join(parts, "*")
}
