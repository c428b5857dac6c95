package ciba_test

import (
	"context"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
)

// dated makes an answer state another time: it adds by to the Date, and appends the headers, each
// ending in \r\n.
func dated(by time.Duration, then step, header ...string) step {
	return redated(func(date string) string {
		at := must(http.ParseTime(date))
		return "Date: " + at.Add(by).UTC().Format(http.TimeFormat) + "\r\n" + strings.Join(header, "")
	}, then)
}

// undated makes an answer state no time.
func undated(then step) step { return redated(func(string) string { return "" }, then) }

func redated(write func(date string) string, then step) step {
	return func(p *scripted, c netConn, r *request) bool { return then(p, &redating{c, write}, r) }
}

type redating struct {
	net.Conn
	write func(date string) string
}

var dateLine = regexp.MustCompile("Date: ([^\r]*)\r\n")

func (r *redating) Write(b []byte) (int, error) {
	if match := dateLine.FindSubmatch(b); match != nil {
		head := dateLine.ReplaceAllLiteralString(string(b), r.write(string(match[1])))
		_, err := r.Conn.Write([]byte(head))
		return len(b), err
	}
	return r.Conn.Write(b)
}

const (
	week = 7 * 24 * time.Hour
	year = 365 * 24 * time.Hour
)

// aged answers with tokens that were valid a while ago, or will be.
func aged(by time.Duration, changes ...func(*draft)) step {
	return func(p *scripted, c netConn, r *request) bool {
		return says(200, tokenResponse(newDraft(p.now().Add(by), changes...)))(p, c, r)
	}
}

