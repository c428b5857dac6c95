package desk

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
	"ringback/storage/journal"
)

// tooLate answers after every timeout.
func tooLate(http.ResponseWriter, *http.Request) bool {
	time.Sleep(time.Minute)
	return true
}

// TestATimeoutIsNotALostConnection: wherever an answer takes too long, the desk says so.
func TestATimeoutIsNotALostConnection(t *testing.T) {
	for name, test := range map[string]struct {
		path     string
		outcome  string
		reason   string
		sentence string
		course   string // added while waiting
		status   string // shown while waiting
	}{
		"discovery": {
			path: "/.well-known/openid-configuration", outcome: "failed",
			reason: "timeout", sentence: "outcome.failed.sentence.no_answer",
		},
		"start": {
			path: "/connect/ciba", outcome: "unknown", reason: "start_timeout",
			sentence: "outcome.unknown.sentence.start_no_answer",
		},
		"poll": {
			path: "/connect/token", outcome: "unknown", reason: "poll_lost",
			sentence: "outcome.unknown.sentence.deadline_no_answer",
			course:   "course.no_answer", status: "state.waiting.no_answer",
		},
		"keys": {
			path: "/jwks", outcome: "unknown", reason: "keys", sentence: "outcome.unknown.sentence.unchecked_no_answer",
			course: "course.keys_no_answer", status: "state.checking.keys_no_answer",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
				hangs := at(test.path, tooLate)
				b.onRequest(func(w http.ResponseWriter, r *http.Request) bool {
					if test.path != "/jwks" && strings.HasSuffix(r.URL.Path, "/jwks") {
						return false
					}
					return hangs(w, r)
				})
				b.SetPerson(mette)
				b.Start()
				if test.status != "" {
					v := b.until("said", func(v View) bool { return v.Status.Sentence.Key == test.status })
					if why := v.Status.Why.Key; why == "waiting.why.back_off" {
						t.Errorf("an answer that never came was lost: %s", why)
					}
				}
				v := b.untilState(Ended)
				if v.Outcome.Outcome != test.outcome || v.Outcome.Reason != test.reason || v.Status.Sentence.Key != test.sentence {
					t.Errorf("%s %s: %s", v.Outcome.Outcome, v.Outcome.Reason, v.Status.Sentence.Key)
				}
				if said := v.Status.SayNow.Key; test.reason == "keys" && said != "say.not_verified.uncheckable" {
					t.Errorf("whoever has answered is told %s", said)
				}
				if test.course != "" && !slices.ContainsFunc(v.Course, func(m Moment) bool { return m.Text.Key == test.course }) {
					t.Errorf("the course tells %v", v.Course)
				}
			})
		})
	}
}

// TestCancelInASlowStart says what it waits for and for how long, and counts down. The request
// under way is not aborted.
func TestCancelInASlowStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.onRequest(at("/connect/ciba", tooLate))
		b.begin(mette, Starting)
		b.pass(10 * time.Second)
		b.Cancel()
		for _, left := range []int{30, 29, 28} {
			synctest.Wait()
			v := b.View()
			if s := v.Status.Sentence; s.Key != "state.stopping.start" || s.Args["Count"] != left {
				t.Errorf("with %d s left it says %v", left, s)
			}
			b.pass(time.Second)
		}
		v := b.untilState(Ended)
		last := v.Course[slices.IndexFunc(v.Course, func(m Moment) bool { return m.What == "cancelling" })].Text
		if last.Key != "course.cancelling_start" || last.Args["Count"] != 30 {
			t.Errorf("the course tells %v", last)
		}
		if v.Outcome.Outcome != "unknown" || v.Status.Sentence.Key != "outcome.unknown.sentence.stopped" || v.Outcome.Advice.IsZero() {
			t.Errorf("%+v", v.Outcome)
		}
	})
	// Once the broker has acknowledged, the desk waits for its answer to the cancel.
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Ignore}})
		b.onRequest(at("/api/v1/ciba/", waitFor(5*time.Second)))
		b.begin(mette, Waiting)
		b.Cancel()
		synctest.Wait()
		if s := b.View().Status.Sentence; s.Key != "state.stopping.sentence" {
			t.Errorf("it says %v", s)
		}
		b.untilState(Ended)
	})
}

// TestStopWaitingInASlowStart: the second Ctrl-C. The record is ended, and the texts say what the
// operator needs to know after the cancel.
func TestStopWaitingInASlowStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}, options: inLastingJournal(&lasting{journal.NewMemory()})})
		b.onRequest(at("/connect/ciba", tooLate))
		b.begin(mette, Starting)
		b.StopWaiting() // does nothing before a cancel
		b.pass(time.Second)
		if v := b.View(); v.State != Starting {
			t.Fatalf("it is %s", v.State)
		}
		b.Cancel()
		b.pass(time.Second)
		b.StopWaiting()
		synctest.Wait()
		v := b.View()
		if v.State != Ended || v.Outcome.Outcome != "unknown" || v.Status.Sentence.Key != "outcome.unknown.sentence.stopped" || v.Outcome.Advice.Key != "outcome.unknown.note" {
			t.Errorf("%s %+v: %s", v.State, v.Outcome, v.Status.Sentence.Key)
		}
		b.OpenJournal()
		v = b.until("the journal", settled)
		if r := v.Journal.Records; len(r) != 1 || r[0].Outcome != "unknown" || r[0].Ended.IsZero() {
			t.Errorf("the journal has %+v", r)
		}
		b.pass(time.Minute)
	})
}

// TestTokensOfAnotherTypeAreNamed, and count as no approval.
func TestTokensOfAnotherTypeAreNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.onRequest(at("/connect/token", func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id_token":"a.b.c","access_token":"d","token_type":"DPoP"}`)
			return true
		}))
		v := b.verify(mette)
		if s := v.Status.Sentence; v.Outcome.Outcome != "unknown" || s.Key != "outcome.unknown.sentence.token_type" || s.Args["Type"] != "DPoP" {
			t.Errorf("%s: %v", v.Outcome.Outcome, s)
		}
		if v.Outcome.Reason != "token_type" || !strings.Contains(v.Outcome.Detail, "DPoP") {
			t.Errorf("the console is told %q, %q", v.Outcome.Reason, v.Outcome.Detail)
		}
		if shown := fmt.Sprint(v.Course); strings.Contains(shown, "course.answered") {
			t.Errorf("the course tells of an answer: %s", shown)
		}
	})
}
