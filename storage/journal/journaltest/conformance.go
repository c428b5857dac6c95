package journaltest

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// must fails a test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// patiently repeats an operation while the journal is busy: on a slow machine that may take longer
// than the wait for the lock.
func patiently(do func() error) error {
	for {
		if err := do(); !errors.Is(err, journal.ErrBusy) {
			return err
		}
	}
}

// wants fails a test unless the error is the wanted one.
func wants(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func personIn(t testing.TB, j journal.Journal, person string) journal.PersonHash {
	t.Helper()
	hash, err := j.HashPerson(context.WithoutCancel(t.Context()), journal.Named(person))
	must(t, err)
	return hash
}

// aRecord is a record that begins now.
func (f Fixture) aRecord(id string) journal.Record {
	return journal.Record{ID: id, Started: f.Now(), Environment: "pp", Kind: "test", Case: "2026-17", Text: "Kode 4821", Operator: "anna"}
}

// aResumption is one that is as long as it may be.
func aResumption() ciba.Resumption {
	return ciba.Resumption{
		AuthReqID: ciba.Secret(strings.Repeat("auth-r1.", 1024)), SentAt: Noon(), ExpiresIn: 120 * time.Second,
		Interval: 5 * time.Second, Offset: -2 * time.Second, OffsetKnown: true, Clock: ciba.ClockAgrees,
	}
}

func someTokens() ciba.Tokens {
	return ciba.Tokens{IDToken: "eyJ.id.token", AccessToken: "access token", Scope: "openid"}
}

func aRequest() []byte { return []byte(`{"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320"}`) }

// sound checks a journal's chain and returns its head.
func sound(t testing.TB, j journal.Journal, noted string) string {
	t.Helper()
	audit, err := j.Verify(context.WithoutCancel(t.Context()), noted)
	if err != nil || audit.Fault != nil {
		t.Fatalf("%+v %+v, %v", audit, audit.Fault, err)
	}
	head, err := j.Head(context.WithoutCancel(t.Context()))
	if err != nil || head != audit.Head {
		t.Fatalf("the head is %s, and the audit says %s, %v", head, audit.Head, err)
	}
	return head
}

// testSeenWritesNothing: Seen writes nothing, and BeginLate asks no guard.
func (open opens) testSeenWritesNothing(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		for range 2 {
			if seen, err := f.Seen(ctx, "2", []string{"token"}); seen || err != nil {
				t.Errorf("seen %t, %v", seen, err)
			}
		}
		first := f.aRecord("1")
		first.Person = personIn(t, f, "Mette")
		must(t, f.Begin(ctx, first, 0))
		_, err := f.Receive(ctx, "1", Noon(), []string{"token"})
		must(t, err)
		for id, want := range map[string]bool{"1": false, "2": true} {
			if seen, err := f.Seen(ctx, id, []string{"", "token"}); seen != want || err != nil {
				t.Errorf("%s: seen %t, %v", id, seen, err)
			}
		}
		second := f.aRecord("2")
		second.Person = first.Person
		wants(t, f.Begin(ctx, second, 0), journal.ErrOpenVerification)
		must(t, f.BeginLate(ctx, second))
		wants(t, f.BeginLate(ctx, second), journal.ErrRecordExists)
		must(t, f.End(ctx, "2", journal.Ending{At: Noon(), Outcome: ciba.Verified}))
		third := f.aRecord("3")
		third.Person = first.Person
		wants(t, f.Begin(ctx, third, 0), journal.ErrOpenVerification) // the first one's guard stays
	})
}

