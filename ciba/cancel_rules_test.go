package ciba_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
)

// TestCancel: in every state of a verification a cancel takes effect at once, is final, and reaches
// the provider if there is anything to cancel there.
func TestCancel(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule    int
		name    string
		script  func(p *scripted)
		at      time.Duration
		outcome ciba.Outcome
		reason  ciba.Reason
		ends    time.Duration
		answer  ciba.CancelAnswer
		starts  int
		deletes int
	}{
		{
			name: "before anything", script: func(p *scripted) { p.on(discoveryEndpoint, after(time.Second, metadata())) },
			outcome: ciba.Cancelled,
		},
		{
			name: "in discovery", script: func(p *scripted) { p.on(discoveryEndpoint, hangs()) },
			at: 3 * time.Second, outcome: ciba.Cancelled, ends: 3 * time.Second,
		},
		{
			rule: 47, name: "while starting: not aborted, cancelled when the acknowledgement comes",
			script: func(p *scripted) { p.on(startEndpoint, after(10*time.Second, acknowledge(testID, 300, 5))) },
			at:     3 * time.Second, outcome: ciba.Cancelled, ends: 10 * time.Second,
			answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			rule: 47, name: "while starting, and no acknowledgement comes",
			script: func(p *scripted) { p.on(startEndpoint, hangs()) }, at: 3 * time.Second,
			outcome: ciba.Unknown, reason: ciba.ReasonStartTimeout, ends: 40 * time.Second, starts: 1,
		},
		{
			rule: 47, name: "while starting, and the answer can't be read",
			script: func(p *scripted) { p.on(startEndpoint, after(5*time.Second, html(200))) }, at: 3 * time.Second,
			outcome: ciba.Unknown, reason: ciba.ReasonNotTheProvider, ends: 5 * time.Second, starts: 1,
		},
		{
			rule: 47, name: "while starting, and the provider says no",
			script: func(p *scripted) { p.on(startEndpoint, after(5*time.Second, failure("unknown_user_id"))) },
			at:     3 * time.Second, outcome: ciba.Cancelled, ends: 5 * time.Second, starts: 1,
		},
		{
			name: "while waiting for the first poll", script: func(*scripted) {}, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			name: "while waiting between polls", script: func(p *scripted) { p.on(tokenEndpoint, pending()) },
			at: 7 * time.Second, outcome: ciba.Cancelled, ends: 7 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			rule: 47, name: "while a poll is in flight", script: func(p *scripted) { p.on(tokenEndpoint, hangs()) },
			at: 7 * time.Second, outcome: ciba.Cancelled, ends: 7 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			rule: 46, name: "tokens arrive after operator cancelled",
			script: func(p *scripted) { p.on(tokenEndpoint, after(5*time.Second, tokens())) }, at: 7 * time.Second,
			outcome: ciba.Cancelled, ends: 7 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			name: "while offline", script: func(p *scripted) { p.on(tokenEndpoint, raw("")) }, at: 30 * time.Second,
			outcome: ciba.Cancelled, ends: 30 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			name: "while the keys are retried", script: func(p *scripted) { p.on(keysEndpoint, status(500)) },
			at: 60 * time.Second, outcome: ciba.Cancelled, reason: ciba.ReasonUnchecked, ends: 60 * time.Second, starts: 1,
		},
		{
			name: "while the keys are being fetched", script: func(p *scripted) { p.on(keysEndpoint, hangs()) },
			at: 10 * time.Second, outcome: ciba.Cancelled, reason: ciba.ReasonUnchecked, ends: 10 * time.Second, starts: 1,
		},
		{
			rule: 48, name: "DELETE 200", script: func(p *scripted) { p.on(cancelEndpoint, says(200, `{}`)) },
			at: 3 * time.Second, outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 204", script: func(p *scripted) { p.on(cancelEndpoint, status(204)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 202", script: func(p *scripted) { p.on(cancelEndpoint, status(202)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelDone, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 404", script: func(p *scripted) { p.on(cancelEndpoint, status(404)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelNothing, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 404, JSON",
			script: func(p *scripted) { p.on(cancelEndpoint, says(404, `{"error":"not_found"}`)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelNothing, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 404, HTML: nobody looked for the request",
			script: func(p *scripted) { p.on(cancelEndpoint, html(404)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 409, HTML", script: func(p *scripted) { p.on(cancelEndpoint, html(409)) },
			at: 3 * time.Second, outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain,
			starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 410, HTML", script: func(p *scripted) { p.on(cancelEndpoint, html(410)) },
			at: 3 * time.Second, outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain,
			starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 400, HTML", script: func(p *scripted) { p.on(cancelEndpoint, html(400)) },
			at: 3 * time.Second, outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain,
			starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 404, HTML without a body",
			script: func(p *scripted) { p.on(cancelEndpoint, status(404, "Content-Type: Text/HTML\r\n")) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 404, XHTML",
			script: func(p *scripted) { p.on(cancelEndpoint, status(404, "Content-Type: application/xhtml+xml\r\n")) },
			at:     3 * time.Second, outcome: ciba.Cancelled, ends: 3 * time.Second,
			answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 404, HTML that says it is JSON",
			script: func(p *scripted) { p.on(cancelEndpoint, says(404, "\ufeff \n<!DOCTYPE HTML><title>?</title>")) },
			at:     3 * time.Second, outcome: ciba.Cancelled, ends: 3 * time.Second,
			answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 404, plain text that speaks of HTML",
			script: func(p *scripted) { p.on(cancelEndpoint, says(404, `{"error":"no <html> here"}`)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelNothing, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 409", script: func(p *scripted) { p.on(cancelEndpoint, status(409)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelNothing, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 410", script: func(p *scripted) { p.on(cancelEndpoint, status(410)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelNothing, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 400", script: func(p *scripted) { p.on(cancelEndpoint, status(400)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelNothing, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 500", script: func(p *scripted) { p.on(cancelEndpoint, status(500)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE 401", script: func(p *scripted) { p.on(cancelEndpoint, status(401)) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE redirected",
			script: func(p *scripted) { p.on(cancelEndpoint, redirect(307, testIssuer+"/elsewhere")) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE dropped", script: func(p *scripted) { p.on(cancelEndpoint, raw("")) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 3 * time.Second, answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
		{
			rule: 48, name: "DELETE timeout", script: func(p *scripted) { p.on(cancelEndpoint, hangs()) }, at: 3 * time.Second,
			outcome: ciba.Cancelled, ends: 13 * time.Second, answer: ciba.CancelUncertain, starts: 1, deletes: 1,
		},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				test.script(p)
				s := verify(t, p.client(t), cancelAfter(test.at))
				s.wants(t, test.outcome, test.reason)
				if s.Cancel != test.answer || s.took != test.ends || s.Verdict != nil {
					t.Errorf("cancel %q after %v, want %q after %v", s.Cancel, s.took, test.answer, test.ends)
				}
				p.silentAfter(t)
				if len(p.seen(startEndpoint)) != test.starts || len(p.seen(cancelEndpoint)) != test.deletes {
					t.Errorf("%d starts, %d cancels", len(p.seen(startEndpoint)), len(p.seen(cancelEndpoint)))
				}
				for _, a := range p.seen(cancelEndpoint) {
					if len(a.form) != 0 || a.header.Get("Authorization") != "" {
						t.Error("the cancel carries credentials")
					}
				}
			})
		})
	}
}

// TestCancelWithoutEndpoint: the provider can't be asked to cancel.
func TestCancelWithoutEndpoint(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		asked := false
		c := p.client(t, func(c *ciba.Config, o *ciba.Options) {
			c.Endpoints.Cancel = ""
			o.Exchange = func(e ciba.Exchange) { asked = asked || e.Endpoint == "cancel_endpoint" }
		})
		s := verify(t, c, cancelAfter(3*time.Second))
		s.wants(t, ciba.Cancelled, "")
		if s.Cancel != ciba.CancelUncertain || asked {
			t.Errorf("cancel %q, asked %v", s.Cancel, asked)
		}
		p.silentAfter(t)
	})
}

// TestCancelBeforeTheStart: a verification that is cancelled during discovery is never sent.
func TestCancelBeforeTheStart(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		var cancel func() bool
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) { o.Exchange = func(ciba.Exchange) { cancel() } })
		s := verify(t, c, func(_ *ciba.Params, f func() bool) { cancel = f })
		s.wants(t, ciba.Cancelled, "")
		if n := len(p.seen(startEndpoint)); n != 0 || !s.SentAt.IsZero() {
			t.Errorf("%d starts", n)
		}
		p.silentAfter(t)
	})
}

// TestCancelWhileTheProgramCloses: the cancel still reaches the provider.
func TestCancelWhileTheProgramCloses(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(cancelEndpoint, after(2*time.Second, status(204)))
		ctx, leave := context.WithTimeout(t.Context(), 4*time.Second)
		defer leave()
		s := verifyIn(ctx, t, p.client(t), cancelAfter(3*time.Second))
		s.wants(t, ciba.Cancelled, "")
		if s.Cancel != ciba.CancelDone || s.took != 5*time.Second {
			t.Errorf("cancel %q after %v", s.Cancel, s.took)
		}
	})
}

// TestCancelWhileItEnds: a cancel that comes while the outcome is being made replaces it, and says
// what is known of the provider.
func TestCancelWhileItEnds(t *testing.T) {
	t.Parallel()
	t.Run("tokens were being judged", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			s := verify(t, p.client(t), func(params *ciba.Params, cancel func() bool) {
				further := params.Further
				params.Further = func(c ciba.Claims) []ciba.Check { cancel(); return further(c) }
			})
			s.wants(t, ciba.Cancelled, ciba.ReasonUnchecked)
			if s.Cancel != ciba.CancelNotAsked || s.Verdict != nil || s.SentAt.IsZero() || len(s.told(ciba.EventUnchecked)) != 1 {
				t.Errorf("cancel %q, verdict %v, told %d times", s.Cancel, s.Verdict, len(s.told(ciba.EventUnchecked)))
			}
		})
	})
	t.Run("the machine woke past the deadline, and the last answer was lost", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			var (
				lid    sleeper
				cancel func() bool
			)
			p.on(tokenEndpoint, status(500))
			time.AfterFunc(7*time.Second, func() { lid.sleep(10 * time.Minute) })
			c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
				o.Suspended = func() time.Duration {
					slept := time.Duration(lid.slept.Load())
					if slept > 0 {
						cancel()
					}
					return slept
				}
			})
			s := verify(t, c, func(_ *ciba.Params, f func() bool) { cancel = f })
			s.wants(t, ciba.Cancelled, "")
			if s.Cancel != ciba.CancelUncertain || len(p.seen(cancelEndpoint)) != 0 {
				t.Errorf("cancel %q, %d sent", s.Cancel, len(p.seen(cancelEndpoint)))
			}
		})
	})
}

