package ciba

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"github.com/luikyv/go-oidc/pkg/goidc"
)

// Each target feeds foreign bytes to one reader and checks the result by its own rules, most of
// them with encoding/json, which shares no code with our reader.

// fuzzMap reads an object leniently; nil if it isn't one.
func fuzzMap(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		t.Fatalf("accepted what isn't JSON: %v", err)
	}
	members := make(map[string]any, len(raw))
	for name, value := range raw {
		var v any
		if json.Unmarshal(value, &v) != nil {
			v = string(value) // a number that float64 can't represent, which JSON allows
		}
		members[name] = v
	}
	return members
}

func FuzzAcknowledgement(f *testing.F) {
	for _, seed := range []string{
		`{"auth_req_id": "0A2179A15B686CB..3AC29A5A6A-1", "expires_in": 300, "interval": 5}`,
		`{"auth_req_id":"a","expires_in":"300"}`, `{"auth_req_id":"a","expires_in":3e2,"interval":null}`,
		`{"auth_req_id":"a","expires_in":1,"interval":60}`, `{"auth_req_id":"a","expires_in":1e18,"interval":1e400}`,
		`{"auth_req_id":"a","expires_in":-1}`, `{"auth_req_id":"..","expires_in":300}`, `{"auth_req_id":"a/b","expires_in":300}`,
		`{"auth_req_id":"\u0061","expires_in":300.0,"interval":-5}`, `{"auth_req_id":"a","auth_req_id":"b","expires_in":300}`,
		`{"AUTH_REQ_ID":"a","expires_in":300}`, `{"auth_req_id":"a","expires_in":9223372036854775808}`, "\ufeff{}", `[]`, `null`, ``,
		`{"auth_req_id":"a","expires_in":"0300","interval":"00"}`, `{"auth_req_id":"a","expires_in":300}{}`,
	} {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`{"auth_req_id":"` + strings.Repeat("a", maxIDLength) + `","expires_in":300}`))
	alphabet := regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := parseAcknowledgement(body)
		if err != nil {
			if a.AuthReqID != "" || a.ExpiresIn != 0 {
				t.Fatal("something came with an error")
			}
			return
		}
		id := a.AuthReqID.Reveal()
		switch {
		case fuzzMap(t, body)["auth_req_id"] != id:
			t.Fatalf("the id is %q", id)
		case !alphabet.MatchString(id) || strings.Trim(id, ".") == "" || url.PathEscape(id) != id:
			t.Fatalf("the id %q is more than one segment of a path", id)
		case a.ExpiresIn < time.Second || a.ExpiresIn > 15*time.Minute || a.ExpiresIn%time.Second != 0:
			t.Fatalf("it expires in %v", a.ExpiresIn)
		case a.Interval < time.Second || a.Interval > time.Minute || a.Interval%time.Second != 0:
			t.Fatalf("the interval is %v", a.Interval)
		}
		// For every acknowledgement, the polls of a pending request keep their distance and end
		// soon after the deadline.
		s, last := newSchedule(a, func() float64 { return 1 }), time.Duration(0)
		for polls := 0; ; polls++ {
			due, over := s.next()
			if over {
				break
			}
			if due-last < a.Interval || due > a.ExpiresIn+a.Interval+time.Second || polls > 1000 {
				t.Fatalf("poll %d is due at %v, the last was at %v", polls, due, last)
			}
			s.polled(due)
			s.answered(pollPending, 0, due)
			last = due
		}
		if last < a.ExpiresIn {
			t.Fatalf("the last poll was at %v, before the deadline", last)
		}
	})
}

