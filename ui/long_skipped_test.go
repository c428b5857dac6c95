//go:build !long || race

package ui

import "testing"

// oneScreenIn: of so many samples, the tests that go through all of them show one.
const oneScreenIn = 6

// TestLongTestsAreSkipped says that this run leaves some out.
func TestLongTestsAreSkipped(t *testing.T) { t.Skip("long tests: run make test, or -tags long") }
