package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
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

// fickle is a lasting journal whose operations a test can make fail.
type fickle struct {
	*journal.Memory

	mu                  sync.Mutex
	opens, looks, write error
	asides              int
	list                error // of the unfinished ones
	replayed            bool  // every token counts as used by another verification
	looked              int   // number of successful lookups
}

func newFickle() *fickle { return &fickle{Memory: journal.NewMemory()} }

// now sets the errors of opening, looking up and writing.
func (f *fickle) now(opens, looks, write error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opens, f.looks, f.write = opens, looks, write
}

func (f *fickle) use(o *Options) {
	inOwnEnvironment(o)
	o.Idle = time.Hour
	o.OpenJournal = func(context.Context) (journal.Journal, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.opens != nil {
			return nil, f.opens
		}
		return f, nil
	}
	o.MoveJournalAside = func(context.Context) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.asides++
		f.opens, f.looks, f.write = nil, nil, nil
		return nil
	}
}

func (f *fickle) writes() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.write
}

func (f *fickle) Close() error { return nil }

func (f *fickle) Begin(ctx context.Context, r journal.Record, maxPrompts int) error {
	if err := f.writes(); err != nil {
		return err
	}
	return f.Memory.Begin(ctx, r, maxPrompts)
}

func (f *fickle) BeginLate(ctx context.Context, r journal.Record) error {
	if err := f.writes(); err != nil {
		return err
	}
	return f.Memory.BeginLate(ctx, r)
}

func (f *fickle) Acknowledge(ctx context.Context, id string, r ciba.Resumption, request []byte) error {
	if err := f.writes(); err != nil {
		return err
	}
	return f.Memory.Acknowledge(ctx, id, r, request)
}

func (f *fickle) Seen(ctx context.Context, id string, marks []string) (bool, error) {
	f.mu.Lock()
	err, replayed := f.looks, f.replayed
	if err == nil {
		f.looked++
	}
	f.mu.Unlock()
	if err != nil || replayed {
		return replayed && err == nil, err
	}
	return f.Memory.Seen(ctx, id, marks)
}

func (f *fickle) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	if err := f.writes(); err != nil {
		return false, err
	}
	seen, err := f.Memory.Receive(ctx, id, at, marks, tokens...)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looked++
	return seen || f.replayed, err
}

func (f *fickle) End(ctx context.Context, id string, e journal.Ending) error {
	if err := f.writes(); err != nil {
		return err
	}
	return f.Memory.End(ctx, id, e)
}

func (f *fickle) Done(ctx context.Context, id string) error {
	if err := f.writes(); err != nil {
		return err
	}
	return f.Memory.Done(ctx, id)
}

