package desk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/files"
)

// fakeFile is a file of environments in memory that another program may write.
type fakeFile struct {
	mu        sync.Mutex
	data      []byte
	handedOut bool
	fails     error // of the next write
	writes    int
}

func newFakeFile(own ...config.Environment) *fakeFile {
	return &fakeFile{data: config.EncodeEnvironments(own)}
}

func (f *fakeFile) Path() string    { return "environments.toml" }
func (f *fakeFile) HandedOut() bool { return f.handedOut }

func (f *fakeFile) Read() (config.EnvironmentsText, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return config.ParseEnvironmentsText(f.data, f.Path())
}

func (f *fakeFile) Write(_ context.Context, was, now config.EnvironmentsText) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.fails != nil:
		return f.fails
	case string(was.Bytes()) != string(f.data):
		return &files.Error{File: f.Path(), Problem: files.ProblemChanged}
	}
	f.writes++
	f.data = now.Bytes()
	return nil
}

func (f *fakeFile) text() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return string(f.data)
}

func (f *fakeFile) wrote() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.writes
}

func (f *fakeFile) put(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.data = []byte(text)
}

// fileOwn returns ownEnvironment as a file can hold it: at the simulator itself.
func fileOwn() config.Environment {
	e := ownEnvironment()
	e.Endpoints, e.Hint = ciba.Endpoints{}, config.HintLogin
	return e
}

// editing returns a bench whose own environment is in a file, with the editor open.
func editing(t *testing.T, change func(*Options)) (*bench, *fakeFile) {
	t.Helper()
	file := newFakeFile(fileOwn())
	b := newBench(t, plan{options: func(o *Options) {
		inOwnEnvironment(o)
		o.Environments[len(o.Environments)-1] = fileOwn()
		o.EnvironmentFile = file
		if change != nil {
			change(o)
		}
	}})
	b.OpenEditor()
	b.pass(0)
	return b, file
}

func ids(all []Environment) []string {
	var ids []string
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	return ids
}

// fillEditor sets keys in the editor's form.
func (b *bench) fillEditor(fields ...string) View {
	for i := 0; i+1 < len(fields); i += 2 {
		b.SetEnvironmentField(fields[i], fields[i+1])
	}
	return b.pass(0)
}

func problemOf(v View, key string) string {
	for _, f := range v.Editor.Form.Fields {
		if f.Key == key {
			return strings.TrimPrefix(f.Problem.Key, "editor.problem.")
		}
	}
	return "no field"
}

func valueOf(v View, key string) string {
	for _, f := range v.Editor.Form.Fields {
		if f.Key == key {
			return f.Value
		}
	}
	return "no field"
}

func TestAnEnvironmentIsCreated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		b.NewEnvironment()
		v := b.pass(0)
		if v.Editor == nil || v.Editor.Form == nil || v.Editor.Form.Changed || problemOf(v, "issuer") != "" {
			t.Fatalf("%+v", v.Editor)
		}
		b.SaveEnvironment()
		if v = b.pass(0); problemOf(v, "issuer") != "missing" || v.Editor.Form.Problem.Key != "editor.incomplete" {
			t.Errorf("an empty one: %+v", v.Editor.Form)
		}
		v = b.fillEditor("id", "nordby", "name", "Sydby", "issuer", "not a URL", "client_id", "abc", "person_claim", "sub", "ip", "300.1.1.1")
		for key, want := range map[string]string{"id": "duplicate", "issuer": "bad_url", "person_claim": "not_for_profile", "ip": "bad_ip", "name": ""} {
			if got := problemOf(v, key); got != want {
				t.Errorf("%s: %q, want %q", key, got, want)
			}
		}
		for typed, want := range map[string]string{"http://broker.example": "not_https", "https://broker.example/": "", "https://u:p@broker.example": "credentials_in_url"} {
			if v = b.fillEditor("issuer", typed); problemOf(v, "issuer") != want || valueOf(v, "issuer") != typed {
				t.Errorf("%s: %s, the field holds %q", typed, problemOf(v, "issuer"), valueOf(v, "issuer"))
			}
		}
		b.fillEditor("id", "sydby", "issuer", "https://broker.example/op", "person_claim", "", "ip", "")
		b.SaveEnvironment()
		v = b.pass(0)
		if v.Editor.Form != nil || v.Editor.Said.Key != "editor.saved" || v.Editor.SaidBad {
			t.Fatalf("%+v", v.Editor)
		}
		if got := ids(v.Environments); !slices.Equal(got, []string{"demo", "pp", "production", "nordby", "sydby"}) {
			t.Errorf("the picker has %v", got)
		}
		if !strings.Contains(file.text(), "\n\n[[environment]]\nid = \"sydby\"\nname = \"Sydby\"\nkind = \"test\"\nissuer = \"https://broker.example/op\"\nclient_id = \"abc\"\n") {
			t.Errorf("the file holds\n%s", file.text())
		}
		if v.Environment.ID != "nordby" || v.Setup != nil {
			t.Errorf("now in %s, setup %v", v.Environment.ID, v.Setup)
		}
		b.CloseEditor()
		b.SelectEnvironment("sydby")
		if v = b.pass(time.Second); v.Environment.ID != "sydby" || v.Environment.Host != "broker.example" || v.Editor != nil {
			t.Errorf("%+v", v.Environment)
		}
	})
}

