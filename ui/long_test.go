//go:build long

package ui

// oneScreenIn: the tests that go through all samples show each.
const oneScreenIn = 1
