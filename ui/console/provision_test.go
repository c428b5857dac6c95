package console

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// keptEntries is the keyring of a user.
type keptEntries struct {
	entries map[string]string
	err     error // of every call
}

func (k *keptEntries) Get(service, user string) (string, error) {
	value, there := k.entries[service+"/"+user]
	if k.err == nil && !there {
		return "", keyring.ErrNotFound
	}
	return value, k.err
}

func (k *keptEntries) Set(service, user, secret string) error {
	if k.err == nil {
		k.entries[service+"/"+user] = secret
	}
	return k.err
}

func (k *keptEntries) Delete(service, user string) error {
	delete(k.entries, service+"/"+user)
	return k.err
}

// nordby returns an environment at an issuer.
func nordby(t *testing.T, issuer, auth string, more ...string) config.Environment {
	t.Helper()
	text := fmt.Sprintf("[[environment]]\nid = \"nordby\"\nname = \"Nordby\"\nkind = \"test\"\nissuer = %q\nclient_id = \"abc\"\nclient_auth = %q\nip = \"192.0.2.10\"\norganisation = \"Nordby Kommune\"\n%s",
		issuer, auth, strings.Join(more, "\n"))
	all, err := config.ParseEnvironments([]byte(text), "test")
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// marked is a value that must be nowhere but in the keyring.
const marked = "hemmelig-4711"

// aPrivateKey returns a private key in PEM.
func aPrivateKey(t *testing.T) string {
	t.Helper()
	return aKeyOn(t, elliptic.P256())
}

// aKeyOn returns a private key on a curve, in PEM.
func aKeyOn(t *testing.T, curve elliptic.Curve) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func object(t *testing.T, members map[string]string) string {
	t.Helper()
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// nowhere returns an issuer that nobody listens for, at the near end of a connection, whose port
// nobody else gets.
func nowhere(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	held, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Close() })
	return "http://" + held.LocalAddr().String() + "/op"
}

// TestProvision stores credentials for a real broker, the simulator, and nothing if anything is
// wrong.
func TestProvision(t *testing.T) {
	broker, err := simulator.Start(t.Context(), simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer broker.Close()
	issuer, key := broker.Issuer(), aPrivateKey(t)
	secretAt, keyAt := nordby(t, issuer, "client_secret_basic"), nordby(t, issuer, "private_key_jwt")
	secret := object(t, map[string]string{"environment": "nordby", "client_secret": marked})
	for name, c := range map[string]struct {
		in          string
		environment config.Environment
		settings    config.Settings
		keyring     error
		status      int
		says        string
	}{
		"a secret":               {in: secret, environment: secretAt, says: "Stored in the keyring: the client secret of the environment nordby, for the client abc at " + ciba.Host(issuer)},
		"a private key":          {in: object(t, map[string]string{"environment": "nordby", "private_key": key}), environment: keyAt, says: "the private key of the environment nordby"},
		"offline":                {in: secret, environment: nordby(t, nowhere(t), "client_secret_basic"), status: ExitNotStored, says: "could not be confirmed"},
		"another issuer":         {in: secret, environment: nordby(t, issuer+"/other", "client_secret_basic"), status: ExitNotStored, says: "could not be confirmed"},
		"locked":                 {in: secret, environment: secretAt, keyring: errors.New("the collection is locked"), status: ExitNotStored, says: "keyring is locked"},
		"no keyring":             {in: secret, environment: secretAt, keyring: errors.New("no such service"), status: ExitNotStored, says: "keyring can’t be used"},
		"an unknown environment": {in: object(t, map[string]string{"environment": "sønderby", "client_secret": marked}), environment: secretAt, status: ExitUsage, says: `no environment "sønderby". There are: demo, pp, production, nordby`},
		"demo":                   {in: object(t, map[string]string{"environment": "demo", "client_secret": marked}), environment: secretAt, status: ExitUsage, says: "the demo needs no secret"},
		"production, not set up": {in: object(t, map[string]string{"environment": "production", "client_secret": marked}), environment: secretAt, status: ExitUsage, says: "has no client id yet"},
		"production with the demo's client": {
			in: object(t, map[string]string{"environment": "production", "client_secret": marked}), environment: secretAt,
			settings: config.Settings{Production: config.Production{ClientID: simulator.PublishedClientID}}, status: ExitUsage, says: "has no client id yet",
		},
		"a secret for a key":    {in: secret, environment: keyAt, status: ExitUsage, says: "Give it a private_key"},
		"a key for a secret":    {in: object(t, map[string]string{"environment": "nordby", "private_key": key}), environment: secretAt, status: ExitUsage, says: "Give it a client_secret"},
		"a key as a secret":     {in: object(t, map[string]string{"environment": "nordby", "client_secret": key}), environment: secretAt, status: ExitUsage, says: "private key"},
		"no key":                {in: object(t, map[string]string{"environment": "nordby", "private_key": marked}), environment: keyAt, status: ExitUsage, says: "key"},
		"too long":              {in: object(t, map[string]string{"environment": "nordby", "client_secret": strings.Repeat(marked, 150)}), environment: secretAt, status: ExitUsage, says: "too long for the keyring"},
		"too long in two bytes": {in: object(t, map[string]string{"environment": "nordby", "client_secret": marked + strings.Repeat("ø", 1000)}), environment: secretAt, status: ExitUsage, says: "too long for the keyring"},
		"empty":                 {in: object(t, map[string]string{"environment": "nordby", "client_secret": " \n"}), environment: secretAt, status: ExitUsage, says: "the value is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			kept := &keptEntries{entries: make(map[string]string), err: c.keyring}
			store := secrets.New(kept, secrets.Options{})
			defer store.Close()
			words, err := assets.Load(assets.English)
			if err != nil {
				t.Fatal(err)
			}
			asked, problem := ReadProvision(strings.NewReader(c.in))
			if !problem.IsZero() {
				t.Fatal(problem)
			}
			var out, wrong bytes.Buffer
			o := desk.ProvisionOptions{
				Environments: append(config.BuiltIn(), c.environment), Settings: c.settings,
				Transport: ciba.NewTransport(ciba.Network{}), Secrets: store,
			}
			status := Provision(t.Context(), asked, o, words, &out, &wrong)
			said := out.String()
			if c.status != 0 {
				said = wrong.String()
			}
			if status != c.status || !strings.Contains(said, c.says) || (out.Len() > 0) == (wrong.Len() > 0) {
				t.Errorf("status %d, %q, %q", status, &out, &wrong)
			}
			if strings.Contains(out.String()+wrong.String(), marked) || strings.Contains(out.String()+wrong.String(), "PRIVATE KEY-----") {
				t.Error("the value is told")
			}
			if (len(kept.entries) > 0) != (c.status == 0) {
				t.Errorf("%d entries in the keyring", len(kept.entries))
			}
			if c.status != 0 {
				return
			}
			// What was stored is what the desk uses, for these endpoints and no others.
			if got, source, err := store.Get(t.Context(), desk.BindingOf(c.environment)); got == "" || source != secrets.SourceKeyring || err != nil {
				t.Errorf("%s, %v", source, err)
			}
			elsewhere := nordby(t, issuer, string(c.environment.ClientAuth), `token_endpoint = "https://elsewhere.example/token"`)
			if _, _, err := store.Get(t.Context(), desk.BindingOf(elsewhere)); !errors.Is(err, secrets.ErrBoundElsewhere) {
				t.Errorf("for another endpoint: %v", err)
			}
		})
	}
}

