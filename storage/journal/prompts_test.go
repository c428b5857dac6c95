package journal

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba"
	"ringback/storage/files"
)

// caller makes requests to one person, in a journal under test.
type caller struct {
	fixture
	t      *testing.T
	n      int
	person PersonHash
	kind   string
}

func aCaller(t *testing.T, f fixture, person string) *caller {
	return &caller{fixture: f, t: t, person: personIn(t, f, person), kind: "test"}
}

// begin begins a verification and returns its id and the guard's error.
func (c *caller) begin(confirmed Questions, maxPrompts int) (string, *GuardError) {
	c.t.Helper()
	c.n++
	r := c.aRecord(fmt.Sprintf("%s %d", c.person[:8], c.n))
	r.Person, r.Kind, r.Confirmed = c.person, c.kind, confirmed
	err := c.Begin(c.t.Context(), r, maxPrompts)
	var guard *GuardError
	if err != nil && !errors.As(err, &guard) {
		c.t.Fatal(err)
	}
	return r.ID, guard
}

// call makes a whole request, whatever is asked before.
func (c *caller) call(ending Ending) string {
	c.t.Helper()
	id, guard := c.begin(allQuestions, 0)
	if guard != nil {
		c.t.Fatal(guard)
	}
	must(c.t, c.Acknowledge(c.t.Context(), id, ciba.Resumption{SentAt: c.now(), ExpiresIn: 2 * time.Minute}, nil))
	ending.At = c.now()
	must(c.t, c.End(c.t.Context(), id, ending))
	return id
}

// asked returns what is asked before another request, which isn't made.
func (c *caller) asked() *GuardError {
	c.t.Helper()
	id, guard := c.begin(0, 0)
	if guard == nil {
		must(c.t, c.End(c.t.Context(), id, Ending{At: c.now(), Outcome: ciba.Failed, Reason: ciba.ReasonNotFound}))
	}
	return guard
}

// wants fails the test unless a guard is as given.
func (c *caller) wants(got *GuardError, want GuardError) {
	c.t.Helper()
	if got == nil || !reflect.DeepEqual(*got, want) {
		c.t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestWhatIsAskedBefore: another request within ten minutes of an ending that isn't verified is
// asked about first.
func TestWhatIsAskedBefore(t *testing.T) {
	for _, outcome := range []ciba.Outcome{ciba.Refused, ciba.NotVerified, ciba.Expired, ciba.Cancelled, ciba.Failed} {
		t.Run(string(outcome), func(t *testing.T) {
			everyJournal(t, func(t *testing.T, f fixture) {
				c := aCaller(t, f, "anna")
				for range 3 {
					c.call(Ending{Outcome: ciba.Verified})
				}
				c.call(Ending{Outcome: outcome})
				lately := GuardError{Kind: ErrAskedLately, Questions: QuestionAskedLately, Until: c.now().Add(AskedLately), Outcome: outcome, At: c.now()}
				c.move(AskedLately - 1)
				c.wants(c.asked(), lately)
				if other := aCaller(t, f, "bo").asked(); other != nil {
					t.Errorf("another person: %v", other)
				}
				c.Journal = f.crash()
				c.wants(c.asked(), lately)
				c.move(1)
				if guard := c.asked(); guard != nil {
					t.Errorf("after ten minutes: %v", guard)
				}
				c.move(-2 * CountedFor) // else a clock that was wrong would ask for as long
				if guard := c.asked(); guard != nil {
					t.Errorf("after the clock was set back: %v", guard)
				}
			})
		})
	}
}

// TestTheThirdInAnHour: two requests of the last hour that weren't verified make the next one one
// that the person must have asked for. What is confirmed is recorded.
func TestTheThirdInAnHour(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		c := aCaller(t, f, "anna")
		c.call(Ending{Outcome: ciba.Refused})
		first := c.now()
		c.move(20 * time.Minute)
		c.call(Ending{Outcome: ciba.Verified})
		c.call(Ending{Outcome: ciba.Expired})
		c.move(AskedLately)
		c.wants(c.asked(), GuardError{Kind: ErrThirdInHour, Questions: QuestionThirdInHour, Until: first.Add(CountedFor), Requests: 2})
		if _, guard := c.begin(QuestionAskedLately|QuestionFenced, 0); guard == nil {
			t.Error("another answer will do")
		}
		c.call(Ending{Outcome: ciba.Refused})
		both := c.asked()
		if both == nil || both.Kind != ErrThirdInHour || both.Questions != QuestionThirdInHour|QuestionAskedLately || both.Requests != 3 || both.Outcome != ciba.Refused {
			t.Errorf("%+v", both)
		}
		for _, half := range []Questions{QuestionThirdInHour, QuestionAskedLately} {
			if _, guard := c.begin(half, 0); guard == nil {
				t.Errorf("%v is enough", half.Names())
			}
		}
		records, err := f.List(t.Context(), Filter{Limit: 1})
		if err != nil || strings.Join(records[0].Confirmed.Names(), " ") != "asked_lately third_in_an_hour fenced" {
			t.Errorf("%+v, %v", records, err)
		}
		c.move(first.Add(CountedFor).Sub(c.now()))
		if guard := c.asked(); guard == nil || guard.Requests != 2 {
			t.Errorf("%+v", guard) // the first one is an hour old
		}
		c.move(20 * time.Minute)
		if guard := c.asked(); guard != nil {
			t.Errorf("%+v", guard)
		}
		sound(t, f, "")
	})
}

