package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// sharedFickle is a fickle journal that many desks share.
type sharedFickle struct{ *fickle }

func (sharedFickle) Refuses() bool { return true }

// sharedWith is a shared journal with the rights of a login.
type sharedWith struct {
	sharedFickle
	rights journal.Rights
}

func (s sharedWith) Rights() journal.Rights { return s.rights }

// sharing uses a shared journal.
func sharing(f *fickle, rights journal.Rights, shared *SharedJournal) func(*Options) {
	return func(o *Options) {
		f.use(o)
		open := o.OpenJournal
		o.OpenJournal = func(ctx context.Context) (journal.Journal, error) {
			if _, err := open(ctx); err != nil {
				return nil, err
			}
			return sharedWith{sharedFickle{f}, rights}, nil
		}
		o.MoveJournalAside, o.SharedJournal = nil, shared
	}
}

// TestNothingStartsWithoutTheSharedJournal: a start that it can't record says why, sends nothing,
// and leaves the form as it was; afterwards the next one starts.
func TestNothingStartsWithoutTheSharedJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		b := newBench(t, plan{options: func(o *Options) {
			f.use(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return sharedFickle{f}, nil }
		}})
		b.pass(time.Second)
		f.now(nil, nil, &files.Error{Problem: files.ProblemDiskFull})
		b.SetPerson(mette)
		b.Start()
		v := b.pass(time.Minute)
		if v.State != Idle || b.count("POST", "/connect/ciba") != 0 || len(v.Notices) != 1 || v.Notices[0].Text.Key != "journal.not_started" {
			t.Errorf("%s, %d requests, %+v", v.State, b.count("POST", "/connect/ciba"), v.Notices)
		}
		f.now(nil, nil, nil)
		if v := b.verify(mette); len(v.Notices) != 0 || b.count("POST", "/connect/ciba") != 1 {
			t.Errorf("%+v", v.Notices)
		}
	})
}

// TestNothingTakesTheSharedJournalsPlace: whatever is wrong with it, nothing is started, neither in
// memory nor in a file, and the operator is told why. What waiting may cure is tried again.
func TestNothingTakesTheSharedJournalsPlace(t *testing.T) {
	for what, c := range map[string]struct {
		err   error
		key   string
		tries bool
	}{
		"a backup":            {err: journal.NewFault("paused", "x"), key: "database.trouble.paused", tries: true},
		"another writes":      {err: journal.ErrBusy, key: "journal.trouble.busy", tries: true},
		"no keyring":          {err: secrets.ErrKeyringMissing, key: "journal.trouble.no_keyring", tries: true},
		"a locked keyring":    {err: secrets.ErrKeyringLocked, key: "journal.trouble.keyring_locked"},
		"something else":      {err: errors.New("x"), key: "journal.trouble.unusable", tries: true},
		"the settings":        {err: config.ErrJournalUnusable, key: "database.trouble.settings_unusable"},
		"a missing login":     {err: config.ErrNoLogin, key: "database.trouble.settings_no_login"},
		"two ways to log in":  {err: config.ErrTwoPasswords, key: "database.trouble.settings_two_passwords"},
		"a full desk of ours": {err: &files.Error{Problem: files.ProblemDiskFull}, key: "journal.trouble.disk_full", tries: true},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFickle()
				f.now(c.err, nil, nil)
				b := newBench(t, plan{options: sharing(f, journal.Rights{Desk: true}, &SharedJournal{})})
				v := b.pass(time.Second)
				blocked := v.JournalBlocked
				if blocked == nil || blocked.CanKeep || blocked.CanMoveAside || !blocked.CanTry || blocked.Tries != c.tries {
					t.Fatalf("%+v", blocked)
				}
				if got := blocked.Problem.Args["Trouble"].(Text).Key; got != c.key || v.Status.Sentence.Key != "state.idle.journal_shared" {
					t.Errorf("%s, %s", got, v.Status.Sentence.Key)
				}
				b.KeepInMemory()
				b.SetPerson(mette)
				b.Start()
				if v := b.pass(time.Minute); v.State != Idle || v.JournalBlocked == nil || b.count("POST", "/connect/ciba") != 0 {
					t.Errorf("%s, %+v, %d requests", v.State, v.JournalBlocked, b.count("POST", "/connect/ciba"))
				}
				f.now(nil, nil, nil)
				if !c.tries {
					b.RetryJournal()
				}
				if v := b.pass(shareAgainMost); v.JournalBlocked != nil {
					t.Fatalf("it stays blocked: %+v", v.JournalBlocked)
				}
				b.verify(mette)
			})
		})
	}
}

