package simulator

import (
	"bytes"
	"compress/gzip"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestCatalogue(t *testing.T) {
	all := Catalogue()
	if len(all) != len(Scenarios())+len(Faults()) {
		t.Errorf("%d scenarios", len(all))
	}
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := make(map[Scenario]bool)
	var groups []string
	for i, info := range all {
		if !name.MatchString(string(info.Name)) || seen[info.Name] {
			t.Errorf("%q is no good name, or there twice", info.Name)
		}
		seen[info.Name] = true
		if got, err := ParseScenario(string(info.Name)); got != info.Name || err != nil {
			t.Errorf("%s: %v", info.Name, err)
		}
		if i < len(Scenarios()) && (info.Name != Scenarios()[i] || info.Group != GroupBasic) {
			t.Errorf("%s of %s isn't the basic scenario number %d", info.Name, info.Group, i)
		}
		groups = append(groups, info.Group)
	}
	want := []string{GroupBasic, GroupStart, GroupPolling, GroupNetwork, GroupToken, GroupKeys, GroupPerson, GroupMatch, GroupClock}
	if got := slices.Compact(groups); !slices.Equal(got, want) {
		t.Errorf("the groups are %v, want %v, each in one piece", got, want)
	}
}

func TestFaultyStarts(t *testing.T) {
	type check func(t *testing.T, a answer)
	acknowledged := func(pattern string) check {
		return func(t *testing.T, a answer) {
			if a.status != http.StatusOK || !regexp.MustCompile(pattern).MatchString(a.body) {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
	}
	const id = `"auth_req_id":"[0-9A-F]{64}-1"`
	tests := []struct {
		scenario Scenario
		rings    bool
		check    check
	}{
		{scenario: StartLost, rings: true, check: func(t *testing.T, a answer) {
			if !a.dropped {
				t.Errorf("answered %d", a.status)
			}
		}},
		{scenario: StartHTML, check: func(t *testing.T, a answer) { wantPage(t, a, http.StatusOK) }},
		{scenario: StartRedirect, check: wantRedirect},
		{scenario: StartBusy, check: func(t *testing.T, a answer) {
			a.wantError(t, http.StatusServiceUnavailable, errUnavailable)
			if a.header.Get("Retry-After") != "30" {
				t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
			}
		}},
		{scenario: BadAcknowledgement, rings: true, check: acknowledged(`^\{"expires_in":300,"interval":5\}$`)},
		{scenario: HastyInterval, rings: true, check: acknowledged(`^\{` + id + `,"expires_in":300,"interval":-1\}$`)},
		{scenario: HugeInterval, rings: true, check: acknowledged(`^\{` + id + `,"expires_in":300,"interval":1000000000000000000\}$`)},
	}
	covered(t, GroupStart, tests, func(i int) Scenario { return tests[i].scenario })
	for _, test := range tests {
		t.Run(string(test.scenario), func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			test.check(t, b.post("/op/connect/ciba", documentedStart))
			if rings := len(b.Prompts()) == 1; rings != test.rings {
				t.Errorf("a phone rings: %t", rings)
			}
			b.post("/op/connect/ciba", startWith(map[string]any{"client_secret": "wrong"})).wantError(t, http.StatusUnauthorized, errInvalidClient)
		})
	}
}

// covered asserts that a table leaves out no scenario of a group.
func covered[T any](t *testing.T, group string, tests []T, scenario func(i int) Scenario) {
	t.Helper()
	var tried []Scenario
	for i := range tests {
		tried = append(tried, scenario(i))
	}
	for _, info := range Catalogue() {
		if info.Group == group && !slices.Contains(tried, info.Name) {
			t.Errorf("%s isn't tried", info.Name)
		}
	}
}

func wantPage(t *testing.T, a answer, status int) {
	t.Helper()
	if a.status != status || a.header.Get("Content-Type") != "text/html; charset=UTF-8" || !strings.HasPrefix(a.body, "<!DOCTYPE html>") {
		t.Errorf("%d %s: %.80s", a.status, a.header.Get("Content-Type"), a.body)
	}
}

func wantRedirect(t *testing.T, a answer) {
	t.Helper()
	if a.status != http.StatusTemporaryRedirect || a.header.Get("Location") != baseURL+pathElsewhere {
		t.Errorf("%d to %q", a.status, a.header.Get("Location"))
	}
}

// approvedPoll starts under a scenario, makes the person approve, and polls until a fault's polls
// are used up.
func (b *broker) approvedPoll() answer {
	b.t.Helper()
	id := b.start()
	b.pass(4 * time.Second)
	return b.poll(id)
}

func TestFaultyPolls(t *testing.T) {
	times := func(n int, check func(t *testing.T, a answer)) []func(*testing.T, answer) {
		return slices.Repeat([]func(*testing.T, answer){check}, n)
	}
	tests := []struct {
		scenario Scenario
		polls    []func(t *testing.T, a answer) // before the tokens
		// the code of the poll after these; "" for good tokens
		after string
	}{
		{scenario: TooManyRequests, polls: times(1, func(t *testing.T, a answer) {
			a.wantError(t, http.StatusTooManyRequests, errUnavailable)
			if a.header.Get("Retry-After") != "20" {
				t.Error("no Retry-After")
			}
		})},
		{
			scenario: ExpiredAnswer,
			polls:    times(1, func(t *testing.T, a answer) { a.wantError(t, http.StatusBadRequest, errExpired) }),
			after:    errInvalidGrant,
		},
		{
			scenario: StrangeError, polls: times(1, func(t *testing.T, a answer) {
				var said struct{ Error, Error_description string }
				if err := json.Unmarshal([]byte(a.body), &said); err != nil || a.status != http.StatusBadRequest || said.Error != "quantum_flux" {
					t.Errorf("%v: %d %.80s", err, a.status, a.body)
				}
				if d := said.Error_description; len(d) < 4000 || !strings.Contains(d, "\x1b[31m") || !strings.Contains(d, "<b ") || !strings.Contains(d, "\u202e") {
					t.Errorf("harmless: %.80q", d)
				}
			}),
			after: errInvalidGrant,
		},
		{
			scenario: NoTokens, polls: times(1, func(t *testing.T, a answer) {
				if a.status != http.StatusOK || strings.Contains(a.body, "id_token") || !strings.Contains(a.body, `"access_token":"ey`) {
					t.Errorf("%d %s", a.status, a.body)
				}
			}),
			after: errInvalidGrant,
		},
		{
			scenario: DuplicateMembers, polls: times(1, func(t *testing.T, a answer) {
				if a.status != http.StatusOK || strings.Count(a.body, `"id_token":"ey`) != 2 || !json.Valid([]byte(a.body)) {
					t.Errorf("%d %s", a.status, a.body)
				}
			}),
			after: errInvalidGrant,
		},
		{
			scenario: LostTokens, polls: times(1, func(t *testing.T, a answer) {
				if !a.dropped {
					t.Errorf("%d %s", a.status, a.body)
				}
			}),
			after: errInvalidGrant,
		},

		{scenario: HTMLPoll, polls: times(2, func(t *testing.T, a answer) { wantPage(t, a, http.StatusOK) })},
		{scenario: BrokenJSON, polls: times(2, func(t *testing.T, a answer) {
			if a.status != http.StatusBadRequest || json.Valid([]byte(a.body)) || !strings.HasPrefix(a.body, `{"error":"access_den`) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})},
		{scenario: ServerErrors, polls: []func(t *testing.T, a answer){
			func(t *testing.T, a answer) { wantPage(t, a, http.StatusInternalServerError) },
			func(t *testing.T, a answer) { wantPage(t, a, http.StatusBadGateway) },
			func(t *testing.T, a answer) { wantPage(t, a, http.StatusGatewayTimeout) },
		}},
		{scenario: RedirectPoll, polls: times(2, wantRedirect)},
		{scenario: OversizedBody, polls: times(1, func(t *testing.T, a answer) {
			if len(a.body) < oversized || !json.Valid([]byte(a.body)) {
				t.Errorf("%d bytes", len(a.body))
			}
		})},
		{scenario: GzipBomb, polls: times(1, func(t *testing.T, a answer) {
			packed, err := gzip.NewReader(bytes.NewReader([]byte(a.body)))
			if err != nil {
				t.Fatal(err)
			}
			unpacked, err := io.Copy(io.Discard, packed)
			if err != nil || unpacked < bombSize || len(a.body) > bombSize/500 || a.header.Get("Content-Encoding") != "gzip" {
				t.Errorf("%v: %d bytes become %d", err, len(a.body), unpacked)
			}
		})},
		{scenario: UserAborted, after: "in TestDescriptions"},
		{scenario: MitIDTimeout, after: "in TestDescriptions"},
		{scenario: CancelPage, after: "in TestCancelPage"},
		{scenario: SlowAnswer, after: "in TestSlowAnswers"},
		{scenario: NeverAnswers, after: "in TestSlowAnswers"},
	}
	covered(t, GroupPolling, tests, func(i int) Scenario { return tests[i].scenario })
	covered(t, GroupNetwork, tests, func(i int) Scenario { return tests[i].scenario })
	for _, test := range tests {
		if test.polls == nil {
			continue
		}
		t.Run(string(test.scenario), func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			id := b.start()
			b.SetScenario(Refuse) // the request keeps the scenario in which it started
			b.pass(4 * time.Second)
			for _, check := range test.polls {
				b.pass(5 * time.Second)
				check(t, b.poll(id))
			}
			b.pass(5 * time.Second)
			if test.after == "" {
				b.claims(b.poll(id))
			} else {
				b.poll(id).wantError(t, http.StatusBadRequest, test.after)
			}
			if state := b.prompt().State; state != StateApproved {
				t.Errorf("the phone shows %s", state)
			}
		})
	}
}

// TestNothingIsServedElsewhere: a client that follows the redirects finds nothing.
func TestNothingIsServedElsewhere(t *testing.T) {
	b := newBroker(t, Options{})
	if a := b.post(pathElsewhere, documentedStart); a.status != http.StatusNotFound {
		t.Errorf("%d", a.status)
	}
}

func TestSlowAnswers(t *testing.T) {
	poll := func(client *http.Client, id string) (status int, took time.Duration, err error) {
		began := time.Now()
		response, err := client.Post(baseURL+"/op/connect/token", formType, strings.NewReader(documentedPoll+id))
		if err != nil {
			return 0, time.Since(began), err
		}
		defer response.Body.Close()
		_, err = io.Copy(io.Discard, response.Body)
		return response.StatusCode, time.Since(began), err
	}
	t.Run("slow-answer", func(t *testing.T) {
		inBubble(t, Options{Scenario: SlowAnswer}, func(t *testing.T, _ *Simulator, client *http.Client) {
			if status, took, err := poll(client, startOver(t, client)); err != nil || status != http.StatusOK || took != slowAnswerTakes {
				t.Errorf("%v: %d after %s", err, status, took)
			}
		})
	})
	t.Run("never-answers", func(t *testing.T) {
		inBubble(t, Options{Scenario: NeverAnswers}, func(t *testing.T, _ *Simulator, client *http.Client) {
			id := startOver(t, client)
			if status, took, err := poll(client, id); err == nil || took != neverAnswerTakes {
				t.Errorf("%v: %d after %s", err, status, took)
			}
			if status, _, err := poll(client, id); err != nil || status != http.StatusOK {
				t.Errorf("the second poll: %v: %d", err, status)
			}
		})
	})
	t.Run("Close doesn't wait for it", func(t *testing.T) {
		inBubble(t, Options{Scenario: NeverAnswers}, func(t *testing.T, s *Simulator, client *http.Client) {
			id := startOver(t, client)
			began := time.Now()
			time.AfterFunc(time.Second, func() { s.Close() })
			if _, _, err := poll(client, id); err == nil || time.Since(began) != time.Second {
				t.Errorf("%v after %s", err, time.Since(began))
			}
		})
	})
}

// unverified reads a token without verifying it.
func unverified(t *testing.T, token string) *jwt.Token {
	t.Helper()
	parsed, _, err := jwt.NewParser(jwt.WithoutClaimsValidation()).ParseUnverified(token, jwt.MapClaims{})
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestFaultyTokens(t *testing.T) {
	// changed are the claims that differ from a good token's; nil: missing.
	moment := func(d time.Duration) float64 {
		return float64(time.Date(2026, 11, 22, 9, 0, 4, 0, time.UTC).Add(d).Unix())
	}
	tests := []struct {
		scenario Scenario
		alg      string // "" for RS256
		broken   bool   // the signature isn't that of the key that the kid names
		changed  map[string]any
	}{
		{scenario: AlgNone, alg: "none", broken: true},
		{scenario: HS256, alg: "HS256", broken: true},
		{scenario: OtherAlgorithm, alg: "PS256"},
		{scenario: BrokenSignature, broken: true},
		{scenario: WrongIssuer, changed: map[string]any{"iss": baseURL + "/op/"}},
		{scenario: WrongAudience, changed: map[string]any{"aud": foreignClient}},
		{scenario: FurtherAudience, changed: map[string]any{"aud": []any{PublishedClientID, foreignClient}}},
		{scenario: ExpiredToken, changed: map[string]any{"exp": moment(-5 * time.Minute)}},
		{
			scenario: StaleToken,
			changed:  map[string]any{"iat": moment(-time.Hour), "nbf": moment(-time.Hour), "auth_time": moment(-time.Hour)},
		},
		{
			scenario: FutureToken,
			changed:  map[string]any{"iat": moment(10 * time.Minute), "nbf": moment(10 * time.Minute), "exp": moment(15 * time.Minute)},
		},
		{scenario: WrongAtHash, changed: map[string]any{"at_hash": accessTokenHash("another access token")}},
		{scenario: MissingAtHash, changed: map[string]any{"at_hash": nil}},
		{scenario: WrongIDP, changed: map[string]any{"idp": "nemid"}},
		{scenario: MissingPerson, changed: map[string]any{"mitid.uuid": nil}},
		{scenario: OtherTransaction, changed: map[string]any{"idp_transaction_id": "another"}},
		{scenario: AccessAsIDToken}, // see TestAccessTokenAsIDToken
		{scenario: Replayed},        // see TestReplayed
	}
	covered(t, GroupToken, tests, func(i int) Scenario { return tests[i].scenario })
	covered(t, GroupPerson, tests, func(i int) Scenario { return tests[i].scenario })
	good := newBroker(t, Options{Scenario: Approve})
	goodToken, _ := good.claims(good.approvedPoll())
	random := []string{"at_hash", "idp_transaction_id", "mitid.transaction_id"}
	for _, test := range tests {
		if test.scenario == AccessAsIDToken {
			continue
		}
		t.Run(string(test.scenario), func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			tokens := b.tokenAnswer(b.approvedPoll())
			token := unverified(t, tokens.IDToken)
			if alg := token.Method.Alg(); alg != test.alg && (alg != "RS256" || test.alg != "") {
				t.Errorf("alg %s", alg)
			}
			key := publicKey(t, b.jwks()[1])
			signed, signature, _ := cutLast(tokens.IDToken)
			if err := token.Method.Verify(signed, signature, any(key)); (err != nil) != test.broken {
				t.Errorf("verifying: %v", err)
			}
			claims := claimsOf(token)
			for name, value := range claimsOf(goodToken) {
				want, changed := test.changed[name]
				switch got, there := claims[name]; {
				case changed && want == nil && there:
					t.Errorf("%s is there", name)
				case changed && want == nil, !changed && slices.Contains(random, name):
				case changed && name == "idp_transaction_id":
					if got == claims["mitid.transaction_id"] {
						t.Error("both transactions are the same")
					}
				case changed:
					if !sameJSON(got, want) {
						t.Errorf("%s is %v, want %v", name, got, want)
					}
				default:
					if !sameJSON(got, value) {
						t.Errorf("%s is %v, want %v as in a good token", name, got, value)
					}
				}
			}
			if _, changes := test.changed["at_hash"]; !changes && claims["at_hash"] != accessTokenHash(tokens.AccessToken) {
				t.Error("at_hash is wrong")
			}
			b.verified(tokens.AccessToken)
		})
	}
}

func cutLast(token string) (signed string, signature []byte, err error) {
	i := strings.LastIndex(token, ".")
	signature, err = base64.RawURLEncoding.DecodeString(token[i+1:])
	return token[:i], signature, err
}

func sameJSON(a, b any) bool {
	first, err1 := json.Marshal(a)
	second, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(first, second)
}

// TestPublicKeyAsASecret: anyone who has the public key can make the HS256 token.
func TestPublicKeyAsASecret(t *testing.T) {
	b := newBroker(t, Options{Scenario: HS256})
	tokens := b.tokenAnswer(b.approvedPoll())
	key := publicKey(t, b.jwks()[1])
	secret := pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(key)})
	if _, err := jwt.Parse(tokens.IDToken, func(*jwt.Token) (any, error) { return secret, nil },
		jwt.WithTimeFunc(func() time.Time { return b.now }), jwt.WithValidMethods([]string{"HS256"})); err != nil {
		t.Error(err)
	}
}