// TestASavedEnvironmentIsUsed: the editor closes, and the secret is asked for at once.
func TestASavedEnvironmentIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, nil)
		b.NewEnvironment()
		b.fillEditor("id", "sydby", "name", "Sydby", "client_id", "abc")
		b.SaveAndUseEnvironment()
		if v := b.pass(time.Second); problemOf(v, "issuer") != "missing" || v.Environment.ID != "nordby" {
			t.Errorf("without an issuer: %+v, in use is %s", v.Editor.Form, v.Environment.ID)
		}
		b.fillEditor("issuer", "https://broker.example/op")
		b.SaveAndUseEnvironment()
		v := b.pass(time.Second)
		if v.Editor != nil || v.Environment.ID != "sydby" {
			t.Fatalf("the editor is %+v, in use is %s", v.Editor, v.Environment.ID)
		}
		if v.Setup == nil || v.Setup.Environment != "sydby" || !v.Setup.NeedSecret {
			t.Errorf("the secret isn't asked for: %+v", v.Setup)
		}
		b.OpenEditor()
		b.pass(0)
		b.EditEnvironment("sydby")
		b.fillEditor("ip", "192.0.2.10")
		b.SaveEnvironment()
		if v = b.pass(time.Second); v.Editor == nil || v.Editor.Form != nil || v.Editor.Said.Key != savedKey {
			t.Errorf("only saved: %+v", v.Editor)
		}
	})
}

func TestTheEnvironmentInUseIsChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		b.SetPerson(mette)
		b.EditEnvironment("nordby")
		v := b.fillEditor("id", "nord", "ip", "192.0.2.99", "client_id", "other")
		if !v.Editor.Form.Changed || v.CanStart {
			t.Errorf("%+v, can start %t", v.Editor.Form, v.CanStart)
		}
		b.SaveEnvironment()
		b.CloseEditor()
		v = b.pass(time.Second)
		if v.Environment.ID != "nord" || v.Form.IP.Value != "192.0.2.99" || v.Form.Person.Value != mette {
			t.Errorf("in use is %s with IP %q, the person is %q", v.Environment.ID, v.Form.IP.Value, v.Form.Person.Value)
		}
		// The secret is bound to issuer and client id: the old one isn't used.
		if v.Setup == nil || v.CanStart || v.Secret.Source != "" {
			t.Errorf("with another client id: setup %+v, secret %+v", v.Setup, v.Secret)
		}
		if !strings.Contains(file.text(), `id = "nord"`) || strings.Contains(file.text(), `"nordby"`) {
			t.Error(file.text())
		}
	})
}

