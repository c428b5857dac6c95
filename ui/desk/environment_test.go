package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
)

func TestSelectEnvironment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		v := b.View()
		var ids []string
		for _, e := range v.Environments {
			ids = append(ids, e.ID)
		}
		if !slices.Equal(ids, []string{"demo", "pp", "production", "nordby"}) || !slices.Equal(v.Environments[3].Overridden, []string{"mirror.nordby.example"}) {
			t.Errorf("environments %+v", v.Environments)
		}
		b.SelectEnvironment("nowhere")
		b.SelectEnvironment("demo") // it is in use already
		if synctest.Wait(); b.View().Environment.ID != "demo" || len(b.savedSettings()) > 0 {
			t.Errorf("in %s, saved %v", b.View().Environment.ID, b.savedSettings())
		}
		b.SelectEnvironment("nordby")
		synctest.Wait()
		if v = b.View(); v.Environment.ID != "nordby" || v.Phone != nil || v.Setup == nil || v.Form.IP.Value != "192.0.2.10" || v.Appswitch.Style != "documented" {
			t.Errorf("environment %+v, setup %+v, form %+v", v.Environment, v.Setup, v.Form)
		}
		b.SelectEnvironment("demo")
		b.SetPerson(mette)
		synctest.Wait()
		if v = b.View(); v.Environment.ID != "demo" || v.Phone == nil || v.Setup != nil || !v.CanStart || b.started != 1 {
			t.Errorf("back in demo: %+v, can start %t, %d simulators", v.Setup, v.CanStart, b.started)
		}
		var remembered []string
		for _, s := range b.savedSettings() {
			remembered = append(remembered, s.Environment)
		}
		if !slices.Equal(remembered, []string{"nordby"}) {
			t.Errorf("remembered: %v", remembered)
		}
	})
}

// TestLateAnswersOfAnEarlierEnvironmentAreDropped, from the keyring and from the simulator.
func TestLateAnswersOfAnEarlierEnvironmentAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{idle: true, options: func(o *Options) {
			inOwnEnvironment(o)
			o.Secrets.(*fakeSecrets).slow = 3 * time.Second
			start := o.Simulator
			o.Simulator = func(ctx context.Context, changed func()) (Simulator, error) {
				time.Sleep(5 * time.Second)
				return start(ctx, changed)
			}
		}})
		if v := b.View(); v.Environment.ID != "nordby" || v.Status.Sentence.Key != "state.idle.preparing" {
			t.Fatalf("%s, %v", v.Environment.ID, v.Status.Sentence)
		}
		b.SelectEnvironment("demo") // the keyring answers for nordby after 3 s
		if v := b.pass(4 * time.Second); v.Secret.Source != "" || v.Setup != nil || v.CanStart {
			t.Errorf("demo took what was meant for another: %+v, %+v", v.Secret, v.Setup)
		}
		b.SelectEnvironment("pp") // the simulator is there after 5 s
		v := b.pass(30 * time.Second)
		if v.Environment.ID != "pp" || v.Environment.Host != "pp.netseidbroker.dk" || v.Setup == nil || v.Phone != nil || v.Secret.Source != "" {
			t.Errorf("%+v, setup %+v, secret %+v", v.Environment, v.Setup, v.Secret)
		}
		b.SelectEnvironment("demo")
		if v = b.pass(time.Second); v.Secret.Source != "published" || v.Phone == nil {
			t.Errorf("in demo at last: %+v", v.Secret)
		}
		// A secret that was being saved when the operator switched away.
		b.SelectEnvironment("production")
		b.pass(4 * time.Second)
		b.SubmitSetup(good())
		b.SelectEnvironment("demo")
		if v = b.pass(10 * time.Second); v.Environment.ID != "demo" || v.Form.IP.Value != "192.0.2.7" || v.Setup != nil {
			t.Errorf("%s with the IP %s", v.Environment.ID, v.Form.IP.Value)
		}
	})
}

func TestSimulatorThatDoesNotStart(t *testing.T) {
	for name, test := range map[string]struct {
		start func(context.Context, func()) (Simulator, error)
		want  string
	}{
		"an address in use": {func(context.Context, func()) (Simulator, error) { return nil, syscall.EADDRINUSE }, "problem.simulator"},
		"there is none":     {nil, "problem.simulator_absent"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{idle: true, options: func(o *Options) { o.Simulator = test.start }})
				b.SetPerson(mette)
				b.Start()
				b.Approve()
				b.SetScenario("approve")
				synctest.Wait()
				v := b.View()
				if len(v.Notices) != 1 || v.Notices[0].Text.Key != test.want || !v.Notices[0].Bad || v.CanStart || v.State != Idle || v.Form.Person.Value != mette {
					t.Errorf("notices %+v, can start %t, %s", v.Notices, v.CanStart, v.State)
				}
				b.SelectEnvironment("pp") // another one works
				if synctest.Wait(); b.View().Environment.ID != "pp" {
					t.Error("another environment can't be picked")
				}
			})
		})
	}
}