// TestOnlyOneTriesToOpen: an operator who tries doesn't add to the desk's own tries.
func TestOnlyOneTriesToOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		f.now(journal.NewFault("paused", "x"), nil, nil)
		var tried atomic.Int32
		b := newBench(t, plan{options: func(o *Options) {
			sharing(f, journal.Rights{Desk: true}, &SharedJournal{})(o)
			open := o.OpenJournal
			o.OpenJournal = func(ctx context.Context) (journal.Journal, error) {
				tried.Add(1)
				return open(ctx)
			}
		}})
		b.pass(time.Second)
		for range 5 {
			b.RetryJournal()
			b.pass(time.Second / 2)
		}
		b.pass(time.Minute)
		before := tried.Load()
		b.pass(10 * shareAgainMost)
		if got := tried.Load() - before; got < 9 || got > 11 {
			t.Errorf("%d tries in ten times the wait", got)
		}
	})
}

// TestWhatALoginMayDoInASharedJournal is all that the dialog offers, and all that the desk does.
func TestWhatALoginMayDoInASharedJournal(t *testing.T) {
	for what, c := range map[string]struct {
		rights journal.Rights
		want   JournalRights
	}{
		"desk":       {rights: journal.Rights{Login: "desk17", Desk: true}, want: JournalRights{Shared: true, Login: "desk17", NoVerify: true, NoExport: true, NoErase: true}},
		"supervisor": {rights: journal.Rights{Login: "carla", Supervisor: true}, want: JournalRights{Shared: true, Login: "carla", Everybody: true, NoVerify: true}},
		"auditor":    {rights: journal.Rights{Login: "dorte", Auditor: true}, want: JournalRights{Shared: true, Login: "dorte", Everybody: true, NoErase: true, NoLift: true}},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{options: sharing(newFickle(), c.rights, &SharedJournal{})})
				b.verify(mette)
				b.OpenJournal()
				page := b.until("open", settled).Journal
				if page.Rights != c.want {
					t.Errorf("%+v", page.Rights)
				}
				b.FilterJournal(JournalFilter{From: time.Now().Add(-time.Hour)})
				b.until("filtered", settled)
				b.AskErase()
				if v := b.pass(time.Second); (v.Journal.Erasing == nil) != c.want.NoErase {
					t.Errorf("it asks: %+v", v.Journal.Erasing)
				}
				to := new(closedWriter)
				b.ExportJournal("json", to)
				if b.pass(time.Second); (to.Len() == 0) != c.want.NoExport || !to.closed.Load() {
					t.Errorf("%d bytes exported", to.Len())
				}
				b.VerifyJournal("")
				if v := b.pass(time.Second); (v.Journal.Audit == nil) != c.want.NoVerify {
					t.Errorf("verified: %+v", v.Journal.Audit)
				}
				b.SetRetention(1)
				if v := b.pass(time.Second); !v.Settings.RetentionShared || v.Settings.Shortening != nil || v.Settings.RetentionDays != config.DefaultRetentionDays {
					t.Errorf("%+v", v.Settings)
				}
			})
		})
	}
}

// TestASharedJournalIsWatched only while somebody looks at it, and read at most once a second.
func TestASharedJournalIsWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		var told func()
		watching := 0
		b := newBench(t, plan{options: sharing(f, journal.Rights{Desk: true}, &SharedJournal{Watch: func(ctx context.Context, changed func()) {
			told = changed
			watching++
			<-ctx.Done()
			watching--
		}})})
		if b.pass(time.Second); watching != 0 {
			t.Error("nobody looks, and it is watched")
		}
		b.OpenJournal()
		b.until("open", settled)
		if synctest.Wait(); watching != 1 {
			t.Fatalf("%d watch", watching)
		}
		record := journal.Record{ID: "another desk's", Started: time.Now(), Environment: "own", Kind: "test"}
		if err := f.Memory.BeginLate(t.Context(), record); err != nil {
			t.Fatal(err)
		}
		for range 100 {
			told()
		}
		if v := b.pass(2 * time.Second); len(v.Journal.Records) != 1 {
			t.Errorf("%d records", len(v.Journal.Records))
		}
		b.CloseJournal()
		if b.pass(time.Second); watching != 0 {
			t.Error("it is still watched")
		}
	})
}

