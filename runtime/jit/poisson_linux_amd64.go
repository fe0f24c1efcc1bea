package jit

// poissonWide draws for groups of eight elements; see [wideDraws].
//
//go:noescape
func poissonWide(c *uint64, dst *[4]*uint32, groups int)
