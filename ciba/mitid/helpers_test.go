package mitid

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
)

const (
	documentedUUID = "8a9856e0-f12d-4217-b320-c8a076be9320"
	otherUUID      = "eee4b272-6a33-40da-ab0b-5ce2abd42e78"
)

// documentedRequest is the request of the broker's documentation.
func documentedRequest() Request {
	return Request{UUID: documentedUUID, Text: "Testing MitID Flex app 😉", IP: "1.1.1.1"}
}

func golden(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// decodeClaims reads a JSON object into claims; ok is false for anything else.
func decodeClaims(text string) (claims ciba.Claims, ok bool) {
	d := jsontext.NewDecoder(strings.NewReader(text))
	if token, err := d.ReadToken(); err != nil || token.Kind() != '{' {
		return nil, false
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, false
		}
		name := token.String()
		value, err := d.ReadValue()
		if err != nil {
			return nil, false
		}
		claims = append(claims, ciba.Claim{Name: name, Value: []byte(value.Clone())})
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, false
	}
	_, err := d.ReadToken()
	return claims, errors.Is(err, io.EOF)
}

func mustClaims(t *testing.T, text string) ciba.Claims {
	t.Helper()
	claims, ok := decodeClaims(text)
	if !ok {
		t.Fatalf("not a JSON object: %s", text)
	}
	return claims
}

// wantProblem fails the test unless err is exactly the problem of the field; an empty problem means
// no error.
func wantProblem(t *testing.T, err error, field, problem string) {
	t.Helper()
	if problem == "" {
		if err != nil {
			t.Errorf("got %v, want no error", err)
		}
		return
	}
	got, ok := errors.AsType[ciba.FieldError](err)
	if !ok || got.Field != field || got.Problem != problem {
		t.Errorf("got %v, want %s: %s", err, field, problem)
	}
}