func TestBuiltInEnvironmentsAreViewedAndDuplicated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		for _, id := range []string{"demo", "pp", "production"} {
			b.EditEnvironment(id)
			before := file.text()
			b.fillEditor("name", "Mine", "issuer", "https://evil.example")
			b.SaveEnvironment()
			b.AskDelete(id)
			b.DeleteEnvironment(true)
			v := b.pass(0)
			if f := v.Editor.Form; f == nil || !f.ReadOnly || f.Changed || valueOf(v, "name") == "Mine" || v.Editor.Deleting != nil || file.text() != before {
				t.Errorf("%s: %+v", id, f)
			}
		}
		b.DuplicateEnvironment("pp")
		v := b.pass(0)
		if v.Editor.Form.ReadOnly || !v.Editor.Form.Changed || valueOf(v, "id") != "pp-2" || valueOf(v, "pinned_keys") == "" || valueOf(v, "kind") != "test" {
			t.Fatalf("%+v", v.Editor.Form)
		}
		b.SaveEnvironment()
		v = b.pass(0)
		if got := ids(v.Environments); !slices.Contains(got, "pp-2") || strings.Contains(file.text(), "mIpxk84FI1wpc7cP7nodFLfgQQ1ScZHYO44FZ9wPOqrB0ha9S5RUNYPXMkrCWwRjGqEH0hflnIJea8IKmW19aQ==") {
			t.Errorf("%v\n%s", got, file.text())
		}
	})
}

func TestUnsavedChangesAreNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		b.EditEnvironment("nordby")
		b.fillEditor("name", "Renamed")
		b.LeaveEnvironment(false)
		v := b.pass(0)
		if f := v.Editor.Form; f == nil || !f.Leaving || valueOf(v, "name") != "Renamed" {
			t.Fatalf("%+v", f)
		}
		b.StayAtEnvironment()
		for name, c := range map[string]struct {
			err  error
			want string
		}{
			"a folder that can't be written to": {
				&files.Error{File: "f", Problem: files.ProblemReadOnly, Err: fs.ErrPermission}, "editor.file.read_only",
			},
			"a full disk":   {&files.Error{File: "f", Problem: files.ProblemDiskFull}, "editor.file.disk_full"},
			"anything else": {errors.New("?"), "editor.file.not_written"},
		} {
			file.fails = c.err
			b.SaveEnvironment()
			v = b.pass(0)
			if f := v.Editor.Form; f == nil || f.Problem.Key != c.want || f.Saving || v.Editor.Busy || valueOf(v, "name") != "Renamed" {
				t.Errorf("%s: %+v", name, f)
			}
		}
		file.fails = nil
		// Another program writes the file: its text isn't overwritten.
		theirs := "# theirs\n" + strings.Replace(file.text(), "Nordby Kommune, test", "Theirs", 1) + "\n# end\n"
		file.put(theirs)
		b.SaveEnvironment()
		v = b.pass(0)
		if f := v.Editor.Form; f == nil || f.Problem.Key != "editor.file.changed" || file.text() != theirs || valueOf(v, "name") != "Renamed" {
			t.Fatalf("%+v\n%s", f, file.text())
		}
		b.SaveEnvironment()
		v = b.pass(0)
		if v.Editor.Form != nil || file.text() != strings.Replace(theirs, "Theirs", "Renamed", 1) {
			t.Errorf("%+v\n%s", v.Editor.Form, file.text())
		}
	})
}

func TestAnEnvironmentIsDeleted(t *testing.T) {
	for name, c := range map[string]struct {
		forget, shared, want bool
	}{
		"with its secret":    {forget: true, want: true},
		"without":            {},
		"a secret of others": {forget: true, shared: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, file := editing(t, nil)
				if c.shared {
					b.DuplicateEnvironment("nordby")
					b.SaveEnvironment()
					b.pass(0)
				}
				b.DeleteEnvironment(c.forget) // the question wasn't asked
				if b.pass(0); !strings.Contains(file.text(), `"nordby"`) {
					t.Fatal("deleted unasked")
				}
				b.AskDelete("nordby")
				b.KeepEnvironment()
				b.DeleteEnvironment(c.forget)
				b.EditEnvironment("nordby")
				b.AskDelete("nordby")
				v := b.pass(0)
				if d := v.Editor.Deleting; d == nil || !d.InUse || d.OwnSecret == c.shared {
					t.Fatalf("%+v", d)
				}
				b.DeleteEnvironment(c.forget)
				if v = b.pass(0); v.Editor.Form != nil || v.Editor.Deleting != nil || v.Editor.Said.Key != "editor.deleted" {
					t.Errorf("%+v", v.Editor)
				}
				b.CloseEditor()
				v = b.pass(time.Second)
				if v.Environment.ID != config.IDDemo || slices.Contains(ids(v.Environments), "nordby") || strings.Contains(file.text(), `"nordby"`) || v.Phone == nil {
					t.Errorf("now in %s of %v", v.Environment.ID, ids(v.Environments))
				}
				if _, kept := b.secrets.stored[ownBinding()]; kept == c.want {
					t.Errorf("the secret is kept: %t", kept)
				}
			})
		})
	}
}

func TestAnAdministratorsFileIsReadOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, func(o *Options) { o.EnvironmentFile.(*fakeFile).handedOut = true })
		before := file.text()
		b.NewEnvironment()
		b.DuplicateEnvironment("nordby")
		b.AskDelete("nordby")
		b.DeleteEnvironment(true)
		v := b.pass(0)
		if v.Editor.Form != nil || v.Editor.Deleting != nil || !v.Editor.ReadOnly || v.Editor.Problem.Key != "editor.handed_out" {
			t.Errorf("%+v", v.Editor)
		}
		b.EditEnvironment("nordby")
		b.fillEditor("name", "Mine")
		b.SaveEnvironment()
		if v = b.pass(0); !v.Editor.Form.ReadOnly || file.text() != before {
			t.Errorf("%+v", v.Editor.Form)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{}) // the published client of pp
		b.OpenEditor()
		b.NewEnvironment()
		if v := b.pass(0); v.Editor == nil || !v.Editor.ReadOnly || v.Editor.Form != nil {
			t.Errorf("%+v", v.Editor)
		}
	})
}

func TestABrokenFileIsReportedAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		b.CloseEditor()
		broken := file.text() + "client_secret = \"geheim\"\n"
		file.put(broken)
		b.OpenEditor()
		b.NewEnvironment()
		v := b.pass(0)
		if v.Editor.Form != nil || !v.Editor.ReadOnly || v.Editor.Problem.Key != "editor.file.broken" || len(v.Environments) != 4 {
			t.Errorf("%+v", v.Editor)
		}
		sayable(t, v.Editor.Problem)
		b.CloseEditor()
		file.put("") // an environment that was removed by hand is gone
		b.OpenEditor()
		if v = b.pass(time.Second); len(v.Environments) != 3 || v.Environment.ID != config.IDDemo || !v.Editor.Problem.IsZero() {
			t.Errorf("%v, in %s", ids(v.Environments), v.Environment.ID)
		}
	})
}

func TestTheEditorIsLockedWithTheForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		b.SetPerson(mette)
		b.Start()
		if v := b.pass(0); v.State != Idle || v.CanStart {
			t.Errorf("started behind the open editor: %s", v.State)
		}
		b.CloseEditor()
		b.begin(mette, Waiting)
		before := file.text()
		b.OpenEditor()
		if v := b.pass(0); v.Editor != nil {
			t.Error("the editor opens while a verification is on the desk")
		}
		b.Cancel()
		b.untilState(Ended)
		b.OpenEditor()
		if v := b.pass(0); v.Editor != nil || file.text() != before {
			t.Error("the editor opens over an outcome")
		}
	})
}

