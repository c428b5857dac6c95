//go:build realparts

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// TestWhoMayCallWhat tries every table, sequence and function of the schema as each role, and as a
// login that has none: what isn't listed here is refused.
func TestWhoMayCallWhat(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	desk := []string{"acknowledge_1", "apis", "begin_1", "end_1", "hand_in_1", "head_1", "hello_1", "import_1", "imported_1", "imports_1", "known_1", "look_1", "open_1", "own_page_1", "receive_1", "report_1", "seen_1"}
	supervisor := []string{"all_page_1", "apis", "erase_1", "erase_again_1", "erasures_1", "head_1", "hello_1", "imports_1", "replays_1", "report_any_1", "retain_1"}
	auditor := []string{"all_page_1", "apis", "checkpoint_1", "counts_1", "head_1", "hello_1", "imports_1", "links_1", "replays_1"}
	admin := s.admin(t, database)
	tables := texts(t, admin, `select c.oid::regclass::text from pg_class c where c.relnamespace = 'ringback'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')`)
	sequences := texts(t, admin, `select c.oid::regclass::text from pg_class c where c.relnamespace = 'ringback'::regnamespace and c.relkind = 'S'`)
	functions := texts(t, admin, `select p.oid::regprocedure::text || '|' || (select coalesce(string_agg('null::' || format_type(a, null), ', '), '')
		from unnest(p.proargtypes) a) from pg_proc p where p.pronamespace = 'ringback'::regnamespace`)
	if len(tables) < 12 || len(functions) < 40 {
		t.Fatalf("%d tables and %d functions: it looks in the wrong place", len(tables), len(functions))
	}
	if _, err := pgx.Connect(t.Context(), s.url("nobody", "ringback")); !refused(err) {
		t.Errorf("a login without a role connects: %v", err)
	}
	for login, may := range map[string][]string{"anna": desk, "carla": supervisor, "dorte": auditor, "nobody": nil} {
		t.Run(login, func(t *testing.T) {
			conn := s.connect(t, login, database)
			for _, table := range tables {
				for _, statement := range []string{"select from %s", "delete from %s", "insert into %s default values", "truncate %s", "lock table %s", "alter table %s add x integer", "drop table %s cascade"} {
					wantsRefused(t, conn, fmt.Sprintf(statement, table))
				}
			}
			for _, sequence := range sequences {
				for _, statement := range []string{"select from %s", "select nextval('%s')", "alter sequence %s restart", "drop sequence %s cascade"} {
					wantsRefused(t, conn, fmt.Sprintf(statement, sequence))
				}
			}
			for _, one := range functions {
				signature, arguments, _ := strings.Cut(one, "|")
				name := strings.TrimPrefix(signature[:strings.Index(signature, "(")], "ringback.")
				err := tried(t, conn, "select * from ringback."+name+"("+arguments+")")
				if refused(err) == slices.Contains(may, name) {
					t.Errorf("%s: %v", name, err)
				}
				wantsRefused(t, conn, "drop function "+signature)
			}
			for _, statement := range []string{
				"create table public.mine (x integer)", "create table ringback.mine (x integer)", "create schema mine", "set role ringback_owner",
				"create function ringback.clock() returns timestamptz language sql as 'select now()'", "create temporary table links (x integer)",
			} {
				wantsRefused(t, conn, statement)
			}
		})
	}
}

// TestFunctionsAreSafe: whoever may call a function can't make it run something else, or wait for
// ever, and no function that isn't for others runs with the owner's rights.
func TestFunctionsAreSafe(t *testing.T) {
	s := aServer(t)
	admin := s.admin(t, s.database(t))
	for _, bad := range texts(t, admin, `
		select p.proname || ' (' || coalesce(array_to_string(p.proconfig, ', '), '') || ')' from pg_proc p
		where p.pronamespace = 'ringback'::regnamespace and (
			p.proowner <> 'ringback_owner'::regrole
			or not p.prosecdef and p.proname ~ '_[0-9]+$'
			or p.prosecdef and (p.proname !~ '_[0-9]+$' and p.proname <> 'apis'
				or p.proconfig is null or not 'search_path=pg_catalog, ringback, pg_temp' = any (p.proconfig)
				or p.provolatile = 'v' and not 'lock_timeout=3s' = any (p.proconfig))
			or p.prolang <> (select oid from pg_language where lanname = 'sql') and p.prosrc ~* '\mexecute\M' or has_function_privilege('public', p.oid, 'execute'))`) {
		t.Error(bad)
	}
	if can := texts(t, admin, `select rolname::text from pg_roles where rolname = 'ringback_owner' and rolcanlogin`); len(can) != 0 {
		t.Error("the owner can log in")
	}
}

