package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// stubborn is a journal that fails on demand.
type stubborn struct {
	Journal

	mu            sync.Mutex
	writes, looks error
	written       []string
}

func (s *stubborn) setWrites(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = err
}

func (s *stubborn) setLooks(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks = err
}

func (s *stubborn) did() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.written)
}

// write runs an operation, unless the journal is to fail, and notes it.
func (s *stubborn) write(what string, do func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes != nil {
		return s.writes
	}
	err := do()
	if err == nil {
		s.written = append(s.written, what)
	}
	return err
}

func (s *stubborn) Begin(ctx context.Context, r Record, maxPrompts int) error {
	return s.write("begin", func() error { return s.Journal.Begin(ctx, r, maxPrompts) })
}

func (s *stubborn) BeginLate(ctx context.Context, r Record) error {
	return s.write("begin late", func() error { return s.Journal.BeginLate(ctx, r) })
}

func (s *stubborn) Acknowledge(ctx context.Context, id string, r ciba.Resumption, request []byte) error {
	return s.write("acknowledge", func() error { return s.Journal.Acknowledge(ctx, id, r, request) })
}

func (s *stubborn) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (seen bool, err error) {
	err = s.write(fmt.Sprintf("receive %d", len(tokens)), func() (err error) {
		seen, err = s.Journal.Receive(ctx, id, at, marks, tokens...)
		return err
	})
	return seen, err
}

func (s *stubborn) Seen(ctx context.Context, id string, marks []string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.looks != nil {
		return false, s.looks
	}
	return s.Journal.Seen(ctx, id, marks)
}

func (s *stubborn) End(ctx context.Context, id string, e Ending) error {
	return s.write("end", func() error { return s.Journal.End(ctx, id, e) })
}

func (s *stubborn) Asking(ctx context.Context, id string) error {
	return s.write("asking", func() error { return s.Journal.Asking(ctx, id) })
}

func (s *stubborn) Fence(ctx context.Context, id string, report Report) error {
	return s.write("fence", func() error { return s.Journal.Fence(ctx, id, report) })
}

func (s *stubborn) Unfence(ctx context.Context, id string, report Report) error {
	return s.write("unfence", func() error { return s.Journal.Unfence(ctx, id, report) })
}

func (s *stubborn) Done(ctx context.Context, id string) error {
	return s.write("done", func() error { return s.Journal.Done(ctx, id) })
}

// aBacklog returns a backlog over a journal that can be made to fail.
func aBacklog(t *testing.T) (*Backlog, *stubborn) {
	t.Helper()
	s := &stubborn{Journal: NewMemory()}
	b := NewBacklog(BacklogOptions{Memory: NewMemory()})
	b.Attach(s)
	t.Cleanup(func() { b.close(0) })
	return b, s
}

func (b *Backlog) close(wait time.Duration) int {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	return b.Close(ctx)
}

