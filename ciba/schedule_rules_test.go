package ciba_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

// TestSchedule is every rule of when to poll.
func TestSchedule(t *testing.T) {
	httpDate := func(d time.Duration) step {
		return func(p *scripted, c netConn, r *request) bool {
			return pending("Retry-After: "+p.now().Add(d).UTC().Format(http.TimeFormat)+"\r\n")(p, c, r)
		}
	}
	undated := func(p *scripted, c netConn, _ *request) bool {
		_, err := fmt.Fprintf(c, "HTTP/1.1 503 X\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", p.now().Add(30*time.Second).UTC().Format(http.TimeFormat))
		return err == nil
	}
	tests := []struct {
		row     string
		start   step
		answers []step
		polls   []time.Duration // from the start
		slack   time.Duration   // of jitter
	}{
		{"21 authorization_pending many times", acknowledge(testID, 300, 5), []step{pending(), pending(), pending(), pending(), tokens()}, secs(5.3, 10.6, 15.9, 21.2, 26.5), 0},
		{"an interval of 1 s", acknowledge(testID, 300, 1), []step{pending(), pending(), tokens()}, secs(1.3, 2.6, 3.9), 0},
		{"the interval counts from sending", acknowledge(testID, 300, 5), []step{after(3*time.Second, pending()), after(4*time.Second, pending()), tokens()}, secs(5.3, 10.6, 15.9), 0},
		{"the interval counts from sending the start", after(3*time.Second, acknowledge(testID, 300, 5)), []step{pending(), tokens()}, secs(5.3, 10.6), 0},
		{"22 slow_down", acknowledge(testID, 300, 5), []step{failure("slow_down"), pending(), pending(), tokens()}, secs(5.3, 15.6, 25.9, 36.2), 0},
		{"23 slow_down ten times in a row", acknowledge(testID, 800, 5), []step{failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"), tokens()},
			secs(5.3, 15.6, 30.9, 51.2, 76.5, 106.8, 142.1, 182.4, 227.7, 278, 333.3), 0},
		{"24 slow_down with Retry-After: 30", acknowledge(testID, 300, 5), []step{failure("slow_down", "Retry-After: 30\r\n"), pending(), tokens()}, secs(5.3, 35.3, 45.6), 0},
		{"24 slow_down with Retry-After: 2", acknowledge(testID, 300, 5), []step{failure("slow_down", "Retry-After: 2\r\n"), tokens()}, secs(5.3, 15.6), 0},
		{"22 slow_down with 429", acknowledge(testID, 300, 5), []step{says(429, `{"error":"slow_down"}`), pending(), tokens()}, secs(5.3, 15.6, 25.9), 0},
		{"35 429 with Retry-After (seconds)", acknowledge(testID, 300, 5), []step{status(429, "Retry-After: 40\r\n"), tokens()}, secs(5.3, 45.3), 0},
		{"503 with Retry-After (date)", acknowledge(testID, 300, 5), []step{httpDate(30 * time.Second), tokens()}, secs(5.3, 35.3), 0},
		{"Retry-After counts from the answer", acknowledge(testID, 300, 5), []step{after(20*time.Second, pending("Retry-After: 30\r\n")), tokens()}, secs(5.3, 55.3), 0},
		{"a short Retry-After counts from the answer, too", acknowledge(testID, 300, 5), []step{after(4*time.Second, pending("Retry-After: 3\r\n")), tokens()}, secs(5.3, 12.3), 0},
		{"503 with Retry-After (date), and no Date", acknowledge(testID, 300, 5), []step{undated, tokens()}, secs(5.3, 35), 0},
		{"Retry-After senseless: a hundred zeros before it", acknowledge(testID, 300, 5), []step{pending("Retry-After: " + strings.Repeat("0", 100) + "30\r\n"), tokens()}, secs(5.3, 10.6), 0},
		{"Retry-After in the past", acknowledge(testID, 300, 5), []step{httpDate(-time.Hour), tokens()}, secs(5.3, 10.6), 0},
		{"Retry-After senseless: -1", acknowledge(testID, 300, 5), []step{pending("Retry-After: -1\r\n"), tokens()}, secs(5.3, 10.6), 0},
		{"Retry-After senseless: soon", acknowledge(testID, 300, 5), []step{pending("Retry-After: soon\r\n"), tokens()}, secs(5.3, 10.6), 0},
		{"Retry-After senseless: 1.5", acknowledge(testID, 300, 5), []step{pending("Retry-After: 1.5\r\n"), tokens()}, secs(5.3, 10.6), 0},
		{"Retry-After senseless: 99999999999999999999", acknowledge(testID, 300, 5), []step{pending("Retry-After: 99999999999999999999\r\n"), tokens()}, secs(5.3, 10.6), 0},
		{"Retry-After senseless: 2147483647", acknowledge(testID, 300, 5), []step{pending("Retry-After: 2147483647\r\n"), tokens()}, secs(5.3, 10.6), 0},
		{"Retry-After past the deadline", acknowledge(testID, 60, 5), []step{pending("Retry-After: 600\r\n"), tokens()}, secs(5.3, 60.3), 0},
		{"36 503 without Retry-After: back-off with jitter", acknowledge(testID, 300, 5), []step{status(503), tokens()}, secs(5.3, 10.6), time.Second},
		{"39 answer slower than interval (long poll 29 s)", acknowledge(testID, 300, 5), []step{after(29*time.Second, pending()), after(29*time.Second, pending()), tokens()}, secs(5.3, 34.3, 63.3), 0},
		{"39 long poll 39.9 s still counts", acknowledge(testID, 300, 5), []step{after(39900*time.Millisecond, tokens())}, secs(5.3), 0},
		{"40 s is lost, and the back-off counts from there", acknowledge(testID, 300, 5), []step{after(41*time.Second, tokens()), tokens()}, secs(5.3, 50.6), time.Second},
		{"8 expires_in 10 years", acknowledge(testID, 315360000, 60), []step{pending(), tokens()}, secs(60.3, 120.6), 0},
		{"9 interval missing", says(200, `{"auth_req_id":"a","expires_in":300}`), []step{pending(), tokens()}, secs(5.3, 10.6), 0},
		{"9 interval null", says(200, `{"auth_req_id":"a","expires_in":300,"interval":null}`), []step{tokens()}, secs(5.3), 0},
		{"10 interval 0", acknowledge(testID, 300, 0), []step{pending(), tokens()}, secs(5.3, 10.6), 0},
		{"10 interval negative", acknowledge(testID, 300, -1), []step{tokens()}, secs(5.3), 0},
		{"10 interval 0.001", says(200, `{"auth_req_id":"a","expires_in":300,"interval":0.001}`), []step{tokens()}, secs(5.3), 0},
		{"interval of another type", says(200, `{"auth_req_id":"a","expires_in":300,"interval":[1]}`), []step{tokens()}, secs(5.3), 0},
		{"interval as a string", says(200, `{"auth_req_id":"a","expires_in":300,"interval":"7"}`), []step{tokens()}, secs(7.3), 0},
		{"11 interval 1e18", says(200, `{"auth_req_id":"a","expires_in":300,"interval":1e18}`), []step{tokens()}, secs(60.3), 0},
		{"11 interval 61", acknowledge(testID, 300, 61), []step{tokens()}, secs(60.3), 0},
		{"11 interval 60.5", says(200, `{"auth_req_id":"a","expires_in":300,"interval":60.5}`), []step{tokens()}, secs(60.3), 0},
		{"11 interval of twenty digits as a string", says(200, `{"auth_req_id":"a","expires_in":300,"interval":"99999999999999999999"}`), []step{tokens()}, secs(60.3), 0},
		{"11 interval -1e400", says(200, `{"auth_req_id":"a","expires_in":300,"interval":-1e400}`), []step{tokens()}, secs(5.3), 0},
		{"11 interval 60", acknowledge(testID, 300, 60), []step{tokens()}, secs(60.3), 0},
		{"11 interval larger than expires_in", acknowledge(testID, 20, 30), []step{pending()}, secs(30.3), 0},
		{"50 one last poll just past the deadline", acknowledge(testID, 12, 5), []step{pending()}, secs(5.3, 10.6, 15.9), 0},
		{"50 the last poll is just past the deadline, if the interval allows", acknowledge(testID, 10, 5), []step{pending()}, secs(5.3, 10.6), 0},
		{"50 no further poll after a lost answer", acknowledge(testID, 12, 5), []step{pending(), status(500)}, secs(5.3, 10.6), 0},
		{"an answer in flight at the deadline, pending: one last poll", acknowledge(testID, 12, 5), []step{pending(), after(10*time.Second, pending()), pending()}, secs(5.3, 10.6, 20.6), 0},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, test.start)
				p.on(tokenEndpoint, test.answers...)
				s := verify(t, p.client(t))
				if got := p.pollTimes(); !near(got, test.polls, test.slack) {
					t.Errorf("polls at %v, want %v (outcome %s %s)", got, test.polls, s.Outcome, s.Reason)
				}
				for _, e := range s.events {
					if e.Kind != ciba.EventTokens && e.Kind != ciba.EventReceived && !e.NextPoll.IsZero() && e.NextPoll.Before(e.At) {
						t.Errorf("%s: a poll is planned %v ago", e.Kind, e.At.Sub(e.NextPoll))
					}
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestDeadline: how it ends when nobody decides.
func TestDeadline(t *testing.T) {
	tests := []struct {
		row     string
		start   step
		answers []step
		outcome ciba.Outcome
		reason  ciba.Reason
		ends    time.Duration
	}{
		{"50 pending beyond expires_in", acknowledge(testID, 60, 5), []step{pending()}, ciba.Expired, "", 63600 * time.Millisecond},
		{"50 tokens in the last poll", acknowledge(testID, 10, 5), []step{pending(), tokens()}, ciba.Verified, "", 10600 * time.Millisecond},
		{"50 refused in the last poll", acknowledge(testID, 10, 5), []step{pending(), failure("access_denied")}, ciba.Refused, "", 10600 * time.Millisecond},
		{"50 expired_token in the last poll", acknowledge(testID, 10, 5), []step{pending(), failure("expired_token")}, ciba.Expired, "", 10600 * time.Millisecond},
		{"50 slow_down in the last poll", acknowledge(testID, 10, 5), []step{pending(), failure("slow_down")}, ciba.Expired, "", 10600 * time.Millisecond},
		{"50 last answer lost", acknowledge(testID, 10, 5), []step{pending(), status(500)}, ciba.Unknown, ciba.ReasonPollLost, 10600 * time.Millisecond},
		{"50 answers lost at the deadline", acknowledge(testID, 30, 5), []step{pending(), status(500)}, ciba.Unknown, ciba.ReasonPollLost, 30 * time.Second},
		{"tokens in flight at the deadline", acknowledge(testID, 10, 5), []step{after(20*time.Second, tokens())}, ciba.Verified, "", 25300 * time.Millisecond},
		{"a refusal in flight at the deadline", acknowledge(testID, 10, 5), []step{after(20*time.Second, failure("access_denied"))}, ciba.Refused, "", 25300 * time.Millisecond},
		{"a poll in flight at the deadline is lost", acknowledge(testID, 10, 5), []step{hangs()}, ciba.Unknown, ciba.ReasonPollLost, 45300 * time.Millisecond},
		{"8 expires_in 10 years is 15 minutes", acknowledge(testID, 315360000, 60), []step{pending()}, ciba.Expired, "", 904500 * time.Millisecond},
		{"the deadline counts from sending the start", after(8*time.Second, acknowledge(testID, 10, 5)), []step{pending(), pending()}, ciba.Expired, "", 13300 * time.Millisecond},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, test.start)
				p.on(tokenEndpoint, test.answers...)
				s := verify(t, p.client(t))
				s.wants(t, test.outcome, test.reason)
				if s.took != test.ends {
					t.Errorf("it ended after %v, want %v", s.took, test.ends)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestBackOffGrows: the waits after lost answers grow, are never below the
// interval, and start over after a good answer.
func TestBackOffGrows(t *testing.T) {
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, status(500), status(500), status(500), status(500), pending(), tokens())
		verify(t, p.client(t)).wants(t, ciba.Verified, "")
		times := p.pollTimes()
		var gaps []time.Duration
		for i := 1; i < len(times); i++ {
			gaps = append(gaps, times[i]-times[i-1])
			if gaps[i-1] < 5*time.Second+margin {
				t.Errorf("gap %v", gaps[i-1])
			}
		}
		if gaps[1] <= gaps[0] || gaps[2] <= gaps[1] || gaps[3] > 31*time.Second || gaps[4] != 5*time.Second+margin {
			t.Errorf("gaps %v", gaps)
		}
	})
}

// TestBackOffHasItsBounds: from the least to the most that jitter makes of it.
func TestBackOffHasItsBounds(t *testing.T) {
	for jitter, polls := range map[float64][]time.Duration{
		0: secs(5.3, 10.6, 19.875, 37.1, 60.925, 84.75),
		1: secs(5.3, 11.1, 22.2, 43.9, 74.4, 104.9),
	} {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(tokenEndpoint, status(500), status(500), status(500), status(500), status(500), tokens())
			c := p.client(t)
			c.SetJitter(func() float64 { return jitter })
			verify(t, c).wants(t, ciba.Verified, "")
			if got := p.pollTimes(); !near(got, polls, time.Millisecond) {
				t.Errorf("with jitter %v: polls at %v, want %v", jitter, got, polls)
			}
		})
	}
}