// TestTheShippedClock: tests replace it, and nothing else does.
func TestTheShippedClock(t *testing.T) {
	s := aServer(t)
	got := texts(t, s.admin(t, s.database(t)), `select prosrc from pg_proc where oid = 'ringback.clock()'::regprocedure`)
	if !slices.Equal(got, []string{"select clock_timestamp()"}) {
		t.Errorf("%q", got)
	}
	for _, other := range texts(t, s.admin(t, "ringback"), `select proname::text from pg_proc
		where pronamespace = 'ringback'::regnamespace and proname <> 'clock' and prosrc ~* '\m(now|clock_timestamp|current_timestamp|transaction_timestamp|statement_timestamp|localtimestamp)\M'`) {
		t.Errorf("%s has a clock of its own", other)
	}
}

// TestErrorsQuoteNoValue: whatever a desk passes, what the server says about it doesn't have it.
func TestErrorsQuoteNoValue(t *testing.T) {
	s := aServer(t)
	conn := s.connect(t, "anna", s.database(t))
	const secret = "0804360468"
	for _, statement := range []string{
		`select ringback.begin_1(gen_random_uuid(), 0, $1::text::bytea, 2, 1, 0, $1::text, $1::text, array[$1::text::bytea], null, null, null, true, 0, 0, false, $1::text::bytea)`,
		`select ringback.begin_1(gen_random_uuid(), 0, decode(repeat('00', 32), 'hex'), 2, 1, 0, $1::text, $1::text, array[$1::text::bytea], null, null, null, true, 0, 0, false, convert_to(repeat($1::text, 9), 'UTF8'))`,
		`select ringback.begin_1(gen_random_uuid(), 0, decode(repeat('00', 32), 'hex'), 2, 1, 0, $1::text, null, '{}', null, null, null, true, 0, 0, false, convert_to(repeat($1::text, 9), 'UTF8'))`,
		`select ringback.receive_1(gen_random_uuid(), $1::text, null, array[$1::text::bytea, null], '{}', $1::text::bytea)`,
		`select ringback.end_1(gen_random_uuid(), $1::text, $1::text, null, true, '{}', $1::text::bytea)`,
		`select ringback.report_1(null, $1::text, true, 0, $1::text::bytea)`,
		`select ringback.acknowledge_1($1::text, null, 0)`,
	} {
		_, err := conn.Exec(t.Context(), statement, secret)
		var answered *pgconn.PgError
		if !errors.As(err, &answered) {
			t.Errorf("%s: %v", statement, err)
			continue
		}
		if said := fmt.Sprintf("%+v", *answered); strings.Contains(said, secret) || answered.Code != "22023" {
			t.Errorf("%s: %s", statement, said)
		}
	}
}

// connect connects as a login.
func (s *server) connect(t testing.TB, login, database string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.WithoutCancel(t.Context()), s.url(login, database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

// texts returns the one column of an answer.
func texts(t testing.TB, conn *pgx.Conn, statement string) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// tried tries a statement and takes it back.
func tried(t testing.TB, conn *pgx.Conn, statement string) error {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = tx.Exec(t.Context(), statement)
	if back := tx.Rollback(t.Context()); back != nil {
		t.Fatal(back)
	}
	return err
}

// refused reports whether the server refused something for lack of rights.
func refused(err error) bool {
	var answered *pgconn.PgError
	return errors.As(err, &answered) && answered.Code == "42501"
}

func wantsRefused(t testing.TB, conn *pgx.Conn, statement string) {
	t.Helper()
	if err := tried(t, conn, statement); !refused(err) {
		t.Errorf("%s: %v", statement, err)
	}
}

// TestListsThatArentAsDesksSendThem: no list makes a record without its person, or has the server
// quote a row.
func TestListsThatArentAsDesksSendThem(t *testing.T) {
	s := aServer(t)
	conn := s.connect(t, "anna", s.database(t))
	hash := `"\\x` + strings.Repeat("ab", 32) + `"`
	for _, persons := range []string{"[5:5]={" + hash + "}", "{{" + hash + "},{" + hash + "}}", "{null}", `{"\\xab"}`} {
		for what, statement := range map[string]string{
			"begin": `select ringback.begin_1(gen_random_uuid(), 0, sha256(''), 2, 1, 0, 'x', 'pp', $1::text::bytea[], null, null, null, true, 0, 0, false, sha256(''))`,
			"hand in": `select ringback.hand_in_1(gen_random_uuid(), 'x', 'pp', 'verified', $1::text::bytea[], '{}', null, null, null, '{}',
				1, null, null, true, 1, 0, null, sha256(''))`,
		} {
			var answered *pgconn.PgError
			if _, err := conn.Exec(t.Context(), statement, persons); !errors.As(err, &answered) || answered.Code != "22023" || answered.Detail != "" {
				t.Errorf("%s with %s: %v", what, persons, err)
			}
		}
	}
}