// TestSinceItWasSent: a request counts from when it was sent, not from when it began.
func TestSinceItWasSent(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		c := aCaller(t, f, "anna")
		id, _ := c.begin(0, 0)
		c.move(30 * time.Second)
		must(t, c.Acknowledge(t.Context(), id, ciba.Resumption{SentAt: c.now(), ExpiresIn: time.Minute}, nil))
		must(t, c.End(t.Context(), id, Ending{At: c.now(), Outcome: ciba.Verified}))
		_, guard := c.begin(0, 1)
		c.wants(guard, GuardError{Kind: ErrTooMany, Until: c.now().Add(CountedFor), Requests: 1})
	})
}

// TestWhatCounts: what the provider can't have got doesn't count; what it may have got does, as
// does what nobody ended.
func TestWhatCounts(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		c := aCaller(t, f, "anna")
		for _, ending := range []Ending{{Outcome: ciba.Failed, Reason: ciba.ReasonNotFound}, {Outcome: ciba.Cancelled}, {Outcome: ciba.Failed, Reason: ciba.ReasonOAuth}} {
			id, guard := c.begin(0, 0)
			if guard != nil {
				t.Fatal(guard)
			}
			ending.At = c.now()
			must(t, c.End(ctx, id, ending))
		}
		lost, guard := c.begin(0, 0)
		if guard != nil {
			t.Fatal(guard)
		}
		must(t, c.End(ctx, lost, Ending{At: c.now(), Outcome: ciba.Unknown, Reason: ciba.ReasonStartLost}))
		if guard := c.asked(); guard == nil || guard.Kind != ErrOpenVerification {
			t.Errorf("%+v", guard)
		}
		c.move(UnansweredGuard)
		if guard := c.asked(); guard == nil || guard.Kind != ErrAskedLately || guard.Outcome != ciba.Unknown {
			t.Errorf("%+v", guard)
		}
		if _, guard := c.begin(allQuestions, 0); guard != nil { // it never ends
			t.Fatal(guard)
		}
		c.Journal = f.crash()
		c.move(UnansweredGuard)
		if guard := c.asked(); guard == nil || guard.Questions != QuestionAskedLately|QuestionThirdInHour || guard.Outcome != "" {
			t.Errorf("%+v", guard)
		}
		// Filed hours later, it isn't a request of a few minutes ago.
		late := aCaller(t, c.fixture, "bo")
		id, guard := late.begin(0, 0)
		if guard != nil {
			t.Fatal(guard)
		}
		c.move(50 * time.Minute)
		must(t, c.End(ctx, id, Ending{At: c.now(), Outcome: ciba.Unknown}))
		c.move(UnansweredGuard)
		if guard := late.asked(); guard != nil {
			t.Errorf("filed late: %+v", guard)
		}
	})
}

