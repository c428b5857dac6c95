//go:build !long

package ciba_test

import "testing"

// oneLeakIn: of so many answers, TestNothingLeaks tries one with each further way of
// authentication.
const oneLeakIn = 4

// long is true with the tag long.
const long = false

// TestLongTestsAreSkipped says that this run leaves some out.
func TestLongTestsAreSkipped(t *testing.T) { t.Skip("long tests: run make test, or -tags long") }