func TestAccessTokenAsIDToken(t *testing.T) {
	b := newBroker(t, Options{Scenario: AccessAsIDToken})
	tokens := b.tokenAnswer(b.approvedPoll())
	if tokens.IDToken != tokens.AccessToken || b.verified(tokens.IDToken).Header["typ"] != "at+jwt" {
		t.Error("it isn't the access token")
	}
}

func TestReplayed(t *testing.T) {
	b := newBroker(t, Options{Scenario: Approve})
	first := b.tokenAnswer(b.approvedPoll())
	b.SetScenario(AlgNone) // a bad token isn't worth repeating
	b.approvedPoll()
	b.SetScenario(Replayed)
	if again := b.tokenAnswer(b.approvedPoll()); again != first {
		t.Error("the tokens are others")
	}
	fresh := newBroker(t, Options{Scenario: Replayed})
	own := fresh.tokenAnswer(fresh.approvedPoll())
	if fresh.tokenAnswer(fresh.approvedPoll()) != own {
		t.Error("without tokens before, the first ones aren't repeated")
	}
}

func TestFaultyKeys(t *testing.T) {
	type found struct {
		kids   int    // how many published keys have the token's kid
		use    string // of the first
		signed bool   // one of them signed
	}
	tests := []struct {
		scenario Scenario
		want     found
		keys     int // published in all
	}{
		{scenario: RotatedKeys, want: found{kids: 1, use: "sig", signed: true}, keys: 4},
		{scenario: UnknownKid, want: found{}, keys: 3},
		{scenario: DuplicateKid, want: found{kids: 2, use: "sig", signed: true}, keys: 5},
		{scenario: EncryptionKey, want: found{kids: 1, use: "enc", signed: true}, keys: 3},
		{scenario: TransactionKey, want: found{kids: 1, use: "sig", signed: true}, keys: 3},
		{scenario: OfferedKey, want: found{kids: 1, use: "sig"}, keys: 3},
		{scenario: JWKSDown, want: found{kids: 1, use: "sig", signed: true}, keys: 4},
	}
	covered(t, GroupKeys, tests, func(i int) Scenario { return tests[i].scenario })
	for _, test := range tests {
		t.Run(string(test.scenario), func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			before := len(b.jwks())
			tokens := b.tokenAnswer(b.approvedPoll())
			if test.scenario == JWKSDown {
				b.get(pathJWKS).wantError(t, http.StatusServiceUnavailable, errUnavailable)
				b.pass(jwksDownFor)
			}
			token := unverified(t, tokens.IDToken)
			signed, signature, err := cutLast(tokens.IDToken)
			if err != nil {
				t.Fatal(err)
			}
			var got found
			keys := b.jwks()
			for _, key := range keys {
				if key["kid"] != token.Header["kid"] {
					continue
				}
				got.kids++
				if got.use == "" {
					got.use = key["use"].(string)
				}
				got.signed = got.signed || token.Method.Verify(signed, signature, modulusOf(t, key)) == nil
			}
			if got != test.want || len(keys) != test.keys || before != 3 {
				t.Errorf("%+v, want %+v; %d keys, before them %d", got, test.want, len(keys), before)
			}
		})
	}
}

