package desk

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"ringback/storage/config"
	"ringback/storage/secrets"
)

const ourSecret = "our own s€cret+/ =="

func good() SetupInput {
	return SetupInput{ClientID: "0b7c1f5e-client", Secret: ourSecret, IP: "192.0.2.10", Organisation: "Nordby Kommune"}
}

func inProduction(o *Options) { o.Environment = config.IDProduction }

func TestProductionIsSetUpOnce(t *testing.T) {
	tests := map[string]struct {
		keyring    func(*fakeSecrets)
		memoryOnly bool
		source     string
		calls      []string // of the keyring after the probe
	}{
		"in the keyring": {keyring: func(*fakeSecrets) {}, source: "keyring", calls: []string{"set", "get"}},
		"in memory, since there is no keyring": {
			keyring:    func(f *fakeSecrets) { f.probe, f.set = secrets.ErrKeyringMissing, secrets.ErrKeyringMissing },
			memoryOnly: true, source: "memory", calls: []string{"set in memory", "get"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: func(o *Options) { inProduction(o); test.keyring(o.Secrets.(*fakeSecrets)) }})
				v := b.View()
				if s := v.Setup; s == nil || !s.NeedClientID || !s.NeedSecret || !s.NeedIP || s.Probing || s.KeyringWorks == test.memoryOnly || s.Environment != config.IDProduction {
					t.Fatalf("setup %+v", v.Setup)
				}
				if v.CanStart || v.Status.Sentence.Key != "state.idle.setup" || v.Environment.Badge != BadgeProduction {
					t.Errorf("%t, %s, %s", v.CanStart, v.Status.Sentence.Key, v.Environment.Badge)
				}
				in := good()
				in.MemoryOnly = test.memoryOnly
				b.SubmitSetup(in)
				synctest.Wait()
				v = b.View()
				if v.Setup != nil || v.Secret.Source != test.source || v.Form.IP.Value != "192.0.2.10" || len(v.Notices) > 0 {
					t.Errorf("setup %+v, secret %+v, IP %q, notices %v", v.Setup, v.Secret, v.Form.IP.Value, v.Notices)
				}
				if got := b.secrets.called(); !slices.Equal(got, append([]string{"probe"}, test.calls...)) {
					t.Errorf("the keyring was asked to %v", got)
				}
				kept := b.secrets.stored[secrets.Binding{Issuer: "https://netseidbroker.dk/op", ClientID: "0b7c1f5e-client"}]
				if kept.secret != ourSecret {
					t.Error("the secret is not kept for this client")
				}
				saved := b.savedSettings()
				if len(saved) != 1 || saved[0].Production != (config.Production{ClientID: "0b7c1f5e-client", IP: "192.0.2.10", Organisation: "Nordby Kommune"}) {
					t.Errorf("saved %+v", saved)
				}
				b.SetPerson(mette)
				if synctest.Wait(); !b.View().CanStart {
					t.Error("it is set up, and can't be started")
				}
			})
		})
	}
}

// TestProductionIsNotAskedForAgain: with the saved values it is ready from the start, with their IP
// and organisation.
func TestProductionIsNotAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) {
			inProduction(o)
			o.Settings.Production = config.Production{ClientID: "c", IP: "192.0.2.10", Organisation: "Nordby Kommune"}
			o.Secrets.(*fakeSecrets).keep(secrets.Binding{Issuer: "https://netseidbroker.dk/op", ClientID: "c"}, ourSecret, secrets.SourceKeyring)
		}})
		b.SetPerson(mette)
		synctest.Wait()
		v := b.View()
		if v.Setup != nil || !v.CanStart || v.Form.IP.Value != "192.0.2.10" || !v.Form.IPFolded || v.Form.Preview != "Kode "+v.Form.Code+", Nordby Kommune" {
			t.Errorf("setup %+v, can start %t, IP %+v, text %q", v.Setup, v.CanStart, v.Form.IP, v.Form.Preview)
		}
		for _, pair := range v.Form.Request {
			if pair.Name == "client_id" && pair.Value != "c" {
				t.Errorf("the request names the client %q", pair.Value)
			}
		}
		if slices.Contains(b.secrets.called(), "probe") {
			t.Error("the keyring is probed though nothing is to be typed")
		}
	})
}