// TestWhyARecordEnded, where only the journal knows.
func TestWhyARecordEnded(t *testing.T) {
	s := &state{opt: &Options{Now: time.Now}}
	for reason, key := range map[ciba.Reason]string{journal.ReasonLost: "journal.why.desk_lost", journal.ReasonNotSent: "journal.why.not_sent", ciba.ReasonLeft: ""} {
		view := s.viewRecord(journal.Record{Login: "desk17", Host: "pc-17", Ending: journal.Ending{Outcome: ciba.Unknown, Reason: reason}})
		if view.Why.Key != key || view.Login != "desk17" || view.Desk != "pc-17" {
			t.Errorf("%s: %+v", reason, view)
		}
	}
}

// TestTheBadgeOfARecordThatCannotBeRead is its environment's, if that is known here: it isn't a
// test because nobody can read that it isn't.
func TestTheBadgeOfARecordThatCannotBeRead(t *testing.T) {
	s := &state{opt: &Options{Now: time.Now}, environments: []config.Environment{{ID: "production", Kind: config.KindProduction}}}
	for environment, want := range map[string]Badge{"production": BadgeProduction, "elsewhere": ""} {
		view := s.viewRecord(journal.Record{Environment: environment, Illegible: true, Ending: journal.Ending{Outcome: ciba.Verified}})
		if view.Environment.Badge != want || view.Tone != ToneRefused {
			t.Errorf("%s: %+v", environment, view)
		}
	}
}

// deskOnlyFickle is such a journal that records on this desk only, for as long as the others can't
// be reached.
type deskOnlyFickle struct {
	sharedFickle
	reached atomic.Bool
	told    atomic.Pointer[func(journal.DeskNews)]
	listed  atomic.Int32 // how often it was asked what a crash left
}

func (d *deskOnlyFickle) Unfinished(ctx context.Context) ([]journal.Unfinished, error) {
	d.listed.Add(1)
	return d.sharedFickle.Unfinished(ctx)
}

func (d *deskOnlyFickle) Tell(told func(journal.DeskNews)) { d.told.Store(&told) }

// tell tells the desk, which is open.
func (d *deskOnlyFickle) tell(news journal.DeskNews) { (*d.told.Load())(news) }

func (d *deskOnlyFickle) DeskOnly(context.Context, string) bool { return !d.reached.Load() }

// Page marks the records, as such a journal does.
func (d *deskOnlyFickle) Page(ctx context.Context, filter journal.Filter) (journal.Page, error) {
	page, err := d.sharedFickle.Page(ctx, filter)
	for i := range page.Records {
		page.Records[i].DeskOnly = !d.reached.Load()
	}
	return page, err
}