// modulusOf reads the key from n and e, since not every key here has a certificate.
func modulusOf(t *testing.T, key map[string]any) *rsa.PublicKey {
	t.Helper()
	n, err := base64.RawURLEncoding.DecodeString(key["n"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}
}

func TestOfferedKeyFits(t *testing.T) {
	b := newBroker(t, Options{Scenario: OfferedKey})
	tokens := b.tokenAnswer(b.approvedPoll())
	if _, err := b.parse(tokens.IDToken); !errors.Is(err, jwt.ErrTokenSignatureInvalid) {
		t.Errorf("with the published key: %v", err)
	}
	token := unverified(t, tokens.IDToken)
	signed, signature, err := cutLast(tokens.IDToken)
	if err != nil {
		t.Fatal(err)
	}
	if err := token.Method.Verify(signed, signature, modulusOf(t, token.Header["jwk"].(map[string]any))); err != nil {
		t.Errorf("with the offered key: %v", err)
	}
}

// TestNewKeysAreBounded: each request has a new key, so that no client has it already; their number
// is limited.
func TestNewKeysAreBounded(t *testing.T) {
	b := newBroker(t, Options{Scenario: RotatedKeys, AnswerAfter: -1})
	kids := make(map[any]bool)
	for range maxPublished + 2 {
		token := unverified(t, b.tokenAnswer(b.poll(b.start())).IDToken)
		kids[token.Header["kid"]] = true
	}
	if len(kids) != maxPublished+2 {
		t.Errorf("%d kids", len(kids))
	}
	if n := len(b.jwks()); n != 3+maxPublished {
		t.Errorf("%d keys are published", n)
	}
}

func TestFaultyClocks(t *testing.T) {
	tests := []struct {
		scenario Scenario
		off      time.Duration
	}{{ClockAhead, 4 * time.Minute}, {ClockBehind, -4 * time.Minute}, {ClockFar, 20 * time.Minute}, {ClockLies, 0}, {Cached, 0}, {CachedUndated, 0}}
	covered(t, GroupClock, tests, func(i int) Scenario { return tests[i].scenario })
	for _, test := range tests[:3] {
		t.Run(string(test.scenario), func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			for _, path := range []string{pathDiscovery, pathJWKS} {
				if date := b.get(path).header.Get("Date"); date != b.now.Add(test.off).Format(http.TimeFormat) {
					t.Errorf("%s is dated %s", path, date)
				}
			}
			id := b.start()
			b.pass(4 * time.Second)
			a := b.poll(id)
			if date := a.header.Get("Date"); date != b.now.Add(test.off).Format(http.TimeFormat) {
				t.Errorf("the tokens are dated %s", date)
			}
			claims := claimsOf(unverified(t, b.tokenAnswer(a).IDToken))
			for name, want := range map[string]time.Time{
				"iat": b.now, "nbf": b.now, "auth_time": b.now, "exp": b.now.Add(idTokenLasts),
			} {
				if claims[name] != float64(want.Add(test.off).Unix()) {
					t.Errorf("%s is %v", name, claims[name])
				}
			}
			// The expiry follows the true time.
			id = b.start()
			b.pass(301 * time.Second)
			b.poll(id).wantError(t, http.StatusBadRequest, errExpired)
		})
	}
}

