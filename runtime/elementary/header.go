package elementary

import _ "embed"

// CHeader is the text of a C99 header with all functions of this package, as
// nngen_exp and so on, which give the same bits. Compile it with -ffp-contract=off and
// without -ffast-math.
//
//go:embed elementary.h
var CHeader string
