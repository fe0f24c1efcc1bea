package network

import "fmt"

// Error is a description that no network follows from.
type Error struct {
	// Projection and Population are indices into the Spec, -1 where the error
	// belongs to none.
	Projection, Population int
	Msg                    string // what is wrong, naming the object
	Help                   string // what to write instead
}

func (e *Error) Error() string {
	if e.Help == "" {
		return e.Msg
	}
	return e.Msg + "; " + e.Help
}

func (s *Spec) projectionError(j int, help, format string, args ...any) *Error {
	return &Error{j, -1, fmt.Sprintf("projection %s: ", s.Projections[j].Name) + fmt.Sprintf(format, args...), help}
}

func (s *Spec) populationError(p int, help, format string, args ...any) *Error {
	return &Error{-1, p, fmt.Sprintf("population %s: ", s.Populations[p].Name) + fmt.Sprintf(format, args...), help}
}
