package ciba_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"ringback/ciba"
)

// TestShortRandomWalk is a TestRandomWalk of a thousand steps.
func TestShortRandomWalk(t *testing.T) {
	t.Parallel()
	keyA() // outside of the bubble
	w := &walk{outcomes: map[ciba.Outcome]int{}, rng: rand.New(rand.NewPCG(1, 0)), until: 1000}
	synctest.Test(t, w.run)
}

func heapInUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

type walk struct {
	rng        *rand.Rand
	steps      int
	until      int // how many of them
	resumed    int
	lies       int // verifications whose answers state wrong times
	distrusted int // … and that ended because of it
	byCPR      int // verifications by CPR
	matched    int // … about which the provider was asked
	unseen     int // verifications whose look failed
	seenLater  int // … and succeeded later
	outcomes   map[ciba.Outcome]int
	lost       []step
}

// run walks, with a new provider every hundred verifications.
func (w *walk) run(t *testing.T) {
	w.lost = nil
	for _, lost := range lostAnswers() {
		if lost.rule != 41 { // floods only take time
			w.lost = append(w.lost, lost.answer)
		}
	}
	for w.steps < w.until && !t.Failed() {
		p := newScripted(t)
		var wall wall
		client := p.client(t, wall.use, withMatch)
		client.SetJitter(w.rng.Float64)
		clocks := []honesty{honest, honest, foundHonest, liar}[w.rng.IntN(4)]
		for range 100 {
			before := len(p.seen(""))
			w.one(t, p, client, &wall, clocks)
			w.steps += len(p.seen("")) - before
			p.transport.CloseIdleConnections()
			if t.Failed() {
				return
			}
		}
		p.close()
	}
}

// ground is what the oracle of one verification knows.
type ground struct {
	good     map[string]bool // tokens that deserve to be verified, as they were sent
	received []string        // tokens as the client got them
	start    time.Time
	lifetime time.Duration
	slack    time.Duration // accuracy of the deadline: a resumed verification knows it from Dates
	acked    bool
	kept     ciba.Resumption
	unwell   bool      // the right keys were never offered
	look     ciba.Look // the journal's last answer
	truth    truth
	cpr      cprGround
}

func (w *walk) one(t *testing.T, p *scripted, client *ciba.Client, ours *wall, clocks honesty) {
	g := &ground{good: map[string]bool{}, truth: truth{clocks: clocks, times: map[string]time.Time{}}}
	set := func(skew time.Duration) { g.truth.sees(skew); ours.set(skew) }
	lies := w.lie(g.truth)
	if lies != (stated{}) {
		w.lies++
	}
	switch {
	case lies.all != 0 && w.rng.IntN(2) == 0:
		set(lies.all) // and our clock agrees
	case w.rng.IntN(8) == 0:
		set(time.Duration(w.rng.IntN(16*60)-16*30) * time.Second)
	}
	found, again := w.mostly(metadata(), status(500), metadata(member("issuer", "https://evil.example")), html(200)), metadata()
	if clocks != foundHonest {
		found, again = w.dates(lies.found, found), w.dates(lies.foundAgain, again)
	}
	p.on(discoveryEndpoint, found, again)
	p.on(startEndpoint, w.dates(lies.start, w.start(g)))
	w.personByCPR(p, g)
	p.on(tokenEndpoint, w.polls(g, lies)...)
	p.on(keysEndpoint, w.keys()...)
	p.on(cancelEndpoint, []step{status(204), status(404), status(500), hangs(), raw("")}[w.rng.IntN(5)])

	var won bool
	var timers []*time.Timer
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	first, polled := len(p.seen(tokenEndpoint)), time.Time{}
	drawn := func(params *ciba.Params, cancel func() bool) {
		if w.rng.IntN(6) == 0 {
			timers = append(timers, time.AfterFunc(w.moment(), func() { won = cancel() }))
		}
		if w.rng.IntN(8) == 0 {
			timers = append(timers, time.AfterFunc(w.moment(), leave))
		}
		if w.rng.IntN(6) == 0 {
			jump := time.Duration(w.rng.IntN(7200)-3600) * time.Second
			timers = append(timers, time.AfterFunc(w.moment(), func() { set(jump) }))
		}
		observe := params.Observe
		params.Observe = func(e ciba.Event) {
			observe(e)
			switch e.Kind {
			case ciba.EventSending:
				g.start, polled = e.At, e.At
			case ciba.EventClock:
				w.distrusted++
			case ciba.EventResumed:
				polled = e.At
			case ciba.EventAcknowledged:
				g.acked, g.lifetime = true, e.Deadline.Sub(g.start)
			case ciba.EventPolling:
				if gap := e.At.Sub(polled); gap < e.Interval {
					t.Errorf("a poll after %v, with an interval of %v", gap, e.Interval)
				}
				polled = e.At
			}
		}
		params.Receive = func(_ context.Context, r ciba.Receipt) ciba.Reception {
			g.received, g.truth.received = append(g.received, r.Tokens.IDToken.Reveal()), time.Now()
			return w.looks(g)
		}
		params.Keep = func(_ context.Context, r ciba.Resumption) { g.kept = r }
		w.askByCPR(t, g, params)
	}
	stop := func() {
		for _, timer := range timers {
			timer.Stop()
		}
		synctest.Wait()
	}
	s := verifyIn(ctx, t, client, drawn)
	stop()
	if s.Reason == ciba.ReasonLeft && len(g.received) == 0 && g.kept.AuthReqID != "" && w.rng.IntN(4) > 0 {
		later(w.moment())
		g.truth.away = true
		first, g.slack = len(p.seen(tokenEndpoint)), g.truth.slack()
		if w.rng.IntN(2) == 0 { // another process, which has to fetch everything again
			client = p.client(t, ours.use, withMatch)
			client.SetJitter(w.rng.Float64)
		}
		s = resumed(t, client, g.kept, drawn)
		stop()
		w.resumed++
	}
	if s.Reason == ciba.ReasonNotLookedUp {
		w.unseen++
		w.lookAgain(t, g, &s)
	}
	w.outcomes[s.Outcome]++
	w.holds(t, p, g, s, won, p.seen(tokenEndpoint)[first:])
	w.holdsByCPR(t, p, g, s)
	all := len(p.seen(""))
	later(time.Duration(w.rng.IntN(400)) * time.Second)
	if n := len(p.seen("")) - all; n != 0 {
		t.Errorf("%d requests came after the outcome", n)
	}
	ours.set(0) // a separate step: nothing is under way
}

