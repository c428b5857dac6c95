package ciba_test

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// The requests that the broker's documentation shows, and their bytes on the wire, written by hand.
const (
	documentedClient = "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9"
	documentedSecret = "mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ=="
	documentedID     = "0A2179A15B686CB..3AC29A5A6A-1"
	documentedHint   = `{"idp":"mitid", "uuid":"8a9856e0-f12d-4217-b320-c8a076be9320", "referenceTextBody":"Testing MitID Flex app 😉", "ip":"1.1.1.1"}`

	wireGrant  = "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&scope=openid"
	wireClient = "&client_id=62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9" +
		"&client_secret=mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ%3D%3D"
	// As printed, with a blank after each comma.
	wirePrintedHint = "&login_hint_token=%7B%22idp%22%3A%22mitid%22%2C+%22uuid%22%3A%228a9856e0-f12d-4217-b320-c8a076be9320%22%2C" +
		"+%22referenceTextBody%22%3A%22Testing+MitID+Flex+app+%F0%9F%98%89%22%2C+%22ip%22%3A%221.1.1.1%22%7D"
	// The same object from a serializer, with and without the appswitch members.
	wireHint = "&login_hint_token=%7B%22idp%22%3A%22mitid%22%2C%22uuid%22%3A%228a9856e0-f12d-4217-b320-c8a076be9320%22%2C" +
		"%22referenceTextBody%22%3A%22Testing+MitID+Flex+app+%F0%9F%98%89%22%2C%22ip%22%3A%221.1.1.1%22"
	wireAppswitch = "%2C%22appSwitchReturnUrl%22%3A%22https%3A%2F%2Fyour-app.dk%2Fbackfrommitid%22%2C%22appOS%22%3A%22"
	// Base64 of the hint contains a plus sign, which a form must escape.
	wireBase64Hint = "&login_hint_token=eyJpZHAiOiJtaXRpZCIsInV1aWQiOiI4YTk4NTZlMC1mMTJkLTQyMTctYjMyMC1jOGEwNzZiZTkzMjAiLCJyZWZlcmVuY2VUZXh0Qm9keSI6" +
		"IlRlc3RpbmcgTWl0SUQgRmxleCBhcHAg8J%2BYiSIsImlwIjoiMS4xLjEuMSJ9"
	wirePoll = wireGrant + wireClient + "&auth_req_id=0A2179A15B686CB..3AC29A5A6A-1"
)

// wired is a request as it was on the wire.
type wired struct {
	line   string // method, target, protocol
	header http.Header
	body   string
}

// wiretap is a provider that keeps every request and lets a verification run until it is cancelled.
type wiretap struct {
	ahead    time.Duration // of its clock
	requests []wired
}

const wiretapIssuer = "http://127.0.0.1:8081/op"

func (w *wiretap) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.requests = append(w.requests, wired{r.Method + " " + r.RequestURI + " " + r.Proto, r.Header, string(body)})
	out.Header().Set("Date", time.Now().Add(w.ahead).UTC().Format(http.TimeFormat))
	switch r.URL.Path {
	case "/op/.well-known/openid-configuration":
		_, _ = fmt.Fprintf(out, `{"issuer":%q,"backchannel_authentication_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q}`,
			wiretapIssuer, wiretapIssuer+"/connect/ciba", wiretapIssuer+"/connect/token", wiretapIssuer+"/jwks")
	case "/op/connect/ciba":
		_, _ = io.WriteString(out, `{"auth_req_id":"`+documentedID+`","expires_in":300,"interval":5}`)
	case "/op/connect/token":
		out.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(out, `{"error":"authorization_pending"}`)
	}
}

// posts returns the requests with a form.
func (w *wiretap) posts() []wired {
	return slices.DeleteFunc(slices.Clone(w.requests), func(r wired) bool { return !strings.HasPrefix(r.line, "POST ") })
}