// records returns the whole journal, oldest first.
func (f *fickle) records(t *testing.T) []journal.Record {
	t.Helper()
	records, err := f.List(context.Background(), journal.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(records)
	return records
}

// wantVerified checks that exactly one verification is recorded, as verified.
func (f *fickle) wantVerified(t *testing.T) {
	t.Helper()
	if records := f.records(t); len(records) != 1 || records[0].Outcome != ciba.Verified {
		t.Errorf("recorded is %+v", records)
	}
}

var errFull = &files.Error{Problem: files.ProblemDiskFull}

// approving is a plan with a broker whose persons approve at once.
func approving(f *fickle) plan {
	return plan{broker: simulator.Options{Scenario: simulator.Approve, AnswerAfter: -1}, options: f.use}
}

// inCourse counts a moment in the course.
func inCourse(v View, what string) int { return count(happened(v.Course), what) }

func count(all []string, what string) (n int) {
	for _, one := range all {
		if one == what {
			n++
		}
	}
	return n
}

// TestALockedJournalVerifiesNobody: the desk waits for the lock. If it isn't released, the outcome
// is unknown, and can be checked again later.
func TestALockedJournalVerifiesNobody(t *testing.T) {
	for _, test := range []struct {
		name     string
		replayed bool
		outcome  string
	}{
		{name: "new", outcome: "verified"},
		{name: "replayed", replayed: true, outcome: "not_verified"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				f.replayed = test.replayed
				b := newBench(t, approving(f))
				b.begin(mette, Waiting)
				f.now(nil, journal.ErrBusy, journal.ErrBusy)
				began := time.Now()
				v := b.untilState(Ended)
				if took := time.Since(began); took < time.Minute || took > 2*time.Minute {
					t.Errorf("it took %v", took)
				}
				if v.Outcome.Outcome != "unknown" || v.Outcome.Reason != "not_looked_up" || v.Outcome.Name != "" || v.Claims != nil || v.Outcome.Recorded {
					t.Errorf("while it is locked: %+v, claims %v", v.Outcome, v.Claims)
				}
				if v.Status.SayNow.Key != "say.not_verified.uncheckable" {
					t.Errorf("whoever has answered is told %v", v.Status.SayNow)
				}
				if v.Status.Sentence.Key != "outcome.unknown.sentence.not_looked_up" || !v.CanCheckAgain || inCourse(v, "recorded") != 0 {
					t.Errorf("said is %v, can be checked again: %t, %v", v.Status.Sentence, v.CanCheckAgain, happened(v.Course))
				}
				if strings.Contains(dump(v), "Mette Holm") {
					t.Error("somebody is named")
				}
				b.CheckAgain()
				if v = b.pass(time.Second); !v.CheckingAgain || v.CanCheckAgain {
					t.Errorf("checking %t, can %t", v.CheckingAgain, v.CanCheckAgain)
				}
				if v = b.until("given up", func(v View) bool { return !v.CheckingAgain }); v.Outcome.Outcome != "unknown" || !v.CanCheckAgain {
					t.Errorf("still locked: %+v", v.Outcome)
				}
				f.now(nil, nil, nil)
				b.pass(20 * time.Second)
				b.CheckAgain()
				v = b.until("checked", func(v View) bool { return v.Outcome.Outcome != "unknown" })
				if v.Outcome.Outcome != test.outcome || !v.Outcome.Recorded || v.CanCheckAgain || v.Claims == nil {
					t.Errorf("looked up: %+v", v.Outcome)
				}
				if named := v.Outcome.Name != ""; named == test.replayed {
					t.Errorf("named %q", v.Outcome.Name)
				}
				records := f.records(t)
				last := records[len(records)-1]
				if string(last.Outcome) != test.outcome || last.Received.IsZero() {
					t.Errorf("recorded is %+v", last)
				}
			})
		})
	}
}

// TestCheckingAgainEnds with Done and after 15 minutes; then the outcome is recorded as it was.
func TestCheckingAgainEnds(t *testing.T) {
	for name, end := range map[string]func(b *bench, f *fickle){
		"with Done":               func(b *bench, _ *fickle) { b.Done() },
		"with Done while looking": func(b *bench, _ *fickle) { b.CheckAgain(); b.pass(time.Second); b.Done() },
		"with Done, and with it comes the look": func(b *bench, f *fickle) {
			b.CheckAgain()
			b.pass(time.Second)
			f.now(nil, nil, journal.ErrBusy)
			b.Done()
		},
		"after 15 minutes": func(b *bench, _ *fickle) { b.pass(16 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				p := approving(f)
				use := p.options
				p.options = func(o *Options) { use(o); o.Idle = time.Hour }
				b := newBench(t, p)
				b.begin(mette, Waiting)
				f.now(nil, journal.ErrBusy, nil)
				f.now(nil, journal.ErrBusy, journal.ErrBusy)
				b.untilState(Ended)
				b.pass(2 * time.Second)
				end(b, f)
				b.pass(time.Second)
				f.now(nil, nil, nil)
				v := b.pass(20 * time.Second)
				if v.CanCheckAgain || v.CheckingAgain {
					t.Error("it can still be checked")
				}
				b.CheckAgain()
				b.pass(time.Second)
				if records := f.records(t); len(records) != 1 || records[0].Outcome != ciba.Unknown || records[0].Reason != ciba.ReasonNotLookedUp {
					t.Errorf("recorded is %+v", records)
				}
			})
		})
	}
}

// TestTheLookupIsRepeatedAfterACrash: the next program checks an answer whose lookup failed.
func TestTheLookupIsRepeatedAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, approving(f))
		b.begin(mette, Waiting)
		f.now(nil, journal.ErrBusy, journal.ErrBusy)
		if v := b.untilState(Ended); v.Outcome.Reason != "not_looked_up" {
			t.Fatalf("%+v", v.Outcome)
		}
		f.now(nil, nil, nil)
		b.pass(time.Second)
		_ = f.Memory.Close()
		v := b.crash()
		if len(v.Unfinished) != 1 || v.Unfinished[0].Left != "received" {
			t.Fatalf("offered: %+v", v.Unfinished)
		}
		b.Resume(v.Unfinished[0].ID)
		if v = b.untilState(Ended); v.Outcome.Outcome != "verified" || !v.Outcome.Recorded {
			t.Errorf("%+v", v.Outcome)
		}
	})
}