func (open opens) testOneVerificationFromBeginToEnd(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		record := f.aRecord("1")
		record.Person = personIn(t, f, "8A9856E0-F12D-4217-B320-C8A076BE9320")
		record.Confirmed = journal.QuestionAskedLately | journal.QuestionFenced
		ending := journal.Ending{At: Noon().Add(time.Minute), Outcome: ciba.Verified, Reason: "r", Transaction: "t", SupportReference: "s", Also: personIn(t, f, "other"), Checks: []journal.CheckRecord{{ID: ciba.CheckPerson, Result: ciba.Pass}, {ID: ciba.CheckIssuer, Result: ciba.Fail}}}
		wants(t, f.End(ctx, "1", ending), journal.ErrNoRecord)
		wants(t, f.Begin(ctx, journal.Record{}, 0), journal.ErrNoID)
		wants(t, f.Acknowledge(ctx, "1", aResumption(), nil), journal.ErrNoRecord)
		wants(t, f.Interval(ctx, "1", time.Second), journal.ErrNoRecord)
		must(t, f.Begin(ctx, record, 0))
		wants(t, f.Begin(ctx, record, 0), journal.ErrRecordExists)
		wants(t, f.Interval(ctx, "1", time.Second), journal.ErrNoRecord)
		must(t, f.Acknowledge(ctx, "1", aResumption(), aRequest()))
		must(t, f.Interval(ctx, "1", 10*time.Second))
		seen, err := f.Receive(ctx, "1", Noon().Add(time.Second), []string{"token", ""}, someTokens())
		if seen || err != nil {
			t.Errorf("%v, %v", seen, err)
		}
		wants(t, f.End(ctx, "1", journal.Ending{}), journal.ErrNoOutcome)
		must(t, f.End(ctx, "1", ending))
		wants(t, f.End(ctx, "1", journal.Ending{Outcome: ciba.Failed}), journal.ErrRecordEnded)
		wants(t, f.Acknowledge(ctx, "1", aResumption(), nil), journal.ErrRecordEnded)
		must(t, f.Done(ctx, "1"))
		must(t, f.Done(ctx, "1"))
		must(t, f.Done(ctx, "never"))
		want := record
		want.Received, want.Ending = Noon().Add(time.Second), ending
		got, err := f.List(ctx, journal.Filter{})
		for i := range got {
			got[i].Login, got[i].Host = "", "" // which only a shared journal knows
		}
		if err != nil || !reflect.DeepEqual(got, []journal.Record{want}) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
		}
		sound(t, f.Journal, "")
	})
}

func (open opens) testReplayInEveryJournal(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		must(t, f.Begin(t.Context(), f.aRecord("1"), 0))
		for i, c := range []struct {
			id    string
			marks []string
			want  bool
		}{
			{id: "1", marks: []string{"token A", "transaction A"}},
			{id: "1", marks: []string{"token A", "transaction A"}},
			{id: "2", marks: []string{"token B", "transaction A"}, want: true},
			{id: "3", marks: []string{"token A"}, want: true},
			{id: "4", marks: []string{"token C", ""}},
			{id: "5", marks: []string{"", ""}},
			{id: "2", marks: []string{"token B"}},
			{id: "1", marks: []string{"token B"}, want: true},
			{id: "6"},
		} {
			if got, err := f.Receive(t.Context(), c.id, Noon(), c.marks); got != c.want || err != nil {
				t.Errorf("%d: got %v, %v, want %v", i, got, err, c.want)
			}
		}
		_, err := f.Receive(t.Context(), "", Noon(), nil)
		wants(t, err, journal.ErrNoID)
		j := f.Crash()
		if seen, err := j.Receive(t.Context(), "7", Noon(), []string{"token A"}); !seen || err != nil {
			t.Errorf("after a crash: %v, %v", seen, err)
		}
		sound(t, j, "")
	})
}

