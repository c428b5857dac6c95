package desk

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/luikyv/go-oidc/pkg/goidc"
	"github.com/luikyv/go-oidc/pkg/provider"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// The tests in this file run whole verifications against github.com/luikyv/go-oidc, an independent
// CIBA provider. A test hook adds what it lacks: auth_time and the claims of a person.

const (
	identityAt     = "http://127.0.0.1:9000"
	identitySecret = "N7dq0vUxk3wXyYp2Rr9aT5cJ8hLmZbGs4eKf6iQo"
	alice, bob     = "alice.åse@identity.example", "bob@identity.example"
	aliceName      = "Alice Å. Madsen"
	bobName        = "Bob Nørgaard"
	hintPrefix     = "this-token-names-"
)

var identityKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// identity is the provider, and what its persons do.
type identity struct {
	op       *provider.Provider
	approver string // "" is the person who was asked
	refuses  bool
	waits    bool
	unnamed  bool
	claims   map[string]any // instead of preferred_username

	id      string
	asked   []goidc.AuthnSession
	polls   int
	idToken string // the last one issued
}

func newIdentity(t *testing.T) *identity {
	t.Helper()
	key, err := identityKey()
	if err != nil {
		t.Fatal(err)
	}
	i := &identity{}
	jwks := goidc.JSONWebKeySet{Keys: []goidc.JSONWebKey{{KeyID: "rs", Algorithm: "RS256", Use: "sig", Key: key}}}
	i.op, err = provider.New(identityAt, nil, func(context.Context) (goidc.JSONWebKeySet, error) { return jwks, nil },
		provider.WithCIBAGrant(nil, goidc.CIBADeliveryModePoll), provider.WithCIBAPollingInterval(2),
		provider.WithCIBASessionHandler(i.ask), provider.WithSecretPostAuthn(), provider.WithIDTokenSignatureAlgs(goidc.RS256),
		provider.WithACRs("urn:example:2", "urn:example:1"),
		provider.WithTokenOptions(func(context.Context, *goidc.Grant, *goidc.Client) goidc.TokenOptions {
			return goidc.NewJWTTokenOptions(goidc.RS256, 600)
		}),
		provider.WithIDTokenClaims(func(_ context.Context, g *goidc.Grant) map[string]any { return i.claimsOf(g) }),
		provider.WithJTIConsumer(func(context.Context, string) error { return nil }),
		provider.WithErrorHandler(func(context.Context, error) {}),
		provider.WithStaticClients(&goidc.Client{ID: "ringback", Secret: identitySecret, ClientMeta: goidc.ClientMeta{
			GrantTypes: []goidc.GrantType{goidc.GrantCIBA}, TokenAuthnMethod: goidc.AuthnMethodSecretPost,
			CIBATokenDeliveryMode: goidc.CIBADeliveryModePoll, ScopeIDs: "openid",
		}}))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// ask makes the provider find the person.
func (i *identity) ask(_ context.Context, session *goidc.AuthnSession, _ *goidc.Client) error {
	person := session.LoginHint
	if session.LoginHintToken != "" {
		person = strings.TrimPrefix(session.LoginHintToken, hintPrefix)
	}
	if name, ok := session.IDTokenHintClaims["preferred_username"].(string); ok {
		person = name
	}
	if person != alice && person != bob {
		return goidc.NewError("unknown_user_id", "nobody is called "+session.LoginHint+session.LoginHintToken).WithStatusCode(http.StatusBadRequest)
	}
	i.id, i.polls, i.asked = session.AuthReqID, 0, append(i.asked, *session)
	session.Subject, session.GrantedScopes = person, session.Scopes
	if i.approver != "" {
		session.Subject = i.approver
	}
	return nil
}

func (i *identity) claimsOf(g *goidc.Grant) map[string]any {
	claims := map[string]any{goidc.ClaimAuthTime: g.CreatedAt, "preferred_username": g.Subject, "acr": "urn:example:1"}
	if !i.unnamed {
		claims["name"] = map[string]string{alice: aliceName, bob: bobName}[g.Subject]
	}
	for name, value := range i.claims {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	return claims
}

// serve answers the requests to the provider. The person decides just before the second poll is
// answered.
func (i *identity) serve(w http.ResponseWriter, r *http.Request) bool {
	if r.Host != strings.TrimPrefix(identityAt, "http://") {
		return false
	}
	if !strings.HasSuffix(r.URL.Path, "/token") {
		i.op.Handler().ServeHTTP(w, r)
		return true
	}
	if i.polls++; i.polls == 2 && !i.waits {
		var err error
		if i.refuses {
			err = i.op.DenyCIBARequest(r.Context(), i.id, goidc.NewError(goidc.ErrorCodeAccessDenied, ""))
		} else {
			err = i.op.GrantCIBARequest(r.Context(), i.id)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return true
		}
	}
	kept := httptest.NewRecorder()
	i.op.Handler().ServeHTTP(kept, r)
	var answer map[string]any
	if json.Unmarshal(kept.Body.Bytes(), &answer) == nil && answer["id_token"] != nil {
		i.idToken = answer["id_token"].(string)
	}
	for name, values := range kept.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(kept.Code)
	_, _ = w.Write(kept.Body.Bytes())
	return true
}

// genericEnvironment returns an environment whose provider isn't MitID's.
func genericEnvironment() config.Environment {
	return config.Environment{
		ID: "identity", Name: "Identity, test", Kind: config.KindTest, Profile: config.ProfileGeneric,
		Issuer: identityAt, ClientID: "ringback", ClientAuth: ciba.ClientSecretPost, Scope: "openid",
		HintEncoding: config.HintJSON, CIBANonce: config.NonceOff, IDTokenAlgs: []string{"RS256"},
		Hint: config.HintLogin, PersonClaim: "preferred_username", TextTemplate: "Kode {code}", Appswitch: config.AppswitchCurrent,
	}
}

// newGenericBench begins in the generic environment, as changed.
func newGenericBench(t *testing.T, j *lasting, change func(*config.Environment)) (*bench, *identity) {
	t.Helper()
	b := newBench(t, plan{options: func(o *Options) {
		e := genericEnvironment()
		if change != nil {
			change(&e)
		}
		o.Environments, o.Environment = append(o.Environments, e), e.ID
		o.Secrets.(*fakeSecrets).keep(secrets.Binding{Issuer: identityAt, ClientID: "ringback"}, identitySecret, secrets.SourceKeyring)
		if j != nil {
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
		}
	}})
	i := newIdentity(t)
	b.onRequest(i.serve)
	t.Cleanup(func() { nothingOfMitID(t, b.published()) })
	return b, i
}

// nothingOfMitID checks that no text in the views mentions MitID.
func nothingOfMitID(t *testing.T, views []View) {
	t.Helper()
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, view := range views {
		if view.Environment.Profile != config.ProfileGeneric {
			continue
		}
		texts := textsIn(view)
		if view.Outcome != nil {
			for _, check := range view.Outcome.Checks {
				texts = append(texts, Say(view.Environment.Key("check."+check.ID+".name")), Say(view.Environment.Key("check."+check.ID+".explained")))
			}
		}
		for _, text := range texts {
			// Claims of MitID keep their names, and so does a field of MitID that was filled in
			// here.
			if seen[text.Key] || strings.HasPrefix(text.Key, "claim.") || text.Key == "form.action.label" || text.Key == "fill.not_for_profile" {
				continue
			}
			seen[text.Key] = true
			for _, words := range languages {
				if said := text.In(words); strings.Contains(said, "MitID") || strings.Contains(said, "UUID") {
					t.Errorf("%s: %q, where MitID has no part in it", text.Key, said)
				}
			}
		}
		if view.Appswitch.URL != "" || view.Form.IP.Value != "" || view.Form.Actions != nil || view.Form.Encodings != nil || view.Form.Hint != "" {
			t.Errorf("the form holds what is MitID's: %+v, %+v", view.Form, view.Appswitch)
		}
	}
}

func checkNamed(t *testing.T, v View, id string) Check {
	t.Helper()
	for _, check := range v.Outcome.Checks {
		if check.ID == id {
			return check
		}
	}
	t.Fatalf("no check %s in %+v", id, v.Outcome)
	return Check{}
}

func TestGenericApproval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, i := newGenericBench(t, nil, func(e *config.Environment) {
			e.RequestedExpiry, e.ACRValues = 90*time.Second, []string{"urn:example:2", "urn:example:1"}
		})
		form := b.View().Form
		if form.PersonClaim != "preferred_username" || form.TokenHint != "" || form.TextLimit != 130 || form.Code == "" || !strings.Contains(form.Preview, form.Code) {
			t.Errorf("form %+v", form)
		}
		v := b.verify("  alice.a\u030ase@identity.example\n") // as some keyboards type it
		o := v.Outcome
		if o.Outcome != "verified" || o.Name != aliceName || o.Unnamed || o.Person != alice || !o.Recorded || o.Transaction != "" || !o.DateOfBirth.IsZero() {
			t.Fatalf("%+v", o)
		}
		if v.Status.Sentence.Key != "generic.outcome.verified.sentence" || o.Note.Args["Note"].(Text).Key != "generic.note.verified" || v.Status.Tone != ToneVerified {
			t.Errorf("it says %v, %v", v.Status.Sentence, o.Note)
		}
		session := i.asked[0]
		if session.LoginHint != alice || session.BindingMessage != o.Text || *session.RequestedExpiry != 90 || session.ACRValues != "urn:example:2 urn:example:1" || session.Scopes != "openid" {
			t.Errorf("the provider was asked %+v", session.AuthorizationParameters)
		}
		for id, want := range map[string]string{"person": "pass", "reference_text": "skip", "identity_provider": "skip", "transaction": "skip", "nonce": "skip", "assurance": "pass", "signature": "pass"} {
			check := checkNamed(t, v, id)
			if check.Result != want || want == "skip" && check.Actual.Plain != ciba.WordNotApplicable {
				t.Errorf("%s: %+v", id, check)
			}
		}
	})
}