// TestDemoTouchesNeitherKeyringNorDisk through a whole verification.
func TestDemoTouchesNeitherKeyringNorDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.AskSetup()
		b.SubmitSetup(good())
		b.ForgetSecret()
		b.verify(mette)
		b.pass(doneDelay)
		b.Done()
		b.SetScenario("refuse")
		b.verify(mette)
		if b.View().Setup != nil || len(b.secrets.called()) > 0 || len(b.savedSettings()) > 0 {
			t.Errorf("the keyring was asked to %v, settings saved: %v", b.secrets.called(), b.savedSettings())
		}
	})
}

func TestPhone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		p := b.View().Phone
		if p == nil || p.Shown || p.Organisation != "Nordby Kommune" || p.Scenario != "decide" || len(p.Scenarios) < 10 || len(p.People) < 6 {
			t.Fatalf("phone %+v", p)
		}
		b.Approve() // there is no prompt
		b.SetAction("SIGN")
		v := b.begin(mette, Waiting)
		if p = v.Phone; !p.Shown || p.State != "shown" || p.Text != v.Form.Preview || p.Action != "SIGN" {
			t.Errorf("phone %+v", p)
		}
		b.pass(2 * time.Second)
		b.Approve()
		if synctest.Wait(); b.View().Phone.State != "approved" {
			t.Errorf("phone %+v", b.View().Phone)
		}
		b.Refuse() // too late
		if v = b.untilState(Ended); v.Outcome.Outcome != "verified" {
			t.Errorf("it ended %s", v.Outcome.Outcome)
		}
		b.pass(doneDelay)
		b.Done()
		b.SetScenario("nonsense")
		b.begin(mette, Waiting)
		b.Refuse()
		if v = b.untilState(Ended); v.Outcome.Outcome != "refused" || v.Phone.Scenario != "decide" {
			t.Errorf("it ended %s, scenario %s", v.Outcome.Outcome, v.Phone.Scenario)
		}
	})
}

// TestDoneResetsThePhone after any outcome: an idle desk must not show "Approved".
func TestDoneResetsThePhone(t *testing.T) {
	for _, scenario := range []simulator.Scenario{simulator.Approve, simulator.Refuse} {
		t.Run(string(scenario), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}})
				if v := b.verify(mette); v.Phone.State == "" {
					t.Fatal("the phone doesn't show how it ended")
				}
				b.pass(doneDelay)
				b.Done()
				synctest.Wait()
				if p := b.View().Phone; p.State != "" || p.Text != "" || p.Organisation == "" {
					t.Errorf("after Done: %+v", p)
				}
				b.SetScenario(string(simulator.Decide)) // looks at the phone again
				synctest.Wait()
				if p := b.View().Phone; p.State != "" || p.Text != "" {
					t.Errorf("looked at again: %+v", p)
				}
			})
		})
	}
}

// TestDoneKeepsAnOpenPrompt: after a failed cancel the person can still approve.
func TestDoneKeepsAnOpenPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.onRequest(at("/api/v1/ciba/", answerWith(http.StatusInternalServerError)))
		b.begin(mette, Waiting)
		b.Cancel()
		v := b.untilState(Ended)
		if !v.Phone.Shown {
			t.Fatalf("%s, and the phone shows %+v", v.Outcome.Outcome, v.Phone)
		}
		b.pass(doneDelay)
		b.Done()
		synctest.Wait()
		if p := b.View().Phone; !p.Shown || p.Text == "" {
			t.Errorf("after Done: %+v", p)
		}
		b.Approve()
		synctest.Wait()
		if p := b.View().Phone; p.State != "" {
			t.Errorf("and once it was answered: %+v", p)
		}
	})
}

// brokenJournal fails in the selected operations.
type brokenJournal struct {
	journal.Journal
	hash, begin, receive, look, end bool
}

var errJournal = errors.New("the journal can't be written")

func (j brokenJournal) HashPerson(ctx context.Context, person journal.Person) (journal.PersonHash, error) {
	if j.hash {
		return "", errJournal
	}
	return j.Journal.HashPerson(ctx, person)
}

