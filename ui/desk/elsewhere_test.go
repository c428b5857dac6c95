package desk

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// hosts records the requests to each host.
type hosts struct {
	http.RoundTripper
	mu    sync.Mutex
	asked []string // "DELETE host"
}

func (h *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	h.asked = append(h.asked, r.Method+" "+r.URL.Host)
	h.mu.Unlock()
	return h.RoundTripper.RoundTrip(r)
}

func (h *hosts) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = nil
}

func (h *hosts) seen() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

const brokerHost = "127.0.0.1:4711"

// elsewhereBench returns a bench with an unfinished request of the environment nordby, which was
// changed afterwards.
func elsewhereBench(t *testing.T, scenario simulator.Scenario, before, after func(*Options)) (*bench, *lasting, *hosts, View) {
	t.Helper()
	j, asked := &lasting{journal.NewMemory()}, &hosts{}
	b := newBench(t, plan{broker: simulator.Options{Scenario: scenario, AnswerAfter: -1}, options: func(o *Options) {
		inLastingJournal(j)(o)
		asked.RoundTripper = o.Transport
		o.Transport = asked
		if before != nil {
			before(o)
		}
	}})
	if scenario == simulator.Approve {
		b.verify(mette)
	} else {
		b.begin(mette, Waiting)
	}
	b.options.Environments = slices.Clone(b.options.Environments)
	after(&b.options)
	asked.forget()
	v := b.crash()
	if len(v.Unfinished) != 1 {
		t.Fatalf("offered: %+v", v.Unfinished)
	}
	return b, j, asked, v
}

// own changes the environment nordby.
func own(change func(*config.Environment)) func(*Options) {
	return func(o *Options) {
		e := &o.Environments[len(o.Environments)-1]
		change(e)
		o.Secrets.(*fakeSecrets).keep(BindingOf(*e), simulator.PublishedClientSecret, secrets.SourceKeyring)
	}
}

// recorded waits for a notice, and returns the journal's record of the one request.
func (b *bench) recorded(j *lasting, notice string) journal.Record {
	b.t.Helper()
	b.until(notice, func(v View) bool {
		return len(v.Unfinished) == 0 && slices.ContainsFunc(v.Notices, func(n Notice) bool { return n.Text.Key == notice })
	})
	records, err := j.List(b.t.Context(), journal.Filter{})
	if err != nil || len(records) != 1 {
		b.t.Fatalf("in the journal: %+v, %v", records, err)
	}
	return records[0]
}

// changes returns ways in which an environment can change, with the keys that are named.
func changes() map[string]struct {
	change func(*config.Environment)
	named  []string
} {
	type one = struct {
		change func(*config.Environment)
		named  []string
	}
	return map[string]one{
		"another issuer":  {func(e *config.Environment) { e.Issuer = "https://evil.example/op" }, []string{"issuer"}},
		"another client":  {func(e *config.Environment) { e.ClientID = "another" }, []string{"client_id"}},
		"production":      {func(e *config.Environment) { e.Kind = config.KindProduction }, []string{"kind"}},
		"another profile": {func(e *config.Environment) { e.Profile = config.ProfileGeneric }, []string{"profile", "cancel_endpoint"}},
		"pins removed":    {func(e *config.Environment) { e.PinnedKeys = nil }, []string{"pinned_keys"}},
		"another pin":     {func(e *config.Environment) { e.PinnedKeys = []string{strings.Repeat("A", 40)} }, []string{"pinned_keys"}},
		"algorithms widened": {
			func(e *config.Environment) { e.IDTokenAlgs = append(slices.Clone(e.IDTokenAlgs), "ES256") },
			[]string{"id_token_algs"},
		},
		"start elsewhere": {
			func(e *config.Environment) { e.Endpoints.BackchannelAuthentication = "https://evil.example/start" },
			[]string{"backchannel_authentication_endpoint"},
		},
		"poll elsewhere": {
			func(e *config.Environment) { e.Endpoints.Token = "https://evil.example/token" }, []string{"token_endpoint"},
		},
		"keys elsewhere": {func(e *config.Environment) { e.Endpoints.JWKS = "https://evil.example/jwks" }, []string{"jwks_uri"}},
		"cancel elsewhere": {
			func(e *config.Environment) { e.Endpoints.Cancel = "https://evil.example/{auth_req_id}" },
			[]string{"cancel_endpoint"},
		},
		"at_hash not needed": {func(e *config.Environment) { e.RequireAtHash = false }, []string{"require_at_hash"}},
		"a level asked for":  {func(e *config.Environment) { e.RequiredLoA = config.LoALow }, []string{"required_loa"}},
		"no nonce":           {func(e *config.Environment) { e.CIBANonce = config.NonceOff }, []string{"ciba_nonce"}},
		"another person":     {func(e *config.Environment) { e.PersonClaim = "sub" }, []string{"person_claim"}},
		"issuer and its keys": {
			func(e *config.Environment) { e.Issuer, e.PinnedKeys = "https://evil.example/op", nil },
			[]string{"issuer", "pinned_keys"},
		},
	}
}

