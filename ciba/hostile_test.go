package ciba_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"ringback/ciba"
)

// TestIdleConnectionClosed: rule 45, a poll on a connection that the provider closed before reuse
// is not re-sent at once.
func TestIdleConnectionClosed(t *testing.T) {
	t.Parallel()
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

// TestNothingCanBeSentAgain: net/http can't read a body twice, so it can't re-send a request on a
// new connection when the old one turns out to be dead.
func TestNothingCanBeSentAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		posts := 0
		c := p.client(t, func(_ *ciba.Config, o *ciba.Options) {
			o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPost {
					posts++
					if r.GetBody != nil {
						t.Errorf("%s could be sent again", r.URL.Path)
					}
				}
				return p.polls.RoundTrip(r)
			})
		})
		verify(t, c).wants(t, ciba.Verified, "")
		if posts != 2 {
			t.Errorf("%d requests with a body", posts)
		}
	})
}

// TestNoConnectionIsIdleForAMinute: a server closes it about then, and a start that is on its way
// at that moment is lost.
func TestNoConnectionIsIdleForAMinute(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		if _, err := p.client(t).Discover(t.Context()); err != nil {
			t.Fatal(err)
		}
		open := func() int { p.mu.Lock(); defer p.mu.Unlock(); return len(p.conns) }
		if later(20 * time.Second); open() != 1 {
			t.Errorf("%d connections after discovery", open())
		}
		if later(30 * time.Second); open() != 0 {
			t.Error("one is still open")
		}
	})
}

// roundTrip is an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestNetworkGoesAway: rule 38, without a connection for a while, a verification never ends before
// the deadline, and continues when the network is back.
func TestNetworkGoesAway(t *testing.T) {
	t.Parallel()
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

// TestUserInfoIsNotCalled: rule 95, whatever endpoints a provider lists, what the ID token doesn't
// say isn't fetched.
func TestUserInfoIsNotCalled(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*draft){
		"a good token":       func(*draft) {},
		"without the person": claim("mitid.uuid", absent{}),
		"without a name":     claim("mitid.identity_name", absent{}),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(discoveryEndpoint, metadata(member("userinfo_endpoint", testIssuer+"/connect/userinfo"), member("introspection_endpoint", testIssuer+"/connect/introspect")))
				p.on(tokenEndpoint, tokens(change))
				verify(t, p.client(t))
				var seen []string
				for _, a := range p.seen("") {
					seen = append(seen, a.endpoint)
				}
				if want := []string{discoveryEndpoint, startEndpoint, tokenEndpoint, keysEndpoint}; !slices.Equal(seen, want) {
					t.Errorf("these were called: %v", seen)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestRedirectsAreNotFollowed: rules 19, 43 and 77: nothing reaches the target of a redirect,
// whatever the endpoint.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
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
