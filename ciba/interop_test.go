package ciba_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"hash"
	"io"
	"log"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/luikyv/go-oidc/pkg/goidc"
	"github.com/luikyv/go-oidc/pkg/provider"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/ciba/simulator"
)

// The tests of this file run our client against two providers that share no code with it:
// github.com/luikyv/go-oidc, a third party's, and the simulator, which imports nothing of this
// project.
//
// What can't be tried with go-oidc v0.23.0:
//   - MitID's claims: the person is looked for in sub instead, and checks such as reference_text
//     don't take part.
//   - at_hash of a JWT access token: its CIBA grant never states one. With opaque tokens a hook of
//     the test states it.
//   - auth_time: stated by a hook of the test.
//   - slow_down and throttling: it answers pending however fast one polls.
//   - An acknowledgement without interval: it always writes one, so a handler before it takes the
//     member out.
//   - client_secret_basic with characters that need form encoding: it doesn't undo the encoding of
//     RFC 6749 §2.3.1, so such a secret is always wrong.
//   - Cancel: it has no such endpoint.
//   - kty without alg in its JWKS: it finds its own keys by alg.

// serveInMemory serves a handler until the test ends, and returns a transport that reaches it under
// any name.
func serveInMemory(t *testing.T, handler http.Handler) *http.Transport {
	t.Helper()
	network := simulator.NewNetwork()
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(network)
	}()
	transport := ciba.NewTransport(ciba.Network{})
	transport.DialContext = network.DialContext
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		<-served
	})
	return transport
}

