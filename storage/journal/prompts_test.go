package journal

import (
	"context"
	"errors"
	"fmt"
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
