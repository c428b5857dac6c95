package ciba_test

import (
	"context"
	"testing"
	"time"

	"ringback/ciba"
)

// TestClientRemembers: rule 96, without Params.Receive the client looks in its own memory. That
// covers this run, and records nothing.
func TestClientRemembers(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		client := p.client(t)
		same := newDraft(p.now().Add(5 * time.Second))
		p.on(tokenEndpoint, says(200, tokenResponse(same)))
		first := verify(t, client, inMemory)
		first.wants(t, ciba.Verified, "")
		if word := first.Verdict.Check(ciba.CheckReplay).Actual.Word; word != ciba.WordNewThisRun || first.Recorded {
			t.Errorf("the first is %s, recorded %t", word, first.Recorded)
		}
		second := verify(t, client, inMemory)
		second.wants(t, ciba.NotVerified, "")
		if check := second.Verdict.Check(ciba.CheckReplay); check.Result != ciba.Fail || check.Actual.Word != ciba.WordSeenBefore {
			t.Errorf("the second is %+v", check)
		}
		// another client doesn't know it
		verify(t, p.client(t), inMemory).wants(t, ciba.Verified, "")
	})
}

func inMemory(params *ciba.Params, _ func() bool) { params.Receive = nil }

// TestRecheckIsNoReplay: tokens that are checked again after a crash are no replay.
func TestRecheckIsNoReplay(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		client := p.client(t)
		kept := left(t, client, 2*time.Second)
		d := newDraft(p.now())
		tokens, received := ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)}, p.now()
		for range 2 {
			rechecked(t, client, kept, tokens, received, inMemory).wants(t, ciba.Verified, "")
		}
	})
}

// TestLookAgain: a verdict that only lacked a look gets the outcome that it would have had, as
// judged at the time of receipt, for 15 minutes.
func TestLookAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		after   time.Duration
		takes   time.Duration
		look    ciba.Look
		change  func(*draft)
		outcome ciba.Outcome
		reason  ciba.Reason
		looks   int
	}{
		{name: "new", after: 14 * time.Minute, look: ciba.LookedNew, outcome: ciba.Verified, looks: 2},
		{name: "seen", after: time.Minute, look: ciba.LookedSeen, outcome: ciba.NotVerified, looks: 2},
		{name: "still nobody", after: time.Minute, look: ciba.NotLookedUp, outcome: ciba.Unknown, reason: ciba.ReasonNotLookedUp, looks: 2},
		{name: "too late", after: 16 * time.Minute, look: ciba.LookedNew, outcome: ciba.Unknown, reason: ciba.ReasonNotLookedUp, looks: 1},
		{
			name: "too slow", after: 14 * time.Minute, takes: 2 * time.Minute, look: ciba.LookedNew,
			outcome: ciba.Unknown, reason: ciba.ReasonNotLookedUp, looks: 2,
		},
		{
			name: "a fault is one without a look", after: time.Minute, look: ciba.LookedNew,
			change: claim("mitid.reference_text", "x"), outcome: ciba.NotVerified, looks: 1,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				if test.change != nil {
					p.on(tokenEndpoint, tokens(test.change))
				}
				looks, look, takes := 0, ciba.NotLookedUp, time.Duration(0)
				params := testParams(t)
				params.Receive = func(context.Context, ciba.Receipt) ciba.Reception {
					looks++
					later(takes)
					return ciba.Reception{Look: look, Recorded: look != ciba.NotLookedUp}
				}
				v := p.client(t).NewVerification(params)
				first := v.Run(t.Context())
				later(test.after)
				look, takes = test.look, test.takes
				result := v.LookAgain(t.Context())
				if result.Outcome != test.outcome || result.Reason != test.reason || looks != test.looks {
					t.Errorf("%s %q after %d looks", result.Outcome, result.Reason, looks)
				}
				if !result.ReceivedAt.Equal(first.ReceivedAt) {
					t.Error("received at another time")
				}
				if again := test.name == "still nobody"; v.CanLookAgain() != again {
					t.Errorf("can look again: %t", !again)
				}
			})
		})
	}
}

// TestLookAgainAfterCancel: a cancel while the verdict is made is final. No later look turns it
// into an outcome.
func TestLookAgainAfterCancel(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		look := ciba.NotLookedUp
		params := testParams(t)
		params.Receive = func(context.Context, ciba.Receipt) ciba.Reception { return ciba.Reception{Look: look} }
		var v *ciba.Verification
		further := params.Further
		params.Further = func(claims ciba.Claims) []ciba.Check {
			v.Cancel()
			return further(claims)
		}
		v = p.client(t).NewVerification(params)
		if result := v.Run(t.Context()); result.Outcome != ciba.Cancelled {
			t.Fatalf("%s %q", result.Outcome, result.Reason)
		}
		look = ciba.LookedNew
		could := v.CanLookAgain()
		if result := v.LookAgain(t.Context()); could || result.Outcome != ciba.Cancelled || result.Verdict != nil {
			t.Errorf("could look again: %t; then %s %q, with a verdict: %t", could, result.Outcome, result.Reason, result.Verdict != nil)
		}
	})
}
