//go:build race

package ui

// underRace is true with the race detector. The tests that draw every screen
// in every shape have one goroutine, take a minute without it, and many
// minutes and gigabytes with it; they are left to the run without it.
const underRace = true
