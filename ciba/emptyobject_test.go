package ciba

import (
	"testing"
	"time"
)

// An empty object can be read: what is missing in it is absent, not malformed.
func TestAnEmptyObjectCanBeRead(t *testing.T) {
	pasted := ReadPasted("e30.e30.AA")
	if pasted.Fault != "" || pasted.Header.Claims == nil || pasted.Payload.Claims == nil {
		t.Fatalf("it can't be read: %+v", pasted)
	}
	for _, check := range Inspect(pasted.Token, Config{Issuer: "https://broker.example/op", ClientID: "ringback"}, time.Unix(0, 0)) {
		if check.Result == Skip || check.ID != CheckTokenKind && check.Actual != Word(WordAbsent) {
			t.Errorf("%s is %s: %+v", check.ID, check.Result, check.Actual)
		}
	}
}
