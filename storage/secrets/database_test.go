package secrets

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"ringback/ciba"
)

// TestDatabasePassword: it is given out for the login and the servers that it was saved for, and
// for no other.
func TestDatabasePassword(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		saved := DatabaseLogin{Hosts: []string{"a.example:5432", "b.example:5432"}, User: "anna"}
		if _, err := s.DatabasePassword(t.Context(), saved); !errors.Is(err, ErrNoDatabasePassword) {
			t.Errorf("none: %v", err)
		}
		const password = ` hemmelig"<&>æ `
		if err := s.SaveDatabasePassword(t.Context(), saved, password); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			login DatabaseLogin
			want  error
		}{
			"the same":         {login: saved},
			"fewer servers":    {login: DatabaseLogin{Hosts: saved.Hosts[1:], User: "anna"}},
			"another order":    {login: DatabaseLogin{Hosts: []string{saved.Hosts[1], saved.Hosts[0]}, User: "anna"}},
			"one more server":  {login: DatabaseLogin{Hosts: append(slices.Clone(saved.Hosts), "c.example:5432"), User: "anna"}, want: ErrDatabaseElsewhere},
			"another port":     {login: DatabaseLogin{Hosts: []string{"a.example:5433"}, User: "anna"}, want: ErrDatabaseElsewhere},
			"another login":    {login: DatabaseLogin{Hosts: saved.Hosts, User: "bo"}, want: ErrDatabaseElsewhere},
			"no server at all": {login: DatabaseLogin{User: "anna"}, want: ErrDatabaseElsewhere},
		} {
			got, err := s.DatabasePassword(t.Context(), c.login)
			if !errors.Is(err, c.want) || (got.Reveal() == password) != (c.want == nil) || strings.Contains(fmt.Sprint(err), "hemmelig") {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, text := range []string{"", "x", `{"v":2,"hosts":["a.example:5432"],"user":"anna","password":"x"}`, `{"v":1,"hosts":["a.example:5432"],"user":"anna","password":"x","only":"y"}`, `{"v":1,"hosts":["a.example:5432"],"user":"anna"}`} {
			k.entries[service+"/"+databasePassword] = text
			if _, err := s.DatabasePassword(t.Context(), DatabaseLogin{Hosts: saved.Hosts[:1], User: "anna"}); !errors.Is(err, ErrDatabaseEntry) {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// TestDatabasePasswordsThatArentKept.
func TestDatabasePasswordsThatArentKept(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		login := DatabaseLogin{Hosts: []string{"a.example:5432"}, User: "anna"}
		for name, c := range map[string]struct {
			login    DatabaseLogin
			password ciba.Secret
			want     error
		}{
			"empty":           {login: login, want: ErrEmpty},
			"not text":        {login: login, password: "\xff", want: ErrCharacters},
			"a NUL":           {login: login, password: "a\x00b", want: ErrCharacters},
			"too long":        {login: login, password: ciba.Secret(strings.Repeat("x", 1001)), want: ErrTooLong},
			"too many signs":  {login: DatabaseLogin{Hosts: []string{strings.Repeat("h", 1000)}, User: "anna"}, password: ciba.Secret(strings.Repeat("x", 1000)), want: ErrTooLong},
			"bound to nobody": {login: DatabaseLogin{Hosts: login.Hosts}, password: "x", want: ErrBinding},
			"bound nowhere":   {login: DatabaseLogin{User: "anna"}, password: "x", want: ErrBinding},
		} {
			if err := s.SaveDatabasePassword(t.Context(), c.login, c.password); !errors.Is(err, c.want) || !errors.Is(c.login.Check(c.password), c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.SaveDatabasePassword(t.Context(), login, ciba.Secret(pemOf(t, newEC(t, elliptic.P256())))); !errors.As(err, new(*ciba.KeyError)) {
			t.Errorf("a key: %v", err)
		}
		if len(k.entries) > 0 {
			t.Errorf("kept: %v", slices.Collect(maps.Keys(k.entries)))
		}
	})
}

func newEC(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func pemOf(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// TestDatabaseKey: EC on P-256 and Ed25519 come back as they were, and others are refused.
func TestDatabaseKey(t *testing.T) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ec := newEC(t, elliptic.P256())
	sec1, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	edwardsDER, err := x509.MarshalPKCS8PrivateKey(edwards)
	if err != nil {
		t.Fatal(err)
	}
	bubble(t, Options{}, func(t *testing.T, s *Store, k *fakeKeyring) {
		if _, err := s.DatabaseKey(t.Context()); !errors.Is(err, ErrNoDatabaseKey) {
			t.Errorf("none: %v", err)
		}
		for name, c := range map[string]struct {
			text string
			key  interface{ Equal(crypto.PrivateKey) bool }
		}{
			"EC":             {text: pemOf(t, ec), key: ec},
			"EC, SEC 1":      {text: string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1})), key: ec},
			"Ed25519":        {text: pemOf(t, edwards), key: edwards},
			"Ed25519 as DER": {text: base64.StdEncoding.EncodeToString(edwardsDER) + "\n", key: edwards},
		} {
			if err := s.SaveDatabaseKey(t.Context(), ciba.Secret(c.text)); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if got, err := s.DatabaseKey(t.Context()); err != nil || !c.key.Equal(got) {
				t.Errorf("%s: %v", name, err)
			}
		}
		before := k.entries[service+"/"+databaseKey]
		for name, text := range map[string]string{"RSA": pemOf(t, small), "another curve": pemOf(t, newEC(t, elliptic.P384()))} {
			if err := s.SaveDatabaseKey(t.Context(), ciba.Secret(text)); !errors.Is(err, ErrDatabaseKeyKind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.SaveDatabaseKey(t.Context(), "hemmelig"); !errors.As(err, new(*ciba.KeyError)) || strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("no key: %v", err)
		}
		if k.entries[service+"/"+databaseKey] != before || len(before) > maxEntry {
			t.Error("the old key is gone")
		}
		k.entries[service+"/"+databaseKey] = "x"
		if _, err := s.DatabaseKey(t.Context()); !errors.Is(err, ErrDatabaseEntry) {
			t.Errorf("something else: %v", err)
		}
	})
}
