package ciba_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ringback/ciba"
)

// crashed starts a verification whose program dies after a while, and returns everything that was
// kept of it.
func crashed(t *testing.T, c *ciba.Client, after time.Duration) (kept []ciba.Resumption) {
	t.Helper()
	ctx, die := context.WithTimeout(t.Context(), after)
	defer die()
	s := verifyIn(ctx, t, c, func(params *ciba.Params, _ func() bool) {
		params.Keep = func(_ context.Context, r ciba.Resumption) { kept = append(kept, r) }
	})
	s.wants(t, ciba.Unknown, ciba.ReasonLeft)
	if len(kept) == 0 {
		t.Fatal("nothing was kept")
	}
	return kept
}

// onceStarted asserts that one request was sent for one id, and that every poll and cancel was for
// that id.
func (p *scripted) onceStarted(t *testing.T) {
	t.Helper()
	if n := len(p.seen(startEndpoint)); n != 1 {
		t.Errorf("%d starts", n)
	}
	for _, a := range p.seen(tokenEndpoint) {
		if a.form.Get("auth_req_id") != testID {
			t.Errorf("polled for %q", a.form.Get("auth_req_id"))
		}
	}
	p.silentAfter(t)
}

// TestWhatIsKept: rule 49, what is needed to resume is kept before anything else is sent and
// whenever the interval grows.
func TestWhatIsKept(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.ahead = 2 * time.Minute
		p.on(startEndpoint, after(time.Second, acknowledge(testID, 120, 5)))
		p.on(tokenEndpoint, failure("slow_down"), pending(), tokens())
		began := time.Now()
		var kept []ciba.Resumption
		var polls []int
		s := verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
			params.Keep = func(_ context.Context, r ciba.Resumption) {
				kept, polls = append(kept, r), append(polls, len(p.seen(tokenEndpoint)))
			}
		})
		s.wants(t, ciba.Verified, "")
		if len(kept) != 2 || polls[0] != 0 || polls[1] != 1 {
			t.Fatalf("kept %d times, after %v polls", len(kept), polls)
		}
		for i, interval := range []time.Duration{5 * time.Second, 10 * time.Second} {
			want := ciba.Resumption{AuthReqID: testID, SentAt: began, ExpiresIn: 2 * time.Minute, Interval: interval, Offset: 2 * time.Minute, OffsetKnown: true, Clock: ciba.ClockAgrees}
			if r := kept[i]; r.AuthReqID.Reveal() != testID || !r.SentAt.Equal(began) || r.ExpiresIn != want.ExpiresIn || r.Interval != interval || r.Offset != want.Offset || !r.OffsetKnown || r.Clock != want.Clock {
				t.Errorf("kept %+v, want %+v", r, want)
			}
		}
	})
}

// TestTheDeadlineHoldsOverACrash: rule 49, whenever the program restarts, it polls within the same
// deadline, and sends no new start.
func TestTheDeadlineHoldsOverACrash(t *testing.T) {
	t.Parallel()
	lost := status(500)
	tests := []struct {
		rule    int
		name    string
		answers []step // the first is to the poll before the crash, 5.3 s after the start
		away    time.Duration
		change  func(*ciba.Resumption)
		polls   []time.Duration // after the crash, from the start
		outcome ciba.Outcome
		reason  ciba.Reason
	}{
		{
			name: "first one interval from now", answers: []step{pending(), pending(), tokens()},
			away: 60 * time.Second, polls: secs(65.3, 70.6), outcome: ciba.Verified,
		},
		{
			name: "at once after the crash", answers: []step{pending(), tokens()},
			away: 7 * time.Second, polls: secs(12.3), outcome: ciba.Verified,
		},
		{
			name: "with the interval as it had grown", answers: []step{failure("slow_down"), pending(), tokens()},
			away: 60 * time.Second, polls: secs(70.3, 80.6), outcome: ciba.Verified,
		},
		{
			name: "refused meanwhile", answers: []step{pending(), failure("access_denied")},
			away: 60 * time.Second, polls: secs(65.3), outcome: ciba.Refused,
		},
		{
			name: "until the same deadline", answers: []step{pending()},
			away: 110 * time.Second, polls: secs(115.3, 120.6), outcome: ciba.Expired,
		},
		{
			name: "past the deadline: one last poll, with tokens", answers: []step{pending(), tokens()},
			away: 400 * time.Second, polls: secs(405.3), outcome: ciba.Verified,
		},
		{
			name: "past the deadline: one last poll, and nothing", answers: []step{pending()},
			away: 400 * time.Second, polls: secs(405.3), outcome: ciba.Expired,
		},
		{
			name: "past the deadline: one last poll, and it is lost", answers: []step{pending(), lost},
			away: 400 * time.Second, polls: secs(405.3), outcome: ciba.Unknown, reason: ciba.ReasonPollLost,
		},
		{
			rule: 29, name: "invalid_grant to the first poll: an answer may have been lost with the program",
			answers: []step{pending(), failure("invalid_grant")}, away: 60 * time.Second, polls: secs(65.3),
			outcome: ciba.Unknown, reason: ciba.ReasonGrantLost,
		},
		{
			rule: 28, name: "invalid_grant after a poll of ours",
			answers: []step{pending(), pending(), failure("invalid_grant")}, away: 60 * time.Second,
			polls: secs(65.3, 70.6), outcome: ciba.Failed, reason: ciba.ReasonGrantInvalid,
		},
		{
			rule: 52, name: "our clock was set back meanwhile: the full lifetime starts again",
			answers: []step{pending()}, away: 60 * time.Second,
			change:  func(r *ciba.Resumption) { r.SentAt, r.Offset = r.SentAt.Add(6*time.Minute), -6*time.Minute },
			outcome: ciba.Expired,
		},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, acknowledge(testID, 120, 5))
				p.on(tokenEndpoint, test.answers...)
				began := time.Now()
				kept := crashed(t, p.client(t), 7*time.Second)
				r := kept[len(kept)-1]
				if test.change != nil {
					test.change(&r)
				}
				later(time.Until(began.Add(test.away)))
				s := resumed(t, p.client(t), r)
				s.wants(t, test.outcome, test.reason)
				if s.events[0].Kind != ciba.EventResumed || !s.events[0].Deadline.Equal(time.Now().Add(-s.took).Add(120*time.Second-max(0, began.Add(test.away).Sub(r.SentAt)))) {
					t.Errorf("told at first %+v", s.events[0])
				}
				if test.polls != nil && !near(p.pollTimes()[1:], test.polls, 0) {
					t.Errorf("polls at %v, want %v", p.pollTimes(), test.polls)
				}
				if s.took > 122*time.Second {
					t.Errorf("it went on for %v", s.took)
				}
				p.onceStarted(t)
			})
		})
	}
}