// newTestClient returns a client, and fails the test if it can't.
func newTestClient(t *testing.T, config ciba.Config, options ciba.Options) *ciba.Client {
	t.Helper()
	client, err := ciba.NewClient(config, options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// requiredFailures returns the checks that keep a verdict from being verified.
func requiredFailures(t *testing.T, result ciba.Result) []ciba.CheckID {
	t.Helper()
	if result.Verdict == nil {
		t.Fatalf("no verdict: %s, %s, %v", result.Outcome, result.Reason, result.Err)
	}
	var failed []ciba.CheckID
	for _, check := range result.Verdict.Checks {
		if check.Required && check.Result != ciba.Pass {
			failed = append(failed, check.ID)
		}
	}
	return failed
}

func oauthCode(result ciba.Result) string {
	if result.OAuth == nil {
		return ""
	}
	return result.OAuth.Code
}

const (
	independentHost = "http://127.0.0.1:9000"
	somebody        = "mette"
	somebodyElse    = "oluf"
	// Without a character that form encoding changes: see the list above.
	independentSecret = "N7dq0vUxk3wXyYp2Rr9aT5cJ8hLmZbGs4eKf6iQo"
)

// What the person does before the second poll is answered.
type deed string

const (
	approves deed = "approve"
	denies   deed = "deny"
	waits    deed = "wait"
)

// independentKeys are made once for all providers of a test.
type independentKeys struct {
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey
}

func newIndependentKeys(t *testing.T) independentKeys {
	t.Helper()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return independentKeys{rsaKey, ecKey}
}

// jwks contains one key for each algorithm, because the provider finds its keys by alg.
func (k independentKeys) jwks() goidc.JSONWebKeySet {
	return goidc.JSONWebKeySet{Keys: []goidc.JSONWebKey{
		{KeyID: "rs", Algorithm: "RS256", Use: "sig", Key: k.rsa},
		{KeyID: "ps", Algorithm: "PS256", Use: "sig", Key: k.rsa},
		{KeyID: "es", Algorithm: "ES256", Use: "sig", Key: k.ec},
	}}
}

func (k independentKeys) thumbprint(t *testing.T, key any) string {
	t.Helper()
	print, err := (&goidc.JSONWebKey{Key: key}).Thumbprint(crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(print)
}

func pkcs8(t *testing.T, key any) ciba.Secret {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return ciba.Secret(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// independent is a third party's provider, and what its test observes.
type independent struct {
	op    *provider.Provider
	id    string // the last auth_req_id
	polls []time.Time
	start time.Time
	jtis  map[string]bool
}

// independentCase is one setup of the provider.
type independentCase struct {
	name    string
	path    string // of the issuer
	options func(independentKeys) []provider.Option
	client  func(*goidc.Client, independentKeys)
	config  func(*ciba.Config, *testing.T, independentKeys)
	secret  func(*testing.T, independentKeys) ciba.Secret
	hint    string // some person, if empty
	does    deed
	rewrite func(http.Handler) http.Handler

	outcome ciba.Outcome
	reason  ciba.Reason
	oauth   string
	failed  []ciba.CheckID
	polls   int
	first   time.Duration // from start to first poll; 0: not checked
}

func TestIndependentProvider(t *testing.T) {
	t.Parallel()
	keys := newIndependentKeys(t)
	algorithm := func(alg goidc.SignatureAlgorithm) func(independentKeys) []provider.Option {
		return func(independentKeys) []provider.Option {
			return []provider.Option{provider.WithIDTokenSignatureAlgs(alg)}
		}
	}
	allow := func(algs ...string) func(*ciba.Config, *testing.T, independentKeys) {
		return func(c *ciba.Config, _ *testing.T, _ independentKeys) { c.IDTokenAlgs = algs }
	}
	authenticated := func(method ciba.AuthMethod) func(*ciba.Config, *testing.T, independentKeys) {
		return func(c *ciba.Config, _ *testing.T, _ independentKeys) { c.Auth = method }
	}
	registered := func(method goidc.AuthnMethod) func(*goidc.Client, independentKeys) {
		return func(c *goidc.Client, _ independentKeys) { c.TokenAuthnMethod = method }
	}
	withPublicKey := func(alg string, key func(independentKeys) any) func(*goidc.Client, independentKeys) {
		return func(c *goidc.Client, k independentKeys) {
			c.TokenAuthnMethod = goidc.AuthnMethodPrivateKeyJWT
			c.JWKS = &goidc.JSONWebKeySet{Keys: []goidc.JSONWebKey{{KeyID: "ours", Algorithm: alg, Use: "sig", Key: key(k)}}}
		}
	}
	cases := []independentCase{
		{name: "approve", does: approves, outcome: ciba.Verified, polls: 2, first: 2300 * time.Millisecond},
		{
			name: "approve PS256", options: algorithm(goidc.PS256),
			config: allow("RS256", "PS256"), does: approves, outcome: ciba.Verified, polls: 2,
		},
		{name: "approve ES256", options: algorithm(goidc.ES256), config: allow("ES256"), does: approves, outcome: ciba.Verified, polls: 2},
		{name: "issuer with a path", path: "/tenants/7/op", does: approves, outcome: ciba.Verified, polls: 2},
		{
			name: "pinned", does: approves, outcome: ciba.Verified, polls: 2,
			config: func(c *ciba.Config, t *testing.T, k independentKeys) {
				c.PinnedKeys = []string{k.thumbprint(t, k.ec.Public()), k.thumbprint(t, k.rsa.Public())}
			},
		},
		{
			name: "another key pinned", does: approves, outcome: ciba.NotVerified,
			failed: []ciba.CheckID{ciba.CheckKeyPin}, polls: 2,
			config: func(c *ciba.Config, t *testing.T, k independentKeys) {
				c.PinnedKeys = []string{k.thumbprint(t, k.ec.Public())}
			},
		},
		{
			name: "at_hash of an opaque token", does: approves, outcome: ciba.Verified, polls: 2,
			options: func(independentKeys) []provider.Option { return opaqueWithHash(sha256.New) },
			config:  func(c *ciba.Config, _ *testing.T, _ independentKeys) { c.RequireAtHash = true },
		},
		{
			name: "at_hash by another hash", does: approves, outcome: ciba.NotVerified,
			failed: []ciba.CheckID{ciba.CheckAccessTokenHash}, polls: 2,
			options: func(independentKeys) []provider.Option { return opaqueWithHash(sha512.New) },
		},
		{
			name: "at_hash required and never stated", does: approves, outcome: ciba.NotVerified,
			failed: []ciba.CheckID{ciba.CheckAccessTokenHash}, polls: 2,
			config: func(c *ciba.Config, _ *testing.T, _ independentKeys) { c.RequireAtHash = true },
		},
		{
			name: "algorithm not allowed", options: algorithm(goidc.PS256), does: approves,
			outcome: ciba.NotVerified, polls: 2, failed: []ciba.CheckID{ciba.CheckSignature, ciba.CheckAlgorithm},
		},
		{
			name: "unsigned", does: approves, outcome: ciba.NotVerified, polls: 2,
			// all but the clock
			options: algorithm(goidc.None), failed: ciba.CheckOrder()[:len(ciba.CheckOrder())-1],
		},
		{
			name: "another person", hint: somebodyElse, does: approves,
			outcome: ciba.NotVerified, failed: []ciba.CheckID{ciba.CheckPerson}, polls: 2,
		},

		{name: "deny", does: denies, outcome: ciba.Refused, oauth: "access_denied", polls: 2},
		// 10 s: polls after 2.3, 4.6, 6.9, 9.2 and the last one past the end.
		{
			name: "expiry", does: waits, outcome: ciba.Expired, oauth: "expired_token", polls: 5,
			options: func(independentKeys) []provider.Option { return []provider.Option{provider.WithCIBALifetime(10)} },
		},
		{name: "unknown user", hint: "nobody", outcome: ciba.Failed, reason: ciba.ReasonOAuth, oauth: "unknown_user_id"},

		{
			name: "interval left out", does: approves, outcome: ciba.Verified,
			polls: 2, first: 5300 * time.Millisecond, rewrite: withoutInterval,
		},
		{
			name: "interval of minus one", does: approves, outcome: ciba.Verified, polls: 2, first: 5300 * time.Millisecond,
			options: func(independentKeys) []provider.Option {
				return []provider.Option{provider.WithCIBAPollingInterval(-1)}
			},
		},

		{
			name: "client_secret_basic", does: approves, outcome: ciba.Verified, polls: 2,
			client: registered(goidc.AuthnMethodSecretBasic), config: authenticated(ciba.ClientSecretBasic),
		},
		{
			name: "client_secret_jwt", does: approves, outcome: ciba.Verified, polls: 2,
			client: registered(goidc.AuthnMethodSecretJWT), config: authenticated(ciba.ClientSecretJWT),
		},
		{
			name: "private_key_jwt ES256", does: approves, outcome: ciba.Verified,
			polls: 2, config: authenticated(ciba.PrivateKeyJWT),
			client: withPublicKey("ES256", func(k independentKeys) any { return k.ec.Public() }),
			secret: func(t *testing.T, k independentKeys) ciba.Secret { return pkcs8(t, k.ec) },
		},
		{
			name: "private_key_jwt RS256", does: approves, outcome: ciba.Verified,
			polls: 2, config: authenticated(ciba.PrivateKeyJWT),
			client: withPublicKey("RS256", func(k independentKeys) any { return k.rsa.Public() }),
			secret: func(t *testing.T, k independentKeys) ciba.Secret { return pkcs8(t, k.rsa) },
		},

		{
			name: "wrong secret", outcome: ciba.Failed, reason: ciba.ReasonOAuth, oauth: "invalid_client",
			secret: func(*testing.T, independentKeys) ciba.Secret { return "another" },
		},
		{
			name: "wrong private key", outcome: ciba.Failed, reason: ciba.ReasonOAuth,
			oauth: "invalid_client", config: authenticated(ciba.PrivateKeyJWT),
			client: withPublicKey("RS256", func(k independentKeys) any { return k.rsa.Public() }),
			secret: func(t *testing.T, k independentKeys) ciba.Secret { return pkcs8(t, k.ec) },
		},
		{
			name: "unknown client", outcome: ciba.Failed, reason: ciba.ReasonOAuth, oauth: "invalid_client",
			config: func(c *ciba.Config, _ *testing.T, _ independentKeys) { c.ClientID = "stranger" },
		},
		{
			name: "wrong way to authenticate", outcome: ciba.Failed, reason: ciba.ReasonOAuth,
			oauth: "invalid_client", config: authenticated(ciba.ClientSecretBasic),
		},
		{
			name: "client without the grant", outcome: ciba.Failed, reason: ciba.ReasonOAuth, oauth: "unauthorized_client",
			client: func(c *goidc.Client, _ independentKeys) {
				c.GrantTypes = []goidc.GrantType{goidc.GrantClientCredentials}
			},
		},
		{
			name: "no poll mode", outcome: ciba.Failed, reason: ciba.ReasonNoPoll,
			options: func(independentKeys) []provider.Option {
				return []provider.Option{provider.WithCIBAGrant(nil, goidc.CIBADeliveryModePush)}
			},
		},
		{
			name: "another issuer", outcome: ciba.Failed, reason: ciba.ReasonOtherIssuer,
			config: func(c *ciba.Config, _ *testing.T, _ independentKeys) { c.Issuer = "http://localhost:9000" },
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { c.run(t, keys) })
		})
	}
}

func (c independentCase) run(t *testing.T, keys independentKeys) {
	provider, transport := c.serve(t, keys)
	config := ciba.Config{
		Issuer: independentHost + c.path, ClientID: "ringback", Auth: ciba.ClientSecretPost, Scope: "openid", IDTokenAlgs: []string{"RS256"},
	}
	if c.config != nil {
		c.config(&config, t, keys)
	}
	secret := ciba.Secret(independentSecret)
	if c.secret != nil {
		secret = c.secret(t, keys)
	}
	hint := somebody
	if c.hint != "" {
		hint = c.hint
	}
	result := newTestClient(t, config, ciba.Options{Secret: secret, Transport: transport}).NewVerification(ciba.Params{
		Form:    ciba.Form{{Name: "scope", Value: "openid"}, {Name: "login_hint", Value: hint}},
		Further: subjectMustBe(somebody),
	}).Run(t.Context())

	if result.Outcome != c.outcome || result.Reason != c.reason || oauthCode(result) != c.oauth {
		t.Errorf("outcome %s, reason %q, error %q (%v), want %s, %q, %q",
			result.Outcome, result.Reason, oauthCode(result), result.Err, c.outcome, c.reason, c.oauth)
	}
	if result.Outcome == ciba.Verified || result.Outcome == ciba.NotVerified {
		if failed := requiredFailures(t, result); !slices.Equal(failed, c.failed) {
			t.Errorf("failed %v, want %v", failed, c.failed)
		}
	}
	if len(provider.polls) != c.polls {
		t.Errorf("%d polls, want %d", len(provider.polls), c.polls)
	}
	if c.first > 0 && len(provider.polls) > 0 && provider.polls[0].Sub(provider.start) != c.first {
		t.Errorf("first poll after %v, want %v", provider.polls[0].Sub(provider.start), c.first)
	}
}

// serve sets the provider up.
func (c independentCase) serve(t *testing.T, keys independentKeys) (*independent, *http.Transport) {
	i := &independent{jtis: make(map[string]bool)}
	registration := &goidc.Client{ID: "ringback", Secret: independentSecret, ClientMeta: goidc.ClientMeta{
		GrantTypes: []goidc.GrantType{goidc.GrantCIBA}, TokenAuthnMethod: goidc.AuthnMethodSecretPost,
		CIBATokenDeliveryMode: goidc.CIBADeliveryModePoll, ScopeIDs: "openid",
	}}
	if c.client != nil {
		c.client(registration, keys)
	}
	options := []provider.Option{
		provider.WithCIBAGrant(nil, goidc.CIBADeliveryModePoll),
		provider.WithCIBAPollingInterval(2),
		provider.WithCIBASessionHandler(i.ask),
		provider.WithSecretPostAuthn(), provider.WithSecretBasicAuthn(),
		provider.WithSecretJWTAuthn(goidc.HS256),
		provider.WithPrivateKeyJWTAuthn(goidc.ES256, goidc.RS256),
		provider.WithIDTokenSignatureAlgs(goidc.RS256),
		provider.WithTokenOptions(func(context.Context, *goidc.Grant, *goidc.Client) goidc.TokenOptions {
			return goidc.NewJWTTokenOptions(goidc.RS256, 600)
		}),
		provider.WithIDTokenClaims(func(_ context.Context, g *goidc.Grant) map[string]any {
			return map[string]any{goidc.ClaimAuthTime: g.CreatedAt}
		}),
		provider.WithJTIConsumer(i.consume),
		provider.WithErrorHandler(func(context.Context, error) {}),
		provider.WithStaticClients(registration),
	}
	if c.options != nil {
		options = append(options, c.options(keys)...)
	}
	op, err := provider.New(independentHost+c.path, nil, func(context.Context) (goidc.JSONWebKeySet, error) { return keys.jwks(), nil }, options...)
	if err != nil {
		t.Fatal(err)
	}
	i.op = op
	handler := http.StripPrefix(c.path, i.decide(c.does, op.Handler()))
	if c.rewrite != nil {
		handler = c.rewrite(handler)
	}
	return i, serveInMemory(t, handler)
}

// ask finds the person, at the provider.
func (i *independent) ask(_ context.Context, session *goidc.AuthnSession, _ *goidc.Client) error {
	i.start, i.id = time.Now(), session.AuthReqID
	if session.LoginHint != somebody && session.LoginHint != somebodyElse {
		return goidc.NewError("unknown_user_id", "").WithStatusCode(http.StatusBadRequest)
	}
	session.Subject, session.GrantedScopes = session.LoginHint, session.Scopes
	return nil
}

// consume accepts each jti once.
func (i *independent) consume(_ context.Context, jti string) error {
	if i.jtis[jti] {
		return errors.New("this assertion was used before")
	}
	i.jtis[jti] = true
	return nil
}

// decide makes the person act just before the second poll.
func (i *independent) decide(does deed, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/token") {
			i.polls = append(i.polls, time.Now())
			var err error
			switch {
			case len(i.polls) != 2:
			case does == approves:
				err = i.op.GrantCIBARequest(r.Context(), i.id)
			case does == denies:
				err = i.op.DenyCIBARequest(r.Context(), i.id, goidc.NewError(goidc.ErrorCodeAccessDenied, ""))
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// opaqueWithHash makes the provider issue opaque access tokens and state their at_hash in the ID
// token.
func opaqueWithHash(newHash func() hash.Hash) []provider.Option {
	var atHash string
	return []provider.Option{
		provider.WithOpaqueTokens(nil),
		provider.WithTokenOptions(func(context.Context, *goidc.Grant, *goidc.Client) goidc.TokenOptions {
			return goidc.NewOpaqueTokenOptions(600)
		}),
		provider.WithTokenHandler(func(_ context.Context, token *goidc.Token, _ *goidc.Grant) error {
			h := newHash()
			_, _ = io.WriteString(h, token.ID)
			sum := h.Sum(nil)
			atHash = base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
			return nil
		}),
		provider.WithIDTokenClaims(func(_ context.Context, g *goidc.Grant) map[string]any {
			return map[string]any{goidc.ClaimAuthTime: g.CreatedAt, goidc.ClaimAccessTokenHash: atHash}
		}),
	}
}

// withoutInterval removes interval from acknowledgements.
func withoutInterval(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || strings.HasSuffix(r.URL.Path, "/token") {
			next.ServeHTTP(w, r)
			return
		}
		kept := keptAnswer{header: make(http.Header)}
		next.ServeHTTP(&kept, r)
		var members map[string]any
		if err := json.Unmarshal(kept.body.Bytes(), &members); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		delete(members, "interval")
		w.WriteHeader(kept.status)
		_ = json.NewEncoder(w).Encode(members)
	})
}

// keptAnswer keeps an answer instead of sending it.
type keptAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *keptAnswer) Header() http.Header         { return k.header }
func (k *keptAnswer) WriteHeader(status int)      { k.status = status }
func (k *keptAnswer) Write(b []byte) (int, error) { return k.body.Write(b) }

// subjectMustBe compares the person with sub, as a profile of a provider without MitID's claims
// would.
func subjectMustBe(person string) func(ciba.Claims) []ciba.Check {
	return func(claims ciba.Claims) []ciba.Check {
		check := ciba.Check{
			ID: ciba.CheckPerson, Required: true, Result: ciba.Fail, Expected: ciba.Literal(person), Actual: ciba.Word(ciba.WordSomeoneElse),
		}
		if sub, err := claims.String("sub"); err == nil && sub == person {
			check.Result, check.Actual = ciba.Pass, ciba.Word(ciba.WordSame)
		}
		return []ciba.Check{check}
	}
}

// TestIndependentProviderCancel: a provider without a cancel endpoint can't be asked to drop a
// request: we stop, and report that the prompt may still be live.
func TestIndependentProviderCancel(t *testing.T) {
	t.Parallel()
	keys := newIndependentKeys(t)
	synctest.Test(t, func(t *testing.T) {
		provider, transport := independentCase{does: approves}.serve(t, keys)
		client := newTestClient(t, ciba.Config{
			Issuer: independentHost, ClientID: "ringback", Auth: ciba.ClientSecretPost, Scope: "openid", IDTokenAlgs: []string{"RS256"},
		}, ciba.Options{Secret: independentSecret, Transport: transport})
		verification := client.NewVerification(ciba.Params{
			Form: ciba.Form{{Name: "scope", Value: "openid"}, {Name: "login_hint", Value: somebody}}, Further: subjectMustBe(somebody),
		})
		time.AfterFunc(3*time.Second, func() { verification.Cancel() })
		result := verification.Run(t.Context())
		if result.Outcome != ciba.Cancelled || result.Cancel != ciba.CancelUncertain || result.Verdict != nil {
			t.Errorf("%s, cancel %q, verdict %v", result.Outcome, result.Cancel, result.Verdict)
		}
		<-time.After(time.Minute) // no poll may come in this time
		if len(provider.polls) != 1 {
			t.Errorf("%d polls, want 1", len(provider.polls))
		}
	})
}

const (
	simulated     = "http://127.0.0.1:8080"
	simulatedText = "Kode 4821, Nordby Kommune"
)

// simulatedRequest is what the operator asks in the tests with the simulator.
func simulatedRequest() mitid.Request {
	return mitid.Request{UUID: simulator.DocumentedPerson, Text: simulatedText, IP: "192.0.2.7", Nonce: "n-0S6_WzA2Mj"}
}

func simulatedConfig(base string) ciba.Config {
	return ciba.Config{
		Issuer: base + "/op", ClientID: simulator.PublishedClientID, Auth: ciba.ClientSecretPost, Scope: "openid mitid",
		Endpoints:   ciba.Endpoints{Cancel: base + "/op/api/v1/ciba/{auth_req_id}"},
		IDTokenAlgs: []string{"RS256"}, RequireAtHash: true,
	}
}

// simulatedParams returns the parameters of simulatedRequest.
func simulatedParams(t *testing.T, observe func(ciba.Event)) ciba.Params {
	t.Helper()
	request := simulatedRequest()
	form, err := request.Form("openid mitid", mitid.HintJSON)
	if err != nil {
		t.Fatal(err)
	}
	return ciba.Params{Form: form, Further: mitid.Checks(request, mitid.Options{Nonce: mitid.NonceRequire}), Meaning: mitid.Meaning, Observe: observe}
}

// simulatedByCPR is simulatedParams for a person by their CPR number.
func simulatedByCPR(t *testing.T, person simulator.Person, observe func(ciba.Event)) ciba.Params {
	t.Helper()
	number, err := mitid.ParseCPR(person.CPR, true, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	request := simulatedRequest()
	request.UUID, request.CPR = "", number
	form, err := request.Form("openid mitid", mitid.HintBase64)
	if err != nil {
		t.Fatal(err)
	}
	return ciba.Params{
		Form: form, Mask: number.Masks(), Further: mitid.Checks(request, mitid.Options{Nonce: mitid.NonceRequire}),
		Person: mitid.Match{}.Person(request), Meaning: mitid.Meaning, Observe: observe,
	}
}

func newSimulatorKeys(t *testing.T) *simulator.Keys {
	t.Helper()
	keys, err := simulatorKeys()
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// simulatorKeys makes the keys once: nothing changes them, and making them takes long.
var simulatorKeys = sync.OnceValues(func() (*simulator.Keys, error) {
	return simulator.GenerateKeys(context.Background())
})

// startSimulator serves a simulator in a bubble.
func startSimulator(t *testing.T, keys *simulator.Keys, scenario simulator.Scenario) (*simulator.Simulator, *http.Transport) {
	t.Helper()
	s, err := simulator.New(simulator.Options{BaseURL: simulated, Scenario: scenario, Keys: keys, ExpiresIn: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, serveInMemory(t, s.Handler())
}

func TestSimulatorScenarios(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	tests := []struct {
		scenario simulator.Scenario
		outcome  ciba.Outcome
		reason   ciba.Reason
		oauth    string
		failed   []ciba.CheckID
		took     time.Duration // in seconds, rounded down
		interval time.Duration
		lost     bool
	}{
		{scenario: simulator.Approve, outcome: ciba.Verified, took: 5 * time.Second, interval: 5 * time.Second},
		{scenario: simulator.Refuse, outcome: ciba.Refused, oauth: "access_denied", took: 5 * time.Second, interval: 5 * time.Second},
		// 11 polls, 5.3 s apart, and the last one past the minute.
		{scenario: simulator.Ignore, outcome: ciba.Expired, oauth: "expired_token", took: 63 * time.Second, interval: 5 * time.Second},
		{
			scenario: simulator.OtherPerson, outcome: ciba.NotVerified,
			failed: []ciba.CheckID{ciba.CheckPerson}, took: 5 * time.Second, interval: 5 * time.Second,
		},
		{
			scenario: simulator.OtherText, outcome: ciba.NotVerified,
			failed: []ciba.CheckID{ciba.CheckApprovedText}, took: 5 * time.Second, interval: 5 * time.Second,
		},
		{
			scenario: simulator.ForgedSignature, outcome: ciba.NotVerified,
			failed: []ciba.CheckID{ciba.CheckSignature}, took: 5 * time.Second, interval: 5 * time.Second,
		},
		// 5.3 s, then 10.3 s and 15.3 s after it.
		{scenario: simulator.SlowDown, outcome: ciba.Verified, took: 30 * time.Second, interval: 15 * time.Second},
		{scenario: simulator.Outage, outcome: ciba.Verified, interval: 5 * time.Second, lost: true},
		{
			scenario: simulator.MitIDError, outcome: ciba.Failed, reason: ciba.ReasonOAuth,
			oauth: "mitid_flex_app.mitid_error_123", took: 5 * time.Second, interval: 5 * time.Second,
		},
	}
	covered := []simulator.Scenario{simulator.Decide}
	for _, test := range tests {
		covered = append(covered, test.scenario)
		t.Run(string(test.scenario), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, transport := startSimulator(t, keys, test.scenario)
				client := newTestClient(t, simulatedConfig(simulated), ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport})
				var events []ciba.Event
				began := time.Now()
				result := client.NewVerification(simulatedParams(t, func(e ciba.Event) { events = append(events, e) })).Run(t.Context())

				if result.Outcome != test.outcome || result.Reason != test.reason || oauthCode(result) != test.oauth {
					t.Fatalf("outcome %s, reason %q, error %q (%v), want %s, %q, %q",
						result.Outcome, result.Reason, oauthCode(result), result.Err, test.outcome, test.reason, test.oauth)
				}
				if result.Verdict != nil {
					if failed := requiredFailures(t, result); !slices.Equal(failed, test.failed) {
						t.Errorf("failed %v, want %v", failed, test.failed)
					}
				}
				if took := time.Since(began).Truncate(time.Second); test.took > 0 && took != test.took {
					t.Errorf("it took %v, want %v", took, test.took)
				}
				if last := events[len(events)-1]; last.Interval != test.interval || last.Slowed != (test.scenario == simulator.SlowDown) {
					t.Errorf("interval %v, slowed %v", last.Interval, last.Slowed)
				}
				if lost := slices.ContainsFunc(events, func(e ciba.Event) bool { return e.Kind == ciba.EventLost && e.Lost > 0 }); lost != test.lost {
					t.Errorf("answers lost: %v, want %v", lost, test.lost)
				}
			})
		})
	}
	for _, scenario := range simulator.Scenarios() {
		if !slices.Contains(covered, scenario) {
			t.Errorf("the scenario %s isn't tried here", scenario)
		}
	}
}

// TestSimulatorOtherPersonStaysUnnamed: if another person approves, the result doesn't name them.
func TestSimulatorOtherPersonStaysUnnamed(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	synctest.Test(t, func(t *testing.T) {
		s, transport := startSimulator(t, keys, simulator.OtherPerson)
		client := newTestClient(t, simulatedConfig(simulated), ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport})
		result := client.NewVerification(simulatedParams(t, nil)).Run(t.Context())
		if got := result.Verdict.Check(ciba.CheckPerson).Actual; got != ciba.Word(ciba.WordSomeoneElse) {
			t.Errorf("the person check shows %+v", got)
		}
		for _, check := range result.Verdict.Checks {
			for _, person := range s.People()[1:] {
				if strings.Contains(check.Actual.Text, person.UUID) || strings.Contains(check.Actual.Text, person.Name) {
					t.Errorf("%s names another person", check.ID)
				}
			}
		}
	})
}

// TestSimulatorDecide: a person decides by hand, and an operator cancels.
func TestSimulatorDecide(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	tests := []struct {
		name    string
		act     func(s *simulator.Simulator, v *ciba.Verification, prompt string) error
		outcome ciba.Outcome
		cancel  ciba.CancelAnswer
		state   string
	}{
		{
			name: "approve", act: func(s *simulator.Simulator, _ *ciba.Verification, p string) error { return s.Approve(p) },
			outcome: ciba.Verified, cancel: ciba.CancelNotAsked, state: simulator.StateApproved,
		},
		{
			name: "refuse", act: func(s *simulator.Simulator, _ *ciba.Verification, p string) error { return s.Refuse(p) },
			outcome: ciba.Refused, cancel: ciba.CancelNotAsked, state: simulator.StateRefused,
		},
		{
			name: "cancel", act: func(_ *simulator.Simulator, v *ciba.Verification, _ string) error {
				if !v.Cancel() {
					return errors.New("it came too late")
				}
				return nil
			},
			outcome: ciba.Cancelled, cancel: ciba.CancelDone, state: simulator.StateCancelled,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, transport := startSimulator(t, keys, simulator.Decide)
				client := newTestClient(t, simulatedConfig(simulated), ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport})
				v := client.NewVerification(simulatedParams(t, nil))
				time.AfterFunc(12*time.Second, func() {
					if prompts := s.Prompts(); len(prompts) != 1 || prompts[0].Text != simulatedText {
						t.Errorf("the phone shows %+v", prompts)
					} else if err := test.act(s, v, prompts[0].ID); err != nil {
						t.Error(err)
					}
				})
				result := v.Run(t.Context())
				if result.Outcome != test.outcome || result.Cancel != test.cancel {
					t.Errorf("%s, cancel %q, want %s, %q", result.Outcome, result.Cancel, test.outcome, test.cancel)
				}
				if prompts := s.Prompts(); len(prompts) != 1 || prompts[0].State != test.state {
					t.Errorf("the phone shows %+v, want state %s", prompts, test.state)
				}
			})
		})
	}
}

