package secrets

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ringback/ciba"
	"ringback/storage/config"
)

const bindingIssuer = "https://broker.example/op"

// plain returns an environment without overrides, and with one with some.
func plain() config.Environment {
	return config.Environment{ID: "own", Profile: config.ProfileMitIDFlex, Issuer: bindingIssuer, ClientID: "abc", ClientAuth: ciba.ClientSecretPost}
}

func with(change func(*config.Environment)) config.Environment {
	e := plain()
	change(&e)
	return e
}

// TestASavedSecretGoesNowhereElse: a secret is saved for one environment. Another one with the same
// issuer and client id, as somebody may hand it out, has to ask for it.
func TestASavedSecretGoesNowhereElse(t *testing.T) {
	start := func(url string) config.Environment {
		return with(func(e *config.Environment) { e.Endpoints.BackchannelAuthentication = url })
	}
	token := func(url string) config.Environment {
		return with(func(e *config.Environment) { e.Endpoints.Token = url })
	}
	cancel := func(url string) config.Environment {
		return with(func(e *config.Environment) { e.Endpoints.Cancel = url })
	}
	keys := func(url string) config.Environment {
		return with(func(e *config.Environment) { e.Endpoints.JWKS = url })
	}
	for _, c := range []struct {
		name         string
		saved, asked config.Environment
		same         bool
	}{
		{name: "nothing overridden", saved: plain(), asked: plain(), same: true},
		{name: "another start", saved: plain(), asked: start("https://evil.example/ciba")},
		{name: "another token endpoint", saved: plain(), asked: token("https://evil.example/token")},
		{name: "another cancel", saved: plain(), asked: cancel("https://evil.example/{auth_req_id}")},
		{name: "another CPR match", saved: plain(), asked: with(func(e *config.Environment) { e.CPRMatchEndpoint = bindingIssuer + "/match" })},
		{name: "other keys, which get nothing", saved: plain(), asked: keys("https://evil.example/jwks"), same: true},
		{
			name: "appswitch addresses, which get nothing", saved: plain(),
			asked: with(func(e *config.Environment) { e.AppswitchIOS = "https://evil.example" }), same: true,
		},
		{
			name: "another path on the same host", saved: start("https://broker.example/op/connect/ciba"),
			asked: start("https://broker.example/op/connect/other"),
		},
		{name: "the issuer's host, but another path", saved: plain(), asked: start("https://broker.example/op/evil")},
		{name: "another port", saved: start("https://broker.example/ciba"), asked: start("https://broker.example:8443/ciba")},
		{name: "http on this machine", saved: start("https://127.0.0.1/ciba"), asked: start("http://127.0.0.1/ciba")},
		{name: "another name of this machine", saved: start("https://127.0.0.1/ciba"), asked: start("https://localhost/ciba")},
		{
			name: "the default port", saved: start("https://mirror.example/ciba"),
			asked: start("https://mirror.example:443/ciba"), same: true,
		},
		{
			name: "large letters in the host", saved: start("https://mirror.example/ciba"),
			asked: start("HTTPS://Mirror.Example/ciba"), same: true,
		},
		{name: "large letters in the path", saved: start("https://mirror.example/ciba"), asked: start("https://mirror.example/CIBA")},
		{name: "a dot behind the host", saved: start("https://mirror.example/ciba"), asked: start("https://mirror.example./ciba")},
		{name: "percent", saved: start("https://mirror.example/ciba"), asked: start("https://mirror.example/%63iba")},
		{name: "a slash at the end", saved: start("https://mirror.example/ciba"), asked: start("https://mirror.example/ciba/")},
		{name: "dots in the path", saved: start("https://mirror.example/ciba"), asked: start("https://mirror.example/a/../ciba")},
		{name: "the override is gone", saved: start("https://mirror.example/ciba"), asked: plain()},
		{
			name: "one of two is gone", saved: with(func(e *config.Environment) {
				e.Endpoints.BackchannelAuthentication, e.Endpoints.Token = "https://mirror.example/ciba", "https://mirror.example/token"
			}),
			asked: start("https://mirror.example/ciba"),
		},
		{
			name:  "start and token endpoint changed places",
			saved: start("https://mirror.example/x"), asked: token("https://mirror.example/x"),
		},
		{name: "the issuer as the token endpoint", saved: plain(), asked: token(bindingIssuer)},
		{name: "the token endpoint as the issuer", saved: token(bindingIssuer), asked: plain()},
		{
			name: "the token endpoint alone", saved: token("https://mirror.example/token"),
			asked: token("https://mirror.example/token"), same: true,
		},
		{name: "… with another start", saved: token("https://mirror.example/token"), asked: with(func(e *config.Environment) {
			e.Endpoints.BackchannelAuthentication, e.Endpoints.Token = "https://evil.example/ciba", "https://mirror.example/token"
		})},
		{name: "the issuer's own cancel, written", saved: plain(), asked: cancel(bindingIssuer + "/api/v1/ciba/{auth_req_id}"), same: true},
		{
			name: "the way of a secret", saved: plain(),
			asked: with(func(e *config.Environment) { e.ClientAuth = ciba.ClientSecretBasic }), same: true,
		},
		{
			name: "the name and the kind", saved: plain(),
			asked: with(func(e *config.Environment) { e.ID, e.Name, e.Kind = "other", "Other", config.KindProduction }),
			same:  true,
		},
	} {
		for _, inMemory := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, in memory %t", c.name, inMemory), func(t *testing.T) {
				bubble(t, Options{}, func(t *testing.T, s *Store, _ *fakeKeyring) {
					if inMemory {
						must(t, s.SetInMemory(bindingOf(c.saved), "geheim-4711"))
					} else {
						must(t, s.Set(t.Context(), bindingOf(c.saved), "geheim-4711"))
					}
					secret, _, err := s.Get(t.Context(), bindingOf(c.asked))
					if c.same != (err == nil) || c.same != (secret == "geheim-4711") {
						t.Fatalf("it is given out: %t, %v", secret != "", err)
					}
					if c.same {
						return
					}
					var elsewhere *ElsewhereError
					if !errors.As(err, &elsewhere) || !errors.Is(err, ErrBoundElsewhere) || elsewhere.Public {
						t.Fatalf("the error is %v", err)
					}
					if elsewhere.Saved.Overrides != bindingOf(c.saved).Overrides || elsewhere.Asked != bindingOf(c.asked) || len(elsewhere.Changes()) == 0 {
						t.Errorf("it tells of %+v", elsewhere)
					}
					if strings.Contains(err.Error(), "geheim") {
						t.Errorf("it tells the secret: %v", err)
					}
					if inMemory {
						return
					}
					// Entered again for the new hosts, it is no longer given out for the old ones.
					must(t, s.Set(t.Context(), bindingOf(c.asked), "geheim-4711"))
					holds(t, s, bindingOf(c.asked), "geheim-4711", SourceKeyring, nil)
					holds(t, s, bindingOf(c.saved), "", "", ErrBoundElsewhere)
				})
			})
		}
	}
}

