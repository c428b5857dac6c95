package ciba_test

import (
	"errors"
	"testing"
	"time"

	"ringback/ciba"
)

// The rows of the hostile cases stand, with their words, where their rules
// are: 1 to 19 in start_rules_test.go, 21 to 45 in schedule_rules_test.go and
// verification_test.go, 46 to 48 in cancel_rules_test.go, 50 to 53 in
// schedule_rules_test.go and clock_rules_test.go, 55 to 96 in verdict_test.go,
// verification_test.go and keys_rules_test.go, 98 in leak_test.go, 102 in
// walk_test.go. Here stand those that are about more than one endpoint.

// TestIdleConnectionClosed: row 45, a poll on a connection that the provider
// closed before reuse is not re-sent in place.
func TestIdleConnectionClosed(t *testing.T) {
	inBubble(t, func(t *testing.T, p *scripted) {
		// The poll is read, and the connection dropped without a byte.
		p.on(tokenEndpoint, pending(), raw(""), tokens())
		s := verify(t, p.client(t))
		s.wants(t, ciba.Verified, "")
		times := p.pollTimes()
		if len(times) != 3 || times[2]-times[1] < 5*time.Second {
			t.Errorf("polls at %v", times)
		}
	})
	inBubble(t, func(t *testing.T, p *scripted) {
		// The start is read on the connection of discovery, and dropped.
		p.on(startEndpoint, raw(""), acknowledge(testID, 300, 5))
		s := verify(t, p.client(t))
		s.wants(t, ciba.Unknown, ciba.ReasonStartLost)
		if n := len(p.seen(startEndpoint)); n != 1 {
			t.Errorf("%d starts", n)
		}
	})
}

// TestNetworkGoesAway: row 38, no connection for a while: never ended before
// the deadline, and found again.
func TestNetworkGoesAway(t *testing.T) {
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, after(time.Second, pending()), tokens())
		time.AfterFunc(5500*time.Millisecond, func() { p.unplug(errors.New("network is unreachable")) })
		time.AfterFunc(2*time.Minute, func() { p.unplug(nil) })
		s := verify(t, p.client(t))
		s.wants(t, ciba.Verified, "")
		lost := s.told(ciba.EventLost)
		if len(lost) < 4 || len(lost) > 24 || lost[len(lost)-1].Lost != len(lost) || lost[1].Reason != ciba.ReasonUnreachable {
			t.Errorf("%d answers lost", len(lost))
		}
		if s.took > 2*time.Minute+31*time.Second {
			t.Errorf("found again after %v", s.took)
		}
	})
}

// TestRedirectsAreNotFollowed: rows 19, 43, 77: nothing reaches the place that
// a redirect names, whatever the endpoint.
func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, endpoint := range []string{discoveryEndpoint, keysEndpoint, startEndpoint, tokenEndpoint, cancelEndpoint} {
		for _, code := range []int{301, 302, 303, 307, 308} {
			for _, to := range []string{testIssuer + "/elsewhere", "http://127.0.0.2:8080/elsewhere", "//127.0.0.2/elsewhere", "elsewhere"} {
				inBubble(t, func(t *testing.T, p *scripted) {
					p.on(endpoint, redirect(code, to))
					verify(t, p.client(t), cancelAfter(4*time.Minute))
					for _, a := range p.seen("") {
						switch a.endpoint {
						case discoveryEndpoint, keysEndpoint, startEndpoint, tokenEndpoint, cancelEndpoint:
						default:
							t.Errorf("%d from %s to %s was followed: %s %s", code, endpoint, to, a.method, a.path)
						}
					}
				})
			}
		}
	}
}
