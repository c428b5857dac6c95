package console

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/assets"
	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

const mette = simulator.DocumentedPerson

// stopAfter returns a context that ends after a while, as with Ctrl-C.
func stopAfter(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// TestGolden compares the contract of -json, and what people read, byte by byte. It writes a
// missing file: read it before committing it.
func TestGolden(t *testing.T) {
	asked := Request{UUID: mette}
	tests := []struct {
		name   string
		status int
		call   call
		stop   time.Duration // when Ctrl-C comes; 0 means never
	}{
		{name: "verified", status: ExitVerified, call: call{scenario: simulator.Approve, request: asked}},
		{name: "not_verified", status: ExitNotVerified, call: call{scenario: simulator.OtherPerson, request: asked}},
		{name: "refused", status: ExitRefused, call: call{scenario: simulator.Refuse, request: asked}},
		{name: "expired", status: ExitExpired, call: call{scenario: simulator.Ignore, request: asked}},
		{name: "cancelled", status: ExitCancelled, call: call{scenario: simulator.Ignore, request: asked}, stop: 5 * time.Second},
		{name: "failed", status: ExitFailed, call: call{scenario: simulator.MitIDError, request: asked}},
		{name: "slowed", status: ExitVerified, call: call{scenario: simulator.SlowDown, request: Request{
			UUID: mette, Text: "Uden kode", IP: "192.0.2.9", Action: "SIGN", Case: "4711",
		}}},
		{
			name: "unknown", status: ExitUnknown,
			call: call{scenario: simulator.Approve, request: asked,
				handler: func(r *http.Request) bool { return r.URL.Path != "/op/connect/ciba" }},
		},
	}
	for _, test := range tests {
		for _, form := range []struct {
			file     string
			language assets.Language
			json     bool
		}{
			{file: test.name + ".jsonl", language: assets.English, json: true},
			{file: test.name + ".en.txt", language: assets.English},
			{file: test.name + ".da.txt", language: assets.Danish},
		} {
			t.Run(form.file, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := test.call
					c.language, c.json = form.language, form.json
					if test.stop > 0 {
						c.ctx = stopAfter(t, test.stop)
					}
					r := c.verify(t)
					if r.status != test.status || r.err != "" {
						t.Errorf("exit status %d, want %d; on standard error %q", r.status, test.status, r.err)
					}
					compare(t, form.file, r.out)
					if strings.Contains(r.out, "[") && !form.json {
						t.Errorf("a text is missing:\n%s", r.out)
					}
					wantNoSecrets(t, r)
				})
			})
		}
	}
}

// compare compares with a golden file, except for transactions and the broker's reference, which
// are random.
func compare(t *testing.T, file, got string) {
	t.Helper()
	got = regexp.MustCompile(`"(transaction|support_reference)":"[0-9a-f-]{36}"`).ReplaceAllString(got, `"$1":"(a UUID)"`)
	got = regexp.MustCompile(`((?:Support |Support)reference: )[0-9a-f-]{36}`).ReplaceAllString(got, `$1(a UUID)`)
	path := filepath.Join("testdata", file)
	want, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatalf("%s was missing and is written: look at it", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed. It is now\n%s\nit was\n%s", path, got, want)
	}
}

func wantNoSecrets(t *testing.T, r result) {
	t.Helper()
	for _, secret := range r.secrets {
		for _, spelling := range []string{secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret))} {
			if strings.Contains(r.out+r.err, spelling) {
				t.Error("a secret is in what was written")
			}
		}
	}
	for _, name := range []string{"Bjørn", "1954-11-02", "c1d9a3f4"} { // who approves instead
		if strings.Contains(r.out+r.err, name) {
			t.Errorf("the other person is in what was written: %s", name)
		}
	}
}

