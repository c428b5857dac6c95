package desk

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/files"
	"ringback/storage/journal"
	"ringback/storage/secrets"
)

// lasting is a journal that outlives the desks that close it, as a file does.
type lasting struct{ *journal.Memory }

// inLastingJournal begins in ownEnvironment, with a lasting journal.
func inLastingJournal(j *lasting) func(*Options) {
	return func(o *Options) {
		inOwnEnvironment(o)
		o.OpenJournal = inLasting(j)
	}
}

func inLasting(j *lasting) func(context.Context) (journal.Journal, error) {
	return func(context.Context) (journal.Journal, error) { return j, nil }
}

// crash ends the desk as if the program had died, and starts another one with the same broker and
// journal.
func (b *bench) crash() View {
	b.t.Helper()
	b.stop()
	<-b.ended
	b.Desk = New(b.options)
	ctx, cancel := context.WithCancel(b.t.Context())
	b.stop, b.ended = cancel, make(chan struct{})
	ended := b.ended
	go func() {
		defer close(ended)
		b.Run(ctx)
	}()
	b.t.Cleanup(func() { cancel(); <-ended })
	return b.until("ready again", func(v View) bool { return v.Status.Sentence.Key != "state.idle.preparing" })
}

func TestAWaitingVerificationIsResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inLastingJournal(&lasting{journal.NewMemory()})})
		sent := b.begin(mette, Waiting)
		if !sent.CanLeave {
			t.Error("it can't be left, though the journal lasts")
		}
		text := sent.Form.Preview
		v := b.crash()
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "waiting" || v.Unfinished[0].Text != text || v.Unfinished[0].Until.IsZero() {
			t.Fatalf("offered: %+v", v.Unfinished)
		}
		b.Resume(v.Unfinished[0].ID)
		v = b.untilState(Waiting)
		if len(v.Unfinished) != 0 || v.Form.Person.Value != mette || v.Form.Preview != text || !v.Locked {
			t.Errorf("gone on with: %+v of %v", v.Form, v.Unfinished)
		}
		if prompts := b.broker.Prompts(); len(prompts) != 1 || b.broker.Approve(prompts[0].ID) != nil {
			t.Fatalf("on the phone: %v", prompts)
		}
		v = b.untilState(Ended)
		if v.Outcome.Outcome != "verified" || v.Outcome.Person != mette || !v.Outcome.Recorded {
			t.Errorf("ended: %+v", v.Outcome)
		}
		if n := b.count("POST", "/connect/ciba"); n != 1 {
			t.Errorf("%d requests were started", n)
		}
		b.pass(2 * time.Second)
		b.Done()
		b.untilState(Idle)
		if v = b.crash(); len(v.Unfinished) != 0 {
			t.Errorf("offered after Done: %+v", v.Unfinished)
		}
	})
}

func TestAWaitingVerificationIsCancelledAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.begin(mette, Waiting)
		v := b.crash()
		b.CancelUnfinished(v.Unfinished[0].ID)
		v = b.untilState(Ended)
		if v.Outcome.Outcome != "cancelled" || b.count("DELETE", "/api/v1/ciba/") != 1 {
			t.Errorf("ended: %+v, %d cancels", v.Outcome, b.count("DELETE", "/api/v1/ciba/"))
		}
	})
}

func TestTokensThatCameBeforeACrashAreChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/jwks") {
				w.WriteHeader(http.StatusInternalServerError)
				return true
			}
			return false
		})
		b.begin(mette, Checking)
		polls := b.count("POST", "/connect/token")
		b.onRequest(nil)
		v := b.crash()
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "received" {
			t.Fatalf("offered: %+v", v.Unfinished)
		}
		b.Resume(v.Unfinished[0].ID)
		v = b.untilState(Ended)
		if v.Outcome.Outcome != "verified" || b.count("POST", "/connect/token") != polls {
			t.Errorf("ended: %+v after %d more polls", v.Outcome, b.count("POST", "/connect/token")-polls)
		}
	})
}

// TestAnOutcomeWithoutDoneIsShownAgain, as recorded.
func TestAnOutcomeWithoutDoneIsShownAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.verify(mette)
		v := b.crash()
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "received" {
			t.Fatalf("offered: %+v", v.Unfinished)
		}
		b.Resume(v.Unfinished[0].ID)
		if v = b.untilState(Ended); v.Outcome.Outcome != "verified" || !v.Outcome.Recorded {
			t.Errorf("shown again: %s, recorded %t", v.Outcome.Outcome, v.Outcome.Recorded)
		}
	})
}

// ending is a journal in which writing an ending can fail.
type ending struct {
	*journal.Memory
	fail func() error
}

func (e *ending) End(ctx context.Context, id string, ending journal.Ending) error {
	if err := e.fail(); err != nil {
		return err
	}
	return e.Memory.End(ctx, id, ending)
}

