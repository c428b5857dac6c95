package ciba_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
)

// left returns what is kept of a verification whose program dies after a while.
func left(t *testing.T, c *ciba.Client, after time.Duration) ciba.Resumption {
	t.Helper()
	kept := crashed(t, c, after)
	return kept[len(kept)-1]
}

// resumed resumes what was kept, in another process.
func resumed(t *testing.T, c *ciba.Client, r ciba.Resumption, before ...func(*ciba.Params, func() bool)) story {
	t.Helper()
	return run(t.Context(), t, func(p ciba.Params) *ciba.Verification { return c.ResumeVerification(p, r) }, before...)
}

func rechecked(t *testing.T, c *ciba.Client, r ciba.Resumption, tokens ciba.Tokens, received time.Time, before ...func(*ciba.Params, func() bool)) story {
	t.Helper()
	return run(t.Context(), t, func(p ciba.Params) *ciba.Verification { return c.RecheckVerification(p, r, tokens, received) }, before...)
}

// TestResume: rule 49, after a crash the same id is polled by the same rules until the same
// deadline. In no case is a new start sent.
func TestResume(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		expires int
		away    time.Duration
		answers []step
		outcome ciba.Outcome
		reason  ciba.Reason
		polls   []time.Duration // from the start; the first one came before the crash
	}{
		{
			name: "tokens", expires: 300, away: time.Minute, answers: []step{pending(), tokens()},
			outcome: ciba.Verified, polls: secs(5.3, 72.3, 77.6),
		},
		{
			name: "refused", expires: 300, away: time.Minute, answers: []step{failure("access_denied")},
			outcome: ciba.Refused, polls: secs(5.3, 72.3),
		},
		{
			name: "another person approved", expires: 300, away: time.Minute,
			answers: []step{tokens(claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78"))},
			outcome: ciba.NotVerified, polls: secs(5.3, 72.3),
		},
		{
			name:    "invalid_grant at once: the tokens may have been lost with the program",
			expires: 300, away: time.Minute, answers: []step{failure("invalid_grant")},
			outcome: ciba.Unknown, reason: ciba.ReasonGrantLost, polls: secs(5.3, 72.3),
		},
		{
			name: "invalid_grant after pending", expires: 300, away: time.Minute,
			answers: []step{pending(), failure("invalid_grant")}, outcome: ciba.Failed,
			reason: ciba.ReasonGrantInvalid, polls: secs(5.3, 72.3, 77.6),
		},
		{
			name: "pending until the deadline", expires: 80, away: time.Minute,
			answers: []step{pending()}, outcome: ciba.Expired, polls: secs(5.3, 72.3, 77.6, 82.9),
		},
		{
			name: "back past the deadline: one last poll", expires: 60, away: 2 * time.Minute,
			answers: []step{pending()}, outcome: ciba.Expired, polls: secs(5.3, 132.3),
		},
		{
			name: "back past the deadline, and its answer is lost", expires: 60, away: 2 * time.Minute,
			answers: []step{status(500)}, outcome: ciba.Unknown, reason: ciba.ReasonPollLost, polls: secs(5.3, 132.3),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, acknowledge(testID, test.expires, 5))
				p.on(tokenEndpoint, pending())
				kept := left(t, p.client(t), 7*time.Second)
				later(test.away)
				p.on(tokenEndpoint, test.answers...)
				s := resumed(t, p.client(t), kept)
				s.wants(t, test.outcome, test.reason)
				if got := p.pollTimes(); !near(got, test.polls, time.Second) {
					t.Errorf("polls at %v, want %v", got, test.polls)
				}
				for _, poll := range p.seen(tokenEndpoint) {
					if poll.form.Get("auth_req_id") != testID {
						t.Error("another id is polled")
					}
				}
				if len(p.seen(startEndpoint)) != 1 || !s.SentAt.Equal(kept.SentAt) {
					t.Errorf("%d starts, sent at %v", len(p.seen(startEndpoint)), s.SentAt)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestTheIntervalIsKept: slow_down also applies after a crash.
func TestTheIntervalIsKept(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, failure("slow_down"))
		kept := left(t, p.client(t), 7*time.Second)
		p.on(tokenEndpoint, pending(), tokens())
		resumed(t, p.client(t), kept).wants(t, ciba.Verified, "")
		if got := p.pollTimes(); !near(got, secs(5.3, 17.3, 27.6), time.Second) {
			t.Errorf("polls at %v", got)
		}
	})
}

// TestResumeOffline: until the endpoints are found again, nothing is known about the request.
func TestResumeOffline(t *testing.T) {
	t.Parallel()
	for name, down := range map[string]step{
		"dropped": raw("HTTP/1.1 200 OK\r\nContent-"), "hangs": hangs(), "500": status(500), "another issuer": metadata(member("issuer", "https://evil.example")),
	} {
		t.Run(name+", back after a while", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				kept := left(t, p.client(t), 2*time.Second)
				p.on(discoveryEndpoint, down, down, down, metadata())
				s := resumed(t, p.client(t), kept)
				s.wants(t, ciba.Verified, "")
				if told := s.told(ciba.EventLost); len(told) != 3 || told[2].Lost != 3 || s.told(ciba.EventPolling)[0].Lost != 0 {
					t.Errorf("told %d times", len(told))
				}
			})
		})
		t.Run(name+", for good", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				kept := left(t, p.client(t), 2*time.Second)
				p.on(discoveryEndpoint, down)
				s := resumed(t, p.client(t), kept)
				s.wants(t, ciba.Unknown, ciba.ReasonPollLost)
				if s.took < 298*time.Second || s.took > 313*time.Second || len(p.seen(tokenEndpoint)) != 0 {
					t.Errorf("it took %v", s.took)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestCancelOfAResumed: rule 49, at any point a cancel reaches the provider, even while discovery
// fails.
func TestCancelOfAResumed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		script func(p *scripted)
		at     time.Duration
	}{
		"in discovery":          {func(p *scripted) { p.on(discoveryEndpoint, hangs()) }, 3 * time.Second},
		"between discoveries":   {func(p *scripted) { p.on(discoveryEndpoint, status(500)) }, 20 * time.Second},
		"before the first poll": {func(*scripted) {}, 3 * time.Second},
		"in a poll":             {func(p *scripted) { p.on(tokenEndpoint, hangs()) }, 7 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				kept := left(t, p.client(t), 2*time.Second)
				test.script(p)
				s := resumed(t, p.client(t), kept, cancelAfter(test.at))
				s.wants(t, ciba.Cancelled, "")
				if s.Cancel != ciba.CancelDone || s.took != test.at || len(p.seen(cancelEndpoint)) != 1 {
					t.Errorf("cancel %q after %v", s.Cancel, s.took)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestResumeWithoutASecret: the request can't be polled, so its outcome is unknown.
func TestResumeWithoutASecret(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		kept := left(t, p.client(t), 2*time.Second)
		s := resumed(t, p.client(t, func(_ *ciba.Config, o *ciba.Options) { o.Secret = "" }), kept)
		s.wants(t, ciba.Unknown, ciba.ReasonCredential)
		if len(p.seen(tokenEndpoint)) != 0 {
			t.Error("a poll was sent")
		}
	})
}

// TestWallClockIsSetWhileAway: rule 52, between a crash and the next start. The provider's time
// shows how long we were away.
func TestWallClockIsSetWhileAway(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after time.Duration }{
		"right all the time":           {0, 0},
		"wrong all the time":           {4 * time.Minute, 4 * time.Minute},
		"was ahead, and was put right": {4 * time.Minute, 0},
		"was behind, and put right":    {-4 * time.Minute, 0},
		"from one end to the other":    {-4 * time.Minute, 4 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				var w wall
				asserting := func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT }
				w.set(test.before)
				p.on(tokenEndpoint, pending())
				kept := left(t, p.client(t, w.use, asserting), 7*time.Second)
				later(2 * time.Minute)
				w.set(test.after)
				p.on(tokenEndpoint, pending(), tokens())
				s := resumed(t, p.client(t, w.use, asserting), kept)
				s.wants(t, ciba.Verified, "")
				if got := p.pollTimes(); !near(got, secs(5.3, 132.3, 137.6), time.Second) {
					t.Errorf("polls at %v", got)
				}
				if s.ReceivedAt.Sub(p.now()).Abs() > time.Second {
					t.Errorf("received at %v", s.ReceivedAt)
				}
				if off := s.told(ciba.EventPending)[0].Deadline.Sub(p.seen(startEndpoint)[0].at.Add(300 * time.Second)); off.Abs() > time.Second {
					t.Errorf("the deadline is %v off", off)
				}
				for _, poll := range p.seen(tokenEndpoint) {
					var claims jwt.RegisteredClaims
					if _, _, err := jwt.NewParser().ParseUnverified(poll.form.Get("client_assertion"), &claims); err != nil {
						t.Fatal(err)
					}
					if off := claims.IssuedAt.Sub(poll.at.Add(p.ahead)); off.Abs() > 2*time.Second {
						t.Errorf("an assertion is dated %v off", off)
					}
				}
			})
		})
	}
}