// holds checks the invariants of one verification.
func (w *walk) holds(t *testing.T, p *scripted, g *ground, s story, won bool, polls []arrival) {
	if s.Outcome == ciba.Verified {
		if g.look != ciba.LookedNew && g.look != ciba.LookedNewThisRun && g.look != ciba.LookedNewThisDesk {
			t.Errorf("verified, and the journal said %s", g.look)
		}
		if len(g.received) != 1 || !g.good[g.received[0]] {
			t.Errorf("verified without a good token")
		} else if at, within := g.truth.allows(g.start, g.received[0]); !within {
			t.Errorf("verified by a token of %v, %v from the start, that came after %v, where our clock was off by %v to %v (%d)",
				at, at.Sub(g.start), g.truth.received.Sub(g.start), g.truth.least, g.truth.most, g.truth.clocks)
		}
		if s.Verdict == nil || !s.Verdict.Verified() || len(failing(*s.Verdict)) != 0 {
			t.Errorf("verified without every required check")
		}
	}
	if s.Reason == ciba.ReasonNotLookedUp && (s.Outcome != ciba.Unknown || g.look != ciba.NotLookedUp) {
		t.Errorf("%s for a look that came to %s", s.Outcome, g.look)
	}
	if g.look != ciba.LookedSeen && g.truth.known(g.kept) && s.Outcome == ciba.NotVerified && len(g.received) == 1 && g.good[g.received[0]] && !g.unwell && !slices.Contains(failing(*s.Verdict), ciba.CheckSignature) && !g.cpr.no {
		t.Errorf("a good token was refused: %v", failing(*s.Verdict))
	}
	if won && s.Outcome != ciba.Cancelled && (s.Outcome != ciba.Unknown || g.acked) {
		t.Errorf("cancelled, and yet %s", s.Outcome)
	}
	if s.Outcome == ciba.Cancelled && s.Verdict != nil {
		t.Error("cancelled with a verdict")
	}
	p.mu.Lock()
	overlaps := p.overlaps
	p.mu.Unlock()
	if overlaps != 0 {
		t.Errorf("%d polls overlapped", overlaps)
	}
	late := 0
	for _, poll := range polls {
		if poll.at.Sub(g.start) >= g.lifetime+g.slack {
			late++
		}
	}
	if late > 1 || g.lifetime > 15*time.Minute {
		t.Errorf("%d polls past the deadline of %v", late, g.lifetime)
	}
	// 15 s of discovery, 40 of the start, the last poll and its 40, the cancel's 10; if tokens
	// came, 15 minutes for the keys and one last fetch.
	// The match's 10 s.
	longest := g.lifetime + 15*time.Second + 80*time.Second + 10*time.Second + 10*time.Second + 6*time.Minute
	if len(g.received) > 0 {
		longest += 15*time.Minute + 16*time.Second
	}
	if s.took > longest {
		t.Errorf("it took %v", s.took)
	}
}