func (open opens) testNoSecondPrompt(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		n := 0
		anna := personIn(t, f, "anna")
		begin := func(after time.Duration, change func(*journal.Record)) (string, error) {
			f.Move(after)
			n++
			r := f.aRecord(fmt.Sprint(n))
			r.Person, r.Confirmed = anna, journal.AllQuestions // what is asked is in TestWhatIsAskedBefore
			if change != nil {
				change(&r)
			}
			return r.ID, f.Begin(ctx, r, 0)
		}
		until := func(err, kind error, id string, until time.Time) {
			t.Helper()
			var g *journal.GuardError
			if !errors.As(err, &g) || !errors.Is(err, kind) || g.ID != id || !g.Until.Equal(until) {
				t.Errorf("got %#v, want %v of %s until %v", err, kind, id, until)
			}
		}
		first, err := begin(0, nil)
		must(t, err)
		opened := f.Now()
		_, err = begin(time.Second, nil)
		until(err, journal.ErrOpenVerification, first, opened.Add(journal.UnansweredGuard))
		_, err = begin(0, func(r *journal.Record) { r.Environment = "production" })
		wants(t, err, journal.ErrOpenVerification)
		for _, other := range []func(*journal.Record){func(r *journal.Record) { r.Kind = journal.KindDemo }, func(r *journal.Record) { r.Person = personIn(t, f, "bo") }, func(r *journal.Record) { r.Person = "" }} {
			_, err = begin(0, other)
			must(t, err)
		}
		// Until its deadline, once that is known.
		r := aResumption()
		r.SentAt = f.Now()
		must(t, f.Acknowledge(ctx, first, r, nil))
		_, err = begin(119*time.Second, nil)
		until(err, journal.ErrOpenVerification, first, r.SentAt.Add(2*time.Minute))
		second, err := begin(time.Second, nil)
		must(t, err)
		// journal.Ending the first one doesn't end the second one.
		must(t, f.End(ctx, first, journal.Ending{At: f.Now(), Outcome: ciba.Expired}))
		_, err = begin(0, nil)
		until(err, journal.ErrOpenVerification, second, f.Now().Add(journal.UnansweredGuard))
		// After a crash it still holds.
		f.Journal = f.Crash()
		_, err = begin(time.Second, nil)
		wants(t, err, journal.ErrOpenVerification)
		must(t, f.End(ctx, second, journal.Ending{At: f.Now(), Outcome: ciba.Verified}))
		third, err := begin(0, nil)
		must(t, err)
		must(t, f.End(ctx, third, journal.Ending{At: f.Now(), Outcome: ciba.Refused}))
		fifth, err := begin(0, nil)
		must(t, err)
		// A request that may still be on the phone.
		must(t, f.End(ctx, fifth, journal.Ending{At: f.Now(), Outcome: ciba.Unknown}))
		_, err = begin(299*time.Second, nil)
		wants(t, err, journal.ErrOpenVerification)
		sixth, err := begin(time.Second, nil)
		must(t, err)
		must(t, f.End(ctx, sixth, journal.Ending{At: f.Now(), Outcome: ciba.Cancelled, Cancel: ciba.CancelUncertain}))
		_, err = begin(time.Second, nil)
		wants(t, err, journal.ErrOpenVerification)
		seventh, err := begin(299*time.Second, nil)
		must(t, err)
		must(t, f.End(ctx, seventh, journal.Ending{At: f.Now(), Outcome: ciba.Cancelled, Cancel: ciba.CancelDone}))
		// A clock that is set back doesn't lock the person out for as long.
		_, err = begin(0, nil)
		must(t, err)
		_, err = begin(-time.Minute, nil)
		wants(t, err, journal.ErrOpenVerification)
		_, err = begin(-time.Hour, nil)
		must(t, err)
		sound(t, f.Journal, "")
	})
}

// testOneOfManyConcurrentBeginsSucceeds: if many windows begin for one person, half of them by UUID
// and half by CPR number, one succeeds. A window that doesn't get the lock in time, on a busy
// machine, tries again.
func (open opens) testOneOfManyConcurrentBeginsSucceeds(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		journals := []journal.Journal{f.Journal, f.Journal}
		if f.Another != nil {
			journals = append(journals, f.Another(), f.Another())
		}
		anna := []journal.PersonHash{personIn(t, f, "anna"), personIn(t, f, "anna's number")}
		match := f.aRecord("match")
		match.Person = anna[1]
		must(t, f.Begin(t.Context(), match, 0))
		must(t, f.End(t.Context(), "match", journal.Ending{At: f.Now(), Outcome: ciba.Verified, Also: anna[0]}))
		var first, marked atomic.Int32
		var all sync.WaitGroup
		for i := range 40 {
			j := journals[i%len(journals)]
			all.Go(func() {
				r := f.aRecord(fmt.Sprint(i))
				r.Person = anna[i%2]
				switch err := patiently(func() error { return j.Begin(t.Context(), r, 0) }); {
				case err == nil:
					first.Add(1)
				case !errors.Is(err, journal.ErrOpenVerification):
					t.Error(err)
				}
				seen := false
				if err := patiently(func() (err error) {
					seen, err = j.Receive(t.Context(), r.ID, Noon(), []string{"token"})
					return err
				}); err != nil {
					t.Error(err)
				} else if !seen {
					marked.Add(1)
				}
			})
		}
		all.Wait()
		if first.Load() != 1 || marked.Load() != 1 {
			t.Errorf("%d began, %d were first with the token", first.Load(), marked.Load())
		}
		sound(t, f.Journal, "")
	})
}