func (j brokenJournal) Begin(ctx context.Context, r journal.Record, maxPrompts int) error {
	if j.begin {
		return errJournal
	}
	return j.Journal.Begin(ctx, r, maxPrompts)
}

func (j brokenJournal) BeginLate(ctx context.Context, r journal.Record) error {
	if j.begin {
		return errJournal
	}
	return j.Journal.BeginLate(ctx, r)
}

func (j brokenJournal) Seen(ctx context.Context, id string, marks []string) (bool, error) {
	if j.look {
		return false, errJournal
	}
	return j.Journal.Seen(ctx, id, marks)
}

func (j brokenJournal) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	if j.receive {
		return false, errJournal
	}
	return j.Journal.Receive(ctx, id, at, marks, tokens...)
}

func (j brokenJournal) End(ctx context.Context, id string, e journal.Ending) error {
	if j.end {
		return errJournal
	}
	return j.Journal.End(ctx, id, e)
}

// TestJournalThatFails: rule 100. A failing journal doesn't prevent a verification: the outcome is
// shown as not recorded. If the journal can't look up whether the answer was used before, nobody is
// verified.
func TestJournalThatFails(t *testing.T) {
	for name, journal := range map[string]brokenJournal{
		"hash": {hash: true}, "begin": {begin: true}, "receive": {receive: true}, "look": {receive: true, look: true}, "end": {end: true},
	} {
		for scenario, outcome := range map[simulator.Scenario]string{simulator.Approve: "verified", simulator.Refuse: "refused"} {
			t.Run(name+" "+outcome, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}, options: func(o *Options) {
						journal.Journal = o.Journal
						o.Journal = journal
					}})
					v := b.verify(mette)
					nothing := name == "receive" || name == "look"
					recorded := nothing && outcome == "refused" // there is nothing to receive
					if name == "look" && outcome == "verified" {
						outcome = "unknown" // the lookup whether the answer was used before failed
					}
					if v.Outcome.Outcome != outcome || v.Outcome.Recorded != recorded {
						t.Errorf("%s, recorded %t", v.Outcome.Outcome, v.Outcome.Recorded)
					}
					if nothing && outcome != "refused" && !inOrder(happened(v.Course), []string{"answered", "not_recorded", "checked"}) {
						t.Errorf("course %v", happened(v.Course))
					}
				})
			})
		}
	}
}

func TestSettingsThatCanNotBeSaved(t *testing.T) {
	for problem, err := range map[string]error{
		"disk_full":   &files.Error{File: "/home/anna/settings.toml", Problem: files.ProblemDiskFull},
		"held":        &files.Error{File: "/home/anna/settings.toml", Problem: files.ProblemHeld},
		"read_only":   &files.Error{File: "/home/anna/settings.toml", Problem: files.ProblemReadOnly},
		"not_synced":  fmt.Errorf("saving: %w", &files.Error{File: "/home/anna/settings.toml", Problem: files.ProblemNotSynced}),
		"not_written": errors.New("something else"),
	} {
		t.Run(problem, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: func(o *Options) { o.SaveSettings = func(_, _ config.Settings) error { return err } }})
				b.SetPerson(mette)
				b.SetTheme("dark")
				b.SetTheme("pink")
				b.SetHideNetwork(true)
				synctest.Wait()
				v := b.View()
				if len(v.Notices) != 1 || v.Notices[0].Text.Key != "problem.settings."+problem || !v.Notices[0].Bad {
					t.Errorf("notices %+v", v.Notices)
				}
				if v.Settings.Theme != "dark" || !v.Settings.HideNetwork || v.Form.Person.Value != mette || !v.CanStart {
					t.Errorf("something is lost: %+v, %q", v.Settings, v.Form.Person.Value)
				}
				b.DismissNotice(v.Notices[0].ID)
				if synctest.Wait(); len(b.View().Notices) > 0 {
					t.Error("the notice can't be dismissed")
				}
			})
		})
	}
}

// TestTheNewestSettingsAreSaved, one at a time. The last ones win, even if the program ends
// meanwhile.
func TestTheNewestSettingsAreSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var saving, most int
		var saved []config.Settings
		b := newBench(t, plan{options: func(o *Options) {
			o.SaveSettings = func(_, s config.Settings) error {
				saving++
				most = max(most, saving)
				time.Sleep(time.Second)
				saving--
				saved = append(saved, s)
				return nil
			}
		}})
		for minutes := range 10 {
			b.SetIdleMinutes(20 + minutes)
		}
		if b.pass(5 * time.Second); most != 1 || len(saved) != 2 || saved[1].IdleMinutes != 29 {
			t.Errorf("%d at once, saved %+v", most, saved)
		}
		b.SetTheme("dark")
		b.SetTheme("light")
		synctest.Wait()
		b.stop()
		if b.pass(5 * time.Second); saved[len(saved)-1].Theme != "light" {
			t.Errorf("at the end: %+v", saved[len(saved)-1])
		}
	})
}

