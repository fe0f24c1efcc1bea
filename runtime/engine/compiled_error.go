package engine

import "errors"

// errVariants refuses code for neurons with many independent holds.
var errVariants = errors.New("too many sets of held states for machine code")
