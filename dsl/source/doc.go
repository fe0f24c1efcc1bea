// Package source holds model files and the byte spans that every token, node
// and diagnostic points back with.
package source