// tapped runs a verification of 12 s, with two polls, and cancels it.
func tapped(t *testing.T, auth ciba.AuthMethod, secret ciba.Secret, form ciba.Form, ahead time.Duration) (*wiretap, ciba.Config, ciba.Result) {
	t.Helper()
	tap := &wiretap{ahead: ahead}
	config := ciba.Config{
		Issuer: wiretapIssuer, ClientID: documentedClient, Auth: auth, Scope: "openid", IDTokenAlgs: []string{"RS256"},
		Endpoints: ciba.Endpoints{Cancel: wiretapIssuer + "/api/v1/ciba/{auth_req_id}"},
	}
	v := newTestClient(t, config, ciba.Options{Secret: secret, Transport: serveInMemory(t, tap)}).NewVerification(ciba.Params{Form: form})
	time.AfterFunc(12*time.Second, func() { v.Cancel() })
	return tap, config, v.Run(t.Context())
}

func documentedForm() ciba.Form {
	return ciba.Form{
		{Name: "grant_type", Value: "urn:openid:params:grant-type:ciba"}, {Name: "scope", Value: "openid"}, {Name: "login_hint_token", Value: documentedHint},
	}
}

// TestDocumentedExchange: the documented exchange, byte for byte: start, poll, cancel.
func TestDocumentedExchange(t *testing.T) {
	t.Parallel()
	request := mitid.Request{UUID: "8a9856e0-f12d-4217-b320-c8a076be9320", Text: "Testing MitID Flex app 😉", IP: "1.1.1.1"}
	of := func(r mitid.Request, encoding mitid.HintEncoding) ciba.Form {
		form, err := r.Form("openid", encoding)
		if err != nil {
			t.Fatal(err)
		}
		return form
	}
	onIOS, onAndroid := request, request
	onIOS.AppOS, onIOS.AppSwitchReturnURL = mitid.AppOSIOS, "https://your-app.dk/backfrommitid"
	onAndroid.AppOS, onAndroid.AppSwitchReturnURL = mitid.AppOSAndroid, "https://your-app.dk/backfrommitid"
	tests := []struct {
		name string
		form ciba.Form
		hint string
	}{
		{name: "hint as printed", form: documentedForm(), hint: wirePrintedHint},
		{name: "our hint", form: of(request, mitid.HintJSON), hint: wireHint + "%7D"},
		{name: "our hint for iOS", form: of(onIOS, mitid.HintJSON), hint: wireHint + wireAppswitch + "IOS%22%7D"},
		{name: "our hint for Android", form: of(onAndroid, mitid.HintJSON), hint: wireHint + wireAppswitch + "Android%22%7D"},
		{name: "our hint in Base64", form: of(request, mitid.HintBase64), hint: wireBase64Hint},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tap, _, result := tapped(t, ciba.ClientSecretPost, documentedSecret, test.form, 0)
				if result.Outcome != ciba.Cancelled || result.Cancel != ciba.CancelDone {
					t.Errorf("%s, cancel %q (%v)", result.Outcome, result.Cancel, result.Err)
				}
				want := []wired{
					{line: "GET /op/.well-known/openid-configuration HTTP/1.1"},
					{line: "POST /op/connect/ciba HTTP/1.1", body: wireGrant + wireClient + test.hint},
					{line: "POST /op/connect/token HTTP/1.1", body: wirePoll},
					{line: "POST /op/connect/token HTTP/1.1", body: wirePoll},
					{line: "DELETE /op/api/v1/ciba/0A2179A15B686CB..3AC29A5A6A-1 HTTP/1.1"},
				}
				if len(tap.requests) != len(want) {
					t.Fatalf("%d requests, want %d: %+v", len(tap.requests), len(want), tap.requests)
				}
				for i, got := range tap.requests {
					if got.line != want[i].line || got.body != want[i].body {
						t.Errorf("request %d:\n%s\n%s\nwant\n%s\n%s", i, got.line, got.body, want[i].line, want[i].body)
					}
					checkHeaders(t, got)
				}
			})
		})
	}
}