// TestTheHighestLimit: what is kept of a person is enough for the highest limit that a policy can
// have, which is 60.
func TestTheHighestLimit(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		c := aCaller(t, f, "anna")
		first := c.now()
		for range 60 {
			c.call(Ending{Outcome: ciba.Verified})
		}
		_, guard := c.begin(allQuestions, 60)
		c.wants(guard, GuardError{Kind: ErrTooMany, Until: first.Add(CountedFor), Requests: 60})
	})
}

// TestTooMany: a policy's limit holds whatever is confirmed, counts verified requests, and isn't
// there in demo.
func TestTooMany(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		c := aCaller(t, f, "anna")
		first := c.now()
		for range 3 {
			c.call(Ending{Outcome: ciba.Verified})
			c.move(time.Minute)
		}
		_, guard := c.begin(allQuestions, 3)
		c.wants(guard, GuardError{Kind: ErrTooMany, Until: first.Add(CountedFor), Requests: 3})
		_, guard = c.begin(allQuestions, 2)
		c.wants(guard, GuardError{Kind: ErrTooMany, Until: first.Add(CountedFor + time.Minute), Requests: 3})
		demo := *c
		demo.kind, demo.n = kindDemo, 100
		if _, guard := demo.begin(0, 1); guard != nil {
			t.Errorf("in demo: %v", guard)
		}
		c.move(CountedFor)
		if _, guard := c.begin(0, 1); guard != nil {
			t.Errorf("an hour later: %v", guard)
		}
	})
}

// TestFence: a report fences the person who was asked for a day, whoever asks, until it is taken
// back; all of that is recorded.
func TestFence(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		c := aCaller(t, f, "anna")
		wants(t, f.Fence(ctx, "never", Report{}), ErrNoRecord)
		wants(t, f.Unfence(ctx, "never", Report{}), ErrNoRecord)
		id := c.call(Ending{Outcome: ciba.Refused})
		must(t, f.Unfence(ctx, id, Report{At: c.now(), Operator: "bo"})) // there is none
		reported := Report{At: c.now().Add(time.Second), Operator: "anna"}
		for range 2 {
			must(t, f.Fence(ctx, id, reported))
		}
		c.move(AskedLately + time.Minute)
		fenced := GuardError{Kind: ErrFenced, Questions: QuestionFenced, Until: reported.At.Add(FenceLasts), Reported: reported}
		c.wants(c.asked(), fenced)
		c.Journal = f.crash()
		f.Journal = c.Journal
		c.wants(c.asked(), fenced)
		if _, guard := c.begin(QuestionFenced, 0); guard != nil {
			t.Errorf("it blocks: %v", guard) // a fraudster could lock a victim out
		}
		c.move(CountedFor)
		lifted := Report{At: c.now(), Operator: "bo"}
		for range 2 {
			must(t, f.Unfence(ctx, id, lifted))
		}
		if guard := c.asked(); guard != nil {
			t.Errorf("lifted: %v", guard)
		}
		records, err := f.List(ctx, Filter{Person: c.person})
		must(t, err)
		record := records[len(records)-1]
		if record.Reported != reported || record.Lifted != lifted || record.Fenced(c.now()) {
			t.Errorf("%+v", record)
		}
		// Again, and for a day.
		reported = Report{At: c.now(), Operator: "carl"}
		must(t, f.Fence(ctx, id, reported))
		c.move(FenceLasts - 1)
		if guard := c.asked(); guard == nil || guard.Reported != reported {
			t.Errorf("within a day: %v", guard)
		}
		c.move(1)
		if guard := c.asked(); guard != nil {
			t.Errorf("a day later: %v", guard)
		}
		records, err = f.List(ctx, Filter{Person: c.person})
		if record := records[len(records)-1]; err != nil || record.Reported != reported || record.Lifted != (Report{}) || record.Fenced(c.now()) {
			t.Errorf("%+v, %v", record, err)
		}
		wants(t, f.Fence(ctx, id, Report{Operator: strings.Repeat("x", maxText+1)}), ErrRecordTooBig)
		sound(t, f, "")
	})
}

