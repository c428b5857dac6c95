package journal

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/secrets"
)

// hands is a clock that a test sets.
type hands struct{ at atomic.Int64 }

func newHands(t time.Time) *hands {
	h := new(hands)
	h.at.Store(t.UnixNano())
	return h
}

func (h *hands) now() time.Time        { return time.Unix(0, h.at.Load()).UTC() }
func (h *hands) move(by time.Duration) { h.at.Add(int64(by)) }

// keyringWith returns a keyring that holds the key of a journal.
func keyringWith(key byte) *fakeKeyring {
	return &fakeKeyring{entries: map[string]string{"Ringback/" + keyEntry: keyVersion + strings.Repeat(fmt.Sprintf("%02x", key), keySize)}}
}

// secretsOver returns secrets over a keyring.
func secretsOver(t testing.TB, k secrets.Keyring) *secrets.Store {
	s := secrets.New(k, secrets.Options{})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// openedJournal opens a journal for a test.
func openedJournal(t testing.TB, path string, now func() time.Time) *File {
	t.Helper()
	j, err := OpenFile(t.Context(), path, secretsOver(t, keyringWith(7)), FileOptions{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// fixture is a kind of journal to be tested, with a clock. crash ends its program and returns the
// journal as the next program finds it.
type fixture struct {
	*hands
	Journal
	another func() Journal // used at the same time; nil if the kind doesn't allow that
	crash   func() Journal
}

// everyJournal runs a test with each kind of journal.
func everyJournal(t *testing.T, test func(t *testing.T, f fixture)) {
	t.Run("memory", func(t *testing.T) {
		clock := newHands(noon)
		j := NewMemoryAt(clock.now)
		test(t, fixture{hands: clock, Journal: j, crash: func() Journal { _ = j.Close(); return j }})
	})
	t.Run("file", func(t *testing.T) {
		clock := newHands(noon)
		path := filepath.Join(t.TempDir(), "data", "journal.db")
		open := func() *File { return openedJournal(t, path, clock.now) }
		j := open()
		test(t, fixture{hands: clock, Journal: j, another: func() Journal { return open() }, crash: func() Journal {
			_ = j.here.file.Close() // as the system does it, without informing the journal
			j = open()
			return j
		}})
	})
}

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
		if err := do(); !errors.Is(err, ErrBusy) {
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

func personIn(t testing.TB, j Journal, person string) PersonHash {
	t.Helper()
	hash, err := j.HashPerson(context.WithoutCancel(t.Context()), Named(person))
	must(t, err)
	return hash
}

// aRecord is a record that begins now.
func (f fixture) aRecord(id string) Record {
	return Record{ID: id, Started: f.now(), Environment: "pp", Kind: "test", Case: "2026-17", Text: "Kode 4821", Operator: "anna"}
}

var (
	// as long as it may be
	aResumption = ciba.Resumption{AuthReqID: ciba.Secret(strings.Repeat("auth-r1.", 1024)),
		SentAt: noon, ExpiresIn: 120 * time.Second, Interval: 5 * time.Second, Offset: -2 * time.Second, OffsetKnown: true, Clock: ciba.ClockAgrees}
	someTokens = ciba.Tokens{IDToken: "eyJ.id.token", AccessToken: "access token", Scope: "openid"}
	aRequest   = []byte(`{"uuid":"8a9856e0-f12d-4217-b320-c8a076be9320"}`)
)

// TestSeenWritesNothing: Seen writes nothing, and BeginLate asks no guard.
func TestSeenWritesNothing(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		for range 2 {
			if seen, err := f.Seen(ctx, "2", []string{"token"}); seen || err != nil {
				t.Errorf("seen %t, %v", seen, err)
			}
		}
		first := f.aRecord("1")
		first.Person = personIn(t, f, "Mette")
		must(t, f.Begin(ctx, first, 0))
		_, err := f.Receive(ctx, "1", noon, []string{"token"})
		must(t, err)
		for id, want := range map[string]bool{"1": false, "2": true} {
			if seen, err := f.Seen(ctx, id, []string{"", "token"}); seen != want || err != nil {
				t.Errorf("%s: seen %t, %v", id, seen, err)
			}
		}
		second := f.aRecord("2")
		second.Person = first.Person
		wants(t, f.Begin(ctx, second, 0), ErrOpenVerification)
		must(t, f.BeginLate(ctx, second))
		wants(t, f.BeginLate(ctx, second), ErrRecordExists)
		must(t, f.End(ctx, "2", Ending{At: noon, Outcome: ciba.Verified}))
		third := f.aRecord("3")
		third.Person = first.Person
		wants(t, f.Begin(ctx, third, 0), ErrOpenVerification) // the first one's guard stays
	})
}

func TestOneVerificationFromBeginToEnd(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		record := f.aRecord("1")
		record.Person = personIn(t, f, "8A9856E0-F12D-4217-B320-C8A076BE9320")
		record.Confirmed = QuestionAskedLately | QuestionFenced
		ending := Ending{At: noon.Add(time.Minute), Outcome: ciba.Verified, Reason: "r", Transaction: "t", SupportReference: "s", Also: "other", Checks: []CheckRecord{{ciba.CheckPerson, ciba.Pass}, {ciba.CheckIssuer, ciba.Fail}}}
		wants(t, f.End(ctx, "1", ending), ErrNoRecord)
		wants(t, f.Begin(ctx, Record{}, 0), ErrNoID)
		wants(t, f.Acknowledge(ctx, "1", aResumption, nil), ErrNoRecord)
		wants(t, f.Interval(ctx, "1", time.Second), ErrNoRecord)
		must(t, f.Begin(ctx, record, 0))
		wants(t, f.Begin(ctx, record, 0), ErrRecordExists)
		wants(t, f.Interval(ctx, "1", time.Second), ErrNoRecord)
		must(t, f.Acknowledge(ctx, "1", aResumption, aRequest))
		must(t, f.Interval(ctx, "1", 10*time.Second))
		seen, err := f.Receive(ctx, "1", noon.Add(time.Second), []string{"token", ""}, someTokens)
		if seen || err != nil {
			t.Errorf("%v, %v", seen, err)
		}
		wants(t, f.End(ctx, "1", Ending{}), ErrNoOutcome)
		must(t, f.End(ctx, "1", ending))
		wants(t, f.End(ctx, "1", Ending{Outcome: ciba.Failed}), ErrRecordEnded)
		wants(t, f.Acknowledge(ctx, "1", aResumption, nil), ErrRecordEnded)
		must(t, f.Done(ctx, "1"))
		must(t, f.Done(ctx, "1"))
		must(t, f.Done(ctx, "never"))
		want := record
		want.Received, want.Ending = noon.Add(time.Second), ending
		got, err := f.List(ctx, Filter{})
		if err != nil || !reflect.DeepEqual(got, []Record{want}) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
		}
		sound(t, f.Journal, "")
	})
}