// checkHeaders asserts that a request has the headers that it needs, and none that reveals more
// than necessary.
func checkHeaders(t *testing.T, r wired) {
	t.Helper()
	want := map[string]string{"Accept": "application/json", "User-Agent": "ciba", "Accept-Encoding": "gzip"}
	if strings.HasPrefix(r.line, "GET") {
		want["Cache-Control"] = "no-cache" // its Date is used, and a cached one would be old
	}
	if r.body != "" {
		want["Content-Type"] = "application/x-www-form-urlencoded"
		want["Content-Length"] = strconv.Itoa(len(r.body))
	}
	for name, values := range r.header {
		if len(values) != 1 || values[0] != want[name] {
			t.Errorf("%s: header %s: %q, want %q", r.line, name, values, want[name])
		}
	}
	for name := range want {
		if r.header.Get(name) == "" {
			t.Errorf("%s: no header %s", r.line, name)
		}
	}
}

// nasty contains everything that the encodings of a secret have to survive.
const nasty = `a/b+c==&d e:f%2B?g#"ø€😉` + "\\"

func TestClientSecretPost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tap, config, _ := tapped(t, ciba.ClientSecretPost, nasty, documentedForm(), 0)
		const client = "&client_id=62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9" +
			"&client_secret=a%2Fb%2Bc%3D%3D%26d+e%3Af%252B%3Fg%23%22%C3%B8%E2%82%AC%F0%9F%98%89%5C"
		for i, want := range []string{
			wireGrant + client + wirePrintedHint,
			wireGrant + client + "&auth_req_id=" + documentedID,
			wireGrant + client + "&auth_req_id=" + documentedID,
		} {
			if got := tap.posts()[i].body; got != want {
				t.Errorf("body %d:\n%s\nwant\n%s", i, got, want)
			}
		}
		checkPreview(t, tap, config)
	})
}

func TestClientSecretBasic(t *testing.T) {
	t.Parallel()
	tests := []struct {
		secret ciba.Secret
		header string
	}{
		// Base64 of the client id, a colon, and the secret with %3D%3D at its end.
		{documentedSecret, "Basic NjJiOGNjMDMtYWE3My00ZDZhLTkyMmMtN2M4ZmIwYTRhMWQ5Om1JcHhrODRGSTF3cGM3Y1A3bm9kRkxmZ1FRMVNjWkhZTzQ0Rlo5d1BPcXJCMGhhOVM1UlVOWVBYTWtyQ1d3UmpHcUVIMGhmbG5JSmVhOElLbVcxOWFRJTNEJTNE"},
		// Base64 of the client id,
		// ":a%2Fb%2Bc%3D%3D%26d+e%3Af%252B%3Fg%23%22%C3%B8%E2%82%AC%F0%9F%98%89%5C".
		{nasty, "Basic NjJiOGNjMDMtYWE3My00ZDZhLTkyMmMtN2M4ZmIwYTRhMWQ5OmElMkZiJTJCYyUzRCUzRCUyNmQrZSUzQWYlMjUyQiUzRmclMjMlMjIlQzMlQjglRTIlODIlQUMlRjAlOUYlOTglODklNUM="},
	}
	for i, test := range tests {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tap, config, _ := tapped(t, ciba.ClientSecretBasic, test.secret, documentedForm(), 0)
				for i, want := range []string{wireGrant + wirePrintedHint, wireGrant + "&auth_req_id=" + documentedID, wireGrant + "&auth_req_id=" + documentedID} {
					got := tap.posts()[i]
					if got.header.Get("Authorization") != test.header {
						t.Errorf("Authorization %d: %s, want %s", i, got.header.Get("Authorization"), test.header)
					}
					if got.body != want {
						t.Errorf("body %d:\n%s\nwant\n%s", i, got.body, want)
					}
				}
				for _, r := range tap.requests {
					if !strings.HasPrefix(r.line, "POST ") && r.header.Get("Authorization") != "" {
						t.Errorf("%s carries the secret", r.line)
					}
				}
				checkPreview(t, tap, config)
			})
		})
	}
}

// TestClientIDInBasic: a client id may contain any character, too (RFC 6749 §2.3.1).
func TestClientIDInBasic(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		verify(t, p.client(t, func(c *ciba.Config, o *ciba.Options) {
			c.Auth, c.ClientID, o.Secret = ciba.ClientSecretBasic, "urn:client/ø", "s"
		}))
		// Base64 of "urn%3Aclient%2F%C3%B8:s".
		if got := p.seen(startEndpoint)[0].header.Get("Authorization"); got != "Basic dXJuJTNBY2xpZW50JTJGJUMzJUI4OnM=" {
			t.Errorf("Authorization %q", got)
		}
	})
}