// TestRecheck: rule 75, tokens that had arrived before the crash are judged at the time of their
// receipt, and no later than 15 minutes after it. Nothing is polled.
func TestRecheck(t *testing.T) {
	t.Parallel()
	x := finally(func(string) string { return "x" })
	for name, test := range map[string]struct {
		away    time.Duration
		change  func(*draft)
		seen    bool
		outcome ciba.Outcome
		reason  ciba.Reason
	}{
		"good": {away: 10 * time.Minute, change: func(*draft) {}, outcome: ciba.Verified},
		"another text": {
			away: 10 * time.Minute, change: claim("mitid.reference_text", "x"), outcome: ciba.NotVerified,
		},
		"no token":                      {away: 10 * time.Minute, change: x, outcome: ciba.NotVerified},
		"seen for another verification": {away: 10 * time.Minute, change: func(*draft) {}, seen: true, outcome: ciba.NotVerified},
		"good, 16 minutes later": {
			away: 16 * time.Minute, change: func(*draft) {}, outcome: ciba.Unknown, reason: ciba.ReasonKeys,
		},
		"no token, 16 minutes later": {away: 16 * time.Minute, change: x, outcome: ciba.Unknown, reason: ciba.ReasonKeys},
		"an algorithm of nobody, 16 minutes": {
			away: 16 * time.Minute, change: head("alg", "none"), outcome: ciba.Unknown, reason: ciba.ReasonKeys,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				kept := left(t, p.client(t), 2*time.Second)
				d := newDraft(p.now(), test.change)
				tokens, received := ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)}, p.now()
				later(test.away)
				var marked ciba.Receipt
				s := rechecked(t, p.client(t), kept, tokens, received, func(params *ciba.Params, _ func() bool) {
					params.Receive = func(_ context.Context, r ciba.Receipt) ciba.Reception { marked = r; return lookedSeen(test.seen) }
				})
				s.wants(t, test.outcome, test.reason)
				if !s.ReceivedAt.Equal(received) || !marked.At.Equal(received) || marked.Tokens != tokens {
					t.Errorf("received at %v, recorded at %v, want %v", s.ReceivedAt, marked.At, received)
				}
				if len(p.seen(tokenEndpoint)) != 0 {
					t.Error("a poll was sent")
				}
				p.silentAfter(t)
			})
		})
	}
	t.Run("the endpoints can't be found for 15 minutes", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			kept := left(t, p.client(t), 2*time.Second)
			d := newDraft(p.now())
			tokens, received := ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)}, p.now()
			p.unplug(errors.New("network is unreachable"))
			s := rechecked(t, p.client(t), kept, tokens, received)
			s.wants(t, ciba.Unknown, ciba.ReasonKeys)
			if s.took < 15*time.Minute || s.took > 16*time.Minute {
				t.Errorf("it took %v", s.took)
			}
		})
	})
}
