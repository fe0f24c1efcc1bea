// Package archtest holds no code but tests of the repository as a whole: which
// package may import which, that every package says what it is for, and that no
// file tells where it was written.
package archtest