// TestThePinIsProposed: for MitID's broker, the form proposes the key that its documentation names,
// and says why. It does so nowhere else, and never replaces what was typed.
func TestThePinIsProposed(t *testing.T) {
	const pp, production = "048058BB59F4D3007045896FD488CE81F4EB4923", "353E2FE9191CDEC22C8B52D2B7A82A2DAA50642E"
	pinned := func(v View) EditorField {
		for _, field := range v.Editor.Form.Fields {
			if field.Key == "pinned_keys" {
				return field
			}
		}
		return EditorField{}
	}
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, nil)
		b.NewEnvironment()
		for issuer, want := range map[string]string{
			"https://pp.netseidbroker.dk/op": pp, " https://netseidbroker.dk/op ": production, "https://pp.netseidbroker.dk/op/": "", "https://broker.example/op": "", "": "",
		} {
			field := pinned(b.fillEditor("issuer", issuer))
			if field.Proposal != want || field.Why.IsZero() != (want == "") || field.Value != "" {
				t.Errorf("at %q: %+v", issuer, field)
			}
		}
		b.fillEditor("issuer", "https://pp.netseidbroker.dk/op")
		if field := pinned(b.fillEditor("pinned_keys", pp)); field.Proposal != "" || field.Value != pp || !field.Problem.IsZero() {
			t.Errorf("taken over: %+v", field)
		}
		b.LeaveEnvironment(true)
		b.EditEnvironment(config.IDPP)
		if field := pinned(b.pass(0)); field.Proposal != "" || field.Value != pp {
			t.Errorf("a built-in one: %+v", field)
		}
	})
	key := config.Key{Name: "pinned_keys"}
	for issuer, want := range map[string]string{"https://netseidbroker.dk/op": production, "https://broker.example/op": "", "": ""} {
		if got := (&state{}).suggested(key, ciba.Description{Issuer: issuer}); got != want {
			t.Errorf("a look-up at %q fills in %q", issuer, got)
		}
	}
}

func TestLookingUpAProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, nil)
		b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, "/lookup/") {
				return false
			}
			issuer := brokerAt + "/lookup"
			if strings.HasPrefix(r.URL.Path, "/lookup/other/") {
				issuer = "https://someone.else.example"
			}
			_, _ = io.WriteString(w, `{"issuer":"`+issuer+`","backchannel_authentication_endpoint":"`+brokerAt+`/lookup/c","token_endpoint":"https://tokens.example/t","jwks_uri":"`+brokerAt+`/lookup/j",
				"backchannel_token_delivery_modes_supported":["ping"],"token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_basic"],
				"id_token_signing_alg_values_supported":["ES256","EdDSA"],"scopes_supported":["openid"]}`)
			return true
		})
		b.NewEnvironment()
		b.LookUpProvider()
		if v := b.pass(0); v.Editor.Form.LookUp != nil || problemOf(v, "issuer") != "missing" {
			t.Errorf("without an issuer: %+v", v.Editor.Form)
		}
		b.fillEditor("issuer", brokerAt+"/lookup", "name", "Mine")
		b.LookUpProvider()
		v := b.until("looked up", func(v View) bool { return v.Editor.Form.LookUp != nil && !v.Editor.Form.LookUp.Running })
		for key, want := range map[string]string{"name": "Mine", "id": "127-0-0-1-4711", "client_auth": "client_secret_basic", "id_token_algs": "ES256", "scope": "openid", "token_endpoint": ""} {
			if got := valueOf(v, key); got != want {
				t.Errorf("%s holds %q, want %q", key, got, want)
			}
		}
		conflicts := func(v View) (all []string) {
			for _, c := range v.Editor.Form.LookUp.Contradictions {
				all = append(all, strings.TrimPrefix(c.Key, "editor.conflict."))
			}
			return all
		}
		if got := conflicts(v); !slices.Equal(got, []string{"no_poll", "other_host"}) {
			t.Errorf("it contradicts in %v", got)
		}
		v = b.fillEditor("client_auth", "client_secret_post", "token_endpoint", "https://tokens.example/t")
		if got := conflicts(v); !slices.Equal(got, []string{"no_poll", "auth_method"}) {
			t.Errorf("after the form has changed it contradicts in %v", got)
		}
		// A document of another issuer fills in nothing.
		b.LeaveEnvironment(true)
		b.NewEnvironment()
		b.fillEditor("issuer", brokerAt+"/lookup/other")
		b.LookUpProvider()
		v = b.until("looked up", func(v View) bool { return v.Editor.Form.LookUp != nil && !v.Editor.Form.LookUp.Running })
		if got := conflicts(v); got[0] != "issuer" || valueOf(v, "name") != "" || len(v.Editor.Form.LookUp.Filled) > 0 {
			t.Errorf("%v, filled %v", got, v.Editor.Form.LookUp.Filled)
		}
		b.fillEditor("issuer", brokerAt+"/nothing")
		b.LookUpProvider()
		v = b.until("looked up", func(v View) bool { return v.Editor.Form.LookUp != nil && !v.Editor.Form.LookUp.Running })
		if v.Editor.Form.LookUp.Problem.Key != "outcome.failed.sentence.discovery_status" {
			t.Errorf("404: %+v", v.Editor.Form.LookUp)
		}
	})
}