func (open opens) testWhatACrashLeaves(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		begin := func(id string) {
			t.Helper()
			must(t, f.Begin(ctx, f.aRecord(id), 0))
		}
		acknowledge := func(id string) {
			t.Helper()
			r := aResumption()
			r.SentAt = f.Now()
			must(t, f.Acknowledge(ctx, id, r, aRequest()))
		}
		receive := func(id string) {
			t.Helper()
			if _, err := f.Receive(ctx, id, f.Now(), []string{"token " + id}, someTokens()); err != nil {
				t.Fatal(err)
			}
		}
		end := func(id string) {
			t.Helper()
			must(t, f.End(ctx, id, journal.Ending{At: f.Now(), Outcome: ciba.Verified}))
		}
		begin("begun")
		begin("waiting")
		acknowledge("waiting")
		must(t, f.Interval(ctx, "waiting", 15*time.Second))
		begin("received")
		acknowledge("received")
		receive("received")
		begin("ended")
		acknowledge("ended")
		receive("ended")
		end("ended")
		begin("done")
		acknowledge("done")
		receive("done")
		end("done")
		must(t, f.Done(ctx, "done"))
		begin("refused")
		acknowledge("refused")
		must(t, f.End(ctx, "refused", journal.Ending{At: f.Now(), Outcome: ciba.Refused}))

		left := func(j journal.Journal) string {
			t.Helper()
			found, err := j.Unfinished(ctx)
			must(t, err)
			var all []string
			for _, u := range found {
				all = append(all, u.ID+" "+string(u.Left))
			}
			return strings.Join(all, ", ")
		}
		if got := left(f); got != "" {
			t.Errorf("its own: %s", got)
		}
		if f.Another != nil {
			second := f.Another()
			if got := left(second); got != "" {
				t.Errorf("another's: %s", got)
			}
			_, err := second.Claim(ctx, "waiting")
			wants(t, err, journal.ErrClaimed)
		}
		j := f.Crash()
		const all = "begun unknown, waiting waiting, received received, ended received"
		if got := left(j); got != all {
			t.Errorf("got %s, want %s", got, all)
		}
		claimed, err := j.Claim(ctx, "waiting")
		want := aResumption()
		want.Interval = 15 * time.Second
		if err != nil || claimed.Left != journal.LeftWaiting || claimed.Resumption != want || !bytes.Equal(claimed.Request, aRequest()) || claimed.Text != "Kode 4821" || claimed.Tokens != nil {
			t.Errorf("%+v, %v", claimed, err)
		}
		_, err = j.Claim(ctx, "waiting")
		wants(t, err, journal.ErrClaimed)
		must(t, j.Release(ctx, "waiting"))
		wants(t, j.Release(ctx, "waiting"), journal.ErrNoRecord)
		if got := left(j); got != all {
			t.Errorf("after a release: %s, want %s", got, all)
		}
		again, err := j.Claim(ctx, "waiting")
		if err != nil || !reflect.DeepEqual(again, claimed) {
			t.Errorf("claimed again: %+v, %v", again, err)
		}
		for _, id := range []string{"done", "refused", "never", "received"} {
			wants(t, j.Release(ctx, id), journal.ErrNoRecord)
		}
		for _, id := range []string{"done", "refused", "never"} {
			_, err = j.Claim(ctx, id)
			wants(t, err, journal.ErrNoRecord)
		}
		claimed, err = j.Claim(ctx, "ended")
		if err != nil || claimed.Left != journal.LeftReceived || !reflect.DeepEqual(claimed.Tokens, []ciba.Tokens{someTokens()}) || claimed.Outcome != ciba.Verified || claimed.Received.IsZero() {
			t.Errorf("%+v, %v", claimed, err)
		}
		if got := left(j); got != "begun unknown, received received" {
			t.Errorf("after claims: %s", got)
		}
		// After the deadline there is nothing to wait for; after 15 minutes nothing to show, but
		// still an unknown outcome to report.
		f.Journal = j
		j = f.Crash()
		f.Move(2 * time.Minute)
		if got := left(j); got != "begun unknown, waiting unknown, received received, ended received" {
			t.Errorf("after the deadline: %s", got)
		}
		f.Move(13 * time.Minute)
		if got := left(j); got != "begun unknown, waiting unknown, received unknown" {
			t.Errorf("after a quarter of an hour: %s", got)
		}
		claimed, err = j.Claim(ctx, "received")
		if err != nil || claimed.Left != journal.LeftUnknown || claimed.Tokens != nil || claimed.Request != nil {
			t.Errorf("%+v, %v", claimed, err)
		}
		for _, id := range []string{"begun", "waiting", "received"} {
			must(t, j.End(ctx, id, journal.Ending{At: f.Now(), Outcome: ciba.Unknown}))
		}
		if got := left(j); got != "" {
			t.Errorf("after all ended: %s", got)
		}
		sound(t, j, "")
	})
}

