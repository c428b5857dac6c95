package simulator

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The documented exchange, as bytes on the wire. %s is replaced by the auth_req_id.
const (
	documentedStart = "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&scope=openid&client_id=62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9" +
		"&client_secret=mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ%3D%3D" +
		"&login_hint_token=%7B%22idp%22%3A%22mitid%22%2C+%22uuid%22%3A%228a9856e0-f12d-4217-b320-c8a076be9320%22%2C+" +
		"%22referenceTextBody%22%3A%22Testing+MitID+Flex+app+%F0%9F%98%89%22%2C+%22ip%22%3A%221.1.1.1%22%7D"
	documentedPoll = "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&scope=openid&client_id=62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9" +
		"&client_secret=mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ%3D%3D&auth_req_id="

	documentedHint      = `{"idp":"mitid", "uuid":"8a9856e0-f12d-4217-b320-c8a076be9320", "referenceTextBody":"Testing MitID Flex app 😉", "ip":"1.1.1.1"}`
	documentedAppSwitch = `{"idp":"mitid", "uuid":"8a9856e0-f12d-4217-b320-c8a076be9320", "referenceTextBody":"Testing MitID Flex app 😉", "ip":"1.1.1.1", ` +
		`"appSwitchReturnUrl": "https://your-app.dk/backfrommitid", "appOS": "IOS"}`
	documentedText = "Testing MitID Flex app 😉"

	// compactHintBase64 is the broker notes' Base64 of the flat hint in compact form. It contains a
	// plus.
	compactHintBase64 = "eyJpZHAiOiJtaXRpZCIsInV1aWQiOiI4YTk4NTZlMC1mMTJkLTQyMTctYjMyMC1jOGEwNzZiZTkzMjAiLCJyZWZlcmVuY2VUZXh0Qm9keSI6IlRlc3RpbmcgTWl0SUQgRmxleCBhcHAg8J+YiSIsImlwIjoiMS4xLjEuMSJ9"

	formType = "application/x-www-form-urlencoded"
	baseURL  = "http://broker.test"
)

// testKeys generates RSA keys once for all tests.
var testKeys = sync.OnceValues(func() (*Keys, error) { return GenerateKeys(context.Background()) })

// broker is a simulator whose clock the test moves.
type broker struct {
	*Simulator
	t       *testing.T
	now     time.Time
	changes int
}

func newBroker(t *testing.T, options Options) *broker {
	t.Helper()
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	b := &broker{t: t, now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	options.BaseURL = baseURL
	options.Keys = keys
	options.Now = func() time.Time { return b.now }
	options.Changed = func() { b.changes++ }
	if b.Simulator, err = New(options); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func (b *broker) pass(d time.Duration) { b.now = b.now.Add(d) }

// answer is a response over HTTP.
type answer struct {
	status  int
	header  http.Header
	body    string
	dropped bool // the connection ended without an answer
}

func (b *broker) send(request *http.Request) (a answer) {
	recorder := httptest.NewRecorder()
	defer func() {
		switch reason := recover(); reason {
		case nil:
		case http.ErrAbortHandler:
			a = answer{dropped: true}
		default:
			panic(reason)
		}
	}()
	b.Handler().ServeHTTP(recorder, request)
	return answer{status: recorder.Code, header: recorder.Header(), body: recorder.Body.String()}
}

func (b *broker) post(path, body string) answer {
	request := httptest.NewRequest(http.MethodPost, baseURL+path, strings.NewReader(body))
	request.Header.Set("Content-Type", formType)
	return b.send(request)
}

func (b *broker) get(path string) answer {
	return b.send(httptest.NewRequest(http.MethodGet, baseURL+path, nil))
}

func (b *broker) cancelOverHTTP(authReqID string) answer {
	return b.send(httptest.NewRequest(http.MethodDelete, baseURL+"/op/api/v1/ciba/"+authReqID, nil))
}

// start sends the documented start and returns the auth_req_id.
func (b *broker) start() string {
	b.t.Helper()
	a := b.post("/op/connect/ciba", documentedStart)
	var accepted struct {
		AuthReqID string `json:"auth_req_id"`
	}
	if err := json.Unmarshal([]byte(a.body), &accepted); err != nil || a.status != http.StatusOK {
		b.t.Fatalf("start: %d %s", a.status, a.body)
	}
	return accepted.AuthReqID
}

func (b *broker) poll(authReqID string) answer {
	return b.post("/op/connect/token", documentedPoll+authReqID)
}

// prompt returns the only prompt on any phone.
func (b *broker) prompt() Prompt {
	b.t.Helper()
	prompts := b.Prompts()
	if len(prompts) != 1 {
		b.t.Fatalf("%d prompts, want 1", len(prompts))
	}
	return prompts[0]
}

// wantError compares a refusal byte by byte.
func (a answer) wantError(t *testing.T, status int, code string) {
	t.Helper()
	if want := `{"error":"` + code + `"}`; a.dropped || a.status != status || a.body != want {
		t.Errorf("answer: %d %q (dropped: %t), want %d %q", a.status, a.body, a.dropped, status, want)
	}
}

// claims reads the tokens of a successful poll with an independent library, and verifies both.
func (b *broker) claims(a answer) (idToken, accessToken *jwt.Token) {
	b.t.Helper()
	tokens := b.tokenAnswer(a)
	return b.verified(tokens.IDToken), b.verified(tokens.AccessToken)
}

func (b *broker) tokenAnswer(a answer) tokenAnswer {
	b.t.Helper()
	var tokens tokenAnswer
	if err := json.Unmarshal([]byte(a.body), &tokens); err != nil || a.status != http.StatusOK {
		b.t.Fatalf("poll: %d %.200s", a.status, a.body)
	}
	return tokens
}

func (b *broker) verified(token string) *jwt.Token {
	b.t.Helper()
	parsed, err := b.parse(token)
	if err != nil {
		b.t.Fatal(err)
	}
	return parsed
}

// parse verifies a token with the key that the JWKS has for its kid.
func (b *broker) parse(token string) (*jwt.Token, error) {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(func() time.Time { return b.now }), jwt.WithIssuedAt(), jwt.WithExpirationRequired())
	return parser.Parse(token, func(token *jwt.Token) (any, error) {
		for _, key := range b.jwks() {
			if key["kid"] == token.Header["kid"] {
				return publicKey(b.t, key), nil
			}
		}
		return nil, jwt.ErrTokenUnverifiable
	})
}

func (b *broker) jwks() []map[string]any {
	b.t.Helper()
	var set struct {
		Keys []map[string]any `json:"keys"`
	}
	if err := json.Unmarshal([]byte(b.get("/op/.well-known/openid-configuration/jwks").body), &set); err != nil {
		b.t.Fatal(err)
	}
	return set.Keys
}

// publicKey reads the key from the certificate, so that n and e can be compared with it.
func publicKey(t *testing.T, jwk map[string]any) *rsa.PublicKey {
	t.Helper()
	chain := jwk["x5c"].([]any)
	der, err := base64.StdEncoding.DecodeString(chain[0].(string))
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate.PublicKey.(*rsa.PublicKey)
}

// startWith returns the documented start with some parameters changed; nil values remove one.
func startWith(changes map[string]any) string {
	form, err := url.ParseQuery(documentedStart)
	if err != nil {
		panic(err)
	}
	for name, value := range changes {
		form.Del(name)
		if value != nil {
			form.Set(name, value.(string))
		}
	}
	return form.Encode()
}