// TestOneOfTwoFencesIsLifted: the other report still stands.
func TestOneOfTwoFencesIsLifted(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		c := aCaller(t, f, "anna")
		first := c.call(Ending{Outcome: ciba.Refused})
		must(t, f.Fence(t.Context(), first, Report{At: c.now(), Operator: "anna"}))
		c.move(2 * time.Hour)
		second := c.call(Ending{Outcome: ciba.Cancelled, Cancel: ciba.CancelDone})
		must(t, f.Fence(t.Context(), second, Report{At: c.now(), Operator: "bo"}))
		c.move(2 * time.Hour)
		if guard := c.asked(); guard == nil || guard.Reported.Operator != "bo" {
			t.Errorf("%+v", guard)
		}
		must(t, f.Unfence(t.Context(), second, Report{At: c.now()}))
		if guard := c.asked(); guard == nil || guard.Reported.Operator != "anna" {
			t.Errorf("%+v", guard)
		}
	})
}

// TestOnePersonWithTwoHashes: once a CPR number and a UUID are known to be one person's, guard,
// counts, fence, filter and erasing find them by each, by whatever else is theirs, too.
func TestOnePersonWithTwoHashes(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		uuid := aCaller(t, f, "8a9856e0-f12d-4217-b320-c8a076be9320")
		by := func(cpr string) *caller {
			c := aCaller(t, f, "")
			hash, err := f.HashPerson(ctx, WithCPR(cpr))
			must(t, err)
			c.person = hash
			return c
		}
		first, second := by("0804360468"), by("0804360469") // a number can be replaced
		uuid.call(Ending{Outcome: ciba.Refused})
		if guard := first.asked(); guard != nil {
			t.Fatalf("nobody can know that: %v", guard)
		}
		f.move(UnansweredGuard)
		first.call(Ending{Outcome: ciba.Verified, Also: uuid.person})
		if guard := first.asked(); guard == nil || guard.Outcome != ciba.Refused {
			t.Errorf("%+v", guard)
		}
		second.call(Ending{Outcome: ciba.Verified, Also: uuid.person})
		everybody := []*caller{uuid, first, second}
		for _, one := range everybody {
			if guard := one.asked(); guard == nil || guard.Kind != ErrThirdInHour && guard.Kind != ErrAskedLately {
				t.Errorf("%+v", guard)
			}
		}
		open, guard := second.begin(allQuestions, 0)
		if guard != nil {
			t.Fatal(guard)
		}
		for _, one := range everybody {
			if _, guard := one.begin(allQuestions, 0); guard == nil || guard.Kind != ErrOpenVerification || guard.ID != open {
				t.Errorf("%+v", guard)
			}
		}
		must(t, f.End(ctx, open, Ending{At: f.now(), Outcome: ciba.Cancelled}))
		reported := uuid.call(Ending{Outcome: ciba.Refused})
		must(t, f.Fence(ctx, reported, Report{At: f.now(), Operator: "anna"}))
		f.Journal = f.crash()
		for _, one := range everybody {
			one.Journal = f.Journal
			if guard := one.asked(); guard == nil || guard.Kind != ErrFenced {
				t.Errorf("%+v", guard)
			}
			if n, err := f.Count(ctx, Filter{Person: one.person}); n != 6 || err != nil {
				t.Errorf("it finds %d, %v", n, err)
			}
		}
		f.move(2 * time.Hour)
		erased, err := f.Erase(ctx, Filter{Person: second.person})
		if err != nil || erased.Records != 6 || erased.Until.Before(f.now().Add(20*time.Hour)) {
			t.Errorf("%+v, %v", erased, err)
		}
		for _, one := range everybody {
			if guard := one.asked(); guard == nil || guard.Kind != ErrFenced || guard.Reported != (Report{}) {
				t.Errorf("the fence went with the records: %+v", guard)
			}
		}
		f.move(FenceLasts)
		f.knowsNothing(t)
	})
}

// knowsNothing checks that the next request sweeps all that the guard knows of erased persons.
func (f fixture) knowsNothing(t *testing.T) {
	t.Helper()
	must(t, f.Begin(t.Context(), f.aRecord("sweeps"), 0))
	if known := f.known(t); known != "" {
		t.Errorf("it still knows %s", known)
	}
	sound(t, f, "")
}

