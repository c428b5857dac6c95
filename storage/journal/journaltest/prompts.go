package journaltest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// caller makes requests to one person, in a journal under test.
type caller struct {
	Fixture
	t      *testing.T
	n      int
	person journal.PersonHash
	kind   string
}

func aCaller(t *testing.T, f Fixture, person string) *caller {
	return &caller{Fixture: f, t: t, person: personIn(t, f, person), kind: "test"}
}

// begin begins a verification and returns its id and the guard's error.
func (c *caller) begin(confirmed journal.Questions, maxPrompts int) (string, *journal.GuardError) {
	c.t.Helper()
	c.n++
	r := c.aRecord(fmt.Sprintf("%s %d", c.person[:8], c.n))
	r.Person, r.Kind, r.Confirmed = c.person, c.kind, confirmed
	err := c.Begin(c.t.Context(), r, maxPrompts)
	var guard *journal.GuardError
	if err != nil && !errors.As(err, &guard) {
		c.t.Fatal(err)
	}
	return r.ID, guard
}

// call makes a whole request, whatever is asked before.
func (c *caller) call(ending journal.Ending) string {
	c.t.Helper()
	id, guard := c.begin(journal.AllQuestions, 0)
	if guard != nil {
		c.t.Fatal(guard)
	}
	must(c.t, c.Acknowledge(c.t.Context(), id, ciba.Resumption{SentAt: c.Now(), ExpiresIn: 2 * time.Minute}, nil))
	ending.At = c.Now()
	must(c.t, c.End(c.t.Context(), id, ending))
	return id
}

// asked returns what is asked before another request, which isn't made.
func (c *caller) asked() *journal.GuardError {
	c.t.Helper()
	id, guard := c.begin(0, 0)
	if guard == nil {
		must(c.t, c.End(c.t.Context(), id, journal.Ending{At: c.Now(), Outcome: ciba.Failed, Reason: ciba.ReasonNotFound}))
	}
	return guard
}

// wants fails the test unless a guard is as given.
func (c *caller) wants(got *journal.GuardError, want journal.GuardError) {
	c.t.Helper()
	if got == nil || !reflect.DeepEqual(*got, want) {
		c.t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// knowsNothing checks that the next request sweeps all that the guard knows of erased persons.
func (f Fixture) knowsNothing(t *testing.T) {
	t.Helper()
	must(t, f.Begin(t.Context(), f.aRecord("sweeps"), 0))
	if known := f.Known(t); known != "" {
		t.Errorf("it still knows %s", known)
	}
	sound(t, f, "")
}

// testWhatIsAskedBefore: another request within ten minutes of an ending that isn't verified is
// asked about first.
func (open opens) testWhatIsAskedBefore(t *testing.T) {
	for _, outcome := range []ciba.Outcome{ciba.Refused, ciba.NotVerified, ciba.Expired, ciba.Cancelled, ciba.Failed} {
		t.Run(string(outcome), func(t *testing.T) {
			open.run(t, func(t *testing.T, f Fixture) {
				c := aCaller(t, f, "anna")
				for range 3 {
					c.call(journal.Ending{Outcome: ciba.Verified})
				}
				c.call(journal.Ending{Outcome: outcome})
				lately := journal.GuardError{Kind: journal.ErrAskedLately, Questions: journal.QuestionAskedLately, Until: c.Now().Add(journal.AskedLately), Outcome: outcome, At: c.Now()}
				c.Move(journal.AskedLately - 1)
				c.wants(c.asked(), lately)
				if other := aCaller(t, f, "bo").asked(); other != nil {
					t.Errorf("another person: %v", other)
				}
				c.Journal = f.Crash()
				c.wants(c.asked(), lately)
				c.Move(1)
				if guard := c.asked(); guard != nil {
					t.Errorf("after ten minutes: %v", guard)
				}
				c.Move(-2 * journal.CountedFor) // else a clock that was wrong would ask for as long
				if guard := c.asked(); guard != nil {
					t.Errorf("after the clock was set back: %v", guard)
				}
			})
		})
	}
}

// testTheThirdInAnHour: two requests of the last hour that weren't verified make the next one one
// that the person must have asked for. What is confirmed is recorded.
func (open opens) testTheThirdInAnHour(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		c := aCaller(t, f, "anna")
		c.call(journal.Ending{Outcome: ciba.Refused})
		first := c.Now()
		c.Move(20 * time.Minute)
		c.call(journal.Ending{Outcome: ciba.Verified})
		c.call(journal.Ending{Outcome: ciba.Expired})
		c.Move(journal.AskedLately)
		c.wants(c.asked(), journal.GuardError{Kind: journal.ErrThirdInHour, Questions: journal.QuestionThirdInHour, Until: first.Add(journal.CountedFor), Requests: 2})
		if _, guard := c.begin(journal.QuestionAskedLately|journal.QuestionFenced, 0); guard == nil {
			t.Error("another answer will do")
		}
		c.call(journal.Ending{Outcome: ciba.Refused})
		both := c.asked()
		if both == nil || both.Kind != journal.ErrThirdInHour || both.Questions != journal.QuestionThirdInHour|journal.QuestionAskedLately || both.Requests != 3 || both.Outcome != ciba.Refused {
			t.Errorf("%+v", both)
		}
		for _, half := range []journal.Questions{journal.QuestionThirdInHour, journal.QuestionAskedLately} {
			if _, guard := c.begin(half, 0); guard == nil {
				t.Errorf("%v is enough", half.Names())
			}
		}
		records, err := f.List(t.Context(), journal.Filter{Limit: 1})
		if err != nil || strings.Join(records[0].Confirmed.Names(), " ") != "asked_lately third_in_an_hour fenced" {
			t.Errorf("%+v, %v", records, err)
		}
		c.Move(first.Add(journal.CountedFor).Sub(c.Now()))
		if guard := c.asked(); guard == nil || guard.Requests != 2 {
			t.Errorf("%+v", guard) // the first one is an hour old
		}
		c.Move(20 * time.Minute)
		if guard := c.asked(); guard != nil {
			t.Errorf("%+v", guard)
		}
		sound(t, f, "")
	})
}

