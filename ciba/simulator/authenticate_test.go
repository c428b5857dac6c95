package simulator

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const oddSecret = "s:e+c/r%e t=æ" // each of these characters must survive the form encoding

// withoutSecret returns the documented start without credentials in the body.
func withoutSecret(more url.Values) string {
	form, err := url.ParseQuery(startWith(map[string]any{"client_id": nil, "client_secret": nil}))
	if err != nil {
		panic(err)
	}
	maps.Copy(form, more)
	return form.Encode()
}

func (b *broker) startBasic(user, password string, more url.Values) answer {
	request := httptest.NewRequest(http.MethodPost, baseURL+"/op/connect/ciba", strings.NewReader(withoutSecret(more)))
	request.Header.Set("Content-Type", formType)
	request.SetBasicAuth(user, password)
	return b.send(request)
}

func TestClientSecrets(t *testing.T) {
	odd := Client{ID: "id:odd", Secret: oddSecret, Organisation: "Odd", Scopes: []string{"openid", "mitid"}}
	escape := url.QueryEscape
	tests := []struct {
		name string
		send func(b *broker) answer
		code string // "" for accepted
	}{
		{name: "post", send: func(b *broker) answer { return b.post("/op/connect/ciba", documentedStart) }},
		{name: "post, odd letters", send: func(b *broker) answer {
			return b.post("/op/connect/ciba", startWith(map[string]any{"client_id": odd.ID, "client_secret": odd.Secret}))
		}},
		{
			name: "post, wrong secret", send: func(b *broker) answer {
				return b.post("/op/connect/ciba", startWith(map[string]any{"client_secret": PublishedClientSecret + " "}))
			},
			code: errInvalidClient,
		},
		{
			name: "post, plus not escaped", send: func(b *broker) answer {
				body := startWith(map[string]any{"client_id": odd.ID, "client_secret": odd.Secret})
				return b.post("/op/connect/ciba", strings.Replace(body, escape(oddSecret), strings.ReplaceAll(escape(oddSecret), "%2B", "+"), 1))
			},
			code: errInvalidClient,
		},
		{
			name: "post, empty secret", send: func(b *broker) answer {
				return b.post("/op/connect/ciba", startWith(map[string]any{"client_secret": ""}))
			},
			code: errInvalidClient,
		},
		{
			name: "post, unknown client", send: func(b *broker) answer {
				return b.post("/op/connect/ciba", startWith(map[string]any{"client_id": "nobody"}))
			},
			code: errInvalidClient,
		},
		{name: "nothing", send: func(b *broker) answer { return b.post("/op/connect/ciba", withoutSecret(nil)) }, code: errInvalidClient},
		{name: "basic, escaped", send: func(b *broker) answer { return b.startBasic(escape(odd.ID), escape(odd.Secret), nil) }},
		{name: "basic, not escaped", send: func(b *broker) answer { return b.startBasic("id", odd.Secret, nil) }, code: errInvalidClient},
		{name: "basic, same client_id in the body", send: func(b *broker) answer {
			return b.startBasic(escape(odd.ID), escape(odd.Secret), url.Values{"client_id": {odd.ID}})
		}},
		{
			name: "basic, another client_id in the body", send: func(b *broker) answer {
				return b.startBasic(escape(odd.ID), escape(odd.Secret), url.Values{"client_id": {PublishedClientID}})
			},
			code: errInvalidClient,
		},
		{name: "basic, wrong", send: func(b *broker) answer { return b.startBasic(escape(odd.ID), "wrong", nil) }, code: errInvalidClient},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBroker(t, Options{Clients: append(builtInClients(), odd)})
			a := test.send(b)
			if test.code != "" {
				a.wantError(t, http.StatusUnauthorized, test.code)
			} else if a.status != http.StatusOK {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestTwoMethodsOfAuthentication(t *testing.T) {
	b := newBroker(t, Options{})
	b.startBasic(PublishedClientID, url.QueryEscape(PublishedClientSecret), url.Values{"client_secret": {PublishedClientSecret}}).
		wantError(t, http.StatusBadRequest, errInvalidRequest)
}

func TestClientWithoutSecret(t *testing.T) {
	key := ecKey(t)
	b := newBroker(t, Options{Clients: []Client{{ID: "keys only", PublicKeys: []crypto.PublicKey{&key.PublicKey}, Scopes: []string{"openid"}}}})
	b.post("/op/connect/ciba", startWith(map[string]any{"client_id": "keys only", "client_secret": ""})).
		wantError(t, http.StatusUnauthorized, errInvalidClient)
	claims := assertionClaims(b, "keys only")
	b.post("/op/connect/ciba", withoutSecret(assertion(t, jwt.SigningMethodHS256, []byte{}, claims))).
		wantError(t, http.StatusUnauthorized, errInvalidClient)
}

func ecKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func assertionClaims(b *broker, client string) jwt.MapClaims {
	return jwt.MapClaims{
		"iss": client, "sub": client, "aud": b.Issuer(), "jti": rand.Text(),
		"iat": b.now.Unix(), "nbf": b.now.Unix(), "exp": b.now.Add(20 * time.Minute).Unix(),
	}
}

func assertion(t *testing.T, method jwt.SigningMethod, key any, claims jwt.MapClaims) url.Values {
	t.Helper()
	signed, err := jwt.NewWithClaims(method, claims).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {signed},
	}
}

func TestClientAssertions(t *testing.T) {
	keys, err := testKeys()
	if err != nil {
		t.Fatal(err)
	}
	ec, secret := ecKey(t), []byte(PublishedClientSecret)
	tests := []struct {
		name   string
		method jwt.SigningMethod
		key    any
		change jwt.MapClaims // nil values remove a claim
		good   bool
	}{
		{name: "secret", method: jwt.SigningMethodHS256, key: secret, good: true},
		{name: "RSA", method: jwt.SigningMethodRS256, key: keys.Forger, good: true},
		{name: "RSA-PSS", method: jwt.SigningMethodPS256, key: keys.Forger, good: true},
		{name: "EC", method: jwt.SigningMethodES256, key: ec, good: true},
		{
			name: "audience token endpoint", method: jwt.SigningMethodHS256, key: secret,
			change: jwt.MapClaims{"aud": "http://broker.test/op/connect/token"}, good: true,
		},
		{
			name: "audiences, one ours", method: jwt.SigningMethodHS256, key: secret,
			change: jwt.MapClaims{"aud": []string{"x", "http://broker.test/op/connect/ciba"}}, good: true,
		},
		{name: "another secret", method: jwt.SigningMethodHS256, key: []byte("wrong")},
		{name: "another RSA key", method: jwt.SigningMethodRS256, key: keys.Encryption},
		{name: "no signature", method: jwt.SigningMethodNone, key: jwt.UnsafeAllowNoneSignatureType},
		{name: "another audience", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"aud": "http://broker.test/op/"}},
		{name: "no audience", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"aud": nil}},
		{name: "another subject", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"sub": "other"}},
		{name: "unknown issuer", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"iss": "other", "sub": "other"}},
		{name: "no jti", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"jti": nil}},
		{name: "no exp", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"exp": nil}},
		{name: "expired", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"exp": 1700000000}},
		{name: "not yet valid", method: jwt.SigningMethodHS256, key: secret, change: jwt.MapClaims{"nbf": 1900000000}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := builtInClients()[0]
			client.PublicKeys = []crypto.PublicKey{&keys.Forger.PublicKey, &ec.PublicKey}
			b := newBroker(t, Options{Clients: []Client{client}})
			claims := assertionClaims(b, PublishedClientID)
			for name, value := range test.change {
				claims[name] = value
				if value == nil {
					delete(claims, name)
				}
			}
			a := b.post("/op/connect/ciba", withoutSecret(assertion(t, test.method, test.key, claims)))
			if !test.good {
				a.wantError(t, http.StatusUnauthorized, errInvalidClient)
			} else if a.status != http.StatusOK {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

func TestAssertionsAreAcceptedOnce(t *testing.T) {
	b := newBroker(t, Options{})
	used := assertion(t, jwt.SigningMethodHS256, []byte(PublishedClientSecret), assertionClaims(b, PublishedClientID))
	a := b.post("/op/connect/ciba", withoutSecret(used))
	if a.status != http.StatusOK {
		t.Fatal(a.body)
	}
	b.post("/op/connect/ciba", withoutSecret(used)).wantError(t, http.StatusUnauthorized, errInvalidClient)

	id := strings.Split(a.body, `"`)[3]
	poll := func(credentials url.Values) answer {
		form := url.Values{"grant_type": {grantCIBA}, "auth_req_id": {id}}
		maps.Copy(form, credentials)
		return b.post("/op/connect/token", form.Encode())
	}
	poll(used).wantError(t, http.StatusBadRequest, errInvalidClient)
	fresh := assertion(t, jwt.SigningMethodHS256, []byte(PublishedClientSecret), assertionClaims(b, PublishedClientID))
	poll(fresh).wantError(t, http.StatusBadRequest, errPending)
}

func TestExpiredAssertionAtPoll(t *testing.T) {
	b := newBroker(t, Options{})
	id := b.start()
	claims := assertionClaims(b, PublishedClientID)
	claims["exp"] = b.now.Add(-clockSkew - time.Second).Unix()
	form := assertion(t, jwt.SigningMethodHS256, []byte(PublishedClientSecret), claims)
	form.Set("grant_type", grantCIBA)
	form.Set("auth_req_id", id)
	b.post("/op/connect/token", form.Encode()).wantError(t, http.StatusBadRequest, errExpired)
}

func TestUsedAssertionsAreForgotten(t *testing.T) {
	list := replayList{until: make(map[replayKey]time.Time)}
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	key := func(i int) (k replayKey) { k[0], k[1], k[2] = byte(i), byte(i>>8), byte(i>>16); return k }
	for i := range maxAssertions {
		if err := list.spend(key(i), now.Add(time.Hour), now); err != nil {
			t.Fatal(err)
		}
	}
	if err := list.spend(key(maxAssertions), now.Add(time.Hour), now); err != errTooManyAssertions {
		t.Errorf("one too many: %v", err)
	}
	now = now.Add(time.Hour + 1)
	if err := list.spend(key(0), now.Add(time.Hour), now); err != nil || len(list.until) != 1 {
		t.Errorf("%v; %d remembered", err, len(list.until))
	}
}