// testClockIsSet: tokens are erased early or a quarter of an hour late, and a wait isn't lost.
func (open opens) testClockIsSet(t *testing.T) {
	for _, c := range []struct {
		by            time.Duration
		waiting, kept bool
	}{
		{by: -10 * time.Minute, waiting: true, kept: true},
		{by: -16 * time.Minute, waiting: true},
		{by: -23 * time.Hour, waiting: true},
		{by: -25 * time.Hour},
		{by: time.Minute, waiting: true, kept: true},
		{by: 14 * time.Minute, kept: true},
		{by: 16 * time.Minute},
		{by: 10000 * time.Hour},
	} {
		t.Run(c.by.String(), func(t *testing.T) {
			open.run(t, func(t *testing.T, f Fixture) {
				ctx := t.Context()
				for _, id := range []string{"waiting", "received"} {
					must(t, f.Begin(ctx, f.aRecord(id), 0))
					must(t, f.Acknowledge(ctx, id, aResumption(), nil))
				}
				_, err := f.Receive(ctx, "received", Noon(), nil, someTokens())
				must(t, err)
				j := f.Crash()
				f.Move(c.by)
				found, err := j.Unfinished(ctx)
				if err != nil || len(found) != 2 || (found[0].Left == journal.LeftWaiting) != c.waiting || (found[1].Left == journal.LeftReceived) != c.kept {
					t.Errorf("%+v, %v", found, err)
				}
				must(t, j.Begin(ctx, f.aRecord("later"), 0))
				sound(t, j, "")
			})
		})
	}
}

func (open opens) testListInEveryJournal(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		anna := personIn(t, f, "anna")
		for i, r := range []journal.Record{
			{Environment: "pp"},
			{Environment: "demo", Kind: journal.KindDemo, Person: anna},
			{Environment: "pp", Person: anna, Case: "c"},
			{Environment: "pp", Case: "c"},
		} {
			r.ID, r.Started = fmt.Sprint(i), f.Now()
			must(t, f.Begin(ctx, r, 0))
			if i < 3 {
				f.Move(time.Hour)
			}
		}
		for id, outcome := range map[string]ciba.Outcome{"0": ciba.Verified, "1": ciba.Refused} {
			must(t, f.End(ctx, id, journal.Ending{Outcome: outcome}))
		}
		for _, c := range []struct {
			filter journal.Filter
			want   string
			count  int
		}{
			{filter: journal.Filter{}, want: "3 2 1 0", count: 4},
			{filter: journal.Filter{Limit: 2}, want: "3 2", count: 4},
			{filter: journal.Filter{Environment: "pp"}, want: "3 2 0", count: 3},
			{filter: journal.Filter{Person: anna}, want: "2 1", count: 2},
			{filter: journal.Filter{Case: "c"}, want: "3 2", count: 2},
			{filter: journal.Filter{Case: "c", Person: anna}, want: "2", count: 1},
			{filter: journal.Filter{Case: "c", Outcomes: []ciba.Outcome{ciba.Verified}}},
			{filter: journal.Filter{Person: anna, Environment: "pp"}, want: "2", count: 1},
			{filter: journal.Filter{Environment: "pp", Outcomes: []ciba.Outcome{""}, Until: Noon().Add(3 * time.Hour)}, want: "2", count: 1},
			{filter: journal.Filter{Outcomes: []ciba.Outcome{ciba.Verified, ciba.Refused}}, want: "1 0", count: 2},
			{filter: journal.Filter{Outcomes: []ciba.Outcome{""}}, want: "3 2", count: 2},
			{filter: journal.Filter{From: Noon().Add(time.Hour), Until: Noon().Add(3 * time.Hour)}, want: "2 1", count: 2},
			{filter: journal.Filter{Environment: "none"}},
		} {
			records, err := f.List(ctx, c.filter)
			var ids []string
			for _, r := range records {
				ids = append(ids, r.ID)
			}
			if got := strings.Join(ids, " "); got != c.want || err != nil {
				t.Errorf("%+v: got %s, %v, want %s", c.filter, got, err, c.want)
			}
			if n, err := f.Count(ctx, c.filter); n != c.count || err != nil {
				t.Errorf("%+v: counted %d, %v, want %d", c.filter, n, err, c.count)
			}
			head, err := f.Head(ctx)
			must(t, err)
			page, err := f.Page(ctx, c.filter)
			if err != nil || page.Total != c.count || page.Head != head || !reflect.DeepEqual(page.Records, records) {
				t.Errorf("%+v: the page is %d of %d records, head %s, %v", c.filter, len(page.Records), page.Total, page.Head, err)
			}
		}
	})
}