// sound checks a journal's chain and returns its head.
func sound(t testing.TB, j Journal, noted string) string {
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

func TestReplayInEveryJournal(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
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
			if got, err := f.Receive(t.Context(), c.id, noon, c.marks); got != c.want || err != nil {
				t.Errorf("%d: got %v, %v, want %v", i, got, err, c.want)
			}
		}
		_, err := f.Receive(t.Context(), "", noon, nil)
		wants(t, err, ErrNoID)
		j := f.crash()
		if seen, err := j.Receive(t.Context(), "7", noon, []string{"token A"}); !seen || err != nil {
			t.Errorf("after a crash: %v, %v", seen, err)
		}
		sound(t, j, "")
	})
}

func TestNoSecondPrompt(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		n := 0
		anna := personIn(t, f, "anna")
		begin := func(after time.Duration, change func(*Record)) (string, error) {
			f.move(after)
			n++
			r := f.aRecord(fmt.Sprint(n))
			r.Person, r.Confirmed = anna, allQuestions // what is asked is in TestWhatIsAskedBefore
			if change != nil {
				change(&r)
			}
			return r.ID, f.Begin(ctx, r, 0)
		}
		until := func(err, kind error, id string, until time.Time) {
			t.Helper()
			var g *GuardError
			if !errors.As(err, &g) || !errors.Is(err, kind) || g.ID != id || !g.Until.Equal(until) {
				t.Errorf("got %#v, want %v of %s until %v", err, kind, id, until)
			}
		}
		first, err := begin(0, nil)
		must(t, err)
		opened := f.now()
		_, err = begin(time.Second, nil)
		until(err, ErrOpenVerification, first, opened.Add(UnansweredGuard))
		_, err = begin(0, func(r *Record) { r.Environment = "production" })
		wants(t, err, ErrOpenVerification)
		for _, other := range []func(*Record){func(r *Record) { r.Kind = kindDemo }, func(r *Record) { r.Person = personIn(t, f, "bo") }, func(r *Record) { r.Person = "" }} {
			_, err = begin(0, other)
			must(t, err)
		}
		// Until its deadline, once that is known.
		r := aResumption
		r.SentAt = f.now()
		must(t, f.Acknowledge(ctx, first, r, nil))
		_, err = begin(119*time.Second, nil)
		until(err, ErrOpenVerification, first, r.SentAt.Add(2*time.Minute))
		second, err := begin(time.Second, nil)
		must(t, err)
		// Ending the first one doesn't end the second one.
		must(t, f.End(ctx, first, Ending{At: f.now(), Outcome: ciba.Expired}))
		_, err = begin(0, nil)
		until(err, ErrOpenVerification, second, f.now().Add(UnansweredGuard))
		// After a crash it still holds.
		f.Journal = f.crash()
		_, err = begin(time.Second, nil)
		wants(t, err, ErrOpenVerification)
		must(t, f.End(ctx, second, Ending{At: f.now(), Outcome: ciba.Verified}))
		third, err := begin(0, nil)
		must(t, err)
		must(t, f.End(ctx, third, Ending{At: f.now(), Outcome: ciba.Refused}))
		fifth, err := begin(0, nil)
		must(t, err)
		// A request that may still be on the phone.
		must(t, f.End(ctx, fifth, Ending{At: f.now(), Outcome: ciba.Unknown}))
		_, err = begin(299*time.Second, nil)
		wants(t, err, ErrOpenVerification)
		sixth, err := begin(time.Second, nil)
		must(t, err)
		must(t, f.End(ctx, sixth, Ending{At: f.now(), Outcome: ciba.Cancelled, Cancel: ciba.CancelUncertain}))
		_, err = begin(time.Second, nil)
		wants(t, err, ErrOpenVerification)
		seventh, err := begin(299*time.Second, nil)
		must(t, err)
		must(t, f.End(ctx, seventh, Ending{At: f.now(), Outcome: ciba.Cancelled, Cancel: ciba.CancelDone}))
		// A clock that is set back doesn't lock the person out for as long.
		_, err = begin(0, nil)
		must(t, err)
		_, err = begin(-time.Minute, nil)
		wants(t, err, ErrOpenVerification)
		_, err = begin(-time.Hour, nil)
		must(t, err)
		sound(t, f.Journal, "")
	})
}