// TestErasingKeepsWhatTheGuardGoesBy: the ends of guard, count and fence stay until they are over,
// and nothing else.
func TestErasingKeepsWhatTheGuardGoesBy(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		c := aCaller(t, f, "anna")
		for range 2 {
			c.call(Ending{Outcome: ciba.Refused})
		}
		verified := aCaller(t, f, "bo")
		verified.call(Ending{Outcome: ciba.Verified})
		ends := c.now().Add(CountedFor)
		if erased, err := f.Erase(ctx, Filter{From: noon.Add(-time.Hour)}); err != nil || erased.Records != 3 || !erased.Until.Equal(ends) {
			t.Errorf("%+v, %v", erased, err)
		}
		c.wants(c.asked(), GuardError{Kind: ErrThirdInHour, Questions: QuestionAskedLately | QuestionThirdInHour, Until: ends, Requests: 2, At: noon})
		if guard := verified.asked(); guard != nil {
			t.Errorf("%+v", guard)
		}
		f.move(CountedFor)
		if erased, err := f.Erase(ctx, Filter{From: noon.Add(-time.Hour)}); err != nil || !erased.Until.IsZero() {
			t.Errorf("%+v, %v", erased, err)
		}
		f.knowsNothing(t)
	})
}

// TestANewRequestKeepsThePair: once somebody whose records were erased is asked again, their hashes
// stay together as long as there is a record.
func TestANewRequestKeepsThePair(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		ctx := t.Context()
		uuid, cpr := aCaller(t, f, "anna"), aCaller(t, f, "anna's number")
		uuid.call(Ending{Outcome: ciba.Expired})
		cpr.call(Ending{Outcome: ciba.Verified, Also: uuid.person})
		if erased, err := f.Erase(ctx, Filter{Person: cpr.person}); err != nil || erased.Records != 2 {
			t.Fatal(erased, err)
		}
		cpr.call(Ending{Outcome: ciba.Verified})
		f.move(2 * CountedFor)
		must(t, f.Begin(ctx, f.aRecord("sweeps"), 0))
		if n, err := f.Count(ctx, Filter{Person: uuid.person}); n != 1 || err != nil {
			t.Errorf("by the other hash it finds %d, %v", n, err)
		}
	})
}

// known returns what a journal knows of persons apart from its records.
func (f fixture) known(t *testing.T) (known string) {
	t.Helper()
	switch j := f.Journal.(type) {
	case *Memory:
		known = strings.TrimSpace(fmt.Sprintln(len(j.standings.by), len(j.standings.pairs)))
	case *File:
		must(t, j.reading(t.Context(), func(l *content) error {
			known = fmt.Sprint(l.tx.Bucket(bucketStandings).bolt.Stats().KeyN, " ", l.tx.Bucket(bucketPairs).bolt.Stats().KeyN)
			return nil
		}))
	}
	return strings.TrimPrefix(known, "0 0")
}

// TestStartingOverForgetsDemo: what the guard knows of demo's persons, and of nobody else.
func TestStartingOverForgetsDemo(t *testing.T) {
	j := NewMemoryAt(newHands(noon).now)
	f := fixture{hands: newHands(noon), Journal: j}
	demo, real := aCaller(t, f, "anna"), aCaller(t, f, "bo")
	demo.kind = kindDemo
	for range 2 {
		demo.call(Ending{Outcome: ciba.Refused})
		real.call(Ending{Outcome: ciba.Refused})
	}
	if guard := demo.asked(); guard == nil || guard.Kind != ErrThirdInHour {
		t.Errorf("demo plays no rules: %+v", guard)
	}
	reported := demo.call(Ending{Outcome: ciba.Refused})
	must(t, j.Fence(t.Context(), reported, Report{At: noon, Operator: "anna"}))
	erased := aCaller(t, f, "carla")
	erased.kind = kindDemo
	erased.call(Ending{Outcome: ciba.Refused})
	if _, err := j.Erase(t.Context(), Filter{Person: erased.person}); err != nil {
		t.Fatal(err)
	}
	j.StartOver(t.Context())
	for _, one := range []*caller{demo, erased} {
		if guard := one.asked(); guard != nil {
			t.Errorf("%+v", guard)
		}
	}
	for _, record := range j.order {
		if record.Fenced(noon) {
			t.Error("it shows a fence that doesn't hold")
		}
	}
	if guard := real.asked(); guard == nil {
		t.Error("it forgot somebody real")
	}
}