// checkPreview compares what was sent with the preview, in which dots replace the secret and
// nothing else.
func checkPreview(t *testing.T, tap *wiretap, config ciba.Config) {
	t.Helper()
	sent := readForm(t, tap.posts()[0].body)
	for i, p := range sent {
		if p.Name == "client_secret" || p.Name == "client_assertion" {
			sent[i].Value = "•••"
		}
	}
	if preview := config.Preview(documentedForm()); !slices.Equal(preview, sent) {
		t.Errorf("the preview is\n%v, and sent was\n%v", preview, sent)
	}
}

// readForm reads a body in the order of its parameters.
func readForm(t *testing.T, body string) ciba.Form {
	t.Helper()
	var form ciba.Form
	for _, pair := range strings.Split(body, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, errName := url.QueryUnescape(name)
		value, errValue := url.QueryUnescape(value)
		if err := cmp.Or(errName, errValue); err != nil {
			t.Fatal(err)
		}
		form = append(form, ciba.Param{Name: name, Value: value})
	}
	return form
}

// assertion is a client assertion, decoded by hand.
type assertion struct {
	header, claims map[string]any
	signed         []byte
	signature      []byte
}

func readAssertion(t *testing.T, r wired) assertion {
	t.Helper()
	form := readForm(t, r.body)
	if got := form.Get("client_assertion_type"); got != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		t.Errorf("client_assertion_type %q", got)
	}
	if form.Get("client_id") != documentedClient || form.Get("client_secret") != "" || r.header.Get("Authorization") != "" {
		t.Errorf("%s has the wrong parameters: %v", r.line, form)
	}
	parts := strings.Split(form.Get("client_assertion"), ".")
	if len(parts) != 3 {
		t.Fatalf("the assertion has %d parts", len(parts))
	}
	a := assertion{signed: []byte(parts[0] + "." + parts[1])}
	var raw [3][]byte
	for i := range parts {
		var err error
		if raw[i], err = base64.RawURLEncoding.DecodeString(parts[i]); err != nil {
			t.Fatal(err)
		}
	}
	a.signature = raw[2]
	if err := errors.Join(json.Unmarshal(raw[0], &a.header), json.Unmarshal(raw[1], &a.claims)); err != nil {
		t.Fatal(err)
	}
	return a
}

// checkAssertions asserts what RFC 7523 §3 and OpenID Connect Core §9 require of the assertions of
// one verification, and returns them.
func checkAssertions(t *testing.T, tap *wiretap, alg string) []assertion {
	t.Helper()
	posts := tap.posts()
	if len(posts) != 3 {
		t.Fatalf("%d requests with a form, want 3", len(posts))
	}
	// Relative to the start of the bubble: start at 0, polls at 5.3 s and 10.6 s.
	sentAt := []int64{0, 5, 10}
	jtis := make(map[any]bool)
	var all []assertion
	for i, r := range posts {
		a := readAssertion(t, r)
		all = append(all, a)
		iat := int64(a.number("iat"))
		if want := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(tap.ahead).Unix() + sentAt[i]; iat != want || int64(a.number("nbf")) != want || int64(a.number("exp")) != want+120 {
			t.Errorf("assertion %d: iat %v, nbf %v, exp %v, want %d, the same, and 120 more", i, a.claims["iat"], a.claims["nbf"], a.claims["exp"], want)
		}
		if a.header["alg"] != alg || a.header["typ"] != "JWT" || len(a.header) != 2 {
			t.Errorf("assertion %d has the header %v", i, a.header)
		}
		if a.claims["iss"] != documentedClient || a.claims["sub"] != documentedClient || fmt.Sprint(a.claims["aud"]) != "["+wiretapIssuer+"]" {
			t.Errorf("assertion %d has the claims %v", i, a.claims)
		}
		jti, _ := a.claims["jti"].(string)
		if len(jti) < 22 || jtis[jti] {
			t.Errorf("assertion %d has the jti %q", i, jti)
		}
		jtis[jti] = true
	}
	return all
}