// looks draws the result of looking and recording: a journal that is free, full, locked for a while
// or damaged, and a token that was used before.
func (w *walk) looks(g *ground) ciba.Reception {
	if w.rng.IntN(4) == 0 {
		later(time.Duration(w.rng.IntN(60)) * time.Second)
	}
	g.look = []ciba.Look{ciba.LookedNew, ciba.LookedNew, ciba.LookedNewThisDesk, ciba.LookedNewThisRun, ciba.LookedSeen, ciba.NotLookedUp}[w.rng.IntN(6)]
	return ciba.Reception{Look: g.look, Recorded: w.rng.IntN(3) > 0}
}

// lookAgain repeats the look, some time later, until it succeeds or can't.
func (w *walk) lookAgain(t *testing.T, g *ground, s *story) {
	for range 3 {
		later(time.Duration(w.rng.IntN(600)) * time.Second)
		could := s.verification.CanLookAgain()
		s.Result = s.verification.LookAgain(t.Context())
		g.received = g.received[:1]
		if !could && s.Outcome != ciba.Unknown {
			t.Errorf("too late to look, and yet %s", s.Outcome)
		}
		if s.Reason != ciba.ReasonNotLookedUp {
			w.seenLater++
			return
		}
	}
	g.look = ciba.NotLookedUp
}

func (w *walk) moment() time.Duration { return time.Duration(w.rng.Int64N(int64(3 * time.Minute))) }

// mostly draws the first of some steps, and sometimes one of the others.
func (w *walk) mostly(usual step, others ...step) step {
	if w.rng.IntN(10) > 0 {
		return usual
	}
	return others[w.rng.IntN(len(others))]
}

func (w *walk) start(*ground) step {
	id := fmt.Sprintf("id-%d", w.rng.Uint64())
	good := acknowledge(id, []int{30, 60, 120, 300, 300, 900, 5000}[w.rng.IntN(7)], []int{-1, 0, 1, 3, 5, 5, 5, 30, 90}[w.rng.IntN(9)])
	if w.rng.IntN(4) == 0 {
		good = after(time.Duration(w.rng.IntN(45))*time.Second, good)
	}
	return w.mostly(good, says(200, `{"auth_req_id":"a/b","expires_in":300}`), says(200, `{"expires_in":300}`), status(503), status(500),
		failure("unknown_user_id"), html(200), raw(""), hangs(), redirect(307, testIssuer+"/x"))
}

func (w *walk) keys() []step {
	right := keySet(jwkOf(keyA().Public(), "A"))
	if w.rng.IntN(4) > 0 {
		return []step{right}
	}
	wrong := []step{status(500), html(200), hangs(), keySet(), says(200, "null"), raw("HTTP/1.1 200 OK\r\nX")}
	var script []step
	for range w.rng.IntN(15) {
		script = append(script, wrong[w.rng.IntN(len(wrong))])
	}
	return append(script, right)
}

// polls draws the answers of the token endpoint; the last one repeats.
func (w *walk) polls(g *ground, lies stated) []step {
	draw := func() step {
		switch n := w.rng.IntN(100); {
		case n < 55:
			return pending()
		case n < 60:
			return failure("slow_down")
		case n < 64:
			return pending(fmt.Sprintf("Retry-After: %d\r\n", w.rng.IntN(2000)-500))
		case n < 70:
			return after(time.Duration(w.rng.IntN(60_000))*time.Millisecond, pending())
		case n < 95:
			return w.lost[w.rng.IntN(len(w.lost))]
		case n < 96:
			return failure([]string{"access_denied", "expired_token", "invalid_grant", "rejected", "x"}[w.rng.IntN(5)])
		}
		return w.tokens(g, lies)
	}
	var script []step
	for range 2 + w.rng.IntN(60) {
		script = append(script, w.dates(lies.polls, draw()))
	}
	last := w.tokens(g, lies)
	switch w.rng.IntN(4) {
	case 0:
		last = pending()
	case 1:
		last = w.lost[w.rng.IntN(len(w.lost))]
	}
	return append(script, w.dates(lies.polls, last))
}

