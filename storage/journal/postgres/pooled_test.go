//go:build realparts

package postgres_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// reaches returns the way to a database through a port of this machine.
func (s *server) reaches(t testing.TB, login, database, portFile string) *connect.Connector {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.folder, portFile))
	if os.IsNotExist(err) {
		t.Skip("pgbouncer isn't installed")
	}
	port, wrong := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 16)
	if err != nil || wrong != nil {
		t.Fatal(err, wrong)
	}
	way, err := connect.New(connect.Options{
		Hosts: []connect.Host{{Name: "127.0.0.1", Port: uint16(port)}}, Database: database, User: login,
		Password: func(context.Context) (string, error) { return "secret", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return way
}

// pooled opens a journal over the connections of a desk, through pgbouncer.
func (s *server) pooled(t testing.TB, login, database, folder string, now func() time.Time) *postgres.Journal {
	t.Helper()
	way := s.reaches(t, login, database, "pooled-port")
	pool, err := way.Pool()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	beside, err := journal.OpenBeside(t.Context(), folder, keyring{}, journal.FileOptions{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	j, err := postgres.Open(t.Context(), postgres.Options{Pool: pool, Keys: someKeys(), Beside: beside, Now: now, Host: "desk17"})
	if err != nil {
		t.Fatal(way.Explain(err))
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// TestAPooledJournalIsAJournal: behind pgbouncer, where the next statement may be another
// connection's, a shared journal does what every journal does.
func TestAPooledJournalIsAJournal(t *testing.T) {
	s := aServer(t)
	conforms(t, s, s.pooled)
}

// TestExaminedJournal: doctor finds the journal's API, keys and roles, directly and through
// pgbouncer.
func TestExaminedJournal(t *testing.T) {
	s := aServer(t)
	database := s.database(t) // not the template: the pooler stays connected to it
	for _, port := range []string{"port", "pooled-port"} {
		for login, roles := range map[string]string{"anna": "desk", "carla": "supervisor", "dorte": "auditor", "everything": "desk supervisor auditor"} {
			found := s.reaches(t, login, database, port).Examine(t.Context())
			var has []string
			for _, role := range found.Roles {
				has = append(has, string(role))
			}
			if found.Err != nil || found.SchemaErr != nil || len(found.APIs) != 1 || found.Keys.Seal != 2 || found.Keys.Hash != 1 || strings.Join(has, " ") != roles ||
				string(found.Keys.SealName) != string(postgres.KeyName(someKeys().Seal[2])) {
				t.Errorf("%s through %s: %+v", login, port, found)
			}
		}
		if found := s.reaches(t, "nobody", database, port).Examine(t.Context()); found.Err == nil && found.SchemaErr == nil {
			t.Errorf("nobody through %s: %+v", port, found)
		}
	}
}