func (a assertion) number(name string) float64 { n, _ := a.claims[name].(float64); return n }

// TestClientSecretJWT: the broker documents the UTF-8 bytes of the secret as the key, though the
// secret looks like Base64.
func TestClientSecretJWT(t *testing.T) {
	t.Parallel()
	for _, secret := range []ciba.Secret{documentedSecret, nasty} {
		// The assertion is dated in the provider's time.
		for _, ahead := range []time.Duration{0, 4 * time.Minute, -4 * time.Minute} {
			synctest.Test(t, func(t *testing.T) {
				tap, config, _ := tapped(t, ciba.ClientSecretJWT, secret, documentedForm(), ahead)
				for i, a := range checkAssertions(t, tap, "HS256") {
					mac := hmac.New(sha256.New, []byte(secret.Reveal()))
					mac.Write(a.signed)
					if !hmac.Equal(mac.Sum(nil), a.signature) {
						t.Errorf("assertion %d has a wrong signature", i)
					}
				}
				checkPreview(t, tap, config)
			})
		}
	}
}

func TestPrivateKeyJWT(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(ecKey)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := x509.MarshalPKCS1PrivateKey(rsaKey)
	pemOf := func(kind string, der []byte) ciba.Secret {
		return ciba.Secret(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	derOf := func(text ciba.Secret) []byte { block, _ := pem.Decode([]byte(text.Reveal())); return block.Bytes }
	rsa8, ec8 := pkcs8(t, rsaKey), pkcs8(t, ecKey)
	tests := []struct {
		name   string
		secret ciba.Secret
		alg    string
	}{
		{name: "EC PKCS 8 PEM", secret: ec8, alg: "ES256"},
		{name: "EC SEC 1 PEM", secret: pemOf("EC PRIVATE KEY", sec1), alg: "ES256"},
		{name: "EC PKCS 8 DER", secret: ciba.Secret(base64.StdEncoding.EncodeToString(derOf(ec8))), alg: "ES256"},
		{name: "EC SEC 1 DER", secret: ciba.Secret(base64.StdEncoding.EncodeToString(sec1)), alg: "ES256"},
		{name: "RSA PKCS 8 PEM", secret: rsa8, alg: "RS256"},
		{name: "RSA PKCS 1 PEM", secret: pemOf("RSA PRIVATE KEY", pkcs1), alg: "RS256"},
		{name: "RSA PKCS 8 DER", secret: ciba.Secret(base64.StdEncoding.EncodeToString(derOf(rsa8))), alg: "RS256"},
		{name: "RSA PKCS 1 DER", secret: ciba.Secret(base64.StdEncoding.EncodeToString(pkcs1)), alg: "RS256"},
		{name: "PEM with blank lines around", secret: "\n\n  " + ec8 + "\n ", alg: "ES256"},
		{name: "Base64 with line breaks", secret: ciba.Secret(lines(base64.StdEncoding.EncodeToString(pkcs1))), alg: "RS256"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tap, config, _ := tapped(t, ciba.PrivateKeyJWT, test.secret, documentedForm(), time.Minute)
				for i, a := range checkAssertions(t, tap, test.alg) {
					sum := sha256.Sum256(a.signed)
					good := false
					if test.alg == "RS256" {
						good = rsa.VerifyPKCS1v15(&rsaKey.PublicKey, crypto.SHA256, sum[:], a.signature) == nil
					} else if len(a.signature) == 64 { // r and s, 32 bytes each (RFC 7518 §3.4)
						good = ecdsa.Verify(&ecKey.PublicKey, sum[:], new(big.Int).SetBytes(a.signature[:32]), new(big.Int).SetBytes(a.signature[32:]))
					}
					if !good {
						t.Errorf("assertion %d has a wrong signature", i)
					}
				}
				checkPreview(t, tap, config)
			})
		})
	}
}

