package ciba_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"ringback/ciba"
)

// TestCancel: wherever a verification stands, a cancel is felt at once, final,
// and told to the provider where there is something to tell.
func TestCancel(t *testing.T) {
	tests := []struct {
		row     string
		script  func(p *scripted)
		at      time.Duration
		outcome ciba.Outcome
		reason  ciba.Reason
		ends    time.Duration
		answer  ciba.CancelAnswer
		starts  int
		deletes int
	}{
		{"before anything", func(p *scripted) { p.on(discoveryEndpoint, after(time.Second, metadata())) }, 0, ciba.Cancelled, "", 0, "", 0, 0},
		{"in discovery", func(p *scripted) { p.on(discoveryEndpoint, hangs()) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, "", 0, 0},
		{"47 while starting: not aborted, cancelled when the acknowledgement comes", func(p *scripted) { p.on(startEndpoint, after(10*time.Second, acknowledge(testID, 300, 5))) }, 3 * time.Second, ciba.Cancelled, "", 10 * time.Second, ciba.CancelDone, 1, 1},
		{"47 while starting, and no acknowledgement comes", func(p *scripted) { p.on(startEndpoint, hangs()) }, 3 * time.Second, ciba.Unknown, ciba.ReasonStartTimeout, 40 * time.Second, "", 1, 0},
		{"47 while starting, and the answer can't be read", func(p *scripted) { p.on(startEndpoint, after(5*time.Second, html(200))) }, 3 * time.Second, ciba.Unknown, ciba.ReasonNotTheProvider, 5 * time.Second, "", 1, 0},
		{"47 while starting, and the provider says no", func(p *scripted) { p.on(startEndpoint, after(5*time.Second, failure("unknown_user_id"))) }, 3 * time.Second, ciba.Cancelled, "", 5 * time.Second, "", 1, 0},
		{"while waiting for the first poll", func(*scripted) {}, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelDone, 1, 1},
		{"while waiting between polls", func(p *scripted) { p.on(tokenEndpoint, pending()) }, 7 * time.Second, ciba.Cancelled, "", 7 * time.Second, ciba.CancelDone, 1, 1},
		{"47 while a poll is in flight", func(p *scripted) { p.on(tokenEndpoint, hangs()) }, 7 * time.Second, ciba.Cancelled, "", 7 * time.Second, ciba.CancelDone, 1, 1},
		{"46 tokens arrive after operator cancelled", func(p *scripted) { p.on(tokenEndpoint, after(5*time.Second, tokens())) }, 7 * time.Second, ciba.Cancelled, "", 7 * time.Second, ciba.CancelDone, 1, 1},
		{"while offline", func(p *scripted) { p.on(tokenEndpoint, raw("")) }, 30 * time.Second, ciba.Cancelled, "", 30 * time.Second, ciba.CancelDone, 1, 1},
		{"while the keys are retried", func(p *scripted) { p.on(keysEndpoint, status(500)) }, 60 * time.Second, ciba.Cancelled, ciba.ReasonUnchecked, 60 * time.Second, "", 1, 0},
		{"while the keys are being fetched", func(p *scripted) { p.on(keysEndpoint, hangs()) }, 10 * time.Second, ciba.Cancelled, ciba.ReasonUnchecked, 10 * time.Second, "", 1, 0},
		{"48 DELETE 200", func(p *scripted) { p.on(cancelEndpoint, says(200, `{}`)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelDone, 1, 1},
		{"48 DELETE 204", func(p *scripted) { p.on(cancelEndpoint, status(204)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelDone, 1, 1},
		{"48 DELETE 202", func(p *scripted) { p.on(cancelEndpoint, status(202)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelDone, 1, 1},
		{"48 DELETE 404", func(p *scripted) { p.on(cancelEndpoint, status(404)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelNothing, 1, 1},
		{"48 DELETE 404, JSON", func(p *scripted) { p.on(cancelEndpoint, says(404, `{"error":"not_found"}`)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelNothing, 1, 1},
		{"48 DELETE 404, HTML: nobody looked for the request", func(p *scripted) { p.on(cancelEndpoint, html(404)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 409, HTML", func(p *scripted) { p.on(cancelEndpoint, html(409)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 410, HTML", func(p *scripted) { p.on(cancelEndpoint, html(410)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 400, HTML", func(p *scripted) { p.on(cancelEndpoint, html(400)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 404, HTML without a body", func(p *scripted) { p.on(cancelEndpoint, status(404, "Content-Type: Text/HTML\r\n")) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 404, XHTML", func(p *scripted) { p.on(cancelEndpoint, status(404, "Content-Type: application/xhtml+xml\r\n")) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 404, HTML that says it is JSON", func(p *scripted) { p.on(cancelEndpoint, says(404, "\ufeff \n<!DOCTYPE HTML><title>?</title>")) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 404, plain text that speaks of HTML", func(p *scripted) { p.on(cancelEndpoint, says(404, `{"error":"no <html> here"}`)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelNothing, 1, 1},
		{"48 DELETE 409", func(p *scripted) { p.on(cancelEndpoint, status(409)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelNothing, 1, 1},
		{"48 DELETE 410", func(p *scripted) { p.on(cancelEndpoint, status(410)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelNothing, 1, 1},
		{"48 DELETE 400", func(p *scripted) { p.on(cancelEndpoint, status(400)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelNothing, 1, 1},
		{"48 DELETE 500", func(p *scripted) { p.on(cancelEndpoint, status(500)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE 401", func(p *scripted) { p.on(cancelEndpoint, status(401)) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE redirected", func(p *scripted) { p.on(cancelEndpoint, redirect(307, testIssuer+"/elsewhere")) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE dropped", func(p *scripted) { p.on(cancelEndpoint, raw("")) }, 3 * time.Second, ciba.Cancelled, "", 3 * time.Second, ciba.CancelUncertain, 1, 1},
		{"48 DELETE timeout", func(p *scripted) { p.on(cancelEndpoint, hangs()) }, 3 * time.Second, ciba.Cancelled, "", 13 * time.Second, ciba.CancelUncertain, 1, 1},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
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

// TestCancelWithoutEndpoint: nothing can be told to the provider.
func TestCancelWithoutEndpoint(t *testing.T) {
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

// TestCancelBeforeTheStart: what is cancelled while discovery answers is never
// sent.
func TestCancelBeforeTheStart(t *testing.T) {
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

// TestCancelWhileTheProgramCloses: the provider is told all the same.
func TestCancelWhileTheProgramCloses(t *testing.T) {
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

// TestCancelWhileItEnds: a cancel that comes before an outcome that was already
// being made drops it, and says what is known of the provider.
func TestCancelWhileItEnds(t *testing.T) {
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

// TestCancelComesFirst: a cancel in any event before the outcome wins, and
// afterwards says that it came too late.
func TestCancelComesFirst(t *testing.T) {
	for _, kind := range []ciba.EventKind{ciba.EventSending, ciba.EventAcknowledged, ciba.EventPolling, ciba.EventPending, ciba.EventTokens} {
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
				if kind == ciba.EventTokens {
					reason = ciba.ReasonUnchecked
				}
				s.wants(t, ciba.Cancelled, reason)
				if s.Verdict != nil {
					t.Error("a cancelled verification has a verdict")
				}
				if len(s.told(ciba.EventUnchecked)) != len(s.told(ciba.EventTokens)) || len(s.told(ciba.EventLateTokens)) != 0 {
					t.Error("what had come before the cancel is told as something else")
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

// TestCancelRacesTokens: whichever comes first, what Cancel reports and what
// Run returns agree.
func TestCancelRacesTokens(t *testing.T) {
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

// TestCancelRacesTheDeadline: an acknowledged request that was cancelled is
// cancelled, not unknown.
func TestCancelRacesTheDeadline(t *testing.T) {
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

// TestLateTokensAreDropped: row 46, tokens whose answer had come when the
// operator cancelled are neither recorded nor judged, and the provider is told.
func TestLateTokensAreDropped(t *testing.T) {
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

// TestAnswersWhileLeaving: what the provider says once and for all isn't
// forgotten because somebody leaves at that moment; the rest is left.
func TestAnswersWhileLeaving(t *testing.T) {
	for name, test := range map[string]struct {
		answer  step
		outcome ciba.Outcome
		reason  ciba.Reason
	}{
		"refused":      {failure("access_denied"), ciba.Refused, ""},
		"expired":      {failure("expired_token"), ciba.Expired, ""},
		"failed":       {failure("invalid_client"), ciba.Failed, ciba.ReasonOAuth},
		"pending":      {pending(), ciba.Unknown, ciba.ReasonLeft},
		"slow_down":    {failure("slow_down"), ciba.Unknown, ciba.ReasonLeft},
		"lost":         {status(500), ciba.Unknown, ciba.ReasonLeft},
		"verified":     {tokens(), ciba.Verified, ""},
		"not verified": {tokens(claim("idp", "x")), ciba.NotVerified, ""},
		"no token":     {tokens(finally(func(string) string { return "x" })), ciba.NotVerified, ""},
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

// TestAcknowledgedWhileLeaving: the id comes once, so whoever leaves at that
// moment still has it kept.
func TestAcknowledgedWhileLeaving(t *testing.T) {
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

// TestTokensWhileLeaving: tokens come once, so whoever leaves at that moment
// still has them recorded and judged.
func TestTokensWhileLeaving(t *testing.T) {
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
