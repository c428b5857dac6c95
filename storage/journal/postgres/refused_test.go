//go:build realparts

package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// TestWhatOpensNoJournal: a schema that doesn't fit, a login that the server refuses and a database
// that names no keys each have an error of their own.
func TestWhatOpensNoJournal(t *testing.T) {
	s := aServer(t)
	serves := func(numbers string) string {
		return `create or replace function ringback.apis() returns integer[] language sql stable security definer
			set search_path = pg_catalog, ringback, pg_temp as 'select array[` + numbers + `]'`
	}
	for what, c := range map[string]struct {
		change string
		pool   func(database string) *pgxpool.Pool
		want   error
	}{
		"the two newest numbers":    {change: serves("1, 2")},
		"a schema from the future":  {change: serves("2, 3"), want: postgres.ErrProgramOld},
		"a schema from the past":    {change: serves("0"), want: postgres.ErrSchemaOld},
		"an empty database":         {change: `drop schema ringback cascade`, want: postgres.ErrNoFunction},
		"a function that is gone":   {change: `drop function ringback.hello_1()`, want: postgres.ErrNoFunction},
		"no keys":                   {change: `update ringback.settings set seal_key = 0`, want: postgres.ErrNoKeys},
		"a login without a role":    {change: `grant connect on database {{}} to nobody`, pool: func(d string) *pgxpool.Pool { return s.pool(t, "nobody", d) }, want: postgres.ErrNotPermitted},
		"a login that nobody knows": {pool: func(d string) *pgxpool.Pool { return s.pool(t, "mallory", d) }, want: connect.ErrLogin},
		"a database that only reads": {change: `alter database {{}} set default_transaction_read_only = on`,
			want: nil}, // it can be read
	} {
		t.Run(what, func(t *testing.T) {
			database := s.database(t)
			if c.change != "" {
				run(t, s.admin(t, database), strings.ReplaceAll(c.change, "{{}}", database))
			}
			pool := s.pool(t, "anna", database)
			if c.pool != nil {
				pool = c.pool(database)
			}
			beside, err := journal.OpenBeside(t.Context(), t.TempDir(), keyring{}, journal.FileOptions{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = beside.Close() })
			_, err = postgres.Open(t.Context(), postgres.Options{Pool: pool, Keys: someKeys(), Beside: beside})
			wants(t, err, c.want)
		})
	}
}

// TestWhatIsRefusedLater: what changes while a desk has the journal open is said as well, and
// nothing stays beside the desk of a start that wasn't.
func TestWhatIsRefusedLater(t *testing.T) {
	s := aServer(t)
	for what, c := range map[string]struct {
		change string
		want   error
	}{
		"a function that is gone": {change: `drop function ringback.begin_1`, want: postgres.ErrNoFunction},
		"a right that is gone":    {change: `revoke execute on function ringback.begin_1 from ringback_desk`, want: postgres.ErrNotPermitted},
		"a database that only reads": {change: `alter database {{}} set default_transaction_read_only = on;
			select pg_terminate_backend(pid) from pg_stat_activity where datname = '{{}}' and pid <> pg_backend_pid()`, want: connect.ErrReadOnly},
	} {
		t.Run(what, func(t *testing.T) {
			database := s.database(t)
			j := s.desk(t, "anna", database, t.TempDir(), time.Now)
			run(t, s.admin(t, database), strings.ReplaceAll(c.change, "{{}}", database))
			wants(t, j.Begin(t.Context(), aRecord("1", ""), 0), c.want)
			if left, err := j.Unfinished(t.Context()); len(left) != 0 || err != nil {
				t.Errorf("%+v, %v", left, err)
			}
		})
	}
}

// TestALockThatTakesLong: whoever holds the head for longer than three seconds stops nobody for
// longer.
func TestALockThatTakesLong(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	j := s.desk(t, "anna", database, t.TempDir(), time.Now)
	admin := s.admin(t, database)
	run(t, admin, `begin; select from ringback.head for update`)
	wants(t, j.Begin(t.Context(), aRecord("1", ""), 0), journal.ErrBusy)
	run(t, admin, `rollback`)
	begin(t, j, "1", "")
}