func (b *Backlog) wants(t *testing.T, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func aBeginning(id string) Record {
	return Record{ID: id, Started: time.Now(), Environment: "pp", Kind: "test", Case: "2026-17", Text: "Kode 4821"}
}

// whole runs one verification, whether or not it can be written.
func (b *Backlog) whole(t *testing.T, id, person string, outcome ciba.Outcome) ciba.Reception {
	t.Helper()
	must(t, b.Begin(t.Context(), aBeginning(id), Named(person), 0))
	b.Acknowledge(context.Background(), id, ciba.Resumption{AuthReqID: "auth-req-1", SentAt: time.Now(), ExpiresIn: 2 * time.Minute}, []byte(person))
	time.Sleep(5 * time.Second) // in the bubble's time
	came := b.Receive(t.Context(), id, time.Now(), []string{"token " + id}, someTokens)
	b.End(t.Context(), id, Ending{At: time.Now(), Outcome: outcome}, "", Person{})
	return came
}

// faults returns the errors that a journal can have.
func faults() map[string]error {
	return map[string]error{
		"locked":  ErrBusy,
		"full":    &files.Error{Problem: files.ProblemDiskFull},
		"damaged": ErrDamaged,
		"gone":    errors.New("the network folder is gone"),
	}
}

// TestNothingIsLostToAJournalThatFails: events are written in order as soon as possible, and Verify
// finds nothing wrong.
func TestNothingIsLostToAJournalThatFails(t *testing.T) {
	for name, fault := range faults() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := aBacklog(t)
				s.setWrites(fault)
				if came := b.whole(t, "1", "Mette", ciba.Verified); came.Look != ciba.LookedNew || came.Recorded {
					t.Errorf("received: %+v", came)
				}
				if b.Recorded("1") || b.Waiting() != 1 || b.Kept("1") || !b.WillWrite() {
					t.Errorf("recorded %t, %d wait", b.Recorded("1"), b.Waiting())
				}
				began := time.Now().Add(-5 * time.Second)
				time.Sleep(10 * time.Minute)
				s.setWrites(nil)
				time.Sleep(retryMost)
				synctest.Wait()
				b.wants(t, s.did(), []string{"begin late", "acknowledge", "receive 1", "end"})
				if !b.Recorded("1") || b.Waiting() != 0 {
					t.Errorf("recorded %t, %d wait", b.Recorded("1"), b.Waiting())
				}
				records, err := s.List(t.Context(), Filter{})
				must(t, err)
				if len(records) != 1 || records[0].Outcome != ciba.Verified || records[0].Started.After(began) || records[0].Person == "" {
					t.Errorf("%+v", records)
				}
			})
		})
	}
}

// TestTheRecordHasTheTimeOfTheEvent: a record has the time of the event, a link of the chain that
// of the writing. Verify accepts that, in a real file that was locked meanwhile.
func TestTheRecordHasTheTimeOfTheEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.db")
		j := openedJournal(t, path, nil)
		b := NewBacklog(BacklogOptions{Memory: NewMemory()})
		b.Attach(j)
		must(t, b.Begin(t.Context(), aBeginning("0"), Named("Anna"), 0))
		holder, err := files.Lock(t.Context(), files.LockPath(path))
		must(t, err)
		started := time.Now()
		if came := b.whole(t, "1", "Mette", ciba.Verified); came.Look != ciba.NotLookedUp || came.Recorded {
			t.Errorf("received: %+v", came)
		}
		if took := time.Since(started); took < lookPatience || took > 2*lookPatience {
			t.Errorf("it took %v", took)
		}
		b.Done(t.Context(), "1")
		must(t, holder.Close())
		if lost := b.close(5 * time.Second); lost != 0 {
			t.Errorf("%d are lost", lost)
		}
		records, err := j.List(t.Context(), Filter{})
		must(t, err)
		if len(records) != 2 || !records[0].Started.Before(started.Add(beginPatience)) || records[0].Outcome != ciba.Verified {
			t.Errorf("%+v", records)
		}
		if audit, err := j.Verify(t.Context(), ""); err != nil || audit.Fault != nil {
			t.Errorf("%+v, %v", audit, err)
		}
	})
}

// TestAReplayWhileTheJournalIsLocked: while nothing can be looked up, no token counts as new.
func TestAReplayWhileTheJournalIsLocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		b.whole(t, "1", "Mette", ciba.Verified)
		marks := []string{"token 1"}
		s.setWrites(ErrBusy)
		s.setLooks(ErrBusy)
		began := time.Now()
		if came := b.Receive(t.Context(), "2", began, marks, someTokens); came.Look != ciba.NotLookedUp {
			t.Errorf("while it is locked: %+v", came)
		}
		b.wants(t, time.Since(began).Round(time.Second), lookPatience)
		s.setLooks(nil)
		if came := b.Receive(t.Context(), "2", time.Now(), marks, someTokens); came.Look != ciba.LookedSeen || came.Recorded {
			t.Errorf("when it can be looked in: %+v", came)
		}
		// What came first is known even though it isn't written yet.
		s.setLooks(nil)
		b.Receive(t.Context(), "3", time.Now(), []string{"token 3"}, someTokens)
		if came := b.Receive(t.Context(), "4", time.Now(), []string{"token 3"}, someTokens); came.Look != ciba.LookedSeen {
			t.Errorf("seen a moment ago: %+v", came)
		}
		// A caller that cancels doesn't wait.
		s.setLooks(ErrBusy)
		ctx, leave := context.WithCancel(t.Context())
		leave()
		began = time.Now()
		if came := b.Receive(ctx, "5", began, []string{"token 5"}, someTokens); came.Look != ciba.NotLookedUp || time.Since(began) > firstPatience {
			t.Errorf("%+v after %v", came, time.Since(began))
		}
		s.setWrites(nil)
		s.setLooks(nil)
		time.Sleep(retryMost)
		if came := b.Receive(t.Context(), "5", time.Now(), []string{"token 5"}, someTokens); came != (ciba.Reception{Look: ciba.LookedNew, Recorded: true}) {
			t.Errorf("in the end: %+v", came)
		}
	})
}