// TestATokenThatOnlyThisDeskLookedFor: the check says so, and where only what is recorded counts,
// it doesn't, neither at once nor later, nor in the list until it is handed in.
func TestATokenThatOnlyThisDeskLookedFor(t *testing.T) {
	for _, test := range []struct{ strict, late bool }{{strict: true}, {strict: true, late: true}, {}} {
		strict := test.strict
		synctest.Test(t, func(t *testing.T) {
			j := &deskOnlyFickle{sharedFickle: sharedFickle{newFickle()}}
			p := under(config.Policy{VerifiedOnlyIfRecorded: strict}, func(o *Options) {
				j.use(o)
				o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
			})
			p.broker = simulator.Options{Scenario: simulator.Approve}
			b := newBench(t, p)
			b.begin(mette, Waiting)
			if test.late { // it is written after its outcome is shown
				j.now(nil, nil, errFull)
			}
			b.untilState(Ended)
			j.now(nil, nil, nil)
			b.OpenJournal()
			v := b.pass(time.Minute)
			if word := replayOf(v); word != "new_this_desk" {
				t.Errorf("replay says %q", word)
			}
			o := v.Outcome
			if n := inCourse(v, "ended"); n != 1 {
				t.Errorf("it ended %d times", n)
			}
			if !o.Recorded || o.Withheld != strict || (o.Outcome == "verified") == strict || green(t, v) == strict {
				t.Errorf("strict %t: %+v", strict, o)
			}
			if strict && (v.Status.Sentence.Key != "outcome.unknown.sentence.desk_only" || o.Reason != "not_recorded" || v.Journal.Records[0].Outcome != "unknown") {
				t.Errorf("%+v, %+v, %+v", v.Status, o, v.Journal.Records)
			}
			j.reached.Store(true)
			b.CloseJournal()
			b.OpenJournal()
			if v := b.pass(time.Minute); v.Journal.Records[0].Outcome != "verified" {
				t.Errorf("handed in: %+v", v.Journal.Records)
			}
		})
	}
}

// TestTheDeskTellsWhatBecomesOfWhatItRecordedAlone: counts grow as long as their notice is shown,
// being alone is told for as long as that lasts, and no bad news is lost by a start.
func TestTheDeskTellsWhatBecomesOfWhatItRecordedAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &deskOnlyFickle{sharedFickle: sharedFickle{newFickle()}}
		b := newBench(t, plan{options: func(o *Options) {
			j.use(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
		}})
		b.pass(time.Second)
		wants := func(want ...string) {
			t.Helper()
			var got []string
			for _, n := range b.pass(time.Second).Notices {
				got = append(got, fmt.Sprint(n.Text.Key, " ", n.Text.Args["Count"], " ", n.Bad))
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		j.tell(journal.DeskNews{Alone: true})
		wants("alone.begun <nil> true")
		before := j.listed.Load()
		j.tell(journal.DeskNews{Back: true})
		j.tell(journal.DeskNews{HandedIn: 2})
		wants("alone.handed_in 2 false")
		if b.pass(time.Minute); j.listed.Load() == before {
			t.Error("what a crash left there isn't looked for")
		}
		j.tell(journal.DeskNews{HandedIn: 3, Replays: 1, Dropped: 1, Kept: 1})
		wants("alone.kept 1 true", "alone.replays 1 true", "alone.dropped 1 true", "alone.handed_in 5 false")
		b.begin(mette, Waiting) // in the moment in which they came, perhaps
		wants("alone.kept 1 true", "alone.replays 1 true", "alone.dropped 1 true")
	})
}

// foundFickle is a shared journal in which something was found later.
type foundFickle struct {
	sharedWith
	mu    sync.Mutex
	found []journal.Replay
	asked []uint64
}

func (f *foundFickle) Replays(_ context.Context, after uint64) (all []journal.Replay, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, after)
	for _, one := range f.found {
		if one.Position > after && len(all) < journal.ReplaysAtOnce {
			all = append(all, one)
		}
	}
	return all, nil
}

// TestSupervisorsAreToldOfReplays that were found later, each once, and nobody else is.
func TestSupervisorsAreToldOfReplays(t *testing.T) {
	for _, supervisor := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			j := &foundFickle{sharedWith: sharedWith{sharedFickle{newFickle()}, journal.Rights{Desk: true, Supervisor: supervisor}}}
			for i := range uint64(2 * journal.ReplaysAtOnce) { // whoever misses heads all the time hides nothing
				j.found = append(j.found, journal.Replay{Position: i + 1, At: time.Now().Add(-8 * 24 * time.Hour), Login: "bo"})
			}
			j.found = append(
				j.found, journal.Replay{Position: 3005, At: time.Now(), ID: "1"}, journal.Replay{Position: 3006, At: time.Now(), ID: "2"},
				journal.Replay{Position: 3007, At: time.Now(), Login: "bo"}, journal.Replay{Position: 3008, At: time.Now(), Login: "anna"},
			)
			b := newBench(t, plan{options: func(o *Options) {
				j.use(o)
				o.OpenJournal = func(context.Context) (journal.Journal, error) { return j, nil }
			}})
			v := b.pass(time.Second)
			var told []string
			for _, n := range v.Notices {
				told = append(told, fmt.Sprint(n.Text.Key, " ", n.Text.Args["Count"], n.Text.Args["Login"], n.Bad))
			}
			if slices.Sort(told); supervisor && !slices.Equal(told, []string{"alone.found 2 <nil> true", "alone.missed 2annatrue"}) || !supervisor && len(told) > 0 {
				t.Errorf("supervisor %t: %q", supervisor, told)
			}
			b.pass(25 * time.Hour)
			if !supervisor && len(j.asked) > 0 || supervisor && !slices.Equal(j.asked, []uint64{0, 1000, 2000, 3008}) {
				t.Errorf("supervisor %t: asked from %d on", supervisor, j.asked)
			}
		})
	}
}

