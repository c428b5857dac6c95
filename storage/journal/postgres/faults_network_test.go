//go:build realparts

package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// A network that drops what is sent, without anybody hearing of it, for as long as a test wants.

// TestTheNetworkDropsAStart: nobody hears whether a start began. It says so, nothing is sent, and
// while it may have begun, nobody else asks the person. Afterwards the desk ends it.
func TestTheNetworkDropsAStart(t *testing.T) {
	t.Parallel()
	s := aServer(t)
	for what, c := range map[string]struct {
		drops loses
		begun bool
	}{
		"answer":  {drops: dropsAnswer, begun: true},
		"request": {drops: dropsRequest},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			database, p := s.database(t), aProxy(t, s)
			j, other := throughProxy(t, s, p, database, time.Nanosecond), s.desk(t, "bo", database, t.TempDir(), time.Now)
			person := hashed(t, j, journal.Named("Mette"))
			p.lose("begin_1", 1, c.drops)
			wants(t, j.Begin(t.Context(), aRecord("1", person), 0), postgres.ErrUncertain)
			wants(t, j.Begin(t.Context(), aRecord("1", person), 0), postgres.ErrUncertain)
			meanwhile := other.Begin(t.Context(), aRecord("2", person), 0)
			if c.begun {
				wants(t, meanwhile, journal.ErrOpenVerification)
			} else {
				wants(t, meanwhile, nil)
			}
			p.heal()
			begin(t, j, "3", "")
			if left, err := j.Unfinished(t.Context()); len(left) != 0 || err != nil { // the third one is this program's
				t.Errorf("%+v, %v", left, err)
			}
			auditor := s.desk(t, "everything", database, t.TempDir(), time.Now)
			records, err := auditor.List(t.Context(), journal.Filter{})
			if err != nil || len(records) != 2 {
				t.Fatalf("%+v, %v", records, err)
			}
			for _, r := range records {
				if r.ID == "1" && (!c.begun || r.Outcome != ciba.Failed || r.Reason != journal.ReasonNotSent) {
					t.Errorf("%+v", r)
				}
			}
			whole(t, auditor, "")
		})
	}
}

// TestTheNetworkDropsALaterWrite: a receipt, a report and an ending of which nobody hears are made
// again once the network is back, and are there once.
func TestTheNetworkDropsALaterWrite(t *testing.T) {
	t.Parallel()
	s := aServer(t)
	for what, drops := range map[string]loses{"answer": dropsAnswer, "request": dropsRequest} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			database, p := s.database(t), aProxy(t, s)
			j := throughProxy(t, s, p, database, time.Nanosecond)
			begin(t, j, "1", hashed(t, j, journal.Named("Mette")))
			ending := journal.Ending{At: time.Now(), Outcome: ciba.Verified}
			for _, write := range []struct {
				word string
				do   func() error
			}{
				{word: "receive_1", do: func() error {
					seen, err := j.Receive(t.Context(), "1", time.Time{}, []string{"token"})
					if seen {
						t.Error("its own answer counts as a replay")
					}
					return err
				}},
				{word: "report_1", do: func() error { return j.Fence(t.Context(), "1", journal.Report{Operator: "anna"}) }},
				{word: "end_1", do: func() error { return j.End(t.Context(), "1", ending) }},
			} {
				p.lose(write.word, 1, drops)
				wants(t, write.do(), postgres.ErrUncertain)
				p.heal()
				wants(t, write.do(), nil)
			}
			if got := kinds(t, s, database); got != "1 2 6 3" {
				t.Errorf("the chain has %s", got)
			}
			whole(t, s.desk(t, "everything", database, t.TempDir(), time.Now), "")
		})
	}
}

// TestTheNetworkForgetsAConnection: what goes through a connection that somebody on the way has
// forgotten is asked again on a new one.
func TestTheNetworkForgetsAConnection(t *testing.T) {
	t.Parallel()
	s := aServer(t)
	database, p := s.database(t), aProxy(t, s)
	j := throughProxy(t, s, p, database, 0)
	begin(t, j, "1", "")
	p.forget()
	begin(t, j, "2", "")
	p.hangUp() // else the driver tries to cancel on it while the journal is closed
	if got := kinds(t, s, database); got != "1 1" {
		t.Errorf("the chain has %s", got)
	}
}

// TestNothingComesThrough: without any answer a desk neither opens the journal nor starts, and says
// that the database can't be reached.
func TestNothingComesThrough(t *testing.T) {
	t.Parallel()
	s := aServer(t)
	database, p := s.database(t), aProxy(t, s)
	j := throughProxy(t, s, p, database, time.Nanosecond)
	p.lose("", 1, dropsRequest)
	err := j.Begin(t.Context(), aRecord("1", ""), 0)
	if word, _ := journal.FaultOf(err); !errors.Is(err, connect.ErrUnreachable) || word == "" {
		t.Errorf("%v has the word %q", err, word)
	}
	beside, err := journal.OpenBeside(t.Context(), t.TempDir(), keyring{}, journal.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = beside.Close() })
	through := &server{folder: p.folder, port: s.port}
	_, err = postgres.Open(t.Context(), postgres.Options{Pool: through.pool(t, "anna", database), Keys: someKeys(), Beside: beside})
	wants(t, err, connect.ErrUnreachable)
	p.heal()
}

// kinds are the kinds of the links, in order.
func kinds(t *testing.T, s *server, database string) string {
	t.Helper()
	return strings.Join(texts(t, s.admin(t, database), `select kind::text from ringback.links order by position`), " ")
}
