//go:build long

package desk

// oneMethodIn: the tests that call each method call all of them.
const oneMethodIn = 1