// testSinceItWasSent: a request counts from when it was sent, not from when it began.
func (open opens) testSinceItWasSent(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		c := aCaller(t, f, "anna")
		id, _ := c.begin(0, 0)
		c.Move(30 * time.Second)
		must(t, c.Acknowledge(t.Context(), id, ciba.Resumption{SentAt: c.Now(), ExpiresIn: time.Minute}, nil))
		must(t, c.End(t.Context(), id, journal.Ending{At: c.Now(), Outcome: ciba.Verified}))
		_, guard := c.begin(0, 1)
		c.wants(guard, journal.GuardError{Kind: journal.ErrTooMany, Until: c.Now().Add(journal.CountedFor), Requests: 1})
	})
}

// testWhatCounts: what the provider can't have got doesn't count; what it may have got does, as
// does what nobody ended.
func (open opens) testWhatCounts(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		c := aCaller(t, f, "anna")
		for _, ending := range []journal.Ending{{Outcome: ciba.Failed, Reason: ciba.ReasonNotFound}, {Outcome: ciba.Cancelled}, {Outcome: ciba.Failed, Reason: ciba.ReasonOAuth}} {
			id, guard := c.begin(0, 0)
			if guard != nil {
				t.Fatal(guard)
			}
			ending.At = c.Now()
			must(t, c.End(ctx, id, ending))
		}
		lost, guard := c.begin(0, 0)
		if guard != nil {
			t.Fatal(guard)
		}
		must(t, c.End(ctx, lost, journal.Ending{At: c.Now(), Outcome: ciba.Unknown, Reason: ciba.ReasonStartLost}))
		if guard := c.asked(); guard == nil || guard.Kind != journal.ErrOpenVerification {
			t.Errorf("%+v", guard)
		}
		c.Move(journal.UnansweredGuard)
		if guard := c.asked(); guard == nil || guard.Kind != journal.ErrAskedLately || guard.Outcome != ciba.Unknown {
			t.Errorf("%+v", guard)
		}
		if _, guard := c.begin(journal.AllQuestions, 0); guard != nil { // it never ends
			t.Fatal(guard)
		}
		c.Journal = f.Crash()
		c.Move(journal.UnansweredGuard)
		if guard := c.asked(); guard == nil || guard.Questions != journal.QuestionAskedLately|journal.QuestionThirdInHour || guard.Outcome != "" {
			t.Errorf("%+v", guard)
		}
		// Filed hours later, it isn't a request of a few minutes ago.
		late := aCaller(t, c.Fixture, "bo")
		id, guard := late.begin(0, 0)
		if guard != nil {
			t.Fatal(guard)
		}
		c.Move(50 * time.Minute)
		must(t, c.End(ctx, id, journal.Ending{At: c.Now(), Outcome: ciba.Unknown}))
		c.Move(journal.UnansweredGuard)
		if guard := late.asked(); guard != nil {
			t.Errorf("filed late: %+v", guard)
		}
	})
}

