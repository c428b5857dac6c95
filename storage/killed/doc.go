// Package killed runs a program, for tests, and kills it before one of its system calls, so that a
// test can check what the next program finds. Only tests may import it. It works on Linux only.
package killed