// TestGenericTokenHints: the token identifies the person to the provider, and the answer must name
// the person that the operator typed.
func TestGenericTokenHints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, i := newGenericBench(t, nil, nil)
		b.verify(alice)
		idToken := i.idToken
		for hint, token := range map[string]string{config.HintLoginToken: hintPrefix + alice, config.HintIDToken: idToken} {
			if hint == config.HintLoginToken {
				token = hintPrefix + bob
			}
			person := map[string]string{config.HintLoginToken: bob, config.HintIDToken: alice}[hint]
			b, i := newGenericBench(t, nil, func(e *config.Environment) { e.Hint = hint })
			b.SetPerson(person)
			if v := b.pass(0); v.CanStart || v.Form.TokenHint != hint || v.Form.Request != nil || !v.Form.Token.Problem.IsZero() {
				t.Errorf("%s: without a token %+v", hint, v.Form)
			}
			b.SetHintToken("half of\na token")
			if v := b.pass(0); v.CanStart || v.Form.Token.Problem.Key != "form.hint_token.problem.malformed" {
				t.Errorf("%s: with half a token %+v", hint, v.Form)
			}
			b.SetHintToken(" " + token + "\n")
			if v := b.verify(person); v.Outcome.Outcome != "verified" {
				t.Errorf("%s: %+v, %v", hint, v.Outcome, v.Status.Sentence)
			}
			if session := i.asked[0]; session.LoginHint != "" || session.LoginHintToken+session.IDTokenHint != token {
				t.Errorf("%s: the provider was asked %+v", hint, session.AuthorizationParameters)
			}
			b.pass(doneDelay)
			b.Done()
			if v := b.pass(0); v.Form.Token.Value != "" || v.Form.Person.Value != "" {
				t.Errorf("%s: it stays after Done", hint)
			}
		}
	})
}