// TestStatedTimes: rule 53, whatever the answers state, an approval of another time is never
// verified, and a good one is verified if the times agree.
func TestStatedTimes(t *testing.T) {
	t.Parallel()
	start := func(by time.Duration, header ...string) step {
		return dated(by, acknowledge(testID, 300, 5), header...)
	}
	found := func(by time.Duration, header ...string) step { return dated(by, metadata(), header...) }
	bareStart, bareDiscovery := undated(acknowledge(testID, 300, 5)), undated(metadata())
	refused, distrusted := ciba.Failed, ciba.Failed // before the start, and after it
	for _, test := range []struct {
		name      string
		discovery []step
		start     step
		tokens    time.Duration // offset of the tokens and their answer
		outcome   ciba.Outcome
		clock     ciba.CheckResult // if a verdict was made
		starts    int
	}{
		{name: "everything is right", discovery: []step{found(0)}, start: start(0), outcome: ciba.Verified, clock: ciba.Pass, starts: 1},
		{name: "everything lies a week back", discovery: []step{found(-week)}, start: start(-week), tokens: -week, outcome: refused},
		{name: "everything lies a week ahead", discovery: []step{found(week)}, start: start(week), tokens: week, outcome: refused},
		{
			name: "start and tokens lie a week back", discovery: []step{found(0)},
			start: start(-week), tokens: -week, outcome: distrusted, starts: 1,
		},
		{
			name: "start and tokens lie six minutes back", discovery: []step{found(0)},
			start: start(-6 * time.Minute), tokens: -6 * time.Minute, outcome: distrusted, starts: 1,
		},
		{
			name: "start and tokens lie four minutes back", discovery: []step{found(0)},
			start: start(-4 * time.Minute), tokens: -4 * time.Minute, outcome: distrusted, starts: 1,
		},
		{name: "only the start lies, a week back", discovery: []step{found(0)}, start: start(-week), outcome: distrusted, starts: 1},
		{
			name: "only the start lies, a minute back", discovery: []step{found(0)},
			start: start(-time.Minute), outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{
			name: "only the start lies, 61 s back", discovery: []step{found(0)},
			start: start(-61 * time.Second), outcome: distrusted, starts: 1,
		},
		{
			name: "only the start lies, 62 s ahead", discovery: []step{found(0)},
			start: start(62 * time.Second), outcome: distrusted, starts: 1,
		},
		{
			name:      "discovery was wrong, and is right when it is asked again",
			discovery: []step{found(-4 * time.Minute), found(0)}, start: start(0),
			outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{
			name: "discovery was right, and comes to the start's time", discovery: []step{found(0), found(2 * time.Minute)},
			start: start(2 * time.Minute), tokens: 2 * time.Minute, outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{
			name: "discovery can't be fetched again", discovery: []step{found(-4 * time.Minute), status(500)},
			start: start(0), outcome: distrusted, starts: 1,
		},
		{
			name:      "discovery states no time when it is asked again",
			discovery: []step{found(-4 * time.Minute), bareDiscovery}, start: start(0), outcome: distrusted, starts: 1,
		},

		{name: "no time on the start", discovery: []step{found(0)}, start: bareStart, outcome: ciba.Verified, clock: ciba.Pass, starts: 1},
		{
			name: "no time on the start, and tokens a week old", discovery: []step{found(0)},
			start: bareStart, tokens: -week, outcome: ciba.NotVerified, clock: ciba.Pass, starts: 1,
		},
		{
			name:      "no time on the start, and everything else a week back",
			discovery: []step{found(-week)}, start: bareStart, tokens: -week, outcome: refused,
		},
		{
			name: "no time but the start's", discovery: []step{bareDiscovery},
			start: start(0), outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{
			name: "no time but the start's, which lies a week back", discovery: []step{bareDiscovery},
			start: start(-week), tokens: -week, outcome: distrusted, starts: 1,
		},
		{
			name: "no time but the start's, four minutes back", discovery: []step{bareDiscovery},
			start: start(-4 * time.Minute), outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{name: "no time at all", discovery: []step{bareDiscovery}, start: bareStart, outcome: ciba.Verified, clock: ciba.Skip, starts: 1},
		{
			name: "no time at all, and tokens a week old", discovery: []step{bareDiscovery},
			start: bareStart, tokens: -week, outcome: ciba.NotVerified, clock: ciba.Skip, starts: 1,
		},
		{
			name: "only tokens are a week old", discovery: []step{found(0)}, start: start(0),
			tokens: -week, outcome: ciba.NotVerified, clock: ciba.Pass, starts: 1,
		},

		{
			name: "discovery comes from a cache", discovery: []step{found(-time.Hour, "Age: 3600\r\n")},
			start: start(0), outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{
			name: "from a cache of yesterday", discovery: []step{found(-24*time.Hour, "Age: 86400\r\n")},
			start: start(0), outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{name: "from a cache that says nothing of it", discovery: []step{found(-time.Hour)}, start: start(0), outcome: refused},
		{
			name:      "from a cache that says nothing, a while ago",
			discovery: []step{found(-4 * time.Minute)}, start: start(0), outcome: distrusted, starts: 1,
		},
		{
			name: "from a cache that lies about the age", discovery: []step{found(0, "Age: 3600\r\n")},
			start: start(0), outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{
			name: "an Age of a year", discovery: []step{found(-year, "Age: 31536000\r\n")},
			start: start(-year, "Age: 31536000\r\n"), tokens: -year, outcome: refused,
		},
		{
			name: "an Age of a year with the right time", discovery: []step{found(0, "Age: 31536000\r\n")},
			start: start(0), outcome: ciba.Verified, clock: ciba.Pass, starts: 1,
		},
		{name: "an Age that is no number", discovery: []step{found(-time.Hour, "Age: 3600 s\r\n")}, start: start(0), outcome: refused},
		{name: "an Age twice", discovery: []step{found(-time.Hour, "Age: 3600\r\n", "Age: 3600\r\n")}, start: start(0), outcome: refused},
		{name: "a negative Age", discovery: []step{found(time.Hour, "Age: -3600\r\n")}, start: start(0), outcome: refused},
		{name: "an Age with a fraction", discovery: []step{found(-time.Hour, "Age: 3600.0\r\n")}, start: start(0), outcome: refused},
		{
			name: "a start of yesterday with the Age of it", discovery: []step{found(0)},
			start: start(-24*time.Hour, "Age: 86400\r\n"), tokens: -24 * time.Hour,
			outcome: ciba.NotVerified, clock: ciba.Pass, starts: 1,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(discoveryEndpoint, test.discovery...)
				p.on(startEndpoint, test.start)
				p.on(tokenEndpoint, pending(), dated(test.tokens, aged(test.tokens)))
				var w wall
				s := verify(t, p.client(t, w.use))
				reason := ciba.ReasonNone
				if test.outcome == ciba.Failed {
					reason = ciba.ReasonClock
				}
				s.wants(t, test.outcome, reason)
				if n := len(p.seen(startEndpoint)); n != test.starts {
					t.Fatalf("%d starts", n)
				}
				if s.Verdict != nil {
					if check := s.Verdict.Check(ciba.CheckClock); check.Result != test.clock || check.Required != (test.clock != ciba.Skip) {
						t.Errorf("the check: %+v", check)
					}
				}
				cancels := 0
				if test.outcome == ciba.Failed {
					cancels = test.starts
					if s.SentAt.IsZero() != (test.starts == 0) || !s.OffsetKnown || s.Recorded {
						t.Errorf("sent at %v, an offset of %v is reported", s.SentAt, s.Offset)
					}
				}
				if n := len(p.seen(cancelEndpoint)); n != cancels || len(s.told(ciba.EventClock)) != cancels {
					t.Errorf("%d cancels, want %d", n, cancels)
				}
				p.silentAfter(t)
			})
		})
	}
}

// TestDistrustedAndNotCancelled: if the cancel isn't confirmed, the person may still answer on the
// phone.
func TestDistrustedAndNotCancelled(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  step
		outcome ciba.Outcome
		cancel  ciba.CancelAnswer
	}{
		"confirmed":    {answer: status(200), outcome: ciba.Failed, cancel: ciba.CancelDone},
		"nothing left": {answer: failureOf(409, "x"), outcome: ciba.Unknown, cancel: ciba.CancelNothing},
		"broken":       {answer: status(500), outcome: ciba.Unknown, cancel: ciba.CancelUncertain},
		"no answer":    {answer: hangs(), outcome: ciba.Unknown, cancel: ciba.CancelUncertain},
	} {
		t.Run(name, func(t *testing.T) {
			for _, by := range []time.Duration{-week, -4 * time.Minute} {
				inBubble(t, func(t *testing.T, p *scripted) {
					p.on(startEndpoint, dated(by, acknowledge(testID, 300, 5)))
					p.on(cancelEndpoint, test.answer)
					p.on(tokenEndpoint, hangs())
					s := verify(t, p.client(t))
					s.wants(t, test.outcome, ciba.ReasonClock)
					if s.Cancel != test.cancel || s.Offset.Round(time.Minute) != by || s.took > 12*time.Second {
						t.Errorf("cancel %q, offset %v, after %v", s.Cancel, s.Offset, s.took)
					}
					p.silentAfter(t)
				})
				inBubble(t, func(t *testing.T, p *scripted) { // the operator cancels at the same time
					p.on(startEndpoint, dated(by, acknowledge(testID, 300, 5)))
					p.on(cancelEndpoint, after(time.Second, test.answer))
					s := verify(t, p.client(t), cancelAfter(500*time.Millisecond))
					s.wants(t, ciba.Cancelled, "")
					if s.Cancel != test.cancel || len(p.seen(cancelEndpoint)) != 1 {
						t.Errorf("cancel %q after %d cancels", s.Cancel, len(p.seen(cancelEndpoint)))
					}
				})
			}
		})
	}
}

func failureOf(code int, name string) step { return says(code, `{"error":"`+name+`"}`) }

// TestPollingContinuesInADispute: while discovery is fetched once more. What comes first is judged
// when it is known which time is right.
func TestPollingContinuesInADispute(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		again   step
		outcome ciba.Outcome
		reason  ciba.Reason
		failing string
	}{
		"it agrees":     {again: metadata(), outcome: ciba.Verified},
		"it differs":    {again: dated(-4*time.Minute, metadata()), outcome: ciba.NotVerified, failing: "clock"},
		"it can't":      {again: status(503), outcome: ciba.NotVerified, failing: "clock"},
		"it never does": {again: hangs(), outcome: ciba.NotVerified, failing: "clock"},
	} {
		t.Run("tokens come, "+name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				p.on(discoveryEndpoint, dated(-4*time.Minute, metadata()), after(12*time.Second, test.again))
				p.on(tokenEndpoint, pending(), tokens())
				recorded := false
				s := verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
					params.Receive = func(context.Context, ciba.Receipt) ciba.Reception {
						recorded = true
						return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
					}
				})
				s.wants(t, test.outcome, test.reason)
				if got := p.pollTimes(); !near(got, secs(5.3, 10.6), 0) || !recorded || len(p.seen(discoveryEndpoint)) != 2 {
					t.Errorf("polls at %v, %d discoveries", got, len(p.seen(discoveryEndpoint)))
				}
				if s.Verdict == nil {
					return
				}
				if got := failing(*s.Verdict); test.failing != "" && (len(got) != 1 || string(got[0]) != test.failing) {
					t.Errorf("these fail: %v", got)
				}
			})
		})
	}
	t.Run("the operator cancels, or leaves", func(t *testing.T) {
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(discoveryEndpoint, dated(-4*time.Minute, metadata()), hangs())
			p.on(tokenEndpoint, pending())
			s := verify(t, p.client(t), cancelAfter(8*time.Second))
			s.wants(t, ciba.Cancelled, "")
			if s.took != 8*time.Second || s.Cancel != ciba.CancelDone {
				t.Errorf("cancel %q after %v", s.Cancel, s.took)
			}
		})
		inBubble(t, func(t *testing.T, p *scripted) {
			p.on(discoveryEndpoint, dated(-4*time.Minute, metadata()), hangs(), metadata())
			ctx, die := context.WithTimeout(t.Context(), 8*time.Second)
			defer die()
			var kept ciba.Resumption
			var receipt ciba.Receipt
			s := verifyIn(ctx, t, p.client(t), func(params *ciba.Params, _ func() bool) {
				params.Keep = func(_ context.Context, r ciba.Resumption) { kept = r }
				params.Receive = func(_ context.Context, r ciba.Receipt) ciba.Reception {
					receipt = r
					return ciba.Reception{Look: ciba.LookedNew, Recorded: true}
				}
			})
			s.wants(t, ciba.Unknown, ciba.ReasonLeft)
			// The discovery after the restart is the one that was still to come.
			rechecked(t, p.client(t), kept, receipt.Tokens, receipt.At).wants(t, ciba.Verified, "")
		})
	})
}