// TestOneOfManyConcurrentBeginsSucceeds: if many windows begin for one person, half of them by UUID
// and half by CPR number, one succeeds. A window that doesn't get the lock in time, on a busy
// machine, tries again.
func TestOneOfManyConcurrentBeginsSucceeds(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		journals := []Journal{f.Journal, f.Journal}
		if f.another != nil {
			journals = append(journals, f.another(), f.another())
		}
		anna := []PersonHash{personIn(t, f, "anna"), personIn(t, f, "anna's number")}
		match := f.aRecord("match")
		match.Person = anna[1]
		must(t, f.Begin(t.Context(), match, 0))
		must(t, f.End(t.Context(), "match", Ending{At: f.now(), Outcome: ciba.Verified, Also: anna[0]}))
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
				case !errors.Is(err, ErrOpenVerification):
					t.Error(err)
				}
				seen := false
				if err := patiently(func() (err error) {
					seen, err = j.Receive(t.Context(), r.ID, noon, []string{"token"})
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

func TestWhatACrashLeaves(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		begin := func(id string) {
			t.Helper()
			must(t, f.Begin(ctx, f.aRecord(id), 0))
		}
		acknowledge := func(id string) {
			t.Helper()
			r := aResumption
			r.SentAt = f.now()
			must(t, f.Acknowledge(ctx, id, r, aRequest))
		}
		receive := func(id string) {
			t.Helper()
			if _, err := f.Receive(ctx, id, f.now(), []string{"token " + id}, someTokens); err != nil {
				t.Fatal(err)
			}
		}
		end := func(id string) {
			t.Helper()
			must(t, f.End(ctx, id, Ending{At: f.now(), Outcome: ciba.Verified}))
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
		must(t, f.End(ctx, "refused", Ending{At: f.now(), Outcome: ciba.Refused}))

		left := func(j Journal) string {
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
		if f.another != nil {
			second := f.another()
			if got := left(second); got != "" {
				t.Errorf("another's: %s", got)
			}
			_, err := second.Claim(ctx, "waiting")
			wants(t, err, ErrClaimed)
		}
		j := f.crash()
		const all = "begun unknown, waiting waiting, received received, ended received"
		if got := left(j); got != all {
			t.Errorf("got %s, want %s", got, all)
		}
		claimed, err := j.Claim(ctx, "waiting")
		want := aResumption
		want.Interval = 15 * time.Second
		if err != nil || claimed.Left != LeftWaiting || claimed.Resumption != want || !bytes.Equal(claimed.Request, aRequest) || claimed.Text != "Kode 4821" || claimed.Tokens != nil {
			t.Errorf("%+v, %v", claimed, err)
		}
		_, err = j.Claim(ctx, "waiting")
		wants(t, err, ErrClaimed)
		must(t, j.Release(ctx, "waiting"))
		wants(t, j.Release(ctx, "waiting"), ErrNoRecord)
		if got := left(j); got != all {
			t.Errorf("after a release: %s, want %s", got, all)
		}
		again, err := j.Claim(ctx, "waiting")
		if err != nil || !reflect.DeepEqual(again, claimed) {
			t.Errorf("claimed again: %+v, %v", again, err)
		}
		for _, id := range []string{"done", "refused", "never", "received"} {
			wants(t, j.Release(ctx, id), ErrNoRecord)
		}
		for _, id := range []string{"done", "refused", "never"} {
			_, err = j.Claim(ctx, id)
			wants(t, err, ErrNoRecord)
		}
		claimed, err = j.Claim(ctx, "ended")
		if err != nil || claimed.Left != LeftReceived || !reflect.DeepEqual(claimed.Tokens, []ciba.Tokens{someTokens}) || claimed.Outcome != ciba.Verified || claimed.Received.IsZero() {
			t.Errorf("%+v, %v", claimed, err)
		}
		if got := left(j); got != "begun unknown, received received" {
			t.Errorf("after claims: %s", got)
		}
		// After the deadline there is nothing to wait for; after 15 minutes nothing to show, but
		// still an unknown outcome to report.
		f.Journal = j
		j = f.crash()
		f.move(2 * time.Minute)
		if got := left(j); got != "begun unknown, waiting unknown, received received, ended received" {
			t.Errorf("after the deadline: %s", got)
		}
		f.move(13 * time.Minute)
		if got := left(j); got != "begun unknown, waiting unknown, received unknown" {
			t.Errorf("after a quarter of an hour: %s", got)
		}
		claimed, err = j.Claim(ctx, "received")
		if err != nil || claimed.Left != LeftUnknown || claimed.Tokens != nil || claimed.Request != nil {
			t.Errorf("%+v, %v", claimed, err)
		}
		for _, id := range []string{"begun", "waiting", "received"} {
			must(t, j.End(ctx, id, Ending{At: f.now(), Outcome: ciba.Unknown}))
		}
		if got := left(j); got != "" {
			t.Errorf("after all ended: %s", got)
		}
		sound(t, j, "")
	})
}

// TestClockIsSet: tokens are erased early or a quarter of an hour late, and a wait isn't lost.
func TestClockIsSet(t *testing.T) {
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
			everyJournal(t, func(t *testing.T, f fixture) {
				ctx := t.Context()
				for _, id := range []string{"waiting", "received"} {
					must(t, f.Begin(ctx, f.aRecord(id), 0))
					must(t, f.Acknowledge(ctx, id, aResumption, nil))
				}
				_, err := f.Receive(ctx, "received", noon, nil, someTokens)
				must(t, err)
				j := f.crash()
				f.move(c.by)
				found, err := j.Unfinished(ctx)
				if err != nil || len(found) != 2 || (found[0].Left == LeftWaiting) != c.waiting || (found[1].Left == LeftReceived) != c.kept {
					t.Errorf("%+v, %v", found, err)
				}
				must(t, j.Begin(ctx, f.aRecord("later"), 0))
				sound(t, j, "")
			})
		})
	}
}