// TestBackOffIsJittered: clients that were lost together don't come back together.
func TestBackOffIsJittered(t *testing.T) {
	gaps := map[time.Duration]bool{}
	for range 5 {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(tokenEndpoint, status(500), status(500), tokens())
			verify(t, p.client(t))
			times := p.pollTimes()
			gaps[times[2]-times[1]] = true
		})
	}
	if len(gaps) < 2 {
		t.Error("five clients wait equally long")
	}
}

// TestNotes: rows 6 to 11, what was remarkable in the acknowledgement is said.
func TestNotes(t *testing.T) {
	tests := []struct {
		row, body string
		notes     []ciba.Note
	}{
		{"nothing remarkable", `"expires_in":300,"interval":5`, nil},
		{"6 expires_in as a string", `"expires_in":"300","interval":5`, []ciba.Note{ciba.NoteExpiresInText}},
		{"expires_in 300.0", `"expires_in":300.0,"interval":5`, nil},
		{"8 expires_in 10 years", `"expires_in":315360000,"interval":5`, []ciba.Note{ciba.NoteExpiresInClamped}},
		{"8 expires_in 15 minutes", `"expires_in":900,"interval":5`, nil},
		{"8 expires_in 15 minutes and a second", `"expires_in":901,"interval":5`, []ciba.Note{ciba.NoteExpiresInClamped}},
		{"9 interval missing", `"expires_in":300`, nil},
		{"10 interval 0", `"expires_in":300,"interval":0`, []ciba.Note{ciba.NoteIntervalDefault}},
		{"11 interval 1e99", `"expires_in":300,"interval":1e99`, []ciba.Note{ciba.NoteIntervalClamped}},
		{"11 interval 9223372036854775807", `"expires_in":300,"interval":9223372036854775807`, []ciba.Note{ciba.NoteIntervalClamped}},
		{"11 only one poll fits", `"expires_in":10,"interval":30`, []ciba.Note{ciba.NoteOnePoll}},
	}
	for _, test := range tests {
		t.Run(test.row, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, says(200, `{"auth_req_id":"a",`+test.body+`}`))
				s := verify(t, p.client(t))
				s.wants(t, ciba.Verified, "")
				for _, e := range s.told(ciba.EventAcknowledged) {
					if asJSON(e.Notes) != asJSON(test.notes) {
						t.Errorf("notes %v, want %v", e.Notes, test.notes)
					}
				}
			})
		})
	}
}

