//go:build console && !long

package main

import "testing"

// TestLongTestsAreSkipped reports that this run leaves out some tests.
func TestLongTestsAreSkipped(t *testing.T) { t.Skip("long tests: run make test, or -tags long") }
