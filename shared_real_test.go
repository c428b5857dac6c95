//go:build console && realparts

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/ciba/simulator"
	"ringback/storage/config"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/secrets"
	"ringback/ui/desk"
)

// The whole program except its window, in several processes, with one journal in a real server.

// centre is a contact centre: a database, and a folder for each login.
type centre struct {
	t        *testing.T
	database string // its address
	issuer   string
}

// newCentre makes the database as an administrator does. Its logins are desk1 and desk2, the
// supervisor carla and the auditor dorte.
func newCentre(t *testing.T, prefix, issuer string) centre {
	t.Helper()
	folder := os.Getenv("RINGBACK_POSTGRES")
	if folder == "" {
		t.Skip("there is no server: run it under .build/with-postgres")
	}
	read, err := os.ReadFile(filepath.Join(folder, "port"))
	must(t, err)
	port := strings.TrimSpace(string(read))
	roles, err := postgres.RolesWith(prefix)
	must(t, err)
	var script bytes.Buffer
	must(t, roles.Print(&script))
	for login, role := range map[string]string{
		"desk1": roles.Desk(), "desk2": roles.Desk(), "carla": roles.Supervisor(), "dorte": roles.Auditor(), "migrator": roles.Owner(),
	} {
		fmt.Fprintf(&script, "create role %s login password 'secret'; grant %s to %s;\n", prefix+login, role, prefix+login)
	}
	psql := exec.CommandContext(t.Context(), filepath.Join(os.Getenv("RINGBACK_POSTGRES_BIN"), "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "postgres://postgres@/postgres?host="+folder+"&port="+port)
	psql.Stdin = &script
	if out, err := psql.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	owner, err := pgx.ParseConfig(fmt.Sprintf("postgres://%smigrator@/%s?host=%s&port=%s&password=secret", prefix, roles.Database(), folder, port))
	must(t, err)
	_, err = postgres.Migrate(t.Context(), owner, nil, nil)
	must(t, err)
	conn, err := pgx.ConnectConfig(t.Context(), owner)
	must(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	_, err = conn.Exec(t.Context(), "set role "+roles.Owner())
	must(t, err)
	_, _, err = postgres.UseKeys(t.Context(), conn, postgres.Keys(organisation()), postgres.Pair{}, nil)
	must(t, err)
	return centre{t: t, database: "postgres://127.0.0.1:" + port + "/" + roles.Database(), issuer: issuer}
}

func organisation() journal.OrganisationKeys {
	return journal.OrganisationKeys{Seal: map[uint32][]byte{1: bytes.Repeat([]byte{1}, 32)}, Hash: map[uint32][]byte{1: bytes.Repeat([]byte{2}, 32)}}
}

// folder makes the folder of a login, provisioned.
func (c centre) folder(login string) string {
	c.t.Helper()
	folder := c.t.TempDir()
	c.provision(folder, login, "refuse")
	return folder
}

// provision writes the settings of a login, and provisions its keyring.
func (c centre) provision(folder, login, unreachable string) {
	c.t.Helper()
	text := fmt.Sprintf("[journal]\ndatabase = %q\nuser = %q\npassword = \"keyring\"\nunreachable = %q\n", c.database, login, unreachable)
	must(c.t, os.WriteFile(foldersOf(folder).SettingsFile(), []byte(text), 0o600))
	settings, err := config.LoadSettings(foldersOf(folder).SettingsFile())
	must(c.t, err)
	shared, err := config.Policy{}.JournalWith(settings)
	must(c.t, err)
	store := secrets.New(fileKeyring(folder), secrets.Options{})
	defer store.Close()
	_, err = journal.AddOrganisationKeys(c.t.Context(), store, organisation())
	must(c.t, err)
	must(c.t, store.SaveDatabasePassword(c.t.Context(), desk.DatabaseLoginOf(shared), "secret"))
	must(c.t, store.Set(c.t.Context(), secrets.Binding{Issuer: c.issuer, ClientID: simulator.PublishedClientID}, simulator.PublishedClientSecret))
}

// opened opens the journal as a login, in this process.
func (c centre) opened(login string) journal.Shared {
	c.t.Helper()
	folder := c.folder(login)
	settings, err := config.LoadSettings(foldersOf(folder).SettingsFile())
	must(c.t, err)
	store := secrets.New(fileKeyring(folder), secrets.Options{})
	c.t.Cleanup(func() { _ = store.Close() })
	j, err := program{}.shared(settings, foldersOf(folder), nil, store).openShared(c.t.Context())
	must(c.t, err)
	c.t.Cleanup(func() { _ = j.Close() })
	return j
}

// openUntil is what a desk with a person in its form is told.
func (c centre) openUntil(login, uuid string) time.Time {
	c.t.Helper()
	j := c.opened(login)
	person, err := j.HashPerson(c.t.Context(), journal.Named(uuid))
	must(c.t, err)
	until, err := j.(journal.Looker).OpenUntil(c.t.Context(), person)
	must(c.t, err)
	return until
}

// sharing is a desk in a process.
type sharing struct {
	t     *testing.T
	child *exec.Cmd
	out   *bufio.Scanner
	stdin io.WriteCloser
}

func (c centre) start(folder, text string) *sharing {
	c.t.Helper()
	s := &sharing{t: c.t, child: exec.CommandContext(c.t.Context(), "part", "share", folder, c.issuer, text)}
	s.child.Stderr = os.Stderr
	out, err := s.child.StdoutPipe()
	must(c.t, err)
	s.stdin, err = s.child.StdinPipe()
	must(c.t, err)
	must(c.t, s.child.Start())
	c.t.Cleanup(func() { _ = s.stdin.Close(); _ = s.child.Wait() })
	s.out = bufio.NewScanner(out)
	return s
}

// until reads what a desk says, up to an event.
func (s *sharing) until(event string) said {
	s.t.Helper()
	for s.out.Scan() {
		var line said
		must(s.t, json.Unmarshal(s.out.Bytes(), &line))
		switch line.Event {
		case event:
			return line
		case "ready", "guarded", "ended", "done", "failed":
			s.t.Fatalf("it said %+v instead of %s", line, event)
		}
	}
	s.t.Fatalf("it never said %s", event)
	return said{}
}

// TestTwoDesksAndOnePerson: while one desk's request is open, another desk, in a process of its
// own, sends none to the same person, and is told so; afterwards it is told that the person was
// asked. The supervisor's list has the one request, with who asked, and the auditor finds the chain
// whole.
func TestTwoDesksAndOnePerson(t *testing.T) {
	b := startBroker(t, time.Hour)
	c := newCentre(t, "two_", b.issuer)
	one, two := c.folder("two_desk1"), c.folder("two_desk2")
	first := c.start(one, "Kode 1111")
	first.until("ready")
	if told := c.start(two, "Kode 2222").until("guarded"); told.What != "open" {
		t.Errorf("the second desk is told %q", told.What)
	}
	if until := c.openUntil("two_desk2", simulator.DocumentedPerson); time.Until(until) < time.Minute {
		t.Errorf("the second desk is told that a request is open until %v", until)
	}
	_, err := first.stdin.Write([]byte("\n"))
	must(t, err)
	if ended := first.until("ended"); ended.What != string(ciba.Cancelled) || !ended.Recorded {
		t.Errorf("%+v", ended)
	}
	first.until("done")
	if until := c.openUntil("two_desk2", simulator.DocumentedPerson); !until.IsZero() {
		t.Errorf("afterwards, that one is open until %v", until)
	}
	if told := c.start(two, "Kode 3333").until("guarded"); told.What != "asked_lately" {
		t.Errorf("afterwards the second desk is told %q", told.What)
	}
	if all := b.sees(t, addressOf(one)); all["Kode 1111"].Asked != 1 || len(all) != 1 {
		t.Errorf("the broker saw %+v", all)
	}

	everybodys, err := c.opened("two_carla").List(t.Context(), journal.Filter{Operator: "anna"})
	must(t, err)
	if len(everybodys) != 1 || everybodys[0].Login != "two_desk1" || everybodys[0].Operator != "anna" || everybodys[0].Outcome != ciba.Cancelled {
		t.Errorf("the supervisor sees %+v", everybodys)
	}
	audit, err := c.opened("two_dorte").Verify(t.Context(), "")
	if err != nil || audit.Fault != nil || audit.Records != 1 {
		t.Errorf("%+v, %v", audit, err)
	}
	for _, login := range []string{"two_desk1", "two_desk2"} {
		own, err := c.opened(login).List(t.Context(), journal.Filter{})
		must(t, err)
		if got := len(own); got != len(slices.DeleteFunc(slices.Clone(everybodys), func(r journal.Record) bool { return r.Login != login })) {
			t.Errorf("%s sees %d", login, got)
		}
	}
	for _, folder := range []string{one, two} {
		left, err := os.ReadDir(foldersOf(folder).SharedFolder())
		must(t, err)
		for _, entry := range left {
			if strings.HasSuffix(entry.Name(), ".kept") {
				t.Errorf("%s stays beside the desk", entry.Name())
			}
		}
	}
}

// verifies is a desk that verifies one person.
func (c centre) verifies(folder, text string) {
	c.t.Helper()
	s := &sharing{t: c.t, child: exec.CommandContext(c.t.Context(), "part", "verify", folder, c.issuer, text)}
	s.child.Stderr = os.Stderr
	out, err := s.child.StdoutPipe()
	must(c.t, err)
	must(c.t, s.child.Start())
	c.t.Cleanup(func() { _ = s.child.Wait() })
	s.out = bufio.NewScanner(out)
	s.until("ready")
	if ended := s.until("ended"); ended.What != string(ciba.Verified) || !ended.Recorded {
		c.t.Fatalf("%+v", ended)
	}
	s.until("done")
}

// TestNothingLegibleIsInASharedDatabase: of a whole verification, nothing in the server's files,
// its write-ahead log and its own log names the person or says what they were asked, and no token
// or secret is there.
func TestNothingLegibleIsInASharedDatabase(t *testing.T) {
	b := startBroker(t, -1) // the person approves at once
	c := newCentre(t, "legible_", b.issuer)
	c.verifies(c.folder("legible_desk1"), "Kode 471147")
	records, err := c.opened("legible_carla").List(t.Context(), journal.Filter{})
	must(t, err)
	if len(records) != 1 || records[0].Text != "Kode 471147" {
		t.Fatalf("%+v", records)
	}
	server := os.Getenv("RINGBACK_POSTGRES")
	looked := 0
	must(t, filepath.WalkDir(server, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil //nolint:nilerr // the server removes files meanwhile
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil //nolint:nilerr // as above
		}
		for _, wanted := range []string{"legible_desk1", ownID} { // which are in clear: else the search finds nothing
			if bytes.Contains(content, []byte(wanted)) {
				looked++
			}
		}
		for _, text := range []string{simulator.DocumentedPerson, "471147", "Mette", "eyJhbGci", string(simulator.PublishedClientSecret), records[0].Transaction, "auth_req_id"} {
			if text != "" && bytes.Contains(content, []byte(text)) {
				t.Errorf("%s has %q", path, text)
			}
		}
		return nil
	}))
	if looked < 2 {
		t.Error("not even what is clear was found")
	}
}