// TestNothingStarts: each mistake is reported, the exit status is 2, and no request reaches the
// broker.
func TestNothingStarts(t *testing.T) {
	good := Request{UUID: mette}
	in := func(id string, secrets desk.Secrets) func(*desk.Options) {
		return func(o *desk.Options) { o.Environment, o.Secrets = id, secrets }
	}
	tests := map[string]struct {
		call call
		says []string
	}{
		"nobody":           {call{}, []string{"-uuid"}},
		"a bad UUID":       {call{request: Request{UUID: mette[:30]}}, []string{"Not a whole UUID: 26 of 32"}},
		"a long text":      {call{request: Request{UUID: mette, Text: strings.Repeat("x", 131)}}, []string{"131 characters"}},
		"a bad IP":         {call{request: Request{UUID: mette, IP: "1.2.3"}}, []string{"not an IP address"}},
		"a made-up action": {call{request: Request{UUID: mette, Action: "HURRY"}}, []string{"one of the headings"}},
		"everything": {
			call{request: Request{UUID: "x", Text: "a\nb", IP: "y", Action: "z", Case: "a\nb", ReturnURL: "http://a.example/"}},
			[]string{"neither a MitID UUID nor", "one line", "not an IP address", "one of the headings", "The case must", "https://"},
		},
		"half an appswitch": {
			call{request: Request{UUID: mette, AppOS: "IOS"}, prepare: func(o *desk.Options) { o.Environments[0].Appswitch = config.AppswitchDocumented }},
			[]string{"address to return to"},
		},
		"production not set up": {
			call{request: good, prepare: in(config.IDProduction, noSecrets{err: secrets.ErrNoSecret})}, []string{"not set up"},
		},
		"no secret": {
			call{request: good, prepare: in(config.IDPP, noSecrets{err: secrets.ErrNoSecret})},
			[]string{"RINGBACK_CLIENT_SECRET"},
		},
		"a locked keyring": {
			call{request: good, prepare: in(config.IDPP, noSecrets{err: secrets.ErrKeyringLocked})},
			[]string{"RINGBACK_CLIENT_SECRET", "keyring is locked"},
		},
		"no IP": {call{request: good, prepare: func(o *desk.Options) { o.Environments[0].IP = "" }}, []string{"-ip"}},
		"no simulator": {call{request: good, prepare: func(o *desk.Options) {
			o.Simulator = func(context.Context, func()) (desk.Simulator, error) { return nil, errors.New("the address is in use") }
		}}, []string{"the address is in use"}},
	}
	for name, test := range tests {
		for _, asJSON := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := test.call
					c.language, c.json, c.scenario = assets.English, asJSON, simulator.Approve
					r := c.verify(t)
					if r.status != ExitUsage || r.started != 0 || asJSON != strings.HasPrefix(r.out, `{"event":"ended",`) || !asJSON && r.out != "" {
						t.Errorf("status %d, %d requests, on standard output %q", r.status, r.started, r.out)
					}
					if asJSON {
						wantOneEnding(t, r.out, `"outcome":"failed","reason":"not_started"`)
					}
					for _, part := range test.says {
						if !strings.Contains(r.err, part) {
							t.Errorf("it doesn't say %q: %q", part, r.err)
						}
					}
					if strings.Contains(r.err, "[") || strings.Contains(r.err, mette) {
						t.Errorf("on standard error: %q", r.err)
					}
				})
			})
		}
	}
}

// wantOneEnding checks that the last line of -json, and no other, says how it ended.
func wantOneEnding(t *testing.T, out, part string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if last := lines[len(lines)-1]; strings.Count(out, `{"event":"ended",`) != 1 || !strings.HasPrefix(last, `{"event":"ended",`) || !strings.Contains(last, part) {
		t.Errorf("no single ending with %s:\n%s", part, out)
	}
}

// TestTheDeskCannotStart: something is missing that only shows at the start.
func TestTheDeskCannotStart(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			r := call{language: assets.English, json: asJSON, scenario: simulator.Approve, request: Request{UUID: mette, Text: "x"}, prepare: func(o *desk.Options) {
				o.Environments[0].CIBANonce = config.NonceSend
				o.Random = &fewBytes{left: 10}
			}}.verify(t)
			if r.status != ExitFailed || r.started != 0 || !strings.Contains(r.err, "random numbers") {
				t.Errorf("%+v", r)
			}
			if asJSON {
				wantOneEnding(t, r.out, `"outcome":"failed","reason":"not_started"`)
			}
		})
	}
}

// fewBytes is a source of randomness that fails after a while.
type fewBytes struct{ left int }

func (f *fewBytes) Read(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("no random numbers")
	}
	clear(p)
	return len(p), nil
}

// TestCtrlCBeforeTheStart: it is a cancel, and nothing is sent.
func TestCtrlCBeforeTheStart(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		ctrlCBeforeTheStart(t, asJSON)
	}
}