// TestAReportThatCannotBeWritten fences in this program at once, and is written later.
func TestAReportThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		ctx := t.Context()
		b.whole(t, "1", "Mette", ciba.Refused)
		s.setWrites(&files.Error{Problem: files.ProblemDiskFull})
		report := Report{At: time.Now(), Operator: "anna"}
		b.Report(ctx, "1", report, true)
		if synctest.Wait(); b.Recorded("1") || b.Waiting() != 1 {
			t.Errorf("recorded %t, %d wait", b.Recorded("1"), b.Waiting())
		}
		time.Sleep(AskedLately)
		wants(t, b.Begin(ctx, aBeginning("2"), Named("Mette"), 0), ErrFenced)
		s.setWrites(nil)
		time.Sleep(retryMost)
		synctest.Wait()
		if records, err := s.List(ctx, Filter{}); err != nil || len(records) != 1 || !records[0].Reported.At.Equal(report.At) || !b.Recorded("1") {
			t.Errorf("%+v, %v", records, err)
		}
		// Taken back at once, and lifted in the journal by somebody else.
		b.Report(ctx, "1", Report{At: time.Now()}, false)
		must(t, b.Begin(ctx, aBeginning("3"), Named("Mette"), 0))
		b.End(ctx, "3", Ending{At: time.Now(), Outcome: ciba.Failed}, "", Person{})
		b.Report(ctx, "1", report, true)
		synctest.Wait()
		must(t, s.Unfence(ctx, "1", Report{At: time.Now()}))
		s.setWrites(&files.Error{Problem: files.ProblemDiskFull})
		b.End(ctx, "3", Ending{At: time.Now(), Outcome: ciba.Failed}, "", Person{})
		wants(t, b.Begin(ctx, aBeginning("4"), Named("Mette"), 0), ErrFenced)
		b.Lifted("1")
		must(t, b.Begin(ctx, aBeginning("5"), Named("Mette"), 0))
	})
}

// TestAnotherProgramLiftsAFence: then this one doesn't go on asking because of what it remembers.
func TestAnotherProgramLiftsAFence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		ctx := t.Context()
		b.whole(t, "1", "Mette", ciba.Refused)
		b.Report(ctx, "1", Report{At: time.Now(), Operator: "anna"}, true)
		time.Sleep(AskedLately)
		wants(t, b.Begin(ctx, aBeginning("2"), Named("Mette"), 0), ErrFenced)
		must(t, s.Journal.Unfence(ctx, "1", Report{At: time.Now(), Operator: "bo"}))
		must(t, b.Begin(ctx, aBeginning("3"), Named("Mette"), 0))
		wants(t, b.Begin(ctx, aBeginning("4"), Named("Mette"), 0), ErrOpenVerification)
	})
}

// TestAReportAfterItsRecordWasErased doesn't bring the record back.
func TestAReportAfterItsRecordWasErased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		ctx := t.Context()
		b.whole(t, "1", "Mette", ciba.Refused)
		if erased, err := s.Erase(ctx, Filter{Person: personIn(t, s, "Mette")}); err != nil || erased.Records != 1 {
			t.Fatal(erased, err)
		}
		b.Report(ctx, "1", Report{At: time.Now(), Operator: "anna"}, true)
		synctest.Wait()
		if records, err := s.List(ctx, Filter{}); err != nil || len(records) > 0 || b.Recorded("1") || b.Waiting() > 0 {
			t.Errorf("%+v, %v; recorded %t, %d wait", records, err, b.Recorded("1"), b.Waiting())
		}
	})
}

// TestAPairThatIsNotWritten is known to this program at once.
func TestAPairThatIsNotWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := aBacklog(t)
		ctx := t.Context()
		for i, outcome := range []ciba.Outcome{ciba.Refused, ciba.Verified} {
			id := fmt.Sprint(i)
			r := aBeginning(id)
			r.Confirmed = allQuestions
			must(t, b.Begin(ctx, r, WithCPR("0804360468"), 0))
			b.Acknowledge(ctx, id, ciba.Resumption{SentAt: time.Now(), ExpiresIn: time.Minute}, nil)
			s.setWrites(&files.Error{Problem: files.ProblemDiskFull})
			also := Person{}
			if outcome == ciba.Verified {
				also = Named("Mette")
			}
			b.End(ctx, id, Ending{At: time.Now(), Outcome: outcome}, "", also)
		}
		wants(t, b.Begin(ctx, aBeginning("3"), Named("Mette"), 0), ErrAskedLately)
	})
}

