// Package simulators finds the simulators that nngen drives, and installs them:
// one private Python environment with pinned versions, of which nothing else on
// the machine takes notice.
//
// NNGEN_PYTHON names another interpreter to use instead, with whatever versions
// it has; NNGEN_HOME another folder than the user's cache for the environment
// and for compiled code.
package simulators