// TestAnOutcomeIsRecordedAsSoonAsPossible: it is shown at once, and marked as recorded when it is
// in the journal.
func TestAnOutcomeIsRecordedAsSoonAsPossible(t *testing.T) {
	for name, fault := range map[string]error{"full": errFull, "read-only": &files.Error{Problem: files.ProblemReadOnly}, "locked for ten seconds": journal.ErrBusy} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				b := newBench(t, approving(f))
				b.begin(mette, Waiting)
				f.now(nil, nil, fault)
				v := b.untilState(Ended)
				if v.Outcome.Outcome != "verified" || v.Outcome.Recorded || !v.Outcome.Recording || v.Unwritten != 1 {
					t.Fatalf("%+v, %d unwritten", v.Outcome, v.Unwritten)
				}
				if inCourse(v, "recorded") != 0 || inCourse(v, "not_recorded") != 1 {
					t.Errorf("course %v", happened(v.Course))
				}
				b.pass(10 * time.Second)
				f.now(nil, nil, nil)
				v = b.pass(20 * time.Second)
				if !v.Outcome.Recorded || v.Outcome.Recording || v.Unwritten != 0 || inCourse(v, "recorded") != 1 {
					t.Errorf("%+v, %d unwritten, %v", v.Outcome, v.Unwritten, happened(v.Course))
				}
				f.wantVerified(t)
			})
		})
	}
}

// TestALateRecordIsReported even before the outcome: an operator who read that the answer isn't
// recorded must read that it is now.
func TestALateRecordIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, approving(f))
		b.begin(mette, Waiting)
		f.now(nil, nil, journal.ErrBusy)
		b.until("not recorded", func(v View) bool { return inCourse(v, "not_recorded") == 1 })
		f.now(nil, nil, nil)
		b.untilState(Ended)
		v := b.pass(10 * time.Second)
		if v.Outcome.Outcome != "verified" || !v.Outcome.Recorded || v.Outcome.Recording {
			t.Errorf("%+v", v.Outcome)
		}
		if inCourse(v, "recorded") != 1 {
			t.Errorf("course %v", happened(v.Course))
		}
	})
}

// TestAnUnwrittenEndingDoesNotBlockThePerson.
func TestAnUnwrittenEndingDoesNotBlockThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, approving(f))
		b.begin(mette, Waiting)
		f.now(nil, nil, errFull)
		b.untilState(Ended)
		b.pass(doneDelay)
		b.Done()
		b.untilState(Idle)
		if v := b.verify(mette); v.Guard != nil || v.Outcome == nil || v.Outcome.Outcome != "verified" {
			t.Fatalf("guard %+v, %+v", v.Guard, v.Outcome)
		}
		b.pass(doneDelay)
		b.Done()
		b.untilState(Idle)
		f.now(nil, nil, nil)
		b.pass(20 * time.Second)
		if records := f.records(t); len(records) != 2 || records[0].Outcome != ciba.Verified || records[1].Outcome != ciba.Verified {
			t.Errorf("recorded is %+v", records)
		}
	})
}