// TestCancelComesFirst: a cancel in any event before the outcome wins; after the outcome, Cancel
// reports false.
func TestCancelComesFirst(t *testing.T) {
	t.Parallel()
	for _, kind := range []ciba.EventKind{ciba.EventSending, ciba.EventAcknowledged, ciba.EventPolling, ciba.EventPending, ciba.EventAnswered} {
		t.Run(string(kind), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(tokenEndpoint, pending(), tokens())
				var won, repeated bool
				s := verify(t, p.client(t), func(params *ciba.Params, cancel func() bool) {
					observe := params.Observe
					params.Observe = func(e ciba.Event) {
						if observe(e); e.Kind == kind && !won {
							won, repeated = cancel(), cancel()
						}
					}
				})
				if !won || !repeated {
					t.Errorf("Cancel reports %v, then %v", won, repeated)
				}
				reason := ciba.ReasonNone
				if kind == ciba.EventAnswered {
					reason = ciba.ReasonUnchecked
				}
				s.wants(t, ciba.Cancelled, reason)
				if s.Verdict != nil {
					t.Error("a cancelled verification has a verdict")
				}
				if len(s.told(ciba.EventUnchecked)) != len(s.told(ciba.EventAnswered)) || len(s.told(ciba.EventLateTokens)) != 0 {
					t.Error("what had come before the cancel is reported as something else")
				}
				p.silentAfter(t)
			})
		})
	}
	t.Run("after the outcome", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			var cancel func() bool
			verify(t, p.client(t), func(_ *ciba.Params, c func() bool) { cancel = c }).wants(t, ciba.Verified, "")
			if cancel() {
				t.Error("a late cancel is said to have come first")
			}
			p.silentAfter(t)
		})
	})
}