// TestResumeInTheProvidersTime: rule 53, the provider's clock continues across the crash.
func TestResumeInTheProvidersTime(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{4 * time.Minute, -4 * time.Minute} {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.ahead = ahead
			p.on(tokenEndpoint, pending(), tokens())
			kept := crashed(t, p.client(t), 7*time.Second)
			later(2 * time.Minute)
			s := resumed(t, p.client(t), kept[0])
			s.wants(t, ciba.Verified, "")
			if check := s.Verdict.Check(ciba.CheckClock); check.Result != ciba.Pass || s.ReceivedAt.Sub(p.now()).Abs() > time.Second {
				t.Errorf("received at %v by a clock that is %+v", s.ReceivedAt, check)
			}
		})
	}
}

// TestResumeWhileTheProviderIsAway: nothing is known about the request until its endpoints are
// found again.
func TestResumeWhileTheProviderIsAway(t *testing.T) {
	t.Parallel()
	tests := []struct {
		row     string
		back    time.Duration // from the resumption; 0: never
		expires int
		answers []step // after the crash
		outcome ciba.Outcome
		reason  ciba.Reason
		ends    time.Duration // from the resumption
		polls   int           // after the crash
	}{
		{
			row: "found again", back: 20 * time.Second, expires: 120, answers: []step{tokens()},
			outcome: ciba.Verified, ends: 35 * time.Second, polls: 1,
		},
		{row: "not found until the deadline", expires: 120, outcome: ciba.Unknown, reason: ciba.ReasonPollLost, ends: 60 * time.Second},
		{
			row: "found again just before the deadline: one last poll decides", back: 500 * time.Millisecond,
			expires: 61, answers: []step{pending()}, outcome: ciba.Expired, ends: 5300 * time.Millisecond, polls: 1,
		},
		{row: "past the deadline it is tried once", expires: 30, outcome: ciba.Unknown, reason: ciba.ReasonPollLost},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, acknowledge(testID, test.expires, 5))
				p.on(tokenEndpoint, append([]step{pending()}, test.answers...)...)
				began := time.Now()
				kept := crashed(t, p.client(t), 7*time.Second)
				later(time.Until(began.Add(60 * time.Second)))
				p.unplug(errors.New("network is unreachable"))
				if test.back > 0 {
					time.AfterFunc(test.back, func() { p.unplug(nil) })
				}
				s := resumed(t, p.client(t), kept[0])
				s.wants(t, test.outcome, test.reason)
				if s.took > test.ends || test.outcome != ciba.Verified && s.took < test.ends {
					t.Errorf("it took %v, want %v", s.took, test.ends)
				}
				told := s.told(ciba.EventLost)
				for i, e := range told {
					if e.Lost != i+1 || e.Reason != ciba.ReasonUnreachable {
						t.Errorf("told %+v", e)
					}
				}
				if len(told) > 8 {
					t.Errorf("looked for %d times", len(told))
				}
				if n := len(p.seen(tokenEndpoint)) - 1; n != test.polls {
					t.Errorf("%d polls after the crash, want %d", n, test.polls)
				}
				p.onceStarted(t)
			})
		})
	}
}