// TestEveryEndpointIsAccountedFor: no endpoint is missing in what is shown, and none that is sent
// something is unbound.
func TestEveryEndpointIsAccountedFor(t *testing.T) {
	gets := []config.Use{config.UseCredential, config.UsePerson, config.UseRequest, config.UseMatch}
	var e config.Environment
	fields := reflect.ValueOf(&e.Endpoints).Elem()
	if got := len(e.AllEndpoints()); got != fields.NumField()+1 { // and the CPR match
		t.Errorf("%d endpoints are described, and there are %d", got, fields.NumField()+1)
	}
	for i := range fields.NumField() {
		e := config.Environment{}
		reflect.ValueOf(&e.Endpoints).Elem().Field(i).SetString("https://evil.example/x")
		given := e.Overrides()
		if len(given) != 1 || len(given[0].Uses) == 0 {
			t.Errorf("%s is described as %v", fields.Type().Field(i).Name, given)
			continue
		}
		bound := !bindingOf(e).Overrides.None()
		if want := slices.ContainsFunc(given[0].Uses, func(u config.Use) bool { return slices.Contains(gets, u) }); bound != want || bindingOf(e).Overrides.Get(given[0].Key) != "" != want {
			t.Errorf("%s is bound: %t, want %t", given[0].Key, bound, want)
		}
	}
	keys := config.Keys(config.ProfileMitIDFlex)
	for _, endpoint := range e.AllEndpoints() {
		if !slices.ContainsFunc(keys, func(k config.Key) bool { return k.Name == endpoint.Key }) {
			t.Errorf("the file has no key %s", endpoint.Key)
		}
	}
}