// testTheHighestLimit: what is kept of a person is enough for the highest limit that a policy can
// have, which is 60.
func (open opens) testTheHighestLimit(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		c := aCaller(t, f, "anna")
		first := c.Now()
		for range 60 {
			c.call(journal.Ending{Outcome: ciba.Verified})
		}
		_, guard := c.begin(journal.AllQuestions, 60)
		c.wants(guard, journal.GuardError{Kind: journal.ErrTooMany, Until: first.Add(journal.CountedFor), Requests: 60})
	})
}

// testTooMany: a policy's limit holds whatever is confirmed, counts verified requests, and isn't
// there in demo.
func (open opens) testTooMany(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		c := aCaller(t, f, "anna")
		first := c.Now()
		for range 3 {
			c.call(journal.Ending{Outcome: ciba.Verified})
			c.Move(time.Minute)
		}
		_, guard := c.begin(journal.AllQuestions, 3)
		c.wants(guard, journal.GuardError{Kind: journal.ErrTooMany, Until: first.Add(journal.CountedFor), Requests: 3})
		_, guard = c.begin(journal.AllQuestions, 2)
		c.wants(guard, journal.GuardError{Kind: journal.ErrTooMany, Until: first.Add(journal.CountedFor + time.Minute), Requests: 3})
		demo := *c
		demo.kind, demo.n = journal.KindDemo, 100
		if _, guard := demo.begin(0, 1); guard != nil {
			t.Errorf("in demo: %v", guard)
		}
		c.Move(journal.CountedFor)
		if _, guard := c.begin(0, 1); guard != nil {
			t.Errorf("an hour later: %v", guard)
		}
	})
}

// testFence: a report fences the person who was asked for a day, whoever asks, until it is taken
// back; all of that is recorded.
func (open opens) testFence(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		c := aCaller(t, f, "anna")
		wants(t, f.Fence(ctx, "never", journal.Report{}), journal.ErrNoRecord)
		wants(t, f.Unfence(ctx, "never", journal.Report{}), journal.ErrNoRecord)
		id := c.call(journal.Ending{Outcome: ciba.Refused})
		must(t, f.Unfence(ctx, id, journal.Report{At: c.Now(), Operator: "bo"})) // there is none
		c.Move(time.Second)
		reported := journal.Report{At: c.Now(), Operator: "anna"}
		for range 2 {
			must(t, f.Fence(ctx, id, reported))
		}
		c.Move(journal.AskedLately + time.Minute)
		fenced := journal.GuardError{Kind: journal.ErrFenced, Questions: journal.QuestionFenced, Until: reported.At.Add(journal.FenceLasts), Reported: reported}
		c.wants(c.asked(), fenced)
		c.Journal = f.Crash()
		f.Journal = c.Journal
		c.wants(c.asked(), fenced)
		if _, guard := c.begin(journal.QuestionFenced, 0); guard != nil {
			t.Errorf("it blocks: %v", guard) // a fraudster could lock a victim out
		}
		c.Move(journal.CountedFor)
		lifted := journal.Report{At: c.Now(), Operator: "bo"}
		for range 2 {
			must(t, f.Unfence(ctx, id, lifted))
		}
		if guard := c.asked(); guard != nil {
			t.Errorf("lifted: %v", guard)
		}
		records, err := f.List(ctx, journal.Filter{Person: c.person})
		must(t, err)
		record := records[len(records)-1]
		if record.Reported != reported || record.Lifted != lifted || record.Fenced(c.Now()) {
			t.Errorf("%+v", record)
		}
		// Again, and for a day.
		reported = journal.Report{At: c.Now(), Operator: "carl"}
		must(t, f.Fence(ctx, id, reported))
		c.Move(journal.FenceLasts - 1)
		if guard := c.asked(); guard == nil || guard.Reported != reported {
			t.Errorf("within a day: %v", guard)
		}
		c.Move(1)
		if guard := c.asked(); guard != nil {
			t.Errorf("a day later: %v", guard)
		}
		records, err = f.List(ctx, journal.Filter{Person: c.person})
		if record := records[len(records)-1]; err != nil || record.Reported != reported || record.Lifted != (journal.Report{}) || record.Fenced(c.Now()) {
			t.Errorf("%+v, %v", record, err)
		}
		wants(t, f.Fence(ctx, id, journal.Report{Operator: strings.Repeat("x", journal.MaxText+1)}), journal.ErrRecordTooBig)
		sound(t, f, "")
	})
}

