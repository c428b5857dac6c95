//go:build realparts

package postgres_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal"
	"ringback/storage/journal/journaltest"
	"ringback/storage/journal/postgres"
)

// serverClock is the clock of a test, and what ringback.clock() returns in the test's database.
type serverClock struct {
	*journaltest.Hands
	t    *testing.T
	conn *pgx.Conn
}

// replaced replaces a database's clock by a test's.
func replaced(t *testing.T, s *server, database string) *serverClock {
	t.Helper()
	c := &serverClock{Hands: journaltest.NewHands(journaltest.Noon()), t: t, conn: s.admin(t, database)}
	run(t, c.conn, `
		create table ringback.test_clock (at timestamptz not null);
		alter table ringback.test_clock owner to ringback_owner;
		create or replace function ringback.clock() returns timestamptz
		language sql volatile set search_path = pg_catalog, ringback, pg_temp as 'select t.at from ringback.test_clock t'`)
	run(t, c.conn, `insert into ringback.test_clock values ($1)`, c.Now())
	return c
}

func (c *serverClock) Move(by time.Duration) {
	c.Hands.Move(by)
	run(c.t, c.conn, `update ringback.test_clock set at = $1`, c.Now())
}

// sharedJournal is a shared journal whose Retain removes, as its supervisor's command does.
type sharedJournal struct {
	*postgres.Journal
	keeper *postgres.Maintenance
}

func (j sharedJournal) Retain(ctx context.Context, keep time.Duration) (int, error) {
	if n, err := j.Journal.Retain(ctx, keep); err != nil || n != 0 {
		return n, err
	}
	done, err := j.keeper.Retain(ctx, int(keep/(24*time.Hour)), nil)
	return done.Records, err
}

// TestASharedJournalIsAJournal: it does what the file does.
func TestASharedJournalIsAJournal(t *testing.T) {
	s := aServer(t)
	conforms(t, s, s.desk)
}

// conforms runs every test of a journal on what a way to the server opens.
func conforms(t *testing.T, s *server, desk func(t testing.TB, login, database, folder string, now func() time.Time) *postgres.Journal) {
	t.Helper()
	journaltest.Run(t, func(t *testing.T) journaltest.Fixture {
		database, folder := s.database(t), t.TempDir()
		clock := replaced(t, s, database)
		open := func() journal.Journal {
			return sharedJournal{desk(t, "everything", database, folder, clock.Now), s.maintained(t, "everything", database)}
		}
		return journaltest.Fixture{
			Clock: clock, Journal: open(), Another: open,
			Crash: func() journal.Journal {
				vanish(t, folder)
				return open()
			},
			Known: func(t *testing.T) string { return known(t, clock) },
		}
	})
}

// vanish makes the programs of a desk disappear, as the system does it.
func vanish(t *testing.T, folder string) {
	t.Helper()
	here, err := filepath.Glob(filepath.Join(folder, "*.here"))
	if err != nil || len(here) == 0 {
		t.Fatal(here, err)
	}
	for _, path := range here {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// known returns what a database knows of persons apart from the records.
func known(t *testing.T, c *serverClock) string {
	t.Helper()
	var guards, prompts, fences, pairs int
	if err := c.conn.QueryRow(context.WithoutCancel(t.Context()), `select (select count(*) from ringback.guards), (select count(*) from ringback.prompts),
		(select count(*) from ringback.fences), (select count(*) from ringback.pairs)`).Scan(&guards, &prompts, &fences, &pairs); err != nil {
		t.Fatal(err)
	}
	if guards+prompts+fences+pairs == 0 {
		return ""
	}
	return fmt.Sprint(guards, " guards, ", prompts, " prompts, ", fences, " fences, ", pairs, " pairs")
}
