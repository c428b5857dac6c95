//go:build realparts

package fallback

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres/connect"
)

// manyDesks is how many desks are in the middle of something when their server stops.
const manyDesks = 50

// admin connects as the superuser.
func (s *aServer) admin(t *testing.T) *pgx.Conn {
	t.Helper()
	config, err := s.connector(t, "postgres", "ringback").Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

// until asks until there are so many.
func until(t *testing.T, conn *pgx.Conn, many int, query string) {
	t.Helper()
	for deadline, n := time.Now().Add(time.Minute), 0; ; time.Sleep(10 * time.Millisecond) {
		if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n >= many {
			return
		}
		if time.Now().After(deadline) { // so that it doesn't hang
			t.Fatalf("there are %d of %d: %s", n, many, query)
		}
	}
}

// journal opens the journal for a desk.
func (s *aServer) journal(t *testing.T, login string) Shared {
	t.Helper()
	j, err := s.opener(t, login)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// journals opens the journal for many desks.
func (s *aServer) journals(t *testing.T) (all []Shared) {
	t.Helper()
	for range manyDesks {
		all = append(all, s.journal(t, "anna"))
	}
	return all
}

// persistently does something again as long as it certainly wasn't done.
func persistently(do func() error) (err error) {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err = do(); !errors.Is(err, journal.ErrBusy) && !errors.Is(err, connect.ErrUnreachable) {
			break
		}
	}
	return err
}

// atOnce does something on every desk.
func atOnce(do func(desk int)) *sync.WaitGroup {
	var running sync.WaitGroup
	for desk := range manyDesks {
		running.Go(func() { do(desk) })
	}
	return &running
}

// stopsDuring stops the server, as if it were killed, while most desks are in the middle of a
// write, and starts it again: they all wait for the head, which the test has.
func (s *aServer) stopsDuring(t *testing.T, write func(desk int)) {
	t.Helper()
	holds, looks := s.admin(t), s.admin(t)
	if _, err := holds.Exec(t.Context(), `begin; select from ringback.head for update`); err != nil {
		t.Fatal(err)
	}
	running := atOnce(write)
	until(t, looks, manyDesks*4/5, `select count(*) from pg_stat_activity where usename = 'anna' and wait_event_type = 'Lock'`)
	s.stop(t)
	s.start(t)
	running.Wait()
}

// recordedOnce checks that the chain is whole and has each record with its three links once.
func (s *aServer) recordedOnce(t *testing.T, records int) {
	t.Helper()
	carla, err := s.opener(t, "carla")(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer carla.Close()
	if audit, err := carla.Verify(t.Context(), ""); err != nil || audit.Fault != nil || audit.Records != records {
		t.Errorf("%+v %+v, %v", audit, audit.Fault, err)
	}
	if n, err := carla.Count(t.Context(), journal.Filter{Outcomes: []ciba.Outcome{ciba.Verified}}); n != records || err != nil {
		t.Errorf("%d of %d are verified, %v", n, records, err)
	}
	var kinds string
	var most int
	if err := s.admin(t).QueryRow(t.Context(), `select string_agg(distinct kind::text, ' '), max(n) from
		(select kind, count(*) as n from ringback.links group by record, kind) each`).Scan(&kinds, &most); err != nil {
		t.Fatal(err)
	}
	if kinds != "1 2 3" || most != 1 {
		t.Errorf("the links are of the kinds %s, one of them %d times", kinds, most)
	}
}

// TestAServerThatStopsInTheMiddle: the server is stopped as if it were killed while 50 desks begin,
// receive and end. Each of them goes on by itself, nothing is lost or written twice, and of two
// that ask the same person one gets through.
func TestAServerThatStopsInTheMiddle(t *testing.T) {
	s := newServer(t)
	s.again = time.Minute // however busy this machine is
	desks := s.journals(t)
	person := func(name string) journal.PersonHash {
		hash, err := desks[0].HashPerson(t.Context(), journal.Named(name))
		if err != nil {
			t.Error(err)
		}
		return hash
	}
	id := func(desk int) string { return fmt.Sprint("desk ", desk) }
	begun := make([]error, manyDesks)
	s.stopsDuring(t, func(desk int) {
		r := of(id(desk), person(fmt.Sprint("pair ", desk/2)))
		begun[desk] = persistently(func() error { return desks[desk].Begin(t.Context(), r, 0) })
	})
	for pair := range slices.Chunk(begun, 2) {
		taken := slices.DeleteFunc(slices.Clone(pair), func(err error) bool { return err == nil })
		if len(taken) != 1 || !errors.Is(taken[0], journal.ErrOpenVerification) {
			t.Errorf("of two desks that ask one person: %v", pair)
		}
	}
	atOnce(func(desk int) {
		again := desks[desk].Begin(t.Context(), of(id(desk), person(id(desk))), 0)
		if begun[desk] == nil && !errors.Is(again, journal.ErrRecordExists) || begun[desk] != nil && again != nil {
			t.Errorf("%s: %v, and again %v", id(desk), begun[desk], again)
		}
		resumption := ciba.Resumption{AuthReqID: "a", SentAt: time.Now(), ExpiresIn: time.Hour}
		if err := desks[desk].Acknowledge(t.Context(), id(desk), resumption, nil); err != nil {
			t.Errorf("%s: %v", id(desk), err)
		}
	}).Wait()
	s.stopsDuring(t, func(desk int) {
		err := persistently(func() error {
			seen, err := desks[desk].Receive(t.Context(), id(desk), time.Now(), []string{id(desk)}, ciba.Tokens{IDToken: "x"})
			if seen {
				t.Errorf("%s: its own answer counts as a replay", id(desk))
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", id(desk), err)
		}
	})
	s.stopsDuring(t, func(desk int) {
		ending := journal.Ending{At: time.Now(), Outcome: ciba.Verified}
		if err := persistently(func() error { return desks[desk].End(t.Context(), id(desk), ending) }); err != nil {
			t.Errorf("%s: %v", id(desk), err)
		}
	})
	for desk, j := range desks {
		if err := j.Done(t.Context(), id(desk)); err != nil {
			t.Error(err)
		}
		if left, err := j.Unfinished(t.Context()); len(left) != 0 || err != nil {
			t.Errorf("%s: %+v, %v", id(desk), left, err)
		}
	}
	s.recordedOnce(t, manyDesks)
}

// TestAServerThatStopsAnywhere: as before, wherever 50 desks are that verify one person after the
// other.
func TestAServerThatStopsAnywhere(t *testing.T) {
	s := newServer(t)
	s.again = time.Minute
	desks := s.journals(t)
	const each = 4
	looks := s.admin(t)
	running := atOnce(func(desk int) {
		for i := range each {
			if err := verifyPersistently(t.Context(), desks[desk], fmt.Sprintf("%d/%d", desk, i)); err != nil {
				t.Errorf("%d: %v", desk, err)
			}
		}
	})
	until(t, looks, manyDesks*each, `select position from ringback.head`)
	s.stop(t)
	s.start(t)
	running.Wait()
	s.recordedOnce(t, manyDesks*each)
}

// verifyPersistently takes a verification from begin to end.
func verifyPersistently(ctx context.Context, j Shared, id string) error {
	person, err := j.HashPerson(ctx, journal.Named(id))
	if err != nil {
		return err
	}
	received := time.Now()
	ending := journal.Ending{At: received, Outcome: ciba.Verified}
	for _, do := range []func() error{
		func() error { return j.Begin(ctx, of(id, person), 0) },
		func() error {
			seen, err := j.Receive(ctx, id, received, []string{strings.ToUpper(id)}, ciba.Tokens{IDToken: "x"})
			if seen {
				return errors.Join(err, errors.New("its own answer counts as a replay"))
			}
			return err
		},
		func() error { return j.End(ctx, id, ending) },
	} {
		if err := persistently(do); err != nil {
			return err
		}
	}
	return j.Done(ctx, id)
}