func TestListInEveryJournal(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		anna := personIn(t, f, "anna")
		for i, r := range []Record{
			{Environment: "pp"},
			{Environment: "demo", Kind: kindDemo, Person: anna},
			{Environment: "pp", Person: anna, Case: "c"},
			{Environment: "pp", Case: "c"},
		} {
			r.ID, r.Started = fmt.Sprint(i), noon.Add(time.Duration(i)*time.Hour)
			must(t, f.Begin(ctx, r, 0))
		}
		for id, outcome := range map[string]ciba.Outcome{"0": ciba.Verified, "1": ciba.Refused} {
			must(t, f.End(ctx, id, Ending{Outcome: outcome}))
		}
		for _, c := range []struct {
			filter Filter
			want   string
			count  int
		}{
			{filter: Filter{}, want: "3 2 1 0", count: 4},
			{filter: Filter{Limit: 2}, want: "3 2", count: 4},
			{filter: Filter{Environment: "pp"}, want: "3 2 0", count: 3},
			{filter: Filter{Person: anna}, want: "2 1", count: 2},
			{filter: Filter{Case: "c"}, want: "3 2", count: 2},
			{filter: Filter{Case: "c", Person: anna}, want: "2", count: 1},
			{filter: Filter{Case: "c", Outcomes: []ciba.Outcome{ciba.Verified}}},
			{filter: Filter{Person: anna, Environment: "pp"}, want: "2", count: 1},
			{filter: Filter{Environment: "pp", Outcomes: []ciba.Outcome{""}, Until: noon.Add(3 * time.Hour)}, want: "2", count: 1},
			{filter: Filter{Outcomes: []ciba.Outcome{ciba.Verified, ciba.Refused}}, want: "1 0", count: 2},
			{filter: Filter{Outcomes: []ciba.Outcome{""}}, want: "3 2", count: 2},
			{filter: Filter{From: noon.Add(time.Hour), Until: noon.Add(3 * time.Hour)}, want: "2 1", count: 2},
			{filter: Filter{Environment: "none"}},
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

func TestErase(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		anna, bo := personIn(t, f, "anna"), personIn(t, f, "bo")
		for i, person := range []PersonHash{anna, bo, anna, bo} {
			f.move(time.Hour)
			r := f.aRecord(fmt.Sprint(i))
			r.Person = person
			must(t, f.Begin(ctx, r, 0))
			_, err := f.Receive(ctx, r.ID, f.now(), []string{"token " + r.ID}, someTokens)
			must(t, err)
			if i < 3 {
				must(t, f.End(ctx, r.ID, Ending{At: f.now(), Outcome: ciba.Verified}))
			}
		}
		head := sound(t, f, "")
		_, err := f.Erase(ctx, Filter{Environment: "pp"})
		wants(t, err, ErrEraseAll)
		erase := func(filter Filter, want Erased) {
			t.Helper()
			if got, err := f.Erase(ctx, filter); got != want || err != nil {
				t.Errorf("%+v: got %+v, %v, want %+v", filter, got, err, want)
			}
			sound(t, f, head)
		}
		erase(Filter{Person: personIn(t, f, "nobody")}, Erased{})
		erase(Filter{Person: anna, Limit: 1}, Erased{Records: 2})
		erase(Filter{Person: anna}, Erased{})
		erase(Filter{From: noon, Until: noon.Add(100 * time.Hour)}, Erased{Records: 1, Open: 1, Until: noon.Add(5 * time.Hour)})
		f.move(time.Hour)
		erase(Filter{Person: bo}, Erased{Records: 1})
		if records, err := f.List(ctx, Filter{}); len(records) != 0 || err != nil {
			t.Errorf("%+v, %v", records, err)
		}
		if seen, err := f.Receive(ctx, "9", noon, []string{"token 0"}); seen || err != nil {
			t.Errorf("a mark stayed: %v, %v", seen, err)
		}
		j := f.crash()
		if found, err := j.Unfinished(ctx); len(found) != 0 || err != nil {
			t.Errorf("%+v, %v", found, err)
		}
		must(t, j.Begin(ctx, f.aRecord("0"), 0)) // the id is free again
		if audit, err := j.Verify(ctx, head); err != nil || audit.Fault != nil || audit.Records != 1 || audit.Erased == 0 {
			t.Errorf("%+v, %v", audit, err)
		}
	})
}