// pinned begins with a pinned key.
func pinned(o *Options) {
	own(func(e *config.Environment) { e.PinnedKeys = []string{strings.Repeat("0", 40)} })(o)
}

// TestAChangedEnvironmentIsNotGoneOnWith: after any change, nothing goes to where the environment
// points now, and the changed keys are named.
func TestAChangedEnvironmentIsNotGoneOnWith(t *testing.T) {
	for name, c := range changes() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, journal, asked, v := elsewhereBench(t, simulator.Ignore, pinned, own(c.change))
				u := v.Unfinished[0]
				if u.Elsewhere == nil || !slices.Equal(u.Elsewhere.Changed, c.named) || u.Elsewhere.SentTo != brokerHost || u.Elsewhere.CancelAt != brokerHost {
					t.Fatalf("offered: %+v, %+v", u, u.Elsewhere)
				}
				if u.Environment.Badge != BadgeTest || u.Environment.Host != brokerHost || u.Environment.Profile != config.ProfileMitIDFlex {
					t.Errorf("it is shown as sent in %+v", u.Environment)
				}
				b.Resume(u.ID)
				v = b.until("said and offered again", func(v View) bool { return len(v.Notices) > 0 && len(v.Unfinished) == 1 })
				if v.Notices[0].Text.Key != "unfinished.told.changed" || v.State != Idle {
					t.Errorf("said %+v in %s", v.Notices, v.State)
				}
				if sent := asked.seen(); len(sent) != 0 {
					t.Errorf("asked was %v", sent)
				}
				b.CancelUnfinished(u.ID)
				record := b.recorded(journal, "unfinished.told.cancelled")
				if record.Outcome != ciba.Cancelled || record.Cancel != ciba.CancelDone {
					t.Errorf("recorded: %+v", record.Ending)
				}
				if sent := asked.seen(); !slices.Equal(sent, []string{"DELETE " + brokerHost}) {
					t.Errorf("asked was %v", sent)
				}
				if v = b.crash(); len(v.Unfinished) != 0 {
					t.Errorf("offered again: %+v", v.Unfinished)
				}
			})
		})
	}
}

// TestTokensAreNotCheckedByChangedRules: tokens that came before a crash are checked with the
// issuer, keys and rules in force when they were requested, or not at all.
func TestTokensAreNotCheckedByChangedRules(t *testing.T) {
	all := changes()
	all["gone"] = struct {
		change func(*config.Environment)
		named  []string
	}{func(e *config.Environment) { e.ID = "elsewhere" }, nil}
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, journal, asked, v := elsewhereBench(t, simulator.Approve, pinned, func(o *Options) {
					if own(c.change)(o); name == "gone" {
						o.Environment = config.IDPP
					}
				})
				u := v.Unfinished[0]
				if u.Left != "received" || u.Elsewhere == nil || u.Elsewhere.CancelAt != "" || u.Elsewhere.Gone != (name == "gone") {
					t.Fatalf("offered: %+v, %+v", u, u.Elsewhere)
				}
				for _, press := range []func(string){b.Resume, b.CancelUnfinished} {
					press(u.ID)
					if v = b.until("offered again", func(v View) bool { return len(v.Notices) > 0 && len(v.Unfinished) == 1 }); v.State != Idle || v.Outcome != nil {
						t.Errorf("it is judged: %s, %+v", v.State, v.Outcome)
					}
					b.pass(time.Second)
				}
				b.EndUnfinished(u.ID)
				// It was shown before the crash, with the pin that fails.
				if record := b.recorded(journal, "unfinished.told.put_away"); record.Outcome != ciba.NotVerified {
					t.Errorf("recorded: %+v", record.Ending)
				}
				if sent := asked.seen(); len(sent) != 0 {
					t.Errorf("asked was %v", sent)
				}
				if v = b.crash(); len(v.Unfinished) != 0 {
					t.Errorf("offered again: %+v", v.Unfinished)
				}
			})
		})
	}
}

