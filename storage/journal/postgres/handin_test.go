//go:build realparts

package postgres_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/journaltest"
	"ringback/storage/journal/postgres"
)

// apart records one verification in a file, as a desk does while it can't reach the database, and
// returns it whole.
func apart(t *testing.T, now func() time.Time, id, uuid, mark string, ending journal.Ending) journal.Whole {
	t.Helper()
	f, err := journal.OpenFileUnder(t.Context(), filepath.Join(t.TempDir(), "journal-local.db"), someKeys().ForFile(2, 1), journal.FileOptions{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	began := now()
	record := journal.Record{
		ID: id, Started: began, Environment: "pp", Kind: "test", Case: "2026-17", Text: "Kode 4821", Operator: "anna",
		Person: someKeys().HashPerson(journal.Named(uuid)),
	}
	ending.At = began
	err = errors.Join(
		f.Begin(t.Context(), record, 0),
		f.Acknowledge(t.Context(), id, ciba.Resumption{AuthReqID: "a", SentAt: began, ExpiresIn: time.Minute}, nil),
		received(f.Receive(t.Context(), id, began, []string{mark})),
		f.End(t.Context(), id, ending),
	)
	if err != nil {
		t.Fatal(err)
	}
	if early, left, err := f.Whole(t.Context(), 10); len(early) != 0 || left != 1 || err != nil {
		t.Errorf("it is handed in while it may still be shown: %v, %d, %v", early, left, err)
	}
	if err := f.Done(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	all, left, err := f.Whole(t.Context(), 10)
	if err != nil || len(all) != 1 || left != 0 || len(all[0].Marks) != 1 || !all[0].Acknowledged || all[0].Sent.IsZero() {
		t.Fatalf("%+v, %d, %v", all, left, err)
	}
	if err := f.HandedIn(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if again, _, err := f.Whole(t.Context(), 10); err != nil || len(again) != 0 {
		t.Errorf("its content stayed: %+v, %v", again, err)
	}
	if audit, err := f.Verify(t.Context(), all[0].Head); err != nil || audit.Fault != nil {
		t.Errorf("%+v, %v", audit, err)
	}
	return all[0]
}

func received(_ bool, err error) error { return err }

const (
	mette = "8a9856e0-f12d-4217-b320-c8a076be9320"
	jens  = "1f0c1a33-6d1c-4a0e-9f52-2f3c9b9b7c11"
)

// TestAWholeRecordIsHandedIn: once, with its own times, marked; and the guard goes by it.
func TestAWholeRecordIsHandedIn(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	desks := journaltest.NewHands(journaltest.Noon().Add(3 * time.Hour)) // its clock is wrong
	w := apart(t, desks.Now, "1", mette, "token a", journal.Ending{Outcome: ciba.Refused})
	at := w.Record.Started
	clock.Move(2 * time.Minute)
	desks.Move(2 * time.Minute)
	k := s.desk(t, "everything", database, t.TempDir(), desks.Now)
	first, err := k.HandIn(t.Context(), w)
	if err != nil || first.Known || first.Older || first.Replay || first.Covers.Position != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	second, err := j.HandIn(t.Context(), w)
	if err != nil || !second.Known || second.Covers != first.Covers {
		t.Errorf("the second time: %+v, %v", second, err)
	}
	records, err := j.List(t.Context(), journal.Filter{Person: w.Record.Person, Case: "2026-17", Outcomes: []ciba.Outcome{ciba.Refused}})
	if err != nil || len(records) != 1 {
		t.Fatal(records, err)
	}
	r := records[0]
	if !r.Started.Equal(at) || !r.HandedIn.Equal(clock.Now()) || r.ReplayFound || r.Login != "everything" || r.Text != "Kode 4821" || !r.At.Equal(at) {
		t.Errorf("%+v", r)
	}
	// By the server's clock it was two minutes ago.
	if n, err := j.Count(t.Context(), journal.Filter{From: journaltest.Noon(), Until: journaltest.Noon().Add(time.Minute)}); n != 1 || err != nil {
		t.Errorf("%d at noon, %v", n, err)
	}
	var guard *journal.GuardError
	next := journal.Record{ID: "2", Started: clock.Now(), Environment: "pp", Kind: "test", Person: someKeys().HashPerson(journal.Named(mette))}
	if err := j.Begin(t.Context(), next, 1); !errors.As(err, &guard) || !errors.Is(err, journal.ErrTooMany) || guard.Requests != 1 {
		t.Errorf("it doesn't count: %v", err)
	}
	if err := j.Begin(t.Context(), next, 0); !errors.Is(err, journal.ErrAskedLately) || !errors.As(err, &guard) || guard.Outcome != ciba.Refused || guard.At != clock.Now().Add(-2*time.Minute) {
		t.Errorf("nobody is asked about it: %v, %+v", err, guard)
	}
	verified(t, j)
	if erased, err := j.Erase(t.Context(), journal.Filter{Person: w.Record.Person}); err != nil || erased.Records != 1 {
		t.Errorf("%+v, %v", erased, err)
	}
	verified(t, j)
}

// TestTheRequestOfAHandedInRecordMayBeOnAPhone: then the guard is closed for everybody.
func TestTheRequestOfAHandedInRecordMayBeOnAPhone(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "anna", database, t.TempDir(), clock.Now)
	w := apart(t, clock.Now, "1", mette, "token a", journal.Ending{Outcome: ciba.Unknown})
	if _, err := j.HandIn(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	next := journal.Record{ID: "2", Started: clock.Now(), Environment: "pp", Kind: "test", Person: someKeys().HashPerson(journal.Named(mette)), Confirmed: journal.AllQuestions}
	bo := s.desk(t, "bo", database, t.TempDir(), clock.Now)
	var guard *journal.GuardError
	if err := bo.Begin(t.Context(), next, 0); !errors.Is(err, journal.ErrOpenVerification) || !errors.As(err, &guard) || !guard.Until.Equal(clock.Now().Add(time.Minute)) {
		t.Errorf("%v, %+v", err, guard)
	}
	clock.Move(time.Minute)
	next.Started = clock.Now()
	if err := bo.Begin(t.Context(), next, 0); err != nil {
		t.Error(err)
	}
}

// TestAFenceIsHandedIn, with who reported it.
func TestAFenceIsHandedIn(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	w := apart(t, clock.Now, "1", mette, "token a", journal.Ending{Outcome: ciba.Refused})
	w.Record.Reported = journal.Report{At: clock.Now(), Operator: "anna"}
	clock.Move(time.Hour)
	if _, err := j.HandIn(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	var guard *journal.GuardError
	next := journal.Record{ID: "2", Started: clock.Now(), Environment: "pp", Kind: "test", Person: someKeys().HashPerson(journal.Named(mette))}
	err := j.Begin(t.Context(), next, 0)
	if !errors.As(err, &guard) || !errors.Is(err, journal.ErrFenced) || guard.Reported.Operator != "anna" || !guard.Until.Equal(clock.Now().Add(23*time.Hour)) {
		t.Errorf("%v, %+v", err, guard)
	}
	if err := j.Unfence(t.Context(), "1", journal.Report{At: clock.Now(), Operator: "carla"}); err != nil {
		t.Error(err)
	}
	if err := j.Begin(t.Context(), next, 0); err != nil {
		t.Error(err)
	}
	verified(t, j)
}

// TestAReplayIsFoundLater: two desks got the same token while one of them couldn't ask.
func TestAReplayIsFoundLater(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	record := journal.Record{ID: "there", Started: clock.Now(), Environment: "pp", Kind: "test", Person: someKeys().HashPerson(journal.Named(mette))}
	if err := j.Begin(t.Context(), record, 0); err != nil {
		t.Fatal(err)
	}
	if seen, err := j.Receive(t.Context(), "there", clock.Now(), []string{"token a"}); seen || err != nil {
		t.Fatal(seen, err)
	}
	if err := j.End(t.Context(), "there", journal.Ending{At: clock.Now(), Outcome: ciba.Verified}); err != nil {
		t.Fatal(err)
	}
	anna := s.desk(t, "anna", database, t.TempDir(), clock.Now)
	first := apart(t, clock.Now, "new", jens, "token b", journal.Ending{Outcome: ciba.Verified})
	if in, err := anna.HandIn(t.Context(), first); err != nil || in.Replay {
		t.Errorf("%+v, %v", in, err)
	}
	w := apart(t, clock.Now, "here", jens, "token a", journal.Ending{Outcome: ciba.Verified})
	for range 2 {
		if in, err := anna.HandIn(t.Context(), w); err != nil || !in.Replay {
			t.Errorf("%+v, %v", in, err)
		}
	}
	records, err := j.List(t.Context(), journal.Filter{})
	if err != nil || len(records) != 3 || !records[0].ReplayFound || records[1].ReplayFound || !records[2].ReplayFound {
		t.Errorf("%+v, %v", records, err)
	}
	found, err := j.Replays(t.Context(), 0)
	var ids []string
	for _, one := range found {
		ids = append(ids, one.ID)
	}
	if err != nil || !slices.Equal(ids, []string{"here", "there"}) || !found[0].At.Equal(clock.Now()) {
		t.Fatal(found, err)
	}
	if later, err := j.Replays(t.Context(), found[1].Position); err != nil || len(later) != 0 {
		t.Error(later, err)
	}
	if _, err := anna.Replays(t.Context(), 0); !errors.Is(err, postgres.ErrNotPermitted) {
		t.Error(err)
	}
	verified(t, j)
	run(t, clock.conn, `update ringback.links set about = '' where kind = 10`)
	if audit, err := j.Verify(t.Context(), ""); err != nil || audit.Fault == nil {
		t.Errorf("what was found can be taken away: %+v, %v", audit, err)
	}
}

// TestWhatIsHandedInTooLate is dropped, and what another login has under its id stays with the
// desk.
func TestWhatIsHandedInTooLate(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	old := apart(t, clock.Now, "old", mette, "token a", journal.Ending{Outcome: ciba.Verified})
	clock.Move(time.Hour)
	if _, err := j.HandIn(t.Context(), apart(t, clock.Now, "kept", jens, "token b", journal.Ending{Outcome: ciba.Verified})); err != nil {
		t.Fatal(err)
	}
	clock.Move(48 * time.Hour)
	if n, err := s.maintained(t, "carla", database).Retain(t.Context(), 1, nil); n.Records != 1 || err != nil {
		t.Fatal(n, err)
	}
	for range 2 {
		if in, err := j.HandIn(t.Context(), old); err != nil || !in.Older || in.Covers.Position != 0 {
			t.Errorf("%+v, %v", in, err)
		}
	}
	verified(t, j)
	young := apart(t, clock.Now, "young", mette, "token a", journal.Ending{Outcome: ciba.Verified})
	if in, err := s.desk(t, "bo", database, t.TempDir(), clock.Now).HandIn(t.Context(), young); err != nil || in.Covers.Position == 0 {
		t.Errorf("%+v, %v", in, err)
	}
	if in, err := j.HandIn(t.Context(), young); !errors.Is(err, postgres.ErrTaken) || in.Covers.Position != 0 {
		t.Errorf("%+v, %v", in, err)
	}
}

func verified(t *testing.T, j *postgres.Journal) {
	t.Helper()
	if audit, err := j.Verify(t.Context(), ""); err != nil || audit.Fault != nil {
		t.Errorf("%+v, %+v, %v", audit, audit.Fault, err)
	}
}