// TestEntriesOfEarlierVersions: this version reads what earlier ones stored, and they read what
// this one stores if only the token endpoint is overridden.
func TestEntriesOfEarlierVersions(t *testing.T) {
	mirror := with(func(e *config.Environment) { e.Endpoints.Token = "https://mirror.example/token" })
	start := with(func(e *config.Environment) { e.Endpoints.BackchannelAuthentication = "https://mirror.example/ciba" })
	for _, c := range []struct {
		e      config.Environment
		stored string
	}{
		{plain(), `{"v":1,"token_endpoint":"https://broker.example/op","secret":"a&b"}`},
		{mirror, `{"v":1,"token_endpoint":"https://mirror.example/token","secret":"a&b"}`},
		{start, `{"v":2,"overrides":{"backchannel_authentication_endpoint":"https://mirror.example/ciba"},"secret":"a&b"}`},
	} {
		bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
			must(t, s.Set(t.Context(), bindingOf(c.e), "a&b"))
			if got := k.entries["Ringback/"+bindingOf(c.e).user()]; got != c.stored {
				t.Errorf("stored is %s, want %s", got, c.stored)
			}
			k.entries["Ringback/"+bindingOf(c.e).user()] = c.stored
			holds(t, s, bindingOf(c.e), "a&b", SourceKeyring, nil)
		})
	}
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		user := "Ringback/" + bindingOf(plain()).user()
		// as it was typed
		k.entries[user] = `{"v":1,"token_endpoint":"https://MIRROR.example:443/token","secret":"one"}`
		holds(t, s, bindingOf(mirror), "one", SourceKeyring, nil)
		holds(t, s, bindingOf(plain()), "", "", ErrBoundElsewhere)
		for name, stored := range map[string]string{
			"more is bound than is known here": `{"v":2,"overrides":{"userinfo_endpoint":"https://a.example"},"secret":"one"}`,
			"nothing says what is bound":       `{"v":2,"secret":"one"}`,
			"both forms":                       `{"v":2,"token_endpoint":"https://broker.example/op","overrides":{},"secret":"one"}`,
			"no secret":                        `{"v":2,"overrides":{}}`,
			"two secrets":                      `{"v":2,"overrides":{},"secret":"one","rsa":"two"}`,
			"no key":                           `{"v":2,"overrides":{},"rsa":"MAYCAQECAQE="}`,
			"a third form":                     `{"v":3,"overrides":{},"secret":"one"}`,
		} {
			k.entries[user] = stored
			_, _, err := s.Get(t.Context(), bindingOf(plain()))
			if !errors.Is(err, ErrUnreadable) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// aKey returns a new private key, also as PEM.
func aKey(t *testing.T, bits int) (any, ciba.Secret) {
	t.Helper()
	var key any
	var err error
	if bits == 0 {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	} else {
		key, err = rsa.GenerateKey(rand.Reader, bits)
	}
	must(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	return key, ciba.Secret(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// TestPrivateKeysFit checks that private keys fit into an entry with what they are bound to, and
// come back as the same key.
func TestPrivateKeysFit(t *testing.T) {
	overrides := func(e *config.Environment) {
		e.Endpoints.BackchannelAuthentication = "https://" + strings.Repeat("a", 60) + ".example/op/connect/ciba"
		e.Endpoints.Token = "https://" + strings.Repeat("b", 60) + ".example/op/connect/token"
		e.Endpoints.Cancel = "https://" + strings.Repeat("c", 60) + ".example/op/api/v1/ciba/{auth_req_id}"
	}
	for _, bits := range []int{0, 2048, 3072, 4096} {
		key, text := aKey(t, bits)
		for _, change := range []func(*config.Environment){func(*config.Environment) {}, overrides} {
			e := with(func(e *config.Environment) { e.ClientAuth = ciba.PrivateKeyJWT; change(e) })
			bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
				must(t, s.Set(t.Context(), bindingOf(e), "\n"+text))
				stored := k.entries["Ringback/"+bindingOf(e).user()]
				if len(stored) == 0 || len(stored) > maxEntry {
					t.Errorf("%d bits take %d bytes", bits, len(stored))
				}
				t.Logf("%d bits take %d bytes", bits, len(stored))
				got, source, err := s.Get(t.Context(), bindingOf(e))
				must(t, err)
				back, err := ciba.ParsePrivateKey(got)
				must(t, err)
				if source != SourceKeyring || !sameKey(key, back) {
					t.Error("it comes back as another key")
				}
				if first := strings.HasPrefix(stored, `{"v":1,`); first != (bindingOf(e).Overrides.None() && bits <= 2048) {
					t.Errorf("of %d bits is stored %.40s…", bits, stored)
				}
			})
		}
	}
}

func sameKey(a, b any) bool {
	switch key := a.(type) {
	case *rsa.PrivateKey:
		other, ok := b.(*rsa.PrivateKey)
		return ok && key.PublicKey.Equal(&other.PublicKey) && other.Validate() == nil
	case *ecdsa.PrivateKey:
		other, ok := b.(*ecdsa.PrivateKey)
		return ok && key.Equal(other)
	}
	return false
}

// TestTheKindOfCredentialIsBound: if the way of authentication changes, a key isn't given out as a
// secret, nor a secret as a key.
func TestTheKindOfCredentialIsBound(t *testing.T) {
	_, pemKey := aKey(t, 0)
	key := with(func(e *config.Environment) { e.ClientAuth = ciba.PrivateKeyJWT })
	block, _ := pem.Decode([]byte(pemKey.Reveal()))
	earlier := func(secret ciba.Secret) string {
		return fmt.Sprintf(`{"v":1,"token_endpoint":%q,"secret":%q}`, bindingIssuer, secret.Reveal())
	}
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		user := "Ringback/" + bindingOf(plain()).user()
		for _, stored := range []string{earlier(pemKey), earlier(ciba.Secret(base64.StdEncoding.EncodeToString(block.Bytes)))} {
			k.entries[user] = stored
			for _, method := range []ciba.AuthMethod{ciba.ClientSecretPost, ciba.ClientSecretBasic, ciba.ClientSecretJWT} {
				e := with(func(e *config.Environment) { e.ClientAuth = method })
				holds(t, s, bindingOf(e), "", "", ErrKeySaved)
			}
			if got, _, err := s.Get(t.Context(), bindingOf(key)); err != nil || !ciba.HoldsPrivateKey(got) {
				t.Errorf("a key that an earlier version saved: %v", err)
			}
		}
		k.entries[user] = earlier("geheim-4711")
		holds(t, s, bindingOf(key), "", "", ErrSecretSaved)
		k.entries[user] = earlier("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIHs\n-----END ENCRYPTED PRIVATE KEY-----")
		var wrong *ciba.KeyError
		if _, _, err := s.Get(t.Context(), bindingOf(key)); !errors.As(err, &wrong) || wrong.Problem != ciba.KeyEncrypted {
			t.Errorf("one that can't be used: %v", err)
		}

		clear(k.entries)
		for _, save := range []func(Binding, ciba.Secret) error{
			func(b Binding, secret ciba.Secret) error { return s.Set(t.Context(), b, secret) }, s.SetInMemory,
		} {
			if err := save(bindingOf(plain()), pemKey); !errors.As(err, &wrong) || wrong.Problem != ciba.KeyAsSecret {
				t.Errorf("a key as a secret: %v", err)
			}
			if err := save(bindingOf(key), "geheim-4711"); !errors.As(err, &wrong) || wrong.Problem != ciba.KeyUnreadable {
				t.Errorf("a secret as a key: %v", err)
			}
		}
		if len(k.entries) > 0 {
			t.Errorf("saved was %v", k.entries)
		}
		for _, c := range []struct {
			given ciba.Secret
			e     config.Environment
			want  ciba.KeyProblem
		}{{given: pemKey, e: plain(), want: ciba.KeyAsSecret}, {given: "geheim-4711", e: key, want: ciba.KeyUnreadable}} {
			if got, _, err := (Given{s, c.given}).Get(t.Context(), bindingOf(c.e)); got != "" || !errors.As(err, &wrong) || wrong.Problem != c.want {
				t.Errorf("given from outside: %v", err)
			}
		}
		must(t, s.SetInMemory(bindingOf(key), pemKey))
		if got, source, err := s.Get(t.Context(), bindingOf(key)); err != nil || source != SourceMemory || !ciba.HoldsPrivateKey(got) {
			t.Errorf("kept in memory: %q, %v", source, err)
		}
		holds(t, s, bindingOf(plain()), "", "", ErrKeySaved)
	})
}