// TestResultOfADisputeIsKept: for tokens that come before a crash.
func TestResultOfADisputeIsKept(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(discoveryEndpoint, dated(-4*time.Minute, metadata()), after(2*time.Second, metadata()))
		p.on(tokenEndpoint, pending(), tokens())
		var kept []ciba.ClockResult
		verify(t, p.client(t), func(params *ciba.Params, _ func() bool) {
			params.Keep = func(_ context.Context, r ciba.Resumption) { kept = append(kept, r.Clock) }
		}).wants(t, ciba.Verified, "")
		if len(kept) != 2 || kept[0] != ciba.ClockDisputed || kept[1] != ciba.ClockAgrees {
			t.Errorf("kept %q", kept)
		}
	})
}

// TestStoredAnswersOnAnotherMachine: an attacker who stored all answers of a verification replays
// them to a second machine, which has pinned the right key.
func TestStoredAnswersOnAnotherMachine(t *testing.T) {
	t.Parallel()
	for _, later := range []time.Duration{6 * time.Minute, time.Hour, week} {
		for _, age := range []string{"", "Age: 86400\r\n", "Age: 604800\r\n"} {
			inBubble(t, func(t *testing.T, p *scripted) {
				began := time.Now()
				<-time.After(later)
				stored := func(then step) step { return dated(time.Until(began), then, age) }
				p.on(discoveryEndpoint, stored(metadata()))
				p.on(startEndpoint, stored(acknowledge(testID, 300, 5)))
				p.on(tokenEndpoint, stored(says(200, tokenResponse(newDraft(began.Add(5*time.Second))))))
				pinned := func(c *ciba.Config, _ *ciba.Options) { c.PinnedKeys = []string{rfc7638(&keyA().PublicKey)} }
				for _, honest := range []bool{false, true} { // only discovery is
					if honest {
						p.on(discoveryEndpoint, metadata())
					}
					if s := verify(t, p.client(t, pinned)); s.Outcome == ciba.Verified {
						t.Errorf("verified %v later, with %q", later, age)
					}
				}
			})
		}
	}
}

