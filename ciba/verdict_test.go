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

// trial is one token before the judge.
type trial struct {
	ciba.Evidence
	request mitid.Request
	options mitid.Options
	token   []func(*draft)
	keys    []string
	idToken string // in place of the signed draft
}

// The times of a trial: started, approved 50 s later, received 60 s later.
var (
	trialStarted  = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	trialApproved = trialStarted.Add(50 * time.Second)
	trialReceived = trialStarted.Add(60 * time.Second)
)

// judged gives the verdict on a good token, but for the changes.
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

// failing lists the required checks that did not pass.
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
	tests := map[string]func(ciba.Claims) []ciba.Check{
		"no further checks": func(ciba.Claims) []ciba.Check { return nil },
		"a skipped person check": func(ciba.Claims) []ciba.Check {
			return []ciba.Check{{ID: ciba.CheckPerson, Result: ciba.Skip, Required: true}}
		},
		"a person check that isn't required": func(ciba.Claims) []ciba.Check {
			return []ciba.Check{{ID: ciba.CheckPerson, Result: ciba.Pass}}
		},
		"two person checks of which one fails": func(ciba.Claims) []ciba.Check {
			return []ciba.Check{{ID: ciba.CheckPerson, Result: ciba.Pass, Required: true}, {ID: ciba.CheckPerson, Result: ciba.Fail, Required: true}}
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
	v, w := judged(t), judged(t)
	for i := range v.Checks {
		if v.Checks[i] != w.Checks[i] {
			t.Errorf("%s differs", v.Checks[i].ID)
		}
	}
}

// seconds is a claim of time, so many seconds from a moment.
func seconds(name string, from time.Time, n int64) func(*trial) {
	return token(claim(name, from.Unix()+n))
}

// checkRow is a token, and which required checks fail for it.
type checkRow struct {
	row    string
	change func(*trial)
	fails  []ciba.CheckID // none: verified
}

func checkRows() []checkRow {
	text := func(n int) string { return strings.Repeat("s", n) }
	return []checkRow{
		// signature
		{"61 id_token empty", lifted(" "), []ciba.CheckID{ciba.CheckSignature}},
		{"61 id_token of 2 parts", compact(func(s string) string { return s[:strings.LastIndexByte(s, '.')] }), []ciba.CheckID{ciba.CheckSignature}},
		{"61 id_token of 4 parts", compact(func(s string) string { return s + ".e30" }), []ciba.CheckID{ciba.CheckSignature}},
		{"61 id_token of 5 parts (JWE)", compact(func(s string) string { return s + ".e30.e30" }), []ciba.CheckID{ciba.CheckSignature}},
		{"62 1 MB of dots", lifted(strings.Repeat(".", 1<<20)), []ciba.CheckID{ciba.CheckSignature}},
		{"62 5 MB token", lifted(strings.Repeat("e", 5<<20) + ".e30.e30"), []ciba.CheckID{ciba.CheckSignature}},
		{"62 a good token over 64 kB", token(claim("padding", text(64<<10))), []ciba.CheckID{ciba.CheckSignature}},
		{"62 a good token just under 64 kB", token(claim("padding", text(47<<10))), nil},
		{"63 alg none, empty signature", token(head("alg", "none"), unsigned), []ciba.CheckID{ciba.CheckSignature}},
		{"63 alg None, empty signature", token(head("alg", "None"), unsigned), []ciba.CheckID{ciba.CheckSignature}},
		{"63 alg nOnE with a signature", token(head("alg", "nOnE")), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash}},
		{"63 alg none with a signature", token(head("alg", "none")), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash}},
		{"63 alg none, and on the list", both(algs("none", "RS256"), token(head("alg", "none"))), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAccessTokenHash}},
		{"63 a good token without its signature", token(unsigned), []ciba.CheckID{ciba.CheckSignature}},
		{"64 HS256 signed with the RSA public key (PKIX)", token(signedBy(jwt.SigningMethodHS256, must(x509.MarshalPKIXPublicKey(keyA().Public())))), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash}},
		{"64 HS256 signed with client_secret", token(signedBy(jwt.SigningMethodHS256, []byte(testSecret))), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash}},
		{"64 HS256 on the list by mistake", both(algs("HS256", "RS256"), token(signedBy(jwt.SigningMethodHS256, []byte(testSecret)))), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAccessTokenHash}},
		{"64 HS256 with a symmetric key in the set", both(keys(asJSON(map[string]any{"kty": "oct", "kid": "A", "k": b64([]byte(testSecret))})), token(signedBy(jwt.SigningMethodHS256, []byte(testSecret)))), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash}},
		{"66 signature flipped bit", compact(flipped), []ciba.CheckID{ciba.CheckSignature}},
		{"66 signature truncated", compact(func(s string) string { return s[:len(s)-4] }), []ciba.CheckID{ciba.CheckSignature}},
		{"66 signed by other key", token(signedBy(jwt.SigningMethodRS256, keyB())), []ciba.CheckID{ciba.CheckSignature}},
		{"66 payload changed after signing", compact(func(s string) string {
			parts := strings.Split(s, ".")
			body := must(base64.RawURLEncoding.DecodeString(parts[1]))
			parts[1] = b64([]byte(strings.Replace(string(body), "Mette", "Helle", 1)))
			return strings.Join(parts, ".")
		}), []ciba.CheckID{ciba.CheckSignature}},
		{"67 ES256 where allowed", both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))), nil},
		{"67 ES256 r/s zero", both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC())), compact(func(s string) string {
			return s[:strings.LastIndexByte(s, '.')+1] + b64(make([]byte, 64))
		})), []ciba.CheckID{ciba.CheckSignature}},
		{"67 ES256 DER instead of raw", both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC())), compact(asDER)), []ciba.CheckID{ciba.CheckSignature}},
		{"67 ES256 wrong curve", both(algs("ES256", "ES384"), keys(jwkOf(keyEC3().Public(), "A")), token(signedBy(jwt.SigningMethodES384, keyEC3()), head("alg", "ES256"))), []ciba.CheckID{ciba.CheckSignature}},
		{"67 ES256 key that names another curve", both(algs("ES256"), keys(jwkOf(keyEC3().Public(), "A", member("crv", "P-256"))), token(signedBy(jwt.SigningMethodES256, keyEC()))), []ciba.CheckID{ciba.CheckSignature}},
		{"67 ES256 off-curve key", both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A", member("y", b64(make([]byte, 32))))), token(signedBy(jwt.SigningMethodES256, keyEC()))), []ciba.CheckID{ciba.CheckSignature}},
		{"PS256 where allowed", both(algs("PS256"), token(signedBy(jwt.SigningMethodPS256, keyA()))), nil},
		{"kid of another type", token(head("kid", 7)), []ciba.CheckID{ciba.CheckSignature}},
		{"70 kid missing, one suitable key", token(head("kid", absent{})), nil},
		{"70 kid missing, one suitable key beside one for encryption", both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "B", member("use", "enc"))), token(head("kid", absent{}))), nil},
		{"70 kid missing, two suitable keys", both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "B")), token(head("kid", absent{}))), []ciba.CheckID{ciba.CheckSignature}},
		{"70 kid missing, one suitable key, but keys are pinned", both(pins(rfc7638(&keyA().PublicKey)), token(head("kid", absent{}))), []ciba.CheckID{ciba.CheckSignature, ciba.CheckKeyPin}},
		{"71 unknown kid", token(head("kid", "C")), []ciba.CheckID{ciba.CheckSignature}},
		{"key with a use of another type", keys(jwkOf(keyA().Public(), "A", member("use", 7))), []ciba.CheckID{ciba.CheckSignature}},
		{"kid of a key for RSA and of one for EC", both(algs("ES256"), keys(jwkOf(keyA().Public(), "A"), jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))), nil},
		{"74 a neighbour with a name twice", keys(strings.Replace(jwkOf(keyB().Public(), "A"), `"kid":"A"`, `"kid":"A","kid":"A"`, 1), jwkOf(keyA().Public(), "A")), nil},
		{"74 a neighbour that isn't UTF-8", keys("{\"kid\":\"\xff\"}", jwkOf(keyA().Public(), "A")), nil},
		{"74 broken neighbours", keys(`{"kty":"RSA","kid":"A","use":"sig"}`, `{"kty":"RSA","kid":"A","n":"!","e":"AQAB"}`, `{"kty":"OKP","kid":"A"}`, `{"kid":"A"}`, `7`, `null`, `[]`, `{"kid":7,"kty":"RSA"}`, `{"kid":"A","kid":"A"}`, `{"kty":"RSA","kid":"E","use":"enc","alg":"http://www.w3.org/2001/04/xmlenc#rsa-oaep"}`, jwkOf(keyA().Public(), "A")), nil},
		{"duplicate kid, two keys", keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")), []ciba.CheckID{ciba.CheckSignature}},
		{"duplicate kid, two keys, the right one last", keys(jwkOf(keyB().Public(), "A"), jwkOf(keyA().Public(), "A")), []ciba.CheckID{ciba.CheckSignature}},
		{"the identical key twice", keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "A")), nil},
		{"the identical key twice, and no kid", both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "B")), token(head("kid", absent{}))), nil},
		{"the identical key twice, pinned by a certificate of the second", both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "A", x5c(certA()))), pins(sha1Hex(certA()))), nil},
		{"the identical key twice, spelt in two ways", keys(jwkOf(keyA().Public(), "A", member("e", "AAEAAQ==")), jwkOf(keyA().Public(), "A")), nil},
		{"the identical EC key twice", both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A"), jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))), nil},
		{"the identical key twice and another one", keys(jwkOf(keyA().Public(), "A"), jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA exponent 2^64 + 65537", keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{1, 0, 0, 0, 0, 0, 1, 0, 1})))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA exponent 2^32 + 65537", keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{1, 0, 1, 0, 1})))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA exponent 2^31 + 65537", keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{0x80, 1, 0, 1})))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA exponent with zeros in front", keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1})))), nil},
		{"RSA exponent empty", keys(jwkOf(keyA().Public(), "A", member("e", ""))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA exponent of zeros", keys(jwkOf(keyA().Public(), "A", member("e", "AAAA"))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA modulus with a zero in front", keys(jwkOf(keyA().Public(), "A", member("n", b64(append([]byte{0}, keyA().N.Bytes()...))))), nil},
		{"RSA modulus with a zero in front, pinned by RFC 7638", both(keys(jwkOf(keyA().Public(), "A", member("n", b64(append([]byte{0}, keyA().N.Bytes()...))))), pins(rfc7638(&keyA().PublicKey))), nil},
		{"RSA modulus with padding", keys(jwkOf(keyA().Public(), "A", member("n", b64(keyA().N.Bytes())+"=="))), nil},
		{"RSA modulus with digits in front", keys(jwkOf(keyA().Public(), "A", member("n", b64(append([]byte{1}, keyA().N.Bytes()...))))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA modulus in Base64 of the other alphabet", keys(jwkOf(keyA().Public(), "A", member("n", base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 256))))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA modulus of a megabyte", keys(jwkOf(keyA().Public(), "A", member("n", text(1<<20)))), []ciba.CheckID{ciba.CheckSignature}},
		{"a neighbour whose exponent is too large", keys(jwkOf(keyB().Public(), "A", member("e", b64([]byte{1, 0, 0, 0, 0, 0, 1, 0, 1}))), jwkOf(keyA().Public(), "A")), nil},
		{"duplicate kid, the other for encryption", keys(jwkOf(keyB().Public(), "A", member("use", "enc")), jwkOf(keyA().Public(), "A")), nil},
		{"key for encryption", keys(jwkOf(keyA().Public(), "A", member("use", "enc"))), []ciba.CheckID{ciba.CheckSignature}},
		{"key of unknown use", keys(jwkOf(keyA().Public(), "A", member("use", "SIG"))), []ciba.CheckID{ciba.CheckSignature}},
		{"key without use", keys(jwkOf(keyA().Public(), "A", member("use", nil))), nil},
		{"key with the algorithm named", keys(jwkOf(keyA().Public(), "A", member("alg", "RS256"))), nil},
		{"key for another algorithm", keys(jwkOf(keyA().Public(), "A", member("alg", "RS512"))), []ciba.CheckID{ciba.CheckSignature}},
		{"key_ops with verify", keys(jwkOf(keyA().Public(), "A", member("key_ops", []string{"verify"}))), nil},
		{"key_ops without verify", keys(jwkOf(keyA().Public(), "A", member("key_ops", []string{"encrypt"}))), []ciba.CheckID{ciba.CheckSignature}},
		{"key_ops of another type", keys(jwkOf(keyA().Public(), "A", member("key_ops", 7))), []ciba.CheckID{ciba.CheckSignature}},
		{"weak key of 1024 bits", both(keys(jwkOf(keyWeak().Public(), "A")), token(signedBy(jwt.SigningMethodRS256, keyWeak()))), []ciba.CheckID{ciba.CheckSignature}},
		{"RSA exponent 1", both(keys(jwkOf(keyA().Public(), "A", member("e", "AQ"))), token(forgedForExponentOne)), []ciba.CheckID{ciba.CheckSignature}},
		{"empty set", keys(), []ciba.CheckID{ciba.CheckSignature}},
		{"base64 spare bits", compact(spareBit), []ciba.CheckID{ciba.CheckSignature}},
		{"base64 with padding", compact(func(s string) string { return s + "==" }), []ciba.CheckID{ciba.CheckSignature}},
		{"base64 with a line break in the signature", compact(func(s string) string { return s[:len(s)-5] + "\n" + s[len(s)-5:] }), []ciba.CheckID{ciba.CheckSignature}},
		{"base64 with a line break in the header", compact(func(s string) string { return s[:5] + "\r\n" + s[5:] }), []ciba.CheckID{ciba.CheckSignature}},
		{"a blank before the token", compact(func(s string) string { return " " + s }), []ciba.CheckID{ciba.CheckSignature}},
		{"duplicate members in the payload", rewritten(`"idp":"mitid"`, `"idp":"mitid","idp":"mitid"`), []ciba.CheckID{ciba.CheckSignature}},
		{"duplicate members in the payload, one escaped", rewritten(`"idp":"mitid"`, `"idp":"mitid","\u0069dp":"other"`), []ciba.CheckID{ciba.CheckSignature}},
		{"duplicate members in the header", token(withRawHeader(`{"alg":"RS256","alg":"RS256","kid":"A"}`)), []ciba.CheckID{ciba.CheckSignature}},
		{"the payload is an array", token(withRawClaims(`[]`)), []ciba.CheckID{ciba.CheckSignature}},
		{"the payload isn't UTF-8", rewritten(`Mette`, "\xff"), []ciba.CheckID{ciba.CheckSignature}},
		{"something behind the payload", token(withRawClaims(`{} {}`)), []ciba.CheckID{ciba.CheckSignature}},
		{"nesting 100,000 deep", token(withRawClaims(`{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`)), []ciba.CheckID{ciba.CheckSignature}},

		// algorithm
		{"65 PS256 not on the list", token(signedBy(jwt.SigningMethodPS256, keyA())), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm}},
		{"65 ES256 not on the list", both(keys(jwkOf(keyEC().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm}},
		{"alg missing", token(head("alg", absent{})), []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm, ciba.CheckAccessTokenHash}},
		{"crit", token(head("crit", []string{"exp"})), []ciba.CheckID{ciba.CheckAlgorithm}},
		{"crit empty", token(head("crit", []string{})), []ciba.CheckID{ciba.CheckAlgorithm}},
		{"zip", token(head("zip", "DEF")), []ciba.CheckID{ciba.CheckAlgorithm}},
		{"b64", token(head("b64", true)), []ciba.CheckID{ciba.CheckAlgorithm}},

		// header keys
		{"68 header jwk offered, good signature", token(head("jwk", json.RawMessage(jwkOf(keyB().Public(), "A")))), nil},
		{"68 header jwk offered, signed by it", token(signedBy(jwt.SigningMethodRS256, keyB()), head("jwk", json.RawMessage(jwkOf(keyB().Public(), "A")))), []ciba.CheckID{ciba.CheckSignature}},
		{"68 header jwk offered, kid missing, signed by it", token(signedBy(jwt.SigningMethodRS256, keyB()), head("kid", absent{}), head("jwk", json.RawMessage(jwkOf(keyB().Public(), "")))), []ciba.CheckID{ciba.CheckSignature}},
		{"68 header jku offered", token(signedBy(jwt.SigningMethodRS256, keyB()), head("jku", "https://evil.example/jwks")), []ciba.CheckID{ciba.CheckSignature}},
		{"68 header x5u offered", token(signedBy(jwt.SigningMethodRS256, keyB()), head("x5u", "https://evil.example/cert")), []ciba.CheckID{ciba.CheckSignature}},
		{"68 header x5c offered", token(signedBy(jwt.SigningMethodRS256, keyB()), head("x5c", []string{base64.StdEncoding.EncodeToString(certB())})), []ciba.CheckID{ciba.CheckSignature}},

		// key_pin
		{"pinned by SHA-1", both(keys(jwkOf(keyA().Public(), "A", x5c(certA()))), pins(sha1Hex(certA()))), nil},
		{"pinned by SHA-1 in small letters with colons", both(keys(jwkOf(keyA().Public(), "A", x5c(certA()))), pins(colons(strings.ToLower(sha1Hex(certA()))))), nil},
		{"pinned by SHA-256", both(keys(jwkOf(keyA().Public(), "A", x5c(certA()))), pins(sha256Hex(certA()))), nil},
		{"pinned by RFC 7638", pins(rfc7638(&keyA().PublicKey)), nil},
		{"pinned by the second of two", pins("00", rfc7638(&keyA().PublicKey)), nil},
		{"76 token uses another valid key", both(keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "B")), pins(rfc7638(&keyB().PublicKey))), []ciba.CheckID{ciba.CheckKeyPin}},
		{"76 the pinned kid on another key", both(keys(jwkOf(keyA().Public(), sha1Hex(certB()))), pins(sha1Hex(certB())), token(head("kid", sha1Hex(certB())))), []ciba.CheckID{ciba.CheckKeyPin}},
		{"76 an x5c of another key", both(keys(jwkOf(keyA().Public(), "A", x5c(certB()))), pins(sha1Hex(certB()))), []ciba.CheckID{ciba.CheckKeyPin}},
		{"76 the pinned certificate second in x5c", both(keys(jwkOf(keyA().Public(), "A", member("x5c", []string{base64.StdEncoding.EncodeToString(certB()), base64.StdEncoding.EncodeToString(certA())}))), pins(sha1Hex(certA()))), []ciba.CheckID{ciba.CheckKeyPin}},
		{"76 x5t stated, not computed", both(keys(jwkOf(keyA().Public(), "A", member("x5t", sha1Hex(certA())), member("x5t#S256", sha256Hex(certA())))), pins(sha1Hex(certA()))), []ciba.CheckID{ciba.CheckKeyPin}},
		{"76 an RFC 7638 thumbprint in other case", pins(strings.ToUpper(rfc7638(&keyA().PublicKey))), []ciba.CheckID{ciba.CheckKeyPin}},
		{"76 pinned, and the signature is bad", both(pins(rfc7638(&keyA().PublicKey)), compact(flipped)), []ciba.CheckID{ciba.CheckSignature, ciba.CheckKeyPin}},
		{"an empty pin pins nothing", pins(""), []ciba.CheckID{ciba.CheckKeyPin}},

		// token_kind
		{"69 typ: at+jwt", token(head("typ", "at+jwt")), []ciba.CheckID{ciba.CheckTokenKind}},
		{"typ absent", token(head("typ", absent{})), nil},
		{"typ in other letters", token(head("typ", "jWt")), nil},
		{"typ in full", token(head("typ", "application/jwt")), nil},
		{"typ in full, in other letters", token(head("typ", "Application/JWT")), nil},
		{"typ of an access token in full", token(head("typ", "application/at+jwt")), []ciba.CheckID{ciba.CheckTokenKind}},
		{"typ with a blank", token(head("typ", "JWT ")), []ciba.CheckID{ciba.CheckTokenKind}},
		{"typ empty", token(head("typ", "")), []ciba.CheckID{ciba.CheckTokenKind}},
		{"typ of another type", token(head("typ", 1)), []ciba.CheckID{ciba.CheckTokenKind}},
		{"typ null", token(head("typ", nil)), []ciba.CheckID{ciba.CheckTokenKind}},
		{"93 idtoken_type not ciba", token(claim("idtoken_type", "strict")), []ciba.CheckID{ciba.CheckTokenKind}},
		{"idtoken_type absent", token(claim("idtoken_type", absent{})), nil},
		{"idtoken_type of another type", token(claim("idtoken_type", true)), []ciba.CheckID{ciba.CheckTokenKind}},

		// issuer
		{"78 iss wrong", token(claim("iss", "https://evil.example/op")), []ciba.CheckID{ciba.CheckIssuer}},
		{"78 iss with trailing slash", token(claim("iss", testIssuer+"/")), []ciba.CheckID{ciba.CheckIssuer}},
		{"78 iss in other case", token(claim("iss", strings.ToUpper(testIssuer))), []ciba.CheckID{ciba.CheckIssuer}},
		{"78 iss missing", token(claim("iss", absent{})), []ciba.CheckID{ciba.CheckIssuer}},
		{"78 iss an array", token(claim("iss", []string{testIssuer})), []ciba.CheckID{ciba.CheckIssuer}},
		{"78 iss empty, and none configured", both(config(func(c *ciba.Config) { c.Issuer = "" }), token(claim("iss", ""))), []ciba.CheckID{ciba.CheckIssuer}},
		{"78 any iss, and none configured", config(func(c *ciba.Config) { c.Issuer = "" }), []ciba.CheckID{ciba.CheckIssuer}},

		// audience
		{"79 aud wrong", token(claim("aud", "another-client")), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud missing", token(claim("aud", absent{})), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud empty", token(claim("aud", "")), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud empty array", token(claim("aud", []string{})), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud number", token(claim("aud", 7)), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud array with a number", token(claim("aud", []any{testClient, 7})), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud array with a number, azp ours", token(claim("aud", []any{testClient, 7}), claim("azp", testClient)), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud array of 101, azp ours", token(claim("aud", slices.Repeat([]string{testClient}, 101)), claim("azp", testClient)), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud in other case", token(claim("aud", strings.ToUpper(testClient))), []ciba.CheckID{ciba.CheckAudience}},
		{"79 aud empty, and no client configured", both(config(func(c *ciba.Config) { c.ClientID = "" }), token(claim("aud", ""))), []ciba.CheckID{ciba.CheckAudience}},
		{"80 aud array with only us", token(claim("aud", []string{testClient})), nil},
		{"81 aud array with us + stranger, no azp", token(claim("aud", []string{testClient, "x"})), []ciba.CheckID{ciba.CheckAudience}},
		{"81 aud array with us + stranger, azp ours", token(claim("aud", []string{testClient, "x"}), claim("azp", testClient)), nil},
		{"81 aud array with us + stranger, azp stranger", token(claim("aud", []string{testClient, "x"}), claim("azp", "x")), []ciba.CheckID{ciba.CheckAudience}},
		{"81 aud ours, azp ours", token(claim("azp", testClient)), nil},
		{"81 aud ours, azp stranger", token(claim("azp", "x")), []ciba.CheckID{ciba.CheckAudience}},
		{"81 aud ours, azp of another type", token(claim("azp", []string{testClient})), []ciba.CheckID{ciba.CheckAudience}},

		// subject
		{"sub missing", token(claim("sub", absent{})), []ciba.CheckID{ciba.CheckSubject}},
		{"sub empty", token(claim("sub", "")), []ciba.CheckID{ciba.CheckSubject}},
		{"sub a number", token(claim("sub", 7)), []ciba.CheckID{ciba.CheckSubject}},
		{"sub of 255 characters", token(claim("sub", text(255))), nil},
		{"sub of 255 characters in more bytes", token(claim("sub", strings.Repeat("ø", 255))), nil},
		{"sub of 256 characters", token(claim("sub", text(256))), []ciba.CheckID{ciba.CheckSubject}},

		// expiry
		{"82 exp missing", token(claim("exp", absent{})), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp null", token(claim("exp", nil)), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp string", token(claim("exp", "4000000000")), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp with a fraction", token(claim("exp", 4000000000.5)), nil},
		{"82 exp with a fraction below zero", token(claim("exp", -0.5)), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp with a fraction past the year 9999", token(claim("exp", json.RawMessage("253402300799.5"))), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp 1.5", token(claim("exp", 1.5)), []ciba.CheckID{ciba.CheckExpiry}},
		{"83 exp past by 59.5 s", token(claim("exp", float64(trialReceived.Unix())-59.5)), nil},
		{"83 exp past by 60.5 s", token(claim("exp", float64(trialReceived.Unix())-60.5)), []ciba.CheckID{ciba.CheckExpiry}},
		{"84 iat with a fraction", token(claim("iat", float64(trialReceived.Unix())-0.25)), nil},
		{"84 iat 60.5 s before the start", token(claim("iat", float64(trialStarted.Unix())-60.5)), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"86 nbf with a fraction", token(claim("nbf", float64(trialReceived.Unix())-0.25)), nil},
		{"85 auth_time with a fraction", token(claim("auth_time", float64(trialReceived.Unix())-0.25)), nil},
		{"82 exp float of integer value", token(claim("exp", json.RawMessage("4000000000.0"))), nil},
		{"82 exp at the end of the year 9999", token(claim("exp", 253402300799)), nil},
		{"82 exp in the year 10000", token(claim("exp", 253402300800)), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp 1e18", token(claim("exp", json.RawMessage("1e18"))), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp 1e99", token(claim("exp", json.RawMessage("1e99"))), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp 2^63", token(claim("exp", json.RawMessage("9223372036854775808"))), []ciba.CheckID{ciba.CheckExpiry}},
		{"82 exp negative", token(claim("exp", -1)), []ciba.CheckID{ciba.CheckExpiry}},
		{"83 exp past by 1 s", seconds("exp", trialReceived, -1), nil},
		{"83 exp past by 59 s", seconds("exp", trialReceived, -59), nil},
		{"83 exp past by 60 s", seconds("exp", trialReceived, -60), []ciba.CheckID{ciba.CheckExpiry}},
		{"83 exp past by 61 s", seconds("exp", trialReceived, -61), []ciba.CheckID{ciba.CheckExpiry}},
		{"83 exp past by 5 min", seconds("exp", trialReceived, -300), []ciba.CheckID{ciba.CheckExpiry}},

		// issued_at
		{"84 iat missing", token(claim("iat", absent{})), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"84 iat a week old", seconds("iat", trialStarted, -7*86400), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"84 iat 10 min in the future", seconds("iat", trialReceived, 600), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"84 iat string", token(claim("iat", "1788264050")), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"85 iat 59 s before our start", seconds("iat", trialStarted, -59), nil},
		{"85 iat 60 s before our start", seconds("iat", trialStarted, -60), nil},
		{"85 iat 61 s before our start", seconds("iat", trialStarted, -61), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"85 iat 59 s after receipt", seconds("iat", trialReceived, 59), nil},
		{"85 iat 60 s after receipt", seconds("iat", trialReceived, 60), nil},
		{"85 iat 61 s after receipt", seconds("iat", trialReceived, 61), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"nbf missing", token(claim("nbf", absent{})), nil},
		{"86 nbf 60 s in the future", seconds("nbf", trialReceived, 60), nil},
		{"86 nbf 61 s in the future", seconds("nbf", trialReceived, 61), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"nbf 60 s before our start", seconds("nbf", trialStarted, -60), nil},
		{"nbf 61 s before our start", seconds("nbf", trialStarted, -61), []ciba.CheckID{ciba.CheckIssuedAt}},
		{"nbf string", token(claim("nbf", "1")), []ciba.CheckID{ciba.CheckIssuedAt}},

		// authentication_time
		{"auth_time missing", token(claim("auth_time", absent{})), []ciba.CheckID{ciba.CheckAuthenticationTime}},
		{"auth_time string", token(claim("auth_time", "1788264050")), []ciba.CheckID{ciba.CheckAuthenticationTime}},
		{"85 auth_time 59 s before our start", seconds("auth_time", trialStarted, -59), nil},
		{"85 auth_time 60 s before our start", seconds("auth_time", trialStarted, -60), nil},
		{"85 auth_time 61 s before our start", seconds("auth_time", trialStarted, -61), []ciba.CheckID{ciba.CheckAuthenticationTime}},
		{"85 auth_time 60 s after receipt", seconds("auth_time", trialReceived, 60), nil},
		{"85 auth_time 61 s after receipt", seconds("auth_time", trialReceived, 61), []ciba.CheckID{ciba.CheckAuthenticationTime}},

		// access_token_hash
		{"87 at_hash present and wrong", token(claim("at_hash", halfHash("another"))), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{"87 at_hash of the whole digest", token(claim("at_hash", halfHash("an.access.token")+"AAAA")), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{"87 at_hash by SHA-384", both(algs("RS384"), token(signedBy(jwt.SigningMethodRS384, keyA()), claim("at_hash", b64(half(sha512.Sum384([]byte("an.access.token"))))))), nil},
		{"87 at_hash by SHA-512", both(algs("RS512"), token(signedBy(jwt.SigningMethodRS512, keyA()), claim("at_hash", b64(half(sha512.Sum512([]byte("an.access.token"))))))), nil},
		{"87 at_hash by the hash of another algorithm", both(algs("RS512"), token(signedBy(jwt.SigningMethodRS512, keyA()))), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{"87 at_hash empty", token(claim("at_hash", "")), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{"87 at_hash null", token(claim("at_hash", nil)), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{"87 at_hash wrong where it isn't required", both(config(func(c *ciba.Config) { c.RequireAtHash = false }), token(claim("at_hash", "x"))), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{"88 at_hash missing, required", token(claim("at_hash", absent{})), []ciba.CheckID{ciba.CheckAccessTokenHash}},
		{"88 at_hash missing, not required", both(config(func(c *ciba.Config) { c.RequireAtHash = false }), token(claim("at_hash", absent{}))), nil},

		// identity_provider
		{"93 idp not mitid", token(claim("idp", "nemid")), []ciba.CheckID{ciba.CheckIdentityProvider}},
		{"idp missing", token(claim("idp", absent{})), []ciba.CheckID{ciba.CheckIdentityProvider}},
		{"idp in other case", token(claim("idp", "MitID")), []ciba.CheckID{ciba.CheckIdentityProvider}},

		// person
		{"90 mitid.uuid differs from entered uuid", token(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78")), []ciba.CheckID{ciba.CheckPerson}},
		{"90 mitid.uuid in capitals", token(claim("mitid.uuid", "8A9856E0-F12D-4217-B320-C8A076BE9320")), nil},
		{"90 mitid.uuid of another type", token(claim("mitid.uuid", []string{"8a9856e0-f12d-4217-b320-c8a076be9320"})), []ciba.CheckID{ciba.CheckPerson}},
		{"91 mitid.uuid missing (scope openid only)", token(claim("mitid.uuid", absent{})), []ciba.CheckID{ciba.CheckPerson}},
		{"91 uuid nested instead of with a dot", both(token(claim("mitid.uuid", absent{})), token(claim("mitid", map[string]string{"uuid": "8a9856e0-f12d-4217-b320-c8a076be9320"}))), []ciba.CheckID{ciba.CheckPerson}},
		{"91 uuid in a name of other letters", both(token(claim("mitid.uuid", absent{})), token(claim("MitID.UUID", "8a9856e0-f12d-4217-b320-c8a076be9320"))), []ciba.CheckID{ciba.CheckPerson}},

		// reference_text
		{"92 mitid.reference_text differs by a byte", token(claim("mitid.reference_text", "Kode 4822, Nordby Kommune")), []ciba.CheckID{ciba.CheckReferenceText}},
		{"92 mitid.reference_text differs by whitespace", token(claim("mitid.reference_text", "Kode 4821,  Nordby Kommune")), []ciba.CheckID{ciba.CheckReferenceText}},
		{"92 mitid.reference_text differs by a zero-width character", token(claim("mitid.reference_text", "Kode 4821,\u200b Nordby Kommune")), []ciba.CheckID{ciba.CheckReferenceText}},
		{"92 mitid.reference_text differs by an emoji", token(claim("mitid.reference_text", "Kode 4821, Nordby Kommune 😉")), []ciba.CheckID{ciba.CheckReferenceText}},
		{"92 mitid.reference_text is equal after NFC", both(func(c *trial) { c.request.ReferenceText = "Kode 4821, Ålborg" }, token(claim("mitid.reference_text", "Kode 4821, A\u030alborg"))), nil},
		{"92 mitid.reference_text as standard Base64", token(claim("mitid.reference_text", base64.StdEncoding.EncodeToString([]byte("Kode 4821, Nordby Kommune")))), nil},
		{"92 mitid.reference_text missing", token(claim("mitid.reference_text", absent{})), []ciba.CheckID{ciba.CheckReferenceText}},

		// transaction
		{"transaction ids differ", token(claim("idp_transaction_id", "another")), []ciba.CheckID{ciba.CheckTransaction}},
		{"one transaction id only", token(claim("idp_transaction_id", absent{})), nil},
		{"transaction id of another type", token(claim("idp_transaction_id", 7)), []ciba.CheckID{ciba.CheckTransaction}},

		// nonce
		{"89 ciba_nonce wrong when sent", both(nonceSent, options(mitid.Options{Nonce: mitid.NonceSend}), token(claim("ciba_nonce", "other"))), []ciba.CheckID{ciba.CheckNonce}},
		{"89 nonce wrong when sent", both(nonceSent, options(mitid.Options{Nonce: mitid.NonceSend}), token(claim("ciba_nonce", "ours"), claim("nonce", "other"))), []ciba.CheckID{ciba.CheckNonce}},
		{"89 ciba_nonce missing when sent", both(nonceSent, options(mitid.Options{Nonce: mitid.NonceSend})), nil},
		{"89 ciba_nonce missing when required", both(nonceSent, options(mitid.Options{Nonce: mitid.NonceRequire})), []ciba.CheckID{ciba.CheckNonce}},
		{"89 ciba_nonce ours when required", both(nonceSent, options(mitid.Options{Nonce: mitid.NonceRequire}), token(claim("ciba_nonce", "ours"))), nil},
		{"89 a foreign ciba_nonce with off", token(claim("ciba_nonce", "other")), nil},

		// assurance
		{"94 loa lower than configured", both(options(mitid.Options{RequiredLoA: "Substantial"}), token(claim("loa", "https://data.gov.dk/concept/core/nsis/Low"))), []ciba.CheckID{ciba.CheckAssurance}},
		{"94 loa as configured", both(options(mitid.Options{RequiredLoA: "Substantial"}), token(claim("loa", "https://data.gov.dk/concept/core/nsis/Substantial"))), nil},
		{"94 loa higher than configured", both(options(mitid.Options{RequiredLoA: "Substantial"}), token(claim("loa", "https://data.gov.dk/concept/core/nsis/High"))), nil},
		{"94 loa absent when required", options(mitid.Options{RequiredLoA: "Substantial"}), []ciba.CheckID{ciba.CheckAssurance}},

		// request_binding
		{"the id of CIBA is ours", both(bound, token(claim(boundID, "req-1"))), nil},
		{"the id of CIBA is another", both(bound, token(claim(boundID, "req-2"))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"the id of CIBA is another, the short one ours", both(bound, token(claim(boundID, "req-2"), claim("auth_req_id", "req-1"))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"the id of CIBA is ours, the short one another", both(bound, token(claim(boundID, "req-1"), claim("auth_req_id", "req-2"))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"the id of CIBA in other case", both(bound, token(claim(boundID, "REQ-1"))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"the id of CIBA null", both(bound, token(claim(boundID, nil))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"the id of CIBA empty", both(bound, token(claim(boundID, ""))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"the id of CIBA a list of ours", both(bound, token(claim(boundID, []string{"req-1"}))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"an id where nobody knows of one", token(claim(boundID, "req-1")), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"reference_id is ours", both(bound, token(claim("reference_id", "sag-17"))), nil},
		{"reference_id is another", both(bound, token(claim("reference_id", "sag-18"))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"referenceId is another, reference_id ours", both(bound, token(claim("referenceId", "sag-18"), claim("reference_id", "sag-17"))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"referenceId a number", both(bound, token(claim("referenceId", 17))), []ciba.CheckID{ciba.CheckRequestBinding}},
		{"all four are ours", both(bound, token(claim(boundID, "req-1"), claim("auth_req_id", "req-1"), claim("referenceId", "sag-17"), claim("reference_id", "sag-17"))), nil},
		{"a reference where none was sent", token(claim("referenceId", "sag-18")), nil},
		{"a reference of another type where none was sent", token(claim("referenceId", nil)), nil},
		{"another id and a reference where none was sent", both(bound, func(c *trial) { c.Reference = "" }, token(claim("auth_req_id", "req-2"), claim("referenceId", "sag-18"))), []ciba.CheckID{ciba.CheckRequestBinding}},

		// replay
		{"96 same token delivered for two requests", func(c *trial) { c.Look = ciba.LookedSeen }, []ciba.CheckID{ciba.CheckReplay}},

		// clock: what the other times are judged by
		{"53 clock offset 4 minutes", func(c *trial) { c.Offset = 4 * time.Minute }, nil},
		{"53 no time stated", func(c *trial) { c.Clock = ciba.ClockUnstated }, nil},
		{"53 the stated times differ", func(c *trial) { c.Clock = ciba.ClockDiffers }, []ciba.CheckID{ciba.CheckClock}},
		{"53 nobody has settled which time it is", func(c *trial) { c.Clock = ciba.ClockDisputed }, []ciba.CheckID{ciba.CheckClock}},
	}
}

func TestChecks(t *testing.T) {
	for _, test := range checkRows() {
		t.Run(test.row, func(t *testing.T) {
			v := judged(t, test.change)
			got := failing(v)
			if len(got) > 0 && v.Token.Fault != "" {
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

// half is the left half of a digest.
func half[D [48]byte | [64]byte](digest D) []byte {
	var all []byte
	for i := range len(digest) / 2 {
		all = append(all, digest[i])
	}
	return all
}

// boundID is the claim that CIBA Core §10.3.1 names for what a request is called.
const boundID = "urn:openid:params:jwt:claim:auth_req_id"

// bound is a request that the provider called req-1, sent with a reference.
func bound(c *trial) { c.AuthReqID, c.Reference = "req-1", "sag-17" }

func nonceSent(c *trial) { c.request.Nonce = "ours" }

func unsigned(d *draft) { d.method = nil }

// flipped turns one bit of the signature.
func flipped(s string) string {
	i := strings.LastIndexByte(s, '.')
	signature := must(base64.RawURLEncoding.DecodeString(s[i+1:]))
	signature[10] ^= 1
	return s[:i+1] + b64(signature)
}

// spareBit changes the last character in bits that stand for nothing.
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

// asDER writes a signature of r and s the way of X.509.
func asDER(s string) string {
	i := strings.LastIndexByte(s, '.')
	signature := must(base64.RawURLEncoding.DecodeString(s[i+1:]))
	der := must(asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])}))
	return s[:i+1] + b64(der)
}

// forgedForExponentOne makes the signature that a key of exponent 1 accepts:
// the padded digest itself.
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

// TestFactsOfChecks: what a check shows is what there was, and nothing of
// somebody else.
func TestFactsOfChecks(t *testing.T) {
	tests := []struct {
		name   string
		change func(*trial)
		check  ciba.CheckID
		actual ciba.Fact
	}{
		{"JWE is named", compact(func(s string) string { return s + ".e30.e30" }), ciba.CheckSignature, ciba.Word(ciba.WordEncrypted)},
		{"malformed is named", lifted("x"), ciba.CheckSignature, ciba.Word(ciba.WordMalformed)},
		{"four parts are malformed", compact(func(s string) string { return s + ".e30" }), ciba.CheckSignature, ciba.Word(ciba.WordMalformed)},
		{"nothing else of a JWE was looked at", compact(func(s string) string { return s + ".e30.e30" }), ciba.CheckPerson, ciba.Word(ciba.WordUnverified)},
		{"no key", token(head("kid", "C")), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"two keys", keys(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")), ciba.CheckSignature, ciba.Word(ciba.WordTwoKeys)},
		{"a key on another curve is no key", both(algs("ES256"), keys(jwkOf(keyEC3().Public(), "A")), token(signedBy(jwt.SigningMethodES256, keyEC()))), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"a point off its curve is no key", both(algs("ES256"), keys(jwkOf(keyEC().Public(), "A", member("y", b64(make([]byte, 32))))), token(signedBy(jwt.SigningMethodES256, keyEC()))), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"a key of 1024 bits is no key", keys(jwkOf(keyWeak().Public(), "A")), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"a key of 8200 bits is no key", keys(jwkOf(keyA().Public(), "A", member("n", b64(slices.Repeat([]byte{0xff}, 1025))))), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"a key of exponent 1 is no key", keys(jwkOf(keyA().Public(), "A", member("e", "AQ"))), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"a key of an even exponent is no key", keys(jwkOf(keyA().Public(), "A", member("e", b64([]byte{1, 0, 0})))), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"a key of an even modulus is no key", keys(jwkOf(keyA().Public(), "A", member("n", b64(append(keyA().N.Bytes()[:255:255], 0))))), ciba.CheckSignature, ciba.Word(ciba.WordNoKey)},
		{"spare bits are malformed", compact(spareBit), ciba.CheckSignature, ciba.Word(ciba.WordMalformed)},
		{"invalid", compact(flipped), ciba.CheckSignature, ciba.Word(ciba.WordInvalid)},
		{"unexpected algorithm", token(signedBy(jwt.SigningMethodPS256, keyA())), ciba.CheckAlgorithm, ciba.Literal("PS256")},
		{"the signing key has changed", pins("00"), ciba.CheckKeyPin, ciba.Word(ciba.WordNotPinned)},
		{"no pin", func(*trial) {}, ciba.CheckKeyPin, ciba.Word(ciba.WordNotRequired)},
		{"at+jwt", token(head("typ", "at+jwt")), ciba.CheckTokenKind, ciba.Literal("at+jwt")},
		{"another issuer, cleaned", token(claim("iss", "https://evil\u202e.example\x1b[31m")), ciba.CheckIssuer, ciba.Literal("https://evil.example[31m")},
		{"iss absent", token(claim("iss", absent{})), ciba.CheckIssuer, ciba.Word(ciba.WordAbsent)},
		{"aud", token(claim("aud", []string{"y", "x"})), ciba.CheckAudience, ciba.Literal("y, x")},
		{"aud without azp", token(claim("aud", []string{testClient, "x"})), ciba.CheckAudience, ciba.Word(ciba.WordNoAZP)},
		{"aud empty", token(claim("aud", "")), ciba.CheckAudience, ciba.Word(ciba.WordMalformed)},
		{"aud an empty list", token(claim("aud", []string{})), ciba.CheckAudience, ciba.Word(ciba.WordMalformed)},
		{"iss empty", token(claim("iss", "")), ciba.CheckIssuer, ciba.Word(ciba.WordMalformed)},
		{"iss that looks like ours", token(claim("iss", testIssuer+"\u200b")), ciba.CheckIssuer, ciba.Word(ciba.WordDifferent)},
		{"iss of invisible letters", token(claim("iss", "\u200b")), ciba.CheckIssuer, ciba.Word(ciba.WordDifferent)},
		{"azp that looks like ours", token(claim("azp", testClient+"\u200b")), ciba.CheckAudience, ciba.Word(ciba.WordDifferent)},
		{"alg of another type", token(head("alg", 7)), ciba.CheckAlgorithm, ciba.Word(ciba.WordMalformed)},
		{"no key is looked for where the algorithm isn't allowed", token(signedBy(jwt.SigningMethodPS256, keyA())), ciba.CheckSignature, ciba.Word(ciba.WordUnverified)},
		{"at_hash empty", token(claim("at_hash", "")), ciba.CheckAccessTokenHash, ciba.Word(ciba.WordMalformed)},
		{"azp", token(claim("azp", "x")), ciba.CheckAudience, ciba.Literal("x")},
		{"sub malformed", token(claim("sub", "")), ciba.CheckSubject, ciba.Word(ciba.WordMalformed)},
		{"82 exp negative is malformed", token(claim("exp", -1)), ciba.CheckExpiry, ciba.Word(ciba.WordMalformed)},
		{"exp malformed", token(claim("exp", "x")), ciba.CheckExpiry, ciba.Word(ciba.WordMalformed)},
		{"exp", func(*trial) {}, ciba.CheckExpiry, ciba.Moment(trialApproved.Add(300 * time.Second))},
		{"iat", func(*trial) {}, ciba.CheckIssuedAt, ciba.Moment(trialApproved)},
		{"nbf", seconds("nbf", trialReceived, 90), ciba.CheckIssuedAt, ciba.Moment(trialReceived.Add(90 * time.Second))},
		{"auth_time absent", token(claim("auth_time", absent{})), ciba.CheckAuthenticationTime, ciba.Word(ciba.WordAbsent)},
		{"at_hash absent", token(claim("at_hash", absent{})), ciba.CheckAccessTokenHash, ciba.Word(ciba.WordAbsent)},
		{"another person isn't named", token(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78")), ciba.CheckPerson, ciba.Word(ciba.WordSomeoneElse)},
		{"another person's text isn't shown", token(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78"), claim("mitid.reference_text", "secret")), ciba.CheckReferenceText, ciba.Word(ciba.WordDifferent)},
		{"Base64 is shown as such", token(claim("mitid.reference_text", "S29kZSA0ODIxLCBOb3JkYnkgS29tbXVuZQ==")), ciba.CheckReferenceText, ciba.Word(ciba.WordSameBase64)},
		{"the request is ours", both(bound, token(claim(boundID, "req-1"))), ciba.CheckRequestBinding, ciba.Word(ciba.WordSame)},
		{"another request isn't shown", both(bound, token(claim(boundID, "req-2"))), ciba.CheckRequestBinding, ciba.Word(ciba.WordDifferent)},
		{"another reference isn't shown", both(bound, token(claim("reference_id", "sag-18"))), ciba.CheckRequestBinding, ciba.Word(ciba.WordDifferent)},
		{"a reference where none was sent is shown", token(claim("reference_id", "sag-18")), ciba.CheckRequestBinding, ciba.Literal("sag-18")},
		{"nothing stated about the request", func(*trial) {}, ciba.CheckRequestBinding, ciba.Word(ciba.WordNotStated)},
		{"seen before", func(c *trial) { c.Look = ciba.LookedSeen }, ciba.CheckReplay, ciba.Word(ciba.WordSeenBefore)},
		{"clock", func(c *trial) { c.Offset = -61 * time.Second }, ciba.CheckClock, ciba.Literal("-1m1s")},
		{"clock not stated", func(c *trial) { c.Clock = ciba.ClockUnstated }, ciba.CheckClock, ciba.Word(ciba.WordNotStated)},
		{"clocks differ", func(c *trial) { c.Clock = ciba.ClockDiffers }, ciba.CheckClock, ciba.Word(ciba.WordDifferent)},
		{"assurance not stated", func(*trial) {}, ciba.CheckAssurance, ciba.Word(ciba.WordNotStated)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := judged(t, test.change).Check(test.check).Actual; got != test.actual {
				t.Errorf("%s shows %+v, want %+v", test.check, got, test.actual)
			}
		})
	}
}

// TestClockCheckIsRequired where a time is stated. By how much our own clock is
// off is shown, and decides nothing.
func TestClockCheckIsRequired(t *testing.T) {
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

// TestKeySetLimits: row 74, a set is bounded in count and must be a set.
func TestKeySetLimits(t *testing.T) {
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
