//go:build !long

package ciba_test

import "testing"

// TestLongTestsAreSkipped says that this run leaves some out.
func TestLongTestsAreSkipped(t *testing.T) { t.Skip("long tests: run make test, or -tags long") }