// TestCancelAfterACrash: the cancel reaches the provider even before its endpoints are found again;
// the end of ctx alone sends none.
func TestCancelAfterACrash(t *testing.T) {
	t.Parallel()
	for name, discovery := range map[string]step{"while it waits": metadata(), "while the provider is looked for": status(500), "while discovery hangs": hangs()} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, pending())
				kept := crashed(t, p.client(t), 7*time.Second)
				p.on(discoveryEndpoint, discovery)
				s := resumed(t, p.client(t), kept[0], cancelAfter(8*time.Second))
				s.wants(t, ciba.Cancelled, "")
				if got := p.seen(cancelEndpoint); len(got) != 1 || got[0].path != "/op/api/v1/ciba/"+testID || s.Cancel != ciba.CancelDone || s.took != 8*time.Second {
					t.Errorf("cancelled %q at %v after %v", s.Cancel, got, s.took)
				}
				p.onceStarted(t)
			})
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, pending())
				kept := crashed(t, p.client(t), 7*time.Second)
				p.on(discoveryEndpoint, discovery)
				ctx, leave := context.WithTimeout(t.Context(), 8*time.Second)
				defer leave()
				s := run(ctx, t, func(params ciba.Params) *ciba.Verification { return p.client(t).ResumeVerification(params, kept[0]) })
				s.wants(t, ciba.Unknown, ciba.ReasonLeft)
				if len(p.seen(cancelEndpoint)) != 0 || s.took != 8*time.Second {
					t.Errorf("%d cancels, after %v", len(p.seen(cancelEndpoint)), s.took)
				}
				p.onceStarted(t)
			})
		})
	}
}

// TestRecheckUntilTheLimit: rule 75 across a crash. Tokens that had arrived are not polled for
// again; they are judged at the time of their receipt, for 15 minutes.
func TestRecheckUntilTheLimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule    int
		name    string
		away    time.Duration // from receipt
		script  func(p *scripted)
		seen    bool
		outcome ciba.Outcome
		reason  ciba.Reason
		ends    time.Duration // from receipt
	}{
		{name: "two minutes later", away: 2 * time.Minute, outcome: ciba.Verified, ends: 2 * time.Minute},
		{name: "after the token has expired", away: 14 * time.Minute, outcome: ciba.Verified, ends: 14 * time.Minute},
		{rule: 96, name: "seen for another request", away: 2 * time.Minute, seen: true, outcome: ciba.NotVerified, ends: 2 * time.Minute},
		{
			name: "15 minutes are over", away: 15*time.Minute + time.Second,
			outcome: ciba.Unknown, reason: ciba.ReasonKeys, ends: 15*time.Minute + time.Second,
		},
		{
			name: "the keys can't be fetched", away: 2 * time.Minute, script: func(p *scripted) { p.on(keysEndpoint, status(500)) },
			outcome: ciba.Unknown, reason: ciba.ReasonKeys, ends: 15*time.Minute + time.Second,
		},
		{
			name: "the provider can't be found", away: 2 * time.Minute,
			script:  func(p *scripted) { p.on(discoveryEndpoint, status(500)) },
			outcome: ciba.Unknown, reason: ciba.ReasonKeys, ends: 15 * time.Minute,
		},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.ahead = 4 * time.Minute
				p.on(keysEndpoint, hangs())
				ctx, die := context.WithTimeout(t.Context(), 8*time.Second)
				defer die()
				var kept ciba.Resumption
				var receipt ciba.Receipt
				verifyIn(ctx, t, p.client(t), func(params *ciba.Params, _ func() bool) {
					params.Keep = func(_ context.Context, r ciba.Resumption) { kept = r }
					params.Receive = func(_ context.Context, r ciba.Receipt) ciba.Reception {
						receipt = r
						return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
					}
				}).wants(t, ciba.Unknown, ciba.ReasonLeft)
				received := p.seen(tokenEndpoint)[0].at
				p.on(keysEndpoint, keySet(jwkOf(keyA().Public(), "A")))
				if test.script != nil {
					test.script(p)
				}
				later(time.Until(received.Add(test.away)))
				c := p.client(t)
				s := run(t.Context(), t, func(params ciba.Params) *ciba.Verification {
					return c.RecheckVerification(params, kept, receipt.Tokens, receipt.At)
				}, func(params *ciba.Params, _ func() bool) {
					params.Receive = func(_ context.Context, r ciba.Receipt) ciba.Reception {
						return lookedSeen(test.seen && r.Identity == receipt.Identity)
					}
				})
				s.wants(t, test.outcome, test.reason)
				// The provider states its time in whole seconds.
				if over := time.Since(received); (over - test.ends).Abs() > time.Second {
					t.Errorf("over %v after receipt, want %v", over, test.ends)
				}
				if len(p.seen(tokenEndpoint)) != 1 || s.Outcome == ciba.Verified && !s.ReceivedAt.Equal(receipt.At) {
					t.Errorf("%d polls; received at %v, said to be %v", len(p.seen(tokenEndpoint)), receipt.At, s.ReceivedAt)
				}
				p.onceStarted(t)
			})
		})
	}
}