// TestWhatIsTold: interval, count, deadline and next poll, as the window shows them.
func TestWhatIsTold(t *testing.T) {
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, pending(), failure("slow_down"), status(500), pending("Retry-After: 30\r\n"), pending("Retry-After: 5\r\n"), tokens())
		began := time.Now()
		s := verify(t, p.client(t))
		for _, e := range s.events[1:] {
			if e.Deadline.Sub(began) != 300*time.Second {
				t.Errorf("%s: deadline after %v", e.Kind, e.Deadline.Sub(began))
			}
		}
		if first := s.told(ciba.EventAcknowledged)[0]; first.NextPoll.Sub(began) != 5300*time.Millisecond || first.Interval != 5*time.Second || first.Slowed || first.Polls != 0 {
			t.Errorf("acknowledged: %+v", first)
		}
		if slowed := s.told(ciba.EventSlowDown)[0]; slowed.Interval != 10*time.Second || !slowed.Slowed || slowed.Polls != 2 || slowed.NextPoll.Sub(began) != 20900*time.Millisecond {
			t.Errorf("slow_down: %+v", slowed)
		}
		if lost := s.told(ciba.EventLost)[0]; lost.Lost != 1 || !lost.Slowed || lost.Interval != 10*time.Second {
			t.Errorf("lost: %+v", lost)
		}
		for i, asked := range []bool{false, true, false} {
			if e := s.told(ciba.EventPending)[i]; e.Asked != asked {
				t.Errorf("pending %d: asked by Retry-After is %v", i, e.Asked)
			}
		}
		if !s.told(ciba.EventPolling)[0].NextPoll.IsZero() {
			t.Error("a next poll is planned while one is under way")
		}
	})
}
