//go:build console && long

package main

// long: whether the slow parts of tests run.
const long = true