// TestAnUnreadableJournalPreventsStart before anything is sent.
func TestAnUnreadableJournalPreventsStart(t *testing.T) {
	for name, fault := range map[string]error{"damaged": journal.ErrDamaged, "newer": journal.ErrNewer, "key_lost": journal.ErrKeyLost} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				f.now(fault, nil, nil)
				b := newBench(t, approving(f))
				b.SetPerson(mette)
				b.Start()
				v := b.pass(5 * time.Second)
				if v.CanStart || v.State != Idle || b.count("POST", "/connect/ciba") != 0 {
					t.Fatalf("it starts: %s", v.State)
				}
				if j := v.JournalBlocked; j == nil || j.Problem.Key != "journal.trouble."+name || !j.CanMoveAside || !j.CanKeep || j.Remedy.IsZero() {
					t.Fatalf("said is %+v", j)
				}
				if v.Status.Sentence.Key != "state.idle.journal" {
					t.Errorf("said is %v", v.Status.Sentence)
				}
				b.SelectEnvironment(config.IDDemo)
				b.SetPerson(mette)
				if v = b.pass(time.Second); v.JournalBlocked != nil || !v.CanStart {
					t.Errorf("demo is held up: %+v", v.JournalBlocked)
				}
				b.SelectEnvironment("nordby")
				b.pass(time.Second)
				b.MoveJournalAside()
				b.SetPerson(mette)
				v = b.until("moved", func(v View) bool { return v.CanStart })
				if v.JournalBlocked != nil || f.asides != 1 || !v.JournalInMemory.IsZero() {
					t.Errorf("%+v, moved aside %d times, %v", v.JournalBlocked, f.asides, v.JournalInMemory)
				}
				b.Start()
				if v = b.untilState(Ended); v.Outcome.Outcome != "verified" || !v.Outcome.Recorded {
					t.Errorf("%+v", v.Outcome)
				}
			})
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				f.now(fault, nil, nil)
				b := newBench(t, approving(f))
				b.KeepInMemory()
				v := b.verify(mette)
				if v.Outcome.Outcome != "verified" || v.Outcome.Recorded || v.Outcome.Recording || v.JournalInMemory.IsZero() || v.JournalBlocked != nil || v.Unwritten != 0 {
					t.Errorf("%+v, in memory: %v, %+v", v.Outcome, v.JournalInMemory, v.JournalBlocked)
				}
				if word := replayOf(v); word != "new_this_run" {
					t.Errorf("the look is %s", word)
				}
				b.pass(doneDelay)
				b.Done()
				b.untilState(Idle)
				b.broker.SetScenario(simulator.Replayed)
				if v = b.verify(mette); v.Outcome.Outcome != "not_verified" {
					t.Errorf("replayed in this run: %+v", v.Outcome)
				}
			})
		})
	}
}

// TestMovingAJournalAsideCanBeRetried. The window shows what changes between views, so each view
// needs its own JournalBlocked.
func TestMovingAJournalAsideCanBeRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		f.now(journal.ErrDamaged, nil, nil)
		working := make(chan struct{})
		plan := approving(f)
		plan.options = func(o *Options) {
			f.use(o)
			o.MoveJournalAside = func(context.Context) error {
				<-working
				return &files.Error{Problem: files.ProblemReadOnly}
			}
		}
		b := newBench(t, plan)
		b.SetPerson(mette)
		b.pass(5 * time.Second)
		b.MoveJournalAside()
		during := b.pass(time.Second).JournalBlocked
		if during == nil || !during.Working {
			t.Fatalf("meanwhile: %+v", during)
		}
		close(working)
		after := b.pass(time.Second).JournalBlocked
		if after == nil || after.Working || after == during || !during.Working {
			t.Errorf("meanwhile: %+v, then: %+v", during, after)
		}
	})
}

func replayOf(v View) string {
	for _, check := range v.Outcome.Checks {
		if check.ID == "replay" {
			return check.Actual.Plain
		}
	}
	return ""
}

// TestAJournalDamagedDuringAVerification: the lookup fails, so nobody is verified.
func TestAJournalDamagedDuringAVerification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, approving(f))
		b.begin(mette, Waiting)
		f.now(nil, journal.ErrDamaged, journal.ErrDamaged)
		if v := b.untilState(Ended); v.Outcome.Outcome != "unknown" || v.Outcome.Reason != "not_looked_up" {
			t.Errorf("%+v", v.Outcome)
		}
	})
}

// TestABusyJournalAtTheOpening: the desk waits for it; memory never replaces it.
func TestABusyJournalAtTheOpening(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		f.now(journal.ErrBusy, nil, nil)
		p := approving(f)
		p.idle = true
		b := newBench(t, p)
		b.SetPerson(mette)
		if v := b.pass(30 * time.Second); v.CanStart || v.JournalBlocked != nil || !v.JournalInMemory.IsZero() {
			t.Fatalf("can start %t, %+v", v.CanStart, v.JournalBlocked)
		}
		if v := b.pass(time.Minute); v.CanStart || v.JournalBlocked == nil || v.JournalBlocked.CanKeep || v.JournalBlocked.CanMoveAside {
			t.Fatalf("after a minute: can start %t, %+v", v.CanStart, v.JournalBlocked)
		} else if v.Status.Sentence.Key != "state.idle.journal_busy" || v.JournalBlocked.Problem.Key != "journal.trouble.busy" {
			t.Errorf("where nobody can choose, said is %v, %v", v.Status.Sentence, v.JournalBlocked.Problem)
		}
		f.now(nil, nil, nil)
		if v := b.pass(5 * time.Second); !v.CanStart || v.JournalBlocked != nil {
			t.Fatalf("when it is free: %+v", v.JournalBlocked)
		}
	})
}