// TestPublishedSecretNeedsAgreement: the user must agree to other hosts, because a person's data is
// sent along.
func TestPublishedSecretNeedsAgreement(t *testing.T) {
	pp := config.BuiltIn()[1]
	mirror, other := pp, pp
	mirror.Endpoints.BackchannelAuthentication, other.Endpoints.Cancel = "https://mirror.example/ciba", "https://other.example/{auth_req_id}"
	asked := func(t *testing.T, s *Store, e config.Environment) {
		t.Helper()
		_, _, err := s.Get(t.Context(), bindingOf(e))
		var elsewhere *ElsewhereError
		if !errors.As(err, &elsewhere) || !elsewhere.Public {
			t.Errorf("without anybody's word: %v", err)
		}
	}
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		asked(t, s, mirror)
		must(t, s.Agree(t.Context(), bindingOf(plain()), false)) // not public: nothing to agree to
		must(t, s.Agree(t.Context(), bindingOf(pp), false))
		if k.stored() != 0 {
			t.Errorf("stored is %v", k.entries)
		}
		must(t, s.Agree(t.Context(), bindingOf(mirror), false))
		holds(t, s, bindingOf(mirror), pp.PublishedSecret.Reveal(), SourcePublished, nil)
		holds(t, s, bindingOf(pp), pp.PublishedSecret.Reveal(), SourcePublished, nil)
		asked(t, s, other)
		must(t, s.Agree(t.Context(), bindingOf(other), true))
		holds(t, s, bindingOf(other), pp.PublishedSecret.Reveal(), SourcePublished, nil)
		holds(t, s, bindingOf(mirror), pp.PublishedSecret.Reveal(), SourcePublished, nil)
		if k.stored() != 1 {
			t.Errorf("for this run only, and stored is %v", k.entries)
		}

		must(t, s.Set(t.Context(), bindingOf(pp), "own"))
		must(t, s.Agree(t.Context(), bindingOf(mirror), false)) // this never replaces a secret
		holds(t, s, bindingOf(pp), "own", SourceKeyring, nil)
		var elsewhere *ElsewhereError
		if _, _, err := s.Get(t.Context(), bindingOf(mirror)); !errors.As(err, &elsewhere) || elsewhere.Public {
			t.Errorf("a secret of one's own takes its place: %v", err)
		}
	})
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		k.err = errors.New("dbus: no bus")
		holds(t, s, bindingOf(pp), pp.PublishedSecret.Reveal(), SourcePublished, nil)
		asked(t, s, mirror)
		must(t, s.Agree(t.Context(), bindingOf(mirror), false))
		holds(t, s, bindingOf(mirror), pp.PublishedSecret.Reveal(), SourcePublished, nil)
		if got, source, err := (Given{s, "given"}).Get(t.Context(), bindingOf(other)); got != "given" || source != SourceGiven || err != nil {
			t.Errorf("given from outside: %q, %v", source, err)
		}
	})
}