// TestGenericOtherPerson: a person who approves instead of the person asked is detected, and is in
// no view.
func TestGenericOtherPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, i := newGenericBench(t, nil, nil)
		i.approver = bob
		v := b.verify(alice)
		if v.Outcome.Outcome != "not_verified" || v.Status.Sentence.Key != "outcome.not_verified.sentence.person" || !v.Claims.Withheld {
			t.Fatalf("%+v, %v", v.Outcome, v.Status.Sentence)
		}
		for _, view := range b.published() {
			for _, secret := range []string{bob, bobName, "Nørgaard"} {
				if shown := dump(view); strings.Contains(shown, secret) {
					t.Fatalf("%q is in a view:\n%s", secret, lineOf(shown, secret))
				}
			}
		}
	})
}

// TestGenericNobodyIsVerified: without a claim that identifies the person, no approval counts.
func TestGenericNobodyIsVerified(t *testing.T) {
	tests := map[string]struct {
		claim    string
		claims   map[string]any
		sentence string
	}{
		"the environment names none": {sentence: "uncheckable"},
		"the answer hasn't got it": {
			claim: "preferred_username", claims: map[string]any{"preferred_username": nil}, sentence: "uncheckable",
		},
		"a claim of another name": {claim: "email", claims: map[string]any{"Email": alice}, sentence: "uncheckable"},
		"a list": {
			claim: "preferred_username", claims: map[string]any{"preferred_username": []string{alice}}, sentence: "uncheckable",
		},
		"a number": {claim: "preferred_username", claims: map[string]any{"preferred_username": 1}, sentence: "uncheckable"},
		"in capitals": {
			claim:  "preferred_username",
			claims: map[string]any{"preferred_username": strings.ToUpper(alice)}, sentence: "person",
		},
		"in another form of Unicode": {
			claim:  "preferred_username",
			claims: map[string]any{"preferred_username": "alice.a\u030ase@identity.example"}, sentence: "person",
		},
		"with a blank behind": {claim: "preferred_username", claims: map[string]any{"preferred_username": alice + " "}, sentence: "person"},
		"MitID's claim in its place": {
			claim:  "preferred_username",
			claims: map[string]any{"preferred_username": nil, "mitid.uuid": alice}, sentence: "uncheckable",
		},
		"no claim, but MitID's": {claims: map[string]any{"mitid.uuid": alice, "idp": "mitid"}, sentence: "uncheckable"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, i := newGenericBench(t, nil, func(e *config.Environment) { e.PersonClaim = test.claim })
				i.claims = test.claims
				v := b.verify(alice)
				if v.Outcome.Outcome != "not_verified" || v.Outcome.Name != "" || v.Status.Sentence.Key != "outcome.not_verified.sentence."+test.sentence || !v.Claims.Withheld {
					t.Errorf("%+v, %v", v.Outcome, v.Status.Sentence)
				}
				if check := checkNamed(t, v, "person"); check.Result != "fail" || !check.Required {
					t.Errorf("%+v", check)
				}
				for _, view := range b.published() {
					if strings.Contains(dump(view), aliceName) {
						t.Fatal("somebody is named")
					}
				}
			})
		})
	}
}

