package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// suggest proposes names that were probably meant, or else gives other help.
func (d Diagnostic) suggest(names []string, otherwise string, args ...any) Diagnostic {
	if len(names) == 0 {
		return d.WithHelp(otherwise, args...)
	}
	d = d.WithHelp("did you mean %s?", alternatives(names))
	if old := d.Primary.Text(); len(names) == 1 && isPath(old) && strings.Count(old, ".") == strings.Count(names[0], ".") {
		d = d.WithFix(d.Primary, names[0])
	}
	return d
}

// isPath reports that text is a name or names joined by dots, so that another
// name can take its place.
func isPath(text string) bool {
	return text != "" && strings.Trim(text, ".") == text && strings.IndexFunc(text, func(r rune) bool {
		return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) < 0
}

// list joins names with commas and a last "and".
func list(names []string) string { return join(names, "and") }

func alternatives(names []string) string { return join(names, "or") }

func join(names []string, last string) string {
	switch n := len(names); n {
	case 0:
		return "none"
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " " + last + " " + names[n-1]
	}
}

// plural is "1 argument", "2 arguments", "at least 2 arguments".
func plural(count, noun string) string {
	if count == "1" {
		return count + " " + noun
	}
	return count + " " + noun + "s"
}

// inUnit says which unit something is in: "is in mV", "is a plain number".
func inUnit(unit, be string) string {
	if unit == "1" {
		return be + " a plain number"
	}
	return be + " in " + unit
}

// short writes a number with the digits that matter to people.
func short(x float64) string {
	s := strconv.FormatFloat(x, 'g', 10, 64)
	if strings.Contains(s, "e") {
		return fmt.Sprint(x)
	}
	return s
}