// looking is a shared journal that says of persons whether a request to them is open.
type looking struct {
	sharedWith
	mu    sync.Mutex
	until map[journal.PersonHash]time.Time
	asked int
}

func (l *looking) OpenUntil(_ context.Context, person journal.PersonHash) (time.Time, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	return l.until[person], nil
}

// opens says until when a request to somebody is open; zero: none is.
func (l *looking) opens(t *testing.T, person string, until time.Time) {
	t.Helper()
	hash, err := l.HashPerson(t.Context(), journal.Named(person))
	if err != nil {
		t.Fatal(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until[hash] = until
}

// TestAnotherDesksRequestIsTold while its person stands in the form, as soon as it begins and until
// it ends. Nobody is asked about who can't be one, and nothing is watched then.
func TestAnotherDesksRequestIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFickle()
		var told func()
		watching := 0
		l := &looking{sharedWith: sharedWith{sharedFickle{f}, journal.Rights{Desk: true}}, until: make(map[journal.PersonHash]time.Time)}
		b := newBench(t, plan{options: func(o *Options) {
			sharing(f, journal.Rights{}, &SharedJournal{Watch: func(ctx context.Context, changed func()) {
				told = changed
				watching++
				<-ctx.Done()
				watching--
			}})(o)
			o.OpenJournal = func(context.Context) (journal.Journal, error) { return l, nil }
		}})
		b.SetPerson(mette[:20])
		if b.pass(time.Second); l.asked != 0 || watching != 0 {
			t.Errorf("half a person: asked %d times, %d watch", l.asked, watching)
		}
		b.SetPerson(mette)
		if v := b.pass(time.Second); !v.Form.PersonAskedUntil.IsZero() || watching != 1 || l.asked != 1 {
			t.Errorf("until %v, %d watch, asked %d times", v.Form.PersonAskedUntil, watching, l.asked)
		}
		until := time.Now().Add(3 * time.Minute)
		l.opens(t, mette, until)
		told()
		if v := b.pass(2 * time.Second); !v.Form.PersonAskedUntil.Equal(until) || v.State != Idle {
			t.Errorf("it begins: until %v", v.Form.PersonAskedUntil)
		}
		b.SetPerson(unknown)
		if v := b.pass(time.Second); !v.Form.PersonAskedUntil.IsZero() {
			t.Errorf("somebody else: until %v", v.Form.PersonAskedUntil)
		}
		b.SetPerson(mette)
		if v := b.pass(time.Second); !v.Form.PersonAskedUntil.Equal(until) {
			t.Errorf("again: until %v", v.Form.PersonAskedUntil)
		}
		if v := b.pass(4 * time.Minute); !v.Form.PersonAskedUntil.IsZero() {
			t.Errorf("it is over, and until %v", v.Form.PersonAskedUntil)
		}
		l.opens(t, mette, time.Now().Add(time.Minute))
		told()
		b.pass(2 * time.Second)
		l.opens(t, mette, time.Time{})
		told()
		if v := b.pass(2 * time.Second); !v.Form.PersonAskedUntil.IsZero() {
			t.Errorf("it ended, and until %v", v.Form.PersonAskedUntil)
		}
		b.SetPerson("")
		if b.pass(time.Second); watching != 0 {
			t.Error("nobody is there, and it is watched")
		}
	})
}