// TestForgettingAClient removes all that is kept for it, whatever it was bound to.
func TestForgettingAClient(t *testing.T) {
	mirror := with(func(e *config.Environment) { e.Endpoints.Token = "https://mirror.example/token" })
	key := with(func(e *config.Environment) { e.ClientAuth = ciba.PrivateKeyJWT })
	_, text := aKey(t, 0)
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		must(t, s.Set(t.Context(), bindingOf(mirror), "one"))
		must(t, s.SetInMemory(bindingOf(plain()), "two"))
		must(t, s.SetInMemory(bindingOf(key), text))
		must(t, s.Forget(t.Context(), bindingOf(plain())))
		for _, e := range []config.Environment{plain(), mirror, key} {
			holds(t, s, bindingOf(e), "", "", ErrNoSecret)
		}
		if k.stored() != 0 {
			t.Errorf("left is %v", k.entries)
		}
	})
}

// FuzzEntry reads foreign bytes as an entry of the keyring. Whatever is given out was bound to
// exactly what is asked for, and is stored as the same again.
func FuzzEntry(f *testing.F) {
	start := with(func(e *config.Environment) { e.Endpoints.BackchannelAuthentication = "https://mirror.example/ciba" })
	key := with(func(e *config.Environment) { e.ClientAuth = ciba.PrivateKeyJWT })
	environments := []config.Environment{plain(), start, key}
	for _, e := range environments[:2] {
		stored, err := bindingOf(e).encode("geheim-4711")
		must(f, err)
		f.Add(stored)
	}
	f.Add(`{"v":2,"overrides":{},"rsa":"MAYCAQECAQE="}`)
	f.Add(`{"v":1,"token_endpoint":"https://broker.example/op","secret":"-----BEGIN PRIVATE KEY-----"}`)
	f.Fuzz(func(t *testing.T, stored string) {
		for _, e := range environments {
			b := bindingOf(e)
			secret, err := b.decode(stored)
			if err != nil {
				continue
			}
			if ciba.HoldsPrivateKey(secret) != b.Key {
				t.Error("it is of another kind")
			}
			again, err := b.encode(secret)
			if err != nil {
				continue // a longer form
			}
			if back, err := b.decode(again); err != nil || back != secret {
				t.Errorf("stored again it is another one: %v", err)
			}
			for _, other := range environments {
				if bindingOf(other).Overrides == b.Overrides {
					continue
				}
				if _, err := bindingOf(other).decode(stored); err == nil {
					t.Error("it is given out for two bindings")
				}
			}
		}
	})
}

// bindingOf returns what the desk binds the secret of an environment to.
func bindingOf(e config.Environment) Binding {
	return Binding{
		Issuer: e.Issuer, ClientID: e.ClientID, Key: e.ClientAuth == ciba.PrivateKeyJWT,
		Overrides: OverridesOf(e.Bound()), PublicSecret: config.Published(e.Issuer, e.ClientID),
	}
}
