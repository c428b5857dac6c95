package desk

import (
	"strings"
	"testing"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// TestAStatedCPRIsMasked: a token can state the number. Where the person was asked by it, the
// claims show it masked.
func TestAStatedCPRIsMasked(t *testing.T) {
	person := ciba.Check{ID: ciba.CheckPerson, Result: ciba.Pass, Required: true}
	r := &run{request: mitidRequest{Request: mitid.Request{ByCPR: true}}, result: &ciba.Result{
		Outcome: ciba.Verified, Verdict: &ciba.Verdict{Checks: []ciba.Check{person}},
		Token: ciba.Token{Payload: ciba.Claims{{Name: "dk.cpr", Value: []byte(`"7403790012"`)}}},
	}}
	if shown := dump(View{Claims: claimsOf(r)}); strings.Contains(shown, "0012") || !strings.Contains(shown, "740379-••••") {
		t.Error(shown)
	}
}