// TestAnUnseenAnswerIsEndedUnchecked if its environment is gone.
func TestAnUnseenAnswerIsEndedUnchecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &lasting{journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: inLastingJournal(j)})
		b.onRequest(at("/jwks", func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}))
		b.begin(mette, Checking)
		b.options.Environments = config.BuiltIn()
		b.options.Environment = config.IDPP
		v := b.crash()
		if u := v.Unfinished[0]; u.Left != "received" || !u.Elsewhere.Gone || u.Environment.Name != "Nordby Kommune, test" {
			t.Fatalf("offered: %+v", u)
		}
		b.EndUnfinished(v.Unfinished[0].ID)
		if record := b.recorded(j, "unfinished.told.unchecked"); record.Outcome != ciba.Unknown || record.Reason != ciba.ReasonLeft {
			t.Errorf("recorded: %+v", record.Ending)
		}
	})
}

// TestIrrelevantChangesAllowResuming: another name, another order of a list, another client
// authentication, or an override that equals the default.
func TestIrrelevantChangesAllowResuming(t *testing.T) {
	for name, change := range map[string]func(*config.Environment){
		"nothing":           func(*config.Environment) {},
		"renamed":           func(e *config.Environment) { e.Name = "Sønderby" },
		"another order":     func(e *config.Environment) { e.IDTokenAlgs = []string{"ES256", "RS256", "ES256"} },
		"authentication":    func(e *config.Environment) { e.ClientAuth = ciba.ClientSecretBasic },
		"what Start needs":  func(e *config.Environment) { e.IP, e.Organisation, e.HintEncoding = "", "", config.HintBase64 },
		"the same, written": func(e *config.Environment) { e.Endpoints.Cancel = e.Issuer + "/api/v1/ciba/{auth_req_id}" },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _, _, v := elsewhereBench(t, simulator.Ignore, own(func(e *config.Environment) { e.IDTokenAlgs = []string{"RS256", "ES256"} }), own(change))
				if u := v.Unfinished[0]; u.Elsewhere != nil {
					t.Fatalf("it can't be gone on with: %+v", u.Elsewhere)
				}
				b.Resume(v.Unfinished[0].ID)
				b.untilState(Waiting)
			})
		})
	}
}

