package ciba_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
)

// TestKeysAreFetched: once for all verifications within an hour.
func TestKeysAreFetched(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		c := p.client(t)
		for range 5 {
			verify(t, c).wants(t, ciba.Verified, "")
		}
		if n := len(p.seen(keysEndpoint)); n != 1 {
			t.Errorf("%d fetches", n)
		}
		later(time.Hour)
		verify(t, c).wants(t, ciba.Verified, "")
		if n := len(p.seen(keysEndpoint)); n != 2 {
			t.Errorf("%d fetches after an hour", n)
		}
	})
}

// TestKeyRotation: rule 73, one more fetch finds the new key, even if the last fetch was less than
// a minute ago.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	for _, wait := range []time.Duration{0, 30 * time.Second, 2 * time.Minute} {
		t.Run(fmt.Sprintf("%v after the last fetch", wait), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				c := p.client(t)
				verify(t, c).wants(t, ciba.Verified, "")
				later(wait)
				p.on(keysEndpoint, keySet(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "B")))
				p.on(tokenEndpoint, tokens(head("kid", "B"), signedBy(jwt.SigningMethodRS256, keyB())))
				verify(t, c).wants(t, ciba.Verified, "")
				fetches := p.seen(keysEndpoint)
				if len(fetches) != 2 || fetches[1].at.Sub(fetches[0].at) < time.Minute {
					t.Errorf("%d fetches", len(fetches))
				}
			})
		})
	}
}

// TestKeyChangedUnderItsKid: a key at hand that doesn't verify may be outdated. The set is fetched
// once more, at once, and that one decides.
func TestKeyChangedUnderItsKid(t *testing.T) {
	t.Parallel()
	old, changed := keySet(jwkOf(keyA().Public(), "A")), keySet(jwkOf(keyB().Public(), "A"))
	by := func(key any) step { return tokens(signedBy(jwt.SigningMethodRS256, key)) }
	for name, test := range map[string]struct {
		before, now step
		answer      step
		outcome     ciba.Outcome
		fetches     int // including the first
	}{
		"changed":                    {before: old, now: changed, answer: by(keyB()), outcome: ciba.Verified, fetches: 2},
		"not changed, and a forgery": {before: old, now: old, answer: by(keyB()), outcome: ciba.NotVerified, fetches: 2},
		"not changed, and genuine":   {before: old, now: old, answer: by(keyA()), outcome: ciba.Verified, fetches: 1},
		"changed, and the old key":   {before: old, now: changed, answer: by(keyA()), outcome: ciba.Verified, fetches: 1},
		"for signatures now": {
			before: keySet(jwkOf(keyA().Public(), "A", member("use", "enc"))),
			now:    old, answer: by(keyA()), outcome: ciba.Verified, fetches: 2,
		},
		"of two with one kid one went": {
			before: keySet(jwkOf(keyA().Public(), "A"), jwkOf(keyB().Public(), "A")),
			now:    old, answer: by(keyA()), outcome: ciba.Verified, fetches: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				c := p.client(t)
				p.on(keysEndpoint, test.before)
				// fetches the keys, and verifies with none
				p.on(tokenEndpoint, tokens(head("kid", "B")))
				verify(t, c)
				p.on(keysEndpoint, test.now)
				p.on(tokenEndpoint, test.answer)
				s := verify(t, c)
				s.wants(t, test.outcome, "")
				if n := len(p.seen(keysEndpoint)); n != test.fetches || s.took != 5300*time.Millisecond || len(s.told(ciba.EventNoKeys)) != 0 {
					t.Errorf("%d fetches, it took %v", n, s.took)
				}
			})
		})
	}
	t.Run("and that fetch fails for a while", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			c := p.client(t)
			verify(t, c).wants(t, ciba.Verified, "")
			p.on(keysEndpoint, status(500), status(500), changed)
			p.on(tokenEndpoint, by(keyB()))
			s := verify(t, c)
			s.wants(t, ciba.Verified, "")
			if n := len(s.told(ciba.EventNoKeys)); n != 2 || s.took != 8300*time.Millisecond {
				t.Errorf("told %d times, it took %v", n, s.took)
			}
		})
	})
	t.Run("many forgeries, one fetch each", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			c := p.client(t)
			verify(t, c).wants(t, ciba.Verified, "")
			p.on(tokenEndpoint, by(keyB()))
			for range 5 {
				verify(t, c).wants(t, ciba.NotVerified, "")
			}
			if n := len(p.seen(keysEndpoint)); n != 6 {
				t.Errorf("%d fetches", n)
			}
		})
	})
}

