//go:build realparts

package postgres_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"ringback/storage/journal/postgres"
)

// TestTwoJournalsInOneServer: with a prefix, roles and rights are another journal's, and the login
// of one has no way into the other.
func TestTwoJournalsInOneServer(t *testing.T) {
	s := aServer(t)
	roles, err := postgres.RolesWith("nordby_")
	if err != nil {
		t.Fatal(err)
	}
	var script bytes.Buffer
	if err := roles.Print(&script); err != nil {
		t.Fatal(err)
	}
	script.WriteString("create role nordbymigrator login password 'secret'; grant nordby_ringback_owner to nordbymigrator;\n" +
		"create role ingrid login password 'secret'; grant nordby_ringback_desk to ingrid;\n")
	psql := exec.CommandContext(t.Context(), filepath.Join(os.Getenv("RINGBACK_POSTGRES_BIN"), "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", s.url("postgres", "postgres"))
	psql.Stdin = &script
	if said, err := psql.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	config, err := pgx.ParseConfig(s.url("nordbymigrator", roles.Database()))
	if err != nil {
		t.Fatal(err)
	}
	if done, err := postgres.Migrate(t.Context(), config, nil, nil); err != nil || done.Applied == 0 {
		t.Fatal(done, err)
	}
	conn := s.connect(t, "ingrid", roles.Database())
	if err := tried(t, conn, "select * from ringback.hello_1()"); err != nil {
		t.Error(err)
	}
	for login, database := range map[string]string{"ingrid": "ringback", "anna": roles.Database()} {
		if _, err := pgx.Connect(t.Context(), s.url(login, database)); !refused(err) {
			t.Errorf("%s gets into %s: %v", login, database, err)
		}
	}
}
