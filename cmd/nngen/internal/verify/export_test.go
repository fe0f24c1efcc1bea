package verify

// Compare is compare, for tests that run simulators their own way.
var Compare = compare