// TestSavingCPRNumbersForProduction says that the operator must still turn them on.
func TestSavingCPRNumbersForProduction(t *testing.T) {
	for kind, said := range map[string]string{"test": "editor.saved", "production": "editor.saved_cpr"} {
		synctest.Test(t, func(t *testing.T) {
			b, _ := editing(t, nil)
			b.NewEnvironment()
			b.fillEditor("id", "sonderby", "name", "Sønderby", "kind", kind, "issuer", "https://broker.example/op", "client_id", "abc",
				"cpr", "match", "cpr_match_endpoint", "https://broker.example/match")
			b.SaveEnvironment()
			b.pass(time.Second)
			b.SaveEnvironment() // to these hosts
			v := b.until("saved", func(v View) bool { return v.Editor.Form == nil })
			if v.Editor.Said.Key != said {
				t.Errorf("%s: %+v", kind, v.Editor.Said)
			}
		})
	}
}

// TestACopyOfTheDemoTakesNoCPRNumbers: nobody knows where its broker has a match.
func TestACopyOfTheDemoTakesNoCPRNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, func(o *Options) { o.Environment = config.IDDemo })
		b.DuplicateEnvironment("demo")
		for _, field := range b.pass(0).Editor.Form.Fields {
			if strings.HasPrefix(field.Key, "cpr") && (field.Value != "" || !field.Problem.IsZero()) {
				t.Errorf("%+v", field)
			}
		}
	})
}

// TestTryingTheCPRMatch: it is asked without a token, so that nothing is matched and nothing secret
// is sent.
func TestTryingTheCPRMatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, func(o *Options) { o.Environment = config.IDDemo })
		answer := http.StatusUnauthorized
		b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/matchCpr") {
				return false
			}
			if body, _ := io.ReadAll(r.Body); string(body) != "{}" || r.Header.Get("Authorization") != "" {
				t.Errorf("it was sent %s", body)
			}
			w.WriteHeader(answer)
			return true
		})
		for _, c := range []struct {
			answer      int
			state, said string
		}{
			{answer: http.StatusUnauthorized, state: "passed", said: "editor.trial.match_found"},
			{answer: http.StatusNotFound, state: "failed", said: "editor.trial.no_match"},
			{answer: http.StatusTeapot, state: "failed", said: "editor.trial.match_unclear"},
		} {
			answer = c.answer
			b.EditEnvironment("demo")
			b.TryConnection()
			v := b.until("tried", func(v View) bool { return v.Editor.Form.Trial != nil && !v.Editor.Form.Trial.Running })
			run := v.Editor.Form.Trial
			if last := run.Steps[len(run.Steps)-1]; last.ID != "protected" || last.State != c.state || last.Text.Key != c.said || run.Good != (c.state == "passed") {
				t.Errorf("%d: %+v", c.answer, run)
			}
			b.LeaveEnvironment(true)
		}
	})
}

func TestTryingTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, nil)
		b.EditEnvironment("nordby")
		b.TryConnection()
		v := b.until("tried", func(v View) bool { return v.Editor.Form.Trial != nil && !v.Editor.Form.Trial.Running })
		var states []string
		for _, step := range v.Editor.Form.Trial.Steps {
			states = append(states, step.ID+" "+step.State)
		}
		if !v.Editor.Form.Trial.Good || !slices.Equal(states, []string{"name skipped", "connection passed", "discovery passed", "keys passed"}) {
			t.Errorf("%v %+v", states, v.Editor.Form.Trial)
		}
		if b.count(http.MethodPost, "") > 0 {
			t.Error("something was posted")
		}
		b.onRequest(func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/jwks") {
				time.Sleep(5 * time.Second)
			}
			return false
		})
		b.TryConnection()
		v = b.pass(time.Second)
		if run := v.Editor.Form.Trial; !run.Running || run.Steps[2].State != "passed" || run.Steps[3].State != "running" {
			t.Errorf("half way: %+v", run)
		}
		b.StopTrying()
		v = b.pass(time.Minute)
		if run := v.Editor.Form.Trial; run.Running || !run.Stopped || run.Good || run.Steps[3].State != "waiting" {
			t.Errorf("stopped: %+v", run)
		}
		b.fillEditor("issuer", "http://broker.example")
		if v = b.pass(0); v.Editor.Form.CanTry {
			t.Error("what isn't https can be tried")
		}
	})
}

func TestImporting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, file := editing(t, nil)
		before := file.text()
		give := func(text string) View {
			b.ReadImport(io.NopCloser(strings.NewReader(text)), "theirs.toml")
			return b.pass(0)
		}
		for name, c := range map[string]struct{ text, want string }{
			"a secret": {
				string(config.EncodeEnvironments([]config.Environment{fileOwn()})) + "client_secret = \"geheim-4711\"\n",
				"editor.import_fault",
			},
			"2 MiB":   {strings.Repeat("#", 2<<20), "editor.file.too_large"},
			"no TOML": {"<html>", "editor.file.syntax"},
			"nothing": {"", "editor.import_empty"},
			"a reserve": {
				"[[environment]]\nid = \"pp\"\nname = \"x\"\nissuer = \"https://x.example\"\nclient_id = \"x\"\n",
				"editor.import_fault",
			},
		} {
			v := give(c.text)
			if in := v.Editor.Import; in == nil || len(in.Rows) > 0 || len(in.Problems) == 0 || in.Problems[0].Key != c.want {
				t.Errorf("%s: %+v", name, in)
			} else if sayable(t, in.Problems...); strings.Contains(in.Problems[0].In(mustEnglish(t)), "geheim") {
				t.Errorf("%s: the secret is shown", name)
			}
			b.TakeImport()
			b.DropImport()
		}
		sydby := fileOwn()
		sydby.ID, sydby.Name, sydby.Endpoints.JWKS = "sydby", "Sydby", "https://mirror.example/jwks"
		theirs := fileOwn()
		theirs.Name = "Theirs"
		text := string(config.EncodeEnvironments([]config.Environment{theirs, sydby}))
		v := give(text)
		in := v.Editor.Import
		if in == nil || len(in.Rows) != 2 || !in.Rows[0].Exists || in.Rows[0].Take || in.Rows[1].Exists || !in.Rows[1].Take || in.Rows[1].Issuer != sydby.Issuer || len(in.Rows[1].Environment.Recipients) != 2 || !in.Rows[1].Environment.Recipients[1].Decides {
			t.Fatalf("%+v", in)
		}
		if file.text() != before || len(v.Environments) != 4 {
			t.Error("it was taken over unasked")
		}
		b.TakeImport()
		v = b.pass(0)
		if got := ids(v.Environments); !slices.Contains(got, "sydby") || v.Editor.Import != nil || v.Editor.Said.Key != "editor.imported" || strings.Contains(file.text(), "Theirs") {
			t.Errorf("%v, %+v", got, v.Editor)
		}
		give(text)
		b.PickImport("nordby", true)
		b.PickImport("sydby", false)
		b.TakeImport()
		if b.pass(0); !strings.Contains(file.text(), "Theirs") {
			t.Errorf("wished for, and not replaced:\n%s", file.text())
		}
	})
}

