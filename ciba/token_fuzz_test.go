package ciba

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

// fuzzPerson is the person check of these tests.
func fuzzPerson(claims Claims) []Check {
	sub, err := claims.String("sub")
	return []Check{verdictOf(CheckPerson, err == nil && sub == "mette", Word(WordSame), Word(WordSame))}
}

// FuzzToken: only the exact bytes that were signed, with the exact access token that they name, are
// ever verified.
func FuzzToken(f *testing.F) {
	rsaKey, ecKey := fuzzKeys(f)
	keys, err := ParseKeySet([]byte(`{"keys":[` + fuzzJWK(f, "rs", rsaKey.Public()) + `,` + fuzzJWK(f, "es", ecKey.Public()) + `]}`))
	if err != nil {
		f.Fatal(err)
	}
	const access = "eyJhbGciOiJub25lIn0.e30."
	now := time.Unix(1715087453, 0)
	evidence := func(token, accessToken string) Evidence {
		return Evidence{
			Tokens: Tokens{IDToken: Secret(token), AccessToken: Secret(accessToken)}, Keys: keys,
			Config:  Config{Issuer: "https://broker.example/op", ClientID: "ringback", IDTokenAlgs: []string{"RS256", "ES256", "HS256", "none"}, RequireAtHash: true},
			Started: now.Add(-time.Minute), Received: now, Look: LookedNew, Further: fuzzPerson,
		}
	}
	sum := sha256.Sum256([]byte(access))
	sign := func(method jwt.SigningMethod, key any, kid string, changes ...any) string {
		claims := jwt.MapClaims{
			"iss": "https://broker.example/op", "aud": "ringback", "sub": "mette", "iat": now.Unix(), "exp": now.Unix() + 300,
			"auth_time": now.Unix(), "at_hash": base64.RawURLEncoding.EncodeToString(sum[:16]), "idtoken_type": "ciba",
		}
		for i := 0; i < len(changes); i += 2 {
			claims[fmt.Sprint(changes[i])] = changes[i+1]
		}
		token := jwt.NewWithClaims(method, claims)
		token.Header["kid"] = kid
		signed, err := token.SignedString(key)
		if err != nil {
			f.Fatal(err)
		}
		return signed
	}
	byRSA, byEC := sign(jwt.SigningMethodRS256, rsaKey, "rs"), sign(jwt.SigningMethodES256, ecKey, "es")
	signed := make(map[string]bool)
	for _, good := range []string{byRSA, byEC} {
		if v := Judge(evidence(good, access)); !v.Verified() {
			f.Fatalf("a good token isn't verified: %+v", v.Checks)
		}
		signed[good[:strings.LastIndexByte(good, '.')]] = true
		f.Add(good, access)
		f.Add(good, access+"x")
		f.Add(good+"=", access)
		f.Add(good+"\n", access)
		f.Add(good+".", access)
		f.Add(good[:len(good)-1], access)
		f.Add(strings.ToUpper(good), access)
	}
	public := []byte(fuzzJWK(f, "rs", rsaKey.Public()))
	for _, bad := range []string{
		sign(jwt.SigningMethodRS256, rsaKey, "es"), sign(jwt.SigningMethodRS512, rsaKey, "rs"), sign(jwt.SigningMethodPS256, rsaKey, "rs"),
		sign(jwt.SigningMethodHS256, public, "rs"), sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "rs"),
		sign(jwt.SigningMethodRS256, rsaKey, "rs", "aud", []string{"ringback", "other"}), sign(jwt.SigningMethodRS256, rsaKey, "rs", "azp", "other"),
		sign(jwt.SigningMethodRS256, rsaKey, "rs", "exp", "1715087753"), sign(jwt.SigningMethodRS256, rsaKey, "rs", "exp", 1e300),
		sign(jwt.SigningMethodRS256, rsaKey, "rs", "iat", now.Unix()-3600), sign(jwt.SigningMethodRS256, rsaKey, "rs", "sub", "oluf"),
		sign(jwt.SigningMethodES256, ecKey, "es", "at_hash", ""), sign(jwt.SigningMethodES256, ecKey, "es", "iss", "https://broker.example/op/"),
		sign(jwt.SigningMethodES256, ecKey, "es", "auth_time", nil), sign(jwt.SigningMethodES256, ecKey, "es", "nbf", now.Unix()+61),
		"", "..", "a.b.c", "....", "e30.e30.", "e30.e30.AA", "e31.e30.AA", "e30.e31.AA", "e30.e30.AB", "e30.e30.A A", "e30.e3\n0.AA", "bnVsbA.bnVsbA.AA", strings.Repeat(".", 1<<16),
	} {
		f.Add(bad, access)
	}
	f.Fuzz(func(t *testing.T, compact, accessToken string) {
		token := DecodeToken(compact)
		if token.Fault == "" {
			fuzzDecoded(t, token, compact)
		}
		v := Judge(evidence(compact, accessToken))
		if v.Verified() && (!signed[compact[:strings.LastIndexByte(compact, '.')]] || accessToken != access) {
			t.Fatalf("verified: %s", compact)
		}
		fuzzVerdict(t, v)
		// A person can't be found if none was asked for.
		blind := evidence(compact, accessToken)
		blind.Further = nil
		if Judge(blind).Verified() {
			t.Fatal("verified without a person")
		}
	})
}