func TestRetain(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		_, err := f.Retain(ctx, time.Hour)
		wants(t, err, ErrKeepTooShort)
		for i := range 40 {
			r := f.aRecord(fmt.Sprint(i))
			must(t, f.Begin(ctx, r, 0))
			_, err := f.Receive(ctx, r.ID, f.now(), []string{"token " + r.ID}, someTokens)
			must(t, err)
			if i != 5 {
				must(t, f.End(ctx, r.ID, Ending{At: f.now(), Outcome: ciba.Verified}))
			}
			f.move(24 * time.Hour)
		}
		_, err = f.Receive(ctx, "unrecorded", f.now(), []string{"late"})
		must(t, err)
		head := sound(t, f, "")
		for _, want := range []int{10, 0} {
			if n, err := f.Retain(ctx, Retention); n != want || err != nil {
				t.Errorf("got %d, %v, want %d", n, err, want)
			}
			sound(t, f, head)
		}
		if n, err := f.Count(ctx, Filter{}); n != 30 || err != nil {
			t.Errorf("%d stay, %v", n, err)
		}
		for token, want := range map[string]bool{"token 9": false, "token 10": true, "late": true} {
			if seen, err := f.Receive(ctx, "another", f.now(), []string{token}); seen != want || err != nil {
				t.Errorf("%s: seen %v, %v", token, seen, err)
			}
		}
		sound(t, f.crash(), head)
	})
}