func TestExporting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := editing(t, nil)
		early := &closedWriter{}
		b.ExportEnvironments([]string{"pp", "demo"}, early)
		if b.pass(0); !early.closed.Load() || early.Len() > 0 {
			t.Error("built-in ones are written, or the file stays open")
		}
		to := &closedWriter{}
		b.ExportEnvironments([]string{"nordby", "pp"}, to)
		v := b.pass(0)
		got, err := config.ParseEnvironments(to.Bytes(), "f")
		if err != nil || len(got) != 1 || got[0].ID != "nordby" || !to.closed.Load() || v.Editor.Said.Key != "editor.exported" || strings.Contains(to.String(), simulator.PublishedClientSecret) {
			t.Errorf("%v, %+v\n%s", err, v.Editor, to.String())
		}
		full := &closedWriter{failure: errors.New("the disk is full")}
		b.ExportEnvironments([]string{"nordby"}, full)
		if v = b.pass(0); v.Editor.Said.Key != "editor.not_exported" || !v.Editor.SaidBad || !full.closed.Load() {
			t.Errorf("%+v", v.Editor)
		}
	})
}

// TestTheFormHasEveryKey: a new key of the file needs a place in the form and texts.
func TestTheFormHasEveryKey(t *testing.T) {
	placed := make(map[string]bool)
	for _, k := range editorKeys() {
		if placed[k.key] {
			t.Errorf("%s stands twice", k.key)
		}
		placed[k.key] = true
		label := k.key
		if label == "id" {
			label = "identifier"
		}
		sayable(t, Say("editor.section."+k.section), Say("editor.label."+label))
	}
	for _, key := range config.Keys("") {
		if !placed[key.Name] {
			t.Errorf("%s has no place in the form", key.Name)
		}
		delete(placed, key.Name)
	}
	for key := range placed {
		t.Errorf("the file has no key %s", key)
	}
	for _, problem := range constantsOf(t, "../../storage/files", "Problem") {
		whole := fileProblem(&files.Error{File: "f", Line: 1, Problem: files.Problem(problem)})
		one := faultText(&files.Error{Key: "k", Problem: files.Problem(problem), Limit: 3, Allowed: []string{"a", "b"}})
		languages, err := bothLanguages()
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range languages {
			if !words.Has(whole.Key) && !words.Has(one.Key) {
				t.Errorf("%s can't be said in %s", problem, words.Language())
			}
		}
	}
	for _, conflict := range constantsOf(t, "../../ciba", "Conflict") {
		sayable(t, Say("editor.conflict."+conflict, "Member", "m", "Ours", "o", "Given", "g"))
	}
	for _, step := range ciba.ProbeSteps("https://broker.example/match") {
		sayable(t, Say("editor.trial.step."+string(step)))
	}
	run := &trial{issuer: "https://broker.example", config: ciba.Config{IDTokenAlgs: []string{"RS256"}}, at: time.Now()}
	for _, p := range []ciba.Probe{
		{Step: ciba.ProbeName, Skipped: true},
		{Step: ciba.ProbeName, Host: "h", Addresses: 1},
		{Step: ciba.ProbeName, Host: "h", Proxy: true},
		{Step: ciba.ProbeConnection},
		{Step: ciba.ProbeConnection, TLS: "TLS 1.3", Certificate: "h", CertificateExpires: time.Now().AddDate(1, 0, 0)},
		{Step: ciba.ProbeConnection, TLS: "TLS 1.3", Certificate: "h", CertificateExpires: time.Now().AddDate(0, 0, 3)},
		{Step: ciba.ProbeDiscovery},
		{Step: ciba.ProbeDiscovery, HasDate: true, Offset: time.Hour},
		{Step: ciba.ProbeKeys, Usable: 1, Keys: 3, Algorithms: []string{"RS256"}},
	} {
		sayable(t, run.passed(p))
	}
	sayable(t, run.passed(ciba.Probe{Step: ciba.ProbeProtected, Status: 401}))
	sayable(t, run.failed(ciba.Probe{Step: ciba.ProbeProtected, Status: 404}))
	sayable(t, run.failed(ciba.Probe{Step: ciba.ProbeProtected, Status: 500}))
	for _, p := range []ciba.Probe{{}, {Keys: 2}, {Keys: 2, Usable: 1}} {
		p.Step, p.Reason = ciba.ProbeKeys, ciba.ReasonKeys
		sayable(t, run.failed(p))
	}
}

func mustEnglish(t *testing.T) Words {
	t.Helper()
	languages, err := bothLanguages()
	if err != nil {
		t.Fatal(err)
	}
	return languages[0]
}