// TestTheTokensAnswerMovesTheReceiptForward: rule 51, if the machine slept without its clocks
// noticing; never back, and not by a time that is far from our clock.
func TestTheTokensAnswerMovesTheReceiptForward(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer  time.Duration // of the tokens' answer
		tokens  time.Duration
		wall    time.Duration // our clock was set meanwhile
		outcome ciba.Outcome
		moved   time.Duration
	}{
		"as it was": {outcome: ciba.Verified},
		"slept four minutes": {
			answer: 4 * time.Minute, tokens: 4 * time.Minute, wall: 4 * time.Minute,
			outcome: ciba.Verified, moved: 4 * time.Minute,
		},
		"slept for an hour": {answer: time.Hour, tokens: time.Hour, wall: time.Hour, outcome: ciba.Verified, moved: time.Hour},
		"back":              {answer: -4 * time.Minute, outcome: ciba.Verified},
		"a week back":       {answer: -week, outcome: ciba.Verified},
		"an old token":      {answer: -4 * time.Minute, tokens: -4 * time.Minute, outcome: ciba.NotVerified},
		"far ahead of ours": {answer: 6 * time.Minute, tokens: 6 * time.Minute, outcome: ciba.NotVerified},
		"our clock was set": {wall: time.Hour, outcome: ciba.Verified},
		"set, and it follows": {
			answer: 5 * time.Minute, tokens: 5 * time.Minute, wall: 5 * time.Minute,
			outcome: ciba.Verified, moved: 5 * time.Minute,
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, p *scripted) {
				var w wall
				p.on(tokenEndpoint, pending(), dated(test.answer, aged(test.tokens)))
				time.AfterFunc(7*time.Second, func() { w.set(test.wall) })
				s := verify(t, p.client(t, w.use))
				s.wants(t, test.outcome, "")
				if moved := s.ReceivedAt.Sub(p.now()).Round(time.Minute); moved != test.moved {
					t.Errorf("received at %v, moved by %v, want %v", s.ReceivedAt, moved, test.moved)
				}
			})
		})
	}
}

