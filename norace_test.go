//go:build console && !race

package main

const underRace = false