// TestProductionIsChangedWithoutItsSecret: another IP or organisation doesn't ask for the secret
// again; another client does.
func TestProductionIsChangedWithoutItsSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		binding := secrets.Binding{Issuer: "https://netseidbroker.dk/op", ClientID: "c"}
		b := newBench(t, plan{options: func(o *Options) {
			inProduction(o)
			o.Settings.Production = config.Production{ClientID: "c", IP: "192.0.2.10", Organisation: "Nordby Kommune"}
			o.Secrets.(*fakeSecrets).keep(binding, ourSecret, secrets.SourceKeyring)
		}})
		if !b.View().Secret.Among {
			t.Error("the window can't know that there is more to set up than the secret")
		}
		b.AskSetup()
		synctest.Wait()
		if s := b.View().Setup; s == nil || !s.SecretSaved || s.ClientID != "c" || s.IP != "192.0.2.10" || s.Organisation != "Nordby Kommune" {
			t.Fatalf("setup %+v", s)
		}
		b.SubmitSetup(SetupInput{ClientID: "d", IP: "192.0.2.11", Organisation: "Sydby Kommune"})
		synctest.Wait()
		if s := b.View().Setup; s == nil || s.SecretProblem.Key != "secret.problem.empty" {
			t.Fatalf("another client gets this one's secret: %+v", s)
		}
		b.SubmitSetup(SetupInput{ClientID: "c", IP: "192.0.2.11", Organisation: "Sydby Kommune"})
		b.SetPerson(mette)
		synctest.Wait()
		v := b.View()
		if v.Setup != nil || !v.CanStart || v.Form.IP.Value != "192.0.2.11" || !strings.HasSuffix(v.Form.Preview, "Sydby Kommune") {
			t.Errorf("setup %+v, IP %q, text %q", v.Setup, v.Form.IP.Value, v.Form.Preview)
		}
		if slices.Contains(b.secrets.called(), "set") || b.secrets.stored[binding].secret != ourSecret {
			t.Errorf("the secret was touched: %v", b.secrets.called())
		}
	})
}

// TestProductionOfEarlierVersionsLacksTheOrganisation: it is asked for, and nothing else is.
func TestProductionOfEarlierVersionsLacksTheOrganisation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: func(o *Options) {
			inProduction(o)
			o.Settings.Production = config.Production{ClientID: "c", IP: "192.0.2.10"}
			o.Secrets.(*fakeSecrets).keep(secrets.Binding{Issuer: "https://netseidbroker.dk/op", ClientID: "c"}, ourSecret, secrets.SourceKeyring)
		}})
		v := b.View()
		if s := v.Setup; s == nil || !s.SecretSaved || s.Probing || s.ClientID != "c" || v.CanStart || v.Status.Sentence.Key != "state.idle.setup" {
			t.Fatalf("setup %+v, %v", s, v.Status.Sentence)
		}
		b.SubmitSetup(SetupInput{ClientID: "c", IP: "192.0.2.10", Organisation: "Nordby Kommune"})
		b.SetPerson(mette)
		synctest.Wait()
		if v = b.View(); v.Setup != nil || !v.CanStart || !strings.HasSuffix(v.Form.Preview, "Nordby Kommune") {
			t.Errorf("setup %+v, text %q", v.Setup, v.Form.Preview)
		}
	})
}

// TestOneMomentIsTrue: the desk says that it prepares the environment only while it does.
func TestOneMomentIsTrue(t *testing.T) {
	tests := map[string]struct {
		arrange func(*Options)
		after   func(*bench)
		want    string
	}{
		"the setup is dismissed":  {arrange: inProduction, after: func(b *bench) { b.DismissSetup() }, want: "state.idle.setup"},
		"there is no secret":      {arrange: func(o *Options) { inOwnEnvironment(o); clear(o.Secrets.(*fakeSecrets).stored) }, after: func(b *bench) { b.DismissSetup() }, want: "state.idle.setup"},
		"the secret is forgotten": {arrange: inOwnEnvironment, after: func(b *bench) { b.ForgetSecret(); synctest.Wait(); b.DismissSetup() }, want: "state.idle.setup"},
		"there is no simulator":   {arrange: func(o *Options) { o.Simulator = nil }, want: "state.idle.unusable"},
		"the simulator doesn't start": {
			arrange: func(o *Options) {
				o.Simulator = func(context.Context, func()) (Simulator, error) { return nil, errKeyring{} }
			},
			want: "state.idle.unusable",
		},
		"all is well": {arrange: inOwnEnvironment, want: "state.idle.sentence"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{idle: true, options: test.arrange})
				synctest.Wait()
				if test.after != nil {
					test.after(b)
				}
				if v := b.pass(time.Minute); v.Status.Sentence.Key != test.want || v.CanStart {
					t.Errorf("%v", v.Status.Sentence)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{idle: true, options: func(o *Options) { inOwnEnvironment(o); o.Secrets.(*fakeSecrets).slow = 3 * time.Second }})
		synctest.Wait()
		if v := b.View(); v.Status.Sentence.Key != "state.idle.preparing" {
			t.Errorf("while the keyring is asked: %v", v.Status.Sentence)
		}
	})
}

