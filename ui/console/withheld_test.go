package console

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// elsewhere begins in an environment that shares issuer and client id with one whose secret is
// known, but starts at another host.
func elsewhere(secrets func(saved, now config.Environment) desk.Secrets) func(*desk.Options) {
	return func(o *desk.Options) {
		saved := config.Environment{
			ID: "own", Name: "Own", Kind: config.KindTest, Profile: config.ProfileMitIDFlex,
			Issuer: brokerAt + "/op", ClientID: simulator.PublishedClientID, ClientAuth: ciba.ClientSecretPost, Scope: "openid mitid",
			HintEncoding: config.HintJSON, IDTokenAlgs: []string{"RS256"}, RequireAtHash: true, CIBANonce: config.NonceOff,
			IP: "192.0.2.10", TextTemplate: "Kode {code}", Appswitch: config.AppswitchCurrent,
		}
		now := saved
		now.Endpoints.BackchannelAuthentication, now.Endpoints.JWKS = "http://127.0.0.1:4712/op/connect/ciba", "http://127.0.0.1:4713/op/.well-known/openid-configuration/jwks"
		o.Environments = append(o.Environments, now)
		o.Environment, o.Secrets = "own", secrets(saved, now)
	}
}

// TestASavedSecretIsWithheld: if its hosts differ, nothing is sent, the outcome is failed, and both
// hosts are named.
func TestASavedSecretIsWithheld(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			store := func(saved, now config.Environment) desk.Secrets {
				return noSecrets{err: &secrets.ElsewhereError{Saved: desk.BindingOf(saved), Asked: desk.BindingOf(now)}}
			}
			r := call{language: assets.English, json: asJSON, scenario: simulator.Approve, request: Request{UUID: mette}, prepare: elsewhere(store)}.verify(t)
			if r.status != ExitFailed || r.started != 0 {
				t.Errorf("exit status %d, %d requests", r.status, r.started)
			}
			if strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "127.0.0.1:4711") || !strings.Contains(r.err, "127.0.0.1:4712") {
				t.Errorf("it says %q", r.err)
			}
			if asJSON != strings.Contains(r.out, `"outcome":"failed","reason":"secret_withheld"`) || !asJSON && r.out != "" {
				t.Errorf("it writes %q", r.out)
			}
		})
	}
}

// TestAGivenSecretAgreesToItsHosts: they are named before anything is sent.
func TestAGivenSecretAgreesToItsHosts(t *testing.T) {
	for _, language := range assets.Languages() {
		synctest.Test(t, func(t *testing.T) {
			kept := secrets.New(nil, secrets.Options{})
			t.Cleanup(func() { _ = kept.Close() })
			store := func(config.Environment, config.Environment) desk.Secrets {
				return secrets.Given{Store: kept, Secret: simulator.PublishedClientSecret}
			}
			r := call{language: language, scenario: simulator.Approve, request: Request{UUID: mette}, prepare: elsewhere(store), handler: func(q *http.Request) bool {
				// the simulator accepts one host only
				q.Host = strings.TrimPrefix(brokerAt, "http://")
				return true
			}}.verify(t)
			if r.status != ExitVerified || r.started != 1 {
				t.Errorf("exit status %d, %d requests\n%s", r.status, r.started, r.out)
			}
			lines := strings.Split(strings.TrimSpace(r.err), "\n")
			if len(lines) != 2 || !strings.Contains(lines[0], "127.0.0.1:4712") || !strings.Contains(lines[1], "127.0.0.1:4713") {
				t.Errorf("it says %q", r.err)
			}
			wantNoSecrets(t, r)
		})
	}
}

// TestWrongKindOfCredential: it is reported as that, not as missing.
func TestWrongKindOfCredential(t *testing.T) {
	for want, given := range map[string]ciba.Secret{"never sent": "-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----", "isn’t a private key": "geheim-4711"} {
		synctest.Test(t, func(t *testing.T) {
			kept := secrets.New(nil, secrets.Options{})
			t.Cleanup(func() { _ = kept.Close() })
			prepare := elsewhere(func(config.Environment, config.Environment) desk.Secrets {
				return secrets.Given{Store: kept, Secret: given}
			})
			r := call{language: assets.English, scenario: simulator.Approve, request: Request{UUID: mette}, prepare: func(o *desk.Options) {
				prepare(o)
				if given == "geheim-4711" {
					o.Environments[len(o.Environments)-1].ClientAuth = ciba.PrivateKeyJWT
				}
			}}.verify(t)
			if r.status != ExitUsage || r.started != 0 || !strings.Contains(r.err, want) || strings.Contains(r.err, "missing") || strings.Contains(fmt.Sprint(r.out, r.err), "MIG") {
				t.Errorf("exit status %d, %d requests: %q", r.status, r.started, r.err)
			}
		})
	}
}

// TestAPublishedSecretIsWithheld: without the user's agreement, even if there is no keyring that
// could hold one.
func TestAPublishedSecretIsWithheld(t *testing.T) {
	for _, language := range assets.Languages() {
		synctest.Test(t, func(t *testing.T) {
			kept := secrets.New(nil, secrets.Options{})
			t.Cleanup(func() { _ = kept.Close() })
			r := call{language: language, scenario: simulator.Approve, request: Request{UUID: mette}, prepare: func(o *desk.Options) {
				elsewhere(func(config.Environment, config.Environment) desk.Secrets { return kept })(o)
				own := &o.Environments[len(o.Environments)-1]
				own.Issuer = config.BuiltIn()[1].Issuer
				own.Endpoints = ciba.Endpoints{BackchannelAuthentication: "https://mirror.example/op/connect/ciba"}
			}}.verify(t)
			if r.status != ExitFailed || r.started != 0 || !strings.Contains(r.err, "pp.netseidbroker.dk") || !strings.Contains(r.err, "mirror.example") {
				t.Errorf("exit status %d, %d requests: %q", r.status, r.started, r.err)
			}
		})
	}
}
