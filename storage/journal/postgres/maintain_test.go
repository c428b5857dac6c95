//go:build realparts

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// maintained looks after a journal as a login.
func (s *server) maintained(t testing.TB, login, database string) *postgres.Maintenance {
	t.Helper()
	m, err := postgres.Maintain(t.Context(), postgres.MaintenanceOptions{Connect: func(ctx context.Context) (*pgx.Conn, error) {
		config, err := pgx.ParseConfig(s.url(login, database))
		if err != nil {
			return nil, err
		}
		config.DefaultQueryExecMode = pgx.QueryExecModeExec
		return pgx.ConnectConfig(ctx, config)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close(t.Context()) })
	return m
}

// several makes ended verifications, each of a person of its own.
func several(t testing.TB, j journal.Journal, from, upto int) {
	t.Helper()
	for i := from; i <= upto; i++ {
		id := fmt.Sprint(i)
		begin(t, j, id, hashed(t, j, journal.Named("person "+id)))
		end(t, j, id, journal.Ending{At: time.Now(), Outcome: ciba.Verified})
	}
}

// whole fails unless the chain is, and returns what was found.
func whole(t testing.TB, j journal.Journal, noted string) journal.Audit {
	t.Helper()
	audit, err := j.Verify(t.Context(), noted)
	if err != nil || audit.Fault != nil {
		t.Fatalf("%+v, %v", audit.Fault, err)
	}
	return audit
}

// TestRetainUpToAnOpenRecord: the oldest go, up to the first record that may be open, whoever
// removes them needs no key, and verifying begins behind them.
func TestRetainUpToAnOpenRecord(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	several(t, j, 1, 3)
	first, err := j.Head(t.Context())
	wants(t, err, nil)
	begin(t, j, "open", "")
	several(t, j, 4, 5)
	clock.Move(48 * time.Hour)
	begin(t, j, "young", "")
	// One that nobody ended is open for its desk until a while after its deadline, and then no
	// more.
	run(t, s.admin(t, database), `update ringback.records set deadline = (select at from ringback.test_clock) where id = 'open'`)
	for _, login := range []string{"carla", "migrator"} {
		m := s.maintained(t, login, database)
		done, err := m.Retain(t.Context(), 1, nil)
		if want := map[string]int{"carla": 3, "migrator": 0}[login]; err != nil || done.Records != want {
			t.Errorf("%s: %+v, %v", login, done, err)
		}
	}
	audit := whole(t, j, first) // which is the checkpoint now
	if audit.Records != 4 || audit.Entries != 7 {
		t.Errorf("%+v", audit)
	}
	clock.Move(time.Hour)
	if done, err := s.maintained(t, "carla", database).Retain(t.Context(), 1, nil); err != nil || done.Records != 3 {
		t.Errorf("%+v, %v", done, err)
	}
	whole(t, j, "")
	for _, login := range []string{"anna", "dorte"} {
		if _, err := s.maintained(t, login, database).Retain(t.Context(), 1, nil); !errors.Is(err, postgres.ErrNotPermitted) {
			t.Errorf("%s: %v", login, err)
		}
	}
}

// TestRetainInBatches: much goes in many transactions, none of which removes more than its share.
func TestRetainInBatches(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	several(t, j, 1, 1)
	// 12,000 more records, chained as the server chains them; nobody could read their content.
	run(t, s.admin(t, database), `do $$
		declare l ringback.links; a ringback.answer_1;
		begin
			for i in 1..12000 loop
				l := null; l.kind := 1; l.id := 'bulk' || i; l.environment := 'pp'; l.outcome := ''; l.sealed := sha256(i::text::bytea);
				a := ringback.append(l);
				insert into ringback.records (position, id, started, login, environment, outcome, deadline)
					values (a.position, 'bulk' || i, ringback.clock(), session_user, 'pp', 'verified', ringback.clock());
			end loop;
		end $$`)
	clock.Move(25 * time.Hour)
	several(t, j, 2, 2)
	var steps []int
	done, err := s.maintained(t, "carla", database).Retain(t.Context(), 1, func(records int) { steps = append(steps, records) })
	if err != nil || done.Records != 12001 || !slices.Equal(steps, []int{9999, 12001}) {
		t.Errorf("%+v, %v, %v", done, steps, err)
	}
	if audit := whole(t, j, ""); audit.Records != 1 || audit.Entries != 4 {
		t.Errorf("%+v", audit)
	}
}

// TestErasedAgainInARestoredBackup: what was erased since the backup goes again by the list,
// nothing else does, and the chain stays whole.
func TestErasedAgainInARestoredBackup(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "everything", database, t.TempDir(), time.Now)
	several(t, j, 1, 4)
	backup := filepath.Join(t.TempDir(), "backup")
	dumped(t, s, database, backup)

	several(t, j, 5, 6)
	for _, person := range []string{"person 2", "person 3", "person 6"} {
		if erased, err := j.Erase(t.Context(), journal.Filter{Person: hashed(t, j, journal.Named(person))}); err != nil || erased.Records != 1 {
			t.Fatalf("%+v, %v", erased, err)
		}
	}
	list := erasures(t, s.maintained(t, "carla", database))
	if len(list) != 3 || list[0].Position != 3 || list[2].Position != 11 || list[0].At.IsZero() {
		t.Fatalf("%+v", list)
	}

	restored := restored(t, s, backup)
	back := s.desk(t, "everything", restored, t.TempDir(), time.Now)
	other := s.maintained(t, "carla", restored)
	done, err := other.EraseAgain(t.Context(), append(list, postgres.Erasure{Position: 1})) // another record's digest
	if want := (postgres.ErasedAgain{Records: 2, Missing: 2}); err != nil || done != want {
		t.Errorf("%+v, %v, want %+v", done, err, want)
	}
	if done, err = other.EraseAgain(t.Context(), list); err != nil || done != (postgres.ErasedAgain{Missing: 1}) {
		t.Errorf("again: %+v, %v", done, err)
	}
	if audit := whole(t, back, ""); audit.Records != 2 || audit.Erased != 4 || audit.Entries != 9 {
		t.Errorf("%+v", audit)
	}
	if records, err := back.List(t.Context(), journal.Filter{}); err != nil || len(records) != 2 || records[0].ID != "4" || records[1].ID != "1" {
		t.Errorf("%+v, %v", records, err)
	}
	if got := erasures(t, other); len(got) != 2 || got[0].Position != list[0].Position || got[1].Digest != list[1].Digest {
		t.Errorf("%+v", got)
	}
	for _, login := range []string{"anna", "dorte"} {
		if _, err := s.maintained(t, login, restored).EraseAgain(t.Context(), list); !errors.Is(err, postgres.ErrNotPermitted) {
			t.Errorf("%s: %v", login, err)
		}
	}
}