// lines breaks a text into lines, as Base64 in files is.
func lines(text string) string {
	var b strings.Builder
	for line := range slices.Chunk([]byte(text), 64) {
		b.Write(line)
		b.WriteString("\r\n")
	}
	return b.String()
}

// TestPrivateKeyRefused: a key that can't be used is rejected before anything but discovery is
// sent, by an error that reveals nothing of it.
func TestPrivateKeyRefused(t *testing.T) {
	t.Parallel()
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(good.Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]ciba.Secret{
		"RSA of 1024 bits": pkcs8(t, weak),
		"EC on P-384":      pkcs8(t, p384),
		"a public key":     ciba.Secret(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})),
		"half a key":       pkcs8(t, good)[:120],
		"no DER":           ciba.Secret(base64.StdEncoding.EncodeToString([]byte("hunter2-hunter2-hunter2"))),
		"no Base64":        "hunter2-hunter2-hunter2",
		"a client secret":  documentedSecret,
		"blanks":           " \n\t ",
		"an empty PEM":     "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
		"binary":           ciba.Secret(bytes.Repeat([]byte{0x30, 0x82, 0xff}, 100)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ciba.ParsePrivateKey(secret)
			checkCredentialError(t, err, secret)
			synctest.Test(t, func(t *testing.T) {
				tap, _, result := tapped(t, ciba.PrivateKeyJWT, secret, documentedForm(), 0)
				checkNothingSent(t, tap, result, secret)
			})
		})
	}
}

func TestNoSecret(t *testing.T) {
	t.Parallel()
	for _, method := range []ciba.AuthMethod{ciba.ClientSecretPost, ciba.ClientSecretBasic, ciba.ClientSecretJWT, ciba.PrivateKeyJWT} {
		t.Run(string(method), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tap, _, result := tapped(t, method, "", documentedForm(), 0)
				checkNothingSent(t, tap, result, "")
			})
		})
	}
}

func checkNothingSent(t *testing.T, tap *wiretap, result ciba.Result, secret ciba.Secret) {
	t.Helper()
	if result.Outcome != ciba.Failed || result.Reason != ciba.ReasonCredential && result.Reason != ciba.ReasonPrivateKey {
		t.Errorf("outcome %s, reason %q", result.Outcome, result.Reason)
	}
	checkCredentialError(t, result.Err, secret)
	if len(tap.requests) != 1 || !strings.HasPrefix(tap.requests[0].line, "GET ") {
		t.Errorf("sent was %+v", tap.requests)
	}
}

func checkCredentialError(t *testing.T, err error, secret ciba.Secret) {
	t.Helper()
	var config *ciba.ConfigError
	if !errors.As(err, &config) || config.Reason != ciba.ReasonCredential && config.Reason != ciba.ReasonPrivateKey {
		t.Fatalf("the error is %#v, want a ConfigError about the credential", err)
	}
	// Any eight consecutive bytes of the secret would be a leak.
	for piece := range slices.Chunk([]byte(secret.Reveal()), 8) {
		for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", config)} {
			if len(piece) == 8 && strings.Contains(text, string(piece)) {
				t.Errorf("%q contains part of the secret", text)
			}
		}
	}
}

// TestSecretPrintsAsDots: every way of printing a secret prints dots.
func TestSecretPrintsAsDots(t *testing.T) {
	t.Parallel()
	secret := ciba.Secret(nasty)
	asJSON, err := json.Marshal(map[string]any{"secret": secret})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(asJSON), secret.String(), secret.GoString(), secret.LogValue().String(), fmt.Sprint(ciba.Options{Secret: secret})}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s"} {
		texts = append(texts, fmt.Sprintf(verb, secret), fmt.Sprintf(verb, &secret), fmt.Sprintf(verb, []ciba.Secret{secret}), fmt.Sprintf(verb, struct{ S ciba.Secret }{secret}))
	}
	for _, text := range texts {
		if strings.Contains(text, "a/b") || strings.Contains(strings.ToLower(text), "612f62") || !strings.Contains(text, "•••") && !strings.HasPrefix(text, "0x") {
			t.Errorf("it prints as %q", text)
		}
	}
	if secret.Reveal() != nasty {
		t.Error("Reveal gives another secret")
	}
}
