//go:build realparts

package postgres_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
)

// server is the server of .build/with-postgres, with the database of a journal as a template.
type server struct {
	folder, port string
	roles        postgres.Roles
	databases    atomic.Int64
}

// theServer returns the server of this test run, and makes the template once.
var theServer = sync.OnceValues(func() (*server, error) {
	s := &server{folder: os.Getenv("RINGBACK_POSTGRES")}
	if s.folder == "" {
		return nil, nil
	}
	port, err := os.ReadFile(filepath.Join(s.folder, "port"))
	if err != nil {
		return nil, err
	}
	s.port = strings.TrimSpace(string(port))
	s.roles, err = postgres.RolesWith("")
	if err != nil {
		return nil, err
	}
	return s, s.begin(context.Background())
})

func aServer(t testing.TB) *server {
	t.Helper()
	s, err := theServer()
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Skip("there is no server: run it under .build/with-postgres")
	}
	return s
}

// begin makes roles, logins and the template, as an administrator does it.
func (s *server) begin(ctx context.Context) error {
	var script bytes.Buffer
	if err := s.roles.Print(&script); err != nil {
		return err
	}
	for login, roles := range map[string]string{
		"migrator": "ringback_owner", "anna": "ringback_desk", "bo": "ringback_desk",
		"everything": "ringback_desk, ringback_supervisor, ringback_auditor",
		"carla":      "ringback_supervisor", "dorte": "ringback_auditor", "nobody": "pg_monitor",
	} {
		fmt.Fprintf(&script, "create role %s login password 'secret'; grant %s to %s;\n", login, roles, login)
	}
	psql := exec.CommandContext(ctx, filepath.Join(os.Getenv("RINGBACK_POSTGRES_BIN"), "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", s.url("postgres", "postgres"))
	psql.Stdin = &script
	if said, err := psql.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	config, err := pgx.ParseConfig(s.url("migrator", "ringback"))
	if err != nil {
		return err
	}
	files, err := os.ReadDir("migrations")
	if err != nil {
		return err
	}
	for _, want := range []postgres.Migrated{{Applied: len(files), Version: int64(len(files))}, {Version: int64(len(files))}} {
		if done, err := postgres.Migrate(ctx, config, nil, nil); err != nil || done != want {
			return fmt.Errorf("%+v, %w", done, err)
		}
	}
	owner, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer owner.Close(ctx)
	_, _, err = postgres.UseKeys(ctx, owner, someKeys(), postgres.Pair{Seal: 2, Hash: 1}, nil)
	return err
}

// url is how a login gets to a database, through the socket.
func (s *server) url(login, database string) string {
	query := url.Values{"host": {s.folder}, "port": {s.port}}
	if login != "postgres" {
		query.Set("password", "secret")
	}
	return "postgres://" + login + "@/" + database + "?" + query.Encode()
}

// database makes an empty journal and returns its name.
func (s *server) database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("journal%d", s.databases.Add(1))
	admin := s.admin(t, "postgres")
	run(t, admin, "create database "+name+" template ringback owner ringback_owner")
	run(t, admin, "revoke temporary on database "+name+" from public") // which a template doesn't pass on
	t.Cleanup(func() {
		admin := s.admin(t, "postgres")
		_, _ = admin.Exec(context.WithoutCancel(t.Context()), "drop database "+name+" with (force)")
	})
	return name
}

// admin connects as the superuser.
func (s *server) admin(t testing.TB, database string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.WithoutCancel(t.Context()), s.url("postgres", database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func run(t testing.TB, conn *pgx.Conn, statement string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(context.WithoutCancel(t.Context()), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// someKeys are an organisation's keys; seal key 2 and hash key 1 are current.
func someKeys() postgres.Keys {
	key := func(of byte) []byte { return bytes.Repeat([]byte{of}, postgres.KeySize) }
	return postgres.Keys{Seal: map[uint32][]byte{1: key(1), 2: key(2)}, Hash: map[uint32][]byte{1: key(11)}}
}

// pool returns the connections of a login.
func (s *server) pool(t testing.TB, login, database string) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(s.url(login, database))
	if err != nil {
		t.Fatal(err)
	}
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.MaxConns = 2
	pool, err := pgxpool.NewWithConfig(context.WithoutCancel(t.Context()), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// desk opens a journal as a login.
func (s *server) desk(t testing.TB, login, database, folder string, now func() time.Time) *postgres.Journal {
	t.Helper()
	beside, err := journal.OpenBeside(t.Context(), folder, keyring{}, journal.FileOptions{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	j, err := postgres.Open(t.Context(), postgres.Options{Pool: s.pool(t, login, database), Keys: someKeys(), Beside: beside, Now: now, Host: "desk17"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// keyring holds the key of a desk's own part.
type keyring struct{ other byte }

func (k keyring) ReadEntry(context.Context, string) (string, bool, error) {
	return "1 " + hex.EncodeToString(bytes.Repeat([]byte{7 + k.other}, postgres.KeySize)), true, nil
}
func (keyring) SaveEntry(context.Context, string, string) error { return nil }
