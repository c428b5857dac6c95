package desk

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ringback/ciba/simulator"
)

// at returns a hook that is called only for requests whose path contains path.
func at(path string, do func(w http.ResponseWriter, r *http.Request) bool) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		return strings.Contains(r.URL.Path, path) && do(w, r)
	}
}

func answerWith(status int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(status); return true }
}

func waitFor(d time.Duration) func(http.ResponseWriter, *http.Request) bool {
	return func(http.ResponseWriter, *http.Request) bool { time.Sleep(d); return false }
}

func hangUp(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }

func TestCancel(t *testing.T) {
	const (
		start  = "/connect/ciba"
		poll   = "/connect/token"
		cancel = "/api/v1/ciba/"
		keys   = "/jwks"
	)
	tests := map[string]struct {
		scenario simulator.Scenario
		hook     func(http.ResponseWriter, *http.Request) bool
		when     func(b *bench) // reaches the moment of the cancel
		state    State          // of that moment
		outcome  string
		sentence string
		says     string // on the phone; say.outcome.… without it
		deletes  int
	}{
		"before anything was sent": {
			hook: at("/.well-known/openid-configuration", waitFor(5*time.Second)),
			when: func(b *bench) { b.begin(mette, Starting) }, state: Starting,
			outcome: "cancelled", sentence: "outcome.cancelled.sentence.nothing_sent",
		},
		"while the request is sent": {
			hook: at(start, waitFor(5*time.Second)),
			when: func(b *bench) { b.begin(mette, Starting); b.pass(time.Second) }, state: Starting,
			outcome: "cancelled", sentence: "outcome.cancelled.sentence.confirmed", deletes: 1,
		},
		"while the request is sent, and no answer comes": {
			hook: at(start, func(w http.ResponseWriter, r *http.Request) bool { time.Sleep(5 * time.Second); return hangUp(w, r) }),
			when: func(b *bench) { b.begin(mette, Starting); b.pass(time.Second) }, state: Starting,
			outcome: "unknown", sentence: "outcome.unknown.sentence.stopped",
		},
		"while waiting": {
			when: func(b *bench) { b.begin(mette, Waiting); b.pass(10 * time.Second) }, state: Waiting,
			outcome: "cancelled", sentence: "outcome.cancelled.sentence.confirmed", deletes: 1,
		},
		"while a poll is under way": {
			hook: at(poll, waitFor(20*time.Second)),
			when: func(b *bench) { b.begin(mette, Waiting); b.pass(5 * time.Second) }, state: Waiting,
			outcome: "cancelled", sentence: "outcome.cancelled.sentence.confirmed", deletes: 1,
		},
		"while the approval is on its way": {
			scenario: simulator.Approve,
			// approved after 4 s, asked at 3.3 s, answered at 7.3 s
			hook: at(poll, waitFor(4*time.Second)),
			when: func(b *bench) { b.begin(mette, Waiting); b.pass(6 * time.Second) }, state: Waiting,
			outcome: "cancelled", sentence: "outcome.cancelled.sentence.confirmed", deletes: 1,
		},
		"while the broker has trouble": {
			hook: at(cancel, answerWith(http.StatusBadGateway)),
			when: func(b *bench) { b.begin(mette, Waiting) }, state: Waiting,
			outcome: "cancelled", sentence: "outcome.cancelled.sentence.not_confirmed", deletes: 1,
		},
		"while the answer is checked": {
			scenario: simulator.Approve,
			hook:     at(keys, answerWith(http.StatusServiceUnavailable)),
			when:     func(b *bench) { b.begin(mette, Checking); b.pass(2 * time.Second) }, state: Checking,
			outcome: "cancelled", sentence: "outcome.cancelled.sentence.unchecked", says: "say.outcome.cancelled_answered",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				scenario := test.scenario
				if scenario == "" {
					scenario = simulator.Decide
				}
				b := newBench(t, plan{broker: simulator.Options{Scenario: scenario}})
				b.onRequest(test.hook)
				test.when(b)
				if v := b.View(); v.State != test.state || !v.CanCancel {
					t.Fatalf("it is %s, can be cancelled: %t", v.State, v.CanCancel)
				}
				b.Cancel()
				synctest.Wait()
				if v := b.View(); v.State != Ended && (!v.Status.Stopping || v.CanCancel || v.Status.Word.Key != "state.stopping.word" || v.Status.SayNow.Key != "say.stopping.text") {
					t.Errorf("the cancel isn't felt: %+v", v.Status)
				}
				b.Approve() // comes too late
				b.Cancel()  // a second call does nothing
				v := b.untilState(Ended)
				if v.Outcome.Outcome != test.outcome || v.Status.Sentence.Key != test.sentence {
					t.Errorf("%s, %q; want %s, %q", v.Outcome.Outcome, v.Status.Sentence.Key, test.outcome, test.sentence)
				}
				says := test.says
				if says == "" {
					says = "say.outcome." + test.outcome
				}
				if v.Status.SayNow.Key != says {
					t.Errorf("to be said is %q, want %q", v.Status.SayNow.Key, says)
				}
				if v.Claims != nil || len(v.Outcome.Checks) > 0 || v.Outcome.Name != "" {
					t.Errorf("something of the dropped answer is shown: %+v", v.Outcome)
				}
				b.pass(time.Minute)
				if v := b.View(); v.Outcome.Outcome != test.outcome {
					t.Errorf("later it became %s", v.Outcome.Outcome)
				}
				if n := b.count(http.MethodDelete, ""); n != test.deletes {
					t.Errorf("%d requests to cancel at the broker, want %d", n, test.deletes)
				}
			})
		})
	}
}

func TestCancelWithoutAVerificationDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
		b.Cancel()
		if synctest.Wait(); b.View().State != Idle || b.View().CanCancel {
			t.Error("an idle desk can be cancelled")
		}
		before := b.verify(mette)
		b.Cancel()
		if v := b.pass(time.Second); v.Outcome.Outcome != before.Outcome.Outcome || v.Status.Stopping {
			t.Errorf("an outcome was cancelled: %+v", v.Status)
		}
		if b.count(http.MethodDelete, "") != 0 {
			t.Error("the broker was asked to cancel")
		}
	})
}

// TestRunEndsWithItsContext: in any state, Run returns soon and leaks no goroutine, or the bubble
// fails.
func TestRunEndsWithItsContext(t *testing.T) {
	for state, reach := range lockedIn() {
		t.Run(string(state), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, plan{broker: simulator.Options{Scenario: simulator.Approve}})
				reach(b)
				b.stop()
				b.pass(time.Second)
				select {
				case <-b.ended:
				default:
					t.Error("Run goes on")
				}
				b.Start()
				b.Cancel()
				b.SetPerson("")
				if b.count(http.MethodDelete, "") != 0 {
					t.Error("the end of the program cancelled at the broker, unasked")
				}
			})
		})
	}
}
