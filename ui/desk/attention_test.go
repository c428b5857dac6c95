package desk

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
)

// TestAViewWithoutTheFocusIsMadeOnlyWhenItShowsSomethingElse: each one redraws a whole window.
func TestAViewWithoutTheFocusIsMadeOnlyWhenItShowsSomethingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
		b.begin(mette, Waiting)
		b.Attend(Beside)
		v := b.pass(time.Millisecond)
		s := v.Status
		if !s.AtAGlance || s.Remaining != 5*time.Minute || s.Polls != 0 || s.NextPoll != 0 || s.Whole != 5*time.Minute {
			t.Errorf("at first: %+v", s)
		}
		was := len(b.published())
		b.pass(5 * time.Minute)
		before := v
		var steps []time.Duration
		for _, one := range b.published()[was:] {
			if one.State != Waiting {
				break
			}
			left, said := one.Status.Remaining, one.Status.SayMore.Key
			if left == before.Status.Remaining && said == before.Status.SayMore.Key {
				t.Errorf("with %v left nothing has changed", left)
			}
			if left != before.Status.Remaining {
				steps = append(steps, left)
			}
			exact := 5*time.Minute - one.Now.Sub(v.Now)
			if late := left - exact; left >= glanceStep && (late > time.Second || late < -time.Minute) {
				t.Errorf("%v is said with %v left", left, exact)
			}
			before = one
		}
		want := []time.Duration{4 * time.Minute, 3 * time.Minute, 2 * time.Minute, time.Minute}
		for left := 50 * time.Second; left >= 0; left -= glanceStep {
			want = append(want, left)
		}
		if !slices.Equal(steps, want) {
			t.Errorf("the steps are %v, want %v", steps, want)
		}
	})
}

// TestWhatPollsChangeIsShownWithTheNextSecond: a desk with the focus makes one view each second,
// and one that no window shows makes one for each answer, too.
func TestWhatPollsChangeIsShownWithTheNextSecond(t *testing.T) {
	for name, c := range map[string]struct {
		attention Attention
		extra     bool
	}{"a window": {Focused, false}, "the console": {Unknown, true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
				b.begin(mette, Waiting)
				b.Attend(c.attention)
				b.pass(time.Millisecond)
				was := len(b.published())
				v := b.pass(30 * time.Second)
				if n := len(b.published()) - was; n > 30 != c.extra {
					t.Errorf("%d views in 30 s", n)
				}
				if v.Status.Polls < 8 || len(v.Course) < 9 {
					t.Errorf("%d polls, %d lines of the course", v.Status.Polls, len(v.Course))
				}
			})
		})
	}
}

// TestAnOutcomeComesAtOnceWithoutTheFocus, and everything is current when the focus is back.
func TestAnOutcomeComesAtOnceWithoutTheFocus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
		b.begin(mette, Waiting)
		b.Attend(Beside)
		b.pass(10 * time.Second)
		b.Attend(Focused)
		if s := b.pass(0).Status; s.AtAGlance || s.Polls != 3 || s.Remaining != 290*time.Second {
			t.Errorf("with the focus again: %+v", s)
		}
		b.Attend(Beside)
		b.pass(time.Second)
		b.Cancel()
		v := b.pass(0)
		if v.State != Ended || len(v.Course) < 8 || len(v.Network) < 5 {
			t.Errorf("%s, %d lines of the course, %d exchanges", v.State, len(v.Course), len(v.Network))
		}
		if v = b.pass(time.Second); !v.CanDone {
			t.Error("after a second it can't be Done")
		}
		was := len(b.published())
		if v = b.pass(2*time.Minute - time.Second); v.Status.Age != 2*time.Minute || len(b.published())-was != 2 {
			t.Errorf("after two minutes its age is %v, in %d views", v.Status.Age, len(b.published())-was)
		}
	})
}

// TestWhatIsWaitedForIsSteppedUpWithoutTheFocus: a rest of 28 s is at most 30 s.
func TestWhatIsWaitedForIsSteppedUpWithoutTheFocus(t *testing.T) {
	s := &state{attention: Beside}
	for left, want := range map[time.Duration]time.Duration{
		28 * time.Second: 30 * time.Second, 20 * time.Second: 20 * time.Second, time.Millisecond: 10 * time.Second,
	} {
		if got := s.stepUp(left); got != want {
			t.Errorf("%v is %v", left, got)
		}
	}
	if got := (&state{}).stepUp(28 * time.Second); got != 28*time.Second {
		t.Errorf("with the focus: %v", got)
	}
}

// TestADecodedTokenAgesWithoutTheFocus: its times are shown as distances from now.
func TestADecodedTokenAgesWithoutTheFocus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{})
		b.OpenDecoder()
		b.Decode(sampleToken(t))
		b.Attend(Beside)
		before := b.pass(time.Second)
		if after := b.pass(3 * time.Minute); after.Now.Sub(before.Now) < 2*time.Minute {
			t.Errorf("three minutes later the view is %v newer", after.Now.Sub(before.Now))
		}
	})
}