// TestACancelGoesWhereTheRequestWasSent. Without a confirmation, the outcome is unknown.
func TestACancelGoesWhereTheRequestWasSent(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		told   string
		ends   ciba.Outcome
	}{
		"confirmed":     {status: http.StatusNoContent, told: "unfinished.told.cancelled", ends: ciba.Cancelled},
		"nothing left":  {status: http.StatusGone, told: "unfinished.told.nothing_left", ends: ciba.Unknown},
		"not confirmed": {status: http.StatusBadGateway, told: "unfinished.told.not_confirmed", ends: ciba.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				given := own(func(e *config.Environment) { e.Endpoints.Cancel = "http://127.0.0.1:4712/drop/{auth_req_id}" })
				gone := func(o *Options) { o.Environments, o.Environment = config.BuiltIn(), config.IDPP }
				b, j, asked, v := elsewhereBench(t, simulator.Ignore, given, gone)
				b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
					if !strings.HasPrefix(r.URL.Path, "/drop/") || r.ContentLength > 0 || len(r.Header["Authorization"])+len(r.Header["Cookie"]) > 0 {
						t.Errorf("sent: %s %s with %v", r.Method, r.URL.Path, slices.Collect(maps.Keys(r.Header)))
					}
					w.WriteHeader(c.status)
					return true
				})
				if away := v.Unfinished[0].Elsewhere; !away.Gone || away.SentTo != brokerHost || away.CancelAt != "127.0.0.1:4712" {
					t.Fatalf("offered: %+v", away)
				}
				b.CancelUnfinished(v.Unfinished[0].ID)
				if record := b.recorded(j, c.told); record.Outcome != c.ends {
					t.Errorf("recorded: %+v", record.Ending)
				}
				if sent := asked.seen(); !slices.Equal(sent, []string{"DELETE 127.0.0.1:4712"}) {
					t.Errorf("asked was %v", sent)
				}
				// The guard stays while the request may be on the phone.
				person, _ := j.HashPerson(t.Context(), journal.Named(mette))
				again := j.Begin(t.Context(), journal.Record{ID: "again", Started: time.Now(), Kind: string(config.KindTest), Person: person, Confirmed: journal.QuestionAskedLately}, 0)
				if (again == nil) != (c.ends == ciba.Cancelled) {
					t.Errorf("another one for the person: %v", again)
				}
			})
		})
	}
}

// TestAnEarlierVersionsRequestCanOnlyBeEnded: it doesn't record an environment, so it is unknown
// where it was sent. Nothing is sent to where its environment points now.
func TestAnEarlierVersionsRequestCanOnlyBeEnded(t *testing.T) {
	for name, request := range map[string]string{
		"as it was kept": `{"environment":"nordby","request":{"UUID":"` + mette + `"},"caller":"they_called","code":"4821"}`,
		"unreadable":     `{"environment":`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, journal, asked, v := elsewhereBench(t, simulator.Ignore, nil, func(o *Options) {
					open := o.OpenJournal
					o.OpenJournal = func(ctx context.Context) (journal.Journal, error) {
						journal, err := open(ctx)
						return &earlier{Journal: journal, request: request}, err
					}
				})
				u := v.Unfinished[0]
				if away := u.Elsewhere; away == nil || away.SentTo != "" || away.CancelAt != "" || away.Gone {
					t.Fatalf("offered: %+v", away)
				}
				for _, press := range []func(string){b.Resume, b.CancelUnfinished} {
					press(u.ID)
					b.until("offered again", func(v View) bool { return len(v.Notices) > 0 && len(v.Unfinished) == 1 })
					b.pass(time.Second)
				}
				b.EndUnfinished(u.ID)
				if record := b.recorded(journal, "unfinished.told.ended"); record.Outcome != ciba.Unknown {
					t.Errorf("recorded: %+v", record.Ending)
				}
				if sent := asked.seen(); len(sent) != 0 {
					t.Errorf("asked was %v", sent)
				}
			})
		})
	}
}

// earlier is a journal with a request as an earlier version kept it.
type earlier struct {
	journal.Journal
	request string
}

func (e *earlier) Unfinished(ctx context.Context) ([]journal.Unfinished, error) {
	all, err := e.Journal.Unfinished(ctx)
	for i := range all {
		all[i].Request = []byte(e.request)
	}
	return all, err
}

func (e *earlier) Claim(ctx context.Context, id string) (journal.Unfinished, error) {
	u, err := e.Journal.Claim(ctx, id)
	u.Request = []byte(e.request)
	return u, err
}

