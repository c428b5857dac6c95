//go:build console && !long

package main

import "testing"

// long: whether the slow parts of tests run.
const long = false

// TestLongTestsAreSkipped reports that this run leaves out some tests.
func TestLongTestsAreSkipped(t *testing.T) { t.Skip("long tests: run make test, or -tags long") }