// TestCancelRacesTokens: whichever comes first, Cancel's report and Run's result agree.
func TestCancelRacesTokens(t *testing.T) {
	t.Parallel()
	for range 200 {
		inBubble(t, func(t *testing.T, p *scripted) {
			var (
				won bool
				wg  sync.WaitGroup
			)
			s := verify(t, p.client(t), func(_ *ciba.Params, cancel func() bool) {
				wg.Go(func() {
					later(5300 * time.Millisecond)
					won = cancel()
				})
			})
			wg.Wait()
			if won != (s.Outcome == ciba.Cancelled) || !won && s.Outcome != ciba.Verified {
				t.Fatalf("Cancel reports %v, the outcome is %s %s", won, s.Outcome, s.Reason)
			}
		})
	}
}

// TestCancelRacesTheDeadline: a cancelled request that was acknowledged is cancelled, not unknown.
func TestCancelRacesTheDeadline(t *testing.T) {
	t.Parallel()
	for range 100 {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(startEndpoint, acknowledge(testID, 10, 5))
			p.on(tokenEndpoint, pending(), status(500))
			var (
				won bool
				wg  sync.WaitGroup
			)
			s := verify(t, p.client(t), func(_ *ciba.Params, cancel func() bool) {
				wg.Go(func() {
					later(10600 * time.Millisecond)
					won = cancel()
				})
			})
			wg.Wait()
			if won != (s.Outcome == ciba.Cancelled) || !won && s.Outcome != ciba.Unknown {
				t.Fatalf("Cancel reports %v, the outcome is %s %s", won, s.Outcome, s.Reason)
			}
		})
	}
}