// TestUnknownKidIsJudgedAtOnce: a set that was fetched after the token came decides, even if it
// lacks the key.
func TestUnknownKidIsJudgedAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		c := p.client(t)
		verify(t, c).wants(t, ciba.Verified, "")
		later(2 * time.Minute)
		p.on(tokenEndpoint, tokens(head("kid", "C")))
		s := verify(t, c)
		s.wants(t, ciba.NotVerified, "")
		if got := s.Verdict.Check(ciba.CheckSignature).Actual.Word; got != ciba.WordNoKey || s.took != 5300*time.Millisecond {
			t.Errorf("%s after %v", got, s.took)
		}
	})
}

// TestUnknownKid: rule 71, fetched once more, then it fails.
func TestUnknownKid(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, tokens(head("kid", "C")))
		s := verify(t, p.client(t))
		s.wants(t, ciba.NotVerified, "")
		if got := s.Verdict.Check(ciba.CheckSignature).Actual; got != ciba.Word(ciba.WordNoKey) || len(p.seen(keysEndpoint)) != 1 || s.took != 5300*time.Millisecond {
			t.Errorf("%+v after %d fetches and %v", got, len(p.seen(keysEndpoint)), s.took)
		}
		p.silentAfter(t)
	})
}

// TestFloodOfUnknownKids: rule 72, at most one successful fetch a minute, however many tokens name
// unknown keys.
func TestFloodOfUnknownKids(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		c := p.client(t)
		kid := 0
		p.on(tokenEndpoint, func(p *scripted, conn netConn, r *request) bool {
			p.mu.Lock()
			kid++
			name := fmt.Sprintf("unknown %d", kid)
			p.mu.Unlock()
			return tokens(head("kid", name))(p, conn, r)
		})
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				later(time.Duration(i) * 2 * time.Second)
				verify(t, c).wants(t, ciba.NotVerified, "")
			})
		}
		wg.Wait()
		fetches := p.seen(keysEndpoint)
		for i := 1; i < len(fetches); i++ {
			if gap := fetches[i].at.Sub(fetches[i-1].at); gap < time.Minute {
				t.Errorf("fetched again after %v", gap)
			}
		}
		if len(fetches) < 2 || len(fetches) > 5 {
			t.Errorf("%d fetches", len(fetches))
		}
	})
}

// TestManyTokensOneFetch: verifications that need the keys at the same time share one fetch.
func TestManyTokensOneFetch(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(keysEndpoint, after(time.Second, keySet(jwkOf(keyA().Public(), "A"))))
		c := p.client(t)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				s := verify(t, c)
				if s.wants(t, ciba.Verified, ""); len(s.told(ciba.EventNoKeys)) != 0 {
					t.Error("the keys are there, but not for every token")
				}
			})
		}
		wg.Wait()
		if n := len(p.seen(keysEndpoint)); n != 1 {
			t.Errorf("%d fetches", n)
		}
	})
}

// TestManyTokensShareAFailedFetch: if that fetch fails, it fails for all that waited for it, and
// the next one comes after their pause.
func TestManyTokensShareAFailedFetch(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		slow := after(time.Second, status(500))
		p.on(keysEndpoint, slow, slow, slow, keySet(jwkOf(keyA().Public(), "A")))
		c := p.client(t)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { verify(t, c).wants(t, ciba.Verified, "") })
		}
		wg.Wait()
		fetches := p.seen(keysEndpoint)
		for i := 1; i < len(fetches); i++ {
			if gap := fetches[i].at.Sub(fetches[i-1].at); gap < 2*time.Second {
				t.Errorf("tried again after %v", gap)
			}
		}
		if len(fetches) != 4 {
			t.Errorf("%d tries", len(fetches))
		}
	})
}

