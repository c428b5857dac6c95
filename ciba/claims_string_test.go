package ciba

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestStringClaims(t *testing.T) {
	const malformed = "malformed"
	for raw, want := range map[string]string{
		`""`: "", `"a b"`: "a b", `"Sørensen"`: "Sørensen", `"\u0041\n\""`: "A\n\"", `"\\"`: `\`, ` "a"`: malformed,
		`"`: malformed, ` "`: malformed, `"a"b`: malformed, `"a"b"`: malformed, `"a`: malformed, `"\"`: malformed, "\"a\nb\"": malformed,
		"\"a\xff\"": malformed, `1`: malformed, `null`: malformed,
	} {
		got, err := Claims{{Name: "x", Value: json.RawMessage(raw)}}.String("x")
		if errors.Is(err, ErrClaimMalformed) {
			got = malformed
		} else if err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if got != want {
			t.Errorf("%s is %q, want %q", raw, got, want)
		}
	}
}