// TestTimesAfterACrash: the new discovery's time must be near our clock and not before the start's.
// Tokens that had arrived are judged by how far the start's time was trusted.
func TestTimesAfterACrash(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before  func(*ciba.Resumption)
		found   step          // after the restart
		wall    time.Duration // offset of our clock then
		waiting ciba.Outcome  // for tokens still to come
		came    ciba.Outcome  // for tokens that had come
		clock   ciba.CheckResult
	}{
		"right": {found: metadata(), waiting: ciba.Verified, came: ciba.Verified, clock: ciba.Pass},
		"discovery of five minutes ago": {
			found: dated(-time.Minute*3, metadata()), waiting: ciba.Failed, came: ciba.Verified, clock: ciba.Pass,
		},
		"discovery of last week": {found: dated(-week, metadata()), waiting: ciba.Failed, came: ciba.Verified, clock: ciba.Pass},
		"discovery of next week": {found: dated(week, metadata()), waiting: ciba.Failed, came: ciba.Verified, clock: ciba.Pass},
		"our clock was set to be wrong": {
			found: metadata(), wall: 6 * time.Minute, waiting: ciba.Failed, came: ciba.Verified, clock: ciba.Pass,
		},
		"our clock was set": {found: metadata(), wall: 4 * time.Minute, waiting: ciba.Verified, came: ciba.Verified, clock: ciba.Pass},
		"no time any more":  {found: undated(metadata()), waiting: ciba.Verified, came: ciba.Verified, clock: ciba.Pass},
		"no time at the start": {
			before: func(r *ciba.Resumption) { r.Offset, r.OffsetKnown, r.Clock = 0, false, "" },
			found:  metadata(), waiting: ciba.Verified, came: ciba.Verified, clock: ciba.Skip,
		},
		"no time at all": {
			before: func(r *ciba.Resumption) { r.Offset, r.OffsetKnown, r.Clock = 0, false, "" },
			found:  undated(metadata()), waiting: ciba.Verified, came: ciba.Verified, clock: ciba.Skip,
		},
		"the start's time differed": {
			before: func(r *ciba.Resumption) { r.Clock = ciba.ClockDiffers }, found: metadata(),
			waiting: ciba.Failed, came: ciba.NotVerified, clock: ciba.Fail,
		},
		"kept by an earlier version": {
			before: func(r *ciba.Resumption) { r.Clock = "" }, found: metadata(),
			waiting: ciba.Verified, came: ciba.Verified, clock: ciba.Pass,
		},
		"kept by an earlier version, a week back": {
			before: func(r *ciba.Resumption) { r.Offset, r.Clock = r.Offset-week, "" },
			found:  metadata(), waiting: ciba.Failed, came: ciba.NotVerified, clock: ciba.Fail,
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, came := range []bool{false, true} {
				inBubble(t, func(t *testing.T, p *scripted) {
					var w wall
					p.on(tokenEndpoint, pending())
					kept := left(t, p.client(t, w.use), 7*time.Second)
					if test.before != nil {
						test.before(&kept)
					}
					d := newDraft(p.now())
					had, at := ciba.Tokens{IDToken: ciba.Secret(d.sign()), AccessToken: ciba.Secret(d.access)}, kept.SentAt.Add(kept.Offset+7*time.Second)
					if test.clock == ciba.Fail { // only then does the clock alone reject an old one
						d = newDraft(at)
						had.IDToken = ciba.Secret(d.sign())
					}
					later(2 * time.Minute)
					w.set(test.wall)
					p.on(discoveryEndpoint, test.found)
					p.on(tokenEndpoint, tokens())
					if came {
						s := rechecked(t, p.client(t, w.use), kept, had, at)
						s.wants(t, test.came, "")
						if check := s.Verdict.Check(ciba.CheckClock); check.Result != test.clock || len(p.seen(cancelEndpoint)) != 0 {
							t.Errorf("the check: %+v", check)
						}
						return
					}
					s := resumed(t, p.client(t, w.use), kept)
					if test.waiting == ciba.Failed {
						s.wants(t, ciba.Failed, ciba.ReasonClock)
						if len(p.seen(cancelEndpoint)) != 1 || len(p.seen(tokenEndpoint)) != 1 {
							t.Errorf("%d cancels, %d polls", len(p.seen(cancelEndpoint)), len(p.seen(tokenEndpoint)))
						}
						return
					}
					s.wants(t, test.waiting, "")
				})
			}
		})
	}
}

