package ciba_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// BenchmarkJudge measures one token check with the key at hand, for growing tokens.
func BenchmarkJudge(b *testing.B) {
	for _, padding := range []int{0, 1 << 10, 8 << 10, 40 << 10} {
		d := newDraft(trialApproved, claim("padding", strings.Repeat("x", padding)))
		e := ciba.Evidence{
			Tokens: ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)},
			Keys:   must(ciba.ParseKeySet([]byte(`{"keys":[` + jwkOf(keyB().Public(), "B") + "," + jwkOf(keyA().Public(), "A") + `]}`))),
			Config: testConfig(), Started: trialStarted, Received: trialReceived, Clock: ciba.ClockAgrees, Look: ciba.LookedNew,
			Further: mitid.Checks(testRequest(), mitid.Options{}),
		}
		b.Run(fmt.Sprintf("token=%dB", len(e.Tokens.IDToken)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !ciba.Judge(e).Verified() {
					b.Fatal("not verified")
				}
			}
		})
	}
}

// BenchmarkVerification measures a whole verification without its waits: one start and a number of
// polls. The difference between the numbers is the cost of a poll.
func BenchmarkVerification(b *testing.B) {
	for _, polls := range []int{1, 11} {
		b.Run(fmt.Sprintf("polls=%d", polls), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				quick(b, polls)
			}
		})
	}
}

// quick runs a verification on a machine whose time flies: each look at how long it slept returns
// another minute, so that no timer is waited for.
func quick(b *testing.B, polls int) {
	p := newScripted(b)
	defer p.close()
	script := slices.Repeat([]step{pending()}, polls-1)
	p.on(startEndpoint, acknowledge(testID, 900, 1))
	p.on(tokenEndpoint, append(script, tokens())...)
	var slept time.Duration
	c := p.client(b, func(_ *ciba.Config, o *ciba.Options) {
		o.Suspended = func() time.Duration { slept += 700 * time.Millisecond; return slept }
	})
	if s := verify(b, c); s.Outcome != ciba.Verified {
		b.Fatal(s.Outcome, s.Reason)
	}
}