// testOneOfTwoFencesIsLifted: the other report still stands.
func (open opens) testOneOfTwoFencesIsLifted(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		c := aCaller(t, f, "anna")
		first := c.call(journal.Ending{Outcome: ciba.Refused})
		must(t, f.Fence(t.Context(), first, journal.Report{At: c.Now(), Operator: "anna"}))
		c.Move(2 * time.Hour)
		second := c.call(journal.Ending{Outcome: ciba.Cancelled, Cancel: ciba.CancelDone})
		must(t, f.Fence(t.Context(), second, journal.Report{At: c.Now(), Operator: "bo"}))
		c.Move(2 * time.Hour)
		if guard := c.asked(); guard == nil || guard.Reported.Operator != "bo" {
			t.Errorf("%+v", guard)
		}
		must(t, f.Unfence(t.Context(), second, journal.Report{At: c.Now()}))
		if guard := c.asked(); guard == nil || guard.Reported.Operator != "anna" {
			t.Errorf("%+v", guard)
		}
	})
}

// testOnePersonWithTwoHashes: once a CPR number and a UUID are known to be one person's, guard,
// counts, fence, filter and erasing find them by each, by whatever else is theirs, too.
func (open opens) testOnePersonWithTwoHashes(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		uuid := aCaller(t, f, "8a9856e0-f12d-4217-b320-c8a076be9320")
		by := func(cpr string) *caller {
			c := aCaller(t, f, "")
			hash, err := f.HashPerson(ctx, journal.WithCPR(cpr))
			must(t, err)
			c.person = hash
			return c
		}
		first, second := by("0804360468"), by("0804360469") // a number can be replaced
		uuid.call(journal.Ending{Outcome: ciba.Refused})
		if guard := first.asked(); guard != nil {
			t.Fatalf("nobody can know that: %v", guard)
		}
		f.Move(journal.UnansweredGuard)
		first.call(journal.Ending{Outcome: ciba.Verified, Also: uuid.person})
		if guard := first.asked(); guard == nil || guard.Outcome != ciba.Refused {
			t.Errorf("%+v", guard)
		}
		second.call(journal.Ending{Outcome: ciba.Verified, Also: uuid.person})
		everybody := []*caller{uuid, first, second}
		for _, one := range everybody {
			if guard := one.asked(); guard == nil || guard.Kind != journal.ErrThirdInHour && guard.Kind != journal.ErrAskedLately {
				t.Errorf("%+v", guard)
			}
		}
		open, guard := second.begin(journal.AllQuestions, 0)
		if guard != nil {
			t.Fatal(guard)
		}
		for _, one := range everybody {
			if _, guard := one.begin(journal.AllQuestions, 0); guard == nil || guard.Kind != journal.ErrOpenVerification || guard.ID != open {
				t.Errorf("%+v", guard)
			}
		}
		must(t, f.End(ctx, open, journal.Ending{At: f.Now(), Outcome: ciba.Cancelled}))
		reported := uuid.call(journal.Ending{Outcome: ciba.Refused})
		must(t, f.Fence(ctx, reported, journal.Report{At: f.Now(), Operator: "anna"}))
		f.Journal = f.Crash()
		for _, one := range everybody {
			one.Journal = f.Journal
			if guard := one.asked(); guard == nil || guard.Kind != journal.ErrFenced {
				t.Errorf("%+v", guard)
			}
			if n, err := f.Count(ctx, journal.Filter{Person: one.person}); n != 6 || err != nil {
				t.Errorf("it finds %d, %v", n, err)
			}
		}
		f.Move(2 * time.Hour)
		erased, err := f.Erase(ctx, journal.Filter{Person: second.person})
		if err != nil || erased.Records != 6 || erased.Until.Before(f.Now().Add(20*time.Hour)) {
			t.Errorf("%+v, %v", erased, err)
		}
		for _, one := range everybody {
			if guard := one.asked(); guard == nil || guard.Kind != journal.ErrFenced || guard.Reported != (journal.Report{}) {
				t.Errorf("the fence went with the records: %+v", guard)
			}
		}
		f.Move(journal.FenceLasts)
		f.knowsNothing(t)
	})
}