// TestAssertionsGoByTheNewestAnswer: the first is dated by discovery, later ones by the newest
// answer to a start or a poll, which no cache can hold.
func TestAssertionsGoByTheNewestAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(discoveryEndpoint, dated(-30*time.Second, metadata()))
		p.on(startEndpoint, dated(20*time.Second, acknowledge(testID, 300, 5)))
		p.on(tokenEndpoint, dated(40*time.Second, pending()), dated(-week, pending()), undated(pending()), tokens())
		verify(t, p.client(t, func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT })).wants(t, ciba.Verified, "")
		want := secs(-30, 20, 40, 40, 40) // an unreadable time counts as none
		for i, a := range append(p.seen(startEndpoint), p.seen(tokenEndpoint)...) {
			var claims jwt.RegisteredClaims
			if _, _, err := jwt.NewParser().ParseUnverified(a.form.Get("client_assertion"), &claims); err != nil {
				t.Fatal(err)
			}
			if off := claims.IssuedAt.Sub(a.at) - want[i]; off.Abs() > 2*time.Second {
				t.Errorf("assertion %d is dated %v off", i, off)
			}
		}
	})
}

// TestACachedDiscoveryProvesNothing: neither that our clock is wrong, nor that a client assertion
// dated by it is valid.
func TestACachedDiscoveryProvesNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, p *scripted) {
		p.on(discoveryEndpoint, dated(-50*time.Minute, metadata(), "Age: 3000\r\n"))
		verify(t, p.client(t, func(c *ciba.Config, _ *ciba.Options) { c.Auth = ciba.ClientSecretJWT })).wants(t, ciba.Verified, "")
		for _, endpoint := range []string{discoveryEndpoint, keysEndpoint} {
			for _, a := range p.seen(endpoint) {
				if got := a.header.Get("Cache-Control"); got != "no-cache" {
					t.Errorf("%s is asked for with Cache-Control %q", endpoint, got)
				}
			}
		}
		var claims jwt.RegisteredClaims
		start := p.seen(startEndpoint)[0]
		if _, _, err := jwt.NewParser().ParseUnverified(start.form.Get("client_assertion"), &claims); err != nil {
			t.Fatal(err)
		}
		if off := claims.IssuedAt.Sub(start.at); off.Abs() > 2*time.Second {
			t.Errorf("the assertion is dated %v off", off)
		}
	})
}