// TestASlowKeyringIsAskedAgain: the records in memory then move into the journal.
func TestASlowKeyringIsAskedAgain(t *testing.T) {
	for name, after := range map[string]func(b *bench, f *fickle) View{
		"before the outcome": func(b *bench, f *fickle) View {
			b.begin(mette, Waiting)
			f.now(nil, nil, nil)
			return b.untilState(Ended)
		},
		"at Done": func(b *bench, f *fickle) View {
			b.verify(mette)
			f.now(nil, nil, nil)
			b.pass(doneDelay)
			b.Done()
			return b.untilState(Idle)
		},
		"at exit": func(b *bench, f *fickle) View {
			b.verify(mette)
			f.now(nil, nil, nil)
			b.stop()
			<-b.ended
			return b.View()
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				f.now(secrets.ErrKeyringSlow, nil, nil)
				b := newBench(t, approving(f))
				if v := b.pass(time.Second); v.JournalInMemory.IsZero() || len(v.Notices) != 1 {
					t.Fatalf("in memory: %v, notices %v", v.JournalInMemory, v.Notices)
				}
				v := after(b, f)
				if v.State == Ended && v.Outcome.Outcome != "verified" {
					t.Errorf("%+v", v.Outcome)
				}
				synctest.Wait()
				if name != "at exit" {
					if v = b.pass(2 * time.Second); !v.JournalInMemory.IsZero() || v.State == Ended && !v.Outcome.Recorded {
						t.Errorf("in memory: %v, %+v", v.JournalInMemory, v.Outcome)
					}
				}
				if records := f.records(t); len(records) != 1 || records[0].Outcome != ciba.Verified || records[0].Person == "" && name != "at Done" {
					t.Errorf("recorded is %+v", records)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		f.now(secrets.ErrKeyringSlow, nil, nil)
		b := newBench(t, approving(f))
		v := b.verify(mette)
		if v.Outcome.Outcome != "verified" || v.Outcome.Recorded || v.Outcome.Recording || replayOf(v) != "new_this_run" {
			t.Errorf("while it doesn't answer: %+v", v.Outcome)
		}
		if v = b.pass(2 * time.Second); len(v.Notices) != 0 && len(v.Notices) != 1 {
			t.Errorf("it is said again and again: %v", v.Notices)
		}
	})
}

// TestTheOpenJournalWhenASlowKeyringAnswers begins with the records of the other journal. Whom a
// filter names is known there by another hash, so that page closes: "no records" would be a lie.
func TestTheOpenJournalWhenASlowKeyringAnswers(t *testing.T) {
	for person, closes := range map[string]bool{mette: true, "": false} {
		synctest.Test(t, func(t *testing.T) {
			f := newFickle()
			f.now(secrets.ErrKeyringSlow, nil, nil)
			b := newBench(t, approving(f))
			b.verify(mette)
			b.OpenJournal()
			b.until("open", settled)
			if p := b.filterBy(JournalFilter{Person: person}); p.Total != 1 || !p.Memory {
				t.Errorf("in memory: %+v", p)
			}
			f.now(nil, nil, nil)
			b.pass(doneDelay)
			b.Done()
			p := b.pass(5 * time.Second).Journal
			if (p == nil) != closes || p != nil && (p.Memory || p.Total != 1 || len(p.Records) != 1) {
				t.Errorf("person %q: %+v", person, p)
			}
		})
	}
}

// TestRecordingIsShownWhileTheKeyringIsAsked: meanwhile no view says that the outcome stays
// unrecorded.
func TestRecordingIsShownWhileTheKeyringIsAsked(t *testing.T) {
	for name, answer := range map[string]error{"answers": nil, "doesn't": secrets.ErrKeyringSlow} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				f.now(secrets.ErrKeyringSlow, nil, nil)
				p := approving(f)
				use := p.options
				slow := new(atomic.Bool)
				p.options = func(o *Options) {
					use(o)
					open := o.OpenJournal
					o.OpenJournal = func(ctx context.Context) (journal.Journal, error) {
						if slow.Load() {
							time.Sleep(3 * time.Second)
						}
						return open(ctx)
					}
				}
				b := newBench(t, p)
				b.begin(mette, Waiting)
				slow.Store(true)
				f.now(answer, nil, nil)
				v := b.untilState(Ended)
				if v.Outcome.Recorded || !v.Outcome.Recording {
					t.Errorf("while it is asked: %+v", v.Outcome)
				}
				if v = b.pass(10 * time.Second); v.Outcome.Recorded != (answer == nil) || v.Outcome.Recording {
					t.Errorf("then: %+v", v.Outcome)
				}
			})
		})
	}
}

