package ciba_test

import (
	"bytes"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// trial is one token with its evidence.
type trial struct {
	ciba.Evidence
	request mitid.Request
	options mitid.Options
	token   []func(*draft)
	keys    []string
	idToken string // replaces the signed draft
}

// The times of a trial: started, approved 50 s later, received 60 s later.
var (
	trialStarted  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	trialApproved = trialStarted.Add(50 * time.Second)
	trialReceived = trialStarted.Add(60 * time.Second)
)

// judged returns the verdict on a token that is good except for the changes.
func judged(t *testing.T, changes ...func(*trial)) ciba.Verdict {
	t.Helper()
	c := &trial{request: testRequest(), keys: []string{jwkOf(keyA().Public(), "A")}}
	c.Config, c.Started, c.Received, c.Clock = testConfig(), trialStarted, trialReceived, ciba.ClockAgrees
	c.Look = ciba.LookedNew
	for _, change := range changes {
		change(c)
	}
	d := newDraft(trialApproved, c.token...)
	if c.idToken == "" {
		c.idToken = d.sign()
	}
	c.Tokens = ciba.Tokens{IDToken: ciba.Secret(c.idToken), AccessToken: ciba.Secret(d.access)}
	set, err := ciba.ParseKeySet([]byte(`{"keys":[` + strings.Join(c.keys, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	c.Keys = set
	if c.Further == nil {
		c.Further = mitid.Checks(c.request, c.options)
	}
	return ciba.Judge(c.Evidence)
}

func token(changes ...func(*draft)) func(*trial) {
	return func(c *trial) { c.token = append(c.token, changes...) }
}

func keys(jwks ...string) func(*trial) { return func(c *trial) { c.keys = jwks } }

func config(change func(*ciba.Config)) func(*trial) { return func(c *trial) { change(&c.Config) } }

func algs(names ...string) func(*trial) {
	return config(func(c *ciba.Config) { c.IDTokenAlgs = names })
}

func pins(thumbprints ...string) func(*trial) {
	return config(func(c *ciba.Config) { c.PinnedKeys = thumbprints })
}

func options(o mitid.Options) func(*trial) { return func(c *trial) { c.options = o } }

func both(changes ...func(*trial)) func(*trial) {
	return func(c *trial) {
		for _, change := range changes {
			change(c)
		}
	}
}

func lifted(text string) func(*trial) { return func(c *trial) { c.idToken = text } }

// compact changes the compact form after it was signed.
func compact(change func(string) string) func(*trial) { return token(finally(change)) }

// rewritten signs a payload whose text was changed by hand.
func rewritten(from, to string) func(*trial) {
	return token(func(d *draft) {
		d.claims["at_hash"] = halfHash(d.access)
		before := d.claimsText()
		d.rawClaims = strings.Replace(before, from, to, 1)
		if d.rawClaims == before {
			panic("nothing to rewrite: " + from)
		}
	})
}

// failing returns the required checks that didn't pass.
func failing(v ciba.Verdict) []ciba.CheckID {
	var ids []ciba.CheckID
	for _, c := range v.Checks {
		if c.Required && c.Result != ciba.Pass {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func TestGoodTokenIsVerified(t *testing.T) {
	t.Parallel()
	v := judged(t)
	if !v.Verified() {
		t.Fatalf("not verified: %v fail", failing(v))
	}
	var order []ciba.CheckID
	for _, c := range v.Checks {
		order = append(order, c.ID)
		want := ciba.Pass
		if slices.Contains([]ciba.CheckID{ciba.CheckKeyPin, ciba.CheckNonce, ciba.CheckAssurance, ciba.CheckRequestBinding}, c.ID) {
			want = ciba.Skip
		}
		if c.Result != want {
			t.Errorf("%s is %s, want %s", c.ID, c.Result, want)
		}
	}
	if !slices.Equal(order, ciba.CheckOrder()) {
		t.Errorf("the checks come in the order %v", order)
	}
}

func TestNothingIsVerifiedWithoutAPersonCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]func(ciba.Claims) []ciba.Check{
		"no further checks": func(ciba.Claims) []ciba.Check { return nil },
		"a skipped person check": func(ciba.Claims) []ciba.Check {
			return []ciba.Check{{ID: ciba.CheckPerson, Result: ciba.Skip, Required: true}}
		},
		"a person check that isn't required": func(ciba.Claims) []ciba.Check {
			return []ciba.Check{{ID: ciba.CheckPerson, Result: ciba.Pass}}
		},
		"two person checks of which one fails": func(ciba.Claims) []ciba.Check {
			return []ciba.Check{
				{ID: ciba.CheckPerson, Result: ciba.Pass, Required: true},
				{ID: ciba.CheckPerson, Result: ciba.Fail, Required: true},
			}
		},
	}
	for name, further := range tests {
		t.Run(name, func(t *testing.T) {
			if judged(t, func(c *trial) { c.Further = further }).Verified() {
				t.Error("verified")
			}
		})
	}
	if (ciba.Verdict{}).Verified() {
		t.Error("the empty verdict is verified")
	}
	if v := ciba.Judge(ciba.Evidence{}); v.Verified() || !slices.Contains(failing(v), ciba.CheckSignature) {
		t.Error("no evidence is verified")
	}
}

// TestJudgeIsPure: the same evidence gives the same verdict.
func TestJudgeIsPure(t *testing.T) {
	t.Parallel()
	v, w := judged(t), judged(t)
	for i := range v.Checks {
		if v.Checks[i] != w.Checks[i] {
			t.Errorf("%s differs", v.Checks[i].ID)
		}
	}
}

// seconds sets a claim of time to n seconds after a moment.
func seconds(name string, from time.Time, n int64) func(*trial) {
	return token(claim(name, from.Unix()+n))
}

// checkRow is a token, and which required checks fail for it.
type checkRow struct {
	rule   int
	name   string
	change func(*trial)
	fails  []ciba.CheckID // none: verified
}

func checkRows() []checkRow {
	text := func(n int) string { return strings.Repeat("s", n) }
	return []checkRow{
		// signature
		{rule: 61, name: "id_token empty", change: lifted(" "), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			rule: 61, name: "id_token of 2 parts",
			change: compact(func(s string) string { return s[:strings.LastIndexByte(s, '.')] }),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 61, name: "id_token of 4 parts", change: compact(func(s string) string { return s + ".e30" }),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 61, name: "id_token of 5 parts (JWE)", change: compact(func(s string) string { return s + ".e30.e30" }),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{rule: 62, name: "1 MB of dots", change: lifted(strings.Repeat(".", 1<<20)), fails: []ciba.CheckID{ciba.CheckSignature}},
		{rule: 62, name: "5 MB token", change: lifted(strings.Repeat("e", 5<<20) + ".e30.e30"), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			rule: 62, name: "a good token over 64 kB", change: token(claim("padding", text(64<<10))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{rule: 62, name: "a good token just under 64 kB", change: token(claim("padding", text(47<<10)))},
		{
			rule: 63, name: "alg none, empty signature", change: token(head("alg", "none"), unsigned),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 63, name: "alg None, empty signature", change: token(head("alg", "None"), unsigned),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 63, name: "alg nOnE with a signature", change: token(head("alg", "nOnE")),
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash},
		},
		{
			rule: 63, name: "alg none with a signature", change: token(head("alg", "none")),
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash},
		},
		{
			rule: 63, name: "alg none, and on the list", change: both(algs("none", "RS256"), token(head("alg", "none"))),
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAccessTokenHash},
		},
		{rule: 63, name: "a good token without its signature", change: token(unsigned), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			rule: 64, name: "HS256 signed with the RSA public key (PKIX)",
			change: token(signedBy(jwt.SigningMethodHS256, must(x509.MarshalPKIXPublicKey(keyA().Public())))),
			fails:  []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash},
		},
		{
			rule: 64, name: "HS256 signed with client_secret",
			change: token(signedBy(jwt.SigningMethodHS256, []byte(testSecret))),
			fails:  []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash},
		},
		{
			rule: 64, name: "HS256 on the list by mistake",
			change: both(algs("HS256", "RS256"), token(signedBy(jwt.SigningMethodHS256, []byte(testSecret)))),
			fails:  []ciba.CheckID{ciba.CheckSignature, ciba.CheckAccessTokenHash},
		},
		{
			rule: 64, name: "HS256 with a symmetric key in the set",
			change: both(keys(asJSON(map[string]any{"kty": "oct", "kid": "A", "k": b64([]byte(testSecret))})),
				token(signedBy(jwt.SigningMethodHS256, []byte(testSecret)))),
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash},
		},
		{rule: 66, name: "signature flipped bit", change: compact(flipped), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			rule: 66, name: "signature truncated", change: compact(func(s string) string { return s[:len(s)-4] }),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 66, name: "signed by other key", change: token(signedBy(jwt.SigningMethodRS256, keyB())),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 66, name: "payload changed after signing",
			change: compact(func(s string) string {
				parts := strings.Split(s, ".")
				body := must(base64.RawURLEncoding.DecodeString(parts[1]))
				parts[1] = b64([]byte(strings.Replace(string(body), "Mette", "Helle", 1)))
				return strings.Join(parts, ".")
			}),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 67, name: "ES256 where allowed",
			change: both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))),
		},
		{
			rule: 67, name: "ES256 r/s zero",
			change: both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC())), compact(func(s string) string {
				return s[:strings.LastIndexByte(s, '.')+1] + b64(make([]byte, 64))
			})),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 67, name: "ES256 DER instead of raw",
			change: both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A")),
				token(signedBy(jwt.SigningMethodES256, keyEC())), compact(asDER)),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 67, name: "ES256 wrong curve",
			change: both(algs("ES256", "ES384"), keys(jwkOf(keyEC3().Public(), "A")),
				token(signedBy(jwt.SigningMethodES384, keyEC3()), head("alg", "ES256"))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 67, name: "ES256 key that names another curve",
			change: both(algs("ES256"), keys(jwkOf(keyEC3().Public(), "A", member("crv", "P-256"))),
				token(signedBy(jwt.SigningMethodES256, keyEC()))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 67, name: "ES256 off-curve key",
			change: both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A", member("y", b64(make([]byte, 32))))),
				token(signedBy(jwt.SigningMethodES256, keyEC()))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{name: "PS256 where allowed", change: both(algs("PS256"), token(signedBy(jwt.SigningMethodPS256, keyA())))},
		{name: "kid of another type", change: token(head("kid", 7)), fails: []ciba.CheckID{ciba.CheckSignature}},
		{name: "number too large in the header", change: token(head("n", json.Number("1e999"))), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			name: "number too large inside the header", change: token(head("n", map[string]any{"m": []json.Number{"-1e400"}})),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{rule: 70, name: "kid missing, one suitable key", change: token(head("kid", absent{}))},
		{
			rule: 70, name: "kid missing, one suitable key and one for encryption",
			change: both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "B", member("use", "enc"))),
				token(head("kid", absent{}))),
		},
		{
			rule: 70, name: "kid missing, two suitable keys",
			change: both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "B")), token(head("kid", absent{}))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 70, name: "kid missing, one suitable key, but keys are pinned",
			change: both(pins(rfc7638(&keyA().PublicKey)), token(head("kid", absent{}))),
			fails:  []ciba.CheckID{ciba.CheckSignature, ciba.CheckKeyPin},
		},
		{rule: 71, name: "unknown kid", change: token(head("kid", "C")), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			name: "key with a use of another type", change: keys(jwkOf(keyA().Public(), "A", member("use", 7))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "kid of a key for RSA and of one for EC",
			change: both(algs("ES256"), keys(jwkOf(keyA().Public(), "A"), jwkOf(keyEC().Public(), "A")),
				token(signedBy(jwt.SigningMethodES256, keyEC()))),
		},
		{
			rule: 74, name: "a neighbour with a name twice",
			change: keys(strings.Replace(jwkOf(keyB().Public(), "A"), `"kid":"A"`, `"kid":"A","kid":"A"`, 1), jwkOf(keyA().Public(), "A")),
		},
		{rule: 74, name: "a neighbour that isn't UTF-8", change: keys("{\"kid\":\"\xff\"}", jwkOf(keyA().Public(), "A"))},
		{
			rule: 74, name: "broken neighbours",
			change: keys(`{"kty":"RSA","kid":"A","use":"sig"}`, `{"kty":"RSA","kid":"A","n":"!","e":"AQAB"}`,
				`{"kty":"OKP","kid":"A"}`, `{"kid":"A"}`, `7`, `null`, `[]`, `{"kid":7,"kty":"RSA"}`,
				`{"kid":"A","kid":"A"}`,
				`{"kty":"RSA","kid":"E","use":"enc","alg":"http://www.w3.org/2001/04/xmlenc#rsa-oaep"}`,
				jwkOf(keyA().Public(), "A")),
		},
		{
			name: "duplicate kid, two keys", change: keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "duplicate kid, two keys, the right one last",
			change: keys(jwkOf(keyB().Public(), "A"), jwkOf(keyA().Public(), "A")), fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{name: "the identical key twice", change: keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "A"))},
		{
			name:   "the identical key twice, and no kid",
			change: both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "B")), token(head("kid", absent{}))),
		},
		{
			name:   "the identical key twice, pinned by a certificate of the second",
			change: both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "A", x5c(certA()))), pins(sha1Hex(certA()))),
		},
		{
			name:   "the identical key twice, spelt in two ways",
			change: keys(jwkOf(keyA().Public(), "A", member("e", "AAEAAQ==")), jwkOf(keyA().Public(), "A")),
		},
		{
			name: "the identical EC key twice",
			change: both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A"), jwkOf(keyEC().Public(), "A")),
				token(signedBy(jwt.SigningMethodES256, keyEC()))),
		},
		{
			name:   "the identical key twice and another one",
			change: keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "RSA exponent 2^64 + 65537",
			change: keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{1, 0, 0, 0, 0, 0, 1, 0, 1})))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "RSA exponent 2^32 + 65537",
			change: keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{1, 0, 1, 0, 1})))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "RSA exponent 2^31 + 65537",
			change: keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{0x80, 1, 0, 1})))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "RSA exponent with zeros in front",
			change: keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1})))),
		},
		{
			name: "RSA exponent empty", change: keys(jwkOf(keyA().Public(), "A", member("e", ""))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "RSA exponent of zeros", change: keys(jwkOf(keyA().Public(), "A", member("e", "AAAA"))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "RSA modulus with a zero in front",
			change: keys(jwkOf(keyA().Public(), "A", member("n", b64(append([]byte{0}, keyA().N.Bytes()...))))),
		},
		{
			name: "RSA modulus with a zero in front, pinned by RFC 7638",
			change: both(keys(jwkOf(keyA().Public(), "A", member("n", b64(append([]byte{0}, keyA().N.Bytes()...))))),
				pins(rfc7638(&keyA().PublicKey))),
		},
		{name: "RSA modulus with padding", change: keys(jwkOf(keyA().Public(), "A", member("n", b64(keyA().N.Bytes())+"==")))},
		{
			name:   "RSA modulus with digits in front",
			change: keys(jwkOf(keyA().Public(), "A", member("n", b64(append([]byte{1}, keyA().N.Bytes()...))))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "RSA modulus in Base64 of the other alphabet",
			change: keys(jwkOf(keyA().Public(), "A", member("n", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 256))))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "RSA modulus of a megabyte", change: keys(jwkOf(keyA().Public(), "A", member("n", text(1<<20)))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "a neighbour whose exponent is too large",
			change: keys(jwkOf(keyB().Public(), "A", member("e", b64([]byte{1, 0, 0, 0, 0, 0, 1, 0, 1}))), jwkOf(keyA().Public(), "A")),
		},
		{
			name:   "duplicate kid, the other for encryption",
			change: keys(jwkOf(keyB().Public(), "A", member("use", "enc")), jwkOf(keyA().Public(), "A")),
		},
		{
			name: "key for encryption", change: keys(jwkOf(keyA().Public(), "A", member("use", "enc"))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "key of unknown use", change: keys(jwkOf(keyA().Public(), "A", member("use", "SIG"))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{name: "key without use", change: keys(jwkOf(keyA().Public(), "A", member("use", nil)))},
		{name: "key with the algorithm named", change: keys(jwkOf(keyA().Public(), "A", member("alg", "RS256")))},
		{
			name: "key for another algorithm", change: keys(jwkOf(keyA().Public(), "A", member("alg", "RS512"))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{name: "key_ops with verify", change: keys(jwkOf(keyA().Public(), "A", member("key_ops", []string{"verify"})))},
		{
			name: "key_ops without verify", change: keys(jwkOf(keyA().Public(), "A", member("key_ops", []string{"encrypt"}))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "key_ops of another type", change: keys(jwkOf(keyA().Public(), "A", member("key_ops", 7))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "weak key of 1024 bits",
			change: both(keys(jwkOf(keyWeak().Public(), "A")), token(signedBy(jwt.SigningMethodRS256, keyWeak()))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "RSA exponent 1",
			change: both(keys(jwkOf(keyA().Public(), "A", member("e", "AQ"))), token(forgedForExponentOne)),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{name: "empty set", change: keys(), fails: []ciba.CheckID{ciba.CheckSignature}},
		{name: "base64 spare bits", change: compact(spareBit), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			name: "base64 with padding", change: compact(func(s string) string { return s + "==" }),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "base64 with a line break in the signature",
			change: compact(func(s string) string { return s[:len(s)-5] + "\n" + s[len(s)-5:] }),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "base64 with a line break in the header",
			change: compact(func(s string) string { return s[:5] + "\r\n" + s[5:] }),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "a blank before the token", change: compact(func(s string) string { return " " + s }),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "duplicate members in the payload", change: rewritten(`"idp":"mitid"`, `"idp":"mitid","idp":"mitid"`),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name:   "duplicate members in the payload, one escaped",
			change: rewritten(`"idp":"mitid"`, `"idp":"mitid","\u0069dp":"other"`), fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			name: "duplicate members in the header", change: token(withRawHeader(`{"alg":"RS256","alg":"RS256","kid":"A"}`)),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{name: "the payload is an array", change: token(withRawClaims(`[]`)), fails: []ciba.CheckID{ciba.CheckSignature}},
		{name: "the payload isn't UTF-8", change: rewritten(`Mette`, "\xff"), fails: []ciba.CheckID{ciba.CheckSignature}},
		{name: "something after the payload", change: token(withRawClaims(`{} {}`)), fails: []ciba.CheckID{ciba.CheckSignature}},
		{
			name:   "nesting 100,000 deep",
			change: token(withRawClaims(`{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`)),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},

		// algorithm
		{
			rule: 65, name: "PS256 not on the list", change: token(signedBy(jwt.SigningMethodPS256, keyA())),
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm},
		},
		{
			rule: 65, name: "ES256 not on the list",
			change: both(keys(jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))),
			fails:  []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm},
		},
		{
			name: "alg missing", change: token(head("alg", absent{})),
			fails: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash},
		},
		{name: "crit", change: token(head("crit", []string{"exp"})), fails: []ciba.CheckID{ciba.CheckAlgorithm}},
		{name: "crit empty", change: token(head("crit", []string{})), fails: []ciba.CheckID{ciba.CheckAlgorithm}},
		{name: "zip", change: token(head("zip", "DEF")), fails: []ciba.CheckID{ciba.CheckAlgorithm}},
		{name: "b64", change: token(head("b64", true)), fails: []ciba.CheckID{ciba.CheckAlgorithm}},

		// header keys
		{rule: 68, name: "header jwk offered, good signature", change: token(head("jwk", json.RawMessage(jwkOf(keyB().Public(), "A"))))},
		{
			rule: 68, name: "header jwk offered, signed by it",
			change: token(signedBy(jwt.SigningMethodRS256, keyB()), head("jwk", json.RawMessage(jwkOf(keyB().Public(), "A")))),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 68, name: "header jwk offered, kid missing, signed by it",
			change: token(signedBy(jwt.SigningMethodRS256, keyB()), head("kid", absent{}),
				head("jwk", json.RawMessage(jwkOf(keyB().Public(), "")))),
			fails: []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 68, name: "header jku offered",
			change: token(signedBy(jwt.SigningMethodRS256, keyB()), head("jku", "https://evil.example/jwks")),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 68, name: "header x5u offered",
			change: token(signedBy(jwt.SigningMethodRS256, keyB()), head("x5u", "https://evil.example/cert")),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},
		{
			rule: 68, name: "header x5c offered",
			change: token(signedBy(jwt.SigningMethodRS256, keyB()), head("x5c", []string{base64.StdEncoding.EncodeToString(certB())})),
			fails:  []ciba.CheckID{ciba.CheckSignature},
		},

		// key_pin
		{name: "pinned by SHA-1", change: both(keys(jwkOf(keyA().Public(), "A", x5c(certA()))), pins(sha1Hex(certA())))},
		{
			name:   "pinned by SHA-1 in small letters with colons",
			change: both(keys(jwkOf(keyA().Public(), "A", x5c(certA()))), pins(colons(strings.ToLower(sha1Hex(certA()))))),
		},
		{name: "pinned by SHA-256", change: both(keys(jwkOf(keyA().Public(), "A", x5c(certA()))), pins(sha256Hex(certA())))},
		{name: "pinned by RFC 7638", change: pins(rfc7638(&keyA().PublicKey))},
		{name: "pinned by the second of two", change: pins("00", rfc7638(&keyA().PublicKey))},
		{
			rule: 76, name: "token uses another valid key",
			change: both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "B")), pins(rfc7638(&keyB().PublicKey))),
			fails:  []ciba.CheckID{ciba.CheckKeyPin},
		},
		{
			rule: 76, name: "the pinned kid on another key",
			change: both(keys(jwkOf(keyA().Public(), sha1Hex(certB()))), pins(sha1Hex(certB())), token(head("kid", sha1Hex(certB())))),
			fails:  []ciba.CheckID{ciba.CheckKeyPin},
		},
		{
			rule: 76, name: "an x5c of another key",
			change: both(keys(jwkOf(keyA().Public(), "A", x5c(certB()))), pins(sha1Hex(certB()))),
			fails:  []ciba.CheckID{ciba.CheckKeyPin},
		},
		{
			rule: 76, name: "the pinned certificate second in x5c",
			change: both(keys(jwkOf(keyA().Public(), "A", member("x5c", []string{base64.StdEncoding.EncodeToString(certB()), base64.StdEncoding.EncodeToString(certA())}))),
				pins(sha1Hex(certA()))),
			fails: []ciba.CheckID{ciba.CheckKeyPin},
		},
		{
			rule: 76, name: "x5t stated, not computed",
			change: both(keys(jwkOf(keyA().Public(), "A", member("x5t", sha1Hex(certA())), member("x5t#S256", sha256Hex(certA())))),
				pins(sha1Hex(certA()))),
			fails: []ciba.CheckID{ciba.CheckKeyPin},
		},
		{
			rule: 76, name: "an RFC 7638 thumbprint in other case",
			change: pins(strings.ToUpper(rfc7638(&keyA().PublicKey))), fails: []ciba.CheckID{ciba.CheckKeyPin},
		},
		{
			rule: 76, name: "pinned, and the signature is bad",
			change: both(pins(rfc7638(&keyA().PublicKey)), compact(flipped)),
			fails:  []ciba.CheckID{ciba.CheckSignature, ciba.CheckKeyPin},
		},
		{name: "an empty pin pins nothing", change: pins(""), fails: []ciba.CheckID{ciba.CheckKeyPin}},

		// token_kind
		{rule: 69, name: "typ: at+jwt", change: token(head("typ", "at+jwt")), fails: []ciba.CheckID{ciba.CheckTokenKind}},
		{name: "typ absent", change: token(head("typ", absent{}))},
		{name: "typ in other letters", change: token(head("typ", "jWt"))},
		{name: "typ in full", change: token(head("typ", "application/jwt"))},
		{name: "typ in full, in other letters", change: token(head("typ", "Application/JWT"))},
		{
			name: "typ of an access token in full", change: token(head("typ", "application/at+jwt")),
			fails: []ciba.CheckID{ciba.CheckTokenKind},
		},
		{name: "typ with a blank", change: token(head("typ", "JWT ")), fails: []ciba.CheckID{ciba.CheckTokenKind}},
		{name: "typ empty", change: token(head("typ", "")), fails: []ciba.CheckID{ciba.CheckTokenKind}},
		{name: "typ of another type", change: token(head("typ", 1)), fails: []ciba.CheckID{ciba.CheckTokenKind}},
		{name: "typ null", change: token(head("typ", nil)), fails: []ciba.CheckID{ciba.CheckTokenKind}},
		{
			rule: 93, name: "idtoken_type not ciba", change: token(claim("idtoken_type", "strict")),
			fails: []ciba.CheckID{ciba.CheckTokenKind},
		},
		{name: "idtoken_type absent", change: token(claim("idtoken_type", absent{}))},
		{name: "idtoken_type of another type", change: token(claim("idtoken_type", true)), fails: []ciba.CheckID{ciba.CheckTokenKind}},

		// issuer
		{rule: 78, name: "iss wrong", change: token(claim("iss", "https://evil.example/op")), fails: []ciba.CheckID{ciba.CheckIssuer}},
		{rule: 78, name: "iss with trailing slash", change: token(claim("iss", testIssuer+"/")), fails: []ciba.CheckID{ciba.CheckIssuer}},
		{
			rule: 78, name: "iss in other case", change: token(claim("iss", strings.ToUpper(testIssuer))),
			fails: []ciba.CheckID{ciba.CheckIssuer},
		},
		{rule: 78, name: "iss missing", change: token(claim("iss", absent{})), fails: []ciba.CheckID{ciba.CheckIssuer}},
		{rule: 78, name: "iss an array", change: token(claim("iss", []string{testIssuer})), fails: []ciba.CheckID{ciba.CheckIssuer}},
		{
			rule: 78, name: "iss empty, and none configured",
			change: both(config(func(c *ciba.Config) { c.Issuer = "" }), token(claim("iss", ""))),
			fails:  []ciba.CheckID{ciba.CheckIssuer},
		},
		{
			rule: 78, name: "any iss, and none configured",
			change: config(func(c *ciba.Config) { c.Issuer = "" }), fails: []ciba.CheckID{ciba.CheckIssuer},
		},

		// audience
		{rule: 79, name: "aud wrong", change: token(claim("aud", "another-client")), fails: []ciba.CheckID{ciba.CheckAudience}},
		{rule: 79, name: "aud missing", change: token(claim("aud", absent{})), fails: []ciba.CheckID{ciba.CheckAudience}},
		{rule: 79, name: "aud empty", change: token(claim("aud", "")), fails: []ciba.CheckID{ciba.CheckAudience}},
		{rule: 79, name: "aud empty array", change: token(claim("aud", []string{})), fails: []ciba.CheckID{ciba.CheckAudience}},
		{rule: 79, name: "aud number", change: token(claim("aud", 7)), fails: []ciba.CheckID{ciba.CheckAudience}},
		{
			rule: 79, name: "aud array with a number", change: token(claim("aud", []any{testClient, 7})),
			fails: []ciba.CheckID{ciba.CheckAudience},
		},
		{
			rule: 79, name: "aud array with a number, azp ours",
			change: token(claim("aud", []any{testClient, 7}), claim("azp", testClient)),
			fails:  []ciba.CheckID{ciba.CheckAudience},
		},
		{
			rule: 79, name: "aud array of 101, azp ours",
			change: token(claim("aud", slices.Repeat([]string{testClient}, 101)), claim("azp", testClient)),
			fails:  []ciba.CheckID{ciba.CheckAudience},
		},
		{
			rule: 79, name: "aud in other case", change: token(claim("aud", strings.ToUpper(testClient))),
			fails: []ciba.CheckID{ciba.CheckAudience},
		},
		{
			rule: 79, name: "aud empty, and no client configured",
			change: both(config(func(c *ciba.Config) { c.ClientID = "" }), token(claim("aud", ""))),
			fails:  []ciba.CheckID{ciba.CheckAudience},
		},
		{rule: 80, name: "aud array with only us", change: token(claim("aud", []string{testClient}))},
		{
			rule: 81, name: "aud array with us + stranger, no azp",
			change: token(claim("aud", []string{testClient, "x"})), fails: []ciba.CheckID{ciba.CheckAudience},
		},
		{
			rule: 81, name: "aud array with us + stranger, azp ours",
			change: token(claim("aud", []string{testClient, "x"}), claim("azp", testClient)),
		},
		{
			rule: 81, name: "aud array with us + stranger, azp stranger",
			change: token(claim("aud", []string{testClient, "x"}), claim("azp", "x")),
			fails:  []ciba.CheckID{ciba.CheckAudience},
		},
		{rule: 81, name: "aud ours, azp ours", change: token(claim("azp", testClient))},
		{rule: 81, name: "aud ours, azp stranger", change: token(claim("azp", "x")), fails: []ciba.CheckID{ciba.CheckAudience}},
		{
			rule: 81, name: "aud ours, azp of another type",
			change: token(claim("azp", []string{testClient})), fails: []ciba.CheckID{ciba.CheckAudience},
		},

		// subject
		{name: "sub missing", change: token(claim("sub", absent{})), fails: []ciba.CheckID{ciba.CheckSubject}},
		{name: "sub empty", change: token(claim("sub", "")), fails: []ciba.CheckID{ciba.CheckSubject}},
		{name: "sub a number", change: token(claim("sub", 7)), fails: []ciba.CheckID{ciba.CheckSubject}},
		{name: "sub of 255 characters", change: token(claim("sub", text(255)))},
		{name: "sub of 255 characters in more bytes", change: token(claim("sub", strings.Repeat("ø", 255)))},
		{name: "sub of 256 characters", change: token(claim("sub", text(256))), fails: []ciba.CheckID{ciba.CheckSubject}},

		// expiry
		{rule: 82, name: "exp missing", change: token(claim("exp", absent{})), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 82, name: "exp null", change: token(claim("exp", nil)), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 82, name: "exp string", change: token(claim("exp", "4000000000")), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 82, name: "exp with a fraction", change: token(claim("exp", 4000000000.5))},
		{rule: 82, name: "exp with a fraction below zero", change: token(claim("exp", -0.5)), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{
			rule: 82, name: "exp with a fraction past the year 9999",
			change: token(claim("exp", json.RawMessage("253402300799.5"))), fails: []ciba.CheckID{ciba.CheckExpiry},
		},
		{rule: 82, name: "exp 1.5", change: token(claim("exp", 1.5)), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 83, name: "exp past by 59.5 s", change: token(claim("exp", float64(trialReceived.Unix())-59.5))},
		{
			rule: 83, name: "exp past by 60.5 s", change: token(claim("exp", float64(trialReceived.Unix())-60.5)),
			fails: []ciba.CheckID{ciba.CheckExpiry},
		},
		{rule: 84, name: "iat with a fraction", change: token(claim("iat", float64(trialReceived.Unix())-0.25))},
		{
			rule: 84, name: "iat 60.5 s before the start",
			change: token(claim("iat", float64(trialStarted.Unix())-60.5)), fails: []ciba.CheckID{ciba.CheckIssuedAt},
		},
		{rule: 86, name: "nbf with a fraction", change: token(claim("nbf", float64(trialReceived.Unix())-0.25))},
		{rule: 85, name: "auth_time with a fraction", change: token(claim("auth_time", float64(trialReceived.Unix())-0.25))},
		{rule: 82, name: "exp float of integer value", change: token(claim("exp", json.RawMessage("4000000000.0")))},
		{rule: 82, name: "exp at the end of the year 9999", change: token(claim("exp", 253402300799))},
		{rule: 82, name: "exp in the year 10000", change: token(claim("exp", 253402300800)), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 82, name: "exp 1e18", change: token(claim("exp", json.RawMessage("1e18"))), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 82, name: "exp 1e99", change: token(claim("exp", json.RawMessage("1e99"))), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{
			rule: 82, name: "exp 2^63", change: token(claim("exp", json.RawMessage("9223372036854775808"))),
			fails: []ciba.CheckID{ciba.CheckExpiry},
		},
		{rule: 82, name: "exp negative", change: token(claim("exp", -1)), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 83, name: "exp past by 1 s", change: seconds("exp", trialReceived, -1)},
		{rule: 83, name: "exp past by 59 s", change: seconds("exp", trialReceived, -59)},
		{rule: 83, name: "exp past by 60 s", change: seconds("exp", trialReceived, -60), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 83, name: "exp past by 61 s", change: seconds("exp", trialReceived, -61), fails: []ciba.CheckID{ciba.CheckExpiry}},
		{rule: 83, name: "exp past by 5 min", change: seconds("exp", trialReceived, -300), fails: []ciba.CheckID{ciba.CheckExpiry}},

		// issued_at
		{rule: 84, name: "iat missing", change: token(claim("iat", absent{})), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{rule: 84, name: "iat a week old", change: seconds("iat", trialStarted, -7*86400), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{rule: 84, name: "iat 10 min in the future", change: seconds("iat", trialReceived, 600), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{rule: 84, name: "iat string", change: token(claim("iat", "1788264050")), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{rule: 85, name: "iat 59 s before our start", change: seconds("iat", trialStarted, -59)},
		{rule: 85, name: "iat 60 s before our start", change: seconds("iat", trialStarted, -60)},
		{rule: 85, name: "iat 61 s before our start", change: seconds("iat", trialStarted, -61), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{rule: 85, name: "iat 59 s after receipt", change: seconds("iat", trialReceived, 59)},
		{rule: 85, name: "iat 60 s after receipt", change: seconds("iat", trialReceived, 60)},
		{rule: 85, name: "iat 61 s after receipt", change: seconds("iat", trialReceived, 61), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{name: "nbf missing", change: token(claim("nbf", absent{}))},
		{rule: 86, name: "nbf 60 s in the future", change: seconds("nbf", trialReceived, 60)},
		{rule: 86, name: "nbf 61 s in the future", change: seconds("nbf", trialReceived, 61), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{name: "nbf 60 s before our start", change: seconds("nbf", trialStarted, -60)},
		{name: "nbf 61 s before our start", change: seconds("nbf", trialStarted, -61), fails: []ciba.CheckID{ciba.CheckIssuedAt}},
		{name: "nbf string", change: token(claim("nbf", "1")), fails: []ciba.CheckID{ciba.CheckIssuedAt}},

		// authentication_time
		{name: "auth_time missing", change: token(claim("auth_time", absent{})), fails: []ciba.CheckID{ciba.CheckAuthenticationTime}},
		{name: "auth_time string", change: token(claim("auth_time", "1788264050")), fails: []ciba.CheckID{ciba.CheckAuthenticationTime}},
		{rule: 85, name: "auth_time 59 s before our start", change: seconds("auth_time", trialStarted, -59)},
		{rule: 85, name: "auth_time 60 s before our start", change: seconds("auth_time", trialStarted, -60)},
		{
			rule: 85, name: "auth_time 61 s before our start", change: seconds("auth_time", trialStarted, -61),
			fails: []ciba.CheckID{ciba.CheckAuthenticationTime},
		},
		{rule: 85, name: "auth_time 60 s after receipt", change: seconds("auth_time", trialReceived, 60)},
		{
			rule: 85, name: "auth_time 61 s after receipt", change: seconds("auth_time", trialReceived, 61),
			fails: []ciba.CheckID{ciba.CheckAuthenticationTime},
		},

		// access_token_hash
		{
			rule: 87, name: "at_hash present and wrong", change: token(claim("at_hash", halfHash("another"))),
			fails: []ciba.CheckID{ciba.CheckAccessTokenHash},
		},
		{
			rule: 87, name: "at_hash of the whole digest", change: token(claim("at_hash", halfHash("an.access.token")+"AAAA")),
			fails: []ciba.CheckID{ciba.CheckAccessTokenHash},
		},
		{
			rule: 87, name: "at_hash by SHA-384",
			change: both(algs("RS384"),
				token(signedBy(jwt.SigningMethodRS384, keyA()), claim("at_hash", b64(half(sha512.Sum384([]byte("an.access.token"))))))),
		},
		{
			rule: 87, name: "at_hash by SHA-512",
			change: both(algs("RS512"),
				token(signedBy(jwt.SigningMethodRS512, keyA()), claim("at_hash", b64(half(sha512.Sum512([]byte("an.access.token"))))))),
		},
		{
			rule: 87, name: "at_hash by the hash of another algorithm",
			change: both(algs("RS512"), token(signedBy(jwt.SigningMethodRS512, keyA()))),
			fails:  []ciba.CheckID{ciba.CheckAccessTokenHash},
		},
		{rule: 87, name: "at_hash empty", change: token(claim("at_hash", "")), fails: []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{rule: 87, name: "at_hash null", change: token(claim("at_hash", nil)), fails: []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{
			rule: 87, name: "at_hash wrong where it isn't required",
			change: both(config(func(c *ciba.Config) { c.RequireAtHash = false }), token(claim("at_hash", "x"))),
			fails:  []ciba.CheckID{ciba.CheckAccessTokenHash},
		},
		{
			rule: 88, name: "at_hash missing, required", change: token(claim("at_hash", absent{})),
			fails: []ciba.CheckID{ciba.CheckAccessTokenHash},
		},
		{
			rule: 88, name: "at_hash missing, not required",
			change: both(config(func(c *ciba.Config) { c.RequireAtHash = false }), token(claim("at_hash", absent{}))),
		},

		// identity_provider
		{rule: 93, name: "idp not mitid", change: token(claim("idp", "nemid")), fails: []ciba.CheckID{ciba.CheckIdentityProvider}},
		{name: "idp missing", change: token(claim("idp", absent{})), fails: []ciba.CheckID{ciba.CheckIdentityProvider}},
		{name: "idp in other case", change: token(claim("idp", "MitID")), fails: []ciba.CheckID{ciba.CheckIdentityProvider}},

		// person
		{
			rule: 90, name: "mitid.uuid differs from entered uuid",
			change: token(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78")), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		// … by CPR; everything that isn't verified here is so although the broker said yes
		{rule: 104, name: "matched", change: askedByCPR(ciba.Pass)},
		{rule: 104, name: "not asked", change: askedByCPR(""), fails: []ciba.CheckID{ciba.CheckPerson}},
		{rule: 104, name: "no match", change: askedByCPR(ciba.Fail), fails: []ciba.CheckID{ciba.CheckPerson}},
		{rule: 104, name: "the match is left open", change: askedByCPR(ciba.Skip), fails: []ciba.CheckID{ciba.CheckPerson}},
		{
			rule: 104, name: "matched, and another text",
			change: both(askedByCPR(ciba.Pass), token(claim("mitid.reference_text", "x"))), fails: []ciba.CheckID{ciba.CheckApprovedText},
		},
		{
			rule: 105, name: "matched without mitid.uuid",
			change: both(askedByCPR(ciba.Pass), token(claim("mitid.uuid", absent{}))), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 105, name: "matched with a mitid.uuid that is none",
			change: both(askedByCPR(ciba.Pass), token(claim("mitid.uuid", "mette"))), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 106, name: "matched, and born on another day",
			change: both(askedByCPR(ciba.Pass), token(claim("mitid.date_of_birth", "1936-04-09"))), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 106, name: "matched, and a birth date that is none",
			change: both(askedByCPR(ciba.Pass), token(claim("mitid.date_of_birth", 1936))), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 106, name: "matched, and no number in MitID",
			change: both(askedByCPR(ciba.Pass), token(claim("mitid.has_cpr", "false"))), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 106, name: "matched, and another number stated",
			change: both(askedByCPR(ciba.Pass), token(claim("dk.cpr", "0804360469"))), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{rule: 90, name: "mitid.uuid in capitals", change: token(claim("mitid.uuid", "8A9856E0-F12D-4217-B320-C8A076BE9320"))},
		{
			rule: 90, name: "mitid.uuid of another type",
			change: token(claim("mitid.uuid", []string{"8a9856e0-f12d-4217-b320-c8a076be9320"})),
			fails:  []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 91, name: "mitid.uuid missing (scope openid only)",
			change: token(claim("mitid.uuid", absent{})), fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 91, name: "uuid nested instead of with a dot",
			change: both(token(claim("mitid.uuid", absent{})),
				token(claim("mitid", map[string]string{"uuid": "8a9856e0-f12d-4217-b320-c8a076be9320"}))),
			fails: []ciba.CheckID{ciba.CheckPerson},
		},
		{
			rule: 91, name: "uuid in a name of other letters",
			change: both(token(claim("mitid.uuid", absent{})), token(claim("MitID.UUID", "8a9856e0-f12d-4217-b320-c8a076be9320"))),
			fails:  []ciba.CheckID{ciba.CheckPerson},
		},

		// reference_text
		{
			rule: 92, name: "mitid.reference_text differs by a byte",
			change: token(claim("mitid.reference_text", "Kode 4822, Nordby Kommune")),
			fails:  []ciba.CheckID{ciba.CheckApprovedText},
		},
		{
			rule: 92, name: "mitid.reference_text differs by whitespace",
			change: token(claim("mitid.reference_text", "Kode 4821,  Nordby Kommune")),
			fails:  []ciba.CheckID{ciba.CheckApprovedText},
		},
		{
			rule: 92, name: "mitid.reference_text differs by a zero-width character",
			change: token(claim("mitid.reference_text", "Kode 4821,\u200b Nordby Kommune")),
			fails:  []ciba.CheckID{ciba.CheckApprovedText},
		},
		{
			rule: 92, name: "mitid.reference_text differs by an emoji",
			change: token(claim("mitid.reference_text", "Kode 4821, Nordby Kommune 😉")),
			fails:  []ciba.CheckID{ciba.CheckApprovedText},
		},
		{
			rule: 92, name: "mitid.reference_text is equal after NFC",
			change: both(func(c *trial) { c.request.Text = "Kode 4821, Ålborg" },
				token(claim("mitid.reference_text", "Kode 4821, A\u030alborg"))),
		},
		{
			rule: 92, name: "mitid.reference_text as standard Base64",
			change: token(claim("mitid.reference_text", base64.StdEncoding.EncodeToString([]byte("Kode 4821, Nordby Kommune")))),
		},
		{
			rule: 92, name: "mitid.reference_text missing", change: token(claim("mitid.reference_text", absent{})),
			fails: []ciba.CheckID{ciba.CheckApprovedText},
		},

		// transaction
		{
			name: "transaction ids differ", change: token(claim("idp_transaction_id", "another")),
			fails: []ciba.CheckID{ciba.CheckTransaction},
		},
		{name: "one transaction id only", change: token(claim("idp_transaction_id", absent{}))},
		{
			name: "transaction id of another type", change: token(claim("idp_transaction_id", 7)),
			fails: []ciba.CheckID{ciba.CheckTransaction},
		},

		// nonce
		{
			rule: 89, name: "ciba_nonce wrong when sent",
			change: both(nonceSent, options(mitid.Options{Nonce: mitid.NonceSend}), token(claim("ciba_nonce", "other"))),
			fails:  []ciba.CheckID{ciba.CheckNonce},
		},
		{
			rule: 89, name: "nonce wrong when sent",
			change: both(nonceSent, options(mitid.Options{Nonce: mitid.NonceSend}),
				token(claim("ciba_nonce", "ours"), claim("nonce", "other"))),
			fails: []ciba.CheckID{ciba.CheckNonce},
		},
		{rule: 89, name: "ciba_nonce missing when sent", change: both(nonceSent, options(mitid.Options{Nonce: mitid.NonceSend}))},
		{
			rule: 89, name: "ciba_nonce missing when required",
			change: both(nonceSent, options(mitid.Options{Nonce: mitid.NonceRequire})), fails: []ciba.CheckID{ciba.CheckNonce},
		},
		{
			rule: 89, name: "ciba_nonce ours when required",
			change: both(nonceSent, options(mitid.Options{Nonce: mitid.NonceRequire}), token(claim("ciba_nonce", "ours"))),
		},
		{rule: 89, name: "a foreign ciba_nonce with off", change: token(claim("ciba_nonce", "other"))},

		// assurance
		{
			rule: 94, name: "loa lower than configured",
			change: both(options(mitid.Options{RequiredLoA: "Substantial"}),
				token(claim("loa", "https://data.gov.dk/concept/core/nsis/Low"))),
			fails: []ciba.CheckID{ciba.CheckAssurance},
		},
		{
			rule: 94, name: "loa as configured",
			change: both(options(mitid.Options{RequiredLoA: "Substantial"}),
				token(claim("loa", "https://data.gov.dk/concept/core/nsis/Substantial"))),
		},
		{
			rule: 94, name: "loa higher than configured",
			change: both(options(mitid.Options{RequiredLoA: "Substantial"}),
				token(claim("loa", "https://data.gov.dk/concept/core/nsis/High"))),
		},
		{
			rule: 94, name: "loa absent when required", change: options(mitid.Options{RequiredLoA: "Substantial"}),
			fails: []ciba.CheckID{ciba.CheckAssurance},
		},

		// request_binding
		{name: "the id of CIBA is ours", change: both(bound, token(claim(boundID, "req-1")))},
		{
			name: "the id of CIBA is another", change: both(bound, token(claim(boundID, "req-2"))),
			fails: []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{
			name:   "the id of CIBA is another, the short one ours",
			change: both(bound, token(claim(boundID, "req-2"), claim("auth_req_id", "req-1"))),
			fails:  []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{
			name:   "the id of CIBA is ours, the short one another",
			change: both(bound, token(claim(boundID, "req-1"), claim("auth_req_id", "req-2"))),
			fails:  []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{
			name: "the id of CIBA in other case", change: both(bound, token(claim(boundID, "REQ-1"))),
			fails: []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{name: "the id of CIBA null", change: both(bound, token(claim(boundID, nil))), fails: []ciba.CheckID{ciba.CheckRequestBinding}},
		{name: "the id of CIBA empty", change: both(bound, token(claim(boundID, ""))), fails: []ciba.CheckID{ciba.CheckRequestBinding}},
		{
			name: "the id of CIBA a list of ours", change: both(bound, token(claim(boundID, []string{"req-1"}))),
			fails: []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{name: "an id where nobody knows of one", change: token(claim(boundID, "req-1")), fails: []ciba.CheckID{ciba.CheckRequestBinding}},
		{name: "reference_id is ours", change: both(bound, token(claim("reference_id", "sag-17")))},
		{
			name: "reference_id is another", change: both(bound, token(claim("reference_id", "sag-18"))),
			fails: []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{
			name:   "referenceId is another, reference_id ours",
			change: both(bound, token(claim("referenceId", "sag-18"), claim("reference_id", "sag-17"))),
			fails:  []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{
			name: "referenceId a number", change: both(bound, token(claim("referenceId", 17))),
			fails: []ciba.CheckID{ciba.CheckRequestBinding},
		},
		{
			name: "all four are ours",
			change: both(bound,
				token(claim(boundID, "req-1"), claim("auth_req_id", "req-1"), claim("referenceId", "sag-17"), claim("reference_id", "sag-17"))),
		},
		{name: "a reference where none was sent", change: token(claim("referenceId", "sag-18"))},
		{name: "a reference of another type where none was sent", change: token(claim("referenceId", nil))},
		{
			name:   "another id and a reference where none was sent",
			change: both(bound, func(c *trial) { c.Reference = "" }, token(claim("auth_req_id", "req-2"), claim("referenceId", "sag-18"))),
			fails:  []ciba.CheckID{ciba.CheckRequestBinding},
		},

		// replay
		{
			rule: 96, name: "same token delivered for two requests",
			change: func(c *trial) { c.Look = ciba.LookedSeen }, fails: []ciba.CheckID{ciba.CheckReplay},
		},

		// clock: the time by which the others are judged
		{rule: 53, name: "clock offset 4 minutes", change: func(c *trial) { c.Offset = 4 * time.Minute }},
		{rule: 53, name: "no time stated", change: func(c *trial) { c.Clock = ciba.ClockUnstated }},
		{
			rule: 53, name: "the stated times differ",
			change: func(c *trial) { c.Clock = ciba.ClockDiffers }, fails: []ciba.CheckID{ciba.CheckClock},
		},
		{
			rule: 53, name: "nobody has settled which time it is",
			change: func(c *trial) { c.Clock = ciba.ClockDisputed }, fails: []ciba.CheckID{ciba.CheckClock},
		},
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	for _, test := range checkRows() {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			v := judged(t, test.change)
			got := failing(v)
			if len(got) > 0 && v.Token().Fault != "" {
				got = got[:1] // an unreadable token: nothing else was looked at
			}
			if !slices.Equal(got, test.fails) {
				t.Errorf("these fail: %v, want %v", got, test.fails)
			}
			if v.Verified() != (test.fails == nil) {
				t.Errorf("verified is %v", v.Verified())
			}
		})
	}
}

// half returns the left half of a digest.
func half[D [48]byte | [64]byte](digest D) []byte {
	var all []byte
	for i := range len(digest) / 2 {
		all = append(all, digest[i])
	}
	return all
}

// boundID is the claim for the request's id (CIBA Core §10.3.1).
const boundID = "urn:openid:params:jwt:claim:auth_req_id"

// bound is a request that the provider called req-1, sent with a reference.
func bound(c *trial) { c.AuthReqID, c.Reference = "req-1", "sag-17" }

// askedByCPR is a request by CPR, about which the broker was asked with this result; "" if it
// wasn't.
func askedByCPR(result ciba.CheckResult) func(*trial) {
	return func(c *trial) {
		c.request.UUID, c.request.CPR = "", must(mitid.ParseCPR(testCPR, true, trialStarted))
		words := map[ciba.CheckResult]string{ciba.Pass: ciba.WordMatched, ciba.Fail: ciba.WordSomeoneElse, ciba.Skip: ciba.WordMatchRefused}
		if result != "" {
			c.Person = &ciba.Check{Result: result, Actual: ciba.Word(words[result])}
		}
	}
}

func nonceSent(c *trial) { c.request.Nonce = "ours" }

func unsigned(d *draft) { d.method = nil }

// flipped flips one bit of the signature.
func flipped(s string) string {
	i := strings.LastIndexByte(s, '.')
	signature := must(base64.RawURLEncoding.DecodeString(s[i+1:]))
	signature[10] ^= 1
	return s[:i+1] + b64(signature)
}

// spareBit changes unused bits of the last character.
func spareBit(s string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	i := strings.IndexByte(alphabet, s[len(s)-1])
	changed := s[:len(s)-1] + string(alphabet[i^1])
	same := func(t string) string {
		return string(must(base64.RawURLEncoding.DecodeString(t[strings.LastIndexByte(t, '.')+1:])))
	}
	if same(s) != same(changed) {
		panic("these bits aren't spare")
	}
	return changed
}

// asDER encodes a signature of r and s as X.509 does.
func asDER(s string) string {
	i := strings.LastIndexByte(s, '.')
	signature := must(base64.RawURLEncoding.DecodeString(s[i+1:]))
	der := must(asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])}))
	return s[:i+1] + b64(der)
}

// forgedForExponentOne makes the signature that a key of exponent 1 accepts: the padded digest
// itself.
func forgedForExponentOne(d *draft) {
	d.finish = func(s string) string {
		i := strings.LastIndexByte(s, '.')
		return s[:i+1] + b64(pkcs1Digest(s[:i], 256))
	}
}

func colons(s string) string {
	var pairs []string
	for pair := range slices.Chunk([]byte(s), 2) {
		pairs = append(pairs, string(pair))
	}
	return strings.Join(pairs, ":")
}

// TestFactsOfChecks: a check shows what the token has, and nothing about another person.
func TestFactsOfChecks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule   int
		name   string
		change func(*trial)
		check  ciba.CheckID
		actual ciba.Fact
	}{
		{
			name: "JWE is named", change: compact(func(s string) string { return s + ".e30.e30" }),
			check: ciba.CheckSignature, actual: ciba.Word(ciba.WordEncrypted),
		},
		{name: "malformed is named", change: lifted("x"), check: ciba.CheckSignature, actual: ciba.Word(ciba.WordMalformed)},
		{
			name: "four parts are malformed", change: compact(func(s string) string { return s + ".e30" }),
			check: ciba.CheckSignature, actual: ciba.Word(ciba.WordMalformed),
		},
		{
			name: "nothing else of a JWE was looked at", change: compact(func(s string) string { return s + ".e30.e30" }),
			check: ciba.CheckPerson, actual: ciba.Word(ciba.WordUnverified),
		},
		{name: "no key", change: token(head("kid", "C")), check: ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey)},
		{
			name: "two keys", change: keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")),
			check: ciba.CheckSignature, actual: ciba.Word(ciba.WordTwoKeys),
		},
		{
			name:   "a key on another curve is no key",
			change: both(algs("ES256"), keys(jwkOf(keyEC3().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))),
			check:  ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey),
		},
		{
			name: "a point off its curve is no key",
			change: both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A", member("y", b64(make([]byte, 32))))),
				token(signedBy(jwt.SigningMethodES256, keyEC()))),
			check: ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey),
		},
		{
			name: "a key of 1024 bits is no key", change: keys(jwkOf(keyWeak().Public(), "A")),
			check: ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey),
		},
		{
			name:   "a key of 8200 bits is no key",
			change: keys(jwkOf(keyA().Public(), "A", member("n", b64(slices.Repeat([]byte{0xff}, 1025))))),
			check:  ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey),
		},
		{
			name: "a key of exponent 1 is no key", change: keys(jwkOf(keyA().Public(), "A", member("e", "AQ"))),
			check: ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey),
		},
		{
			name:   "a key of an even exponent is no key",
			change: keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{1, 0, 0})))),
			check:  ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey),
		},
		{
			name:   "a key of an even modulus is no key",
			change: keys(jwkOf(keyA().Public(), "A", member("n", b64(append(keyA().N.Bytes()[:255:255], 0))))),
			check:  ciba.CheckSignature, actual: ciba.Word(ciba.WordNoKey),
		},
		{name: "spare bits are malformed", change: compact(spareBit), check: ciba.CheckSignature, actual: ciba.Word(ciba.WordMalformed)},
		{name: "invalid", change: compact(flipped), check: ciba.CheckSignature, actual: ciba.Word(ciba.WordInvalid)},
		{
			name: "unexpected algorithm", change: token(signedBy(jwt.SigningMethodPS256, keyA())),
			check: ciba.CheckAlgorithm, actual: ciba.Literal("PS256"),
		},
		{name: "the signing key has changed", change: pins("00"), check: ciba.CheckKeyPin, actual: ciba.Word(ciba.WordNotPinned)},
		{name: "no pin", change: func(*trial) {}, check: ciba.CheckKeyPin, actual: ciba.Word(ciba.WordNotRequired)},
		{name: "at+jwt", change: token(head("typ", "at+jwt")), check: ciba.CheckTokenKind, actual: ciba.Literal("at+jwt")},
		{
			name: "another issuer, cleaned", change: token(claim("iss", "https://evil\u202e.example\x1b[31m")),
			check: ciba.CheckIssuer, actual: ciba.Literal("https://evil.example[31m"),
		},
		{name: "iss absent", change: token(claim("iss", absent{})), check: ciba.CheckIssuer, actual: ciba.Word(ciba.WordAbsent)},
		{name: "aud", change: token(claim("aud", []string{"y", "x"})), check: ciba.CheckAudience, actual: ciba.Literal("y, x")},
		{
			name: "aud without azp", change: token(claim("aud", []string{testClient, "x"})),
			check: ciba.CheckAudience, actual: ciba.Word(ciba.WordNoAZP),
		},
		{name: "aud empty", change: token(claim("aud", "")), check: ciba.CheckAudience, actual: ciba.Word(ciba.WordMalformed)},
		{
			name: "aud an empty list", change: token(claim("aud", []string{})),
			check: ciba.CheckAudience, actual: ciba.Word(ciba.WordMalformed),
		},
		{name: "iss empty", change: token(claim("iss", "")), check: ciba.CheckIssuer, actual: ciba.Word(ciba.WordMalformed)},
		{
			name: "iss that looks like ours", change: token(claim("iss", testIssuer+"\u200b")),
			check: ciba.CheckIssuer, actual: ciba.Word(ciba.WordDifferent),
		},
		{
			name: "iss of invisible letters", change: token(claim("iss", "\u200b")),
			check: ciba.CheckIssuer, actual: ciba.Word(ciba.WordDifferent),
		},
		{
			name: "azp that looks like ours", change: token(claim("azp", testClient+"\u200b")),
			check: ciba.CheckAudience, actual: ciba.Word(ciba.WordDifferent),
		},
		{name: "alg of another type", change: token(head("alg", 7)), check: ciba.CheckAlgorithm, actual: ciba.Word(ciba.WordMalformed)},
		{
			name:   "no key is looked for where the algorithm isn't allowed",
			change: token(signedBy(jwt.SigningMethodPS256, keyA())),
			check:  ciba.CheckSignature, actual: ciba.Word(ciba.WordUnverified),
		},
		{
			name: "at_hash empty", change: token(claim("at_hash", "")),
			check: ciba.CheckAccessTokenHash, actual: ciba.Word(ciba.WordMalformed),
		},
		{name: "azp", change: token(claim("azp", "x")), check: ciba.CheckAudience, actual: ciba.Literal("x")},
		{name: "sub malformed", change: token(claim("sub", "")), check: ciba.CheckSubject, actual: ciba.Word(ciba.WordMalformed)},
		{
			rule: 82, name: "exp negative is malformed", change: token(claim("exp", -1)),
			check: ciba.CheckExpiry, actual: ciba.Word(ciba.WordMalformed),
		},
		{name: "exp malformed", change: token(claim("exp", "x")), check: ciba.CheckExpiry, actual: ciba.Word(ciba.WordMalformed)},
		{name: "exp", change: func(*trial) {}, check: ciba.CheckExpiry, actual: ciba.Moment(trialApproved.Add(300 * time.Second))},
		{name: "iat", change: func(*trial) {}, check: ciba.CheckIssuedAt, actual: ciba.Moment(trialApproved)},
		{
			name: "nbf", change: seconds("nbf", trialReceived, 90), check: ciba.CheckIssuedAt,
			actual: ciba.Moment(trialReceived.Add(90 * time.Second)),
		},
		{
			name: "auth_time absent", change: token(claim("auth_time", absent{})),
			check: ciba.CheckAuthenticationTime, actual: ciba.Word(ciba.WordAbsent),
		},
		{
			name: "at_hash absent", change: token(claim("at_hash", absent{})),
			check: ciba.CheckAccessTokenHash, actual: ciba.Word(ciba.WordAbsent),
		},
		{
			name: "another person isn't named", change: token(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78")),
			check: ciba.CheckPerson, actual: ciba.Word(ciba.WordSomeoneElse),
		},
		{
			name:   "another person's text isn't shown",
			change: token(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78"), claim("mitid.reference_text", "secret")),
			check:  ciba.CheckApprovedText, actual: ciba.Word(ciba.WordDifferent),
		},
		{
			name:   "Base64 is shown as such",
			change: token(claim("mitid.reference_text", "S29kZSA0ODIxLCBOb3JkYnkgS29tbXVuZQ==")),
			check:  ciba.CheckApprovedText, actual: ciba.Word(ciba.WordSameBase64),
		},
		{
			name: "the request is ours", change: both(bound, token(claim(boundID, "req-1"))),
			check: ciba.CheckRequestBinding, actual: ciba.Word(ciba.WordSame),
		},
		{
			name: "another request isn't shown", change: both(bound, token(claim(boundID, "req-2"))),
			check: ciba.CheckRequestBinding, actual: ciba.Word(ciba.WordDifferent),
		},
		{
			name: "another reference isn't shown", change: both(bound, token(claim("reference_id", "sag-18"))),
			check: ciba.CheckRequestBinding, actual: ciba.Word(ciba.WordDifferent),
		},
		{
			name: "a reference where none was sent is shown", change: token(claim("reference_id", "sag-18")),
			check: ciba.CheckRequestBinding, actual: ciba.Literal("sag-18"),
		},
		{
			name: "nothing stated about the request", change: func(*trial) {},
			check: ciba.CheckRequestBinding, actual: ciba.Word(ciba.WordNotStated),
		},
		{
			name: "seen before", change: func(c *trial) { c.Look = ciba.LookedSeen },
			check: ciba.CheckReplay, actual: ciba.Word(ciba.WordSeenBefore),
		},
		{name: "clock", change: func(c *trial) { c.Offset = -61 * time.Second }, check: ciba.CheckClock, actual: ciba.Literal("-1m1s")},
		{
			name: "clock not stated", change: func(c *trial) { c.Clock = ciba.ClockUnstated },
			check: ciba.CheckClock, actual: ciba.Word(ciba.WordNotStated),
		},
		{
			name: "clocks differ", change: func(c *trial) { c.Clock = ciba.ClockDiffers },
			check: ciba.CheckClock, actual: ciba.Word(ciba.WordDifferent),
		},
		{name: "assurance not stated", change: func(*trial) {}, check: ciba.CheckAssurance, actual: ciba.Word(ciba.WordNotStated)},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			if got := judged(t, test.change).Check(test.check).Actual; got != test.actual {
				t.Errorf("%s shows %+v, want %+v", test.check, got, test.actual)
			}
		})
	}
}

// TestClockCheckIsRequired if a time is stated. The offset of our own clock is shown, and decides
// nothing.
func TestClockCheckIsRequired(t *testing.T) {
	t.Parallel()
	for result, want := range map[ciba.ClockResult]ciba.CheckResult{
		ciba.ClockAgrees: ciba.Pass, ciba.ClockUnstated: ciba.Skip, ciba.ClockDiffers: ciba.Fail, ciba.ClockDisputed: ciba.Fail, "nonsense": ciba.Fail,
	} {
		for _, offset := range []time.Duration{0, 5 * time.Minute, -5 * time.Minute} {
			v := judged(t, func(c *trial) { c.Clock, c.Offset = result, offset })
			check := v.Check(ciba.CheckClock)
			if check.Result != want || check.Required != (result != ciba.ClockUnstated) || v.Verified() != (want != ciba.Fail) {
				t.Errorf("%q, offset %v: %+v, verified %v", result, offset, check, v.Verified())
			}
		}
	}
}

// TestKeySetLimits: rule 74, a set is limited in number and must be a set.
func TestKeySetLimits(t *testing.T) {
	t.Parallel()
	many := func(n int) string {
		return `{"keys":[` + strings.TrimSuffix(strings.Repeat(`{"kty":"RSA"},`, n), ",") + `]}`
	}
	for name, test := range map[string]struct {
		body string
		ok   bool
	}{
		"empty set":        {`{"keys":[]}`, true},
		"500 keys":         {many(500), true},
		"501 keys":         {many(501), false},
		"10 000 keys":      {many(10000), false},
		"HTML":             {`<html>`, false},
		"empty":            {``, false},
		"null":             {`null`, false},
		"array":            {`[]`, false},
		"no keys":          {`{}`, false},
		"keys null":        {`{"keys":null}`, false},
		"keys twice":       {`{"keys":[],"keys":[]}`, false},
		"keys capitalised": {`{"KEYS":[]}`, false},
		"trailing garbage": {`{"keys":[]}x`, false},
		"truncated":        {`{"keys":[`, false},
		"nested too deep":  {`{"keys":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + `}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ciba.ParseKeySet([]byte(test.body)); (err == nil) != test.ok {
				t.Errorf("error %v", err)
			}
		})
	}
}