// TestProductionIsSetUpWithAnotherClient while its request waits to be resumed: then it isn't
// resumed.
func TestProductionIsSetUpWithAnotherClient(t *testing.T) {
	for name, client := range map[string]string{"the same client": "3e1f8c55-6e0a-4c9d-9a53-0f2f5f0f7a11", "another client": "b9b5a3f8-0c53-4a55-b8b6-3c1a2c8f0e55"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const sent = "3e1f8c55-6e0a-4c9d-9a53-0f2f5f0f7a11"
				j, asked := &lasting{journal.NewMemory()}, &hosts{RoundTripper: http.NewFileTransport(http.Dir(t.TempDir()))}
				production := config.BuiltIn()[2]
				production.ClientID = sent
				with := sendsWith(production)
				request, err := json.Marshal(keptRequest{Environment: config.IDProduction, SentWith: &with})
				if err != nil {
					t.Fatal(err)
				}
				record := journal.Record{ID: "left", Started: time.Now(), Environment: config.IDProduction, Kind: string(config.KindProduction), Person: "somebody"}
				if err := j.Begin(t.Context(), record, 0); err != nil {
					t.Fatal(err)
				}
				resumption := ciba.Resumption{AuthReqID: "x", SentAt: time.Now(), ExpiresIn: 5 * time.Minute, Interval: 5 * time.Second}
				if err := j.Acknowledge(t.Context(), "left", resumption, request); err != nil {
					t.Fatal(err)
				}
				if err := j.Release(t.Context(), "left"); err != nil {
					t.Fatal(err)
				}
				b := newBench(t, plan{options: func(o *Options) {
					inLastingJournal(j)(o)
					o.Transport = asked
					o.Settings.Production = config.Production{ClientID: sent, IP: "192.0.2.10", Organisation: "Nordby Kommune"}
				}})
				b.Resume("left")
				b.until("asked for the secret", func(v View) bool { return v.Setup != nil && !v.Setup.Probing })
				b.SubmitSetup(SetupInput{ClientID: client, Secret: "a secret of production", IP: "192.0.2.10", Organisation: "Nordby Kommune"})
				v := b.pass(time.Second)
				if client == sent {
					if v.State == Idle || len(asked.seen()) == 0 {
						t.Errorf("it isn't gone on with: %s", v.State)
					}
					return
				}
				if v.State != Idle || len(asked.seen()) != 0 || len(v.Unfinished) != 1 || !slices.Equal(v.Unfinished[0].Elsewhere.Changed, []string{"client_id"}) {
					t.Errorf("%s, asked was %v, offered is %+v", v.State, asked.seen(), v.Unfinished)
				}
			})
		})
	}
}

// TestTwoWindowsEndOneRequest: the second one reports that it is claimed.
func TestTwoWindowsEndOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, journal, asked, v := elsewhereBench(t, simulator.Ignore, nil, own(func(e *config.Environment) { e.Issuer = "https://evil.example/op" }))
		id := v.Unfinished[0].ID
		if _, err := journal.Claim(t.Context(), id); err != nil { // by the other window
			t.Fatal(err)
		}
		b.CancelUnfinished(id)
		v = b.until("told", func(v View) bool { return len(v.Notices) > 0 })
		if sent := asked.seen(); v.Notices[0].Text.Key != "problem.journal.claimed" || len(sent) != 0 {
			t.Errorf("said %+v, asked was %v", v.Notices, sent)
		}
	})
}

// TestAConfirmedCancelIsRecordedLater if the journal can't be written at that moment: the
// confirmation can't be obtained again.
func TestAConfirmedCancelIsRecordedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var full atomic.Bool
		var j *ending
		b, _, _, v := elsewhereBench(t, simulator.Ignore, func(o *Options) {
			before, _ := o.OpenJournal(t.Context())
			j = &ending{before.(*lasting).Memory, func() error {
				if full.Load() {
					return &files.Error{Problem: files.ProblemDiskFull}
				}
				return nil
			}}
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
		}, own(func(e *config.Environment) { e.Issuer = "https://evil.example/op" }))
		full.Store(true)
		b.CancelUnfinished(v.Unfinished[0].ID)
		v = b.until("told", func(v View) bool { return len(v.Notices) == 2 })
		if v.Notices[0].Text.Key != "journal.told" || v.Notices[1].Text.Key != "unfinished.told.cancelled" {
			t.Errorf("said: %+v", v.Notices)
		}
		full.Store(false)
		b.pass(time.Minute)
		records, err := j.List(t.Context(), journal.Filter{})
		if err != nil || len(records) != 1 || records[0].Outcome != ciba.Cancelled {
			t.Errorf("in the journal: %+v, %v", records, err)
		}
	})
}