func TestEveryJournalAndItsContext(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for what, call := range map[string]func() error{
			"hash":        func() error { _, err := f.HashPerson(ctx, Named("x")); return err },
			"begin":       func() error { return f.Begin(ctx, f.aRecord("1"), 0) },
			"acknowledge": func() error { return f.Acknowledge(ctx, "1", aResumption, nil) },
			"interval":    func() error { return f.Interval(ctx, "1", 1) },
			"receive":     func() error { _, err := f.Receive(ctx, "1", noon, nil); return err },
			"asking":      func() error { return f.Asking(ctx, "1") },
			"end":         func() error { return f.End(ctx, "1", Ending{Outcome: ciba.Failed}) },
			"fence":       func() error { return f.Fence(ctx, "1", Report{}) },
			"unfence":     func() error { return f.Unfence(ctx, "1", Report{}) },
			"done":        func() error { return f.Done(ctx, "1") },
			"unfinished":  func() error { _, err := f.Unfinished(ctx); return err },
			"claim":       func() error { _, err := f.Claim(ctx, "1"); return err },
			"list":        func() error { _, err := f.List(ctx, Filter{}); return err },
			"count":       func() error { _, err := f.Count(ctx, Filter{}); return err },
			"page":        func() error { _, err := f.Page(ctx, Filter{}); return err },
			"head":        func() error { _, err := f.Head(ctx); return err },
			"verify":      func() error { _, err := f.Verify(ctx, ""); return err },
			"erase":       func() error { _, err := f.Erase(ctx, Filter{Person: "x"}); return err },
			"retain":      func() error { _, err := f.Retain(ctx, Retention); return err },
		} {
			if err := call(); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestTooBigForAJournal(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		long := strings.Repeat("x", maxText+1)
		wants(t, f.Begin(ctx, Record{ID: "1", Text: long}, 0), ErrRecordTooBig)
		r := f.aRecord("1")
		r.Text = long[1:]
		must(t, f.Begin(ctx, r, 0))
		wants(t, f.Acknowledge(ctx, "1", aResumption, make([]byte, MaxRequest+1)), ErrRecordTooBig)
		must(t, f.Acknowledge(ctx, "1", aResumption, make([]byte, MaxRequest)))
		_, err := f.Receive(ctx, "1", noon, nil, ciba.Tokens{IDToken: ciba.Secret(strings.Repeat("x", maxTokens+1))})
		wants(t, err, ErrRecordTooBig)
		_, err = f.Receive(ctx, "1", noon, make([]string, maxMarks+1))
		wants(t, err, ErrRecordTooBig)
		_, err = f.Receive(ctx, "1", noon, nil, ciba.Tokens{IDToken: ciba.Secret(strings.Repeat("x", maxTokens))})
		must(t, err)
		wants(t, f.End(ctx, "1", Ending{Outcome: ciba.Failed, Transaction: long}), ErrRecordTooBig)
		wants(t, f.End(ctx, "1", Ending{Outcome: ciba.Failed, SupportReference: long}), ErrRecordTooBig)
		wants(t, f.End(ctx, "1", Ending{Outcome: ciba.Failed, Checks: make([]CheckRecord, maxChecks+1)}), ErrRecordTooBig)
		must(t, f.End(ctx, "1", Ending{Outcome: ciba.Failed, Checks: make([]CheckRecord, maxChecks)}))
		sound(t, f, "")
	})
}

