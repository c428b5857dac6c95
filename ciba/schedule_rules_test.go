package ciba_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
)

// TestSchedule tests every rule of when to poll.
func TestSchedule(t *testing.T) {
	t.Parallel()
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
		rule    int
		name    string
		start   step
		answers []step
		polls   []time.Duration // from the start
		slack   time.Duration   // of jitter
	}{
		{
			rule: 21, name: "authorization_pending many times", start: acknowledge(testID, 300, 5),
			answers: []step{pending(), pending(), pending(), pending(), tokens()}, polls: secs(5.3, 10.6, 15.9, 21.2, 26.5),
		},
		{
			name: "an interval of 1 s", start: acknowledge(testID, 300, 1),
			answers: []step{pending(), pending(), tokens()}, polls: secs(1.3, 2.6, 3.9),
		},
		{
			name: "the interval counts from sending", start: acknowledge(testID, 300, 5),
			answers: []step{after(3*time.Second, pending()), after(4*time.Second, pending()), tokens()},
			polls:   secs(5.3, 10.6, 15.9),
		},
		{
			name: "the interval counts from sending the start", start: after(3*time.Second, acknowledge(testID, 300, 5)),
			answers: []step{pending(), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			rule: 22, name: "slow_down", start: acknowledge(testID, 300, 5),
			answers: []step{failure("slow_down"), pending(), pending(), tokens()}, polls: secs(5.3, 15.6, 25.9, 36.2),
		},
		{
			rule: 23, name: "slow_down ten times in a row", start: acknowledge(testID, 800, 5),
			answers: []step{failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"),
				failure("slow_down"), failure("slow_down"), failure("slow_down"), failure("slow_down"),
				failure("slow_down"), failure("slow_down"), tokens()},
			polls: secs(5.3, 15.6, 30.9, 51.2, 76.5, 106.8, 142.1, 182.4, 227.7, 278, 333.3),
		},
		{
			rule: 24, name: "slow_down with Retry-After: 30", start: acknowledge(testID, 300, 5),
			answers: []step{failure("slow_down", "Retry-After: 30\r\n"), pending(), tokens()}, polls: secs(5.3, 35.3, 45.6),
		},
		{
			rule: 24, name: "slow_down with Retry-After: 2", start: acknowledge(testID, 300, 5),
			answers: []step{failure("slow_down", "Retry-After: 2\r\n"), tokens()}, polls: secs(5.3, 15.6),
		},
		{
			rule: 22, name: "slow_down with 429", start: acknowledge(testID, 300, 5),
			answers: []step{says(429, `{"error":"slow_down"}`), pending(), tokens()}, polls: secs(5.3, 15.6, 25.9),
		},
		{
			rule: 35, name: "429 with Retry-After (seconds)", start: acknowledge(testID, 300, 5),
			answers: []step{status(429, "Retry-After: 40\r\n"), tokens()}, polls: secs(5.3, 45.3),
		},
		{
			name: "503 with Retry-After (date)", start: acknowledge(testID, 300, 5),
			answers: []step{httpDate(30 * time.Second), tokens()}, polls: secs(5.3, 35.3),
		},
		{
			name: "Retry-After counts from the answer", start: acknowledge(testID, 300, 5),
			answers: []step{after(20*time.Second, pending("Retry-After: 30\r\n")), tokens()}, polls: secs(5.3, 55.3),
		},
		{
			name: "a short Retry-After counts from the answer, too", start: acknowledge(testID, 300, 5),
			answers: []step{after(4*time.Second, pending("Retry-After: 3\r\n")), tokens()}, polls: secs(5.3, 12.3),
		},
		{
			name: "503 with Retry-After (date), and no Date", start: acknowledge(testID, 300, 5),
			answers: []step{undated, tokens()}, polls: secs(5.3, 35),
		},
		{
			name: "Retry-After senseless: a hundred zeros before it", start: acknowledge(testID, 300, 5),
			answers: []step{pending("Retry-After: " + strings.Repeat("0", 100) + "30\r\n"), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			name: "Retry-After in the past", start: acknowledge(testID, 300, 5),
			answers: []step{httpDate(-time.Hour), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			name: "Retry-After senseless: -1", start: acknowledge(testID, 300, 5),
			answers: []step{pending("Retry-After: -1\r\n"), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			name: "Retry-After senseless: soon", start: acknowledge(testID, 300, 5),
			answers: []step{pending("Retry-After: soon\r\n"), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			name: "Retry-After senseless: 1.5", start: acknowledge(testID, 300, 5),
			answers: []step{pending("Retry-After: 1.5\r\n"), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			name: "Retry-After senseless: 99999999999999999999", start: acknowledge(testID, 300, 5),
			answers: []step{pending("Retry-After: 99999999999999999999\r\n"), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			name: "Retry-After senseless: 2147483647", start: acknowledge(testID, 300, 5),
			answers: []step{pending("Retry-After: 2147483647\r\n"), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			name: "Retry-After past the deadline", start: acknowledge(testID, 60, 5),
			answers: []step{pending("Retry-After: 600\r\n"), tokens()}, polls: secs(5.3, 60.3),
		},
		{
			rule: 36, name: "503 without Retry-After: back-off with jitter", start: acknowledge(testID, 300, 5),
			answers: []step{status(503), tokens()}, polls: secs(5.3, 10.6), slack: time.Second,
		},
		{
			rule: 39, name: "answer slower than interval (long poll 29 s)", start: acknowledge(testID, 300, 5),
			answers: []step{after(29*time.Second, pending()), after(29*time.Second, pending()), tokens()},
			polls:   secs(5.3, 34.3, 63.3),
		},
		{
			rule: 39, name: "long poll 39.9 s still counts", start: acknowledge(testID, 300, 5),
			answers: []step{after(39900*time.Millisecond, tokens())}, polls: secs(5.3),
		},
		{
			rule: 40, name: "an answer after 40 s is lost, and the back-off counts from there", start: acknowledge(testID, 300, 5),
			answers: []step{after(41*time.Second, tokens()), tokens()}, polls: secs(5.3, 50.6), slack: time.Second,
		},
		{
			rule: 8, name: "expires_in 10 years", start: acknowledge(testID, 315360000, 60),
			answers: []step{pending(), tokens()}, polls: secs(60.3, 120.6),
		},
		{
			rule: 9, name: "interval missing", start: says(200, `{"auth_req_id":"a","expires_in":300}`),
			answers: []step{pending(), tokens()}, polls: secs(5.3, 10.6),
		},
		{
			rule: 9, name: "interval null", start: says(200, `{"auth_req_id":"a","expires_in":300,"interval":null}`),
			answers: []step{tokens()}, polls: secs(5.3),
		},
		{rule: 10, name: "interval 0", start: acknowledge(testID, 300, 0), answers: []step{pending(), tokens()}, polls: secs(5.3, 10.6)},
		{rule: 10, name: "interval negative", start: acknowledge(testID, 300, -1), answers: []step{tokens()}, polls: secs(5.3)},
		{
			rule: 10, name: "interval 0.001", start: says(200, `{"auth_req_id":"a","expires_in":300,"interval":0.001}`),
			answers: []step{tokens()}, polls: secs(5.3),
		},
		{
			name: "interval of another type", start: says(200, `{"auth_req_id":"a","expires_in":300,"interval":[1]}`),
			answers: []step{tokens()}, polls: secs(5.3),
		},
		{
			name: "interval as a string", start: says(200, `{"auth_req_id":"a","expires_in":300,"interval":"7"}`),
			answers: []step{tokens()}, polls: secs(7.3),
		},
		{
			rule: 11, name: "interval 1e18", start: says(200, `{"auth_req_id":"a","expires_in":300,"interval":1e18}`),
			answers: []step{tokens()}, polls: secs(60.3),
		},
		{rule: 11, name: "interval 61", start: acknowledge(testID, 300, 61), answers: []step{tokens()}, polls: secs(60.3)},
		{
			rule: 11, name: "interval 60.5", start: says(200, `{"auth_req_id":"a","expires_in":300,"interval":60.5}`),
			answers: []step{tokens()}, polls: secs(60.3),
		},
		{
			rule: 11, name: "interval of twenty digits as a string",
			start:   says(200, `{"auth_req_id":"a","expires_in":300,"interval":"99999999999999999999"}`),
			answers: []step{tokens()}, polls: secs(60.3),
		},
		{
			rule: 11, name: "interval -1e400", start: says(200, `{"auth_req_id":"a","expires_in":300,"interval":-1e400}`),
			answers: []step{tokens()}, polls: secs(5.3),
		},
		{rule: 11, name: "interval 60", start: acknowledge(testID, 300, 60), answers: []step{tokens()}, polls: secs(60.3)},
		{
			rule: 11, name: "interval larger than expires_in",
			start: acknowledge(testID, 20, 30), answers: []step{pending()}, polls: secs(30.3),
		},
		{
			rule: 50, name: "one last poll just past the deadline", start: acknowledge(testID, 12, 5),
			answers: []step{pending()}, polls: secs(5.3, 10.6, 15.9),
		},
		{
			rule: 50, name: "the last poll is just past the deadline, if the interval allows",
			start: acknowledge(testID, 10, 5), answers: []step{pending()}, polls: secs(5.3, 10.6),
		},
		{
			rule: 50, name: "no further poll after a lost answer", start: acknowledge(testID, 12, 5),
			answers: []step{pending(), status(500)}, polls: secs(5.3, 10.6),
		},
		{
			name: "an answer in flight at the deadline, pending: one last poll", start: acknowledge(testID, 12, 5),
			answers: []step{pending(), after(10*time.Second, pending()), pending()}, polls: secs(5.3, 10.6, 20.6),
		},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(startEndpoint, test.start)
				p.on(tokenEndpoint, test.answers...)
				s := verify(t, p.client(t))
				if got := p.pollTimes(); !near(got, test.polls, test.slack) {
					t.Errorf("polls at %v, want %v (outcome %s %s)", got, test.polls, s.Outcome, s.Reason)
				}
				for _, e := range s.events {
					if e.Kind != ciba.EventAnswered && e.Kind != ciba.EventReceived && !e.NextPoll.IsZero() && e.NextPoll.Before(e.At) {
						t.Errorf("%s: a poll is planned %v ago", e.Kind, e.At.Sub(e.NextPoll))
					}
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestDeadline: the outcome if the person doesn't decide.
func TestDeadline(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule    int
		name    string
		start   step
		answers []step
		outcome ciba.Outcome
		reason  ciba.Reason
		ends    time.Duration
	}{
		{
			rule: 50, name: "pending beyond expires_in", start: acknowledge(testID, 60, 5),
			answers: []step{pending()}, outcome: ciba.Expired, ends: 63600 * time.Millisecond,
		},
		{
			rule: 50, name: "tokens in the last poll", start: acknowledge(testID, 10, 5),
			answers: []step{pending(), tokens()}, outcome: ciba.Verified, ends: 10600 * time.Millisecond,
		},
		{
			rule: 50, name: "refused in the last poll", start: acknowledge(testID, 10, 5),
			answers: []step{pending(), failure("access_denied")}, outcome: ciba.Refused, ends: 10600 * time.Millisecond,
		},
		{
			rule: 50, name: "expired_token in the last poll", start: acknowledge(testID, 10, 5),
			answers: []step{pending(), failure("expired_token")}, outcome: ciba.Expired, ends: 10600 * time.Millisecond,
		},
		{
			rule: 50, name: "slow_down in the last poll", start: acknowledge(testID, 10, 5),
			answers: []step{pending(), failure("slow_down")}, outcome: ciba.Expired, ends: 10600 * time.Millisecond,
		},
		{
			rule: 50, name: "last answer lost", start: acknowledge(testID, 10, 5), answers: []step{pending(), status(500)},
			outcome: ciba.Unknown, reason: ciba.ReasonPollLost, ends: 10600 * time.Millisecond,
		},
		{
			rule: 50, name: "answers lost at the deadline", start: acknowledge(testID, 30, 5),
			answers: []step{pending(), status(500)}, outcome: ciba.Unknown, reason: ciba.ReasonPollLost, ends: 30 * time.Second,
		},
		{
			name: "tokens in flight at the deadline", start: acknowledge(testID, 10, 5),
			answers: []step{after(20*time.Second, tokens())}, outcome: ciba.Verified, ends: 25300 * time.Millisecond,
		},
		{
			name: "a refusal in flight at the deadline", start: acknowledge(testID, 10, 5),
			answers: []step{after(20*time.Second, failure("access_denied"))},
			outcome: ciba.Refused, ends: 25300 * time.Millisecond,
		},
		{
			name: "a poll in flight at the deadline is lost", start: acknowledge(testID, 10, 5), answers: []step{hangs()},
			outcome: ciba.Unknown, reason: ciba.ReasonPollLost, ends: 45300 * time.Millisecond,
		},
		{
			rule: 8, name: "expires_in 10 years is 15 minutes", start: acknowledge(testID, 315360000, 60),
			answers: []step{pending()}, outcome: ciba.Expired, ends: 904500 * time.Millisecond,
		},
		{
			name: "the deadline counts from sending the start", start: after(8*time.Second, acknowledge(testID, 10, 5)),
			answers: []step{pending(), pending()}, outcome: ciba.Expired, ends: 13300 * time.Millisecond,
		},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
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

// TestBackOffGrows: the waits after lost answers grow, are never shorter than the interval, and
// start over after a good answer.
func TestBackOffGrows(t *testing.T) {
	t.Parallel()
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

// TestBackOffHasItsBounds: rule 36, with the least and the most jitter.
func TestBackOffHasItsBounds(t *testing.T) {
	t.Parallel()
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

// TestBackOffIsJittered: clients that lost the provider together don't return together.
func TestBackOffIsJittered(t *testing.T) {
	t.Parallel()
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

// TestNotes: what was remarkable in the acknowledgement is noted.
func TestNotes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule       int
		name, body string
		notes      []ciba.Note
	}{
		{name: "nothing remarkable", body: `"expires_in":300,"interval":5`},
		{rule: 6, name: "expires_in as a string", body: `"expires_in":"300","interval":5`, notes: []ciba.Note{ciba.NoteExpiresInText}},
		{name: "expires_in 300.0", body: `"expires_in":300.0,"interval":5`},
		{rule: 8, name: "expires_in 10 years", body: `"expires_in":315360000,"interval":5`, notes: []ciba.Note{ciba.NoteExpiresInClamped}},
		{rule: 8, name: "expires_in 15 minutes", body: `"expires_in":900,"interval":5`},
		{
			rule: 8, name: "expires_in 15 minutes and a second",
			body: `"expires_in":901,"interval":5`, notes: []ciba.Note{ciba.NoteExpiresInClamped},
		},
		{rule: 9, name: "interval missing", body: `"expires_in":300`},
		{rule: 10, name: "interval 0", body: `"expires_in":300,"interval":0`, notes: []ciba.Note{ciba.NoteIntervalDefault}},
		{rule: 11, name: "interval 1e99", body: `"expires_in":300,"interval":1e99`, notes: []ciba.Note{ciba.NoteIntervalClamped}},
		{
			rule: 11, name: "interval 9223372036854775807", body: `"expires_in":300,"interval":9223372036854775807`,
			notes: []ciba.Note{ciba.NoteIntervalClamped},
		},
		{rule: 11, name: "only one poll fits", body: `"expires_in":10,"interval":30`, notes: []ciba.Note{ciba.NoteOnePoll}},
	}
	for _, test := range tests {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
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

// TestEventsHaveTheSchedule: interval, count, deadline and next poll, as the window shows them.
func TestEventsHaveTheSchedule(t *testing.T) {
	t.Parallel()
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
