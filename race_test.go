//go:build console && race

package main

// underRace is true with the race detector, under which a program takes long to start.
const underRace = true