// TestGenericWithoutAName: the provider states no name, so the screen, and only the screen, shows
// the person as typed.
func TestGenericWithoutAName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, i := newGenericBench(t, nil, nil)
		i.unnamed = true
		v := b.verify(alice)
		if v.Outcome.Outcome != "verified" || v.Outcome.Name != alice || !v.Outcome.Unnamed || v.Status.Sentence.Args["Name"] != alice {
			t.Errorf("%+v, %v", v.Outcome, v.Status.Sentence)
		}
		languages, _ := bothLanguages()
		for _, words := range languages {
			if note := v.Outcome.Note.In(words); strings.Contains(note, alice) {
				t.Errorf("the note says %s", note)
			}
		}
	})
}

func TestGenericOtherOutcomes(t *testing.T) {
	tests := map[string]struct {
		person   string
		arrange  func(*identity)
		cancel   bool
		outcome  string
		sentence string
	}{
		"refused": {
			person: alice, arrange: func(i *identity) { i.refuses = true },
			outcome: "refused", sentence: "generic.outcome.refused.sentence",
		},
		"expired": {
			person: alice, arrange: func(i *identity) { i.waits = true },
			outcome: "expired", sentence: "outcome.expired.sentence",
		},
		"cancelled": {
			person: alice, arrange: func(i *identity) { i.waits = true }, cancel: true,
			outcome: "cancelled", sentence: "generic.outcome.cancelled.sentence.not_confirmed",
		},
		"unknown": {
			person: "carol", arrange: func(*identity) {}, outcome: "failed",
			sentence: "generic.outcome.failed.sentence.unknown_user_id",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, i := newGenericBench(t, nil, func(e *config.Environment) { e.RequestedExpiry = 80 * time.Second })
				test.arrange(i)
				if test.cancel {
					b.begin(test.person, Waiting)
					b.Cancel()
				} else {
					b.begin(test.person, Ended)
				}
				v := b.untilState(Ended)
				if v.Outcome.Outcome != test.outcome || v.Status.Sentence.Key != test.sentence || v.Outcome.Name != "" {
					t.Errorf("%+v, %v", v.Outcome, v.Status.Sentence)
				}
			})
		})
	}
}