// TestTheGuardIsReadBehindWhatWaits: a disk that is full keeps what is begun from being written,
// and nobody from reading that the next person is fenced.
func TestTheGuardIsReadBehindWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		s := &onlyRead{Memory: NewMemory()}
		b := NewBacklog(BacklogOptions{Memory: NewMemory()})
		b.Attach(s)
		t.Cleanup(func() { b.close(0) })
		other := aBeginning("other")
		other.Person = personIn(t, s, "Mette")
		must(t, s.Memory.Begin(ctx, other, 0))
		must(t, s.End(ctx, "other", Ending{At: time.Now(), Outcome: ciba.Refused}))
		must(t, s.Fence(ctx, "other", Report{At: time.Now(), Operator: "anna"}))
		must(t, b.Begin(ctx, aBeginning("1"), Named("Bo"), 0))
		wants(t, b.Begin(ctx, aBeginning("2"), Named("Mette"), 0), ErrFenced)
		confirmed := aBeginning("3")
		confirmed.Confirmed = allQuestions
		must(t, b.Begin(ctx, confirmed, Named("Mette"), 0))
		wants(t, b.Begin(ctx, aBeginning("4"), Named("Mette"), 0), ErrOpenVerification)
	})
}

// onlyRead is a journal whose disk is full: no verification begins, but its guard is read.
type onlyRead struct{ *Memory }

func (s *onlyRead) Begin(_ context.Context, r Record, maxPrompts int) error {
	if err := s.standings.person(r.Person).check(r, r.Started, maxPrompts); err != nil {
		return err
	}
	return &files.Error{Problem: files.ProblemDiskFull}
}

func (*onlyRead) BeginLate(context.Context, Record) error {
	return &files.Error{Problem: files.ProblemDiskFull}
}

// TestTooManyHashes: what makes no sense of a person doesn't keep an ending from being recorded.
func TestTooManyHashes(t *testing.T) {
	everyJournal(t, func(t *testing.T, f fixture) {
		uuid := aCaller(t, f, "anna")
		for i := range maxHashes + 2 {
			aCaller(t, f, fmt.Sprint("number ", i)).call(Ending{Outcome: ciba.Verified, Also: uuid.person})
		}
		if n, err := f.Count(t.Context(), Filter{Person: uuid.person}); n != maxHashes-1 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		sound(t, f, "")
	})
}

// TestTheOtherHashIsWrittenLater: who a person is in the other domain is known by each hash once it
// is written, and held as a hash only after Done.
func TestTheOtherHashIsWrittenLater(t *testing.T) {
	for _, opened := range []bool{true, false} {
		t.Run(fmt.Sprint(opened), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				s := &stubborn{Journal: NewMemory()}
				b := NewBacklog(BacklogOptions{Memory: NewMemory()})
				t.Cleanup(func() { b.close(0) })
				if opened {
					b.Attach(s)
				}
				must(t, b.Begin(ctx, aBeginning("1"), WithCPR("0804360468"), 0))
				b.Acknowledge(ctx, "1", ciba.Resumption{SentAt: time.Now(), ExpiresIn: time.Minute}, nil)
				s.setWrites(ErrBusy)
				b.End(ctx, "1", Ending{At: time.Now(), Outcome: ciba.Verified}, "", Named("Mette"))
				b.Done(ctx, "1")
				b.mu.Lock()
				for _, e := range b.entries {
					if e.also != (Person{}) || e.person != (Person{}) {
						t.Errorf("after Done it holds %v", e.kind)
					}
				}
				b.mu.Unlock()
				s.setWrites(nil)
				b.Attach(s)
				time.Sleep(retryMost)
				// Without a journal nothing could be hashed for it.
				if n, err := s.Count(ctx, Filter{Person: personIn(t, s, "Mette")}); (n == 1) != opened || err != nil {
					t.Errorf("%d found by the other hash, %v", n, err)
				}
			})
		})
	}
}