func (open opens) testErase(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		anna, bo := personIn(t, f, "anna"), personIn(t, f, "bo")
		for i, person := range []journal.PersonHash{anna, bo, anna, bo} {
			f.Move(time.Hour)
			r := f.aRecord(fmt.Sprint(i))
			r.Person = person
			must(t, f.Begin(ctx, r, 0))
			_, err := f.Receive(ctx, r.ID, f.Now(), []string{"token " + r.ID}, someTokens())
			must(t, err)
			if i < 3 {
				must(t, f.End(ctx, r.ID, journal.Ending{At: f.Now(), Outcome: ciba.Verified}))
			}
		}
		head := sound(t, f, "")
		_, err := f.Erase(ctx, journal.Filter{Environment: "pp"})
		wants(t, err, journal.ErrEraseAll)
		erase := func(filter journal.Filter, want journal.Erased) {
			t.Helper()
			if got, err := f.Erase(ctx, filter); got != want || err != nil {
				t.Errorf("%+v: got %+v, %v, want %+v", filter, got, err, want)
			}
			sound(t, f, head)
		}
		erase(journal.Filter{Person: personIn(t, f, "nobody")}, journal.Erased{})
		erase(journal.Filter{Person: anna, Limit: 1}, journal.Erased{Records: 2})
		erase(journal.Filter{Person: anna}, journal.Erased{})
		erase(journal.Filter{From: Noon(), Until: Noon().Add(100 * time.Hour)}, journal.Erased{Records: 1, Open: 1, Until: Noon().Add(5 * time.Hour)})
		f.Move(time.Hour)
		erase(journal.Filter{Person: bo}, journal.Erased{Records: 1})
		if records, err := f.List(ctx, journal.Filter{}); len(records) != 0 || err != nil {
			t.Errorf("%+v, %v", records, err)
		}
		if seen, err := f.Receive(ctx, "9", Noon(), []string{"token 0"}); seen || err != nil {
			t.Errorf("a mark stayed: %v, %v", seen, err)
		}
		j := f.Crash()
		if found, err := j.Unfinished(ctx); len(found) != 0 || err != nil {
			t.Errorf("%+v, %v", found, err)
		}
		must(t, j.Begin(ctx, f.aRecord("0"), 0)) // the id is free again
		if audit, err := j.Verify(ctx, head); err != nil || audit.Fault != nil || audit.Records != 1 || audit.Erased == 0 {
			t.Errorf("%+v, %v", audit, err)
		}
	})
}

func (open opens) testRetain(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		_, err := f.Retain(ctx, time.Hour)
		wants(t, err, journal.ErrKeepTooShort)
		for i := range 40 {
			r := f.aRecord(fmt.Sprint(i))
			must(t, f.Begin(ctx, r, 0))
			_, err := f.Receive(ctx, r.ID, f.Now(), []string{"token " + r.ID}, someTokens())
			must(t, err)
			if i != 5 {
				must(t, f.End(ctx, r.ID, journal.Ending{At: f.Now(), Outcome: ciba.Verified}))
			}
			f.Move(24 * time.Hour)
		}
		_, err = f.Receive(ctx, "unrecorded", f.Now(), []string{"late"})
		must(t, err)
		head := sound(t, f, "")
		for _, want := range []int{10, 0} {
			if n, err := f.Retain(ctx, journal.Retention); n != want || err != nil {
				t.Errorf("got %d, %v, want %d", n, err, want)
			}
			sound(t, f, head)
		}
		if n, err := f.Count(ctx, journal.Filter{}); n != 30 || err != nil {
			t.Errorf("%d stay, %v", n, err)
		}
		for token, want := range map[string]bool{"token 9": false, "token 10": true, "late": true} {
			if seen, err := f.Receive(ctx, "another", f.Now(), []string{token}); seen != want || err != nil {
				t.Errorf("%s: seen %v, %v", token, seen, err)
			}
		}
		sound(t, f.Crash(), head)
	})
}

