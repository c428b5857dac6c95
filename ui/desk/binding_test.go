package desk

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"ringback/ciba"
	"ringback/storage/config"
	"ringback/storage/secrets"
)

// evilAt is another host, which the bench's network also reaches.
const evilAt = "http://127.0.0.1:4712"

// inKeyring begins in the given environment over the real store, which holds secrets saved for
// others.
func inKeyring(t *testing.T, own config.Environment, saved map[secrets.Binding]ciba.Secret) plan {
	real := secrets.New(&memoryKeyring{}, secrets.Options{})
	t.Cleanup(func() { _ = real.Close() })
	for binding, secret := range saved {
		if err := real.Set(t.Context(), binding, secret); err != nil {
			t.Fatal(err)
		}
	}
	return plan{options: func(o *Options) {
		o.Environments = append(config.BuiltIn(), own)
		o.Environment, o.Secrets = own.ID, real
	}}
}

// sentTo records which hosts receive anything other than a GET.
func (b *bench) sentTo() func() []string {
	hosts := make(map[string]bool)
	b.onRequest(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet {
			hosts[r.Method+" "+r.Host] = true
		}
		return false
	})
	return func() []string {
		b.mu.Lock()
		defer b.mu.Unlock()
		return slices.Sorted(maps.Keys(hosts))
	}
}

// TestNothingGoesToAHostWithoutConsent uses an environment with the issuer and client id of one
// whose secret is saved, and one endpoint elsewhere. Nothing is sent before the secret is entered
// again, with both hosts in view.
func TestNothingGoesToAHostWithoutConsent(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*ciba.Endpoints)
		what   string
		before string
		now    string
	}{
		"start": {
			change: func(e *ciba.Endpoints) { e.BackchannelAuthentication = evilAt + "/op/connect/ciba" },
			what:   "editor.label.backchannel_authentication_endpoint", before: "127.0.0.1:4711", now: "127.0.0.1:4712",
		},
		"token": {
			change: func(e *ciba.Endpoints) { e.Token = evilAt + "/op/connect/token" },
			what:   "editor.label.token_endpoint", before: "127.0.0.1:4711", now: "127.0.0.1:4712",
		},
		"cancel": {
			change: func(e *ciba.Endpoints) { e.Cancel = evilAt + "/op/{auth_req_id}" },
			what:   "editor.label.cancel_endpoint", before: "127.0.0.1:4711", now: "127.0.0.1:4712",
		},
		"path": {
			change: func(e *ciba.Endpoints) { e.Token = brokerAt + "/evil/token" },
			what:   "editor.label.token_endpoint", before: brokerAt + "/op", now: brokerAt + "/evil/token",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				own := ownEnvironment()
				own.Endpoints = ciba.Endpoints{}
				saved := map[secrets.Binding]ciba.Secret{BindingOf(own): ourSecret}
				c.change(&own.Endpoints)
				b := newBench(t, inKeyring(t, own, saved))
				sent := b.sentTo()
				b.SetPerson(mette)
				b.Start()
				v := b.pass(1)
				if v.State != Idle || v.CanStart || len(sent()) > 0 {
					t.Fatalf("%s, sent was %v", v.State, sent())
				}
				s := v.Setup
				if s == nil || !s.Withheld || s.Published || s.Problem.Key != "problem.secret_bound_elsewhere" || s.Problem.Args["Before"] != c.before || s.Problem.Args["Now"] != c.now {
					t.Fatalf("setup %+v", s)
				}
				if len(s.Changed) != 1 || s.Changed[0].What.Key != c.what || s.Changed[0].Before != c.before || s.Changed[0].Now != c.now {
					t.Errorf("it says what changed: %+v", s.Changed)
				}
				at := evilAt
				if name == "path" {
					at = brokerAt
				}
				if got := slices.DeleteFunc(slices.Clone(s.Recipients), func(r Recipient) bool { return len(r.Addresses) == 0 }); len(got) != 1 || got[0].Host != ciba.Host(at) || got[0].Issuer != (name == "path") || len(got[0].Gets) == 0 {
					t.Errorf("it names %+v", s.Recipients)
				}
				b.SubmitSetup(SetupInput{})
				if v = b.pass(1); v.Setup == nil || v.Setup.SecretProblem.Key != "secret.problem.empty" {
					t.Errorf("without a secret: %+v", v.Setup)
				}
				b.SubmitSetup(SetupInput{Secret: ourSecret})
				if v = b.pass(1); v.Setup != nil || v.Secret.Source != "keyring" || !v.CanStart {
					t.Errorf("entered again: %+v", v.Setup)
				}
			})
		})
	}
}