// TestGenericResumesAfterACrash with the same person, without the token.
func TestGenericResumesAfterACrash(t *testing.T) {
	for _, hint := range []string{config.HintLogin, config.HintLoginToken} {
		t.Run(hint, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &lasting{journal.NewMemory()}
				b, i := newGenericBench(t, j, func(e *config.Environment) { e.Hint, e.ACRValues = hint, []string{"urn:example:1"} })
				i.waits = true
				person := alice
				if hint == config.HintLoginToken {
					person = bob
					b.SetHintToken(hintPrefix + bob)
				}
				sent := b.begin(person, Waiting)
				v := b.crash()
				if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "waiting" {
					t.Fatalf("offered: %+v", v.Unfinished)
				}
				left, err := j.Unfinished(t.Context())
				if err != nil || len(left) != 1 || !strings.Contains(string(left[0].Request), person) {
					t.Fatalf("kept: %+v, %v", left, err)
				}
				if strings.Contains(string(left[0].Request), hintPrefix) {
					t.Error("the token is in the journal")
				}
				b.Resume(v.Unfinished[0].ID)
				v = b.untilState(Waiting)
				if v.Form.Person.Value != person || v.Form.Preview != sent.Form.Preview || v.Form.Token.Value != "" {
					t.Errorf("gone on with %+v", v.Form)
				}
				if err := i.op.GrantCIBARequest(t.Context(), i.id); err != nil {
					t.Fatal(err)
				}
				v = b.untilState(Ended)
				if v.Outcome.Outcome != "verified" || v.Outcome.Person != person || len(i.asked) != 1 || checkNamed(t, v, "assurance").Result != "pass" {
					t.Errorf("%+v, asked %d times", v.Outcome, len(i.asked))
				}
			})
		})
	}
}

// TestGenericGuard: one open request per person, however the person is typed.
func TestGenericGuard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, i := newGenericBench(t, &lasting{journal.NewMemory()}, nil)
		i.refuses = true
		b.verify(alice)
		b.pass(2 * time.Second)
		b.Done()
		b.untilState(Idle)
		b.SetPerson(" alice.a\u030ase@identity.example ")
		b.pass(0)
		b.Start()
		if v := b.until("guarded", func(v View) bool { return v.Guard != nil }); !v.Guard.CanConfirm || len(i.asked) != 1 {
			t.Errorf("guard %+v, asked %d times", v.Guard, len(i.asked))
		}
		b.DismissGuard()
		b.begin(bob, Ended) // another person
		if len(i.asked) != 2 {
			t.Errorf("asked %d times", len(i.asked))
		}
	})
}

func TestGenericErasePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := newGenericBench(t, &lasting{journal.NewMemory()}, nil)
		for _, person := range []string{alice, bob} {
			b.verify(person)
			b.pass(2 * time.Second)
			b.Done()
			b.untilState(Idle)
		}
		b.OpenJournal()
		b.until("open", settled)
		b.FilterJournal(JournalFilter{Person: " " + bob + "\n"})
		b.until("filtered", settled)
		b.AskErase()
		synctest.Wait()
		p := b.until("asked", settled).Journal
		if p.Erasing == nil || p.Erasing.Count != 1 || !p.Filter.OfPerson || p.Total != 1 || p.Records[0].Environment.Profile != config.ProfileGeneric {
			t.Fatalf("asked about %+v of %d, %+v", p.Erasing, p.Total, p.Said)
		}
		b.EraseJournal()
		b.until("erased", func(v View) bool { return settled(v) && v.Journal.Total == 0 })
		b.FilterJournal(JournalFilter{})
		if p := b.until("all", settled).Journal; p.Total != 1 {
			t.Errorf("%d records are left", p.Total)
		}
	})
}

