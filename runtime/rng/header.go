package rng

import _ "embed"

// CHeader is the text of a C99 header with nngen_unit, nngen_open and nngen_probit,
// which give the bits of [Stream.Uniform], [Stream.UniformOpen] and
// [elementary.Probit]. It includes [elementary.CHeader] as
// nngen_elementary.h and is compiled as that.
//
//go:embed random.h
var CHeader string
