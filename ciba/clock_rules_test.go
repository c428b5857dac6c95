package ciba_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
)

// wall is our wall clock, which can be wrong and can be set.
type wall struct{ skew atomic.Int64 }

func (w *wall) set(d time.Duration) { w.skew.Store(int64(d)) }
func (w *wall) now() time.Time      { return time.Now().Round(0).Add(time.Duration(w.skew.Load())) }

func (w *wall) use(_ *ciba.Config, o *ciba.Options) { o.Now = w.now }

// TestClockOffset: rule 53, tokens are judged in the provider's time; if our clock is off by more
// than 5 minutes, no prompt is spent.
func TestClockOffset(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		offset  time.Duration // the provider's clock minus ours
		outcome ciba.Outcome
	}{
		{0, ciba.Verified},
		{61 * time.Second, ciba.Verified},
		{-61 * time.Second, ciba.Verified},
		{5 * time.Minute, ciba.Verified},
		{-5 * time.Minute, ciba.Verified},
		{5*time.Minute + time.Second, ciba.Failed},
		{-5*time.Minute - time.Second, ciba.Failed},
		{24 * time.Hour, ciba.Failed},
		{-24 * 365 * time.Hour, ciba.Failed},
	} {
		t.Run(test.offset.String(), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				var w wall
				w.set(-test.offset)
				s := verify(t, p.client(t, w.use))
				if test.outcome == ciba.Failed {
					s.wants(t, ciba.Failed, ciba.ReasonClock)
					if len(p.seen(startEndpoint)) != 0 || !s.SentAt.IsZero() {
						t.Error("a prompt was spent")
					}
					if s.Offset != test.offset || !s.OffsetKnown {
						t.Errorf("an offset of %v is reported", s.Offset)
					}
					return
				}
				if s.wants(t, ciba.Verified, ""); s.Verdict == nil {
					return
				}
				if check := s.Verdict.Check(ciba.CheckClock); check.Result != ciba.Pass || !check.Required || check.Actual != ciba.Literal(test.offset.String()) {
					t.Errorf("clock is %+v", check)
				}
				told := s.told(ciba.EventAcknowledged)[0]
				if told.Offset != test.offset || !told.OffsetKnown {
					t.Errorf("told an offset of %v", told.Offset)
				}
				if s.ReceivedAt.Sub(p.now()).Abs() > time.Second || s.SentAt.Sub(w.now().Add(-s.took)).Abs() > time.Second {
					t.Errorf("received at %v, sent at %v", s.ReceivedAt, s.SentAt)
				}
			})
		})
	}
}

// TestOldTokenWithWrongClock: our wrong clock doesn't make an old token valid.
func TestOldTokenWithWrongClock(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		var w wall
		w.set(-5 * time.Minute)
		p.on(tokenEndpoint, func(p *scripted, c netConn, r *request) bool {
			return says(200, tokenResponse(newDraft(p.now().Add(-6*time.Minute))))(p, c, r)
		})
		s := verify(t, p.client(t, w.use))
		s.wants(t, ciba.NotVerified, "")
		if want := []ciba.CheckID{ciba.CheckExpiry, ciba.CheckIssuedAt, ciba.CheckAuthenticationTime}; !slices.Equal(failing(*s.Verdict), want) {
			t.Errorf("these fail: %v", failing(*s.Verdict))
		}
	})
}

// TestNoDate: if the provider states no time, ours counts.
func TestNoDate(t *testing.T) {
	t.Parallel()
	bare := func(code int, body string) step {
		return func(_ *scripted, c netConn, _ *request) bool {
			_, err := fmt.Fprintf(c, "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", code, len(body), body)
			return err == nil
		}
	}
	for _, test := range []struct {
		ours    time.Duration
		outcome ciba.Outcome
	}{{0, ciba.Verified}, {2 * time.Minute, ciba.NotVerified}, {-2 * time.Minute, ciba.NotVerified}} {
		inBubble(t, func(t *testing.T, p *scripted) {
			var w wall
			w.set(test.ours)
			p.on(discoveryEndpoint, bare(200, metadataText()))
			p.on(startEndpoint, bare(200, `{"auth_req_id":"a","expires_in":300,"interval":5}`))
			p.on(tokenEndpoint, undated(tokens()))
			s := verify(t, p.client(t, w.use))
			if s.wants(t, test.outcome, ""); s.Verdict == nil {
				return
			}
			if s.Verdict.Check(ciba.CheckClock).Result != ciba.Skip || s.told(ciba.EventAcknowledged)[0].OffsetKnown {
				t.Error("an offset is known")
			}
		})
	}
}