// TestTheGuardKnowsWhatIsNotWritten: in this program at once, in others when it is written.
func TestTheGuardKnowsWhatIsNotWritten(t *testing.T) {
	for name, fault := range faults() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := aBacklog(t)
				must(t, b.Begin(t.Context(), aBeginning("1"), Named("Mette"), 0))
				wants(t, b.Begin(t.Context(), aBeginning("2"), Named("Mette"), 0), ErrOpenVerification)
				s.setWrites(fault)
				b.End(t.Context(), "1", Ending{At: time.Now(), Outcome: ciba.Verified}, "", Person{})
				must(t, b.Begin(t.Context(), aBeginning("3"), Named("Mette"), 0)) // the first one has ended
				wants(t, b.Begin(t.Context(), aBeginning("4"), Named("Mette"), 0), ErrOpenVerification)
				b.End(t.Context(), "3", Ending{At: time.Now(), Outcome: ciba.Refused}, "", Person{})
				wants(t, b.Begin(t.Context(), aBeginning("5"), Named("Mette"), 0), ErrAskedLately)
				again := aBeginning("6")
				again.Confirmed = QuestionAskedLately
				must(t, b.Begin(t.Context(), again, Named("Mette"), 0))
				s.setWrites(nil)
				time.Sleep(retryMost)
				synctest.Wait()
				b.wants(t, s.did(), []string{"begin", "end", "begin late", "end", "begin late"})
				wants(t, s.Journal.Begin(t.Context(), Record{ID: "7", Started: time.Now(), Kind: "test", Person: personIn(t, s, "Mette")}, 0), ErrOpenVerification)
			})
		})
	}
}

// TestAnotherProgramsGuardStillHolds if the end of our own verification isn't written.
func TestAnotherProgramsGuardStillHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		other := aBeginning("other")
		other.Person = personIn(t, s, "Mette")
		must(t, s.Journal.Begin(t.Context(), other, 0))
		wants(t, b.Begin(t.Context(), aBeginning("1"), Named("Mette"), 0), ErrOpenVerification)
		must(t, s.Journal.End(t.Context(), "other", Ending{At: time.Now(), Outcome: ciba.Verified}))
		must(t, b.Begin(t.Context(), aBeginning("2"), Named("Mette"), 0)) // the refused one left no guard
	})
}

// TestAfterDoneOnlyHashesAreHeld: after Done only hashes and the text are held.
func TestAfterDoneOnlyHashesAreHeld(t *testing.T) {
	for _, attached := range []bool{true, false} {
		t.Run(fmt.Sprint(attached), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := aBacklog(t)
				s.setWrites(&files.Error{Problem: files.ProblemDiskFull})
				if !attached {
					b.Attach(nil)
				}
				b.whole(t, "1", "8a9856e0-f12d-4217-b320-c8a076be9320", ciba.Verified)
				b.Done(t.Context(), "1")
				b.mu.Lock()
				held := fmt.Sprintf("%+v", b.entries)
				for _, e := range b.entries {
					held += string(e.request) + e.resumption.AuthReqID.Reveal()
					for _, tokens := range e.tokens {
						held += tokens.IDToken.Reveal() + tokens.AccessToken.Reveal()
					}
				}
				b.mu.Unlock()
				for _, secret := range []string{"8a9856e0", someTokens.IDToken.Reveal(), someTokens.AccessToken.Reveal(), "auth-req-1"} {
					if strings.Contains(held, secret) {
						t.Errorf("%s is held", secret)
					}
				}
				if !strings.Contains(held, "Kode 4821") {
					t.Error("the text is lost")
				}
				s.setWrites(nil)
				b.Attach(s)
				time.Sleep(retryMost)
				synctest.Wait()
				if records, err := s.List(t.Context(), Filter{}); err != nil || len(records) != 1 || records[0].Outcome != ciba.Verified || (records[0].Person != "") != attached {
					t.Errorf("%+v, %v", records, err)
				}
			})
		})
	}
	t.Run("nor tokens longer than 15 minutes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			b, s := aBacklog(t)
			s.setWrites(ErrBusy)
			b.whole(t, "1", "Mette", ciba.Verified)
			time.Sleep(KeptAfterReceipt + stripEvery)
			s.setWrites(nil)
			time.Sleep(retryMost)
			synctest.Wait()
			b.wants(t, s.did(), []string{"begin late", "acknowledge", "receive 0", "end"})
		})
	})
}