// TestProvisionInput: anything but the one object is refused, and nothing of it is repeated.
func TestProvisionInput(t *testing.T) {
	for in, want := range map[string]string{
		"": "provision.unreadable", "null": "provision.unreadable", "[]": "provision.unreadable", `"` + marked + `"`: "provision.unreadable", "{}": "provision.unreadable",
		`{"environment":"nordby"}`:                                         "provision.unreadable",
		`{"client_secret":"` + marked + `"}`:                               "provision.unreadable",
		`{"environment":"nordby","client_secret":null}`:                    "provision.unreadable",
		`{"environment":"nordby","client_secret":4711}`:                    "provision.unreadable",
		`{"environment":"nordby","Client_Secret":"` + marked + `"}`:        "provision.unreadable",
		`{"environment":"nordby","client_secret":"a","client_secret":"b"}`: "provision.unreadable",
		`{"environment":"nordby","client_secret":"a","private_key":"b"}`:   "provision.unreadable",
		`{"environment":"nordby","client_secret":"a","more":"b"}`:          "provision.unreadable",
		`{"environment":"nordby","client_secret":"a"} {}`:                  "provision.unreadable",
		`{"environment":"nordby","client_secret":"` + "\xff" + `"}`:        "provision.not_utf8",
		`{"journal":{}}`:                                                           "provision.unreadable",
		`{"journal":{"seal":{}}}`:                                                  "provision.unreadable",
		`{"journal":{"password":""}}`:                                              "provision.unreadable",
		`{"journal":{"seal":{"1":"a","1":"b"}}}`:                                   "provision.unreadable",
		`{"journal":{"seal":{"1":7}}}`:                                             "provision.unreadable",
		`{"journal":{"seal":["` + marked + `"]}}`:                                  "provision.unreadable",
		`{"journal":{"Seal":{"1":"a"}}}`:                                           "provision.unreadable",
		`{"journal":{"password":"a","token":"b"}}`:                                 "provision.unreadable",
		`{"environment":"nordby","journal":{"password":"a"}}`:                      "provision.unreadable",
		`{"client_secret":"a","journal":{"password":"a"}}`:                         "provision.unreadable",
		"{\x00\"\x00e\x00n\x00":                                                    "provision.not_utf8",
		strings.Repeat(" ", maxProvision) + `{"environment":"a"}`:                  "provision.unreadable",
		"\uFEFF" + `{"environment":"nordby","client_secret":"` + marked + `"}`:     "",
		"\n " + `{"environment":"nordby","private_key":"` + marked + `"}` + "\r\n": "",
	} {
		p, problem := ReadProvision(strings.NewReader(in))
		if problem.Key != want || (p.Secret != "") != (want == "") {
			t.Errorf("%.80q: %v", in, problem)
		}
		if strings.Contains(fmt.Sprint(problem), marked) || strings.Contains(fmt.Sprintf("%+v", p), marked) {
			t.Errorf("%.80q: the value is told", in)
		}
	}
	if _, problem := ReadProvision(iotest.ErrReader(errors.New("broken"))); problem.Key != "provision.unreadable" {
		t.Error(problem)
	}
}

func TestProvisionInputThatDoesntEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, out := io.Pipe()
		defer out.Close()
		begun := time.Now()
		if _, problem := ReadProvision(in); problem.Key != "provision.late" || time.Since(begun) != inputBound {
			t.Errorf("%v after %v", problem, time.Since(begun))
		}
	})
}

func FuzzProvision(f *testing.F) {
	f.Add([]byte(`{"environment":"nordby","client_secret":"x"}`))
	f.Add([]byte(`{"environment":"nordby","private_key":"-----BEGIN"}`))
	f.Add([]byte("\uFEFF{}"))
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := readProvision(bytes.NewReader(in))
		if err != nil && (p != desk.Provision{}) {
			t.Errorf("%+v with %v", p, err)
		}
	})
}