// TestSlowStartInTheProvidersTime: the Date is that of the answer, which comes later than the start
// was sent.
func TestSlowStartInTheProvidersTime(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.ahead = 4 * time.Minute
		p.on(startEndpoint, after(35*time.Second, acknowledge(testID, 300, 5)))
		s := verify(t, p.client(t))
		s.wants(t, ciba.Verified, "")
		if off := s.ReceivedAt.Sub(p.now()); off.Abs() > time.Second {
			t.Errorf("received %v off", off)
		}
	})
}

// TestWallClockIsSet: rule 52, while waiting. Interval and deadline don't change, and the token is
// judged in the provider's time.
func TestWallClockIsSet(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 20 * 365 * 24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				var w wall
				p.on(tokenEndpoint, pending(), pending(), pending(), tokens())
				time.AfterFunc(7*time.Second, func() { w.set(jump) })
				s := verify(t, p.client(t, w.use))
				s.wants(t, ciba.Verified, "")
				if got, want := p.pollTimes(), secs(5.3, 10.6, 15.9, 21.2); !near(got, want, 0) {
					t.Errorf("polls at %v", got)
				}
				if s.ReceivedAt.Sub(p.now()).Abs() > time.Second {
					t.Errorf("received at %v", s.ReceivedAt)
				}
			})
			inBubble(t, func(t *testing.T, p *scripted) {
				var w wall
				p.on(startEndpoint, acknowledge(testID, 60, 5))
				p.on(tokenEndpoint, pending())
				time.AfterFunc(7*time.Second, func() { w.set(jump) })
				s := verify(t, p.client(t, w.use))
				s.wants(t, ciba.Expired, "")
				if s.took != 63600*time.Millisecond {
					t.Errorf("it ended after %v", s.took)
				}
			})
		})
	}
}

// TestWallClockIsSetBetween: cached metadata doesn't hide that our clock was set, to a wrong time
// or to the right one.
func TestWallClockIsSetBetween(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		var w wall
		c := p.client(t, w.use)
		verify(t, c).wants(t, ciba.Verified, "")
		w.set(time.Hour)
		verify(t, c).wants(t, ciba.Failed, ciba.ReasonClock)
		w.set(0)
		verify(t, c).wants(t, ciba.Verified, "")
		if n := len(p.seen(discoveryEndpoint)); n != 2 {
			// before reporting a wrong clock, the client asks the provider
			t.Errorf("%d discoveries", n)
		}
	})
}

// TestClockChangesOfTheCalendar: rule 54, the end of summer time and a leap second during the wait
// change nothing, because all comparisons are in UTC seconds.
func TestClockChangesOfTheCalendar(t *testing.T) {
	t.Parallel()
	summer, winter := time.FixedZone("CEST", 2*60*60), time.FixedZone("CET", 60*60)
	inBubble(t, func(t *testing.T, p *scripted) {
		var zone atomic.Pointer[time.Location]
		zone.Store(summer)
		time.AfterFunc(7*time.Second, func() { zone.Store(winter) })
		p.on(tokenEndpoint, pending(), pending(), tokens())
		s := verify(t, p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Now = func() time.Time { return time.Now().Round(0).In(zone.Load()) }
		}))
		s.wants(t, ciba.Verified, "")
		if got := p.pollTimes(); !near(got, secs(5.3, 10.6, 15.9), 0) || s.told(ciba.EventAcknowledged)[0].Offset != 0 {
			t.Errorf("polls at %v, an offset of %v", got, s.told(ciba.EventAcknowledged)[0].Offset)
		}
	})
	inBubble(t, func(t *testing.T, p *scripted) {
		// Go has no time for second 60, so none counts as stated.
		p.on(startEndpoint, raw("HTTP/1.1 200 OK\r\nDate: Sat, 31 Dec 2016 23:59:60 GMT\r\nContent-Length: 49\r\n\r\n"+`{"auth_req_id":"a","expires_in":300,"interval":5}`))
		s := verify(t, p.client(t))
		s.wants(t, ciba.Verified, "")
		if told := s.told(ciba.EventAcknowledged)[0]; told.Offset.Abs() > time.Second {
			t.Errorf("an offset of %v is reported", told.Offset) // it is discovery's
		}
	})
}