func ctrlCBeforeTheStart(t *testing.T, asJSON bool) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		c := call{language: assets.English, json: asJSON, scenario: simulator.Approve, request: Request{UUID: mette}, ctx: ctx, prepare: func(o *desk.Options) {
			start := o.Simulator
			o.Simulator = func(ctx context.Context, changed func()) (desk.Simulator, error) {
				time.Sleep(time.Minute)
				return start(ctx, changed)
			}
		}}
		r := c.verify(t)
		if r.status != ExitCancelled || r.started != 0 || r.err != "Stopped before anything was sent.\n" {
			t.Errorf("%+v", r)
		}
		if asJSON {
			wantOneEnding(t, r.out, `"outcome":"cancelled"`)
		}
	})
}

// TestCtrlCCancelsAtTheBroker: and waits for the broker's answer.
func TestCtrlCCancelsAtTheBroker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		deleted := 0
		c := call{language: assets.English, scenario: simulator.Approve, request: Request{UUID: mette}, ctx: stopAfter(t, 2*time.Second),
			handler: func(r *http.Request) bool {
				if r.Method == http.MethodDelete {
					deleted++
				}
				return true
			}}
		if r := c.verify(t); r.status != ExitCancelled || deleted != 1 || !strings.Contains(r.out, "The broker confirmed it.") {
			t.Errorf("%d, %d deletes\n%s", r.status, deleted, r.out)
		}
	})
}

func TestKeyringSecretIsNeverWritten(t *testing.T) {
	const ours = "a secret from the keyring+/=="
	synctest.Test(t, func(t *testing.T) {
		c := call{language: assets.English, json: true, scenario: simulator.Approve, request: Request{UUID: mette}, prepare: func(o *desk.Options) {
			own := o.Environments[1]
			own.ID, own.Name, own.BuiltIn, own.Issuer, own.PinnedKeys = "own", "Own", false, brokerAt+"/op", nil
			o.Environments = append(o.Environments, own)
			o.Environment, o.Secrets = "own", noSecrets{secret: ciba.Secret(ours)}
		}}
		r := c.verify(t)
		r.secrets = append(r.secrets, ours)
		if r.status != ExitFailed || !strings.Contains(r.out, `"error":"invalid_client"`) {
			t.Errorf("%d %s", r.status, r.out)
		}
		wantNoSecrets(t, r)
	})
}

// TestTheConsoleMasksTheNumber, as sentences and as JSON, and verifies the person by it.
func TestTheConsoleMasksTheNumber(t *testing.T) {
	drawn := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`) // its digits may be the number's
	for _, number := range []string{"740379-0012", "7403790012"} {
		for _, asJSON := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				r := call{language: assets.English, json: asJSON, scenario: simulator.Approve, request: Request{CPR: number}}.verify(t)
				if r.status != ExitVerified || asJSON && !strings.Contains(r.out, `"id":"person","result":"pass","expected":"740379-••••"`) {
					t.Errorf("%d\n%s%s", r.status, r.out, r.err)
				}
				if said := drawn.ReplaceAllString(r.out+r.err, "UUID"); strings.Contains(said, "0012") {
					t.Errorf("the number is in %s", said)
				}
			})
		}
	}
	for _, scenario := range []simulator.Scenario{simulator.OtherPerson, simulator.CPROther, simulator.CPRDown} {
		synctest.Test(t, func(t *testing.T) {
			r := call{language: assets.English, json: true, scenario: scenario, request: Request{CPR: "740379-0012"}}.verify(t)
			for _, whoever := range []string{"Mette", mette, "1979-03-14", "Bjørn", "c1d9a3f4", "1954-11-02"} {
				if strings.Contains(r.out+r.err, whoever) {
					t.Errorf("%s: %q is in %s", scenario, whoever, r.out)
				}
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		r := call{language: assets.English, json: true, scenario: simulator.Approve, request: Request{CPR: "740379-0012", Text: "Kode 1, 7403790012"}}.verify(t)
		if r.status != ExitUsage || r.started != 0 || !strings.Contains(r.err, "contains the person’s CPR number") || strings.Contains(r.out+r.err, "0012") {
			t.Errorf("%d\n%s%s", r.status, r.out, r.err)
		}
	})
}

func TestExitStatus(t *testing.T) {
	for outcome, want := range map[ciba.Outcome]int{
		ciba.Verified: 0, ciba.NotVerified: 10, ciba.Refused: 11, ciba.Expired: 12, ciba.Cancelled: 13, ciba.Unknown: 14, ciba.Failed: 15, "something new": 14,
	} {
		if got := exitStatus(string(outcome)); got != want {
			t.Errorf("%s: %d, want %d", outcome, got, want)
		}
	}
}