// TestTheTokenHintIsNowhere: in no view, no exchange and nothing that the journal keeps, though the
// provider repeats it.
func TestTheTokenHintIsNowhere(t *testing.T) {
	const secret = `{"who":"a/b+c","key":"s3cret"}`
	for _, outcome := range []string{"approved", "turned down", "lost"} {
		t.Run(outcome, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &lasting{journal.NewMemory()}
				b, i := newGenericBench(t, j, func(e *config.Environment) { e.Hint = config.HintLoginToken })
				seen := false
				b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
					body, _ := io.ReadAll(r.Body)
					form, _ := url.ParseQuery(string(body))
					if got := form.Get("login_hint_token"); got != "" {
						seen = got == secret
						form.Set("login_hint_token", hintPrefix+bob)
						if outcome != "approved" {
							w.Header().Set("Content-Type", "application/json")
							w.Header().Set("X-Hint", url.QueryEscape(secret))
							w.WriteHeader(map[string]int{"turned down": 400, "lost": 200}[outcome])
							_ = json.NewEncoder(w).Encode(map[string]any{"error": "invalid_request", "error_description": "what is " + secret, "you_sent": map[string]string{secret: string(body)}})
							return true
						}
					}
					r.Body, r.ContentLength = io.NopCloser(strings.NewReader(form.Encode())), int64(len(form.Encode()))
					if strings.HasSuffix(r.URL.Path, "/token") {
						w.Header().Set("X-Hint", secret)
					}
					return i.serve(w, r)
				})
				b.SetHintToken(secret)
				v := b.verify(bob)
				if text := b.log.String(); strings.Contains(text, "s3cret") || strings.Contains(text, bob) || !strings.Contains(text, `"msg":"outcome"`) {
					t.Errorf("the log:\n%s", text)
				}
				if want := map[string]string{"approved": "verified", "turned down": "failed", "lost": "unknown"}[outcome]; v.Outcome.Outcome != want || !seen {
					t.Fatalf("%+v, the provider saw it: %t", v.Outcome, seen)
				}
				masked := false
				for _, pair := range v.Form.Request {
					masked = masked || pair.Name == "login_hint_token" && pair.Value == "•••"
				}
				if !masked || len(v.Network) == 0 {
					t.Errorf("the exact request: %v", v.Form.Request)
				}
				left, _ := j.Unfinished(t.Context())
				records, err := j.List(t.Context(), journal.Filter{})
				if err != nil || len(records) != 1 {
					t.Fatalf("%d records, %v", len(records), err)
				}
				sinks := fmt.Sprintf("%+v %+v", left, records)
				for _, view := range b.published() {
					sinks += dump(view)
				}
				for _, spelling := range append(spellings(secret), "s3cret", `a\/b+c`, "a%2Fb%2Bc") {
					if strings.Contains(sinks, spelling) {
						t.Errorf("%q is in %s", spelling, lineOf(sinks, spelling))
					}
				}
			})
		})
	}
}

// TestAnIdleDeskClearsTheHintToken, and so does a desk whose form is filled again.
func TestAnIdleDeskClearsTheHintToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := newGenericBench(t, nil, func(e *config.Environment) { e.Hint = config.HintIDToken })
		b.SetHintToken("a.b.c")
		if v := b.pass(time.Minute); !v.Form.Token.Valid || v.Form.Token.Value.Reveal() != "a.b.c" {
			t.Errorf("%+v", v.Form.Token)
		}
		if v := b.pass(5 * time.Minute); v.Form.Token.Value != "" {
			t.Error("it is still there")
		}
		b.SetHintToken("a.b.c")
		b.Fill(Request{Person: alice})
		if v := b.pass(0); v.Form.Token.Value != "" || v.Form.Person.Value != alice {
			t.Errorf("%+v", v.Form)
		}
		b.SelectEnvironment(config.IDDemo)
		if v := b.pass(0); v.Form.TokenHint != "" || v.Form.PersonClaim != "" || v.Form.IP.Value == "" || v.Appswitch.URL == "" || v.Status.Sentence.Key != "state.idle.sentence" {
			t.Errorf("in demo: %+v", v.Form)
		}
	})
}

func TestGenericFill(t *testing.T) {
	tests := map[string]struct {
		request Request
		hint    string
		notice  string
	}{
		"a person":                 {request: Request{Person: alice, Text: "Kode 1", Case: "sag 7"}},
		"a person and a token":     {request: Request{Person: alice, HintToken: "a"}, hint: config.HintLoginToken},
		"a token nobody asks for":  {request: Request{Person: alice, HintToken: "a"}, notice: "fill.not_for_profile"},
		"an IP":                    {request: Request{Person: alice, IP: "192.0.2.1"}, notice: "fill.not_for_profile"},
		"an action":                {request: Request{Person: alice, Action: "SIGN"}, notice: "fill.not_for_profile"},
		"a return URL":             {request: Request{Person: alice, ReturnURL: "https://a.example"}, notice: "fill.not_for_profile"},
		"a person who is too long": {request: Request{Person: strings.Repeat("a", 256)}, notice: "fill.too_long"},
		"a token that is too long": {
			request: Request{HintToken: strings.Repeat("a", 9000)}, hint: config.HintLoginToken, notice: "fill.too_long",
		},
		"a token for MitID": {request: Request{Environment: config.IDDemo, HintToken: "a"}, notice: "fill.not_for_profile"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := newGenericBench(t, nil, func(e *config.Environment) {
					if test.hint != "" {
						e.Hint = test.hint
					}
				})
				b.Offer(Offer{Request: test.request, Kind: FromProgram})
				v := b.pass(0)
				filled := v.Form.Person.Value == test.request.Person && v.Form.Token.Value.Reveal() == test.request.HintToken && v.Form.Person.Value != ""
				said := ""
				for _, notice := range v.Notices {
					said += notice.Text.Key
				}
				if said != test.notice || filled != (test.notice == "") || v.Environment.ID != "identity" {
					t.Errorf("%+v, form %+v", v.Notices, v.Form)
				}
			})
		})
	}
}