// TestASlowKeyringAnswersWhileTheDeskCloses: it is asked repeatedly, since a hanging call makes it
// refuse every other one at once.
func TestASlowKeyringAnswersWhileTheDeskCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		f.now(secrets.ErrKeyringSlow, nil, nil)
		b := newBench(t, approving(f))
		b.verify(mette)
		time.AfterFunc(3*time.Second, func() { f.now(nil, nil, nil) })
		b.stop()
		<-b.ended
		f.wantVerified(t)
	})
}

// TestClosingWaitsForTheJournal for five seconds at most.
func TestClosingWaitsForTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, approving(f))
		b.begin(mette, Waiting)
		f.now(nil, nil, errFull)
		b.untilState(Ended)
		b.Leave()
		time.AfterFunc(3*time.Second, func() { f.now(nil, nil, nil) })
		began := time.Now()
		b.stop()
		<-b.ended
		if records := f.records(t); len(records) != 1 || records[0].Outcome != ciba.Verified || time.Since(began) > closingPatience {
			t.Errorf("recorded is %+v after %v", records, time.Since(began))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, approving(f))
		b.begin(mette, Waiting)
		f.now(nil, nil, errors.New("gone"))
		b.untilState(Ended)
		began := time.Now()
		b.stop()
		<-b.ended
		if took := time.Since(began); took != closingPatience {
			t.Errorf("it waited %v", took)
		}
	})
}

// TestTheTimesOfARecordComeFromOneClockReading: if the clock is set meanwhile, a verification
// doesn't end before it began, nor does an answer arrive after the end.
func TestTheTimesOfARecordComeFromOneClockReading(t *testing.T) {
	for name, by := range map[string]time.Duration{"back": -time.Hour, "ahead": time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				var mu sync.Mutex
				var set time.Duration
				p := approving(f)
				p.options = func(o *Options) {
					f.use(o)
					o.Now = func() time.Time {
						mu.Lock()
						defer mu.Unlock()
						return time.Now().Add(set)
					}
				}
				b := newBench(t, p)
				v := b.begin(mette, Waiting)
				began := v.Course[0].At
				mu.Lock()
				set = by
				mu.Unlock()
				v = b.untilState(Ended)
				if v.Outcome.Outcome != "verified" {
					t.Fatalf("%+v", v.Outcome)
				}
				r := f.records(t)[0]
				took := r.At.Sub(r.Started)
				if r.Received.Before(r.Started) || r.At.Before(r.Received) || took <= 0 || took > time.Minute {
					t.Errorf("started %v, received %v, ended %v", r.Started, r.Received, r.At)
				}
				if last := v.Course[len(v.Course)-1].At; last.Before(began) || last.Sub(began) > time.Minute || v.Outcome.At.Sub(v.Outcome.Sent) > time.Minute || v.Outcome.At.Before(v.Outcome.Sent) {
					t.Errorf("course from %v to %v, sent %v, ended %v", began, last, v.Outcome.Sent, v.Outcome.At)
				}
			})
		})
	}
}

// TestUnfinishedVerificationsAreFoundLater if the journal was locked when the desk opened it.
func TestUnfinishedVerificationsAreFoundLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		p := approving(f)
		p.broker.Scenario = simulator.Ignore
		b := newBench(t, p)
		b.begin(mette, Waiting)
		b.pass(time.Second)
		_ = f.Memory.Close()
		f.mu.Lock()
		f.list = journal.ErrBusy
		f.mu.Unlock()
		if v := b.crash(); len(v.Unfinished) != 0 || len(v.Notices) != 1 {
			t.Fatalf("while it is locked: %+v, %v", v.Unfinished, v.Notices)
		}
		b.pass(time.Minute)
		f.mu.Lock()
		f.list = nil
		f.mu.Unlock()
		if v := b.pass(90 * time.Second); len(v.Unfinished) != 1 {
			t.Errorf("when it is free: %+v", v.Unfinished)
		}
	})
}

func (f *fickle) Unfinished(ctx context.Context) ([]journal.Unfinished, error) {
	f.mu.Lock()
	err := f.list
	f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return f.Memory.Unfinished(ctx)
}