// slowToClose is a simulator that closes slowly.
type slowToClose struct {
	Simulator
	closed *int
}

func (s slowToClose) Close() error {
	time.Sleep(time.Minute)
	*s.closed++
	return nil
}

// TestASecondSimulatorIsClosed in the background.
func TestASecondSimulatorIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed := 0
		b := newBench(t, plan{idle: true, options: func(o *Options) {
			start := o.Simulator
			o.Simulator = func(ctx context.Context, changed func()) (Simulator, error) {
				time.Sleep(10 * time.Second)
				simulator, err := start(ctx, changed)
				return slowToClose{simulator, &closed}, err
			}
		}})
		b.SelectEnvironment("nordby")
		b.pass(time.Second)
		b.SelectEnvironment(config.IDDemo)
		if v := b.pass(15 * time.Second); !v.Form.Text.Valid || v.Status.Sentence.Key != "state.idle.sentence" {
			t.Fatalf("it says %v", v.Status.Sentence)
		}
		b.SetPerson(mette)
		if v := b.pass(time.Second); v.Form.Person.Value != mette {
			t.Error("the desk waits for a simulator to close")
		}
		if b.pass(2 * time.Minute); closed != 1 {
			t.Errorf("%d simulators were closed", closed)
		}
	})
}

// TestOnlyChangedSettingsAreSaved: the window writes only what it changed since the last save. A
// failed change is written with the next one.
func TestOnlyChangedSettingsAreSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fails := true
		var was, now []config.Settings
		b := newBench(t, plan{options: func(o *Options) {
			o.Settings = config.Settings{Theme: "light"}
			o.SaveSettings = func(before, after config.Settings) error {
				was, now = append(was, before), append(now, after)
				if fails {
					return &files.Error{Problem: files.ProblemDiskFull}
				}
				return nil
			}
		}})
		b.SetTheme("dark")
		b.pass(1)
		fails = false
		b.SetHideNetwork(true)
		b.pass(1)
		b.SetIdleMinutes(7)
		b.pass(1)
		first, last := config.Settings{Theme: "light"}, config.Settings{Theme: "dark", HideNetwork: true}
		if !reflect.DeepEqual(was, []config.Settings{first, first, last}) || len(now) != 3 || !reflect.DeepEqual(now[1], last) {
			t.Errorf("from %+v\nto %+v", was, now)
		}
	})
}

// TestReplayIsCaught: the broker returns the same tokens for two verifications.
func TestReplayIsCaught(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: func(o *Options) {
			o.Journal = everSeen{o.Journal}
		}})
		v := b.verify(mette)
		if v.Outcome.Outcome != string(ciba.NotVerified) || v.Status.Sentence.Key != "outcome.not_verified.sentence.not_genuine" || v.Outcome.CauseCode != "replay:seen_before" {
			t.Errorf("%s, %v", v.Outcome.Outcome, v.Status.Sentence)
		}
	})
}

type everSeen struct{ journal.Journal }

func (j everSeen) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	_, err := j.Journal.Receive(ctx, id, at, marks, tokens...)
	return len(marks) == 2 || err != nil, err
}

// TestLeavingDemoIsReported once, and before a secret is asked for.
func TestLeavingDemoIsReported(t *testing.T) {
	for name, c := range map[string]struct {
		begin string
		// calls after the start, after selecting another environment, and after demo and yet
		// another
		told []int
	}{
		"begun in demo": {config.IDDemo, []int{0, 1, 1}},
		"begun outside": {config.IDPP, []int{1, 1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				told := 0
				b := newBench(t, plan{options: func(o *Options) {
					secrets := o.Secrets.(*fakeSecrets)
					o.Environment = c.begin
					o.OutsideDemo = func() {
						told++
						if slices.Contains(secrets.called(), "get") {
							t.Error("a secret is in memory already")
						}
					}
				}})
				got := []int{told}
				b.SelectEnvironment("nordby")
				b.pass(time.Second)
				got = append(got, told)
				b.SelectEnvironment(config.IDDemo)
				b.pass(time.Second)
				b.SelectEnvironment(config.IDPP)
				b.pass(time.Second)
				if got = append(got, told); !slices.Equal(got, c.told) {
					t.Errorf("told %v times, want %v", got, c.told)
				}
			})
		})
	}
}