func FuzzTokenResponse(f *testing.F) {
	for _, seed := range []string{
		`{"id_token":"a.b.c","access_token":"d","token_type":"Bearer","expires_in":3600,"scope":"openid mitid"}`,
		`{"id_token":"a.b.c","access_token":"d","token_type":"bEARER"}`, `{"id_token":"a.b.c","access_token":"d","token_type":"mac"}`,
		`{"error":"authorization_pending","id_token":"a.b.c","access_token":"d","token_type":"Bearer"}`, `{"error":"authorization_pending"}`,
		`{"id_token":"a","id_token":"b","access_token":"d","token_type":"Bearer"}`, `{"id_token":"","access_token":"d","token_type":"Bearer"}`,
		`{"Id_Token":"a","access_token":"d","token_type":"Bearer"}`, `{"id_token":["a"],"access_token":"d","token_type":"Bearer"}`,
		`{"id_token":"a","access_token":null,"token_type":"Bearer","scope":"\u202e\u0000"}`, `{"error":null,"id_token":"a","access_token":"d","token_type":"Bearer"}`,
		"{\"id_token\":\"\xff\",\"access_token\":\"d\",\"token_type\":\"Bearer\"}", `<html>`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p := classifyPoll(answer{status: http.StatusOK, body: body}, fuzzMeaning)
		if p.kind == pollTokenType {
			kind, _ := fuzzMap(t, body)["token_type"].(string)
			if kind == "" || strings.EqualFold(kind, "Bearer") || p.tokens != (Tokens{}) {
				t.Fatalf("tokens of type %q are refused", kind)
			}
			var strange *TokenTypeError
			if !errors.As(p.err, &strange) {
				t.Fatal("the type isn't named")
			}
			fuzzShowable(t, strange.Type, 60)
			return
		}
		if p.kind != pollTokens {
			if p.kind != pollLost || p.tokens != (Tokens{}) || p.oauth != nil {
				t.Fatalf("a 200 without tokens means %s", p.kind)
			}
			return
		}
		members := fuzzMap(t, body)
		kind, _ := members["token_type"].(string)
		_, failed := members["error"]
		switch {
		case failed:
			t.Fatal("tokens next to an error")
		case members["id_token"] != p.tokens.IDToken.Reveal() || members["access_token"] != p.tokens.AccessToken.Reveal():
			t.Fatal("other tokens than sent")
		case p.tokens.IDToken == "" || p.tokens.AccessToken == "":
			t.Fatal("an empty token")
		case strings.ToLower(kind) != "bearer":
			t.Fatalf("tokens of type %q", kind)
		}
		fuzzShowable(t, p.tokens.Scope, 200)
	})
}

// fuzzShowable asserts that text is harmless to show.
func fuzzShowable(t *testing.T, text string, limit int) {
	t.Helper()
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > limit+1 {
		t.Fatalf("%q is no text of %d characters", text, limit)
	}
	for _, r := range text {
		if !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Bidi_Control) {
			t.Fatalf("%U in %q", r, text)
		}
	}
}

// fuzzMeaning is a profile with its own codes.
func fuzzMeaning(code string) CodeMeaning {
	return map[string]CodeMeaning{"gave_up": CodeRefusal, "broke": CodeFault}[code]
}

func FuzzErrorBody(f *testing.F) {
	for _, code := range []string{
		"authorization_pending", "slow_down", "access_denied", "rejected", "expired_token", "invalid_grant", "invalid_client",
		"mitid_flex_app.mitid_error_123", "transaction_failed", "", " slow_down", "SLOW_DOWN",
	} {
		body := []byte(`{"error":` + strconv.Quote(code) + `,"error_description":"` + strings.Repeat("x", 400) + `\u202e<b>"}`)
		for _, status := range []int{200, 302, 400, 403, 429, 500, 503} {
			f.Add(status, body)
		}
	}
	for _, description := range []string{"broke", "broke: it did", "broke it", "gave_up", "gave_up:", "unbroke", "broke\\tit", "it broke", "Broke"} {
		f.Add(400, []byte(`{"error":"access_denied","error_description":"`+description+`"}`))
	}
	f.Add(400, []byte(`{"error":"gave_up"}`))
	f.Add(400, []byte(`{"error":"broke"}`))
	f.Add(400, []byte(`{"error":"access_denied","error":"authorization_pending"}`))
	f.Add(400, []byte(`{"error":["access_denied"]}`))
	f.Add(400, []byte(`{"Error":"access_denied"}`))
	f.Add(400, []byte(`[{"error":"access_denied"}]`))
	f.Add(404, []byte(`<html>access_denied</html>`))
	ends := map[string]pollKind{
		"authorization_pending": pollPending, "slow_down": pollSlowDown, "access_denied": pollRefused, "rejected": pollRefused,
		"expired_token": pollExpired, "invalid_grant": pollInvalidGrant,
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status == http.StatusOK {
			return // FuzzTokenResponse
		}
		p := classifyPoll(answer{status: status, body: body}, fuzzMeaning)
		if p.kind == pollTokens || p.tokens != (Tokens{}) {
			t.Fatalf("status %d brought tokens", status)
		}
		if p.kind == pollLost {
			return
		}
		if status < 400 || status > 499 {
			t.Fatalf("status %d means %s", status, p.kind)
		}
		members := fuzzMap(t, body)
		code, _ := members["error"].(string)
		want, known := ends[code]
		if !known {
			want = pollFailed
		}
		description, _ := members["error_description"].(string)
		first := regexp.MustCompile(`^[^ \t\r\n:]*`).FindString(description)
		switch {
		case code == "gave_up":
			want = pollRefused
		case code == "access_denied" && first == "broke":
			want = pollFailed
		}
		if own := map[string]string{"broke": first, "gave_up": first}[first]; p.oauth.Own != own {
			t.Fatalf("%q has the code %q, want %q", description, p.oauth.Own, own)
		}
		if code == "" || p.kind != want || status == http.StatusTooManyRequests && want != pollSlowDown {
			t.Fatalf("%q with status %d means %s", code, status, p.kind)
		}
		fuzzShowable(t, p.oauth.Code, 100)
		fuzzShowable(t, p.oauth.Description, 300)
		// A start with this answer fails for the same code.
		if end := endOfStart(answer{status: status, body: body}, fuzzMeaning); end.reason != ReasonBusy && (end.outcome != Failed || *end.oauth != *p.oauth) {
			t.Fatalf("as the answer to a start it means %+v", end)
		}
	})
}