// TestAPublishedSecretNeedsConsent: without the user's consent nothing is sent. Saving after the
// hosts were shown gives consent.
func TestAPublishedSecretNeedsConsent(t *testing.T) {
	own := config.BuiltIn()[1]
	own.ID, own.BuiltIn, own.PublishedSecret = "mirror", false, ""
	own.Endpoints.BackchannelAuthentication = "https://mirror.nordby.example/ciba"
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, inKeyring(t, own, nil))
		sent := b.sentTo()
		b.SetPerson(mette)
		b.Start()
		s := b.pass(1).Setup
		if s == nil || !s.Withheld || !s.Published || s.Problem.Key != "problem.hosts_not_agreed" || s.Problem.Args["Now"] != "mirror.nordby.example" || len(sent()) > 0 {
			t.Fatalf("setup %+v, sent %v", s, sent())
		}
		b.SubmitSetup(SetupInput{})
		if v := b.pass(1); v.Setup != nil || v.Secret.Source != "published" || !v.CanStart {
			t.Errorf("agreed: %+v, %+v", v.Setup, v.Secret)
		}
		b.SelectEnvironment(config.IDPP)
		if v := b.pass(1); v.Setup != nil || v.Secret.Source != "published" {
			t.Errorf("the built-in one: %+v", v.Setup)
		}
		b.SelectEnvironment("mirror")
		if v := b.pass(1); v.Setup != nil {
			t.Errorf("asked again: %+v", v.Setup)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		file := newFakeFile(ownEnvironment())
		p := inKeyring(t, ownEnvironment(), nil)
		options := p.options
		p.options = func(o *Options) { options(o); o.EnvironmentFile, o.Environment = file, config.IDDemo }
		b := newBench(t, p)
		b.OpenEditor()
		b.pass(1)
		b.ReadImport(io.NopCloser(strings.NewReader(string(config.EncodeEnvironments([]config.Environment{own})))), "mirror.toml")
		if v := b.pass(1); v.Editor.Import == nil || len(v.Editor.Import.Rows) != 1 {
			t.Fatalf("the editor says %+v", v.Editor)
		}
		b.TakeImport()
		b.pass(1)
		b.CloseEditor()
		b.SelectEnvironment("mirror")
		if v := b.pass(1); v.Setup != nil || v.Secret.Source != "published" {
			t.Errorf("its hosts were shown: %+v", v.Setup)
		}
	})
}

// aPrivateKey returns a new private key as PEM.
func aPrivateKey(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// TestAKeyIsInspectedBeforeItIsSaved, whether typed or from a file.
func TestAKeyIsInspectedBeforeItIsSaved(t *testing.T) {
	own := ownEnvironment()
	own.ClientAuth, own.Endpoints = ciba.PrivateKeyJWT, ciba.Endpoints{}
	key := aPrivateKey(t)
	encrypted := "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHs\n-----END ENCRYPTED PRIVATE KEY-----"
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, inKeyring(t, own, nil))
		if s := b.View().Setup; s == nil || !s.NeedKey || s.Withheld {
			t.Fatalf("setup %+v", s)
		}
		for _, c := range []struct{ text, found, problem string }{
			{text: encrypted, problem: "key.problem.encrypted"},
			{text: "geheim-4711", problem: "key.problem.unreadable"},
			{},
			{text: key, found: "key.found.ec"},
			{text: strings.ReplaceAll(key, "\n", " "), found: "key.found.ec"},
		} {
			b.InspectKey(c.text)
			if s := b.pass(1).Setup; s.Key.Key != c.found || s.SecretProblem.Key != c.problem {
				t.Errorf("typed: %v, %v, want %q, %q", s.Key, s.SecretProblem, c.found, c.problem)
			}
			b.ReadKey(io.NopCloser(strings.NewReader(c.text)), "client.pem")
			if s := b.pass(1).Setup; s.Key.Key != c.found || s.SecretProblem.Key != c.problem || (s.KeyFile == "client.pem") != (c.found != "") {
				t.Errorf("read: %v, %v of %q, want %q, %q", s.Key, s.SecretProblem, s.KeyFile, c.found, c.problem)
			}
		}
		b.SubmitSetup(SetupInput{Secret: encrypted})
		if s := b.pass(1).Setup; s == nil || s.Saving || s.SecretProblem.Key != "key.problem.encrypted" || !s.Problem.IsZero() {
			t.Errorf("one that can't be used: %+v", s)
		}
		b.ReadKey(io.NopCloser(strings.NewReader(key)), "client.pem")
		b.pass(1)
		b.InspectKey("")
		b.SubmitSetup(SetupInput{})
		if s := b.pass(1).Setup; s == nil || s.SecretProblem.Key != "key.problem.empty" {
			t.Errorf("the file was dropped: %+v", s)
		}
		b.ReadKey(io.NopCloser(strings.NewReader(key)), "client.pem")
		b.pass(1)
		b.SubmitSetup(SetupInput{})
		if v := b.pass(1); v.Setup != nil || v.Secret.Source != "keyring" {
			t.Errorf("read from a file: %+v", v.Setup)
		}
		for _, v := range b.published() {
			if strings.Contains(dump(v), "PRIVATE KEY") {
				t.Fatal("the key is in a view")
			}
		}
		if b.state.key.read != "" {
			t.Error("it stays on the desk")
		}
	})
}

