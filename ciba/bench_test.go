package ciba_test

import (
	"crypto"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
	"ringback/ciba/mitid"
)

// BenchmarkJudge measures one token check with the keys at hand, with both kinds of key, for the
// broker's size of token and for the longest. Beside each it measures how golang-jwt alone parses
// and verifies the same token: both take turns, so that a busy machine slows both.
func BenchmarkJudge(b *testing.B) {
	const kid = "A"
	for _, kind := range []struct {
		name string
		sign func(*draft)
		key  crypto.PublicKey
	}{
		{"RSA", signedBy(jwt.SigningMethodRS256, keyA()), keyA().Public()},
		{"EC", signedBy(jwt.SigningMethodES256, keyEC()), keyEC().Public()},
	} {
		for size, padding := range map[string]int{"broker": 0, "longest": 40 << 10} {
			d := newDraft(trialApproved, claim("padding", strings.Repeat("x", padding)), kind.sign)
			e := ciba.Evidence{
				Tokens: ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)},
				Keys:   must(ciba.ParseKeySet([]byte(`{"keys":[` + jwkOf(keyB().Public(), "B") + "," + jwkOf(kind.key, kid) + `]}`))),
				Config: testConfig(), Started: trialStarted, Received: trialReceived, Clock: ciba.ClockAgrees, Look: ciba.LookedNew,
				Further: mitid.Checks(testRequest(), mitid.Options{}),
			}
			e.Config.IDTokenAlgs = []string{d.method.Alg()}
			b.Run("key="+kind.name+"/size="+size, func(b *testing.B) {
				measureJudge(b, e, kind.key)
			})
		}
	}
}

func measureJudge(b *testing.B, e ciba.Evidence, key crypto.PublicKey) {
	b.Helper()
	parser := jwt.NewParser(
		jwt.WithValidMethods(e.Config.IDTokenAlgs), jwt.WithStrictDecoding(), jwt.WithIssuer(e.Config.Issuer), jwt.WithAudience(e.Config.ClientID),
		jwt.WithTimeFunc(func() time.Time { return e.Received }), jwt.WithLeeway(time.Minute), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
	)
	var ours, theirs []time.Duration
	for b.Loop() {
		begun := time.Now()
		if !ciba.Judge(e).Verified() {
			b.Fatal("not verified")
		}
		between := time.Now()
		if _, err := parser.Parse(string(e.Tokens.IDToken), func(*jwt.Token) (any, error) { return key, nil }); err != nil {
			b.Fatal(err)
		}
		ours, theirs = append(ours, between.Sub(begun)), append(theirs, time.Since(between))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	a, z := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(0, "ns/op") // of both
	b.ReportMetric(float64(a.Nanoseconds())/1000, "µs-ours")
	b.ReportMetric(float64(z.Nanoseconds())/1000, "µs-golang-jwt")
	b.ReportMetric(float64(a)/float64(z), "times-golang-jwt")
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
