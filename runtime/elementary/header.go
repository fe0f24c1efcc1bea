package elementary

import _ "embed"

// CHeader is the text of a C99 header with the functions nngen_exp,
// nngen_expm1, nngen_log, nngen_log1p, nngen_pow, nngen_tanh, nngen_erf,
// nngen_sin, nngen_cos, nngen_linoid and nngen_exprel, which give the bits of
// the functions of this package. Compile it with -ffp-contract=off and
// without -ffast-math.
//
//go:embed elementary.h
var CHeader string