func TestSetupSaysWhatIsWrong(t *testing.T) {
	tests := map[string]struct {
		spoil                              func(*SetupInput)
		client, secret, ipIs, organisation string
	}{
		"no client id":         {spoil: func(in *SetupInput) { in.ClientID = " " }, client: "production.problem.client_id"},
		"a client id of lines": {spoil: func(in *SetupInput) { in.ClientID = "a\nb" }, client: "production.problem.client_id_malformed"},
		"the published client": {
			spoil:  func(in *SetupInput) { in.ClientID = "62b8cc03-aa73-4d6a-922c-7c8fb0a4a1d9" },
			client: "production.problem.published_client",
		},
		"no secret":           {spoil: func(in *SetupInput) { in.Secret = " \n" }, secret: "secret.problem.empty"},
		"no IP":               {spoil: func(in *SetupInput) { in.IP = "" }, ipIs: "form.ip.problem.empty"},
		"a wrong IP":          {spoil: func(in *SetupInput) { in.IP = "192.0.2" }, ipIs: "form.ip.problem.malformed"},
		"nobody's IP":         {spoil: func(in *SetupInput) { in.IP = "0.0.0.0" }, ipIs: "form.ip.problem.nobody"},
		"this machine's IP":   {spoil: func(in *SetupInput) { in.IP = "127.0.0.1" }, ipIs: "form.ip.problem.private"},
		"… in IPv6":           {spoil: func(in *SetupInput) { in.IP = "::1" }, ipIs: "form.ip.problem.private"},
		"… wrapped":           {spoil: func(in *SetupInput) { in.IP = "::ffff:127.0.0.1" }, ipIs: "form.ip.problem.private"},
		"a private IP":        {spoil: func(in *SetupInput) { in.IP = " 10.1.2.3" }, ipIs: "form.ip.problem.private"},
		"an office's IP":      {spoil: func(in *SetupInput) { in.IP = "192.168.1.20" }, ipIs: "form.ip.problem.private"},
		"a unique local IP":   {spoil: func(in *SetupInput) { in.IP = "fd12:3456::1" }, ipIs: "form.ip.problem.private"},
		"a link's IP":         {spoil: func(in *SetupInput) { in.IP = "169.254.7.7" }, ipIs: "form.ip.problem.private"},
		"a provider's IP":     {spoil: func(in *SetupInput) { in.IP = "100.64.0.1" }, ipIs: "form.ip.problem.private"},
		"… the last of them":  {spoil: func(in *SetupInput) { in.IP = "::ffff:100.127.255.254" }, ipIs: "form.ip.problem.private"},
		"a site's IP":         {spoil: func(in *SetupInput) { in.IP = "fec0::1" }, ipIs: "form.ip.problem.private"},
		"no organisation":     {spoil: func(in *SetupInput) { in.Organisation = " " }, organisation: "production.problem.organisation"},
		"a long organisation": {spoil: func(in *SetupInput) { in.Organisation = strings.Repeat("å", 61) }, organisation: "production.problem.organisation_too_long"},
		"a placeholder":       {spoil: func(in *SetupInput) { in.Organisation = "{code}" }, organisation: "production.problem.organisation_characters"},
		"all of it": {
			spoil: func(in *SetupInput) { *in = SetupInput{} }, client: "production.problem.client_id",
			secret: "secret.problem.empty", ipIs: "form.ip.problem.empty", organisation: "production.problem.organisation",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: inProduction})
				in := good()
				test.spoil(&in)
				b.SubmitSetup(in)
				synctest.Wait()
				s := b.View().Setup
				if s == nil || s.ClientIDProblem.Key != test.client || s.SecretProblem.Key != test.secret || s.IPProblem.Key != test.ipIs || s.OrganisationProblem.Key != test.organisation || s.Saving {
					t.Fatalf("setup %+v", s)
				}
				if len(b.savedSettings()) > 0 || slices.Contains(b.secrets.called(), "set") {
					t.Error("something was saved")
				}
				b.SubmitSetup(good())
				if synctest.Wait(); b.View().Setup != nil {
					t.Errorf("corrected, it still asks: %+v", b.View().Setup)
				}
			})
		})
	}
}