// fuzzPrime returns the same prime in every process, so far away from where its seed begins:
// fuzzing uses several, and they must agree on what was signed.
func fuzzPrime(seed string, away int64) *big.Int {
	var raw []byte
	for i := range 4 {
		sum := sha256.Sum256([]byte(seed + strconv.Itoa(i)))
		raw = append(raw, sum[:]...)
	}
	raw[0], raw[len(raw)-1] = raw[0]|0xc0, raw[len(raw)-1]|1
	p, e := new(big.Int).SetBytes(raw), big.NewInt(65537)
	p.Add(p, big.NewInt(away))
	for two := big.NewInt(2); ; p.Add(p, two) {
		if p.ProbablyPrime(1) && new(big.Int).Mod(new(big.Int).Sub(p, big.NewInt(1)), e).Sign() != 0 {
			return p
		}
	}
}

// fuzzKeys returns an RSA key and an EC key, the same in every process.
func fuzzKeys(f *testing.F) (*rsa.PrivateKey, *ecdsa.PrivateKey) {
	f.Helper()
	p, q, one := fuzzPrime("p", 1790), fuzzPrime("q", 1072), big.NewInt(1)
	totient := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key := &rsa.PrivateKey{
		PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537},
		D:         new(big.Int).ModInverse(big.NewInt(65537), totient), Primes: []*big.Int{p, q},
	}
	key.Precompute()
	if err := key.Validate(); err != nil {
		f.Fatal(err)
	}
	scalar := sha256.Sum256([]byte("d"))
	ec, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		f.Fatal(err)
	}
	return key, ec
}

// fuzzJWK writes a public key as a JWK without our code.
func fuzzJWK(tb testing.TB, kid string, public crypto.PublicKey) string {
	tb.Helper()
	raw, err := (&goidc.JSONWebKey{KeyID: kid, Use: "sig", Key: public}).MarshalJSON()
	if err != nil {
		tb.Fatal(err)
	}
	return string(raw)
}

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

