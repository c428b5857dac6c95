package desk

import (
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

func journalFilter() journal.Filter { return journal.Filter{} }

func TestStatusWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
		v := b.begin(mette, Waiting)
		s := v.Status
		if s.Remaining != 300*time.Second || s.Whole != 300*time.Second || s.Polls != 0 || s.Interval != 3*time.Second || s.NextPoll != 3*time.Second {
			t.Errorf("at first: %v of %v left, %d polls, every %v, next in %v", s.Remaining, s.Whole, s.Polls, s.Interval, s.NextPoll)
		}
		if s.Tone != ToneWaiting || s.Symbol != "clock" || !v.CanCancel || v.CanStart || v.CanDone || !v.Locked || !s.SayMore.IsZero() {
			t.Errorf("at first: %+v", s)
		}
		s = b.pass(time.Second).Status
		if s.Remaining != 299*time.Second || s.NextPoll != 3*time.Second {
			t.Errorf("after a second: %v left, next in %v", s.Remaining, s.NextPoll)
		}
		s = b.pass(9 * time.Second).Status // polls at 3.3, 6.6 and 9.9 s
		if s.Polls != 3 || s.Remaining != 290*time.Second {
			t.Errorf("after ten seconds: %d polls, %v left", s.Polls, s.Remaining)
		}
		if s = b.pass(49 * time.Second).Status; !s.SayMore.IsZero() {
			t.Error("after 59 s there is more to say already")
		}
		if s = b.pass(time.Second).Status; s.SayMore.Key != "say.waiting.unseen" {
			t.Errorf("after 60 s there is %v more to say", s.SayMore)
		}
		for left := s.Remaining; b.View().State == Waiting; left = b.View().Status.Remaining {
			if b.pass(time.Second).State == Waiting && b.View().Status.Remaining > left {
				t.Fatalf("time runs backwards: from %v to %v", left, b.View().Status.Remaining)
			}
			// in the last minute it isn't said any more that there is no hurry
			if s = b.View().Status; b.View().State == Waiting && (s.SayMore.Key == "say.waiting.unseen_late") != (s.Remaining <= time.Minute) {
				t.Fatalf("with %v left: %v", s.Remaining, s.SayMore)
			}
		}
		if v = b.View(); v.Outcome.Outcome != "expired" {
			t.Errorf("it ended %s", v.Outcome.Outcome)
		}
	})
}

func TestStatusSlowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.SlowDown}})
		b.begin(mette, Waiting)
		s := b.until("slowed", func(v View) bool { return v.Status.Slowed }).Status
		if s.Interval != 8*time.Second || s.Sentence.Key != "state.waiting.slowed" || s.Why.Key != "waiting.why.slowed" || s.Offline {
			t.Errorf("status %+v", s)
		}
	})
}

func TestStatusOffline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Outage}})
		b.begin(mette, Waiting)
		// The broker first hangs up, and then reports that it is unavailable.
		s := b.until("offline", func(v View) bool { return v.Status.Offline }).Status
		if s.Sentence.Key != "state.waiting.offline" || s.Why.Key != "waiting.why.back_off" || s.SayNow.Key != "say.waiting.code" {
			t.Errorf("status %+v", s)
		}
		v := b.until("in trouble", func(v View) bool { return v.Status.Sentence.Key == "state.waiting.in_trouble" })
		if !inOrder(courseKeys(v.Course), []string{"course.offline", "course.in_trouble"}) {
			t.Errorf("course %v", courseKeys(v.Course))
		}
		b.untilState(Ended)
	})
}

func TestAgeOfAnOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Refuse, AnswerAfter: -1}})
		if age := b.verify(mette).Status.Age; age != 0 {
			t.Errorf("just ended, it is %v old", age)
		}
		before := b.View().Status.Age
		if age := b.pass(10 * time.Second).Status.Age; age-before != 10*time.Second {
			t.Errorf("after 10 s more it is %v old, before %v", age, before)
		}
		if age := b.pass(4 * time.Minute).Status.Age; age < 4*time.Minute-5*time.Second {
			t.Errorf("after 4 minutes it is %v old", age)
		}
	})
}

// TestAnIdleDeskPublishesNothing while nothing changes.
func TestAnIdleDeskPublishesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		before := len(b.published())
		b.pass(30 * time.Minute)
		if more := len(b.published()) - before; more > 0 {
			t.Errorf("an idle desk published %d views in half an hour", more)
		}
	})
}

func courseKeys(course []Moment) []string {
	var keys []string
	for _, moment := range course {
		keys = append(keys, moment.Text.Key)
	}
	return keys
}
