//go:build realparts

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ringback/ciba"
	"ringback/storage/journal"
	"ringback/storage/journal/postgres"
	"ringback/storage/journal/postgres/connect"
)

// throughProxy opens a desk that reaches the server through a proxy.
func throughProxy(t *testing.T, s *server, p *proxy, database string, again time.Duration) *postgres.Journal {
	t.Helper()
	beside, err := journal.OpenBeside(t.Context(), t.TempDir(), keyring{}, journal.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	through := &server{folder: p.folder, port: s.port}
	j, err := postgres.Open(t.Context(), postgres.Options{Pool: through.pool(t, "anna", database), Keys: someKeys(), Beside: beside, Again: again})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// TestALostAnswerIsGivenAgain: whether the request or the answer of a write is lost, the desk gets
// to know what became of it, and it is done once. Its own guard is no obstacle.
func TestALostAnswerIsGivenAgain(t *testing.T) {
	s := aServer(t)
	for what, loses := range map[string]loses{"answer": losesAnswer, "request": losesRequest} {
		t.Run(what, func(t *testing.T) {
			database, p := s.database(t), aProxy(t, s)
			j := throughProxy(t, s, p, database, 0)
			person, other := hashed(t, j, journal.Named("Mette")), hashed(t, j, journal.WithCPR("0804360468"))
			p.lose("begin_1", 2, loses)
			begin(t, j, "1", person)
			p.lose("receive_1", 2, loses)
			if seen, err := j.Receive(t.Context(), "1", time.Now(), []string{"token"}, ciba.Tokens{IDToken: "x"}); seen || err != nil {
				t.Error(seen, err)
			}
			p.lose("report_1", 1, loses)
			if err := j.Fence(t.Context(), "1", journal.Report{At: time.Now()}); err != nil {
				t.Error(err)
			}
			p.lose("end_1", 2, loses)
			end(t, j, "1", journal.Ending{At: time.Now(), Outcome: ciba.Verified, Also: other})
			links := texts(t, s.admin(t, database), `select kind::text from ringback.links order by position`)
			if got := strings.Join(links, " "); got != "1 2 6 3" {
				t.Errorf("the chain has %s", got)
			}
			audit, err := s.desk(t, "everything", database, t.TempDir(), time.Now).Verify(t.Context(), "")
			if err != nil || audit.Fault != nil {
				t.Errorf("%+v %+v, %v", audit, audit.Fault, err)
			}
		})
	}
}

// TestNobodyKnows: if nobody can tell in time whether a verification began, nothing may be sent;
// once the database answers, the desk ends it as failed.
func TestNobodyKnows(t *testing.T) {
	s := aServer(t)
	database, p := s.database(t), aProxy(t, s)
	j := throughProxy(t, s, p, database, time.Nanosecond)
	p.lose("begin_1", 1, losesAnswer)
	if err := j.Begin(t.Context(), aRecord("1", hashed(t, j, journal.Named("Mette"))), 0); !errors.Is(err, postgres.ErrUncertain) {
		t.Errorf("%v", err)
	}
	wants(t, j.Begin(t.Context(), aRecord("1", hashed(t, j, journal.Named("Mette"))), 0), postgres.ErrUncertain)
	begin(t, j, "2", hashed(t, j, journal.Named("Bo")))
	records, err := j.List(t.Context(), journal.Filter{})
	if err != nil || len(records) != 2 || records[1].Outcome != ciba.Failed || records[1].Reason != journal.ReasonNotSent {
		t.Errorf("%+v, %v", records, err)
	}
	begin(t, j, "3", hashed(t, j, journal.Named("Mette"))) // it doesn't count either
}

// TestNobodyKnewAndItIsDoneAgain: an ending of which nobody knew what became of it is written once,
// however often it is made again; another one comes too late.
func TestNobodyKnewAndItIsDoneAgain(t *testing.T) {
	s := aServer(t)
	database, p := s.database(t), aProxy(t, s)
	j := throughProxy(t, s, p, database, time.Nanosecond)
	begin(t, j, "1", "")
	for _, loses := range []loses{losesRequest, losesAnswer} {
		for _, do := range []struct {
			word string
			do   func() error
		}{
			{word: "receive_1", do: func() error { _, err := j.Receive(t.Context(), "1", time.Time{}, []string{"token"}); return err }},
			{word: "report_1", do: func() error { return j.Fence(t.Context(), "1", journal.Report{Operator: "anna"}) }},
		} {
			p.lose(do.word, 1, loses)
			if err := do.do(); err != nil && !errors.Is(err, postgres.ErrUncertain) {
				t.Errorf("%s: %v", do.word, err)
			}
			wants(t, do.do(), nil)
		}
	}
	ending := journal.Ending{At: time.Now(), Outcome: ciba.Verified}
	p.lose("end_1", 1, losesAnswer)
	wants(t, j.End(t.Context(), "1", ending), postgres.ErrUncertain)
	end(t, j, "1", ending)
	wants(t, j.End(t.Context(), "1", ending), journal.ErrRecordEnded)
	if got := strings.Join(texts(t, s.admin(t, database), `select kind::text from ringback.links order by position`), " "); got != "1 2 6 3" {
		t.Errorf("the chain has %s", got)
	}
}

// TestNobodyAnswers: a start that can't reach the database fails at once, and leaves nothing beside
// the desk.
func TestNobodyAnswers(t *testing.T) {
	s := aServer(t)
	database, p := s.database(t), aProxy(t, s)
	j := throughProxy(t, s, p, database, 0)
	_ = p.listen.Close()
	p.hangUp()
	for i := range 3 {
		if err := j.Begin(t.Context(), aRecord(fmt.Sprint(i), ""), 0); !errors.Is(err, connect.ErrUnreachable) && !errors.Is(err, postgres.ErrUncertain) {
			t.Errorf("%v", err)
		}
	}
	if left, err := j.Unfinished(t.Context()); len(left) != 0 || err != nil {
		t.Errorf("%+v, %v", left, err)
	}
}

// TestOnlyOnesOwn: a desk neither changes nor sees what another login began, a supervisor sees it
// and ends none, an auditor erases nothing.
func TestOnlyOnesOwn(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	desk := func(login string) *postgres.Journal { return s.desk(t, login, database, t.TempDir(), time.Now) }
	anna, bo := desk("anna"), desk("bo")
	begin(t, anna, "1", hashed(t, anna, journal.Named("Mette")))
	wants(t, bo.End(t.Context(), "1", journal.Ending{Outcome: ciba.Verified}), journal.ErrNoRecord)
	wants(t, bo.Fence(t.Context(), "1", journal.Report{}), journal.ErrNoRecord)
	_, err := bo.Erase(t.Context(), journal.Filter{Person: hashed(t, anna, journal.Named("Mette"))})
	wants(t, err, postgres.ErrNotPermitted)
	_, err = bo.Verify(t.Context(), "")
	wants(t, err, postgres.ErrNotPermitted)
	for j, want := range map[*postgres.Journal]int{anna: 1, bo: 0, desk("everything"): 1} {
		if n, err := j.Count(t.Context(), journal.Filter{}); n != want || err != nil {
			t.Errorf("%s counts %d, %v", j.Rights().Login, n, err)
		}
	}
	for _, login := range []string{"carla", "dorte"} {
		conn := s.connect(t, login, database)
		var who string
		if err := conn.QueryRow(t.Context(), `select login from ringback.all_page_1(null, null, null, null, null, null, null, null, null, null, 10, 10)`).Scan(&who); err != nil || who != "anna" {
			t.Errorf("%s sees %q, %v", login, who, err)
		}
	}
	all := desk("everything")
	for want, filters := range map[int][]journal.Filter{
		1: {{Operator: "anna"}, {Host: "desk17"}, {Login: "anna"}, {Operator: "anna", Host: "desk17", Login: "anna"}},
		0: {{Operator: "bo"}, {Host: "desk18"}, {Login: "bo"}, {Operator: "anna", Login: "bo"}},
	} {
		for _, filter := range filters {
			if n, err := all.Count(t.Context(), filter); n != want || err != nil {
				t.Errorf("%+v: %d, %v", filter, n, err)
			}
			_, err := anna.Count(t.Context(), filter)
			wants(t, err, postgres.ErrNotPermitted)
		}
	}
	end(t, anna, "1", journal.Ending{At: time.Now(), Outcome: ciba.Verified})
	if erased, err := all.Erase(t.Context(), journal.Filter{From: time.Now().Add(-time.Hour), Login: "bo"}); erased.Records != 0 || err != nil {
		t.Errorf("%+v, %v", erased, err)
	}
	records, err := anna.List(t.Context(), journal.Filter{})
	if err != nil || len(records) != 1 || records[0].Login != "anna" || records[0].Host != "desk17" || records[0].Operator != "anna" {
		t.Errorf("%+v, %v", records, err)
	}
}

// TestItsDeskNeverCameBack: an open record is unknown an hour past its deadline, and nobody ends
// it.
func TestItsDeskNeverCameBack(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	j := s.desk(t, "anna", database, t.TempDir(), clock.Now)
	if err := j.Begin(t.Context(), aRecord("1", ""), 0); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after         time.Duration
		outcome       ciba.Outcome
		open, unknown int
	}{
		{after: journal.UnansweredGuard + time.Hour, open: 1},
		{after: time.Microsecond, outcome: ciba.Unknown, unknown: 1},
	} {
		clock.Move(c.after)
		records, err := j.List(t.Context(), journal.Filter{})
		if err != nil || len(records) != 1 || records[0].Outcome != c.outcome || (records[0].Reason == journal.ReasonLost) != (c.unknown == 1) {
			t.Errorf("%+v, %v", records, err)
		}
		for outcome, want := range map[ciba.Outcome]int{"": c.open, ciba.Unknown: c.unknown} {
			if n, err := j.Count(t.Context(), journal.Filter{Outcomes: []ciba.Outcome{outcome}}); n != want || err != nil {
				t.Errorf("after %v: %d are %q, %v", c.after, n, outcome, err)
			}
		}
	}
	end(t, j, "1", journal.Ending{At: clock.Now(), Outcome: ciba.Verified}) // its desk came back
}

// TestAHeadIsMissing: what a desk saw and the chain lacks stops every start for a quarter of an
// hour, and is recorded once.
func TestAHeadIsMissing(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	var desks []*postgres.Journal
	for range 2 {
		desks = append(desks, s.desk(t, "anna", database, t.TempDir(), clock.Now))
	}
	for i, j := range desks {
		begin(t, j, fmt.Sprint(i), "")
	}
	begin(t, desks[0], "2", "")
	run(t, clock.conn, `
		delete from ringback.links where position > 1; delete from ringback.records where position > 1;
		update ringback.head h set position = 1, digest = l.digest from ringback.links l where l.position = 1`)
	for _, j := range append(desks, s.desk(t, "bo", database, t.TempDir(), clock.Now)) {
		wants(t, j.Begin(t.Context(), aRecord("3", ""), 0), postgres.ErrPaused)
	}
	if n := texts(t, clock.conn, `select about from ringback.links where kind = 8`); strings.Join(n, " ") != "3" {
		t.Errorf("it recorded %v", n)
	}
	clock.Move(15 * time.Minute)
	for i, j := range desks {
		begin(t, j, fmt.Sprint("later ", i), "")
	}
}

// TestWhoCriesWolf: a login that says again and again that it misses a head stops the others once a
// day, and itself each time; each time is recorded with its name.
func TestWhoCriesWolf(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	clock := replaced(t, s, database)
	honest := s.desk(t, "bo", database, t.TempDir(), clock.Now)
	begin(t, honest, "1", "")
	wolf := s.connect(t, "anna", database)
	cries := func() {
		t.Helper()
		for i, want := range []string{"missing", "paused"} {
			if said := texts(t, wolf, fmt.Sprintf(`select said from ringback.begin_1(gen_random_uuid(), %d, sha256(''), 2, 1, 0, gen_random_uuid()::text, 'pp',
				'{}', null, null, null, false, 0, 0, false, sha256(''))`, 99*(1-i))); said[0] != want {
				t.Errorf("it is told %q, want %q", said, want)
			}
		}
	}
	for i, want := range []error{postgres.ErrPaused, nil, nil} {
		cries()
		wants(t, honest.Begin(t.Context(), aRecord(fmt.Sprint("at once ", i), ""), 0), want)
		clock.Move(15 * time.Minute)
		begin(t, honest, fmt.Sprint("later ", i), "")
	}
	clock.Move(24 * time.Hour)
	cries()
	wants(t, honest.Begin(t.Context(), aRecord("the next day", ""), 0), postgres.ErrPaused)
	told, err := s.desk(t, "everything", database, t.TempDir(), clock.Now).Replays(t.Context(), 0)
	if err != nil || len(told) != 4 || told[0].Login != "anna" || told[0].ID != "" || !told[3].At.Equal(clock.Now()) {
		t.Errorf("supervisors are told %+v, %v", told, err)
	}
}

// TestAHeadIsMissingAfterARestart: what a desk saw before it was closed is missed by its next
// program, unless the journal is another one.
func TestAHeadIsMissingAfterARestart(t *testing.T) {
	s := aServer(t)
	for what, c := range map[string]struct {
		other string
		want  error
	}{
		"the same journal": {want: postgres.ErrPaused},
		"another journal":  {other: `update ringback.settings set journal = gen_random_uuid()`},
	} {
		t.Run(what, func(t *testing.T) {
			database, folder := s.database(t), t.TempDir()
			admin := s.admin(t, database)
			before := s.desk(t, "anna", database, folder, time.Now)
			for i := range 3 {
				begin(t, before, fmt.Sprint(i), "")
			}
			if err := before.Close(); err != nil {
				t.Fatal(err)
			}
			run(t, admin, `
				delete from ringback.links where position > 1; delete from ringback.records where position > 1;
				update ringback.head h set position = 1, digest = l.digest from ringback.links l where l.position = 1;`+c.other)
			for i := range 4 { // others have gone on
				begin(t, s.desk(t, "bo", database, t.TempDir(), time.Now), fmt.Sprint("bo ", i), "")
			}
			wants(t, s.desk(t, "anna", database, folder, time.Now).Begin(t.Context(), aRecord("later", ""), 0), c.want)
		})
	}
}

// TestKeysGoOn: a new pair of keys holds from then on; what the old ones sealed and hashed is
// found.
func TestKeysGoOn(t *testing.T) {
	s := aServer(t)
	database := s.database(t)
	folder := t.TempDir()
	before := s.desk(t, "everything", database, folder, time.Now)
	person := hashed(t, before, journal.Named("Mette"))
	begin(t, before, "1", person)
	_, err := before.Receive(t.Context(), "1", time.Now(), []string{"token"})
	wants(t, err, nil)

	keys := someKeys()
	keys.Seal[3], keys.Hash[2] = keys.Seal[1], keys.Seal[2]
	run := func(change func(owner *pgx.Conn) error) {
		t.Helper()
		owner := s.connect(t, "migrator", database)
		if _, err := owner.Exec(t.Context(), "set role ringback_owner"); err != nil {
			t.Fatal(err)
		}
		if err := change(owner); err != nil {
			t.Fatal(err)
		}
	}
	provisioned := someKeys()
	var locked error
	open := func(keys postgres.Keys) (*postgres.Journal, error) {
		beside, err := journal.OpenBeside(t.Context(), t.TempDir(), keyring{}, journal.FileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = beside.Close() })
		return postgres.Open(t.Context(), postgres.Options{
			Pool: s.pool(t, "everything", database), Keys: keys, Beside: beside, Reread: func(context.Context) (postgres.Keys, error) { return provisioned, locked },
		})
	}
	late, err := open(someKeys())
	if err != nil {
		t.Fatal(err)
	}
	reads, err := open(someKeys())
	if err != nil {
		t.Fatal(err)
	}
	holds, err := open(keys)
	if err != nil {
		t.Fatal(err)
	}
	hash, eva := hashed(t, holds, journal.Named("Bo")), hashed(t, late, journal.Named("Eva"))
	run(func(owner *pgx.Conn) error {
		_, _, err := postgres.UseKeys(t.Context(), owner, keys, postgres.Pair{Seal: 3, Hash: 2}, nil)
		return err
	})
	var missing *postgres.MissingKeyError
	if err := before.Begin(t.Context(), aRecord("2", person), 0); !errors.As(err, &missing) || missing.Seal != 3 {
		t.Errorf("%v", err)
	}
	wants(t, holds.Begin(t.Context(), aRecord("bo", hash), 0), nil) // it had them already
	end(t, holds, "bo", journal.Ending{At: time.Now(), Outcome: ciba.Verified})

	// A desk that was open goes on once it has them, and needn't be started again.
	if err := late.Begin(t.Context(), aRecord("eva", eva), 0); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
	locked = errors.New("the keyring is locked")
	wants(t, late.Begin(t.Context(), aRecord("eva", eva), 0), locked)
	locked, provisioned = nil, keys
	page, err := reads.Page(t.Context(), journal.Filter{})
	if err != nil || page.Total != 2 || slices.ContainsFunc(page.Records, func(r journal.Record) bool { return r.Illegible }) {
		t.Errorf("%+v, %v", page, err)
	}
	wants(t, late.Begin(t.Context(), aRecord("eva", eva), 0), journal.ErrHashAgain)
	wants(t, late.Begin(t.Context(), aRecord("eva", hashed(t, late, journal.Named("Eva"))), 0), nil)
	end(t, late, "eva", journal.Ending{At: time.Now(), Outcome: ciba.Verified})
	provisioned = someKeys()

	if _, err := open(someKeys()); !errors.As(err, &missing) || missing.Seal != 3 || missing.Hash != 2 || missing.HasSeal || missing.HasHash {
		t.Errorf("%v", err)
	}
	wrong := someKeys()
	wrong.Seal[3], wrong.Hash[2] = keys.Seal[2], keys.Hash[2]
	_, err = open(wrong)
	wants(t, err, postgres.ErrOtherKey)

	after, err := open(keys)
	if err != nil {
		t.Fatal(err)
	}
	person = hashed(t, after, journal.Named("Mette"))
	wants(t, after.Begin(t.Context(), aRecord("2", person), 0), journal.ErrOpenVerification)
	if seen, err := after.Receive(t.Context(), "other", time.Now(), []string{"token"}); !seen || err != nil {
		t.Errorf("a replay isn't seen: %v", err)
	}
	end(t, before, "1", journal.Ending{At: time.Now(), Outcome: ciba.Verified})
	begin(t, after, "2", person)
	for want, filter := range map[int]journal.Filter{2: {Person: person}, 4: {Case: "2026-17"}} {
		if n, err := after.Count(t.Context(), filter); n != want || err != nil {
			t.Errorf("%+v finds %d, %v", filter, n, err)
		}
	}
	if audit, err := after.Verify(t.Context(), ""); err != nil || audit.Fault != nil {
		t.Errorf("%+v, %v", audit.Fault, err)
	}
	end(t, after, "2", journal.Ending{At: time.Now(), Outcome: ciba.Verified})
	if erased, err := after.Erase(t.Context(), journal.Filter{Person: person}); erased.Records != 2 || err != nil {
		t.Errorf("%+v, %v", erased, err)
	}
}

func wants(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}