// TestLateKeyringLosesNothing: what is in memory moves into the journal.
func TestLateKeyringLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBacklog(BacklogOptions{Memory: NewMemory()})
		t.Cleanup(func() { b.close(0) })
		if came := b.whole(t, "1", "Mette", ciba.Verified); came != (ciba.Reception{Look: ciba.LookedNewThisRun}) {
			t.Errorf("%+v", came)
		}
		if came := b.whole(t, "2", "Jens", ciba.Refused); came.Look != ciba.LookedNewThisRun {
			t.Errorf("%+v", came)
		}
		if came := b.Receive(t.Context(), "3", time.Now(), []string{"token 1"}, someTokens); came.Look != ciba.LookedSeen {
			t.Errorf("a replay in this run: %+v", came)
		}
		wants(t, b.Begin(t.Context(), aBeginning("4"), Named("Jens"), 0), ErrAskedLately)
		if b.Recorded("1") || b.WillWrite() || b.Waiting() != 3 {
			t.Errorf("recorded %t, %d wait", b.Recorded("1"), b.Waiting())
		}
		j := NewMemory()
		b.Attach(j)
		synctest.Wait()
		records, err := j.List(t.Context(), Filter{})
		must(t, err)
		if len(records) != 2 || records[0].ID != "2" || records[1].Outcome != ciba.Verified || records[1].Person != personIn(t, j, "Mette") {
			t.Errorf("%+v", records)
		}
		if !b.Recorded("1") {
			t.Error("it is said not to be recorded")
		}
		if came := b.Receive(t.Context(), "5", time.Now(), []string{"token 1"}, someTokens); came != (ciba.Reception{Look: ciba.LookedSeen, Recorded: true}) {
			t.Errorf("the journal knows of it: %+v", came)
		}
	})
}

// TestClosingWaitsAMoment: Close waits a while, and returns how many are lost.
func TestClosingWaitsAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		s.setWrites(ErrBusy)
		b.whole(t, "1", "Mette", ciba.Verified)
		began := time.Now()
		b.wants(t, b.close(5*time.Second), 1)
		b.wants(t, time.Since(began), 5*time.Second)
	})
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		s.setWrites(ErrBusy)
		b.whole(t, "1", "Mette", ciba.Verified)
		time.AfterFunc(2*time.Second, func() { s.setWrites(nil) })
		b.wants(t, b.close(5*time.Second), 0)
		b.wants(t, s.did()[len(s.did())-1], "end")
	})
}

// TestMovedAsideMeanwhile: a new journal gets what was held for the old one.
func TestMovedAsideMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal.db")
		j := openedJournal(t, path, nil)
		b := NewBacklog(BacklogOptions{Memory: NewMemory()})
		b.Attach(j)
		must(t, os.WriteFile(path, make([]byte, 32<<10), 0o600))
		if came := b.whole(t, "1", "Mette", ciba.Verified); came.Look != ciba.NotLookedUp {
			t.Errorf("a damaged journal says %+v", came)
		}
		_, err := MoveAside(t.Context(), path, time.Now())
		must(t, err)
		b.wants(t, b.close(retryMost), 0)
		if records, err := j.List(t.Context(), Filter{}); err != nil || len(records) != 1 {
			t.Errorf("%+v, %v", records, err)
		}
	})
}