func TestNotedHeads(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		empty := sound(t, f, "")
		sound(t, f, empty)
		must(t, f.Begin(ctx, f.aRecord("1"), 0))
		first := sound(t, f, empty)
		must(t, f.Begin(ctx, f.aRecord("2"), 0))
		for _, good := range []string{first, " " + strings.ToUpper(first) + "\n", strings.ReplaceAll(first, "-", "")[:1] + "-" + strings.ReplaceAll(first[2:], "-", "")} {
			sound(t, f, good)
		}
		for noted, want := range map[string]ChainProblem{
			"1-0000-0000-0000-0000-0000":                   ChainOtherEnd,
			"2-0000-0000-0000-0000-0000":                   ChainOtherEnd,
			"3-0000-0000-0000-0000-0000":                   ChainCutOff,
			"9223372036854775807-0000-0000-0000-0000-0000": ChainCutOff,
		} {
			if audit, err := f.Verify(ctx, noted); err != nil || audit.Fault == nil || audit.Fault.Problem != want {
				t.Errorf("%s: %+v, %v", noted, audit.Fault, err)
			}
		}
		for _, bad := range []string{"x", "1", "1-", "1-00", "-1-0000-0000-0000-0000-0000", "1-000g-0000-0000-0000-0000", first + "-0000", "99999999999999999999-0000-0000-0000-0000-0000"} {
			_, err := f.Verify(ctx, bad)
			wants(t, err, ErrHead)
		}
	})
}