// FuzzKeySet: a good key is found among any others, and only a strong key of the right kind is
// accepted.
func FuzzKeySet(f *testing.F) {
	rsaKey, ecKey := fuzzKeys(f)
	goodRSA, goodEC := fuzzJWK(f, "rs", rsaKey.Public()), fuzzJWK(f, "es", ecKey.Public())
	f.Add([]byte(goodRSA))
	f.Add([]byte(goodEC))
	f.Add([]byte(fuzzJWK(f, "rs", &rsa.PublicKey{N: fuzzPrime("p", 1790), E: 65537}))) // 1024 bits
	f.Add([]byte(fuzzJWK(f, "rs", &rsa.PublicKey{N: new(big.Int).SetBit(new(big.Int).Lsh(rsaKey.N, 6200), 0, 1), E: 65537})))
	f.Add([]byte(strings.Replace(goodRSA, `"rs"`, `"other"`, 1)))
	f.Add([]byte(strings.Replace(goodEC, `"P-256"`, `"P-384"`, 1)))
	f.Add([]byte(strings.Replace(goodRSA, `AQAB`, `AQ`, 1)))
	f.Add([]byte(strings.Replace(goodRSA, `AQAB`, `AQAAAAAAAQAB`, 1)))
	f.Add([]byte(strings.Replace(goodRSA, `"sig"`, `"enc"`, 1)))
	for _, seed := range []string{
		`{}`, `null`, `1`, `"x"`, `[]`, `{"kty":"oct","k":"AAAA","kid":"rs"}`, `{"kty":"RSA","kid":"rs","n":"AQAB","e":"AQAB"}`,
		`{"kty":"EC","kid":"es","crv":"P-256","x":"AA","y":"AA"}`, `{"kty":"EC","kid":"es","crv":"P-256","x":"","y":""}`,
		`{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`, `{"kid":"rs","kid":"rs"}`, `{"kid":1}`,
		`{"kty":"RSA","n":"","e":""}`, `{"kty":"RSA","kid":"x","x5c":["AAAA"],"key_ops":["sign"],"n":"` + strings.Repeat("A", 3000) + `","e":"AQAB"}`,
		"{\"kid\":\"\xff\"}", `],"keys":[`, `{"keys":[]}`, `{"kty":"EC","kid":"k","crv":"P-521","x":"AQ","y":"AQ","alg":"ES512"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Add([]byte(`],"x":[`)) // not a member: it ends the array
	// the same, and the following key is in another array
	f.Add([]byte(`{}],"x":[{}`))
	// the maximum number, without ours
	f.Add([]byte(strings.Repeat("1,", maxKeys-1) + "1"))
	f.Add([]byte(strings.Repeat(" ", 3)))                          // nothing between two commas
	f.Add([]byte(strings.Replace(goodRSA, `AQAB`, `AAEAAQ==`, 1))) // ours, with another encoding
	good, err := ParseKeySet([]byte(`{"keys":[` + goodRSA + `,` + goodEC + `]}`))
	if err != nil {
		f.Fatal(err)
	}
	algs := []string{"RS256", "RS512", "PS256", "ES256", "ES384", "ES512", "HS256", "none", ""}
	f.Fuzz(func(t *testing.T, member []byte) {
		var neighbours []json.RawMessage
		if json.Unmarshal(slices.Concat([]byte("["), member, []byte("]")), &neighbours) != nil || len(neighbours) == 0 || len(neighbours) > maxKeys-2 {
			return // no other member would fit
		}
		alone, err := ParseKeySet(slices.Concat([]byte(`{"keys":[`), member, []byte(`]}`)))
		if err != nil {
			return // nested too deep
		}
		for _, alg := range algs {
			for _, kid := range []string{"rs", "es", ""} {
				fuzzPick(t, alone, alg, kid)
			}
		}
		set, err := ParseKeySet(slices.Concat([]byte(`{"keys":[`+goodRSA+`,`), member, []byte(`,`+goodEC+`]}`)))
		if err != nil {
			t.Fatalf("a neighbour costs us all keys: %v", err)
		}
		for alg, kid := range map[string]string{"RS256": "rs", "ES256": "es"} {
			want := ""
			ours, _ := good.pick(alg, kid, true)
			if other, word := alone.pick(alg, kid, true); word == WordTwoKeys || other != nil && !other.same(ours) {
				want = WordTwoKeys
			}
			if key, word := set.pick(alg, kid, true); word != want || (key == nil) != (want != "") {
				t.Fatalf("%s: %q, want %q", kid, word, want)
			}
		}
	})
}

// fuzzPick asserts that the picked key is the one asked for.
func fuzzPick(t *testing.T, set KeySet, alg, kid string) {
	t.Helper()
	key, word := set.pick(alg, kid, false)
	if key == nil {
		if word == "" {
			t.Fatal("no key, and no word why")
		}
		return
	}
	if word != "" || !set.has(alg, kid) || kid != "" && key.KeyID != kid {
		t.Fatalf("picked %q for %q, with the word %q", key.KeyID, kid, word)
	}
	if none, _ := set.pick(alg, "", true); none != nil {
		t.Fatal("picked without a kid though a key is pinned")
	}
	switch public := key.Public.(type) {
	case *rsa.PublicKey:
		if strings.Trim(alg[:1], "RP") != "" || public.N.BitLen() < 2048 || public.N.BitLen() > 8192 || public.E < 3 || public.E%2 == 0 {
			t.Fatalf("an RSA key of %d bits with e=%d for %s", public.N.BitLen(), public.E, alg)
		}
	case *ecdsa.PublicKey:
		bits := map[string]int{"ES256": 256, "ES384": 384, "ES512": 521}[alg]
		if _, err := public.ECDH(); err != nil || public.Curve.Params().BitSize != bits { // ECDH requires a point on the curve
			t.Fatalf("an EC key on %s for %s: %v", public.Curve.Params().Name, alg, err)
		}
	default:
		t.Fatalf("a key of type %T", public)
	}
	print, err := (&goidc.JSONWebKey{Key: key.Public}).Thumbprint(crypto.SHA256)
	if err != nil || base64.RawURLEncoding.EncodeToString(print) != key.Thumbprints[0] {
		t.Fatalf("the thumbprint is %q, want %x (%v)", key.Thumbprints[0], print, err)
	}
}

func FuzzDiscovery(f *testing.F) {
	const issuer = "https://broker.example/op"
	const good = `{"issuer":"https://broker.example/op","backchannel_authentication_endpoint":"https://broker.example/op/connect/ciba",` +
		`"token_endpoint":"https://broker.example/op/connect/token","jwks_uri":"https://broker.example/op/jwks","backchannel_token_delivery_modes_supported":["poll"]}`
	f.Add(200, []byte(good))
	f.Add(404, []byte(good))
	for _, change := range [][2]string{
		{`broker.example/op",`, `broker.example/op/",`}, {`https://broker.example/op/jwks`, `http://broker.example/op/jwks`},
		{`https://broker.example/op/jwks`, `https://broker.example:444/jwks`}, {`https://broker.example/op/jwks`, `https://user@broker.example/jwks`},
		{`https://broker.example/op/jwks`, `https://BROKER.example/jwks`}, {`https://broker.example/op/jwks`, `//broker.example/jwks`},
		{`https://broker.example/op/jwks`, `https://broker.example.evil.example/jwks`}, {`https://broker.example/op/jwks`, `https://broker.example\\@evil.example/`},
		{`https://broker.example/op/jwks`, `/jwks`}, {`["poll"]`, `["push","ping"]`}, {`["poll"]`, `"poll"`}, {`["poll"]`, `1`}, {`"jwks_uri"`, `"token_endpoint"`},
		{`https://broker.example/op/jwks`, `https://broker.example/#x`}, {`https://broker.example/op/jwks`, `https://127.0.0.1/jwks`}, {`"https://broker.example/op/jwks"`, `null`},
	} {
		f.Add(200, []byte(strings.Replace(good, change[0], change[1], 1)))
	}
	client, err := NewClient(Config{Issuer: issuer, ClientID: "ringback"}, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		m, err := client.readMetadata(answer{status: status, body: body})
		if err != nil {
			var config *ConfigError
			if !errors.As(err, &config) || !slices.Contains([]Reason{
				ReasonDiscovery, ReasonDiscoveryStatus, ReasonDiscoveryMember, ReasonNotTheProvider, ReasonOtherIssuer,
				ReasonNoPoll, ReasonOtherHost, ReasonAddress, ReasonNotHTTPS,
			}, config.Reason) {
				t.Fatalf("the error is %#v", err)
			}
			fuzzShowable(t, config.Given, 300)
			fuzzShowable(t, err.Error(), 400)
			return
		}
		members := fuzzMap(t, body)
		if status != http.StatusOK || m.Issuer != issuer || members["issuer"] != issuer || m.Endpoints.Cancel != "" {
			t.Fatalf("accepted %+v with status %d", m, status)
		}
		if len(m.Modes) > 0 && !slices.Contains(m.Modes, "poll") {
			t.Fatalf("accepted the modes %v", m.Modes)
		}
		for name, endpoint := range map[string]string{
			"backchannel_authentication_endpoint": m.Endpoints.BackchannelAuthentication, "token_endpoint": m.Endpoints.Token, "jwks_uri": m.Endpoints.JWKS,
		} {
			u, err := url.Parse(endpoint)
			if err != nil || members[name] != endpoint || u.Scheme != "https" || !strings.EqualFold(u.Host, "broker.example") || u.User != nil || u.Fragment != "" {
				t.Fatalf("%s is %q", name, endpoint)
			}
			// The host that is dialled is the issuer's, whatever the rest looks like.
			if r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, endpoint, nil); err != nil || !strings.EqualFold(r.URL.Hostname(), "broker.example") || r.URL.Port() != "" {
				t.Fatalf("%s leads to %v (%v)", name, r, err)
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{
		"", "0", "30", " 30 ", "-1", "+1", "1.5", "1e3", "900", "901", "2147483648", "99999999999999999999", "٣",
		"Sun, 22 Nov 2026 09:00:30 GMT", "Sunday, 22-Nov-26 09:00:30 GMT", "Sun Nov 22 09:00:30 2026", "Sun, 22 Nov 2026 08:59:30 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "soon",
	} {
		f.Add(seed, int64(0))
		f.Add(seed, int64(1795338000))
	}
	f.Fuzz(func(t *testing.T, value string, date int64) {
		ours := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		stated := time.Time{}
		if date != 0 {
			stated = time.Unix(date%(1<<40), 0)
		}
		wait := parseRetryAfter(value, stated, ours)
		if wait < 0 || wait > 15*time.Minute {
			t.Fatalf("%q: wait %v", value, wait)
		}
		text := strings.TrimSpace(value)
		if seconds, err := strconv.Atoi(text); err == nil && len(text) <= 64 && text[0] != '+' && text[0] != '-' {
			want := time.Duration(0)
			if seconds <= 900 {
				want = time.Duration(seconds) * time.Second
			}
			if wait != want {
				t.Fatalf("%q: wait %v, want %v", value, wait, want)
			}
			return
		}
		if wait == 0 {
			return
		}
		at, err := http.ParseTime(text)
		if stated.IsZero() {
			stated = ours
		}
		if err != nil || !stated.Add(wait).Equal(at) {
			t.Fatalf("%q: wait %v after %v", value, wait, stated)
		}
	})
}

// FuzzAge: anything but one whole number of seconds, up to a day, counts as no Age; and no Age
// brings a time near our clock that its Date isn't near, alone or with it.
func FuzzAge(f *testing.F) {
	for _, seed := range []string{"", "0", "00", "3600", "86400", "86401", "31536000", "-1", "+1", "1.0", "1e3", " 1", "1, 1", "0x10", "1_000", "٣", "99999999999999999999"} {
		f.Add(seed, int64(-3600))
		f.Add(seed, int64(0))
	}
	f.Fuzz(func(t *testing.T, value string, off int64) {
		ours := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		date := ours.Add(time.Duration(off%(1<<28)) * time.Second)
		age := parseAge([]string{value})
		if n, err := strconv.Atoi(value); err != nil || value[0] == '+' || value[0] == '-' || n > 86_400 {
			if age != 0 {
				t.Fatalf("%q is %v", value, age)
			}
		} else if age != time.Duration(n)*time.Second {
			t.Fatalf("%q is %v", value, age)
		}
		if parseAge([]string{value, value}) != 0 || parseAge(nil) != 0 {
			t.Fatal("two of them, or none, are one")
		}
		r := readClock(http.Header{"Date": {date.Format(http.TimeFormat)}, "Age": {value}}, ours, ours)
		if !r.stated.Equal(date) && !r.stated.Equal(date.Add(age)) || r.near() != (within(date, ours, clockLimit) || within(date.Add(age), ours, clockLimit)) {
			t.Fatalf("%v and %q are %v", date, value, r.stated)
		}
	})
}

// FuzzCorrelation: whatever a provider sets, only a UUID in one cookie is ever sent back, and only
// to its origin.
func FuzzCorrelation(f *testing.F) {
	const id = "f3da5bd6-569f-46ee-ba21-e6dbbdf51c0e"
	for _, seed := range []string{
		"X-Correlation-Id=" + id + "; path=/; secure; samesite=none; httponly", "X-Correlation-Id=" + id, "X-Correlation-Id=\"" + id + "\"",
		"X-Correlation-Id=" + id + "\r\nX: y", "X-Correlation-Id=; Max-Age=0", "x-correlation-id=" + id, "X-Correlation-Id =" + id,
		"session=a; X-Correlation-Id=" + id, "X-Correlation-Id=" + id + "; Domain=evil.example", "", "=", ";",
	} {
		f.Add(seed, seed)
	}
	here, there := &url.URL{Scheme: "https", Host: "broker.example"}, &url.URL{Scheme: "https", Host: "broker.example:444"}
	f.Fuzz(func(t *testing.T, first, second string) {
		var k correlation
		k.note(here, http.Header{"Set-Cookie": {first, second}})
		sent := k.cookie(here)
		if id, ours := strings.CutPrefix(sent, "X-Correlation-Id="); sent != "" && (!ours || len(id) != 36 || strings.Trim(strings.ToLower(id), "0123456789abcdef-") != "") {
			t.Fatalf("%q goes back", sent)
		}
		if k.cookie(there) != "" || k.newest != "" && !strings.Contains(first+second, k.newest) {
			t.Fatalf("%q, %q", k.cookie(there), k.newest)
		}
		if same := (&url.URL{Scheme: "HTTPS", Host: "Broker.example:443"}); k.cookie(same) != sent {
			t.Fatalf("%q goes to the same origin, spelt in another way", k.cookie(same))
		}
	})
}

// FuzzNumericDate: a NumericDate is what encoding/json reads as a number, cut to the nanosecond.
func FuzzNumericDate(f *testing.F) {
	for _, seed := range []string{"0", "-0", "1.5", "1788264050", "1788264050.25", "1e9", "1E+9", "-0.5", "253402300799", "253402300799.5", "253402300800", "1e400", "0.1e-400", `"1"`, "null", "[1]", "01", "1."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		object, err := parseObject([]byte(`{"exp":` + text + `}`))
		if err != nil || len(object) != 1 {
			return
		}
		got, err := object.Time("exp")
		var want float64
		number := json.Unmarshal([]byte(text), &want) == nil && object.value("exp").Kind() == '0'
		if (err == nil) != (number && want >= 0 && want <= latest) {
			t.Fatalf("%s: %v, %v", text, got, err)
		}
		if err == nil && math.Abs(float64(got.Unix())+float64(got.Nanosecond())/1e9-want) > 1e-4 {
			t.Fatalf("%s is read as %v", text, got)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"", "Mette Holm Sørensen", "a\u202eb\u2066c\u200bd\ufeffe", "line\r\nbreak\u2028\u2029\ttab", "\x1b[31mred\x1b[0m", "\xff\xfe", "😉\ufe0f", "\ue000\U0010ffff\u0378",
		"\U000e0041\u115f\u3164", strings.Repeat("é", 300), "\x00\x7f\u0085", "\ufffd",
	} {
		f.Add(seed, 10)
		f.Add(seed, 200)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit &= 0xfff
		clean := Clean(text, limit)
		fuzzShowable(t, clean, limit)
		if again := Clean(clean, limit); again != clean {
			t.Fatalf("cleaned twice, %q becomes %q", clean, again)
		}
		if n := utf8.RuneCountInString(clean); n > limit && !strings.HasSuffix(clean, "…") {
			t.Fatalf("%q was cut without a sign", clean)
		}
		// Harmless text doesn't change.
		harmless := strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
		if harmless && len(text) <= limit && clean != text {
			t.Fatalf("%q became %q", text, clean)
		}
	})
}

// FuzzExchange: no exchange shows a secret, however a provider answers with it: ours anywhere, the
// provider's under their names.
func FuzzExchange(f *testing.F) {
	const (
		secret  = `s3cr/t+"\=` + "æ-w1th-everything"
		token   = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZXR0ZSJ9.c2lnbmF0dXJl"
		opaque  = "0paque-acc3ss"
		id      = "0A2179A15B686CB-3AC29A5A6A-1"
		members = `"access_token":"` + opaque + `","auth_req_id": "` + id + `"`
	)
	quoted, err := json.Marshal(secret)
	if err != nil {
		f.Fatal(err)
	}
	spellings := []string{
		string(quoted), strings.ReplaceAll(string(quoted), "/", `\/`), secret, url.QueryEscape(secret), url.PathEscape(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), `"` + token + `"`, members,
	}
	for i := range spellings {
		for _, around := range [][2]string{
			{"", ""}, {`{"error_description":`, `}`}, {`{"a":[{"you sent":`, `}]}`}, {`{`, `}`}, {`{"a":[{`, `}]}`}, {`{"a":1,`, `}}`}, {`{"a":1,"a":2,`, `}`},
			{"<html>", "</html>"}, {"\ufeff", ""}, {`{"id_token":`, ``}, {`id_token=`, `&x=y`}, {`{"a":"\`, `"}`}, {strings.Repeat("{", 20000), ""},
		} {
			f.Add([]byte(around[0]), byte(i), []byte(around[1]))
		}
	}
	// cleaned for display, it is whole again
	apart := strings.Replace(string(quoted), "1", "\u200b1", 1)
	f.Add([]byte(`{"x":`+apart+`,"a":`), byte(0), []byte(`}`))
	f.Add([]byte(`{`+apart+`:`), byte(0), []byte(`}`))
	hide := everyForm([]string{secret})
	never := append([]string{opaque, id, "eyJzdWIiOiJtZXR0ZSJ9.c2lnbmF0dXJl"}, hide...)
	f.Fuzz(func(t *testing.T, before []byte, spelling byte, behind []byte) {
		for _, hidden := range never {
			if bytes.Contains(before, []byte(hidden)) || bytes.Contains(behind, []byte(hidden)) {
				return // without its name it is like any other text
			}
		}
		shown, found := maskBody(slices.Concat(before, []byte(spellings[int(spelling)%len(spellings)]), behind), hide)
		for _, m := range found {
			if !strings.HasPrefix(shown[m.Index:], dots+`"`) {
				t.Fatalf("%s is at %d of %q", m.Name, m.Index, shown)
			}
		}
		for _, text := range append(fuzzStrings(shown), shown, Clean(shown, len(shown))) {
			for _, hidden := range never {
				if strings.Contains(text, hidden) {
					t.Fatalf("%q shows %q", shown, hidden)
				}
			}
		}
	})
}

// fuzzStrings returns the strings of a JSON text, names and values, decoded.
func fuzzStrings(text string) []string {
	var all []string
	d := json.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return all
		}
		if s, ok := token.(string); ok {
			all = append(all, s)
		}
	}
}

// FuzzDescription: a description contains only cleaned text, within limits, and comparing it with
// our settings never fails.
func FuzzDescription(f *testing.F) {
	for _, seed := range []string{
		`{"issuer":"https://broker.example","token_endpoint":"https://broker.example/t","scopes_supported":["openid"]}`,
		`{"issuer":"a","acr_values_supported":7,"backchannel_user_code_parameter_supported":"true"}`, `{"issuer":"a","jwks_uri":"https://[::1"}`,
		`{"issuer":"\u202ea","backchannel_token_delivery_modes_supported":["poll",null]}`, `{}`, `[]`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := answer{status: http.StatusOK, body: body}.description()
		var d Description
		if err == nil {
			d, err = describe(object)
		}
		if err != nil {
			return
		}
		fuzzMap(t, body)
		if d.Issuer == "" {
			t.Fatal("a description of nobody")
		}
		for _, list := range [][]string{{d.Issuer, d.Endpoints.Token, d.Endpoints.JWKS, d.Endpoints.BackchannelAuthentication}, d.Modes, d.AuthMethods, d.IDTokenAlgs, d.RequestSigningAlgs, d.Scopes, d.ACRValues} {
			if len(list) > 100 {
				t.Fatalf("%d values", len(list))
			}
			for _, text := range list {
				if text != Clean(text, maxDescribedURL+1) {
					t.Fatalf("%q isn't clean", text)
				}
			}
		}
		for _, c := range d.Contradictions(Config{Issuer: "https://broker.example", Auth: ClientSecretPost, Scope: "openid", IDTokenAlgs: []string{"RS256"}}, []string{"1"}) {
			if c.Conflict == "" || c.Member == "" {
				t.Fatalf("%+v", c)
			}
		}
	})
}
