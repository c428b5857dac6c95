//go:build realparts

package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// TestOneOf500Starts: of 500 starts for one person at once, on many desks, half by CPR number and
// half by UUID after one match, exactly one gets through.
func TestOneOf500Starts(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	const starts, desks = 500, 20
	var all []*postgres.Journal
	for range desks {
		all = append(all, s.desk(t, "anna", database, t.TempDir(), time.Now))
	}
	persons := []journal.PersonHash{hashed(t, all[0], journal.WithCPR("0804360468")), hashed(t, all[0], journal.Named("8a9856e0-f12d-4217-b320-c8a076be9320"))}
	begin(t, all[0], "match", persons[0])
	end(t, all[0], "match", journal.Ending{At: time.Now(), Outcome: ciba.Verified, Also: persons[1]})
	var through atomic.Int32
	var running sync.WaitGroup
	for desk, j := range all {
		running.Go(func() {
			for i := range starts / desks {
				r := aRecord(fmt.Sprintf("%d/%d", desk, i), persons[i%2])
				var err error
				for again := true; again; again = errors.Is(err, journal.ErrBusy) { // on a slow machine the lock takes longer
					err = j.Begin(t.Context(), r, 0)
				}
				switch {
				case err == nil:
					through.Add(1)
				case !errors.Is(err, journal.ErrOpenVerification):
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
	if n := through.Load(); n != 1 {
		t.Errorf("%d got through", n)
	}
}

// TestPairedWhileOthersStart: while CPR numbers and UUIDs become known as one person's, starts and
// endings under either neither wait for each other for ever nor both get through.
func TestPairedWhileOthersStart(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	var desks []*postgres.Journal
	for range 4 {
		desks = append(desks, s.desk(t, "anna", database, t.TempDir(), time.Now))
	}
	for round := range 10 {
		person := [2]journal.PersonHash{hashed(t, desks[0], journal.WithCPR(fmt.Sprintf("%010d", round))), hashed(t, desks[0], journal.Named(fmt.Sprint("person ", round)))}
		match := fmt.Sprint("match ", round)
		begin(t, desks[0], match, person[0])
		var through atomic.Int32
		var running sync.WaitGroup
		running.Go(func() {
			end(t, desks[0], match, journal.Ending{At: time.Now(), Outcome: ciba.Verified, Also: person[1]})
		})
		for i, j := range desks[1:] {
			running.Go(func() {
				err := j.Begin(t.Context(), aRecord(fmt.Sprint(round, " ", i), person[1]), 0)
				switch {
				case err == nil:
					through.Add(1)
				case !errors.Is(err, journal.ErrOpenVerification):
					t.Error(err)
				}
			})
		}
		running.Wait()
		if n := through.Load(); n != 1 {
			t.Errorf("round %d: %d got through", round, n)
		}
		if err := desks[0].Begin(t.Context(), aRecord(fmt.Sprint(round, " other"), person[0]), 0); !errors.Is(err, journal.ErrOpenVerification) {
			t.Errorf("round %d by the other hash: %v", round, err)
		}
	}
}

// TestNoDesksClockDecides: a desk whose clock is wrong by a day neither opens nor keeps a guard.
func TestNoDesksClockDecides(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	right := s.desk(t, "anna", database, t.TempDir(), clock.Now)
	for _, off := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			wrong := s.desk(t, "bo", database, t.TempDir(), func() time.Time { return clock.Now().Add(off) })
			id := off.String()
			person := hashed(t, right, journal.Named(id))
			started := clock.Now()
			r := aRecord(id, person)
			r.Started = started.Add(off)
			if err := wrong.Begin(t.Context(), r, 0); err != nil {
				t.Fatal(err)
			}
			clock.Move(10 * time.Second)
			resumption := ciba.Resumption{SentAt: clock.Now().Add(off), ExpiresIn: 2 * time.Minute}
			if err := wrong.Acknowledge(t.Context(), id, resumption, nil); err != nil {
				t.Fatal(err)
			}
			ends := clock.Now().Add(2 * time.Minute)
			clock.Move(time.Minute)
			var guard *journal.GuardError
			if err := right.Begin(t.Context(), aRecord(id+" right", person), 0); !errors.As(err, &guard) || guard.ID != id || !guard.Until.Equal(ends) {
				t.Errorf("%v %+v, want until %v", err, guard, ends)
			}
			clock.Move(time.Minute)
			if err := right.Begin(t.Context(), aRecord(id+" right", person), 0); !errors.As(err, &guard) || guard.Kind != journal.ErrAskedLately {
				t.Errorf("after the deadline: %v", err)
			}
			end(t, wrong, id, journal.Ending{At: clock.Now().Add(off), Outcome: ciba.Expired})
			records, err := wrong.List(t.Context(), journal.Filter{Person: person})
			if err != nil || len(records) != 1 || !records[0].Started.Equal(started) || !records[0].At.Equal(clock.Now()) {
				t.Errorf("%+v, %v", records, err)
			}
		})
	}
}

// TestAskedOverAllDesks: counts, reports and a policy's limit are the centre's, whoever asked.
func TestAskedOverAllDesks(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	anna, bo := s.desk(t, "anna", database, t.TempDir(), time.Now), s.desk(t, "bo", database, t.TempDir(), time.Now)
	person := hashed(t, anna, journal.Named("Mette"))
	for i, j := range []*postgres.Journal{anna, bo} {
		r := aRecord(fmt.Sprint(i), person)
		r.Confirmed = journal.AllQuestions
		if err := j.Begin(t.Context(), r, 0); err != nil {
			t.Fatal(err)
		}
		if err := j.Acknowledge(t.Context(), r.ID, ciba.Resumption{SentAt: time.Now(), ExpiresIn: time.Minute}, nil); err != nil {
			t.Fatal(err)
		}
		end(t, j, r.ID, journal.Ending{At: time.Now(), Outcome: ciba.Refused})
	}
	if err := bo.Fence(t.Context(), "1", journal.Report{At: time.Now(), Operator: "bo"}); err != nil {
		t.Fatal(err)
	}
	var guard *journal.GuardError
	if err := anna.Begin(t.Context(), aRecord("2", person), 0); !errors.As(err, &guard) || guard.Questions != journal.AllQuestions || guard.Requests != 2 || guard.Reported.Operator != "bo" {
		t.Errorf("%v %+v", err, guard)
	}
	if err := anna.Begin(t.Context(), aRecord("2", person), 2); !errors.As(err, &guard) || guard.Kind != journal.ErrTooMany {
		t.Errorf("%v", err)
	}
}

// TestATransactionThatIsLeftOpen: what a login holds in one of its own, the server lets go of: the
// script for administrators has it do so.
func TestATransactionThatIsLeftOpen(t *testing.T) {
	s := aServer(t)
	admin := s.admin(t, "postgres")
	if set := texts(t, admin, `select unnest(setconfig) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = 'ringback'`); !slices.Contains(set, "idle_in_transaction_session_timeout=10s") || !slices.Contains(set, "tcp_keepalives_idle=60") {
		t.Errorf("it set %v", set)
	}
	database := s.database(t)
	run(t, admin, "alter database "+database+" set idle_in_transaction_session_timeout = '300ms'") // which a template doesn't pass on
	j := s.desk(t, "bo", database, t.TempDir(), time.Now)
	begin(t, j, "1", "")
	held := s.connect(t, "anna", database)
	run(t, held, "begin")
	run(t, held, `select ringback.begin_1(gen_random_uuid(), 0, sha256(''), 2, 1, 0, 'held', 'pp', '{}', null, null, null, false, 0, 0, false, sha256(''))`)
	begin(t, j, "2", "")
	if n := texts(t, s.admin(t, database), `select id from ringback.records where id = 'held'`); len(n) != 0 {
		t.Errorf("it is recorded: %v", n)
	}
}

func aRecord(id string, person journal.PersonHash) journal.Record {
	return journal.Record{ID: id, Started: time.Now(), Environment: "pp", Kind: "test", Person: person, Case: "2026-17", Text: "Kode 4821", Operator: "anna"}
}

func hashed(t testing.TB, j journal.Journal, person journal.Person) journal.PersonHash {
	t.Helper()
	hash, err := j.HashPerson(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func begin(t testing.TB, j journal.Journal, id string, person journal.PersonHash) {
	t.Helper()
	if err := j.Begin(t.Context(), aRecord(id, person), 0); err != nil {
		t.Fatal(err)
	}
}

func end(t testing.TB, j journal.Journal, id string, ending journal.Ending) {
	t.Helper()
	if err := j.End(t.Context(), id, ending); err != nil {
		t.Error(err)
	}
}