// TestErasedAgainLeavesWhatIsOpen: a list from elsewhere can't remove the guard of a request.
func TestErasedAgainLeavesWhatIsOpen(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "everything", database, t.TempDir(), time.Now)
	person := hashed(t, j, journal.Named("Bo"))
	begin(t, j, "open", person)
	var digest []byte
	if err := s.admin(t, database).QueryRow(t.Context(), `select digest from ringback.links where position = 1`).Scan(&digest); err != nil {
		t.Fatal(err)
	}
	list := []postgres.Erasure{{Position: 1, Digest: [32]byte(digest)}, {Position: 1}, {Position: 7}}
	done, err := s.maintained(t, "carla", database).EraseAgain(t.Context(), list)
	if want := (postgres.ErasedAgain{Open: 1, Missing: 2}); err != nil || done != want {
		t.Errorf("%+v, %v", done, err)
	}
	wants(t, j.Begin(t.Context(), aRecord("second", person), 0), journal.ErrOpenVerification)
}

func erasures(t testing.TB, m *postgres.Maintenance) (all []postgres.Erasure) {
	t.Helper()
	if err := m.Erasures(t.Context(), func(one postgres.Erasure) error { all = append(all, one); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// dumped writes a backup, as an administrator does it.
func dumped(t testing.TB, s *server, database, file string) {
	t.Helper()
	s.tool(t, "pg_dump", "-Fc", "-f", file, s.url("postgres", database))
}

// restored makes a database from a backup, and returns its name.
func restored(t testing.TB, s *server, file string) string {
	t.Helper()
	name := fmt.Sprintf("restored%d", s.databases.Add(1))
	admin := s.admin(t, "postgres")
	run(t, admin, "create database "+name+" owner ringback_owner template template0")
	t.Cleanup(func() { _, _ = admin.Exec(context.WithoutCancel(t.Context()), "drop database "+name+" with (force)") })
	s.tool(t, "pg_restore", "-d", s.url("postgres", name), file)
	return name
}

// tool runs a program of the server's.
func (s *server) tool(t testing.TB, name string, args ...string) {
	t.Helper()
	path := filepath.Join(os.Getenv("RINGBACK_POSTGRES_BIN"), name)
	if said, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, said)
	}
}

// TestErasingWhileTheOldestAreRemoved: the two wait for each other in one order, whoever is slow.
func TestErasingWhileTheOldestAreRemoved(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "everything", database, t.TempDir(), clock.Now)
	person := hashed(t, j, journal.Named(mette))
	begin(t, j, "old", person)
	if _, err := j.Receive(t.Context(), "old", clock.Now(), []string{"token"}); err != nil {
		t.Fatal(err)
	}
	end(t, j, "old", journal.Ending{At: clock.Now(), Outcome: ciba.Verified})
	clock.Move(48 * time.Hour)

	slow := s.admin(t, database)
	run(t, slow, "begin")
	run(t, slow, "select from ringback.marks for update")
	erased, retained := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := j.Erase(t.Context(), journal.Filter{Person: person})
		erased <- err
	}()
	untilWaits(t, s, database, "everything")
	keeper := s.connect(t, "carla", database) // which doesn't try again
	go func() {
		_, err := keeper.Exec(t.Context(), "select ringback.retain_1(1, 10000)")
		retained <- err
	}()
	untilWaits(t, s, database, "carla")
	run(t, slow, "commit")
	wants(t, <-erased, nil)
	wants(t, <-retained, nil)
	whole(t, j, "")
}