func (open opens) testEveryJournalAndItsContext(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for what, call := range map[string]func() error{
			"hash":        func() error { _, err := f.HashPerson(ctx, journal.Named("x")); return err },
			"begin":       func() error { return f.Begin(ctx, f.aRecord("1"), 0) },
			"acknowledge": func() error { return f.Acknowledge(ctx, "1", aResumption(), nil) },
			"interval":    func() error { return f.Interval(ctx, "1", 1) },
			"receive":     func() error { _, err := f.Receive(ctx, "1", Noon(), nil); return err },
			"asking":      func() error { return f.Asking(ctx, "1") },
			"end":         func() error { return f.End(ctx, "1", journal.Ending{Outcome: ciba.Failed}) },
			"fence":       func() error { return f.Fence(ctx, "1", journal.Report{}) },
			"unfence":     func() error { return f.Unfence(ctx, "1", journal.Report{}) },
			"done":        func() error { return f.Done(ctx, "1") },
			"unfinished":  func() error { _, err := f.Unfinished(ctx); return err },
			"claim":       func() error { _, err := f.Claim(ctx, "1"); return err },
			"list":        func() error { _, err := f.List(ctx, journal.Filter{}); return err },
			"count":       func() error { _, err := f.Count(ctx, journal.Filter{}); return err },
			"page":        func() error { _, err := f.Page(ctx, journal.Filter{}); return err },
			"head":        func() error { _, err := f.Head(ctx); return err },
			"verify":      func() error { _, err := f.Verify(ctx, ""); return err },
			"erase":       func() error { _, err := f.Erase(ctx, journal.Filter{Person: "x"}); return err },
			"retain":      func() error { _, err := f.Retain(ctx, journal.Retention); return err },
		} {
			if err := call(); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func (open opens) testTooBigForAJournal(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		long := strings.Repeat("x", journal.MaxText+1)
		wants(t, f.Begin(ctx, journal.Record{ID: "1", Text: long}, 0), journal.ErrRecordTooBig)
		r := f.aRecord("1")
		r.Text = long[1:]
		must(t, f.Begin(ctx, r, 0))
		wants(t, f.Acknowledge(ctx, "1", aResumption(), make([]byte, journal.MaxRequest+1)), journal.ErrRecordTooBig)
		must(t, f.Acknowledge(ctx, "1", aResumption(), make([]byte, journal.MaxRequest)))
		_, err := f.Receive(ctx, "1", Noon(), nil, ciba.Tokens{IDToken: ciba.Secret(strings.Repeat("x", journal.MaxTokens+1))})
		wants(t, err, journal.ErrRecordTooBig)
		_, err = f.Receive(ctx, "1", Noon(), make([]string, journal.MaxMarks+1))
		wants(t, err, journal.ErrRecordTooBig)
		_, err = f.Receive(ctx, "1", Noon(), nil, ciba.Tokens{IDToken: ciba.Secret(strings.Repeat("x", journal.MaxTokens))})
		must(t, err)
		wants(t, f.End(ctx, "1", journal.Ending{Outcome: ciba.Failed, Transaction: long}), journal.ErrRecordTooBig)
		wants(t, f.End(ctx, "1", journal.Ending{Outcome: ciba.Failed, SupportReference: long}), journal.ErrRecordTooBig)
		wants(t, f.End(ctx, "1", journal.Ending{Outcome: ciba.Failed, Checks: make([]journal.CheckRecord, journal.MaxChecks+1)}), journal.ErrRecordTooBig)
		must(t, f.End(ctx, "1", journal.Ending{Outcome: ciba.Failed, Checks: make([]journal.CheckRecord, journal.MaxChecks)}))
		sound(t, f, "")
	})
}

