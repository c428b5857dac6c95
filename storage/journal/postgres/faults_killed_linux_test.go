//go:build realparts

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sys/unix"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/killed"
)

// The variables that name the folder and the database of a desk that is killed.
const (
	killedFolder   = "RINGBACK_KILLED_FOLDER"
	killedDatabase = "RINGBACK_KILLED_DATABASE"
)

// TestKilledDesk is no test, but the program that is killed: one verification from begin to end,
// with a line for each step that it knows to be done.
func TestKilledDesk(t *testing.T) {
	folder, database := os.Getenv(killedFolder), os.Getenv(killedDatabase)
	if folder == "" {
		t.Skip("it is a part of TestADeskKilledAtEachWrite")
	}
	s := &server{folder: os.Getenv("RINGBACK_POSTGRES"), port: os.Getenv("RINGBACK_KILLED_PORT")}
	j := s.desk(t, "anna", database, folder, time.Now)
	person := hashed(t, j, journal.Named("Mette"))
	fmt.Println("opened")
	for _, step := range []struct {
		done string
		do   func() error
	}{
		{done: "begun", do: func() error { return j.Begin(t.Context(), aRecord("1", person), 0) }}, // then it is sent
		{done: "acknowledged", do: func() error { return j.Acknowledge(t.Context(), "1", aResumption(), nil) }},
		{done: "received", do: func() error { return receiveOnce(t.Context(), j) }},
		{done: "ended", do: func() error {
			return j.End(t.Context(), "1", journal.Ending{At: time.Now(), Outcome: ciba.Verified})
		}},
		{done: "done", do: func() error { return j.Done(t.Context(), "1") }},
	} {
		if err := step.do(); err != nil {
			t.Fatal(step.done, err)
		}
		fmt.Println(step.done)
	}
}

func aResumption() ciba.Resumption {
	return ciba.Resumption{AuthReqID: "auth-1", SentAt: time.Now(), ExpiresIn: time.Hour}
}

// receiveOnce receives the tokens of the one verification.
func receiveOnce(ctx context.Context, j *postgres.Journal) error {
	seen, err := j.Receive(ctx, "1", time.Now(), []string{"token"}, ciba.Tokens{IDToken: "x"})
	if seen {
		return errors.New("its own answer counts as a replay")
	}
	return err
}

// TestADeskKilledAtEachWrite kills a desk before each of its system calls that change a file or
// send something. Whatever was sent is found by its next program, which ends it; meanwhile nobody
// else asks the person. Nothing is in the journal twice.
func TestADeskKilledAtEachWrite(t *testing.T) {
	s := aServer(t)
	calls := killedAt(t, s, 1<<30)
	t.Logf("%d writes", calls)
	if calls < 10 {
		t.Error("these can't have been all")
	}
	for at := range calls {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			t.Parallel()
			killedAt(t, s, at)
		})
	}
}

// killedAt kills a desk before one of its writes, and looks at what is left.
func killedAt(t *testing.T, s *server, at int) (calls int) {
	t.Helper()
	database, folder := s.database(t), t.TempDir()
	environment := append(os.Environ(), "GOMAXPROCS=1", killedFolder+"="+folder, killedDatabase+"="+database, "RINGBACK_KILLED_PORT="+s.port)
	said, calls, _, err := killed.Before(at, changing(), environment, os.Args[0], "-test.run=^TestKilledDesk$")
	if killed.Untraceable(err) {
		t.Skip("no program can be traced here: ", err)
	}
	if err != nil || strings.Contains(said, "FAIL") {
		t.Fatalf("%v: %s", err, said)
	}
	admin := s.admin(t, database)
	gone(t, admin)
	before := kindsOf(t, admin)
	for step, kind := range map[string]string{"begun": "1", "received": "2", "ended": "3"} {
		if strings.Contains(said, step) && !strings.Contains(before, kind) {
			t.Errorf("it said %q, and the chain has %q", said, before)
		}
	}
	other := s.desk(t, "bo", database, t.TempDir(), time.Now)
	meanwhile := other.Begin(t.Context(), aRecord("2", hashed(t, other, journal.Named("Mette"))), 0)
	switch before {
	case "":
		wants(t, meanwhile, nil)
	case "1":
		wants(t, meanwhile, journal.ErrOpenVerification)
	}
	goOn(t, s.desk(t, "anna", database, folder, time.Now), before, said)
	if after := kindsOf(t, admin); before == "" && after != "" || before != "" && after != "1 3" && after != "1 2 3" {
		t.Errorf("the chain had %q, and has %q", before, after)
	}
	whole(t, s.desk(t, "everything", database, t.TempDir(), time.Now), "")
	return calls
}

// goOn is the next program of a desk that was killed: it ends what was left.
func goOn(t *testing.T, j *postgres.Journal, before, said string) {
	t.Helper()
	left, err := j.Unfinished(t.Context())
	least, most := 0, 1
	switch {
	case before == "", strings.Contains(said, "done"):
		most = 0
	case !strings.Contains(said, "ended"):
		least = 1
	}
	if err != nil || len(left) < least || len(left) > most {
		t.Errorf("the chain has %q, and left is %+v, %v", before, left, err)
	}
	for _, u := range left {
		claimed, err := j.Claim(t.Context(), u.ID)
		if err != nil {
			t.Fatal(err)
		}
		if (before == "1 2" || before == "1 2 3") && len(claimed.Tokens) == 0 {
			t.Errorf("its tokens are lost: %+v", claimed)
		}
		ending := journal.Ending{At: time.Now(), Outcome: ciba.Unknown}
		if claimed.Left == journal.LeftReceived {
			ending.Outcome = ciba.Verified
			if before == "1" {
				wants(t, receiveOnce(t.Context(), j), nil)
			}
		}
		if claimed.Outcome == "" {
			end(t, j, u.ID, ending)
		}
		wants(t, j.Done(t.Context(), u.ID), nil)
	}
	if left, err := j.Unfinished(t.Context()); len(left) != 0 || err != nil {
		t.Errorf("afterwards is left: %+v, %v", left, err)
	}
}

// gone waits until the server knows that the desk is gone: until then it may still write.
func gone(t *testing.T, admin *pgx.Conn) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if texts(t, admin, `select count(*)::text from pg_stat_activity where datname = current_database() and usename = 'anna'`)[0] == "0" {
			return
		}
		if time.Now().After(deadline) { // so that it doesn't hang
			t.Fatal("the desk is still connected")
		}
	}
}

// kindsOf are the kinds of the verification's links, in order.
func kindsOf(t *testing.T, admin *pgx.Conn) string {
	t.Helper()
	return strings.Join(texts(t, admin, `select kind::text from ringback.links
		where record = (select position from ringback.records where id = '1') order by position`), " ")
}

// changing counts the calls that change a file or send something, once the program has said its
// first line.
func changing() func(killed.Call) bool {
	opened := false
	return func(call killed.Call) bool {
		switch call.Number {
		case unix.SYS_PWRITE64, unix.SYS_FTRUNCATE, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_FLOCK:
			return opened
		case unix.SYS_OPENAT:
			return opened && call.Arguments[2]&(unix.O_WRONLY|unix.O_RDWR|unix.O_CREAT) != 0
		case unix.SYS_WRITE:
			if call.Arguments[0] == 1 {
				opened = true
				return false
			}
			to, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", call.Program, call.Arguments[0]))
			return opened && err == nil && (strings.HasPrefix(to, "/") || strings.HasPrefix(to, "socket:"))
		}
		return false
	}
}
