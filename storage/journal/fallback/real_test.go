//go:build realparts

package fallback

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// aServer is a server of one test, which it stops and starts.
type aServer struct {
	folder, bin string
	again       time.Duration // how long its desks ask about a write; 0: as everywhere
}

func newServer(t *testing.T) *aServer {
	t.Helper()
	return newServerWith(t, nil)
}

// newServerWith prepares the folder of a server before initdb, which gets the arguments that
// prepare returns. prepare may be nil.
func newServerWith(t *testing.T, prepare func(s *aServer) (args []string, undo func())) *aServer {
	t.Helper()
	bin := os.Getenv("RINGBACK_POSTGRES_BIN")
	if bin == "" {
		t.Skip("there is no server: run it under .build/with-postgres")
	}
	folder, err := os.MkdirTemp("", "rb.") //nolint:usetesting // A socket's path must be short.
	if err != nil {
		t.Fatal(err)
	}
	s := &aServer{folder: folder, bin: bin}
	undo := func() {}
	t.Cleanup(func() {
		_ = s.command(context.WithoutCancel(t.Context()), "pg_ctl", "-D", folder+"/data", "-m", "immediate", "stop").Run()
		undo()
		_ = os.RemoveAll(folder)
	})
	if os.Getuid() == 0 {
		s.must(t, exec.CommandContext(t.Context(), "chown", "postgres", folder))
	}
	args := []string{"-D", folder + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"}
	if prepare != nil {
		more, after := prepare(s)
		args, undo = append(args, more...), after
	}
	s.must(t, s.command(t.Context(), "initdb", args...))
	s.start(t)
	s.prepare(t)
	return s
}

// command runs a program of PostgreSQL, as somebody who isn't root.
func (s *aServer) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	command := append([]string{filepath.Join(s.bin, name)}, args...)
	if os.Getuid() == 0 {
		command = append([]string{"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--inh-caps=-all", "--reset-env"}, command...)
	}
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Dir = s.folder
	return c
}

func (s *aServer) must(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if said, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v: %s", c.Args, err, said)
	}
}

func (s *aServer) start(t *testing.T) {
	t.Helper()
	options := fmt.Sprintf("-k %s -c listen_addresses= -p 5432 -F -c max_connections=200", s.folder)
	s.must(t, s.command(t.Context(), "pg_ctl", "-D", s.folder+"/data", "-l", s.folder+"/log", "-w", "-t", "60", "-o", options, "start"))
}

func (s *aServer) stop(t *testing.T) {
	t.Helper()
	s.must(t, s.command(t.Context(), "pg_ctl", "-D", s.folder+"/data", "-m", "immediate", "stop"))
}

func (s *aServer) connector(t *testing.T, login, database string) *connect.Connector {
	t.Helper()
	way, err := connect.New(connect.Options{Hosts: []connect.Host{{Name: s.folder, Port: 5432}}, Database: database, User: login})
	if err != nil {
		t.Fatal(err)
	}
	return way
}

// prepare makes a journal.
func (s *aServer) prepare(t *testing.T) {
	t.Helper()
	roles, err := postgres.RolesWith("")
	if err != nil {
		t.Fatal(err)
	}
	var script bytes.Buffer
	if err := roles.Print(&script); err != nil {
		t.Fatal(err)
	}
	for _, login := range []string{"anna", "bo"} {
		fmt.Fprintf(&script, "create role %s login; grant ringback_desk to %[1]s;\n", login)
	}
	fmt.Fprintln(&script, "create role carla login; grant ringback_desk, ringback_supervisor, ringback_auditor to carla;")
	psql := s.command(t.Context(), "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", s.folder, "-p", "5432", "-U", "postgres")
	psql.Stdin = &script
	s.must(t, psql)
	config, err := s.connector(t, "postgres", "ringback").Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Migrate(t.Context(), config, nil, nil); err != nil {
		t.Fatal(err)
	}
	owner, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(t.Context())
	if _, _, err := postgres.UseKeys(t.Context(), owner, someKeys(), postgres.Pair{Seal: 2, Hash: 1}, nil); err != nil {
		t.Fatal(err)
	}
}

// opener opens the shared journal as a login.
func (s *aServer) opener(t *testing.T, login string) func(context.Context) (Shared, error) {
	way, folder := s.connector(t, login, "ringback"), t.TempDir()
	return func(ctx context.Context) (Shared, error) {
		beside, err := journal.OpenBeside(ctx, folder, besideKey{}, journal.FileOptions{})
		if err != nil {
			return nil, err
		}
		pool, err := way.Pool()
		if err != nil {
			return nil, errors.Join(err, beside.Close())
		}
		j, err := postgres.Open(ctx, postgres.Options{Pool: pool, Keys: someKeys(), Beside: beside, Explain: way.Explain, Host: login + "s desk", Again: s.again})
		if err != nil {
			pool.Close()
			return nil, errors.Join(err, beside.Close())
		}
		return j, nil
	}
}

// besideKey is the keyring with the key of a desk's own part.
type besideKey struct{}

func (besideKey) ReadEntry(context.Context, string) (string, bool, error) {
	return "1 " + hex.EncodeToString(bytes.Repeat([]byte{7}, postgres.KeySize)), true, nil
}
func (besideKey) SaveEntry(context.Context, string, string) error { return nil }

// realDesk is a desk with a real file.
type realDesk struct {
	*Journal
	folder string
	told   chan journal.DeskNews
}

func (s *aServer) desk(t *testing.T, login string) *realDesk {
	t.Helper()
	d := &realDesk{folder: t.TempDir(), told: make(chan journal.DeskNews, 100)}
	d.open(t, s, login)
	return d
}