func (open opens) testNotedHeads(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		empty := sound(t, f, "")
		sound(t, f, empty)
		must(t, f.Begin(ctx, f.aRecord("1"), 0))
		first := sound(t, f, empty)
		must(t, f.Begin(ctx, f.aRecord("2"), 0))
		for _, good := range []string{first, " " + strings.ToUpper(first) + "\n", strings.ReplaceAll(first, "-", "")[:1] + "-" + strings.ReplaceAll(first[2:], "-", "")} {
			sound(t, f, good)
		}
		for noted, want := range map[string]journal.ChainProblem{
			"1-0000-0000-0000-0000-0000":                   journal.ChainOtherEnd,
			"2-0000-0000-0000-0000-0000":                   journal.ChainOtherEnd,
			"3-0000-0000-0000-0000-0000":                   journal.ChainCutOff,
			"9223372036854775807-0000-0000-0000-0000-0000": journal.ChainCutOff,
		} {
			if audit, err := f.Verify(ctx, noted); err != nil || audit.Fault == nil || audit.Fault.Problem != want {
				t.Errorf("%s: %+v, %v", noted, audit.Fault, err)
			}
		}
		for _, bad := range []string{"x", "1", "1-", "1-00", "-1-0000-0000-0000-0000-0000", "1-000g-0000-0000-0000-0000", first + "-0000", "99999999999999999999-0000-0000-0000-0000-0000"} {
			_, err := f.Verify(ctx, bad)
			wants(t, err, journal.ErrHead)
		}
	})
}

func (open opens) testExport(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		for i := range 3 {
			r := f.aRecord(fmt.Sprint(i))
			r.Text = "=1+1, \"æøå\"\nny linje"
			must(t, f.Begin(ctx, r, 0))
		}
		must(t, f.End(ctx, "1", journal.Ending{At: Noon(), Outcome: ciba.Verified, Checks: []journal.CheckRecord{{ID: ciba.CheckPerson, Result: ciba.Pass}}}))
		var out bytes.Buffer
		if n, err := journal.Export(ctx, f, &out, journal.ExportJSON, journal.Filter{}); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		var records []struct {
			Outcome, Reference string
			Checks             []struct{ Result string }
		}
		if err := json.Unmarshal(out.Bytes(), &records); err != nil || len(records) != 3 || records[1].Outcome != "verified" || records[1].Checks[0].Result != "pass" || records[0].Reference != "=1+1, \"æøå\"\nny linje" {
			t.Errorf("%v\n%s", err, out.String())
		}
		out.Reset()
		if n, err := journal.Export(ctx, f, &out, journal.ExportCSV, journal.Filter{Limit: 2}); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		table, marked := strings.CutPrefix(out.String(), "\uFEFF")
		reader := csv.NewReader(strings.NewReader(table))
		reader.Comma = ';'
		rows, err := reader.ReadAll()
		if !marked || err != nil || len(rows) != 3 || rows[2][0] != "1" || rows[2][6] != "'=1+1, \"æøå\"\nny linje" || len(rows[0]) != len(rows[1]) {
			t.Errorf("%v\n%q", err, rows)
		}
		out.Reset()
		if n, err := journal.Export(ctx, f, &out, journal.ExportJSON, journal.Filter{Environment: "none"}); n != 0 || err != nil || json.Unmarshal(out.Bytes(), &records) != nil {
			t.Errorf("%d, %v, %s", n, err, out.String())
		}
		if _, err := journal.Export(ctx, f, &out, "xml", journal.Filter{}); err == nil {
			t.Error("any format will do")
		}
	})
}

// testRetainAfterErase: where the chain is cut behind an erased link, it is still sound.
func (open opens) testRetainAfterErase(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		a, b, c := aCaller(t, f, "anna"), aCaller(t, f, "bo"), aCaller(t, f, "carla")
		a.call(journal.Ending{Outcome: ciba.Verified})
		b.call(journal.Ending{Outcome: ciba.Verified})
		f.Move(48 * time.Hour)
		c.call(journal.Ending{Outcome: ciba.Verified})
		f.Move(48 * time.Hour)
		if erased, err := f.Erase(ctx, journal.Filter{Person: b.person}); err != nil || erased.Records != 1 {
			t.Fatal(erased, err)
		}
		f.Move(48 * time.Hour)
		c.call(journal.Ending{Outcome: ciba.Verified})
		if removed, err := f.Retain(ctx, 5*24*time.Hour); err != nil || removed != 1 {
			t.Fatal(removed, err)
		}
		sound(t, f, "")
	})
}