// TestNoFormulaInATable: whichever separator a program expects, no field that it finds begins a
// formula.
func TestNoFormulaInATable(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "",
		"Kode 4821, Nordby": "Kode 4821, Nordby",
		"a-b, c+d=e; f@g":   "a-b, c+d=e; f@g",
		"=1+1":              "'=1+1",
		"+45 12345678":      "'+45 12345678",
		"-1":                "'-1",
		"@SUM(A1)":          "'@SUM(A1)",
		"\t=1":              "'\t'=1",
		"\r=1":              "'\r'=1",
		"a;=1":              "a;'=1",
		"a,=1,-2":           "a,'=1,'-2",
		"a\t@b":             "a\t'@b",
		"a\n=1\r\n+2":       "a\n'=1\r\n'+2",
		`a,"=1+1"`:          `a,'"=1+1"`,
		"a, =1":             "a,' =1",
		"æ;ø,å":             "æ;ø,å",
	} {
		if got := noFormula(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	var out bytes.Buffer
	c := newCSVExporter(&out)
	must(t, c.begin())
	must(t, c.record(exported{Case: `x,"=cmd|1"`, Text: "Kode 1;=2", Operator: "\r\n=3"}))
	must(t, c.end())
	for _, field := range strings.FieldsFunc(out.String(), func(r rune) bool { return strings.ContainsRune(fieldEnds, r) }) {
		if begins := strings.TrimLeft(field, ` "`); begins != "" && strings.ContainsRune(formulaBegins, rune(begins[0])) {
			t.Errorf("%q begins a formula in %q", field, out.String())
		}
	}
}

func TestExport(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		for i := range 3 {
			r := f.aRecord(fmt.Sprint(i))
			r.Text = "=1+1, \"æøå\"\nny linje"
			must(t, f.Begin(ctx, r, 0))
		}
		must(t, f.End(ctx, "1", Ending{At: noon, Outcome: ciba.Verified, Checks: []CheckRecord{{ciba.CheckPerson, ciba.Pass}}}))
		var out bytes.Buffer
		if n, err := Export(ctx, f, &out, ExportJSON, Filter{}); n != 3 || err != nil {
			t.Fatal(n, err)
		}
		var records []exported
		if err := json.Unmarshal(out.Bytes(), &records); err != nil || len(records) != 3 || records[1].Outcome != "verified" || records[1].Checks[0].Result != "pass" || records[0].Text != "=1+1, \"æøå\"\nny linje" {
			t.Errorf("%v\n%s", err, out.String())
		}
		out.Reset()
		if n, err := Export(ctx, f, &out, ExportCSV, Filter{Limit: 2}); n != 2 || err != nil {
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
		if n, err := Export(ctx, f, &out, ExportJSON, Filter{Environment: "none"}); n != 0 || err != nil || json.Unmarshal(out.Bytes(), &records) != nil {
			t.Errorf("%d, %v, %s", n, err, out.String())
		}
		if _, err := Export(ctx, f, &out, "xml", Filter{}); err == nil {
			t.Error("any format will do")
		}
	})
}

// TestRetainAfterErase: where the chain is cut behind an erased link, it is still sound.
func TestRetainAfterErase(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		a, b, c := aCaller(t, f, "anna"), aCaller(t, f, "bo"), aCaller(t, f, "carla")
		a.call(Ending{Outcome: ciba.Verified})
		b.call(Ending{Outcome: ciba.Verified})
		f.move(48 * time.Hour)
		c.call(Ending{Outcome: ciba.Verified})
		f.move(48 * time.Hour)
		if erased, err := f.Erase(ctx, Filter{Person: b.person}); err != nil || erased.Records != 1 {
			t.Fatal(erased, err)
		}
		f.move(48 * time.Hour)
		c.call(Ending{Outcome: ciba.Verified})
		if removed, err := f.Retain(ctx, 5*24*time.Hour); err != nil || removed != 1 {
			t.Fatal(removed, err)
		}
		sound(t, f, "")
	})
}
