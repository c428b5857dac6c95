//go:build race

package journal

// underRace is true with the race detector, which also checks each pointer of
// the library and ends the program where a damaged page sends one astray.
// Without it, as users run it, that is a fault which the journal catches.
const underRace = true