func (d *realDesk) open(t *testing.T, s *aServer, login string) {
	t.Helper()
	j, err := Open(t.Context(), Options{
		Shared: s.opener(t, login), Keys: someKeys(), Folder: d.folder, patience: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Journal = j
	j.Tell(func(news journal.DeskNews) { d.told <- news })
	t.Cleanup(sync.OnceFunc(func() { _ = j.Close() }))
}

// verifies takes a verification of a person from begin to end.
func (d *realDesk) verifies(t *testing.T, id string, person journal.Person, mark string, here bool) {
	t.Helper()
	d.begins(t, id, person, here)
	d.ends(t, id, mark)
}

func (d *realDesk) begins(t *testing.T, id string, person journal.Person, here bool) {
	t.Helper()
	hash, err := d.HashPerson(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	record := journal.Record{ID: id, Started: time.Now(), Environment: "pp", Kind: "test", Person: hash, Case: "case " + id, Operator: "o"}
	if err := d.Begin(t.Context(), record, 0); err != nil {
		t.Fatal(id, err)
	}
	if got := d.DeskOnly(t.Context(), id); got != here {
		t.Errorf("%s is here: %t", id, got)
	}
	resumption := ciba.Resumption{AuthReqID: "a", SentAt: time.Now(), ExpiresIn: time.Minute}
	if err := d.Acknowledge(t.Context(), id, resumption, nil); err != nil {
		t.Fatal(id, err)
	}
}

func (d *realDesk) ends(t *testing.T, id, mark string) {
	t.Helper()
	ctx := t.Context()
	seen, received := d.Receive(ctx, id, time.Now(), []string{mark}, ciba.Tokens{IDToken: "x"})
	if err := errors.Join(received, d.End(ctx, id, journal.Ending{At: time.Now(), Outcome: ciba.Verified}), d.Done(ctx, id)); err != nil || seen {
		t.Fatal(id, seen, err)
	}
}

// waitFor waits until so many were handed in.
func (d *realDesk) waitFor(t *testing.T, n int) (all journal.DeskNews) {
	t.Helper()
	for all.HandedIn < n {
		select {
		case r := <-d.told:
			all = all.With(r)
		case <-time.After(time.Minute): // so that it doesn't hang
			t.Fatalf("of %d handed in: %+v", n, all)
		}
	}
	return all
}

// TestAServerThatStopsAndStarts: two desks go on meanwhile, each in its file; afterwards everything
// is in the shared journal once, with the replay that neither of them could see.
func TestAServerThatStopsAndStarts(t *testing.T) {
	s := newServer(t)
	anna, bo := s.desk(t, "anna"), s.desk(t, "bo")
	mette, jens, ida := journal.Named("8a9856e0-f12d-4217-b320-c8a076be9320"), journal.Named("1f0c1a33-6d1c-4a0e-9f52-2f3c9b9b7c11"), journal.WithCPR("0804360468")
	anna.verifies(t, "1", mette, "token 1", false)
	anna.begins(t, "runs there", ida, false)
	s.stop(t)
	anna.verifies(t, "2", mette, "token 2", true)
	bo.verifies(t, "3", jens, "token 2", true)
	anna.begins(t, "runs here", jens, true)
	if err := anna.End(t.Context(), "runs there", journal.Ending{At: time.Now(), Outcome: ciba.Refused}); !errors.Is(err, connect.ErrUnreachable) {
		t.Error("it ended elsewhere than it began:", err)
	}
	// A program that starts now finds what runs here.
	if err := anna.Close(); err != nil {
		t.Fatal(err)
	}
	anna.open(t, s, "anna")
	left, err := anna.Unfinished(t.Context())
	if err != nil || len(left) != 1 || left[0].ID != "runs here" || left[0].Left != journal.LeftWaiting {
		t.Errorf("%+v, %v", left, err)
	}
	if _, err := anna.Claim(t.Context(), "runs here"); err != nil {
		t.Error(err)
	}
	s.start(t)
	anna.verifies(t, "4", mette, "token 4", false)
	bo.verifies(t, "5", mette, "token 5", false)
	reports := []journal.DeskNews{anna.waitFor(t, 1), bo.waitFor(t, 1)}
	if reports[0].Replays+reports[1].Replays != 1 {
		t.Errorf("%+v", reports)
	}
	anna.ends(t, "runs here", "token 6")
	anna.waitFor(t, 1)
	carla, err := s.opener(t, "carla")(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer carla.Close()
	records, err := carla.List(t.Context(), journal.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range records {
		word := r.ID + " " + r.Login + " " + string(r.Outcome)
		if !r.HandedIn.IsZero() {
			word += " handed in"
		}
		if r.ReplayFound {
			word += " replay"
		}
		all = append(all, word)
	}
	slices.Sort(all)
	want := "1 anna verified, 2 anna verified handed in replay, 3 bo verified handed in replay, 4 anna verified, 5 bo verified, runs here anna verified handed in, runs there anna "
	if got := strings.Join(all, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if audit, err := carla.Verify(t.Context(), ""); err != nil || audit.Fault != nil {
		t.Errorf("%+v, %v", audit, err)
	}
	for _, d := range []*realDesk{anna, bo} {
		if local, err := d.here(t.Context()); err != nil || local == nil {
			t.Error(local, err)
		} else if n, err := local.Count(t.Context(), journal.Filter{}); n != 0 || err != nil {
			t.Errorf("%d stayed in the file, %v", n, err)
		}
	}
}
