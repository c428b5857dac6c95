// Package killed runs, for tests, a program that is killed before one of its system calls, so that
// the next program can be asked what it finds. Nothing but tests may import it. It works on Linux
// only.
package killed