// testErasingKeepsWhatTheGuardGoesBy: the ends of guard, count and fence stay until they are over,
// and nothing else.
func (open opens) testErasingKeepsWhatTheGuardGoesBy(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		c := aCaller(t, f, "anna")
		for range 2 {
			c.call(journal.Ending{Outcome: ciba.Refused})
		}
		verified := aCaller(t, f, "bo")
		verified.call(journal.Ending{Outcome: ciba.Verified})
		ends := c.Now().Add(journal.CountedFor)
		if erased, err := f.Erase(ctx, journal.Filter{From: Noon().Add(-time.Hour)}); err != nil || erased.Records != 3 || !erased.Until.Equal(ends) {
			t.Errorf("%+v, %v", erased, err)
		}
		c.wants(c.asked(), journal.GuardError{Kind: journal.ErrThirdInHour, Questions: journal.QuestionAskedLately | journal.QuestionThirdInHour, Until: ends, Requests: 2, At: Noon()})
		if guard := verified.asked(); guard != nil {
			t.Errorf("%+v", guard)
		}
		f.Move(journal.CountedFor)
		if erased, err := f.Erase(ctx, journal.Filter{From: Noon().Add(-time.Hour)}); err != nil || !erased.Until.IsZero() {
			t.Errorf("%+v, %v", erased, err)
		}
		f.knowsNothing(t)
	})
}

// testANewRequestKeepsThePair: once somebody whose records were erased is asked again, their hashes
// stay together as long as there is a record.
func (open opens) testANewRequestKeepsThePair(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		ctx := t.Context()
		uuid, cpr := aCaller(t, f, "anna"), aCaller(t, f, "anna's number")
		uuid.call(journal.Ending{Outcome: ciba.Expired})
		cpr.call(journal.Ending{Outcome: ciba.Verified, Also: uuid.person})
		if erased, err := f.Erase(ctx, journal.Filter{Person: cpr.person}); err != nil || erased.Records != 2 {
			t.Fatal(erased, err)
		}
		cpr.call(journal.Ending{Outcome: ciba.Verified})
		f.Move(2 * journal.CountedFor)
		must(t, f.Begin(ctx, f.aRecord("sweeps"), 0))
		if n, err := f.Count(ctx, journal.Filter{Person: uuid.person}); n != 1 || err != nil {
			t.Errorf("by the other hash it finds %d, %v", n, err)
		}
	})
}

// testTooManyHashes: what makes no sense of a person doesn't keep an ending from being recorded.
func (open opens) testTooManyHashes(t *testing.T) {
	open.run(t, func(t *testing.T, f Fixture) {
		uuid := aCaller(t, f, "anna")
		for i := range journal.MaxHashes + 2 {
			aCaller(t, f, fmt.Sprint("number ", i)).call(journal.Ending{Outcome: ciba.Verified, Also: uuid.person})
		}
		if n, err := f.Count(t.Context(), journal.Filter{Person: uuid.person}); n != journal.MaxHashes-1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		sound(t, f, "")
	})
}
