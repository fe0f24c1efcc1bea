package fixed

import _ "embed"

// CHeader is the text of a C99 header with the operations of this package: nn_exp
// gives the bits of Exp, and so on. It needs 64-bit integers whose right shift is
// arithmetic, as every compiler for x86 and ARM has them.
//
//go:embed fixed.h
var CHeader string