// TestOldDates: in other scenarios the clock is right, and only some answers have another date.
func TestOldDates(t *testing.T) {
	const week = 7 * 24 * time.Hour
	tests := []struct {
		scenario Scenario
		asked    string // the client's Cache-Control
		found    time.Duration
		age      string
		start    time.Duration
	}{
		{scenario: Approve},
		{scenario: ClockLies, start: -week},
		{scenario: ClockLies, asked: "no-cache", start: -week},
		{scenario: Cached, found: -cacheLife, age: "3000"},
		{scenario: Cached, asked: "no-cache", found: -cacheLife, age: "3000"},
		{scenario: CachedUndated, found: -cacheLife},
		{scenario: CachedUndated, asked: "no-cache"},
	}
	for _, test := range tests {
		t.Run(string(test.scenario)+" "+test.asked, func(t *testing.T) {
			b := newBroker(t, Options{Scenario: test.scenario})
			dated := func(what string, a answer, off time.Duration, age string) {
				if got := a.header.Get("Date"); got != b.now.Add(off).Format(http.TimeFormat) || a.header.Get("Age") != age {
					t.Errorf("%s is dated %s, of the age %q", what, got, a.header.Get("Age"))
				}
			}
			for _, path := range []string{pathDiscovery, pathJWKS} {
				r := httptest.NewRequest(http.MethodGet, baseURL+path, nil)
				r.Header.Set("Cache-Control", test.asked)
				dated(path, b.send(r), test.found, test.age)
			}
			a := b.send(newStart())
			dated("the start", a, test.start, "")
			id := b.start()
			b.pass(4 * time.Second)
			a = b.poll(id)
			dated("a poll", a, 0, "")
			if claims := claimsOf(unverified(t, b.tokenAnswer(a).IDToken)); claims["auth_time"] != float64(b.now.Unix()) {
				t.Errorf("approved at %v", claims["auth_time"])
			}
		})
	}
}