// TestSimulatorPinnedKey: the simulator has three keys without alg, one of them for encryption: the
// pin finds the one that signed.
func TestSimulatorPinnedKey(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	for _, test := range []struct {
		name   string
		key    *rsa.PrivateKey
		failed []ciba.CheckID
	}{
		{name: "the signing key", key: keys.Token},
		{name: "another signing key of the set", key: keys.TransactionToken, failed: []ciba.CheckID{ciba.CheckKeyPin}},
		{name: "a foreign key", key: keys.Forger, failed: []ciba.CheckID{ciba.CheckKeyPin}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, transport := startSimulator(t, keys, simulator.Approve)
				config := simulatedConfig(simulated)
				config.PinnedKeys = []string{independentKeys{}.thumbprint(t, test.key.Public())}
				result := newTestClient(t, config, ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport}).
					NewVerification(simulatedParams(t, nil)).Run(t.Context())
				if failed := requiredFailures(t, result); !slices.Equal(failed, test.failed) {
					t.Errorf("failed %v, want %v", failed, test.failed)
				}
			})
		})
	}
}

// TestSimulatorManyAtOnce: one client runs many verifications, one after the other and
// concurrently.
func TestSimulatorManyAtOnce(t *testing.T) {
	t.Parallel()
	keys := newSimulatorKeys(t)
	synctest.Test(t, func(t *testing.T) {
		_, transport := startSimulator(t, keys, simulator.Approve)
		client := newTestClient(t, simulatedConfig(simulated), ciba.Options{Secret: simulator.PublishedClientSecret, Transport: transport})
		outcomes := make(chan string)
		const many = 20
		for n := range many {
			go func() {
				result := client.NewVerification(simulatedParams(t, nil)).Run(t.Context())
				outcomes <- strconv.Itoa(n) + " " + string(result.Outcome)
			}()
		}
		for range many {
			if outcome := <-outcomes; !strings.HasSuffix(outcome, " "+string(ciba.Verified)) {
				t.Error(outcome)
			}
		}
	})
}
