package ast

import "reflect"

// Children returns the nodes directly below n in the order of the fields,
// which is that of the text. It is the one place that knows the shape of the
// tree; it works on the fields that hold nodes.
func Children(n Node) []Node {
	v := reflect.ValueOf(n)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil
	}
	var out []Node
	for i := range v.NumField() {
		if v.Type().Field(i).Name != "Loc" {
			out = appendNodes(out, v.Field(i))
		}
	}
	return out
}

// appendNodes adds what a field holds: a node, a pointer or interface to one,
// or a slice of them.
func appendNodes(out []Node, v reflect.Value) []Node {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return out
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = appendNodes(out, v.Index(i))
		}
		return out
	case reflect.Struct:
		if v.CanAddr() {
			v = v.Addr()
		}
	default:
		return out
	}
	if n, ok := v.Interface().(Node); ok {
		out = append(out, n)
	}
	return out
}

// Inspect calls f for n and, where f returns true, for everything below it,
// parents first and in the order of the text. Names of declarations, paths and
// units are nodes too.
func Inspect(n Node, f func(Node) bool) {
	if n == nil || !f(n) {
		return
	}
	for _, c := range Children(n) {
		Inspect(c, f)
	}
}