// TestAssertionsGoByTheBrokersClock: a client whose assertions follow the broker's clock isn't
// rejected for it.
func TestAssertionsGoByTheBrokersClock(t *testing.T) {
	b := newBroker(t, Options{Scenario: ClockAhead})
	claims := assertionClaims(b, PublishedClientID)
	claims["iat"], claims["nbf"] = b.now.Add(4*time.Minute).Unix(), b.now.Add(4*time.Minute).Unix()
	form := assertion(t, jwt.SigningMethodHS256, []byte(PublishedClientSecret), claims)
	if a := b.post("/op/connect/ciba", withoutSecret(form)); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestThePersonRefusesInEveryFault: in every fault the person can still refuse, and the operator
// can still cancel.
func TestThePersonRefusesInEveryFault(t *testing.T) {
	for _, scenario := range Faults() {
		b := newBroker(t, Options{Scenario: scenario, ControlKey: "key"})
		b.send(newStart())
		for _, prompt := range b.Prompts() {
			if err := b.Refuse(prompt.ID); err != nil {
				t.Errorf("%s: %v", scenario, err)
			}
			b.pass(10 * time.Second)
			if state := b.prompt().State; state != StateRefused {
				t.Errorf("%s: the phone shows %s", scenario, state)
			}
		}
	}
}

func newStart() *http.Request {
	request := httptest.NewRequest(http.MethodPost, baseURL+"/op/connect/ciba", strings.NewReader(documentedStart))
	request.Header.Set("Content-Type", formType)
	return request
}