// TestKeyringTrouble: rule 97, a problem of the keyring is shown, and nothing can be started.
func TestKeyringTrouble(t *testing.T) {
	tests := map[string]struct {
		err  error
		want string
	}{
		"missing":   {secrets.ErrKeyringMissing, "problem.keyring_absent"},
		"locked":    {secrets.ErrKeyringLocked, "problem.keyring_locked"},
		"slow":      {secrets.ErrKeyringSlow, "problem.keyring_timeout"},
		"elsewhere": {&secrets.ElsewhereError{}, "problem.secret_bound_elsewhere"},
		"no word":   {&secrets.ElsewhereError{Public: true}, "problem.hosts_not_agreed"},
		"a key":     {secrets.ErrKeySaved, "problem.key_saved"},
		"no key":    {secrets.ErrSecretSaved, "problem.secret_saved"},
		"foreign":   {secrets.ErrUnreadable, "problem.secret_unreadable"},
		"other":     {errKeyring{}, "problem.keyring"},
		"none yet":  {secrets.ErrNoSecret, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: func(o *Options) {
					inOwnEnvironment(o)
					f := o.Secrets.(*fakeSecrets)
					clear(f.stored)
					f.get = test.err
				}})
				v := b.View()
				if v.Setup == nil || v.Setup.Problem.Key != test.want || v.Secret.Problem.Key != test.want || v.Setup.NeedClientID || v.Setup.NeedIP || v.CanStart {
					t.Errorf("setup %+v, secret %+v", v.Setup, v.Secret)
				}
			})
		})
	}
}

type errKeyring struct{}

func (errKeyring) Error() string { return "the keyring says something nobody knows" }

// TestKeyringIsProbedBeforeASecretIsTyped. A secret that can't be saved is asked for again.
func TestKeyringIsProbedBeforeASecretIsTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{idle: true, options: func(o *Options) {
			inProduction(o)
			f := o.Secrets.(*fakeSecrets)
			f.slow, f.probe, f.set = 3*time.Second, secrets.ErrKeyringLocked, secrets.ErrKeyringLocked
		}})
		if s := b.View().Setup; s == nil || !s.Probing || s.KeyringWorks {
			t.Errorf("at first: %+v", s)
		}
		b.KeyringWaiting(true)
		if synctest.Wait(); !b.View().Secret.Asking {
			t.Error("nothing says that the system may be asking")
		}
		b.KeyringWaiting(false)
		b.pass(4 * time.Second)
		if s := b.View().Setup; s.Probing || s.KeyringWorks || s.Problem.Key != "problem.keyring_locked" {
			t.Errorf("after the probe: %+v", s)
		}
		b.SubmitSetup(good())
		synctest.Wait()
		if s := b.View().Setup; !s.Saving || s.ClientID != "0b7c1f5e-client" || s.IP != "192.0.2.10" {
			t.Errorf("while saving: %+v", s)
		}
		b.SubmitSetup(SetupInput{}) // pressed twice
		b.pass(4 * time.Second)
		if s := b.View().Setup; s == nil || s.Saving || s.Problem.Key != "problem.keyring_locked" || s.ClientID != "0b7c1f5e-client" || !s.ClientIDProblem.IsZero() {
			t.Errorf("not saved: %+v", s)
		}
		in := good()
		in.MemoryOnly = true
		b.SubmitSetup(in)
		if v := b.pass(10 * time.Second); v.Setup != nil || v.Secret.Source != "memory" {
			t.Errorf("for this run only: %+v, %+v", v.Setup, v.Secret)
		}
	})
}

func TestForgetSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inOwnEnvironment})
		b.SetPerson(mette)
		if synctest.Wait(); !b.View().CanStart {
			t.Fatal("it can't be started")
		}
		b.ForgetSecret()
		synctest.Wait()
		v := b.View()
		if v.CanStart || v.Setup == nil || v.Secret.Source != "" || len(v.Notices) != 1 || v.Notices[0].Text.Key != "secret.forgotten" || v.Notices[0].Bad {
			t.Errorf("forgotten: %t, %+v, %+v, %+v", v.CanStart, v.Setup, v.Secret, v.Notices)
		}
		b.SubmitSetup(SetupInput{Secret: " " + ourSecret + "\n"})
		synctest.Wait()
		if v = b.View(); v.Setup != nil || v.Secret.Source != "keyring" || b.secrets.stored[ownBinding()].secret != ourSecret {
			t.Errorf("a new one: %+v, %+v", v.Setup, v.Secret)
		}
		b.secrets.told(func(f *fakeSecrets) { f.forget = secrets.ErrKeyringLocked })
		b.ForgetSecret()
		synctest.Wait()
		if v = b.View(); v.Notices[0].Text.Key != "problem.keyring_locked" || !v.Notices[0].Bad || v.Secret.Source != "keyring" || v.Setup != nil {
			t.Errorf("it couldn't be forgotten: %+v, %+v", v.Notices, v.Secret)
		}
	})
}

func TestReplaceSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inOwnEnvironment})
		b.AskSetup()
		if synctest.Wait(); b.View().Setup == nil || !b.View().Setup.KeyringWorks || b.View().CanStart {
			t.Fatalf("setup %+v", b.View().Setup)
		}
		b.DismissSetup()
		b.SetPerson(mette)
		if synctest.Wait(); b.View().Setup != nil || !b.View().CanStart {
			t.Error("dismissed, and the old secret isn't good any more")
		}
		b.AskSetup()
		b.SubmitSetup(SetupInput{Secret: ourSecret})
		if synctest.Wait(); b.secrets.stored[ownBinding()].secret != ourSecret || len(b.savedSettings()) > 0 {
			t.Errorf("replaced: %v", b.savedSettings())
		}
	})
}

// TestPublishedSecret: pp works without the user's own secret, even without a keyring.
func TestPublishedSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		real := secrets.New(nil, secrets.Options{})
		t.Cleanup(func() { _ = real.Close() })
		b := newBench(t, plan{options: func(o *Options) { o.Environment, o.Secrets = config.IDPP, real }})
		b.SetPerson(mette)
		synctest.Wait()
		v := b.View()
		if v.Secret.Source != "published" || v.Setup != nil || !v.CanStart || !v.Form.IPIsExample || v.Form.IP.Value != "1.1.1.1" || v.Phone != nil {
			t.Errorf("secret %+v, setup %+v, form %+v", v.Secret, v.Setup, v.Form)
		}
		b.SetIP("192.0.2.1")
		if synctest.Wait(); b.View().Form.IPIsExample {
			t.Error("another IP is called an example")
		}
		b.AskSetup()
		b.SubmitSetup(SetupInput{Secret: ourSecret, MemoryOnly: true})
		if synctest.Wait(); b.View().Secret.Source != "memory" {
			t.Errorf("one's own takes its place: %+v", b.View().Secret)
		}
	})
}

type memoryKeyring struct{ entries map[string]string }

func (k *memoryKeyring) Get(service, user string) (string, error) {
	if entry, ok := k.entries[service+user]; ok {
		return entry, nil
	}
	return "", keyring.ErrNotFound
}

func (k *memoryKeyring) Set(service, user, secret string) error {
	if k.entries == nil {
		k.entries = map[string]string{}
	}
	k.entries[service+user] = secret
	return nil
}

func (k *memoryKeyring) Delete(service, user string) error {
	delete(k.entries, service+user)
	return nil
}

// TestASecretTooLongForTheKeyring is refused at its field before anything is saved: some keyrings
// hold 2,560 bytes at most. It can be kept for this run.
func TestASecretTooLongForTheKeyring(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inProduction})
		in := good()
		in.Secret = strings.Repeat("æ", 1000) // characters of two bytes
		before := len(b.secrets.called())
		b.SubmitSetup(in)
		synctest.Wait()
		if s := b.View().Setup; s == nil || s.Saving || s.SecretProblem.Key != "problem.secret_too_long" || !s.Problem.IsZero() {
			t.Errorf("%+v", s)
		}
		if called := b.secrets.called(); len(called) != before {
			t.Errorf("the keyring was asked to %v", called[before:])
		}
		in.MemoryOnly = true
		b.SubmitSetup(in)
		synctest.Wait()
		if v := b.View(); v.Setup != nil || v.Secret.Source != "memory" {
			t.Errorf("%+v, %+v", v.Setup, v.Secret)
		}
	})
}