// TestAKeyIsNotAcceptedAsASecret: a private key is refused in the field of a secret, and a saved
// key isn't sent after the client authentication was changed.
func TestAKeyIsNotAcceptedAsASecret(t *testing.T) {
	own := ownEnvironment()
	own.Endpoints = ciba.Endpoints{}
	withKey := own
	withKey.ClientAuth = ciba.PrivateKeyJWT
	key := aPrivateKey(t)
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, inKeyring(t, own, map[secrets.Binding]ciba.Secret{BindingOf(withKey): ciba.Secret(key)}))
		sent := b.sentTo()
		b.SetPerson(mette)
		b.Start()
		s := b.pass(1).Setup
		if s == nil || !s.Withheld || s.NeedKey || s.Problem.Key != "problem.key_saved" || len(sent()) > 0 {
			t.Fatalf("setup %+v, sent %v", s, sent())
		}
		b.SubmitSetup(SetupInput{Secret: strings.ReplaceAll(key, "\n", " ")})
		if s = b.pass(1).Setup; s == nil || s.SecretProblem.Key != "key.problem.as_secret" {
			t.Errorf("a key as the secret: %+v", s)
		}
		b.SubmitSetup(SetupInput{Secret: ourSecret, MemoryOnly: true})
		if v := b.pass(1); v.Setup != nil || v.Secret.Source != "memory" {
			t.Errorf("the secret: %+v", v.Setup)
		}
	})
}

// TestAReplacedClientLeavesNoSecret in the keyring after the client id of an environment, or of
// production, has changed.
func TestAReplacedClientLeavesNoSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inProduction})
		b.SubmitSetup(good())
		b.pass(1)
		b.AskSetup()
		b.pass(1)
		in := good()
		in.ClientID = "another-client"
		b.SubmitSetup(in)
		b.pass(1)
		if b.View().Setup != nil || len(b.secrets.stored) != 1 {
			t.Errorf("setup %+v; in the keyring: %v", b.View().Setup, slices.Collect(maps.Keys(b.secrets.stored)))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, nil)
		if !slices.Contains(slices.Collect(maps.Keys(b.secrets.stored)), ownBinding()) {
			t.Fatal("nothing is saved")
		}
		b.EditEnvironment("nordby")
		b.fillEditor("client_id", "another-client")
		b.SaveEnvironment()
		if v := b.pass(1); v.Editor.Form != nil || len(b.secrets.stored) != 0 {
			t.Errorf("the editor shows %+v; in the keyring: %v", v.Editor.Form, slices.Collect(maps.Keys(b.secrets.stored)))
		}
	})
}

