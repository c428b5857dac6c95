//go:build !long

package desk

import "testing"

// oneMethodIn: of so many methods, the tests that call each of them call one.
const oneMethodIn = 6

// offerWalks is how many random walks there are.
const offerWalks = 6

// TestLongTestsAreSkipped says that this run leaves some out.
func TestLongTestsAreSkipped(t *testing.T) { t.Skip("long tests: run make test, or -tags long") }