// TestLateTokensAreDropped: rule 46, tokens that arrive after the operator cancelled are neither
// recorded nor judged, and the provider still gets the cancel.
func TestLateTokensAreDropped(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		var cancel func() bool
		recorded := false
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) {
				if e.Endpoint == "token_endpoint" {
					cancel()
				}
			}
		})
		s := verify(t, c, func(params *ciba.Params, f func() bool) {
			cancel = f
			params.Receive = func(context.Context, ciba.Receipt) ciba.Reception {
				recorded = true
				return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
			}
		})
		s.wants(t, ciba.Cancelled, "")
		if recorded || s.Verdict != nil || s.Cancel != ciba.CancelDone || len(s.told(ciba.EventLateTokens)) != 1 {
			t.Errorf("recorded %v, cancel %q, told %d times", recorded, s.Cancel, len(s.told(ciba.EventLateTokens)))
		}
		p.silentAfter(t)
	})
}

// TestAnswersWhileLeaving: an answer that the provider gives only once counts even if ctx ends at
// that moment; any other is ignored.
func TestAnswersWhileLeaving(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  step
		outcome ciba.Outcome
		reason  ciba.Reason
	}{
		"refused":      {answer: failure("access_denied"), outcome: ciba.Refused},
		"expired":      {answer: failure("expired_token"), outcome: ciba.Expired},
		"failed":       {answer: failure("invalid_client"), outcome: ciba.Failed, reason: ciba.ReasonOAuth},
		"pending":      {answer: pending(), outcome: ciba.Unknown, reason: ciba.ReasonLeft},
		"slow_down":    {answer: failure("slow_down"), outcome: ciba.Unknown, reason: ciba.ReasonLeft},
		"lost":         {answer: status(500), outcome: ciba.Unknown, reason: ciba.ReasonLeft},
		"verified":     {answer: tokens(), outcome: ciba.Verified},
		"not verified": {answer: tokens(claim("idp", "x")), outcome: ciba.NotVerified},
		"no token":     {answer: tokens(finally(func(string) string { return "x" })), outcome: ciba.NotVerified},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				ctx, leave := context.WithCancel(t.Context())
				leaving := false
				c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
					o.Exchange = func(e ciba.Exchange) {
						if e.Endpoint == "token_endpoint" && leaving {
							leave()
						}
					}
				})
				verify(t, c).wants(t, ciba.Verified, "") // the keys are at hand
				leaving = true
				p.on(tokenEndpoint, test.answer)
				s := verifyIn(ctx, t, c)
				s.wants(t, test.outcome, test.reason)
				if len(s.told(ciba.EventLost)) != 0 {
					t.Error("told of a lost answer")
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestAcknowledgedWhileLeaving: the id comes once, so it is kept even if ctx ends at that moment.
func TestAcknowledgedWhileLeaving(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		ctx, leave := context.WithCancel(t.Context())
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) {
				if e.Endpoint == "backchannel_authentication_endpoint" {
					leave()
				}
			}
		})
		var kept ciba.Resumption
		s := verifyIn(ctx, t, c, func(params *ciba.Params, _ func() bool) {
			params.Keep = func(ctx context.Context, r ciba.Resumption) {
				if ctx.Err() == nil {
					kept = r
				}
			}
		})
		s.wants(t, ciba.Unknown, ciba.ReasonLeft)
		if kept.AuthReqID.Reveal() != testID {
			t.Error("the id is lost")
		}
		p.silentAfter(t)
	})
}

// TestTokensWhileLeaving: tokens come once, so they are recorded and judged even if ctx ends at
// that moment.
func TestTokensWhileLeaving(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		ctx, leave := context.WithCancel(t.Context())
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Exchange = func(e ciba.Exchange) {
				if e.Endpoint == "token_endpoint" {
					leave()
				}
			}
		})
		s := verifyIn(ctx, t, c, func(params *ciba.Params, _ func() bool) {
			params.Receive = func(context.Context, ciba.Receipt) ciba.Reception {
				return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
			}
		})
		s.wants(t, ciba.Unknown, ciba.ReasonLeft) // the keys were not at hand
		if !s.Recorded {
			t.Error("the tokens are lost")
		}
	})
}