// TestTheEditorShowsWhoGetsWhat before it saves an overridden endpoint. Saving then is the consent
// that a published secret needs.
func TestTheEditorShowsWhoGetsWhat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		b.EditEnvironment("nordby")
		if v := b.fillEditor("name", "Another name"); len(v.Editor.Form.Recipients) > 0 {
			t.Errorf("where nothing is overridden: %+v", v.Editor.Form.Recipients)
		}
		v := b.fillEditor("backchannel_authentication_endpoint", "http://127.0.0.1:4712/start", "jwks_uri", "http://127.0.0.1:4713/jwks")
		all := v.Editor.Form.Recipients
		if len(all) != 3 || !all[0].Issuer || all[1].Host != "127.0.0.1:4712" || all[1].Decides || len(all[1].Gets) != 2 || !all[2].Decides || len(all[2].Gets) > 0 {
			t.Fatalf("it names %+v", all)
		}
		before := file.wrote()
		b.SaveEnvironment()
		if v = b.pass(0); v.Editor.Form == nil || !v.Editor.Form.Asking || file.wrote() != before {
			t.Fatalf("it doesn't ask: %+v", v.Editor.Form)
		}
		b.StayAtEnvironment()
		if v = b.pass(0); v.Editor.Form.Asking || !v.Editor.Form.Changed {
			t.Errorf("taken back: %+v", v.Editor.Form)
		}
		b.SaveEnvironment()
		b.pass(0)
		if v = b.fillEditor("cancel_endpoint", "http://127.0.0.1:4712/{auth_req_id}"); v.Editor.Form.Asking {
			t.Error("it stays with a question about something else")
		}
		b.SaveEnvironment()
		b.pass(0)
		b.SaveEnvironment()
		if v = b.pass(0); v.Editor.Form != nil || file.wrote() != before+1 {
			t.Errorf("saved: %+v", v.Editor.Form)
		}
		b.EditEnvironment("nordby")
		b.fillEditor("name", "A third name")
		b.SaveEnvironment()
		if v = b.pass(0); v.Editor.Form != nil {
			t.Errorf("it asks about what was shown: %+v", v.Editor.Form)
		}
	})
	synctest.Test(t, func(t *testing.T) { // the published client of pp
		p := inKeyring(t, ownEnvironment(), nil)
		options := p.options
		p.options = func(o *Options) {
			options(o)
			o.EnvironmentFile, o.Environment = newFakeFile(ownEnvironment()), config.IDDemo
		}
		b := newBench(t, p)
		b.OpenEditor()
		b.pass(0)
		b.DuplicateEnvironment(config.IDPP)
		b.fillEditor("backchannel_authentication_endpoint", "https://mirror.nordby.example/start")
		b.SaveEnvironment()
		b.pass(0)
		b.SaveEnvironment()
		if v := b.pass(0); v.Editor.Form != nil {
			t.Fatalf("not saved: %+v", v.Editor.Form)
		}
		b.CloseEditor()
		b.SelectEnvironment("pp-2")
		if v := b.pass(1); v.Setup != nil || v.Secret.Source != "published" {
			t.Errorf("its hosts were shown: %+v", v.Setup)
		}
	})
}

// TestSavingAgreesOnlyToHostsThatWereShown: saving another key in the editor isn't consent to hosts
// that were written into the file by hand.
func TestSavingAgreesOnlyToHostsThatWereShown(t *testing.T) {
	mirror := config.BuiltIn()[1]
	mirror.ID, mirror.BuiltIn, mirror.PublishedSecret = "mirror", false, ""
	mirror.Endpoints.Token = "https://mirror.nordby.example/token"
	for name, change := range map[string][]string{
		"its name":             {"name", "Another name"},
		"how it authenticates": {"client_auth", "client_secret_jwt"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := inKeyring(t, mirror, nil)
				options := p.options
				p.options = func(o *Options) {
					options(o)
					o.EnvironmentFile, o.Environment = newFakeFile(mirror), config.IDDemo
				}
				b := newBench(t, p)
				b.OpenEditor()
				b.pass(0)
				b.EditEnvironment("mirror")
				b.fillEditor(change...)
				b.SaveEnvironment()
				asked := b.pass(0).Editor.Form != nil
				if asked != (name != "its name") {
					t.Errorf("it asks: %t", asked)
				}
				b.CloseEditor()
				b.SelectEnvironment("mirror")
				if s := b.pass(1).Setup; s == nil || !s.Withheld || s.Problem.Key != "problem.hosts_not_agreed" {
					t.Errorf("nobody was asked, and it says %+v", s)
				}
			})
		})
	}
}