// TestAStartWithoutAnAnswerIsFiledAsUnknown. The desk says so once it is in the journal, not
// before.
func TestAStartWithoutAnAnswerIsFiledAsUnknown(t *testing.T) {
	for name, c := range map[string]struct {
		fails   []error // in order
		says    string
		outcome ciba.Outcome
	}{
		"at once": {says: "outcome.unknown.sentence.interrupted", outcome: ciba.Unknown},
		"another window's": {
			fails: []error{journal.ErrBusy, journal.ErrBusy},
			says:  "outcome.unknown.sentence.interrupted", outcome: ciba.Unknown,
		},
		// as soon as possible
		"a disk that is full": {
			fails: []error{&files.Error{Problem: files.ProblemDiskFull}}, says: "journal.told", outcome: ciba.Unknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &ending{journal.NewMemory(), func() error { return nil }}
				b := newBench(t, plan{options: func(o *Options) {
					inOwnEnvironment(o)
					o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
				}})
				b.onRequest(func(_ http.ResponseWriter, r *http.Request) bool {
					if strings.HasSuffix(r.URL.Path, "/connect/ciba") {
						_, _ = io.Copy(io.Discard, r.Body)
						<-r.Context().Done() // never answers
						return true
					}
					return false
				})
				b.begin(mette, Starting)
				b.pass(time.Second)
				v := b.crash()
				if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "unknown" {
					t.Fatalf("offered: %+v", v.Unfinished)
				}
				fails := c.fails
				j.fail = func() (err error) {
					if len(fails) > 0 {
						err, fails = fails[0], fails[1:]
					}
					return err
				}
				b.Resume(v.Unfinished[0].ID)
				v = b.until("told", func(v View) bool { return len(v.Unfinished) == 0 && len(v.Notices) > 0 })
				if v.Notices[0].Text.Key != c.says {
					t.Errorf("it says %+v", v.Notices)
				}
				records, err := j.List(t.Context(), journal.Filter{})
				if err != nil || len(records) != 1 || records[0].Outcome != c.outcome {
					t.Errorf("in the journal: %+v, %v", records, err)
				}
			})
		})
	}
}

func TestTheGuardAsksAfterARefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse, AnswerAfter: -1}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.verify(mette)
		b.pass(2 * time.Second)
		b.Done()
		b.untilState(Idle)
		b.SetPerson(mette)
		b.pass(0)
		b.Start()
		v := b.until("guarded", func(v View) bool { return v.Guard != nil })
		if !v.Guard.CanConfirm || v.Locked || v.Form.Person.Value != mette || b.count("POST", "/connect/ciba") != 1 {
			t.Errorf("guard %+v, locked %v, %d starts", v.Guard, v.Locked, b.count("POST", "/connect/ciba"))
		}
		b.StartAnyway()
		b.untilState(Ended)
		if b.count("POST", "/connect/ciba") != 2 {
			t.Errorf("%d starts", b.count("POST", "/connect/ciba"))
		}
	})
}

func TestTheGuardHoldsAfterALostStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/connect/ciba") {
				w.WriteHeader(http.StatusBadGateway)
				return true
			}
			return false
		})
		if v := b.verify(mette); v.Outcome.Outcome != "unknown" {
			t.Fatalf("ended: %+v", v.Outcome)
		}
		b.pass(2 * time.Second)
		b.Done()
		b.untilState(Idle)
		b.SetPerson(mette)
		b.pass(0)
		b.Start()
		v := b.until("guarded", func(v View) bool { return v.Guard != nil })
		b.StartAnyway() // is not allowed here
		b.pass(time.Second)
		if v.Guard.CanConfirm || b.View().State != Idle || b.count("POST", "/connect/ciba") != 1 {
			t.Errorf("guard %+v, state %v, %d starts", v.Guard, b.View().State, b.count("POST", "/connect/ciba"))
		}
		b.DismissGuard()
		b.pass(5 * time.Minute)
		b.SetPerson(mette) // an unattended desk has cleared it
		b.pass(0)
		b.onRequest(nil)
		b.Start()
		if v := b.until("asked", func(v View) bool { return v.Guard != nil }); v.Guard.Reason != "asked_lately" {
			t.Errorf("guard %+v", v.Guard)
		}
		b.StartAnyway()
		b.untilState(Waiting)
	})
}

// busy is a journal that another window holds now and then.
type busy struct {
	*journal.Memory
	calls atomic.Int32
}

// taken reports whether the other window holds it: three times out of four.
func (b *busy) taken() bool { return b.calls.Add(1)%4 != 0 }

func (b *busy) Begin(ctx context.Context, record journal.Record, maxPrompts int) error {
	if b.taken() {
		return journal.ErrBusy
	}
	return b.Memory.Begin(ctx, record, maxPrompts)
}

