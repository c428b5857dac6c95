//go:build long && !race

package ui

// oneScreenIn: the tests that go through all samples show each. All of it runs on one goroutine, in
// which the race detector finds nothing in ten minutes more.
const oneScreenIn = 1