// lateKeyring is a memory journal; during its look the persistent journal is attached.
type lateKeyring struct {
	Journal
	attach func()
}

func (l *lateKeyring) Receive(ctx context.Context, id string, at time.Time, marks []string, tokens ...ciba.Tokens) (bool, error) {
	seen, err := l.Journal.Receive(ctx, id, at, marks, tokens...)
	l.attach()
	return seen, err
}

// TestJournalIsAttachedDuringALook: it is searched as well. The memory alone can't say "new" for
// it.
func TestJournalIsAttachedDuringALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lasting, now := NewMemory(), time.Now()
		if _, err := lasting.Receive(t.Context(), "last week", now, []string{"token x"}); err != nil {
			t.Fatal(err)
		}
		memory := &lateKeyring{Journal: NewMemory()}
		b := NewBacklog(BacklogOptions{Memory: memory})
		defer b.close(0)
		memory.attach = func() { b.Attach(lasting) }
		if got := b.Receive(t.Context(), "now", now, []string{"token x"}, ciba.Tokens{}); got.Look != ciba.LookedSeen {
			t.Errorf("looked: %q", got.Look)
		}
		memory.attach = func() {}
		if got := b.Receive(t.Context(), "another", now, []string{"token y"}, ciba.Tokens{}); got.Look != ciba.LookedNew {
			t.Errorf("looked: %q", got.Look)
		}
	})
}

// TestJournalFileIsRemoved: the file is removed while a request waits. What was written is written
// again, so that the record is whole.
func TestJournalFileIsRemoved(t *testing.T) {
	for name, away := range map[string]func(t *testing.T, path string, before []byte){
		"removed":  func(t *testing.T, path string, _ []byte) { must(t, os.Remove(path)) },
		"an older": func(t *testing.T, path string, before []byte) { must(t, os.WriteFile(path, before, 0o600)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			j := openedJournal(t, path, nil)
			before, err := os.ReadFile(path)
			must(t, err)
			b := NewBacklog(BacklogOptions{Memory: NewMemory()})
			b.Attach(j)
			must(t, b.Begin(t.Context(), aBeginning("1"), Named("Mette"), 0))
			away(t, path, before)
			now := time.Now()
			b.Receive(t.Context(), "1", now, []string{"token 1"}, ciba.Tokens{IDToken: "id", AccessToken: "access"})
			b.End(t.Context(), "1", Ending{At: now, Outcome: ciba.Verified}, "", Person{})
			if lost := b.close(5 * time.Second); lost != 0 || !b.Recorded("1") {
				t.Errorf("%d are lost", lost)
			}
			records, err := j.List(t.Context(), Filter{})
			must(t, err)
			if len(records) != 1 || records[0].Outcome != ciba.Verified || records[0].Received.IsZero() || records[0].Person == "" {
				t.Errorf("%+v", records)
			}
			if audit, err := j.Verify(t.Context(), ""); err != nil || audit.Fault != nil {
				t.Errorf("%+v, %v", audit, err)
			}
		})
	}
}

// onlyErases is a journal on a full disk: it can only erase.
type onlyErases struct {
	Journal
	done []string
}

func (*onlyErases) End(context.Context, string, Ending) error {
	return &files.Error{Problem: files.ProblemDiskFull}
}

func (n *onlyErases) Done(_ context.Context, id string) error {
	n.done = append(n.done, id)
	return nil
}

// TestWhatIsDoneIsErasedAtTheEnd: even if the ending can't be written. Otherwise the next program
// would offer to resume what has ended.
func TestWhatIsDoneIsErasedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := &onlyErases{Journal: NewMemory()}
		b := NewBacklog(BacklogOptions{Memory: NewMemory()})
		b.Attach(full)
		b.whole(t, "1", "Mette", ciba.Verified)
		b.Done(t.Context(), "1")
		if lost := b.close(5 * time.Second); lost != 1 || !slices.Equal(full.done, []string{"1"}) {
			t.Errorf("%d are lost, erased are %v", lost, full.done)
		}
	})
}