// tokens draws good tokens, bad ones, and ones that depend on the time.
func (w *walk) tokens(g *ground, lies stated) step {
	faults := []func(*draft){
		claim("mitid.uuid", "eee4b272-6a33-40da-ab0b-5ce2abd42e78"), claim("mitid.uuid", absent{}), claim("mitid.reference_text", "other"),
		claim("iss", "https://evil.example"), claim("aud", "x"), claim("aud", []string{testClient, "x"}), claim("azp", "x"), claim("sub", ""),
		claim("exp", 1), claim("exp", "x"), claim("iat", 1), claim("iat", absent{}), claim("nbf", 1), claim("auth_time", 1), claim("auth_time", absent{}),
		claim("at_hash", "x"), claim("at_hash", absent{}), claim("idp", "x"), claim("idtoken_type", "x"), claim("idp_transaction_id", "x"),
		head("typ", "at+jwt"), head("alg", "none"), head("kid", "C"), head("crit", []string{"x"}), unsigned,
		signedBy(jwt.SigningMethodRS256, keyB()), signedBy(jwt.SigningMethodHS256, []byte(testSecret)), signedBy(jwt.SigningMethodPS256, keyA()),
		finally(flipped), finally(spareBit), finally(func(s string) string { return s + ".e30.e30" }), finally(func(string) string { return "x" }),
	}
	var changes []func(*draft)
	if g.cpr.asked {
		faults[0] = claim("mitid.uuid", "mette") // any UUID is somebody's
	}
	good := true
	if g.cpr.asked && w.rng.IntN(2) == 0 {
		var further func(*draft)
		further, good = w.claimsByCPR()
		changes = append(changes, further)
	}
	if w.rng.IntN(2) == 0 {
		changes, good = append(changes, faults[w.rng.IntN(len(faults))]), false
	}
	answer := func(p *scripted, c netConn, r *request) bool {
		at := p.now().Add(lies.tokens)
		d := newDraft(at, changes...)
		body := tokenResponse(d)
		if good {
			token := d.sign()
			g.good[token], g.truth.times[token] = true, at
		}
		return says(200, body)(p, c, r)
	}
	if w.rng.IntN(5) == 0 {
		return after(time.Duration(w.rng.IntN(45_000))*time.Millisecond, answer)
	}
	return answer
}

// goroutinesEnd waits until no more than wanted are left: one that has ended may still be counted
// for a moment, which is long on a busy machine. If one stays, the test's own deadline shows where
// it is.
func goroutinesEnd(wanted int) {
	for runtime.NumGoroutine() > wanted {
		runtime.Gosched()
	}
}

// TestHundredAtOnce: a hundred verifications of one client, each with its own id, approved at its
// own time.
func TestHundredAtOnce(t *testing.T) { manyAtOnce(t, 100) }

func manyAtOnce(t *testing.T, many int) {
	t.Helper()
	keyA()
	goroutines, heap := runtime.NumGoroutine(), heapInUse()
	synctest.Test(t, func(t *testing.T) {
		p := newScripted(t)
		crowd(t, p, many)
		p.close()
	})
	goroutinesEnd(goroutines)
	if grown := int64(heapInUse()) - int64(heap); grown > 32<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// crowd runs n verifications at once to their outcome.
func crowd(t testing.TB, p *scripted, n int) {
	var (
		mu     sync.Mutex
		ids    int
		counts = map[string]int{}
		wg     sync.WaitGroup
	)
	p.on(startEndpoint, func(p *scripted, c netConn, r *request) bool {
		mu.Lock()
		ids++
		id := fmt.Sprintf("id-%d", ids)
		mu.Unlock()
		return acknowledge(id, 300, 5)(p, c, r)
	})
	good := sync.OnceValue(func() string { return tokenResponse(newDraft(p.now())) })
	p.on(tokenEndpoint, func(p *scripted, c netConn, r *request) bool {
		id := r.Form.Get("auth_req_id")
		mu.Lock()
		counts[id]++
		done := counts[id] > 3
		mu.Unlock()
		if done {
			return says(200, good())(p, c, r)
		}
		return pending()(p, c, r)
	})
	client := p.client(t)
	for range n {
		wg.Go(func() {
			params := testParams(t)
			// the same token for all of them
			params.Receive = func(context.Context, ciba.Receipt) ciba.Reception { return ciba.Reception{Look: ciba.LookedNew} }
			result := client.NewVerification(params).Run(t.Context())
			if result.Outcome != ciba.Verified {
				t.Errorf("%s %s %v", result.Outcome, result.Reason, errors.Unwrap(result.Err))
			}
		})
	}
	wg.Wait()
	if p.overlaps != 0 {
		t.Errorf("%d polls overlapped", p.overlaps)
	}
}