// TestTheCaseOfAGenericRequest: it isn't sent. It is in the journal, and in the text if the
// template contains it.
func TestTheCaseOfAGenericRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		b, i := newGenericBench(t, j, func(e *config.Environment) { e.TextTemplate = "Kode {code}, sag {case}" })
		b.SetCase(strings.Repeat("7", 256))
		b.SetPerson(alice)
		if v := b.pass(0); v.CanStart || v.Form.Case.Problem.IsZero() {
			t.Errorf("a case without an end: %+v", v.Form.Case)
		}
		b.SetCase("2026-7")
		v := b.verify(alice)
		records, err := j.List(t.Context(), journal.Filter{})
		if err != nil || len(records) != 1 || records[0].Case != "2026-7" || !strings.HasSuffix(v.Outcome.Text, "sag 2026-7") || i.asked[0].BindingMessage != v.Outcome.Text {
			t.Errorf("%+v, %v, %q", records, err, v.Outcome.Text)
		}
	})
}

// TestGenericTokenOfAnotherRequest: if the provider states a text or a request, it must be what was
// sent, or nobody is verified.
func TestGenericTokenOfAnotherRequest(t *testing.T) {
	for name, test := range map[string]struct {
		claims      map[string]any
		cause, code string
	}{
		"the text that was sent": {claims: map[string]any{"binding_message": "Kode 4821"}},
		"another text": {
			claims: map[string]any{"binding_message": "Betal 100 kr."}, cause: "other", code: "reference_text:different",
		},
		"no text at all":      {claims: map[string]any{"binding_message": nil}},
		"a text that is none": {claims: map[string]any{"binding_message": 7}, cause: "uncheckable", code: "reference_text:malformed"},
		"another request": {
			claims: map[string]any{"urn:openid:params:jwt:claim:auth_req_id": "another"},
			cause:  "not_genuine", code: "request_binding:different",
		},
		"a reference of its own": {claims: map[string]any{"reference_id": "0017"}},
		"another request and text": {
			claims: map[string]any{"auth_req_id": "another", "binding_message": "x"},
			cause:  "not_genuine", code: "request_binding:different",
		},
		"another person's own text": {
			claims: map[string]any{"preferred_username": "robert.smith", "binding_message": "Betal 100 kr."},
			cause:  "other", code: "person:someone_else",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, i := newGenericBench(t, nil, nil)
				i.claims = test.claims
				b.SetText("Kode 4821")
				o := b.verify(alice).Outcome
				if o.Cause != test.cause || o.CauseCode != test.code || (o.Outcome == "verified") != (test.cause == "") {
					t.Errorf("%s, cause %q, code %q; want %q, %q", o.Outcome, o.Cause, o.CauseCode, test.cause, test.code)
				}
				for _, view := range b.published() {
					if shown := dump(view); test.code == "person:someone_else" && (strings.Contains(shown, "Betal") || strings.Contains(shown, "robert.smith")) {
						t.Fatal("what somebody else approved is shown")
					}
				}
			})
		})
	}
}

// TestReferenceOfARequest: a token may state the reference that was sent. The profile generic sends
// none, even with a case.
func TestReferenceOfARequest(t *testing.T) {
	of := func(a asked) string { return (&state{}).params(&run{request: a, recorder: &recorder{}}).Reference }
	if got := of(mitidRequest{Request: mitid.Request{Case: "sag-17"}}); got != "sag-17" {
		t.Errorf("the reference is %q", got)
	}
	if got := of(genericRequest{Request: generic.Request{Person: alice}, CaseNumber: "sag-17"}); got != "" {
		t.Errorf("the reference is %q", got)
	}
}