func (b *busy) Acknowledge(ctx context.Context, id string, resumption ciba.Resumption, request []byte) error {
	if b.taken() {
		return journal.ErrBusy
	}
	return b.Memory.Acknowledge(ctx, id, resumption, request)
}

func (b *busy) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	if b.taken() {
		return false, journal.ErrBusy
	}
	return b.Memory.Receive(ctx, id, at, marks, tokens...)
}

func (b *busy) End(ctx context.Context, id string, ending journal.Ending) error {
	if b.taken() {
		return journal.ErrBusy
	}
	return b.Memory.End(ctx, id, ending)
}

// TestABusyJournalIsWaitedFor: another window prevents neither recording nor the guard.
func TestABusyJournalIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &busy{Memory: journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse, AnswerAfter: -1}, options: func(o *Options) {
			inOwnEnvironment(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
		}})
		if v := b.verify(mette); v.Outcome.Outcome != "refused" || !v.Outcome.Recorded {
			t.Fatalf("ended: %+v", v.Outcome)
		}
		b.pass(2 * time.Second)
		b.Done()
		b.untilState(Idle)
		b.SetPerson(mette)
		b.pass(0)
		b.Start()
		if v := b.until("guarded", func(v View) bool { return v.Guard != nil }); !v.Guard.CanConfirm || b.count("POST", "/connect/ciba") != 1 {
			t.Errorf("guard %+v, %d starts", v.Guard, b.count("POST", "/connect/ciba"))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		j := &busy{Memory: journal.NewMemory()}
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: func(o *Options) {
			inOwnEnvironment(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
		}})
		if v := b.verify(mette); v.Outcome.Outcome != "verified" || !v.Outcome.Recorded {
			t.Errorf("ended: %+v", v.Outcome)
		}
	})
}

func TestAnIdleDeskClearsPersonalData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}})
		b.verify(mette)
		if v := b.pass(5*time.Minute - 10*time.Second); v.State != Ended {
			t.Fatalf("%v too early", v.State)
		}
		if v := b.pass(40 * time.Second); v.State != Idle || v.Form.Person.Value != "" || v.Outcome != nil {
			t.Errorf("after %v: %v, %+v", 5*time.Minute, v.State, v.Form.Person)
		}
		b.SetPerson(mette)
		b.pass(4 * time.Minute)
		b.Touch()
		if v := b.pass(4 * time.Minute); v.Form.Person.Value != mette {
			t.Error("somebody was there, and the form was cleared")
		}
		if v := b.pass(2 * time.Minute); v.Form.Person.Value != "" {
			t.Error("the form still holds a person")
		}
	})
}

// TestAnAnswerLostInACrashIsUnknown: the broker returned the tokens once, to a program that died
// before it could keep them.
func TestAnAnswerLostInACrashIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.onRequest(func(_ http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, "/connect/token") {
				return false
			}
			b.broker.Handler().ServeHTTP(httptest.NewRecorder(), r)
			<-r.Context().Done()
			return true
		})
		b.begin(mette, Waiting)
		b.pass(5 * time.Second)
		b.onRequest(nil)
		v := b.crash()
		b.Resume(v.Unfinished[0].ID)
		if v = b.untilState(Ended); v.Outcome.Outcome != "unknown" {
			t.Errorf("ended: %+v", v.Outcome)
		}
	})
}

// TestAVerificationWithoutItsSecretStaysOnOffer: it can't be resumed without the secret of its
// environment, and the operator can do something else meanwhile.
func TestAVerificationWithoutItsSecretStaysOnOffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.begin(mette, Waiting)
		b.secrets.told(func(f *fakeSecrets) { clear(f.stored) })
		b.crash()
		v := b.until("offered", func(v View) bool { return len(v.Unfinished) == 1 && v.Setup != nil && !v.Setup.Probing })
		b.DismissSetup() // the dialog of the start
		b.Resume(v.Unfinished[0].ID)
		b.until("asked", func(v View) bool { return v.Setup != nil && len(v.Unfinished) == 0 })
		b.DismissSetup()
		v = b.pass(time.Second)
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "waiting" || v.Setup != nil {
			t.Fatalf("offered: %+v, setup %+v", v.Unfinished, v.Setup)
		}
		b.SelectEnvironment(config.IDDemo)
		if v = b.pass(time.Second); v.Environment.ID != config.IDDemo || !v.Form.Text.Valid {
			t.Errorf("in use is %+v", v.Environment)
		}
		b.secrets.keep(ownBinding(), simulator.PublishedClientSecret, secrets.SourceKeyring)
		b.Resume(v.Unfinished[0].ID)
		if v = b.untilState(Waiting); v.Environment.ID != "nordby" || v.Form.Person.Value != mette {
			t.Errorf("gone on with: %+v", v.Form)
		}
	})
}