// TestAssertionsAreInTheProvidersTime: even if our clock is wrong, or is set while we wait.
func TestAssertionsAreInTheProvidersTime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, during time.Duration }{
		"right":           {0, 0},
		"wrong":           {-4 * time.Minute, -4 * time.Minute},
		"set to the past": {0, -time.Hour},
		"set forward":     {0, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				var w wall
				w.set(test.before)
				p.on(tokenEndpoint, pending(), pending(), tokens())
				time.AfterFunc(7*time.Second, func() { w.set(test.during) })
				verify(t, p.client(t, w.use, func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT }))
				for _, a := range append(p.seen(startEndpoint), p.seen(tokenEndpoint)...) {
					claims := jwt.RegisteredClaims{}
					_, err := jwt.ParseWithClaims(a.form.Get("client_assertion"), &claims,
						func(*jwt.Token) (any, error) { return []byte(testSecret), nil }, jwt.WithoutClaimsValidation())
					if err != nil {
						t.Fatal(err)
					}
					if claims.IssuedAt == nil {
						t.Fatal("an assertion has no date")
					}
					if off := claims.IssuedAt.Sub(a.at.Add(p.ahead)); off.Abs() > 2*time.Second {
						t.Errorf("an assertion is dated %v off", off)
					}
				}
			})
		})
	}
}

// sleeper is a machine whose timers stop while it sleeps.
type sleeper struct{ slept atomic.Int64 }

func (s *sleeper) sleep(d time.Duration) { s.slept.Add(int64(d)) }
func (s *sleeper) use(_ *ciba.Config, o *ciba.Options) {
	o.Suspended = func() time.Duration { return time.Duration(s.slept.Load()) }
}

// TestSleepOfTheMachine: rule 51. After waking, what is overdue is sent at once, and only once.
func TestSleepOfTheMachine(t *testing.T) {
	t.Parallel()
	t.Run("past the deadline: one last poll", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			var lid sleeper
			p.on(tokenEndpoint, pending())
			time.AfterFunc(7*time.Second, func() { lid.sleep(10 * time.Minute) })
			s := verify(t, p.client(t, lid.use))
			s.wants(t, ciba.Expired, "")
			if got := p.pollTimes(); !near(got, secs(5.3, 7), time.Second) || s.took > 9*time.Second {
				t.Errorf("polls at %v, over after %v", got, s.took)
			}
			p.silentAfter(t)
		})
	})
	t.Run("past the deadline, and the last answer was lost", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			var lid sleeper
			p.on(tokenEndpoint, status(500))
			time.AfterFunc(7*time.Second, func() { lid.sleep(10 * time.Minute) })
			s := verify(t, p.client(t, lid.use))
			s.wants(t, ciba.Unknown, ciba.ReasonPollLost)
			if len(p.seen(tokenEndpoint)) != 1 {
				t.Errorf("polls at %v", p.pollTimes())
			}
		})
	})
	t.Run("before the deadline: once at once, no burst", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			var lid sleeper
			p.on(tokenEndpoint, pending(), pending(), pending(), tokens())
			time.AfterFunc(7*time.Second, func() { lid.sleep(2 * time.Minute) })
			s := verify(t, p.client(t, lid.use))
			s.wants(t, ciba.Verified, "")
			got := p.pollTimes()
			if len(got) != 4 || !near(got[:2], secs(5.3, 7), time.Second) || got[2]-got[1] != 5300*time.Millisecond || got[3]-got[2] != 5300*time.Millisecond {
				t.Errorf("polls at %v", got)
			}
		})
	})
	t.Run("the provider's time continues", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			var (
				lid sleeper
				w   wall
			)
			p.on(tokenEndpoint, pending(), tokens(func(d *draft) {
				for _, name := range []string{"iat", "nbf", "exp", "auth_time"} {
					d.claims[name] = d.claims[name].(int64) + 240
				}
			}))
			time.AfterFunc(7*time.Second, func() { lid.sleep(4 * time.Minute); w.set(4 * time.Minute) })
			verify(t, p.client(t, lid.use, w.use)).wants(t, ciba.Verified, "")
		})
	})
	t.Run("between two verifications", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			var lid sleeper
			c := p.client(t, lid.use)
			verify(t, c).wants(t, ciba.Verified, "")
			lid.sleep(8 * time.Hour)
			verify(t, c).wants(t, ciba.Verified, "")
			if n := len(p.seen(discoveryEndpoint)); n != 2 {
				t.Errorf("%d discoveries: metadata of yesterday was kept", n)
			}
		})
	})
}
