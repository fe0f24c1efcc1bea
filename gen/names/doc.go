// Package names maps the names of a model to identifiers of a target language.
//
// Names that a simulator reserves are legal in a model: `lambda`, `int`,
// `threshold`, `e`. A [Table] gives every model name an identifier that is
// valid in the language, not reserved, and different from all others; it gives
// the same identifiers for the same requests in the same order.
package names