// TestKeysUnreachable: rule 75. The tokens are kept and judged at the time of receipt, up to 15
// minutes later.
func TestKeysUnreachable(t *testing.T) {
	t.Parallel()
	good := keySet(jwkOf(keyA().Public(), "A"))
	for _, test := range []struct {
		rule int
		name string
		down step
	}{
		{rule: 74, name: "JWKS 500", down: status(500)},
		{rule: 74, name: "JWKS 500, a set", down: says(500, `{"keys":[`+jwkOf(keyA().Public(), "A")+`]}`)},
		{rule: 74, name: "JWKS HTML", down: html(200)},
		{
			rule: 74, name: "JWKS 10 000 keys",
			down: says(200, `{"keys":[`+strings.TrimSuffix(strings.Repeat(`{"kty":"RSA"},`, 10000), ",")+`]}`),
		},
		{rule: 74, name: "JWKS of 2 MB", down: says(200, `{"keys":[],"x":"`+strings.Repeat("x", 2<<20)+`"}`)},
		{rule: 74, name: "JWKS redirected", down: redirect(302, testIssuer+"/elsewhere")},
		{rule: 75, name: "dropped", down: raw("HTTP/1.1 200 OK\r\nContent-")},
		{rule: 75, name: "hangs", down: hangs()},
	} {
		name, down := rowName(test.rule, test.name), test.down
		t.Run(name+", back after a while", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(keysEndpoint, down, down, down, good)
				s := verify(t, p.client(t))
				s.wants(t, ciba.Verified, "")
				if n := len(s.told(ciba.EventNoKeys)); n != 3 || len(p.seen(tokenEndpoint)) != 1 {
					t.Errorf("told %d times", n)
				}
				p.silentAfter(t)
			})
		})
		t.Run(name+", for good", func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				tries := 0
				p.on(keysEndpoint, func(p *scripted, c netConn, r *request) bool {
					if tries++; tries > 50 { // about once a minute, for a quarter of an hour
						return good(p, c, r)
					}
					return down(p, c, r)
				})
				s := verify(t, p.client(t))
				s.wants(t, ciba.Unknown, ciba.ReasonKeys)
				if s.Verdict != nil || s.ReceivedAt.IsZero() || s.took < 15*time.Minute || s.took > 16*time.Minute {
					t.Errorf("verdict %v after %v", s.Verdict, s.took)
				}
				for i, fetches := 1, p.seen(keysEndpoint); i < len(fetches); i++ {
					if gap := fetches[i].at.Sub(fetches[i-1].at); gap < time.Second || gap > 76*time.Second {
						t.Errorf("tried again after %v", gap)
					}
				}
				p.silentAfter(t)
			})
		})
	}
	t.Run("judged at the time of receipt", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			// The token expires 5 minutes after receipt; the keys come after 10.
			p.on(keysEndpoint, func(p *scripted, c netConn, r *request) bool {
				if time.Since(p.seen(startEndpoint)[0].at) < 10*time.Minute {
					return status(500)(p, c, r)
				}
				return good(p, c, r)
			})
			s := verify(t, p.client(t))
			s.wants(t, ciba.Verified, "")
			if s.took < 10*time.Minute || s.took > 15*time.Minute {
				t.Errorf("it took %v", s.took)
			}
		})
	})
	t.Run("a check later than 15 minutes is unknown, even with the keys there", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			s := verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
				params.Receive = func(context.Context, ciba.Receipt) ciba.Reception {
					later(16 * time.Minute)
					return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
				}
			})
			s.wants(t, ciba.Unknown, ciba.ReasonKeys)
		})
	})
}

// TestKeysOfAnotherEnvironment: rule 101, a token of one provider isn't judged with the keys of
// another.
func TestKeysOfAnotherEnvironment(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(keysEndpoint, keySet(jwkOf(keyB().Public(), "A")))
		other := p.client(t)
		p.on(tokenEndpoint, tokens(signedBy(jwt.SigningMethodRS256, keyB())))
		verify(t, other).wants(t, ciba.Verified, "")
		p.on(keysEndpoint, keySet(jwkOf(keyA().Public(), "A")))
		verify(t, p.client(t)).wants(t, ciba.NotVerified, "")
	})
}

// TestHeaderKeysAreNotFetched: rule 68, ignored, and never fetched.
func TestHeaderKeysAreNotFetched(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(tokenEndpoint, tokens(head("jku", testIssuer+"/jku"), head("x5u", testIssuer+"/x5u")))
		verify(t, p.client(t)).wants(t, ciba.Verified, "")
		if n := len(p.seen("")); n != 4 {
			t.Errorf("%d requests", n)
		}
	})
}

// TestNoKeysForOtherAlgorithms: a token with a disallowed algorithm, or one that isn't a token,
// needs no keys.
func TestNoKeysForOtherAlgorithms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		rule   int
		name   string
		change func(*draft)
	}{
		{rule: 65, name: "PS256 not on the list", change: signedBy(jwt.SigningMethodPS256, keyA())},
		{name: "the payload is an array", change: withRawClaims(`[]`)},
	} {
		t.Run(rowName(test.rule, test.name), func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(keysEndpoint, status(500))
				p.on(tokenEndpoint, tokens(test.change))
				verify(t, p.client(t)).wants(t, ciba.NotVerified, "")
				if n := len(p.seen(keysEndpoint)); n != 0 {
					t.Errorf("%d fetches", n)
				}
			})
		})
	}
}