// FuzzPasted: a pasted text is read as strictly as a provider's token, and only what surrounds the
// token is removed.
func FuzzPasted(f *testing.F) {
	for _, seed := range []string{
		"e30.e30.AA", " e30.e30.AA\n", "Bearer e30.e30.AA", "Authorization: bearer 'e30.e30.AA',", "\ufeffe30.\u200be30.AA", "e3\n0.e30.A A",
		`{"payload":"e30","protected":"e30","signature":"AA"}`, `{"payload":"e30","signatures":[{"protected":"e30","signature":"AA"}]}`,
		`{"payload":"e30","header":{},"protected":"e30","signature":"AA"}`, `{"id_token":"e30.e30.AA"}`, "eyJlbmMiOiIifQ.a.b.c.d",
		"e30.e30.", "..", "....", "e31.e30.AA", "e30.eyJhIjoxLCJhIjoyfQ.AA", "e30.W10.AA", "bearer", "\"", "{", "\xff",
		"e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"a":`+strings.Repeat("[", 50)+strings.Repeat("]", 50)+"}")) + ".AA",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := ReadPasted(text)
		sound := p.Fault == "" && p.Header.Fault == "" && p.Payload.Fault == "" && p.Signature == ""
		if sound != (p.Token.Fault == "") {
			t.Fatalf("fault %q of %q, %q, %q, and the strict reading says %q", p.Fault, p.Header.Fault, p.Payload.Fault, p.Signature, p.Token.Fault)
		}
		for _, part := range []Part{p.Header, p.Payload} {
			if part.Claims != nil && part.Fault != "" || part.Text != "" && part.Fault == "" {
				t.Fatalf("a part that can be read and can't: %q", part.Fault)
			}
		}
		if !sound {
			return
		}
		compact := *p.Token.compact
		fuzzDecoded(t, p.Token, compact)
		if again := ReadPasted(compact); len(again.Taken) != 0 || again.Token.SignedPart() != p.Token.SignedPart() {
			t.Fatalf("of the token alone %v is taken", again.Taken)
		}
		if slices.Contains(p.Taken, TakenJSON) {
			return
		}
		rest := text
		for _, r := range compact {
			i := strings.IndexRune(rest, r)
			if i < 0 {
				t.Fatalf("%q isn't in %q", compact, text)
			}
			rest = rest[i+utf8.RuneLen(r):]
		}
	})
}

// fuzzDecoded asserts that a readable token is what any other reader would make of it.
func fuzzDecoded(t *testing.T, token Token, compact string) {
	t.Helper()
	parts := strings.Split(compact, ".")
	if len(parts) != 3 || parts[2] == "" || len(compact) > MaxToken || token.SignedPart() != parts[0]+"."+parts[1] {
		t.Fatalf("it was taken apart as %q", token.SignedPart())
	}
	for i, claims := range []Claims{token.Header, token.Payload, nil} {
		raw, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || base64.RawURLEncoding.EncodeToString(raw) != parts[i] {
			t.Fatalf("part %d isn't strict base64url: %v", i, err)
		}
		if i == 2 {
			break // the signature
		}
		members := fuzzMap(t, raw)
		if len(members) != len(claims) {
			t.Fatalf("part %d has %d members, want %d", i, len(claims), len(members))
		}
		for _, claim := range claims {
			value, there := members[claim.Name]
			if s, err := claims.String(claim.Name); !there || err == nil && value != s {
				t.Fatalf("%q is %v, want %v", claim.Name, s, value)
			}
			if when, err := claims.Time(claim.Name); err == nil {
				if date, is := value.(float64); !is || float64(when.Unix()) != math.Trunc(date) { // a date may have a fraction
					t.Fatalf("%q is %v, want %v", claim.Name, when.Unix(), value)
				}
			}
		}
	}
}

// fuzzVerdict asserts what is true of every verdict: each check once, in order, with facts that can
// be shown.
func fuzzVerdict(t *testing.T, v Verdict) {
	t.Helper()
	order, last := CheckOrder(), -1
	for _, check := range v.Checks {
		at := slices.Index(order, check.ID)
		if at <= last {
			t.Fatalf("%s is out of order", check.ID)
		}
		last = at
		for _, fact := range []Fact{check.Expected, check.Actual} {
			fuzzShowable(t, fact.Text, 200)
			set := 0
			for _, is := range []bool{fact.Word != "", fact.Text != "", !fact.Time.IsZero()} {
				if is {
					set++
				}
			}
			if set > 1 {
				t.Fatalf("%s has the fact %+v", check.ID, fact)
			}
		}
		if check.Required && check.Result != Pass && v.Verified() {
			t.Fatalf("verified, though %s is %s", check.ID, check.Result)
		}
	}
	cause, code := v.Cause()
	if (cause == CauseNone) != (v.Verified() || v.Undecided()) || (cause == CauseNone) != (code == "") || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_:") != "" {
		t.Fatalf("verified %t, cause %q, code %q", v.Verified(), cause, code)
	}
	if signature := v.Check(CheckSignature); !signature.Required {
		t.Fatal("the signature isn't required")
	}
}
